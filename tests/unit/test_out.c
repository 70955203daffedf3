/* out.h: standard output that may be slow, gone or full.  SPDX-License-Identifier: MIT */
#include <check.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/time.h"
#include "cli/out.h"
#include "unit.h"

enum { MUCH = 1 << 20 };

/* Reads everything, in so small pieces that the writer meets a full pipe; -1 when a byte is not the
 * one that was written at this place. */
static void *read_all(void *argument)
{
    int descriptor = *(int *)argument;
    char buffer[1000];
    size_t total = 0;
    bool wrong = false;
    for (ssize_t len; (len = read(descriptor, buffer, sizeof buffer)) > 0;) {
        for (ssize_t i = 0; i < len; i++)
            wrong |= buffer[i] != (char)('a' + (total + (size_t)i) % 23);
        total += (size_t)len;
    }
    *(int *)argument = wrong ? -1 : (int)total;
    return NULL;
}

/* Pipe or not, blocking or not: every byte arrives, in order. */
START_TEST(all_arrives)
{
    int ends[2];
    struct out out;
    pthread_t reader;
    ck_assert_int_eq(pipe(ends), 0);
    if (_i) fcntl(ends[1], F_SETFL, O_NONBLOCK);
    int result = ends[0];
    ck_assert_int_eq(pthread_create(&reader, NULL, read_all, &result), 0);
    out_open(&out, NULL, ends[1]);
    for (size_t i = 0; i < MUCH; i++) {
        text_char(&out.text, (char)('a' + i % 23));
        out_turn(&out);
    }
    ck_assert_uint_lt(out.text.len, OUT_FLUSH);
    out_close(&out);
    close(ends[1]);
    pthread_join(reader, NULL);
    ck_assert_int_eq(result, MUCH);
    ck_assert(!out.broken);
    close(ends[0]);
}
END_TEST

static void count_call(struct out *out, void *context)
{
    (void)out;
    ++*(int *)context;
}

/* The reader goes: what follows is thrown away, told once and from the loop. */
START_TEST(reader_gone)
{
    int ends[2], calls = 0;
    struct out out;
    uv_loop_t loop;
    signal(SIGPIPE, SIG_IGN);
    ck_assert_int_eq(pipe(ends), 0);
    uv_loop_init(&loop);
    out_open(&out, &loop, ends[1]);
    out.on_broken = count_call;
    out.context = &calls;
    close(ends[0]);
    text_put(&out.text, "nobody reads this");
    out_flush(&out);
    ck_assert(out.broken && out.error == 0 && calls == 0 && out.text.len == 0);
    uv_ref((uv_handle_t *)&out.prepare);
    uv_run(&loop, UV_RUN_NOWAIT);
    text_put(&out.text, "nor this");
    uv_run(&loop, UV_RUN_NOWAIT);
    ck_assert_int_eq(calls, 1);
    out_close(&out);
    uv_run(&loop, UV_RUN_DEFAULT);
    ck_assert_int_eq(uv_loop_close(&loop), 0);
    close(ends[1]);
}
END_TEST

START_TEST(disk_full)
{
    struct out out;
    int full = open("/dev/full", O_WRONLY);
    if (full < 0) return; /* not on every system */
    out_open(&out, NULL, full);
    text_put(&out.text, "too much");
    out_flush(&out);
    ck_assert(out.broken);
    ck_assert_int_eq(out.error, UV_ENOSPC);
    out_close(&out);
    close(full);
}
END_TEST

static void on_alarm(int number)
{
    (void)number;
}

/* A signal while nobody reads: the rest is kept for later, and flushing returns. */
START_TEST(signal_while_waiting)
{
    int ends[2];
    struct out out;
    struct sigaction action = {.sa_handler = on_alarm, .sa_flags = SA_RESTART};
    ck_assert_int_eq(pipe(ends), 0);
    sigaction(SIGALRM, &action, NULL);
    out_open(&out, NULL, ends[1]);
    text_repeat(&out.text, 'x', MUCH);
    ualarm(10000, 10000); /* again and again: one may come before the waiting begins */
    out_flush(&out);
    ualarm(0, 0);
    ck_assert(!out.broken);
    ck_assert_uint_gt(out.text.len, 0);
    ck_assert_uint_lt(out.text.len, MUCH);
    close(ends[0]);
    signal(SIGPIPE, SIG_IGN);
    out_close(&out);
    close(ends[1]);
}
END_TEST

/* Nobody reads, and the time is over: flushing returns, and closing after a while. */
START_TEST(time_over_while_waiting)
{
    int ends[2];
    struct out out;
    ck_assert_int_eq(pipe(ends), 0);
    out_open(&out, NULL, ends[1]);
    out.until = time_monotonic() + 20 * TIME_MILLISECOND;
    text_repeat(&out.text, 'x', MUCH);
    out_flush(&out);
    ck_assert(!out.broken);
    ck_assert_int_ge(time_monotonic(), out.until);
    ck_assert_uint_gt(out.text.len, 0);
    out_close(&out);
    close(ends[0]);
    close(ends[1]);
}
END_TEST

