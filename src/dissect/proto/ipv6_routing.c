/* The routing headers of IPv6: the places that a packet is to pass.  RFC 8200 4.4, 5095 (type 0), 6275
 * (2, mobility), 6554 (3, RPL), 8754 (4, segment routing).
 *
 *      +--------+--------+--------+--------+-----------------------
 *      |  next  | length |  type  |  left  | four bytes by type, then addresses …
 *      +--------+--------+--------+--------+-----------------------
 *
 *      +-------+-------+-------+---------------------+
 *      | CmprI | CmprE |  pad  |  reserved (20 bits) |   type 3; addresses lack the bytes that they share
 *      +-------+-------+-------+---------------------+   with the destination, CmprE that of the last
 * SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/proto/ipv6.h"

enum { SOURCE_ROUTE = 0, MOBILITY = 2, RPL = 3, SEGMENT_ROUTING = 4 };

/* While segments are left, the packet is on its way to some other place than its header tells. */
static void set_destination(struct packet *p, const uint8_t *at, uint8_t left)
{
    if (!at || !left) return;
    p->network_destination = (struct address){ADDRESS_IPV6, at};
    if (!p->quoting) p->destination = p->network_destination;
}

static void note_left(struct packet *p, const char *type, uint8_t left, int count)
{
    if (count >= 0 && left > count)
        packet_note(p, IP6_RT_INVALID_LEFT, NOTE_WARNING, NOTE_PROTOCOL,
            "IPv6 %s Routing Header segments left field must not exceed address count (%d)", type,
            count);
}

static const uint8_t *add_addresses(struct packet *p, struct cur *c, unsigned field, unsigned count)
{
    const uint8_t *last = NULL;
    for (unsigned i = 0; i < count && !c->error; i++)
        last = packet_bytes(p, c, field, 16);
    return last;
}

static void add_source_route(struct packet *p, struct cur *c, uint8_t left)
{
    unsigned count = (cur_left(c) - 4) / 16;
    note_left(p, "Type 0", left, (int)count);
    packet_bytes(p, c, IP6_RT_SRC_RESERVED, 4);
    set_destination(p, add_addresses(p, c, IP6_RT_SRC_ADDR, count), left);
}

static void add_mobility(struct packet *p, struct cur *c, uint8_t left)
{
    if (left != 1)
        packet_note(p, IP6_RT_INVALID_LEFT, NOTE_WARNING, NOTE_PROTOCOL,
            "IPv6 Type 2 Routing Header segments left field must equal 1");
    packet_bytes(p, c, IP6_RT_MIPV6_RESERVED, 4);
    set_destination(p, add_addresses(p, c, IP6_RT_MIPV6_HOME, 1), left);
}

/* The last of the route stands first. */
static void add_segment_routing(struct packet *p, struct cur *c, uint8_t left)
{
    const uint8_t *entry = cur_peek(c, 0, 1);
    unsigned count = entry ? *entry + 1U : 0;
    if (entry) note_left(p, "Type 4", left, (int)count);
    packet_u8(p, c, IP6_RT_SRH_LAST);
    packet_u8(p, c, IP6_RT_SRH_FLAGS);
    packet_bytes(p, c, IP6_RT_SRH_TAG, 2);
    const uint8_t *first = cur_peek(c, 0, 16);
    set_destination(p, first, left);
    add_addresses(p, c, IP6_RT_SRH_ADDR, count);
}

/* One address of RPL: what it says itself, and the whole with what it shares with the destination. */
static const uint8_t *add_shortened(struct packet *p, struct cur *c, unsigned shared)
{
    uint32_t offset = c->at, length = 16 - shared;
    const uint8_t *at = packet_bytes(p, c, IP6_RT_RPL_ADDRESS, length);
    uint8_t *whole = at && p->network_destination.at ? packet_scratch(p, 16) : NULL;
    if (!whole) return NULL;
    memcpy(whole, p->network_destination.at, shared);
    memcpy(whole + shared, at, length);
    packet_add_bytes(p, IP6_RT_RPL_FULL, offset, bytes_of(whole, 16), ITEM_GENERATED);
    return whole;
}

