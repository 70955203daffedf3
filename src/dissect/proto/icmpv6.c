/* Internet Control Message Protocol for IPv6, RFC 4443; neighbour discovery, RFC 4861; multicast
 * listener discovery, RFC 2710 and 3810.
 *
 *      0       8       16              31
 *      +-------+-------+---------------+
 *      | type  | code  |   checksum    |     the checksum covers the IPv6 addresses as well
 *      +-------+-------+---------------+
 *      |     depends on the type       |
 *      +-------------------------------+
 * SPDX-License-Identifier: MIT */
#include "dissect/proto/icmpv6.h"

#include "base/text.h"
#include "dissect/checksum.h"
#include "dissect/names.h"
#include "dissect/proto.h"
#include "dissect/proto/icmp.h"
#include "dissect/tracker.h"

enum {
    UNREACHABLE = 1,
    TOO_BIG = 2,
    TIME_EXCEEDED = 3,
    PARAMETER_PROBLEM = 4,
    ECHO_REQUEST = 128,
    ECHO_REPLY = 129,
    MLD_QUERY = 130,
    MLD_REPORT = 131,
    MLD_DONE = 132,
    ROUTER_SOLICITATION = 133,
    ROUTER_ADVERTISEMENT = 134,
    NEIGHBOR_SOLICITATION = 135,
    NEIGHBOR_ADVERTISEMENT = 136,
    REDIRECT = 137,
    MLD2_REPORT = 143,
    ICMPV6 = 58,
    TEREDO_PORT = 3544
};

uint16_t icmpv6_checksum(const struct packet *p, const struct layer *layer)
{
    uint32_t length = layer->end - layer->offset;
    const uint8_t *at = layer_at(p, layer, length);
    if (!at || length < 4) return 0;
    uint32_t sum = checksum_add(checksum_pseudo(p, ICMPV6, length), at, 2);
    return checksum_fold(checksum_add(sum, at + 4, length - 4));
}

static void add_checksum(struct packet *p, struct cur *c, uint32_t start)
{
    uint32_t offset = c->at;
    packet_u16(p, c, I6_CHECKSUM);
    if (!p->detail || c->error) return;
    uint32_t length = c->end - start;
    const uint8_t *message = cur_at(c, start, length);
    bool whole = !p->quoting && !p->fragment && message;
    bool good = whole && checksum_fold(checksum_add(
                             checksum_pseudo(p, ICMPV6, length), message, length)) == 0;
    p->layer->end = c->end;
    if (whole && !good)
        packet_note(p, I6_BAD_CHECKSUM, NOTE_WARNING, NOTE_CHECKSUM,
            "Bad checksum [should be 0x%04x]", icmpv6_checksum(p, p->layer));
    packet_add_uint(p, I6_CHECKSUM_STATUS, offset, 0,
        !whole ? CHECKSUM_UNVERIFIED
        : good ? CHECKSUM_GOOD
               : CHECKSUM_BAD,
        ITEM_GENERATED);
}

static void add_echo(struct packet *p, struct cur *c, bool request, uint16_t checksum)
{
    uint32_t offset = c->at;
    uint16_t id = packet_u16(p, c, I6_ECHO_ID);
    uint16_t seq = packet_u16(p, c, I6_ECHO_SEQ);
    if (c->error) return;
    struct icmp_echo echo = {
        .request = request, .ipv6 = true, .id = id, .seq = seq, .checksum = checksum};
    struct echo_view view = {0};
    if (p->tracker && p->tracker->echo && !p->quoting)
        p->tracker->echo(p->tracker, p, &echo, &view);
    if (view.other_frame) {
        packet_add_uint(p, I6_RESP_TO, offset, 0, view.other_frame, ITEM_GENERATED);
        struct item *item = packet_add(p, I6_RESP_TIME, offset, 0, ITEM_GENERATED);
        if (item) item->real = (double)view.time / 1e6;
    }
    if (view.reply_frame)
        packet_add_uint(p, I6_RESP_IN, offset, 0, view.reply_frame, ITEM_GENERATED);
    if (view.unanswered) {
        packet_add(p, I6_NO_RESP, offset, 0, ITEM_GENERATED);
        packet_note(
            p, I6_N_NO_RESP, NOTE_WARNING, NOTE_SEQUENCE, "No response seen to ICMPv6 request");
    }
    p->nest = (uint8_t)(p->layer->depth + 1);
    packet_next_data(p, *c);
}

