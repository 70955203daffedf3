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
#include "dissect/names.h"
#include "dissect/proto.h"
#include "dissect/tracker.h"

enum { SMALLEST_HEADER = 20, MORE_FRAGMENTS = 0x2000, OFFSET_MASK = 0x1fff };

static void show_header_length(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Header Length: %u bytes (%u)", (unsigned)item->number, (unsigned)item->number / 4);
}

static void show_dsfield(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    const char *dscp = field_value_name(names_dscp_short, item->number >> 2);
    text_format(text, "Differentiated Services Field: 0x%02x (DSCP: %s, ECN: %s)", (unsigned)item->number,
        dscp ? dscp : "Unknown", field_value_name(names_ecn_short, item->number & 3));
}

static void show_length(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct layer *layer = &packet->layers[item->layer];
    text_put(text, "Total Length: ");
    text_uint(text, item->number);
    if (item->flags & ITEM_GENERATED)
        text_put(text, " bytes (reported as 0, presumed to be because of \"TCP segmentation offload\" (TSO))");
    else if (item->number < layer_uint(packet, layer, IP4_HDR_LEN))
        text_format(text, " bytes (bogus, less than header length %u)",
            (unsigned)layer_uint(packet, layer, IP4_HDR_LEN));
}

static void show_flags(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Flags: 0x%x", (unsigned)item->number);
    if (item->number & 4) text_put(text, ", Reserved bit");
    if (item->number & 2) text_put(text, ", Don't fragment");
    if (item->number & 1) text_put(text, ", More fragments");
}

static void show_checksum(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_put(text, "Header Checksum: 0x");
    text_hex(text, item->number, 4);
    text_put(text, " [validation disabled]");
}

static void show_fragment(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Frame: %u, payload: %u-%u (%u bytes)", (unsigned)item->number, item->offset,
        item->offset + item->length - 1, item->length);
}

