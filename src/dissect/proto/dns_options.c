/* The options of EDNS (RFC 6891), which stand where an OPT record has its data.
 * SPDX-License-Identifier: MIT */
#include "dissect/proto/dns.h"

/* RFC 7871 6: the address is cut to the bytes that its prefix needs. */
static void add_subnet(struct packet *p, struct cur *c)
{
    uint16_t family = packet_u16(p, c, DNS_SUBNET_FAMILY);
    packet_u8(p, c, DNS_SUBNET_NETMASK);
    packet_u8(p, c, DNS_SUBNET_SCOPE);
    uint32_t offset = c->at, length = cur_left(c), size = family == 1 ? 4 : family == 2 ? 16 : 0;
    unsigned row = family == 1   ? DNS_SUBNET_ADDR4
                   : family == 2 ? DNS_SUBNET_ADDR6
                                 : DNS_SUBNET_ADDR;
    const uint8_t *at = cur_take(c, length);
    if (!at || (size && length > size)) return;
    if (!size) {
        packet_add_bytes(p, row, offset, bytes_of(at, length), 0);
    } else if (packet_wants(p, row)) {
        uint8_t *whole = packet_scratch(p, size);
        if (!whole) return;
        for (uint32_t i = 0; i < size; i++)
            whole[i] = i < length ? at[i] : 0;
        struct item *item = packet_add(p, row, offset, length, 0);
        if (item) item->bytes = bytes_of(whole, size);
    }
}

enum {
    OPTION_DAU = 5,
    OPTION_DHU,
    OPTION_N3U,
    OPTION_SUBNET,
    OPTION_COOKIE = 10,
    OPTION_KEEPALIVE,
    OPTION_PADDING,
    OPTION_ERROR = 15
};

static void add_option_value(struct packet *p, struct cur *c, uint16_t code)
{
    switch (code) {
    case OPTION_DAU:
    case OPTION_DHU:
    case OPTION_N3U:
        while (cur_left(c))
            packet_u8(p, c, DNS_OPTION_DAU + code - OPTION_DAU);
        break;
    case OPTION_SUBNET:
        add_subnet(p, c);
        break;
    case OPTION_COOKIE:
        packet_bytes(p, c, DNS_COOKIE_CLIENT, 8);
        packet_bytes(p, c, DNS_COOKIE_SERVER, cur_left(c));
        break;
    case OPTION_KEEPALIVE:
        if (cur_left(c)) packet_u16(p, c, DNS_KEEPALIVE);
        break;
    case OPTION_PADDING:
        packet_bytes(p, c, DNS_PADDING, cur_left(c));
        break;
    case OPTION_ERROR:
        packet_u16(p, c, DNS_ERROR_CODE);
        if (cur_left(c)) packet_bytes(p, c, DNS_ERROR_TEXT, cur_left(c));
        break;
    default:
        break;
    }
}

/* RFC 6891 6.1.2. */
void dns_options_add(struct packet *p, struct cur *c)
{
    while (cur_left(c)) {
        struct item *item = packet_add(p, DNS_OPTION, c->at, 0, 0);
        packet_open(p, item);
        uint16_t code = packet_u16(p, c, DNS_OPTION_CODE);
        uint16_t length = packet_u16(p, c, DNS_OPTION_LENGTH);
        struct cur value = cur_sub(c, length), copy = value;
        packet_bytes(p, &copy, DNS_OPTION_DATA, length);
        add_option_value(p, &value, code);
        if (!c->error) c->error = value.error;
        packet_shut(p, item, c);
    }
}
