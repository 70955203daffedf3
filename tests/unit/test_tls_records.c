/* TLS records named from outside.  SPDX-License-Identifier: MIT */
#include "show/tls_records.h"

#include <check.h>

/* A server's first flight: Server Hello, Certificate and Server Hello Done in one record; then
 * Change Cipher Spec, an encrypted Finished, and five bytes of Application Data. */
static const uint8_t stream[] = {
    22,
    3,
    3,
    0,
    15, /* head */
    2,
    0,
    0,
    2,
    3,
    3, /* Server Hello, 2 bytes */
    11,
    0,
    0,
    1,
    9, /* Certificate, 1 byte */
    14,
    0,
    0,
    0, /* Server Hello Done */
    20,
    3,
    3,
    0,
    1,
    1, /* Change Cipher Spec */
    22,
    3,
    3,
    0,
    3,
    0xaa,
    0xbb,
    0xcc, /* encrypted */
    23,
    3,
    3,
    0,
    5,
    0xde,
    0xad,
    0xbe,
    0xef,
    0x00,
};

static const char *const all = "Server Hello, Certificate, Server Hello Done, Change Cipher Spec, "
                               "Encrypted Handshake Message, Application Data";

START_TEST(names_a_flight)
{
    struct tls_records records = {0};
    struct text text = {0};
    tls_records_name(&records, bytes_of(stream, sizeof stream), &text);
    ck_assert_str_eq(text_string(&text), all);
    ck_assert_uint_eq(records.application_bytes, 5);
    ck_assert(!records.lost);
    text_finish(&text);
}
END_TEST

/* However TCP cuts the stream, each record is named once, where its head ends. */
START_TEST(cut_at_every_place)
{
    for (size_t cut = 0; cut <= sizeof stream; cut++) {
        struct tls_records records = {0};
        struct text first = {0}, second = {0};
        tls_records_name(&records, bytes_of(stream, cut), &first);
        tls_records_name(&records, bytes_of(stream + cut, sizeof stream - cut), &second);
        ck_assert(!records.lost);
        ck_assert_uint_eq(records.left, 0);
        ck_assert_uint_eq(records.application_bytes, 5);
        if (cut > 40) ck_assert_str_eq(text_string(&first), all);
        if (cut == 20)
            ck_assert_str_eq(text_string(&first), "Server Hello, Certificate, Server Hello Done");
        if (cut == 3) ck_assert_str_eq(text_string(&first), "");
        if (cut == 3) ck_assert_str_eq(text_string(&second), all);
        text_finish(&first);
        text_finish(&second);
    }
}
END_TEST

START_TEST(gives_up_on_plain_text)
{
    struct tls_records records = {0};
    struct text text = {0};
    tls_records_name(&records, bytes_of_string("GET / HTTP/1.1\r\n"), &text);
    ck_assert(records.lost);
    tls_records_name(&records, bytes_of(stream, sizeof stream), &text);
    ck_assert_uint_eq(text.len, 0);
    text_finish(&text);
}
END_TEST

/* A message's length may lead far behind the record. */
START_TEST(lengths_that_lie)
{
    static const uint8_t liar[] = {22, 3, 1, 0xff, 0xff, 1, 0xff, 0xff, 0xff, 0};
    for (size_t len = 0; len <= sizeof liar; len++) {
        struct tls_records records = {0};
        struct text text = {0};
        tls_records_name(&records, bytes_of(liar, len), &text);
        if (len > 5) ck_assert_str_eq(text_string(&text), "Client Hello");
        text_finish(&text);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tls_records");
    TCase *tcase = tcase_create("tls_records");
    tcase_add_test(tcase, names_a_flight);
    tcase_add_test(tcase, cut_at_every_place);
    tcase_add_test(tcase, gives_up_on_plain_text);
    tcase_add_test(tcase, lengths_that_lie);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
