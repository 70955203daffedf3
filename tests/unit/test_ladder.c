/* The arrow ladder, to the column.  SPDX-License-Identifier: MIT */
#include "show/ladder.h"

#include <check.h>

static const struct timeline_entry connecting = {
    .time = 1000000, .text = "connecting to 127.0.0.1:40123"};
static const struct timeline_entry syn = {
    .time = 1031500, .kind = TIMELINE_PACKET, .tone = TONE_OPEN, .text = "SYN Seq=0"};
static const struct timeline_entry answer = {.time = 1040000,
    .kind = TIMELINE_PACKET,
    .side = TIMELINE_SERVER,
    .text = "SYN, ACK Seq=0 Ack=1"};
static const struct timeline_entry hello = {.time = 2500000,
    .kind = TIMELINE_PACKET,
    .tone = TONE_DATA,
    .text = "PSH, ACK Len=13",
    .data = "b'Hello, world!'"};
static const struct timeline_entry longer = {.time = 61000000000,
    .kind = TIMELINE_PACKET,
    .side = TIMELINE_SERVER,
    .text = "PSH, ACK Len=40",
    .data = "b'0123456789012345678901234567890123456789'"};
static const struct timeline_entry received = {.time = 2600000,
    .side = TIMELINE_SERVER,
    .text = "received",
    .data = "b'Hello, world!'",
    .effect = true};

static void draw(struct text *text, struct ladder ladder)
{
    const struct timeline_entry *const entries[] = {
        &connecting, &syn, &answer, &hello, &received, &longer};
    ladder_head(text, &ladder);
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++)
        ladder_entry(text, &ladder, entries[i]);
}

START_TEST(eighty_columns)
{
    struct text text = {0};
    draw(&text, (struct ladder){.width = 80, .utf8 = true});
    ck_assert_str_eq(text_string(&text),
        "     ms client           │              the wire              │ server\n"
        "  0.000 connecting to    │                                    │\n"
        "        127.0.0.1:40123  │                                    │\n"
        "  0.031                  │── SYN Seq=0 ──────────────────────►│\n"
        "  0.040                  │◄─ SYN, ACK Seq=0 Ack=1 ────────────│\n"
        "  1.500                  │─ PSH, ACK Len=13 b'Hello, world!' ►│\n"
        "  1.600                  │                                    │ received\n"
        "                         │                                    │ b'Hello, world!'\n"
        "60999.0                  │◄─ PSH, ACK Len=40 ─────────────────│\n"
        "                         │   b'012345678901234567890123456789 │\n"
        "                         │   0123456789'                      │\n");
    text_finish(&text);
}
END_TEST

START_TEST(without_utf8)
{
    struct text text = {0};
    struct ladder ladder = {.width = 80};
    ladder_entry(&text, &ladder, &answer);
    ladder_entry(&text, &ladder, &longer);
    ck_assert_str_eq(text_string(&text),
        "  0.000                  |<- SYN, ACK Seq=0 Ack=1 ------------|\n"
        "60998.9                  |<- PSH, ACK Len=40 -----------------|\n"
        "                         |   b'012345678901234567890123456789 |\n"
        "                         |   0123456789'                      |\n");
    for (size_t i = 0; i < text.len; i++)
        ck_assert_int_lt((unsigned char)text.at[i], 0x80);
    text_finish(&text);
}
END_TEST

START_TEST(narrow)
{
    struct text text = {0};
    draw(&text, (struct ladder){.width = 60, .utf8 = true});
    ck_assert_str_eq(text_string(&text),
        "  0.000 client: connecting to 127.0.0.1:40123\n"
        "  0.031 ──► SYN Seq=0\n"
        "  0.040 ◄── SYN, ACK Seq=0 Ack=1\n"
        "  1.500 ──► PSH, ACK Len=13 b'Hello, world!'\n"
        "  1.600 server: received b'Hello, world!'\n"
        "60999.0 ◄── PSH, ACK Len=40 b'0123456789012345678901234567890123456789'\n");
    text_finish(&text);
}
END_TEST

