/* The driver that goes from layer to layer, and what the protocols call to leave their fields.
 * See packet.h.  SPDX-License-Identifier: MIT */
#include "dissect/packet.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "dissect/note.h"
#include "dissect/registry.h"

/* --- reading fields ------------------------------------------------------------------------- */

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

uint64_t packet_uint(struct packet *p, struct cur *c, unsigned field)
{
    const struct field *row = &p->fields[field];
    return packet_number(
        p, c, field, row->unit_bits ? row->unit_bits / 8U : field_width(row->type));
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

static inline struct item *item_add(
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
    return item_add(p, &p->fields[field], offset, length, flags);
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
    struct item *item = item_add(p, &p->fields[field], offset, length, flags);
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

static struct bytes scratch_vformat(struct packet *p, const char *format, va_list args)
{
    char *room = (char *)p->scratch + p->scratch_used;
    uint32_t left = PACKET_SCRATCH - p->scratch_used;
    int length = vsnprintf(room, left, format, args);
    if (length < 0 || (uint32_t)length >= left) {
        p->overflow = true;
        return (struct bytes){0};
    }
    p->scratch_used += (uint32_t)length + 1; /* terminated: some callers want a C string */
    return bytes_of(room, (size_t)length);
}

struct bytes packet_format(struct packet *p, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct bytes text = scratch_vformat(p, format, args);
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

/* --- expert information ---------------------------------------------------------------------- */

/* An item of the expert protocol, inside the present layer. */
static struct item *note_item(struct packet *p, unsigned field, unsigned flags)
{
    const struct entry *expert = p->dissector->expert;
    if (!(expert->want[field] & WANT_ITEM)) return NULL;
    return item_add(p, &expert->proto->fields[field], p->layer->offset, 0, flags | ITEM_GENERATED);
}

static bool note_wanted(const struct packet *p, unsigned field)
{
    const struct dissector *dissector = p->dissector;
    return (p->want && field != NOTE_NO_FIELD && packet_wants(p, field)) ||
           dissector->expert->wanted || dissector->malformed->wanted ||
           dissector->expert->want[NOTE_MESSAGE] & WANT_ITEM ||
           dissector->expert->want[NOTE_SEVERITY] & WANT_ITEM ||
           dissector->expert->want[NOTE_GROUP] & WANT_ITEM ||
           dissector->expert->want[NOTE_ITSELF] & WANT_ITEM ||
           dissector->malformed->want[MALFORMED_ITSELF] & WANT_ITEM;
}

static void note_add(struct packet *p, unsigned depth, unsigned field, enum note_severity severity,
    enum note_group group, struct bytes message)
{
    uint8_t before = p->depth;
    p->depth = (uint8_t)depth;
    struct item *head = note_item(p, NOTE_ITSELF, ITEM_SUBTREE), *item;
    if (head) {
        head->bytes = packet_format(p, "Expert Info (%s/%s): %.*s", note_severity_name(severity),
            note_group_name(group), (int)message.len, (const char *)message.at);
        p->depth++;
    }
    if (field != NOTE_NO_FIELD &&
        (item = packet_add(p, field, p->layer->offset, 0, ITEM_GENERATED)))
        item->bytes = message;
    if ((item = note_item(p, NOTE_MESSAGE, ITEM_HIDDEN))) item->bytes = message;
    if ((item = note_item(p, NOTE_SEVERITY, 0)))
        item->number = (uint64_t)note_severity_bits(severity);
    if ((item = note_item(p, NOTE_GROUP, 0))) item->number = (uint64_t)group << 24;
    const struct entry *malformed = p->dissector->malformed;
    if (group == NOTE_MALFORMED && field != NOTE_NO_FIELD &&
        malformed->want[MALFORMED_ITSELF] & WANT_ITEM)
        item_add(p, &malformed->proto->fields[MALFORMED_ITSELF], p->layer->offset, 0,
            ITEM_GENERATED | ITEM_HIDDEN);
    p->depth = before;
}

void packet_note_at(struct packet *p, unsigned depth, unsigned field, enum note_severity severity,
    enum note_group group, const char *format, ...)
{
    if (!note_wanted(p, field)) return;
    va_list args;
    va_start(args, format);
    struct bytes message = scratch_vformat(p, format, args);
    va_end(args);
    note_add(p, depth, field, severity, group, message);
}

void packet_note(struct packet *p, unsigned field, enum note_severity severity,
    enum note_group group, const char *format, ...)
{
    if (!note_wanted(p, field)) return;
    va_list args;
    va_start(args, format);
    struct bytes message = scratch_vformat(p, format, args);
    va_end(args);
    bool bare = p->nitems == p->layer->first;
    note_add(p, bare ? 0 : p->items[p->nitems - 1].depth + 1U, field, severity, group, message);
}

/* --- the next layer --------------------------------------------------------------------------- */

static bool choose(struct packet *p, struct cur payload, const struct entry *entry, const char *via)
{
    if (!entry || (entry->proto->agrees && !entry->proto->agrees(p, payload))) return false;
    p->next = entry;
    p->next_cur = payload;
    p->next_via = via;
    return true;
}

bool packet_next(struct packet *p, struct cur payload, uint32_t key)
{
    const struct table *table = p->entry->table;
    return choose(p, payload, table_find(table, key), table ? table->via : NULL);
}

bool packet_next_in(struct packet *p, struct cur payload, const char *name, uint32_t key)
{
    const struct table *table = dissector_table(p->dissector, name);
    return choose(p, payload, table_find(table, key), table ? table->via : NULL);
}

void packet_next_proto(struct packet *p, struct cur payload, const struct proto *proto)
{
    choose(p, payload, dissector_entry(p->dissector, proto), NULL);
}

bool packet_next_guess(struct packet *p, struct cur payload, const char *heuristic_table)
{
    const struct entry *const *guess = p->dissector->guesses;
    for (size_t i = 0; i < p->dissector->nguesses; i++) {
        const struct proto *proto = guess[i]->proto;
        if (strcmp(proto->heuristic_table, heuristic_table) == 0 && proto->recognises(p, payload))
            return choose(p, payload, guess[i], NULL);
    }
    return false;
}

void packet_next_data(struct packet *p, struct cur payload)
{
    if (p->dissector->brief) return;
    const char *via = p->entry->table ? p->entry->table->via : NULL;
    if (payload.end > payload.at) choose(p, payload, p->dissector->data, via);
}

bool packet_unit(struct packet *p, const struct entry *entry, struct cur cur, bool again)
{
    if (!entry || p->nunits == PACKET_UNITS) return false;
    p->units[p->nunits++] = (struct unit){entry, cur, again};
    return true;
}

void packet_trim(struct packet *p, struct cur *c, uint32_t end)
{
    if (end < c->at || end > c->end) return;
    c->end = end;
    if (p->layer > p->layers && p->layer[-1].body_source == c->source) p->layer[-1].body_end = end;
}

struct cur packet_source(struct packet *p, struct bytes bytes, const char *name)
{
    struct cur all = {.data = bytes.at, .end = (uint32_t)bytes.len, .cap = (uint32_t)bytes.len};
    if (p->nsources == PACKET_SOURCES) {
        p->overflow = true;
        all.error = CUR_CUT;
        all.end = all.cap = 0;
        return all;
    }
    all.source = (uint8_t)p->nsources;
    p->sources[p->nsources] = bytes;
    p->source_names[p->nsources++] = name;
    return all;
}

/* --- the driver ------------------------------------------------------------------------------- */

static bool layer_begin(struct packet *p, const struct entry *entry, const struct cur *c)
{
    if (p->nlayers == PACKET_LAYERS) {
        p->overflow = true;
        return false;
    }
    uint32_t size = (uint32_t)p->sources[c->source].len;
    struct layer *layer = &p->layers[p->nlayers++];
    *layer = (struct layer){.proto = entry->proto,
        .entry = entry,
        .via = p->next_via,
        .offset = c->at < size ? c->at : size,
        .end = c->end,
        .first = p->nitems,
        .source = c->source,
        .depth = p->nest,
        .quoted = p->quoting,
        .unit = p->unit};
    p->layer = layer;
    p->entry = entry;
    p->want = entry->want;
    p->fields = entry->proto->fields;
    p->detail = entry->detail;
    p->depth = 0;
    p->next = NULL;
    return true;
}

static void layer_end(struct packet *p, const struct cur *c)
{
    struct layer *layer = p->layer;
    uint32_t at = c->at < c->cap ? c->at : c->cap;
    if (!layer->length && at > layer->offset) layer->length = at - layer->offset;
    layer->count = (uint16_t)(p->nitems - layer->first);
    layer->body = p->next_cur.at;
    layer->body_end = p->next_cur.end;
    layer->body_source = p->next_cur.source;
}

/* The layer that says why dissecting ended early; its first field carries the text. */
static void layer_broken(struct packet *p, const struct cur *c)
{
    const struct proto *proto = p->layer->proto;
    const char *name = proto->brief ? proto->brief : proto->column ? proto->column : proto->title;
    const struct dissector *dissector = p->dissector;
    bool cut = c->error == CUR_CUT;
    const struct entry *entry = cut           ? dissector->cut
                                : p->fragment ? dissector->unreassembled
                                              : dissector->malformed;
    p->next_via = NULL;
    p->nest = 0;
    if (!layer_begin(p, entry, c)) return;
    struct item *item = packet_add(p, MALFORMED_ITSELF, c->cap, 0, ITEM_GENERATED | ITEM_HIDDEN);
    if (packet_wants(p, MALFORMED_ITSELF) && item) {
        item->bytes =
            cut ? packet_format(p, "[Packet size limited during capture: %s truncated]", name)
            : p->fragment ? packet_format(p, "[Unreassembled Packet: %s]", name)
                          : packet_format(p, "[Malformed Packet: %s]", name);
    }
    if (!cut && !p->fragment)
        packet_note_at(p, 0, MALFORMED_EXPERT, NOTE_ERROR, NOTE_MALFORMED,
            "Malformed Packet (Exception occurred)");
    layer_end(p, c);
}

/* From the innermost layer out: trailers and what else is only known at the end. */
static void finish_layers(struct packet *p)
{
    for (unsigned i = p->nlayers; i-- > 0;) {
        struct layer *layer = &p->layers[i];
        if (!layer->proto->finish || !layer->entry->detail) continue;
        p->layer = layer;
        p->entry = layer->entry;
        p->want = layer->entry->want;
        p->fields = layer->proto->fields;
        p->detail = layer->entry->detail;
        p->depth = 0;
        layer->proto->finish(p, layer);
    }
}

static bool next_unit(struct packet *p)
{
    if (p->unit == p->nunits) return false;
    const struct unit *unit = &p->units[p->unit++];
    p->next_via = NULL;
    p->nest = 0;
    p->next = unit->entry;
    p->next_cur = unit->cur;
    return true;
}

void packet_dissect(struct packet *packet, const struct dissector *dissector,
    struct tracker *tracker, const struct frame *frame)
{
    struct packet *p = packet;
    p->dissector = dissector;
    p->tracker = tracker;
    p->frame = frame;
    p->nlayers = p->nitems = 0;
    p->nsources = 1;
    p->sources[0] = bytes_of(frame->data, frame->captured);
    p->source_names[0] = "Frame";
    p->overflow = p->quoting = p->fragment = false;
    p->source = p->destination = (struct address){ADDRESS_NONE, NULL};
    p->scratch_used = 0;
    p->network_source = p->network_destination = p->source;
    p->nest = p->network_ttl = 0;
    p->port_pair = 0;
    p->next = frame->comment_count ? dissector->comment : dissector->frame;
    p->next_via = NULL;
    p->next_cur = (struct cur){.data = frame->data, .end = frame->length, .cap = frame->captured};
    if (p->next_cur.cap > p->next_cur.end) p->next_cur.end = p->next_cur.cap;
    p->nunits = p->unit = p->side = 0;
    p->segment_only = false;
    p->begun = NULL;
    p->conversation = NULL;
    while (p->next || next_unit(p)) {
        struct cur c = p->next_cur;
        if (!layer_begin(p, p->next, &c)) break;
        p->layer->proto->dissect(p, &c);
        layer_end(p, &c);
        if (c.error) {
            layer_broken(p, &c);
            break;
        }
    }
    finish_layers(p);
}
