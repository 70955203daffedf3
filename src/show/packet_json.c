/* tshark's -T json and -T jsonraw: one array, an object for each packet.  See view.h.
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
 * more than once in an object, as fields do in a packet, unless they are joined into arrays.  With
 * the bytes (-x, or jsonraw) there is NAME_raw before each: [hexadecimal, offset, length, mask, type].
 * SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "base/json.h"
#include "dissect/proto.h"
#include "show/cells.h"
#include "show/forms.h"
#include "show/node_value.h"
#include "show/nodes.h"
#include "show/prepared.h"

enum { INDENT = 2, LAYERS_DEPTH = 4 };

struct json_view {
    struct view view;
    struct column_clock clock;
    struct tree_options options;
    struct cells cells; /* of the names asked for; none: everything is shown */
    bool begun;         /* a packet was shown */
    struct prepared keys;
    struct text label, other;
    struct nodes nodes;
    struct forms forms;
    const struct packet *packet;
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
    struct text *text = level->text;
    size_t blanks = (size_t)INDENT * level->depth;
    if (!text_room(text, blanks + 2)) return;
    if (!level->empty) text->at[text->len++] = ',';
    text->at[text->len++] = '\n';
    memset(text->at + text->len, ' ', blanks);
    text->len += blanks;
    level->empty = false;
}

