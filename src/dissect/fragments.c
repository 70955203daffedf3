/* See fragments.h.  SPDX-License-Identifier: MIT */
#include "dissect/fragments.h"

#include "base/text.h"
#include "dissect/reading.h"

/* An item of the subtree; it lies in the reassembled datagram. */
static struct item *add(struct packet *p, struct layer *layer, unsigned field, unsigned depth,
    struct cur whole, uint32_t offset, uint32_t length)
{
    struct item *item = packet_insert(p, layer, field, 0, 0, ITEM_GENERATED);
    if (!item) return NULL;
    item->depth = (uint8_t)depth;
    item->source = whole.source;
    item->offset = offset < whole.cap ? offset : whole.cap;
    item->length = length < whole.cap - item->offset ? length : whole.cap - item->offset;
    return item;
}

static void add_flag(struct packet *p, struct layer *layer, unsigned field, unsigned depth,
    struct cur whole, bool set)
{
    struct item *item = set ? add(p, layer, field, depth, whole, 0, 0) : NULL;
    if (item) item->number = 1;
}

static void add_faults(struct packet *p, struct layer *layer, const struct fragment_rows *rows,
    unsigned depth, struct cur whole, unsigned faults)
{
    add_flag(p, layer, rows->overlap, depth, whole, faults & IP_FRAGMENT_OVERLAP);
    add_flag(p, layer, rows->conflict, depth, whole, faults & IP_FRAGMENT_CONFLICT);
    add_flag(p, layer, rows->tails, depth, whole, faults & IP_FRAGMENT_MULTIPLE_TAILS);
    add_flag(p, layer, rows->too_long, depth, whole, faults & IP_FRAGMENT_TOO_LONG);
}

void fragments_add(struct packet *p, struct layer *layer, const struct ip_reassembly *reassembly,
    const struct fragment_rows *rows, struct cur whole)
{
    uint32_t shown =
        reassembly->count < IP_FRAGMENTS_SHOWN ? reassembly->count : IP_FRAGMENTS_SHOWN;
    struct item *item = add(p, layer, rows->fragments, 0, whole, 0, whole.end);
    unsigned depth = item != NULL;
    if (item) {
        item->flags |= ITEM_SUBTREE;
        item->bytes = bytes_of(whole.data, whole.end);
    }
    for (uint32_t i = 0; i < shown; i++) {
        /* An overlap of the same bytes is no error. */
        bool error = reassembly->faults[i] & ~IP_FRAGMENT_OVERLAP;
        item = add(p, layer, error ? rows->error : rows->fragment, depth, whole,
            reassembly->offsets[i], reassembly->lengths[i]);
        if (item) item->number = reassembly->frames[i];
        if (item && reassembly->faults[i]) item->flags |= ITEM_SUBTREE;
        add_faults(p, layer, rows, depth + (item != NULL), whole, reassembly->faults[i]);
    }
    if (reassembly->count > 1 && (item = add(p, layer, rows->count, depth, whole, 0, 0)))
        item->number = reassembly->count;
    if ((item = add(p, layer, rows->length, depth, whole, 0, 0))) item->number = whole.end;
    if ((item = add(p, layer, rows->data, depth, whole, 0, whole.end)))
        item->bytes = bytes_of(whole.data, whole.end);
}

void fragments_show_piece(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    text_format(text, "Frame: %u, payload: %u-%u (%u byte%s)", (unsigned)item->number, item->offset,
        item->offset + item->length - (item->length != 0), item->length,
        item->length == 1 ? "" : "s");
}

void fragments_add_pieces(struct packet *p, const struct stream_begun *whole, uint8_t source,
    const struct piece_rows *rows)
{
    unsigned flags = ITEM_GENERATED | rows->flags;
    struct item *head = packet_add(p, rows->pieces, rows->spans ? 0 : p->layer->offset,
        rows->spans ? whole->filled : 0, flags);
    if (head) {
        struct text text = packet_text(p);
        text_format(&text, "%u %s (%u byte%s):", whole->count, rows->title, whole->filled,
            whole->filled == 1 ? "" : "s");
        for (uint32_t i = 0; i < whole->count; i++)
            text_format(
                &text, "%s #%u(%u)", i ? "," : "", whole->pieces[i].frame, whole->pieces[i].length);
        head->bytes = packet_keep(p, &text);
    }
    packet_open(p, head);
    for (uint32_t i = 0; p->detail && i < whole->count && !p->overflow; i++) {
        const struct stream_piece *piece = &whole->pieces[i];
        struct item *item = packet_add_uint(p, rows->piece, 0, 0, piece->frame, flags);
        if (!item) continue;
        item->offset = piece->offset;
        item->length = piece->length;
        item->source = source;
    }
    packet_add_uint(p, rows->count, 0, 0, whole->count, flags);
    if (rows->length != PIECES_WITHOUT_LENGTH)
        packet_add_uint(p, rows->length, 0, 0, whole->filled, flags);
    packet_shut(p, head, NULL);
}
