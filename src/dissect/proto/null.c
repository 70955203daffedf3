/* BSD loopback: four bytes with the address family, in the byte order of the capturing machine
 * (LINKTYPE_NULL) or in network order (LINKTYPE_LOOP).  SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/names.h"
#include "dissect/proto.h"
#include "dissect/proto/eth.h"

enum { FAMILY, TYPE, NFIELDS };

static const struct value_name families[] = {
    {2, "IP"},
    {7, "OSI"},
    {16, "Appletalk"},
    {23, "Netware IPX/SPX"},
    {24, "IPv6"},
    {28, "IPv6"},
    {30, "IPv6"},
    {0, NULL},
};

static const struct field fields[NFIELDS] = {
    [FAMILY] = {"null.family", "Family", FT_UINT32, BASE_DEC, 0, families,
        "Which protocol the payload is, as the number of the address family on that machine"},
    [TYPE] = {"null.type", "Type", FT_UINT16, BASE_HEX, 0, names_ethertype,
        "Which protocol the payload is"},
};

static void dissect(struct packet *p, struct cur *c)
{
    uint32_t start = c->at;
    const uint8_t *at = cur_take(c, 4);
    if (!at) return;
    uint32_t family = bytes_be32(at);
    if (family & 0xffff0000) family = __builtin_bswap32(family);
    if (family > ETH_LENGTH_MAX) {
        packet_add_uint(p, TYPE, start, 4, family, 0);
        if (!packet_next_in(p, *c, "ethertype", family)) packet_next_data(p, *c);
    } else {
        packet_add_uint(p, FAMILY, start, 4, family, 0);
        if (!packet_next(p, *c, family)) packet_next_data(p, *c);
    }
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    (void)packet;
    (void)layer;
    text_put(text, "Null/Loopback");
}

static const struct link links[] = {{"wtap_encap", 0}, {"wtap_encap", 108}, {NULL, 0}};

const struct proto proto_null = {.name = "null",
    .title = "Null/Loopback",
    .column = "Null/Loopback",
    .fields = fields,
    .nfields = NFIELDS,
    .table = "null.bsd",
    .links = links,
    .dissect = dissect,
    .info = info};
