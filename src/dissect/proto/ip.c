/* Internet Protocol version 4, RFC 791.
 *
 *      0       4       8              16      19                    31
 *      +-------+-------+---------------+-----------------------------+
 *      |version| words |  DS field     |        total length         |
 *      +-------+-------+---------------+------+----------------------+
 *      |        identification         | flags|   fragment offset    |
 *      +---------------+---------------+------+----------------------+
 *      | time to live  |   protocol    |       header checksum       |
 *      +---------------+---------------+-----------------------------+
 *      |                      source address                         |
 *      +-------------------------------------------------------------+
 *      |                    destination address                      |
 *      +-------------------------------------------------------------+
 *      |                  options, up to 40 bytes                    |
 *      +-------------------------------------------------------------+
 * SPDX-License-Identifier: MIT */
#include "dissect/proto/ip.h"

#include "base/text.h"
#include "dissect/checksum.h"
#include "dissect/fragments.h"
#include "dissect/names.h"
#include "dissect/proto.h"
#include "dissect/resolve.h"
#include "dissect/tracker.h"

enum { SMALLEST_HEADER = 20, MORE_FRAGMENTS = 0x2000, OFFSET_MASK = 0x1fff };

void ip_address(struct packet *p, unsigned field, unsigned host, uint32_t offset, const uint8_t *at,
    bool either)
{
    struct bytes address = bytes_of(at, 4);
    packet_add_bytes(p, field, offset, address, 0);
    if (either) packet_add_bytes(p, IP4_ADDR, offset, address, ITEM_HIDDEN);
    if (!packet_wants(p, host) && !packet_wants(p, IP4_HOST)) return;
    struct text text = packet_text(p);
    resolve_address(&text, p, address);
    struct bytes name = packet_keep(p, &text);
    struct item *item = packet_add(p, host, offset, 4, ITEM_GENERATED | ITEM_HIDDEN);
    if (item) item->bytes = name;
    item = either ? packet_add(p, IP4_HOST, offset, 4, ITEM_GENERATED | ITEM_HIDDEN) : NULL;
    if (item) item->bytes = name;
}

static void add_dsfield(struct packet *p, struct cur *c)
{
    uint32_t offset = c->at;
    uint8_t ds = packet_u8(p, c, IP4_DSFIELD);
    if (!p->detail || c->error) return;
    struct item *item = packet_wants(p, IP4_DSFIELD) ? &p->items[p->nitems - 1] : NULL;
    packet_open(p, item);
    packet_add_bits(p, IP4_DSCP, offset, 1, ds, 0);
    packet_add_bits(p, IP4_ECN, offset, 1, ds, 0);
    packet_shut(p, item, NULL);
}

static void add_flags(struct packet *p, uint32_t offset, uint16_t word)
{
    uint8_t byte = (uint8_t)(word >> 8);
    struct item *item = packet_add_bits(p, IP4_FLAGS, offset, 1, byte, 0);
    packet_open(p, item);
    packet_add_bits(p, IP4_RB, offset, 1, byte, 0);
    packet_add_bits(p, IP4_DF, offset, 1, byte, 0);
    packet_add_bits(p, IP4_MF, offset, 1, byte, 0);
    packet_shut(p, item, NULL);
    packet_add_bits(p, IP4_OFFSET, offset, 2, word, 0);
}

/* RFC 3171: what stays on the link has no use for a TTL but 1, except where a protocol says
 * otherwise; 0: any. */
static unsigned local_network_ttl(uint8_t last)
{
    switch (last) {
    case 18:
    case 102:
    case 251:
        return 255; /* VRRP (RFC 5798 5.1.1.3), GLBP, mDNS (RFC 6762 11) */
    case 252:
        return 0; /* LLMNR, RFC 4795 2.5 */
    default:
        return 1;
    }
}

