/* The extension headers of IPv6, RFC 8200 4, and the options in two of them.
 *
 *      +--------+--------+------------------     +------+--------+--------
 *      |  next  | length | options …             | type | length | value     type 0: this byte alone
 *      +--------+--------+------------------     +------+--------+--------
 *
 * The length counts units of eight bytes, without the first.  SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/fragments.h"
#include "dissect/names.h"
#include "dissect/proto.h"
#include "dissect/proto/ipv6.h"
#include "dissect/tracker.h"

enum {
    PAD1 = 0,
    PADN = 1,
    TUNNEL_LIMIT = 4,
    ROUTER_ALERT = 5,
    PDM = 15,
    JUMBO = 194,
    HOME_ADDRESS = 201
};

static const struct value_name option_titles[] = {
    {PAD1, "Pad1"},
    {PADN, "PadN"},
    {TUNNEL_LIMIT, "Tunnel Encapsulation Limit"},
    {ROUTER_ALERT, "Router Alert"},
    {PDM, "Performance and Diagnostic Metrics"},
    {JUMBO, "Jumbo Payload"},
    {HOME_ADDRESS, "Home Address"},
    {0, NULL},
};

static void add_type(struct packet *p, struct cur *c, uint8_t type, bool in_destination)
{
    uint32_t offset = c->at;
    packet_u8(p, c, IP6_OPT_TYPE);
    struct item *item =
        packet_wants(p, IP6_OPT_TYPE) && !c->error ? &p->items[p->nitems - 1] : NULL;
    if (type == PAD1) return;
    packet_open(p, item);
    if (item && type == PDM && !in_destination)
        packet_note_at(p, p->depth, IP6_OPT_HEADER_MISMATCH, NOTE_WARNING, NOTE_PROTOCOL,
            "Performance and Diagnostic Metrics must use a destination options header");
    if (item && type == HOME_ADDRESS && !in_destination)
        packet_note_at(p, p->depth, IP6_OPT_HEADER_MISMATCH, NOTE_WARNING, NOTE_PROTOCOL,
            "Home Address must use a destination options header");
    if (item && (type == JUMBO || type == ROUTER_ALERT) && in_destination)
        packet_note_at(p, p->depth, IP6_OPT_HEADER_MISMATCH, NOTE_WARNING, NOTE_PROTOCOL,
            "%s must use a hop-by-hop options header",
            type == JUMBO ? "Jumbo Payload" : "Router Alert");
    packet_add_bits(p, IP6_OPT_ACTION, offset, 1, type, 0);
    packet_add_bits(p, IP6_OPT_CHANGE, offset, 1, type, 0);
    packet_add_bits(p, IP6_OPT_REST, offset, 1, type, 0);
    packet_shut(p, item, NULL);
}

/* A host away from home is spoken of by the address that it has there (RFC 6275 6.3). */
static void set_source(struct packet *p, const uint8_t *home)
{
    if (!home) return;
    p->network_source = (struct address){ADDRESS_IPV6, home};
    if (!p->quoting) p->source = p->network_source;
}

static void add_value(struct packet *p, struct cur *c, uint8_t type, uint8_t length)
{
    switch (type) {
    case PADN:
        packet_bytes(p, c, IP6_OPT_PADN, length);
        break;
    case TUNNEL_LIMIT:
        packet_u8(p, c, IP6_OPT_TEL);
        break;
    case ROUTER_ALERT:
        packet_u16(p, c, IP6_OPT_ALERT);
        break;
    case JUMBO:
        packet_u32(p, c, IP6_OPT_JUMBO);
        break;
    case HOME_ADDRESS:
        set_source(p, packet_bytes(p, c, IP6_OPT_HOME, 16));
        break;
    case PDM:
        packet_u8(p, c, IP6_OPT_DTLR_SCALE);
        packet_u8(p, c, IP6_OPT_DTLS_SCALE);
        packet_u16(p, c, IP6_OPT_PSN);
        packet_u16(p, c, IP6_OPT_PSN_LAST);
        packet_u16(p, c, IP6_OPT_DTLR);
        packet_u16(p, c, IP6_OPT_DTLS);
        break;
    default:
        if (length) packet_bytes(p, c, IP6_OPT_UNKNOWN, length);
        break;
    }
}

