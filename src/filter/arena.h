/* Memory that is given back all at once: for the tree of a filter while it is read, and for the
 * values of one packet while it is looked at.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct arena_chunk;

/* A zeroed one is empty. */
struct arena {
    struct arena_chunk *first, *present;
    size_t used; /* of the present chunk */
};

/* Zeroed memory for `size` bytes, aligned for anything; NULL when there is none. */
void *arena_take(struct arena *arena, size_t size);
/* The same, not zeroed. */
void *arena_take_raw(struct arena *arena, size_t size);
/* Gives everything back, but keeps the memory for the next round. */
void arena_reset(struct arena *arena);
void arena_finish(struct arena *arena);
