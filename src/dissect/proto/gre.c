/* Generic Routing Encapsulation, RFC 2784 and 2890, and the enhanced one of PPTP, RFC 2637.
 *
 *      0 1 2 3 4 5   8 9         13     16                              32
 *      +-+-+-+-+-+---+-+---------+------+-------------------------------+
 *      |C|R|K|S|s|rec|A|  zeros  | ver. |         protocol              |
 *      +-+-+-+-+-+---+-+---------+------+-------------------------------+
 *      | C or R: checksum, offset    K: key    S: sequence number       |
 *      | A: acknowledgement          R: routes                          |
 *      +----------------------------------------------------------------+
 *
 * SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/checksum.h"
#include "dissect/names.h"
#include "dissect/proto.h"

enum {
    FLAGS,
    HAS_CHECKSUM,
    HAS_ROUTING,
    HAS_KEY,
    HAS_SEQUENCE,
    STRICT,
    RECURSION,
    HAS_ACK,
    RESERVED,
    RESERVED_1,
    VERSION,
    PROTOCOL,
    CHECKSUM,
    STATUS,
    OFFSET,
    KEY,
    PAYLOAD_LENGTH,
    CALL_ID,
    SEQUENCE,
    ACK,
    ROUTING,
    ROUTE_FAMILY,
    ROUTE_OFFSET,
    ROUTE_LENGTH,
    ROUTE,
    N_CHECKSUM,
    NFIELDS
};

enum {
    CHECKSUM_BIT = 0x8000,
    ROUTING_BIT = 0x4000,
    KEY_BIT = 0x2000,
    SEQUENCE_BIT = 0x1000,
    ACK_BIT = 0x0080,
    VERSION_MASK = 0x0007,
};
enum { ENHANCED = 1, PPP = 0x880b, IPV4 = 0x0800, IPV6 = 0x86dd, ARP = 0x0806, WCCP = 0x883e };

static const struct value_name protocols[] = {
    {0x0000, "Possible GRE keepalive packet"},
    {PPP, "PPP"},
    {IPV4, "IP"},
    {ARP, "ARP"},
    {0x00fe, "OSI"},
    {WCCP, "WCCP"},
    {0x2000, "CDP (Cisco)"},
    {0x2001, "NHRP"},
    {0x88be, "ERSPAN"},
    {0x22eb, "ERSPAN III"},
    {0x6400, "MIKROTIK EoIP"},
    {0x8137, "IPX"},
    {0x6558, "Transparent Ethernet bridging"},
    {0x6559, "Frame Relay"},
    {IPV6, "IPv6"},
    {0x8847, "MPLS label switched packet"},
    {0x894f, "Network Service Header"},
    {0x8881, "CDMA2000 A10 Unstructured byte stream"},
    {0, NULL},
};
static const struct value_name versions[] = {{0, "GRE"}, {ENHANCED, "Enhanced GRE"}, {0, NULL}};
static const struct value_name yes_no[] = {{1, "Yes"}, {0, "No"}, {0, NULL}};

static void show_checksum(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct layer *layer = &packet->layers[item->layer];
    text_format(text, "Checksum: 0x%04x ", (unsigned)item->number);
    text_add(text, layer->trouble.at, layer->trouble.len);
}

#define FLAG(mask) FT_BOOLEAN, BASE_NONE, mask, yes_no, NULL, 0, 16

static const struct field fields[NFIELDS] = {
    [FLAGS] = {"gre.flags_and_version", "Flags and Version", FT_UINT16, BASE_HEX},
    [HAS_CHECKSUM] = {"gre.flags.checksum", "Checksum Bit", FLAG(CHECKSUM_BIT)},
    [HAS_ROUTING] = {"gre.flags.routing", "Routing Bit", FLAG(ROUTING_BIT)},
    [HAS_KEY] = {"gre.flags.key", "Key Bit", FLAG(KEY_BIT)},
    [HAS_SEQUENCE] = {"gre.flags.sequence_number", "Sequence Number Bit", FLAG(SEQUENCE_BIT)},
    [STRICT] = {"gre.flags.strict_source_route", "Strict Source Route Bit", FLAG(0x0800)},
    [RECURSION] = {"gre.flags.recursion_control", "Recursion control", FT_UINT16, BASE_DEC, 0x0700},
    [HAS_ACK] = {"gre.flags.ack", "Acknowledgment", FLAG(ACK_BIT)},
    [RESERVED] = {"gre.flags.reserved", "Flags (Reserved)", FT_UINT16, BASE_DEC, 0x00f8},
    [RESERVED_1] = {"gre.flags.reserved", "Flags (Reserved)", FT_UINT16, BASE_DEC, 0x0078},
    [VERSION] = {"gre.flags.version", "Version", FT_UINT16, BASE_DEC, VERSION_MASK, versions},
    [PROTOCOL] = {"gre.proto", "Protocol Type", FT_UINT16, BASE_HEX, 0, protocols,
        "Which protocol the payload is", FIELD_SUMMARY},
    [CHECKSUM] = {"gre.checksum", "Checksum", FT_UINT16, BASE_HEX, .show = show_checksum},
    [STATUS] = {"gre.checksum.status", "Checksum Status", FT_UINT8, BASE_NONE,
        .names = names_checksum_status},
    [OFFSET] = {"gre.offset", "Offset", FT_UINT16, BASE_DEC},
    [KEY] = {"gre.key", "Key", FT_UINT32, BASE_HEX,
        .blurb = "Which of the tunnels between these two it belongs to"},
    [PAYLOAD_LENGTH] = {"gre.key.payload_length", "Payload Length", FT_UINT16, BASE_DEC},
    [CALL_ID] = {"gre.key.call_id", "Call ID", FT_UINT16, BASE_DEC,
        .blurb = "The session, by the peer's number"},
    [SEQUENCE] = {"gre.sequence_number", "Sequence Number", FT_UINT32, BASE_DEC},
    [ACK] = {"gre.ack_number", "Acknowledgment Number", FT_UINT32, BASE_DEC},
    [ROUTING] = {"gre.routing", "Routing", FT_NONE, BASE_NONE},
    [ROUTE_FAMILY] = {"gre.routing.address_family", "Address Family", FT_UINT16, BASE_DEC},
    [ROUTE_OFFSET] = {"gre.routing.sre_offset", "SRE Offset", FT_UINT8, BASE_DEC},
    [ROUTE_LENGTH] = {"gre.routing.src_length", "SRE Length", FT_UINT8, BASE_DEC},
    [ROUTE] = {"gre.routing.information", "Routing Information", FT_BYTES, BASE_NONE},
    [N_CHECKSUM] = {"gre.checksum.incorrect", "Incorrect GRE Checksum", FT_NONE, BASE_NONE},
};

static const struct checksum_rows checksum_rows = {
    STATUS, N_CHECKSUM, NOTE_WARNING, NOTE_PROTOCOL, "Incorrect GRE Checksum"};

static void add_checksum(struct packet *p, struct cur *c, uint32_t start, bool valid)
{
    uint32_t length = c->end - start, offset = c->at;
    struct checksum_finding found = {CHECKSUM_UNVERIFIED, 0};
    if (valid && p->detail) found = checksum_find(c, start, length, offset - start, 0);
    packet_u16(p, c, CHECKSUM);
    if (c->error || !p->detail) return;
    checksum_tell(p, &checksum_rows, offset, &found);
}

static void add_routes(struct packet *p, struct cur *c)
{
    for (bool more = true; more && !c->error;) {
        packet_add(p, ROUTING, c->at, 0, 0);
        uint16_t family = packet_u16(p, c, ROUTE_FAMILY);
        packet_u8(p, c, ROUTE_OFFSET);
        uint8_t length = packet_u8(p, c, ROUTE_LENGTH);
        if (length) packet_bytes(p, c, ROUTE, length);
        more = family || length;
    }
}

static void next_payload(struct packet *p, struct cur *c, uint16_t protocol)
{
    const uint8_t *at = cur_peek(c, 0, 1);
    if (protocol == WCCP && at && *at >> 4 == 4) protocol = IPV4;
    if (!cur_left(c) || packet_next(p, *c, protocol)) return;
    if ((protocol == IPV4 || protocol == IPV6 || protocol == ARP) &&
        packet_next_in(p, *c, "ethertype", protocol)) {
        p->next_via = NULL;
        return;
    }
    p->nest++;
    packet_next_data(p, *c);
}

static void dissect(struct packet *p, struct cur *c)
{
    static const uint8_t plain[] = {
        HAS_CHECKSUM, HAS_ROUTING, HAS_KEY, HAS_SEQUENCE, STRICT, RECURSION, RESERVED, VERSION, 0};
    static const uint8_t enhanced[] = {HAS_CHECKSUM, HAS_ROUTING, HAS_KEY, HAS_SEQUENCE, STRICT,
        RECURSION, HAS_ACK, RESERVED_1, VERSION, 0};
    uint32_t start = c->at;
    const uint8_t *at = cur_peek(c, 0, 2);
    unsigned version = at ? bytes_be16(at) & VERSION_MASK : 0;
    uint16_t flags = (uint16_t)packet_bits(p, c, FLAGS, version == ENHANCED ? enhanced : plain, 0);
    uint16_t protocol = packet_u16(p, c, PROTOCOL);
    if (flags & (CHECKSUM_BIT | ROUTING_BIT)) {
        add_checksum(p, c, start, flags & CHECKSUM_BIT);
        packet_u16(p, c, OFFSET);
    }
    if (flags & KEY_BIT && version == ENHANCED) {
        packet_u16(p, c, PAYLOAD_LENGTH);
        packet_u16(p, c, CALL_ID);
    } else if (flags & KEY_BIT) {
        packet_u32(p, c, KEY);
    }
    if (flags & SEQUENCE_BIT) packet_u32(p, c, SEQUENCE);
    if (flags & ACK_BIT && version == ENHANCED) packet_u32(p, c, ACK);
    if (flags & ROUTING_BIT) add_routes(p, c);
    if (!c->error) next_payload(p, c, protocol);
}

static void describe(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const uint8_t *at = layer_at(packet, layer, 4);
    if (layer->length < 4 || !at) return;
    const char *name = field_value_name(protocols, bytes_be16(at + 2));
    if (name)
        text_format(text, " (%s)", name);
    else
        text_format(text, " (0x%04X - unknown)", bytes_be16(at + 2));
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const struct item *item = layer_item(packet, layer, PROTOCOL);
    if (!item) return;
    const char *name = field_value_name(protocols, item->number);
    text_put(text, "Encapsulated ");
    if (name)
        text_put(text, name);
    else
        text_format(text, "0x%04X (unknown)", (unsigned)item->number);
}

static const struct link links[] = {{"ip.proto", 47}, {"udp.port", 4754}, {NULL, 0}};

const struct proto proto_gre = {.name = "gre",
    .title = "Generic Routing Encapsulation",
    .brief = "GRE",
    .column = "GRE",
    .fields = fields,
    .nfields = NFIELDS,
    .table = "gre.proto",
    .links = links,
    .dissect = dissect,
    .describe = describe,
    .info = info};
