/* Objects of JSON, member by member.  SPDX-License-Identifier: MIT */
#include "base/json_object.h"

#include <stdlib.h>

#include "unit.h"

/* All members as "key:kind:value ", or "failed". */
static void read_all(const char *json, size_t len, struct text *text)
{
    static const char kinds[] = "0ftnsao";
    uint8_t *copy = malloc(len ? len : 1);
    memcpy(copy, json, len);
    struct json_object object = json_object(bytes_of(copy, len));
    struct json_member member;
    while (json_next(&object, &member)) {
        json_unescape(text, member.key);
        text_format(text, ":%c:", kinds[member.kind]);
        if (member.kind == JSON_STRING)
            json_unescape(text, member.value);
        else
            text_add(text, member.value.at, member.value.len);
        text_char(text, ' ');
    }
    if (object.failed) text_put(text, "failed");
    free(copy);
}

static const struct {
    const char *json, *members;
} cases[] = {
    {"{}", ""},
    {" { } ", ""},
    {"{\"a\":1,\"b\" : -0.5e+3 }", "a:n:1 b:n:-0.5e+3 "},
    {"{\"a\":true,\"b\":false,\"c\":null}", "a:t:true b:f:false c:0:null "},
    {"{\"a\":\"x\\\"\\\\\\/\\n\\u0041\\u00e9\\u20ac\\ud83d\\ude00\"}", "a:s:x\"\\/\nAé€😀 "},
    {"{\"a\":\"\\ud83d x\\udc00\"}", "a:s:\xef\xbf\xbd x\xef\xbf\xbd "},
    {"{\"a\":[1,{\"b\":\"]}\"}],\"c\":{\"d\":[]}}", "a:a:[1,{\"b\":\"]}\"}] c:o:{\"d\":[]} "},
    {"{\"a\":1} x", "a:n:1 failed"},
    {"", "failed"},
    {"[]", "failed"},
    {"{\"a\"}", "failed"},
    {"{\"a\":}", "failed"},
    {"{\"a\":1,}", "a:n:1 failed"},
    {"{\"a\":1 \"b\":2}", "a:n:1 failed"},
    {"{a:1}", "failed"},
    {"{\"a\":01}", "failed"},
    {"{\"a\":1.}", "failed"},
    {"{\"a\":+1}", "failed"},
    {"{\"a\":truth}", "failed"},
    {"{\"a\":\"\\x\"}", "failed"},
    {"{\"a\":\"\\u12g4\"}", "failed"},
    {"{\"a\":\"line\nbreak\"}", "failed"},
    {"{\"a\":[1}", "failed"},
    {"{\"a\":[}]", "failed"},
};

START_TEST(objects)
{
    struct text text = {0};
    read_all(cases[_i].json, strlen(cases[_i].json), &text);
    ck_assert_str_eq(text_string(&text), cases[_i].members);
    text_finish(&text);
}
END_TEST

/* Whatever is missing at its end, it is no object. */
START_TEST(cut)
{
    static const char json[] =
        "{\"a\":[1,{\"b\":\"\\u00e9\"}],\"c\":\"\\ud83d\\ude00\",\"d\":-1.5e3,\"e\":null}";
    for (size_t len = 0; len < sizeof json - 1; len++) {
        struct text text = {0};
        read_all(json, len, &text);
        ck_assert_msg(strstr(text_string(&text), "failed") != NULL, "%zu", len);
        text_finish(&text);
    }
}
END_TEST

START_TEST(nested)
{
    char json[256] = "{\"a\":";
    size_t at = strlen(json), depth = 64;
    memset(json + at, '[', depth);
    memset(json + at + depth, ']', depth);
    memcpy(json + at + 2 * depth, "}", 2);
    struct text text = {0};
    read_all(json, strlen(json), &text);
    ck_assert(!strstr(text_string(&text), "failed"));
    text_clear(&text);
    memset(json + at, '[', depth + 1);
    memset(json + at + depth + 1, ']', depth + 1);
    memcpy(json + at + 2 * depth + 2, "}", 2);
    read_all(json, strlen(json), &text);
    ck_assert_str_eq(text_string(&text), "failed");
    text_finish(&text);
}
END_TEST

START_TEST(numbers)
{
    struct json_member member = {.kind = JSON_NUMBER};
    uint64_t number = 0;
    member.value = bytes_of_string("1000");
    ck_assert(json_uint(&member, 1000, &number));
    ck_assert_uint_eq(number, 1000);
    ck_assert(!json_uint(&member, 999, &number));
    static const char *const none[] = {"-1", "1.5", "1e3", "99999999999999999999999"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        member.value = bytes_of_string(none[i]);
        ck_assert_msg(!json_uint(&member, UINT64_MAX, &number), "%s", none[i]);
    }
    member.kind = JSON_STRING;
    ck_assert(!json_uint(&member, 10, &number));
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("json_object");
    tcase_add_loop_test(tcase, objects, 0, sizeof cases / sizeof *cases);
    tcase_add_test(tcase, cut);
    tcase_add_test(tcase, nested);
    tcase_add_test(tcase, numbers);
    Suite *suite = suite_create("json_object");
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
