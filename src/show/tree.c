/* The detail tree.  See tree.h.  SPDX-License-Identifier: MIT */
#include "show/tree.h"

#include "base/escape.h"
#include "dissect/proto.h"
#include "show/name_list.h"

enum { INDENT = 4 };

void tree_add_layer(struct text *text, const struct packet *packet, const struct layer *layer)
{
    size_t start = text->len;
    if (layer->proto->title) text_put(text, layer->proto->title);
    if (layer->proto->describe) layer->proto->describe(text, packet, layer);
    bool bracketed = text->len > start && text->at[start] == '[';
    size_t length = text->len;
    field_cut_label(text, start + bracketed);
    if (bracketed && text->len < length) text_char(text, ']');
}

/* Nearly always a few blanks, which are set at once with some more, of which as many count. */
static inline void indent(struct text *text, unsigned depth)
{
    static const char blanks[33] = "                                ";
    size_t count = (size_t)INDENT * depth;
    if (count >= sizeof blanks || !text_room(text, sizeof blanks)) {
        text_repeat(text, ' ', count);
        return;
    }
    memcpy(text->at + text->len, blanks, sizeof blanks - 1);
    text->len += count;
}

/* The items of a layer.  A hidden item takes what hangs on it along. */
static void add_items(struct text *text, const struct packet *packet, const struct layer *layer,
    struct labels *labels, bool opened)
{
    unsigned hidden_depth = UINT8_MAX;
    const struct item *item = packet->items + layer->first, *end = item + layer->count;
    for (; item < end; item++) {
        /* What stands beside a layer is shown with it, but not what hangs there. */
        if (!opened && (!(item->flags & ITEM_MARGIN) || item->depth)) continue;
        if (item->depth > hidden_depth) continue;
        hidden_depth = item->flags & ITEM_HIDDEN ? item->depth : UINT8_MAX;
        if (item->flags & ITEM_HIDDEN) continue;
        indent(text, layer->depth + item->depth + !(item->flags & ITEM_MARGIN));
        labels_add(labels, text, packet, item);
    }
}

static void dump_layer(struct text *text, const struct packet *packet, const struct layer *layer,
    enum hex_characters characters)
{
    struct bytes source = packet->sources[layer->source];
    size_t left = source.len < layer->offset ? 0 : source.len - layer->offset;
    text_char(text, '\n');
    hex_add(text, bytes_of(source.at + layer->offset, layer->length < left ? layer->length : left),
        characters);
}

static bool is_opened(const struct tree_style *style, const struct layer *layer)
{
    return !style->only || name_list_has(style->only, bytes_of_string(layer->proto->name));
}

static void add_line(struct text *text, const struct packet *packet, const struct layer *layer)
{
    indent(text, layer->depth);
    size_t start = text->len;
    tree_add_layer(text, packet, layer);
    escape_since(text, start);
    text_char(text, '\n');
}

void tree_add(struct text *text, const struct packet *packet, const struct tree_style *style)
{
    bool opened = true; /* what is quoted in a layer shares its lot */
    for (unsigned i = 0; i < packet->nlayers; i++) {
        const struct layer *layer = &packet->layers[i];
        if (layer->hidden) continue;
        if (layer->depth == 0)
            opened = is_opened(style, layer);
        else if (!opened)
            continue;
        if (!layer->continues) add_line(text, packet, layer);
        if (opened && style->dump && strcmp(layer->proto->name, "data") == 0)
            dump_layer(text, packet, layer, style->characters);
        add_items(text, packet, layer, style->labels, opened);
    }
    if (packet->overflow) text_put(text, "[More was found in this packet than can be shown]\n");
}
