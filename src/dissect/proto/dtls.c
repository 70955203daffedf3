/* Datagram Transport Layer Security, RFC 4347 (1.0) and 6347 (1.2): TLS for datagrams, which get lost,
 * overtake each other and come twice.  So records are numbered:
 *
 *      0        1         3         5                       11         13
 *      +--------+---------+---------+-----------------------+----------+---------- - -
 *      |  type  | version |  epoch  |    sequence number    |  length  |  fragment
 *      +--------+---------+---------+-----------------------+----------+---------- - -
 *
 * Each ChangeCipherSpec begins a new epoch; behind the first one (epoch 0) all is encrypted.  A record
 * of type 25 has the ID of its connection in front of the length, and its own type is encrypted as
 * well (RFC 9146): so a peer may change its address.  SPDX-License-Identifier: MIT */

#include "dissect/proto/dtls.h"

#include "base/text.h"
#include "dissect/dissector.h"
#include "dissect/registry.h"
#include "dissect/tracker.h"

enum { ID = 11, HEADER = 13, LONGEST = 16384 + 2048 };

struct dtls_memory {
    struct tls_memory tls;
    struct dtls_messages messages[2];
};

extern const struct proto proto_dtls;

/* What the conversation has said so far; NULL if nothing is known of it. */
static struct dtls_memory *memory_of(const struct packet *p)
{
    if (!p->udp_conversation || !p->tracker->udp_memory) return NULL;
    return p->tracker->udp_memory(
        p->tracker, p->udp_conversation, &proto_dtls, sizeof(struct dtls_memory));
}

/* How long the ID is that a record of this type has: as its receiver has asked for. */
static uint32_t id_length(const struct packet *p, const struct tls_memory *memory, unsigned type)
{
    return type == TLS_CONNECTION_ID && memory ? memory->id_lengths[!p->side] : 0;
}

static bool begins_record(const uint8_t *at)
{
    unsigned version = bytes_be16(at + 1);
    return at[0] >= TLS_CHANGE && at[0] <= TLS_CONNECTION_ID &&
           (version == DTLS_1_0 || version == DTLS_1_2 || version == DTLS_OPENSSL);
}

/* How long the record at the cursor is; 0 if none begins there. */
static uint32_t record_length(
    const struct packet *p, const struct tls_memory *memory, const struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, HEADER);
    if (!at || !begins_record(at)) return 0;
    uint32_t id = id_length(p, memory, at[0]);
    const uint8_t *length = cur_peek(c, ID + id, 2);
    if (!length || bytes_be16(length) > LONGEST) return 0;
    return HEADER + id + bytes_be16(length);
}

/* Records one behind the other, up to the end of what was captured. */
static bool are_records(const struct packet *p, const struct tls_memory *memory, struct cur c)
{
    if (!cur_peek(&c, 0, HEADER)) return false;
    while (cur_captured(&c) >= HEADER && !c.error) {
        uint32_t length = record_length(p, memory, &c);
        if (!length) return false;
        packet_skip(&c, length);
    }
    return c.error != CUR_MALFORMED;
}

static bool recognises(const struct packet *p, struct cur c)
{
    return are_records(p, NULL, c);
}

/* Where it is spoken already, the lengths of IDs are known. */
static bool agrees(const struct packet *p, struct cur c)
{
    bool known = p->udp_conversation && p->udp_conversation->proto == &proto_dtls;
    struct dtls_memory *memory = known ? memory_of(p) : NULL;
    return are_records(p, memory ? &memory->tls : NULL, c);
}

/* --- records ------------------------------------------------------------------------------------ */

static const char *version_name(const struct dtls *dtls)
{
    const char *name = tls_short_version(dtls->tls.memory->version);
    return name ? name : "DTLS";
}

/* The version of what follows, as far as a record tells it: that of a client's hello is of no meaning. */
static void learn_version(struct dtls *dtls, unsigned type, unsigned version, const struct cur *c)
{
    const uint8_t *message = cur_peek(c, 0, 1);
    bool offers = type == TLS_IS_HANDSHAKE && message && *message == TLS_CLIENT_HELLO;
    if (!dtls->tls.memory->version && !offers) dtls->tls.memory->version = (uint16_t)version;
}

/* What the record carries; returns its name, NULL where nothing can be said. */
static struct bytes dissect_content(
    struct packet *p, struct dtls *dtls, unsigned type, struct cur sealed, struct cur *body)
{
    const char *version = version_name(dtls), *about = NULL;
    switch (type) {
    case TLS_CHANGE:
        packet_add(p, TLS_CCS, body->at, cur_left(body), 0);
        about = "Change Cipher Spec";
        tls_add_words(p, about);
        break;
    case TLS_IS_ALERT:
        tls_read_alert(p, &dtls->tls, *body);
        return packet_format(
            p, "%s Record Layer: %s", version, tls_alert_words(p, &dtls->tls, body));
    case TLS_IS_HANDSHAKE:
        about = dtls_read_handshake(p, dtls, body);
        break;
    case TLS_IS_DATA:
        packet_rest(p, &sealed, TLS_APP_DATA);
        about = "Application Data";
        tls_add_words(p, about);
        if (dtls->tls.opened) packet_unit(p, p->dissector->data, *body, false);
        break;
    case TLS_HEARTBEAT:
        about = tls_read_heartbeat(p, &dtls->tls, body);
        if (!about) break;
        return packet_format(p, "%s Record Layer: %s", version, about);
    default:
        packet_rest(p, &sealed, DTLS_SEALED);
        tls_add_words(p, "Connection ID");
        return packet_format(p, "%s Record Layer: Connection ID", version);
    }
    if (!about) return (struct bytes){0};
    return packet_format(p, "%s Record Layer: %s Protocol: %s", version,
        field_value_name(tls_content_types, type), about);
}

