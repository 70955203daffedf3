/* cmd.h: several labs on one loop, and how a lab begins and ends.  SPDX-License-Identifier: MIT */
#include <check.h>
#include <string.h>

#include "cli/event_sink.h"
#include "cli/lab.h"
#include "unit.h"

/* Ticks until told to stop, or --count times. */
struct ticker {
    uint32_t count, ticks;
    bool fail, quit;
    struct opt_list words;
    uv_timer_t timer;
    struct lab *lab;
    char *log; /* what happened, a letter each: start, tick, Stop, finish */
};

/* Several runs of one command must not share anything: each logs into its own lab's context. */
static void note(struct ticker *ticker, char letter)
{
    char *log = ticker->lab->context;
    size_t len = strlen(log);
    if (len < 30) log[len] = letter;
}

static void on_tick(uv_timer_t *timer)
{
    struct ticker *ticker = timer->data;
    note(ticker, 't');
    event_tell(ticker->lab->events, &(struct event){.kind = EVENT_RESULT,
                                        .human = "tick {number}",
                                        .values = {event_uint("number", ++ticker->ticks)}});
    if (ticker->ticks == ticker->count) lab_exit(ticker->lab, EXIT_NO);
}

static int start(struct lab *lab, void *state, int argc, char **argv)
{
    struct ticker *ticker = state;
    (void)argv;
    ticker->lab = lab;
    note(ticker, 's');
    ticker->timer.data = ticker;
    uv_timer_init(lab->loop, &ticker->timer);
    uv_timer_start(&ticker->timer, on_tick, 0, 1);
    if (ticker->quit) {
        lab_exit(lab, EXIT_NO);
        lab_exit(lab, EXIT_CANNOT);
        ck_assert(!strchr(lab->context, 'S')); /* not while we are in here */
    }
    if (argc) lab->status = EXIT_NO;
    return ticker->fail ? EXIT_CANNOT : EXIT_DONE;
}

static void stop(struct lab *lab, void *state)
{
    struct ticker *ticker = state;
    (void)lab;
    note(ticker, 'S');
    uv_close((uv_handle_t *)&ticker->timer, NULL);
}

static void finish(struct lab *lab, void *state)
{
    note(state, 'f');
    if (lab->status == EXIT_NO) lab->status = EXIT_NO;
}

static const struct opt opts[] = {
    OPT_UINT('n', "count", struct ticker, count, 1, 1000, 1000, "N", "ticks"),
    OPT_FLAG(0, "fail", struct ticker, fail, "fail to start"),
    OPT_FLAG(0, "quit", struct ticker, quit, "give up at once"),
    OPT_LIST('w', "word", struct ticker, words, "WORD", "something to be freed"),
    {0},
};

static const struct cmd ticker_cmd = {
    .name = "ticker",
    .summary = "tick",
    .opts = opts,
    .state_size = sizeof(struct ticker),
    .start = start,
    .stop = stop,
    .finish = finish,
};

struct host {
    uv_loop_t loop;
    struct out out;
    struct event_sink sink;
    struct lab labs[2];
    char logs[2][32];
};

static int open_lab(struct host *host, int which, char **argv)
{
    int argc = 0;
    while (argv[argc])
        argc++;
    host->labs[which].context = host->logs[which];
    return lab_open(
        &host->labs[which], &host->loop, &ticker_cmd, argc, argv, &host->sink.events, &host->out);
}

static void setup_host(struct host *host)
{
    memset(host, 0, sizeof *host);
    uv_loop_init(&host->loop);
    host->out.descriptor = -1;
    event_sink_init(&host->sink, &host->out, false, false);
}

static void finish_host(struct host *host)
{
    text_finish(&host->out.text);
    ck_assert_int_eq(uv_loop_close(&host->loop), 0);
}

static void stop_other(struct lab *lab, void *context)
{
    (void)context;
    lab_stop(lab + 1);
}

/* Each has its own options and its own end; the first one's end stops the second. */
START_TEST(two_on_one_loop)
{
    struct host host;
    setup_host(&host);
    host.labs[0].exited = stop_other;
    ck_assert_int_eq(
        open_lab(&host, 0, (char *[]){"ticker", "-n3", "-w", "a", "--word=b", NULL}), EXIT_DONE);
    ck_assert_int_eq(open_lab(&host, 1, (char *[]){"ticker", NULL}), EXIT_DONE);
    ck_assert_int_eq(uv_run(&host.loop, UV_RUN_DEFAULT), 0);
    ck_assert_int_eq(lab_close(&host.labs[0]), EXIT_NO);
    ck_assert_int_eq(lab_close(&host.labs[1]), EXIT_DONE);
    ck_assert_str_eq(host.logs[0], "stttSf");
    ck_assert_int_eq(host.logs[1][0], 's');
    ck_assert_ptr_nonnull(strstr(host.logs[1], "tSf"));
    ck_assert_ptr_nonnull(strstr(text_string(&host.out.text), "tick 3\n"));
    finish_host(&host);
}
END_TEST

/* A start that fails is stopped and finished all the same. */
START_TEST(failing_start)
{
    struct host host;
    setup_host(&host);
    ck_assert_int_eq(open_lab(&host, 0, (char *[]){"ticker", "--fail", NULL}), EXIT_CANNOT);
    uv_run(&host.loop, UV_RUN_DEFAULT);
    ck_assert_int_eq(lab_close(&host.labs[0]), EXIT_CANNOT);
    ck_assert_str_eq(host.logs[0], "sSf");
    finish_host(&host);
}
END_TEST

/* lab_exit() inside `start` waits for its return; the first status counts; stopping again is
 * nothing. */
START_TEST(exit_inside_start)
{
    struct host host;
    setup_host(&host);
    ck_assert_int_eq(open_lab(&host, 0, (char *[]){"ticker", "--quit", NULL}), EXIT_NO);
    lab_stop(&host.labs[0]);
    uv_run(&host.loop, UV_RUN_DEFAULT);
    ck_assert_int_eq(lab_close(&host.labs[0]), EXIT_NO);
    ck_assert_str_eq(host.logs[0], "sSf");
    finish_host(&host);
}
END_TEST

/* A wrong command line starts nothing; closing is still allowed. */
START_TEST(wrong_usage)
{
    struct host host;
    setup_host(&host);
    host.out.broken = true;
    ck_assert_int_eq(
        open_lab(&host, 0, (char *[]){"ticker", "-w", "x", "--count=no", NULL}), EXIT_USAGE);
    lab_stop(&host.labs[0]);
    uv_run(&host.loop, UV_RUN_DEFAULT);
    ck_assert_int_eq(lab_close(&host.labs[0]), EXIT_USAGE);
    ck_assert_str_eq(host.logs[0], "");
    finish_host(&host);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("lab");
    TCase *tcase = tcase_create("lab");
    tcase_add_test(tcase, two_on_one_loop);
    tcase_add_test(tcase, failing_start);
    tcase_add_test(tcase, exit_inside_start);
    tcase_add_test(tcase, wrong_usage);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
