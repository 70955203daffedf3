/* What a dissector holds: the protocols with what is wanted of them, and the tables that lead from
 * one to the next.  For dissector.c and packet*.c alone.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "dissect/dissector.h"
#include "dissect/preferences.h"
#include "dissect/proto.h"

struct directory;
struct table;

struct entry {
    const struct proto *proto;
    uint8_t *want;             /* by field number: enum want; may be NULL without fields */
    uint16_t *asked;           /* the same: how many of the rows before it are WANT_ASKED */
    const struct table *table; /* proto->table, where its payload is looked up */
    bool wanted;               /* the layer itself was asked for by name */
    bool detail;               /* some field is wanted that the summary does not need */
    bool disabled;             /* nobody is to be led here: its bytes stay data */
    bool sought;               /* dissector_confine(): packets with it interest somebody */
};

/* An open hash of a power of two of places, at most half full. */
struct table_row {
    uint32_t key;
    const struct entry *entry; /* NULL: a free place */
    bool decreed;              /* somebody said so: the content is not asked whether it agrees */
};

struct table {
    const char *name;
    const char *via; /* "ethertype" leaves its name in frame.protocols; NULL */
    struct table_row *rows;
    uint32_t count, mask;
};

struct dissector {
    struct entry *entries;
    size_t nentries;
    struct entry **by_proto; /* the same: an open hash of their addresses (entry_place) */
    struct table *tables;
    size_t ntables;
    const struct entry **guesses; /* those that recognise their payload, in order */
    size_t nguesses;
    uint8_t *wants; /* where the entries' arrays lie */
    uint16_t *askeds;
    bool remarks;               /* those of any protocol are wanted */
    bool finishing;             /* proto->finish of some protocol has something to do */
    const struct field **names; /* all rows, sorted by name */
    size_t nnames;
    struct preferences preferences;
    struct directory *directory; /* names for numbers; NULL: none */
    enum reach reach;            /* see packet.h; found by dissector_narrow() */
    bool confined;               /* packets without one of the sought entries interest nobody */
    bool brief; /* nothing is wanted but the summary, in which "data" has no part */
    const struct entry *frame, *comment, *data, *expert, *malformed, *cut, *unreassembled;
};

const struct entry *dissector_entry(const struct dissector *dissector, const struct proto *proto);
const struct table *dissector_table(const struct dissector *dissector, const char *name);

/* An item of the present layer, whether wanted or not, its field possibly a row of another protocol
 * (the expert's).  NULL when the array is full. */
struct item *packet_add_row(struct packet *packet, const struct field *field, uint32_t offset,
    uint32_t length, unsigned flags);
/* packet_format() for those that were given arguments. */
struct bytes packet_vformat(struct packet *packet, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

/* Of a packet that is pointless so far: nobody misses what this protocol would add to it. */
bool packet_may_skip(const struct packet *packet, const struct entry *entry);

/* Enters a row, in place of another one of that key; false when memory ran out. */
bool table_put(struct table *table, uint32_t key, const struct entry *entry, bool decreed);
/* Forgets all rows of an entry; if memory runs out they stay. */
void table_drop(struct table *table, const struct entry *entry);

static inline uint32_t table_hash(uint32_t key)
{
    return (key * 2654435769U) >> 16;
}

/* NULL if there is none. */
static inline const struct table_row *table_find(const struct table *table, uint32_t key)
{
    if (!table || !table->rows) return NULL;
    uint32_t at = table_hash(key) & table->mask;
    while (table->rows[at].entry && table->rows[at].key != key)
        at = (at + 1) & table->mask;
    return table->rows[at].entry ? &table->rows[at] : NULL;
}
