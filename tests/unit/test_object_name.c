/* object_name.h: names that peers tell, as files of a directory.  SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "stat/object_name.h"
#include "unit.h"

#define TEN "0123456789"
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN
#define CHAIN "\xf0\x9f\x94\x97" /* a link, in UTF-8 */

static const struct {
    const char *told;
    unsigned number;
    const char *name;
} names[] = {
    {"logo.png", 0, "logo.png"},
    {"logo.png", 3, "logo(3).png"},
    {"logo", 12, "logo(12)"},
    {"a.tar.gz", 1, "a.tar(1).gz"},
    {"browse.js?129&x=1", 0, "browse.js%3f129&x=1"},
    {"/", 0, "%2f"},
    {"../../etc/passwd", 0, "%2e.%2f..%2fetc%2fpasswd"},
    {"..", 0, "%2e."},
    {".", 0, "%2e"},
    {".bashrc", 0, "%2ebashrc"},
    {".bashrc", 1, "%2ebashrc(1)"},
    {"C:\\con|<>\"*", 0, "C%3a%5ccon%7c%3c%3e%22%2a"},
    {"a\r\n\tb\x1b[2J", 0, "a%0d%0a%09b%1b[2J"},
    {"\x7f\xff"
     "a\xc3",
        0, "%7f%ffa%c3"},
    {"na\xc3\xafve " CHAIN, 0, "na\xc3\xafve " CHAIN},
    {"evil\xe2\x80\xaegnp.exe", 0, "evil%e2%80%aegnp.exe"},
    {"100%", 0, "100%"},
    {"", 0, ""},
    {HUNDRED HUNDRED HUNDRED, 0, HUNDRED HUNDRED TEN TEN TEN TEN TEN "01234"},
    {HUNDRED HUNDRED HUNDRED ".html", 0, HUNDRED HUNDRED TEN TEN TEN TEN TEN ".html"},
    {HUNDRED HUNDRED HUNDRED ".html", 42, HUNDRED HUNDRED TEN TEN TEN TEN "012345(42).html"},
    {"a." HUNDRED HUNDRED HUNDRED, 1, "a." HUNDRED HUNDRED TEN TEN TEN TEN TEN "(1)"},
    {HUNDRED HUNDRED TEN TEN TEN TEN TEN "0" CHAIN CHAIN, 0,
        HUNDRED HUNDRED TEN TEN TEN TEN TEN "0" CHAIN},
};

START_TEST(made_harmless)
{
    char name[OBJECT_NAME_MAX + 1];
    size_t len = object_name(bytes_of_string(names[_i].told), names[_i].number, name);
    ck_assert_str_eq(name, names[_i].name);
    ck_assert_uint_eq(len, strlen(names[_i].name));
}
END_TEST

/* A zero ends no name too early. */
START_TEST(a_zero_is_told)
{
    char name[OBJECT_NAME_MAX + 1];
    object_name(bytes_of("a\0b", 3), 0, name);
    ck_assert_str_eq(name, "a%00b");
}
END_TEST

/* Whatever is told: a name of this directory, not hidden, not too long. */
START_TEST(anything_is_a_name)
{
    srandom(1);
    for (unsigned round = 0; round < 5000; round++) {
        uint8_t told[600];
        char name[OBJECT_NAME_MAX + 1];
        size_t len = (size_t)random() % sizeof told;
        for (size_t i = 0; i < len; i++)
            told[i] = random() % 4 ? (uint8_t)random() : (uint8_t) "./%\\"[random() % 4];
        size_t got =
            object_name(bytes_of(told, len), (uint32_t)random() % 2 * (uint32_t)random(), name);
        ck_assert_uint_le(got, OBJECT_NAME_MAX);
        ck_assert_uint_eq(strlen(name), got);
        ck_assert_ptr_null(strchr(name, '/'));
        ck_assert_int_ne(name[0], '.');
        bool clean = true;
        for (size_t i = 0; i < got; i++)
            clean &= (uint8_t)name[i] >= ' ' && name[i] != 0x7f;
        ck_assert(clean);
    }
}
END_TEST

static const struct {
    const char *path, *base;
} paths[] = {{"/a/b.html", "b.html"}, {"/a/b/", "b"}, {"/", "/"}, {"///", "/"}, {"a", "a"},
    {"", ""}, {"http://example.org/", "example.org"}, {"/a?b=/c", "c"}};

START_TEST(base_names)
{
    struct bytes base = object_base_name(bytes_of_string(paths[_i].path));
    ck_assert_uint_eq(base.len, strlen(paths[_i].base));
    ck_assert_mem_eq(base.at, paths[_i].base, base.len);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("object_name");
    TCase *tests = tcase_create("object_name");
    tcase_add_loop_test(tests, made_harmless, 0, sizeof names / sizeof *names);
    tcase_add_test(tests, a_zero_is_told);
    tcase_add_test(tests, anything_is_a_name);
    tcase_add_loop_test(tests, base_names, 0, sizeof paths / sizeof *paths);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
