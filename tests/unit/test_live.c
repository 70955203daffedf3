/* Live captures, on the loopback of a network of our own: nobody else's packets, no privilege.
 * Skipped (77) where the system allows no namespace.  SPDX-License-Identifier: MIT */
#include "box/namespace.h"
#include "capture/capture.h"

#include <arpa/inet.h>
#include <check.h>
#include <net/if.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

enum { MOST = 16 };

struct seen {
    struct live *live;
    unsigned frames, close_after; /* 0: never */
    struct frame last;
    int64_t times[MOST];
    char payload[MOST];
    int ended;
};

static uv_loop_t loop;
static int sender;
static struct sockaddr_in target;

static void on_frame(void *context, const struct frame *frame)
{
    struct seen *seen = context;
    ck_assert_uint_lt(seen->frames, MOST);
    seen->times[seen->frames] = frame->time;
    seen->payload[seen->frames] = (char)frame->data[frame->captured - 1];
    seen->last = *frame;
    seen->frames++;
    if (seen->frames == seen->close_after) live_close(seen->live);
}

static void on_ended(void *context, int error, const char *message)
{
    struct seen *seen = context;
    ck_assert_int_lt(error, 0);
    ck_assert_ptr_nonnull(strstr(message, "cannot capture on "));
    seen->ended++;
    live_close(seen->live);
}

static const struct live_callbacks callbacks = {.frame = on_frame, .ended = on_ended};

static void setup(void)
{
    ck_assert_int_eq(namespace_enter(NULL), 0);
    ck_assert_int_eq(uv_loop_init(&loop), 0);
    socklen_t len = sizeof target;
    target = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    sender = socket(AF_INET, SOCK_DGRAM, 0);
    ck_assert_int_eq(bind(sender, (struct sockaddr *)&target, sizeof target), 0);
    ck_assert_int_eq(getsockname(sender, (struct sockaddr *)&target, &len), 0);
}

static void finish(void)
{
    uv_run(&loop, UV_RUN_DEFAULT);
    ck_assert_int_eq(uv_loop_close(&loop), 0);
    close(sender);
}

static void send_letter(char letter)
{
    ck_assert_int_eq(sendto(sender, &letter, 1, 0, (struct sockaddr *)&target, sizeof target), 1);
}

static void start(struct seen *seen, const struct live_options *options)
{
    struct text message = {0};
    int error = live_open(&loop, options, &callbacks, seen, &seen->live, &message);
    ck_assert_msg(error == 0, "%s", text_string(&message));
    text_finish(&message);
}

START_TEST(every_packet_once)
{
    struct seen seen = {0};
    start(&seen, &(struct live_options){.device = "lo"});
    const struct interface *interface = live_interface(seen.live);
    ck_assert_str_eq(interface->name, "lo");
    ck_assert_uint_eq(interface->link_type, 1);
    ck_assert_uint_eq(interface->snap_length, 262144);
    for (char letter = 'a'; letter < 'd'; letter++)
        send_letter(letter);
    while (seen.frames < 3)
        uv_run(&loop, UV_RUN_ONCE);
    /* The kernel shows a packet on the loopback going out and coming in: a second copy of the third
     * would be there by now. */
    live_drain(seen.live);
    ck_assert_uint_eq(seen.frames, 3);
    ck_assert_mem_eq(seen.payload, "abc", 3);
    ck_assert_int_ge(seen.times[1], seen.times[0]);
    ck_assert_int_ge(seen.times[2], seen.times[1]);
    ck_assert_uint_eq(seen.last.number, 3);
    ck_assert_uint_eq(seen.last.captured, 14 + 20 + 8 + 1);
    ck_assert_uint_eq(seen.last.length, 14 + 20 + 8 + 1);
    ck_assert_uint_eq(seen.last.link_type, 1);
    ck_assert_uint_eq(seen.last.time_digits, interface->time_digits);
    ck_assert_ptr_eq(seen.last.interface, interface);
    uv_timeval64_t now;
    uv_gettimeofday(&now);
    ck_assert_int_le(llabs(seen.times[0] / 1000000000 - now.tv_sec), 600);

    struct capture_stats stats;
    live_stats(seen.live, &stats);
    ck_assert(stats.known);
    ck_assert_uint_ge(stats.received, 3);
    ck_assert_uint_eq(stats.dropped, 0);
    live_close(seen.live);
    finish();
}
END_TEST

