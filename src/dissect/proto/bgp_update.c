/* Routes of BGP that come and go, RFC 4271 4.3; those of IPv6 and others in attributes, RFC 4760.
 *
 *      +---------------+-------------------------
 *      |    length     | prefixes that are gone …
 *      +---------------+-------------------------
 *      |    length     | attributes of the path …      flags, type, length, value
 *      +---------------+-------------------------
 *      |  prefixes to which this path leads …           a length in bits, as many bytes as they take
 *      +-----------------------------------------
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/proto/bgp.h"

enum {
    ORIGIN = 1,
    AS_PATH = 2,
    NEXT_HOP = 3,
    DISCRIMINATOR = 4,
    PREFERENCE = 5,
    ATOMIC = 6,
    AGGREGATOR = 7,
    COMMUNITIES = 8,
    ORIGINATOR = 9,
    CLUSTERS = 10,
    REACH = 14,
    UNREACH = 15,
    EXTENDED = 16,
    AS4_PATH = 17,
    AS4_AGGREGATOR = 18,
    LARGE = 32
};
enum { FLAG_EXTENDED = 0x10 };
enum { AFI_IPV4 = 1, AFI_IPV6 = 2, SAFI_UNICAST = 1, SAFI_MULTICAST = 2 };
enum { SET = 1, SEQUENCE = 2, CONFEDERATION_SEQUENCE = 3, CONFEDERATION_SET = 4 };

/* --- prefixes --------------------------------------------------------------------------------- */

/* The rows differ with the place where the prefix stands. */
static void add_prefix(struct packet *p, struct cur *c, unsigned row)
{
    bool ipv6 = row == BGP_REACH_PREFIX6 || row == BGP_UNREACH_PREFIX6;
    uint32_t start = c->at, size = ipv6 ? 16 : 4;
    const uint8_t *at = cur_peek(c, 0, 1);
    uint8_t bits = at ? *at : 0;
    uint32_t length = (bits + 7U) / 8;
    if (at && length > size) {
        c->error = CUR_MALFORMED;
        return;
    }
    at = cur_peek(c, 1, length);
    uint8_t *whole = at && p->detail ? packet_scratch(p, size) : NULL;
    if (!whole) {
        packet_skip(c, 1 + length);
        return;
    }
    memset(whole, 0, size);
    memcpy(whole, at, length);
    struct item *item = packet_add(p, BGP_PREFIX, start, 1 + length, 0);
    if (item) {
        struct text text = packet_text(p);
        if (ipv6)
            text_ipv6(&text, whole);
        else
            text_ipv4(&text, whole);
        text_labelled(&text, "/", bits);
        item->bytes = packet_keep(p, &text);
    }
    packet_open(p, item);
    packet_u8(p, c, BGP_PREFIX_LENGTH);
    struct item *prefix = packet_add(p, row, c->at, length, 0);
    if (prefix) prefix->bytes = bytes_of(whole, size);
    packet_skip(c, length);
    packet_shut(p, item, NULL);
}

static void add_prefixes(struct packet *p, struct cur *c, unsigned heading, unsigned row)
{
    struct item *item = packet_add(p, heading, c->at, cur_left(c), 0);
    packet_open(p, item);
    while (cur_left(c))
        add_prefix(p, c, row);
    packet_shut(p, item, NULL);
}

/* Of other families the heading alone. */
static void add_family_prefixes(
    struct packet *p, struct cur *c, uint16_t family, uint8_t kind, bool reach)
{
    bool plain = kind == SAFI_UNICAST || kind == SAFI_MULTICAST;
    unsigned heading = reach ? BGP_REACH : BGP_UNREACH;
    if (plain && family == AFI_IPV6)
        add_prefixes(p, c, heading, reach ? BGP_REACH_PREFIX6 : BGP_UNREACH_PREFIX6);
    else if (plain && family == AFI_IPV4)
        add_prefixes(p, c, heading, reach ? BGP_REACH_PREFIX4 : BGP_UNREACH_PREFIX4);
    else
        packet_add(p, heading, c->at, cur_left(c), 0);
}