/* The record's bytes after they were opened, those as they came if they stay shut. */
static struct cur open_record(
    struct packet *p, struct dtls *dtls, const uint8_t *header, struct cur sealed, unsigned *type)
{
    struct tls_side *side = &dtls->tls.memory->sides[p->side];
    struct tls_opened opened;
    uint32_t length = cur_left(&sealed);
    const uint8_t *at = cur_peek(&sealed, 0, length);
    side->sealed = bytes_be16(header + 3) > 0;
    side->sequence = bytes_be64(header + 3); /* the epoch, too */
    dtls->tls.opened = false;
    if (!at || !tls_open(p, &dtls->tls, header, bytes_of(at, length), &opened)) return sealed;
    struct cur body = packet_source(p, bytes_of(opened.plain, opened.length), "Decrypted DTLS");
    if (body.error) return sealed;
    dtls->tls.opened = true;
    *type = opened.type;
    return body;
}

static void dissect_record(struct packet *p, struct dtls *dtls, struct cur *c)
{
    uint32_t start = c->at;
    const uint8_t *header = cur_peek(c, 0, HEADER);
    unsigned type = header[0], version = bytes_be16(header + 1), epoch = bytes_be16(header + 3);
    bool has_id = type == TLS_CONNECTION_ID;
    uint32_t id = id_length(p, dtls->tls.memory, type), behind = HEADER + id;
    const uint8_t *at = cur_peek(c, ID, id);
    uint32_t length = record_length(p, dtls->tls.memory, c) - behind;
    struct cur ahead = *c;
    packet_skip(&ahead, behind);
    struct cur sealed = cur_sub(&ahead, length);
    dtls->tls.id = bytes_of(at, id);
    dtls->tls.memory->changed[p->side] = epoch > 0;
    struct cur body = open_record(p, dtls, header, sealed, &type);
    struct item *item = packet_add(p, TLS_RECORD, start, behind + length, 0);
    packet_open(p, item);
    packet_u8(p, c, has_id ? DTLS_SPECIAL_TYPE : TLS_CONTENT_TYPE);
    packet_u16(p, c, TLS_VERSION);
    packet_u16(p, c, DTLS_EPOCH);
    packet_uint(p, c, DTLS_SEQUENCE);
    if (id) packet_bytes(p, c, DTLS_ID, id);
    packet_u16(p, c, TLS_LENGTH);
    if (has_id && dtls->tls.opened)
        packet_add_uint(p, TLS_CONTENT_TYPE, c->at, 0, type, ITEM_GENERATED);
    learn_version(dtls, type, version, c);
    packet_skip(c, length);
    uint8_t source = p->layer->source;
    if (type != TLS_IS_DATA) p->layer->source = body.source; /* where the items lie */
    struct bytes name = dissect_content(p, dtls, type, sealed, &body);
    p->layer->source = source;
    dtls->tls.opened = false;
    packet_shut(p, item, NULL);
    if (item) item->bytes = name;
    if (body.error) c->error = body.error;
}

static void dissect(struct packet *p, struct cur *c)
{
    struct dtls dtls = {.tls = {.datagrams = true}};
    if (p->udp_conversation) p->udp_conversation->proto = p->layer->proto;
    struct dtls_memory *memory = memory_of(p);
    dtls.tls.memory = memory ? &memory->tls : &dtls.tls.own;
    dtls.messages = memory ? &memory->messages[p->side] : NULL;
    while (cur_left(c) && !c->error) {
        const uint8_t *header = cur_peek(c, 0, HEADER);
        if (record_length(p, dtls.tls.memory, c)) {
            dissect_record(p, &dtls, c);
        } else if (header || cur_left(c) < HEADER) {
            packet_add(p, TLS_UNKNOWN, c->at, cur_captured(c), 0);
            tls_add_words(p, "Ignored Unknown Record");
            c->at = c->end;
        } else {
            packet_skip(c, HEADER); /* the capture was cut */
        }
    }
    p->layer->column = version_name(&dtls);
}

const struct proto proto_dtls = {.name = "dtls",
    .title = "Datagram Transport Layer Security",
    .brief = "DTLS",
    .column = "DTLS",
    .fields = dtls_fields,
    .nfields = DTLS_FIELDS,
    .dissect = dissect,
    .info = tls_info,
    .heuristic_table = "udp",
    .agrees = agrees,
    .recognises = recognises};
