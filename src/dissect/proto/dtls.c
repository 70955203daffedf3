/* Datagram Transport Layer Security, RFC 4347 (1.0) and 6347 (1.2): TLS for datagrams, which get lost,
 * overtake each other and come twice.  So records are numbered, and messages are cut into pieces
 * that say where they belong:
 *
 *      0        1         3         5                       11         13
 *      +--------+---------+---------+-----------------------+----------+---------- - -
 *      |  type  | version |  epoch  |    sequence number    |  length  |  fragment
 *      +--------+---------+---------+-----------------------+----------+---------- - -
 *
 *      0        1            4          6            9            12
 *      +--------+------------+----------+------------+------------+---------- - -
 *      |  type  |   length   | sequence |   offset   | of piece   |  piece of a handshake message
 *      +--------+------------+----------+------------+------------+---------- - -
 *
 * Each ChangeCipherSpec begins a new epoch; behind the first one (epoch 0) all is encrypted.  What the
 * messages say is TLS (tls_handshake.c).  SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/text.h"
#include "dissect/proto/tls.h"
#include "dissect/tracker.h"

enum { HEADER = 13, MESSAGE = 12, LONGEST = 16384 + 2048 };
enum { DTLS_1_0 = 0xfeff, DTLS_1_2 = 0xfefd, DTLS_OPENSSL = 0x0100 /* 1.0, as it once was */ };

/* A message of one side that came in pieces. */
enum { KEPT = 8192, PIECES = 32 };
struct gathered {
    bool begun;
    uint8_t type;
    uint16_t sequence;
    uint32_t length, filled; /* in bytes */
    uint32_t count;          /* of its pieces, which stand in their order in the message */
    struct {
        uint32_t frame, offset, length;
    } pieces[PIECES];
    uint8_t there[KEPT / 8]; /* which bytes have come: a bit each */
    uint8_t bytes[KEPT];
};
struct dtls_memory {
    struct tls_memory tls;
    struct gathered gathered[2];
};

/* While a datagram is dissected. */
struct dtls {
    struct tls tls;
    struct gathered *gathered; /* of this side; NULL: nothing is remembered */
};

static uint32_t read_u24(const uint8_t *at)
{
    return (uint32_t)at[0] << 16 | bytes_be16(at + 1);
}

static bool is_record(const uint8_t *at)
{
    unsigned version = bytes_be16(at + 1);
    return at[0] >= TLS_CHANGE && at[0] <= TLS_HEARTBEAT &&
           (version == DTLS_1_0 || version == DTLS_1_2 || version == DTLS_OPENSSL) &&
           bytes_be16(at + 11) <= LONGEST;
}

/* Records one behind the other, up to the end of what was captured. */
static bool recognises(const struct packet *p, struct cur c)
{
    (void)p;
    if (!cur_peek(&c, 0, HEADER)) return false;
    while (cur_left(&c) && !c.error) {
        const uint8_t *at = cur_take(&c, HEADER);
        if (!at) break;
        if (!is_record(at)) return false;
        packet_skip(&c, bytes_be16(at + 11));
    }
    return c.error != CUR_MALFORMED;
}

/* --- pieces of messages ------------------------------------------------------------------------- */

/* Where the piece belongs among those that came; one too many is not told. */
static void count_piece(struct gathered *g, uint32_t frame, uint32_t offset, uint32_t length)
{
    uint32_t at = g->count;
    if (at == PIECES) return;
    for (; at && g->pieces[at - 1].offset > offset; at--)
        g->pieces[at] = g->pieces[at - 1];
    g->pieces[at].frame = frame;
    g->pieces[at].offset = offset;
    g->pieces[at].length = length;
    g->count++;
}