static void note_ttl(struct packet *p, uint8_t ttl, uint8_t protocol, const uint8_t *destination)
{
    bool multicast = destination[0] >> 4 == 14;
    if (destination[0] == 224 && destination[1] == 0 && destination[2] == 0) {
        unsigned valid = local_network_ttl(destination[3]);
        if (valid && valid != ttl)
            packet_note(p, IP4_TTL_LNCB, NOTE_NOTE, NOTE_SEQUENCE,
                "\"Time To Live\" != %u for a packet sent to the Local Network Control Block (see "
                "RFC 3171)",
                valid);
    } else if (ttl < 5 && !multicast && protocol != 103 && protocol != 89) { /* PIM, OSPF */
        packet_note(p, IP4_TTL_SMALL, NOTE_NOTE, NOTE_SEQUENCE, "\"Time To Live\" only %u", ttl);
    }
}

/* The total length: 0 stands for "as much as there is", since segmentation offload sends such
 * headers to the capture.  False when it cannot be. */
static bool add_length(struct packet *p, struct cur *c, uint32_t start, uint32_t header)
{
    const uint8_t *at = cur_peek(c, 0, 2);
    uint32_t length = at ? bytes_be16(at) : 0, there = c->end - start;
    cur_take(c, 2);
    if (length == 0) {
        packet_add_uint(p, IP4_LEN, start + 2, 2, there, ITEM_GENERATED);
        return true;
    }
    packet_add_uint(p, IP4_LEN, start + 2, 2, length, 0);
    if (length < header) {
        packet_note(p, IP4_BOGUS_LENGTH, NOTE_ERROR, NOTE_PROTOCOL, "Bogus IP length");
        p->layer->trouble =
            packet_format(p, "Bogus IP length (%u, less than header length %u)", length, header);
        return false;
    }
    if (length > there && !p->quoting)
        packet_note(p, IP4_BOGUS_LENGTH, NOTE_ERROR, NOTE_PROTOCOL,
            "IPv4 total length exceeds packet length (%u bytes)", there);
    packet_trim(p, c, start + length);
    return true;
}

static const struct fragment_rows fragment_rows = {IP4_FRAGMENTS, IP4_FRAGMENT, IP4_FRAGMENT_ERROR,
    IP4_FRAGMENT_OVERLAP, IP4_FRAGMENT_CONFLICT, IP4_FRAGMENT_TAILS, IP4_FRAGMENT_TOO_LONG,
    IP4_FRAGMENT_COUNT, IP4_REASSEMBLED_LENGTH, IP4_REASSEMBLED_DATA, "IPv4"};

/* Hands a fragment to the tracker; true when that completed the datagram, which is then `body`. */
static bool reassemble(
    struct packet *p, struct cur *body, uint16_t id, uint16_t word, uint8_t protocol)
{
    uint32_t length = body->end - body->at;
    const uint8_t *payload = cur_peek(body, 0, length);
    if (!p->tracker || !p->tracker->fragment || !length || !payload) return false;
    if (!p->preferences->ip_defragment || p->layer->damaged) return false;
    struct ip_fragment fragment = {.id = id,
        .protocol = protocol,
        .offset = 8U * (word & OFFSET_MASK),
        .more = word & MORE_FRAGMENTS,
        .payload = bytes_of(payload, length)};
    struct ip_reassembly reassembly = {0};
    p->tracker->fragment(p->tracker, p, &fragment, &reassembly);
    if (!reassembly.done && reassembly.done_in)
        packet_add_uint(p, IP4_REASSEMBLED_IN, 0, 0, reassembly.done_in, ITEM_GENERATED);
    if (!reassembly.done) return false;
    *body = packet_source(p, reassembly.datagram, "Reassembled IPv4");
    p->layer->count = (uint16_t)(p->nitems - p->layer->first);
    fragments_add(p, p->layer, &reassembly, &fragment_rows, *body);
    return true;
}

/* What lies in a fragment is shown as it is, unless it completed its datagram. */
static void next_payload(struct packet *p, struct cur body, const uint8_t *header)
{
    uint16_t word = bytes_be16(header + 6);
    uint8_t protocol = header[9];
    if (word & (MORE_FRAGMENTS | OFFSET_MASK)) {
        bool complete = cur_captured(&body) >= body.end - body.at;
        if (!reassemble(p, &body, bytes_be16(header + 4), word, protocol)) {
            p->fragment = word & MORE_FRAGMENTS;
            bool kept =
                complete && p->tracker && p->preferences->ip_defragment && !p->layer->damaged;
            if (word & OFFSET_MASK || kept) {
                packet_next_data(p, body);
                p->layer->fragment = true;
                return;
            }
        }
    }
    if (body.at < body.end && !packet_next(p, body, protocol)) packet_next_data(p, body);
}

