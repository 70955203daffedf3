/* Values of chosen fields.  See cells.h.  SPDX-License-Identifier: MIT */
#include "show/cells.h"

#include <stdlib.h>
#include <strings.h>

#include "base/escape.h"
#include "dissect/proto.h"
#include "show/tree.h"

static const char COLUMN_PREFIX[] = "_ws.col.";

/* Which column "_ws.col.Info" is; false when it is none. */
static bool find_column(const struct column_list *columns, const char *name, size_t *column)
{
    size_t prefix = sizeof COLUMN_PREFIX - 1;
    if (!columns || strncmp(name, COLUMN_PREFIX, prefix) != 0) return false;
    *column = column_list_find(columns, name + prefix);
    return *column < column_list_count(columns);
}

bool fields_name_valid(
    const struct dissector *dissector, const struct column_list *columns, const char *name)
{
    size_t column;
    return find_column(columns, name, &column) || dissector_field(dissector, name) ||
           dissector_proto(dissector, name);
}

bool cells_init(struct cells *cells, const struct fields_options *options, bool escape)
{
    *cells = (struct cells){
        .columns = options->columns, .occurrence = options->occurrence, .escape = escape};
    if (!options->count) return true;
    cells->at = calloc(options->count, sizeof *cells->at);
    if (!cells->at) return false;
    cells->count = options->count;
    for (size_t i = 0; i < options->count; i++)
        cells->at[i].name = options->names[i];
    return true;
}

void cells_finish(struct cells *cells)
{
    for (size_t i = 0; i < cells->count; i++)
        text_finish(&cells->at[i].text);
    text_finish(&cells->value);
    text_finish(&cells->safe);
    free(cells->at);
    free(cells->slots);
}

/* Where the field is in the table, or the free slot where it belongs. */
static struct cell_slot *slot_of(const struct cells *cells, const struct field *field)
{
    size_t mask = cells->nslots - 1;
    size_t at =
        (size_t)((uintptr_t)field / sizeof *field * UINT64_C(0x9e3779b97f4a7c15) >> 32) & mask;
    while (cells->slots[at].field && cells->slots[at].field != field)
        at = (at + 1) & mask;
    return &cells->slots[at];
}

/* Puts a cell behind a row: behind the cells of the same name, if that was asked for before. */
static void place(struct cells *cells, const struct field *field, unsigned number)
{
    struct cell_slot *slot = slot_of(cells, field);
    if (!slot->field) {
        *slot = (struct cell_slot){field, number};
        return;
    }
    unsigned last = slot->cell;
    while (cells->at[last - 1].next_same)
        last = cells->at[last - 1].next_same;
    if (last != number) cells->at[last - 1].next_same = number;
}

void cells_want(struct cells *cells, struct dissector *dissector)
{
    size_t rows = 0, count;
    free(cells->slots); /* of another dissector, when views share the columns */
    cells->slots = NULL;
    cells->nprotos = cells->ncolumns = 0;
    for (size_t i = 0; i < cells->count; i++) {
        struct cell *cell = &cells->at[i];
        cell->next_same = 0;
        bool column = find_column(cells->columns, cell->name, &cell->column);
        cell->proto = dissector_proto(dissector, cell->name);
        /* Some are both (_ws.malformed): their row holds what there is to say. */
        bool row = dissector_field(dissector, cell->name) != NULL;
        cell->kind = column ? CELL_COLUMN : cell->proto && !row ? CELL_PROTO : CELL_FIELD;
        if (cell->kind == CELL_COLUMN) {
            cells->ncolumns++;
            continue;
        }
        dissector_want(dissector, cell->name);
        if (cell->kind == CELL_PROTO)
            cells->nprotos++;
        else if (dissector_fields(dissector, cell->name, &count))
            rows += count;
    }
    if (cells->ncolumns) column_list_want(cells->columns, dissector);
    cells->nslots = 4;
    while (cells->nslots < 2 * rows)
        cells->nslots *= 2;
    cells->slots = calloc(cells->nslots, sizeof *cells->slots);
    if (!cells->slots) return;
    for (unsigned i = 0; i < cells->count; i++) {
        if (cells->at[i].kind != CELL_FIELD) continue;
        const struct field *const *fields = dissector_fields(dissector, cells->at[i].name, &count);
        for (size_t row = 0; fields && row < count; row++)
            place(cells, fields[row], i + 1);
    }
}

/* One more value for a cell, if its occurrence is asked for. */
static void take(struct cells *cells, struct cell *cell)
{
    struct bytes value = bytes_of(cells->value.at, cells->value.len);
    if (cells->occurrence == FIELDS_LAST && cell->count) {
        text_clear(&cell->text);
        cell->count = 0;
    }
    if (cells->escape) {
        text_clear(&cells->safe);
        escape_terminal(&cells->safe, value);
        value = bytes_of(cells->safe.at, cells->safe.len);
    }
    cells->add(cells, cell, value);
    cell->count++;
}

static bool is_full(const struct cells *cells, const struct cell *cell)
{
    return cells->occurrence == FIELDS_FIRST && cell->count;
}

static void fill_from_items(struct cells *cells, const struct packet *packet)
{
    for (unsigned i = 0; i < packet->nitems; i++) {
        const struct item *item = &packet->items[i];
        const struct cell_slot *slot = slot_of(cells, item->field);
        if (!slot->field) continue;
        for (unsigned number = slot->cell; number; number = cells->at[number - 1].next_same) {
            struct cell *cell = &cells->at[number - 1];
            if (is_full(cells, cell)) continue;
            text_clear(&cells->value);
            if (cell->named)
                field_print_named(&cells->value, item);
            else
                field_print_value(&cells->value, item);
            take(cells, cell);
        }
    }
}

/* A protocol's value is its line of the tree, or its name if that line says nothing but the title;
 * that of "data", which is no protocol, is the bytes. */
static void fill_from_layer(
    struct cells *cells, const struct packet *packet, const struct layer *layer)
{
    for (size_t i = 0; i < cells->count; i++) {
        struct cell *cell = &cells->at[i];
        if (cell->kind != CELL_PROTO || cell->proto != layer->proto || is_full(cells, cell))
            continue;
        text_clear(&cells->value);
        if (cell->named) {
            text_put(&cells->value, FIELD_IS_THERE);
        } else if (strcmp(layer->proto->name, "data") == 0) {
            struct bytes source = packet->sources[layer->source];
            size_t left = source.len < layer->offset ? 0 : source.len - layer->offset;
            text_hex_bytes(&cells->value, source.at + layer->offset,
                left < layer->length ? left : layer->length, 0);
        } else if (!layer->proto->describe) {
            text_put(&cells->value, layer->proto->name);
        } else {
            tree_add_layer(&cells->value, packet, layer);
        }
        take(cells, cell);
    }
}

void cells_fill(struct cells *cells, const struct packet *packet, struct column_clock *clock)
{
    if (cells->ncolumns) column_list_fill(cells->columns, packet);
    for (size_t i = 0; i < cells->count; i++) {
        struct cell *cell = &cells->at[i];
        text_clear(&cell->text);
        cell->count = 0;
        if (cell->kind != CELL_COLUMN) continue;
        text_clear(&cells->value);
        column_list_add(&cells->value, cells->columns, cell->column, packet, clock);
        take(cells, cell);
    }
    if (!cells->slots) return;
    fill_from_items(cells, packet);
    for (unsigned i = 0; cells->nprotos && i < packet->nlayers; i++)
        if (layer_has_line(&packet->layers[i])) fill_from_layer(cells, packet, &packet->layers[i]);
}
