/* A bounded table of things remembered under a key, which forgets what was idle longest, or nearly so.
 *
 *      buckets          entries, in blocks that never move
 *      [ . ] ---------> [key|chain|...] -> [key|chain|...]
 *      [ . ]                 ^ newer/older: one list over all entries by last use
 *
 * An entry that is found moves to the list's end only if a quarter of the others have come there
 * since it did: those in use stay far from where entries are forgotten, and most are found without
 * touching their neighbours.
 *
 * Flows, half-collected datagrams and unanswered echoes all live in one of these.  An entry is
 * embedded as the first member of what its owner wants to remember.  SPDX-License-Identifier: MIT
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Two addresses and what tells apart things between the same two. */
union ledger_key {
    struct {
        uint8_t address[2][16]; /* IPv4 uses the first four bytes; the rest is zero */
        uint32_t number;        /* two ports, or an identification */
        uint16_t extra;
        uint8_t family; /* enum address_kind */
        uint8_t protocol;
    };
    uint64_t words[5];
};

struct ledger_entry {
    union ledger_key key;
    struct ledger_entry *chain; /* next in the bucket, or in the list of free entries */
    uint32_t hash;
    uint32_t moved;                     /* when it came to its place in the order of last use */
    struct ledger_entry *newer, *older; /* neighbours there */
};

/* Called before an entry goes, however it goes, to release what hangs on it. */
typedef void ledger_forget(void *context, struct ledger_entry *entry);

struct ledger {
    struct ledger_entry **buckets;
    struct ledger_entry *newest, *oldest, *free;
    struct ledger_block *blocks;
    size_t entry_size;
    uint32_t mask;  /* buckets less one; a power of two less one */
    uint32_t count; /* entries in use */
    uint32_t limit;
    uint32_t clock;   /* counts what came to the end of the order; may wrap */
    uint64_t seed;    /* so that nobody can prepare a capture whose keys all collide */
    uint64_t evicted; /* entries forgotten because the table was full */
    ledger_forget *forget;
    void *context;
};

/* `entry_size` is that of the struct which begins with a struct ledger_entry.  False when memory
 * ran out. */
bool ledger_init(
    struct ledger *ledger, size_t entry_size, uint32_t limit, ledger_forget *forget, void *context);
/* Forgets everything.  A zeroed table is allowed. */
void ledger_finish(struct ledger *ledger);

/* The entry under this key, which is now among the newest; NULL if there is none. */
struct ledger_entry *ledger_find(struct ledger *ledger, const union ledger_key *key);
/* A new entry under a key that has none, zeroed behind its head.  At the limit the oldest goes.
 * NULL when memory ran out. */
struct ledger_entry *ledger_add(struct ledger *ledger, const union ledger_key *key);
void ledger_remove(struct ledger *ledger, struct ledger_entry *entry);
/* Forgets the entry idle longest, unless it is `keep`; false if there is no other. */
bool ledger_evict(struct ledger *ledger, const struct ledger_entry *keep);
