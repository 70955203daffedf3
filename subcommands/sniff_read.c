/* Frames from a file or a pipe.  A file is read in portions while the loop has nothing else to do,
 * so that Ctrl-C is heard; a pipe is waited for by polling.  SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sniff.h"

enum { PORTION = 4096, PROGRESS_MILLISECONDS = 500 };

static void on_readable(uv_poll_t *poll, int status, int events);

/* Says how the file ended, and ends. */
static void finish_reading(struct sniff *sniff, int result)
{
    if (result >= 0) {
        sniff_end(sniff, EXIT_DONE);
        return;
    }
    const char *name = strcmp(sniff->read, "-") == 0 ? "standard input" : sniff->read;
    sniff_show_end(sniff); /* what is complete stands before the complaint */
    say_error(sniff->lab, "The file \"%s\" %s.", name, reader_message(sniff->reader));
    sniff_end(sniff, EXIT_CANNOT);
}

static void on_idle(uv_idle_t *idle)
{
    struct sniff *sniff = idle->data;
    struct frame frame;
    int result = 1;
    for (unsigned i = 0; i < PORTION && result == 1 && !sniff->ended; i++) {
        result = reader_next(sniff->reader, &frame);
        if (result != 1) break;
        if (!sniff_twice_first(sniff))
            sniff_frame(sniff, &frame);
        else if (!sniff_twice_look(sniff, &frame))
            result = 0;
    }
    if (sniff->ended || result == 1) return;
    if (result != UV_EAGAIN && sniff_twice_first(sniff)) {
        if (!sniff_twice_turn(sniff)) sniff_end(sniff, EXIT_CANNOT);
        return; /* an error shows again, behind what is good */
    }
    if (result != UV_EAGAIN) {
        finish_reading(sniff, result);
        return;
    }
    uv_idle_stop(idle);
    uv_poll_start(&sniff->poll, UV_READABLE, on_readable);
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
    struct sniff *sniff = poll->data;
    (void)status; /* an error shows when reading */
    (void)events;
    uv_poll_stop(poll);
    uv_idle_start(&sniff->idle, on_idle);
}

static void on_progress(uv_timer_t *timer)
{
    struct sniff *sniff = timer->data;
    uint64_t size = reader_size(sniff->reader);
    if (size) fprintf(stderr, "\r%3u %% ", (unsigned)(100 * reader_position(sniff->reader) / size));
}

/* Long files are worth a figure, if somebody watches and the packets go elsewhere. */
static void show_progress(struct sniff *sniff)
{
    if (sniff->very_quiet || !isatty(STDERR_FILENO) || isatty(sniff->lab->out->descriptor)) return;
    uv_timer_init(sniff->lab->loop, &sniff->timer);
    sniff->timer.data = sniff;
    sniff->has_timer = true;
    uv_timer_start(&sniff->timer, on_progress, PROGRESS_MILLISECONDS, PROGRESS_MILLISECONDS);
    uv_unref((uv_handle_t *)&sniff->timer);
}

static void on_time_over(uv_timer_t *timer)
{
    sniff_end(timer->data, EXIT_DONE);
}

int sniff_read_open(struct sniff *sniff)
{
    struct text message = {0};
    int result = reader_open(sniff->read, &sniff->reader, &message);
    if (result < 0)
        say_error(sniff->lab, "The file \"%s\" %s.", sniff->read, text_string(&message));
    text_finish(&message);
    if (result < 0) return EXIT_CANNOT;
    reader_listen(sniff->reader,
        &(struct reader_listener){
            .context = sniff, .secrets = sniff_secrets_found, .names = sniff_names_found});
    return EXIT_DONE;
}

int sniff_read_start(struct sniff *sniff)
{
    int status = sniff_read_open(sniff);
    if (status != EXIT_DONE) return status;
    uv_loop_t *loop = sniff->lab->loop;
    uv_idle_init(loop, &sniff->idle);
    sniff->idle.data = sniff;
    sniff->has_idle = true;
    uv_idle_start(&sniff->idle, on_idle);
    int descriptor = reader_descriptor(sniff->reader);
    if (descriptor >= 0 && uv_poll_init(loop, &sniff->poll, descriptor) == 0) {
        sniff->poll.data = sniff;
        sniff->has_poll = true;
        reader_wait(sniff->reader, false);
    }
    if (sniff->stop_time) {
        uv_timer_init(loop, &sniff->timer);
        sniff->timer.data = sniff;
        sniff->has_timer = true;
        uv_timer_start(&sniff->timer, on_time_over, sniff->stop_time, 0);
        uv_unref((uv_handle_t *)&sniff->timer);
    } else {
        show_progress(sniff);
    }
    return EXIT_DONE;
}
