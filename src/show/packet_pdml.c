/* tshark's -T pdml: the Packet Details Markup Language, an XML document.  See view.h.
 *
 *     <packet>
 *       <proto name="ip" showname="Internet Protocol …" size="20" pos="14">
 *         <field name="ip.flags" showname="010. .... = Flags: 0x2" size="1" pos="20" show="0x02"
 *             value="2" unmaskedvalue="40">
 *
 * `showname` is the line of the tree, `show` the value as -T fields has it, `value` the bytes, or of
 * a part of them its bits, the whole bytes then being `unmaskedvalue`.  SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <time.h>

#include "base/time.h"
#include "dissect/proto.h"
#include "show/cells.h"
#include "show/node_value.h"
#include "show/prepared.h"
#include "show/xml.h"

enum { INDENT = 2 };

struct pdml_view {
    struct view view;
    struct column_clock clock;
    struct tree_options options;
    struct cells cells; /* of the names asked for; none: everything is shown */
    const char *file;
    bool terminal;
    struct prepared names;
    struct text label;
    struct nodes nodes;
    struct forms forms;
    const struct packet *packet;
};

static void want(struct view *view, struct dissector *dissector)
{
    struct pdml_view *self = (struct pdml_view *)view;
    if (self->cells.count)
        cells_want(&self->cells, dissector);
    else
        dissector_want_all(dissector);
}

static void begin(struct view *view, struct text *text)
{
    const struct pdml_view *self = (const struct pdml_view *)view;
    time_t now = (time_t)(time_wall() / TIME_SECOND);
    struct tm local = {0};
    char when[64];
    localtime_r(&now, &local);
    strftime(when, sizeof when, "%a %b %e %H:%M:%S %Y", &local);
    text_put(text, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                   "<?xml-stylesheet type=\"text/xsl\" href=\"pdml2html.xsl\"?>\n"
                   "<!-- You can find pdml2html.xsl in /usr/share/wireshark or at "
                   "https://gitlab.com/wireshark/wireshark/-/raw/master/pdml2html.xsl. -->\n"
                   "<pdml version=\"0\" creator=\"wirelab/" WIRELAB_VERSION "\" time=\"");
    text_put(text, when);
    text_put(text, "\" capture_file=\"");
    xml_add(text, bytes_of_string(self->file), self->terminal);
    text_put(text, "\">\n");
}

/* Of text without ends of lines. */
static void put_attribute(struct text *text, const char *name, struct bytes value)
{
    text_put(text, name);
    xml_add(text, value, true);
    text_char(text, '"');
}

static void put_number(struct text *text, const char *name, uint64_t value)
{
    text_put(text, name);
    text_uint(text, value);
    text_char(text, '"');
}

static void indent(struct text *text, unsigned depth)
{
    text_repeat(text, ' ', (size_t)INDENT * depth);
}

/* --- the head of a packet ----------------------------------------------------------------------- */

static void put_general_number(
    struct text *text, const char *name, const char *title, uint64_t value, uint32_t size)
{
    text_format(text,
        "    <field name=\"%s\" pos=\"0\" show=\"%llu\" showname=\"%s\" value=\"%llx\" "
        "size=\"%u\"/>\n",
        name, (unsigned long long)value, title, (unsigned long long)value, size);
}

/* What is known of the frame without looking into it. */
static void put_general(struct text *text, const struct frame *frame)
{
    text_put(text, "  <proto name=\"geninfo\" pos=\"0\" showname=\"General information\"");
    put_number(text, " size=\"", frame->captured);
    text_put(text, ">\n");
    put_general_number(text, "num", "Number", frame->number, frame->captured);
    put_general_number(text, "len", "Frame Length", frame->length, frame->captured);
    put_general_number(text, "caplen", "Captured Length", frame->captured, frame->captured);
    text_put(text, "    <field name=\"timestamp\" pos=\"0\" show=\"");
    field_print_time(text, frame->time, false);
    text_put(text, "\" showname=\"Captured Time\" value=\"");
    text_seconds(text, frame->time, 9);
    put_number(text, "\" size=\"", frame->captured);
    text_put(text, "/>\n  </proto>\n");
}

