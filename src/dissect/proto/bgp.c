/* Border Gateway Protocol 4, RFC 4271: how networks tell each other which addresses they lead to.
 *
 *      +-------------------------------+
 *      |  marker: 16 bytes, all ones   |
 *      +---------------+-------+-------+
 *      |    length     | type  |  the message; the length counts all of it
 *      +---------------+-------+
 *
 * It runs over TCP, where routers know each other by configuration: open, then updates as the network
 * changes, keepalives while it does not, and a notification when something is wrong.
 * SPDX-License-Identifier: MIT */
#include "dissect/proto/bgp.h"

#include <string.h>

#include "base/text.h"
#include "dissect/proto.h"

enum { MARKER = 16, HEADER = 19 };
enum {
    ERROR_HEADER = 1,
    ERROR_OPEN = 2,
    ERROR_UPDATE = 3,
    ERROR_EXPIRED = 4,
    ERROR_STATE = 5,
    ERROR_CEASE = 6,
    ERROR_CAPABILITY = 7
};
enum { BAD_PEER_AS = 2, UNSUPPORTED_CAPABILITY = 7, SHUTDOWN = 2, RESET = 4 };

static bool has_marker(const struct cur *c)
{
    static const uint8_t marker[MARKER] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    uint32_t there = cur_captured(c) < MARKER ? cur_captured(c) : MARKER;
    const uint8_t *at = cur_peek(c, 0, there);
    return there && at && memcmp(at, marker, there) == 0;
}

/* RFC 9003: what the operator has to say, its length first. */
static bool add_shutdown(struct packet *p, struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, 1);
    if (!at || *at + 1U != cur_left(c)) return false;
    uint8_t length = packet_u8(p, c, BGP_SHUTDOWN_LENGTH);
    packet_bytes(p, c, BGP_SHUTDOWN, length);
    return true;
}

static void add_error_data(struct packet *p, struct cur *c, uint8_t error, uint8_t detail)
{
    if (!cur_left(c)) return;
    if (error == ERROR_CEASE && (detail == SHUTDOWN || detail == RESET) && add_shutdown(p, c))
        return;
    if (error == ERROR_OPEN && detail == UNSUPPORTED_CAPABILITY) {
        while (cur_left(c))
            bgp_capability(p, c);
    } else if (error == ERROR_OPEN && detail == BAD_PEER_AS && cur_left(c) == 2) {
        uint32_t offset = c->at;
        const uint8_t *at = cur_take(c, 2);
        if (at) packet_add_uint(p, BGP_ERROR_PEER_AS, offset, 2, bytes_be16(at), 0);
    } else {
        packet_rest(p, c, BGP_ERROR_DATA);
    }
}

static void add_notification(struct packet *p, struct cur *c)
{
    static const uint8_t details[] = {BGP_ERROR_UNKNOWN, BGP_ERROR_HEADER, BGP_ERROR_OPEN,
        BGP_ERROR_UPDATE, BGP_ERROR_EXPIRED, BGP_ERROR_STATE, BGP_ERROR_CEASE,
        BGP_ERROR_CAPABILITY};
    uint8_t error = packet_u8(p, c, BGP_ERROR);
    unsigned row = error < sizeof details ? details[error] : BGP_ERROR_UNKNOWN;
    uint8_t detail = packet_u8(p, c, row);
    if (row == BGP_ERROR_UNKNOWN && !c->error)
        packet_note(
            p, BGP_N_ERROR, NOTE_NOTE, NOTE_UNDECODED, "Unknown notification error (%u)", error);
    add_error_data(p, c, error, detail);
}

/* RFC 2918, 7313; with a filter (RFC 5291) behind. */
static void add_refresh(struct packet *p, struct cur *c)
{
    packet_u16(p, c, BGP_REFRESH_AFI);
    packet_u8(p, c, BGP_REFRESH_SUBTYPE);
    packet_u8(p, c, BGP_REFRESH_SAFI);
    if (!cur_left(c)) return;
    packet_add(p, BGP_REFRESH_FILTER, c->at, cur_left(c), 0);
    packet_skip(c, cur_left(c));
}

static void dissect(struct packet *p, struct cur *c)
{
    packet_bytes(p, c, BGP_MARKER, MARKER);
    uint16_t length = packet_u16(p, c, BGP_LENGTH);
    if (!c->error && length < HEADER) {
        packet_note(
            p, BGP_N_LENGTH, NOTE_ERROR, NOTE_MALFORMED, "Length is invalid: %u bytes", length);
        c->at = c->end;
        return;
    }
    uint8_t type = packet_u8(p, c, BGP_TYPE);
    switch (type) {
    case BGP_OPEN:
        bgp_open(p, c);
        break;
    case BGP_UPDATE:
        bgp_update(p, c);
        break;
    case BGP_NOTIFICATION:
        add_notification(p, c);
        break;
    case BGP_REFRESH:
        add_refresh(p, c);
        break;
    default:
        break;
    }
}

/* A message is known by its first bytes, which no text and hardly any other protocol begins with. */
static bool agrees(const struct packet *packet, struct cur cur)
{
    (void)packet;
    return has_marker(&cur);
}

static void measure(const struct packet *p, const struct cur *c, bool last, struct extent *extent)
{
    (void)p;
    uint32_t left = c->end - c->at;
    const uint8_t *at = cur_peek(c, MARKER, 2);
    uint32_t length = at ? bytes_be16(at) : HEADER;
    if (last || !has_marker(c) || length < HEADER)
        extent->whole = left;
    else if (length <= left)
        extent->whole = length;
    else
        extent->more = STREAM_NEXT_SEGMENT;
}

/* Of a part of a message there is nothing to say but that. */
static bool begun(struct text *text, const struct cur *c)
{
    (void)text;
    (void)c;
    return true;
}

static void put_name(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const struct item *type = layer_item(packet, layer, BGP_TYPE);
    const uint8_t *at = layer_at(packet, layer, HEADER);
    unsigned number = type ? (unsigned)type->number : at ? at[HEADER - 1] : 0;
    const char *name = field_value_name(bgp_messages, number);
    if (name)
        text_put(text, name);
    else
        text_format(text, "Unknown message type (0x%02x)", number);
}

static void describe(struct text *text, const struct packet *packet, const struct layer *layer)
{
    text_put(text, " - ");
    put_name(text, packet, layer);
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    put_name(text, packet, layer);
}

static const struct link links[] = {{"tcp.port", 179}, {NULL, 0}};

const struct proto proto_bgp = {.name = "bgp",
    .title = "Border Gateway Protocol",
    .brief = "BGP",
    .column = "BGP",
    .fields = bgp_fields,
    .nfields = BGP_FIELDS,
    .links = links,
    .agrees = agrees,
    .dissect = dissect,
    .describe = describe,
    .info = info,
    .measure = measure,
    .begun = begun,
    .separator = ", "};
