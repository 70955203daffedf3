/* The attributes of STUN messages (RFC 8489 14, TURN's of RFC 8656 18, ICE's of RFC 8445):
 *
 *      0                 2                 4
 *      +--------+--------+--------+--------+---------- - - --+- - - -+
 *      |      type       |     length      |  value          |  up to a multiple of 4
 *      +--------+--------+--------+--------+---------- - - --+- - - -+
 *
 * Addresses are hidden from translators that replace whatever looks like one of theirs: they are sent
 * with the cookie and the number of the message laid over them.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/text.h"
#include "dissect/dissector.h"
#include "dissect/proto/stun.h"
#include "dissect/registry.h"

enum { HEADER = 4, IPV4 = 1, IPV6 = 2, FINGERPRINT_MASK = 0x5354554e };

/* How a value is read. */
enum shape {
    VALUE, /* bytes, of which nothing more is told */
    ADDRESS,
    HIDDEN_ADDRESS,
    TEXT,  /* one row that takes all of it */
    BYTES, /* the same */
    WORD,  /* the same, a number of 32 bits */
    MESSAGE,
    SPECIAL,
};

static const struct kind {
    uint16_t type;
    enum shape shape;
    uint8_t row;
    const char *info; /* the Info column tells the value behind this */
} kinds[] = {
    {0x0001, ADDRESS, 0, NULL},
    {0x0002, ADDRESS, 0, NULL},
    {0x0003, SPECIAL, 0, NULL},
    {0x0004, ADDRESS, 0, NULL},
    {0x0005, ADDRESS, 0, NULL},
    {0x0006, TEXT, STUN_USERNAME, " user: "},
    {0x0007, BYTES, STUN_PASSWORD, NULL},
    {0x0008, BYTES, STUN_HMAC, NULL},
    {0x0009, SPECIAL, 0, NULL},
    {0x000a, SPECIAL, 0, NULL},
    {0x000b, ADDRESS, 0, NULL},
    {0x000c, SPECIAL, 0, NULL},
    {0x000d, WORD, STUN_LIFETIME, " lifetime: "},
    {0x000e, ADDRESS, 0, NULL},
    {0x000f, WORD, STUN_MAGIC, NULL},
    {0x0010, WORD, STUN_BANDWIDTH, " bandwidth: "},
    {0x0011, ADDRESS, 0, NULL},
    {0x0012, HIDDEN_ADDRESS, 0, NULL},
    {0x0013, MESSAGE, 0, NULL},
    {0x0014, TEXT, STUN_REALM, " realm: "},
    {0x0015, TEXT, STUN_NONCE, NULL},
    {0x0016, HIDDEN_ADDRESS, 0, NULL},
    {0x0017, SPECIAL, 0, NULL},
    {0x0018, SPECIAL, 0, NULL},
    {0x0019, SPECIAL, 0, NULL},
    {0x001d, SPECIAL, 0, NULL},
    {0x0020, HIDDEN_ADDRESS, 0, NULL},
    {0x0022, BYTES, STUN_TOKEN, NULL},
    {0x0024, WORD, STUN_PRIORITY, NULL},
    {0x0026, SPECIAL, 0, NULL},
    {0x0027, HIDDEN_ADDRESS, 0, NULL},
    {0x0028, HIDDEN_ADDRESS, 0, NULL},
    {0x0030, SPECIAL, 0, NULL},
    {0x8002, SPECIAL, 0, NULL},
    {0x8004, SPECIAL, 0, NULL},
    {0x8020, HIDDEN_ADDRESS, 0, NULL},
    {0x8022, TEXT, STUN_SOFTWARE, NULL},
    {0x8023, ADDRESS, 0, NULL},
    {0x8027, WORD, STUN_CACHE, NULL},
    {0x8028, SPECIAL, 0, NULL},
    {0x8029, BYTES, STUN_TIE_BREAKER, NULL},
    {0x802a, BYTES, STUN_TIE_BREAKER, NULL},
    {0x802b, ADDRESS, 0, NULL},
    {0x802c, ADDRESS, 0, NULL},
    {0xc057, SPECIAL, 0, NULL},
};
enum {
    CHANGE_REQUEST = 0x0003,
    ERROR_CODE = 0x0009,
    UNKNOWN_ATTRIBUTES = 0x000a,
    CHANNEL_NUMBER = 0x000c,
    NONCE = 0x0015,
    ADDRESS_FAMILY = 0x0017,
    EVEN_PORT = 0x0018,
    TRANSPORT = 0x0019,
    ALGORITHM = 0x001d,
    PADDING = 0x0026,
    LEGACY_ICMP = 0x0030,
    ALGORITHMS = 0x8002,
    ICMP = 0x8004,
    FINGERPRINT = 0x8028,
    GOOGLE_NETWORK = 0xc057,
};

