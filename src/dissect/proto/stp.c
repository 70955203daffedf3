/* Spanning Tree Protocol, IEEE 802.1D: configuration, topology change and rapid spanning tree.
 *
 *      +----------+---------+------+-------+---------------+-----------+---------------+------+
 *      | protocol | version | type | flags | root bridge   | path cost | bridge        | port |
 *      |    2     |    1    |  1   |   1   | 8             | 4         | 8             |  2   |
 *      +----------+---------+------+-------+---------------+-----------+---------------+------+
 *      | message age, max age, hello time, forward delay: 2 each, in 256ths of a second
 * SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/proto.h"

enum {
    PROTOCOL,
    VERSION,
    TYPE,
    FLAGS,
    TCACK,
    AGREEMENT,
    FORWARDING,
    LEARNING,
    PORT_ROLE,
    PROPOSAL,
    TC,
    ROOT,
    ROOT_PRIO,
    ROOT_EXT,
    ROOT_HW,
    COST,
    BRIDGE,
    BRIDGE_PRIO,
    BRIDGE_EXT,
    BRIDGE_HW,
    PORT,
    MESSAGE_AGE,
    MAX_AGE,
    HELLO,
    FORWARD,
    VERSION_1_LENGTH,
    VLAN,
    VLAN_TYPE,
    VLAN_LENGTH,
    VLAN_ID,
    NFIELDS
};

enum { CONFIGURATION = 0x00, RAPID = 0x02, TOPOLOGY_CHANGE = 0x80, LAST_VERSION = 4 };
enum { SNAP_HEADER = 8, ORIGINATING_VLAN = 0x00000002 /* type 0, length 2 */ };

static const struct value_name protocols[] = {{0, "Spanning Tree Protocol"}, {0, NULL}};
static const struct value_name versions[] = {
    {0, "Spanning Tree"},
    {2, "Rapid Spanning Tree"},
    {3, "Multiple Spanning Tree"},
    {4, "SPB"},
    {0, NULL},
};
static const struct value_name types[] = {
    {CONFIGURATION, "Configuration"},
    {RAPID, "Rapid/Multiple Spanning Tree"},
    {TOPOLOGY_CHANGE, "Topology Change Notification"},
    {0, NULL},
};
static const struct value_name roles[] = {
    {0, "Unknown"}, {1, "Alternate or Backup"}, {2, "Root"}, {3, "Designated"}, {0, NULL}};
static const struct value_name record_types[] = {{0, "Originating VLAN"}, {0, NULL}};
static const struct value_name yes_no[] = {{1, "Yes"}, {0, "No"}, {0, NULL}};

/* "Root Identifier: 32768 / 0 / 00:02:fd:2c:b8:80": priority and extension share two bytes. */
static void show_identifier(struct text *text, const struct packet *packet, const struct item *item)
{
    const uint8_t *at = item->length >= 8 ? packet_at(packet, item->source, item->offset, 8) : NULL;
    if (!at) return;
    text_format(text, "%s: %u / %u / ", item->field->label, bytes_be16(at) & 0xf000u,
        bytes_be16(at) & 0x0fffu);
    text_mac(text, at + 2);
}

static void show_flags(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct item *type = layer_item(packet, &packet->layers[item->layer], TYPE);
    static const struct {
        uint8_t bit;
        const char *name;
    } bits[] = {{0x80, "Topology Change Acknowledgment"}, {0x40, "Agreement"}, {0x20, "Forwarding"},
        {0x10, "Learning"}, {0x02, "Proposal"}, {0x01, "Topology Change"}};
    bool rapid = type && type->number == RAPID;
    unsigned flags = (unsigned)item->number;
    text_format(text, "BPDU flags: 0x%02x", flags);
    for (unsigned i = 0; i < sizeof bits / sizeof *bits; i++) {
        bool known = rapid || bits[i].bit == 0x80 || bits[i].bit == 0x01;
        if (known && flags & bits[i].bit) text_format(text, ", %s", bits[i].name);
        if (rapid && bits[i].bit == 0x10)
            text_format(text, ", Port Role: %s", field_value_name(roles, flags >> 2 & 3));
    }
}

/* "Originating VLAN (PVID): 7": the number ends the record. */
static void show_vlan(struct text *text, const struct packet *packet, const struct item *item)
{
    const uint8_t *at = item->length >= 6 ? packet_at(packet, item->source, item->offset, 6) : NULL;
    text_format(text, "Originating VLAN (PVID): %u", at ? bytes_be16(at + 4) : 0);
}

