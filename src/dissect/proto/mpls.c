/* Multiprotocol Label Switching, RFC 3032, and Ethernet in pseudo-wires over it, RFC 4448.
 *
 *      0                                       20    23 24              32
 *      +---------------------------------------+-----+-+---------------+
 *      |                 label                 | exp |S| time to live  |    S: the last of the stack
 *      +---------------------------------------+-----+-+---------------+
 *      |0 0 0 0|       flags, length           |    sequence number    |    a control word
 *      +-------+-------------------------------+-----------------------+
 *      |0 0 0 1|version|        reserved       |     channel type      |    an associated channel
 *      +-------+-------+-----------------------+-----------------------+
 *
 * Nothing in the stack says what it carries: the routers at both ends know.  Who looks from outside
 * goes by the first four bits, as routers do to share load (RFC 4928).
 * SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/names.h"
#include "dissect/proto.h"
#include "dissect/proto/eth.h"

enum { LABEL, EXP, BOTTOM, TTL, LABEL_FIELDS };
enum { CHANNEL_VERSION, CHANNEL_RESERVED, CHANNEL_TYPE, CHANNEL_FIELDS };
enum { WIRE, WIRE_WORD, WIRE_SEQUENCE, WIRE_FIELDS };

enum { LABEL_CHANNEL = 13, LABEL_ALERT = 14, LABEL_RESERVED_LAST = 15 };
enum { NIBBLE_CONTROL = 0, NIBBLE_CHANNEL = 1 };
enum { CHANNEL_IPV4 = 0x21, CHANNEL_IPV6 = 0x57 };
enum { CONTROL_WORD = 4 };

static const struct value_name special_labels[] = {
    {0, "IPv4 Explicit-Null"},
    {1, "Router Alert"},
    {2, "IPv6 Explicit-Null"},
    {3, "Implicit-Null"},
    {7, "Entropy Label Indicator (ELI)"},
    {LABEL_CHANNEL, "Generic Associated Channel Label (GAL)"},
    {LABEL_ALERT, "OAM Alert"},
    {0, NULL},
};
static const struct value_name channel_types[] = {
    {0x0000, "Reserved"},
    {0x0001, "Management Communication Channel (MCC)"},
    {0x0002, "Signaling Communication Channel (SCC)"},
    {0x0007, "BFD Control, PW-ACH-encapsulated (BFD Without IP/UDP Headers)"},
    {0x000a, "MPLS Direct Loss Measurement (DLM)"},
    {0x000b, "MPLS Inferred Loss Measurement (ILM)"},
    {0x000c, "MPLS Delay Measurement (DM)"},
    {0x000d, "MPLS Direct Loss and Delay Measurement (DLM+DM)"},
    {0x000e, "MPLS Inferred Loss and Delay Measurement (ILM+DM)"},
    {CHANNEL_IPV4, "IPv4 packet"},
    {0x0022, "MPLS-TP CC message"},
    {0x0023, "MPLS-TP CV message"},
    {0x0024, "Protection State Coordination Protocol (PSC)"},
    {0x0025, "On-Demand CV"},
    {0x0026, "LI"},
    {0x0027, "Pseudo-Wire OAM"},
    {0x0028, "MAC Withdraw OAM Msg"},
    {CHANNEL_IPV6, "IPv6 packet"},
    {0x0058, "Fault OAM"},
    {0, NULL},
};

static const char *special_label(uint32_t label)
{
    if (label > LABEL_RESERVED_LAST) return NULL;
    const char *name = field_value_name(special_labels, label);
    return name ? name : "Reserved - Unknown";
}

static void show_label(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    const char *name = field_value_name(special_labels, item->number);
    text_put(text, "MPLS Label: ");
    if (item->number > LABEL_RESERVED_LAST)
        text_format(text, "%u (0x%05x)", (unsigned)item->number, (unsigned)item->number);
    else
        text_format(text, "%s (%u)", name ? name : "Unknown", (unsigned)item->number);
}

static const struct field label_fields[LABEL_FIELDS] = {
    [LABEL] = {"mpls.label", "MPLS Label", FT_UINT32, BASE_DEC_HEX, 0xfffff000, .show = show_label,
        .flags = FIELD_SUMMARY,
        .blurb = "What a router looks up to forward the packet, instead of its addresses"},
    [EXP] = {"mpls.exp", "MPLS Experimental Bits", FT_UINT32, BASE_DEC, 0x0e00,
        .blurb = "How urgent the packet is"},
    [BOTTOM] = {"mpls.bottom", "MPLS Bottom Of Label Stack", FT_UINT32, BASE_DEC, 0x0100,
        .blurb = "1 in the last label, behind which the packet itself begins"},
    [TTL] = {"mpls.ttl", "MPLS TTL", FT_UINT32, BASE_DEC, 0x00ff,
        .blurb = "How many more routers may pass it on"},
};

static const struct field channel_fields[CHANNEL_FIELDS] = {
    [CHANNEL_VERSION] = {"pwach.ver", "Channel Version", FT_UINT8, BASE_DEC, 0x0f},
    [CHANNEL_RESERVED] = {"pwach.res", "Reserved", FT_UINT8, BASE_HEX},
    [CHANNEL_TYPE] = {"pwach.channel_type", "Channel Type", FT_UINT16, BASE_HEX, 0, channel_types,
        .blurb = "What the routers tell each other along the path that the data takes"},
};

static void show_sequence(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Sequence Number: %u", (unsigned)item->number);
}

static const struct field wire_fields[WIRE_FIELDS] = {
    [WIRE] = {"pweth", "PW (ethernet)", FT_BOOLEAN, BASE_NONE, .names = field_true_false},
    [WIRE_WORD] = {"pweth.cw", "PW Control Word (ethernet)", FT_BOOLEAN, BASE_NONE,
        .names = field_true_false},
    [WIRE_SEQUENCE] = {"pweth.cw.sequence_number", "PW sequence number (ethernet)", FT_UINT16,
        BASE_DEC, .show = show_sequence,
        .blurb = "Counts the frames of a pseudo-wire; 0: they are not counted"},
};

/* Whether an Ethernet header with a known type begins here. */
static bool begins_ethernet(const struct cur *c, uint32_t ahead)
{
    const uint8_t *at = cur_peek(c, ahead + 12, 2);
    return at && bytes_be16(at) >= ETH_TYPE_MIN &&
           field_value_name(names_ethertype, bytes_be16(at));
}

