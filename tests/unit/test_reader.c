/* Reading captures: what each format says, what damage does, and pipes.
 * SPDX-License-Identifier: MIT */
#include "capture/capture.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

#include "capture/pcapng_time.h"

/* ---- composing files ---- */

struct file {
    uint8_t at[4096];
    size_t len;
    bool big_endian;
};

static void put(struct file *file, uint64_t value, unsigned width)
{
    for (unsigned i = 0; i < width; i++) {
        unsigned shift = 8 * (file->big_endian ? width - 1 - i : i);
        file->at[file->len++] = (uint8_t)(value >> shift);
    }
}

static void put16(struct file *file, uint16_t value)
{
    put(file, value, 2);
}

static void put32(struct file *file, uint32_t value)
{
    put(file, value, 4);
}

static void put_letters(struct file *file, char letter, size_t count)
{
    memset(file->at + file->len, letter, count);
    file->len += count;
}

static void pcap_header(struct file *file, uint32_t magic, uint32_t link_type)
{
    put32(file, magic);
    put16(file, 2);
    put16(file, 4);
    put(file, 0, 8);
    put32(file, 65535);
    put32(file, link_type);
}

static void pcap_record(struct file *file, uint32_t seconds, uint32_t fraction, uint32_t len,
    uint32_t original, char letter)
{
    put32(file, seconds);
    put32(file, fraction);
    put32(file, len);
    put32(file, original);
    put_letters(file, letter, len);
}

/* A block around what `end_block` finds behind it. */
static size_t begin_block(struct file *file, uint32_t type)
{
    size_t start = file->len;
    put32(file, type);
    put32(file, 0);
    return start;
}

static void end_block(struct file *file, size_t start)
{
    while (file->len % 4)
        put(file, 0, 1);
    size_t end = file->len + 4;
    put32(file, (uint32_t)(end - start));
    file->len = start + 4;
    put32(file, (uint32_t)(end - start));
    file->len = end;
}

static void option(struct file *file, uint16_t code, const void *value, size_t len)
{
    put16(file, code);
    put16(file, (uint16_t)len);
    memcpy(file->at + file->len, value, len);
    file->len += len;
    while (file->len % 4)
        put(file, 0, 1);
}

static void section(struct file *file)
{
    size_t start = begin_block(file, 0x0a0d0d0a);
    put32(file, 0x1a2b3c4d);
    put16(file, 1);
    put16(file, 0);
    put(file, UINT64_MAX, 8);
    end_block(file, start);
}

static void interface(struct file *file, uint16_t link_type, const char *name, uint8_t resolution)
{
    size_t start = begin_block(file, 1);
    put16(file, link_type);
    put16(file, 0);
    put32(file, 0);
    if (name) option(file, 2, name, strlen(name));
    if (resolution) option(file, 9, &resolution, 1);
    end_block(file, start);
}

static void packet(struct file *file, uint32_t id, uint64_t ticks, uint32_t len, char letter)
{
    size_t start = begin_block(file, 6);
    put32(file, id);
    put32(file, (uint32_t)(ticks >> 32));
    put32(file, (uint32_t)ticks);
    put32(file, len);
    put32(file, len);
    put_letters(file, letter, len);
    end_block(file, start);
}

/* ---- reading them ---- */

static char path[] = "/tmp/test_reader.XXXXXX";

static void setup(void)
{
    int descriptor = mkstemp(path);
    ck_assert_int_ge(descriptor, 0);
    close(descriptor);
}

static void teardown(void)
{
    unlink(path);
}

static void save(const struct file *file, size_t len)
{
    FILE *out = fopen(path, "wb");
    ck_assert_ptr_nonnull(out);
    ck_assert_uint_eq(fwrite(file->at, 1, len, out), len);
    fclose(out);
}

static struct reader *open_saved(const struct file *file)
{
    struct reader *reader;
    struct text message = {0};
    save(file, file->len);
    int error = reader_open(path, &reader, &message);
    ck_assert_msg(error == 0, "%s", text_string(&message));
    text_finish(&message);
    return reader;
}

static struct frame next(struct reader *reader)
{
    struct frame frame;
    int result = reader_next(reader, &frame);
    ck_assert_msg(result == 1, "%d %s", result, reader_message(reader));
    return frame;
}

