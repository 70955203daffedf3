/* QUIC, RFC 9000: connections over UDP, sealed from the first packet on.
 *
 *      +-+-+----+----+---------+------+--------+-----+------+--------
 *      |1|1|type| .. | version | len  | to     | len | from | …       long, of the handshake
 *      +-+-+----+----+---------+------+--------+-----+------+--------
 *      |0|1|spin| .. | to      | …                                   short, afterwards
 *      +-+-+----+----+---------+---
 *
 * Initial: a token (length, bytes), then as 0-RTT and Handshake: length (of what follows), packet
 * number, frames.  Number and the low bits of the first byte are masked, the frames sealed; the keys
 * of Initial packets follow from the first ID, so that anybody may read them.
 * SPDX-License-Identifier: MIT */
#include "dissect/proto/quic.h"

#include <string.h>

#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/tracker.h"

enum { LONG = 0x80, SHORTEST = 7, WORDS = 1024 };

extern const struct proto proto_quic, proto_quic_coalesced;

uint64_t quic_number(struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, 1);
    unsigned length = at ? 1u << (*at >> 6) : 1;
    uint64_t value = 0;
    at = cur_take(c, length);
    for (unsigned i = 0; at && i < length; i++)
        value = value << 8 | (i ? at[i] : at[i] & 0x3fu);
    return value;
}

static enum quic_type type_of(uint32_t version, uint8_t first)
{
    unsigned bits = first >> 4 & 3;
    return (enum quic_type)(version == QUIC_VERSION_2 ? (bits + 3) % 4 : bits);
}

static void add_connection(struct packet *p, const struct quic *quic)
{
    if (!quic->memory || p->layer->proto == &proto_quic_coalesced) return;
    struct item *item = packet_add(p, QUIC_CONNECTION, p->layer->offset, 0, 0);
    packet_open(p, item);
    packet_add_uint(
        p, QUIC_CONNECTION_NUMBER, p->layer->offset, 0, quic->memory->number, ITEM_GENERATED);
    packet_shut(p, item, NULL);
}

static struct bytes add_id(struct packet *p, struct cur *c, unsigned length_row)
{
    uint8_t length = packet_u8(p, c, length_row);
    const uint8_t *at = length ? packet_bytes(p, c, length_row + 1, length) : NULL;
    return bytes_of(at, at ? length : 0);
}

static void note_shut(struct packet *p)
{
    packet_note_at(p, 0, QUIC_N_DECRYPTION, NOTE_WARNING, NOTE_DECRYPTION,
        "Failed to create decryption context: Secrets are not available");
}

/* Which versions a server has, in answer to one that it has not. */
static void add_versions(struct packet *p, struct cur *c)
{
    while (cur_left(c) && !c->error)
        packet_u32(p, c, QUIC_SUPPORTED);
}

static void add_retry(struct packet *p, struct quic *quic, struct cur *c, uint32_t start)
{
    uint32_t left = cur_left(c);
    const uint8_t *whole = cur_at(c, start, c->end - start);
    if (left < OPENER_TAG) {
        c->error = CUR_MALFORMED;
        return;
    }
    packet_bytes(p, c, QUIC_RETRY_TOKEN, left - OPENER_TAG);
    packet_bytes(p, c, QUIC_RETRY_TAG, OPENER_TAG);
    if (whole && !quic_retry_is_sound(p, quic, bytes_of(whole, c->end - start)))
        packet_note(
            p, QUIC_N_RETRY, NOTE_WARNING, NOTE_PROTOCOL, "%s", quic_fields[QUIC_N_RETRY].label);
}

static void add_number(struct packet *p, const struct quic *quic, struct cur *c)
{
    packet_add_uint(p, QUIC_NUMBER, c->at, quic->number_length, quic->number, 0);
    packet_skip(c, quic->number_length);
}

/* What was sealed, where it could be opened. */
static void add_opened(
    struct packet *p, struct quic *quic, enum quic_opened opened, struct bytes plain)
{
    if (opened == QUIC_FAILED) {
        packet_note(p, QUIC_N_DECRYPTION, NOTE_WARNING, NOTE_DECRYPTION,
            "Decryption failed: Decryption (checktag) failed: Checksum error");
        return;
    }
    struct cur frames = packet_source(p, plain, "Decrypted QUIC");
    char room[WORDS];
    struct text words = {.at = room, .cap = sizeof room, .fixed = true};
    quic->words = &words;
    if (!frames.error) quic_frames(p, quic, frames);
    p->layer->trouble = packet_format(p, "%.*s", (int)words.len, words.at);
}

