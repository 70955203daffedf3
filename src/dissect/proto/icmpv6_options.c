/* Options of neighbour discovery, RFC 4861 4.6 (also 4191, 6275, 8106).
 *
 *      +------+--------+--------------------
 *      | type | length | value …                   the length counts units of eight bytes
 *      +------+--------+--------------------
 * SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/proto/icmpv6.h"

enum {
    SOURCE_LINK = 1,
    TARGET_LINK = 2,
    PREFIX = 3,
    REDIRECTED = 4,
    LINK_MTU = 5,
    INTERVAL = 7,
    HOME_AGENT = 8,
    NONCE = 14,
    ROUTE = 24,
    NAME_SERVER = 25,
    SEARCH_LIST = 31
};

static void add_bits(struct packet *p, struct cur *c, unsigned field, unsigned first, unsigned last)
{
    uint32_t offset = c->at;
    uint8_t bits = packet_u8(p, c, field);
    struct item *item = packet_wants(p, field) && !c->error ? &p->items[p->nitems - 1] : NULL;
    packet_open(p, item);
    for (unsigned bit = first; bit <= last && !c->error; bit++)
        packet_add_bits(p, bit, offset, 1, bits, 0);
    packet_shut(p, item, NULL);
}

static void add_reserved(struct packet *p, struct cur *c, uint32_t length)
{
    uint32_t offset = c->at;
    if (cur_take(c, length)) packet_add(p, I6_OPT_RESERVED, offset, length, 0);
}

static void append(struct packet *p, struct item *heading, const char *between, const char *words)
{
    if (heading)
        heading->bytes = packet_format(p, "%.*s%s%s", (int)heading->bytes.len,
            (const char *)heading->bytes.at, between, words);
}

static void append_ipv6(
    struct packet *p, struct item *heading, const char *between, const uint8_t *address)
{
    if (!heading) return;
    struct text text = packet_text(p);
    text_add(&text, heading->bytes.at, heading->bytes.len);
    text_put(&text, between);
    text_ipv6(&text, address);
    heading->bytes = packet_keep(p, &text);
}

static void add_link(struct packet *p, struct cur *c, struct item *heading, unsigned also)
{
    uint32_t offset = c->at, length = cur_left(c);
    if (length > 6) length = 6;
    const uint8_t *at = packet_bytes(p, c, I6_OPT_LINKADDR, length);
    if (!at) return;
    packet_add_bytes(p, also, offset, bytes_of(at, length), ITEM_HIDDEN);
    if (!heading) return;
    struct text text = packet_text(p);
    text_add(&text, heading->bytes.at, heading->bytes.len);
    text_put(&text, " : ");
    text_hex_bytes(&text, at, length, ':');
    heading->bytes = packet_keep(p, &text);
}

/* A prefix of which only the first bytes may be there (RFC 4191 2.3). */
static const uint8_t *add_prefix(struct packet *p, struct cur *c, uint32_t length)
{
    uint32_t offset = c->at;
    const uint8_t *at = cur_take(c, length);
    uint8_t *whole = at ? packet_scratch(p, 16) : NULL;
    if (!whole) return NULL;
    memset(whole, 0, 16);
    memcpy(whole, at, length < 16 ? length : 16);
    struct item *item = packet_add(p, I6_OPT_PREFIX, offset, length, 0);
    if (item) item->bytes = bytes_of(whole, 16);
    return whole;
}

static void add_prefix_information(struct packet *p, struct cur *c, struct item *heading)
{
    uint8_t bits = packet_u8(p, c, I6_OPT_PREFIX_LENGTH);
    add_bits(p, c, I6_OPT_PREFIX_FLAG, I6_OPT_PREFIX_L, I6_OPT_PREFIX_RSV);
    packet_u32(p, c, I6_OPT_VALID);
    packet_u32(p, c, I6_OPT_PREFERRED);
    add_reserved(p, c, 4);
    const uint8_t *prefix = add_prefix(p, c, 16);
    if (!prefix || !heading) return;
    append_ipv6(p, heading, " : ", prefix);
    heading->bytes =
        packet_format(p, "%.*s/%u", (int)heading->bytes.len, (const char *)heading->bytes.at, bits);
}

static void add_route(struct packet *p, struct cur *c, struct item *heading)
{
    uint8_t bits = packet_u8(p, c, I6_OPT_PREFIX_LENGTH);
    const uint8_t *flag = cur_peek(c, 0, 1);
    const char *preference = flag ? field_value_name(icmpv6_preferences, *flag >> 3 & 3) : "";
    add_bits(p, c, I6_OPT_ROUTE_FLAG, I6_OPT_ROUTE_PRF, I6_OPT_ROUTE_RSV);
    packet_u32(p, c, I6_OPT_ROUTE_LIFETIME);
    if (c->error || !cur_left(c)) return;
    const uint8_t *prefix = add_prefix(p, c, cur_left(c));
    if (!prefix || !heading) return;
    append(p, heading, " : ", preference);
    append_ipv6(p, heading, " ", prefix);
    heading->bytes =
        packet_format(p, "%.*s/%u", (int)heading->bytes.len, (const char *)heading->bytes.at, bits);
}

