/* Key logs, line by line.  SPDX-License-Identifier: MIT */
#include "track/secrets.h"

#include <check.h>
#include <string.h>

#include "base/text.h"
#include "unit.h"

#define RANDOM_A "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define RANDOM_B "ff0102030405060708090A0B0C0D0E0F101112131415161718191a1b1c1d1e1f"

static struct secret_store *store;

static void setup(void)
{
    store = secrets_create();
    ck_assert_ptr_nonnull(store);
}

static void teardown(void)
{
    secrets_destroy(store);
}

static void add(const char *text)
{
    secrets_add(store, bytes_of_string(text));
}

/* How long the secret is of the session whose random begins with this byte. */
static size_t length_of(const char *label, uint8_t first)
{
    uint8_t random[32];
    for (uint8_t i = 0; i < sizeof random; i++)
        random[i] = i;
    random[0] = first;
    struct secrets *secrets = secrets_of(store);
    return secrets->find(secrets, label, random).len;
}

START_TEST(lines_of_all_kinds)
{
    add("# a remark\r\n\r\nCLIENT_RANDOM " RANDOM_A " 0011\r\n"
        "CLIENT_TRAFFIC_SECRET_0 " RANDOM_A " 001122  \n"
        "CLIENT_RANDOM " RANDOM_B " AAbbCC\rEXPORTER_SECRET " RANDOM_A " 00\n");
    ck_assert_uint_eq(secrets_count(store), 3);
    ck_assert_uint_eq(length_of("CLIENT_RANDOM", 0), 2);
    ck_assert_uint_eq(length_of("CLIENT_TRAFFIC_SECRET_0", 0), 3);
    ck_assert_uint_eq(length_of("CLIENT_RANDOM", 0xff), 3);
    ck_assert_uint_eq(length_of("SERVER_TRAFFIC_SECRET_0", 0), 0);
    ck_assert_uint_eq(length_of("NO_SUCH_LABEL", 0), 0);
    ck_assert_uint_eq(length_of("CLIENT_RANDOM", 1), 0);
}
END_TEST

START_TEST(lines_that_are_none)
{
    static const char *const lines[] = {"CLIENT_RANDOM", "CLIENT_RANDOM ",
        "CLIENT_RANDOM " RANDOM_A, "CLIENT_RANDOM " RANDOM_A " ", "CLIENT_RANDOM " RANDOM_A " 0",
        "CLIENT_RANDOM " RANDOM_A " 0g", "CLIENT_RANDOM 00" RANDOM_A " 00", "CLIENT_RANDOM 00 00",
        " CLIENT_RANDOM " RANDOM_A " 00", "CLIENT_RANDOM  " RANDOM_A " 00",
        "RSA 0011223344556677 0011", "\xff\xfe\x00"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        add(lines[i]);
        secrets_end(store);
        ck_assert_msg(secrets_count(store) == 0, "%s", lines[i]);
    }
}
END_TEST

/* A log that is being written may be read at any place. */
START_TEST(byte_by_byte)
{
    const char *text = "CLIENT_RANDOM " RANDOM_A " 0011\nCLIENT_RANDOM " RANDOM_B " 001122";
    for (const char *at = text; *at; at++)
        secrets_add(store, bytes_of(at, 1));
    ck_assert_uint_eq(secrets_count(store), 1);
    secrets_end(store);
    ck_assert_uint_eq(secrets_count(store), 2);
    add("CLIENT_RANDOM " RANDOM_B " 00\n"); /* the last one counts */
    ck_assert_uint_eq(secrets_count(store), 2);
    ck_assert_uint_eq(length_of("CLIENT_RANDOM", 0xff), 1);
}
END_TEST

START_TEST(a_line_without_end)
{
    for (unsigned i = 0; i < 10000; i++)
        add("CLIENT_RANDOM " RANDOM_A " ");
    add("\nCLIENT_RANDOM " RANDOM_B " 00\n");
    ck_assert_uint_eq(secrets_count(store), 1);
}
END_TEST

START_TEST(no_more_than_there_is_room_for)
{
    struct text line = {0};
    for (unsigned i = 0; i < SECRETS_MAX + 10; i++) {
        text_clear(&line);
        text_format(&line, "CLIENT_RANDOM %064x 00\n", i);
        secrets_add(store, bytes_of(line.at, line.len));
    }
    text_finish(&line);
    ck_assert_uint_le(secrets_count(store), SECRETS_MAX);
    ck_assert_uint_eq(secrets_count(store) + secrets_left_out(store), SECRETS_MAX + 10);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("secrets");
    TCase *tcase = tcase_create("secrets");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, lines_of_all_kinds);
    tcase_add_test(tcase, lines_that_are_none);
    tcase_add_test(tcase, byte_by_byte);
    tcase_add_test(tcase, a_line_without_end);
    tcase_add_test(tcase, no_more_than_there_is_room_for);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
