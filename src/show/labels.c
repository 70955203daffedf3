/* Lines of the tree that are remembered.  See labels.h.  SPDX-License-Identifier: MIT */
#include "show/labels.h"

#include <stdlib.h>

#include "base/escape.h"
#include "dissect/resolve.h"

/* What a line is known by. */
struct key {
    const struct field *field; /* NULL: a free place */
    uint64_t number;           /* that it tells */
    uint32_t bits;             /* that are drawn in front of it */
    bool generated;            /* it stands in brackets */
};

/* All of a short line, as most are, lies in one line of a processor's cache. */
struct label {
    struct key key;
    uint8_t len;
    char begin[39];
};

/* The rest of a longer one, at the same place. */
struct label_end {
    char end[64];
};

enum {
    PLACES = 4096,
    BEGIN_ROOM = sizeof((struct label *)0)->begin,
    LINE_ROOM = BEGIN_ROOM + sizeof(struct label_end), /* longer ones are not remembered */
    CACHE_LINE = 64,
    WHOLE = 200, /* a line of no more was not cut */
    MANY_VALUES = UINT16_MAX + 1
};
_Static_assert(sizeof(struct label) == CACHE_LINE, "a label fills its place");

static void *zeroed(size_t size)
{
    void *at = aligned_alloc(CACHE_LINE, size);
    return at ? memset(at, 0, size) : NULL;
}

bool labels_init(struct labels *labels)
{
    labels->places = zeroed(PLACES * sizeof *labels->places);
    labels->ends = zeroed(PLACES * sizeof *labels->ends);
    return labels->places && labels->ends;
}

void labels_finish(struct labels *labels)
{
    free(labels->places);
    free(labels->ends);
}

/* --- what is remembered ------------------------------------------------------------------------- */

enum extent {
    NOTHING, /* the line is made of more than a number */
    BEGIN,   /* it is "Label: " and a value that is not likely to come again */
    ALL,     /* it is made of one number, which is likely to come again */
};

static enum extent find_address(struct bytes bytes, uint64_t *number)
{
    if (bytes.len == 4)
        *number = bytes_be32(bytes.at);
    else if (bytes.len == 6)
        *number = (uint64_t)bytes_be16(bytes.at) << 32 | bytes_be32(bytes.at + 2);
    else
        return BEGIN;
    return ALL;
}

static enum extent find_number(const struct item *item, uint64_t *number)
{
    const struct field *field = item->field;
    *number = item->number;
    if (field->show) return field->flags & FIELD_BY_NUMBER ? ALL : NOTHING;
    switch (field->type) {
    case FT_NONE:
    case FT_PROTOCOL:
        *number = 0;
        return item->bytes.len ? NOTHING : ALL;
    case FT_STRING:
    case FT_STRINGZ:
    case FT_OID:
        return NOTHING;
    case FT_ETHER:
    case FT_IPv4:
        return find_address(item->bytes, number);
    case FT_FLOAT:
    case FT_DOUBLE:
    case FT_FRAMENUM:
    case FT_ABSOLUTE_TIME:
    case FT_BYTES:
    case FT_IPv6:
        return BEGIN;
    default:
        return field->names || field->mask || *number < MANY_VALUES ? ALL : BEGIN;
    }
}

/* --- remembering -------------------------------------------------------------------------------- */

/* Where a line is, if it is there at all. */
static size_t place_of(const struct key *key)
{
    uint64_t hash = ((uintptr_t)key->field + key->number * UINT64_C(0xff51afd7ed558ccd)) *
                    UINT64_C(0x9e3779b97f4a7c15);
    return hash >> 32 & (PLACES - 1);
}

static inline bool is_same(const struct key *a, const struct key *b)
{
    return a->field == b->field && a->number == b->number && a->bits == b->bits &&
           a->generated == b->generated;
}

/* Appends the line, if it is there.  More is copied than it has, of which its length counts. */
static inline bool add_remembered(
    const struct labels *labels, size_t place, struct text *text, const struct key *key)
{
    const struct label *label = &labels->places[place];
    if (!is_same(&label->key, key)) return false;
    char *out = text->at + text->len;
    memcpy(out, label->begin, BEGIN_ROOM);
    if (label->len > BEGIN_ROOM)
        memcpy(out + BEGIN_ROOM, &labels->ends[place], sizeof *labels->ends);
    text->len += label->len;
    return true;
}

static void remember(const struct labels *labels, size_t place, const struct text *text,
    size_t start, const struct key *key)
{
    size_t length = text->len - start;
    if (text->failed || length > LINE_ROOM) return;
    struct label *label = &labels->places[place];
    label->key = *key;
    label->len = (uint8_t)length;
    memcpy(label->begin, text->at + start, length < BEGIN_ROOM ? length : BEGIN_ROOM);
    if (length > BEGIN_ROOM)
        memcpy(&labels->ends[place], text->at + start + BEGIN_ROOM, length - BEGIN_ROOM);
}

/* --- composing ---------------------------------------------------------------------------------- */

/* True for what comes from us, or has been escaped. */
static bool is_harmless(const struct field *field)
{
    if (field->show) return field->flags & (FIELD_BY_NUMBER | FIELD_HARMLESS);
    return field->name && field->type != FT_PROTOCOL && field->type != FT_NONE;
}

static void compose(struct text *text, const struct packet *packet, const struct item *item)
{
    size_t start = text->len;
    field_print_label(text, packet, item);
    /* A comment may hold anything; tshark lets it out.  A long line may be cut within a character. */
    bool harmless = is_harmless(item->field) && !resolve_names(packet, item->field);
    if (!harmless || text->len - start > WHOLE) escape_since(text, start);
    text_char(text, '\n');
}

/* "[Label: " */
static void compose_begin(struct text *text, const struct item *item)
{
    if (item->flags & ITEM_GENERATED) text_char(text, '[');
    text_put(text, item->field->label);
    text_put(text, ": ");
}

void labels_add(
    struct labels *labels, struct text *text, const struct packet *packet, const struct item *item)
{
    struct key key = {.field = item->field, .generated = item->flags & ITEM_GENERATED};
    enum extent extent = find_number(item, &key.number);
    if (resolve_names(packet, item->field)) extent = NOTHING;
    if (item->field->mask) {
        uint64_t bits = field_unit(packet, item) & item->field->mask;
        key.bits = (uint32_t)bits;
        if (bits != key.bits || extent == BEGIN) extent = NOTHING;
    }
    if (extent == NOTHING || !text_room(text, LINE_ROOM)) {
        compose(text, packet, item);
        return;
    }
    if (extent == BEGIN)
        key.number = UINT64_MAX; /* no line of such a field is remembered whole with it */
    size_t place = place_of(&key), start = text->len;
    if (!add_remembered(labels, place, text, &key)) {
        if (extent == ALL)
            compose(text, packet, item);
        else
            compose_begin(text, item);
        remember(labels, place, text, start, &key);
    }
    if (extent == ALL) return;
    if (item->field->type == FT_ABSOLUTE_TIME &&
        !(item->field->flags & (FIELD_ZERO_NONE | FIELD_UTC)))
        local_time_add(&labels->time, text, item->integer);
    else
        field_print_shown(text, item);
    if (key.generated) text_char(text, ']');
    text_char(text, '\n');
}
