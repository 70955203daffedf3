/* Layers that are written as one like them was.  See forms.h.  SPDX-License-Identifier: MIT */
#include "show/forms.h"

#include <stdlib.h>

#include "dissect/resolve.h"

/* What tells that the text of an item is the same again. */
enum known_by {
    KNOWN_BY_NOTHING, /* it is written anew each time */
    KNOWN_BY_NUMBER,
    KNOWN_BY_BITS,  /* by its number and the bits around it */
    KNOWN_BY_BYTES, /* by few bytes, which are its value */
};

enum { FEW_BYTES = 24, RAW_BYTES = 8, UNKNOWN = UINT8_MAX, WHOLE_LAYER = UINT16_MAX };

/* Where the text of an item stands in the form, and what the item was when it was written. */
struct blank {
    uint16_t at, len;
    uint16_t item; /* from the first of the layer; WHOLE_LAYER */
    uint8_t part;
    uint8_t known_by; /* enum known_by */
    uint8_t size;     /* of the bytes; UNKNOWN: nothing is known */
    union {
        struct {
            uint64_t number, bits;
        };
        uint8_t bytes[FEW_BYTES];
    };
    uint64_t raw;    /* how it lies in the packet, where that is shown */
    uint32_t length; /* there, where that is shown */
};

/* What the items of all layers of a form have in common. */
struct row {
    const struct field *field;
    uint32_t offset; /* where it is shown; else 0 */
    uint8_t source, depth, flags;
};

struct form {
    const struct proto *proto; /* NULL: a free place */
    uint64_t hash;             /* of its rows */
    char *text;
    struct row *rows;
    struct blank *blanks;
    uint32_t len;
    uint32_t offset; /* of the layer that was written first */
    uint16_t nrows, nblanks;
    uint8_t source;
};

/* A packet's forms shall fit into the caches of a processor: more forms would not be faster. */
enum { PLACES = 256, ROWS = 128, BLANKS = 192, LONGEST = 16384 };

bool forms_init(struct forms *forms)
{
    forms->places = calloc(PLACES, sizeof *forms->places);
    forms->blanks = calloc(BLANKS, sizeof *forms->blanks);
    return forms->places && forms->blanks;
}

static void form_finish(struct form *form)
{
    free(form->text);
    free(form->rows);
    free(form->blanks);
    *form = (struct form){0};
}

void forms_finish(struct forms *forms)
{
    for (size_t i = 0; forms->places && i < PLACES; i++)
        form_finish(&forms->places[i]);
    free(forms->places);
    free(forms->blanks);
}

/* --- what layers have in common ----------------------------------------------------------------- */

static bool is_placed(const struct forms *forms)
{
    return forms->content == FORM_PLACES;
}

static inline struct row row_of(const struct forms *forms, const struct item *item)
{
    struct row row = {.field = item->field, .depth = item->depth, .flags = item->flags};
    if (!is_placed(forms)) return row;
    row.offset = item->offset;
    row.source = item->source;
    return row;
}

/* Fields lie far enough from each other for the rest to be added to their addresses.  The first layer
 * tells of the frame, the names of its protocols among others: they depend on what is innermost.  Of
 * layers of the same rows only those of the same seed have the same. */
static uint64_t hash_of(const struct forms *forms, const struct packet *packet,
    const struct layer *layer, unsigned seed)
{
    uint64_t hash = (uintptr_t)layer->proto + seed, factor = UINT64_C(0x9e3779b97f4a7c15);
    if (layer == packet->layers) hash += (uintptr_t)layer[packet->nlayers - 1].proto * factor;
    if (is_placed(forms)) hash += (uint64_t)layer->offset << 32 | (uint64_t)layer->source << 24;
    const struct item *item = packet->items + layer->first, *end = item + layer->count;
    for (; item < end; item++, factor += 2 * (uint64_t)UINT32_MAX) {
        struct row row = row_of(forms, item);
        uint64_t rest = (uint64_t)row.depth << 56 | (uint64_t)row.flags << 48;
        hash += ((uintptr_t)row.field + rest + row.offset + row.source) * factor;
    }
    return hash ^ hash >> 29;
}

