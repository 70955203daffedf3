/* event_sink.h: events as sentences and as JSON.  SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/time.h"
#include "cli/event_sink.h"
#include "unit.h"

static const struct event every = {
    .kind = EVENT_RECEIVED,
    .conn = 3,
    .human = "{conn}: {data} from {peer}, {size} bytes, {left} left, {ok}, after {took} {absent}.",
    .values = {{"data", EVENT_VALUE_DATA, {.data = {(const uint8_t *)"hi\r\n", 4}}},
        {"peer", EVENT_VALUE_TEXT, {.string = "127.0.0.1:40\n\x1b"}},
        {"size", EVENT_VALUE_UINT, {.number = 4}}, {"left", EVENT_VALUE_INT, {.integer = -5}},
        {"ok", EVENT_VALUE_BOOL, {.number = 1}}, {"took", EVENT_VALUE_SECONDS, {.integer = 1500}},
        {"absent", EVENT_VALUE_TEXT, {.string = NULL}}},
};

START_TEST(human)
{
    struct text text = {0};
    event_print_human(&text, &every, false);
    ck_assert_str_eq(text_string(&text),
        "3: b'hi\\r\\n' from 127.0.0.1:40\\n\\x1b, 4 bytes, -5 left, yes, after 2 us .");
    text_finish(&text);
}
END_TEST

/* Three digits and the unit in which they can be read. */
START_TEST(durations)
{
    static const struct {
        int64_t nanoseconds;
        const char *shown;
    } rows[] = {{0, "0 us"}, {39200, "39 us"}, {999499, "999 us"}, {999500, "1.00 ms"},
        {5377000, "5.38 ms"}, {10243000, "10.2 ms"}, {300347000, "300 ms"}, {999600000, "1.00 s"},
        {1200000000, "1.20 s"}, {61500000000, "61.5 s"}, {3600000000000, "3600 s"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct text text = {0};
        event_print_human(&text,
            &(struct event){
                .human = "{took}", .values = {event_seconds("took", rows[i].nanoseconds)}},
            false);
        ck_assert_str_eq(text_string(&text), rows[i].shown);
        text_finish(&text);
    }
}
END_TEST

START_TEST(json)
{
    struct text text = {0};
    event_print_json(&text, &every, 1234567);
    ck_assert_str_eq(text_string(&text),
        "{\"event\":\"received\",\"time\":0.001234,\"conn\":3,\"data\":\"hi\\r\\n\","
        "\"peer\":\"127.0.0.1:40\\n\\u001b\",\"size\":4,\"left\":-5,\"ok\":true,\"took\":0."
        "000001500}");
    text_finish(&text);
}
END_TEST

/* Bytes that are no text are told in hexadecimal, under another key. */
START_TEST(json_hex)
{
    struct text text = {0};
    event_print_json(&text,
        &(struct event){.kind = EVENT_SENT,
            .values = {event_data("data", (struct bytes)LITERAL("\xff\x00")),
                event_data("key", (struct bytes)LITERAL("\xfe")),
                event_data("text", (struct bytes)LITERAL(""))}},
        0);
    ck_assert_str_eq(text_string(&text),
        "{\"event\":\"sent\",\"time\":0.000000,\"hex\":\"ff00\",\"key_hex\":\"fe\",\"text\":\"\"}");
    text_finish(&text);
}
END_TEST

/* An echo is said to be one, and shown to people as what it is. */
START_TEST(echo)
{
    struct text text = {0};
    struct event event = {.kind = EVENT_SENT,
        .human = "{data}",
        .values = {event_uint("size", 2), event_echo("data", (struct bytes)LITERAL("hi"))}};
    event_print_json(&text, &event, 0);
    event_print_human(&text, &event, false);
    ck_assert_str_eq(text_string(&text),
        "{\"event\":\"sent\",\"time\":0.000000,\"size\":2,\"as_received\":true}b'hi'");
    text_finish(&text);
}
END_TEST

START_TEST(templates)
{
    static const struct {
        const char *human, *shown;
    } lines[] = {{"", ""}, {"plain", "plain"}, {"{size}", "4"}, {"{siz}{sizes}{}", ""},
        {"{size", "4"}, {"a}b{size}c}", "a}b4c}"}, {"{size}{size}", "44"}};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct text text = {0};
        struct event event = {
            .kind = EVENT_RESULT, .human = lines[i].human, .values = {event_uint("size", 4)}};
        event_print_human(&text, &event, false);
        ck_assert_str_eq(text_string(&text), lines[i].shown);
        text_finish(&text);
    }
}
END_TEST

START_TEST(colour)
{
    struct text text = {0};
    event_print_human(&text, &(struct event){.kind = EVENT_ERROR, .human = "no"}, true);
    event_print_human(&text, &(struct event){.kind = EVENT_RECEIVED, .human = "yes"}, true);
    ck_assert_str_eq(text_string(&text), "\033[1;31mno\033[0myes");
    text_finish(&text);
}
END_TEST

START_TEST(long_data)
{
    struct text text = {0};
    char data[EVENT_SHOWN + 1];
    memset(data, 'x', sizeof data);
    struct event event = {.kind = EVENT_RECEIVED,
        .human = "{data}",
        .values = {event_data("data", bytes_of(data, EVENT_SHOWN))}};
    event_print_human(&text, &event, false);
    ck_assert_uint_eq(text.len, EVENT_SHOWN + 3);
    text_clear(&text);
    event.values[0] = event_data("data", bytes_of(data, sizeof data));
    event_print_human(&text, &event, false);
    ck_assert_ptr_nonnull(strstr(text_string(&text), "x'... (1025 bytes)"));
    text_clear(&text);
    event_print_json(&text, &event, 0); /* programs get all of it */
    ck_assert_uint_gt(text.len, sizeof data);
    text_finish(&text);
}
END_TEST

START_TEST(sinking)
{
    struct out out = {.descriptor = -1};
    struct event_sink sink;
    event_sink_init(&sink, &out, false, false);
    event_tell(&sink.events, &every);
    event_tell(&sink.events, &(struct event){.kind = EVENT_TOTALS}); /* nothing to read */
    ck_assert_uint_eq(out.text.at[out.text.len - 1], '\n');
    size_t len = out.text.len;
    event_sink_quiet(&sink);
    event_tell(&sink.events, &every);
    ck_assert_uint_eq(out.text.len, len);
    event_tell(&sink.events, &(struct event){.kind = EVENT_LISTENING, .human = "listening"});
    ck_assert_uint_eq(out.text.len, len + 10);
    text_clear(&out.text);
    event_sink_init(&sink, &out, true, false);
    event_tell(&sink.events,
        &(struct event){.kind = EVENT_TOTALS, .time = sink.started_wall + 2 * TIME_SECOND});
    ck_assert_str_eq(text_string(&out.text), "{\"event\":\"totals\",\"time\":2.000000}\n");
    text_finish(&out.text);
}
END_TEST

START_TEST(names)
{
    for (unsigned i = 0; i < EVENT_KINDS; i++)
        ck_assert_ptr_nonnull(event_kind_name(i));
    ck_assert_str_eq(event_kind_name(EVENT_LISTENING), "listening");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("event");
    TCase *tcase = tcase_create("event");
    tcase_add_test(tcase, human);
    tcase_add_test(tcase, durations);
    tcase_add_test(tcase, json);
    tcase_add_test(tcase, json_hex);
    tcase_add_test(tcase, echo);
    tcase_add_test(tcase, templates);
    tcase_add_test(tcase, colour);
    tcase_add_test(tcase, long_data);
    tcase_add_test(tcase, sinking);
    tcase_add_test(tcase, names);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
