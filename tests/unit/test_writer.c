/* Writing captures and reading them back.  SPDX-License-Identifier: MIT */
#include "capture/capture.h"

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

static char path[] = "/tmp/test_writer.XXXXXX";

static void setup(void)
{
    int file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    close(file);
}

static void teardown(void)
{
    unlink(path);
}

static const uint8_t data[] = "0123456789abcdef0123456789abcdef";
static const struct bytes comments[] = {
    {(const uint8_t *)"first", 5}, {(const uint8_t *)"zweiter", 7}};
static const struct interface lo = {.name = "lo",
    .description = "Loopback",
    .filter = "tcp port 7",
    .link_type = 1,
    .snap_length = 262144,
    .time_digits = 9};
static const struct interface cooked = {.name = "any", .link_type = 113, .time_digits = 6};

static const struct frame frames[] = {
    {.time = 1700000000123456789,
        .time_digits = 9,
        .link_type = 1,
        .captured = 31,
        .length = 1500,
        .data = data,
        .interface = &lo},
    {.time = 1700000001000000001,
        .time_digits = 9,
        .link_type = 1,
        .captured = 0,
        .length = 0,
        .data = data,
        .interface = &lo,
        .comments = comments,
        .comment_count = 2,
        .packet_flags = 0x48000002,
        .has_packet_flags = true},
    {.time = 1700000002000001000,
        .time_digits = 6,
        .link_type = 113,
        .captured = 16,
        .length = 16,
        .data = data,
        .interface = &cooked},
    {.time = 4294967295999999000,
        .time_digits = 9,
        .link_type = 1,
        .captured = 5,
        .length = 5,
        .data = data,
        .interface = &lo},
};
enum { FRAMES = sizeof frames / sizeof *frames };

static struct writer *open_writer(enum capture_format format)
{
    struct writer *writer;
    static const char *const remarks[] = {"made by a test", "twice"};
    struct writer_options options = {
        .format = format, .application = "wirelab test", .comments = remarks, .comment_count = 2};
    ck_assert_int_eq(writer_open(path, &options, &writer), 0);
    return writer;
}

static struct reader *open_reader(void)
{
    struct reader *reader;
    struct text message = {0};
    int error = reader_open(path, &reader, &message);
    ck_assert_msg(error == 0, "%s", text_string(&message));
    text_finish(&message);
    return reader;
}

static void equal_strings(const char *a, const char *b)
{
    ck_assert_int_eq(a == NULL, b == NULL);
    if (a) ck_assert_str_eq(a, b);
}

static void equal_frames(const struct frame *got, const struct frame *wanted)
{
    ck_assert_int_eq(got->time, wanted->time);
    ck_assert_uint_eq(got->link_type, wanted->link_type);
    ck_assert_uint_eq(got->captured, wanted->captured);
    ck_assert_uint_eq(got->length, wanted->length);
    if (wanted->captured) ck_assert_mem_eq(got->data, wanted->data, wanted->captured);
}

START_TEST(pcapng)
{
    struct writer *writer = open_writer(CAPTURE_PCAPNG);
    for (size_t i = 0; i < FRAMES; i++)
        ck_assert_int_eq(writer_frame(writer, &frames[i]), 0);
    struct capture_stats stats = {.received = 10, .dropped = 3, .known = true};
    ck_assert_int_eq(writer_close(writer, &stats), 0);

    struct reader *reader = open_reader();
    ck_assert_str_eq(reader_format(reader), "pcapng");
    for (size_t i = 0; i < FRAMES; i++) {
        struct frame got;
        ck_assert_int_eq(reader_next(reader, &got), 1);
        equal_frames(&got, &frames[i]);
        ck_assert_uint_eq(got.time_digits, frames[i].time_digits);
        ck_assert_uint_eq(got.number, i + 1);
        ck_assert_uint_eq(got.interface_id, frames[i].interface == &cooked);
        equal_strings(got.interface->name, frames[i].interface->name);
        equal_strings(got.interface->description, frames[i].interface->description);
        equal_strings(got.interface->filter, frames[i].interface->filter);
        ck_assert_uint_eq(got.interface->snap_length, frames[i].interface->snap_length);
        ck_assert_int_eq(got.has_packet_flags, frames[i].has_packet_flags);
        ck_assert_uint_eq(got.packet_flags, frames[i].packet_flags);
        ck_assert_uint_eq(got.comment_count, frames[i].comment_count);
        for (size_t j = 0; j < got.comment_count; j++) {
            ck_assert_uint_eq(got.comments[j].len, comments[j].len);
            ck_assert_mem_eq(got.comments[j].at, comments[j].at, comments[j].len);
        }
    }
    struct frame none;
    ck_assert_int_eq(reader_next(reader, &none), 0);
    reader_close(reader);
}
END_TEST