/* --- what tells values apart -------------------------------------------------------------------- */

static bool has_value(const struct field *field)
{
    return field->name && field->type != FT_NONE && field->type != FT_PROTOCOL;
}

static enum known_by known_by(
    const struct forms *forms, const struct packet *packet, const struct item *item)
{
    const struct field *field = item->field;
    bool labelled = forms->content != FORM_VALUES || !has_value(field);
    if (labelled &&
        (resolve_names(packet, field) || (field->show && !(field->flags & FIELD_BY_NUMBER))))
        return KNOWN_BY_NOTHING;
    switch (field->type) {
    case FT_NONE:
    case FT_PROTOCOL:
    case FT_STRING:
    case FT_STRINGZ:
    case FT_OID:
    case FT_BYTES:
    case FT_ETHER:
    case FT_IPv4:
    case FT_IPv6:
        return labelled && (field->show || field->mask) ? KNOWN_BY_NOTHING : KNOWN_BY_BYTES;
    default:
        return labelled && field->mask ? KNOWN_BY_BITS : KNOWN_BY_NUMBER;
    }
}

static bool has_same_bytes(
    const struct packet *packet, const struct item *item, const struct blank *blank)
{
    const uint8_t *at = packet_at(packet, item->source, item->offset, item->length);
    return at && item->length == blank->length && memcmp(&blank->raw, at, item->length) == 0;
}

static inline bool is_known(const struct forms *forms, const struct packet *packet,
    const struct item *item, const struct blank *blank)
{
    if (blank->size == UNKNOWN) return false;
    if (blank->known_by == KNOWN_BY_BYTES) {
        size_t size = blank->size;
        if (item->bytes.len != size) return false;
        if (size && memcmp(item->bytes.at, blank->bytes, size) != 0) return false;
    } else {
        if (item->number != blank->number) return false;
        if (blank->known_by == KNOWN_BY_BITS && field_unit(packet, item) != blank->bits)
            return false;
    }
    return !is_placed(forms) || has_same_bytes(packet, item, blank);
}

static void make_known(const struct forms *forms, const struct packet *packet,
    const struct item *item, struct blank *blank)
{
    bool by_bytes = blank->known_by == KNOWN_BY_BYTES, placed = is_placed(forms);
    blank->size = UNKNOWN;
    if (blank->known_by == KNOWN_BY_NOTHING) return;
    if ((by_bytes && item->bytes.len > FEW_BYTES) || (placed && item->length > RAW_BYTES)) return;
    if (by_bytes && item->bytes.len) memcpy(blank->bytes, item->bytes.at, item->bytes.len);
    if (!by_bytes) blank->number = item->number;
    if (blank->known_by == KNOWN_BY_BITS) blank->bits = field_unit(packet, item);
    if (placed) {
        const uint8_t *at = packet_at(packet, item->source, item->offset, item->length);
        if (!at) return;
        blank->length = item->length;
        memcpy(&blank->raw, at, item->length);
    }
    blank->size = by_bytes ? (uint8_t)item->bytes.len : 0;
}

/* --- writing ------------------------------------------------------------------------------------ */

static struct form *place_of(const struct forms *forms, uint64_t hash)
{
    return &forms->places[hash >> 32 & (PLACES - 1)];
}

static bool is_of_form(const struct forms *forms, const struct form *form,
    const struct packet *packet, const struct layer *layer)
{
    if (form->hash != forms->hash || form->proto != layer->proto || form->nrows != layer->count)
        return false;
    if (is_placed(forms) && (form->offset != layer->offset || form->source != layer->source))
        return false;
    const struct item *item = packet->items + layer->first;
    const struct row *row = form->rows, *end = row + form->nrows;
    for (; row < end; row++, item++) {
        if (row->field != item->field || row->depth != item->depth || row->flags != item->flags)
            return false;
        if (is_placed(forms) && (row->offset != item->offset || row->source != item->source))
            return false;
    }
    return true;
}

