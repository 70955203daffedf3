/* parse.h: what people type.  SPDX-License-Identifier: MIT */
#include <check.h>

#include "base/parse.h"
#include "unit.h"

static const struct {
    const char *string;
    bool right;
    uint64_t value;
} uints[] = {
    {"0", true, 0},
    {"65535", true, 65535},
    {"007", true, 7},
    {"0x1F", true, 31},
    {"18446744073709551615", true, UINT64_MAX},
    {"18446744073709551616", false, 0},
    {"", false, 0},
    {"0x", false, 0},
    {"-1", false, 0},
    {"+1", false, 0},
    {" 1", false, 0},
    {"1 ", false, 0},
    {"1.0", false, 0},
    {"ten", false, 0},
    {"0xg", false, 0},
    {"1e3", false, 0},
};

START_TEST(unsigned_number)
{
    uint64_t value = 42;
    ck_assert_msg(parse_uint(uints[_i].string, &value) == uints[_i].right, "%s", uints[_i].string);
    ck_assert_uint_eq(value, uints[_i].right ? uints[_i].value : 42);
}
END_TEST

static const struct {
    const char *string;
    bool right;
    int64_t value;
} durations[] = {
    {"1", true, 1000000000},
    {"1.5", true, 1500000000},
    {"250ms", true, 250000000},
    {"20us", true, 20000},
    {"7ns", true, 7},
    {"10s", true, 10000000000},
    {"2m", true, 120000000000},
    {"2min", true, 120000000000},
    {"1h", true, 3600000000000},
    {"1d", true, 86400000000000},
    {"0", true, 0},
    {".5", true, 500000000},
    {"5.", true, 5000000000},
    {"", false, 0},
    {".", false, 0},
    {"s", false, 0},
    {"1.2.3", false, 0},
    {"1 s", false, 0},
    {"-1s", false, 0},
    {"1x", false, 0},
    {"1S", false, 0},
    {"inf", false, 0},
    {"1e3", false, 0},
    {"0x10", false, 0},
    {"999999999999d", false, 0},
    {"11111111111111111111111111111111111111111111111", false, 0},
};

START_TEST(duration)
{
    int64_t value = 42;
    ck_assert_msg(parse_duration(durations[_i].string, &value) == durations[_i].right, "%s",
        durations[_i].string);
    ck_assert_int_eq(value, durations[_i].right ? durations[_i].value : 42);
}
END_TEST

static const struct {
    const char *string;
    bool right;
    uint64_t value;
} sizes[] = {
    {"0", true, 0},
    {"100", true, 100},
    {"64k", true, 65536},
    {"64K", true, 65536},
    {"1KiB", true, 1024},
    {"1kB", true, 1000},
    {"1.5MiB", true, 1572864},
    {"10MB", true, 10000000},
    {"2G", true, 2147483648},
    {"1GB", true, 1000000000},
    {"5B", true, 5},
    {"0.5k", true, 512},
    {"0.5", false, 0},
    {"k", false, 0},
    {"1kb", false, 0},
    {"-1", false, 0},
    {"1 k", false, 0},
    {"99999999999G", false, 0},
};

START_TEST(size)
{
    uint64_t value = 42;
    ck_assert_msg(parse_size(sizes[_i].string, &value) == sizes[_i].right, "%s", sizes[_i].string);
    ck_assert_uint_eq(value, sizes[_i].right ? sizes[_i].value : 42);
}
END_TEST

START_TEST(number)
{
    double value = 42;
    ck_assert(parse_number("12.25", &value) && value == 12.25);
    ck_assert(parse_number("0", &value) && value == 0);
    ck_assert(
        !parse_number("5%", &value) && !parse_number("nan", &value) && !parse_number("-1", &value));
    ck_assert(value == 0);
}
END_TEST

START_TEST(distance)
{
    char longer[100] = {0};
    ck_assert_uint_eq(parse_distance("", ""), 0);
    ck_assert_uint_eq(parse_distance("abc", "abc"), 0);
    ck_assert_uint_eq(parse_distance("abc", ""), 3);
    ck_assert_uint_eq(parse_distance("kitten", "sitting"), 3);
    ck_assert_uint_eq(parse_distance("prot", "port"), 1); /* neighbours swapped */
    ck_assert_uint_eq(parse_distance("ehco", "echo"), 1);
    for (size_t i = 0; i < sizeof longer - 1; i++)
        longer[i] = 'x';
    ck_assert_uint_eq(parse_distance(longer, "x"), 255);
}
END_TEST

START_TEST(nearest)
{
    static const char *const names[] = {"echo-server", "echo-client", "sniff", "doctor", NULL};
    ck_assert_str_eq(parse_nearest("ehco-server", names), "echo-server");
    ck_assert_str_eq(parse_nearest("echo-cli", names), "echo-client");
    ck_assert_str_eq(parse_nearest("snif", names), "sniff");
    ck_assert_str_eq(parse_nearest("snfif", names), "sniff");
    ck_assert_str_eq(parse_nearest("doctr", names), "doctor");
    ck_assert_ptr_null(parse_nearest("wireshark", names));
    ck_assert_ptr_null(parse_nearest("", names));
    ck_assert_ptr_null(parse_nearest("anything", (const char *const[]){NULL}));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("parse");
    TCase *tcase = tcase_create("parse");
    tcase_add_loop_test(tcase, unsigned_number, 0, sizeof uints / sizeof *uints);
    tcase_add_loop_test(tcase, duration, 0, sizeof durations / sizeof *durations);
    tcase_add_loop_test(tcase, size, 0, sizeof sizes / sizeof *sizes);
    tcase_add_test(tcase, number);
    tcase_add_test(tcase, distance);
    tcase_add_test(tcase, nearest);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