static const struct kind *kind_of(unsigned type)
{
    static const struct kind other = {0, VALUE, 0, NULL};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].type == type) return &kinds[i];
    return &other;
}

static struct bytes add_address(struct packet *p, struct cur *c, unsigned row, uint32_t length)
{
    const uint8_t *at = packet_bytes(p, c, row, length);
    return bytes_of(at, at ? length : 0);
}

/* Family, port and address, as they are or hidden. */
static void read_address(
    struct packet *p, struct cur *c, struct stun *stun, const char *name, bool hidden)
{
    enum { COOKIE_HIGH = STUN_MAGIC_COOKIE >> 16 };
    packet_bytes(p, c, STUN_RESERVED, 1);
    unsigned family = packet_u8(p, c, STUN_FAMILY);
    uint32_t start = c->at, length = family == IPV4 ? 4 : family == IPV6 ? 16 : 0;
    const uint8_t *at = cur_peek(c, 0, 2);
    unsigned port = at ? bytes_be16(at) ^ (hidden ? COOKIE_HIGH : 0) : 0;
    if (hidden) {
        packet_bytes(p, c, STUN_PORT_HIDDEN, 2);
        if (at) packet_add_uint(p, STUN_PORT, start, 2, port, ITEM_GENERATED);
    } else {
        packet_u16(p, c, STUN_PORT);
    }
    if (!at || cur_left(c) < length || !length) return;
    unsigned row = family == IPV4 ? STUN_IPV4 : STUN_IPV6;
    start = c->at;
    struct bytes address = add_address(p, c, hidden ? row + 1 : row, length);
    uint8_t *plain = hidden && address.at ? packet_scratch(p, length) : NULL;
    for (uint32_t i = 0; plain && i < length; i++)
        plain[i] = address.at[i] ^ stun->mask[i];
    if (plain) {
        struct item *item = packet_add(p, row, start, length, ITEM_GENERATED);
        if (item) item->bytes = bytes_of(plain, length);
        address.at = plain;
    }
    if (!address.at || (hidden && !plain)) return;
    struct address shown = {family == IPV4 ? ADDRESS_IPV4 : ADDRESS_IPV6, address.at};
    text_format(stun->words, " %s: ", name);
    packet_column_address(stun->words, &shown);
    text_format(stun->words, ":%u", port);
}

/* Text up to the end of the value, or to the first zero in it. */
static struct bytes take_text(struct packet *p, struct cur *c, unsigned row)
{
    uint32_t start = c->at, length = cur_left(c);
    const uint8_t *at = cur_take(c, length);
    if (!at) return (struct bytes){0};
    struct bytes text = bytes_of(at, strnlen((const char *)at, length));
    struct item *item = packet_add(p, row, start, length, 0);
    if (item) item->bytes = text;
    return text;
}

static void read_error(struct packet *p, struct cur *c, struct stun *stun)
{
    packet_bytes(p, c, STUN_RESERVED, 2);
    unsigned class = packet_u8(p, c, STUN_ERROR_CLASS);
    packet_skip(c, 1);
    unsigned code = class * 100 + packet_u8(p, c, STUN_ERROR);
    if (c->error) return;
    const char *name = field_value_name(stun_errors, code);
    text_format(stun->words, " error-code: %u (%s)", code, name ? name : "*Unknown error code*");
    if (!cur_left(c)) return;
    struct bytes reason = take_text(p, c, STUN_REASON);
    text_char(stun->words, ' ');
    text_add(stun->words, (const char *)reason.at, reason.len);
}

