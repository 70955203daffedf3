/* The hash tables that lead from a key to a protocol.  See registry.h.
 * SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "dissect/registry.h"

enum { FEWEST_PLACES = 8 };

static struct table_row *place_of(struct table_row *rows, uint32_t mask, uint32_t key)
{
    uint32_t at = table_hash(key) & mask;
    while (rows[at].entry && rows[at].key != key)
        at = (at + 1) & mask;
    return &rows[at];
}

/* The same rows, but for those of `without`, in so many places. */
static bool move_rows(struct table *table, uint32_t places, const struct entry *without)
{
    struct table_row *rows = calloc(places, sizeof *rows);
    if (!rows) return false;
    uint32_t old = table->rows ? table->mask + 1 : 0;
    table->count = 0;
    for (uint32_t i = 0; i < old; i++) {
        const struct table_row *row = &table->rows[i];
        if (!row->entry || row->entry == without) continue;
        *place_of(rows, places - 1, row->key) = *row;
        table->count++;
    }
    free(table->rows);
    table->rows = rows;
    table->mask = places - 1;
    return true;
}

bool table_put(struct table *table, uint32_t key, const struct entry *entry, bool decreed)
{
    uint32_t places = table->rows ? table->mask + 1 : 0;
    if (2 * (table->count + 1) > places &&
        !move_rows(table, places ? 2 * places : FEWEST_PLACES, NULL))
        return false;
    struct table_row *row = place_of(table->rows, table->mask, key);
    table->count += !row->entry;
    *row = (struct table_row){key, entry, decreed};
    return true;
}

void table_drop(struct table *table, const struct entry *entry)
{
    bool there = false;
    for (uint32_t i = 0; table->rows && i <= table->mask; i++)
        there |= table->rows[i].entry == entry;
    if (there) move_rows(table, table->mask + 1, entry);
}
