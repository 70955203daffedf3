/* The messages of a DTLS handshake, which datagrams carry in pieces (RFC 6347 4.2.2 and 4.2.3).
 *
 *      0        1            4          6            9            12
 *      +--------+------------+----------+------------+------------+---------- - -
 *      |  type  |   length   | sequence |   offset   | of piece   |  piece of a handshake message
 *      +--------+------------+----------+------------+------------+---------- - -
 *
 * What the messages say is TLS (tls_handshake.c).  SPDX-License-Identifier: MIT */
#include <string.h>

#include "dissect/fragments.h"
#include "dissect/proto/dtls.h"

enum { MESSAGE = 12 };

/* --- pieces of messages ------------------------------------------------------------------------- */

/* Where the piece belongs among those that came; one too many is not told. */
static void count_piece(struct dtls_gathered *g, uint32_t frame, uint32_t offset, uint32_t length)
{
    uint32_t at = g->count;
    if (at == DTLS_PIECES) return;
    for (; at && g->pieces[at - 1].offset > offset; at--)
        g->pieces[at] = g->pieces[at - 1];
    g->pieces[at] = (struct stream_piece){frame, offset, length};
    g->count++;
}

/* Keeps a piece; true if the message is complete with it. */
static bool gather(
    struct packet *p, struct dtls_gathered *g, const uint8_t *header, const uint8_t *piece)
{
    uint32_t whole = bytes_be24(header + 1), offset = bytes_be24(header + 6),
             length = bytes_be24(header + 9);
    uint16_t sequence = bytes_be16(header + 4);
    if (whole > DTLS_KEPT || offset > whole || length > whole - offset) return false;
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

static struct dtls_gathered *gathered_of(struct dtls *dtls, const uint8_t *header)
{
    return &dtls->messages->gathered[bytes_be16(header + 4) % 2];
}

/* All of the message has come before: whoever puts pieces together has no use for this one. */
static bool has_come(struct packet *p, const struct dtls_messages *messages, unsigned sequence)
{
    if (sequence >= 64 || !(messages->whole >> sequence & 1)) return false;
    p->fault = "New fragment overlaps old data (retransmission?)";
    return true;
}

/* The bytes of a complete message, until the next packet: another message may begin behind it. */
static struct bytes take_message(const struct packet *p, const struct dtls_gathered *g)
{
    uint8_t *room = p->tracker->room ? p->tracker->room(p->tracker, g->length) : NULL;
    if (!room) return (struct bytes){0};
    memcpy(room, g->bytes, g->length);
    return bytes_of(room, g->length);
}

/* "3 Message fragments (793 bytes): #4(261), #5(347), #6(185)" and each of them. */
static void add_pieces(struct packet *p, struct dtls_gathered *g)
{
    static const struct piece_rows rows = {DTLS_FRAGMENTS, DTLS_FRAGMENT, DTLS_FRAGMENT_COUNT,
        DTLS_REASSEMBLED, .title = "Message fragments", .spans = true};
    const struct stream_begun whole = {.filled = g->length, .pieces = g->pieces, .count = g->count};
    fragments_add_pieces(p, &whole, p->layer->source, &rows);
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

/* The piece at the cursor: where it is the last one of its message, all of that; empty otherwise. */
static struct bytes join(struct packet *p, struct dtls *dtls, struct cur *c)
{
    const uint8_t *header = cur_peek(c, 0, MESSAGE);
    unsigned sequence = bytes_be16(header + 4);
    struct dtls_messages *messages = dtls->messages;
    const uint8_t *piece = cur_peek(c, MESSAGE, bytes_be24(header + 9));
    if (!messages) return (struct bytes){0};
    if (has_come(p, messages, sequence)) {
        c->error = CUR_MALFORMED;
        return (struct bytes){0};
    }
    struct dtls_gathered *gathered = gathered_of(dtls, header);
    if (!gather(p, gathered, header, piece)) return (struct bytes){0};
    if (sequence < 64) messages->whole |= UINT64_C(1) << sequence;
    return take_message(p, gathered);
}

/* The message at the cursor, or a piece of one, and all of it where this was the last one.  Returns
 * its name. */
static const char *dissect_message(struct packet *p, struct dtls *dtls, struct cur *c)
{
    static const char *const parts[] = {
        [WHOLE] = "", [FRAGMENT] = " (Fragment)", [REASSEMBLED] = " (Reassembled)"};
    const uint8_t *header = cur_peek(c, 0, MESSAGE);
    const char *name = header ? field_value_name(tls_handshake_types, header[0]) : NULL;
    uint32_t length = header ? bytes_be24(header + 9) : 0;
    const uint8_t *piece = name ? cur_peek(c, MESSAGE, length) : NULL;
    struct item *item =
        packet_add(p, TLS_HANDSHAKE, c->at, piece ? MESSAGE + length : cur_left(c), 0);
    if (!piece) {
        packet_skip(c, cur_left(c));
        return "Encrypted Handshake Message";
    }
    enum part part = length < bytes_be24(header + 1) ? FRAGMENT : WHOLE;
    struct cur ahead = *c;
    struct bytes whole = part == FRAGMENT ? join(p, dtls, &ahead) : (struct bytes){0};
    if (ahead.error) {
        packet_open(p, item);
        add_message_header(p, c);
        packet_shut(p, item, NULL);
        c->error = ahead.error;
        return name;
    }
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
    if (part == REASSEMBLED) add_pieces(p, gathered_of(dtls, header));
    p->layer->source = source;
    return name;
}

const char *dtls_read_handshake(struct packet *p, struct dtls *dtls, struct cur *body)
{
    const char *first = NULL;
    if (dtls->tls.memory->changed[p->side] && !dtls->tls.opened) {
        packet_add(p, TLS_HANDSHAKE, body->at, cur_left(body), 0);
        tls_add_words(p, "Encrypted Handshake Message");
        return NULL;
    }
    while (cur_left(body) && !body->error) {
        const char *name = dissect_message(p, dtls, body);
        tls_add_words(p, name);
        if (!first) first = name;
    }
    return body->error ? NULL : first;
}