static void add_reach(struct packet *p, struct cur *c)
{
    uint16_t family = packet_u16(p, c, BGP_REACH_AFI);
    uint8_t kind = packet_u8(p, c, BGP_REACH_SAFI);
    const uint8_t *at = cur_take(c, 1);
    uint32_t length = at ? *at : 0, offset = c->at;
    at = cur_take(c, length);
    struct item *hop =
        at && length ? packet_add_bytes(p, BGP_REACH_HOP, offset, bytes_of(at, length), 0) : NULL;
    packet_open(p, hop);
    if (at && length == 4) packet_add_bytes(p, BGP_REACH_HOP_IPV4, offset, bytes_of(at, 4), 0);
    if (at && (length == 16 || length == 32))
        packet_add_bytes(p, BGP_REACH_HOP_IPV6, offset, bytes_of(at, 16), 0);
    if (at && length == 32)
        packet_add_bytes(p, BGP_REACH_HOP_LOCAL, offset + 16, bytes_of(at + 16, 16), 0);
    packet_shut(p, hop, NULL);
    packet_u8(p, c, BGP_REACH_SNPA);
    if (!c->error) add_family_prefixes(p, c, family, kind, true);
}

static void add_unreach(struct packet *p, struct cur *c)
{
    uint16_t family = packet_u16(p, c, BGP_UNREACH_AFI);
    uint8_t kind = packet_u8(p, c, BGP_UNREACH_SAFI);
    if (!c->error) add_family_prefixes(p, c, family, kind, false);
}

/* --- paths ------------------------------------------------------------------------------------ */

/* Numbers of networks take two bytes, or four between routers that agreed on that (RFC 6793), which the
 * message does not say: two, if segments of such numbers fill the attribute. */
static unsigned number_size(const struct cur *c, uint8_t type)
{
    if (type == AS4_PATH) return 4;
    uint32_t length = cur_left(c), at = 0;
    const uint8_t *bytes = cur_peek(c, 0, length);
    while (bytes && at + 2 <= length && bytes[at] >= SET && bytes[at] <= CONFEDERATION_SET &&
           bytes[at + 1])
        at += 2U + 2U * bytes[at + 1];
    return at == length ? 2 : 4;
}

static uint32_t number_at(const uint8_t *at, unsigned size)
{
    return size == 2 ? bytes_be16(at) : bytes_be32(at);
}

/* "65001 65002" or, of a set, whose order says nothing, "{65001, 65002}". */
static void put_segment(struct text *text, const uint8_t *at, unsigned size)
{
    bool set = at[0] == SET || at[0] == CONFEDERATION_SET,
         confederation = at[0] == CONFEDERATION_SEQUENCE || at[0] == CONFEDERATION_SET;
    if (set || confederation) text_char(text, set && !confederation ? '{' : set ? '[' : '(');
    for (unsigned i = 0; i < at[1]; i++) {
        if (i) text_put(text, set ? ", " : " ");
        text_uint(text, number_at(at + 2 + i * size, size));
    }
    if (set || confederation) text_char(text, set && !confederation ? '}' : set ? ']' : ')');
}

static void put_path(struct text *text, const struct cur *c, uint8_t type)
{
    unsigned size = number_size(c, type);
    uint32_t length = cur_left(c);
    const uint8_t *bytes = cur_peek(c, 0, length);
    if (!length) text_put(text, "empty");
    for (uint32_t at = 0; bytes && at + 2 <= length; at += 2 + size * bytes[at + 1]) {
        if (at + 2 + size * bytes[at + 1] > length) return;
        put_segment(text, bytes + at, size);
        text_char(text, ' ');
    }
}

static void add_path(struct packet *p, struct cur *c, uint8_t type)
{
    unsigned size = number_size(c, type);
    while (cur_left(c)) {
        const uint8_t *at = cur_peek(c, 0, 2);
        uint32_t whole = at ? 2 + size * at[1] : 2;
        at = cur_peek(c, 0, whole);
        struct item *item = packet_add(p, BGP_SEGMENT, c->at, whole, 0);
        if (item && at) {
            struct text text = packet_text(p);
            text_put(&text, "AS Path segment: ");
            put_segment(&text, at, size);
            item->bytes = packet_keep(p, &text);
        }
        packet_open(p, item);
        packet_u8(p, c, BGP_SEGMENT_TYPE);
        uint8_t count = packet_u8(p, c, BGP_SEGMENT_LENGTH);
        for (; count && !c->error; count--)
            packet_uint(p, c, size == 2 ? BGP_SEGMENT_AS2 : BGP_SEGMENT_AS4);
        packet_shut(p, item, NULL);
    }
}

