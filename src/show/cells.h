/* The values of chosen fields, packet by packet: what -T fields, and -e with JSON, are made of.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "base/text.h"
#include "show/view.h"

/* One of the names asked for. */
struct cell {
    const char *name;
    enum cell_kind { CELL_FIELD, CELL_PROTO, CELL_COLUMN } kind;
    const struct proto *proto;
    size_t column;      /* in the list of columns */
    bool named;         /* Set and TCP, rather than 1 and 6 */
    unsigned next_same; /* the next cell of the same name, counted from 1; 0: none */
    unsigned count;     /* how many values this packet has */
    struct text text;   /* they, as composed by `add` */
};

/* A row of a protocol's fields, and the first cell that shows it. */
struct cell_slot {
    const struct field *field;
    unsigned cell;
};

struct cells {
    struct cell *at;
    size_t count;
    struct column_list *columns;
    enum fields_occurrence occurrence;
    bool escape;             /* a terminal reads it */
    struct cell_slot *slots; /* a hash table of `nslots`, a power of two, at most half full */
    size_t nslots;
    unsigned nprotos, ncolumns; /* how many cells are of kind CELL_PROTO, CELL_COLUMN */
    struct text value, safe;
    /* Appends one value to cell->text; cell->count is how many values stand there already. */
    void (*add)(struct cells *cells, struct cell *cell, struct bytes value);
    const void *context;
};

/* Takes the names; false when memory runs out.  They are looked up by cells_want(). */
bool cells_init(struct cells *cells, const struct fields_options *options, bool escape);
void cells_finish(struct cells *cells);
/* Tells the dissector what to produce. */
void cells_want(struct cells *cells, struct dissector *dissector);
/* Empties the cells and fills them from the packet. */
void cells_fill(struct cells *cells, const struct packet *packet, struct column_clock *clock);
