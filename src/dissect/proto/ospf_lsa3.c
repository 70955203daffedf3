/* What routers advertise in OSPF version 3, RFC 5340 A.4.  The header is that of version 2 (ospf_lsa.c),
 * with a longer type that says how far it is passed on instead of the options.
 *
 *      +-+-----+---------------+
 *      |U| scope|   function   |     U: who does not know the function passes it on all the same
 *      +-+-----+---------------+
 * SPDX-License-Identifier: MIT */
#include "dissect/proto/ospf.h"
#include "dissect/reading.h"

#include <string.h>

enum { FUNCTION_MASK = 0x1fff, EXTERNAL_TAG = 1, EXTERNAL_FORWARD = 2 };

uint16_t ospf3_lsa_type(struct packet *p, struct cur *c)
{
    return (uint16_t)ospf_flags(p, c, OSPF3_LSA_TYPE);
}

/* As many bytes as its bits take, rounded up to words (A.4.1.1). */
static void add_prefix(struct packet *p, struct cur *c, uint8_t bits)
{
    uint32_t offset = c->at, length = (bits + 31U) / 32 * 4;
    const uint8_t *at = length <= 16 ? cur_take(c, length) : NULL;
    if (length > 16 && !c->error) c->error = CUR_MALFORMED;
    uint8_t *whole = at ? packet_scratch(p, 16) : NULL;
    if (!whole) return;
    memset(whole, 0, 16);
    memcpy(whole, at, length);
    struct item *item = packet_add(p, OSPF3_PREFIX, offset, length, 0);
    if (item) item->bytes = bytes_of(whole, 16);
}

/* The sixteen bits behind length and options mean something else in each advertisement. */
static void add_prefix_entry(struct packet *p, struct cur *c, unsigned third)
{
    uint8_t bits = packet_u8(p, c, OSPF3_PREFIX_LENGTH);
    ospf_flags(p, c, OSPF3_PREFIX_OPTIONS);
    uint32_t offset = c->at;
    if (third == OSPF_RESERVED) {
        packet_bytes(p, c, OSPF_RESERVED, 2);
    } else {
        const uint8_t *at = cur_take(c, 2);
        if (at) packet_add_uint(p, third, offset, 2, bytes_be16(at), 0);
    }
    if (!c->error) add_prefix(p, c, bits);
}

static void add_router(struct packet *p, struct cur *c)
{
    ospf_flags(p, c, OSPF3_ROUTER_FLAGS);
    ospf_flags(p, c, OSPF3_OPTIONS);
    if (!cur_left(c)) return;
    struct item *interfaces = packet_add(p, OSPF3_INTERFACES, c->at, cur_left(c), 0);
    packet_open(p, interfaces);
    for (unsigned number = 1; cur_left(c); number++) {
        struct item *entry = packet_add(p, OSPF3_ENTRY, c->at, 16, 0);
        if (entry) entry->bytes = packet_format(p, "Entry #%u", number);
        packet_open(p, entry);
        packet_u8(p, c, OSPF3_LINK_TYPE);
        packet_bytes(p, c, OSPF_RESERVED, 1);
        uint32_t offset = c->at;
        const uint8_t *at = cur_take(c, 2);
        if (at) packet_add_uint(p, OSPF_METRIC, offset, 2, bytes_be16(at), 0);
        packet_u32(p, c, OSPF3_INTERFACE);
        packet_u32(p, c, OSPF3_NEIGHBOR_INTERFACE);
        packet_bytes(p, c, OSPF3_NEIGHBOR, 4);
        packet_shut(p, entry, NULL);
    }
    packet_shut(p, interfaces, NULL);
}

static void add_external(struct packet *p, struct cur *c)
{
    uint32_t flags = ospf_flags(p, c, OSPF3_EXTERNAL_FLAGS);
    ospf_metric(p, c);
    const uint8_t *at = cur_peek(c, 2, 2);
    bool refers = at && bytes_be16(at);
    add_prefix_entry(p, c, OSPF3_REFERENCED_TYPE);
    if (flags & EXTERNAL_FORWARD) packet_bytes(p, c, OSPF3_FORWARD, 16);
    if (flags & EXTERNAL_TAG) packet_u32(p, c, OSPF3_TAG);
    if (refers) packet_bytes(p, c, OSPF3_REFERENCED_ID, 4);
}

