/* A packet as one line of JSON, for scripts: what a person reads in the columns, and the fields
 * that were asked for.
 *
 *     {"event":"packet","number":1,"time":1600000000.123456,"source":"127.0.0.1","destination":"127.0.0.1",
 *      "protocol":"TCP","length":74,"info":"…","fields":{"tcp.port":["40312","1234"]}}
 *
 * SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "base/json.h"
#include "show/cells.h"

struct lines_view {
    struct view view;
    struct column_clock clock;
    struct cells cells;
    struct text value;
};

static void want(struct view *view, struct dissector *dissector)
{
    struct lines_view *self = (struct lines_view *)view;
    if (self->cells.count) cells_want(&self->cells, dissector);
}

static void add(struct cells *cells, struct cell *cell, struct bytes value)
{
    (void)cells;
    if (cell->count) text_char(&cell->text, ',');
    json_string(&cell->text, value);
}

static void put_column(struct lines_view *self, struct text *text, const char *key,
    enum column column, const struct packet *packet)
{
    text_clear(&self->value);
    column_add(&self->value, column, packet, &self->clock);
    json_key(text, key);
    json_string(text, bytes_of(self->value.at, self->value.len));
}

static void packet(struct view *view, struct text *text, const struct packet *packet)
{
    struct lines_view *self = (struct lines_view *)view;
    text_put(text, "{\"event\":\"packet\",\"number\":");
    text_uint(text, packet->frame->number);
    text_put(text, ",\"time\":");
    if (packet->frame->untimed)
        text_put(text, "null");
    else
        text_seconds(text, packet->frame->time, packet->frame->time_digits);
    put_column(self, text, "source", COLUMN_SOURCE, packet);
    put_column(self, text, "destination", COLUMN_DESTINATION, packet);
    put_column(self, text, "protocol", COLUMN_PROTOCOL, packet);
    text_put(text, ",\"length\":");
    text_uint(text, packet->frame->length);
    put_column(self, text, "info", COLUMN_INFO, packet);
    if (self->cells.count) {
        text_put(text, ",\"fields\":{");
        cells_fill(&self->cells, packet, &self->clock);
        for (size_t i = 0; i < self->cells.count; i++) {
            const struct cell *cell = &self->cells.at[i];
            if (!cell->count) continue;
            json_key(text, cell->name);
            text_char(text, '[');
            text_add(text, cell->text.at, cell->text.len);
            text_char(text, ']');
        }
        text_char(text, '}');
    }
    text_put(text, "}\n");
}

static void destroy(struct view *view)
{
    struct lines_view *self = (struct lines_view *)view;
    cells_finish(&self->cells);
    text_finish(&self->value);
    free(self);
}

struct view *lines_view_create(const struct view_style *style, const struct fields_options *options)
{
    struct lines_view *self = calloc(1, sizeof *self);
    if (!self) return NULL;
    self->view = (struct view){.want = want, .packet = packet, .destroy = destroy};
    self->clock = view_clock(style);
    if (!cells_init(&self->cells, options, false)) {
        free(self);
        return NULL;
    }
    self->cells.add = add;
    return &self->view;
}
