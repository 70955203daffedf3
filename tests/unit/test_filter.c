/* Parts of the filter: arena, operations on values, literals, and what a filter wants of the
 * dissector.  The language itself is tested end to end.  SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "filter/arena.h"
#include "filter/filter.h"
#include "filter/lexer.h"
#include "filter/literal.h"
#include "filter/pattern.h"
#include "filter/program.h"
#include "headers.h"
#include "unit.h"

START_TEST(arena)
{
    struct arena all = {0};
    for (unsigned round = 0; round < 3; round++) {
        unsigned char *small = arena_take(&all, 10), *large = arena_take(&all, 100000);
        ck_assert(small && large && (uintptr_t)large % sizeof(void *) == 0);
        for (size_t i = 0; i < 100000; i++)
            ck_assert_uint_eq(large[i], 0);
        memset(small, 1, 10);
        memset(large, 1, 100000);
        arena_reset(&all); /* zeroed again in the next round */
    }
    ck_assert_ptr_null(arena_take(&all, SIZE_MAX - 3));
    arena_finish(&all);
}
END_TEST

START_TEST(literals_end)
{
    static const struct {
        const char *text;
        size_t len;
    } cases[] = {{"fe80::1/64 x", 10}, {"fe80::g", 6}, {"10.0.0.1/33x", 11}, {"10.0.0.1", 8},
        {"10.0.0.256", 9}, {"aa:bb:cc", 8}, {"aa:bb:c", 5}, {":78", 3}, {":0800", 5}, {":68-69", 6},
        {":", 0}, {"abc", 0}, {"::1", 3}, {"1:2:3:4:5:6:7:8:9", 15}, {"a:b", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_msg(lexer_literal(cases[i].text, strlen(cases[i].text)) == cases[i].len, "%s",
            cases[i].text);
    ck_assert_uint_eq(lexer_name("80..90", 6), 2);
    ck_assert_uint_eq(lexer_name("mac-lte.x.", 10), 9);
    ck_assert_uint_eq(lexer_name("-1", 2), 0);
}
END_TEST

START_TEST(bytes)
{
    uint8_t out[32];
    bool right;
    ck_assert_uint_eq(literal_bytes("0xff", out, &right), 1);
    ck_assert(right && out[0] == 0xff);
    ck_assert_uint_eq(literal_bytes("68656c6c6f", out, &right), 5);
    ck_assert(right && memcmp(out, "hello", 5) == 0);
    ck_assert_uint_eq(literal_bytes("0000.83aa.bbcc", out, &right), 6);
    ck_assert(right && out[5] == 0xcc);
    ck_assert_uint_eq(literal_bytes("1.2", out, &right), 2);
    ck_assert(right && out[0] == 1 && out[1] == 2);
    for (const char *const *text = (const char *const[]){"hello", "0x6869", "", "a", "1x", NULL};
         *text; text++) {
        literal_bytes(*text, out, &right);
        ck_assert_msg(right == (**text == 'a'), "%s", *text);
    }
}
END_TEST

START_TEST(times)
{
    int64_t time;
    setenv("TZ", "UTC", 1);
    ck_assert_int_eq(literal_absolute_time("2020-09-13 12:26:42.5", &time), LITERAL_TIME);
    ck_assert_int_eq(time, 1600000002500000000);
    ck_assert_int_eq(literal_absolute_time("2020-09-13T14:26:42+02:00", &time), LITERAL_TIME);
    ck_assert_int_eq(time, 1600000002000000000);
    ck_assert_int_eq(literal_absolute_time("Sep 13, 2020 12:26:42 UTC", &time), LITERAL_TIME);
    ck_assert_int_eq(time, 1600000002000000000);
    ck_assert_int_eq(literal_absolute_time("2020-09-13", &time), LITERAL_TIME);
    ck_assert_int_eq(literal_absolute_time("2020-13-13", &time), LITERAL_NO_TIME);
    ck_assert_int_eq(literal_absolute_time("yesterday", &time), LITERAL_NO_TIME);
    ck_assert_int_eq(
        literal_absolute_time("2020-09-13 12:26:42 CET", &time), LITERAL_MORE_THAN_TIME);
    ck_assert(literal_relative_time("1.25", &time) && time == 1250000000);
    ck_assert(literal_relative_time("99999999999999999999", &time) && time == INT64_MAX);
    ck_assert(!literal_relative_time("5s", &time) && !literal_relative_time("", &time));
}
END_TEST

static struct value number(int64_t integer)
{
    return (struct value){.integer = integer, .is_signed = integer < 0};
}

/* Results that do not fit are none; an unsigned number may become a signed one. */
START_TEST(integers)
{
    static const struct {
        enum value_class class;
        int64_t a;
        enum arithmetic operation;
        int64_t b;
        bool has_result;
        int64_t result;
    } cases[] = {
        {CLASS_NUMBER, 66, ARITHMETIC_SUBTRACT, 1000, true, -934},
        {CLASS_NUMBER, -934, ARITHMETIC_ADD, 1000, true, 66},
        {CLASS_NUMBER, UINT32_MAX, ARITHMETIC_ADD, 1, false, 0},
        {CLASS_NUMBER, UINT32_MAX, ARITHMETIC_MULTIPLY, 2, false, 0},
        {CLASS_NUMBER, 0, ARITHMETIC_SUBTRACT, INT64_C(1) << 31, true, INT32_MIN},
        {CLASS_NUMBER, 0, ARITHMETIC_SUBTRACT, (INT64_C(1) << 31) + 1, false, 0},
        {CLASS_NUMBER, INT32_MIN, ARITHMETIC_DIVIDE, -1, false, 0},
        {CLASS_NUMBER, -7, ARITHMETIC_MODULO, 4, true, -3},
        {CLASS_NUMBER, 6, ARITHMETIC_MASK, 3, true, 2},
        {CLASS_WIDE, INT64_MAX, ARITHMETIC_ADD, 1, true, INT64_MIN},
        {CLASS_WIDE, INT64_MIN, ARITHMETIC_SUBTRACT, 1, false, 0},
        {CLASS_WIDE, INT64_MIN, ARITHMETIC_DIVIDE, -1, false, 0},
        {CLASS_WIDE, 5, ARITHMETIC_SUBTRACT, 6, true, -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena room = {0};
        struct value a = number(cases[i].a), b = number(cases[i].b), result;
        bool done = value_operate(&room, cases[i].operation, cases[i].class, &a, &b, &result);
        ck_assert_msg(
            done == cases[i].has_result && (!done || result.integer == cases[i].result), "%zu", i);
        arena_finish(&room);
    }
}
END_TEST

/* An unsigned number is never more or less than one below zero. */
START_TEST(signs)
{
    struct value small = number(5), below = number(-1);
    ck_assert(!value_related(RELATION_GT, CLASS_NUMBER, &small, &below));
    ck_assert(!value_related(RELATION_NE, CLASS_WIDE, &small, &below));
    ck_assert(value_related(RELATION_LT, CLASS_NUMBER, &below, &small));
    ck_assert(value_related(RELATION_LT, CLASS_TIME, &below, &small));
}
END_TEST

START_TEST(arithmetic)
{
    struct arena room = {0};
    struct value a = number(INT64_MIN), zero = number(0), result;
    ck_assert(!value_operate(&room, ARITHMETIC_DIVIDE, CLASS_NUMBER, &a, &zero, &result));
    ck_assert(!value_operate(&room, ARITHMETIC_MODULO, CLASS_WIDE, &a, &zero, &result));
    ck_assert(value_operate(&room, ARITHMETIC_MASK, CLASS_BYTES,
        &(struct value){.bytes = bytes_of("\xff\x0f", 2)},
        &(struct value){.bytes = bytes_of("\x12\x34\x56", 3)}, &result));
    ck_assert(result.bytes.len == 2 && memcmp(result.bytes.at, "\x12\x04", 2) == 0);
    arena_finish(&room);
}
END_TEST

START_TEST(prefixes)
{
    struct value address = {.bytes = bytes_of("\xc0\xa8\x1f\x05", 4)};
    struct value net = {.bytes = bytes_of("\xc0\xa8\x10\x00", 4), .prefix = 20, .masked = true};
    ck_assert(value_related(RELATION_EQ, CLASS_BYTES, &address, &net));
    net.prefix = 24;
    ck_assert(value_related(RELATION_GT, CLASS_BYTES, &address, &net));
    net.prefix = 0;
    ck_assert(!value_related(RELATION_NE, CLASS_BYTES, &address, &net));
}
END_TEST

START_TEST(patterns)
{
    struct text message = {0};
    struct pattern *pattern = pattern_create(bytes_of_string("^a.c$"), &message);
    ck_assert_ptr_nonnull(pattern);
    ck_assert(pattern_matches(pattern, bytes_of_string("ABC")) &&
              !pattern_matches(pattern, bytes_of_string("abcd")));
    ck_assert(!pattern_matches(pattern, bytes_of(NULL, 0)));
    pattern_destroy(pattern);
    ck_assert_ptr_null(pattern_create(bytes_of_string("("), &message));
    ck_assert_uint_gt(message.len, 0);
    text_finish(&message);
}
END_TEST

/* Nothing is produced but what the filter looks at. */
START_TEST(wants_little)
{
    struct bench bench = bench_begin(false);
    struct filter_error error = {0};
    struct filter *filter = filter_compile(
        "udp.srcport == 4443 and not udp.checksum.status == 0", bench.dissector, &error);
    ck_assert_msg(filter != NULL, "%s", text_string(&error.message));
    filter_want(filter, bench.dissector);
    bench_send(&bench, 17, false, false, "115b 15b3 0008 0000", 0);
    ck_assert(filter_match(filter, bench.packet));
    const struct field *length = dissector_field(bench.dissector, "ip.id");
    for (unsigned i = 0; i < bench.packet->nitems; i++)
        ck_assert_ptr_ne(bench.packet->items[i].field, length);
    filter_destroy(filter);
    filter_error_finish(&error);
    bench_end(&bench);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("filter");
    TCase *tests = tcase_create("filter");
    suite_add_tcase(suite, tests);
    tcase_add_test(tests, arena);
    tcase_add_test(tests, literals_end);
    tcase_add_test(tests, bytes);
    tcase_add_test(tests, times);
    tcase_add_test(tests, integers);
    tcase_add_test(tests, signs);
    tcase_add_test(tests, arithmetic);
    tcase_add_test(tests, prefixes);
    tcase_add_test(tests, patterns);
    tcase_add_test(tests, wants_little);
    return unit_run(suite);
}