/* RFC 4380 5.2.9: a client of Teredo finds the relay of an address by an echo with a nonce. */
static void add_connectivity_test(struct packet *p, struct cur *c)
{
    packet_u16(p, c, I6_ECHO_ID);
    packet_u16(p, c, I6_ECHO_SEQ);
    packet_bytes(p, c, I6_NONCE, 4);
    p->layer->column = "Teredo";
}

/* What is asked about stands in the objects behind, which are those of ICMP; an answer needs none. */
static void add_extended_echo(struct packet *p, struct cur *c, bool request)
{
    packet_u16(p, c, I6_ECHO_ID);
    packet_u8(p, c, I6_EXT_SEQ);
    unsigned last = request ? I6_EXT_LOCAL : I6_EXT_IPV6;
    for (unsigned row = request ? I6_EXT_REQUEST_RESERVED : I6_EXT_STATE; row <= last; row++)
        packet_u8(p, c, row);
    packet_skip(c, 1);
    if (!request || c->error || cur_left(c) <= ICMP_SMALLEST_EXTENSION) return;
    p->nest = (uint8_t)(p->layer->depth + 1);
    packet_next_proto(p, *c, &proto_icmp_ext);
}

static void next_quoted(struct packet *p, struct cur *c)
{
    if (c->error) return;
    p->nest = (uint8_t)(p->layer->depth + 1);
    p->quoting = true;
    packet_next_in(p, *c, "ipv6", 0);
}

/* An octet of flags, a subtree with its bits. */
static void add_flags(
    struct packet *p, struct cur *c, unsigned field, unsigned first, unsigned last, unsigned width)
{
    uint32_t offset = c->at;
    uint64_t bits = width == 4 ? packet_u32(p, c, field) : packet_u8(p, c, field);
    struct item *item = packet_wants(p, field) && !c->error ? &p->items[p->nitems - 1] : NULL;
    packet_open(p, item);
    for (unsigned bit = first; bit <= last && !c->error; bit++)
        packet_add_bits(p, bit, offset, width, bits, 0);
    packet_shut(p, item, NULL);
}

/* RFC 3810 5.1.3: from 0x8000 on the code is a small floating point number. */
static void add_response_code(struct packet *p, struct cur *c)
{
    uint32_t offset = c->at;
    const uint8_t *at = cur_take(c, 2);
    uint32_t code = at ? bytes_be16(at) : 0;
    if (code & 0x8000) code = ((code & 0xfff) | 0x1000) << ((code >> 12 & 7) + 3);
    if (at) packet_add_uint(p, I6_MLD_CODE, offset, 2, code, 0);
}

/* RFC 3810 5.1.9: the same from 0x80 on, in seconds. */
static void add_interval_code(struct packet *p, struct cur *c)
{
    uint32_t offset = c->at;
    const uint8_t *at = cur_take(c, 1);
    uint32_t code = at ? *at : 0;
    if (code & 0x80) code = ((code & 0xf) | 0x10) << ((code >> 4 & 7) + 3);
    if (at) packet_add_uint(p, I6_MLD_QQI, offset, 1, code, 0);
}

static void add_mld(struct packet *p, struct cur *c, bool version2)
{
    if (version2)
        add_response_code(p, c);
    else
        packet_u16(p, c, I6_MLD_DELAY);
    packet_bytes(p, c, I6_RESERVED, 2);
    packet_bytes(p, c, I6_MLD_ADDRESS, 16);
    if (!version2) return;
    add_flags(p, c, I6_MLD_FLAG, I6_MLD_S, I6_MLD_FLAG_RSV, 1);
    add_interval_code(p, c);
    uint16_t count = packet_u16(p, c, I6_MLD_NSOURCES);
    for (unsigned i = 0; i < count && !c->error; i++)
        packet_bytes(p, c, I6_MLD_SOURCE, 16);
}

