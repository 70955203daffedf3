/* Who waited for whom: a Gantt chart of the clients of a server, over time.
 *
 *                      0           1           2           3 s
 *     1  127.0.0.1:4001 ████████████                            1.00 s
 *     2  127.0.0.1:4002 ░░░░░░░░░░░░████████████                2.00 s
 *     3  127.0.0.1:4003 ░░░░░░░░░░░░░░░░░░░░░░░░████████████    3.00 s
 *
 * Its sizes are fixed, so that no number of clients or requests makes a server grow.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

enum {
    GANTT_CLIENTS = 64, /* further ones are counted only */
    GANTT_SPANS = 32,   /* for each; then those nearest to each other are drawn as one */
    GANTT_NAME = 64,
};
/* Shorter waiting is none: a server needs a moment to accept, and its kernel counts in ticks. */
#define GANTT_MOMENT INT64_C(20000000)

/* All times in nanoseconds, by one clock. */
struct gantt_span {
    int64_t from, to;
};

struct gantt_client {
    uint32_t id;
    char name[GANTT_NAME];
    int64_t connected, accepted, closed;
    struct gantt_span served[GANTT_SPANS]; /* when its requests were worked on, in order */
    unsigned nserved;
    uint64_t requests;
};

struct gantt {
    struct gantt_client clients[GANTT_CLIENTS];
    unsigned count;
    uint64_t more; /* clients that are not among them */
};

/* A request of a client was worked on. */
void gantt_serve(struct gantt_client *client, int64_t from, int64_t to);

/* How long it was until its last request was answered, from when it connected. */
int64_t gantt_took(const struct gantt_client *client);

/* From when the first client connected until the last one went. */
int64_t gantt_length(const struct gantt *gantt);

/* For whom a client waited before it was accepted: the ids of those accepted before it, with whom the
 * server was done meanwhile.  Returns how many there are, of which at most `room` are written. */
unsigned gantt_waited_for(
    const struct gantt *gantt, const struct gantt_client *client, uint32_t *ids, unsigned room);

struct gantt_look {
    unsigned width; /* columns of the screen */
    bool color, utf8;
    int64_t length; /* of the time shown, at least: for charts that are to be compared */
};

/* The chart, what its signs mean, and in words who waited for whom. */
void gantt_draw(struct text *text, const struct gantt *gantt, const struct gantt_look *look);
