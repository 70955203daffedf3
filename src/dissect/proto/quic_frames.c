/* What is in a QUIC packet: frames (RFC 9000 19), of those that an Initial packet may have.
 *
 *      +------+----------------------------------------------+
 *      | type | fields, most of them numbers of 1 to 8 bytes |
 *      +------+----------------------------------------------+
 * SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/proto/quic.h"

enum {
    PADDING = 0x00,
    PING = 0x01,
    ACK = 0x02,
    ACK_ECN = 0x03,
    CRYPTO = 0x06,
    CRYPTO_GOOGLE = 0x08,
    CLOSE = 0x1c,
    CLOSE_APPLICATION = 0x1d,
    CRYPTO_ERROR = 0x100,
};

/* A number, as wide as its first two bits say. */
static uint64_t add_number(struct packet *p, struct cur *c, unsigned row)
{
    uint32_t offset = c->at;
    uint64_t value = quic_number(c);
    if (!c->error) packet_add_uint(p, row, offset, c->at - offset, value, 0);
    return value;
}

static void add_padding(struct packet *p, struct cur *c, struct item *heading)
{
    uint32_t start = c->at, length = 0;
    add_number(p, c, QUIC_FRAME_TYPE);
    for (const uint8_t *at; (at = cur_peek(c, 0, 1)) && *at == PADDING; length++)
        packet_skip(c, 1);
    length++;
    packet_add_uint(p, QUIC_PADDING_LENGTH, start, 0, length, ITEM_GENERATED);
    if (heading) heading->bytes = packet_format(p, "PADDING Length: %u", length);
}

static void add_ack(struct packet *p, struct cur *c, bool marks)
{
    add_number(p, c, QUIC_FRAME_TYPE);
    add_number(p, c, QUIC_ACK_LARGEST);
    add_number(p, c, QUIC_ACK_DELAY);
    uint64_t count = add_number(p, c, QUIC_ACK_COUNT);
    add_number(p, c, QUIC_ACK_FIRST);
    for (; count && !c->error; count--) {
        add_number(p, c, QUIC_ACK_GAP);
        add_number(p, c, QUIC_ACK_RANGE);
    }
    for (unsigned row = QUIC_ACK_ECT0; marks && row <= QUIC_ACK_CE; row++)
        add_number(p, c, row);
}

static void add_crypto(struct packet *p, struct quic *quic, struct cur *c)
{
    add_number(p, c, QUIC_FRAME_TYPE);
    uint64_t offset = add_number(p, c, QUIC_CRYPTO_OFFSET),
             length = add_number(p, c, QUIC_CRYPTO_LENGTH);
    if (length > cur_left(c)) c->error = CUR_MALFORMED;
    uint32_t start = c->at;
    const uint8_t *at = cur_take(c, (uint32_t)length);
    if (!at) return;
    packet_add(p, QUIC_CRYPTO_DATA, start, (uint32_t)length, 0);
    if (quic->version == QUIC_Q050) return; /* a handshake of its own */
    if (!quic_crypto(p, quic, offset, bytes_of(at, (size_t)length))) return;
    packet_add(p, QUIC_RETRANSMITTED, start, 0, 0);
    packet_note_at(p, p->depth + 1u, QUIC_N_RETRANSMISSION, NOTE_NOTE, NOTE_SEQUENCE, "%s",
        quic_fields[QUIC_N_RETRANSMISSION].label);
}

static void add_close(struct packet *p, struct cur *c, struct item *heading, bool application)
{
    add_number(p, c, QUIC_FRAME_TYPE);
    uint64_t code = add_number(p, c, application ? QUIC_ERROR_CODE_APP : QUIC_ERROR_CODE);
    if (!application && code >> 8 == CRYPTO_ERROR >> 8)
        packet_add_uint(p, QUIC_ERROR_ALERT, c->at - 1, 1, code & 0xff, 0);
    if (!application) add_number(p, c, QUIC_ERROR_FRAME);
    uint64_t length = add_number(p, c, QUIC_REASON_LENGTH);
    if (length > cur_left(c)) c->error = CUR_MALFORMED;
    if (length) packet_bytes(p, c, QUIC_REASON, (uint32_t)length);
    if (!heading) return;
    struct text words = packet_text(p);
    text_format(
        &words, "CONNECTION_CLOSE (%s) Error code: ", application ? "Application" : "Transport");
    if (application)
        text_format(&words, "0x%llx", (unsigned long long)code);
    else
        quic_put_error(&words, code);
    heading->bytes = packet_keep(p, &words);
}

