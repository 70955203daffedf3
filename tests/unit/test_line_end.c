/* line_end.h: line ends on their way to a peer.  SPDX-License-Identifier: MIT */
#include <check.h>

#include "base/line_end.h"
#include "unit.h"

static const struct {
    enum line_end wanted;
    const char *given, *sent;
} streams[] = {
    {LINE_END_KEEP, "a\nb\r\nc\r", "a\nb\r\nc\r"},
    {LINE_END_LF, "a\nb\r\nc", "a\nb\nc"},
    {LINE_END_CRLF, "a\nb\r\n\n\r\n", "a\r\nb\r\n\r\n\r\n"},
    {LINE_END_NONE, "a\nb\r\nc\n", "abc"},
    {LINE_END_CRLF, "bare\rreturn\r\r\n\r", "bare\rreturn\r\r\n\r"},
    {LINE_END_NONE, "\r\r\r", "\r\r\r"},
    {LINE_END_LF, "", ""},
};

/* Whole, and cut in two at every place. */
START_TEST(converted)
{
    struct bytes given = bytes_of_string(streams[_i].given);
    for (size_t cut = 0; cut <= given.len; cut++) {
        struct line_ends ends = {.wanted = streams[_i].wanted};
        struct text sent = {0};
        line_ends_add(&ends, &sent, bytes_of(given.at, cut));
        line_ends_add(&ends, &sent, bytes_of(given.at + cut, given.len - cut));
        line_ends_finish(&ends, &sent);
        ck_assert_str_eq(text_string(&sent), streams[_i].sent);
        text_finish(&sent);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("line_end");
    TCase *tcase = tcase_create("line_end");
    tcase_add_loop_test(tcase, converted, 0, sizeof streams / sizeof *streams);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