/* --- the nodes ---------------------------------------------------------------------------------- */

static void compose_name(struct text *text, const struct field *field)
{
    put_attribute(text, "<field name=\"", bytes_of_string(field->name ? field->name : ""));
}

/* A protocol by name, but "data" are just a field, and remarks as well. */
static bool is_proto(const struct node *node)
{
    const char *name = node_name(node);
    return node_is_protocol(node) && strcmp(name, "data") != 0 && strcmp(name, "_ws.expert") != 0;
}

static void put_value(
    const struct pdml_view *self, struct text *text, const struct node *node, struct bytes bytes)
{
    const struct item *item = node->item;
    if (node_is_protocol(node)) return;
    if (node->field->type == FT_NONE) {
        text_put(text, " show=\"\" value=\"\"");
        return;
    }
    text_put(text, " show=\"");
    if (item->field->type == FT_STRING || item->field->type == FT_STRINGZ)
        xml_add(text, item->bytes, self->terminal);
    else
        field_print_json(text, item);
    text_char(text, '"');
    if (!bytes.len) return;
    text_put(text, " value=\"");
    node_add_bits(text, node, bytes);
    if (field_mask(item->field)) {
        text_put(text, "\" unmaskedvalue=\"");
        text_hex_bytes(text, bytes.at, bytes.len, 0);
    }
    text_char(text, '"');
}

/* What two parts of the attributes say; what stands between them tells where the node is. */
enum { WORDS, VALUE };

static void put_words(struct pdml_view *self, struct text *text, const struct node *node)
{
    struct bytes bytes, label = node_label(&self->label, self->packet, node);
    uint32_t offset;
    node_bytes(self->packet, node, &bytes, &offset);
    put_attribute(text, *node_name(node) ? " showname=\"" : " show=\"", label);
    if (node->item && node->item->flags & ITEM_HIDDEN) text_put(text, " hide=\"yes\"");
    put_number(text, " size=\"", bytes.len);
}

static void put_values(struct pdml_view *self, struct text *text, const struct node *node)
{
    struct bytes bytes;
    uint32_t offset;
    node_bytes(self->packet, node, &bytes, &offset);
    if (*node_name(node)) {
        put_value(self, text, node, bytes);
    } else if (bytes.len) {
        text_put(text, " value=\"");
        text_hex_bytes(text, bytes.at, bytes.len, 0);
        text_char(text, '"');
    }
}

static void put_part(
    struct pdml_view *self, struct text *text, const struct node *node, unsigned number)
{
    const struct form_part part = {.layer = node->layer, .item = node->item, .part = number};
    size_t start = text->len;
    if (number == WORDS)
        put_words(self, text, node);
    else
        put_values(self, text, node);
    forms_blank(&self->forms, text, &part, start);
}

/* What forms_blank() was told of a part. */
static void fill(
    void *context, struct text *text, const struct packet *packet, const struct form_part *part)
{
    (void)packet;
    const struct node node = node_of(part);
    if (part->part == WORDS)
        put_words(context, text, &node);
    else
        put_values(context, text, &node);
}

/* The tag of a node up to, but without, its closing bracket.  What seems to lie before its parent lies
 * in bytes of its own: Wireshark counts these from where the parent begins. */
static void put_tag(
    struct pdml_view *self, struct text *text, const struct node *parent, const struct node *node)
{
    struct bytes bytes, around;
    uint32_t offset, before = 0;
    node_bytes(self->packet, node, &bytes, &offset);
    if (parent->layer) node_bytes(self->packet, parent, &around, &before);
    if (!node->field && !is_proto(node)) { /* data */
        forms_drop(&self->forms);
        text_put(text, "<field name=\"data\" value=\"");
        text_hex_bytes(text, bytes.at, bytes.len, 0);
        text_char(text, '"');
        return;
    }
    if (is_proto(node))
        put_attribute(text, "<proto name=\"", bytes_of_string(node_name(node)));
    else
        prepared_add(&self->names, text, node->field);
    put_part(self, text, node, WORDS);
    put_number(text, " pos=\"", offset < before ? before + offset : offset);
    put_part(self, text, node, VALUE);
}

