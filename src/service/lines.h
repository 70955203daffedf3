/* Lines out of a stream: what telnet, SMTP, NATS and Twisted's LineReceiver put on top of TCP, which
 * knows no lines.  One read may bring half a line or a hundred of them.
 *
 *     reads   "GET /\r"   "\nHost: a\nlast"   end      lines   "GET /" CRLF, "Host: a" LF, "last" NONE
 *
 * A line ends with LF or CR LF, which do not belong to it.  What a line may have is limited: of a
 * longer one the beginning is delivered as soon as it is known to be longer, and the rest, up to its
 * end, is thrown away.  So a peer can make us keep no more than `limit` + 2 bytes.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>

#include "base/bytes.h"

enum line_end {
    LINE_LF,
    LINE_CRLF,
    LINE_NONE, /* the stream ended before the line did */
    LINE_CUT,  /* longer than allowed */
};

struct line {
    struct bytes text; /* valid during the call */
    enum line_end end;
};

/* Zeroed but for its limit it is ready. */
struct lines {
    size_t limit;  /* bytes of a line, without its end */
    uint8_t *held; /* the beginning of a line that is not complete yet */
    size_t len, room;
    bool skipping; /* the rest of a line that was too long */
};

/* Takes one line; false: no more of them, what else came is thrown away. */
typedef bool line_taker(void *context, const struct line *line);

/* Returns 0, or a negative code when memory ran out. */
int lines_feed(struct lines *lines, struct bytes data, line_taker *take, void *context);
/* The stream has ended: what is held is the last line. */
void lines_end(struct lines *lines, line_taker *take, void *context);
void lines_finish(struct lines *lines);
