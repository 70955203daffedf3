/* Chat messages out of a stream, however it is cut.  SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

#include "service/chat_input.h"
#include "unit.h"

/* Remembers messages as "one|two|", cut ones with a '+'. */
struct heard {
    char text[4 * CHAT_LINE];
    size_t len;
    struct chat_input *stop_at_first;
};

static void on_message(void *context, struct bytes message, bool cut)
{
    struct heard *heard = context;
    ck_assert_uint_lt(heard->len + message.len + 2, sizeof heard->text);
    memcpy(heard->text + heard->len, message.at, message.len);
    heard->len += message.len;
    if (cut) heard->text[heard->len++] = '+';
    heard->text[heard->len++] = '|';
    heard->text[heard->len] = '\0';
    if (heard->stop_at_first) chat_input_stop(heard->stop_at_first);
}

/* Reads in an exact copy, so that a byte read too much is seen by the sanitizer. */
static int feed(struct chat_input *input, const void *at, size_t len, struct heard *heard)
{
    uint8_t *copy = malloc(len ? len : 1);
    memcpy(copy, at, len);
    int status = chat_input_feed(input, bytes_of(copy, len), 0, on_message, heard);
    free(copy);
    return status;
}

static const struct {
    enum chat_mode mode;
    bool datagrams;
    const char *reads[5];
    const char *heard;
    bool waits;
} cases[] = {
    {CHAT_AUTO, false, {"alice\n", "hi\r\n"}, "alice|hi|", false},
    {CHAT_AUTO, false, {"alice", "hi"}, "alice|hi|", false},
    {CHAT_AUTO, false, {"alice\nhello\n"}, "alice|hello|", false},
    {CHAT_AUTO, false, {"alice\nhel", "lo\n"}, "alice|hello|", false},
    {CHAT_AUTO, false, {"alice\nhel"}, "alice|", true},
    {CHAT_AUTO, false, {"h\xc3", "\xa9"}, "h\xc3\xa9|", false},
    {CHAT_AUTO, false, {"\xf0\x9f", "\x98", "\x80!"}, "\xf0\x9f\x98\x80!|", false},
    {CHAT_AUTO, false, {"a\xff"}, "a\xff|", false},
    {CHAT_AUTO, false, {"\n", "\r\n"}, "||", false},
    {CHAT_AUTO, false, {"a\r", "\n"}, "a\r||", false},
    {CHAT_AUTO, true, {"alice", "a\nb", "c\xc3", ""}, "alice|a|b|c\xc3|", false},
    {CHAT_REFERENCE, false, {"alice\nhi", "!Q\n"}, "alice\nhi|!Q\n|", false},
};

START_TEST(reads)
{
    struct chat_input input = {.mode = cases[_i].mode, .datagrams = cases[_i].datagrams};
    struct heard heard = {0};
    for (size_t i = 0; i < 5 && cases[_i].reads[i]; i++)
        ck_assert_int_eq(feed(&input, cases[_i].reads[i], strlen(cases[_i].reads[i]), &heard), 0);
    ck_assert_str_eq(heard.text, cases[_i].heard);
    ck_assert_int_eq(chat_input_waits(&input), cases[_i].waits);
    chat_input_finish(&input);
}
END_TEST

/* A stream of lines and one of frames, cut at every place, give the same messages. */
START_TEST(cut_everywhere)
{
    static const char lines[] = "bob\nsay \xe2\x82\xac\r\n\nend\n";
    static const char frames[] = "\0\0\0\3bob\0\0\0\0\0\0\0\5a\nb\0c\0\0\0\2!Q";
    const bool framed = _i;
    const char *stream = framed ? frames : lines;
    size_t len = framed ? sizeof frames - 1 : sizeof lines - 1;
    struct heard whole = {0};
    for (size_t cut = 0; cut <= len; cut++) {
        struct chat_input input = {.mode = framed ? CHAT_FRAMED : CHAT_AUTO, .lines = true};
        struct heard heard = {0};
        ck_assert_int_eq(feed(&input, stream, cut, &heard), 0);
        ck_assert_int_eq(feed(&input, stream + cut, len - cut, &heard), 0);
        if (!cut) whole = heard;
        ck_assert_uint_eq(heard.len, whole.len);
        ck_assert_mem_eq(heard.text, whole.text, whole.len);
        ck_assert(!input.held_len);
        chat_input_finish(&input);
    }
    if (framed) ck_assert_mem_eq(whole.text, "bob||a\nb\0c|!Q|", 14);
    if (!framed) ck_assert_str_eq(whole.text, "bob|say \xe2\x82\xac||end|");
}
END_TEST

START_TEST(a_line_without_end_is_cut)
{
    struct chat_input input = {.mode = CHAT_AUTO, .lines = _i};
    struct heard heard = {0};
    static char endless[60000];
    memset(endless, 'x', sizeof endless);
    for (int i = 0; i < 200; i++)
        ck_assert_int_eq(feed(&input, endless, sizeof endless, &heard), 0);
    ck_assert_uint_eq(heard.len, CHAT_LINE + 2);
    ck_assert_uint_eq(input.held_room, 0);
    ck_assert_int_eq(feed(&input, "y\nback\n", 7, &heard), 0);
    ck_assert_str_eq(heard.text + CHAT_LINE, "+|back|");
    chat_input_finish(&input);
}
END_TEST

START_TEST(a_frame_too_long_is_refused)
{
    struct chat_input input = {.mode = CHAT_FRAMED};
    struct heard heard = {0};
    ck_assert_int_eq(feed(&input, "\0\1\0\1", 4, &heard), UV_EMSGSIZE);
    chat_input_finish(&input);
}
END_TEST

START_TEST(what_waits_comes_in_the_end)
{
    struct chat_input input = {.mode = CHAT_AUTO};
    struct heard heard = {0};
    feed(&input, "a\nb", 3, &heard);
    ck_assert(chat_input_waits(&input));
    chat_input_flush(&input, on_message, &heard);
    ck_assert_str_eq(heard.text, "a|b|");
    ck_assert(!chat_input_waits(&input));
    chat_input_finish(&input);
}
END_TEST

START_TEST(nothing_after_the_stop)
{
    struct chat_input input = {.mode = CHAT_AUTO};
    struct heard heard = {.stop_at_first = &input};
    feed(&input, "!Q\nghost\nmore", 13, &heard);
    feed(&input, "and more\n", 9, &heard);
    chat_input_flush(&input, on_message, &heard);
    ck_assert_str_eq(heard.text, "!Q|");
    chat_input_finish(&input);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("chat_input");
    TCase *tcase = tcase_create("chat_input");
    tcase_add_loop_test(tcase, reads, 0, sizeof cases / sizeof *cases);
    tcase_add_loop_test(tcase, cut_everywhere, 0, 2);
    tcase_add_loop_test(tcase, a_line_without_end_is_cut, 0, 2);
    tcase_add_test(tcase, a_frame_too_long_is_refused);
    tcase_add_test(tcase, what_waits_comes_in_the_end);
    tcase_add_test(tcase, nothing_after_the_stop);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
