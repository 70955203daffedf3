/* Protocol Independent Multicast, version 2: RFC 7761 (sparse mode), 3973 (dense mode), 5059 (bootstrap).
 *
 *      +-------+-------+-------+---------------+
 *      | vers. | type  |   0   |   checksum    |     the message behind; a register carries a packet of
 *      +-------+-------+-------+---------------+     the group, and only its first 8 bytes are summed
 *
 *      +--------+--------+------------+        +--------+--------+-------+------+------------+
 *      | family | coding | address    |        | family | coding | flags | mask | address    |
 *      +--------+--------+------------+        +--------+--------+-------+------+------------+
 *           a router                                a group, or a source
 * SPDX-License-Identifier: MIT */
#include "dissect/proto/pim.h"

#include "base/text.h"
#include "dissect/checksum.h"
#include "dissect/proto.h"

enum { VERSION_2 = 2, LAST_TYPE = 12, PROTOCOL = 103, HEADER = 4, REGISTER_SUMMED = 8 };
enum { FAMILY_IPV4 = 1, FAMILY_IPV6 = 2 };
enum {
    HOLD_TIME = 1,
    PRUNE_DELAY = 2,
    DR_PRIORITY = 19,
    GENERATION_ID = 20,
    STATE_REFRESH = 21,
    BIDIRECTIONAL = 22,
    ADDRESS_LIST = 24
};

/* --- addresses -------------------------------------------------------------------------------- */

/* What kind of address, and so how much stands in front of it. */
enum coding { UNICAST, GROUP, SOURCE };

/* An address as `row` (that of IPv6 is the next one), what it is made of below it. */
static struct item *add_address(struct packet *p, struct cur *c, unsigned row, enum coding coding)
{
    static const uint8_t group_bits[] = {PIM_GROUP_B, PIM_GROUP_RESERVED, PIM_GROUP_Z, 0};
    static const uint8_t source_bits[] = {
        PIM_SOURCE_RESERVED, PIM_SOURCE_S, PIM_SOURCE_W, PIM_SOURCE_R, 0};
    static const unsigned plain[] = {PIM_UNICAST, PIM_GROUP, PIM_SOURCE};
    const uint8_t *at = cur_peek(c, 0, 1);
    uint8_t family = at ? *at : 0;
    if (at && family != FAMILY_IPV4 && family != FAMILY_IPV6) c->error = CUR_MALFORMED;
    uint32_t ahead = coding == UNICAST ? 2 : 4, size = family == FAMILY_IPV6 ? 16 : 4;
    unsigned other = family == FAMILY_IPV6;
    at = cur_peek(c, ahead, size);
    struct item *item = at ? packet_add(p, row + other, c->at, ahead + size, 0) : NULL;
    if (item) item->bytes = bytes_of(at, size);
    packet_open(p, item);
    packet_u8(p, c, PIM_FAMILY);
    packet_u8(p, c, PIM_ENCODING);
    if (coding == GROUP) packet_bits(p, c, PIM_GROUP_FLAGS, group_bits, 0);
    if (coding == SOURCE) packet_bits(p, c, PIM_SOURCE_FLAGS, source_bits, 0);
    if (coding != UNICAST) packet_u8(p, c, PIM_MASK);
    packet_bytes(p, c, plain[coding] + other, size);
    packet_shut(p, item, NULL);
    return item;
}

/* --- hello ------------------------------------------------------------------------------------ */

