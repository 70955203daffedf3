/* Address Resolution Protocol, RFC 826 (also 903, 2390, 5227).
 *
 *      0             2             4      5      6           8
 *      +-------------+-------------+------+------+-----------+
 *      |hardware type|protocol type| hlen | plen |  opcode   |
 *      +-------------+-------------+------+------+-----------+
 *      | sender hardware (hlen) | sender protocol (plen)     |
 *      | target hardware (hlen) | target protocol (plen)     |
 *      +-----------------------------------------------------+
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/text.h"
#include "dissect/names.h"
#include "dissect/proto.h"

enum {
    HW_TYPE,
    PROTO_TYPE,
    HW_SIZE,
    PROTO_SIZE,
    OPCODE,
    GRATUITOUS,
    PROBE,
    ANNOUNCEMENT,
    SRC_MAC,
    SRC_HW,
    SRC_IPV4,
    SRC_PROTO,
    DST_MAC,
    DST_HW,
    DST_IPV4,
    DST_PROTO,
    NFIELDS
};

enum {
    REQUEST = 1,
    REPLY,
    REVERSE_REQUEST,
    REVERSE_REPLY,
    DYNAMIC_REQUEST,
    DYNAMIC_REPLY,
    DYNAMIC_ERROR,
    INVERSE_REQUEST,
    INVERSE_REPLY
};

static const struct value_name opcodes[] = {
    {0, "reserved"},
    {1, "request"},
    {2, "reply"},
    {3, "reverse request"},
    {4, "reverse reply"},
    {5, "drarp request"},
    {6, "drarp reply"},
    {7, "drarp error"},
    {8, "inverse request"},
    {9, "inverse reply"},
    {10, "arp nak"},
    {11, "mars request"},
    {12, "mars multi"},
    {13, "mars mserv"},
    {14, "mars join"},
    {15, "mars leave"},
    {16, "mars nak"},
    {17, "mars unserv"},
    {18, "mars sjoin"},
    {19, "mars sleave"},
    {20, "mars grouplist request"},
    {21, "mars grouplist reply"},
    {22, "mars redirect map"},
    {23, "mapos unarp"},
    {24, "experimental 1"},
    {25, "experimental 2"},
    {65535, "reserved"},
    {0, NULL},
};

static const struct field fields[NFIELDS] = {
    [HW_TYPE] = {"arp.hw.type", "Hardware type", FT_UINT16, BASE_DEC, 0, names_hardware,
        "What kind of link it is", FIELD_SUMMARY},
    [PROTO_TYPE] = {"arp.proto.type", "Protocol type", FT_UINT16, BASE_HEX, 0, names_ethertype,
        "Which protocol's address is looked for", FIELD_SUMMARY},
    [HW_SIZE] = {"arp.hw.size", "Hardware size", FT_UINT8, BASE_DEC,
        .blurb = "Bytes of a hardware address"},
    [PROTO_SIZE] = {"arp.proto.size", "Protocol size", FT_UINT8, BASE_DEC,
        .blurb = "Bytes of a protocol address"},
    [OPCODE] = {"arp.opcode", "Opcode", FT_UINT16, BASE_DEC, 0, opcodes, "Question or answer",
        FIELD_SUMMARY},
    [GRATUITOUS] = {"arp.isgratuitous", "Is gratuitous", FT_BOOLEAN, BASE_NONE, 0, field_true_false,
        "Tells everybody the sender's own address without being asked", FIELD_SUMMARY},
    [PROBE] = {"arp.isprobe", "Is probe", FT_BOOLEAN, BASE_NONE, 0, field_true_false,
        "Asks whether an address is free before taking it (RFC 5227)", FIELD_SUMMARY},
    [ANNOUNCEMENT] = {"arp.isannouncement", "Is announcement", FT_BOOLEAN, BASE_NONE, 0,
        field_true_false, "Tells everybody that the sender now has this address (RFC 5227)",
        FIELD_SUMMARY},
    [SRC_MAC] = {"arp.src.hw_mac", "Sender MAC address", FT_ETHER, BASE_NONE,
        .flags = FIELD_SUMMARY, .blurb = "The Ethernet address of who asks or answers"},
    [SRC_HW] = {"arp.src.hw", "Sender hardware address", FT_BYTES, BASE_NONE,
        .flags = FIELD_SUMMARY},
    [SRC_IPV4] = {"arp.src.proto_ipv4", "Sender IP address", FT_IPv4, BASE_NONE,
        .flags = FIELD_SUMMARY, .blurb = "The IP address of who asks or answers"},
    [SRC_PROTO] = {"arp.src.proto", "Sender protocol address", FT_BYTES, BASE_NONE,
        .flags = FIELD_SUMMARY},
    [DST_MAC] = {"arp.dst.hw_mac", "Target MAC address", FT_ETHER, BASE_NONE,
        .flags = FIELD_SUMMARY,
        .blurb = "Of whom it is addressed to; all zero in a question, since that is what is asked"},
    [DST_HW] = {"arp.dst.hw", "Target hardware address", FT_BYTES, BASE_NONE,
        .flags = FIELD_SUMMARY},
    [DST_IPV4] = {"arp.dst.proto_ipv4", "Target IP address", FT_IPv4, BASE_NONE,
        .flags = FIELD_SUMMARY, .blurb = "The IP address that is looked for"},
    [DST_PROTO] = {"arp.dst.proto", "Target protocol address", FT_BYTES, BASE_NONE,
        .flags = FIELD_SUMMARY},
};

static const uint8_t zeros[6];

/* What an ARP for IPv4 says between the lines (RFC 5227 1.1); the addresses come after the header. */
static void add_meaning(struct packet *p, const uint8_t *body, uint8_t hardware, uint16_t opcode)
{
    const uint8_t *source = body + hardware, *target_mac = source + 4,
                  *target = target_mac + hardware;
    bool unknown_target = hardware <= sizeof zeros && memcmp(target_mac, zeros, hardware) == 0;
    if (opcode != REQUEST && opcode != REPLY) return;
    if (memcmp(source, target, 4) == 0) {
        packet_add_uint(p, GRATUITOUS, p->layer->offset, 0, 1, ITEM_GENERATED);
        if (opcode == REQUEST && unknown_target)
            packet_add_uint(p, ANNOUNCEMENT, p->layer->offset, 0, 1, ITEM_GENERATED);
    } else if (opcode == REQUEST && memcmp(source, zeros, 4) == 0 && unknown_target) {
        packet_add_uint(p, PROBE, p->layer->offset, 0, 1, ITEM_GENERATED);
    }
}

