/* Virtual eXtensible Local Area Network, RFC 7348: Ethernet frames over UDP.
 *
 *      +-+-----+-+---------+---------------+-------------------------------+
 *      |G|     |I|         |               |        group policy           |   I: the number is there
 *      +-+-----+-+---------+---------------+-------------------------------+
 *      |            number of the network                  |   reserved    |
 *      +---------------------------------------------------+---------------+
 * SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/proto/eth.h"

enum { FLAGS, GROUP, INSTANCE, LEARN, APPLIED, RESERVED, POLICY, NUMBER, REST, NFIELDS };
enum { FLAG_I = 0x0800, RESERVED_MASK = 0x77b7, HEADER = 8 };

static const struct value_name defined[] = {{1, "Defined"}, {0, "Not defined"}, {0, NULL}};

static void show_flags(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    unsigned flags = (unsigned)item->number;
    text_format(text, "Flags: 0x%04x%s%s%s%s", flags, flags & 0x8000 ? ", GBP Extension" : "",
        flags & FLAG_I ? ", VXLAN Network ID (VNI)" : "", flags & 0x0040 ? ", Don't Learn" : "",
        flags & 0x0008 ? ", Policy Applied" : "");
}

/* The bits where they stand, not shifted down. */
static void show_reserved(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Reserved(R): 0x%04x", (unsigned)item->number);
}

#define FLAG(mask, names) FT_BOOLEAN, BASE_NONE, mask, names, NULL, 0, 16

static const struct field fields[NFIELDS] = {
    [FLAGS] = {"vxlan.flags", "Flags", FT_UINT16, BASE_HEX, .show = show_flags},
    [GROUP] = {"vxlan.flag_g", "GBP Extension", FLAG(0x8000, defined)},
    [INSTANCE] = {"vxlan.flag_i", "VXLAN Network ID (VNI)", FLAG(FLAG_I, field_true_false)},
    [LEARN] = {"vxlan.flag_d", "Don't Learn", FLAG(0x0040, field_true_false)},
    [APPLIED] = {"vxlan.flag_a", "Policy Applied", FLAG(0x0008, field_true_false)},
    [RESERVED] = {"vxlan.flags_reserved", "Reserved(R)", FT_UINT16, BASE_HEX, RESERVED_MASK,
        .show = show_reserved},
    [POLICY] = {"vxlan.gbp", "Group Policy ID", FT_UINT16, BASE_DEC},
    [NUMBER] = {"vxlan.vni", "VXLAN Network Identifier (VNI)", FT_UINT24, BASE_DEC,
        .blurb = "Which of the networks in the tunnel the frame belongs to"},
    [REST] = {"vxlan.reserved8", "Reserved", FT_UINT8, BASE_DEC},
};

static void dissect(struct packet *p, struct cur *c)
{
    static const uint8_t bits[] = {GROUP, INSTANCE, LEARN, APPLIED, RESERVED, 0};
    packet_bits(p, c, FLAGS, bits, 0);
    packet_u16(p, c, POLICY);
    packet_u24(p, c, NUMBER);
    packet_u8(p, c, REST);
    if (!c->error) packet_next(p, *c, 0);
}

/* The number is there; bits that nobody uses are not to be looked at (RFC 7348 5). */
static bool agrees(const struct packet *packet, struct cur cur)
{
    (void)packet;
    const uint8_t *at = cur_take(&cur, HEADER);
    if (!at) return cur.error == CUR_CUT;
    return bytes_be16(at) & FLAG_I && cur_left(&cur) >= ETH_HEADER;
}

static const struct link links[] = {{"udp.port", 4789}, {NULL, 0}};

const struct proto proto_vxlan = {.name = "vxlan",
    .title = "Virtual eXtensible Local Area Network",
    .column = "VxLAN",
    .fields = fields,
    .nfields = NFIELDS,
    .table = "vxlan.frame",
    .links = links,
    .agrees = agrees,
    .dissect = dissect};
