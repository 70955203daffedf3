/* The rows of stat/rows.h: open addressing, and a stable sort.  SPDX-License-Identifier: MIT */
#include "stat/rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/time.h"

enum { FIRST_ROOM = 64 };

void rows_init(struct rows *rows, size_t row_size, size_t key_size, uint32_t limit)
{
    uint64_t seed = (uint64_t)time_monotonic() ^ (uintptr_t)rows;
    *rows =
        (struct rows){.row_size = row_size, .key_size = key_size, .limit = limit, .seed = seed | 1};
}

void rows_finish(struct rows *rows)
{
    free(rows->at);
    free(rows->places);
    *rows = (struct rows){0};
}

static uint64_t mix(uint64_t a, uint64_t b)
{
    unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t hash_of(const struct rows *rows, const void *key)
{
    uint64_t hash = rows->seed;
    for (size_t i = 0; i < rows->key_size; i += sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, (const char *)key + i, sizeof word);
        hash = mix(hash ^ word, 0x9E3779B97F4A7C15u ^ rows->seed << 1);
    }
    return hash;
}

/* The place of a key: where it stands, or a free one. */
static uint32_t *place_of(const struct rows *rows, const void *key)
{
    for (uint64_t at = hash_of(rows, key);; at++) {
        uint32_t *place = &rows->places[at & rows->mask];
        if (!*place || memcmp(rows_at(rows, *place - 1), key, rows->key_size) == 0) return place;
    }
}

static bool grow(struct rows *rows)
{
    uint32_t room = rows->room ? rows->room * 2 : FIRST_ROOM;
    uint32_t *places = calloc((size_t)room * 2, sizeof *places);
    char *at = places ? realloc(rows->at, room * rows->row_size) : NULL;
    if (!at) {
        free(places);
        return false;
    }
    free(rows->places);
    rows->at = at;
    rows->room = room;
    rows->places = places;
    rows->mask = room * 2 - 1;
    for (uint32_t i = 0; i < rows->count; i++)
        *place_of(rows, rows_at(rows, i)) = i + 1;
    return true;
}

void *rows_find(struct rows *rows, const void *key)
{
    uint32_t *place = rows->room ? place_of(rows, key) : NULL;
    if (place && *place) return rows_at(rows, *place - 1);
    if (rows->count == rows->limit || (rows->count == rows->room && !grow(rows))) {
        rows->left_out++;
        return NULL;
    }
    char *row = rows_at(rows, rows->count);
    memset(row, 0, rows->row_size);
    memcpy(row, key, rows->key_size);
    *place_of(rows, key) = ++rows->count;
    return row;
}

struct weighed {
    uint64_t weight;
    uint32_t index;
};

static int heavier(const void *left, const void *right)
{
    const struct weighed *a = left, *b = right;
    if (a->weight != b->weight) return a->weight < b->weight ? 1 : -1;
    return a->index < b->index ? -1 : 1;
}

uint32_t *rows_heaviest(const struct rows *rows, uint64_t (*weight)(const void *row))
{
    struct weighed *all = rows->count ? malloc(rows->count * sizeof *all) : NULL;
    uint32_t *order = all ? malloc(rows->count * sizeof *order) : NULL;
    if (order) {
        for (uint32_t i = 0; i < rows->count; i++)
            all[i] = (struct weighed){weight(rows_at(rows, i)), i};
        qsort(all, rows->count, sizeof *all, heavier);
        for (uint32_t i = 0; i < rows->count; i++)
            order[i] = all[i].index;
    }
    free(all);
    return order;
}
