/* tshark's -T ek: two lines of JSON for each packet, as the bulk interface of Elasticsearch takes
 * them.  See view.h.
 *
 *     {"index":{"_index":"packets-2020-09-13","_type":"doc"}}
 *     {"timestamp":"1600000000000","layers":{"ip":{"ip_ip_flags":"0x02","ip_ip_addr":["10.0.0.1","10.0.0.2"],…
 *
 * Names are those of the protocol and the field, without dots.  A protocol is an object; what hangs on
 * its fields lies in it as well.  Fields of one name are an array where they hang on such of one name.
 * SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "base/json.h"
#include "base/time.h"
#include "dissect/proto.h"
#include "show/cells.h"
#include "show/node_value.h"
#include "show/prepared.h"

struct ek_view {
    struct view view;
    struct column_clock clock;
    struct tree_options options;
    struct cells cells; /* of the names asked for; none: everything is shown */
    struct prepared keys;
    struct text label;
    struct nodes nodes;
    struct forms forms;
    const struct packet *packet;
};

static void want(struct view *view, struct dissector *dissector)
{
    struct ek_view *self = (struct ek_view *)view;
    if (self->cells.count)
        cells_want(&self->cells, dissector);
    else
        dissector_want_all(dissector);
}

static void add_without_dots(struct text *text, struct bytes name)
{
    for (size_t i = 0; i < name.len; i++)
        text_char(text, name.at[i] == '.' ? '_' : (char)name.at[i]);
}

/* Protocols that live in the tree of another one have no other in front of their names. */
static void compose_key(struct text *text, const struct field *field)
{
    text_char(text, '"');
    if (!field->name) {
        text_put(text, "text");
    } else {
        if (field->type != FT_PROTOCOL && !(field->flags & FIELD_PROTOCOL)) {
            add_without_dots(text, dissector_owner(field));
            text_char(text, '_');
        }
        add_without_dots(text, bytes_of_string(field->name));
    }
    text_put(text, "\":");
}

/* "NAME":, with a comma in front unless the object was only just opened. */
static void put_key(
    const struct ek_view *self, struct text *text, const struct node *node, const char *suffix)
{
    if (text->at[text->len - 1] != '{') text_char(text, ',');
    if (node->field) {
        prepared_add(&self->keys, text, node->field);
    } else {
        text_char(text, '"');
        add_without_dots(text, bytes_of_string(node_name(node)));
        text_add(text, "\":", 2);
    }
    if (!*suffix) return;
    text->len -= 2; /* the closing quote and the colon */
    text_put(text, suffix);
    text_add(text, "\":", 2);
}

static void put_nodes(
    struct ek_view *self, struct text *text, const struct node *parent, struct prune prune);

static void put_time(struct text *text, int64_t time)
{
    time_t when = (time_t)(time / TIME_SECOND - (time % TIME_SECOND < 0));
    int64_t fraction = (time % TIME_SECOND + TIME_SECOND) % TIME_SECOND;
    struct tm utc = {0};
    gmtime_r(&when, &utc);
    static const char marks[] = "--T::.";
    uint64_t parts[] = {(uint64_t)(utc.tm_year + INT64_C(1900)), (uint64_t)utc.tm_mon + 1,
        (uint64_t)utc.tm_mday, (uint64_t)utc.tm_hour, (uint64_t)utc.tm_min, (uint64_t)utc.tm_sec};
    text_char(text, '"');
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        text_padded(text, parts[i], i ? 2 : 4);
        text_char(text, marks[i]);
    }
    text_padded(text, (uint64_t)fraction, 9);
    text_put(text, "Z\"");
}

/* What a field says, or a text without a name. */
static void put_leaf(struct ek_view *self, struct text *text, const struct node *node)
{
    const struct item *item = node->item;
    if (!*node_name(node))
        json_string(text, node_label(&self->label, self->packet, node));
    else if (node->field->type == FT_NONE)
        text_put(text, "null");
    else if (node->field->type == FT_BOOLEAN)
        text_put(text, item->number ? "true" : "false");
    else if (node->field->type == FT_ABSOLUTE_TIME)
        put_time(text, item->integer);
    else
        node_add_json(text, item);
}

static void put_value(
    struct ek_view *self, struct text *text, const struct node *node, const struct prune *prune)
{
    const char *name = node_name(node);
    struct prune below;
    if (!prune_keeps(prune, bytes_of_string(*name ? name : "text"), &below)) {
        text_put(text, "{\"filtered\":");
        json_string(text, bytes_of_string(*name ? name : "text"));
        text_char(text, '}');
    } else if (node_is_protocol(node)) {
        text_char(text, '{');
        put_nodes(self, text, node, below);
        text_char(text, '}');
    } else {
        const struct form_part part = {.layer = node->layer, .item = node->item};
        size_t start = text->len;
        put_leaf(self, text, node);
        forms_blank(&self->forms, text, &part, start);
    }
}

static void put_raw(
    struct ek_view *self, struct text *text, const struct node *node, const struct prune *prune)
{
    (void)prune;
    struct bytes bytes;
    uint32_t offset;
    node_bytes(self->packet, node, &bytes, &offset);
    text_char(text, '"');
    node_add_bits(text, node, bytes);
    text_char(text, '"');
}

