/* text.h: composing.  SPDX-License-Identifier: MIT */
#include <check.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "unit.h"

/* What a call has appended, compared with what it should have. */
#define EXPECT(call, expected)                                                                     \
    do {                                                                                           \
        struct text text = {0};                                                                    \
        call;                                                                                      \
        ck_assert_str_eq(text_string(&text), expected);                                            \
        text_finish(&text);                                                                        \
    } while (0)

START_TEST(numbers)
{
    EXPECT(text_uint(&text, 0), "0");
    EXPECT(text_uint(&text, UINT64_MAX), "18446744073709551615");
    EXPECT(text_int(&text, -1), "-1");
    EXPECT(text_int(&text, INT64_MIN), "-9223372036854775808");
    EXPECT(text_int(&text, INT64_MAX), "9223372036854775807");
    EXPECT(text_uint_right(&text, 7, 3), "  7");
    EXPECT(text_uint_right(&text, 12345, 3), "12345");
    EXPECT(text_uint_right(&text, 123, 3), "123");
    EXPECT(text_hex(&text, 0xab, 4), "00ab");
    EXPECT(text_hex(&text, 0x12345, 4), "2345");
    EXPECT(text_hex(&text, UINT64_MAX, 16), "ffffffffffffffff");
}
END_TEST

START_TEST(seconds)
{
    EXPECT(text_seconds(&text, 1500000000, 9), "1.500000000");
    EXPECT(text_seconds(&text, -1000, 6), "-0.000001");
    EXPECT(text_seconds(&text, 1999999999, 3), "1.999");
    EXPECT(text_seconds(&text, 1999999999, 0), "1");
    EXPECT(text_seconds(&text, 5, 20), "0.000000005");
    EXPECT(text_seconds(&text, INT64_MIN, 9), "-9223372036.854775808");
}
END_TEST

START_TEST(bytes)
{
    const uint8_t some[] = {0x00, 0x7f, 0xff};
    EXPECT(text_hex_bytes(&text, some, 3, ':'), "00:7f:ff");
    EXPECT(text_hex_bytes(&text, some, 3, 0), "007fff");
    static const uint8_t more[] = {
        0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0x9a, 0xf0, 0x0f};
    EXPECT(text_hex_bytes(&text, more, sizeof more, 0), "0123456789abcdef9af00f");
    EXPECT(text_hex_bytes(&text, some, 0, ':'), "");
    EXPECT(text_repeat(&text, '-', 3), "---");
    EXPECT(text_repeat(&text, '-', 0), "");
    EXPECT(text_add(&text, NULL, 0), "");
    EXPECT(text_mac(&text, (const uint8_t[]){0, 0, 0x5e, 0, 0x53, 1}), "00:00:5e:00:53:01");
}
END_TEST

/* Room that is lent, and just enough of it. */
START_TEST(hex_bytes_that_just_fit)
{
    char room[6];
    struct text text = {.at = room, .cap = sizeof room, .fixed = true};
    text_hex_bytes(&text, (const uint8_t *)"\x00\x7f\xff", 3, 0);
    ck_assert_mem_eq(room, "007fff", 6);
    ck_assert_uint_eq(text.len, 6);
}
END_TEST

/* Every count of digits, at both of its ends: the conversion works on eight digits at a time. */
START_TEST(every_length)
{
    char expected[32];
    uint64_t limit = 1;
    for (unsigned digits = 0; digits < 20; digits++, limit *= 10) {
        const uint64_t values[] = {limit - 1, limit, limit + 1, limit * 9 / 8, limit | 0x5555};
        for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
            struct text text = {0};
            snprintf(expected, sizeof expected, "%" PRIu64, values[i]);
            text_uint(&text, values[i]);
            ck_assert_str_eq(text_string(&text), expected);
            text_clear(&text);
            snprintf(expected, sizeof expected, "%25" PRIu64, values[i]);
            text_uint_right(&text, values[i], 25);
            ck_assert_str_eq(text_string(&text), expected);
            text_finish(&text);
        }
    }
}
END_TEST

START_TEST(every_octet)
{
    for (int i = 0; i < 256; i++) {
        char expected[16];
        struct text text = {0};
        snprintf(expected, sizeof expected, "%d.%d.0.%d", i, 255 - i, i);
        text_ipv4(&text, (const uint8_t[]){(uint8_t)i, (uint8_t)(255 - i), 0, (uint8_t)i});
        ck_assert_str_eq(text_string(&text), expected);
        text_finish(&text);
    }
}
END_TEST

START_TEST(ipv4)
{
    EXPECT(text_ipv4(&text, (const uint8_t[]){0, 0, 0, 0}), "0.0.0.0");
    EXPECT(text_ipv4(&text, (const uint8_t[]){255, 255, 255, 255}), "255.255.255.255");
    EXPECT(text_ipv4(&text, (const uint8_t[]){192, 0, 2, 10}), "192.0.2.10");
    EXPECT(text_ipv4(&text, (const uint8_t[]){100, 101, 110, 9}), "100.101.110.9");
}
END_TEST

