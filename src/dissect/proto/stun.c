/* Session Traversal Utilities for NAT, RFC 8489: what is my address, seen from outside?  And TURN (RFC
 * 8656), which has a server pass on what peers behind translators say to each other.
 *
 *      0                 2                 4                                   8         20
 *      +--+--------------+-----------------+-----------------------------------+-- - - --+-- - -
 *      |00|     type     |     length      |          magic cookie             |   id    | attributes
 *      +--+--------------+-----------------+-----------------------------------+-- - - --+-- - -
 *      |01|   channel    |     length      |  data of a channel of TURN
 *      +--+--------------+-----------------+---------------------- - -
 *
 * Its port may be shared with DTLS and media, from which the cookie tells it apart.  Over TCP, messages stand
 * one behind the other, or behind lengths of their own (RFC 4571).  SPDX-License-Identifier: MIT */
#include "dissect/proto/stun.h"

#include "base/text.h"
#include "dissect/dissector.h"
#include "dissect/proto.h"
#include "dissect/registry.h"
#include "dissect/tracker.h"

enum { CHANNEL_HEADER = 4, FRAME_LENGTH = 2, WORDS = 1024, PORT = 3478, RFC_8489 = 3 };
enum { CLASS = 0x0110, REQUEST = 0x0000, INDICATION = 0x0010 };

static bool begins_message(const uint8_t *at)
{
    return at[0] < 0x40 && bytes_be16(at + 2) % 4 == 0 && bytes_be32(at + 4) == STUN_MAGIC_COOKIE;
}

/* One message that fills the datagram, as far as that was captured. */
static bool recognises(const struct packet *p, struct cur c)
{
    (void)p;
    const uint8_t *at = cur_peek(&c, 0, STUN_HEADER);
    return at && begins_message(at) && (uint32_t)STUN_HEADER + bytes_be16(at + 2) == cur_left(&c);
}

/* Channels of TURN have no cookie: they are known by the port alone. */
static uint32_t channel_length(const struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, CHANNEL_HEADER);
    return at && at[0] >> 6 == 1 ? CHANNEL_HEADER + bytes_be16(at + 2) : 0;
}

static bool agrees(const struct packet *p, struct cur c)
{
    uint32_t channel = channel_length(&c);
    return recognises(p, c) || (channel && channel <= cur_left(&c));
}

/* Over TCP a length may stand in front. */
static uint32_t framed(const struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, FRAME_LENGTH + 8);
    return at && begins_message(at + FRAME_LENGTH) &&
                   bytes_be16(at) == STUN_HEADER + bytes_be16(at + FRAME_LENGTH + 2)
               ? FRAME_LENGTH
               : 0;
}

static bool recognises_stream(const struct packet *p, struct cur c)
{
    (void)p;
    const uint8_t *at = cur_peek(&c, framed(&c), STUN_HEADER);
    return at && begins_message(at);
}

static bool agrees_stream(const struct packet *p, struct cur c)
{
    return recognises_stream(p, c) || channel_length(&c);
}

static void measure(const struct packet *p, const struct cur *c, bool last, struct extent *extent)
{
    (void)p;
    (void)last;
    uint32_t front = framed(c), left = cur_left(c);
    const uint8_t *at = cur_peek(c, front, 8);
    uint32_t channel = channel_length(c);
    channel += (4 - channel % 4) % 4; /* padded in streams */
    if (!at && left < FRAME_LENGTH + 8) {
        extent->more = STREAM_NEXT_SEGMENT;
        return;
    }
    uint32_t whole = at && begins_message(at) ? front + STUN_HEADER + bytes_be16(at + 2)
                     : channel                ? channel
                                              : left;
    if (whole > left)
        extent->more = whole - left;
    else
        extent->whole = whole;
}

/* The request of an answer, by the number of both; of that 16 bits are enough between two ports. */
static void add_view(struct packet *p, unsigned type, const uint8_t *id)
{
    enum { ID = 12 };
    struct exchange_view view = {0};
    struct exchange message = {.source_port = (uint16_t)(p->port_pair >> 16),
        .destination_port = (uint16_t)p->port_pair,
        .answer = (type & CLASS) != REQUEST};
    uint32_t at = p->layer->offset;
    if ((type & CLASS) == INDICATION || !p->tracker || !p->tracker->exchange || p->quoting) return;
    for (unsigned i = 0; i < ID; i += 2)
        message.id = (uint16_t)(message.id * 31 + bytes_be16(id + i));
    p->tracker->exchange(p->tracker, p, &message, &view);
    if (view.repeated && !message.answer)
        packet_add_uint(p, STUN_REPEATED, at, 0, view.repeated, ITEM_GENERATED);
    if (view.question) {
        packet_add_uint(p, STUN_QUESTION, at, 0, view.question, ITEM_GENERATED);
        struct item *item = packet_add(p, STUN_TIME, at, 0, ITEM_GENERATED);
        if (item) item->integer = view.time;
    } else if (view.answer) {
        packet_add_uint(p, STUN_ANSWER, at, 0, view.answer, ITEM_GENERATED);
    }
}

