/* The table of track/ledger.h: chained hashing, and a list in the order of last use.
 * SPDX-License-Identifier: MIT */
#include "track/ledger.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FIRST_BUCKETS = 256, BLOCK_BYTES = 32768 };

struct ledger_block {
    struct ledger_block *next;
    max_align_t entries[];
};

static uint64_t mix(uint64_t a, uint64_t b)
{
    unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint32_t hash_of(const struct ledger *ledger, const union ledger_key *key)
{
    uint64_t hash = mix(key->words[0] ^ ledger->seed, key->words[4] ^ 0x9E3779B97F4A7C15u);
    hash = mix(hash ^ key->words[1], key->words[2] ^ 0xC2B2AE3D27D4EB4Fu);
    hash = mix(hash ^ key->words[3], 0x165667B19E3779F9u ^ ledger->seed);
    return (uint32_t)(hash ^ hash >> 32);
}

static bool same_key(const union ledger_key *a, const union ledger_key *b)
{
    return !((a->words[4] ^ b->words[4]) | (a->words[0] ^ b->words[0]) |
             (a->words[1] ^ b->words[1]) | (a->words[2] ^ b->words[2]) |
             (a->words[3] ^ b->words[3]));
}

bool ledger_init(
    struct ledger *ledger, size_t entry_size, uint32_t limit, ledger_forget *forget, void *context)
{
    *ledger = (struct ledger){.limit = limit ? limit : 1, .forget = forget, .context = context};
    size_t unit = _Alignof(max_align_t);
    ledger->entry_size = (entry_size + unit - 1) / unit * unit;
    ledger->buckets = calloc(FIRST_BUCKETS, sizeof *ledger->buckets);
    ledger->mask = FIRST_BUCKETS - 1;
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    ledger->seed = mix((uint64_t)(uintptr_t)ledger->buckets, (uint64_t)now.tv_nsec | 1);
    return ledger->buckets != NULL;
}

void ledger_finish(struct ledger *ledger)
{
    for (struct ledger_entry *entry = ledger->newest; entry && ledger->forget; entry = entry->older)
        ledger->forget(ledger->context, entry);
    while (ledger->blocks) {
        struct ledger_block *block = ledger->blocks;
        ledger->blocks = block->next;
        free(block);
    }
    free(ledger->buckets);
    *ledger = (struct ledger){0};
}

/* Twice the buckets; without memory for them the chains grow longer, no more. */
static void grow(struct ledger *ledger)
{
    uint32_t mask = ledger->mask * 2 + 1;
    struct ledger_entry **buckets = calloc((size_t)mask + 1, sizeof *buckets);
    if (!buckets) return;
    for (struct ledger_entry *entry = ledger->oldest; entry; entry = entry->newer) {
        entry->chain = buckets[entry->hash & mask];
        buckets[entry->hash & mask] = entry;
    }
    free(ledger->buckets);
    ledger->buckets = buckets;
    ledger->mask = mask;
}

static bool add_block(struct ledger *ledger)
{
    size_t size = BLOCK_BYTES;
    if (size < sizeof(struct ledger_block) + ledger->entry_size)
        size = sizeof(struct ledger_block) + ledger->entry_size;
    struct ledger_block *block = malloc(size);
    if (!block) return false;
    block->next = ledger->blocks;
    ledger->blocks = block;
    size_t fit = (size - sizeof *block) / ledger->entry_size;
    for (size_t i = fit; i-- > 0;) { /* backwards: the first entry is the first to be taken */
        struct ledger_entry *entry = (void *)((uint8_t *)block->entries + i * ledger->entry_size);
        entry->chain = ledger->free;
        ledger->free = entry;
    }
    return true;
}

static void unlink_use(struct ledger *ledger, struct ledger_entry *entry)
{
    *(entry->newer ? &entry->newer->older : &ledger->newest) = entry->older;
    *(entry->older ? &entry->older->newer : &ledger->oldest) = entry->newer;
}

static void link_newest(struct ledger *ledger, struct ledger_entry *entry)
{
    entry->newer = NULL;
    entry->older = ledger->newest;
    entry->moved = ledger->clock++;
    *(ledger->newest ? &ledger->newest->newer : &ledger->oldest) = entry;
    ledger->newest = entry;
}

struct ledger_entry *ledger_find(struct ledger *ledger, const union ledger_key *key)
{
    uint32_t hash = hash_of(ledger, key);
    struct ledger_entry *entry = ledger->buckets[hash & ledger->mask];
    while (entry && (entry->hash != hash || !same_key(&entry->key, key)))
        entry = entry->chain;
    if (entry && ledger->clock - entry->moved > ledger->count / 4 + 1) {
        unlink_use(ledger, entry);
        link_newest(ledger, entry);
    }
    return entry;
}

struct ledger_entry *ledger_add(struct ledger *ledger, const union ledger_key *key)
{
    if (ledger->count >= ledger->limit) ledger_evict(ledger, NULL);
    if (!ledger->free && !add_block(ledger)) return NULL;
    if (ledger->count > ledger->mask) grow(ledger);
    struct ledger_entry *entry = ledger->free;
    ledger->free = entry->chain;
    memset(entry, 0, ledger->entry_size);
    entry->key = *key;
    entry->hash = hash_of(ledger, key);
    entry->chain = ledger->buckets[entry->hash & ledger->mask];
    ledger->buckets[entry->hash & ledger->mask] = entry;
    link_newest(ledger, entry);
    ledger->count++;
    return entry;
}

void ledger_remove(struct ledger *ledger, struct ledger_entry *entry)
{
    if (ledger->forget) ledger->forget(ledger->context, entry);
    struct ledger_entry **at = &ledger->buckets[entry->hash & ledger->mask];
    while (*at != entry)
        at = &(*at)->chain;
    *at = entry->chain;
    unlink_use(ledger, entry);
    entry->chain = ledger->free;
    ledger->free = entry;
    ledger->count--;
}

bool ledger_evict(struct ledger *ledger, const struct ledger_entry *keep)
{
    struct ledger_entry *entry = ledger->oldest;
    if (entry && entry == keep) entry = entry->newer;
    if (!entry) return false;
    ledger_remove(ledger, entry);
    ledger->evicted++;
    return true;
}