bool forms_write(struct forms *forms, struct text *text, const struct packet *packet,
    const struct layer *layer, unsigned seed)
{
    forms->hash = hash_of(forms, packet, layer, seed);
    struct form *form = place_of(forms, forms->hash);
    if (!is_of_form(forms, form, packet, layer)) return false;
    const struct item *items = packet->items + layer->first;
    uint32_t copied = 0; /* of the form */
    for (unsigned i = 0; i < form->nblanks; i++) {
        struct blank *blank = &form->blanks[i];
        const struct item *item = blank->item == WHOLE_LAYER ? NULL : &items[blank->item];
        if (is_known(forms, packet, item, blank)) continue;
        text_add(text, form->text + copied, blank->at - copied);
        copied = blank->at + blank->len;
        size_t start = text->len;
        struct form_part part = {.layer = layer, .item = item, .part = blank->part};
        forms->fill(forms->context, text, packet, &part);
        /* The next layer is likely to have the same. */
        if (text->len - start != blank->len || text->failed) continue;
        memcpy(form->text + blank->at, text->at + start, blank->len);
        make_known(forms, packet, item, blank);
    }
    text_add(text, form->text + copied, form->len - copied);
    return true;
}

/* --- making forms ------------------------------------------------------------------------------- */

void forms_begin(struct forms *forms, const struct text *text, const struct packet *packet,
    const struct layer *layer)
{
    forms->packet = packet;
    forms->layer = layer->count <= ROWS ? layer : NULL;
    forms->nblanks = 0;
    forms->start = text->len;
}

void forms_blank(
    struct forms *forms, const struct text *text, const struct form_part *part, size_t start)
{
    if (!forms->layer) return;
    if (forms->nblanks == BLANKS || part->layer != forms->layer) {
        forms->layer = NULL;
        return;
    }
    const struct item *item = part->item, *first = forms->packet->items + forms->layer->first;
    struct blank *blank = &forms->blanks[forms->nblanks++];
    *blank = (struct blank){.at = (uint16_t)(start - forms->start),
        .len = (uint16_t)(text->len - start),
        .item = item ? (uint16_t)(item - first) : WHOLE_LAYER,
        .part = (uint8_t)part->part,
        .known_by = item ? (uint8_t)known_by(forms, forms->packet, item) : KNOWN_BY_NOTHING};
    make_known(forms, forms->packet, item, blank);
}

static void *copy_of(const void *at, size_t size)
{
    void *copy = malloc(size + 1);
    return copy ? memcpy(copy, at, size) : NULL;
}

void forms_end(struct forms *forms, const struct text *text)
{
    const struct layer *layer = forms->layer;
    size_t length = text->len - forms->start;
    forms->layer = NULL;
    if (!layer || text->failed || length > LONGEST) return;
    struct form *form = place_of(forms, forms->hash);
    form_finish(form);
    *form = (struct form){.proto = layer->proto,
        .hash = forms->hash,
        .text = copy_of(text->at + forms->start, length),
        .rows = malloc((layer->count + 1U) * sizeof *form->rows),
        .blanks = copy_of(forms->blanks, forms->nblanks * sizeof *form->blanks),
        .len = (uint32_t)length,
        .offset = layer->offset,
        .source = layer->source,
        .nrows = layer->count,
        .nblanks = (uint16_t)forms->nblanks};
    if (!form->text || !form->rows || !form->blanks) {
        form_finish(form);
        return;
    }
    const struct item *item = forms->packet->items + layer->first;
    for (unsigned i = 0; i < layer->count; i++)
        form->rows[i] = row_of(forms, &item[i]);
}
