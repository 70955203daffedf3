/* The ends of conversations, by type.  See ends.h.  SPDX-License-Identifier: MIT */
#include "stat/ends.h"

#include <string.h>

#include "dissect/directory.h"
#include "dissect/proto.h"

enum { LINKTYPE_LINUX_SLL2 = 276 };

static void set_address(struct end *end, enum address_kind kind, const uint8_t *at)
{
    static const uint8_t lengths[] = {[ADDRESS_ETHER] = 6, [ADDRESS_IPV4] = 4, [ADDRESS_IPV6] = 16};
    *end = (struct end){.kind = kind <= ADDRESS_IPV6 ? kind : ADDRESS_NONE};
    if (at) memcpy(end->address, at, lengths[end->kind]);
}

static bool read_ether(const struct packet *packet, const struct layer *layer, struct end ends[2])
{
    const uint8_t *at = layer_at(packet, layer, 12);
    if (!at) return false;
    set_address(&ends[0], ADDRESS_ETHER, at + 6);
    set_address(&ends[1], ADDRESS_ETHER, at);
    return true;
}

static bool read_ipv4(const struct packet *packet, const struct layer *layer, struct end ends[2])
{
    const uint8_t *at = layer_at(packet, layer, 20);
    if (!at) return false;
    set_address(&ends[0], ADDRESS_IPV4, at + 12);
    set_address(&ends[1], ADDRESS_IPV4, at + 16);
    return true;
}

static bool read_ipv6(const struct packet *packet, const struct layer *layer, struct end ends[2])
{
    const uint8_t *at = layer_at(packet, layer, 40);
    if (!at) return false;
    set_address(&ends[0], ADDRESS_IPV6, at + 8);
    set_address(&ends[1], ADDRESS_IPV6, at + 24);
    return true;
}

/* The address of a cooked frame's sender, the only one there is: SLL has it at 6 behind its length,
 * SLL2 at 12. */
static bool read_cooked(const struct packet *packet, const struct layer *layer, struct end ends[2])
{
    bool second = packet->frame->link_type == LINKTYPE_LINUX_SLL2;
    const uint8_t *at = layer_at(packet, layer, second ? 20 : 16);
    if (!at) return false;
    unsigned length = second ? at[11] : bytes_be16(at + 4);
    set_address(&ends[0], length == 6 ? ADDRESS_ETHER : ADDRESS_NONE, second ? at + 12 : at + 6);
    set_address(&ends[1], ADDRESS_NONE, NULL);
    return true;
}

/* TCP and UDP begin with their ports; the addresses are those of the network layer around, which is
 * not the innermost one where they carry a tunnel. */
static bool read_ports(const struct packet *packet, const struct layer *layer, struct end ends[2])
{
    const uint8_t *at = layer_at(packet, layer, 8);
    if (!at) return false;
    set_address(&ends[0], packet->source.kind, packet->source.at);
    set_address(&ends[1], packet->destination.kind, packet->destination.at);
    for (const struct layer *around = layer; around-- > packet->layers;) {
        if (strcmp(around->proto->name, "ip") == 0 && read_ipv4(packet, around, ends)) break;
        if (strcmp(around->proto->name, "ipv6") == 0 && read_ipv6(packet, around, ends)) break;
    }
    ends[0].port = bytes_be16(at);
    ends[1].port = bytes_be16(at + 2);
    return true;
}

/* A type has the name of the protocol.  Those that are not read are not known here: there are none of
 * them in any packet. */
static const struct ends_type types[] = {
    {"bluetooth", "Bluetooth", false, false, NULL},
    {"dccp", "DCCP", false, false, NULL},
    {"eth", "Ethernet", false, false, read_ether},
    {"fc", "FC", false, false, NULL},
    {"fddi", "FDDI", false, false, NULL},
    {"ip", "IPv4", false, false, read_ipv4},
    {"ipv6", "IPv6", false, false, read_ipv6},
    {"ipx", "IPX", false, false, NULL},
    {"jxta", "JXTA", false, false, NULL},
    {"mptcp", "MPTCP", false, false, NULL},
    {"ncp", "NCP", false, false, NULL},
    {"opensafety", "openSAFETY", false, false, NULL},
    {"rsvp", "RSVP", false, false, NULL},
    {"sctp", "SCTP", true, false, NULL},
    {"sll", "SLL", false, true, read_cooked},
    {"tcp", "TCP", true, false, read_ports},
    {"tr", "Token-Ring", false, false, NULL},
    {"udp", "UDP", true, false, read_ports},
    {"usb", "USB", false, false, NULL},
    {"wlan", "IEEE 802.11", false, false, NULL},
    {"wpan", "IEEE 802.15.4", false, false, NULL},
    {"zbee_nwk", "ZigBee", false, false, NULL},
};

const struct ends_type *ends_type(const char *arguments, const char **rest)
{
    size_t len = strcspn(arguments, ",");
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strlen(types[i].name) != len || memcmp(types[i].name, arguments, len) != 0) continue;
        *rest = arguments + len + (arguments[len] == ',');
        return &types[i];
    }
    return NULL;
}

bool ends_next(struct ends_walk *walk, const struct packet *packet)
{
    while (walk->type->read && walk->next < packet->nlayers) {
        const struct layer *layer = &packet->layers[walk->next++];
        walk->layer = layer;
        if (!layer->quoted && strcmp(layer->proto->name, walk->type->name) == 0 &&
            walk->type->read(packet, layer, walk->ends))
            return true;
    }
    return false;
}

void end_print_named(struct text *text, struct directory *directory, const struct end *end)
{
    static const uint8_t lengths[] = {[ADDRESS_ETHER] = 6, [ADDRESS_IPV4] = 4, [ADDRESS_IPV6] = 16};
    if (end->kind == ADDRESS_NONE || end->kind == ADDRESS_TEXT)
        text_put(text, "NONE");
    else
        directory_address(text, directory, bytes_of(end->address, lengths[end->kind]));
}

void end_print(struct text *text, const struct end *end)
{
    end_print_named(text, NULL, end);
}

void end_print_port(struct text *text, const struct directory *directory,
    const struct ends_type *type, const struct end *end)
{
    bool udp = strcmp(type->name, "udp") == 0;
    directory_port(text, directory, udp ? DIRECTORY_UDP : DIRECTORY_TCP, (uint16_t)end->port);
}
