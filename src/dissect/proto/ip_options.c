/* The options of IPv4: RFC 791 3.1, RFC 1063 (MTU), RFC 1393 (traceroute), RFC 2113 (router alert),
 * RFC 4782 (quick start), FIPS 188 (commercial security).
 *
 *      +------+--------+----------------
 *      | type | length | what it carries      type 0 and 1: this one byte alone
 *      +------+--------+----------------
 *
 * SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/proto/ip.h"

enum {
    END = 0,
    NOP = 1,
    RECORD_ROUTE = 7,
    MTU_PROBE = 11,
    MTU_REPLY = 12,
    QUICK_START = 25,
    TIME_STAMP = 68,
    TRACEROUTE = 82,
    SECURITY = 130,
    LOOSE_ROUTE = 131,
    EXTENDED_SECURITY = 133,
    COMMERCIAL_SECURITY = 134,
    STREAM_ID = 136,
    STRICT_ROUTE = 137,
    ROUTER_ALERT = 148
};

/* The row of a type, which names it; that of any option if nobody knows the type. */
static unsigned row_of(uint8_t type)
{
    static const struct {
        uint8_t type, row;
    } rows[] = {
        {END, IP4_OPTION_EOL},
        {NOP, IP4_OPTION_NOP},
        {RECORD_ROUTE, IP4_OPTION_RECORD},
        {MTU_PROBE, IP4_OPTION_PROBE},
        {MTU_REPLY, IP4_OPTION_REPLY},
        {QUICK_START, IP4_OPTION_QUICK},
        {TIME_STAMP, IP4_OPTION_STAMPS},
        {TRACEROUTE, IP4_OPTION_TRACE},
        {SECURITY, IP4_OPTION_SECURITY},
        {LOOSE_ROUTE, IP4_OPTION_LOOSE},
        {EXTENDED_SECURITY, IP4_OPTION_EXTENDED},
        {COMMERCIAL_SECURITY, IP4_OPTION_CIPSO},
        {STREAM_ID, IP4_OPTION_STREAM},
        {STRICT_ROUTE, IP4_OPTION_STRICT},
        {ROUTER_ALERT, IP4_OPTION_ALERT},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].type == type) return rows[i].row;
    return IP4_OPTION;
}

/* "Router Alert": what its row says behind "IP Option - "; NULL if the type is not known. */
static const char *known_name(uint8_t type)
{
    static const char before[] = "IP Option - ";
    unsigned row = row_of(type);
    return row == IP4_OPTION ? NULL : ip_fields[row].label + sizeof before - 1;
}

static struct bytes option_name(struct packet *p, uint8_t type)
{
    const char *name = known_name(type);
    return name ? bytes_of_string(name) : packet_format(p, "Unknown (0x%02x)", type);
}

void ip_show_option(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    struct bytes option = item->bytes;
    text_put(text, item->field->label);
    if (option.len < 2) return;
    text_format(text, " (%u bytes)", (unsigned)option.len);
    if (option.at[0] != ROUTER_ALERT || option.len != 4) return;
    uint16_t value = bytes_be16(option.at + 2);
    text_format(text, ": %s (%u)", value ? "Unknown" : "Router shall examine packet", value);
}

const uint8_t *ip_final_destination(const uint8_t *options, uint32_t length)
{
    for (uint32_t at = 0; at < length && options[at] != END;) {
        if (options[at] == NOP) {
            at++;
            continue;
        }
        if (length - at < 2 || options[at + 1] < 2 || options[at + 1] > length - at) return NULL;
        uint8_t type = options[at], size = options[at + 1];
        if ((type == LOOSE_ROUTE || type == STRICT_ROUTE) && size >= 7) {
            uint8_t pointer = options[at + 2];
            return pointer >= 4 && pointer % 4 == 0 && pointer <= size ? options + at + size - 4
                                                                       : NULL;
        }
        at += size;
    }
    return NULL;
}

static void add_type(struct packet *p, struct cur *c)
{
    uint32_t offset = c->at;
    uint8_t type = packet_u8(p, c, IP4_OPT_TYPE);
    struct item *item =
        packet_wants(p, IP4_OPT_TYPE) && !c->error ? &p->items[p->nitems - 1] : NULL;
    packet_open(p, item);
    packet_add_bits(p, IP4_OPT_COPY, offset, 1, type, 0);
    packet_add_bits(p, IP4_OPT_CLASS, offset, 1, type, 0);
    packet_add_bits(p, IP4_OPT_NUMBER, offset, 1, type, 0);
    packet_shut(p, item, NULL);
}