START_TEST(pcap)
{
    enum capture_format format = _i ? CAPTURE_PCAP_NS : CAPTURE_PCAP;
    struct writer *writer = open_writer(format);
    ck_assert_int_eq(writer_frame(writer, &frames[0]), 0);
    ck_assert_int_eq(writer_frame(writer, &frames[1]), 0);
    /* One link type a file; the refusal harms nothing. */
    ck_assert_int_eq(writer_frame(writer, &frames[2]), UV_ENOTSUP);
    ck_assert_int_eq(writer_frame(writer, &frames[3]), 0);
    ck_assert_int_eq(writer_close(writer, NULL), 0);

    struct reader *reader = open_reader();
    ck_assert_str_eq(reader_format(reader), "pcap");
    for (size_t i = 0; i < FRAMES; i++) {
        struct frame got, wanted = frames[i];
        if (i == 2) continue;
        if (format == CAPTURE_PCAP) wanted.time -= wanted.time % 1000;
        ck_assert_int_eq(reader_next(reader, &got), 1);
        equal_frames(&got, &wanted);
        ck_assert_uint_eq(got.time_digits, format == CAPTURE_PCAP ? 6 : 9);
    }
    struct frame none;
    ck_assert_int_eq(reader_next(reader, &none), 0);
    reader_close(reader);
}
END_TEST

/* What was told in advance stands in the file, and an empty file is a capture of nothing. */
/* What else a file holds, as the listener told it. */
struct told {
    char key_log[64], name[64];
    uint8_t address[16];
    size_t address_length;
    unsigned count;
};

static void on_secrets(void *context, struct bytes key_log)
{
    struct told *told = context;
    ck_assert_uint_lt(key_log.len, sizeof told->key_log);
    memcpy(told->key_log, key_log.at, key_log.len);
    told->count++;
}

static void on_names(void *context, struct bytes address, struct bytes names)
{
    struct told *told = context;
    ck_assert_uint_le(address.len, sizeof told->address);
    memcpy(told->address, address.at, address.len);
    told->address_length = address.len;
    memcpy(told->name, names.at, names.len);
    told->count++;
}

START_TEST(secrets_and_names)
{
    static const uint8_t address[16] = {0x20, 1, 0xd, 0xb8, [15] = 1};
    struct writer *writer = open_writer(CAPTURE_PCAPNG);
    ck_assert_int_eq(writer_secrets(writer, bytes_of("CLIENT_RANDOM 00 11\n", 20)), 0);
    ck_assert_int_eq(writer_names(writer, bytes_of(address, 16), bytes_of("one\0two", 8)), 0);
    ck_assert_int_eq(writer_frame(writer, &frames[0]), 0);
    ck_assert_int_eq(writer_close(writer, NULL), 0);
    struct reader *reader = open_reader();
    struct told told = {.count = 0};
    struct frame frame;
    reader_listen(reader,
        &(struct reader_listener){.context = &told, .secrets = on_secrets, .names = on_names});
    ck_assert_int_eq(reader_next(reader, &frame), 1);
    ck_assert_int_eq(reader_next(reader, &frame), 0);
    ck_assert_uint_eq(told.count, 2);
    ck_assert_str_eq(told.key_log, "CLIENT_RANDOM 00 11\n");
    ck_assert_uint_eq(told.address_length, 16);
    ck_assert_mem_eq(told.address, address, 16);
    ck_assert_mem_eq(told.name, "one\0two", 8);
    reader_close(reader);
}
END_TEST

START_TEST(no_frames)
{
    struct writer *writer = open_writer(_i ? CAPTURE_PCAP : CAPTURE_PCAPNG);
    ck_assert_int_eq(writer_interface(writer, &lo), 0);
    ck_assert_int_eq(writer_interface(writer, &lo), 0);
    ck_assert_int_eq(writer_close(writer, NULL), 0);
    struct stat status;
    ck_assert_int_eq(stat(path, &status), 0);
    if (_i) ck_assert_int_eq(status.st_size, 24);
    struct frame none;
    struct reader *reader = open_reader();
    ck_assert_int_eq(reader_next(reader, &none), 0);
    reader_close(reader);
    writer_close(NULL, NULL);
}
END_TEST

/* Simple packets have no time, and keep having none. */
START_TEST(untimed)
{
    struct frame simple = {.untimed = true,
        .link_type = 1,
        .captured = 7,
        .length = 7,
        .data = data,
        .interface = &lo};
    struct writer *writer = open_writer(CAPTURE_PCAPNG);
    ck_assert_int_eq(writer_frame(writer, &simple), 0);
    simple.captured = 3; /* cut below the interface's limit: only a full packet block can tell */
    ck_assert_int_eq(writer_frame(writer, &simple), 0);
    ck_assert_int_eq(writer_close(writer, NULL), 0);
    struct reader *reader = open_reader();
    struct frame got;
    ck_assert_int_eq(reader_next(reader, &got), 1);
    ck_assert(got.untimed);
    ck_assert_uint_eq(got.captured, 7);
    ck_assert_int_eq(reader_next(reader, &got), 1);
    ck_assert(!got.untimed);
    ck_assert_int_eq(got.time, 0);
    ck_assert_uint_eq(got.captured, 3);
    ck_assert_uint_eq(got.length, 7);
    reader_close(reader);
}
END_TEST

