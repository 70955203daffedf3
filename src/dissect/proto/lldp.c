/* Link Layer Discovery Protocol, IEEE 802.1AB: what a station tells the other end of its cable about
 * itself, so that maps of networks can be drawn.
 *
 *      |  7 bits  |  9 bits  |
 *      +----------+----------+---------- - -
 *      |   type   |  length  |  value          over and over; type 0 ends it
 *      +----------+----------+---------- - -
 *
 * The first three are who it is (chassis), by which port it speaks, and how long that holds.
 * SPDX-License-Identifier: MIT */
#include "dissect/proto/lldp.h"

#include "base/text.h"
#include "dissect/proto.h"

enum {
    END,
    CHASSIS,
    PORT,
    TIME,
    PORT_DESCRIPTION,
    SYSTEM_NAME,
    SYSTEM_DESCRIPTION,
    CAPABILITIES,
    ADDRESS,
    ORGANIZATION = 127
};
enum { IPV4 = 1, IPV6 = 2, INFO = 600 };
enum kind { IS_TEXT, IS_BYTES, IS_MAC, IS_ADDRESS, IS_NOTHING };

/* How a chassis or a port may be named: what the subtypes are, and what the Info column calls them. */
struct identity {
    enum kind kind; /* how the line of the tree and the Info column tell it */
    const char *name, *brief;
};
static const struct identity chassis_kinds[] = {
    {IS_NOTHING, "Reserved", "Rs"},
    {IS_TEXT, "Chassis component", "CC"},
    {IS_TEXT, "Interface alias", "IA"},
    {IS_BYTES, "Port component", "PC"},
    {IS_MAC, "MAC address", "MA"},
    {IS_ADDRESS, "Network address", "NA"},
    {IS_TEXT, "Interface name", "IN"},
    {IS_TEXT, "Locally assigned", "LA"},
};
static const struct identity port_kinds[] = {
    {IS_NOTHING, "Reserved", "Rs"},
    {IS_TEXT, "Interface alias", "IA"},
    {IS_BYTES, "Port component", "PC"},
    {IS_MAC, "MAC address", "MA"},
    {IS_ADDRESS, "Network address", "NA"},
    {IS_TEXT, "Interface name", "IN"},
    {IS_TEXT, "Agent circuit Id", "AC"},
    {IS_TEXT, "Locally assigned", "LA"},
};
enum { KINDS = sizeof port_kinds / sizeof *port_kinds };

static void put_identity(struct text *text, enum kind kind, unsigned family, struct bytes id)
{
    if (kind == IS_ADDRESS && family == IPV4 && id.len == 4)
        text_ipv4(text, id.at);
    else if (kind == IS_ADDRESS && family == IPV6 && id.len == 16)
        text_ipv6(text, id.at);
    else if (kind == IS_MAC && id.len == 6)
        text_mac(text, id.at);
    else if (kind == IS_TEXT)
        text_add(text, id.at, id.len);
    else if (kind == IS_NOTHING)
        text_put(text, "Reserved");
    else
        text_hex_bytes(text, id.at, id.len, 0);
}

/* A chassis or a port; its rows are the subtype's, then bytes or text, Ethernet, IPv4 and IPv6. */
static void read_identity(
    struct packet *p, struct cur *c, struct text *words, struct item *heading, bool port)
{
    char room[INFO];
    struct text told = {.at = room, .cap = sizeof room, .fixed = true};
    unsigned row = port ? LLDP_PORT : LLDP_CHASSIS, family = 0;
    uint8_t subtype = packet_u8(p, c, port ? LLDP_PORT_SUBTYPE : LLDP_CHASSIS_SUBTYPE);
    const struct identity *kinds = port ? port_kinds : chassis_kinds;
    const struct identity *kind = &kinds[subtype < KINDS ? subtype : 0];
    if (kind->kind == IS_ADDRESS) family = packet_u8(p, c, LLDP_FAMILY);
    uint32_t length = cur_left(c);
    if (kind->kind == IS_MAC && length == 6) row += 1;
    if (family == IPV4 && length == 4) row += 2;
    if (family == IPV6 && length == 16) row += 3;
    const uint8_t *at = packet_bytes(p, c, row, length);
    if (!at) return;
    put_identity(&told, kind->kind, family, bytes_of(at, length));
    text_format(words, "%s/%.*s ", kind->brief, (int)told.len, told.at);
    if (heading)
        heading->bytes = packet_format(p, "%s Subtype = %s, Id: %.*s", port ? "Port" : "Chassis",
            port && subtype >= KINDS ? "Unknown" : kind->name, (int)told.len, told.at);
}

static void read_text(struct packet *p, struct cur *c, struct text *words, struct item *heading,
    unsigned row, const char *brief)
{
    uint32_t length = cur_left(c);
    const uint8_t *at = packet_bytes(p, c, row, length);
    if (!at) return;
    if (brief) text_format(words, "%s=%.*s ", brief, (int)length, (const char *)at);
    if (heading)
        heading->bytes =
            packet_format(p, "%s = %.*s", lldp_fields[row].label, (int)length, (const char *)at);
}

