/* json.h: strings that every reader accepts.  SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <string.h>

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
    {LITERAL("<</a/></"), "\"<<\\/a/><\\/\""}, /* as it may stand in a web page */
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

/* Each byte, at each place of the words in which plain ones are looked for. */
START_TEST(places)
{
    for (unsigned c = 0; c < 256; c++) {
        for (size_t place = 0; place < 20; place++) {
            uint8_t bytes[20];
            char expected[64], as[8] = {(char)c};
            memset(bytes, 'x', sizeof bytes);
            bytes[place] = (uint8_t)c;
            if (c >= 0x80)
                snprintf(as, sizeof as, "\xef\xbf\xbd");
            else if (c == '"' || c == '\\')
                snprintf(as, sizeof as, "\\%c", c);
            else if (c && strchr("\b\t\n\f\r", (int)c))
                snprintf(as, sizeof as, "\\%c", "btn?fr"[c - '\b']);
            else if (c < 0x20 || c == 0x7f)
                snprintf(as, sizeof as, "\\u%04x", c);
            snprintf(expected, sizeof expected, "\"%.*s%s%.*s\"", (int)place,
                "xxxxxxxxxxxxxxxxxxxx", as, (int)(19 - place), "xxxxxxxxxxxxxxxxxxxx");
            struct text text = {0};
            json_string(&text, (struct bytes){bytes, sizeof bytes});
            ck_assert_str_eq(text_string(&text), expected);
            text_finish(&text);
        }
    }
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
    tcase_add_test(tcase, places);
    tcase_add_test(tcase, keys);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
