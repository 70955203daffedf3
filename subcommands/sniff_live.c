/* Frames from an interface.  See sniff.h.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "sniff.h"

static void on_frame(void *context, const struct frame *frame)
{
    struct sniff *sniff = context;
    struct frame own = *frame;
    if (!sniff->ended) sniff_frame(sniff, &own);
}

/* The interface went away. */
static void on_ended(void *context, int error, const char *message)
{
    struct sniff *sniff = context;
    (void)error;
    say_error(sniff->lab, "%s", message);
    sniff_end(sniff, EXIT_CANNOT);
}

static void on_time_over(uv_timer_t *timer)
{
    sniff_end(timer->data, EXIT_DONE);
}

/* A reader of -w - sees each packet when it comes. */
static void on_prepare(uv_prepare_t *prepare)
{
    sniff_output_flush(prepare->data);
}

/* Timers and the like, when all is open. */
void sniff_live_handles(struct sniff *sniff)
{
    uv_loop_t *loop = sniff->lab->loop;
    sniff_output_handles(sniff);
    if (sniff->write) {
        uv_prepare_init(loop, &sniff->prepare);
        sniff->prepare.data = sniff;
        sniff->has_prepare = true;
        uv_prepare_start(&sniff->prepare, on_prepare);
        uv_unref((uv_handle_t *)&sniff->prepare);
    }
    if (sniff->stop_time) {
        uv_timer_init(loop, &sniff->timer);
        sniff->timer.data = sniff;
        sniff->has_timer = true;
        uv_timer_start(&sniff->timer, on_time_over, sniff->stop_time, 0);
    }
}

static const char *capture_filter(struct sniff *sniff)
{
    return sniff->capture_filter.len ? text_string(&sniff->capture_filter) : NULL;
}

/* What to do about a capture that does not start. */
static void advise(struct sniff *sniff, int error, const struct live_options *options)
{
    struct text hint = {0};
    live_hint(error, options, &hint);
    while (hint.len && hint.at[hint.len - 1] == '\n')
        hint.len--;
    if (hint.len) say_hint(sniff->lab, "%s", text_string(&hint));
    text_finish(&hint);
}

int sniff_live_refuse(
    struct sniff *sniff, int error, const struct live_options *options, struct text *message)
{
    say_error(sniff->lab, "%s", text_string(message));
    advise(sniff, error, options);
    return error == UV_EINVAL ? EXIT_USAGE : EXIT_CANNOT;
}

bool sniff_live_options(struct sniff *sniff, struct live_options *options)
{
    sniff->device = sniff_device(sniff, sniff->interfaces.count ? sniff->interfaces.at[0] : NULL);
    if (!sniff->device) return false;
    *options = (struct live_options){
        .device = sniff->device,
        .filter = capture_filter(sniff),
        .snap_length = sniff->snap_length,
        .promiscuous = !sniff->modest,
        .monitor = sniff->monitor,
        .link_type = sniff->link_type,
        .heaped = true,
        .buffer_size = sniff->buffer << 20,
    };
    return true;
}

int sniff_live_start(struct sniff *sniff)
{
    static const struct live_callbacks callbacks = {on_frame, on_ended};
    struct live_options options;
    struct text message = {0};
    int status = EXIT_DONE;
    if (!sniff_live_options(sniff, &options)) return EXIT_CANNOT;
    int error = live_open(sniff->lab->loop, &options, &callbacks, sniff, &sniff->capture, &message);
    if (error < 0) status = sniff_live_refuse(sniff, error, &options, &message);
    text_finish(&message);
    return status;
}

void sniff_live_stop(struct sniff *sniff)
{
    if (!sniff->capture) return;
    live_stats(sniff->capture, &sniff->stats);
    live_close(sniff->capture);
    sniff->capture = NULL;
}
