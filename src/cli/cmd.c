/* Runs one command to its end, on a loop of its own.  See cmd.h.  SPDX-License-Identifier: MIT */
#include "cli/cmd.h"

#include <assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/time.h"
#include "cli/event_sink.h"
#include "cli/help.h"
#include "cli/lab.h"
#include "cli/wire.h"
#include "cli/wire_rights.h"

enum { RUNNER_SIGNALS = 3, RUNNER_DESCRIPTORS = 10 };

/* All that a lab alone in its process needs around it. */
struct runner {
    struct lab lab;
    uv_loop_t loop;
    struct out out;
    struct event_sink sink;
    struct wire *wire; /* --wire; else NULL */
    uv_signal_t signals[RUNNER_SIGNALS];
    uv_timer_t deadline;
    unsigned interrupts;
};

/* As many descriptors as the machine lets us have: each connection takes one.  False when these are
 * not even enough for the loop, which libuv takes for a reason to abort. */
static bool raise_descriptor_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return true;
    if (limit.rlim_cur != limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    return limit.rlim_cur >= RUNNER_DESCRIPTORS;
}

static void on_signal(uv_signal_t *handle, int number)
{
    struct runner *runner = handle->data;
    if (runner->interrupts++)
        _exit(128 + number); /* asked twice: whoever waits has lost patience */
    lab_stop(&runner->lab);
}

static void on_deadline(uv_timer_t *timer)
{
    struct runner *runner = timer->data;
    runner->lab.late = true;
    lab_stop(&runner->lab);
}

static void on_broken(struct out *out, void *context)
{
    struct runner *runner = context;
    (void)out;
    lab_stop(&runner->lab);
}

static void on_missing(struct out *out, uint64_t lines, void *context)
{
    struct runner *runner = context;
    (void)out;
    event_tell(&runner->sink.events,
        &(struct event){.kind = EVENT_WARNING,
            .human = "({lines} lines are missing here: the output was not being read)",
            .values = {event_text("warning", "output-dropped"), event_uint("lines", lines)}});
}

