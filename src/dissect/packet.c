/* The driver that goes from layer to layer, and how a protocol says which comes next.  What it leaves
 * in the packet on its way: packet_items.c, packet_notes.c.  See packet.h.
 * SPDX-License-Identifier: MIT */
#include "dissect/packet.h"

#include <string.h>

#include "dissect/note.h"
#include "dissect/registry.h"

/* --- the next layer --------------------------------------------------------------------------- */

static void choose(
    struct packet *p, const struct cur *payload, const struct entry *entry, const char *via)
{
    if (p->pointless && packet_may_skip(p, entry)) return;
    p->next = entry;
    p->next_cur = *payload;
    p->next_via = via;
}

static bool agrees(const struct packet *p, struct cur payload, const struct entry *entry)
{
    return entry && (!entry->proto->agrees || entry->proto->agrees(p, payload));
}

static bool choose_row(
    struct packet *p, const struct cur *payload, const struct table *table, uint32_t key)
{
    const struct table_row *row = table_find(table, key);
    if (!row || !(row->decreed || agrees(p, *payload, row->entry))) return false;
    choose(p, payload, row->entry, table->via);
    return true;
}

bool packet_next(struct packet *p, struct cur payload, uint32_t key)
{
    return choose_row(p, &payload, p->entry->table, key);
}

bool packet_next_in(struct packet *p, struct cur payload, const char *name, uint32_t key)
{
    const struct table *own = p->entry->table; /* looked at first: often it is that one */
    bool is_own = own && strcmp(own->name, name) == 0;
    return choose_row(p, &payload, is_own ? own : dissector_table(p->dissector, name), key);
}

bool packet_next_proto(struct packet *p, struct cur payload, const struct proto *proto)
{
    const struct entry *entry = dissector_entry(p->dissector, proto);
    if (!agrees(p, payload, entry)) return false;
    choose(p, &payload, entry, NULL);
    return true;
}

bool packet_next_guess(struct packet *p, struct cur payload, const char *heuristic_table)
{
    const struct entry *const *guess = p->dissector->guesses;
    for (size_t i = 0; i < p->dissector->nguesses; i++) {
        const struct proto *proto = guess[i]->proto;
        if (strcmp(proto->heuristic_table, heuristic_table) != 0) continue;
        if (!proto->recognises(p, payload)) continue;
        if (!agrees(p, payload, guess[i])) return false;
        choose(p, &payload, guess[i], NULL);
        return true;
    }
    return false;
}

void packet_next_data(struct packet *p, struct cur payload)
{
    if (p->dissector->brief) return;
    const char *via = p->entry->table ? p->entry->table->via : NULL;
    if (payload.end > payload.at) choose(p, &payload, p->dissector->data, via);
}

bool packet_unit(struct packet *p, const struct entry *entry, struct cur cur, bool again)
{
    if (!entry || p->nunits == PACKET_UNITS) return false;
    uint8_t number = p->unit_number ? p->unit_number : (uint8_t)(p->nunits + 1);
    p->units[p->nunits++] = (struct unit){entry, cur, again, number, p->conversation};
    return true;
}

bool packet_resume(struct packet *p, struct cur cur)
{
    if (p->nresumptions == PACKET_RESUMPTIONS) return false;
    uint8_t first = p->layer->continues;
    if (!first) first = (uint8_t)(p->layer - p->layers);
    p->resumptions[p->nresumptions++] = (struct resumption){first, cur};
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

void packet_object(struct packet *p, const struct object *object)
{
    if (p->quoting || p->nobjects == PACKET_UNITS) return;
    p->objects[p->nobjects] = *object;
    p->objects[p->nobjects++].proto = p->layer->proto;
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
        .quoted = p->quoting || p->carrying,
        .unlisted = p->resuming,
        .continues = p->resuming,
        .unit = p->unit_number,
        .turn = p->unit};
    if (p->resuming) layer->told = p->layers[p->resuming].told;
    p->resuming = 0;
    p->layer = layer;
    p->entry = entry;
    p->want = entry->want;
    p->fields = entry->proto->fields;
    p->detail = entry->detail;
    p->pointless &= !entry->sought;
    p->depth = 0;
    p->next = NULL;
    return true;
}

static void layer_end(struct packet *p, const struct cur *c)
{
    struct layer *layer = p->layer;
    uint32_t at = c->at < c->cap ? c->at : c->cap;
    if (c->error) at = c->end < c->cap ? c->end : c->cap; /* nobody else's */
    if (!layer->length && at > layer->offset) layer->length = at - layer->offset;
    layer->count = (uint16_t)(p->nitems - layer->first);
    layer->body = p->next_cur.at;
    layer->body_end = p->next_cur.end;
    layer->body_source = p->next_cur.source;
}