static unsigned add_type(struct packet *p, struct cur *c)
{
    struct cur bits = *c;
    uint32_t before = p->nitems;
    unsigned type = packet_u16(p, c, STUN_TYPE);
    struct item *item = p->nitems > before ? &p->items[before] : NULL;
    packet_open(p, item);
    for (unsigned row = STUN_CLASS; row <= STUN_METHOD_ASSIGNMENT; row++)
        packet_u16(p, &bits, row);
    packet_shut(p, item, NULL);
    return type;
}

static void read_channel(struct packet *p, struct cur *c)
{
    packet_u16(p, c, STUN_CHANNEL);
    uint16_t length = packet_u16(p, c, STUN_LENGTH);
    p->layer->trouble = bytes_of_string("ChannelData TURN Message");
    struct cur data = cur_sub(c, length);
    if (length && !c->error) packet_next_data(p, data);
}

static void dissect(struct packet *p, struct cur *c)
{
    char room[WORDS];
    struct text words = {.at = room, .cap = sizeof room, .fixed = true};
    if (framed(c)) packet_u16(p, c, STUN_FRAME_LENGTH);
    uint32_t start = c->at;
    const uint8_t *header = cur_peek(c, 0, STUN_HEADER);
    if (channel_length(c)) {
        read_channel(p, c);
        return;
    }
    if (header && p->detail) add_view(p, bytes_be16(header), header + 8);
    add_type(p, c);
    uint16_t length = packet_u16(p, c, STUN_LENGTH);
    packet_bytes(p, c, STUN_COOKIE, 4);
    packet_bytes(p, c, STUN_ID, 12);
    if (!header || !length) return;
    packet_add_uint(p, STUN_NETWORK_VERSION, start, 0, RFC_8489, ITEM_GENERATED);
    struct stun stun = {.start = start, .mask = header + 4, .words = &words};
    struct cur attributes = cur_sub(c, length);
    struct item *item = packet_add(p, STUN_ATTRIBUTES, attributes.at, length, 0);
    packet_open(p, item);
    while (cur_left(&attributes) && !attributes.error)
        stun_attribute(p, &stun, &attributes);
    packet_shut(p, item, NULL);
    if (attributes.error == CUR_CUT) c->error = CUR_CUT;
    p->layer->trouble = packet_format(p, "%.*s", (int)words.len, words.at);
}

static void describe(struct text *text, const struct packet *packet, const struct layer *layer)
{
    if (layer_item(packet, layer, STUN_CHANNEL)) text_put(text, ", TURN ChannelData Message");
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    static const char *const classes[] = {
        "Request", "Indication", "Success Response", "Error Response"};
    const struct item *type = layer_item(packet, layer, STUN_TYPE);
    if (type) {
        unsigned number = (unsigned)type->number;
        const char *name = field_value_name(stun_methods, stun_method(number));
        text_format(
            text, "%s %s", name ? name : "Unknown", classes[(number >> 7 & 2) | (number >> 4 & 1)]);
    }
    text_add(text, layer->trouble.at, layer->trouble.len);
}

#define STUN_MESSAGE                                                                               \
    .name = "stun", .title = "Session Traversal Utilities for NAT", .brief = "STUN",               \
    .column = "STUN", .fields = stun_fields, .nfields = STUN_FIELDS, .dissect = dissect,           \
    .describe = describe, .info = info

static const struct link links[] = {{"udp.port", PORT}, {NULL, 0}};
static const struct link stream_links[] = {{"tcp.port", PORT}, {NULL, 0}};

const struct proto proto_stun = {STUN_MESSAGE, .links = links, .agrees = agrees,
    .heuristic_table = "udp", .recognises = recognises};
/* The same in a stream. */
const struct proto proto_stun_stream = {STUN_MESSAGE, .links = stream_links,
    .agrees = agrees_stream, .heuristic_table = "tcp", .recognises = recognises_stream,
    .measure = measure, .tells_size = true, .last_speaks = true};
