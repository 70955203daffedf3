/* NetBIOS Datagram Service, RFC 1002 4.4: messages to a name instead of an address.
 *
 *      +------+-------+----+---------------+------+--------+--------+--------------------------+
 *      | type | flags | id | source IP (4) | port | length | offset | source name, destination |
 *      +------+-------+----+---------------+------+--------+--------+--------------------------+
 * SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/proto/netbios.h"

enum {
    TYPE,
    FLAGS,
    MORE,
    FIRST,
    NODE_TYPE,
    ID,
    SOURCE_IP,
    SOURCE_PORT,
    LENGTH,
    OFFSET,
    ERROR_CODE,
    SOURCE_NAME,
    DESTINATION_NAME,
    NFIELDS
};

enum { DIRECT_UNIQUE = 16, BROADCAST = 18, ERROR = 19, QUERY = 20, NEGATIVE_RESPONSE = 22 };
enum { FLAG_MORE = 0x01, FLAG_FIRST = 0x02, HEADER = 10 };

static const struct value_name types[] = {
    {DIRECT_UNIQUE, "Direct_unique datagram"},
    {17, "Direct_group datagram"},
    {BROADCAST, "Broadcast datagram"},
    {ERROR, "Datagram error"},
    {QUERY, "Datagram query request"},
    {21, "Datagram positive query response"},
    {NEGATIVE_RESPONSE, "Datagram negative query response"},
    {0, NULL},
};
static const struct value_name nodes[] = {
    {0, "B node"}, {1, "P node"}, {2, "M node"}, {3, "NBDD"}, {0, NULL}};
static const struct value_name errors[] = {
    {0x82, "Destination name not present"},
    {0x83, "Invalid source name format"},
    {0x84, "Invalid destination name format"},
    {0, NULL},
};
static const struct value_name yes_no[] = {{1, "Yes"}, {0, "No"}, {0, NULL}};

static void show_flags(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    unsigned flags = (unsigned)item->number;
    text_format(text, "Flags: 0x%02x%s%s, Node Type: %s", flags,
        flags & FLAG_MORE ? ", More fragments follow" : "",
        flags & FLAG_FIRST ? ", This is first fragment" : "",
        field_value_name(nodes, flags >> 2 & 3));
}

static void show_bytes(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "%s: %u bytes", item->field->label, (unsigned)item->number);
}

static const struct field fields[NFIELDS] = {
    [TYPE] = {"nbdgm.type", "Message Type", FT_UINT8, BASE_DEC, 0, types,
        "Whether it is for one, a group or all", FIELD_SUMMARY},
    [FLAGS] = {"nbdgm.flags", "Flags", FT_UINT8, BASE_HEX, .show = show_flags},
    [MORE] = {"nbdgm.next", "More fragments follow", FT_BOOLEAN, BASE_NONE, FLAG_MORE, yes_no},
    [FIRST] = {"nbdgm.first", "This is first fragment", FT_BOOLEAN, BASE_NONE, FLAG_FIRST, yes_no},
    [NODE_TYPE] = {"nbdgm.node_type", "Node Type", FT_UINT8, BASE_DEC, 0x0c, nodes},
    [ID] = {"nbdgm.dgram_id", "Datagram ID", FT_UINT16, BASE_HEX},
    [SOURCE_IP] = {"nbdgm.src.ip", "Source IP", FT_IPv4, BASE_NONE},
    [SOURCE_PORT] = {"nbdgm.src.port", "Source Port", FT_UINT16, BASE_DEC},
    [LENGTH] = {"nbdgm.dgram_len", "Datagram length", FT_UINT16, BASE_DEC, .show = show_bytes},
    [OFFSET] = {"nbdgm.pkt_offset", "Packet offset", FT_UINT16, BASE_DEC, .show = show_bytes},
    [ERROR_CODE] = {"nbdgm.error_code", "Error code", FT_UINT8, BASE_HEX, 0, errors},
    [SOURCE_NAME] = {"nbdgm.source_name", "Source name", FT_STRING, BASE_NONE,
        .show = netbios_name_show, .blurb = "Whose message it is"},
    [DESTINATION_NAME] = {"nbdgm.destination_name", "Destination name", FT_STRING, BASE_NONE,
        .show = netbios_name_show, .blurb = "For whom it is"},
};

static void add_name(struct packet *p, struct cur *c, unsigned row)
{
    uint32_t offset = c->at;
    struct netbios_name name;
    netbios_name_read(p, c, p->layer->offset, &name);
    struct item *item = c->error ? NULL : packet_add(p, row, offset, c->at - offset, 0);
    if (item) item->bytes = name.text;
}

static void dissect(struct packet *p, struct cur *c)
{
    static const uint8_t flags[] = {MORE, FIRST, NODE_TYPE, 0};
    uint8_t type = packet_u8(p, c, TYPE);
    packet_bits(p, c, FLAGS, flags, 0);
    packet_u16(p, c, ID);
    packet_bytes(p, c, SOURCE_IP, 4);
    packet_u16(p, c, SOURCE_PORT);
    if (type == ERROR) {
        packet_u8(p, c, ERROR_CODE);
    } else if (type >= QUERY) {
        add_name(p, c, DESTINATION_NAME);
    } else {
        packet_u16(p, c, LENGTH);
        uint16_t offset = packet_u16(p, c, OFFSET);
        add_name(p, c, SOURCE_NAME);
        add_name(p, c, DESTINATION_NAME);
        if (c->error || !cur_left(c)) return;
        if (offset || !packet_next(p, *c, 0)) packet_next_data(p, *c);
    }
}

static bool agrees(const struct packet *packet, struct cur cur)
{
    (void)packet;
    const uint8_t *at = cur_take(&cur, HEADER);
    if (!at) return cur.error == CUR_CUT;
    return at[0] >= DIRECT_UNIQUE && at[0] <= NEGATIVE_RESPONSE && at[1] < 0x10;
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const char *name = field_value_name(types, layer_uint(packet, layer, TYPE));
    text_put(text, name ? name : "Unknown message type");
}

static const struct link links[] = {{"udp.port", 138}, {NULL, 0}};

const struct proto proto_nbdgm = {.name = "nbdgm",
    .title = "NetBIOS Datagram Service",
    .column = "NBDS",
    .fields = fields,
    .nfields = NFIELDS,
    .table = "nbdgm",
    .links = links,
    .agrees = agrees,
    .dissect = dissect,
    .info = info};
