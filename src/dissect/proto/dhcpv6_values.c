/* Values of DHCPv6 options that have several parts.  SPDX-License-Identifier: MIT */
#include "dissect/proto/dhcpv6.h"

/* The four bytes that tell one interface of a client from another, as text. */
static void add_identity(struct packet *p, struct cur *c, unsigned row)
{
    uint32_t offset = c->at;
    const uint8_t *at = cur_take(c, 4);
    struct item *item = at ? packet_add(p, row, offset, 4, 0) : NULL;
    if (item) item->bytes = packet_format(p, "%08x", (unsigned)bytes_be32(at));
}

void dhcpv6_association(struct packet *p, struct cur *c, struct dhcpv6_inside in)
{
    add_identity(p, c, D6_IAID);
    packet_u32(p, c, D6_T1);
    packet_u32(p, c, D6_T2);
    dhcpv6_options(p, c, in);
}

void dhcpv6_temporary_association(struct packet *p, struct cur *c, struct dhcpv6_inside in)
{
    add_identity(p, c, D6_IATA);
    dhcpv6_options(p, c, in);
}

void dhcpv6_address(struct packet *p, struct cur *c, struct dhcpv6_inside in)
{
    packet_bytes(p, c, D6_IAADDR, 16);
    packet_u32(p, c, D6_IAADDR_PREFERRED);
    packet_u32(p, c, D6_IAADDR_VALID);
    dhcpv6_options(p, c, in);
}

void dhcpv6_prefix(struct packet *p, struct cur *c, struct dhcpv6_inside in)
{
    packet_u32(p, c, D6_PREFIX_PREFERRED);
    packet_u32(p, c, D6_PREFIX_VALID);
    packet_u8(p, c, D6_PREFIX_LENGTH);
    packet_bytes(p, c, D6_PREFIX, 16);
    dhcpv6_options(p, c, in);
}

void dhcpv6_relayed(struct packet *p, struct cur *c, struct dhcpv6_inside in)
{
    (void)in;
    struct item *heading = dhcpv6_heading(p, c, "DHCPv6");
    dhcpv6_message(p, c, in.nest);
    packet_shut(p, heading, NULL);
}

/* RFC 3315 21.4, the delayed protocol, has a key; others have whatever they like. */
void dhcpv6_authentication(struct packet *p, struct cur *c, struct dhcpv6_inside in)
{
    (void)in;
    enum { DELAYED = 2, KEY_ID = 4, MD5 = 16 };
    uint8_t protocol = packet_u8(p, c, D6_AUTH_PROTOCOL);
    packet_u8(p, c, D6_AUTH_ALGORITHM);
    packet_u8(p, c, D6_AUTH_RDM);
    packet_bytes(p, c, D6_AUTH_REPLAY, 8);
    uint32_t left = cur_left(c);
    if (protocol == DELAYED && left >= KEY_ID + MD5) {
        struct cur realm = cur_sub(c, left - KEY_ID - MD5);
        dhcpv6_text(p, &realm, D6_AUTH_REALM);
        packet_u32(p, c, D6_AUTH_KEY_ID);
        packet_bytes(p, c, D6_AUTH_MD5, MD5);
    } else if (left) {
        packet_bytes(p, c, D6_AUTH_INFO, left);
    }
}

void dhcpv6_status(struct packet *p, struct cur *c, struct dhcpv6_inside in)
{
    (void)in;
    packet_u16(p, c, D6_STATUS_CODE);
    if (cur_left(c)) dhcpv6_text(p, c, D6_STATUS_MESSAGE);
}

static void too_long(struct packet *p, const char *option)
{
    packet_note_at(
        p, p->depth, D6_N_MALFORMED, NOTE_ERROR, NOTE_MALFORMED, "%s: suboption too long", option);
}

void dhcpv6_user_class(struct packet *p, struct cur *c, struct dhcpv6_inside in)
{
    (void)in;
    while (cur_left(c)) {
        const uint8_t *at = cur_peek(c, 0, 2);
        if (at && bytes_be16(at) > cur_left(c) - 2) {
            too_long(p, "User Class");
            return;
        }
        struct item *heading = dhcpv6_heading(p, c, "User Class suboption");
        uint16_t length = packet_u16(p, c, D6_USER_LENGTH);
        packet_bytes(p, c, D6_USER_DATA, length);
        packet_shut(p, heading, c);
    }
}

void dhcpv6_vendor_class(struct packet *p, struct cur *c, struct dhcpv6_inside in)
{
    (void)in;
    packet_u32(p, c, D6_CLASS_ENTERPRISE);
    while (cur_left(c)) {
        const uint8_t *at = cur_take(c, 2);
        uint32_t length = at ? bytes_be16(at) : 0;
        struct cur data = cur_sub(c, length < cur_left(c) ? length : cur_left(c));
        if (!c->error) dhcpv6_text(p, &data, D6_CLASS_DATA);
        if (data.error && !c->error) c->error = data.error;
    }
}