static void dissect_wire(struct packet *p, struct cur *c)
{
    const uint8_t *first = cur_peek(c, 0, 1);
    bool plain = begins_ethernet(c, 0) && !begins_ethernet(c, CONTROL_WORD);
    p->layer->hidden = true;
    if (!first || (!plain && *first >> 4 != NIBBLE_CONTROL))
        packet_next_data(p, *c);
    else if (packet_next(p, *c, plain ? 0 : 1) && !plain)
        packet_add_uint(p, WIRE_WORD, c->at, 0, 1, ITEM_HIDDEN | ITEM_MARGIN);
}

static void dissect_wire_word(struct packet *p, struct cur *c)
{
    packet_skip(c, 2);
    packet_u16(p, c, WIRE_SEQUENCE);
    packet_next(p, *c, 0);
}

static void dissect_wire_plain(struct packet *p, struct cur *c)
{
    p->layer->hidden = true;
    packet_add_uint(p, WIRE, c->at, 0, 1, ITEM_HIDDEN | ITEM_MARGIN);
    packet_next(p, *c, 0);
}

static void dissect_channel(struct packet *p, struct cur *c)
{
    packet_u8(p, c, CHANNEL_VERSION);
    packet_skip(c, 1);
    packet_u8(p, c, CHANNEL_RESERVED);
    uint16_t type = packet_u16(p, c, CHANNEL_TYPE);
    unsigned version = type == CHANNEL_IPV4 ? 4 : type == CHANNEL_IPV6 ? 6 : 0;
    if (!version || !packet_next_in(p, *c, "raw.ip", version)) packet_next_data(p, *c);
}