/* One value, or an array of those of all that were joined. */
static void put_values(struct ek_view *self, struct text *text, struct node *node,
    const struct prune *prune,
    void (*put)(struct ek_view *, struct text *, const struct node *, const struct prune *))
{
    if (!node->same) {
        put(self, text, node, prune);
        return;
    }
    text_char(text, '[');
    for (const struct node *one = node; one; one = node_same(&self->nodes, one)) {
        if (one != node) text_char(text, ',');
        put(self, text, one, prune);
    }
    text_char(text, ']');
}

static void put_nodes(
    struct ek_view *self, struct text *text, const struct node *parent, struct prune prune)
{
    struct node *node = nodes_below(&self->nodes, parent, &prune);
    for (; node; node = node_next(&self->nodes, node)) {
        uint32_t length = node->item ? node->item->length : node->layer->length;
        if (self->options.bytes && length && *node_name(node)) {
            put_key(self, text, node, "_raw");
            put_values(self, text, node, &prune, put_raw);
        }
        put_key(self, text, node, "");
        put_values(self, text, node, &prune, put_value);
    }
}

/* What forms_blank() was told of an item. */
static void fill(
    void *context, struct text *text, const struct packet *packet, const struct form_part *part)
{
    (void)packet;
    const struct node node = node_of(part);
    put_leaf(context, text, &node);
}

/* True if no member of a layer is to be joined to one of another. */
static bool stands_alone(const struct packet *packet, unsigned number)
{
    const struct layer *layer = &packet->layers[number];
    if (layer->hidden || layer->depth) return false;
    for (unsigned i = 0; i < number; i++)
        if (strcmp(packet->layers[i].proto->name, layer->proto->name) == 0) return false;
    return true;
}

/* Each layer by itself; false if that cannot be, for what hangs beside a layer, or inside of it. */
static bool put_layers(struct ek_view *self, struct text *text)
{
    const struct packet *packet = self->packet;
    if (self->options.bytes || self->options.prune.names) return false;
    for (unsigned i = 0; i < packet->nlayers; i++)
        if (!stands_alone(packet, i)) return false;
    for (unsigned i = 0; i < packet->nlayers; i++) {
        const struct layer *layer = &packet->layers[i];
        if (forms_write(&self->forms, text, packet, layer, i == 0)) continue;
        nodes_build_some(&self->nodes, packet, i, i + 1);
        const struct node *node = &self->nodes.at[1];
        if (node->end != self->nodes.count || !node_is_protocol(node)) return false;
        forms_begin(&self->forms, text, packet, layer);
        put_nodes(self, text, self->nodes.at, self->options.prune);
        forms_end(&self->forms, text);
    }
    return true;
}

/* One more value in a cell: an element of the array that it becomes. */
static void add(struct cells *cells, struct cell *cell, struct bytes value)
{
    (void)cells;
    if (cell->count) text_char(&cell->text, ',');
    json_string(&cell->text, value);
}

static void put_cells(struct ek_view *self, struct text *text, const struct packet *packet)
{
    cells_fill(&self->cells, packet, &self->clock);
    for (size_t i = 0; i < self->cells.count; i++) {
        const struct cell *cell = &self->cells.at[i];
        if (!cell->count) continue;
        text_put(text, text->at[text->len - 1] == '{' ? "\"" : ",\"");
        add_without_dots(text, bytes_of_string(cell->name));
        text_put(text, "\":[");
        text_add(text, cell->text.at, cell->text.len);
        text_char(text, ']');
    }
}

static void packet(struct view *view, struct text *text, const struct packet *packet)
{
    struct ek_view *self = (struct ek_view *)view;
    self->packet = packet;
    text_put(text, "{\"index\":{\"_index\":\"");
    node_add_index(text, packet->frame->time);
    text_put(text, "\",\"_type\":\"doc\"}}\n{\"timestamp\":\"");
    text_int(text, packet->frame->time / TIME_MILLISECOND);
    text_put(text, "\",\"layers\":{");
    size_t start = text->len;
    if (self->cells.count) {
        put_cells(self, text, packet);
    } else if (!put_layers(self, text)) {
        text->len = start;
        nodes_build(&self->nodes, packet);
        put_nodes(self, text, self->nodes.at, self->options.prune);
    }
    text_put(text, "}}\n");
}

static void destroy(struct view *view)
{
    struct ek_view *self = (struct ek_view *)view;
    cells_finish(&self->cells);
    prepared_finish(&self->keys);
    forms_finish(&self->forms);
    text_finish(&self->label);
    free(self);
}

struct view *ek_view_create(const struct view_style *style, const struct fields_options *options,
    const struct tree_options *tree)
{
    struct ek_view *self = calloc(1, sizeof *self);
    if (!self) return NULL;
    self->view = (struct view){.want = want, .packet = packet, .destroy = destroy};
    self->clock = view_clock(style);
    self->options = *tree;
    self->forms = (struct forms){.content = FORM_VALUES, .fill = fill, .context = self};
    if (!cells_init(&self->cells, options, false) || !prepared_init(&self->keys, compose_key) ||
        !forms_init(&self->forms)) {
        destroy(&self->view);
        return NULL;
    }
    self->cells.add = add;
    return &self->view;
}
