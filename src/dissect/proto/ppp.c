/* Point-to-Point Protocol, RFC 1661: the frame.
 *
 *      +---------+---------+----------+---------
 *      | address | control | protocol | payload       address and control may be left out, and the
 *      |   ff    |   03    |  1 or 2  |               first byte of a protocol below 0x100
 *      +---------+---------+----------+---------
 * SPDX-License-Identifier: MIT */
#include "dissect/proto/ppp.h"
#include "base/text.h"
#include "dissect/proto.h"

enum { ADDRESS, CONTROL, PROTOCOL, NFIELDS };

enum { ALL_STATIONS = 0xff, ETHERTYPE_IPV4 = 0x0800, ETHERTYPE_IPV6 = 0x86dd };

const struct value_name ppp_protocols[] = {
    {0x0021, "Internet Protocol version 4"},
    {0x0023, "OSI Network Layer"},
    {0x0029, "Appletalk"},
    {0x002b, "Novell IPX"},
    {0x002d, "Van Jacobson Compressed TCP/IP"},
    {0x002f, "Van Jacobson Uncompressed TCP/IP"},
    {0x0031, "Bridging PDU"},
    {0x003d, "PPP Multilink Protocol"},
    {0x0053, "Encryption"},
    {0x0057, "Internet Protocol version 6"},
    {0x00fb, "Single link compression in multilink"},
    {0x00fd, "Compressed datagram"},
    {0x0281, "MPLS Unicast"},
    {0x0283, "MPLS Multicast"},
    {0x8021, "Internet Protocol Control Protocol"},
    {0x8029, "Appletalk Control Protocol"},
    {0x802b, "Novell IPX Control Protocol"},
    {0x8053, "Encryption Control Protocol"},
    {0x8057, "IPv6 Control Protocol"},
    {0x80fb, "Single link compression in multilink control"},
    {0x80fd, "Compression Control Protocol"},
    {0x8281, "MPLS Control Protocol"},
    {0xc021, "Link Control Protocol"},
    {0xc023, "Password Authentication Protocol"},
    {0xc025, "Link Quality Report"},
    {0xc029, "Callback Control Protocol"},
    {0xc223, "Challenge Handshake Authentication Protocol"},
    {0xc227, "Extensible Authentication Protocol"},
    {0, NULL},
};

static const struct field fields[NFIELDS] = {
    [ADDRESS] = {"ppp.address", "Address", FT_UINT8, BASE_HEX},
    [CONTROL] = {"ppp.control", "Control", FT_UINT8, BASE_HEX},
    [PROTOCOL] = {"ppp.protocol", "Protocol", FT_UINT16, BASE_HEX, 0, ppp_protocols,
        "Which protocol the payload is", FIELD_SUMMARY},
};

static void dissect(struct packet *p, struct cur *c)
{
    const uint8_t *first = cur_peek(c, 0, 1);
    if (first && *first == ALL_STATIONS) {
        packet_u8(p, c, ADDRESS);
        packet_u8(p, c, CONTROL);
    }
    uint32_t offset = c->at;
    first = cur_take(c, 1);
    if (!first) return;
    unsigned protocol = *first;
    if (!(protocol & 1)) {
        first = cur_take(c, 1);
        if (!first) return;
        protocol = protocol << 8 | *first;
    }
    packet_add_uint(p, PROTOCOL, offset, c->at - offset, protocol, 0);
    if (packet_next(p, *c, protocol)) return;
    unsigned type = protocol == 0x21 ? ETHERTYPE_IPV4 : protocol == 0x57 ? ETHERTYPE_IPV6 : 0;
    if (type && packet_next_in(p, *c, "ethertype", type)) {
        p->next_via = NULL;
        return;
    }
    p->layer->column = (const char *)packet_format(p, "0x%04x", protocol).at;
    packet_next_data(p, *c);
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const struct item *protocol = layer_item(packet, layer, PROTOCOL);
    if (!protocol) return;
    const char *name = field_value_name(ppp_protocols, protocol->number);
    text_format(text, "PPP %s (0x%04x)", name ? name : "Unknown", (unsigned)protocol->number);
}

static const struct link links[] = {{"pppoes", 0}, {"gre.proto", 0x880b}, {"wtap_encap", 9},
    {"wtap_encap", 50}, {"wtap_encap", 51}, {NULL, 0}};

const struct proto proto_ppp = {.name = "ppp",
    .title = "Point-to-Point Protocol",
    .brief = "PPP",
    .column = "PPP",
    .fields = fields,
    .nfields = NFIELDS,
    .table = "ppp.protocol",
    .links = links,
    .dissect = dissect,
    .info = info};