static void ends(struct reader *reader, int code, const char *words)
{
    struct frame frame;
    ck_assert_int_eq(reader_next(reader, &frame), code);
    ck_assert_msg(!words || strstr(reader_message(reader), words), "%s", reader_message(reader));
    ck_assert_int_eq(reader_next(reader, &frame), code); /* and so it stays */
    reader_close(reader);
}

START_TEST(pcap)
{
    struct file file = {.big_endian = _i & 1};
    bool nanoseconds = _i & 2;
    pcap_header(&file, nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4, 113);
    pcap_record(&file, 1700000000, 123456, 5, 60, 'a');
    pcap_record(&file, UINT32_MAX, 999999, 0, 0, 'b');
    struct reader *reader = open_saved(&file);
    ck_assert_str_eq(reader_format(reader), "pcap");
    ck_assert_uint_eq(reader_size(reader), file.len);
    ck_assert_int_eq(reader_descriptor(reader), -1);
    struct frame frame = next(reader);
    ck_assert_uint_eq(frame.number, 1);
    ck_assert_int_eq(frame.time, 1700000000000000000 + (nanoseconds ? 123456 : 123456000));
    ck_assert_uint_eq(frame.time_digits, nanoseconds ? 9 : 6);
    ck_assert(!frame.time_invalid && !frame.untimed);
    ck_assert_uint_eq(frame.link_type, 113);
    ck_assert_uint_eq(frame.captured, 5);
    ck_assert_uint_eq(frame.length, 60);
    ck_assert_mem_eq(frame.data, "aaaaa", 5);
    ck_assert_uint_eq(frame.section, 0);
    ck_assert_ptr_null(frame.interface);
    frame = next(reader);
    ck_assert_uint_eq(frame.number, 2);
    ck_assert_int_eq(frame.time / 1000000000, UINT32_MAX);
    ck_assert_uint_eq(frame.captured, 0);
    ck_assert_uint_eq(reader_position(reader), file.len);
    ends(reader, 0, "");
}
END_TEST

/* What a sender's clock or a broken tool wrote, taken as it is where that makes sense. */
START_TEST(odd_values)
{
    struct file file = {0};
    pcap_header(&file, 0xa1b2c3d4, 0x24000001); /* the upper half tells the length of the FCS */
    pcap_record(&file, 1, 1000000, 4, 4, 'a');
    pcap_record(&file, 1, 2, 14, 4, 'b');
    pcap_record(&file, 1, 2, 4, UINT32_MAX, 'c');
    struct reader *reader = open_saved(&file);
    struct frame frame = next(reader);
    ck_assert(frame.time_invalid);
    ck_assert_int_eq(frame.time_fraction, 1000000000);
    ck_assert_int_eq(frame.time, 2000000000);
    ck_assert_uint_eq(frame.link_type, 1);
    frame = next(reader);
    ck_assert_uint_eq(frame.captured, 14);
    ck_assert_uint_eq(frame.length, 4);
    frame = next(reader);
    ck_assert_uint_eq(frame.length, INT32_MAX);
    ends(reader, 0, "");
}
END_TEST

/* Old versions told the length on the wire first; 2.3 was written in both orders. */
START_TEST(swapped_lengths)
{
    struct file file = {0};
    pcap_header(&file, 0xa1b2c3d4, 1);
    file.at[6] = (uint8_t)(2 + _i);
    put32(&file, 1);
    put32(&file, 2);
    put32(&file, 60);
    put32(&file, 4);
    put_letters(&file, 'a', 4);
    struct reader *reader = open_saved(&file);
    struct frame frame = next(reader);
    ck_assert_uint_eq(frame.captured, 4);
    ck_assert_uint_eq(frame.length, 60);
    ends(reader, 0, "");
}
END_TEST

