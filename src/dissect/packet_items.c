/* What the protocols call to read fields at the cursor and to leave them in the packet.  See reading.h.
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <string.h>

#include "dissect/packet.h"
#include "dissect/registry.h"

static unsigned mask_shift(uint64_t mask)
{
    return (unsigned)__builtin_ctzll(mask);
}

static uint64_t number_at(const uint8_t *at, unsigned width)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < width; i++)
        value = value << 8 | at[i];
    return value;
}

/* The next item, everything of it set but where it stands. */
static inline struct item *item_new(struct packet *p, const struct field *field, unsigned flags)
{
    if (p->nitems == PACKET_ITEMS) {
        p->overflow = true;
        return NULL;
    }
    struct item *item = &p->items[p->nitems++];
    item->field = field;
    item->source = p->layer->source;
    item->layer = (uint8_t)(p->layer - p->layers);
    item->depth = p->depth;
    item->flags = (uint8_t)flags;
    return item;
}

bool packet_asked_any(const struct packet *p, unsigned first, unsigned end)
{
    return p->entry->asked[first] != p->entry->asked[end];
}

bool packet_wants_remarks(const struct packet *p)
{
    return p->dissector->remarks;
}

uint64_t packet_found(
    struct packet *p, struct cur *c, unsigned field, unsigned width, uint64_t value)
{
    uint32_t offset = c->at - width;
    if (p->want[field] & WANT_MASKED) {
        uint64_t mask = p->fields[field].mask;
        c->at = offset;
        value = (value & mask) >> mask_shift(mask);
    }
    if (!packet_wants(p, field)) return value;
    struct item *item = item_new(p, &p->fields[field], 0);
    if (!item) return value;
    item->offset = offset; /* the cursor was there: it lies inside its source */
    item->length = width;
    item->bytes = (struct bytes){0};
    item->number = value;
    return value;
}

static uint64_t packet_number(struct packet *p, struct cur *c, unsigned field, unsigned width)
{
    const uint8_t *at = cur_take(c, width);
    return at ? packet_found(p, c, field, width, number_at(at, width)) : 0;
}

static unsigned row_width(const struct field *row)
{
    return row->unit_bits ? row->unit_bits / 8U : field_width(row->type);
}

uint64_t packet_uint(struct packet *p, struct cur *c, unsigned field)
{
    return packet_number(p, c, field, row_width(&p->fields[field]));
}

uint64_t packet_little(struct packet *p, struct cur *c, unsigned field)
{
    unsigned width = row_width(&p->fields[field]);
    uint32_t offset = c->at;
    const uint8_t *at = cur_take(c, width);
    uint64_t value = 0;
    for (unsigned i = width; at && i-- > 0;)
        value = value << 8 | at[i];
    if (at) packet_add_bits(p, field, offset, width, value, ITEM_LITTLE);
    return value;
}

uint64_t packet_bits(
    struct packet *p, struct cur *c, unsigned field, const uint8_t *rows, unsigned flags)
{
    uint32_t offset = c->at;
    unsigned width = row_width(&p->fields[field]);
    const uint8_t *at = cur_take(c, width);
    if (!at) return 0;
    uint64_t value = 0;
    for (unsigned i = 0; i < width; i++)
        value = value << 8 | at[flags & ITEM_LITTLE ? width - 1 - i : i];
    struct item *item = packet_add_uint(p, field, offset, width, value, flags);
    packet_open(p, item);
    for (; *rows; rows++)
        packet_add_bits(p, *rows, offset, width, value, flags);
    packet_shut(p, item, NULL);
    return value;
}

const uint8_t *packet_bytes(struct packet *p, struct cur *c, unsigned field, uint32_t length)
{
    uint32_t offset = c->at;
    const uint8_t *at = cur_take(c, length);
    if (at) packet_add_bytes(p, field, offset, bytes_of(at, length), 0);
    return at;
}

