/* Standard output: one buffer for the whole program, written when a turn of the loop ends (terminal
 * or not), or when it is large.  When the reader has gone (EPIPE) the rest is thrown away and `broken`
 * is set: the command then ends quietly.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

#include "base/text.h"

enum { OUT_FLUSH = 64 * 1024 };
#define OUT_GRACE                                                                                  \
    INT64_C(2000000000) /* nanoseconds that the reader has after `until` for the rest */

struct out {
    struct text text; /* append here, then out_turn() if there may be much */
    int descriptor;
    bool broken; /* the reader has gone, or the disk is full (then `error` says which) */
    int error;   /* negative libuv code of a failed write other than EPIPE */
    bool told;   /* on_broken was called */
    bool paced;  /* a pipe or terminal: small writes, each after asking whether it would block */
    /* time_monotonic() until which a slow reader is waited for; 0: for ever. */
    int64_t until;
    void (*on_broken)(struct out *out, void *context); /* told once, from the loop */
    void *context;
    uv_prepare_t prepare; /* flushes before the loop waits */
};

/* Flushes at the end of each turn of `loop`, which may be NULL.  The handle is unreferenced;
 * out_close() closes it. */
void out_open(struct out *out, uv_loop_t *loop, int descriptor);
/* Writes what is there, waiting for a slow reader; but a signal and `until` end the waiting and what
 * is left stays for the next flush, so that Ctrl-C and --deadline work while nobody reads. */
void out_flush(struct out *out);
static inline void out_turn(struct out *out)
{
    if (out->text.len >= OUT_FLUSH) out_flush(out);
}
/* Flushes for the last time (a signal while waiting, or OUT_GRACE after `until`, throws the rest away)
 * and frees.  The loop has
 * to run once more. */
void out_close(struct out *out);
