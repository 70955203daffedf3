/* The cursor: the only way to bytes of a packet.
 *
 *      0            at                 end            cap
 *      |  read      |  still to read    |  not ours    |  not captured
 *      +------------+-------------------+--------------+- - - - - -
 *
 * A cursor covers one layer: from `at` up to `end`, the end that the layer above declared.  The
 * source's captured bytes end at `cap`, which may come before `end` (the capture was cut) or after
 * (padding follows).  Reading past `cap` is CUR_CUT: not the sender's fault.  Reading past `end`
 * is CUR_MALFORMED: a length lied.  The first error sticks; from then on every read gives 0 and
 * moves nothing, so a dissector asks once, at its end, or never.
 *
 * Positions are offsets into the source, never pointers, so nothing can point outside.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

enum cur_error { CUR_OK, CUR_CUT, CUR_MALFORMED };

struct cur {
    const uint8_t *data; /* the first byte of the source, not of this layer */
    uint32_t at;         /* the next byte to read */
    uint32_t end;        /* where this layer ends, as declared */
    uint32_t cap;        /* where the captured bytes of the source end */
    uint8_t source;      /* which source of the packet: 0 the frame, then reassembled data */
    uint8_t error;       /* enum cur_error */
};

/* How many bytes the layer still has, as declared; 0 after an error. */
static inline uint32_t cur_left(const struct cur *c)
{
    return c->error ? 0 : c->end - c->at;
}

/* How many of those were captured. */
static inline uint32_t cur_captured(const struct cur *c)
{
    uint32_t limit = c->end < c->cap ? c->end : c->cap;
    return c->error || limit < c->at ? 0 : limit - c->at;
}

/* True if `count` bytes can be read; otherwise notes the error. */
static inline bool cur_need(struct cur *c, uint32_t count)
{
    uint32_t limit = c->end < c->cap ? c->end : c->cap;
    if (__builtin_expect(!c->error && (uint64_t)c->at + count <= limit, 1)) return true;
    if (!c->error) c->error = count > c->end - c->at ? CUR_MALFORMED : CUR_CUT;
    return false;
}

/* The next `count` bytes, and moves past them; NULL after an error. */
static inline const uint8_t *cur_take(struct cur *c, uint32_t count)
{
    if (!cur_need(c, count)) return NULL;
    const uint8_t *bytes = c->data + c->at;
    c->at += count;
    return bytes;
}

/* The bytes at `ahead` from here, without moving or noting an error; NULL if they are not there. */
static inline const uint8_t *cur_peek(const struct cur *c, uint32_t ahead, uint32_t count)
{
    uint32_t there = cur_captured(c);
    return ahead <= there && count <= there - ahead ? c->data + c->at + ahead : NULL;
}

/* The `count` bytes at the offset `from` of the source, wherever the cursor is; NULL if they are not
 * all captured, or not of this layer. */
static inline const uint8_t *cur_at(const struct cur *c, uint32_t from, uint32_t count)
{
    uint32_t limit = c->end < c->cap ? c->end : c->cap;
    return from <= limit && count <= limit - from ? c->data + from : NULL;
}

/* A cursor over the next `count` bytes of this one, which moves past them.  More than are left is
 * CUR_MALFORMED on both; bytes that were not captured are found missing when the child reads. */
static inline struct cur cur_sub(struct cur *c, uint32_t count)
{
    struct cur child = *c;
    if (!c->error && count > c->end - c->at) c->error = CUR_MALFORMED;
    if (c->error) count = 0;
    child.error = c->error;
    child.end = c->at + count;
    c->at += count;
    return child;
}