/* Recorded and source routes: addresses, of which those before the pointer were passed. */
static void add_route(struct packet *p, struct cur *c, uint32_t start, uint8_t type)
{
    uint8_t pointer = packet_u8(p, c, IP4_OPT_PTR);
    if (pointer < 4) {
        packet_note(
            p, IP4_OPT_BEFORE, NOTE_WARNING, NOTE_PROTOCOL, "Pointer points before first address");
        return;
    }
    if (pointer % 4) {
        packet_note(
            p, IP4_OPT_MIDDLE, NOTE_WARNING, NOTE_PROTOCOL, "Pointer points to middle of address");
        return;
    }
    while (cur_left(c) >= 4) {
        uint32_t offset = c->at;
        const uint8_t *at = cur_take(c, 4);
        if (!at) return;
        if (offset - start + 1 < pointer)
            ip_address(p, IP4_REC_RT, IP4_REC_RT_HOST, offset, at, false);
        else if (type == RECORD_ROUTE)
            ip_address(p, IP4_EMPTY_RT, IP4_EMPTY_RT_HOST, offset, at, false);
        else if (c->at == c->end)
            ip_address(p, IP4_DST, IP4_DST_HOST, offset, at, true);
        else
            ip_address(p, IP4_SRC_RT, IP4_SRC_RT_HOST, offset, at, false);
    }
    if (cur_left(c))
        packet_note(p, IP4_SUBOPT_LONG, NOTE_WARNING, NOTE_PROTOCOL,
            "Suboption would go past end of option");
}

static void add_stamps(struct packet *p, struct cur *c)
{
    uint8_t pointer = packet_u8(p, c, IP4_OPT_PTR);
    if (pointer < 5)
        packet_note(
            p, IP4_OPT_BEFORE, NOTE_WARNING, NOTE_PROTOCOL, "Pointer points before first address");
    else if ((pointer - 1) % 4)
        packet_note(
            p, IP4_OPT_MIDDLE, NOTE_WARNING, NOTE_PROTOCOL, "Pointer points to middle of address");
    uint32_t offset = c->at;
    const uint8_t *at = cur_take(c, 1);
    if (!at) return;
    packet_add_bits(p, IP4_OPT_OVERFLOW, offset, 1, *at, 0);
    packet_add_bits(p, IP4_OPT_FLAG, offset, 1, *at, 0);
    bool addresses = (*at & 15) == 1 || (*at & 15) == 3;
    while (cur_left(c) >= (addresses ? 8U : 4U) && !c->error) {
        if (addresses) packet_bytes(p, c, IP4_OPT_ADDR, 4);
        packet_u32(p, c, IP4_OPT_STAMP);
    }
}

/* FIPS 188: a domain, then tags; here the level and the categories of the first tag. */
static void add_commercial(struct packet *p, struct cur *c)
{
    packet_u32(p, c, IP4_CIPSO_DOI);
    while (cur_left(c) >= 2 && !c->error) {
        uint8_t tag = packet_u8(p, c, IP4_CIPSO_TAG);
        const uint8_t *length = cur_take(c, 1);
        if (!length || *length < 2) return;
        struct cur rest = cur_sub(c, *length - 2U);
        if (tag != 1 && tag != 2) {
            if (cur_left(&rest)) packet_bytes(p, &rest, IP4_CIPSO_DATA, cur_left(&rest));
            continue;
        }
        cur_take(&rest, 1); /* alignment */
        packet_u8(p, &rest, IP4_CIPSO_LEVEL);
        uint32_t offset = rest.at, size = cur_captured(&rest), categories = 0;
        const uint8_t *at = cur_take(&rest, size);
        struct text list = packet_text(p);
        for (uint32_t i = 0; at && i < (tag == 1 ? 8 * size : size / 2); i++) {
            if (tag == 1 && !(at[i / 8] >> (7 - i % 8) & 1)) continue;
            if (categories++) text_char(&list, ',');
            text_uint(&list, tag == 1 ? i : bytes_be16(at + 2 * (size_t)i));
        }
        struct item *item = list.len ? packet_add(p, IP4_CIPSO_CATEGORIES, offset, size, 0) : NULL;
        if (item) item->bytes = packet_keep(p, &list);
    }
}

