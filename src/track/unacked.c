/* Lists of unacknowledged segments, see track/unacked.h.  SPDX-License-Identifier: MIT */
#include "track/unacked.h"

#include <stdlib.h>

#include "track/sequence.h"

void unacked_pool_init(struct unacked_pool *pool, uint32_t limit)
{
    *pool = (struct unacked_pool){.limit = limit};
    if (limit > (uint32_t)UNACKED_BLOCK * UNACKED_BLOCKS)
        pool->limit = UNACKED_BLOCK * UNACKED_BLOCKS;
}

void unacked_pool_finish(struct unacked_pool *pool)
{
    for (uint32_t i = 0; i < UNACKED_BLOCKS && pool->blocks[i]; i++)
        free(pool->blocks[i]);
    *pool = (struct unacked_pool){0};
}

static uint32_t take_node(struct unacked_pool *pool)
{
    uint32_t number = pool->free;
    if (number) {
        pool->free = unacked_at(pool, number)->next;
    } else {
        if (pool->made >= pool->limit) return UNACKED_NONE;
        struct unacked **block = &pool->blocks[pool->made / UNACKED_BLOCK];
        if (!*block) *block = malloc(UNACKED_BLOCK * sizeof **block);
        if (!*block) return UNACKED_NONE;
        number = ++pool->made;
    }
    pool->used++;
    return number;
}

static void drop_node(struct unacked_pool *pool, uint32_t number)
{
    unacked_at(pool, number)->next = pool->free;
    pool->free = number;
    pool->used--;
}

bool unacked_add(
    struct unacked_pool *pool, struct unacked_list *list, const struct unacked *segment)
{
    uint32_t number = take_node(pool);
    if (!number) return false;
    struct unacked *node = unacked_at(pool, number);
    *node = *segment;
    node->next = UNACKED_NONE;
    if (!list->count) {
        list->first = number;
        list->disordered = false;
    } else {
        struct unacked *last = unacked_at(pool, list->last);
        last->next = number;
        if (seq_before(node->seq, last->seq) || seq_before(node->next_seq, last->next_seq))
            list->disordered = true;
    }
    list->last = number;
    list->count++;
    return true;
}

void unacked_clear(struct unacked_pool *pool, struct unacked_list *list)
{
    for (uint32_t number = list->first; list->count; list->count--) {
        uint32_t next = unacked_at(pool, number)->next;
        drop_node(pool, number);
        number = next;
    }
    *list = (struct unacked_list){0};
}

bool unacked_acknowledge(
    struct unacked_pool *pool, struct unacked_list *list, uint32_t ack, struct unacked *acked)
{
    bool found = false;
    uint32_t older = UNACKED_NONE;
    for (uint32_t number = list->count ? list->first : UNACKED_NONE; number;) {
        struct unacked *node = unacked_at(pool, number);
        uint32_t next = node->next;
        if (ack != node->next_seq && seq_after(node->next_seq, ack)) {
            if (seq_after(ack, node->seq) && seq_upto(ack, node->next_seq))
                node->seq = ack; /* covered in part */
            else if (!list->disordered && seq_after(unacked_at(pool, list->last)->next_seq, ack))
                break;
            older = number;
        } else {
            if (ack == node->next_seq && !found) {
                *acked = *node;
                found = true;
            }
            if (older)
                unacked_at(pool, older)->next = next;
            else
                list->first = next;
            if (list->last == number) list->last = older;
            list->count--;
            drop_node(pool, number);
        }
        number = next;
    }
    return found;
}

uint32_t unacked_span(
    const struct unacked_pool *pool, const struct unacked_list *list, uint32_t base)
{
    if (!list->count) return 0;
    uint32_t low = unacked_at(pool, list->first)->seq - base;
    uint32_t high = unacked_at(pool, list->last)->next_seq - base;
    if (!list->disordered && low <= high) return high - low;
    for (uint32_t number = list->first; number;) {
        const struct unacked *node = unacked_at(pool, number);
        if (node->seq - base < low) low = node->seq - base;
        if (node->next_seq - base > high) high = node->next_seq - base;
        number = node->next;
    }
    return high - low;
}
