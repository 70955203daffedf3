/* show/: columns, bytes, lines and cells of packets made by hand.  SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <time.h>

#include "base/time.h"
#include "show/color.h"
#include "show/hex.h"
#include "show/summary.h"
#include "show/view.h"
#include "unit.h"

/* A UDP datagram of two bytes from 10.0.0.1:4000 to 10.0.0.2:4001, in Ethernet. */
static const uint8_t datagram[] = {
    0x02,
    0,
    0,
    0,
    0,
    2,
    0x02,
    0,
    0,
    0,
    0,
    1,
    0x08,
    0x00,
    0x45,
    0,
    0,
    30,
    0,
    1,
    0x40,
    0,
    64,
    17,
    0,
    0,
    10,
    0,
    0,
    1,
    10,
    0,
    0,
    2,
    0x0f,
    0xa0,
    0x0f,
    0xa1,
    0,
    10,
    0,
    0,
    'h',
    0x1b,
};

static struct frame frame_of(const uint8_t *data, uint32_t len, int64_t time)
{
    return (struct frame){.number = 1,
        .time = time,
        .time_digits = 6,
        .link_type = 1,
        .captured = len,
        .length = len,
        .data = data};
}

/* What a view shows of one frame. */
static void show(struct view *view, const struct frame *frame, struct text *text)
{
    struct dissector *dissector = dissector_create();
    struct packet *packet = malloc(sizeof *packet);
    ck_assert(view && dissector && packet);
    view->want(view, dissector);
    if (view->begin) view->begin(view, text);
    packet_dissect(packet, dissector, NULL, frame);
    view->packet(view, text, packet);
    if (view->end) view->end(view, text);
    view->destroy(view);
    dissector_destroy(dissector);
    free(packet);
}

START_TEST(hex_offsets)
{
    static const struct {
        size_t len;
        const char *begin;
    } cases[] = {{1, "0000  00 "}, {65536, "0000  00 "}, {65537, "00000  00 "}};
    static uint8_t zeros[65537];
    struct text text = {0};
    hex_add(&text, bytes_of(NULL, 0), HEX_CHARACTERS);
    ck_assert_uint_eq(text.len, 0);
    hex_add(&text, bytes_of(zeros, cases[_i].len), HEX_CHARACTERS);
    ck_assert(strncmp(text_string(&text), cases[_i].begin, strlen(cases[_i].begin)) == 0);
    ck_assert_int_eq(text.at[text.len - 1], '\n');
    text_finish(&text);
}
END_TEST

START_TEST(hex_line)
{
    struct text text = {0};
    hex_add(&text, bytes_of("0123456789abcdef\x1b~", 18), HEX_CHARACTERS);
    ck_assert_str_eq(text_string(&text),
        "0000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66   0123456789abcdef\n"
        "0010  1b 7e                                             .~\n");
    text_finish(&text);
}
END_TEST

START_TEST(times)
{
    static const struct {
        enum column_time format;
        int64_t time;
        const char *shown;
    } cases[] = {
        {STAMP_EPOCH, 1600000000123456789, "1600000000.123456"},
        {STAMP_UTC, 1600000000123456789, "12:26:40.123456"},
        {STAMP_UTC_DATE, 1600000000123456789, "2020-09-13 12:26:40.123456"},
        {STAMP_UTC_DAY_OF_YEAR, 1600000000123456789, "2020/257 12:26:40.123456"},
        {STAMP_UTC_DATE, -1, "1969-12-31 23:59:59.999999"},
        {STAMP_DATE, 951782400000000000, "2000-02-29 01:00:00.000000"},
        {STAMP_RELATIVE, 5, "-0.500000"},
        {STAMP_DELTA, 5, "0.250000"},
        {STAMP_DELTA_SHOWN, 5, "0.125000"},
    };
    setenv("TZ", "MEZ-1", 1);
    tzset();
    struct frame frame = frame_of(datagram, sizeof datagram, cases[_i].time);
    frame.since_first = -TIME_SECOND / 2;
    frame.since_previous = TIME_SECOND / 4;
    frame.since_displayed = TIME_SECOND / 8;
    struct packet *packet = calloc(1, sizeof *packet);
    packet->frame = &frame;
    struct column_clock clock = {.format = cases[_i].format};
    struct text text = {0};
    for (int again = 0; again < 2; again++) { /* the second time from what is remembered */
        text_clear(&text);
        column_add(&text, COLUMN_TIME, packet, &clock);
        ck_assert_str_eq(text_string(&text), cases[_i].shown);
    }
    frame.untimed = true;
    text_clear(&text);
    column_add(&text, COLUMN_TIME, packet, &clock);
    ck_assert_uint_eq(text.len, 0);
    text_finish(&text);
    free(packet);
}
END_TEST

