/* Dynamic Host Configuration Protocol for IPv6, RFC 8415.
 *
 *      +--------+--------------------------+      from a client or a server
 *      |  type  |    transaction id (3)    |
 *      +--------+--------------------------+
 *      |  options: code (2), length (2), … |
 *      +-----------------------------------+
 *
 *      +--------+--------+----------------------------+      between relays: 12 on the way to a
 *      |  type  |  hops  | link address (16)          |      server, 13 on the way back
 *      +--------+--------+----------------------------+
 *      | peer address (16) | options: one is a message |
 *      +-------------------+--------------------------+
 * SPDX-License-Identifier: MIT */
#include "dissect/proto/dhcpv6.h"

#include "base/text.h"

enum { HEADER = 4, RELAY_HEADER = 34, HOP_LIMIT = 32 };

static bool is_relayed(uint8_t type)
{
    return type == D6_RELAY_FORWARD || type == D6_RELAY_REPLY;
}

/* The first two bytes of the message that the options of a relay carry, or NULL. */
static const uint8_t *carried(struct cur options)
{
    const uint8_t *at;
    while ((at = cur_take(&options, D6_OPTION_HEADER))) {
        if (bytes_be16(at) == D6_RELAY_MESSAGE) return cur_peek(&options, 0, 2);
        cur_take(&options, bytes_be16(at + 2));
    }
    return NULL;
}

/* RFC 8415 19.1: the first relay counts from 0, each further one adds 1. */
static void check_hops(struct packet *p, const uint8_t *message, uint8_t hops)
{
    if (hops > HOP_LIMIT)
        packet_note_at(p, p->depth + 1U, D6_N_HOPCOUNT, NOTE_WARNING, NOTE_PROTOCOL,
            "Hopcount (%u) exceeds the maximum limit HOP_COUNT_LIMIT (%d)", hops, HOP_LIMIT);
    if (!message) return;
    if (is_relayed(message[0]) && hops != message[1] + 1)
        packet_note_at(p, p->depth + 1U, D6_N_HOPCOUNT, NOTE_WARNING, NOTE_PROTOCOL,
            "hopcount is not correctly incremented by 1 (expected : %d, actual : %u)",
            message[1] + 1, hops);
    else if (!is_relayed(message[0]) && hops)
        packet_note_at(p, p->depth + 1U, D6_N_HOPCOUNT, NOTE_WARNING, NOTE_PROTOCOL,
            "Hopcount of most inner message has to equal 0 instead of %u", hops);
}

void dhcpv6_message(struct packet *p, struct cur *c, uint8_t nest)
{
    struct cur options = *c;
    uint8_t type = packet_u8(p, c, D6_MSGTYPE);
    if (is_relayed(type)) {
        packet_skip(&options, RELAY_HEADER);
        uint8_t hops = packet_u8(p, c, D6_HOPCOUNT);
        if (!options.error) check_hops(p, carried(options), hops);
        packet_bytes(p, c, D6_LINKADDR, 16);
        packet_bytes(p, c, D6_PEERADDR, 16);
    } else {
        packet_u24(p, c, D6_XID);
    }
    dhcpv6_options(p, c, (struct dhcpv6_inside){type, nest});
}

static void dissect(struct packet *p, struct cur *c)
{
    dhcpv6_message(p, c, 0);
}

/* A message that there is, behind whose header stands an option that ends within it, or nothing. */
static bool agrees(const struct packet *packet, struct cur cur)
{
    (void)packet;
    const uint8_t *at = cur_peek(&cur, 0, 1);
    if (!at || !*at || *at > D6_LAST_MESSAGE) return false;
    cur_take(&cur, is_relayed(*at) ? RELAY_HEADER : HEADER);
    if (!cur.error && !cur_left(&cur)) return true;
    const uint8_t *option = cur_take(&cur, D6_OPTION_HEADER);
    if (!option) return cur.error == CUR_CUT;
    return bytes_be16(option) && bytes_be16(option + 2) <= cur_left(&cur);
}

/* A client's identifier, not a server's: the option's code stands in front. */
static bool is_of_client(const struct packet *packet, const struct item *duid)
{
    const uint8_t *option =
        packet_at(packet, duid->source, duid->offset - D6_OPTION_HEADER, D6_OPTION_HEADER);
    return option && bytes_be16(option) == D6_CLIENT_IDENTIFIER;
}

static void put_item(struct text *text, const struct packet *packet, const struct item *item)
{
    const char *name;
    switch (item->field - dhcpv6_fields) {
    case D6_MSGTYPE:
        name = field_value_name(dhcpv6_messages, item->number);
        if (name)
            text_format(text, "%s ", name);
        else
            text_format(text, "Message Type %u ", (unsigned)item->number);
        break;
    case D6_XID:
        text_format(text, "XID: 0x%06x ", (unsigned)item->number);
        break;
    case D6_LINKADDR:
        text_put(text, "L: ");
        text_ipv6(text, item->bytes.at);
        text_char(text, ' ');
        break;
    case D6_DUID:
        if (!is_of_client(packet, item)) break;
        text_put(text, "CID: ");
        text_hex_bytes(text, item->bytes.at, item->bytes.len, 0);
        text_char(text, ' ');
        break;
    case D6_IAADDR:
        text_put(text, "IAA: ");
        text_ipv6(text, item->bytes.at);
        text_char(text, ' ');
        break;
    case D6_NAME_ROOT:
        text_put(text, " [ROOT-ONLY DOMAIN NAME]");
        break;
    case D6_NAME_PARTIAL:
        text_put(text, " [PROTOCOL VIOLATION]");
        break;
    case D6_NAME_EXCEEDS:
        text_put(text, " [DOMAIN FIELD LEN EXCEEDED]");
        break;
    case D6_NAME_LONG:
        text_put(text, " [FQDN > 255]");
        break;
    default:
        break;
    }
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const struct item *items = packet->items + layer->first;
    for (unsigned i = 0; i < layer->count; i++)
        put_item(text, packet, &items[i]);
}

static const struct link links[] = {{"udp.port", 546}, {"udp.port", 547}, {NULL, 0}};

const struct proto proto_dhcpv6 = {.name = "dhcpv6",
    .title = "DHCPv6",
    .column = "DHCPv6",
    .fields = dhcpv6_fields,
    .nfields = D6_NFIELDS,
    .links = links,
    .agrees = agrees,
    .dissect = dissect,
    .info = info};