/* Over an acknowledgement of Google's: 01, whether there are gaps, and how long the two kinds of numbers
 * are; the largest and its delay; the blocks; and the times of packets. */
static void skip_google_ack(struct cur *c)
{
    static const uint8_t lengths[] = {1, 2, 4, 6};
    const uint8_t *first = cur_take(c, 1);
    if (!first) return;
    uint32_t largest = lengths[*first >> 2 & 3], block = lengths[*first & 3];
    packet_skip(c, largest + 2);
    const uint8_t *blocks = *first & 0x20 ? cur_take(c, 1) : NULL;
    packet_skip(c, block + (blocks ? *blocks * (1 + block) : 0));
    const uint8_t *times = cur_take(c, 1);
    if (times && *times) packet_skip(c, 5 + (*times - 1u) * 3);
}

/* Of Google's own frames that for the handshake is told, and where others end that stand before it. */
static const char *add_google(
    struct packet *p, struct quic *quic, struct cur *c, struct item *heading)
{
    const uint8_t *first = cur_peek(c, 0, 1);
    if (first && *first == CRYPTO_GOOGLE) {
        if (heading) heading->bytes = bytes_of_string("CRYPTO");
        add_crypto(p, quic, c);
        return "CRYPTO";
    }
    bool acknowledges = first && *first >> 6 == 1;
    if (heading)
        heading->bytes = bytes_of_string(acknowledges ? "ACK (Special Frame Type)" : "Frames");
    if (acknowledges)
        skip_google_ack(c);
    else
        c->at = c->end;
    return NULL;
}

/* One frame, and its word for the Info column. */
static const char *add_frame(
    struct packet *p, struct quic *quic, struct cur *c, struct item *heading, uint64_t type)
{
    if (quic_is_google(quic->version)) return add_google(p, quic, c, heading);
    switch (type) {
    case PADDING:
        add_padding(p, c, heading);
        return "PADDING";
    case PING:
        add_number(p, c, QUIC_FRAME_TYPE);
        if (heading) heading->bytes = bytes_of_string("PING");
        return "PING";
    case ACK:
    case ACK_ECN:
        if (heading) heading->bytes = bytes_of_string("ACK");
        add_ack(p, c, type == ACK_ECN);
        return type == ACK ? "ACK" : "ACK_ECN";
    case CRYPTO:
        if (heading) heading->bytes = bytes_of_string("CRYPTO");
        add_crypto(p, quic, c);
        return "CRYPTO";
    case CLOSE:
    case CLOSE_APPLICATION:
        add_close(p, c, heading, type == CLOSE_APPLICATION);
        return "CC";
    default:
        if (heading) heading->bytes = bytes_of_string("Unknown");
        add_number(p, c, QUIC_FRAME_TYPE);
        packet_note_at(p, p->depth, QUIC_N_UNKNOWN, NOTE_NOTE, NOTE_UNDECODED,
            "Unknown Frame Type 0x%llx", (unsigned long long)type);
        c->at = c->end;
        return NULL;
    }
}

void quic_frames(struct packet *p, struct quic *quic, struct cur c)
{
    uint8_t source = p->layer->source;
    p->layer->source = c.source; /* where the items lie */
    while (cur_left(&c) && !c.error) {
        struct cur ahead = c;
        uint64_t type = quic_number(&ahead);
        struct item *heading = packet_add(p, QUIC_FRAME, c.at, 0, 0);
        packet_open(p, heading);
        const char *word = add_frame(p, quic, &c, heading, type);
        packet_shut(p, heading, &c);
        if (word && !c.error) text_format(quic->words, ", %s", word);
    }
    p->layer->source = source;
}
