/* The segments of one direction that wait for their acknowledgment, oldest first.
 *
 * Nodes come from one pool with a fixed limit, numbered so that a flow holds three words and no
 * pointer.  In a connection without losses they are in the order of their sequence numbers; the
 * list knows, and then an ACK costs only what it takes away.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { UNACKED_NONE = 0 }; /* the number of no node */

struct unacked {
    int64_t time; /* when it was sent, nanoseconds since the epoch */
    uint32_t seq, next_seq;
    uint32_t frame;
    uint32_t next; /* the number of the next newer one */
};

struct unacked_list {
    uint32_t first, last; /* numbers of nodes */
    uint32_t count : 31;
    uint32_t disordered : 1; /* some node begins or ends before an older one */
};

enum { UNACKED_BLOCK = 1024, UNACKED_BLOCKS = 4096 };

struct unacked_pool {
    struct unacked *blocks[UNACKED_BLOCKS];
    uint32_t made;  /* nodes that exist */
    uint32_t used;  /* nodes in lists */
    uint32_t limit; /* nodes that may exist */
    uint32_t free;  /* the first of the free ones */
};

static inline struct unacked *unacked_at(const struct unacked_pool *pool, uint32_t number)
{
    number--;
    return &pool->blocks[number / UNACKED_BLOCK][number % UNACKED_BLOCK];
}

void unacked_pool_init(struct unacked_pool *pool, uint32_t limit);
void unacked_pool_finish(struct unacked_pool *pool);

/* Appends a segment; false when the pool is used up or there is no memory. */
bool unacked_add(
    struct unacked_pool *pool, struct unacked_list *list, const struct unacked *segment);
void unacked_clear(struct unacked_pool *pool, struct unacked_list *list);

/* Takes away what `ack` covers, and the covered part of what it covers in part.  If a segment ends
 * exactly there, the oldest such is copied to `acked` and the answer is true. */
bool unacked_acknowledge(
    struct unacked_pool *pool, struct unacked_list *list, uint32_t ack, struct unacked *acked);

/* The oldest segment, NULL if there is none. */
static inline const struct unacked *unacked_first(
    const struct unacked_pool *pool, const struct unacked_list *list)
{
    return list->count ? unacked_at(pool, list->first) : NULL;
}

/* From the first to the last byte on the way, counted from `base` (the initial sequence number). */
uint32_t unacked_span(
    const struct unacked_pool *pool, const struct unacked_list *list, uint32_t base);