static void add_aggregator(struct packet *p, struct cur *c)
{
    uint32_t size = cur_left(c) == 6 ? 2 : 4, offset = c->at;
    const uint8_t *at = cur_take(c, size);
    if (at) packet_add_uint(p, BGP_AGGREGATOR_AS, offset, size, number_at(at, size), 0);
    packet_bytes(p, c, BGP_AGGREGATOR, 4);
}

static void put_clusters(struct text *text, const struct cur *c)
{
    uint32_t length = cur_left(c);
    const uint8_t *at = cur_peek(c, 0, length);
    for (uint32_t i = 0; at && i + 4 <= length; i += 4) {
        if (i) text_char(text, ' ');
        text_ipv4(text, at + i);
    }
}

static void add_clusters(struct packet *p, struct cur *c)
{
    struct item *item = packet_add(p, BGP_CLUSTERS, c->at, cur_left(c), 0);
    if (item) {
        struct text text = packet_text(p);
        text_put(&text, "Cluster List: ");
        put_clusters(&text, c);
        item->bytes = packet_keep(p, &text);
    }
    packet_open(p, item);
    while (cur_left(c))
        packet_bytes(p, c, BGP_CLUSTER, 4);
    packet_shut(p, item, NULL);
}

/* --- attributes ------------------------------------------------------------------------------- */

/* What has one length alone; false if it has another one, which is remarked. */
static bool add_number(struct packet *p, struct cur *c, unsigned row, uint32_t length)
{
    uint32_t there = cur_left(c);
    if (there == length) return true;
    const char *label = bgp_fields[row].label;
    struct item *item = packet_add(p, BGP_INVALID, c->at, there, 0);
    if (item) item->bytes = packet_format(p, "%s (invalid): %u bytes", label, there);
    packet_note(
        p, BGP_N_LENGTH, NOTE_ERROR, NOTE_MALFORMED, "%s (invalid): %u bytes", label, there);
    return false;
}

static void add_value(struct packet *p, struct cur *c, uint8_t type)
{
    switch (type) {
    case ORIGIN:
        if (add_number(p, c, BGP_ORIGIN, 1)) packet_u8(p, c, BGP_ORIGIN);
        break;
    case AS_PATH:
    case AS4_PATH:
        add_path(p, c, type);
        break;
    case NEXT_HOP:
        if (add_number(p, c, BGP_NEXT_HOP, 4)) packet_bytes(p, c, BGP_NEXT_HOP, 4);
        break;
    case DISCRIMINATOR:
        if (add_number(p, c, BGP_DISCRIMINATOR, 4)) packet_u32(p, c, BGP_DISCRIMINATOR);
        break;
    case PREFERENCE:
        if (add_number(p, c, BGP_PREFERENCE, 4)) packet_u32(p, c, BGP_PREFERENCE);
        break;
    case ATOMIC:
        break;
    case AGGREGATOR:
    case AS4_AGGREGATOR:
        if (cur_left(c) == 6 || add_number(p, c, BGP_AGGREGATOR_AS, 8)) add_aggregator(p, c);
        break;
    case COMMUNITIES:
        bgp_add_communities(p, c);
        break;
    case ORIGINATOR:
        if (add_number(p, c, BGP_ORIGINATOR, 4)) packet_bytes(p, c, BGP_ORIGINATOR, 4);
        break;
    case CLUSTERS:
        add_clusters(p, c);
        break;
    case REACH:
        add_reach(p, c);
        break;
    case UNREACH:
        add_unreach(p, c);
        break;
    case EXTENDED:
        bgp_add_extended(p, c);
        break;
    case LARGE:
        bgp_add_large(p, c);
        break;
    default:
        if (cur_left(c)) packet_add(p, BGP_ATTRIBUTE_UNKNOWN, c->at, cur_left(c), 0);
        break;
    }
}