/* What the last label of the stack carries. */
static void next_payload(struct packet *p, struct cur *c, uint32_t label)
{
    struct cur payload = *c;
    if (!cur_need(c, 1)) return;
    unsigned nibble = *cur_peek(c, 0, 1) >> 4;
    bool found = label == LABEL_ALERT ? false
                 : label == LABEL_CHANNEL || nibble == NIBBLE_CHANNEL
                     ? packet_next_in(p, payload, "mpls", NIBBLE_CHANNEL)
                     : packet_next_in(p, payload, "mpls", nibble) ||
                           packet_next_in(p, payload, "raw.ip", nibble);
    if (!found) packet_next_data(p, payload);
}

static void dissect(struct packet *p, struct cur *c)
{
    uint32_t start = c->at;
    const uint8_t *at = cur_take(c, 4);
    if (!at) return;
    uint32_t entry = bytes_be32(at), label = entry >> 12;
    for (unsigned row = LABEL; row <= TTL; row++)
        packet_add_bits(p, row, start, 4, entry, 0);
    if (entry >> 8 & 1)
        next_payload(p, c, label);
    else if (cur_need(c, 4))
        packet_next_in(p, *c, "mpls.stack", 0);
}

static void describe(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const uint8_t *at = layer_at(packet, layer, 4);
    if (layer->length < 4 || !at) return;
    uint32_t entry = bytes_be32(at), label = entry >> 12;
    const char *name = special_label(label);
    text_format(text, ", Label: %u", label);
    if (name) text_format(text, " (%s)", name);
    text_format(text, ", Exp: %u, S: %u, TTL: %u", entry >> 9 & 7, entry >> 8 & 1, entry & 255);
}

static void describe_channel(
    struct text *text, const struct packet *packet, const struct layer *layer)
{
    const struct layer *above = layer - 1;
    bool generic = layer_uint(packet, above, LABEL) == LABEL_CHANNEL;
    text_put(text, generic ? "Generic Associated Channel Header" : "PW Associated Channel Header");
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    (void)packet;
    (void)layer;
    text_put(text, "MPLS Label Switched Packet");
}

static const struct link links[] = {{"ethertype", 0x8847}, {"ethertype", 0x8848},
    {"gre.proto", 0x8847}, {"ip.proto", 137}, {"ppp.protocol", 0x0281}, {NULL, 0}};
static const struct link stack_links[] = {{"mpls.stack", 0}, {NULL, 0}};
static const struct link channel_links[] = {{"mpls", NIBBLE_CHANNEL}, {NULL, 0}};
static const struct link wire_links[] = {{"mpls", NIBBLE_CONTROL}, {NULL, 0}};
static const struct link plain_links[] = {{"pweth", 0}, {NULL, 0}};
static const struct link word_links[] = {{"pweth", 1}, {NULL, 0}};

#define LABEL_STACK_ENTRY                                                                          \
    .name = "mpls", .title = "MultiProtocol Label Switching Header", .column = "MPLS",             \
    .fields = label_fields, .nfields = LABEL_FIELDS, .dissect = dissect, .describe = describe,     \
    .info = info

const struct proto proto_mpls = {LABEL_STACK_ENTRY, .links = links};
/* The second label and those behind it, which frame.protocols does not tell anew. */
const struct proto proto_mpls_stack = {LABEL_STACK_ENTRY, .links = stack_links, .unlisted = true};

const struct proto proto_pwach = {.name = "pwach",
    .fields = channel_fields,
    .nfields = CHANNEL_FIELDS,
    .links = channel_links,
    .dissect = dissect_channel,
    .describe = describe_channel};

const struct proto proto_pwethheuristic = {.name = "pwethheuristic",
    .title = "Ethernet PW (CW heuristic)",
    .fields = wire_fields,
    .nfields = WIRE_FIELDS,
    .table = "pweth",
    .links = wire_links,
    .dissect = dissect_wire};

const struct proto proto_pwethcw = {.name = "pwethcw",
    .title = "PW Ethernet Control Word",
    .fields = wire_fields,
    .nfields = WIRE_FIELDS,
    .table = "pweth.frame",
    .links = word_links,
    .dissect = dissect_wire_word};

const struct proto proto_pwethnocw = {.name = "pwethnocw",
    .title = "Ethernet PW (no CW)",
    .fields = wire_fields,
    .nfields = WIRE_FIELDS,
    .table = "pweth.frame",
    .links = plain_links,
    .dissect = dissect_wire_plain};