static void add_record(struct packet *p, struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, 20);
    struct item *item = packet_add(p, I6_MLDR_RECORD, c->at, 20, 0);
    if (item && at) {
        const char *name = field_value_name(icmpv6_record_types, at[0]);
        struct text title = packet_text(p);
        text_format(&title,
            name ? "Multicast Address Record %s: " : "Multicast Address Record %s (%u): ",
            name ? name : "Unknown Record Type", at[0]);
        text_ipv6(&title, at + 4);
        item->bytes = packet_keep(p, &title);
    }
    packet_open(p, item);
    packet_u8(p, c, I6_MLDR_TYPE);
    uint8_t words = packet_u8(p, c, I6_MLDR_AUX_LEN);
    uint16_t count = packet_u16(p, c, I6_MLDR_NSOURCES);
    packet_bytes(p, c, I6_MLDR_ADDRESS, 16);
    for (unsigned i = 0; i < count && !c->error; i++)
        packet_bytes(p, c, I6_MLDR_SOURCE, 16);
    if (words) packet_bytes(p, c, I6_MLDR_AUX, 4U * words);
    packet_shut(p, item, c);
}

static void add_neighbor(struct packet *p, struct cur *c, uint8_t type)
{
    switch (type) {
    case ROUTER_SOLICITATION:
        packet_bytes(p, c, I6_RESERVED, 4);
        break;
    case ROUTER_ADVERTISEMENT:
        packet_u8(p, c, I6_RA_HOPS);
        add_flags(p, c, I6_RA_FLAG, I6_RA_M, I6_RA_RSV, 1);
        packet_u16(p, c, I6_RA_LIFETIME);
        packet_u32(p, c, I6_RA_REACHABLE);
        packet_u32(p, c, I6_RA_RETRANS);
        break;
    case NEIGHBOR_SOLICITATION:
        packet_bytes(p, c, I6_RESERVED, 4);
        packet_bytes(p, c, I6_NS_TARGET, 16);
        break;
    case NEIGHBOR_ADVERTISEMENT:
        add_flags(p, c, I6_NA_FLAG, I6_NA_R, I6_NA_RSV, 4);
        packet_bytes(p, c, I6_NA_TARGET, 16);
        break;
    default:
        packet_bytes(p, c, I6_RESERVED, 4);
        packet_bytes(p, c, I6_RD_TARGET, 16);
        packet_bytes(p, c, I6_RD_DESTINATION, 16);
        break;
    }
    icmpv6_options(p, c);
}

static void add_unknown(struct packet *p, struct cur *c, uint8_t type)
{
    packet_note_at(p, 0, I6_UNDECODED, NOTE_NOTE, NOTE_UNDECODED,
        "Dissector for ICMPv6 Type (%u) code not implemented, "
        "Contact Wireshark developers if you want this supported",
        type);
    if (cur_left(c)) packet_bytes(p, c, I6_DATA, cur_left(c));
}

static void add_body(struct packet *p, struct cur *c, uint8_t type, uint16_t checksum)
{
    switch (type) {
    case UNREACHABLE:
    case TIME_EXCEEDED:
        packet_bytes(p, c, I6_RESERVED, 4);
        next_quoted(p, c);
        break;
    case TOO_BIG:
        packet_u32(p, c, I6_MTU);
        next_quoted(p, c);
        break;
    case PARAMETER_PROBLEM:
        packet_u32(p, c, I6_POINTER);
        next_quoted(p, c);
        break;
    case ECHO_REQUEST:
    case ECHO_REPLY:
        if ((uint16_t)p->port_pair == TEREDO_PORT)
            add_connectivity_test(p, c);
        else
            add_echo(p, c, type == ECHO_REQUEST, checksum);
        break;
    case ICMPV6_EXTENDED_REQUEST:
    case ICMPV6_EXTENDED_REPLY:
        add_extended_echo(p, c, type == ICMPV6_EXTENDED_REQUEST);
        break;
    case MLD_QUERY:
        add_mld(p, c, cur_left(c) > 20);
        break; /* RFC 3810 8.1: told by the length */
    case MLD_REPORT:
    case MLD_DONE:
        add_mld(p, c, false);
        break;
    case MLD2_REPORT: {
        packet_bytes(p, c, I6_RESERVED, 2);
        uint16_t count = packet_u16(p, c, I6_MLDR_COUNT);
        for (unsigned i = 0; i < count && !c->error; i++)
            add_record(p, c);
        break;
    }
    case ROUTER_SOLICITATION:
    case ROUTER_ADVERTISEMENT:
    case NEIGHBOR_SOLICITATION:
    case NEIGHBOR_ADVERTISEMENT:
    case REDIRECT:
        add_neighbor(p, c, type);
        break;
    default:
        add_unknown(p, c, type);
        break;
    }
}

