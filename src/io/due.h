/* Time-outs for many connections with one timer.
 *
 * Every time-out of a kind has the same length, so a connection whose time starts anew goes to the
 * end of its kind's list, and the list stays sorted by itself: starting, restarting and stopping
 * cost a few pointers, however many connections wait.  A connection waits for one thing at a time.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

enum { DUE_KINDS = 4 }; /* whoever has the lists numbers its kinds from 0 */

struct due {
    struct due *prev, *next; /* NULL when it waits for nothing */
    uint64_t at;             /* milliseconds on the loop's clock */
    unsigned kind;
};

struct due_lists {
    struct due heads[DUE_KINDS];
    uint64_t after[DUE_KINDS]; /* milliseconds; 0: never */
    uv_timer_t timer;
    /* When the timer fires; 0: it does not run.  It runs only while somebody waits, since a
     * time-out makes each wait of the loop 5 % dearer for the kernel. */
    uint64_t armed;
    uint32_t waiting;
    void (*expired)(struct due_lists *lists, struct due *due);
};

void due_init(struct due_lists *lists, uv_loop_t *loop,
    void (*expired)(struct due_lists *lists, struct due *due));
/* Nanoseconds, rounded up; 0: never. */
void due_length(struct due_lists *lists, unsigned kind, int64_t nanoseconds);
/* Starts waiting, or starts anew; whatever it waited for before is forgotten. */
void due_start(struct due_lists *lists, struct due *due, unsigned kind);
void due_stop(struct due_lists *lists, struct due *due);
void due_close(struct due_lists *lists, uv_close_cb closed);
