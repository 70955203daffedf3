/* Who waits for whom: three clients against each way to accept, and work that takes its time.
 * SPDX-License-Identifier: MIT */
#include "base/time.h"
#include "io/connect.h"
#include "io/listen.h"
#include "loop.h"
#include "service/echo.h"
#include "service/line_receiver.h"
#include "unit.h"

enum { CLIENTS = 3, STORY = 512 };

/* A server and its clients.  What the server tells is remembered as letters with the number of the
 * connection: o1 opened, r1 received, w1 working, s1 served, c1 closed, ! a warning. */
struct crowd {
    struct events events; /* first */
    struct test_loop test;
    struct echo_server echo;
    struct line_server lines;
    struct listener *listener;
    struct connector *connectors[CLIENTS];
    const char *says; /* each client, who then finishes sending */
    unsigned clients, closed, working, opened;
    unsigned ends_at; /* so many requests being worked on: enough was seen; 0: never */
    bool waits;       /* clients say nothing */
    uint16_t port;
    int64_t waited; /* of whom was opened last */
    char story[STORY];
    size_t len;
    char warning[32];
};

static void end(struct crowd *crowd)
{
    for (unsigned i = 0; i < crowd->clients; i++) {
        if (crowd->connectors[i]) connector_close(crowd->connectors[i]);
        crowd->connectors[i] = NULL;
    }
    if (crowd->listener) listener_close(crowd->listener);
    crowd->listener = NULL;
}

static void on_told(struct events *events, const struct event *event)
{
    static const char letters[EVENT_KINDS] = {[EVENT_OPENED] = 'o',
        [EVENT_RECEIVED] = 'r',
        [EVENT_WORKING] = 'w',
        [EVENT_SERVED] = 's',
        [EVENT_CLOSED] = 'c',
        [EVENT_WARNING] = '!'};
    struct crowd *crowd = (struct crowd *)events;
    if (letters[event->kind]) {
        crowd->len += (size_t)snprintf(crowd->story + crowd->len, STORY - crowd->len, "%c%u ",
            letters[event->kind], event->conn);
        ck_assert_uint_lt(crowd->len, STORY);
    }
    if (event->kind == EVENT_LISTENING) crowd->port = (uint16_t)event_value(event, "port")->number;
    if (event->kind == EVENT_OPENED) {
        const struct event_value *waited = event_value(event, "waited");
        crowd->waited = waited ? waited->integer : -1;
        crowd->opened++;
    }
    if (event->kind == EVENT_WARNING)
        snprintf(
            crowd->warning, sizeof crowd->warning, "%s", event_value(event, "warning")->string);
    if (event->kind == EVENT_WORKING && ++crowd->working == crowd->ends_at) end(crowd);
    if (event->kind == EVENT_WARNING && crowd->waits) end(crowd);
}

static void on_opened(struct conn *conn)
{
    const struct crowd *crowd = conn_context(conn);
    if (crowd->waits) return;
    conn_write(conn, bytes_of_string(crowd->says));
    conn_finish(conn);
}

static void on_received(struct conn *conn, struct bytes data)
{
    (void)conn;
    (void)data;
}

static void on_closed(struct conn *conn, int status)
{
    struct crowd *crowd = conn_context(conn);
    (void)status;
    if (++crowd->closed == crowd->clients) end(crowd);
}

static void on_failed(void *context, int status, const char *reason)
{
    (void)context;
    ck_abort_msg("no connection: %d, %s", status, reason);
}

static const struct protocol client = {
    .name = "test", .opened = on_opened, .received = on_received, .closed = on_closed};

static void play(struct crowd *crowd, struct listen_options options, unsigned clients)
{
    struct listen_failure failure;
    crowd->events = (struct events){.wanted = UINT32_MAX, .tell = on_told};
    uv_loop_t *loop = test_loop_init(&crowd->test);
    options.bind = "127.0.0.1";
    options.events = &crowd->events;
    ck_assert_int_eq(listener_open(loop, &options, &crowd->listener, &failure), 0);
    crowd->clients = clients;
    for (unsigned i = 0; i < clients; i++) {
        const struct connect_options connect = {.transport = options.transport,
            .host = "127.0.0.1",
            .port = crowd->port,
            .protocol = &client,
            .context = crowd,
            .failed = on_failed};
        ck_assert_int_eq(connector_open(loop, &connect, &crowd->connectors[i]), 0);
    }
    test_loop_run(&crowd->test);
}

static const enum listen_model models[] = {LISTEN_EVENT, LISTEN_THREAD, LISTEN_ITERATIVE};

/* Work that never ends, as far as this test is concerned: with a loop or threads all three are being
 * worked for at once.  And ending in the middle of it leaves nothing behind. */
START_TEST(all_at_once)
{
    struct crowd crowd = {.says = "hello", .ends_at = CLIENTS};
    play(&crowd,
        (struct listen_options){.protocol = &echo_protocol,
            .context = &crowd.echo,
            .model = models[_i],
            .paced = true,
            .work = 3600 * TIME_SECOND},
        CLIENTS);
    ck_assert_ptr_null(strchr(crowd.story, 's'));
    ck_assert_uint_eq(crowd.echo.tally.all.connections, CLIENTS);
    ck_assert_uint_eq(crowd.echo.tally.all.counts.received_bytes, 5 * CLIENTS);
    ck_assert_uint_eq(crowd.echo.tally.all.counts.sent_bytes, 0);
}
END_TEST