static void dissect(struct packet *p, struct cur *c)
{
    uint32_t start = c->at;
    p->layer->length = cur_captured(c); /* what is quoted is part of it */
    uint8_t type = packet_u8(p, c, I6_TYPE);
    packet_u8(p, c, I6_CODE);
    const uint8_t *checksum = cur_peek(c, 0, 2);
    add_checksum(p, c, start);
    if (!c->error) add_body(p, c, type, checksum ? bytes_be16(checksum) : 0);
}

static void put_item(struct text *text, const struct packet *packet, const struct layer *layer,
    const char *before, unsigned field)
{
    const struct item *item = layer_item(packet, layer, field);
    if (!item) return;
    text_put(text, before);
    field_print_value(text, item);
}

static void info_echo(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const struct item *request = layer_item(packet, layer, I6_RESP_TO);
    if (!layer_item(packet, layer, I6_ECHO_SEQ)) return;
    text_put(text, " id=0x");
    text_hex(text, layer_uint(packet, layer, I6_ECHO_ID), 4);
    text_labelled(text, ", seq=", layer_uint(packet, layer, I6_ECHO_SEQ));
    text_labelled(text, ", hop limit=", packet->network_ttl);
    const struct item *reply = layer_item(packet, layer, I6_RESP_IN);
    if (request) {
        text_labelled(text, " (request in ", request->number);
        text_char(text, ')');
    }
    if (reply) text_format(text, " (reply in %u)", (unsigned)reply->number);
    if (layer_item(packet, layer, I6_NO_RESP)) text_put(text, " (no response found!)");
}

static void info_advertisement(
    struct text *text, const struct packet *packet, const struct layer *layer)
{
    static const char *const names[] = {"rtr", "sol", "ovr"};
    const char *comma = "";
    if (!layer_item(packet, layer, I6_NA_TARGET)) return;
    put_item(text, packet, layer, " ", I6_NA_TARGET);
    text_put(text, " (");
    for (unsigned i = 0; i < 3; i++) {
        if (!layer_uint(packet, layer, I6_NA_R + i)) continue;
        text_put(text, comma);
        text_put(text, names[i]);
        comma = ", ";
    }
    text_put(text, *comma ? ")" : "none)");
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    uint64_t type = layer_uint(packet, layer, I6_TYPE);
    const char *name = field_value_name(icmpv6_types, type);
    const struct value_name *codes = icmpv6_codes(type);
    const char *code = field_value_name(codes, layer_uint(packet, layer, I6_CODE));
    if (!layer_item(packet, layer, I6_TYPE)) return;
    if (layer->column)
        text_put(text, "Direct IPv6 Connectivity Test");
    else if (name)
        text_put(text, name);
    else
        text_format(text, "Unknown (%u)", (unsigned)type);
    if (codes) text_format(text, " (%s)", code ? code : "Unknown");
    if (type == ECHO_REQUEST || type == ECHO_REPLY) info_echo(text, packet, layer);
    if (type == NEIGHBOR_SOLICITATION) put_item(text, packet, layer, " for ", I6_NS_TARGET);
    if (type == NEIGHBOR_ADVERTISEMENT) info_advertisement(text, packet, layer);
    bool told = type == NEIGHBOR_ADVERTISEMENT || type == REDIRECT;
    put_item(text, packet, layer, told ? " is at " : " from ", I6_OPT_LINKADDR);
}

static const struct link links[] = {{"ip.proto", ICMPV6}, {NULL, 0}};

const struct proto proto_icmpv6 = {.name = "icmpv6",
    .title = "Internet Control Message Protocol v6",
    .column = "ICMPv6",
    .fields = icmpv6_fields,
    .nfields = I6_NFIELDS,
    .links = links,
    .encloses = true,
    .dissect = dissect,
    .info = info};