static void add_addresses(
    struct packet *p, struct cur *c, bool ether, uint8_t hardware, bool ipv4, uint8_t protocol)
{
    for (unsigned target = 0; target < 2; target++) {
        if (hardware)
            packet_bytes(p, c,
                ether    ? (target ? DST_MAC : SRC_MAC)
                : target ? DST_HW
                         : SRC_HW,
                hardware);
        if (protocol)
            packet_bytes(p, c,
                ipv4     ? (target ? DST_IPV4 : SRC_IPV4)
                : target ? DST_PROTO
                         : SRC_PROTO,
                protocol);
    }
}

static void dissect(struct packet *p, struct cur *c)
{
    uint32_t start = c->at;
    uint16_t hardware_type = packet_u16(p, c, HW_TYPE);
    uint16_t protocol_type = packet_u16(p, c, PROTO_TYPE);
    uint8_t hardware = packet_u8(p, c, HW_SIZE);
    uint8_t protocol = packet_u8(p, c, PROTO_SIZE);
    uint16_t opcode = packet_u16(p, c, OPCODE);
    uint32_t whole = 8 + 2U * (hardware + protocol);
    bool ether = (hardware_type == 1 || hardware_type == 6) && hardware == 6;
    bool ipv4 = protocol_type == 0x0800 && protocol == 4;
    if (opcode == REVERSE_REQUEST || opcode == REVERSE_REPLY)
        p->layer->column = "RARP";
    else if (opcode >= DYNAMIC_REQUEST && opcode <= DYNAMIC_ERROR)
        p->layer->column = "DRARP";
    else if (opcode == INVERSE_REQUEST || opcode == INVERSE_REPLY)
        p->layer->column = "Inverse ARP";
    if (!c->error) packet_trim(p, c, start + whole);
    const uint8_t *body = cur_peek(c, 0, whole - 8);
    if (!body) packet_skip(c, whole - 8); /* all addresses or none */
    if (body && ipv4) add_meaning(p, body, hardware, opcode);
    add_addresses(p, c, ether, hardware, ipv4, protocol);
}

static bool flag(const struct packet *packet, const struct layer *layer, unsigned field)
{
    return layer_item(packet, layer, field) != NULL;
}