START_TEST(what_is_lost_does_not_arrive)
{
    struct text text = {0};
    struct ladder ladder = {.width = 80, .utf8 = true};
    struct timeline_entry lost = {.kind = TIMELINE_LOST, .text = "lost on purpose"};
    ladder_entry(&text, &ladder, &lost);
    lost.side = TIMELINE_SERVER;
    ladder_entry(&text, &ladder, &lost);
    ladder.width = 60;
    ladder_entry(&text, &ladder, &lost);
    ck_assert_str_eq(text_string(&text),
        "  0.000                  │── lost on purpose ─────────✗       │\n"
        "  0.000                  │       ✗─ lost on purpose ──────────│\n"
        "  0.000 ✗── lost on purpose\n");
    text_finish(&text);
}
END_TEST

START_TEST(the_clock_keeps_its_columns)
{
    static const struct {
        int64_t time;
        const char *shown;
    } times[] = {{0, "  0.000"}, {999, "  0.000"}, {1000, "  0.001"}, {999999999, "999.999"},
        {1000000000, "1000.00"}, {9999999999, "9999.99"}, {10000000000, "10000.0"},
        {100000000000, " 100000"}, {9999999999999, "9999999"}, {10000000000000, "   2.7h"},
        {100000000000000000, "27777.7h"}, {-5000, " -0.005"}, {-999000000, "-999.00"}};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        struct text text = {0};
        struct ladder ladder = {.width = 60, .begun = true};
        struct timeline_entry entry = {.time = times[i].time, .text = "x"};
        ladder_entry(&text, &ladder, &entry);
        size_t len = strlen(times[i].shown);
        ck_assert_msg(strncmp(text_string(&text), times[i].shown, len) == 0, "%s: %s",
            times[i].shown, text_string(&text));
        text_finish(&text);
    }
}
END_TEST

START_TEST(long_words_break_at_their_joints)
{
    struct text text = {0};
    struct ladder ladder = {.width = 80};
    struct timeline_entry entry = {
        .text = "secured: TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"};
    ladder_entry(&text, &ladder, &entry);
    ck_assert_str_eq(text_string(&text),
        "  0.000 secured:         |                                    |\n"
        "        TLS_ECDHE_ECDSA_ |                                    |\n"
        "        WITH_CHACHA20_   |                                    |\n"
        "        POLY1305_SHA256  |                                    |\n");
    text_finish(&text);
}
END_TEST

/* Columns of the longest line; colour codes take none. */
static size_t widest(struct text *text)
{
    size_t widest = 0, columns = 0;
    for (const char *c = text_string(text); *c; c++) {
        if (*c == '\033') {
            while (*c != 'm')
                c++;
        } else if (*c == '\n') {
            widest = columns > widest ? columns : widest;
            columns = 0;
        } else
            columns += ((unsigned char)*c & 0xc0) != 0x80;
    }
    return widest;
}

START_TEST(every_width_is_kept)
{
    for (unsigned width = LADDER_NARROW; width < 2 * LADDER_WIDEST; width++) {
        struct text text = {0};
        draw(&text, (struct ladder){.width = width, .utf8 = true, .color = width % 2});
        ck_assert_uint_le(widest(&text), width < LADDER_WIDEST ? width : LADDER_WIDEST);
        text_finish(&text);
    }
}
END_TEST

START_TEST(paragraphs_break_between_words)
{
    struct text text = {0};
    struct ladder ladder = {.width = 40};
    ladder_paragraph(
        &text, &ladder, "- Three segments opened the connection: SYN, SYN-ACK, ACK.", 2);
    ck_assert_str_eq(
        text_string(&text), "- Three segments opened the connection:\n  SYN, SYN-ACK, ACK.\n");
    text_finish(&text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ladder");
    TCase *tcase = tcase_create("ladder");
    tcase_add_test(tcase, eighty_columns);
    tcase_add_test(tcase, without_utf8);
    tcase_add_test(tcase, narrow);
    tcase_add_test(tcase, the_clock_keeps_its_columns);
    tcase_add_test(tcase, long_words_break_at_their_joints);
    tcase_add_test(tcase, what_is_lost_does_not_arrive);
    tcase_add_test(tcase, every_width_is_kept);
    tcase_add_test(tcase, paragraphs_break_between_words);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