static const struct field fields[NFIELDS] = {
    [PROTOCOL] = {"stp.protocol", "Protocol Identifier", FT_UINT16, BASE_HEX, .names = protocols},
    [VERSION] = {"stp.version", "Protocol Version Identifier", FT_UINT8, BASE_DEC,
        .names = versions, .flags = FIELD_SUMMARY},
    [TYPE] = {"stp.type", "BPDU Type", FT_UINT8, BASE_HEX, .names = types, .flags = FIELD_SUMMARY,
        .blurb = "How the tree is to be (0), or that it has changed (0x80)"},
    [FLAGS] = {"stp.flags", "BPDU flags", FT_UINT8, BASE_HEX, .show = show_flags,
        .flags = FIELD_SUMMARY},
    [TCACK] = {"stp.flags.tcack", "Topology Change Acknowledgment", FT_BOOLEAN, BASE_NONE, 0x80,
        yes_no},
    [AGREEMENT] = {"stp.flags.agreement", "Agreement", FT_BOOLEAN, BASE_NONE, 0x40, yes_no},
    [FORWARDING] = {"stp.flags.forwarding", "Forwarding", FT_BOOLEAN, BASE_NONE, 0x20, yes_no},
    [LEARNING] = {"stp.flags.learning", "Learning", FT_BOOLEAN, BASE_NONE, 0x10, yes_no},
    [PORT_ROLE] = {"stp.flags.port_role", "Port Role", FT_UINT8, BASE_DEC, 0x0c, roles},
    [PROPOSAL] = {"stp.flags.proposal", "Proposal", FT_BOOLEAN, BASE_NONE, 0x02, yes_no},
    [TC] = {"stp.flags.tc", "Topology Change", FT_BOOLEAN, BASE_NONE, 0x01, yes_no},
    [ROOT] = {NULL, "Root Identifier", FT_NONE, BASE_NONE, .show = show_identifier},
    [ROOT_PRIO] = {"stp.root.prio", "Root Bridge Priority", FT_UINT16, BASE_DEC,
        .flags = FIELD_SUMMARY, .blurb = "The bridge with the lowest becomes the root of the tree"},
    [ROOT_EXT] = {"stp.root.ext", "Root Bridge System ID Extension", FT_UINT16, BASE_DEC,
        .flags = FIELD_SUMMARY},
    [ROOT_HW] = {"stp.root.hw", "Root Bridge System ID", FT_ETHER, BASE_NONE,
        .flags = FIELD_SUMMARY},
    [COST] = {"stp.root.cost", "Root Path Cost", FT_UINT32, BASE_DEC, .flags = FIELD_SUMMARY,
        .blurb = "How far it is to the root: slow links cost more"},
    [BRIDGE] = {NULL, "Bridge Identifier", FT_NONE, BASE_NONE, .show = show_identifier},
    [BRIDGE_PRIO] = {"stp.bridge.prio", "Bridge Priority", FT_UINT16, BASE_DEC},
    [BRIDGE_EXT] = {"stp.bridge.ext", "Bridge System ID Extension", FT_UINT16, BASE_DEC},
    [BRIDGE_HW] = {"stp.bridge.hw", "Bridge System ID", FT_ETHER, BASE_NONE},
    [PORT] = {"stp.port", "Port identifier", FT_UINT16, BASE_HEX, .flags = FIELD_SUMMARY},
    [MESSAGE_AGE] = {"stp.msg_age", "Message Age", FT_DOUBLE, BASE_NONE,
        .blurb = "Seconds since the root sent what this repeats"},
    [MAX_AGE] = {"stp.max_age", "Max Age", FT_DOUBLE, BASE_NONE},
    [HELLO] = {"stp.hello", "Hello Time", FT_DOUBLE, BASE_NONE},
    [FORWARD] = {"stp.forward", "Forward Delay", FT_DOUBLE, BASE_NONE,
        .blurb = "Seconds that a port listens, and again learns, before it forwards"},
    [VERSION_1_LENGTH] = {"stp.version_1_length", "Version 1 Length", FT_UINT8, BASE_DEC},
    [VLAN] = {NULL, "Originating VLAN", FT_NONE, BASE_NONE, .show = show_vlan},
    [VLAN_TYPE] = {"stp.pvst.tlvtype", "Type", FT_UINT16, BASE_HEX, .names = record_types},
    [VLAN_LENGTH] = {"stp.pvst.tlvlen", "Length", FT_UINT16, BASE_DEC},
    [VLAN_ID] = {"stp.pvst.origvlan", "Originating VLAN", FT_UINT16, BASE_DEC,
        .blurb = "Cisco's switches have a tree for each virtual LAN: this is the one of that"},
};

static void add_flags(struct packet *p, struct cur *c, bool rapid)
{
    uint32_t offset = c->at;
    uint8_t flags = packet_u8(p, c, FLAGS);
    struct item *item = packet_wants(p, FLAGS) && !c->error ? &p->items[p->nitems - 1] : NULL;
    packet_open(p, item);
    for (unsigned row = TCACK; row <= TC && !c->error; row++)
        if (rapid || row == TCACK || row == TC) packet_add_bits(p, row, offset, 1, flags, 0);
    packet_shut(p, item, NULL);
}