/* Nothing is said by what ends before its addresses do. */
static bool is_whole(const struct packet *packet, const struct layer *layer)
{
    const uint8_t *header = layer_at(packet, layer, 8);
    return header && layer_at(packet, layer, 8 + 2U * (header[4] + header[5]));
}

static void describe(struct text *text, const struct packet *packet, const struct layer *layer)
{
    uint64_t opcode = layer_uint(packet, layer, OPCODE);
    const char *name = field_value_name(opcodes, opcode);
    if (!is_whole(packet, layer)) return;
    if (flag(packet, layer, ANNOUNCEMENT))
        text_put(text, " (ARP Announcement)");
    else if (flag(packet, layer, PROBE))
        text_put(text, " (ARP Probe)");
    else if (flag(packet, layer, GRATUITOUS))
        text_format(text, " (%s/gratuitous ARP)", opcode == REQUEST ? "request" : "reply");
    else if (name)
        text_format(text, " (%s)", name);
    else
        text_format(text, " (opcode 0x%04x)", (unsigned)opcode);
}

/* The value of whichever of two rows is there. */
static void put_either(struct text *text, const struct packet *packet, const struct layer *layer,
    unsigned usual, unsigned other)
{
    const struct item *item = layer_item(packet, layer, usual);
    if (!item) item = layer_item(packet, layer, other);
    if (item && item->field->type == FT_BYTES)
        text_hex_bytes(text, item->bytes.at, item->bytes.len, ':');
    else if (item)
        field_print_value(text, item);
    else
        text_put(text, "<No address>");
}

static void question(
    struct text *text, const struct packet *packet, const struct layer *layer, bool reverse)
{
    text_put(text, reverse ? "Who is " : "Who has ");
    put_either(text, packet, layer, reverse ? DST_MAC : DST_IPV4, reverse ? DST_HW : DST_PROTO);
    text_put(text, "? ");
    if (flag(packet, layer, PROBE)) {
        text_put(text, "(ARP Probe)");
        return;
    }
    text_put(text, "Tell ");
    put_either(text, packet, layer, reverse ? SRC_MAC : SRC_IPV4, reverse ? SRC_HW : SRC_PROTO);
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    if (!is_whole(packet, layer)) return;
    uint64_t opcode = layer_uint(packet, layer, OPCODE);
    const char *name = field_value_name(opcodes, opcode);
    if (flag(packet, layer, GRATUITOUS)) {
        text_put(text,
            flag(packet, layer, ANNOUNCEMENT) ? "ARP Announcement for " : "Gratuitous ARP for ");
        put_either(text, packet, layer, DST_IPV4, DST_PROTO);
        if (!flag(packet, layer, ANNOUNCEMENT))
            text_put(text, opcode == REQUEST ? " (Request)" : " (Reply)");
        return;
    }
    switch (opcode) {
    case REQUEST:
        question(text, packet, layer, false);
        break;
    case REVERSE_REQUEST:
    case DYNAMIC_REQUEST:
    case INVERSE_REQUEST:
        question(text, packet, layer, true);
        break;
    case REPLY:
        put_either(text, packet, layer, SRC_IPV4, SRC_PROTO);
        text_put(text, " is at ");
        put_either(text, packet, layer, SRC_MAC, SRC_HW);
        break;
    case REVERSE_REPLY:
    case DYNAMIC_REPLY:
        put_either(text, packet, layer, DST_MAC, DST_HW);
        text_put(text, " is at ");
        put_either(text, packet, layer, DST_IPV4, DST_PROTO);
        break;
    case INVERSE_REPLY:
        put_either(text, packet, layer, SRC_MAC, SRC_HW);
        text_put(text, " is at ");
        put_either(text, packet, layer, SRC_IPV4, SRC_PROTO);
        break;
    default:
        if (name)
            text_put(text, name);
        else
            text_format(text, "Unknown ARP opcode 0x%04x", (unsigned)opcode);
        break;
    }
}

static const struct link links[] = {{"ethertype", 0x0806}, {"ethertype", 0x8035}, {NULL, 0}};

const struct proto proto_arp = {.name = "arp",
    .title = "Address Resolution Protocol",
    .brief = "ARP/RARP",
    .column = "ARP",
    .fields = fields,
    .nfields = NFIELDS,
    .links = links,
    .encloses = true,
    .dissect = dissect,
    .describe = describe,
    .info = info};
