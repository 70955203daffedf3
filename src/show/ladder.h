/* The arrow ladder: a timeline drawn between a client on the left and a server on the right.
 *
 *     ms     client           │              the wire              │ server
 *      0.051 connecting to    │                                    │
 *            127.0.0.1:40123  │                                    │
 *      0.084                  │── SYN Seq=0 ──────────────────────►│
 *      0.092                  │◄─ SYN, ACK Seq=0 Ack=1 ────────────│
 *
 * A terminal of fewer than LADDER_NARROW columns gets one line for each entry instead.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "base/text.h"
#include "show/timeline.h"

enum { LADDER_NARROW = 72, LADDER_WIDEST = 160 };

struct ladder {
    unsigned width; /* columns of the screen */
    bool color, utf8;
    bool lines; /* one for each entry, however wide the screen: nothing passes between the sides */
    const char *client, *server; /* the headings; NULL: "client", "server" */
    int64_t start;               /* the time shown as 0; set by the first entry */
    bool begun;
};

/* The two heading lines. */
void ladder_head(struct text *text, const struct ladder *ladder);

/* The line or lines of one entry. */
void ladder_entry(struct text *text, struct ladder *ladder, const struct timeline_entry *entry);

/* A paragraph, broken between words so that no line is longer than the width; lines after the first
 * begin with `indent` blanks. */
void ladder_paragraph(
    struct text *text, const struct ladder *ladder, const char *words, unsigned indent);