/* Keeps a piece; true if the message is complete with it. */
static bool gather(
    const struct packet *p, struct gathered *g, const uint8_t *header, const uint8_t *piece)
{
    uint32_t whole = read_u24(header + 1), offset = read_u24(header + 6),
             length = read_u24(header + 9);
    uint16_t sequence = bytes_be16(header + 4);
    if (!g || whole > KEPT || offset > whole || length > whole - offset) return false;
    if (!g->begun || g->sequence != sequence || g->length != whole || g->type != header[0]) {
        memset(g, 0, sizeof *g);
        g->begun = true;
        g->type = header[0];
        g->sequence = sequence;
        g->length = whole;
    }
    count_piece(g, (uint32_t)p->frame->number, offset, length);
    for (uint32_t i = 0, at = offset; i < length; i++, at++) {
        uint8_t bit = (uint8_t)(1U << at % 8);
        if (g->there[at / 8] & bit) continue;
        g->there[at / 8] |= bit;
        g->bytes[at] = piece[i];
        g->filled++;
    }
    if (g->filled < g->length) return false;
    g->begun = false;
    return true;
}

/* The bytes of a complete message, until the next packet: another message may begin behind it. */
static struct bytes take_message(const struct packet *p, const struct gathered *g)
{
    uint8_t *room = p->tracker->room ? p->tracker->room(p->tracker, g->length) : NULL;
    if (!room) return (struct bytes){0};
    memcpy(room, g->bytes, g->length);
    return bytes_of(room, g->length);
}

static struct item *add_fact(
    struct packet *p, unsigned field, uint32_t offset, uint32_t length, uint64_t number)
{
    return packet_add_uint(p, field, offset, length, number, ITEM_GENERATED);
}

/* "3 Message fragments (793 bytes): #4(261), #5(347), #6(185)" and each of them. */
static void add_pieces(struct packet *p, const struct gathered *g)
{
    struct item *item = packet_add(p, DTLS_FRAGMENTS, 0, g->length, ITEM_GENERATED);
    if (item) {
        struct text words = packet_text(p);
        text_format(&words, "%u Message fragments (%u byte%s): ", g->count, g->length,
            g->length == 1 ? "" : "s");
        for (uint32_t i = 0; i < g->count; i++)
            text_format(
                &words, "%s#%u(%u)", i ? ", " : "", g->pieces[i].frame, g->pieces[i].length);
        item->bytes = packet_keep(p, &words);
    }
    packet_open(p, item);
    for (uint32_t i = 0; i < g->count; i++)
        add_fact(p, DTLS_FRAGMENT, g->pieces[i].offset, g->pieces[i].length, g->pieces[i].frame);
    add_fact(p, DTLS_FRAGMENT_COUNT, 0, 0, g->count);
    add_fact(p, DTLS_REASSEMBLED, 0, 0, g->length);
    packet_shut(p, item, NULL);
}

/* --- handshake ---------------------------------------------------------------------------------- */

enum part { WHOLE, FRAGMENT, REASSEMBLED };

static void add_message_header(struct packet *p, struct cur *c)
{
    packet_u8(p, c, TLS_HS_TYPE);
    packet_u24(p, c, TLS_HS_LENGTH);
    packet_u16(p, c, DTLS_MESSAGE);
    packet_u24(p, c, DTLS_OFFSET);
    packet_u24(p, c, DTLS_PIECE);
}

/* The message at the cursor, or a piece of one, and all of it where this was the last one.  Returns
 * its name. */
static const char *dissect_message(struct packet *p, struct dtls *dtls, struct cur *c)
{
    static const char *const parts[] = {
        [WHOLE] = "", [FRAGMENT] = " (Fragment)", [REASSEMBLED] = " (Reassembled)"};
    const uint8_t *header = cur_peek(c, 0, MESSAGE);
    const char *name = header ? field_value_name(tls_handshake_types, header[0]) : NULL;
    uint32_t length = header ? read_u24(header + 9) : 0;
    const uint8_t *piece = name ? cur_peek(c, MESSAGE, length) : NULL;
    struct item *item =
        packet_add(p, TLS_HANDSHAKE, c->at, piece ? MESSAGE + length : cur_left(c), 0);
    if (!piece) {
        packet_skip(c, cur_left(c));
        return "Encrypted Handshake Message";
    }
    enum part part = length < read_u24(header + 1) ? FRAGMENT : WHOLE;
    struct bytes whole = {0};
    if (part == FRAGMENT && gather(p, dtls->gathered, header, piece))
        whole = take_message(p, dtls->gathered);
    if (whole.at) part = REASSEMBLED;
    struct bytes words = packet_format(p, "%s%s", name, parts[part]);
    if (words.len) name = (const char *)words.at;
    if (item) item->bytes = packet_format(p, "Handshake Protocol: %s", name);
    packet_open(p, item);
    add_message_header(p, c);
    struct cur body = cur_sub(c, length);
    uint8_t source = p->layer->source;
    if (part == REASSEMBLED) {
        body = packet_source(p, whole, "Reassembled DTLS");
        if (!body.error) p->layer->source = body.source; /* where the items lie */
    }
    if (part != FRAGMENT) tls_read_message(p, &dtls->tls, header[0], body);
    packet_shut(p, item, NULL);
    if (part == REASSEMBLED) add_pieces(p, dtls->gathered);
    p->layer->source = source;
    return name;
}