/* The rest of the packet: opened, as far as that is possible. */
static void add_sealed(
    struct packet *p, struct quic *quic, struct cur *c, enum quic_opened opened, struct bytes plain)
{
    if (opened == QUIC_SHUT) {
        note_shut(p);
        packet_rest(p, c, QUIC_REMAINING);
        c->at = c->end;
        return;
    }
    add_number(p, quic, c);
    packet_bytes(p, c, QUIC_PAYLOAD, cur_left(c));
    add_opened(p, quic, opened, plain);
}

/* Who began, and how the sides call the connection. */
static void remember(struct packet *p, const struct quic *quic)
{
    struct quic_memory *memory = quic->memory;
    if (!memory) return;
    if (!memory->known) {
        memory->known = true;
        memory->client = p->side;
        memory->number = p->tracker->quic_connections++;
    }
    if (!memory->version) memory->version = quic->version;
    p->udp_conversation->proto = &proto_quic;
    if (quic->version) memory->spoken = quic->version;
    struct quic_side *side = &memory->sides[p->side];
    side->id_known = true;
    side->id_length = (uint8_t)quic->source.len;
}

/* Reads over the header: where the packet ends, and what is needed to open it. */
static void look_ahead(struct quic *quic, struct cur *c)
{
    struct cur ahead = *c;
    const uint8_t *at = cur_take(&ahead, 6);
    if (!at) return;
    quic->first = at[0];
    quic->version = bytes_be32(at + 1);
    quic->type = type_of(quic->version, at[0]);
    quic->level = quic->type == QUIC_INITIAL ? QUIC_AT_FIRST
                  : quic->type == QUIC_0RTT  ? QUIC_EARLY
                                             : QUIC_HANDSHAKING;
    const uint8_t *id = cur_take(&ahead, at[5]);
    if (id) quic->destination = bytes_of(id, at[5]);
    uint8_t length = 0;
    if ((id = cur_take(&ahead, 1))) length = *id;
    if ((id = cur_take(&ahead, length))) quic->source = bytes_of(id, length);
    if (!quic->version || quic->type == QUIC_RETRY) return;
    if (quic->type == QUIC_INITIAL) {
        uint64_t token = quic_number(&ahead);
        if (token > cur_left(&ahead)) return;
        packet_skip(&ahead, (uint32_t)token);
    }
    uint64_t rest = quic_number(&ahead);
    if (ahead.error || rest > cur_left(&ahead)) return;
    c->end = ahead.at + (uint32_t)rest;
    const uint8_t *sealed = cur_peek(&ahead, 0, (uint32_t)rest);
    quic->header = bytes_of(cur_at(c, c->at, ahead.at - c->at), ahead.at - c->at);
    if (sealed) quic->sealed = bytes_of(sealed, (size_t)rest);
}

static void dissect_long(struct packet *p, struct quic *quic, struct cur *c)
{
    uint32_t start = c->at;
    struct bytes plain = {0};
    enum quic_opened opened = QUIC_SHUT;
    if (quic->sealed.at) opened = quic_open(p, quic, &plain);
    packet_add_uint(p, QUIC_PACKET_LENGTH, start, 0, c->end - start, ITEM_GENERATED);
    packet_u8(p, c, QUIC_FORM);
    if (!quic->version) {
        packet_u8(p, c, QUIC_UNUSED);
    } else {
        if (quic->type != QUIC_RETRY) packet_u8(p, c, QUIC_FIXED);
        packet_u8(p, c, quic->version == QUIC_VERSION_2 ? QUIC_TYPE_V2 : QUIC_TYPE);
        if (opened != QUIC_SHUT) {
            packet_add_bits(p, QUIC_RESERVED, start, 0, quic->first, 0);
            packet_add_bits(p, QUIC_NUMBER_LENGTH, start, 0, quic->first, 0);
        }
    }
    packet_skip(c, 1);
    packet_u32(p, c, QUIC_VERSION);
    add_id(p, c, QUIC_DCIL);
    add_id(p, c, QUIC_SCIL);
    if (!quic->version) {
        add_versions(p, c);
    } else if (quic->type == QUIC_RETRY) {
        add_retry(p, quic, c, start);
    } else {
        uint32_t at = c->at;
        uint64_t length = 0;
        if (quic->type == QUIC_INITIAL) {
            length = quic_number(c);
            packet_add_uint(p, QUIC_TOKEN_LENGTH, at, c->at - at, length, 0);
            if (length > cur_left(c)) c->error = CUR_MALFORMED;
            if (length) packet_bytes(p, c, QUIC_TOKEN, (uint32_t)length);
            at = c->at;
        }
        length = quic_number(c);
        if (c->error) return;
        packet_add_uint(p, QUIC_LENGTH, at, c->at - at, length, 0);
        if (length > cur_left(c)) c->error = CUR_MALFORMED;
        if (!c->error) add_sealed(p, quic, c, opened, plain);
    }
}

