/* Internet Protocol version 6, RFC 8200.
 *
 *      0    4         12                    31
 *      +----+---------+---------------------+
 *      | 6  | class   |     flow label      |
 *      +----+---------+---+--------+--------+
 *      |  payload length  |  next  | hops   |
 *      +------------------+--------+--------+
 *      |        source address (16)         |
 *      +------------------------------------+
 *      |      destination address (16)      |
 *      +------------------------------------+
 * SPDX-License-Identifier: MIT */
#include "dissect/proto/ipv6.h"

#include "base/text.h"
#include "dissect/names.h"
#include "dissect/proto.h"
#include "dissect/resolve.h"

enum { HEADER = 40, HOP_BY_HOP = 0, NO_NEXT_HEADER = 59 };

static void add_host(struct packet *p, unsigned field, uint32_t offset, const uint8_t *at)
{
    if (!packet_wants(p, field) && !packet_wants(p, IP6_HOST)) return;
    struct text name = packet_text(p);
    resolve_address(&name, p, bytes_of(at, 16));
    struct bytes bytes = packet_keep(p, &name);
    struct item *item = packet_add(p, field, offset, 16, ITEM_GENERATED | ITEM_HIDDEN);
    if (item) item->bytes = bytes;
    item = packet_add(p, IP6_HOST, offset, 16, ITEM_GENERATED | ITEM_HIDDEN);
    if (item) item->bytes = bytes;
}

static void add_address(
    struct packet *p, unsigned field, unsigned host, uint32_t offset, const uint8_t *at)
{
    packet_add_bytes(p, field, offset, bytes_of(at, 16), 0);
    packet_add_bytes(p, IP6_ADDR, offset, bytes_of(at, 16), ITEM_HIDDEN);
    add_host(p, host, offset, at);
}

static void add_first_word(struct packet *p, uint32_t start, uint32_t word)
{
    packet_add_bits(p, IP6_VERSION, start, 1, word >> 24, 0);
    packet_add_bits(p, IP6_IP_VERSION, start, 1, word >> 24, ITEM_HIDDEN);
    if (word >> 28 != 6) return;
    struct item *item = packet_add_bits(p, IP6_TCLASS, start, 4, word, 0);
    packet_open(p, item);
    packet_add_bits(p, IP6_DSCP, start, 4, word, 0);
    packet_add_bits(p, IP6_ECN, start, 4, word, 0);
    packet_shut(p, item, NULL);
    packet_add_bits(p, IP6_FLOW, start + 1, 3, word, 0);
}

static void add_addresses(struct packet *p, struct cur *c)
{
    uint32_t start = c->at;
    const uint8_t *source = cur_take(c, 16);
    if (!source) return;
    if (p->detail) add_address(p, IP6_SRC, IP6_SRC_HOST, start, source);
    p->network_source = (struct address){ADDRESS_IPV6, source};
    if (!p->quoting) p->source = p->network_source;
    const uint8_t *destination = cur_take(c, 16);
    if (!destination) return;
    if (p->detail) add_address(p, IP6_DST, IP6_DST_HOST, start + 16, destination);
    p->network_destination = (struct address){ADDRESS_IPV6, destination};
    if (!p->quoting) p->destination = p->network_destination;
    if (p->detail) ipv6_embedded(p, start, source, destination);
}

/* RFC 2675: a length of zero may stand for the one in a jumbo payload option; segmentation offload
 * leaves zero as well. */
static uint32_t jumbo_length(const struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, 8);
    if (!at) return 0;
    uint32_t whole = 8 + 8U * at[1];
    at = cur_peek(c, 0, whole);
    for (uint32_t i = 2; at && i + 6 <= whole; i += at[i] == 0 ? 1 : 2U + at[i + 1])
        if (at[i] == 0xc2 && at[i + 1] == 4) return bytes_be32(at + i + 2);
    return 0;
}

