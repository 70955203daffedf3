/* Marks that networks put on routes, for others to act upon: communities (RFC 1997), extended (RFC 4360)
 * and large ones (RFC 8092).
 *
 *      +---------------+---------------+        +-------+-------+--------------------+
 *      |    network    |     value     |        | type  |subtype|  network, value    |
 *      +---------------+---------------+        +-------+-------+--------------------+
 * SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/proto/bgp.h"

enum { COMMUNITY = 4, EXTENDED = 8, LARGE = 12 };
enum { TYPE_AS2 = 0, TYPE_IPV4 = 1, TYPE_AS4 = 2 };

static void put_community(struct text *text, uint32_t community)
{
    const char *name = field_value_name(bgp_communities, community);
    if (name)
        text_put(text, name);
    else
        text_format(text, "%u:%u", community >> 16, community & 0xffff);
    text_char(text, ' ');
}

void bgp_put_communities(struct text *text, const uint8_t *at, uint32_t length)
{
    for (uint32_t i = 0; i + COMMUNITY <= length; i += COMMUNITY)
        put_community(text, bytes_be32(at + i));
}

void bgp_add_communities(struct packet *p, struct cur *c)
{
    uint32_t length = cur_left(c);
    const uint8_t *at = cur_peek(c, 0, length);
    struct item *item = packet_add(p, BGP_COMMUNITIES, c->at, length, 0);
    if (item && at) {
        struct text text = packet_text(p);
        text_put(&text, "Communities: ");
        bgp_put_communities(&text, at, length);
        item->bytes = packet_keep(p, &text);
    }
    packet_open(p, item);
    while (cur_left(c)) {
        at = cur_peek(c, 0, COMMUNITY);
        uint32_t community = at ? bytes_be32(at) : 0;
        if (field_value_name(bgp_communities, community)) {
            packet_u32(p, c, BGP_COMMUNITY_KNOWN);
            continue;
        }
        struct item *one = packet_add(p, BGP_COMMUNITY, c->at, COMMUNITY, 0);
        if (one)
            one->bytes = packet_format(p, "Community: %u:%u ", community >> 16, community & 0xffff);
        packet_open(p, one);
        packet_u16(p, c, BGP_COMMUNITY_AS);
        packet_u16(p, c, BGP_COMMUNITY_VALUE);
        packet_shut(p, one, NULL);
    }
    packet_shut(p, item, NULL);
}

/* --- extended --------------------------------------------------------------------------------- */

/* "Route Target: 65001:100 [Transitive 2-Octet AS-Specific]" */
static struct bytes extended_title(struct packet *p, const uint8_t *at)
{
    const struct value_name *subtypes = at[0] == TYPE_AS2    ? bgp_community_as2
                                        : at[0] == TYPE_IPV4 ? bgp_community_ipv4
                                        : at[0] == TYPE_AS4  ? bgp_community_as4
                                                             : NULL;
    const char *name = field_value_name(subtypes, at[1]),
               *type = field_value_name(bgp_community_types, at[0]);
    struct text text = packet_text(p);
    uint32_t as = bytes_be32(at + 2);
    if (name)
        text_put(&text, name);
    else
        text_format(&text, "Unknown subtype 0x%02x", at[1]);
    text_put(&text, ": ");
    if (at[0] == TYPE_AS2) {
        text_format(&text, "%u:%u", bytes_be16(at + 2), bytes_be32(at + 4));
    } else if (at[0] == TYPE_IPV4) {
        text_ipv4(&text, at + 2);
        text_labelled(&text, ":", bytes_be16(at + 6));
    } else if (at[0] == TYPE_AS4) {
        text_format(&text, "%u.%u(%u):%u", as >> 16, as & 0xffff, as, bytes_be16(at + 6));
    } else {
        text_put(&text, "0x");
        text_hex_bytes(&text, at + 2, EXTENDED - 2, 0);
    }
    text_format(&text, " [%s]", type ? type : "Unknown type");
    return packet_keep(p, &text);
}

static void add_extended(struct packet *p, struct cur *c)
{
    static const uint8_t bits[] = {BGP_EXTENDED_AUTHORITY, BGP_EXTENDED_TRANSITIVE, 0};
    const uint8_t *at = cur_peek(c, 0, EXTENDED);
    struct item *item = packet_add(p, BGP_EXTENDED_ONE, c->at, EXTENDED, 0);
    if (item && at) item->bytes = extended_title(p, at);
    packet_open(p, item);
    unsigned type = (unsigned)packet_bits(p, c, BGP_EXTENDED_TYPE, bits, 0);
    switch (type) {
    case TYPE_AS2:
        packet_u8(p, c, BGP_EXTENDED_AS2);
        packet_u16(p, c, BGP_VALUE_AS2);
        packet_u32(p, c, BGP_VALUE_NUMBER4);
        break;
    case TYPE_IPV4:
        packet_u8(p, c, BGP_EXTENDED_IPV4);
        packet_bytes(p, c, BGP_VALUE_IPV4, 4);
        packet_u16(p, c, BGP_VALUE_NUMBER2);
        break;
    case TYPE_AS4:
        packet_u8(p, c, BGP_EXTENDED_AS4);
        packet_u32(p, c, BGP_VALUE_AS4);
        packet_u16(p, c, BGP_VALUE_NUMBER2);
        break;
    default:
        packet_u8(p, c, BGP_EXTENDED_SUBTYPE);
        packet_uint(p, c, BGP_VALUE_RAW);
        break;
    }
    packet_shut(p, item, NULL);
}

void bgp_add_extended(struct packet *p, struct cur *c)
{
    uint32_t count = cur_left(c) / EXTENDED;
    struct item *item = packet_add(p, BGP_EXTENDED, c->at, cur_left(c), 0);
    if (item)
        item->bytes = packet_format(
            p, "Carried extended communities: (%u communit%s)", count, count == 1 ? "y" : "ies");
    packet_open(p, item);
    while (cur_left(c))
        add_extended(p, c);
    packet_shut(p, item, NULL);
}

/* --- large ------------------------------------------------------------------------------------ */

static void put_large(struct text *text, const uint8_t *at)
{
    text_format(text, "%u:%u:%u", bytes_be32(at), bytes_be32(at + 4), bytes_be32(at + 8));
}

void bgp_put_large(struct text *text, const uint8_t *at, uint32_t length)
{
    for (uint32_t i = 0; i + LARGE <= length; i += LARGE) {
        if (i) text_char(text, ' ');
        put_large(text, at + i);
    }
}

void bgp_add_large(struct packet *p, struct cur *c)
{
    while (cur_left(c)) {
        const uint8_t *at = cur_peek(c, 0, LARGE);
        struct item *item = at ? packet_add(p, BGP_LARGE, c->at, LARGE, 0) : NULL;
        if (item) {
            struct text text = packet_text(p);
            put_large(&text, at);
            item->bytes = packet_keep(p, &text);
        }
        packet_open(p, item);
        packet_u32(p, c, BGP_LARGE_GLOBAL);
        packet_u32(p, c, BGP_LARGE_LOCAL1);
        packet_u32(p, c, BGP_LARGE_LOCAL2);
        packet_shut(p, item, NULL);
    }
}
