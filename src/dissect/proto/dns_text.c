/* What the tree and the Info column say of DNS messages, read from the message itself.
 * SPDX-License-Identifier: MIT */
#include "base/escape.h"
#include "base/text.h"
#include "dissect/proto/dns.h"

enum { TOP_BIT = 0x8000 }; /* of the class: not part of it in multicast DNS */

/* A cursor over the message from one of its bytes on, for the texts. */
static struct cur message_at(const struct packet *packet, const struct layer *layer, uint32_t at)
{
    struct bytes source = packet->sources[layer->source];
    return (struct cur){
        .data = source.at, .at = at, .end = layer->end, .cap = (uint32_t)source.len};
}

static void put_type(struct text *text, uint16_t type)
{
    const char *name = field_value_name(dns_types, type);
    if (name)
        text_put(text, name);
    else
        text_format(text, "Unknown (%u)", type);
}

static void put_class(struct text *text, uint16_t class)
{
    const char *name = field_value_name(dns_classes, class);
    text_put(text, ", class ");
    text_put(text, name ? name : "Unknown");
}

/* " A example.com", or with `heading` "example.com: type A, class IN"; moves past the question. */
static void put_question(struct text *text, struct cur *c, const struct layer *layer, bool heading)
{
    struct dns_name name;
    bool multicast = dns_flavour(layer) == DNS_MULTICAST;
    dns_name_read(c, dns_start(layer), &name);
    const uint8_t *at = cur_take(c, 4);
    if (!at) return;
    uint16_t type = bytes_be16(at), class = bytes_be16(at + 2);
    if (!heading) {
        text_char(text, ' ');
        put_type(text, type);
        text_char(text, ' ');
    }
    escape_tree(text, bytes_of(name.text, name.length));
    if (heading) {
        text_put(text, ": type ");
        put_type(text, type);
        put_class(text, multicast ? class & ~TOP_BIT : class);
    }
    if (multicast) text_put(text, class & TOP_BIT ? ", \"QU\" question" : ", \"QM\" question");
}

/* Types for which Wireshark's Info column says the owner once more. */
static bool tells_owner(uint16_t type)
{
    static const uint16_t types[] = {
        3, 4, 7, 8, 9, 10, 14, 17, 18, 19, 20, 21, 26, 27, 42, 49, 51, 52, 55};
    for (unsigned i = 0; i < sizeof types / sizeof *types; i++)
        if (types[i] == type) return true;
    return false;
}

/* " MX 10 mail.example.com", or with `heading` "example.com: type MX, class IN, preference 10 …". */
static void put_record(struct text *text, struct cur *c, const struct layer *layer, bool heading)
{
    struct dns_name name;
    bool multicast = dns_flavour(layer) == DNS_MULTICAST;
    dns_name_read(c, dns_start(layer), &name);
    const uint8_t *at = cur_take(c, 10);
    if (!at) return;
    uint16_t type = bytes_be16(at), class = bytes_be16(at + 2);
    struct cur data = cur_sub(c, bytes_be16(at + 8));
    if (heading) {
        escape_tree(text, bytes_of(name.text, name.length));
        text_put(text, ": type ");
    } else {
        text_char(text, ' ');
    }
    put_type(text, type);
    if (type == DNS_TYPE_OPT) return;
    if (heading) put_class(text, multicast ? class & ~TOP_BIT : class);
    if (multicast && class & TOP_BIT) text_put(text, ", cache flush");
    if (!heading && tells_owner(type)) {
        text_char(text, ' ');
        text_add(text, (const char *)name.text, name.length); /* as it came */
    }
    if (cur_left(&data)) dns_data_put(text, data, dns_start(layer), type, heading);
}

void dns_show_question(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct layer *layer = &packet->layers[item->layer];
    struct cur c = message_at(packet, layer, item->offset);
    put_question(text, &c, layer, true);
}

void dns_show_record(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct layer *layer = &packet->layers[item->layer];
    struct cur c = message_at(packet, layer, item->offset);
    put_record(text, &c, layer, true);
}

void dns_info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    struct cur c = message_at(packet, layer, dns_start(layer));
    const uint8_t *at = cur_take(&c, DNS_HEADER);
    if (!at) return;
    uint16_t flags = bytes_be16(at + 2);
    unsigned code = flags & 15, opcode = flags >> 11 & 15;
    const char *operation = field_value_name(dns_opcodes, opcode);
    if (operation)
        text_put(text, operation);
    else
        text_format(text, "Unknown operation (%u)", opcode);
    text_put(text, flags & DNS_IS_RESPONSE ? " response 0x" : " 0x");
    text_hex(text, bytes_be16(at), 4);
    if (flags & DNS_IS_RESPONSE && code) {
        const char *name = field_value_name(dns_rcodes, code);
        text_char(text, ' ');
        if (name)
            text_put(text, name);
        else
            text_format(text, "Unknown error (%u)", code);
    }
    uint32_t questions = bytes_be16(at + 4),
             records = bytes_be16(at + 6) + bytes_be16(at + 8) + bytes_be16(at + 10);
    for (; questions && !c.error; questions--)
        put_question(text, &c, layer, false);
    for (; records && !c.error; records--)
        put_record(text, &c, layer, false);
}

void dns_describe(struct text *text, const struct packet *packet, const struct layer *layer)
{
    struct cur c = message_at(packet, layer, dns_start(layer));
    const uint8_t *at = cur_take(&c, 4);
    if (at) text_put(text, bytes_be16(at + 2) & DNS_IS_RESPONSE ? " (response)" : " (query)");
}