/* SIGHUP stays ignored where nohup has made it so. */
static bool is_ignored(int number)
{
    struct sigaction action;
    return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

/* Only when `start` has returned: what it does (asking for a passphrase, making a key) happens
 * outside the loop, where these would have no effect while the default, to end, has. */
static void watch_signals(struct runner *runner)
{
    static const int numbers[RUNNER_SIGNALS] = {SIGINT, SIGTERM, SIGHUP};
    for (int i = 0; i < RUNNER_SIGNALS; i++) {
        uv_signal_t *handle = &runner->signals[i];
        handle->data = runner;
        if (numbers[i] == SIGHUP && is_ignored(SIGHUP)) continue;
        uv_signal_start(handle, on_signal, numbers[i]);
        uv_unref((uv_handle_t *)handle);
    }
}

/* For a command that must not be ended in the middle of `start`; what comes meanwhile is kept. */
static void hold_signals(const struct cmd *cmd, sigset_t *before)
{
    sigset_t held;
    sigemptyset(&held);
    if (cmd->flags & CMD_TIDY) {
        sigaddset(&held, SIGINT);
        sigaddset(&held, SIGTERM);
        sigaddset(&held, SIGHUP);
    }
    pthread_sigmask(SIG_BLOCK, &held, before);
}

static void watch_deadline(struct runner *runner)
{
    int64_t deadline = runner->lab.common.deadline;
    runner->deadline.data = runner;
    if (!deadline) return;
    uv_timer_start(&runner->deadline, on_deadline, (uint64_t)(deadline + 999999) / 1000000, 0);
    uv_unref((uv_handle_t *)&runner->deadline);
    runner->out.until = time_monotonic() + deadline;
}

/* A handle that its owner has forgotten is a mistake of ours: name it, so that it is found. */
static void close_forgotten(uv_handle_t *handle, void *context)
{
    struct runner *runner = context;
    if ((char *)handle >= (char *)runner && (char *)handle < (char *)(runner + 1)) return;
    if (uv_is_closing(handle)) return;
    say_warning(&runner->lab, "left open: a handle of type %s", uv_handle_type_name(handle->type));
    uv_close(handle, NULL);
}

static void run(struct runner *runner)
{
    uv_run(&runner->loop, UV_RUN_DEFAULT);
    lab_stop(&runner->lab);
    uv_run(&runner->loop, UV_RUN_DEFAULT);
    if (runner->wire) wire_settle(runner->wire);
    uv_run(&runner->loop, UV_RUN_DEFAULT);
    uv_walk(&runner->loop, close_forgotten, runner);
    uv_run(&runner->loop, UV_RUN_DEFAULT);
}

static int finish(struct runner *runner)
{
    struct lab *lab = &runner->lab;
    int status = lab_close(lab);
    wire_close(runner->wire);
    out_close(&runner->out); /* may wait for a slow reader: the signals still work */
    for (int i = 0; i < RUNNER_SIGNALS; i++)
        uv_close((uv_handle_t *)&runner->signals[i], NULL);
    uv_close((uv_handle_t *)&runner->deadline, NULL);
    uv_run(&runner->loop, UV_RUN_DEFAULT);
    int closed = uv_loop_close(&runner->loop);
    assert(closed == 0);
    (void)closed;
    if (!runner->out.error) return status;
    lab->out = NULL;
    lab->common.json = false;
    say_error(lab, "cannot write standard output: %s", uv_strerror(runner->out.error));
    return EXIT_CANNOT;
}

/* --wire: events go to the ladder, beside the packets. */
static bool begin_wire(struct runner *runner)
{
    struct lab *lab = &runner->lab;
    struct text message = {0};
    int status = wire_open(lab, WIRE_ALL, &runner->wire, &message);
    if (status < 0) {
        wire_refused(lab, status, text_string(&message));
        lab->status = EXIT_CANNOT;
    } else {
        lab->events = wire_events(runner->wire, TIMELINE_CLIENT);
    }
    text_finish(&message);
    return status == 0;
}

static void start(struct runner *runner, int argc, char **argv)
{
    struct lab *lab = &runner->lab;
    struct text message = {0}, hint = {0};
    int npositional = 0;
    bool right = lab_parse(lab, argc - 1, argv + 1, &npositional, &message, &hint);
    lab->color = say_wants_color(lab->common.color, STDOUT_FILENO);
    event_sink_init(&runner->sink, &runner->out, lab->common.json, lab->color && !lab->common.json);
    if (lab->common.help)
        help_command(&runner->out.text, lab->cmd, help_width(STDOUT_FILENO), lab->color);
    else if (lab->common.version)
        help_version(&runner->out.text);
    else if (!right)
        lab_refuse(lab, text_string(&message), text_string(&hint));
    else if (!lab->common.wire || begin_wire(runner)) {
        sigset_t before;
        watch_deadline(runner);
        hold_signals(lab->cmd, &before);
        lab_begin(lab, npositional, argv + 1);
        if (runner->wire && !lab->stopping) wire_started(runner->wire);
        watch_signals(runner);
        pthread_sigmask(SIG_SETMASK, &before, NULL);
        if (lab->quiet && !lab->common.json) event_sink_quiet(&runner->sink);
    }
    text_finish(&message);
    text_finish(&hint);
}

int cmd_main(const struct cmd *cmd, int argc, char **argv)
{
    struct runner *runner = calloc(1, sizeof *runner);
    int failed = !runner                     ? UV_ENOMEM
                 : !raise_descriptor_limit() ? UV_EMFILE
                                             : uv_loop_init(&runner->loop);
    if (failed) {
        say_error(NULL, "cannot begin: %s", uv_strerror(failed));
        if (failed == UV_EMFILE) say_hint(NULL, "this shell allows too few: ulimit -n 256");
        free(runner);
        return EXIT_CANNOT;
    }
    signal(SIGPIPE, SIG_IGN);
    out_open(&runner->out, &runner->loop, STDOUT_FILENO);
    runner->out.on_broken = on_broken;
    runner->out.missing = on_missing;
    runner->out.context = runner;
    runner->lab = (struct lab){
        .loop = &runner->loop, .cmd = cmd, .events = &runner->sink.events, .out = &runner->out};
    for (int i = 0; i < RUNNER_SIGNALS; i++)
        uv_signal_init(&runner->loop, &runner->signals[i]);
    uv_timer_init(&runner->loop, &runner->deadline);
    start(runner, argc, argv);
    run(runner);
    int status = finish(runner);
    free(runner);
    return status;
}
