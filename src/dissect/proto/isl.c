/* Cisco's Inter-Switch Link, older than IEEE 802.1Q: a header around the frame tells its VLAN.
 *
 *      0                             5         6              12       14
 *      +-----------------------------+----+----+---------------+--------+
 *      |  destination (5 bytes)      |type|user|    source     | length |
 *      +--------------+--------------+----+----+-+------+------+--------+
 *      | aa aa 03     | bits of source (3)       | VLAN |B|    index     |    B: for the switch itself
 *      +--------------+--------------------------+------+-+-------------+
 *      | reserved (2) | the frame
 *
 * It stands where an IEEE 802.3 header would, and is known by its destination.
 * SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/proto/eth.h"

enum {
    DST,
    TYPE,
    USER_ETH,
    USER,
    SRC,
    ADDR,
    LEN,
    DSAP,
    SSAP,
    CONTROL,
    HSA,
    VLAN_ID,
    BPDU,
    INDEX,
    RESERVED,
    SRC_VLAN_ID,
    EXPLORER,
    DST_ROUTE,
    SRC_ROUTE,
    TRAILER,
    PADDING,
    PADDING_BAD,
    FCS,
    FCS_STATUS,
    NFIELDS
};

enum { ETHERNET = 0, TOKEN_RING = 1, LENGTH_COUNTED_FROM = 14 };

static const struct value_name types[] = {
    {ETHERNET, "Ethernet"}, {TOKEN_RING, "Token-Ring"}, {2, "FDDI"}, {3, "ATM"}, {0, NULL}};
static const struct value_name users[] = {
    {0, "Normal Priority"},
    {1, "Priority 1"},
    {2, "Priority 2"},
    {3, "Highest Priority"},
    {0, NULL},
};
static const struct value_name yes_no[] = {{1, "Yes"}, {0, "No"}, {0, NULL}};
static const struct value_name explorer[] = {{1, "Explorer frame"}, {0, "Data frame"}, {0, NULL}};

static const struct field fields[NFIELDS] = {
    [DST] = {"isl.dst", "Destination", FT_ETHER, BASE_NONE,
        .blurb = "All switches on this wire; with type and user in its last byte"},
    [TYPE] = {"isl.type", "Type", FT_UINT8, BASE_DEC, 0xf0, types, "What kind of frame is inside"},
    [USER_ETH] = {"isl.user_eth", "User", FT_UINT8, BASE_DEC, 0x03, users, "How urgent it is"},
    [USER] = {"isl.user", "User", FT_UINT8, BASE_HEX, 0x0f},
    [SRC] = {"isl.src", "Source", FT_ETHER, BASE_NONE, .blurb = "The port of the sending switch"},
    [ADDR] = {"isl.addr", "Source or Destination Address", FT_ETHER, BASE_NONE},
    [LEN] = {"isl.len", "Length", FT_UINT16, BASE_DEC,
        .blurb = "Bytes that follow; 0 where the switch had not yet seen the end of the frame"},
    [DSAP] = {"isl.dsap", "DSAP", FT_UINT8, BASE_HEX},
    [SSAP] = {"isl.ssap", "SSAP", FT_UINT8, BASE_HEX},
    [CONTROL] = {"isl.control", "Control", FT_UINT8, BASE_HEX},
    [HSA] = {"isl.hsa", "HSA", FT_UINT24, BASE_HEX},
    [VLAN_ID] = {"isl.vlan_id", "VLAN ID", FT_UINT16, BASE_DEC, 0xfffe, .flags = FIELD_SUMMARY,
        .blurb = "Which of the virtual LANs on this wire it belongs to"},
    [BPDU] = {"isl.bpdu", "BPDU/CDP/VTP", FT_BOOLEAN, BASE_NONE, 0x0001, yes_no,
        "The frame inside is meant for the switch", .unit_bits = 16},
    [INDEX] = {"isl.index", "Index", FT_UINT16, BASE_DEC, .blurb = "Which port took the frame"},
    [RESERVED] = {"isl.reserved", "Reserved", FT_UINT16, BASE_HEX},
    [SRC_VLAN_ID] = {"isl.src_vlan_id", "Source VLAN ID", FT_UINT16, BASE_DEC, 0xfffe},
    [EXPLORER] = {"isl.explorer", "Explorer", FT_BOOLEAN, BASE_NONE, 0x0001, explorer,
        .unit_bits = 16},
    [DST_ROUTE] = {"isl.dst_route_desc", "Destination route descriptor", FT_UINT16, BASE_HEX},
    [SRC_ROUTE] = {"isl.src_route_desc", "Source-route descriptor", FT_UINT16, BASE_HEX},
    [TRAILER] = {"isl.trailer", "Trailer", FT_BYTES, BASE_NONE},
    [PADDING] = {"eth.padding", "Padding", FT_BYTES, BASE_NONE},
    [PADDING_BAD] = {ETH_PADDING_BAD},
    [FCS] = {ETH_FCS},
    [FCS_STATUS] = {ETH_FCS_STATUS},
};

static void add_addresses(struct packet *p, struct cur *c)
{
    uint32_t start = c->at;
    const uint8_t *at = cur_take(c, 12);
    if (!at) return;
    p->destination = (struct address){ADDRESS_ETHER, at};
    p->source = (struct address){ADDRESS_ETHER, at + 6};
    struct item *item = packet_add_bytes(p, DST, start, bytes_of(at, 6), 0);
    packet_open(p, item);
    packet_add_bits(p, TYPE, start + 5, 1, at[5], 0);
    packet_add_bits(p, at[5] >> 4 == ETHERNET ? USER_ETH : USER, start + 5, 1, at[5], 0);
    packet_shut(p, item, NULL);
    packet_add_bytes(p, ADDR, start, bytes_of(at, 6), ITEM_HIDDEN);
    packet_add_bytes(p, SRC, start + 6, bytes_of(at + 6, 6), 0);
    packet_add_bytes(p, ADDR, start + 6, bytes_of(at + 6, 6), ITEM_HIDDEN);
}

static void dissect(struct packet *p, struct cur *c)
{
    uint32_t start = c->at;
    const uint8_t *type = cur_peek(c, 5, 1);
    add_addresses(p, c);
    uint16_t length = packet_u16(p, c, LEN);
    if (length && length < cur_left(c)) c->end = start + LENGTH_COUNTED_FROM + length;
    packet_u8(p, c, DSAP);
    packet_u8(p, c, SSAP);
    packet_u8(p, c, CONTROL);
    packet_u24(p, c, HSA);
    packet_u16(p, c, VLAN_ID);
    packet_u16(p, c, BPDU);
    packet_skip(c, 2);
    packet_u16(p, c, INDEX);
    packet_u16(p, c, RESERVED);
    if (c->error || !type) return;
    if (*type >> 4 == ETHERNET) {
        packet_next(p, *c, ETHERNET);
        return;
    }
    if (*type >> 4 == TOKEN_RING) {
        packet_u16(p, c, SRC_VLAN_ID);
        packet_u16(p, c, EXPLORER);
        packet_skip(c, 2);
        packet_u16(p, c, DST_ROUTE);
        packet_u16(p, c, SRC_ROUTE);
    }
    packet_next_data(p, *c);
}

/* A capture of the wire itself has the checksum of this header behind that of the frame inside. */
static void finish(struct packet *p, struct layer *layer)
{
    if (!p->detail || layer->source) return;
    const struct eth_trailer_rows rows = {PADDING, TRAILER, PADDING_BAD, FCS, FCS_STATUS};
    eth_trailer(p, layer, &rows);
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    text_format(text, "VLAN ID: %u", (unsigned)layer_uint(packet, layer, VLAN_ID));
}

static const struct link links[] = {{"eth.isl", 0}, {NULL, 0}};

const struct proto proto_isl = {.name = "isl",
    .title = "ISL",
    .column = "ISL",
    .fields = fields,
    .nfields = NFIELDS,
    .table = "isl.type",
    .links = links,
    .dissect = dissect,
    .finish = finish,
    .info = info,
    .unlisted = true};