START_TEST(draining_needs_no_loop)
{
    struct seen seen = {0};
    start(&seen, &(struct live_options){.device = "lo"});
    send_letter('x');
    live_drain(seen.live);
    ck_assert_uint_eq(seen.frames, 1);
    ck_assert_int_eq(seen.payload[0], 'x');
    live_close(seen.live);
    live_drain(seen.live); /* closed: nothing, and no harm */
    finish();
}
END_TEST

START_TEST(closed_by_its_own_callback)
{
    struct seen seen = {.close_after = 2};
    start(&seen, &(struct live_options){.device = "lo"});
    for (char letter = 'a'; letter < 'f'; letter++)
        send_letter(letter);
    finish();
    ck_assert_uint_eq(seen.frames, 2);
}
END_TEST

START_TEST(filter_and_snap_length)
{
    struct seen seen = {0};
    char filter[64];
    int other = socket(AF_INET, SOCK_DGRAM, 0);
    snprintf(filter, sizeof filter, "udp src port %u", ntohs(target.sin_port));
    start(&seen, &(struct live_options){.device = "lo", .filter = filter, .snap_length = 40});
    ck_assert_str_eq(live_interface(seen.live)->filter, filter);
    ck_assert_int_eq(sendto(other, "no", 2, 0, (struct sockaddr *)&target, sizeof target), 2);
    send_letter('y');
    live_drain(seen.live);
    ck_assert_uint_eq(seen.frames, 1);
    ck_assert_uint_eq(seen.last.captured, 40);
    ck_assert_uint_eq(seen.last.length, 43);
    close(other);
    live_close(seen.live);
    finish();
}
END_TEST

START_TEST(any_device)
{
    struct seen seen = {0};
    start(&seen, &(struct live_options){.device = "any"});
    ck_assert_uint_eq(live_interface(seen.live)->link_type, 113); /* Linux cooked */
    send_letter('z');
    live_drain(seen.live);
    ck_assert_uint_eq(seen.frames, 1);
    ck_assert_int_eq(seen.payload[0], 'z');
    live_close(seen.live);
    finish();
}
END_TEST

/* Bursts: what the kernel's buffer holds arrives, in order, and what it does not is counted. */
START_TEST(burst)
{
    struct seen seen = {0};
    start(&seen, &(struct live_options){.device = "lo"});
    for (int i = 0; i < MOST; i++)
        send_letter((char)('A' + i));
    live_drain(seen.live);
    ck_assert_uint_eq(seen.frames, MOST);
    ck_assert_mem_eq(seen.payload, "ABCDEFGHIJKLMNOP", MOST);
    live_close(seen.live);
    finish();
}
END_TEST

/* In heaps: a little later, and all of them. */
START_TEST(heaped)
{
    struct seen seen = {0};
    start(&seen, &(struct live_options){.device = "lo", .heaped = true});
    for (int i = 0; i < MOST / 2; i++)
        send_letter((char)('A' + i));
    live_drain(seen.live);
    ck_assert_uint_eq(seen.frames, MOST / 2);
    for (int i = MOST / 2; i < MOST; i++)
        send_letter((char)('A' + i));
    while (seen.frames < MOST)
        uv_run(&loop, UV_RUN_ONCE);
    ck_assert_mem_eq(seen.payload, "ABCDEFGHIJKLMNOP", MOST);
    live_close(seen.live);
    finish();
}
END_TEST

static void set_loopback(bool up)
{
    struct ifreq request = {.ifr_name = "lo", .ifr_flags = (short)(up ? IFF_UP : 0)};
    ck_assert_int_eq(ioctl(sender, SIOCSIFFLAGS, &request), 0);
}

/* A cable is pulled and plugged in again: the capture goes on. */
START_TEST(device_goes_down_and_up)
{
    struct seen seen = {0};
    start(&seen, &(struct live_options){.device = "lo"});
    set_loopback(false);
    uv_run(&loop, UV_RUN_NOWAIT);
    ck_assert_int_eq(seen.ended, 0);
    set_loopback(true);
    send_letter('u');
    while (seen.frames < 1)
        uv_run(&loop, UV_RUN_ONCE);
    live_close(seen.live);
    finish();
}
END_TEST

static void refuse(
    const struct live_options *options, int code, const char *words, const char *hint_words)
{
    struct text message = {0}, hint = {0};
    struct live *live = NULL;
    int error = live_open(&loop, options, &callbacks, NULL, &live, &message);
    ck_assert_int_eq(error, code);
    ck_assert_ptr_null(live);
    ck_assert_msg(strstr(text_string(&message), words) != NULL, "%s", text_string(&message));
    live_hint(error, options, &hint);
    ck_assert_msg(strstr(text_string(&hint), hint_words) != NULL, "%s", text_string(&hint));
    text_finish(&message);
    text_finish(&hint);
}

