/* Values of DHCP options that have several parts.  SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/proto/dhcp.h"
#include "dissect/proto/dns.h"

enum { MAC_IDENTIFIER = 7, HARDWARE_LAST = 47, DUID_IDENTIFIER = 255, ETHERNET = 1 };

/* Bytes that are told as text of hexadecimal digits. */
static void add_hex(struct packet *p, struct cur *c, unsigned row, uint32_t length, char separator)
{
    uint32_t offset = c->at;
    const uint8_t *at = cur_take(c, length);
    struct item *item = at ? packet_add(p, row, offset, length, 0) : NULL;
    if (!item) return;
    struct text text = packet_text(p);
    text_hex_bytes(&text, at, length, separator);
    item->bytes = packet_keep(p, &text);
}

/* RFC 4361 6.1: an interface of a client, and the client as DHCPv6 identifies it (RFC 8415 11). */
static void add_duid(struct packet *p, struct cur *c)
{
    enum { LINK_LAYER_TIME = 1, ENTERPRISE, LINK_LAYER };
    packet_skip(c, 1);
    add_hex(p, c, DHCP_IAID, 4, 0);
    uint16_t type = packet_u16(p, c, DHCP_DUID_TYPE), hardware;
    switch (type) {
    case LINK_LAYER_TIME:
        hardware = packet_u16(p, c, DHCP_DUID_LLT_HARDWARE);
        packet_u32(p, c, DHCP_DUID_TIME);
        add_hex(p, c, DHCP_DUID_ADDRESS, cur_left(c), hardware == ETHERNET ? ':' : 0);
        break;
    case ENTERPRISE:
        packet_u32(p, c, DHCP_DUID_ENTERPRISE);
        packet_bytes(p, c, DHCP_DUID_IDENTIFIER, cur_left(c));
        break;
    case LINK_LAYER:
        hardware = packet_u16(p, c, DHCP_DUID_LL_HARDWARE);
        add_hex(p, c, DHCP_DUID_ADDRESS, cur_left(c), hardware == ETHERNET ? ':' : 0);
        break;
    default:
        break;
    }
}

/* RFC 2132 9.14: a hardware type and address, or 0 and anything. */
void dhcp_client_identifier(struct packet *p, struct cur *c)
{
    const uint8_t *type = cur_peek(c, 0, 1);
    if (type && *type && *type <= HARDWARE_LAST && cur_left(c) == MAC_IDENTIFIER) {
        packet_u8(p, c, DHCP_HW_TYPE);
        packet_bytes(p, c, DHCP_MAC, 6);
    } else if (type && !*type && cur_left(c) > 1) {
        packet_u8(p, c, DHCP_CLIENT_TYPE);
        packet_bytes(p, c, DHCP_CLIENT_TEXT, cur_left(c));
    } else if (type && *type == DUID_IDENTIFIER) {
        add_duid(p, c);
    }
}

/* RFC 4702 2. */
void dhcp_fqdn(struct packet *p, struct cur *c)
{
    uint32_t offset = c->at;
    uint8_t flags = packet_u8(p, c, DHCP_FQDN_FLAGS);
    struct item *item =
        packet_wants(p, DHCP_FQDN_FLAGS) && !c->error ? &p->items[p->nitems - 1] : NULL;
    packet_open(p, item);
    for (unsigned row = DHCP_FQDN_RESERVED; row <= DHCP_FQDN_S && !c->error; row++)
        packet_add_bits(p, row, offset, 1, flags, 0);
    packet_shut(p, item, NULL);
    packet_u8(p, c, DHCP_FQDN_RCODE1);
    packet_u8(p, c, DHCP_FQDN_RCODE2);
    if (cur_left(c)) packet_bytes(p, c, DHCP_FQDN_NAME, cur_left(c));
}

/* RFC 3442: the width of a network, as many of its bytes as that needs, a router. */
void dhcp_routes(struct packet *p, struct cur *c)
{
    while (cur_left(c)) {
        uint32_t offset = c->at;
        const uint8_t *width = cur_take(c, 1);
        unsigned size = width ? (*width + 7u) / 8 : 0;
        if (size > 4) c->error = CUR_MALFORMED;
        cur_take(c, size);
        if (!cur_take(c, 4)) return;
        packet_add_bytes(p, DHCP_ROUTE, offset, bytes_of(width, c->at - offset), 0);
    }
}

/* The newest item, whose children follow, if it is the one of `row` that stands at `offset`. */
static struct item *opened(struct packet *p, unsigned row, uint32_t offset)
{
    struct item *item = p->nitems > p->layer->first ? &p->items[p->nitems - 1] : NULL;
    if (!item || item->field != &dhcp_fields[row] || item->offset != offset) item = NULL;
    packet_open(p, item);
    return item;
}

/* RFC 4578 2.2: which interface the firmware that boots offers, always UNDI. */
void dhcp_network_interface(struct packet *p, struct cur *c)
{
    packet_skip(c, 1);
    packet_u8(p, c, DHCP_INTERFACE_MAJOR);
    packet_u8(p, c, DHCP_INTERFACE_MINOR);
}

/* RFC 4578 2.3: type 0 and a GUID, whose first three numbers have their lowest byte first. */
void dhcp_machine_identifier(struct packet *p, struct cur *c)
{
    packet_skip(c, 1);
    uint32_t offset = c->at;
    const uint8_t *at = cur_take(c, 16);
    struct item *item = at ? packet_add(p, DHCP_UUID, offset, 16, 0) : NULL;
    if (item)
        item->bytes =
            packet_format(p, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
                at[3], at[2], at[1], at[0], at[5], at[4], at[7], at[6], at[8], at[9], at[10],
                at[11], at[12], at[13], at[14], at[15]);
}

/* RFC 3397: names as in DNS; a pointer counts from the beginning of the option. */
void dhcp_search(struct packet *p, struct cur *c)
{
    uint32_t start = c->at;
    while (cur_left(c))
        dns_name_add(p, c, start, DHCP_SEARCH);
}

/* RFC 3925 3. */
void dhcp_vendor_class(struct packet *p, struct cur *c)
{
    while (cur_left(c)) {
        packet_u32(p, c, DHCP_VI_CLASS_ENTERPRISE);
        struct cur data = cur_sub(c, packet_u8(p, c, DHCP_VI_CLASS_LENGTH));
        if (!c->error) dhcp_text(p, &data, DHCP_VI_CLASS_DATA);
    }
}

/* RFC 3925 4: of each manufacturer the options that it made up. */
void dhcp_vendor_specific(struct packet *p, struct cur *c)
{
    while (cur_left(c)) {
        struct cur enterprise = *c;
        packet_u32(p, c, DHCP_VI_ENTERPRISE);
        struct item *item = opened(p, DHCP_VI_ENTERPRISE, enterprise.at);
        struct cur data = cur_sub(c, packet_u8(p, c, DHCP_VI_LENGTH));
        while (cur_left(&data)) {
            uint32_t start = data.at;
            packet_u8(p, &data, DHCP_VI_SUB);
            struct item *sub = opened(p, DHCP_VI_SUB, start);
            packet_bytes(p, &data, DHCP_VI_DATA, packet_u8(p, &data, DHCP_SUB_LENGTH));
            packet_shut(p, sub, NULL);
        }
        packet_shut(p, item, NULL);
    }
}