void dhcpv6_vendor_options(struct packet *p, struct cur *c, struct dhcpv6_inside in)
{
    (void)in;
    packet_u32(p, c, D6_VENDOR_ENTERPRISE);
    while (cur_left(c)) {
        struct item *heading = dhcpv6_heading(p, c, "option");
        packet_u16(p, c, D6_VENDOR_CODE);
        uint16_t length = packet_u16(p, c, D6_VENDOR_LENGTH);
        packet_bytes(p, c, D6_VENDOR_DATA, length);
        packet_shut(p, heading, c);
    }
}

void dhcpv6_remote(struct packet *p, struct cur *c, struct dhcpv6_inside in)
{
    (void)in;
    packet_u32(p, c, D6_REMOTE_ENTERPRISE);
    packet_bytes(p, c, D6_REMOTE_ID, cur_left(c));
}

/* RFC 4704: who of the two tells the name servers the client's name. */
void dhcpv6_client_name(struct packet *p, struct cur *c, struct dhcpv6_inside in)
{
    enum { S_AND_N = 5 };
    static const uint8_t client[] = {D6_FQDN_CLIENT_N, D6_FQDN_CLIENT_S, 0},
                         server[] = {D6_FQDN_SERVER_N, D6_FQDN_SERVER_O, D6_FQDN_SERVER_S, 0};
    uint8_t message = in.message;
    bool from_server = message == D6_ADVERTISE || message == D6_REPLY;
    if (!from_server && message != D6_SOLICIT && message != D6_REQUEST && message != D6_RENEW &&
        message != D6_REBIND) {
        struct item *item = packet_add_uint(p, D6_FQDN_BAD_MESSAGE, c->at, 0, message, 0);
        packet_open(p, item);
        dhcpv6_complain(p, c, D6_N_BAD_MESSAGE, NOTE_ERROR, NOTE_PROTOCOL);
        packet_shut(p, item, NULL);
        return;
    }
    uint64_t flags = packet_bits(p, c, from_server ? D6_FQDN_SERVER_FLAGS : D6_FQDN_CLIENT_FLAGS,
        from_server ? server : client, 0);
    if ((flags & S_AND_N) == S_AND_N) dhcpv6_complain(p, c, D6_N_S_BIT, NOTE_ERROR, NOTE_PROTOCOL);
    dhcpv6_names(p, c, D6_CLIENT_NAME);
}

void dhcpv6_query(struct packet *p, struct cur *c, struct dhcpv6_inside in)
{
    packet_u8(p, c, D6_QUERY_TYPE);
    packet_bytes(p, c, D6_QUERY_LINK, 16);
    dhcpv6_options(p, c, in);
}

void dhcpv6_relay_data(struct packet *p, struct cur *c, struct dhcpv6_inside in)
{
    (void)in;
    packet_bytes(p, c, D6_RELAY_DATA_PEER, 16);
    dhcpv6_text(p, c, D6_RELAY_DATA_MESSAGE);
}

/* RFC 5908 4. */
void dhcpv6_time_servers(struct packet *p, struct cur *c, struct dhcpv6_inside in)
{
    (void)in;
    enum { ADDRESS = 1, MULTICAST, NAME };
    while (cur_left(c) >= D6_OPTION_HEADER) {
        const uint8_t *at = cur_peek(c, 0, D6_OPTION_HEADER);
        if (at && bytes_be16(at + 2) > cur_left(c) - D6_OPTION_HEADER) {
            too_long(p, "NTP Server");
            return;
        }
        uint16_t type = at ? bytes_be16(at) : 0;
        const char *name = field_value_name(dhcpv6_ntp_names, type);
        struct item *heading = dhcpv6_heading(
            p, c, name ? name : (const char *)packet_format(p, "NTP Server suboption %u", type).at);
        packet_u16(p, c, D6_NTP_TYPE);
        struct cur value = cur_sub(c, packet_u16(p, c, D6_NTP_LENGTH));
        if (type == ADDRESS)
            packet_bytes(p, &value, D6_NTP_ADDRESS, 16);
        else if (type == MULTICAST)
            packet_bytes(p, &value, D6_NTP_MULTICAST, 16);
        else if (type == NAME)
            dhcpv6_names(p, &value, D6_NTP_NAME);
        if (value.error && !c->error) c->error = value.error;
        packet_shut(p, heading, c);
    }
    if (cur_left(c)) dhcpv6_malformed(p, "NTP Server");
}

void dhcpv6_excluded(struct packet *p, struct cur *c, struct dhcpv6_inside in)
{
    (void)in;
    packet_u8(p, c, D6_EXCLUDE_LENGTH);
    packet_bytes(p, c, D6_EXCLUDE_SUBNET, cur_left(c));
}
