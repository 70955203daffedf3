/* What Linux puts in front of frames captured on "any" device: LINKTYPE_LINUX_SLL and
 * LINKTYPE_LINUX_SLL2 of the tcpdump group.
 *
 *      v1: packet type (2)  ARPHRD (2)  address length (2)  address (8)  protocol (2)
 *      v2: protocol (2)  reserved (2)  interface (4)  ARPHRD (2)  packet type (1)
 *          address length (1)  address (8)
 * SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/names.h"
#include "dissect/proto.h"
#include "dissect/proto/eth.h"

enum {
    PKTTYPE,
    HATYPE,
    HALEN,
    SRC_ETH,
    SRC_IPV4,
    SRC_OTHER,
    UNUSED,
    ETYPE,
    LTYPE,
    IFINDEX,
    PADDING,
    TRAILER,
    PADDING_BAD,
    NFIELDS
};

enum { ARPHRD_IP = 776, ARPHRD_NETLINK = 824, ADDRESS_ROOM = 8 };

static const struct value_name packet_types[] = {
    {0, "Unicast to us"},
    {1, "Broadcast"},
    {2, "Multicast"},
    {3, "Unicast to another host"},
    {4, "Sent by us"},
    {0, NULL},
};
static const struct value_name linux_types[] = {
    {0x0001, "Raw 802.3"},
    {0x0003, "Ethernet"},
    {0x0004, "802.2 LLC"},
    {0x0007, "PPP (HDLC)"},
    {0x000c, "CAN"},
    {0x000d, "CAN FD"},
    {0x0017, "IrDA LAP"},
    {0x00f6, "ISI"},
    {0x00f8, "IEEE 802.15.4"},
    {0, NULL},
};

static const struct field fields[NFIELDS] = {
    [PKTTYPE] = {"sll.pkttype", "Packet type", FT_UINT16, BASE_DEC, 0, packet_types,
        "Whether this machine sent it, or for whom it came"},
    [HATYPE] = {"sll.hatype", "Link-layer address type", FT_UINT16, BASE_DEC, 0, names_hardware,
        "What kind of device it was seen on"},
    [HALEN] = {"sll.halen", "Link-layer address length", FT_UINT16, BASE_DEC},
    [SRC_ETH] = {"sll.src.eth", "Source", FT_ETHER, BASE_NONE,
        .blurb = "Who sent it, on this link"},
    [SRC_IPV4] = {"sll.src.ipv4", "Source", FT_IPv4, BASE_NONE},
    [SRC_OTHER] = {"sll.src.other", "Source", FT_BYTES, BASE_NONE},
    [UNUSED] = {"sll.unused", "Unused", FT_BYTES, BASE_NONE},
    [ETYPE] = {"sll.etype", "Protocol", FT_UINT16, BASE_HEX, 0, names_ethertype,
        "Which protocol the payload is"},
    [LTYPE] = {"sll.ltype", "Protocol", FT_UINT16, BASE_HEX, 0, linux_types,
        "Which protocol the payload is"},
    [IFINDEX] = {"sll.ifindex", "Interface index", FT_UINT32, BASE_DEC,
        .blurb = "The number of the interface"},
    [PADDING] = {"eth.padding", "Padding", FT_BYTES, BASE_NONE},
    [PADDING_BAD] = {ETH_PADDING_BAD},
    [TRAILER] = {"sll.trailer", "Trailer", FT_BYTES, BASE_NONE},
};

static void add_address(struct packet *p, struct cur *c, uint16_t length)
{
    uint32_t used = length < ADDRESS_ROOM ? length : ADDRESS_ROOM;
    const uint8_t *at = cur_peek(c, 0, used);
    if (length == 6)
        packet_bytes(p, c, SRC_ETH, 6);
    else if (length == 4)
        packet_bytes(p, c, SRC_IPV4, 4);
    else if (length)
        packet_bytes(p, c, SRC_OTHER, used);
    if (at && length == 6) p->source = (struct address){ADDRESS_ETHER, at};
    if (at && length == 4) p->source = (struct address){ADDRESS_IPV4, at};
    if (used < ADDRESS_ROOM) packet_bytes(p, c, UNUSED, ADDRESS_ROOM - used);
}

static void next_payload(struct packet *p, struct cur *c, uint16_t type)
{
    if (c->error) return;
    if (type > ETH_LENGTH_MAX)
        eth_next(p, *c, type);
    else if (type != 4 || !packet_next_in(p, *c, "eth.length", 0))
        packet_next_data(p, *c);
    if (type <= ETH_LENGTH_MAX) p->next_via = NULL;
}

static uint16_t add_type(struct packet *p, struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, 2);
    return packet_u16(p, c, at && bytes_be16(at) > ETH_LENGTH_MAX ? ETYPE : LTYPE);
}

static void dissect_v1(struct packet *p, struct cur *c)
{
    packet_u16(p, c, PKTTYPE);
    packet_u16(p, c, HATYPE);
    uint16_t length = packet_u16(p, c, HALEN);
    add_address(p, c, length);
    next_payload(p, c, add_type(p, c));
}

static void dissect_v2(struct packet *p, struct cur *c)
{
    uint16_t type = add_type(p, c);
    packet_skip(c, 2);
    packet_u32(p, c, IFINDEX);
    packet_u16(p, c, HATYPE);
    packet_u8(p, c, PKTTYPE);
    uint8_t length = packet_u8(p, c, HALEN);
    add_address(p, c, length);
    next_payload(p, c, type);
}

static void finish(struct packet *p, struct layer *layer)
{
    if (!p->detail || layer->source) return;
    eth_trailer(p, layer, &(const struct eth_trailer_rows){PADDING, TRAILER, PADDING_BAD, 0, 0});
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const uint8_t *at = layer_at(packet, layer, 16);
    bool second = layer->proto->links->key == 276;
    if (layer->length < 16 || !at) return;
    if (layer->column) {
        eth_info(text, bytes_be16(at + (second ? 0 : 14)));
    } else {
        const char *name = field_value_name(packet_types, second ? at[10] : bytes_be16(at));
        text_put(text, name ? name : "Unknown");
    }
}

static const struct link links_v1[] = {{"wtap_encap", 113}, {NULL, 0}};
static const struct link links_v2[] = {{"wtap_encap", 276}, {NULL, 0}};

const struct proto proto_sll = {.name = "sll",
    .title = "Linux cooked capture v1",
    .column = "SLL",
    .fields = fields,
    .nfields = NFIELDS,
    .table = "ethertype",
    .links = links_v1,
    .dissect = dissect_v1,
    .finish = finish,
    .info = info};

const struct proto proto_sll2 = {.name = "sll",
    .title = "Linux cooked capture v2",
    .column = "SLL",
    .fields = fields,
    .nfields = NFIELDS,
    .table = "ethertype",
    .links = links_v2,
    .dissect = dissect_v2,
    .finish = finish,
    .info = info};