static void add_rpl(struct packet *p, struct cur *c, uint8_t left)
{
    uint32_t offset = c->at, room = cur_left(c) - 4;
    const uint8_t *at = cur_take(c, 4);
    if (!at) return;
    uint32_t word = bytes_be32(at), reserved = word & 0xfffff;
    unsigned shared = word >> 28, last_shared = word >> 24 & 15, padding = word >> 20 & 15;
    int inner = (int)room - (int)padding - (int)(16 - last_shared);
    int count = inner / (int)(16 - shared) + 1;
    if (!room) count = 0;
    note_left(p, "RPL", left, count);
    packet_add_bits(p, IP6_RT_RPL_SHARED, offset, 4, word, 0);
    packet_add_bits(p, IP6_RT_RPL_LAST_SHARED, offset, 4, word, 0);
    packet_add_bits(p, IP6_RT_RPL_PADDING, offset, 4, word, 0);
    if (!shared && !last_shared && padding)
        packet_note(p, IP6_RT_RPL_NEEDLESS_PADDING, NOTE_WARNING, NOTE_PROTOCOL,
            "When cmprI equals 0 and cmprE equals 0, pad MUST equal 0 but instead was %u", padding);
    packet_add_bits(p, IP6_RT_RPL_RESERVED, offset, 4, word, 0);
    if (reserved)
        packet_note(p, IP6_RT_RPL_RESERVED_SET, NOTE_NOTE, NOTE_PROTOCOL,
            "Reserved field must equal 0 but instead was %u", reserved);
    struct item *item = packet_add(p, IP6_RT_RPL_COUNT, offset, 4, ITEM_GENERATED);
    if (item) item->integer = count;
    if (count < 0)
        packet_note(p, IP6_RT_RPL_NEGATIVE, NOTE_ERROR, NOTE_MALFORMED,
            "Calculated total address count must be greater than or equal to 0, instead was %d",
            count);
    const uint8_t *last = NULL;
    for (int i = 1; i <= count && !c->error; i++)
        last = add_shortened(p, c, i < count ? shared : last_shared);
    set_destination(p, last, left);
}

static void add_route(struct packet *p, struct cur *c, uint8_t type, uint8_t left)
{
    switch (type) {
    case SOURCE_ROUTE:
        add_source_route(p, c, left);
        break;
    case MOBILITY:
        add_mobility(p, c, left);
        break;
    case RPL:
        add_rpl(p, c, left);
        break;
    case SEGMENT_ROUTING:
        add_segment_routing(p, c, left);
        break;
    default:
        packet_bytes(p, c, IP6_RT_UNKNOWN, cur_left(c));
        packet_note(
            p, IP6_RT_UNDECODED, NOTE_NOTE, NOTE_UNDECODED, "Undecoded IPv6 routing header field");
        break;
    }
}

/* What the length of the header, which is told in eight bytes, has to be. */
static void note_length(struct packet *p, uint8_t type, uint8_t words)
{
    if (type == SOURCE_ROUTE && words & 1)
        packet_note(p, IP6_RT_INVALID_LENGTH, NOTE_ERROR, NOTE_MALFORMED,
            "IPv6 Routing Header extension header length must not be odd");
    if (type == MOBILITY && words != 2)
        packet_note(p, IP6_RT_INVALID_LENGTH, NOTE_ERROR, NOTE_MALFORMED,
            "IPv6 Type 2 Routing Header extension header length must equal 2");
}

static void dissect(struct packet *p, struct cur *c)
{
    uint32_t start = c->at;
    uint8_t next = packet_u8(p, c, IP6_RT_NXT);
    uint8_t words = packet_u8(p, c, IP6_RT_LEN);
    const uint8_t *kind = cur_peek(c, 0, 1);
    if (kind && !c->error) note_length(p, *kind, words);
    if (!c->error) packet_add_uint(p, IP6_RT_OCT, start + 1, 1, 8 + 8U * words, ITEM_GENERATED);
    uint8_t type = packet_u8(p, c, IP6_RT_TYPE);
    if (type == SOURCE_ROUTE && !c->error)
        packet_note(
            p, IP6_RT_DEPRECATED, NOTE_NOTE, NOTE_DEPRECATED, "Routing header type is deprecated");
    uint8_t left = packet_u8(p, c, IP6_RT_LEFT);
    struct cur route = cur_sub(c, 4 + 8U * words);
    if (c->error) return;
    if (cur_captured(&route) < cur_left(&route)) c->error = CUR_CUT;
    add_route(p, &route, type, left);
    if (route.error && !c->error) c->error = route.error;
    const char *name = field_value_name(ipv6_routing_types, type);
    p->layer->trouble = bytes_of_string(name ? name : "Unknown");
    if (!c->error) ipv6_next(p, *c, next);
}

static void describe(struct text *text, const struct packet *packet, const struct layer *layer)
{
    (void)packet;
    if (!layer->trouble.len) return;
    text_put(text, " (");
    text_add(text, layer->trouble.at, layer->trouble.len);
    text_char(text, ')');
}

static const struct link links[] = {{"ipv6.nxt", 43}, {NULL, 0}};

const struct proto proto_ipv6_routing = {.name = "ipv6.routing",
    .title = "Routing Header for IPv6",
    .brief = "IPv6 Routing",
    .fields = ipv6_fields,
    .nfields = IP6_NFIELDS,
    .links = links,
    .dissect = dissect,
    .describe = describe};
