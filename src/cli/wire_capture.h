/* The captures behind a wire view.  A wide one, of everything, tells at once whether capturing is
 * permitted and lasts until the port is known; then a narrow one takes over, of that port alone.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "base/text.h"
#include "capture/capture.h"
#include "cli/cmd.h"

/* A capture, and the span of time that it answers for. */
struct wire_tap {
    struct wire_capture *owner;
    struct live *live;
    int64_t from, until;
};

struct wire_capture {
    struct lab *lab;
    void (*frame)(void *context, const struct frame *frame);
    void *context;
    struct wire_tap wide, narrow;
};

/* The wide one, with `lab`, `frame` and `context` set.  0, or a negative code and a message. */
int wire_capture_open(struct wire_capture *capture, struct text *message);

/* The narrow one.  `endpoint` ("127.0.0.1:1234", "[::1]:1234") says on which device.  With `keep` the
 * wide one is closed only at the end, which takes a while. */
void wire_capture_narrow(
    struct wire_capture *capture, const char *endpoint, uint16_t port, bool udp, bool keep);
bool wire_capture_is_narrow(const struct wire_capture *capture);

/* Hands out what has been captured already. */
void wire_capture_drain(struct wire_capture *capture);
void wire_capture_close(struct wire_capture *capture);
