/* What routers advertise in OSPF version 2, RFC 2328 A.4 (also 3101, 5250).
 *
 *      0               16      24      31
 *      +---------------+-------+-------+
 *      |      age      |options| type  |
 *      +---------------+-------+-------+
 *      |   which one of its type       |
 *      |      who advertises it        |
 *      |       sequence number         |
 *      +---------------+---------------+
 *      |   checksum    |    length     |     of this header and what follows
 *      +---------------+---------------+
 * SPDX-License-Identifier: MIT */
#include "dissect/proto/ospf.h"

#include "base/text.h"
#include "dissect/reading.h"

enum { LINK_LENGTH = 12, TOS_LENGTH = 4 };

struct item *ospf_lsa_heading(
    struct packet *p, const struct cur *c, unsigned type, const char *name, unsigned length)
{
    struct item *item = packet_add(p, OSPF_LSA_HEADING, c->at, length, 0);
    if (item)
        item->bytes =
            packet_format(p, "LSA-type %u (%s), len %u", type, name ? name : "Unknown", length);
    return item;
}

uint32_t ospf_metric(struct packet *p, struct cur *c)
{
    uint32_t offset = c->at;
    const uint8_t *at = cur_take(c, 3);
    if (!at) return 0;
    uint32_t metric = bytes_be24(at);
    packet_add_uint(p, OSPF_METRIC, offset, 3, metric, 0);
    return metric;
}

/* "Type: Stub     ID: 192.0.2.0       Data: 255.255.255.0   Metric: 1" */
static struct bytes link_title(struct packet *p, const uint8_t *at)
{
    static const char *const names[] = {"Unknown", "PTP", "Transit", "Stub", "Virtual"};
    struct text text = packet_text(p);
    text_format(&text, "Type: %-8s ", at[8] < sizeof names / sizeof *names ? names[at[8]] : *names);
    for (unsigned i = 0; i < 2; i++) {
        text_put(&text, i ? "Data: " : "ID: ");
        size_t start = text.len;
        text_ipv4(&text, at + 4 * i);
        text_repeat(&text, ' ', 16 - (text.len - start));
    }
    text_labelled(&text, "Metric: ", bytes_be16(at + 10));
    return packet_keep(p, &text);
}

static void add_link(struct packet *p, struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, LINK_LENGTH);
    struct item *item = at ? packet_add(p, OSPF_LINK, c->at, LINK_LENGTH, 0) : NULL;
    if (item) item->bytes = link_title(p, at);
    packet_open(p, item);
    packet_bytes(p, c, OSPF_LINK_ID, 4);
    packet_bytes(p, c, OSPF_LINK_DATA, 4);
    packet_u8(p, c, OSPF_LINK_TYPE);
    uint8_t metrics = packet_u8(p, c, OSPF_LINK_METRICS);
    packet_u16(p, c, OSPF_LINK_METRIC);
    for (; metrics && !c->error; metrics--) {
        uint32_t offset = c->at;
        const uint8_t *tos = cur_take(c, TOS_LENGTH);
        if (tos)
            packet_add_uint(p, OSPF_LINK_TOS_METRIC, offset, TOS_LENGTH, bytes_be16(tos + 2), 0);
    }
    packet_shut(p, item, c->error ? NULL : c);
}

static void add_router(struct packet *p, struct cur *c)
{
    ospf_flags(p, c, OSPF_ROUTER_FLAGS);
    packet_skip(c, 1);
    uint16_t count = packet_u16(p, c, OSPF_LINK_COUNT);
    for (; count && !c->error; count--)
        add_link(p, c);
}

static void add_external(struct packet *p, struct cur *c)
{
    packet_bytes(p, c, OSPF_EXTERNAL_MASK, 4);
    while (cur_left(c)) {
        packet_u8(p, c, OSPF_EXTERNAL_TYPE);
        packet_u8(p, c, OSPF_EXTERNAL_TOS);
        packet_skip(c, 1);
        ospf_metric(p, c);
        packet_bytes(p, c, OSPF_EXTERNAL_FORWARD, 4);
        packet_u32(p, c, OSPF_EXTERNAL_TAG);
    }
}