START_TEST(refusals)
{
    refuse(&(struct live_options){.device = "nope0"}, UV_ENODEV,
        "cannot capture on nope0: no such device", "there are ");
    refuse(&(struct live_options){.device = "lo", .filter = "tcp.port == 80"}, UV_EINVAL,
        "bad capture filter 'tcp.port == 80': syntax error", "'tcp port 80'");
    /* Without a message the code is all there is. */
    struct live *live;
    ck_assert_int_eq(
        live_open(&loop, &(struct live_options){.device = "nope0"}, &callbacks, NULL, &live, NULL),
        UV_ENODEV);
    finish();
}
END_TEST

START_TEST(permission_hint)
{
    struct text hint = {0};
    live_hint(UV_EACCES, &(struct live_options){.device = "lo"}, &hint);
    const char *first = geteuid() == 0 ? "--cap-add NET_RAW" : "sudo setcap cap_net_raw+ep /";
    ck_assert_ptr_nonnull(strstr(text_string(&hint), first));
    ck_assert_ptr_nonnull(strstr(text_string(&hint), "wirelab demo"));
    text_finish(&hint);
    finish();
}
END_TEST

static const struct {
    const char *display, *capture; /* NULL: it cannot be said */
} filters[] = {
    {"tcp.port == 80", "tcp port 80"},
    {"tcp.port==80", "tcp port 80"},
    {"udp.port eq 53", "udp port 53"},
    {"ip.addr==192.0.2.1 && tcp.dstport==1234", "host 192.0.2.1 and tcp dst port 1234"},
    {"(dns or http) and !icmp", "(port 53 or tcp port 80) and !icmp"},
    {"tcp.port != 80", NULL},
    {"tcp.flags.syn == 1", NULL},
    {"tcp contains \"x\"", NULL},
    {"bogus", NULL},
    {"tcp.port == ", NULL},
};

START_TEST(display_filter_hint)
{
    struct text hint = {0}, wanted = {0};
    ck_assert(!live_filter_valid(filters[_i].display, NULL));
    live_hint(UV_EINVAL, &(struct live_options){.filter = filters[_i].display}, &hint);
    text_format(&wanted, "as a capture filter: '%s'\n", filters[_i].capture);
    bool told = strstr(text_string(&hint), text_string(&wanted)) != NULL;
    ck_assert_msg(told == (filters[_i].capture != NULL), "%s", text_string(&hint));
    ck_assert(told || strstr(text_string(&hint), "man pcap-filter"));
    text_finish(&wanted);
    text_finish(&hint);
    finish();
}
END_TEST

START_TEST(devices_of_a_new_network)
{
    struct device *devices;
    size_t count;
    bool loopback = false;
    ck_assert_int_eq(devices_list(&devices, &count), 0);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(devices[i].name, "lo") != 0) continue;
        loopback = true;
        ck_assert(
            devices[i].up && devices[i].running && devices[i].loopback && devices[i].openable);
        ck_assert_str_eq(devices[i].addresses[0], "127.0.0.1");
    }
    ck_assert(loopback);
    devices_free(devices, count);
    finish();
}
END_TEST

int main(void)
{
    struct namespace_verdict verdict;
    namespace_probe(&verdict);
    bool possible = verdict.possible;
    if (!possible) printf("skipped: %s\n", text_string(&verdict.reason));
    namespace_verdict_finish(&verdict);
    if (!possible) return 77;
    Suite *suite = suite_create("live");
    TCase *tests = tcase_create("live");
    tcase_add_checked_fixture(tests, setup, NULL);
    tcase_add_test(tests, every_packet_once);
    tcase_add_test(tests, draining_needs_no_loop);
    tcase_add_test(tests, closed_by_its_own_callback);
    tcase_add_test(tests, filter_and_snap_length);
    tcase_add_test(tests, any_device);
    tcase_add_test(tests, burst);
    tcase_add_test(tests, heaped);
    tcase_add_test(tests, device_goes_down_and_up);
    tcase_add_test(tests, refusals);
    tcase_add_test(tests, permission_hint);
    tcase_add_loop_test(tests, display_filter_hint, 0, sizeof filters / sizeof *filters);
    tcase_add_test(tests, devices_of_a_new_network);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
