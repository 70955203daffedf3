/* Lines out of a stream, however it is cut.  SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <uv.h>

#include "service/lines.h"
#include "unit.h"

/* Remembers lines with a letter for their end: "hello/L", "hello/C" (CR LF), "rest/N", "too lo/+". */
struct heard {
    char text[1024];
    size_t len;
    unsigned most; /* lines to be taken; 0: all */
    unsigned count;
};

static bool take(void *context, const struct line *line)
{
    static const char letters[] = {
        [LINE_LF] = 'L', [LINE_CRLF] = 'C', [LINE_NONE] = 'N', [LINE_CUT] = '+'};
    struct heard *heard = context;
    ck_assert_uint_lt(heard->len + line->text.len + 4, sizeof heard->text);
    if (heard->len) heard->text[heard->len++] = ' ';
    if (line->text.len) memcpy(heard->text + heard->len, line->text.at, line->text.len);
    heard->len += line->text.len;
    heard->text[heard->len++] = '/';
    heard->text[heard->len++] = letters[line->end];
    return ++heard->count != heard->most;
}

/* Feeds an exact copy, so that a byte read too much is seen by the sanitizer. */
static void feed(struct lines *lines, const char *at, size_t len, struct heard *heard)
{
    uint8_t *copy = malloc(len ? len : 1);
    memcpy(copy, at, len);
    ck_assert_int_eq(lines_feed(lines, bytes_of(copy, len), take, heard), 0);
    free(copy);
}

enum { LIMIT = 6 };

static const struct {
    const char *stream;
    const char *heard; /* with LIMIT */
} cases[] = {
    {"", ""},
    {"hello\n", "hello/L"},
    {"hello\r\n", "hello/C"},
    {"a\nb\r\n\n\r\nrest", "a/L b/C /L /C rest/N"},
    {"rest\r", "rest\r/N"},
    {"a\rb\n", "a\rb/L"},
    {"a\r\r\n", "a\r/C"},
    {"123456\n", "123456/L"},
    {"123456\r\n", "123456/C"},
    {"123456\r", "123456/+"},
    {"123456\rx\nok\n", "123456/+ ok/L"},
    {"1234567\nok\n", "123456/+ ok/L"},
    {"1234567\r\nok\n", "123456/+ ok/L"},
    {"123456789012345678901234567890", "123456/+"},
    {"123456789012345678901234567890\n\nok", "123456/+ /L ok/N"},
};

/* Whatever the pieces are that the stream comes in, the lines are the same. */
START_TEST(pieces)
{
    const char *stream = cases[_i].stream;
    size_t len = strlen(stream);
    for (size_t size = 1; size <= len + 1; size++) {
        struct lines lines = {.limit = LIMIT};
        struct heard heard = {0};
        for (size_t at = 0; at < len; at += size) {
            feed(&lines, stream + at, len - at < size ? len - at : size, &heard);
            ck_assert_uint_le(lines.room, LIMIT + 2);
        }
        lines_end(&lines, take, &heard);
        lines_finish(&lines);
        ck_assert_str_eq(heard.text, cases[_i].heard);
    }
}
END_TEST

START_TEST(stopping)
{
    struct lines lines = {.limit = LIMIT};
    struct heard heard = {.most = 2};
    feed(&lines, "a\nb\nc\nrest", 10, &heard);
    lines_end(&lines, take, &heard);
    lines_finish(&lines);
    ck_assert_str_eq(heard.text, "a/L b/L");
}
END_TEST

/* Ten megabytes without a newline: no more is kept than a line may have. */
START_TEST(endless)
{
    enum { PIECE = 64 * 1024 };
    struct lines lines = {.limit = 1000};
    struct heard heard = {0};
    char *piece = malloc(PIECE);
    memset(piece, 'x', PIECE);
    for (int i = 0; i < 160; i++) {
        feed(&lines, piece, PIECE, &heard);
        ck_assert_uint_le(lines.room, 1002);
        heard.len = 0;
    }
    ck_assert_uint_eq(heard.count, 1);
    feed(&lines, "\nok\n", 4, &heard);
    ck_assert_uint_eq(heard.count, 2);
    lines_end(&lines, take, &heard);
    ck_assert_uint_eq(heard.count, 2);
    lines_finish(&lines);
    free(piece);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("lines");
    TCase *tcase = tcase_create("lines");
    tcase_add_loop_test(tcase, pieces, 0, sizeof cases / sizeof *cases);
    tcase_add_test(tcase, stopping);
    tcase_add_test(tcase, endless);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