/* "QUIC Short Header DCID=0011aabb PKN=7". */
static struct bytes short_words(
    struct packet *p, const struct quic *quic, enum quic_opened opened, uint32_t id)
{
    struct text words = packet_text(p);
    text_put(&words, "QUIC Short Header");
    if (id) text_put(&words, " DCID=");
    text_hex_bytes(&words, quic->destination.at, id, 0);
    if (opened != QUIC_SHUT) text_format(&words, " PKN=%llu", (unsigned long long)quic->number);
    return packet_keep(p, &words);
}

static void dissect_short(struct packet *p, struct quic *quic, struct cur *c)
{
    uint32_t start = c->at;
    const struct quic_side *peer = quic->memory ? &quic->memory->sides[!p->side] : NULL;
    uint32_t length = peer && peer->id_known ? peer->id_length : 0, left = cur_left(c);
    const uint8_t *at = cur_peek(c, 0, left);
    struct bytes plain = {0};
    enum quic_opened opened = QUIC_SHUT;
    if (at && left > 1 + length) {
        quic->level = QUIC_AGREED;
        quic->destination = bytes_of(at + 1, length);
        quic->header = bytes_of(at, 1 + length);
        quic->sealed = bytes_of(at + 1 + length, left - 1 - length);
        opened = quic_open(p, quic, &plain);
    }
    packet_add_uint(p, QUIC_PACKET_LENGTH, start, 0, left, ITEM_GENERATED);
    struct item *item =
        packet_add(p, QUIC_SHORT, start, opened == QUIC_SHUT ? 1 + length : left, 0);
    if (item) item->bytes = short_words(p, quic, opened, quic->destination.at ? length : 0);
    packet_open(p, item);
    packet_u8(p, c, QUIC_FORM);
    packet_u8(p, c, QUIC_FIXED);
    packet_u8(p, c, QUIC_SPIN);
    if (opened != QUIC_SHUT) {
        packet_add_bits(p, QUIC_SHORT_RESERVED, start, 1, quic->first, 0);
        packet_add_bits(p, QUIC_KEY_PHASE, start, 1, quic->first, 0);
        packet_add_bits(p, QUIC_NUMBER_LENGTH, start, 1, quic->first, 0);
    }
    packet_skip(c, 1);
    if (length) packet_bytes(p, c, QUIC_DCID, length);
    if (c->error) {
        packet_shut(p, item, NULL);
        return;
    }
    if (opened == QUIC_SHUT) {
        packet_shut(p, item, NULL);
        if (!quic->memory || !quic->memory->told) note_shut(p);
        if (quic->memory) quic->memory->told = true;
        packet_rest(p, c, QUIC_REMAINING);
        c->at = c->end;
        return;
    }
    add_number(p, quic, c);
    packet_bytes(p, c, QUIC_PROTECTED, cur_left(c));
    packet_shut(p, item, NULL);
    add_opened(p, quic, opened, plain);
}

/* To which connection the packet at the cursor is sent. */
static struct bytes destination_of(
    const struct packet *p, const struct quic_memory *memory, struct cur c)
{
    const struct quic_side *peer = memory ? &memory->sides[!p->side] : NULL;
    uint32_t length = peer && peer->id_known ? peer->id_length : 0;
    const uint8_t *at = cur_take(&c, 1);
    if (at && *at & LONG) {
        packet_skip(&c, 4);
        at = cur_take(&c, 1);
        length = at && *at <= QUIC_ID_MAX ? *at : 0;
    }
    at = cur_take(&c, length);
    return bytes_of(at, at ? length : 0);
}