/* What stands behind the attribute's name in its heading. */
static void put_value(struct text *text, const struct cur *c, uint8_t type)
{
    uint32_t length = cur_left(c);
    const uint8_t *at = cur_peek(c, 0, length);
    const char *name = at && length ? field_value_name(bgp_origins, at[0]) : NULL;
    if (!at) return;
    if (type == ORIGIN && length == 1) text_format(text, ": %s", name ? name : "Unknown");
    if (type == AS_PATH || type == AS4_PATH) {
        text_put(text, ": ");
        put_path(text, c, type);
    } else if ((type == NEXT_HOP || type == ORIGINATOR) && length == 4) {
        text_put(text, ": ");
        text_ipv4(text, at);
        text_char(text, ' ');
    } else if ((type == DISCRIMINATOR || type == PREFERENCE) && length == 4) {
        text_labelled(text, ": ", bytes_be32(at));
    } else if ((type == AGGREGATOR || type == AS4_AGGREGATOR) && (length == 6 || length == 8)) {
        text_labelled(text, ": AS: ", number_at(at, length - 4));
        text_put(text, " origin: ");
        text_ipv4(text, at + length - 4);
    } else if (type == COMMUNITIES) {
        text_put(text, ": ");
        bgp_put_communities(text, at, length);
    } else if (type == CLUSTERS) {
        text_put(text, ": ");
        put_clusters(text, c);
    } else if (type == LARGE) {
        text_put(text, ": ");
        bgp_put_large(text, at, length);
    }
}

static void add_attribute(struct packet *p, struct cur *c)
{
    static const uint8_t bits[] = {BGP_FLAG_OPTIONAL, BGP_FLAG_TRANSITIVE, BGP_FLAG_PARTIAL,
        BGP_FLAG_EXTENDED, BGP_FLAG_UNUSED, 0};
    struct item *item = packet_add(p, BGP_ATTRIBUTE, c->at, 3, 0);
    packet_open(p, item);
    uint64_t flags = packet_bits(p, c, BGP_FLAGS, bits, 0);
    uint8_t type = packet_u8(p, c, BGP_ATTRIBUTE_TYPE);
    uint32_t size = flags & FLAG_EXTENDED ? 2 : 1, offset = c->at;
    const uint8_t *at = cur_take(c, size);
    uint32_t length = !at ? 0 : size == 2 ? bytes_be16(at) : *at;
    if (at) packet_add_uint(p, BGP_ATTRIBUTE_LENGTH, offset, size, length, 0);
    struct cur value = cur_sub(c, length);
    const char *name = field_value_name(bgp_attributes, type);
    if (item) {
        struct text text = packet_text(p);
        text_put(&text, "Path Attribute - ");
        if (name)
            text_put(&text, name);
        else
            text_format(&text, "Unknown (%u)", type);
        if (!c->error) put_value(&text, &value, type);
        item->bytes = packet_keep(p, &text);
    }
    if (!c->error) add_value(p, &value, type);
    if (value.error && !c->error) c->error = value.error;
    packet_shut(p, item, c->error ? NULL : c);
}

void bgp_update(struct packet *p, struct cur *c)
{
    uint16_t length = packet_u16(p, c, BGP_WITHDRAWN_LENGTH);
    struct cur part = cur_sub(c, length);
    if (length && !c->error) add_prefixes(p, &part, BGP_WITHDRAWN, BGP_WITHDRAWN_PREFIX);
    if (part.error && !c->error) c->error = part.error;
    length = packet_u16(p, c, BGP_ATTRIBUTES_LENGTH);
    part = cur_sub(c, length);
    if (length && !c->error) {
        struct item *item = packet_add(p, BGP_ATTRIBUTES, part.at, length, 0);
        packet_open(p, item);
        while (cur_left(&part))
            add_attribute(p, &part);
        packet_shut(p, item, NULL);
    }
    if (part.error && !c->error) c->error = part.error;
    if (cur_left(c)) add_prefixes(p, c, BGP_NLRI, BGP_NLRI_PREFIX);
}