START_TEST(summary)
{
    struct text text = {0};
    struct frame frame = frame_of(datagram, sizeof datagram, 0);
    struct column_list *columns = column_list_create(NULL, &text);
    struct text_options options = {.parts = VIEW_SUMMARY, .columns = columns};
    show(text_view_create(&(struct view_style){0}, &options), &frame, &text);
    ck_assert_str_eq(text_string(&text),
        "    1   0.000000     10.0.0.1 \u2192 10.0.0.2     UDP 44 4000 \u2192 4001 Len=2\n");
    text_clear(&text);
    show(text_view_create(&(struct view_style){.color = true}, &options), &frame, &text);
    ck_assert(strncmp(text_string(&text), "\x1b[38;5;", 7) == 0);
    ck_assert_str_eq(text_string(&text) + text.len - strlen(COLOR_END "\n"), COLOR_END "\n");
    column_list_destroy(columns);
    text_finish(&text);
}
END_TEST

START_TEST(fields)
{
    static const struct {
        enum fields_occurrence occurrence;
        char quote;
        const char *shown;
    } cases[] = {
        {FIELDS_ALL, 0,
            "ip.addr;udp.port;tcp.port;ip.addr\n10.0.0.1|10.0.0.2;4000|4001;;10.0.0.1|10.0.0.2\n"},
        {FIELDS_FIRST, '"',
            "ip.addr;udp.port;tcp.port;ip.addr\n\"10.0.0.1\";\"4000\";;\"10.0.0.1\"\n"},
        {FIELDS_LAST, '\'', "ip.addr;udp.port;tcp.port;ip.addr\n'10.0.0.2';'4001';;'10.0.0.2'\n"},
    };
    static const char *const names[] = {"ip.addr", "udp.port", "tcp.port", "ip.addr"};
    struct fields_options options = {.names = names,
        .count = 4,
        .separator = ';',
        .aggregator = '|',
        .header = true,
        .occurrence = cases[_i].occurrence,
        .quote = cases[_i].quote};
    struct text text = {0};
    struct frame frame = frame_of(datagram, sizeof datagram, 0);
    show(fields_view_create(&(struct view_style){0}, &options), &frame, &text);
    ck_assert_str_eq(text_string(&text), cases[_i].shown);
    text_finish(&text);
}
END_TEST

START_TEST(valid_names)
{
    struct text message = {0};
    struct dissector *dissector = dissector_create();
    struct column_list *columns = column_list_create(NULL, &message);
    ck_assert(fields_name_valid(dissector, columns, "ip.src"));
    ck_assert(fields_name_valid(dissector, columns, "udp"));
    ck_assert(fields_name_valid(dissector, columns, "_ws.col.Info"));
    ck_assert(fields_name_valid(dissector, columns, "_ws.col.no."));
    ck_assert(!fields_name_valid(dissector, columns, "_ws.col.Inf"));
    ck_assert(!fields_name_valid(dissector, columns, "_ws.col."));
    ck_assert(!fields_name_valid(dissector, columns, "ip.sr"));
    ck_assert(!fields_name_valid(dissector, columns, ""));
    column_list_destroy(columns);
    dissector_destroy(dissector);
}
END_TEST

/* Nothing that a packet holds commands a terminal, in any view. */
START_TEST(harmless)
{
    static const char *const names[] = {"data", "udp.payload", "frame.comment", "_ws.col.Info"};
    struct text text = {0};
    struct column_list *columns = column_list_create(NULL, &text);
    struct text_options lines = {
        .parts = VIEW_SUMMARY | VIEW_TREE | VIEW_BYTES, .columns = columns};
    struct fields_options options = {
        .names = names, .count = 4, .columns = columns, .separator = '\t', .aggregator = ','};
    struct view_style style = {.terminal = true};
    struct fields_options all = {0};
    struct tree_options tree = {.values = true, .bytes = true};
    struct view *views[] = {
        text_view_create(&style, &lines),
        psml_view_create(&style, columns),
        fields_view_create(&style, &options),
        json_view_create(&style, &options, &tree),
        json_view_create(&style, &all, &tree),
        ek_view_create(&style, &options, &tree),
        ek_view_create(&style, &all, &tree),
        pdml_view_create(&style, &options, &tree, "evil\x1b.pcap"),
        pdml_view_create(&style, &all, &tree, "evil\x1b.pcap"),
        lines_view_create(&style, &options),
        turtle_view_create(&style),
        raw_view_create(&style),
    };
    struct frame frame = frame_of(datagram, sizeof datagram, 0);
    frame.section = 1;
    struct bytes comment = bytes_of_string("evil \x1b]0;title\x07\xc2\x9b 31m");
    frame.comments = &comment;
    frame.comment_count = 1;
    for (size_t i = 0; i < sizeof views / sizeof *views; i++)
        show(views[i], &frame, &text);
    for (const char *at = text_string(&text); *at; at++)
        ck_assert_msg((unsigned char)*at >= 0x20 || *at == '\n' || *at == '\t', "\\x%02x", *at);
    ck_assert_ptr_null(strstr(text_string(&text), "\xc2\x9b"));
    column_list_destroy(columns);
    text_finish(&text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("show");
    TCase *tcase = tcase_create("views");
    tcase_add_loop_test(tcase, hex_offsets, 0, 3);
    tcase_add_test(tcase, hex_line);
    tcase_add_loop_test(tcase, times, 0, 9);
    tcase_add_test(tcase, summary);
    tcase_add_loop_test(tcase, fields, 0, 3);
    tcase_add_test(tcase, valid_names);
    tcase_add_test(tcase, harmless);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
