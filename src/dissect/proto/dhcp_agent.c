/* What relays add to the messages of DHCP clients, RFC 3046: option 82 and the options inside it.
 *
 *      +--------+--------+-- - - --+
 *      |  code  | length |  value  |
 *      +--------+--------+-- - - --+
 * SPDX-License-Identifier: MIT */
#include "dissect/proto/dhcp.h"

enum { VENDOR = 9 };

/* The rows of those with a value of one kind, which the row's type tells. */
static const struct {
    uint8_t code, row;
} plain_options[] = {
    {1, DHCP_AGENT_CIRCUIT},
    {2, DHCP_AGENT_REMOTE},
    {3, DHCP_AGENT_RESERVED},
    {4, DHCP_AGENT_DOCSIS},
    {5, DHCP_AGENT_LINK},
    {6, DHCP_AGENT_SUBSCRIBER},
    {7, DHCP_AGENT_RADIUS},
    {8, DHCP_AGENT_AUTHENTICATION},
    {10, DHCP_AGENT_FLAGS},
    {11, DHCP_AGENT_SERVER},
    {12, DHCP_AGENT_IDENTIFIER},
    {14, DHCP_AGENT_NETWORK_NAME},
    {15, DHCP_AGENT_POINT_NAME},
    {16, DHCP_AGENT_BSSID},
    {17, DHCP_AGENT_OPERATOR},
    {18, DHCP_AGENT_REALM},
    {150, DHCP_AGENT_LINK_CISCO},
    {152, DHCP_AGENT_SERVER_CISCO},
};

static unsigned row_of(uint8_t code)
{
    for (unsigned i = 0; i < sizeof plain_options / sizeof *plain_options; i++)
        if (plain_options[i].code == code) return plain_options[i].row;
    return DHCP_AGENT_VALUE;
}

/* RFC 4243: of each manufacturer what it likes. */
static void add_vendor(struct packet *p, struct cur *c)
{
    while (cur_left(c)) {
        packet_u32(p, c, DHCP_AGENT_ENTERPRISE);
        p->depth++;
        uint8_t length = packet_u8(p, c, DHCP_AGENT_DATA_LENGTH);
        p->depth--;
        packet_bytes(p, c, DHCP_AGENT_VALUE, length);
    }
}

static void add_value(struct packet *p, struct cur *c, unsigned row)
{
    enum field_type type = dhcp_fields[row].type;
    unsigned width = field_width(type);
    if (width && cur_left(c) != width) row = DHCP_AGENT_VALUE;
    if (type == FT_STRING || type == FT_STRINGZ)
        dhcp_text(p, c, row);
    else if (width && row != DHCP_AGENT_VALUE && type != FT_IPv4 && type != FT_ETHER)
        packet_uint(p, c, row);
    else
        packet_bytes(p, c, row, cur_left(c));
}

void dhcp_relay_agent(struct packet *p, struct cur *c)
{
    while (cur_left(c)) {
        const uint8_t *at = cur_peek(c, 0, 2);
        uint8_t code = at ? at[0] : 0;
        struct item *item =
            packet_add_uint(p, DHCP_AGENT_OPTION, c->at, at ? 2U + at[1] : 1, code, 0);
        packet_open(p, item);
        packet_skip(c, 1);
        struct cur value = cur_sub(c, packet_u8(p, c, DHCP_SUB_LENGTH));
        unsigned row = row_of(code);
        const uint8_t *bytes = cur_peek(&value, 0, cur_left(&value));
        if (bytes && (code == VENDOR || row != DHCP_AGENT_VALUE))
            packet_add_bytes(
                p, DHCP_AGENT_VALUE, value.at, bytes_of(bytes, cur_left(&value)), ITEM_HIDDEN);
        if (!c->error && code == VENDOR)
            add_vendor(p, &value);
        else if (!c->error)
            add_value(p, &value, row);
        packet_shut(p, item, c);
    }
}
