/* See wire_capture.h.  SPDX-License-Identifier: MIT */
#include "cli/wire_capture.h"

#include <string.h>

#include "base/time.h"
#include "capture/library.h"

/* The device of libpcap that is all of them. */
#define ANY_DEVICE "any"

static void on_frame(void *context, const struct frame *frame)
{
    const struct wire_tap *tap = context;
    if (frame->time < tap->from || frame->time >= tap->until) return;
    tap->owner->frame(tap->owner->context, frame);
}

static void on_ended(void *context, int error, const char *message)
{
    const struct wire_tap *tap = context;
    say_warning(
        tap->owner->lab, "the capture has ended: %s", message ? message : capture_error(error));
}

static int open_tap(struct wire_capture *capture, struct wire_tap *tap, const char *device,
    const char *filter, struct text *message)
{
    static const struct live_callbacks callbacks = {.frame = on_frame, .ended = on_ended};
    struct live_options options = {.device = device, .filter = filter};
    *tap = (struct wire_tap){.owner = capture, .from = 0, .until = INT64_MAX};
    int status = live_open(capture->lab->loop, &options, &callbacks, tap, &tap->live, message);
    if (status < 0)
        tap->live = NULL;
    else
        live_unref(tap->live);
    return status;
}

static void close_tap(struct wire_tap *tap)
{
    if (tap->live) live_close(tap->live);
    tap->live = NULL;
}

int wire_capture_open(struct wire_capture *capture, struct text *message)
{
    static const char filter[] = "tcp or udp or icmp or icmp6";
    int status = open_tap(capture, &capture->wide, ANY_DEVICE, filter, message);
    if (status != UV_ENODEV) return status;
    struct text device = {0}; /* systems that have no such device */
    capture_loopback(&device);
    text_clear(message);
    status = open_tap(capture, &capture->wide, text_string(&device), filter, message);
    text_finish(&device);
    return status;
}

static bool is_loopback(const char *endpoint)
{
    return strncmp(endpoint, "127.", 4) == 0 || strncmp(endpoint, "[::1]:", 6) == 0;
}

/* Opening a capture takes a while, and somebody may connect meanwhile: so the wide one answers for all
 * that passed before the narrow one was there. */
void wire_capture_narrow(
    struct wire_capture *capture, const char *endpoint, uint16_t port, bool udp, bool keep)
{
    struct text filter = {0}, device = {0}, message = {0};
    text_format(&filter, udp ? "udp port %u or icmp or icmp6" : "tcp port %u", port);
    if (is_loopback(endpoint))
        capture_loopback(&device);
    else
        text_put(&device, ANY_DEVICE);
    int status =
        open_tap(capture, &capture->narrow, text_string(&device), text_string(&filter), &message);
    if (status < 0) say_warning(capture->lab, "%s", text_string(&message));
    capture->wide.until = capture->narrow.from = time_wall();
    if (capture->wide.live) live_drain(capture->wide.live);
    if (!keep) close_tap(&capture->wide);
    text_finish(&filter);
    text_finish(&device);
    text_finish(&message);
}

bool wire_capture_is_narrow(const struct wire_capture *capture)
{
    return capture->narrow.live;
}

void wire_capture_drain(struct wire_capture *capture)
{
    if (capture->wide.live) live_drain(capture->wide.live);
    if (capture->narrow.live) live_drain(capture->narrow.live);
}

void wire_capture_close(struct wire_capture *capture)
{
    close_tap(&capture->wide);
    close_tap(&capture->narrow);
}