START_TEST(pcapng)
{
    struct file file = {.big_endian = _i};
    section(&file);
    interface(&file, 1, "eth0", 0);
    interface(&file, 113, NULL, 9);
    packet(&file, 1, 1700000000123456789, 5, 'a');
    interface(&file, 101, "late", 3);
    packet(&file, 2, 1700000000123, 3, 'b');
    packet(&file, 0, 1700000000123456, 4, 'c');
    file.big_endian = !_i;
    section(&file);
    interface(&file, 276, "any", 0x94); /* 2^-20 of a second */
    packet(&file, 0, UINT64_C(1) << 19, 2, 'd');

    struct reader *reader = open_saved(&file);
    ck_assert_str_eq(reader_format(reader), "pcapng");
    struct frame frame = next(reader);
    ck_assert_int_eq(frame.time, 1700000000123456789);
    ck_assert_uint_eq(frame.time_digits, 9);
    ck_assert_uint_eq(frame.link_type, 113);
    ck_assert_uint_eq(frame.section, 1);
    ck_assert_uint_eq(frame.interface_id, 1);
    ck_assert_ptr_null(frame.interface->name);
    ck_assert_mem_eq(frame.data, "aaaaa", 5);
    frame = next(reader);
    ck_assert_int_eq(frame.time, 1700000000123000000);
    ck_assert_uint_eq(frame.time_digits, 3);
    ck_assert_str_eq(frame.interface->name, "late");
    const struct interface *late = frame.interface;
    frame = next(reader);
    ck_assert_int_eq(frame.time, 1700000000123456000);
    ck_assert_uint_eq(frame.time_digits, 6);
    ck_assert_str_eq(frame.interface->name, "eth0");
    frame = next(reader);
    ck_assert_uint_eq(frame.section, 2);
    ck_assert_uint_eq(frame.interface_id, 0);
    ck_assert_uint_eq(frame.link_type, 276);
    ck_assert_int_eq(frame.time, 500000000);
    ck_assert_uint_eq(frame.time_digits, 6);
    ck_assert_str_eq(late->name, "late"); /* lives as long as the reader */
    ends(reader, 0, "");
}
END_TEST

/* Names end where they end, comments are several, wrong sizes of options are no options. */
START_TEST(options)
{
    struct file file = {0};
    section(&file);
    size_t start = begin_block(&file, 1);
    put16(&file, 1);
    put16(&file, 0);
    put32(&file, 96);
    option(&file, 2, "a", 1);
    option(&file, 3, "", 0);
    option(&file, 9, "\6\6", 2);
    option(&file, 11, "\0tcp port 80", 12);
    option(&file, 14, "\20\16\0\0\0\0\0\0", 8); /* an hour */
    end_block(&file, start);                    /* without an end-of-options */
    start = begin_block(&file, 6);
    put32(&file, 0);
    put(&file, UINT64_C(1000000) << 32, 8);
    put32(&file, 0);
    put32(&file, 0);
    option(&file, 1, "eins", 4);
    option(&file, 1, "", 0);
    option(&file, 2, "\1\0\0\110", 4);
    option(&file, 0, "", 0);
    option(&file, 1, "behind the end", 14);
    end_block(&file, start);
    struct reader *reader = open_saved(&file);
    struct frame frame = next(reader);
    ck_assert_str_eq(frame.interface->name, "a");
    ck_assert_str_eq(frame.interface->description, "");
    ck_assert_str_eq(frame.interface->filter, "tcp port 80");
    ck_assert_uint_eq(frame.interface->snap_length, 96);
    ck_assert_uint_eq(frame.time_digits, 6);
    ck_assert_int_eq(frame.time, 3601 * INT64_C(1000000000));
    ck_assert_uint_eq(frame.comment_count, 2);
    ck_assert_uint_eq(frame.comments[0].len, 4);
    ck_assert_mem_eq(frame.comments[0].at, "eins", 4);
    ck_assert_uint_eq(frame.comments[1].len, 0);
    ck_assert(frame.has_packet_flags);
    ck_assert_uint_eq(frame.packet_flags, 0x48000001);
    ends(reader, 0, "");
}
END_TEST

/* ---- damage ---- */

/* Cut at every length: all packets before the cut, then its mention unless it lies between two. */
START_TEST(cut_anywhere)
{
    struct file file = {0};
    size_t whole[4] = {0}; /* how long the file is when it holds N packets */
    if (_i) {
        section(&file);
        interface(&file, 1, "lo", 0);
        whole[0] = file.len;
        packet(&file, 0, 1, 5, 'a');
        whole[1] = file.len;
        packet(&file, 0, 2, 8, 'b');
    } else {
        pcap_header(&file, 0xa1b2c3d4, 1);
        whole[0] = file.len;
        pcap_record(&file, 1, 2, 5, 5, 'a');
        whole[1] = file.len;
        pcap_record(&file, 1, 2, 8, 8, 'b');
    }
    whole[2] = file.len;
    size_t header = _i ? 28 : 24; /* a section header alone is a capture, too */
    for (size_t cut = 0; cut <= file.len; cut++) {
        struct reader *reader = NULL;
        struct text message = {0};
        struct frame frame;
        save(&file, cut);
        int result = reader_open(path, &reader, &message);
        if (cut && cut < header) {
            ck_assert_int_eq(result, cut < 4 ? CAPTURE_FORMAT : CAPTURE_CUT);
            text_finish(&message);
            continue;
        }
        ck_assert_int_eq(result, 0);
        unsigned frames = 0, wanted = cut >= whole[2] ? 2 : cut >= whole[1];
        while ((result = reader_next(reader, &frame)) == 1)
            frames++;
        ck_assert_uint_eq(frames, wanted);
        bool between =
            cut == 0 || cut == header || cut == whole[0] || cut == whole[1] || cut == whole[2];
        ck_assert_int_eq(result, between ? 0 : CAPTURE_CUT);
        reader_close(reader);
    }
}
END_TEST