static void add_link(struct packet *p, struct cur *c)
{
    packet_u8(p, c, OSPF3_PRIORITY);
    ospf_flags(p, c, OSPF3_OPTIONS);
    packet_bytes(p, c, OSPF3_LINK_LOCAL, 16);
    uint32_t count = packet_u32(p, c, OSPF3_PREFIX_COUNT);
    for (; count && !c->error; count--)
        add_prefix_entry(p, c, OSPF_RESERVED);
}

static void add_intra_prefix(struct packet *p, struct cur *c)
{
    uint32_t offset = c->at;
    const uint8_t *at = cur_take(c, 2);
    unsigned count = at ? bytes_be16(at) : 0;
    if (at) packet_add_uint(p, OSPF3_PREFIX_COUNT, offset, 2, count, 0);
    packet_u16(p, c, OSPF3_REFERENCED_TYPE);
    packet_bytes(p, c, OSPF3_REFERENCED_ID, 4);
    packet_bytes(p, c, OSPF3_REFERENCED_ROUTER, 4);
    for (; count && !c->error; count--)
        add_prefix_entry(p, c, OSPF_METRIC);
}

static void add_value(struct packet *p, struct cur *c, uint16_t function)
{
    switch (function) {
    case LSA_ROUTER:
        add_router(p, c);
        break;
    case LSA_NETWORK:
        packet_bytes(p, c, OSPF_RESERVED, 1);
        ospf_flags(p, c, OSPF3_OPTIONS);
        while (cur_left(c))
            packet_bytes(p, c, OSPF3_ATTACHED, 4);
        break;
    case LSA_SUMMARY:
        packet_bytes(p, c, OSPF_RESERVED, 1);
        ospf_metric(p, c);
        add_prefix_entry(p, c, OSPF_RESERVED);
        break;
    case LSA_SUMMARY_ASBR:
        packet_bytes(p, c, OSPF_RESERVED, 1);
        ospf_flags(p, c, OSPF3_OPTIONS);
        packet_bytes(p, c, OSPF_RESERVED, 1);
        ospf_metric(p, c);
        packet_bytes(p, c, OSPF3_DESTINATION, 4);
        break;
    case LSA_EXTERNAL:
    case LSA_NSSA:
        add_external(p, c);
        break;
    case LSA_LINK:
        add_link(p, c);
        break;
    case LSA_INTRA_PREFIX:
        add_intra_prefix(p, c);
        break;
    case LSA_INFORMATION:
        packet_rest(p, c, OSPF_LSA_VALUE);
        break;
    default:
        packet_note_at(
            p, p->depth, OSPF_N_TYPE, NOTE_WARNING, NOTE_PROTOCOL, "Unknown LSA Type %u", function);
        packet_rest(p, c, OSPF_LSA_VALUE);
        break;
    }
}

void ospf3_lsa(struct packet *p, struct cur *c, bool whole)
{
    const uint8_t *at = cur_peek(c, 0, LSA_HEADER);
    uint16_t function = at ? bytes_be16(at + 2) & FUNCTION_MASK : 0,
             length = at ? bytes_be16(at + 18) : 0;
    uint32_t start = c->at, left = cur_left(c);
    if (!at || (whole && length > left)) { /* nothing of it can be trusted */
        cur_need(c, at ? length : LSA_HEADER);
        return;
    }
    struct item *item =
        ospf_lsa_heading(p, c, function, field_value_name(ospf3_lsa_functions, function), length);
    packet_open(p, item);
    packet_u16(p, c, OSPF_LSA_AGE);
    packet_u16(p, c, OSPF3_LSA_DO_NOT_AGE);
    packet_skip(c, 2);
    ospf3_lsa_type(p, c);
    if (function >= LSA_ROUTER && function <= LSA_INTRA_PREFIX)
        packet_add_uint(p, OSPF3_LSA_IS_ROUTER + function - 1U, start + 2, 2, 1, ITEM_HIDDEN);
    packet_bytes(p, c, OSPF_LSA_ID, 4);
    packet_bytes(p, c, OSPF_LSA_ROUTER, 4);
    packet_u32(p, c, OSPF_LSA_SEQUENCE);
    packet_u16(p, c, OSPF_LSA_CHECKSUM);
    packet_u16(p, c, OSPF_LSA_LENGTH);
    if (whole) {
        struct cur value = cur_sub(c, length > LSA_HEADER ? length - (uint32_t)LSA_HEADER : 0);
        if (length < LSA_HEADER) value.error = CUR_MALFORMED;
        add_value(p, &value, function);
        if (value.error && !c->error) c->error = value.error;
    }
    packet_shut(p, item, NULL);
}