/* Where the layer says to lie: on what the link's type led to, if that much is whole. */
static uint32_t broken_offset(const struct packet *p)
{
    for (unsigned i = p->nlayers; i-- > 1;) {
        const struct table *table = p->layers[i - 1].entry->table;
        if (table && table->via) return p->layers[i].offset;
    }
    return 0;
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
    struct cur place = {.at = cut ? 0 : broken_offset(p)};
    p->next_via = NULL;
    p->nest = 0;
    if (!layer_begin(p, entry, &place)) return;
    struct item *item = packet_add(p, MALFORMED_ITSELF, place.at, 0, ITEM_GENERATED | ITEM_HIDDEN);
    if (packet_wants(p, MALFORMED_ITSELF) && item) {
        item->bytes =
            p->fault ? packet_format(p, "[Reassembly error, protocol %s: %s]", name, p->fault)
            : cut    ? packet_format(p, "[Packet size limited during capture: %s truncated]", name)
            : p->fragment ? packet_format(p, "[Unreassembled Packet: %s]", name)
                          : packet_format(p, "[Malformed Packet: %s]", name);
    }
    if (!cut && !p->fragment)
        packet_note_at(p, 0, p->fault ? MALFORMED_REASSEMBLY : MALFORMED_EXPERT, NOTE_ERROR,
            NOTE_MALFORMED, "%s", p->fault ? p->fault : "Malformed Packet (Exception occurred)");
    layer_end(p, &place);
}

/* What is inside of a layer was dissected as far as it goes; now its own end is missed. */
static void layers_cut(struct packet *p)
{
    p->layer = p->cut_behind;
    struct cur end = {.source = p->layer->source, .error = p->behind_error};
    end.at = end.end = end.cap = (uint32_t)p->sources[end.source].len;
    layer_broken(p, &end);
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

/* What waits for its turn: first what goes on behind what lies within it. */
static bool next_resumption(struct packet *p)
{
    if (!p->nresumptions) return false;
    const struct resumption *resumption = &p->resumptions[--p->nresumptions];
    const struct layer *layer = &p->layers[resumption->layer];
    p->next_via = NULL;
    p->nest = layer->depth;
    p->next = layer->entry;
    p->next_cur = resumption->cur;
    p->resuming = resumption->layer;
    return true;
}

static bool next_unit(struct packet *p)
{
    if (p->unit == p->nunits) return false;
    const struct unit *unit = &p->units[p->unit++];
    p->next_via = NULL;
    p->nest = 0;
    p->next = unit->entry;
    p->next_cur = unit->cur;
    p->unit_number = unit->number;
    p->conversation = unit->conversation;
    return true;
}

void packet_dissect(struct packet *packet, const struct dissector *dissector,
    struct tracker *tracker, const struct frame *frame)
{
    struct packet *p = packet;
    p->dissector = dissector;
    p->preferences = &dissector->preferences;
    p->reach = (uint8_t)dissector->reach;
    p->tracker = tracker;
    p->frame = frame;
    p->nlayers = p->nitems = 0;
    p->nsources = 1;
    p->sources[0] = bytes_of(frame->data, frame->captured);
    p->source_names[0] = "Frame";
    p->overflow = p->quoting = p->carrying = p->fragment = false;
    p->pointless = dissector->confined;
    p->source = p->destination = (struct address){ADDRESS_NONE, NULL};
    p->scratch_used = 0;
    p->network_source = p->network_destination = p->source;
    p->nest = p->network_ttl = 0;
    p->port_pair = 0;
    p->next = frame->comment_count ? dissector->comment : dissector->frame;
    p->next_via = NULL;
    p->next_cur = (struct cur){.data = frame->data, .end = frame->length, .cap = frame->captured};
    if (p->next_cur.cap > p->next_cur.end) p->next_cur.end = p->next_cur.cap;
    p->nunits = p->unit = p->unit_number = p->side = p->nobjects = 0;
    p->nresumptions = p->resuming = 0;
    p->media_type = (struct bytes){0};
    p->behind_info = (struct bytes){0};
    p->segment_only = false;
    p->fault = NULL;
    p->cut_behind = NULL;
    p->behind_error = CUR_CUT;
    p->begun = NULL;
    p->conversation = NULL;
    p->udp_conversation = NULL;
    while (p->next || next_resumption(p) || next_unit(p)) {
        struct cur c = p->next_cur;
        if (!layer_begin(p, p->next, &c)) break;
        p->layer->proto->dissect(p, &c);
        layer_end(p, &c);
        if (c.error || p->fault) {
            bool excused = p->layer->quoted && c.error == CUR_MALFORMED && !p->fault;
            if (!excused) layer_broken(p, &c); /* errors quote as much as they like */
            p->cut_behind = NULL;
            break;
        }
    }
    if (p->cut_behind) layers_cut(p);
    if (dissector->finishing) finish_layers(p); /* they finish what the summary does without */
}