static struct bytes option_title(struct packet *p, uint8_t type)
{
    const char *name = field_value_name(option_titles, type);
    return name ? bytes_of_string(name) : packet_format(p, "Unknown IPv6 Option (%u)", type);
}

/* The length an option must have, 0 if it may vary. */
static uint8_t right_length(uint8_t type)
{
    return type == TUNNEL_LIMIT   ? 1
           : type == ROUTER_ALERT ? 2
           : type == JUMBO        ? 4
           : type == HOME_ADDRESS ? 16
           : type == PDM          ? 10
                                  : 0;
}

static void add_option(struct packet *p, struct cur *c, bool in_destination)
{
    const uint8_t *at = cur_peek(c, 0, 1);
    uint8_t type = at ? *at : 0;
    struct item *item = packet_add(p, IP6_OPT, c->at, 1, 0);
    if (item) item->bytes = option_title(p, type);
    packet_open(p, item);
    add_type(p, c, type, in_destination);
    if (type == PAD1) {
        packet_add(p, IP6_OPT_PAD1, c->at - 1, 1, 0);
    } else {
        uint8_t length = packet_u8(p, c, IP6_OPT_LENGTH), right = right_length(type);
        if (right && length != right && !c->error)
            packet_note(p, IP6_OPT_INVALID_LEN, NOTE_ERROR, NOTE_MALFORMED,
                type == ROUTER_ALERT ? "%s: Invalid Length (%u bytes)"
                                     : "%s: Invalid length (%u bytes)",
                type == PDM            ? "PDM"
                : type == ROUTER_ALERT ? "Router alert"
                                       : field_value_name(option_titles, type),
                length);
        struct cur value = cur_sub(c, length);
        /* Read as what it says it is, even where that goes on behind the option. */
        if (right && !value.error) value.end = c->end;
        add_value(p, &value, type, length);
        if (right && value.at > c->at) c->at = value.at < c->end ? value.at : c->end;
        if (value.error && !c->error) c->error = value.error;
    }
    packet_shut(p, item, c);
}

/* Both kinds of options; the rows of one kind are in the same order as those of the other. */
static void dissect_options(struct packet *p, struct cur *c, unsigned first, bool in_destination)
{
    uint32_t start = c->at;
    uint8_t next = packet_u8(p, c, first);
    uint8_t words = packet_u8(p, c, first + 1);
    uint32_t length = 8 + 8U * words;
    if (c->error) return;
    packet_add_uint(p, first + 2, start + 1, 1, length, ITEM_GENERATED);
    /* An option may lie about its length as far as the packet goes; whoever reads the options meets
     * the end of the capture in them. */
    uint32_t stop = c->at + length - 2;
    struct cur options = *c, whole = cur_sub(c, length - 2);
    if (cur_captured(&whole) < cur_left(&whole)) c->error = CUR_CUT;
    while (options.at < stop && cur_left(&options))
        add_option(p, &options, in_destination);
    if (options.error == CUR_MALFORMED && !c->error) c->error = CUR_MALFORMED;
    if (!c->error) ipv6_next(p, *c, next);
}

static void dissect_hopopts(struct packet *p, struct cur *c)
{
    if (p->layer[-1].proto != &proto_ipv6)
        packet_note_at(p, 0, IP6_HOP_NOT_FIRST, NOTE_ERROR, NOTE_PROTOCOL,
            "IPv6 Hop-by-Hop extension header must appear immediately after IPv6 header");
    dissect_options(p, c, IP6_HOP_NXT, false);
}

static void dissect_dstopts(struct packet *p, struct cur *c)
{
    dissect_options(p, c, IP6_DST_NXT, true);
}

/* --- fragments ------------------------------------------------------------------------------ */

static const struct fragment_rows fragment_rows = {IP6_FRAGMENTS, IP6_FRAGMENT, IP6_FRAGMENT_ERROR,
    IP6_FRAGMENT_OVERLAP, IP6_FRAGMENT_CONFLICT, IP6_FRAGMENT_TAILS, IP6_FRAGMENT_TOO_LONG,
    IP6_FRAGMENT_COUNT, IP6_REASSEMBLED_LENGTH, IP6_REASSEMBLED_DATA, "IPv6"};

