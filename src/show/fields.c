/* tshark's -T fields.  See view.h.  SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "show/cells.h"

struct fields_view {
    struct view view;
    struct column_clock clock;
    struct cells cells;
    struct fields_options options;
};

static void want(struct view *view, struct dissector *dissector)
{
    struct fields_view *self = (struct fields_view *)view;
    cells_want(&self->cells, dissector);
}

/* The values of a cell, with the aggregator between them. */
static void add(struct cells *cells, struct cell *cell, struct bytes value)
{
    const struct fields_options *options = cells->context;
    if (cell->count) text_char(&cell->text, options->aggregator);
    text_add(&cell->text, value.at, value.len);
}

static void begin(struct view *view, struct text *text)
{
    struct fields_view *self = (struct fields_view *)view;
    if (self->options.byte_order_mark) text_put(text, "\xef\xbb\xbf");
    if (!self->options.header) return;
    for (size_t i = 0; i < self->cells.count; i++) {
        if (i) text_char(text, self->options.separator);
        text_put(text, self->cells.at[i].name);
    }
    text_char(text, '\n');
}

static void packet(struct view *view, struct text *text, const struct packet *packet)
{
    struct fields_view *self = (struct fields_view *)view;
    cells_fill(&self->cells, packet, &self->clock);
    for (size_t i = 0; i < self->cells.count; i++) {
        const struct cell *cell = &self->cells.at[i];
        if (i) text_char(text, self->options.separator);
        if (!cell->count) continue;
        if (self->options.quote) text_char(text, self->options.quote);
        text_add(text, cell->text.at, cell->text.len);
        if (self->options.quote) text_char(text, self->options.quote);
    }
    text_char(text, '\n');
}

static void destroy(struct view *view)
{
    struct fields_view *self = (struct fields_view *)view;
    cells_finish(&self->cells);
    free(self);
}

struct view *fields_view_create(
    const struct view_style *style, const struct fields_options *options)
{
    struct fields_view *self = calloc(1, sizeof *self);
    if (!self) return NULL;
    self->view = (struct view){want, begin, packet, NULL, destroy};
    self->clock = view_clock(style);
    self->options = *options;
    if (!cells_init(&self->cells, options, style->terminal)) {
        free(self);
        return NULL;
    }
    self->cells.add = add;
    self->cells.context = &self->options;
    return &self->view;
}
