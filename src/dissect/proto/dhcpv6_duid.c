/* The DHCP unique identifier, RFC 8415 11: how a host calls itself, whatever its address is.
 *
 *      1   hardware type (2), seconds since 2000 (4), link-layer address
 *      2   number of a manufacturer (4), whatever it chose
 *      3   hardware type (2), link-layer address
 *      4   UUID (16)
 * SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/proto/dhcpv6.h"

enum { LINK_LAYER_TIME = 1, ENTERPRISE, LINK_LAYER, UUID };
enum { ETHERNET = 1, MAC = 6, UUID_LENGTH = 16 };

static const int64_t nanoseconds = 1000000000, year_2000 = 946684800;

static void add_time(struct packet *p, struct cur *c)
{
    uint32_t offset = c->at;
    const uint8_t *at = cur_take(c, 4);
    struct item *item = at ? packet_add(p, D6_LLT_TIME, offset, 4, 0) : NULL;
    if (item) item->integer = (year_2000 + bytes_be32(at)) * nanoseconds;
}

/* As text: 00:00:5e:00:53:01 of Ethernet, without colons of others. */
static void add_address(struct packet *p, struct cur *c, unsigned row, uint16_t hardware)
{
    uint32_t offset = c->at, length = cur_left(c);
    const uint8_t *at = cur_take(c, length);
    struct item *item = at && length ? packet_add(p, row, offset, length, 0) : NULL;
    if (!item) return;
    struct text text = packet_text(p);
    text_hex_bytes(&text, at, length, hardware == ETHERNET && length == MAC ? ':' : 0);
    item->bytes = packet_keep(p, &text);
}

/* False if it is too short for its type. */
static bool add_parts(struct packet *p, struct cur *c, uint16_t type)
{
    uint32_t left = cur_left(c);
    uint16_t hardware;
    switch (type) {
    case LINK_LAYER_TIME:
        if (left < 6) return false;
        hardware = packet_u16(p, c, D6_LLT_HWTYPE);
        add_time(p, c);
        add_address(p, c, D6_LLT_ADDRESS, hardware);
        break;
    case ENTERPRISE:
        if (left < 4) return false;
        packet_u32(p, c, D6_EN_ENTERPRISE);
        if (cur_left(c)) packet_bytes(p, c, D6_EN_IDENTIFIER, cur_left(c));
        break;
    case LINK_LAYER:
        if (left < 2) return false;
        hardware = packet_u16(p, c, D6_LL_HWTYPE);
        add_address(p, c, D6_LL_ADDRESS, hardware);
        break;
    case UUID:
        if (left != UUID_LENGTH) return false;
        packet_bytes(p, c, D6_UUID, UUID_LENGTH);
        break;
    default:
        break;
    }
    return true;
}

void dhcpv6_duid(struct packet *p, struct cur *c)
{
    struct cur whole = *c;
    bool sound = cur_left(c) >= 2;
    if (sound) {
        packet_bytes(p, &whole, D6_DUID, cur_left(c));
        sound = add_parts(p, c, packet_u16(p, c, D6_DUID_TYPE));
    }
    if (whole.error && !c->error) c->error = whole.error;
    if (!sound) dhcpv6_malformed(p, "DUID");
}