/* What it should have been; RFC 8489 14.7. */
uint32_t stun_fingerprint(const uint8_t *at, uint32_t length)
{
    enum { POLYNOMIAL = 0xedb88320 };
    uint32_t crc = UINT32_MAX;
    for (uint32_t i = 0; i < length; i++) {
        crc ^= at[i];
        for (unsigned bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? POLYNOMIAL : 0);
    }
    return ~crc ^ FINGERPRINT_MASK;
}

static void read_fingerprint(struct packet *p, struct cur *c, const struct stun *stun)
{
    uint32_t start = c->at;
    const uint8_t *covered = cur_at(c, stun->start, start - HEADER - stun->start);
    uint32_t crc = packet_u32(p, c, STUN_CRC);
    if (c->error || !covered || !packet_wants(p, STUN_CRC_STATUS)) return;
    uint32_t expected = stun_fingerprint(covered, start - HEADER - stun->start);
    if (crc != expected)
        packet_note(p, STUN_N_CRC, NOTE_WARNING, NOTE_CHECKSUM,
            "Bad Fingerprint [should be 0x%08x]", expected);
    packet_add_uint(p, STUN_CRC_STATUS, start, 0, crc == expected, ITEM_GENERATED);
}

static void read_algorithms(struct packet *p, struct cur *c, bool several)
{
    do {
        packet_u16(p, c, STUN_ALGORITHM);
        uint16_t length = packet_u16(p, c, STUN_ALGORITHM_LENGTH);
        if (length) packet_bytes(p, c, STUN_ALGORITHM_DATA, length);
        if (cur_left(c) && length % 4) packet_skip(c, 4 - length % 4);
    } while (several && cur_left(c) >= HEADER && !c->error);
}

static void read_transport(struct packet *p, struct cur *c, struct stun *stun)
{
    enum { TCP = 6, UDP = 17 };
    unsigned transport = packet_u8(p, c, STUN_TRANSPORT);
    packet_bytes(p, c, STUN_RESERVED, 3);
    if (c->error) return;
    if (transport == TCP || transport == UDP)
        text_put(stun->words, transport == TCP ? " TCP" : " UDP");
    else
        text_format(stun->words, " Unknown (0x%8x)", transport);
}

static void read_special(struct packet *p, struct cur *c, struct stun *stun, unsigned type)
{
    switch (type) {
    case CHANGE_REQUEST:
        packet_skip(c, 2);
        packet_u16(p, c, STUN_CHANGE_IP);
        packet_u16(p, c, STUN_CHANGE_PORT);
        break;
    case ERROR_CODE:
        read_error(p, c, stun);
        break;
    case UNKNOWN_ATTRIBUTES:
        while (cur_left(c) >= 2 && !c->error)
            packet_u16(p, c, STUN_UNKNOWN);
        break;
    case CHANNEL_NUMBER:
        text_format(stun->words, " ChannelNumber=0x%x", packet_u16(p, c, STUN_CHANNEL_NUMBER));
        packet_bytes(p, c, STUN_RESERVED, 2);
        break;
    case ADDRESS_FAMILY:
        packet_u8(p, c, STUN_FAMILY);
        packet_bytes(p, c, STUN_RESERVED, 3);
        break;
    case EVEN_PORT:
        packet_u8(p, c, STUN_RESERVE_NEXT);
        break;
    case TRANSPORT:
        read_transport(p, c, stun);
        break;
    case ALGORITHM:
    case ALGORITHMS:
        read_algorithms(p, c, type == ALGORITHMS);
        break;
    case PADDING:
        packet_add_uint(p, STUN_PADDING, c->at, cur_left(c), cur_left(c), 0);
        break;
    case LEGACY_ICMP:
    case ICMP:
        packet_u8(p, c, STUN_ICMP_TYPE);
        packet_u8(p, c, STUN_ICMP_CODE);
        break;
    case FINGERPRINT:
        read_fingerprint(p, c, stun);
        break;
    case GOOGLE_NETWORK:
        packet_u16(p, c, STUN_GOOGLE_NETWORK);
        packet_u16(p, c, STUN_GOOGLE_COST);
        break;
    default:
        break;
    }
}