static struct bytes option_title(struct packet *p, const struct cur *c, uint16_t type)
{
    const uint8_t *two = cur_peek(c, 0, 2), *four = cur_peek(c, 0, 4);
    if (type == HOLD_TIME && two) {
        unsigned time = bytes_be16(two);
        return packet_format(p, "Option %u: Hold Time: %u%s", type, time,
            time == PIM_INFINITY ? " (Infinity)"
            : !time              ? " (goodbye)"
                                 : "");
    }
    if (type == PRUNE_DELAY && four)
        return packet_format(p,
            "Option %u: LAN Prune Delay: T = %u, Propagation Delay = %ums, Override Interval = "
            "%ums",
            type, four[0] >> 7, bytes_be16(four) & 0x7fffU, bytes_be16(four + 2));
    if (type == DR_PRIORITY && four)
        return packet_format(p, "Option %u: DR Priority: %u", type, bytes_be32(four));
    if (type == GENERATION_ID && four)
        return packet_format(p, "Option %u: Generation ID: %u", type, bytes_be32(four));
    if (type == STATE_REFRESH && four)
        return packet_format(
            p, "Option %u: State-Refresh: Version = %u, Interval = %us", type, four[0], four[1]);
    if (type == BIDIRECTIONAL) return packet_format(p, "Option %u: Bidirectional Capable", type);
    if (type == ADDRESS_LIST) return packet_format(p, "Option %u: Address List", type);
    return packet_format(p, "Option %u: Unknown: %u", type, type);
}

static void add_option_value(struct packet *p, struct cur *c, uint16_t type)
{
    struct item *list;
    switch (type) {
    case HOLD_TIME:
        packet_u16(p, c, PIM_HOLDTIME);
        break;
    case PRUNE_DELAY:
        packet_u8(p, c, PIM_T);
        packet_u16(p, c, PIM_DELAY);
        packet_skip(c, 2);
        packet_u16(p, c, PIM_OVERRIDE);
        break;
    case DR_PRIORITY:
        packet_u32(p, c, PIM_DR_PRIORITY);
        break;
    case GENERATION_ID:
        packet_u32(p, c, PIM_GENERATION);
        break;
    case STATE_REFRESH:
        packet_u8(p, c, PIM_REFRESH_VERSION);
        packet_u8(p, c, PIM_REFRESH_INTERVAL);
        packet_u16(p, c, PIM_REFRESH_RESERVED);
        break;
    case BIDIRECTIONAL:
        break;
    case ADDRESS_LIST:
        list = packet_add(p, PIM_ADDRESSES, c->at, cur_left(c), 0);
        packet_open(p, list);
        while (cur_left(c))
            add_address(p, c, PIM_ADDRESS, UNICAST);
        packet_shut(p, list, NULL);
        break;
    default:
        if (cur_left(c)) packet_rest(p, c, PIM_OPTION_VALUE);
        break;
    }
}

/* How many options there are stands in the heading, so it is written last. */
static void add_hello(struct packet *p, struct cur *c, struct item *heading)
{
    unsigned count = 0;
    for (; cur_left(c); count++) {
        const uint8_t *at = cur_peek(c, 0, HEADER);
        uint16_t type = at ? bytes_be16(at) : 0, length = at ? bytes_be16(at + 2) : 0;
        struct cur value = *c;
        packet_skip(&value, HEADER);
        struct item *item = packet_add(p, PIM_OPTION, c->at, HEADER + length, 0);
        if (item) item->bytes = option_title(p, &value, type);
        packet_open(p, item);
        packet_u16(p, c, PIM_OPTION_TYPE);
        packet_u16(p, c, PIM_OPTION_LENGTH);
        value = cur_sub(c, length);
        if (!c->error) add_option_value(p, &value, type);
        if (value.error && !c->error) c->error = value.error;
        packet_shut(p, item, NULL);
    }
    if (heading) heading->bytes = packet_format(p, "PIM Options: %u", count);
}

/* --- other messages --------------------------------------------------------------------------- */

static void add_register(struct packet *p, struct cur *c)
{
    static const uint8_t bits[] = {PIM_REGISTER_BORDER, PIM_REGISTER_NULL, 0};
    packet_bits(p, c, PIM_REGISTER_FLAGS, bits, 0);
    const uint8_t *at = cur_peek(c, 0, 1);
    if (!at) return;
    unsigned version = packet_u8(p, c, PIM_IP_VERSION);
    p->nest = p->layer->depth;
    p->carrying = true;
    if (version == 4)
        packet_next_in(p, *c, "ip", 0);
    else if (version == 6)
        packet_next_in(p, *c, "ipv6", 0);
}