START_TEST(packet_too_large)
{
    struct file file = {0};
    pcap_header(&file, 0xa1b2c3d4, 1);
    pcap_record(&file, 1, 2, 5, 5, 'a');
    pcap_record(&file, 1, 2, 0, 5, 'b');
    file.at[file.len - 8] = 1; /* 2^18 + 1 */
    file.at[file.len - 6] = 4;
    struct reader *reader = open_saved(&file);
    next(reader);
    ends(reader, CAPTURE_DAMAGED,
        "appears to be damaged or corrupt (a packet of 262145 bytes, bigger than the maximum of "
        "262144)");
}
END_TEST

START_TEST(interface_missing)
{
    struct file file = {0};
    section(&file);
    interface(&file, 1, NULL, 0);
    packet(&file, 0, 1, 1, 'a');
    section(&file); /* forgets it */
    packet(&file, 0, 1, 1, 'a');
    struct reader *reader = open_saved(&file);
    next(reader);
    ends(reader, CAPTURE_DAMAGED,
        "interface index 0 is not less than the section's interface count 0");
}
END_TEST

/* A file of nothing but interfaces cannot fill the memory. */
START_TEST(interfaces_without_end)
{
    struct file file = {0}, one = {0};
    char name[2000];
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    section(&file);
    interface(&one, 1, name, 0);
    save(&file, file.len);
    FILE *out = fopen(path, "ab");
    for (int i = 0; i < 10000; i++)
        fwrite(one.at, 1, one.len, out);
    fclose(out);
    struct reader *reader;
    ck_assert_int_eq(reader_open(path, &reader, NULL), 0);
    ends(reader, CAPTURE_UNSUPPORTED, "interfaces: they would fill the memory");
}
END_TEST

static void refused(const char *name, int code, const char *words)
{
    struct reader *reader = NULL;
    struct text message = {0};
    ck_assert_int_eq(reader_open(name, &reader, &message), code);
    ck_assert_ptr_null(reader);
    ck_assert_msg(strstr(text_string(&message), words) != NULL, "%s", text_string(&message));
    text_finish(&message);
    ck_assert_int_eq(reader_open(name, &reader, NULL), code);
}

START_TEST(no_capture)
{
    struct file file = {0};
    refused("/nowhere/at/all", UV_ENOENT, "cannot be opened: no such file or directory");
    refused("/tmp", UV_EISDIR, "cannot be opened: ");
    put_letters(&file, 'x', 100);
    save(&file, file.len);
    refused(path, CAPTURE_FORMAT, "is not a capture file");
    put(&file, 0, 4);
    memcpy(file.at, "\x28\xb5\x2f\xfd", 4);
    save(&file, file.len);
    refused(path, CAPTURE_UNSUPPORTED, "zstd");
    struct file old = {0};
    pcap_header(&old, 0xa1b2c3d4, 1);
    old.at[4] = 1;
    save(&old, old.len);
    refused(path, CAPTURE_UNSUPPORTED, "holds what is not supported (pcap version 1.4)");
    reader_close(NULL);
}
END_TEST

/* ---- pipes ---- */

