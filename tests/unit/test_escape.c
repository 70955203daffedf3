/* escape.h: bytes from outside, safe to show.  SPDX-License-Identifier: MIT */
#include <check.h>

#include "base/escape.h"
#include "unit.h"

static const struct {
    struct bytes bytes;
    const char *shown;
} reprs[] = {
    /* each right-hand side is what python3 -c 'print(repr(…))' prints */
    {LITERAL(""), "b''"},
    {LITERAL("hello\r\n"), "b'hello\\r\\n'"},
    {LITERAL("it's"), "b\"it's\""},
    {LITERAL("say \"hi\""), "b'say \"hi\"'"},
    {LITERAL("it's \"both\""), "b'it\\'s \"both\"'"},
    {LITERAL("\\"), "b'\\\\'"},
    {LITERAL("\t\0\x1b[31m"), "b'\\t\\x00\\x1b[31m'"},
    {LITERAL("\x7f\x80\xff~ "), "b'\\x7f\\x80\\xff~ '"},
    {LITERAL("caf\xc3\xa9"), "b'caf\\xc3\\xa9'"},
};

START_TEST(repr)
{
    struct text text = {0};
    escape_repr(&text, reprs[_i].bytes, 0);
    ck_assert_str_eq(text_string(&text), reprs[_i].shown);
    text_finish(&text);
}
END_TEST

START_TEST(repr_limit)
{
    struct text text = {0};
    escape_repr(&text, (struct bytes)LITERAL("abcdef"), 3);
    escape_repr(&text, (struct bytes)LITERAL("abc"), 3);
    escape_repr(
        &text, (struct bytes)LITERAL("abc'"), 3); /* the quote that is not shown does not choose */
    ck_assert_str_eq(text_string(&text), "b'abc'...b'abc'b'abc'...");
    text_finish(&text);
}
END_TEST

static const struct {
    struct bytes bytes;
    const char *shown;
} terminals[] = {
    {LITERAL("plain"), "plain"},
    {LITERAL("\x1b[2J"), "\\x1b[2J"},
    {LITERAL("a\nb\rc\td"), "a\\nb\\rc\\td"},
    {LITERAL("a\0b"), "a\\x00b"},
    {LITERAL("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x90\xa2"),
        "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x90\xa2"},
    {LITERAL("\xc3"), "\\xc3"},
    {LITERAL("\xc0\xaf"), "\\xc0\\xaf"},
    {LITERAL("\xed\xa0\x80"), "\\xed\\xa0\\x80"}, /* a surrogate */
    {LITERAL("\xe2\x80\xae"
             "evil"),
        "\\u202eevil"}, /* right to left from here */
    {LITERAL("\xc2\x9b"
             "31m"),
        "\\u009b31m"}, /* C1: CSI in one character */
    {LITERAL("zero\xe2\x80\x8bwidth"), "zero\\u200bwidth"},
    {LITERAL("\xf3\xa0\x81\x81"), "\\U000e0041"}, /* a tag character */
    {LITERAL("\x7f"), "\\x7f"},
};

START_TEST(terminal)
{
    struct text text = {0};
    escape_terminal(&text, terminals[_i].bytes);
    ck_assert_str_eq(text_string(&text), terminals[_i].shown);
    text_finish(&text);
}
END_TEST

/* Whatever comes, no control character and no broken UTF-8 goes to the terminal. */
START_TEST(terminal_every_pair)
{
    for (unsigned i = 0; i < 0x10000; i++) {
        struct text text = {0};
        const uint8_t pair[] = {(uint8_t)(i >> 8), (uint8_t)i};
        escape_terminal(&text, bytes_of(pair, 2));
        ck_assert(escape_is_utf8(bytes_of(text.at, text.len)));
        for (size_t j = 0; j < text.len; j++)
            ck_assert((uint8_t)text.at[j] >= 0x20 && text.at[j] != 0x7f);
        text_finish(&text);
    }
}
END_TEST

START_TEST(strings_of_fields)
{
    const struct bytes wild = LITERAL("a\r\n\t\x1b[31m\a\x7f\\\xc3\xa9\xff\xe2\x80\xae");
    struct text text = {0};
    escape_tree(&text, wild);
    ck_assert_str_eq(
        text_string(&text), "a\\r\\n\\t\\033[31m\\a\\177\\\xc3\xa9\xef\xbf\xbd\\u202e");
    text_clear(&text);
    escape_cell(&text, wild);
    ck_assert_str_eq(text_string(&text), "a\\r\\n\\t\x1b[31m\a\x7f\\\xc3\xa9\xff\xe2\x80\xae");
    text_finish(&text);
}
END_TEST

START_TEST(utf8)
{
    uint32_t code = 0;
    ck_assert_uint_eq(escape_utf8((const uint8_t *)"\xf4\x8f\xbf\xbf", 4, &code), 4);
    ck_assert_uint_eq(code, 0x10ffff);
    ck_assert_uint_eq(escape_utf8((const uint8_t *)"\xf4\x90\x80\x80", 4, &code), 0);
    ck_assert_uint_eq(escape_utf8((const uint8_t *)"\xf0\x8f\xbf\xbf", 4, &code), 0);
    ck_assert_uint_eq(escape_utf8((const uint8_t *)"\xe2\x82", 2, &code), 0);
    ck_assert_uint_eq(escape_utf8((const uint8_t *)"", 0, &code), 0);
    ck_assert_uint_eq(escape_utf8((const uint8_t *)"\0", 1, &code), 1);
    ck_assert_uint_eq(code, 0);
    ck_assert(escape_is_utf8((struct bytes)LITERAL("")));
    ck_assert(escape_is_utf8((struct bytes)LITERAL("a\0\xe2\x82\xac")));
    ck_assert(!escape_is_utf8((struct bytes)LITERAL("abc\xe2\x82")));
    ck_assert(!escape_is_utf8((struct bytes)LITERAL("\x80")));
}
END_TEST

/* What stood there before stays; what came behind becomes harmless; what is harmless is not touched. */
START_TEST(since)
{
    static const struct {
        const char *added, *shown;
    } cases[] = {
        {"", "\x1b"},
        {"80 \u2192 443 caf\u00e9", "\x1b"
                                    "80 \u2192 443 caf\u00e9"},
        {"a\x1b[31m", "\x1b"
                      "a\\x1b[31m"},
        {"\u2192\u202e", "\x1b\u2192\\u202e"},
        {"x\xff", "\x1bx\\xff"},
    };
    struct text text = {0};
    text_char(&text, '\x1b');
    text_put(&text, cases[_i].added);
    escape_since(&text, 1);
    ck_assert_str_eq(text_string(&text), cases[_i].shown);
    text_finish(&text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("escape");
    TCase *tcase = tcase_create("escape");
    tcase_add_loop_test(tcase, since, 0, 5);
    tcase_add_loop_test(tcase, repr, 0, sizeof reprs / sizeof *reprs);
    tcase_add_test(tcase, repr_limit);
    tcase_add_loop_test(tcase, terminal, 0, sizeof terminals / sizeof *terminals);
    tcase_add_test(tcase, terminal_every_pair);
    tcase_add_test(tcase, strings_of_fields);
    tcase_add_test(tcase, utf8);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
