/* What a statistic counts: a row for each key, in the order in which the keys were met.
 *
 *      places             rows, one behind the other
 *      [ 2 ] ---------.   [key|counts] [key|counts] [key|counts]
 *      [ . ]          `-----------------------------^
 *
 * A row is the owner's struct, whose first `key_size` bytes are the key: no padding in it, and all of
 * it set.  Rows are never forgotten; at the limit keys that are new are left out, and counted.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rows {
    size_t row_size, key_size; /* the key's is a multiple of 8 */
    uint32_t count, limit;
    uint64_t left_out; /* so often a new key found no room */
    char *at;          /* the rows */
    uint32_t room;     /* how many fit */
    uint32_t *places;  /* by hash: a row's number, from 1; 0: free */
    uint32_t mask;     /* places less one; a power of two less one */
    uint64_t seed;     /* so that nobody can prepare keys that all collide */
};

void rows_init(struct rows *rows, size_t row_size, size_t key_size, uint32_t limit);
/* A zeroed struct is allowed. */
void rows_finish(struct rows *rows);

/* The row of a key, made if it is the first, then zeroed behind its key.  NULL at the limit and
 * without memory.  Valid until another one is made. */
void *rows_find(struct rows *rows, const void *key);

static inline void *rows_at(const struct rows *rows, uint32_t index)
{
    return rows->at + index * rows->row_size;
}

/* The numbers of all rows in descending order of what `weight` says of each, those of the same
 * weight as they came; NULL without memory or rows.  To be freed. */
uint32_t *rows_heaviest(const struct rows *rows, uint64_t (*weight)(const void *row));