struct bytes packet_rest(struct packet *p, struct cur *c, unsigned field)
{
    uint32_t offset = c->at, length = cur_captured(c);
    const uint8_t *at = cur_take(c, length);
    struct bytes rest = bytes_of(at, at ? length : 0);
    if (at) packet_add_bytes(p, field, offset, rest, 0);
    return rest;
}

/* --- adding items --------------------------------------------------------------------------- */

/* Keeps an item inside its source: declared lengths may run past what was captured. */
static void item_place(const struct packet *p, struct item *item, uint32_t offset, uint32_t length)
{
    uint32_t size = (uint32_t)p->sources[item->source].len;
    item->offset = offset < size ? offset : size;
    item->length = length < size - item->offset ? length : size - item->offset;
}

struct item *packet_add_row(
    struct packet *p, const struct field *field, uint32_t offset, uint32_t length, unsigned flags)
{
    struct item *item = item_new(p, field, flags);
    if (!item) return NULL;
    item->bytes = (struct bytes){0};
    item_place(p, item, offset, length);
    return item;
}

struct item *packet_add_always(
    struct packet *p, unsigned field, uint32_t offset, uint32_t length, unsigned flags)
{
    return packet_add_row(p, &p->fields[field], offset, length, flags);
}

void packet_open(struct packet *p, struct item *item)
{
    if (!item) return;
    item->flags |= ITEM_SUBTREE;
    p->depth++;
}

void packet_shut(struct packet *p, struct item *item, const struct cur *c)
{
    if (!item) return;
    p->depth--;
    if (c) item_place(p, item, item->offset, c->at > item->offset ? c->at - item->offset : 0);
}

struct item *packet_insert(struct packet *p, struct layer *layer, unsigned field, uint32_t offset,
    uint32_t length, unsigned flags)
{
    if (!packet_wants(p, field)) return NULL;
    struct layer *present = p->layer;
    uint8_t depth = p->depth;
    p->layer = layer;
    p->depth = 0;
    struct item *item = packet_add_row(p, &p->fields[field], offset, length, flags);
    p->layer = present;
    p->depth = depth;
    if (!item) return NULL;
    uint16_t place = (uint16_t)(layer->first + layer->count);
    struct item copy = *item;
    memmove(&p->items[place + 1], &p->items[place], (size_t)(p->nitems - 1 - place) * sizeof *item);
    p->items[place] = copy;
    layer->count++;
    for (struct layer *other = layer + 1; other < p->layers + p->nlayers; other++)
        other->first++;
    return &p->items[place];
}

uint8_t *packet_scratch(struct packet *p, uint32_t length)
{
    if (length > PACKET_SCRATCH - p->scratch_used) {
        p->overflow = true;
        return NULL;
    }
    uint8_t *room = p->scratch + p->scratch_used;
    p->scratch_used += length;
    return room;
}

void *packet_scratch_struct(struct packet *p, uint32_t size)
{
    uint32_t unit = _Alignof(max_align_t), gap = -p->scratch_used % unit;
    uint8_t *room = packet_scratch(p, gap + size);
    return room ? room + gap : NULL;
}

struct bytes packet_vformat(struct packet *p, const char *format, va_list args)
{
    struct text text = packet_text(p);
    text_vformat(&text, format, args);
    text_char(&text, '\0'); /* terminated: some callers want a C string */
    struct bytes kept = packet_keep(p, &text);
    if (kept.len) kept.len--;
    return kept;
}

struct bytes packet_format(struct packet *p, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct bytes text = packet_vformat(p, format, args);
    va_end(args);
    return text;
}

struct text packet_text(struct packet *p)
{
    return (struct text){.at = (char *)p->scratch + p->scratch_used,
        .cap = PACKET_SCRATCH - p->scratch_used,
        .fixed = true};
}

struct bytes packet_keep(struct packet *p, const struct text *text)
{
    if (text->failed) {
        p->overflow = true;
        return (struct bytes){0};
    }
    p->scratch_used += (uint32_t)text->len;
    return bytes_of(text->at, text->len);
}