/* Packets that share a datagram share the connection: others are noise to fill it up. */
static bool is_padding(const struct packet *p, const struct quic_memory *memory, struct cur c)
{
    const struct layer *first = p->layer;
    while (first->proto == &proto_quic_coalesced)
        first--;
    struct bytes here = destination_of(p, memory, c);
    c.at = first->offset;
    struct bytes before = destination_of(p, memory, c);
    return here.len != before.len || (here.len && memcmp(here.at, before.at, here.len) != 0);
}

static void dissect(struct packet *p, struct cur *c)
{
    struct quic quic = {.memory = quic_memory(p)};
    uint32_t end = c->end;
    const uint8_t *first = cur_peek(c, 0, 1);
    if (is_padding(p, quic.memory, *c)) {
        packet_note_at(p, 0, QUIC_N_PADDING, NOTE_NOTE, NOTE_PROTOCOL,
            "(Random) padding data appended to the datagram");
        c->at = c->end;
        return;
    }
    if (first && *first & LONG) {
        look_ahead(&quic, c);
        remember(p, &quic);
        add_connection(p, &quic);
        dissect_long(p, &quic, c);
    } else {
        add_connection(p, &quic);
        dissect_short(p, &quic, c);
    }
    struct cur rest = *c;
    rest.end = end;
    if (!c->error && cur_left(&rest)) packet_next_proto(p, rest, &proto_quic_coalesced);
}

/* A long header of a version that there is, with IDs that fit. */
static bool recognises(const struct packet *p, struct cur cur)
{
    (void)p;
    uint32_t left = cur_left(&cur);
    const uint8_t *at = cur_peek(&cur, 0, SHORTEST);
    if (!at || !(at[0] & LONG)) return false;
    uint32_t version = bytes_be32(at + 1);
    if (version && !quic_version_is_known(version)) return false;
    if (at[5] > QUIC_ID_MAX || (uint32_t)SHORTEST + at[5] > left) return false;
    const uint8_t *length = cur_peek(&cur, 6u + at[5], 1);
    if (!length || *length > QUIC_ID_MAX) return false;
    uint32_t header = SHORTEST + (uint32_t)at[5] + *length;
    return header < left && (version || (left - header) % 4 == 0);
}

/* Where the connection is known all is part of it. */
static bool agrees(const struct packet *p, struct cur cur)
{
    bool known = p->udp_conversation && p->udp_conversation->proto == &proto_quic;
    return known || recognises(p, cur);
}

static void put_id(struct text *text, const struct packet *packet, const struct layer *layer,
    unsigned row, const char *word)
{
    const struct item *item = layer_item(packet, layer, row);
    if (!item) return;
    text_format(text, ", %s=", word);
    text_hex_bytes(text, item->bytes.at, item->bytes.len, 0);
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    /* Behind padding the packet in front of it speaks. */
    if (!layer_item(packet, layer, QUIC_VERSION) && !layer_item(packet, layer, QUIC_SHORT) &&
        layer->proto == &proto_quic_coalesced)
        layer--;
    const struct item *version = layer_item(packet, layer, QUIC_VERSION), *number;
    unsigned row = layer_item(packet, layer, QUIC_TYPE_V2) ? QUIC_TYPE_V2 : QUIC_TYPE;
    const struct item *type = layer_item(packet, layer, row);
    if (layer_item(packet, layer, QUIC_SHORT))
        text_format(
            text, "Protected Payload (KP%u)", (unsigned)layer_uint(packet, layer, QUIC_KEY_PHASE));
    else if (version && !version->number)
        text_put(text, "Version Negotiation");
    else if (type)
        text_put(text, field_value_name(quic_fields[row].names, type->number));
    put_id(text, packet, layer, QUIC_DCID, "DCID");
    put_id(text, packet, layer, QUIC_SCID, "SCID");
    if ((number = layer_item(packet, layer, QUIC_NUMBER)))
        text_format(text, ", PKN: %llu", (unsigned long long)number->number);
    text_add(text, layer->trouble.at, layer->trouble.len);
}

#define QUIC_PACKET                                                                                \
    .name = "quic", .title = "QUIC IETF", .brief = "QUIC", .column = "QUIC",                       \
    .fields = quic_fields, .nfields = QUIC_FIELDS, .dissect = dissect, .info = info

const struct proto proto_quic = {
    QUIC_PACKET, .agrees = agrees, .heuristic_table = "udp", .recognises = recognises};
/* Another one in the same datagram, which frame.protocols does not tell anew. */
const struct proto proto_quic_coalesced = {QUIC_PACKET, .unlisted = true};