static void add_value(struct packet *p, struct cur *c, uint8_t type)
{
    switch (type) {
    case LSA_ROUTER:
        add_router(p, c);
        break;
    case LSA_NETWORK:
        packet_bytes(p, c, OSPF_NETWORK_MASK, 4);
        while (cur_left(c))
            packet_bytes(p, c, OSPF_NETWORK_ROUTER, 4);
        break;
    case LSA_SUMMARY:
    case LSA_SUMMARY_ASBR:
        packet_bytes(p, c, OSPF_SUMMARY_MASK, 4);
        while (cur_left(c)) {
            packet_u8(p, c, OSPF_TOS);
            ospf_metric(p, c);
        }
        break;
    case LSA_EXTERNAL:
    case LSA_NSSA:
        add_external(p, c);
        break;
    case LSA_OPAQUE_LINK:
    case LSA_OPAQUE_AREA:
    case LSA_OPAQUE_AS:
        packet_rest(p, c, OSPF_LSA_VALUE);
        break;
    default:
        packet_note(p, OSPF_N_TYPE, NOTE_WARNING, NOTE_PROTOCOL, "Unknown LSA Type");
        break;
    }
}

/* The shortest that a type can be. */
static uint16_t least_length(uint8_t type)
{
    return type == LSA_EXTERNAL || type == LSA_NSSA          ? LSA_HEADER + 16
           : type == LSA_SUMMARY || type == LSA_SUMMARY_ASBR ? LSA_HEADER + 8
           : type == LSA_ROUTER || type == LSA_NETWORK       ? LSA_HEADER + 4
                                                             : LSA_HEADER;
}

static bool is_opaque(uint8_t type)
{
    return type >= LSA_OPAQUE_LINK && type <= LSA_OPAQUE_AS;
}

static void add_which(struct packet *p, struct cur *c, uint8_t type, uint32_t offset)
{
    unsigned hidden = is_opaque(type) ? OSPF_LSA_IS_OPAQUE : OSPF_LSA_IS_ROUTER + type - 1U;
    if (type >= LSA_ROUTER && type <= LSA_OPAQUE_AS)
        packet_add_uint(p, hidden, offset, 1, 1, ITEM_HIDDEN);
    if (is_opaque(type)) {
        packet_u8(p, c, OSPF_LSA_OPAQUE_TYPE);
        packet_u24(p, c, OSPF_LSA_OPAQUE_ID);
    } else {
        packet_bytes(p, c, OSPF_LSA_ID, 4);
    }
}

void ospf_lsa(struct packet *p, struct cur *c, bool whole)
{
    const uint8_t *at = cur_peek(c, 0, LSA_HEADER);
    uint8_t type = at ? at[3] : 0;
    uint16_t length = at ? bytes_be16(at + 18) : 0;
    uint32_t start = c->at, left = cur_left(c);
    const char *name = field_value_name(ospf_lsa_types, type);
    if (!at || (whole && length > left)) { /* nothing of it can be trusted */
        cur_need(c, at ? length : LSA_HEADER);
        return;
    }
    struct item *item = ospf_lsa_heading(p, c, type, name, whole ? length : LSA_HEADER);
    if (item && !whole)
        item->bytes =
            packet_format(p, "LSA-type %u (%s), len %u", type, name ? name : "Unknown", length);
    packet_open(p, item);
    packet_u16(p, c, OSPF_LSA_AGE);
    packet_u16(p, c, OSPF_LSA_DO_NOT_AGE);
    packet_skip(c, 2);
    ospf_flags(p, c, type == LSA_NSSA ? OSPF_NSSA_OPTIONS : OSPF_OPTIONS);
    packet_u8(p, c, OSPF_LSA_TYPE);
    add_which(p, c, type, start + 3);
    packet_bytes(p, c, OSPF_LSA_ROUTER, 4);
    packet_u32(p, c, OSPF_LSA_SEQUENCE);
    packet_u16(p, c, OSPF_LSA_CHECKSUM);
    packet_u16(p, c, OSPF_LSA_LENGTH);
    if (whole && length < least_length(type)) {
        packet_note(p, OSPF_N_LENGTH, NOTE_ERROR, NOTE_MALFORMED,
            "Invalid LSA length (%u) for type %s, expected >= (%u)", length,
            name ? name : "Unknown", least_length(type));
        if (length > LSA_HEADER) packet_skip(c, length - (uint32_t)LSA_HEADER);
    } else if (whole) {
        struct cur value = cur_sub(c, length - (uint32_t)LSA_HEADER);
        add_value(p, &value, type);
        if (value.error && !c->error) c->error = value.error;
    }
    packet_shut(p, item, NULL);
}