/* RFC 8106 5.2: names as in DNS, without compression, filled with zeros. */
static void add_search_list(struct packet *p, struct cur *c, struct item *heading)
{
    while (cur_left(c) && !c->error) {
        const uint8_t *at = cur_peek(c, 0, 1);
        uint32_t start = c->at;
        char name[256];
        size_t used = 0;
        if (at && *at == 0) {
            packet_add(p, I6_OPT_PADDING, start, cur_left(c), 0);
            packet_skip(c, cur_left(c));
            return;
        }
        while ((at = cur_take(c, 1)) && *at) {
            uint8_t length = *at;
            const uint8_t *label = cur_take(c, length);
            if (!label || used + length + 1 >= sizeof name) break;
            if (used) name[used++] = '.';
            memcpy(name + used, label, length);
            used += length;
        }
        name[used] = '\0';
        struct bytes copy = packet_format(p, "%s", name);
        struct item *item = packet_add(p, I6_OPT_DNSSL, start, c->at - start, 0);
        if (item) item->bytes = copy;
        append(p, heading, " ", name);
    }
}

static void add_redirected(struct packet *p, struct cur *c)
{
    add_reserved(p, c, 6);
    packet_add(p, I6_OPT_REDIRECTED, c->at, cur_left(c), 0);
    struct cur quoted = *c;
    if (c->error) return;
    p->nest = (uint8_t)(p->layer->depth + 2);
    p->quoting = true;
    packet_next_in(p, quoted, "ipv6", 0);
    packet_skip(c, cur_captured(c));
}

static void add_value(struct packet *p, struct cur *c, struct item *heading, uint8_t type)
{
    switch (type) {
    case SOURCE_LINK:
        add_link(p, c, heading, I6_OPT_SRC_LINKADDR);
        break;
    case TARGET_LINK:
        add_link(p, c, heading, I6_OPT_TARGET_LINKADDR);
        break;
    case PREFIX:
        add_prefix_information(p, c, heading);
        break;
    case REDIRECTED:
        add_redirected(p, c);
        break;
    case LINK_MTU:
        add_reserved(p, c, 2);
        append(p, heading, " : ",
            (const char *)packet_format(p, "%u", packet_u32(p, c, I6_OPT_MTU)).at);
        break;
    case INTERVAL:
        add_reserved(p, c, 2);
        append(p, heading, " : ",
            (const char *)packet_format(p, "%u", packet_u32(p, c, I6_OPT_INTERVAL)).at);
        break;
    case HOME_AGENT:
        add_reserved(p, c, 2);
        packet_u16(p, c, I6_OPT_HA_PREFERENCE);
        packet_u16(p, c, I6_OPT_HA_LIFETIME);
        break;
    case NONCE:
        packet_bytes(p, c, I6_OPT_NONCE, cur_left(c));
        break;
    case ROUTE:
        add_route(p, c, heading);
        break;
    case NAME_SERVER:
        add_reserved(p, c, 2);
        packet_u32(p, c, I6_OPT_RDNSS_LIFETIME);
        while (cur_left(c) >= 16 && !c->error) {
            const uint8_t *at = packet_bytes(p, c, I6_OPT_RDNSS, 16);
            if (at && heading) append_ipv6(p, heading, " ", at);
        }
        break;
    case SEARCH_LIST:
        add_reserved(p, c, 2);
        packet_u32(p, c, I6_OPT_DNSSL_LIFETIME);
        add_search_list(p, c, heading);
        break;
    default:
        packet_note_at(p, p->depth, I6_UNDECODED, NOTE_NOTE, NOTE_UNDECODED,
            "Option %u is not interpreted", type);
        packet_bytes(p, c, I6_DATA, cur_left(c));
        break;
    }
}

static bool add_option(struct packet *p, struct cur *c)
{
    uint32_t start = c->at;
    const uint8_t *at = cur_peek(c, 0, 2);
    uint8_t type = at ? at[0] : 0, words = at ? at[1] : 0;
    const char *name = field_value_name(icmpv6_fields[I6_OPT_TYPE].names, type);
    struct item *heading = packet_add(p, I6_OPT, start, 8U * words, 0);
    if (heading)
        heading->bytes = name ? packet_format(p, "ICMPv6 Option (%s", name)
                              : packet_format(p, "ICMPv6 Option (Unknown %u", type);
    packet_open(p, heading);
    packet_u8(p, c, I6_OPT_TYPE);
    packet_u8(p, c, I6_OPT_LENGTH);
    if (!words && !c->error) {
        packet_note(p, I6_BAD_OPTION, NOTE_ERROR, NOTE_MALFORMED, "Invalid option length (Zero)");
        packet_shut(p, heading, c);
        return false;
    }
    struct cur value = cur_sub(c, words ? 8U * words - 2 : 0);
    if (!c->error) add_value(p, &value, heading, type);
    if (value.error && !c->error) c->error = value.error;
    append(p, heading, ")", "");
    packet_shut(p, heading, c);
    return !c->error;
}

void icmpv6_options(struct packet *p, struct cur *c)
{
    while (cur_left(c) && add_option(p, c))
        ;
}