static void add_addresses(struct packet *p, struct cur *c, uint32_t options)
{
    uint32_t start = c->at;
    const uint8_t *source = cur_take(c, 4);
    if (!source) return;
    if (p->detail) ip_address(p, IP4_SRC, IP4_SRC_HOST, start, source, true);
    p->network_source = (struct address){ADDRESS_IPV4, source};
    if (!p->quoting) p->source = p->network_source;
    const uint8_t *destination = cur_take(c, 4);
    if (!destination) return;
    const uint8_t *route = options ? cur_peek(c, 0, options) : NULL;
    const uint8_t *final = route ? ip_final_destination(route, options) : NULL;
    if (p->detail && final)
        ip_address(p, IP4_CUR_RT, IP4_CUR_RT_HOST, start + 4, destination, false);
    else if (p->detail)
        ip_address(p, IP4_DST, IP4_DST_HOST, start + 4, destination, true);
    p->network_destination = (struct address){ADDRESS_IPV4, final ? final : destination};
    if (!p->quoting) p->destination = p->network_destination;
}

/* The version and the length of the header; 0 when they cannot be. */
static uint32_t add_first(struct packet *p, struct cur *c)
{
    uint32_t start = c->at;
    const uint8_t *at = cur_take(c, 1);
    uint8_t first = at ? *at : 0;
    uint32_t header = 4U * (first & 15);
    if (!at) return 0;
    packet_add_bits(p, IP4_VERSION, start, 1, first, 0);
    if (first >> 4 != 4) {
        p->layer->trouble = packet_format(p, "Bogus IPv4 version (%u, must be 4)", first >> 4);
        packet_note(p, IP4_BOGUS_VERSION, NOTE_ERROR, NOTE_PROTOCOL, "Bogus IPv4 version");
        return 0;
    }
    packet_add_uint(p, IP4_HDR_LEN, start, 1, header, 0);
    if (header < SMALLEST_HEADER) {
        p->layer->trouble = packet_format(
            p, "Bogus IP header length (%u, must be at least %u)", header, SMALLEST_HEADER);
        packet_note(p, IP4_BOGUS_HEADER, NOTE_ERROR, NOTE_PROTOCOL,
            "Bogus IP header length (%u, must be at least %u)", header, SMALLEST_HEADER);
        return 0;
    }
    return header;
}

static void add_checksum(struct packet *p, struct cur *c, uint32_t start, uint32_t header)
{
    uint32_t at = c->at;
    struct checksum_finding found = {CHECKSUM_UNVERIFIED, 0};
    packet_u16(p, c, IP4_CHECKSUM);
    if (c->error) return;
    if (p->preferences->ip_check_checksum) found = checksum_find(c, start, header, at - start, 0);
    if (found.status == CHECKSUM_BAD) {
        p->layer->damaged = true;
        packet_note(p, IP4_CHECKSUM_BAD, NOTE_ERROR, NOTE_CHECKSUM,
            "Bad checksum [should be 0x%04x]", found.expected);
    }
    packet_add_uint(p, IP4_CHECKSUM_STATUS, at, 0, found.status, ITEM_GENERATED);
    if (found.status != CHECKSUM_UNVERIFIED)
        packet_add_uint(p, IP4_CHECKSUM_CALCULATED, at, 2, found.expected, ITEM_GENERATED);
}

/* The usual header, when nobody wants its fields: what decides how it goes on, without a look at the
 * rest.  False if it is not as usual, and nothing is done. */
