/* Names of DNS: what is read, and what is refused.  SPDX-License-Identifier: MIT */
#include "dissect/proto/dns.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"

static const struct {
    const char *message;
    uint32_t size, at;
    const char *text; /* NULL: refused */
    uint32_t behind;  /* where reading goes on */
} names[] = {
    {"\3www\2lo\0x", 9, 0, "www.lo", 8},
    {"\0", 1, 0, "<Root>", 1},
    {"\2lo\0\1a\xc0\0x", 9, 4, "a.lo", 8},
    {"\2lo\0\1a\xc0\0\1b\xc0\4", 12, 8, "b.a.lo", 12},
    {"\xc0\0", 2, 0, "<Name contains a pointer that loops>", 2},
    {"\1a\xc0\4\1b\xc0\0", 8, 0, "<Name contains a pointer that loops>", 4},
    {"\3ww", 3, 0, NULL, 0},
    {"\1a", 2, 0, NULL, 0},
    {"\1a\xc0", 3, 0, NULL, 0},
    {"\xc0\7", 2, 0, NULL, 0},
    {"\x40", 1, 0, NULL, 0},
    {"\x80", 1, 0, NULL, 0},
};

START_TEST(name)
{
    uint8_t *copy = malloc(names[_i].size); /* exactly as long: a byte too many would be seen */
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, names[_i].message, names[_i].size);
    struct cur c = {.data = copy, .at = names[_i].at, .end = names[_i].size, .cap = names[_i].size};
    struct dns_name found;
    dns_name_read(&c, 0, &found);
    if (names[_i].text) {
        ck_assert_int_eq(c.error, CUR_OK);
        ck_assert_uint_eq(c.at, names[_i].behind);
        ck_assert_uint_eq(found.length, strlen(names[_i].text));
        ck_assert_mem_eq(found.text, names[_i].text, found.length);
    } else {
        ck_assert_int_eq(c.error, CUR_MALFORMED);
    }
    free(copy);
}
END_TEST

/* Names longer than any may be are not told, and not written over the end. */
START_TEST(long_name)
{
    uint8_t message[64 * 40 + 1] = {0};
    for (unsigned i = 0; i < 40; i++)
        memset(message + 64 * i, 63, 64);
    struct cur c = {.data = message, .end = sizeof message, .cap = sizeof message};
    struct dns_name found;
    dns_name_read(&c, 0, &found);
    ck_assert_int_eq(c.error, CUR_OK);
    ck_assert_uint_eq(c.at, sizeof message);
    ck_assert_uint_eq(found.length, strlen("<Name too long>"));
    ck_assert_mem_eq(found.text, "<Name too long>", found.length);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dns");
    TCase *tests = tcase_create("dns");
    tcase_add_loop_test(tests, name, 0, sizeof names / sizeof *names);
    tcase_add_test(tests, long_name);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