/* RFC 5952's own examples, and the corners of its rules. */
static const struct {
    uint8_t address[16];
    const char *shown;
} addresses[] = {
    {{0}, "::"},
    {{[15] = 1}, "::1"},
    {{0x20, 1, 0xd, 0xb8, [15] = 1}, "2001:db8::1"},
    {{0x20, 1, 0xd, 0xb8, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1}, "2001:db8:0:1:1:1:1:1"}, /* 4.2.2 */
    {{0x20, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1}, "2001:0:0:1::1"},             /* 4.2.3 */
    {{0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1}, "2001:db8::1:0:0:1"},    /* 4.2.3 */
    {{0xfe, 0x80}, "fe80::"},
    {{0, 1, [14] = 0xab, [15] = 0xcd}, "1::abcd"},
    {{[10] = 0xff, [11] = 0xff, 192, 0, 2, 1}, "::ffff:192.0.2.1"}, /* 5 */
    {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
         0xff},
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
};

START_TEST(ipv6)
{
    EXPECT(text_ipv6(&text, addresses[_i].address), addresses[_i].shown);
}
END_TEST

/* 100,000 characters, one by one and in runs, arrive whole. */
START_TEST(growing)
{
    struct text text = {0};
    for (int i = 0; i < 50000; i++) {
        text_char(&text, (char)('a' + i % 26));
        text_put(&text, "xy");
    }
    ck_assert_uint_eq(text.len, 150000);
    for (size_t i = 0; i < 50000; i++) {
        ck_assert_int_eq(text.at[3 * i], 'a' + (int)(i % 26));
        ck_assert_int_eq(text.at[3 * i + 2], 'y');
    }
    text_clear(&text);
    ck_assert_str_eq(text_string(&text), "");
    text_format(&text, "%d %s", 7, "seven");
    text_format(&text, "%s", "");
    ck_assert_str_eq(text_string(&text), "7 seven");
    text_finish(&text);
    ck_assert_ptr_null(text.at);
}
END_TEST

/* What is done without the C library is as it would do it, and what it does for us too. */
START_TEST(formats)
{
    struct text text = {0};
#define SAME(...)                                                                                  \
    do {                                                                                           \
        char expected[256];                                                                        \
        snprintf(expected, sizeof expected, __VA_ARGS__);                                          \
        text_clear(&text);                                                                         \
        text_format(&text, __VA_ARGS__);                                                           \
        ck_assert_str_eq(text_string(&text), expected);                                            \
    } while (0)
    SAME("no conversion");
    SAME("100%% of %s and %.*s, %.*s", "it", 3, "abcdef", 9, "short");
    SAME("%u %lu %llu %zu", UINT32_MAX, ULONG_MAX, ULLONG_MAX, SIZE_MAX);
    SAME("%u-%03u-%02u-%09u", 0u, 7u, 123u, 42u);
    SAME("%d %d %d", 0, INT_MIN, INT_MAX);
    SAME("%x %02x %04x %08x %llx", 0u, 5u, 0xabcdeu, 0xbeefu, ULLONG_MAX);
    SAME("%c%c", 'o', 'k');
    SAME("%-8s|%8s|%.2s|%5u|%5x|%X|%04X|%i|%5d|%+d", "a", "b", "cde", 7u, 8u, 255u, 10u, -3, 4, 5);
    SAME("%.3f %8.6f %g %lld %ld %03llo %hhu", 1.5, 2.25, 0.1, LLONG_MIN, LONG_MIN, 8ull,
        (unsigned char)200);
    SAME("%s%s%s%s%5.3s", "several ", "words ", "in ", "a row, ", "until");
#undef SAME
    text_finish(&text);
}
END_TEST

/* In room that is lent nothing is written behind it, and the text keeps what it has. */
START_TEST(formats_that_do_not_fit)
{
    char room[8] = "-------";
    struct text text = {.at = room, .cap = sizeof room - 1, .fixed = true};
    text_format(&text, "%u", 123456u); /* fits, with the terminator */
    ck_assert_uint_eq(text.len, 6);
    ck_assert(!text.failed);
    text_format(&text, "%s%u", "a", 1u);
    ck_assert_uint_eq(text.len, 6);
    ck_assert(text.failed);
    ck_assert_int_eq(room[7], 0);
}
END_TEST

/* What cannot be had is refused, the text keeps what it has, and the flag tells. */
START_TEST(out_of_memory)
{
    struct text text = {0};
    text_put(&text, "kept");
    ck_assert(!text_room(&text, SIZE_MAX));
    ck_assert(!text_room(&text, SIZE_MAX / 2));
    ck_assert(text.failed);
    text_repeat(&text, 'x', SIZE_MAX - 10);
    ck_assert_str_eq(text_string(&text), "kept");
    text_finish(&text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("text");
    TCase *tcase = tcase_create("text");
    tcase_add_test(tcase, numbers);
    tcase_add_test(tcase, hex_bytes_that_just_fit);
    tcase_add_test(tcase, seconds);
    tcase_add_test(tcase, bytes);
    tcase_add_test(tcase, every_length);
    tcase_add_test(tcase, every_octet);
    tcase_add_test(tcase, ipv4);
    tcase_add_loop_test(tcase, ipv6, 0, sizeof addresses / sizeof *addresses);
    tcase_add_test(tcase, growing);
    tcase_add_test(tcase, formats);
    tcase_add_test(tcase, formats_that_do_not_fit);
    tcase_add_test(tcase, out_of_memory);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