static const struct field fields[IP4_NFIELDS] = {
    [IP4_VERSION] = {"ip.version", "Version", FT_UINT8, BASE_DEC, 0xf0, NULL, "Which version of IP this is: 4"},
    [IP4_HDR_LEN] = {"ip.hdr_len", "Header Length", FT_UINT8, BASE_DEC, 0x0f, .show = show_header_length,
        .blurb = "How long this header is; the header itself counts in words of four bytes"},
    [IP4_DSFIELD] = {"ip.dsfield", "Differentiated Services Field", FT_UINT8, BASE_HEX, .show = show_dsfield,
        .blurb = "How routers shall treat the packet"},
    [IP4_DSCP] = {"ip.dsfield.dscp", "Differentiated Services Codepoint", FT_UINT8, BASE_DEC, 0xfc, names_dscp,
        "The class of service the packet asks for"},
    [IP4_ECN] = {"ip.dsfield.ecn", "Explicit Congestion Notification", FT_UINT8, BASE_DEC, 0x03, names_ecn,
        "Routers that are congested can say so here instead of dropping the packet"},
    [IP4_LEN] = {"ip.len", "Total Length", FT_UINT16, BASE_DEC, .show = show_length, .flags = FIELD_SUMMARY,
        .blurb = "Header and payload together, in bytes"},
    [IP4_ID] = {"ip.id", "Identification", FT_UINT16, BASE_HEX_DEC, .flags = FIELD_SUMMARY,
        .blurb = "The fragments of one datagram have the same"},
    [IP4_FLAGS] = {"ip.flags", "Flags", FT_UINT8, BASE_HEX, 0xe0, .show = show_flags,
        .blurb = "Whether the datagram may be fragmented, and whether it was"},
    [IP4_RB] = {"ip.flags.rb", "Reserved bit", FT_BOOLEAN, BASE_NONE, 0x80, .blurb = "Must be zero"},
    [IP4_DF] = {"ip.flags.df", "Don't fragment", FT_BOOLEAN, BASE_NONE, 0x40,
        .blurb = "A router that cannot forward it whole must drop it and say so"},
    [IP4_MF] = {"ip.flags.mf", "More fragments", FT_BOOLEAN, BASE_NONE, 0x20,
        .blurb = "Set in every fragment of a datagram but the last"},
    [IP4_OFFSET] = {"ip.frag_offset", "Fragment Offset", FT_UINT16, BASE_DEC, 0x1fff, .flags = FIELD_SUMMARY,
        .blurb = "Where the fragment belongs in the datagram; on the wire in units of eight bytes"},
    [IP4_TTL] = {"ip.ttl", "Time to Live", FT_UINT8, BASE_DEC,
        .blurb = "How many routers may still forward it; each takes one off"},
    [IP4_PROTO] = {"ip.proto", "Protocol", FT_UINT8, BASE_DEC, 0, names_ip_protocol, "Which protocol the payload is",
        FIELD_SUMMARY},
    [IP4_CHECKSUM] = {"ip.checksum", "Header Checksum", FT_UINT16, BASE_HEX, .show = show_checksum,
        .blurb = "Finds bits of the header that changed on the way"},
    [IP4_CHECKSUM_STATUS] = {"ip.checksum.status", "Header checksum status", FT_UINT8, BASE_NONE, 0,
        names_checksum_status, "Whether the checksum is right, if anybody looked"},
    [IP4_SRC] = {"ip.src", "Source Address", FT_IPv4, BASE_NONE, .blurb = "The host that sent the datagram"},
    [IP4_ADDR] = {"ip.addr", "Source or Destination Address", FT_IPv4, BASE_NONE,
        .blurb = "Either address: finds both directions"},
    [IP4_SRC_HOST] = {"ip.src_host", "Source Host", FT_STRING, BASE_NONE},
    [IP4_HOST] = {"ip.host", "Source or Destination Host", FT_STRING, BASE_NONE},
    [IP4_DST] = {"ip.dst", "Destination Address", FT_IPv4, BASE_NONE, .blurb = "The host it is meant for"},
    [IP4_DST_HOST] = {"ip.dst_host", "Destination Host", FT_STRING, BASE_NONE},
    [IP4_OPTIONS] = {NULL, "Options", FT_NONE, BASE_NONE},
    [IP4_FRAGMENTS] = {"ip.fragments", "IPv4 Fragments", FT_BYTES, BASE_NONE,
        .blurb = "The frames this datagram was put together from"},
    [IP4_FRAGMENT] = {"ip.fragment", "IPv4 Fragment", FT_FRAMENUM, BASE_NONE, .show = show_fragment},
    [IP4_FRAGMENT_OVERLAP] = {"ip.fragment.overlap", "Fragment overlap", FT_BOOLEAN, BASE_NONE, 0, field_true_false},
    [IP4_FRAGMENT_CONFLICT] = {"ip.fragment.overlap.conflict", "Conflicting data in fragment overlap", FT_BOOLEAN,
        BASE_NONE, 0, field_true_false},
    [IP4_FRAGMENT_TAILS] = {"ip.fragment.multipletails", "Multiple tail fragments found", FT_BOOLEAN, BASE_NONE, 0,
        field_true_false},
    [IP4_FRAGMENT_TOO_LONG] = {"ip.fragment.toolongfragment", "Fragment too long", FT_BOOLEAN, BASE_NONE, 0,
        field_true_false},
    [IP4_FRAGMENT_COUNT] = {"ip.fragment.count", "Fragment count", FT_UINT32, BASE_DEC},
    [IP4_REASSEMBLED_IN] = {"ip.reassembled_in", "Reassembled IPv4 in frame", FT_FRAMENUM, BASE_NONE},
    [IP4_REASSEMBLED_LENGTH] = {"ip.reassembled.length", "Reassembled IPv4 length", FT_UINT32, BASE_DEC},
    [IP4_REASSEMBLED_DATA] = {"ip.reassembled.data", "Reassembled IPv4 data", FT_BYTES, BASE_NONE},
    [IP4_BOGUS_VERSION] = {"ip.bogus_ip_version", "Bogus IP version", FT_NONE, BASE_NONE},
    [IP4_BOGUS_HEADER] = {"ip.bogus_header_length", "Bogus IP header length", FT_NONE, BASE_NONE},
    [IP4_BOGUS_LENGTH] = {"ip.bogus_ip_length", "Bogus IP length", FT_NONE, BASE_NONE},
    [IP4_TTL_LNCB] = {"ip.ttl.lncb", "Time To Live", FT_NONE, BASE_NONE},
    [IP4_TTL_SMALL] = {"ip.ttl.too_small", "Time To Live", FT_NONE, BASE_NONE},
};