static void put_nodes(struct pdml_view *self, struct text *text, const struct node *parent,
    unsigned depth, struct prune prune)
{
    struct node *node = nodes_children(&self->nodes, parent, NULL);
    for (; node; node = node_next(&self->nodes, node)) {
        bool wrapped = depth == 1 && !is_proto(node);
        const char *name = node_name(node);
        struct bytes key = bytes_of_string(*name ? name : "text");
        struct prune below;
        indent(text, depth);
        if (wrapped) {
            text_put(text, "<proto name=\"fake-field-wrapper\">\n");
            indent(text, depth + 1);
        }
        put_tag(self, text, parent, node);
        if (!node_is_parent(&self->nodes, node)) {
            text_put(text, "/>\n");
        } else {
            text_put(text, ">\n");
            if (prune_keeps(&prune, key, &below)) {
                put_nodes(self, text, node, depth + 1 + wrapped, below);
            } else {
                indent(text, depth + 1 + wrapped);
                put_attribute(text, "<field name=\"filtered\" value=\"", key);
                text_put(text, " />\n");
            }
            indent(text, depth);
            text_put(text, is_proto(node) ? "</proto>\n" : "</field>\n");
        }
        if (!wrapped) continue;
        indent(text, depth);
        text_put(text, "</proto>\n");
    }
}

/* A layer with what stands inside of it. */
static void put_group(struct pdml_view *self, struct text *text, unsigned first, unsigned end)
{
    const struct layer *layer = &self->packet->layers[first];
    bool formed = end == first + 1 && !self->options.prune.names;
    unsigned seed = layer->hidden | (unsigned)layer->depth << 1;
    if (formed && forms_write(&self->forms, text, self->packet, layer, seed)) return;
    nodes_build_some(&self->nodes, self->packet, first, end);
    if (formed) forms_begin(&self->forms, text, self->packet, layer);
    put_nodes(self, text, self->nodes.at, 1, self->options.prune);
    if (formed) forms_end(&self->forms, text);
}

/* One more value of a field asked for by name. */
static void add(struct cells *cells, struct cell *cell, struct bytes value)
{
    (void)cells;
    put_attribute(&cell->text, "  <field name=\"", bytes_of_string(cell->name));
    put_attribute(&cell->text, " value=\"", value);
    text_put(&cell->text, "/>\n");
}

static void packet(struct view *view, struct text *text, const struct packet *packet)
{
    struct pdml_view *self = (struct pdml_view *)view;
    self->packet = packet;
    text_put(text, "<packet>\n");
    put_general(text, packet->frame);
    if (self->cells.count) {
        cells_fill(&self->cells, packet, &self->clock);
        for (size_t i = 0; i < self->cells.count; i++)
            text_add(text, self->cells.at[i].text.at, self->cells.at[i].text.len);
    } else {
        for (unsigned end, first = 0; first < packet->nlayers; first = end) {
            end = nodes_group_end(packet, first);
            put_group(self, text, first, end);
        }
    }
    text_put(text, "</packet>\n\n\n");
}

static void end(struct view *view, struct text *text)
{
    (void)view;
    text_put(text, "</pdml>\n");
}

static void destroy(struct view *view)
{
    struct pdml_view *self = (struct pdml_view *)view;
    cells_finish(&self->cells);
    prepared_finish(&self->names);
    forms_finish(&self->forms);
    text_finish(&self->label);
    free(self);
}

struct view *pdml_view_create(const struct view_style *style, const struct fields_options *options,
    const struct tree_options *tree, const char *file)
{
    struct pdml_view *self = calloc(1, sizeof *self);
    if (!self) return NULL;
    self->view = (struct view){want, begin, packet, end, destroy};
    self->clock = view_clock(style);
    self->options = *tree;
    self->file = file;
    self->terminal = style->terminal;
    self->forms = (struct forms){.content = FORM_PLACES, .fill = fill, .context = self};
    if (!cells_init(&self->cells, options, false) || !prepared_init(&self->names, compose_name) ||
        !forms_init(&self->forms)) {
        destroy(&self->view);
        return NULL;
    }
    self->cells.add = add;
    return &self->view;
}
