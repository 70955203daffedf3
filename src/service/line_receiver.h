/* The line receiver: tells each line that comes, and answers nothing.  SPDX-License-Identifier: MIT */
#pragma once
#include "io/conn.h"
#include "service/tally.h"

/* The context of a listener with this protocol. */
struct line_server {
    size_t limit; /* bytes of a line; see service/lines.h */
    struct tally tally;
};

/* Each line is a `received` event without the line's end: `line` counts them within a connection,
 * `end` says how it ended. */
extern const struct protocol line_receiver_protocol;
