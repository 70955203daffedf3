/* tshark's -T json: one array, an object for each packet.  See view.h.
 *
 *     [
 *       {
 *         "_index": "packets-2020-09-13",
 *         "_type": "doc",
 *         "_score": null,
 *         "_source": {
 *           "layers": {
 *             "ip": {
 *               "ip.flags": "0x02",
 *               "ip.flags_tree": { … }
 *
 * A field that has fields under it appears twice: its value, and they as NAME_tree.  Keys may occur
 * more than once in an object, as fields do in a packet.  SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <time.h>

#include "base/json.h"
#include "base/time.h"
#include "dissect/proto.h"
#include "show/cells.h"
#include "show/tree.h"

enum { INDENT = 2, LAYERS_DEPTH = 4 };

struct json_view {
    struct view view;
    struct column_clock clock;
    struct cells cells; /* of the names asked for; none: everything is shown */
    bool bytes;         /* NAME_raw beside each field: its bytes and where they are */
    bool begun;         /* a packet was shown */
    struct text label;
};

/* The object or array being written. */
struct level {
    struct text *text;
    unsigned depth;
    bool empty;
};

static void want(struct view *view, struct dissector *dissector)
{
    struct json_view *self = (struct json_view *)view;
    if (self->cells.count)
        cells_want(&self->cells, dissector);
    else
        dissector_want_all(dissector);
}

static void begin(struct view *view, struct text *text)
{
    (void)view;
    text_char(text, '[');
}

/* Starts a line for the next member, with the comma that it may need. */
static void next(struct level *level)
{
    text_put(level->text, level->empty ? "\n" : ",\n");
    text_repeat(level->text, ' ', (size_t)INDENT * level->depth);
    level->empty = false;
}

static void put_key(struct level *level, struct bytes key, const char *suffix)
{
    next(level);
    json_string(level->text, key);
    if (*suffix) {
        level->text->len--; /* the closing quote */
        text_put(level->text, suffix);
        text_char(level->text, '"');
    }
    text_put(level->text, ": ");
}

static struct level open_level(struct level *outer, char bracket)
{
    text_char(outer->text, bracket);
    return (struct level){outer->text, outer->depth + 1, true};
}

static void close_level(struct level *level, char bracket)
{
    if (!level->empty) {
        text_char(level->text, '\n');
        text_repeat(level->text, ' ', (size_t)INDENT * (level->depth - 1));
    }
    text_char(level->text, bracket);
}

/* ["4500…", offset, length, mask, type]: the bytes of a field, with -x. */
static void put_raw(struct level *level, const struct packet *packet, struct bytes key,
    unsigned source, uint32_t offset, uint32_t length, const struct field *field)
{
    struct bytes all = packet->sources[source];
    if (length == 0 || offset > all.len || length > all.len - offset) return;
    put_key(level, key, "_raw");
    struct level array = open_level(level, '[');
    next(&array);
    text_char(level->text, '"');
    text_hex_bytes(level->text, all.at + offset, length, 0);
    text_char(level->text, '"');
    uint64_t numbers[] = {
        offset, length, field ? field->mask : 0, field ? field->type : FT_PROTOCOL};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        next(&array);
        text_uint(level->text, numbers[i]);
    }
    close_level(&array, ']');
}

static bool has_value(const struct field *field)
{
    return field->type != FT_NONE && field->type != FT_PROTOCOL;
}

/* What stands in the tree for an item without a name of its own is its key. */
static struct bytes key_of(
    struct json_view *self, const struct packet *packet, const struct item *item)
{
    if (item->field->name && *item->field->name) return bytes_of_string(item->field->name);
    text_clear(&self->label);
    field_print_label(&self->label, packet, item);
    /* The brackets of what is not on the wire are the tree's. */
    if (item->flags & ITEM_GENERATED && self->label.len >= 2)
        return bytes_of(self->label.at + 1, self->label.len - 2);
    return bytes_of(self->label.at, self->label.len);
}

/* Writes the items of `depth` from `index` on into the object; returns the first that is not
 * theirs. */
static unsigned put_items(struct json_view *self, struct level *level, const struct packet *packet,
    unsigned index, unsigned end, unsigned depth)
{
    while (index < end && packet->items[index].depth >= depth) {
        const struct item *item = &packet->items[index++];
        struct bytes key = key_of(self, packet, item);
        bool parent = index < end && packet->items[index].depth > item->depth;
        if (self->bytes)
            put_raw(level, packet, key, item->source, item->offset, item->length, item->field);
        if (has_value(item->field)) {
            put_key(level, key, "");
            text_clear(&self->cells.value);
            field_print_json(&self->cells.value, item);
            json_string(level->text, bytes_of(self->cells.value.at, self->cells.value.len));
        } else if (!parent) {
            put_key(level, key, "");
            text_clear(&self->cells.value);
            if (item->field->type == FT_PROTOCOL)
                field_print_label(&self->cells.value, packet, item);
            json_string(level->text, bytes_of(self->cells.value.at, self->cells.value.len));
        }
        if (!parent) continue;
        put_key(level, key, has_value(item->field) ? "_tree" : "");
        struct level inner = open_level(level, '{');
        index = put_items(self, &inner, packet, index, end, item->depth + 1u);
        close_level(&inner, '}');
    }
    return index;
}

