/* How values of DHCP stand in the tree, where "Label: value" is not Wireshark's text.
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/text.h"
#include "dissect/duration.h"
#include "dissect/proto/dhcp.h"

void dhcp_show_flags(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    bool broadcast = item->number & 0x8000;
    text_format(text, "Bootp flags: 0x%04x%s (%s)", (unsigned)item->number,
        broadcast ? ", Broadcast flag" : "", broadcast ? "Broadcast" : "Unicast");
}

void dhcp_show_text(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_put(text, item->field->label);
    text_put(text, item->bytes.len ? ": " : " not given");
    if (item->bytes.len) field_print_shown(text, item);
}

void dhcp_show_cookie(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_put(text, "Magic cookie: ");
    if (bytes_be32(item->bytes.at) == 0x63825363)
        text_put(text, "DHCP");
    else
        field_print_value(text, item);
}

/* "Option: (1) Subnet Mask (255.255.255.0)": with the value if it is short and telling. */
void dhcp_show_option(struct text *text, const struct packet *packet, const struct item *item)
{
    const uint8_t *at = item->length ? packet_at(packet, item->source, item->offset, 1) : NULL;
    const char *name = at ? field_value_name(dhcp_options, at[0]) : NULL;
    text_format(text, "Option: (%u) %s", at ? at[0] : 0, name ? name : "Unassigned");
    if (item->length < 3 || !(at = packet_at(packet, item->source, item->offset, 3))) return;
    const struct dhcp_plain_option *plain = dhcp_plain_option(at[0]);
    if (plain && plain->kind == DHCP_ADDRESS && at[1] == 4 && item->length == 6) {
        if (!(at = packet_at(packet, item->source, item->offset, 6))) return;
        text_put(text, " (");
        text_ipv4(text, at + 2);
        text_char(text, ')');
    } else if (plain && plain->row == DHCP_OPT_DHCP) {
        const char *message = field_value_name(dhcp_messages, at[2]);
        if (message)
            text_format(text, " (%s)", message);
        else
            text_format(text, " (Unknown Message Type (0x%02x))", at[2]);
    }
}

void dhcp_show_requested(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    const char *name = field_value_name(dhcp_options, item->number);
    text_format(text, "Parameter Request List Item: (%u) %s", (unsigned)item->number,
        name ? name : "Unassigned");
}

void dhcp_show_duration(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    int64_t seconds = item->field->type == FT_INT32 ? item->integer : (int64_t)item->number;
    text_format(text, "%s: (%llds) ", item->field->label, (long long)seconds);
    if (seconds < 0) text_char(text, '-');
    duration_put(text, (uint64_t)(seconds < 0 ? -seconds : seconds));
}

void dhcp_show_fqdn_flags(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Flags: 0x%02x", (unsigned)item->number);
    static const struct {
        uint8_t bit;
        const char *name;
    } bits[] = {{8, "Server DDNS"}, {4, "Encoding"}, {2, "Server overrides"}, {1, "Server"}};
    for (unsigned i = 0; i < 4; i++)
        if (item->number & bits[i].bit) text_format(text, ", %s", bits[i].name);
}

/* " 10.0.0.0/24-192.0.2.1", from the width of the network, its bytes and the router. */
void dhcp_show_route(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    const uint8_t *at = item->bytes.at;
    size_t size = item->bytes.len - 5; /* the width and the router are always there */
    uint8_t network[4] = {0};
    memcpy(network, at + 1, size);
    text_char(text, ' ');
    if (at[0]) {
        text_ipv4(text, network);
        text_format(text, "/%u", at[0]);
    } else {
        text_put(text, "default");
    }
    text_char(text, '-');
    text_ipv4(text, at + 1 + size);
}

void dhcp_show_words(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_add(text, item->bytes.at, item->bytes.len);
}

/* "Option 82 Suboption: (5) Link selection (192.0.2.0)": with the value if it is an address. */
void dhcp_show_agent_option(struct text *text, const struct packet *packet, const struct item *item)
{
    const char *name = field_value_name(dhcp_agent_options, item->number);
    text_format(
        text, "Option 82 Suboption: (%u) %s", (unsigned)item->number, name ? name : "Unknown");
    const struct item *end = packet->items + packet->nitems;
    for (const struct item *part = item + 1; part < end && part->depth > item->depth; part++) {
        if (part->field->type != FT_IPv4) continue;
        text_put(text, " (");
        field_print_value(text, part);
        text_char(text, ')');
        return;
    }
}