/* Numbered lines, so that it can be told which ones are missing. */
static void add_lines(struct out *out, unsigned *number, size_t bytes)
{
    for (size_t end = out->text.len + bytes; out->text.len < end;)
        text_format(&out->text, "%u\n", (*number)++);
}

static void say_missing(struct out *out, uint64_t lines, void *context)
{
    *(uint64_t *)context += lines;
    text_format(&out->text, "missing %u\n", (unsigned)lines);
}

/* Reads what is there and checks that line follows line, but for those that were told to be missing.
 * The last piece of a line waits in `rest`. */
static void check_lines(int descriptor, unsigned *expected, struct text *rest)
{
    char buffer[65536];
    for (ssize_t got; (got = read(descriptor, buffer, sizeof buffer)) > 0;) {
        text_add(rest, buffer, (size_t)got);
        const char *at = text_string(rest), *end;
        while ((end = strchr(at, '\n'))) {
            if (*at == 'm') {
                *expected += (unsigned)strtoul(at + strlen("missing "), NULL, 10);
            } else {
                ck_assert_uint_eq(strtoul(at, NULL, 10), *expected);
                ++*expected;
            }
            at = end + 1;
        }
        size_t left = rest->len - (size_t)(at - rest->at);
        memmove(rest->at, at, left);
        rest->len = left;
    }
}

/* Nobody reads a server's output: it waits once, keeps what it may, drops the rest, and tells how much
 * that was when somebody reads again. */
START_TEST(server_unread)
{
    int ends[2];
    struct out out;
    uv_loop_t loop;
    struct text rest = {0};
    unsigned number = 0, expected = 0;
    uint64_t missing = 0;
    ck_assert_int_eq(pipe(ends), 0);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    uv_loop_init(&loop);
    out_open(&out, &loop, ends[1]);
    out.missing = say_missing;
    out.context = &missing;
    out.patience = 20 * TIME_MILLISECOND;
    out_detach(&out);
    ck_assert(out.detached && !(fcntl(ends[1], F_GETFL) & O_NONBLOCK));
    add_lines(&out, &number, OUT_KEPT);
    out_flush(&out);
    ck_assert(!out.given_up);
    for (int i = 0; i < 3; i++) {
        add_lines(&out, &number, OUT_KEPT);
        out_flush(&out);
        ck_assert(out.given_up && missing == 0);
        out.patience = 3600 * TIME_SECOND; /* for which it does not wait again */
        ck_assert_uint_le(out.text.len, 2 * OUT_KEPT);
    }
    out.patience = 20 * TIME_MILLISECOND;
    while (out.text.len) { /* the loop finds the reader by itself */
        check_lines(ends[0], &expected, &rest);
        uv_ref((uv_handle_t *)&out.poll);
        uv_run(&loop, UV_RUN_NOWAIT);
    }
    ck_assert(!out.given_up && missing > 0);
    add_lines(&out, &number, 1000);
    out_close(&out);
    check_lines(ends[0], &expected, &rest);
    ck_assert_uint_eq(expected, number);
    ck_assert_uint_eq(rest.len, 0);
    text_finish(&rest);
    uv_run(&loop, UV_RUN_DEFAULT);
    ck_assert_int_eq(uv_loop_close(&loop), 0);
    close(ends[0]);
    close(ends[1]);
}
END_TEST

static void count_drained(void *context)
{
    ++*(int *)context;
}

/* A command that paces itself is never waited for, loses nothing, and is told when to go on. */
START_TEST(paced_by_command)
{
    int ends[2], drained = 0;
    struct out out;
    uv_loop_t loop;
    struct text rest = {0};
    unsigned number = 0, expected = 0;
    ck_assert_int_eq(pipe(ends), 0);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    uv_loop_init(&loop);
    out_open(&out, &loop, ends[1]);
    out.drained = count_drained;
    out.drained_context = &drained;
    out_detach(&out);
    add_lines(&out, &number, 3 * OUT_KEPT);
    out_flush(&out);
    ck_assert(!out.given_up && out.text.len > 2 * OUT_KEPT);
    while (out.text.len) {
        ck_assert(!drained || out.text.len < OUT_FLUSH);
        check_lines(ends[0], &expected, &rest);
        ck_assert(uv_run(&loop, UV_RUN_NOWAIT) || !out.text.len); /* it has something to wait for */
    }
    ck_assert_int_eq(drained, 1);
    out_close(&out);
    check_lines(ends[0], &expected, &rest);
    ck_assert_uint_eq(expected, number);
    text_finish(&rest);
    uv_run(&loop, UV_RUN_DEFAULT);
    ck_assert_int_eq(uv_loop_close(&loop), 0);
    close(ends[0]);
    close(ends[1]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("out");
    TCase *tcase = tcase_create("out");
    tcase_add_loop_test(tcase, all_arrives, 0, 2);
    tcase_add_test(tcase, reader_gone);
    tcase_add_test(tcase, disk_full);
    tcase_add_test(tcase, signal_while_waiting);
    tcase_add_test(tcase, time_over_while_waiting);
    tcase_add_test(tcase, server_unread);
    tcase_add_test(tcase, paced_by_command);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
