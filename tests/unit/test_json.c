/* json.h: strings that every reader accepts.  SPDX-License-Identifier: MIT */
#include <check.h>

#include "base/json.h"
#include "unit.h"

static const struct {
    struct bytes bytes;
    const char *json;
} strings[] = {
    {LITERAL(""), "\"\""},
    {LITERAL("plain"), "\"plain\""},
    {LITERAL("a\"b\\c"), "\"a\\\"b\\\\c\""},
    {LITERAL("\n\r\t\0\x1f"), "\"\\n\\r\\t\\u0000\\u001f\""},
    {LITERAL("\x7f"), "\"\\u007f\""},
    {LITERAL("caf\xc3\xa9"), "\"caf\xc3\xa9\""},
    {LITERAL("bad\xff!"), "\"bad\xef\xbf\xbd!\""},
    {LITERAL("cut\xe2\x82"), "\"cut\xef\xbf\xbd\xef\xbf\xbd\""},
};

START_TEST(string)
{
    struct text text = {0};
    json_string(&text, strings[_i].bytes);
    ck_assert_str_eq(text_string(&text), strings[_i].json);
    text_finish(&text);
}
END_TEST

START_TEST(keys)
{
    struct text text = {0};
    text_char(&text, '{');
    json_key(&text, "a");
    text_char(&text, '{');
    json_key(&text, "in\"ner");
    text_uint(&text, 1);
    text_char(&text, '}');
    json_key(&text, "b");
    text_put(&text, "true}");
    ck_assert_str_eq(text_string(&text), "{\"a\":{\"in\\\"ner\":1},\"b\":true}");
    text_finish(&text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("json");
    TCase *tcase = tcase_create("json");
    tcase_add_loop_test(tcase, string, 0, sizeof strings / sizeof *strings);
    tcase_add_test(tcase, keys);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