/* Writes the layers of `depth` from `index` on; those quoted in an ICMP error stand inside it. */
static unsigned put_layers(struct json_view *self, struct level *level, const struct packet *packet,
    unsigned index, unsigned depth)
{
    while (index < packet->nlayers && packet->layers[index].depth >= depth) {
        const struct layer *layer = &packet->layers[index++];
        if (layer->hidden) continue;
        struct bytes name = bytes_of_string(layer->proto->name);
        bool parent = index < packet->nlayers && packet->layers[index].depth > layer->depth;
        if (self->bytes)
            put_raw(level, packet, name, layer->source, layer->offset, layer->length, NULL);
        put_key(level, name, "");
        if (!layer->count && !parent) {
            text_clear(&self->label);
            tree_add_layer(&self->label, packet, layer);
            json_string(level->text, bytes_of(self->label.at, self->label.len));
            continue;
        }
        struct level inner = open_level(level, '{');
        put_items(self, &inner, packet, layer->first, layer->first + layer->count, 0);
        if (parent) index = put_layers(self, &inner, packet, index, layer->depth + 1u);
        close_level(&inner, '}');
    }
    return index;
}

/* One more value in a cell: a line of the array that it becomes. */
static void add(struct cells *cells, struct cell *cell, struct bytes value)
{
    (void)cells;
    struct level level = {&cell->text, LAYERS_DEPTH + 1, cell->count == 0};
    next(&level);
    json_string(&cell->text, value);
}

static void put_cells(struct json_view *self, struct level *level, const struct packet *packet)
{
    cells_fill(&self->cells, packet, &self->clock);
    for (size_t i = 0; i < self->cells.count; i++) {
        const struct cell *cell = &self->cells.at[i];
        if (!cell->count) continue;
        put_key(level, bytes_of_string(cell->name), "");
        struct level array = open_level(level, '[');
        text_add(level->text, cell->text.at, cell->text.len);
        array.empty = false;
        close_level(&array, ']');
    }
}

static void put_index(struct text *text, int64_t time)
{
    time_t when = (time_t)(time / TIME_SECOND - (time % TIME_SECOND < 0));
    struct tm local = {0};
    localtime_r(&when, &local);
    text_format(
        text, "\"packets-%04d-%02d-%02d\"", local.tm_year + 1900, local.tm_mon + 1, local.tm_mday);
}

static void packet(struct view *view, struct text *text, const struct packet *packet)
{
    struct json_view *self = (struct json_view *)view;
    struct level array = {text, 1, !self->begun};
    self->begun = true;
    next(&array);
    struct level object = open_level(&array, '{');
    put_key(&object, bytes_of_string("_index"), "");
    put_index(text, packet->frame->time);
    put_key(&object, bytes_of_string("_type"), "");
    text_put(text, "\"doc\"");
    put_key(&object, bytes_of_string("_score"), "");
    text_put(text, "null");
    put_key(&object, bytes_of_string("_source"), "");
    struct level source = open_level(&object, '{');
    put_key(&source, bytes_of_string("layers"), "");
    struct level layers = open_level(&source, '{');
    if (self->cells.count)
        put_cells(self, &layers, packet);
    else
        put_layers(self, &layers, packet, 0, 0);
    close_level(&layers, '}');
    close_level(&source, '}');
    close_level(&object, '}');
}

static void end(struct view *view, struct text *text)
{
    struct json_view *self = (struct json_view *)view;
    text_put(text, self->begun ? "\n]\n" : "]\n");
}

static void destroy(struct view *view)
{
    struct json_view *self = (struct json_view *)view;
    cells_finish(&self->cells);
    text_finish(&self->label);
    free(self);
}

struct view *json_view_create(
    const struct view_style *style, const struct fields_options *options, bool bytes)
{
    struct json_view *self = calloc(1, sizeof *self);
    if (!self) return NULL;
    self->view = (struct view){want, begin, packet, end, destroy};
    self->clock.format = style->time;
    self->bytes = bytes;
    if (!cells_init(&self->cells, options, false)) {
        free(self);
        return NULL;
    }
    self->cells.add = add;
    return &self->view;
}