static void put_name(struct level *level, const char *name)
{
    next(level);
    json_string(level->text, bytes_of_string(name));
    text_add(level->text, ": ", 2);
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

/* --- the nodes of a packet -------------------------------------------------------------------- */

static void compose_key(struct text *text, const struct field *field)
{
    if (field->name) json_string(text, bytes_of_string(field->name));
}

static void put_label(struct json_view *self, struct level *level, const struct node *node)
{
    size_t start = level->text->len;
    const struct form_part part = {.layer = node->layer, .item = node->item};
    json_string(level->text, node_label(&self->label, self->packet, node));
    forms_blank(&self->forms, level->text, &part, start);
}

/* "NAME": of a node; what stands in the tree for one without a name is its key. */
static void put_key(
    struct json_view *self, struct level *level, const struct node *node, const char *suffix)
{
    next(level);
    if (!node->field)
        json_string(level->text, bytes_of_string(node_name(node)));
    else if (node->field->name)
        prepared_add(&self->keys, level->text, node->field);
    else
        put_label(self, level, node);
    if (*suffix) {
        level->text->len--; /* the closing quote */
        text_put(level->text, suffix);
        text_char(level->text, '"');
    }
    text_add(level->text, ": ", 2);
}

static void put_raw(struct json_view *self, struct level *level, const struct node *node)
{
    struct level array = open_level(level, '[');
    struct bytes bytes;
    uint32_t offset;
    node_bytes(self->packet, node, &bytes, &offset);
    uint64_t mask = node->field ? field_mask(node->field) : 0;
    uint64_t numbers[] = {offset, bytes.len, mask, node_type(node)};
    if (!node->item || !(node->item->flags & ITEM_NOWHERE)) {
        next(&array);
        text_char(level->text, '"');
        node_add_bits(level->text, node, bytes);
        text_char(level->text, '"');
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        next(&array);
        text_uint(level->text, numbers[i]);
    }
    close_level(&array, ']');
}

static void put_value(struct json_view *self, struct level *level, const struct node *node)
{
    size_t start = level->text->len;
    const struct form_part part = {.layer = node->layer, .item = node->item};
    node_add_json(level->text, node->item);
    forms_blank(&self->forms, level->text, &part, start);
}

/* Of a node that has neither a value nor children. */
static void put_no_value(struct json_view *self, struct level *level, const struct node *node)
{
    if (node_is_protocol(node))
        put_label(self, level, node);
    else
        text_add(level->text, "\"\"", 2);
}

/* One value, or an array of those of all that were joined. */
static void put_values(struct json_view *self, struct level *level, struct node *node,
    const char *suffix, void (*put)(struct json_view *, struct level *, const struct node *))
{
    put_key(self, level, node, suffix);
    if (!node->same) {
        put(self, level, node);
        return;
    }
    struct level array = open_level(level, '[');
    for (; node; node = node_same(&self->nodes, node)) {
        next(&array);
        put(self, &array, node);
    }
    close_level(&array, ']');
}

static bool is_same(const struct node *a, const struct node *b, void *context)
{
    struct json_view *self = context;
    if (!node_has_name_of(a, b)) return false;
    if (*node_name(a)) return true;
    struct bytes label = node_label(&self->label, self->packet, a),
                 other = node_label(&self->other, self->packet, b);
    return label.len == other.len && memcmp(label.at, other.at, label.len) == 0;
}

static void put_nodes(
    struct json_view *self, struct level *level, const struct node *parent, struct prune prune);

static void put_children(
    struct json_view *self, struct level *level, const struct node *node, const struct prune *prune)
{
    struct prune below;
    const char *name = node_name(node);
    struct bytes key = *name ? bytes_of_string(name) : node_label(&self->label, self->packet, node);
    struct level inner = open_level(level, '{');
    if (prune_keeps(prune, key, &below)) {
        put_nodes(self, &inner, node, below);
    } else {
        put_name(&inner, "filtered");
        json_string(inner.text, key);
    }
    close_level(&inner, '}');
}

/* The children of all that were joined, an object each. */
static void put_trees(struct json_view *self, struct level *level, struct node *node,
    const char *suffix, const struct prune *prune)
{
    put_key(self, level, node, suffix);
    if (!node->same) {
        put_children(self, level, node, prune);
        return;
    }
    struct level array = open_level(level, '[');
    for (; node; node = node_same(&self->nodes, node)) {
        next(&array);
        put_children(self, &array, node, prune);
    }
    close_level(&array, ']');
}

static void put_nodes(
    struct json_view *self, struct level *level, const struct node *parent, struct prune prune)
{
    bool raw = self->options.bytes, shown = self->options.values;
    struct joining joining = {.same = is_same, .context = self};
    struct node *node = nodes_children(&self->nodes, parent, self->options.join ? &joining : NULL);
    for (; node; node = node_next(&self->nodes, node)) {
        bool has_value = node_has_value(node), unnamed = !*node_name(node);
        uint32_t length = node->item ? node->item->length : node->layer->length;
        if (raw && !unnamed && (length || !shown)) put_values(self, level, node, "_raw", put_raw);
        if (has_value && shown) put_values(self, level, node, "", put_value);
        if (node_is_parent(&self->nodes, node))
            put_trees(self, level, node, has_value ? "_tree" : "", &prune);
        else if (!has_value && (shown || unnamed))
            put_values(self, level, node, "", put_no_value);
    }
}

/* What forms_blank() was told of an item. */
static void fill(
    void *context, struct text *text, const struct packet *packet, const struct form_part *part)
{
    struct json_view *self = context;
    const struct node node = node_of(part);
    if (node_has_value(&node))
        node_add_json(text, node.item);
    else
        json_string(text, node_label(&self->label, packet, &node));
}

/* A layer with what stands inside of it. */
static void put_group(struct json_view *self, struct level *level, unsigned first, unsigned end)
{
    const struct tree_options *options = &self->options;
    const struct layer *layer = &self->packet->layers[first];
    bool formed = end == first + 1 && options->values && !options->bytes && !options->join &&
                  !options->prune.names;
    unsigned seed = level->empty | layer->hidden << 1 | (unsigned)layer->depth << 2;
    size_t start = level->text->len;
    if (formed && forms_write(&self->forms, level->text, self->packet, layer, seed)) {
        if (level->text->len > start) level->empty = false;
        return;
    }
    nodes_build_some(&self->nodes, self->packet, first, end);
    if (formed) forms_begin(&self->forms, level->text, self->packet, layer);
    put_nodes(self, level, self->nodes.at, options->prune);
    if (formed) forms_end(&self->forms, level->text);
}

static void put_layers(struct json_view *self, struct level *level)
{
    unsigned end, count = self->packet->nlayers;
    if (self->options.join) {
        nodes_build(&self->nodes, self->packet);
        put_nodes(self, level, self->nodes.at, self->options.prune);
        return;
    }
    for (unsigned first = 0; first < count; first = end) {
        end = nodes_group_end(self->packet, first);
        put_group(self, level, first, end);
    }
}

/* --- the fields asked for by name ------------------------------------------------------------- */

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
        put_name(level, cell->name);
        struct level array = open_level(level, '[');
        text_add(level->text, cell->text.at, cell->text.len);
        array.empty = false;
        close_level(&array, ']');
    }
}

static void packet(struct view *view, struct text *text, const struct packet *packet)
{
    struct json_view *self = (struct json_view *)view;
    struct level array = {text, 1, !self->begun};
    self->begun = true;
    self->packet = packet;
    next(&array);
    struct level object = open_level(&array, '{');
    put_name(&object, "_index");
    text_char(text, '"');
    node_add_index(text, packet->frame->time);
    text_char(text, '"');
    put_name(&object, "_type");
    text_put(text, "\"doc\"");
    put_name(&object, "_score");
    text_put(text, "null");
    put_name(&object, "_source");
    struct level source = open_level(&object, '{');
    put_name(&source, "layers");
    struct level layers = open_level(&source, '{');
    if (self->cells.count)
        put_cells(self, &layers, packet);
    else
        put_layers(self, &layers);
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
    prepared_finish(&self->keys);
    forms_finish(&self->forms);
    text_finish(&self->label);
    text_finish(&self->other);
    free(self);
}

struct view *json_view_create(const struct view_style *style, const struct fields_options *options,
    const struct tree_options *tree)
{
    struct json_view *self = calloc(1, sizeof *self);
    if (!self) return NULL;
    self->view = (struct view){want, begin, packet, end, destroy};
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