static bool dissect_usual(struct packet *p, struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, SMALLEST_HEADER);
    if (!at || at[0] != 0x45 || p->preferences->ip_check_checksum) return false;
    if (packet_asked(p, 0, IP4_NFIELDS)) return false;
    uint32_t length = bytes_be16(at + 2);
    if (length < SMALLEST_HEADER || length > c->end - c->at) return false;
    packet_trim(p, c, c->at + length);
    packet_skip(c, SMALLEST_HEADER);
    p->network_source = (struct address){ADDRESS_IPV4, at + 12};
    p->network_destination = (struct address){ADDRESS_IPV4, at + 16};
    if (!p->quoting) {
        p->source = p->network_source;
        p->destination = p->network_destination;
    }
    p->network_ttl = at[8];
    if (packet_wants_remarks(p)) note_ttl(p, at[8], at[9], at + 16);
    next_payload(p, *c, at);
    return true;
}

static void dissect(struct packet *p, struct cur *c)
{
    if (dissect_usual(p, c)) return;
    uint32_t start = c->at, header = add_first(p, c);
    const uint8_t *at = cur_at(c, start, SMALLEST_HEADER);
    if (!header) return;
    add_dsfield(p, c);
    if (!add_length(p, c, start, header) || c->error) return;
    packet_u16(p, c, IP4_ID);
    const uint8_t *word = cur_take(c, 2);
    if (word && p->detail) add_flags(p, start + 6, bytes_be16(word));
    uint8_t ttl = packet_u8(p, c, IP4_TTL);
    if (p->detail && (word = cur_peek(c, 0, 11))) note_ttl(p, ttl, word[0], word + 7);
    packet_u8(p, c, IP4_PROTO);
    add_checksum(p, c, start, header);
    add_addresses(p, c, header - SMALLEST_HEADER);
    p->network_ttl = ttl;
    if (header > SMALLEST_HEADER) ip_options(p, c, header - SMALLEST_HEADER);
    if (!c->error && at) next_payload(p, *c, at);
}

static void describe(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const uint8_t *at = layer_at(packet, layer, layer->length);
    if (layer->length < 16 || !at) return; /* cut before it got so far */
    text_put(text, ", Src: ");
    resolve_address_shown(text, packet, bytes_of(at + 12, 4));
    if (layer->length < SMALLEST_HEADER) return;
    text_put(text, ", Dst: ");
    uint32_t options = 4U * (at[0] & 15) - SMALLEST_HEADER;
    const uint8_t *final = NULL;
    if (options && layer->length >= SMALLEST_HEADER + options)
        final = ip_final_destination(at + SMALLEST_HEADER, options);
    resolve_address_shown(text, packet, bytes_of(final ? final : at + 16, 4));
    if (!final) return;
    text_put(text, ", Via: ");
    resolve_address_shown(text, packet, bytes_of(at + 16, 4));
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const uint8_t *at = layer_at(packet, layer, SMALLEST_HEADER);
    if (layer->trouble.len) {
        text_add(text, layer->trouble.at, layer->trouble.len);
        return;
    }
    if (!at || layer->length < 4U * (at[0] & 15)) return; /* cut within the header */
    const char *name = field_value_name(names_ip_protocol, at[9]);
    const struct item *whole = layer_item(packet, layer, IP4_REASSEMBLED_IN);
    if (layer->fragment)
        text_format(text, "Fragmented IP protocol (proto=%s %u, off=%u, ID=%04x)",
            name ? name : "Unknown", at[9], 8U * (bytes_be16(at + 6) & OFFSET_MASK),
            bytes_be16(at + 4));
    else
        text_format(text, "%s (%u)", name ? name : "Unknown", at[9]);
    if (whole) text_format(text, " [Reassembled in #%u]", (unsigned)whole->number);
}

static const struct link links[] = {
    {"ethertype", 0x0800},
    {"ip.proto", 4},
    {"wtap_encap", 228},
    {"raw.ip", 4},
    {"ip", 0},
    {"null.bsd", 2},
    {NULL, 0},
};

const struct proto proto_ip = {.name = "ip",
    .title = "Internet Protocol Version 4",
    .column = "IPv4",
    .fields = ip_fields,
    .nfields = IP4_NFIELDS,
    .table = "ip.proto",
    .links = links,
    .dissect = dissect,
    .describe = describe,
    .info = info};