static void dissect(struct packet *p, struct cur *c)
{
    uint32_t start = c->at;
    const uint8_t *at = cur_peek(c, 0, 4);
    if (!at) {
        at = cur_take(c, 1);
        if (at) packet_add_bits(p, IP6_VERSION, start, 1, *at, 0);
        packet_skip(c, 3);
        return;
    }
    uint32_t word = bytes_be32(at);
    if (p->detail) add_first_word(p, start, word);
    if (word >> 28 != 6) {
        packet_note(p, IP6_BOGUS_VERSION, NOTE_ERROR, NOTE_MALFORMED, "Bogus IPv6 version");
        p->layer->trouble = bytes_of_string("IPv6");
        packet_next_data(p, *c);
        return;
    }
    packet_skip(c, 4);
    uint16_t length = packet_u16(p, c, IP6_PLEN);
    struct item *item = packet_wants(p, IP6_PLEN) && !c->error ? &p->items[p->nitems - 1] : NULL;
    uint32_t there = c->end - start > HEADER ? c->end - start - HEADER : 0;
    if (length > there && !p->quoting && item && !c->error)
        packet_note(p, IP6_BOGUS_LENGTH, NOTE_WARNING, NOTE_PROTOCOL,
            "IPv6 payload length exceeds framing length (%u bytes)", there);
    uint8_t next = packet_u8(p, c, IP6_NXT);
    p->network_ttl = packet_u8(p, c, IP6_HLIM);
    add_addresses(p, c);
    if (c->error) return;
    uint32_t payload = length;
    if (!length) payload = next == HOP_BY_HOP ? jumbo_length(c) : there;
    packet_trim(p, c, payload <= there ? c->at + payload : c->end);
    ipv6_next(p, *c, next);
}

/* RFC 8200 4: hop-by-hop, routing, fragment, destination options. */
static bool is_extension(uint8_t next)
{
    return next == HOP_BY_HOP || next == 43 || next == 44 || next == 60;
}

void ipv6_next(struct packet *p, struct cur payload, uint8_t next)
{
    struct layer *ip = p->layer;
    while (ip->proto != &proto_ipv6)
        ip--;
    ip->inner = next;
    uint32_t end = payload.at < payload.cap ? payload.at : payload.cap;
    if (ip->source == payload.source) ip->length = end - ip->offset; /* extensions included */
    if (next == NO_NEXT_HEADER) {
        p->nest = ip->depth;
        packet_next_data(p, payload);
    } else if (is_extension(next) && packet_next_in(p, payload, "ipv6.nxt", next)) {
        p->nest = (uint8_t)(ip->depth + 1);
    } else {
        p->nest = ip->depth;
        if (payload.at < payload.end && !packet_next_in(p, payload, "ip.proto", next))
            packet_next_data(p, payload);
    }
}

static void describe(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const uint8_t *at = layer_at(packet, layer, HEADER);
    if (layer->length < HEADER || !at) return;
    text_put(text, ", Src: ");
    resolve_address_shown(text, packet, bytes_of(at + 8, 16));
    text_put(text, ", Dst: ");
    resolve_address_shown(text, packet, bytes_of(at + 24, 16));
}

/* Extension headers whose own end was not found, so that nothing is known of what follows. */
static const struct value_name extensions[] = {{0, "IPv6 hop-by-hop options"}, {43, "IPv6 routing"},
    {44, ""}, {60, "IPv6 destination options"}, {0, NULL}};

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    (void)packet;
    const char *name = field_value_name(names_ip_protocol, layer->inner);
    const char *extension = field_value_name(extensions, layer->inner);
    if (layer->trouble.len)
        text_add(text, layer->trouble.at, layer->trouble.len);
    else if (extension && layer->length >= HEADER)
        text_put(text, extension);
    else if (layer->length < HEADER)
        return;
    else if (layer->inner == NO_NEXT_HEADER)
        text_put(text, "IPv6 no next header");
    else
        text_format(text, "Unknown IP Protocol: %s (%u)", name ? name : "Unknown", layer->inner);
}

static const struct link links[] = {
    {"ethertype", 0x86dd},
    {"ip.proto", 41},
    {"wtap_encap", 229},
    {"raw.ip", 6},
    {"ipv6", 0},
    {"null.bsd", 24},
    {"null.bsd", 28},
    {"null.bsd", 30},
    {NULL, 0},
};

const struct proto proto_ipv6 = {.name = "ipv6",
    .title = "Internet Protocol Version 6",
    .column = "IPv6",
    .fields = ipv6_fields,
    .nfields = IP6_NFIELDS,
    .table = "ip.proto",
    .links = links,
    .dissect = dissect,
    .describe = describe,
    .info = info};