static void add_group_set(struct packet *p, struct cur *c, unsigned number)
{
    struct item *set = packet_add(p, PIM_GROUP_SET, c->at, 1, 0);
    if (set) set->bytes = packet_format(p, "Group %u", number);
    packet_open(p, set);
    add_address(p, c, PIM_GROUP, GROUP);
    const uint8_t *at = cur_take(c, 4);
    uint32_t offset = c->at - 4;
    unsigned joins = at ? bytes_be16(at) : 0, prunes = at ? bytes_be16(at + 2) : 0;
    struct item *item = at ? packet_add_uint(p, PIM_JOINS, offset, 2, joins, 0) : NULL;
    packet_open(p, item);
    for (; joins && !c->error; joins--)
        add_address(p, c, PIM_JOIN, SOURCE);
    packet_shut(p, item, NULL);
    item = at ? packet_add_uint(p, PIM_PRUNES, offset + 2, 2, prunes, 0) : NULL;
    packet_open(p, item);
    for (; prunes && !c->error; prunes--)
        add_address(p, c, PIM_PRUNE, SOURCE);
    packet_shut(p, item, NULL);
    packet_shut(p, set, c->error ? NULL : c);
}

/* A graft is a join by another name. */
static void add_join_prune(struct packet *p, struct cur *c)
{
    add_address(p, c, PIM_NEIGHBOR, UNICAST);
    packet_bytes(p, c, PIM_RESERVED, 1);
    uint32_t offset = c->at;
    const uint8_t *at = cur_take(c, 1);
    unsigned count = at ? *at : 0;
    if (at) packet_add_uint(p, PIM_GROUPS, offset, 1, count, 0);
    packet_u16(p, c, PIM_HOLDTIME);
    for (unsigned i = 0; i < count && !c->error; i++)
        add_group_set(p, c, i);
}

static void add_assert(struct packet *p, struct cur *c)
{
    add_address(p, c, PIM_GROUP, GROUP);
    add_address(p, c, PIM_SOURCE, UNICAST);
    packet_u8(p, c, PIM_RPT);
    packet_u32(p, c, PIM_PREFERENCE);
    packet_skip(c, 4);
    packet_u32(p, c, PIM_METRIC);
}

/* The priorities of a group's rendezvous points stand with it, wherever they come (RFC 5059 4.1). */
static void add_group_range(struct packet *p, struct cur *c, uint8_t *count)
{
    struct item *group = add_address(p, c, PIM_GROUP, GROUP);
    packet_open(p, group);
    packet_u8(p, c, PIM_RP_COUNT);
    *count = packet_u8(p, c, PIM_FRAGMENT_RP_COUNT);
    packet_skip(c, 2);
    struct cur ahead = *c;
    for (unsigned i = 0; i < *count && !ahead.error; i++) {
        const uint8_t *at = cur_peek(&ahead, 0, 1);
        packet_skip(&ahead, 4U + (at && *at == FAMILY_IPV6 ? 16 : 4));
        packet_u8(p, &ahead, PIM_PRIORITY);
        packet_skip(&ahead, 1);
    }
    packet_shut(p, group, NULL);
}

static void add_bootstrap(struct packet *p, struct cur *c)
{
    packet_u16(p, c, PIM_TAG);
    packet_u8(p, c, PIM_HASH);
    packet_u8(p, c, PIM_BSR_PRIORITY);
    add_address(p, c, PIM_BSR, UNICAST);
    while (cur_left(c)) {
        uint8_t count;
        add_group_range(p, c, &count);
        for (; count && !c->error; count--) {
            add_address(p, c, PIM_RP, UNICAST);
            packet_u16(p, c, PIM_HOLDTIME);
            packet_skip(c, 1);
            packet_bytes(p, c, PIM_RESERVED, 1);
        }
    }
}