/* Larger than the buffer, and many: nothing lost where the buffer ends. */
START_TEST(long_file)
{
    static uint8_t large[262144];
    struct writer *writer = open_writer(CAPTURE_PCAPNG);
    for (uint32_t i = 0; i < 40; i++) {
        uint32_t len = i * 6553 % sizeof large;
        memset(large, (int)i, len);
        struct frame frame = {.time = i,
            .time_digits = 9,
            .link_type = 1,
            .captured = len,
            .length = len,
            .data = large,
            .interface = &lo};
        ck_assert_int_eq(writer_frame(writer, &frame), 0);
    }
    ck_assert_int_eq(writer_close(writer, NULL), 0);
    struct reader *reader = open_reader();
    struct frame got;
    for (uint32_t i = 0; i < 40; i++) {
        ck_assert_int_eq(reader_next(reader, &got), 1);
        ck_assert_uint_eq(got.captured, i * 6553 % sizeof large);
        memset(large, (int)i, sizeof large);
        ck_assert_int_eq(memcmp(got.data, large, got.captured), 0);
    }
    ck_assert_int_eq(reader_next(reader, &got), 0);
    reader_close(reader);
}
END_TEST

START_TEST(disk_full)
{
    struct writer *writer;
    ck_assert_int_eq(
        writer_open("/dev/full", &(struct writer_options){.format = CAPTURE_PCAPNG}, &writer), 0);
    ck_assert_int_eq(writer_frame(writer, &frames[0]), 0); /* in the buffer */
    ck_assert_int_eq(writer_flush(writer), UV_ENOSPC);
    ck_assert_int_eq(writer_frame(writer, &frames[0]), UV_ENOSPC);
    ck_assert_int_eq(writer_close(writer, NULL), UV_ENOSPC);
}
END_TEST

START_TEST(reader_of_the_pipe_left)
{
    int ends[2];
    struct writer *writer;
    signal(SIGPIPE, SIG_IGN);
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_ge(dup2(ends[1], STDOUT_FILENO), 0);
    ck_assert_int_eq(
        writer_open("-", &(struct writer_options){.format = CAPTURE_PCAP}, &writer), 0);
    close(ends[0]);
    ck_assert_int_eq(writer_frame(writer, &frames[0]), 0);
    ck_assert_int_eq(writer_flush(writer), UV_EPIPE);
    ck_assert_int_eq(writer_close(writer, NULL), UV_EPIPE);
}
END_TEST

START_TEST(files)
{
    struct writer *writer = NULL;
    struct stat status;
    ck_assert_int_eq(
        writer_open("/nowhere/at/all", &(struct writer_options){.format = CAPTURE_PCAP}, &writer),
        UV_ENOENT);
    ck_assert_ptr_null(writer);
    ck_assert_int_eq(
        writer_open("/tmp", &(struct writer_options){.format = CAPTURE_PCAP}, &writer), UV_EISDIR);
    unlink(path);
    umask(022);
    writer_close(open_writer(CAPTURE_PCAP), NULL);
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_uint_eq(status.st_mode & 0777, geteuid() == 0 ? 0600 : 0644);
    /* One that is there is emptied. */
    ck_assert_int_eq(truncate(path, 5000), 0);
    writer_close(open_writer(CAPTURE_PCAP), NULL);
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_int_eq(status.st_size, 24);
}
END_TEST

/* Under sudo the capture is for the user. */
START_TEST(file_for_the_user)
{
    struct stat status;
    setenv("SUDO_UID", "65533", 1);
    setenv("SUDO_GID", "65532", 1);
    unlink(path);
    writer_close(open_writer(CAPTURE_PCAP), NULL);
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_uint_eq(status.st_uid, geteuid() == 0 ? 65533 : geteuid());
    ck_assert_uint_eq(status.st_gid, geteuid() == 0 ? 65532 : getegid());
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("writer");
    TCase *tests = tcase_create("writer");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, pcapng);
    tcase_add_loop_test(tests, pcap, 0, 2);
    tcase_add_loop_test(tests, no_frames, 0, 2);
    tcase_add_test(tests, secrets_and_names);
    tcase_add_test(tests, untimed);
    tcase_add_test(tests, long_file);
    tcase_add_test(tests, disk_full);
    tcase_add_test(tests, reader_of_the_pipe_left);
    tcase_add_test(tests, files);
    tcase_add_test(tests, file_for_the_user);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
