/* Standard output: one buffer for the whole program, written when a turn of the loop ends (terminal
 * or not), or when it is large.  When the reader has gone (EPIPE) the rest is thrown away and `broken`
 * is set: the command then ends quietly.
 *
 * A reader may be slow, or not read at all (a paused pager, Ctrl-S).  What is right then depends on who
 * writes:
 *   - most commands wait for it, as every program in a pipe does;
 *   - a server's clients must not wait for whoever reads its output: after out_detach() what the
 *     reader does not take is kept.  Over OUT_KEPT a slow reader slows the server down, so that
 *     nothing is missing; but one that takes nothing at all for OUT_PATIENCE is given up.  From then
 *     on lines are dropped, and when it reads again it is told how many (`missing`);
 *   - a command whose output comes from a peer stops reading from that peer: it looks at `text.len`,
 *     and goes on when `drained` is called.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

#include "base/text.h"

enum { OUT_FLUSH = 64 * 1024, OUT_KEPT = 1024 * 1024 };
/* Nanoseconds: until a reader that takes nothing is given up, and what it has for the rest when the
 * program ends. */
#define OUT_PATIENCE INT64_C(5000000000)
#define OUT_GRACE INT64_C(2000000000)

struct out {
    struct text text; /* append here, then out_turn() if there may be much */
    int descriptor;
    int own;     /* a descriptor to be closed: the terminal, opened once more; -1: none */
    bool broken; /* the reader has gone, or the disk is full (then `error` says which) */
    int error;   /* negative libuv code of a failed write other than EPIPE */
    bool told;   /* on_broken was called */
    bool paced;  /* a pipe or terminal: small writes, each after asking whether it would block */
    /* time_monotonic() until which a slow reader is waited for; 0: for ever. */
    int64_t until;
    void (*on_broken)(struct out *out, void *context); /* told once, from the loop */
    void *context;
    uv_prepare_t prepare; /* flushes before the loop waits */

    bool detached;
    bool given_up;    /* the reader takes nothing: lines behind `kept` are dropped */
    int64_t patience; /* OUT_PATIENCE */
    size_t kept;
    uint64_t dropped; /* lines */
    uv_poll_t poll;   /* waits for the reader, if `detached` */
    /* So many lines are not in the output at this place: appends what says so. */
    void (*missing)(struct out *out, uint64_t lines, void *context);
    bool over; /* `text` was longer than OUT_FLUSH, and `drained` was not called since */
    /* It is shorter again; called from the loop.  Set: nothing is ever dropped, and the loop goes on
     * as long as something waits. */
    void (*drained)(void *context);
    void *drained_context;
};

/* Flushes at the end of each turn of `loop`, which may be NULL.  The handle is unreferenced;
 * out_close() closes it. */
void out_open(struct out *out, uv_loop_t *loop, int descriptor);
/* From here on a slow reader is not waited for (see above); not of an `out` without a loop.  Files
 * have no reader. */
void out_detach(struct out *out);
/* It is waited for again: for commands that pace themselves, when they stop. */
void out_attach(struct out *out);
/* Writes what is there, waiting for a slow reader unless detached; but a signal and `until` end the
 * waiting and what is left stays for the next flush, so that Ctrl-C and --deadline work while nobody
 * reads. */
void out_flush(struct out *out);
static inline void out_turn(struct out *out)
{
    if (out->text.len >= OUT_FLUSH) out_flush(out);
}
/* Flushes for the last time (a signal while waiting, OUT_GRACE after `until`, and a reader that takes
 * nothing from a server for OUT_GRACE throw the rest away) and frees.  The loop has to run once
 * more. */
void out_close(struct out *out);