static void add_candidate(struct packet *p, struct cur *c)
{
    uint8_t count = packet_u8(p, c, PIM_PREFIXES);
    packet_u8(p, c, PIM_PRIORITY);
    packet_u16(p, c, PIM_HOLDTIME);
    add_address(p, c, PIM_RP, UNICAST);
    for (; count && !c->error; count--)
        add_address(p, c, PIM_GROUP, GROUP);
}

static void add_message(struct packet *p, struct cur *c, uint8_t type, struct item *heading)
{
    switch (type) {
    case PIM_HELLO:
        add_hello(p, c, heading);
        break;
    case PIM_REGISTER:
        add_register(p, c);
        break;
    case PIM_REGISTER_STOP:
        add_address(p, c, PIM_GROUP, GROUP);
        add_address(p, c, PIM_SOURCE, UNICAST);
        break;
    case PIM_JOIN_PRUNE:
    case PIM_GRAFT:
    case PIM_GRAFT_ACK:
        add_join_prune(p, c);
        break;
    case PIM_ASSERT:
        add_assert(p, c);
        break;
    case PIM_BOOTSTRAP:
        add_bootstrap(p, c);
        break;
    case PIM_CANDIDATE:
        add_candidate(p, c);
        break;
    default:
        break;
    }
}

static const struct checksum_rows checksum_rows = {
    PIM_STATUS, PIM_N_CHECKSUM, NOTE_ERROR, NOTE_CHECKSUM, "Bad checksum"};

static void add_checksum(struct packet *p, struct cur *c, uint32_t start, uint8_t type)
{
    uint32_t length = c->end - start, offset = c->at;
    if (type == PIM_REGISTER && length > REGISTER_SUMMED) length = REGISTER_SUMMED;
    uint32_t sum =
        p->network_source.kind == ADDRESS_IPV6 ? checksum_pseudo(p, PROTOCOL, c->end - start) : 0;
    struct checksum_finding found = checksum_find(c, start, length, 2, sum);
    packet_u16(p, c, PIM_CHECKSUM);
    if (c->error || !p->detail) return;
    checksum_tell(p, &checksum_rows, offset, &found);
}

static void dissect(struct packet *p, struct cur *c)
{
    uint32_t start = c->at;
    packet_u8(p, c, PIM_VERSION);
    uint8_t type = packet_u8(p, c, PIM_TYPE);
    packet_skip(c, 1);
    packet_bytes(p, c, PIM_RESERVED, 1);
    add_checksum(p, c, start, type);
    if (!cur_left(c)) return;
    struct item *heading = packet_add(p, PIM_OPTIONS, c->at, cur_left(c), 0);
    packet_open(p, heading);
    add_message(p, c, type, heading);
    packet_shut(p, heading, NULL);
}

/* A version and a type that there are. */
static bool agrees(const struct packet *packet, struct cur cur)
{
    (void)packet;
    uint32_t left = cur_left(&cur);
    const uint8_t *at = cur_take(&cur, 1);
    if (!at) return cur.error == CUR_CUT;
    return *at >> 4 == VERSION_2 && (*at & 15) <= LAST_TYPE && left >= HEADER;
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const char *name = field_value_name(pim_types, layer_uint(packet, layer, PIM_TYPE));
    if (name) text_put(text, name);
}

static const struct link links[] = {{"ip.proto", PROTOCOL}, {NULL, 0}};

const struct proto proto_pim = {.name = "pim",
    .title = "Protocol Independent Multicast",
    .brief = "PIM",
    .column = "PIMv2",
    .fields = pim_fields,
    .nfields = PIM_FIELDS,
    .links = links,
    .agrees = agrees,
    .dissect = dissect,
    .info = info};
