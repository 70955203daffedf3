/* What the views ask of a packet: its items, and the texts of the columns.  See packet.h.
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/text.h"
#include "dissect/note.h"
#include "dissect/packet.h"
#include "dissect/proto.h"
#include "dissect/registry.h"

const struct item *packet_item(
    const struct packet *p, const struct layer *layer, const struct field *field)
{
    const struct item *item = p->items + layer->first, *end = item + layer->count;
    for (; item < end; item++)
        if (item->field == field) return item;
    return NULL;
}

const struct item *layer_item(const struct packet *p, const struct layer *layer, unsigned field)
{
    return packet_item(p, layer, &layer->proto->fields[field]);
}

uint64_t layer_uint(const struct packet *p, const struct layer *layer, unsigned field)
{
    const struct item *item = layer_item(p, layer, field);
    return item ? item->number : 0;
}

unsigned layer_ordinal(const struct packet *p, const struct layer *layer)
{
    unsigned ordinal = 1;
    if (layer->continues) layer = &p->layers[layer->continues];
    for (const struct layer *other = p->layers; other < layer; other++)
        ordinal += other->proto == layer->proto && !other->continues;
    return ordinal;
}

void packet_column_address(struct text *text, const struct address *address)
{
    switch (address->kind) {
    case ADDRESS_NONE:
        break;
    case ADDRESS_ETHER:
        text_mac(text, address->at);
        break;
    case ADDRESS_IPV4:
        text_ipv4(text, address->at);
        break;
    case ADDRESS_IPV6:
        text_ipv6(text, address->at);
        break;
    case ADDRESS_TEXT:
        text_put(text, (const char *)address->at);
        break;
    }
}

const char *packet_column_protocol(const struct packet *p)
{
    for (unsigned i = p->nlayers; i-- > 0;) {
        const struct layer *layer = &p->layers[i];
        if (layer->quoted) continue;
        if (layer->column) return layer->column;
        if (layer->proto->column) return layer->proto->column;
    }
    return "";
}

/* The innermost layer that has something to say, of one unit or outside of all, unless one around it
 * says all. */
static const struct layer *speaker(const struct packet *p, unsigned unit)
{
    const struct layer *found = NULL;
    for (unsigned i = p->nlayers; i-- > 0;) {
        const struct layer *layer = &p->layers[i];
        if (layer->unit != unit || layer->quoted || !layer->proto->info) continue;
        if (layer->proto->directs) return layer;
        if (!found) found = layer;
    }
    return found;
}

/* The units of a stream say each its part, behind what marks since `first` stand there; with none of
 * them TCP speaks for itself. */
static void put_units(struct text *text, const struct packet *p, size_t first)
{
    const struct layer *layer;
    bool spoken = false;
    size_t beginning = text->len;
    for (unsigned unit = 1; unit <= p->unit; unit++) {
        if (!(layer = speaker(p, unit))) continue;
        if (layer->proto->last_speaks) text->len = beginning;
        size_t before = text->len;
        if (before > first && layer->proto->separator) text_put(text, layer->proto->separator);
        size_t start = text->len;
        layer->proto->info(text, p, layer);
        if (text->len == start) text->len = before;
        spoken = true;
    }
    if (p->begun && p->begun->begun && p->begun->begun(text, &p->begun_cur)) spoken = true;
    if (!spoken && (layer = speaker(p, 0))) layer->proto->info(text, p, layer);
    if (!p->segment_only) return;
    if (text->len > first) text_char(text, ' ');
    text_put(text, "[TCP segment of a reassembled PDU]");
}

static void put_marks(struct text *text, const struct packet *p)
{
    for (unsigned i = 0; i < p->nlayers; i++)
        if (p->layers[i].proto->mark && !p->layers[i].quoted)
            p->layers[i].proto->mark(text, p, &p->layers[i]);
}

static void put_info(struct text *text, const struct packet *p)
{
    size_t first = text->len;
    put_marks(text, p);
    const struct layer *last = p->nlayers ? &p->layers[p->nlayers - 1] : NULL, *layer;
    if (p->nunits || p->segment_only)
        put_units(text, p, first);
    else if ((layer = speaker(p, 0)))
        layer->proto->info(text, p, layer);
    if (!last) return;
    if (last->entry == p->dissector->cut)
        text_put(text, "[Packet size limited during capture]");
    else if (p->fault)
        text_format(text, "[Reassembly error, protocol %s: %s]",
            p->layers[p->nlayers - 2].proto->column, p->fault);
    else if (last->entry == p->dissector->malformed)
        text_put(text, "[Malformed Packet]");
    else if (last->entry == p->dissector->unreassembled)
        text_put(text, "[Unreassembled Packet]");
}

void packet_column_info(struct text *text, const struct packet *p)
{
    put_info(text, p);
    text_add(text, p->behind_info.at, p->behind_info.len);
}