static struct layer *ip_layer(struct packet *p)
{
    struct layer *ip = p->layer;
    while (ip->proto != &proto_ipv6)
        ip--;
    return ip;
}

static bool reassemble(struct packet *p, struct cur *body, uint32_t ident, uint16_t word)
{
    uint32_t length = body->end - body->at;
    const uint8_t *payload = cur_peek(body, 0, length);
    if (!p->tracker || !p->tracker->fragment || !payload) return false;
    if (!p->preferences->ipv6_defragment) return false;
    struct ip_fragment fragment = {.id = ident,
        .offset = word & 0xfff8U,
        .more = word & 1,
        .payload = bytes_of(payload, length)};
    struct ip_reassembly reassembly = {0};
    p->tracker->fragment(p->tracker, p, &fragment, &reassembly);
    if (!reassembly.done && reassembly.done_in)
        packet_add_uint(p, IP6_REASSEMBLED_IN, 0, 0, reassembly.done_in, ITEM_GENERATED);
    if (!reassembly.done) return false;
    *body = packet_source(p, reassembly.datagram, "Reassembled IPv6");
    fragments_add(p, ip_layer(p), &reassembly, &fragment_rows, *body);
    return true;
}

static void dissect_fragment(struct packet *p, struct cur *c)
{
    uint8_t next = packet_u8(p, c, IP6_FRAG_NXT);
    packet_u8(p, c, IP6_FRAG_OCTET);
    packet_u16(p, c, IP6_FRAG_OFFSET);
    packet_u16(p, c, IP6_FRAG_BITS);
    packet_u16(p, c, IP6_FRAG_MORE);
    const uint8_t *at = cur_take(c, 2);
    uint16_t word = at ? bytes_be16(at) : 0;
    uint32_t ident = packet_u32(p, c, IP6_FRAG_IDENT);
    if (c->error) return;
    struct cur body = *c;
    if (!(word & 0xfff9)) { /* an atomic fragment, RFC 6946 */
        ipv6_next(p, body, next);
        return;
    }
    bool kept =
        p->tracker && p->preferences->ipv6_defragment && cur_captured(&body) >= body.end - body.at;
    if (reassemble(p, &body, ident, word)) {
        ipv6_next(p, body, next);
    } else if (word & 0xfff8 || kept) {
        p->layer->fragment = true;
        p->layer->trouble = packet_format(p, "IPv6 fragment (off=%u more=%c ident=0x%08x nxt=%u)",
            word & 0xfff8U, word & 1 ? 'y' : 'n', ident, next);
        p->nest = ip_layer(p)->depth;
        packet_next_data(p, body);
    } else {
        p->fragment = word & 1;
        ipv6_next(p, body, next);
    }
}

static void info_fragment(struct text *text, const struct packet *packet, const struct layer *layer)
{
    if (layer->fragment)
        text_add(text, layer->trouble.at, layer->trouble.len);
    else if (layer[-1].proto->info && layer > packet->layers)
        layer[-1].proto->info(text, packet, layer - 1);
}

static const struct link hopopts_links[] = {{"ipv6.nxt", 0}, {NULL, 0}};
static const struct link dstopts_links[] = {{"ipv6.nxt", 60}, {NULL, 0}};
static const struct link fragment_links[] = {{"ipv6.nxt", 44}, {NULL, 0}};

const struct proto proto_ipv6_hopopts = {.name = "ipv6.hopopts",
    .title = "IPv6 Hop-by-Hop Option",
    .brief = "IPv6 Hop-by-Hop",
    .fields = ipv6_fields,
    .nfields = IP6_NFIELDS,
    .links = hopopts_links,
    .dissect = dissect_hopopts};

const struct proto proto_ipv6_dstopts = {.name = "ipv6.dstopts",
    .title = "Destination Options for IPv6",
    .brief = "IPv6 Destination",
    .fields = ipv6_fields,
    .nfields = IP6_NFIELDS,
    .links = dstopts_links,
    .dissect = dissect_dstopts};

const struct proto proto_ipv6_fraghdr = {.name = "ipv6.fraghdr",
    .title = "Fragment Header for IPv6",
    .brief = "IPv6 Fragment",
    .fields = ipv6_fields,
    .nfields = IP6_NFIELDS,
    .links = fragment_links,
    .dissect = dissect_fragment,
    .info = info_fragment};