static void read_capabilities(struct packet *p, struct cur *c)
{
    static const uint8_t able[] = {LLDP_CAPABILITIES + 1, LLDP_CAPABILITIES + 2,
        LLDP_CAPABILITIES + 3, LLDP_CAPABILITIES + 4, LLDP_CAPABILITIES + 5, LLDP_CAPABILITIES + 6,
        LLDP_CAPABILITIES + 7, LLDP_CAPABILITIES + 8, 0};
    static const uint8_t enabled[] = {LLDP_ENABLED + 1, LLDP_ENABLED + 2, LLDP_ENABLED + 3,
        LLDP_ENABLED + 4, LLDP_ENABLED + 5, LLDP_ENABLED + 6, LLDP_ENABLED + 7, LLDP_ENABLED + 8,
        0};
    packet_bits(p, c, LLDP_CAPABILITIES, able, 0);
    packet_bits(p, c, LLDP_ENABLED, enabled, 0);
}

/* The length counts the family too. */
static void read_address(struct packet *p, struct cur *c)
{
    uint8_t length = packet_u8(p, c, LLDP_ADDRESS_LENGTH);
    uint8_t family = packet_u8(p, c, LLDP_ADDRESS_FAMILY);
    if (c->error) return;
    unsigned size = length ? length - 1U : 0;
    packet_bytes(p, c,
        family == IPV4 && size == 4    ? LLDP_ADDRESS_IP4
        : family == IPV6 && size == 16 ? LLDP_ADDRESS_IP6
                                       : LLDP_ADDRESS,
        size);
    packet_u8(p, c, LLDP_INTERFACE_SUBTYPE);
    packet_u32(p, c, LLDP_INTERFACE);
    uint8_t object = packet_u8(p, c, LLDP_OBJECT_LENGTH);
    if (object) packet_bytes(p, c, LLDP_OBJECT, object);
}

static void read_value(
    struct packet *p, struct cur *c, struct text *words, struct item *heading, unsigned type)
{
    static const char *const names[] = {
        [END] = "End of LLDPDU", [CAPABILITIES] = "Capabilities", [ADDRESS] = "Management Address"};
    const char *name = type <= ADDRESS ? names[type] : "Unknown TLV";
    if (heading && name) heading->bytes = bytes_of_string(name);
    unsigned seconds;
    switch (type) {
    case CHASSIS:
    case PORT:
        read_identity(p, c, words, heading, type == PORT);
        break;
    case TIME:
        seconds = packet_u16(p, c, LLDP_TIME);
        if (c->error) break;
        text_format(words, "%u ", seconds);
        if (heading) heading->bytes = packet_format(p, "Time To Live = %u sec", seconds);
        break;
    case PORT_DESCRIPTION:
        read_text(p, c, words, heading, LLDP_PORT_DESCRIPTION, NULL);
        break;
    case SYSTEM_NAME:
        read_text(p, c, words, heading, LLDP_SYSTEM_NAME, "SysN");
        break;
    case SYSTEM_DESCRIPTION:
        read_text(p, c, words, heading, LLDP_SYSTEM_DESCRIPTION, "SysD");
        break;
    case CAPABILITIES:
        read_capabilities(p, c);
        break;
    case ADDRESS:
        read_address(p, c);
        break;
    case ORGANIZATION:
        lldp_read_organization(p, c, heading);
        break;
    default:
        break;
    }
}

static void dissect(struct packet *p, struct cur *c)
{
    char room[INFO];
    struct text words = {.at = room, .cap = sizeof room, .fixed = true};
    unsigned type = CHASSIS;
    while (type != END && cur_left(c) && !c->error) {
        const uint8_t *at = cur_peek(c, 0, 2);
        if (!at) {
            packet_skip(c, 2);
            break;
        }
        unsigned word = bytes_be16(at), length = word & 0x1ff;
        uint32_t start = c->at;
        type = word >> 9;
        packet_skip(c, 2);
        struct cur value = cur_sub(c, length);
        if (c->error) break;
        struct item *heading = packet_add(p, LLDP_TLV, start, 2 + length, 0);
        packet_open(p, heading);
        packet_add_bits(p, LLDP_TYPE, start, 2, word, 0);
        packet_add_bits(p, LLDP_LENGTH, start, 2, word, 0);
        read_value(p, &value, &words, heading, type);
        packet_shut(p, heading, NULL);
        if (value.error) c->error = value.error;
    }
    p->layer->trouble = packet_format(p, "%.*s", (int)words.len, words.at);
    if (!c->error) packet_trim(p, c, c->at);
}

/* The first value is who it is; without it nothing can be told. */
static bool agrees(const struct packet *packet, struct cur cur)
{
    (void)packet;
    const uint8_t *at = cur_take(&cur, 2);
    if (!at) return cur.error == CUR_CUT;
    return at[0] >> 1 == CHASSIS && (bytes_be16(at) & 0x1ff) >= 2;
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    (void)packet;
    text_add(text, layer->trouble.at, layer->trouble.len);
}

static const struct link links[] = {{"ethertype", 0x88cc}, {NULL, 0}};

const struct proto proto_lldp = {.name = "lldp",
    .title = "Link Layer Discovery Protocol",
    .brief = "LLDP",
    .column = "LLDP",
    .fields = lldp_fields,
    .nfields = LLDP_FIELDS,
    .links = links,
    .agrees = agrees,
    .dissect = dissect,
    .info = info};
