/* See resolve.h.  SPDX-License-Identifier: MIT */
#include "dissect/resolve.h"

#include "dissect/directory.h"
#include "dissect/registry.h"

static struct directory *directory_of(const struct packet *packet)
{
    return packet->dissector->directory;
}

void resolve_address(struct text *text, const struct packet *packet, struct bytes address)
{
    directory_address(text, directory_of(packet), address);
}

const char *resolve_company(const struct packet *packet, uint64_t first)
{
    return directory_company(directory_of(packet), (uint32_t)first);
}

void resolve_column(struct text *text, const struct packet *packet, const struct address *address)
{
    static const uint8_t lengths[] = {[ADDRESS_ETHER] = 6, [ADDRESS_IPV4] = 4, [ADDRESS_IPV6] = 16};
    if (directory_of(packet) && address->kind != ADDRESS_NONE && address->kind != ADDRESS_TEXT)
        resolve_address(text, packet, bytes_of(address->at, lengths[address->kind]));
    else
        packet_column_address(text, address);
}

void resolve_address_shown(struct text *text, const struct packet *packet, struct bytes address)
{
    struct directory *directory = directory_of(packet);
    directory_address(text, directory, address);
    if (!directory_names(directory, address.len)) return;
    text_put(text, " (");
    directory_address(text, NULL, address);
    text_char(text, ')');
}

void resolve_port(struct text *text, const struct packet *packet, unsigned transport, uint16_t port)
{
    if (!directory_port(text, directory_of(packet), transport, port)) return;
    text_char(text, '(');
    text_uint(text, port);
    text_char(text, ')');
}

void resolve_port_shown(
    struct text *text, const struct packet *packet, unsigned transport, uint16_t port)
{
    struct directory *directory = directory_of(packet);
    directory_port(text, directory, transport, port);
    if (!directory_names_ports(directory)) return;
    text_put(text, " (");
    text_uint(text, port);
    text_char(text, ')');
}

static bool is_port(const struct field *field)
{
    return field->base == BASE_PT_TCP || field->base == BASE_PT_UDP;
}

bool resolve_names(const struct packet *packet, const struct field *field)
{
    const struct directory *directory = packet ? directory_of(packet) : NULL;
    if (!directory) return false;
    if (is_port(field)) return directory_names_ports(directory);
    bool address = field->type == FT_ETHER || field->type == FT_IPv4 || field->type == FT_IPv6;
    return address && field->base != BASE_NETMASK &&
           directory_names(directory, field_width(field->type));
}

bool resolve_item(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct field *field = item->field;
    if (!resolve_names(packet, field)) return false;
    if (is_port(field)) {
        unsigned transport = field->base == BASE_PT_TCP ? DIRECTORY_TCP : DIRECTORY_UDP;
        resolve_port_shown(text, packet, transport, (uint16_t)item->number);
        return true;
    }
    if (item->bytes.len != field_width(field->type)) return false;
    resolve_address_shown(text, packet, item->bytes);
    return true;
}
