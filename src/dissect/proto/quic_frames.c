/* What is in a QUIC packet: frames (RFC 9000 19, RFC 9221, and drafts).
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
    ACK = 0x02,
    ACK_ECN = 0x03,
    CRYPTO = 0x06,
    NEW_TOKEN = 0x07,
    STREAM = 0x08,
    CRYPTO_GOOGLE = 0x08,
    LAST_STREAM = 0x0f,
    NEW_CONNECTION_ID = 0x18,
    PATH_CHALLENGE = 0x1a,
    PATH_RESPONSE = 0x1b,
    CLOSE = 0x1c,
    CLOSE_APPLICATION = 0x1d,
    DATAGRAM = 0x30,
    DATAGRAM_SIZED = 0x31,
    ACK_FREQUENCY = 0xaf,
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

/* So many bytes; more than are left are no frame. */
static void add_bytes(struct packet *p, struct cur *c, unsigned row, uint64_t length)
{
    if (length > cur_left(c)) c->error = CUR_MALFORMED;
    if (length && !c->error) packet_bytes(p, c, row, (uint32_t)length);
}

static void add_new_token(struct packet *p, struct cur *c)
{
    add_number(p, c, QUIC_FRAME_TYPE);
    add_bytes(p, c, QUIC_NEW_TOKEN, add_number(p, c, QUIC_NEW_TOKEN_LENGTH));
}

/* The low bits of a stream's number tell who opened it, and for whom. */
static uint64_t add_stream_id(struct packet *p, struct cur *c)
{
    uint32_t at = c->at;
    uint64_t id = quic_number(c);
    struct item *item = c->error ? NULL : packet_add_uint(p, QUIC_STREAM_ID, at, c->at - at, id, 0);
    packet_open(p, item);
    if (!c->error) packet_add_bits(p, QUIC_STREAM_INITIATOR, at, c->at - at, id, 0);
    if (!c->error) packet_add_bits(p, QUIC_STREAM_DIRECTION, at, c->at - at, id, 0);
    packet_shut(p, item, NULL);
    return id;
}

/* "STREAM(4)", for the Info column. */
static const char *word_of_stream(struct packet *p, const char *word, uint64_t id)
{
    struct bytes words = packet_format(p, "%s(%llu)", word, (unsigned long long)id);
    return words.len ? (const char *)words.at : word;
}

/* Bytes of a stream: what programs say to each other.  Returns the word for the Info column. */
static const char *add_stream(struct packet *p, struct cur *c, struct item *heading)
{
    enum { FIN = 1, LENGTH = 2, OFFSET = 4 };
    uint32_t start = c->at;
    unsigned type = (unsigned)quic_number(c);
    struct item *item = packet_add_uint(p, QUIC_FRAME_TYPE, start, c->at - start, type, 0);
    packet_open(p, item);
    for (unsigned row = QUIC_STREAM_FIN; row <= QUIC_STREAM_OFF; row++)
        packet_add_bits(p, row, c->at - 1, 1, type, 0);
    packet_shut(p, item, NULL);
    uint64_t id = add_stream_id(p, c), offset = 0, length = cur_left(c);
    if (type & OFFSET) offset = add_number(p, c, QUIC_STREAM_OFFSET);
    length = type & LENGTH ? add_number(p, c, QUIC_STREAM_LENGTH) : cur_left(c);
    if (heading)
        heading->bytes =
            packet_format(p, "STREAM id=%llu fin=%u off=%llu len=%llu dir=%s origin=%s",
                (unsigned long long)id, type & FIN, (unsigned long long)offset,
                (unsigned long long)length, id & 2 ? "Unidirectional" : "Bidirectional",
                id & 1 ? "Server-initiated" : "Client-initiated");
    add_bytes(p, c, QUIC_STREAM_DATA, length);
    return word_of_stream(p, "STREAM", id);
}

/* Further IDs for the connection; each has a token by which it may be ended. */
static void add_new_id(struct packet *p, struct cur *c)
{
    enum { TOKEN = 16 };
    add_number(p, c, QUIC_FRAME_TYPE);
    add_number(p, c, QUIC_ID_SEQUENCE);
    add_number(p, c, QUIC_ID_RETIRE);
    add_bytes(p, c, QUIC_ID, packet_u8(p, c, QUIC_ID_LENGTH));
    add_bytes(p, c, QUIC_ID_RESET, TOKEN);
}

static void add_path(struct packet *p, struct cur *c, unsigned row)
{
    enum { DATA = 8 };
    add_number(p, c, QUIC_FRAME_TYPE);
    add_bytes(p, c, row, DATA);
}

static void add_datagram(struct packet *p, struct cur *c, bool sized)
{
    add_number(p, c, QUIC_FRAME_TYPE);
    add_bytes(p, c, QUIC_DATAGRAM, sized ? add_number(p, c, QUIC_DATAGRAM_LENGTH) : cur_left(c));
}

/* draft-ietf-quic-ack-frequency-01 */
static void add_frequency(struct packet *p, struct cur *c)
{
    static const uint8_t bits[] = {
        QUIC_FREQUENCY_RESERVED, QUIC_FREQUENCY_CE, QUIC_FREQUENCY_ORDER, 0};
    for (unsigned row = QUIC_FREQUENCY_SEQUENCE; row <= QUIC_FREQUENCY_DELAY; row++) {
        if (row == QUIC_FREQUENCY_SEQUENCE) add_number(p, c, QUIC_FRAME_TYPE);
        add_number(p, c, row);
    }
    packet_bits(p, c, QUIC_FREQUENCY_LAST, bits, 0);
}