/* Text up to its end: the Info column has it behind its own words. */
static void read_text(struct packet *p, struct cur *c, struct stun *stun, const struct kind *kind)
{
    struct bytes text = take_text(p, c, kind->row);
    if (text.at && kind->info) {
        text_put(stun->words, kind->info);
        text_add(stun->words, (const char *)text.at, text.len);
    }
    if (kind->type == NONCE) text_put(stun->words, " with nonce");
}

/* Bytes, where there are as many as they must be. */
static void read_bytes(struct packet *p, struct cur *c, unsigned row)
{
    uint32_t least = row == STUN_HMAC ? 20 : row == STUN_PASSWORD ? 0 : 8;
    if (cur_left(c) >= least) packet_bytes(p, c, row, least ? least : cur_left(c));
}

static void read_value(
    struct packet *p, struct cur *c, struct stun *stun, unsigned type, const char *name)
{
    const struct kind *kind = kind_of(type);
    uint32_t number;
    switch (kind->shape) {
    case ADDRESS:
    case HIDDEN_ADDRESS:
        read_address(p, c, stun, name, kind->shape == HIDDEN_ADDRESS);
        break;
    case TEXT:
        read_text(p, c, stun, kind);
        break;
    case BYTES:
        read_bytes(p, c, kind->row);
        break;
    case WORD:
        number = packet_u32(p, c, kind->row);
        if (kind->info && !c->error) text_format(stun->words, "%s%u", kind->info, number);
        break;
    case SPECIAL:
        read_special(p, c, stun, type);
        break;
    case MESSAGE: {
        struct cur inside = *c;
        packet_bytes(p, c, STUN_VALUE, cur_left(c));
        if (cur_left(&inside)) packet_unit(p, p->dissector->data, inside, false);
        break;
    }
    default:
        if (cur_left(c)) packet_bytes(p, c, STUN_VALUE, cur_left(c));
        break;
    }
}

/* Type, with what its two highest bits say; where it is unknown, a remark instead. */
static void add_type(struct packet *p, struct cur *c, unsigned type, bool known)
{
    struct cur bits = *c;
    if (!known) {
        packet_note(
            p, STUN_N_UNKNOWN, NOTE_WARNING, NOTE_UNDECODED, "Unknown attribute 0x%04x", type);
        packet_skip(c, 2);
        return;
    }
    struct item *item = packet_add_uint(p, STUN_ATT_TYPE, c->at, 2, type, 0);
    packet_open(p, item);
    packet_u16(p, &bits, STUN_COMPREHENSION);
    packet_u16(p, &bits, STUN_ASSIGNMENT);
    packet_shut(p, item, NULL);
    packet_skip(c, 2);
}

void stun_attribute(struct packet *p, struct stun *stun, struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, HEADER);
    unsigned type = at ? bytes_be16(at) : 0, length = at ? bytes_be16(at + 2) : 0;
    const char *name = field_value_name(stun_attributes, type);
    struct item *item = packet_add_uint(p, STUN_ATTRIBUTE, c->at, HEADER + length, type, 0);
    packet_open(p, item);
    add_type(p, c, type, name != NULL);
    bool fits = length + 2 <= cur_left(c);
    packet_u16(p, c, fits ? STUN_ATT_LENGTH : STUN_ATT_LENGTH_BAD);
    if (!fits) {
        packet_shut(p, item, NULL);
        c->at = c->end;
        return;
    }
    struct cur value = cur_sub(c, length);
    read_value(p, &value, stun, type, name);
    uint32_t padding = (4 - length % 4) % 4;
    if (padding > cur_left(c)) padding = cur_left(c);
    if (padding) packet_add_uint(p, STUN_PADDING, c->at, padding, padding, 0);
    packet_skip(c, padding);
    packet_shut(p, item, NULL);
}
