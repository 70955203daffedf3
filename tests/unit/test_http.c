/* The grammar of HTTP as a server reads it: requests, bodies, targets, dates, ranges.
 * SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include "grammar/http_condition.h"
#include "grammar/http_date.h"
#include "grammar/http_range.h"
#include "grammar/http_request.h"
#include "grammar/http_target.h"
#include "unit.h"

#define GET "GET / HTTP/1.1\r\nHost: a\r\n"
#define POST "POST / HTTP/1.1\r\nHost: a\r\n"

/* A copy of its exact size, so that a byte read too much is seen by the sanitizer. */
static uint8_t *copy_of(struct bytes bytes)
{
    uint8_t *copy = malloc(bytes.len ? bytes.len : 1);
    ck_assert_ptr_nonnull(copy);
    if (bytes.len) memcpy(copy, bytes.at, bytes.len);
    return copy;
}

static const struct {
    struct bytes text;
    unsigned status;
} requests[] = {
    {LITERAL(GET "\r\n"), 200},
    {LITERAL("GET / HTTP/1.0\n\n"), 200},
    {LITERAL("\r\n\r\nGET / HTTP/1.1\r\n\r\n"), 200},
    {LITERAL("BREW /\xc3\xa9 HTTP/1.9\r\nA:\r\n\r\n"), 200},
    {LITERAL(POST "Content-Length: 007\r\n\r\n"), 200},
    {LITERAL(POST "Transfer-Encoding: Chunked\r\n\r\n"), 200},
    {LITERAL(""), 0},
    {LITERAL("\r"), 0},
    {LITERAL("GET"), 0},
    {LITERAL(GET), 0},
    {LITERAL("GET /\r\n"), 400},
    {LITERAL("GET  / HTTP/1.1\r\n"), 400},
    {LITERAL("GET / HTTP/1.1 \r\n"), 400},
    {LITERAL(" GET / HTTP/1.1\r\n"), 400},
    {LITERAL("GET\t/ HTTP/1.1\r\n"), 400},
    {LITERAL("GET / http/1.1\r\n"), 400},
    {LITERAL("GET / HTTP/1.10\r\n"), 400},
    {LITERAL("GET / HTTP/2.0\r\n"), 505},
    {LITERAL("GET / HTTP/0.9\r\n"), 505},
    {LITERAL("G(T / HTTP/1.1\r\n"), 400},
    {LITERAL("GET /\0 HTTP/1.1\r\n"), 400},
    {LITERAL("GET /\r HTTP/1.1\r\n"), 400},
    {LITERAL("\x16\3\1\2\0\1"), 400},
    /* What one reader takes for a field and another for none. */
    {LITERAL(GET "Host : b\r\n\r\n"), 400},
    {LITERAL(GET " folded: x\r\n\r\n"), 400},
    {LITERAL(GET "\tfolded: x\r\n\r\n"), 400},
    {LITERAL(GET "no colon\r\n\r\n"), 400},
    {LITERAL(GET ": no name\r\n\r\n"), 400},
    {LITERAL(GET "A: b\rX: c\r\n\r\n"), 400},
    {LITERAL(GET "A: b\r\r\n\r\n"), 400},
    {LITERAL(GET "A: b\0\r\n\r\n"), 400},
    {LITERAL(GET "Host: b\r\n\r\n"), 400},
    /* What makes the next request begin elsewhere for others. */
    {LITERAL(POST "Content-Length: 3\r\nContent-Length: 4\r\n\r\n"), 400},
    {LITERAL(POST "Content-Length: 3\r\nContent-Length: 3\r\n\r\n"), 400},
    {LITERAL(POST "Content-Length: 3, 3\r\n\r\n"), 400},
    {LITERAL(POST "Content-Length: +3\r\n\r\n"), 400},
    {LITERAL(POST "Content-Length: -3\r\n\r\n"), 400},
    {LITERAL(POST "Content-Length: 0x3\r\n\r\n"), 400},
    {LITERAL(POST "Content-Length:\r\n\r\n"), 400},
    {LITERAL(POST "Content-Length: 18446744073709551616\r\n\r\n"), 400},
    {LITERAL(POST "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"), 400},
    {LITERAL(POST "Transfer-Encoding: chunked, identity\r\n\r\n"), 501},
    {LITERAL(POST "Transfer-Encoding: xchunked\r\n\r\n"), 501},
    {LITERAL(POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"), 501},
    {LITERAL(POST "Transfer-Encoding: \x0b"
                  "chunked\r\n\r\n"),
        400},
    {LITERAL("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400},
};

START_TEST(a_request_is_read_or_refused)
{
    struct http_request request;
    struct bytes text = requests[_i].text;
    uint8_t *copy = copy_of(text);
    unsigned status = http_request_read(bytes_of(copy, text.len), &request);
    ck_assert_uint_eq(status, requests[_i].status);
    ck_assert(status == 0 || status == 200 || request.fault);
    if (status == 200) ck_assert_uint_eq(request.length, text.len);
    free(copy);
}
END_TEST

START_TEST(a_request_has_parts)
{
    static const char text[] = "HEAD /a?b=c HTTP/1.0\r\nHost: x.y:80\r\nrange:  bytes=0-1 \r\n"
                               "IF-NONE-MATCH: \"e\"\r\nConnection: Keep-Alive, foo\r\n\r\nbehind";
    struct http_request request;
    ck_assert_uint_eq(http_request_read(bytes_of_string(text), &request), 200);
    ck_assert(http_same(request.method, "HEAD") && http_same(request.target, "/a?b=c"));
    ck_assert_uint_eq(request.minor, 0);
    ck_assert(http_same(request.framing.host, "x.y:80"));
    ck_assert(request.framing.keep_alive && !request.framing.close);
    ck_assert(http_same(request.asked[HTTP_ASKED_RANGE], "bytes=0-1"));
    ck_assert(http_same(request.asked[HTTP_ASKED_IF_NONE_MATCH], "\"e\""));
    ck_assert_ptr_null(request.asked[HTTP_ASKED_IF_RANGE].at);
    ck_assert_uint_eq(request.length, sizeof text - 1 - 6);
}
END_TEST

/* Cut at any place it is not whole, and never refused. */
START_TEST(a_request_cut_short_is_waited_for)
{
    struct bytes text = requests[_i].text;
    if (requests[_i].status != 200) return;
    for (size_t len = 0; len < text.len; len++) {
        struct http_request request;
        uint8_t *copy = copy_of(bytes_of(text.at, len));
        ck_assert_uint_eq(http_request_read(bytes_of(copy, len), &request), 0);
        free(copy);
    }
}
END_TEST

START_TEST(empty_lines_in_front_are_nobodys)
{
    struct http_request request;
    ck_assert_uint_eq(http_request_read(bytes_of_string("\r\n\n"), &request), 0);
    ck_assert_uint_eq(request.length, 3);
    ck_assert_uint_eq(
        http_request_read(bytes_of_string("\r\nGET / HTTP/1.1\r\nA: b"), &request), 0);
    ck_assert_uint_eq(request.length, 2);
    ck_assert_uint_eq(http_request_read(bytes_of_string("\r"), &request), 0);
    ck_assert_uint_eq(request.length, 0);
}
END_TEST

START_TEST(a_request_has_limits)
{
    static char text[2 * HTTP_HEAD_MOST];
    struct http_request request;
    memset(text, 'x', sizeof text);
    memcpy(text, "GET /", 5);
    ck_assert_uint_eq(http_request_read(bytes_of(text, HTTP_TARGET_MOST), &request), 0);
    ck_assert_uint_eq(http_request_read(bytes_of(text, HTTP_TARGET_MOST + 200), &request), 414);
    memcpy(text + HTTP_TARGET_MOST + 50, " HTTP/1.1\r\n", 11);
    ck_assert_uint_eq(http_request_read(bytes_of(text, sizeof text), &request), 414);
    memcpy(text, GET "A: ", sizeof GET + 2);
    ck_assert_uint_eq(http_request_read(bytes_of(text, HTTP_HEAD_MOST - 1), &request), 0);
    ck_assert_uint_eq(http_request_read(bytes_of(text, HTTP_HEAD_MOST), &request), 431);
    memcpy(text + sizeof text - 4, "\r\n\r\n", 4);
    ck_assert_uint_eq(http_request_read(bytes_of(text, sizeof text), &request), 431);
    size_t at = sizeof GET - 1;
    for (int i = 0; i < HTTP_FIELDS_MOST; i++, at += 5)
        memcpy(text + at, "A:b\r\n", 5);
    ck_assert_uint_eq(http_request_read(bytes_of(text, at), &request), 431);
}
END_TEST

static const struct {
    const char *head;
    struct bytes text;
    size_t done;
    enum http_body_state state;
    unsigned status;
} bodies[] = {
    {"Content-Length: 5", LITERAL("helloGET"), 5, HTTP_BODY_NONE, 200},
    {"Content-Length: 5", LITERAL("hell"), 4, HTTP_BODY_LENGTH, 200},
    {"Content-Length: 0", LITERAL("GET"), 0, HTTP_BODY_NONE, 200},
    {"Content-Length: 101", LITERAL(""), 0, HTTP_BODY_LENGTH, 413},
    {"Transfer-Encoding: chunked", LITERAL("3\r\nabc\r\n0\r\n\r\nGET"), 13, HTTP_BODY_NONE, 200},
    {"Transfer-Encoding: chunked", LITERAL("A;x=y\r\n0123456789\r\n00\r\nT: x\r\n\r\n"), 31,
        HTTP_BODY_NONE, 200},
    {"Transfer-Encoding: chunked", LITERAL("3\r\nabc\r"), 6, HTTP_BODY_END, 200},
    {"Transfer-Encoding: chunked", LITERAL("3"), 0, HTTP_BODY_SIZE, 200},
    {"Transfer-Encoding: chunked", LITERAL("3\nabc"), 0, HTTP_BODY_SIZE, 400},
    {"Transfer-Encoding: chunked", LITERAL(" 3\r\nabc"), 0, HTTP_BODY_SIZE, 400},
    {"Transfer-Encoding: chunked", LITERAL("3 x\r\nabc"), 0, HTTP_BODY_SIZE, 400},
    {"Transfer-Encoding: chunked", LITERAL("0x3\r\nabc"), 0, HTTP_BODY_SIZE, 400},
    {"Transfer-Encoding: chunked", LITERAL("-3\r\nabc"), 0, HTTP_BODY_SIZE, 400},
    {"Transfer-Encoding: chunked", LITERAL("3\r\nabcd\r\n"), 6, HTTP_BODY_END, 400},
    {"Transfer-Encoding: chunked", LITERAL("3\r\nabc\n"), 6, HTTP_BODY_END, 400},
    {"Transfer-Encoding: chunked", LITERAL("65\r\n"), 0, HTTP_BODY_SIZE, 413},
    {"Transfer-Encoding: chunked", LITERAL("ffffffffffffffff\r\n"), 0, HTTP_BODY_SIZE, 413},
    {"Transfer-Encoding: chunked", LITERAL("10000000000000000\r\n"), 0, HTTP_BODY_SIZE, 400},
};

static unsigned begin_body(struct http_body *body, const char *field)
{
    char head[200];
    struct http_request request;
    snprintf(head, sizeof head, POST "%s\r\n\r\n", field);
    ck_assert_uint_eq(http_request_read(bytes_of_string(head), &request), 200);
    return http_body_begin(body, &request.framing, 100);
}

START_TEST(a_body_is_thrown_away)
{
    struct http_body body;
    struct bytes text = bodies[_i].text;
    uint8_t *copy = copy_of(text);
    size_t done = 0;
    unsigned status = begin_body(&body, bodies[_i].head);
    if (status == 200) status = http_body_skip(&body, bytes_of(copy, text.len), &done);
    ck_assert_uint_eq(status, bodies[_i].status);
    ck_assert_uint_eq(done, bodies[_i].done);
    ck_assert_int_eq(body.state, bodies[_i].state);
    ck_assert(status == 200 || body.fault);
    free(copy);
}
END_TEST

START_TEST(a_body_in_pieces_ends_at_the_same_byte)
{
    struct bytes text = bodies[_i].text;
    if (bodies[_i].status != 200) return;
    for (size_t cut = 0; cut <= text.len; cut++) {
        struct http_body body;
        size_t first, second = 0;
        begin_body(&body, bodies[_i].head);
        ck_assert_uint_eq(http_body_skip(&body, bytes_of(text.at, cut), &first), 200);
        struct bytes rest = bytes_of(text.at + first, text.len - first);
        ck_assert_uint_eq(http_body_skip(&body, rest, &second), 200);
        ck_assert_uint_eq(first + second, bodies[_i].done);
        ck_assert_int_eq(body.state, bodies[_i].state);
    }
}
END_TEST

static const struct {
    struct bytes target;
    const char *path; /* NULL: refused */
    bool slash;
    const char *query;
} targets[] = {
    {LITERAL("/"), "", true, ""},
    {LITERAL("/index.html"), "index.html", false, ""},
    {LITERAL("/a/b/"), "a/b", true, ""},
    {LITERAL("//a///b"), "a/b", false, ""},
    {LITERAL("/a?b/../c"), "a", false, "?b/../c"},
    {LITERAL("/?"), "", true, "?"},
    {LITERAL("/a/./b/../c"), "a/c", false, ""},
    {LITERAL("/a/.."), "", true, ""},
    {LITERAL("/a/."), "a", true, ""},
    {LITERAL("/..a/...b"), "..a/...b", false, ""},
    {LITERAL("/a%20b%2fc"), "a b/c", false, ""},
    {LITERAL("/%2e%2E/a"), NULL, false, ""},
    {LITERAL("/a/%2e%2e/b"), "b", false, ""},
    {LITERAL("/%252e%252e/a"), "%2e%2e/a", false, ""},
    {LITERAL("/a/..%2f..%2fetc"), NULL, false, ""},
    {LITERAL("/.."), NULL, false, ""},
    {LITERAL("/a/../../b"), NULL, false, ""},
    {LITERAL("/%"), NULL, false, ""},
    {LITERAL("/%4"), NULL, false, ""},
    {LITERAL("/%4g"), NULL, false, ""},
    {LITERAL("/a%00.html"), NULL, false, ""},
    {LITERAL("/\xc3\xa9"), "\xc3\xa9", false, ""},
    {LITERAL("HTTP://h:1/x"), "x", false, ""},
    {LITERAL("https://h?q"), "", true, "?q"},
    {LITERAL("http:///x"), NULL, false, ""},
    {LITERAL("a/b"), NULL, false, ""},
    {LITERAL("*"), NULL, false, ""},
};

START_TEST(a_target_is_a_path)
{
    struct http_target read = {0};
    struct bytes target = targets[_i].target;
    uint8_t *copy = copy_of(target);
    bool good = http_target_read(bytes_of(copy, target.len), &read);
    ck_assert_int_eq(good, targets[_i].path != NULL);
    ck_assert(good || read.fault);
    if (good) {
        ck_assert_str_eq(text_string(&read.path), targets[_i].path);
        ck_assert_int_eq(read.slash, targets[_i].slash);
        ck_assert_uint_eq(read.query.len, strlen(targets[_i].query));
        if (read.query.len) ck_assert_mem_eq(read.query.at, targets[_i].query, read.query.len);
    }
    text_finish(&read.path);
    free(copy);
}
END_TEST

START_TEST(a_path_is_written_for_links)
{
    struct text text = {0};
    http_target_add(&text, bytes_of_string("a b/\"<\r\n%?#\xc3\xa9-._~Z9"), true);
    ck_assert_str_eq(text_string(&text), "a%20b/%22%3C%0D%0A%25%3F%23%C3%A9-._~Z9");
    text_clear(&text);
    http_target_add(&text, bytes_of_string("a/b"), false);
    ck_assert_str_eq(text_string(&text), "a%2Fb");
    text_finish(&text);
}
END_TEST

#define NOVEMBER 784111777 /* Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110 */
#define NOW 1700000000     /* in 2023 */

static const struct {
    const char *text;
    int64_t seconds; /* -1: none */
} dates[] = {
    {"Sun, 06 Nov 1994 08:49:37 GMT", NOVEMBER},
    {"Sunday, 06-Nov-94 08:49:37 GMT", NOVEMBER},
    {"Sun Nov  6 08:49:37 1994", NOVEMBER},
    {"Sun Nov 16 08:49:37 1994", NOVEMBER + 864000},
    {"Thu, 01 Jan 1970 00:00:00 GMT", 0},
    {"Thu, 29 Feb 2024 23:59:59 GMT", 1709251199},
    {"Friday, 01-Jan-73 00:00:00 GMT", 3250454400}, /* 50 years ahead */
    {"Tuesday, 01-Jan-74 00:00:00 GMT", 126230400}, /* more */
    {"Sun, 06 Nov 1994 08:49:37 UTC", -1},
    {"Sun, 6 Nov 1994 08:49:37 GMT", -1},
    {"Sun, 06 nov 1994 08:49:37 GMT", -1},
    {"Sun, 31 Feb 1994 08:49:37 GMT", -1},
    {"Sun, 00 Nov 1994 08:49:37 GMT", -1},
    {"Sun, 06 Nov 1994 24:49:37 GMT", -1},
    {"Sun, 06 Nov 1994 08:49:37 GMT ", -1},
    {"Wednesdaymorning, 06-Nov-94 08:49:37 GMT", -1},
    {"784111777", -1},
    {"", -1},
};

START_TEST(a_date_is_read)
{
    int64_t seconds = -1;
    struct bytes text = bytes_of_string(dates[_i].text);
    uint8_t *copy = copy_of(text);
    bool good = http_date_read(bytes_of(copy, text.len), NOW, &seconds);
    ck_assert_int_eq(good, dates[_i].seconds >= 0);
    if (good) ck_assert_int_eq(seconds, dates[_i].seconds);
    free(copy);
}
END_TEST

START_TEST(a_date_is_written)
{
    struct text text = {0};
    http_date_add(&text, NOVEMBER);
    ck_assert_str_eq(text_string(&text), "Sun, 06 Nov 1994 08:49:37 GMT");
    for (int64_t seconds = 0; seconds < INT64_C(4102444800); seconds += 86400 * 11 + 3671) {
        int64_t back = -1;
        text_clear(&text);
        http_date_add(&text, seconds);
        ck_assert(http_date_read(bytes_of(text.at, text.len), NOW, &back) && back == seconds);
    }
    text_finish(&text);
}
END_TEST

static const struct {
    const char *value;
    uint64_t size;
    int count;
    struct http_range ranges[3];
} ranges[] = {
    {"bytes=0-0", 10, 1, {{0, 1}}},
    {"bytes=2-", 10, 1, {{2, 8}}},
    {"bytes=-3", 10, 1, {{7, 3}}},
    {"bytes=-30", 10, 1, {{0, 10}}},
    {"bytes=5-100", 10, 1, {{5, 5}}},
    {"Bytes=0-1, 4-5 ,-1", 10, 3, {{0, 2}, {4, 2}, {9, 1}}},
    {"bytes=20-30,0-1", 10, 1, {{0, 2}}},
    {"bytes=10-", 10, HTTP_RANGES_NONE, {{0}}},
    {"bytes=-0", 10, HTTP_RANGES_NONE, {{0}}},
    {"bytes=0-", 0, HTTP_RANGES_NONE, {{0}}},
    {"bytes=-5", 0, HTTP_RANGES_NONE, {{0}}},
    {"bytes=5-3", 10, HTTP_RANGES_WHOLE, {{0}}},
    {"bytes=5-3", 2, HTTP_RANGES_WHOLE, {{0}}},
    {"bytes=", 10, HTTP_RANGES_WHOLE, {{0}}},
    {"bytes", 10, HTTP_RANGES_WHOLE, {{0}}},
    {"bytes=-", 10, HTTP_RANGES_WHOLE, {{0}}},
    {"bytes=a-b", 10, HTTP_RANGES_WHOLE, {{0}}},
    {"bytes=0-1x", 10, HTTP_RANGES_WHOLE, {{0}}},
    {"bytes=0-1,", 10, HTTP_RANGES_WHOLE, {{0}}},
    {"lines=0-1", 10, HTTP_RANGES_WHOLE, {{0}}},
    {"bytes=0-18446744073709551616", 10, HTTP_RANGES_WHOLE, {{0}}},
    {"bytes=0-18446744073709551615", 10, 1, {{0, 10}}},
    {"bytes=0-9,0-9", 10, HTTP_RANGES_WHOLE, {{0}}}, /* more than there is */
    {"bytes=0-0,1-1,2-2,3-3,4-4,5-5,6-6,7-7,8-8,9-9,0-0,0-0,0-0,0-0,0-0,0-0,0-0", 99,
        HTTP_RANGES_WHOLE, {{0}}},
};

START_TEST(ranges_are_read)
{
    struct http_range read[HTTP_RANGES];
    struct bytes value = bytes_of_string(ranges[_i].value);
    uint8_t *copy = copy_of(value);
    int count = http_ranges_read(bytes_of(copy, value.len), ranges[_i].size, read);
    ck_assert_int_eq(count, ranges[_i].count);
    for (int i = 0; i < count; i++) {
        ck_assert_uint_eq(read[i].first, ranges[_i].ranges[i].first);
        ck_assert_uint_eq(read[i].length, ranges[_i].ranges[i].length);
    }
    free(copy);
}
END_TEST

#define OLD "Sun, 06 Nov 1994 08:49:36 GMT"
#define SAME "Sun, 06 Nov 1994 08:49:37 GMT"
#define NEW "Sun, 06 Nov 1994 08:49:38 GMT"

static const struct {
    const char *fields;
    unsigned condition;
    bool ranged;
} conditions[] = {
    {"", 0, true},
    {"If-None-Match: \"a\"\r\n", 304, true},
    {"If-None-Match: W/\"a\"\r\n", 304, true},
    {"If-None-Match: \"b\" , ,W/\"c\",\"a\"\r\n", 304, true},
    {"If-None-Match: *\r\n", 304, true},
    {"If-None-Match: a\r\n", 0, true},
    {"If-None-Match: \"b\" \"a\r\n", 0, true},
    {"If-None-Match:\r\n", 0, true},
    {"If-None-Match: \"b\"\r\nIf-Modified-Since: " NEW "\r\n", 0, true},
    {"If-Modified-Since: " OLD "\r\n", 0, true},
    {"If-Modified-Since: " SAME "\r\n", 304, true},
    {"If-Modified-Since: " NEW "\r\n", 304, true},
    {"If-Modified-Since: tomorrow\r\n", 0, true},
    {"If-Match: \"a\"\r\n", 0, true},
    {"If-Match: W/\"a\"\r\n", 412, true},
    {"If-Match: *\r\n", 0, true},
    {"If-Match: \"a\"\r\nIf-Unmodified-Since: " OLD "\r\n", 0, true},
    {"If-Match: \"a\"\r\nIf-None-Match: \"a\"\r\n", 304, true},
    {"If-Match: \"b\"\r\nIf-None-Match: \"a\"\r\n", 412, true},
    {"If-Unmodified-Since: " OLD "\r\n", 412, true},
    {"If-Unmodified-Since: " SAME "\r\n", 0, true},
    {"If-Range: \"a\"\r\n", 0, true},
    {"If-Range: W/\"a\"\r\n", 0, false},
    {"If-Range: \"b\"\r\n", 0, false},
    {"If-Range: " SAME "\r\n", 0, true},
    {"If-Range: " NEW "\r\n", 0, false},
    {"If-Range:\r\n", 0, false},
};

START_TEST(conditions_hold_or_not)
{
    char text[400];
    struct http_request request;
    const struct http_validators validators = {LITERAL("\"a\""), NOVEMBER};
    snprintf(text, sizeof text, GET "%s\r\n", conditions[_i].fields);
    ck_assert_uint_eq(http_request_read(bytes_of_string(text), &request), 200);
    ck_assert_uint_eq(http_condition(&request, &validators, NOW), conditions[_i].condition);
    ck_assert_int_eq(http_if_range(&request, &validators, NOW), conditions[_i].ranged);
}
END_TEST

#define COUNT(table) (int)(sizeof table / sizeof *table)

int main(void)
{
    Suite *suite = suite_create("http");
    TCase *tcase = tcase_create("http");
    tcase_add_loop_test(tcase, a_request_is_read_or_refused, 0, COUNT(requests));
    tcase_add_test(tcase, a_request_has_parts);
    tcase_add_loop_test(tcase, a_request_cut_short_is_waited_for, 0, COUNT(requests));
    tcase_add_test(tcase, empty_lines_in_front_are_nobodys);
    tcase_add_test(tcase, a_request_has_limits);
    tcase_add_loop_test(tcase, a_body_is_thrown_away, 0, COUNT(bodies));
    tcase_add_loop_test(tcase, a_body_in_pieces_ends_at_the_same_byte, 0, COUNT(bodies));
    tcase_add_loop_test(tcase, a_target_is_a_path, 0, COUNT(targets));
    tcase_add_test(tcase, a_path_is_written_for_links);
    tcase_add_loop_test(tcase, a_date_is_read, 0, COUNT(dates));
    tcase_add_test(tcase, a_date_is_written);
    tcase_add_loop_test(tcase, ranges_are_read, 0, COUNT(ranges));
    tcase_add_loop_test(tcase, conditions_hold_or_not, 0, COUNT(conditions));
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