/* Frames that are nothing but numbers. */
static const struct plain {
    uint16_t type;
    uint8_t rows[3]; /* up to the first 0 */
    const char *heading, *word;
    bool of_stream; /* whose number is the first one; the word tells it, too */
} plains[] = {
    {0x01, {0}, "PING", "PING"},
    {0x04, {QUIC_RESET_STREAM, QUIC_RESET_CODE, QUIC_RESET_SIZE}, "RESET_STREAM", "RS", true},
    {0x05, {QUIC_STOP_STREAM, QUIC_STOP_CODE}, "STOP_SENDING", "SS", true},
    {0x10, {QUIC_MAX_DATA}, "MAX_DATA", "MD"},
    {0x11, {QUIC_MAX_STREAM_ID, QUIC_MAX_STREAM_DATA}, "MAX_STREAM_DATA", "MSD", true},
    {0x12, {QUIC_MAX_STREAMS}, "MAX_STREAMS", "MS"},
    {0x13, {QUIC_MAX_STREAMS}, "MAX_STREAMS", "MS"},
    {0x14, {QUIC_BLOCKED_AT}, "DATA_BLOCKED", "DB"},
    {0x15, {QUIC_STREAM_BLOCKED_ID, QUIC_STREAM_BLOCKED_AT}, "STREAM_DATA_BLOCKED", "SDB", true},
    {0x16, {QUIC_STREAMS_BLOCKED}, "STREAMS_BLOCKED", "SB"},
    {0x17, {QUIC_STREAMS_BLOCKED}, "STREAMS_BLOCKED", "SB"},
    {0x19, {QUIC_RETIRED}, "RETIRE_CONNECTION_ID", "RC"},
    {0x1e, {0}, "HANDSHAKE_DONE", "DONE"},
    {0xac, {0}, "IMMEDIATE_ACK", "IA"},
    {0x02f5, {QUIC_TIME_STAMP}, "TIME_STAMP", "TS"},
};

static const struct plain *plain_of(uint64_t type)
{
    for (size_t i = 0; i < sizeof plains / sizeof *plains; i++)
        if (plains[i].type == type) return &plains[i];
    return NULL;
}

static const char *add_plain(
    struct packet *p, struct cur *c, struct item *heading, const struct plain *plain)
{
    uint64_t first = 0;
    if (heading) heading->bytes = bytes_of_string(plain->heading);
    add_number(p, c, QUIC_FRAME_TYPE);
    for (unsigned i = 0; i < sizeof plain->rows && plain->rows[i]; i++) {
        uint64_t value = add_number(p, c, plain->rows[i]);
        if (!i) first = value;
    }
    return plain->of_stream ? word_of_stream(p, plain->word, first) : plain->word;
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

static void name(struct item *heading, const char *words)
{
    if (heading) heading->bytes = bytes_of_string(words);
}

/* One that has more than numbers in it, and its word for the Info column; NULL if it is unknown. */
static const char *add_special(
    struct packet *p, struct quic *quic, struct cur *c, struct item *heading, uint64_t type)
{
    switch (type) {
    case PADDING:
        add_padding(p, c, heading);
        return "PADDING";
    case ACK:
    case ACK_ECN:
        name(heading, "ACK");
        add_ack(p, c, type == ACK_ECN);
        return type == ACK ? "ACK" : "ACK_ECN";
    case CRYPTO:
        name(heading, "CRYPTO");
        add_crypto(p, quic, c);
        return "CRYPTO";
    case NEW_TOKEN:
        name(heading, "NEW_TOKEN");
        add_new_token(p, c);
        return "NT";
    case NEW_CONNECTION_ID:
        name(heading, "NEW_CONNECTION_ID");
        add_new_id(p, c);
        return "NCI";
    case PATH_CHALLENGE:
        name(heading, "PATH_CHALLENGE");
        add_path(p, c, QUIC_CHALLENGE);
        return "PC";
    case PATH_RESPONSE:
        name(heading, "PATH_RESPONSE");
        add_path(p, c, QUIC_RESPONSE);
        return "PR";
    case CLOSE:
    case CLOSE_APPLICATION:
        add_close(p, c, heading, type == CLOSE_APPLICATION);
        return "CC";
    case DATAGRAM:
    case DATAGRAM_SIZED:
        name(heading, "DATAGRAM");
        add_datagram(p, c, type == DATAGRAM_SIZED);
        return "DG";
    case ACK_FREQUENCY:
        name(heading, "ACK_FREQUENCY");
        add_frequency(p, c);
        return "AF";
    default:
        return NULL;
    }
}

/* One frame, and its word for the Info column. */
static const char *add_frame(
    struct packet *p, struct quic *quic, struct cur *c, struct item *heading, uint64_t type)
{
    if (quic_is_google(quic->version)) return add_google(p, quic, c, heading);
    if (type >= STREAM && type <= LAST_STREAM) return add_stream(p, c, heading);
    const struct plain *plain = plain_of(type);
    if (plain) return add_plain(p, c, heading, plain);
    const char *word = add_special(p, quic, c, heading, type);
    if (word) return word;
    name(heading, "Unknown");
    add_number(p, c, QUIC_FRAME_TYPE);
    packet_note_at(p, p->depth, QUIC_N_UNKNOWN, NOTE_NOTE, NOTE_UNDECODED,
        "Unknown Frame Type 0x%llx", (unsigned long long)type);
    c->at = c->end;
    return NULL;
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