/* `heading` is followed by the rows of its parts. */
static void add_identifier(struct packet *p, struct cur *c, unsigned heading)
{
    uint32_t offset = c->at;
    const uint8_t *at = cur_peek(c, 0, 8);
    struct item *item = at ? packet_add(p, heading, offset, 8, 0) : NULL;
    packet_open(p, item);
    if (at) {
        packet_add_uint(p, heading + 1, offset, 1, bytes_be16(at) & 0xf000u, 0);
        packet_add_uint(p, heading + 2, offset, 2, bytes_be16(at) & 0x0fffu, 0);
    }
    packet_skip(c, 2);
    packet_bytes(p, c, heading + 3, 6);
    packet_shut(p, item, NULL);
}

static void add_seconds(struct packet *p, struct cur *c, unsigned row)
{
    uint32_t offset = c->at;
    const uint8_t *at = cur_take(c, 2);
    struct item *item = at ? packet_add(p, row, offset, 2, 0) : NULL;
    if (item) item->real = bytes_be16(at) / 256.0;
}

/* Cisco's switches say behind the message for which VLAN it is. */
static void add_vlan(struct packet *p, struct cur *c)
{
    struct item *item = cur_captured(c) >= 6 ? packet_add(p, VLAN, c->at, 6, 0) : NULL;
    packet_open(p, item);
    packet_u16(p, c, VLAN_TYPE);
    packet_u16(p, c, VLAN_LENGTH);
    packet_u16(p, c, VLAN_ID);
    packet_shut(p, item, NULL);
}

static void dissect(struct packet *p, struct cur *c)
{
    packet_u16(p, c, PROTOCOL);
    uint8_t version = packet_u8(p, c, VERSION);
    uint8_t type = packet_u8(p, c, TYPE);
    if (type != CONFIGURATION && type != RAPID) return;
    add_flags(p, c, type == RAPID);
    add_identifier(p, c, ROOT);
    packet_u32(p, c, COST);
    add_identifier(p, c, BRIDGE);
    packet_u16(p, c, PORT);
    for (unsigned row = MESSAGE_AGE; row <= FORWARD; row++)
        add_seconds(p, c, row);
    /* Of the protocols that carry this one, only SNAP has a header of eight bytes. */
    bool per_vlan = p->layer->offset - p->layer[-1].offset == SNAP_HEADER;
    if (type == RAPID && version >= 2 && cur_left(c))
        packet_u8(p, c, VERSION_1_LENGTH);
    else if (per_vlan && cur_left(c))
        packet_skip(c, 1);
    const uint8_t *record = cur_peek(c, 0, 6);
    if (per_vlan && record && bytes_be32(record) == ORIGINATING_VLAN) add_vlan(p, c);
}

static bool agrees(const struct packet *packet, struct cur cur)
{
    (void)packet;
    const uint8_t *at = cur_take(&cur, 4);
    if (!at) return cur.error == CUR_CUT;
    bool known = at[3] == CONFIGURATION || at[3] == RAPID || at[3] == TOPOLOGY_CHANGE;
    return bytes_be16(at) == 0 && at[2] <= LAST_VERSION && known;
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const struct item *type = layer_item(packet, layer, TYPE),
                      *flags = layer_item(packet, layer, FLAGS),
                      *hardware = layer_item(packet, layer, ROOT_HW);
    if (!type) return;
    if (type->number == TOPOLOGY_CHANGE) {
        text_put(text, "Topology Change Notification");
        return;
    }
    if (!flags || !hardware) return;
    uint64_t version = layer_uint(packet, layer, VERSION);
    bool change = flags->number & 0x01;
    text_put(text, type->number == CONFIGURATION ? "Conf. " : version >= 3 ? "MST. " : "RST. ");
    if (change) text_put(text, "TC + ");
    text_format(text, "Root = %u/%u/", (unsigned)layer_uint(packet, layer, ROOT_PRIO),
        (unsigned)layer_uint(packet, layer, ROOT_EXT));
    text_mac(text, hardware->bytes.at);
    text_format(text, "  Cost = %u  Port = 0x%04x", (unsigned)layer_uint(packet, layer, COST),
        (unsigned)layer_uint(packet, layer, PORT));
}

static const struct link links[] = {{"llc.dsap", 0x42}, {"llc.cisco_pid", 0x010b}, {NULL, 0}};

const struct proto proto_stp = {.name = "stp",
    .title = "Spanning Tree Protocol",
    .column = "STP",
    .fields = fields,
    .nfields = NFIELDS,
    .links = links,
    .agrees = agrees,
    .dissect = dissect,
    .info = info};