/* Each frame shows when its last byte was written, not before and not later. */
START_TEST(pipe_as_it_comes)
{
    struct file file = {0};
    struct frame frame;
    struct reader *reader;
    size_t whole[3];
    int descriptors[2];
    char pipe_path[32];
    pcap_header(&file, 0xa1b2c3d4, 1);
    for (int i = 0; i < 3; i++) {
        pcap_record(&file, 1, 2, 5, 5, (char)('a' + i));
        whole[i] = file.len;
    }
    ck_assert_int_eq(pipe(descriptors), 0);
    snprintf(pipe_path, sizeof pipe_path, "/proc/self/fd/%d", descriptors[0]);
    ck_assert_int_eq(reader_open(pipe_path, &reader, NULL), 0);
    ck_assert_ptr_null(reader_format(reader));
    ck_assert_int_ge(reader_descriptor(reader), 0);
    reader_wait(reader, false);
    unsigned frames = 0;
    for (size_t at = 0; at < file.len; at++) {
        ck_assert_int_eq(reader_next(reader, &frame), UV_EAGAIN);
        ck_assert_int_eq(write(descriptors[1], file.at + at, 1), 1);
        if (at + 1 != whole[frames]) continue;
        frame = next(reader);
        ck_assert_uint_eq(frame.data[4], 'a' + frames);
        frames++;
    }
    ck_assert_uint_eq(frames, 3);
    ck_assert_int_eq(reader_next(reader, &frame), UV_EAGAIN);
    close(descriptors[1]);
    ends(reader, 0, "");
    close(descriptors[0]);
}
END_TEST

START_TEST(standard_input)
{
    struct file file = {0};
    struct reader *reader;
    section(&file);
    interface(&file, 1, "lo", 0);
    packet(&file, 0, 1, 5, 'a');
    save(&file, file.len);
    ck_assert_ptr_nonnull(freopen(path, "rb", stdin));
    ck_assert_int_eq(reader_open("-", &reader, NULL), 0);
    ck_assert_uint_eq(next(reader).captured, 5);
    ends(reader, 0, "");
    ck_assert_int_eq(close(STDIN_FILENO), 0); /* it was left open */
}
END_TEST

/* ---- times ---- */

static const struct {
    uint64_t ticks;
    uint8_t resolution;
    int64_t offset, time;
    uint8_t digits;
} times[] = {
    {1700000000, 0, 0, 1700000000000000000, 0},
    {17000000001, 1, 0, 1700000000100000000, 1},
    {1700000000123, 3, 0, 1700000000123000000, 3},
    {17000000001234, 4, 0, 1700000000123400000, 3},
    {1700000000123456, 6, 0, 1700000000123456000, 6},
    {17000000001234567, 7, 0, 1700000000123456700, 6},
    {1700000000123456789, 9, 0, 1700000000123456789, 9},
    {12345678901234567890u, 12, 0, 12345678901234567, 9}, /* picoseconds */
    {UINT64_MAX, 18, 0, 18446744073, 9},
    {UINT64_MAX, 19, 0, 1844674407, 9},
    {UINT64_MAX, 127, 0, 0, 9},
    {3, 0x80 | 1, 0, 1500000000, 0},
    {UINT64_C(3) << 31, 0x80 | 32, 0, 1500000000, 9},
    {UINT64_C(3) << 62, 0x80 | 63, 0, 1500000000, 9},
    {5, 0, -10, -5000000000, 0},
    {1500000, 6, -2, -500000000, 6},
    {UINT64_MAX, 0, 0, INT64_MAX, 0}, /* beyond what can be told */
    {UINT64_MAX, 0, INT64_MIN, INT64_MAX, 0},
    {UINT64_MAX, 0, INT64_MAX, INT64_MAX, 0},
    {1, 6, INT64_MIN, INT64_MIN, 6},
};

START_TEST(resolutions)
{
    uint64_t per_second = pcapng_ticks(times[_i].resolution);
    int64_t time = pcapng_time(times[_i].ticks, per_second, times[_i].offset);
    if (times[_i].resolution == 127)
        ck_assert_int_ge(time, 0); /* finer than can be told */
    else
        ck_assert_int_eq(time, times[_i].time);
    ck_assert_uint_eq(pcapng_time_digits(per_second), times[_i].digits);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("reader");
    TCase *tests = tcase_create("reader");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, pcap, 0, 4);
    tcase_add_test(tests, odd_values);
    tcase_add_loop_test(tests, swapped_lengths, 0, 2);
    tcase_add_loop_test(tests, pcapng, 0, 2);
    tcase_add_test(tests, options);
    tcase_add_loop_test(tests, cut_anywhere, 0, 2);
    tcase_add_test(tests, packet_too_large);
    tcase_add_test(tests, interface_missing);
    tcase_add_test(tests, interfaces_without_end);
    tcase_add_test(tests, no_capture);
    tcase_add_test(tests, pipe_as_it_comes);
    tcase_add_test(tests, standard_input);
    tcase_add_loop_test(tests, resolutions, 0, sizeof times / sizeof *times);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