static void add_body(struct packet *p, struct cur *c, uint32_t start, uint8_t type)
{
    switch (type) {
    case RECORD_ROUTE:
    case LOOSE_ROUTE:
    case STRICT_ROUTE:
        add_route(p, c, start, type);
        break;
    case TIME_STAMP:
        add_stamps(p, c);
        break;
    case ROUTER_ALERT:
        packet_u16(p, c, IP4_OPT_RA);
        break;
    case STREAM_ID:
        packet_u16(p, c, IP4_OPT_SID);
        break;
    case MTU_PROBE:
    case MTU_REPLY:
        packet_u16(p, c, IP4_OPT_MTU);
        break;
    case TRACEROUTE:
        packet_u16(p, c, IP4_OPT_ID_NUMBER);
        packet_u16(p, c, IP4_OPT_OHC);
        packet_u16(p, c, IP4_OPT_RHC);
        packet_bytes(p, c, IP4_OPT_ORIGINATOR, 4);
        break;
    case QUICK_START:
        packet_u8(p, c, IP4_OPT_QS_FUNC);
        packet_u8(p, c, IP4_OPT_QS_RATE);
        packet_skip(c, 1);
        packet_u8(p, c, IP4_OPT_QS_TTL);
        packet_u32(p, c, IP4_OPT_QS_NONCE);
        packet_u32(p, c, IP4_OPT_QS_RESERVED);
        break;
    case COMMERCIAL_SECURITY:
        add_commercial(p, c);
        break;
    default:
        break;
    }
}

static void add_heading(struct packet *p, uint32_t start, uint32_t length, struct bytes words)
{
    struct item *item = packet_add(p, IP4_OPTION, start, length, 0);
    if (item) item->bytes = words;
}

/* An option whose length cannot be: nothing behind it can be told. */
static void add_broken(struct packet *p, struct cur *c, struct bytes name, const char *what)
{
    struct bytes words = packet_format(p, "%.*s (%s)", (int)name.len, (const char *)name.at, what);
    add_heading(p, c->at, 1, words);
    packet_note(p, IP4_OPT_LEN_INVALID, NOTE_WARNING, NOTE_PROTOCOL, "%.*s", (int)words.len,
        (const char *)words.at);
}

/* One option; false when no other can follow. */
static bool add_option(struct packet *p, struct cur *c)
{
    uint32_t start = c->at, left = cur_left(c);
    const uint8_t *at = cur_peek(c, 0, 1);
    if (!at) {
        cur_take(c, 1);
        return false;
    }
    uint8_t type = *at;
    bool single = type == END || type == NOP;
    at = single ? at : cur_peek(c, 0, 2);
    if (!single && left < 2) {
        add_broken(p, c, option_name(p, type), "length byte past end of options");
        return false;
    }
    if (!at) {
        cur_take(c, 2);
        return false;
    }
    uint32_t length = single ? 1 : at[1];
    if (length < 2 && !single) {
        add_broken(p, c, option_name(p, type),
            length ? "with too-short option length = 1 byte"
                   : "with too-short option length = 0 bytes");
        return false;
    }
    if (length > left) {
        struct bytes what = packet_format(
            p, "option length = %u bytes says option goes past end of options", length);
        add_broken(p, c, option_name(p, type), what.at ? (const char *)what.at : "");
        return false;
    }
    struct cur option = cur_sub(c, length);
    at = cur_peek(&option, 0, length);
    unsigned row = row_of(type);
    if (row == IP4_OPTION) {
        add_heading(
            p, start, length, packet_format(p, "Unknown (0x%02x) (%u bytes)", type, length));
    } else {
        struct item *item = packet_add_bytes(p, row, start, bytes_of(at, at ? length : 0), 0);
        packet_open(p, item);
        add_type(p, &option);
        if (!single) packet_u8(p, &option, IP4_OPT_LEN);
        add_body(p, &option, start, type);
        packet_shut(p, item, NULL);
    }
    if (option.error == CUR_CUT) c->error = CUR_CUT;
    return type != END && !c->error;
}

/* "Options: (24 bytes), Commercial Security" */
static void name_options(struct packet *p, struct item *item, const uint8_t *at, uint32_t length)
{
    struct text names = packet_text(p);
    text_format(&names, "Options: (%u bytes)", length);
    for (uint32_t i = 0; at && i < length && at[i] != END;) {
        const char *name = known_name(at[i]);
        if (at[i] == NOP) {
            i++;
            continue;
        }
        if (i + 1 >= length || at[i + 1] < 2 || at[i + 1] > length - i) break;
        if (name) text_format(&names, ", %s", name);
        i += at[i + 1];
    }
    item->bytes = packet_keep(p, &names);
}

void ip_options(struct packet *p, struct cur *c, uint32_t length)
{
    if (!p->detail || !cur_need(c, length)) { /* a cut header's options are not shown at all */
        packet_skip(c, length);
        return;
    }
    struct item *item = packet_add(p, IP4_OPTIONS, c->at, length, 0);
    if (item) name_options(p, item, cur_peek(c, 0, length), length);
    struct cur options = cur_sub(c, length);
    packet_open(p, item);
    while (cur_left(&options) && add_option(p, &options))
        ;
    packet_shut(p, item, NULL);
    if (options.error) c->error = options.error;
}