/* An address and its hidden twins. */
static void add_address(struct packet *p, unsigned field, unsigned host, uint32_t offset, const uint8_t *at)
{
    struct bytes address = bytes_of(at, 4);
    packet_add_bytes(p, field, offset, address, 0);
    packet_add_bytes(p, IP4_ADDR, offset, address, ITEM_HIDDEN);
    if (!packet_wants(p, host) && !packet_wants(p, IP4_HOST)) return;
    struct bytes name = packet_format(p, "%u.%u.%u.%u", at[0], at[1], at[2], at[3]);
    struct item *item = packet_add(p, host, offset, 4, ITEM_GENERATED | ITEM_HIDDEN);
    if (item) item->bytes = name;
    item = packet_add(p, IP4_HOST, offset, 4, ITEM_GENERATED | ITEM_HIDDEN);
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
    packet_add_uint(p, IP4_OFFSET, offset, 2, 8U * (word & OFFSET_MASK), 0);
}

/* The rest of the first fragment's payload is elsewhere: what lies here is shown as it is. */
static void next_payload(struct packet *p, struct cur body, uint8_t protocol)
{
    p->nest = p->quoting ? p->nest : 0;
    if (packet_next(p, body, protocol)) return;
    packet_next_data(p, body);
}

static void dissect(struct packet *p, struct cur *c)
{
    uint32_t start = c->at;
    const uint8_t *at = cur_peek(c, 0, SMALLEST_HEADER);
    uint8_t first = at ? at[0] : 0;
    uint32_t header = 4U * (first & 15);
    if (!at) {
        packet_u8(p, c, IP4_VERSION);
        packet_skip(c, SMALLEST_HEADER);
        return;
    }
    packet_add_bits(p, IP4_VERSION, start, 1, first, 0);
    packet_add_uint(p, IP4_HDR_LEN, start, 1, header, 0);
    if (header < SMALLEST_HEADER) return;
    packet_skip(c, 1);
    add_dsfield(p, c);
    uint16_t length = packet_u16(p, c, IP4_LEN);
    packet_u16(p, c, IP4_ID);
    uint16_t fragment = bytes_be16(at + 6);
    if (p->detail || fragment & OFFSET_MASK) add_flags(p, start + 6, fragment);
    packet_skip(c, 2);
    packet_u8(p, c, IP4_TTL);
    uint8_t protocol = packet_u8(p, c, IP4_PROTO);
    packet_u16(p, c, IP4_CHECKSUM);
    packet_add_uint(p, IP4_CHECKSUM_STATUS, start + 10, 0, CHECKSUM_UNVERIFIED, ITEM_GENERATED);
    if (p->detail) {
        add_address(p, IP4_SRC, IP4_SRC_HOST, start + 12, at + 12);
        add_address(p, IP4_DST, IP4_DST_HOST, start + 16, at + 16);
    }
    p->network_source = (struct address){ADDRESS_IPV4, at + 12};
    p->network_destination = (struct address){ADDRESS_IPV4, at + 16};
    if (!p->quoting) {
        p->source = p->network_source;
        p->destination = p->network_destination;
    }
    p->network_ttl = at[8];
    packet_skip(c, 8);
    packet_trim(p, c, start + length);
    packet_skip(c, header - SMALLEST_HEADER);
    struct cur body = *c;
    next_payload(p, body, protocol);
}

static void describe(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const uint8_t *at = packet->sources[layer->source].at + layer->offset;
    if (layer->length < SMALLEST_HEADER) return;
    text_put(text, ", Src: ");
    text_ipv4(text, at + 12);
    text_put(text, ", Dst: ");
    text_ipv4(text, at + 16);
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    uint64_t protocol = layer_uint(packet, layer, IP4_PROTO);
    const char *name = field_value_name(names_ip_protocol, protocol);
    text_format(text, "%s (%u)", name ? name : "Unknown", (unsigned)protocol);
}

static const struct link links[] = {
    {"ethertype", 0x0800}, {"ip.proto", 4}, {"wtap_encap", 228}, {NULL, 0},
};

const struct proto proto_ip = {.name = "ip", .title = "Internet Protocol Version 4", .column = "IPv4",
    .fields = fields, .nfields = IP4_NFIELDS, .table = "ip.proto", .links = links, .dissect = dissect,
    .describe = describe, .info = info};
