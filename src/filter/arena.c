/* See arena.h: a chain of chunks that is filled from the front again after each reset.
 * SPDX-License-Identifier: MIT */
#include "filter/arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 8192, ALIGNMENT = alignof(max_align_t) };

struct arena_chunk {
    struct arena_chunk *next;
    size_t size;
    alignas(max_align_t) unsigned char room[];
};

static struct arena_chunk *chunk_create(size_t size)
{
    struct arena_chunk *chunk = malloc(sizeof *chunk + size);
    if (chunk) *chunk = (struct arena_chunk){.size = size};
    return chunk;
}

/* Goes to the next chunk that is large enough, making one where there is none. */
static bool advance(struct arena *arena, size_t size)
{
    struct arena_chunk **next = arena->present ? &arena->present->next : &arena->first;
    while (*next && (*next)->size < size)
        next = &(*next)->next;
    if (!*next) *next = chunk_create(size > CHUNK ? size : CHUNK);
    if (!*next) return false;
    arena->present = *next;
    arena->used = 0;
    return true;
}

void *arena_take_raw(struct arena *arena, size_t size)
{
    if (size > (size_t)-1 / 2) return NULL;
    size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (!arena->present || arena->present->size - arena->used < size)
        if (!advance(arena, size)) return NULL;
    void *room = arena->present->room + arena->used;
    arena->used += size;
    return room;
}

void *arena_take(struct arena *arena, size_t size)
{
    void *room = arena_take_raw(arena, size);
    if (room) memset(room, 0, size);
    return room;
}

void arena_reset(struct arena *arena)
{
    arena->present = arena->first;
    arena->used = 0;
}

void arena_finish(struct arena *arena)
{
    while (arena->first) {
        struct arena_chunk *chunk = arena->first;
        arena->first = chunk->next;
        free(chunk);
    }
    *arena = (struct arena){0};
}