/* One is opened when the one before has closed, and has waited. */
START_TEST(one_after_the_other)
{
    struct crowd crowd = {.says = "hello"};
    play(&crowd,
        (struct listen_options){.protocol = &echo_protocol,
            .context = &crowd.echo,
            .model = LISTEN_ITERATIVE,
            .paced = true,
            .work = 50 * TIME_MILLISECOND},
        CLIENTS);
    ck_assert_str_eq(crowd.story, "o1 r1 w1 s1 c1 o2 r2 w2 s2 c2 o3 r3 w3 s3 c3 ");
    ck_assert_uint_eq(crowd.echo.tally.all.counts.sent_bytes, 5 * CLIENTS);
#ifdef __linux__
    ck_assert_int_ge(crowd.waited, 80 * TIME_MILLISECOND); /* twice 50, less the kernel's ticks */
#endif
}
END_TEST

/* Whatever the model, each line is worked on for itself, the last one without an end too. */
START_TEST(line_by_line)
{
    struct crowd crowd = {.says = "one\ntwo\nrest", .lines.limit = 100};
    play(&crowd,
        (struct listen_options){.protocol = &line_receiver_protocol,
            .context = &crowd.lines,
            .model = models[_i],
            .paced = true,
            .work = 2 * TIME_MILLISECOND},
        1);
    ck_assert_str_eq(crowd.story, "o1 w1 r1 s1 w1 r1 s1 w1 r1 s1 c1 ");
    ck_assert_uint_eq(crowd.lines.tally.all.counts.received_bytes, 12);
}
END_TEST

/* No time is needed, but it is told all the same. */
START_TEST(no_work)
{
    struct crowd crowd = {.says = "one\ntwo\n", .lines.limit = 100};
    play(&crowd,
        (struct listen_options){.protocol = &line_receiver_protocol,
            .context = &crowd.lines,
            .model = models[_i],
            .paced = true},
        1);
    ck_assert_str_eq(crowd.story, "o1 w1 r1 s1 w1 r1 s1 c1 ");
}
END_TEST

/* The server that answers once and closes: what else was sent is not answered. */
START_TEST(once)
{
    struct crowd crowd = {.says = "hello", .echo = {.once = true, .reply = "Hello Client!"}};
    play(&crowd,
        (struct listen_options){
            .protocol = &echo_protocol, .context = &crowd.echo, .model = models[_i], .paced = true},
        CLIENTS);
    ck_assert_uint_eq(crowd.echo.tally.all.connections, CLIENTS);
    ck_assert_uint_eq(crowd.echo.tally.all.counts.sent_bytes, 13 * CLIENTS);
}
END_TEST

/* Two threads may be, a third client waits; one says that it does.  Silent clients, so nobody goes. */
START_TEST(threads_taken)
{
    struct crowd crowd = {.waits = true};
    play(&crowd,
        (struct listen_options){.protocol = &echo_protocol,
            .context = &crowd.echo,
            .model = LISTEN_THREAD,
            .max_connections = 2},
        CLIENTS);
    ck_assert_str_eq(crowd.warning, "threads-taken");
    ck_assert_uint_eq(crowd.opened, 2);
    ck_assert_uint_eq(crowd.echo.tally.all.connections, 2);
}
END_TEST

/* Without work, and with --once: threads carry a conversation as a loop does. */
START_TEST(thread_for_one)
{
    struct crowd crowd = {.says = "hello"};
    play(&crowd,
        (struct listen_options){.protocol = &echo_protocol,
            .context = &crowd.echo,
            .model = LISTEN_THREAD,
            .accept_total = 1},
        1);
    ck_assert_str_eq(crowd.story, "o1 r1 c1 ");
    ck_assert_int_eq(crowd.waited, -1);
}
END_TEST

START_TEST(no_threads_over_tls)
{
    struct test_loop test;
    struct listen_failure failure;
    struct listener *listener = NULL;
    const struct listen_options options = {
        .transport = TRANSPORT_TLS, .protocol = &echo_protocol, .model = LISTEN_THREAD};
    uv_loop_t *loop = test_loop_init(&test);
    ck_assert_int_eq(listener_open(loop, &options, &listener, &failure), UV_ENOTSUP);
    ck_assert_ptr_null(listener);
    test_loop_run(&test);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("models");
    TCase *tcase = tcase_create("models");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, all_at_once, 0, 2);
    tcase_add_test(tcase, one_after_the_other);
    tcase_add_loop_test(tcase, line_by_line, 0, 3);
    tcase_add_loop_test(tcase, no_work, 0, 3);
    tcase_add_loop_test(tcase, once, 0, 3);
    tcase_add_test(tcase, threads_taken);
    tcase_add_test(tcase, thread_for_one);
    tcase_add_test(tcase, no_threads_over_tls);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