/* Returns the name of the first message. */
static const char *dissect_handshake(struct packet *p, struct dtls *dtls, struct cur body)
{
    const char *first = NULL;
    if (dtls->tls.memory->changed[p->side]) {
        packet_add(p, TLS_HANDSHAKE, body.at, cur_left(&body), 0);
        tls_add_words(p, "Encrypted Handshake Message");
        return NULL;
    }
    while (cur_left(&body) && !body.error) {
        const char *name = dissect_message(p, dtls, &body);
        tls_add_words(p, name);
        if (!first) first = name;
    }
    return first;
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
    struct packet *p, struct dtls *dtls, unsigned type, struct cur body)
{
    const char *version = version_name(dtls), *about = NULL;
    switch (type) {
    case TLS_CHANGE:
        packet_add(p, TLS_CCS, body.at, cur_left(&body), 0);
        about = "Change Cipher Spec";
        tls_add_words(p, about);
        break;
    case TLS_IS_ALERT:
        tls_read_alert(p, &dtls->tls, body);
        return packet_format(
            p, "%s Record Layer: %s", version, tls_alert_words(p, &dtls->tls, &body));
    case TLS_IS_HANDSHAKE:
        about = dissect_handshake(p, dtls, body);
        break;
    case TLS_IS_DATA:
        packet_rest(p, &body, TLS_APP_DATA);
        about = "Application Data";
        tls_add_words(p, about);
        break;
    default:
        packet_add(p, DTLS_HEARTBEAT, body.at, cur_left(&body), 0);
        about = "Heartbeat";
        tls_add_words(p, about);
        break;
    }
    if (!about) return (struct bytes){0};
    return packet_format(p, "%s Record Layer: %s Protocol: %s", version,
        field_value_name(tls_content_types, type), about);
}

static void dissect_record(struct packet *p, struct dtls *dtls, struct cur *c)
{
    uint32_t start = c->at;
    const uint8_t *header = cur_peek(c, 0, HEADER);
    unsigned length = bytes_be16(header + 11);
    struct item *item = packet_add(p, TLS_RECORD, start, HEADER + length, 0);
    packet_open(p, item);
    unsigned type = packet_u8(p, c, TLS_CONTENT_TYPE);
    unsigned version = packet_u16(p, c, TLS_VERSION);
    unsigned epoch = packet_u16(p, c, DTLS_EPOCH);
    packet_uint(p, c, DTLS_SEQUENCE);
    packet_u16(p, c, TLS_LENGTH);
    learn_version(dtls, type, version, c);
    dtls->tls.memory->changed[p->side] = epoch > 0;
    struct bytes name = dissect_content(p, dtls, type, cur_sub(c, length));
    packet_shut(p, item, NULL);
    if (item) item->bytes = name;
}

static void dissect(struct packet *p, struct cur *c)
{
    struct dtls dtls = {.tls = {.datagrams = true}};
    struct dtls_memory *memory = NULL;
    if (p->udp_conversation && p->tracker->udp_memory) {
        p->udp_conversation->proto = p->layer->proto;
        memory = p->tracker->udp_memory(p->tracker, p->udp_conversation, sizeof *memory);
    }
    dtls.tls.memory = memory ? &memory->tls : &dtls.tls.own;
    dtls.gathered = memory ? &memory->gathered[p->side] : NULL;
    while (cur_left(c) && !c->error) {
        const uint8_t *header = cur_peek(c, 0, HEADER);
        if (header && is_record(header)) {
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
    .agrees = recognises,
    .recognises = recognises};
