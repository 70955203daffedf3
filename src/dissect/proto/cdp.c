/* Cisco Discovery Protocol: what Cisco's devices tell their neighbours about themselves.  There is no
 * standard; what is known was seen on the wire.
 *
 *      +---------+--------------+----------+      +------+--------+--------- - -
 *      | version | time to live | checksum |      | type | length |  value      over and over
 *      +---------+--------------+----------+      +------+--------+--------- - -
 *
 * A length counts type and length too.  SPDX-License-Identifier: MIT */
#include "dissect/proto/cdp.h"

#include <string.h>

#include "base/text.h"
#include "dissect/proto.h"

enum { HEADER = 4, CHECKSUM_AT = 2, INFO = 300 };

/* How the value of a record is read. */
enum reading {
    IS_DATA,
    IS_TEXT,   /* the row; `title` is its label, or the record's own */
    IS_NUMBER, /* the row, of its width */
    IS_ADDRESSES,
    IS_CAPABILITIES,
    IS_SOFTWARE,
    IS_PREFIXES,
    IS_HELLO,
    IS_OBJECT,
    IS_VOICE,
    IS_LOCATION,
    IS_POWER
};
static const struct record {
    uint16_t type;
    uint8_t reading, row;
    const char *title;
} records[] = {
    {0x01, IS_TEXT, CDP_DEVICE, "Device ID"},
    {0x02, IS_ADDRESSES, 0, "Addresses"},
    {0x03, IS_TEXT, CDP_PORT, "Port ID"},
    {0x04, IS_CAPABILITIES, 0, "Capabilities"},
    {0x05, IS_SOFTWARE, CDP_SOFTWARE, "Software Version"},
    {0x06, IS_TEXT, CDP_PLATFORM, "Platform"},
    {0x07, IS_PREFIXES, 0, "IP Prefixes"},
    {0x08, IS_HELLO, 0, "Protocol Hello"},
    {0x09, IS_TEXT, CDP_DOMAIN, "VTP Management Domain"},
    {0x0a, IS_NUMBER, CDP_NATIVE_VLAN, "Native VLAN"},
    {0x0b, IS_NUMBER, CDP_DUPLEX, "Duplex"},
    {0x0e, IS_VOICE, 0, "VoIP VLAN Reply"},
    {0x0f, IS_VOICE, 0, "VoIP VLAN Query"},
    {0x10, IS_NUMBER, CDP_CONSUMPTION, "Power Consumption"},
    {0x11, IS_NUMBER, CDP_MTU, "MTU"},
    {0x12, IS_NUMBER, CDP_TRUST, "Trust Bitmap"},
    {0x13, IS_NUMBER, CDP_UNTRUSTED, "Untrusted port CoS"},
    {0x14, IS_TEXT, CDP_SYSTEM_NAME, "System Name"},
    {0x15, IS_OBJECT, CDP_SYSTEM_OBJECT, "System Object Identifier"},
    {0x16, IS_ADDRESSES, 0, "Management Addresses"},
    {0x17, IS_LOCATION, CDP_LOCATION, "Location"},
    {0x19, IS_POWER, CDP_REQUESTED, "Power Request"},
    {0x1a, IS_POWER, CDP_AVAILABLE, "Power Available"},
};

/* --- values ------------------------------------------------------------------------------------- */

bool cdp_is_ipv4(struct bytes protocol)
{
    return protocol.len == 1 && protocol.at[0] == 0xcc;
}

bool cdp_is_ipv6(struct bytes protocol)
{
    static const uint8_t snap[] = {0xaa, 0xaa, 3, 0, 0, 0, 0x86, 0xdd};
    return protocol.len == sizeof snap && memcmp(protocol.at, snap, sizeof snap) == 0;
}

static void read_address(struct packet *p, struct cur *c)
{
    struct item *item = packet_add(p, CDP_ADDRESS, c->at, 0, 0), *last;
    packet_open(p, item);
    packet_u8(p, c, CDP_PROTOCOL_TYPE);
    uint8_t size = packet_u8(p, c, CDP_PROTOCOL_LENGTH);
    const uint8_t *at = packet_bytes(p, c, CDP_PROTOCOL, size);
    struct bytes protocol = bytes_of(at, at ? size : 0);
    uint16_t length = packet_u16(p, c, CDP_ADDRESS_LENGTH);
    unsigned row = cdp_is_ipv4(protocol) && length == 4    ? CDP_IP_ADDRESS
                   : cdp_is_ipv6(protocol) && length == 16 ? CDP_IPV6_ADDRESS
                                                           : CDP_OTHER_ADDRESS;
    at = packet_bytes(p, c, row, length);
    last = at && packet_wants(p, row) ? &p->items[p->nitems - 1] : NULL;
    if (item && last) {
        struct text words = packet_text(p);
        text_put(&words, row == CDP_IP_ADDRESS     ? "IP address: "
                         : row == CDP_IPV6_ADDRESS ? "IPv6 address: "
                                                   : "Address: ");
        field_print_shown(&words, last);
        item->bytes = packet_keep(p, &words);
    }
    packet_shut(p, item, c);
}

static void read_prefixes(struct packet *p, struct cur *c, struct item *heading)
{
    if (cur_left(c) == 4) { /* a stub's neighbour: where to send all */
        const uint8_t *at = packet_bytes(p, c, CDP_GATEWAY, 4);
        if (heading && at)
            heading->bytes =
                packet_format(p, "ODR Default gateway: %u.%u.%u.%u", at[0], at[1], at[2], at[3]);
        return;
    }
    if (heading) heading->bytes = packet_format(p, "IP Prefixes: %u", cur_left(c) / 5);
    while (cur_left(c) && !c->error) {
        packet_bytes(p, c, CDP_PREFIX, 4);
        packet_skip(c, 1);
    }
}

static void read_hello(struct packet *p, struct cur *c, struct item *heading)
{
    packet_u24(p, c, CDP_OUI);
    uint16_t hello = packet_u16(p, c, CDP_HELLO);
    const char *name = field_value_name(cdp_hellos, hello);
    if (heading)
        heading->bytes = name ? packet_format(p, "Protocol Hello: %s", name)
                              : packet_format(p, "Protocol Hello: Unknown (0x%04x)", hello);
    if (!name) {
        packet_rest(p, c, CDP_HELLO_UNKNOWN);
        return;
    }
    packet_bytes(p, c, CDP_MASTER, 4);
    packet_bytes(p, c, CDP_CLUSTER_IP, 4);
    packet_u8(p, c, CDP_CLUSTER_VERSION);
    packet_u8(p, c, CDP_CLUSTER_SUBVERSION);
    packet_u8(p, c, CDP_CLUSTER_STATUS);
    packet_u8(p, c, CDP_CLUSTER_UNKNOWN);
    packet_bytes(p, c, CDP_COMMANDER, 6);
    packet_bytes(p, c, CDP_SWITCH, 6);
    packet_u8(p, c, CDP_CLUSTER_UNKNOWN);
    packet_u16(p, c, CDP_CLUSTER_VLAN);
}

/* A line for each line of the text. */
static void read_software(struct packet *p, struct cur *c)
{
    while (cur_left(c) && !c->error) {
        uint32_t left = cur_left(c);
        const uint8_t *at = cur_peek(c, 0, left), *end = at ? memchr(at, '\n', left) : NULL;
        packet_bytes(p, c, CDP_SOFTWARE, end ? (uint32_t)(end - at) : left);
        if (end) packet_skip(c, 1);
    }
}

static void read_power(
    struct packet *p, struct cur *c, struct item *heading, const struct record *r)
{
    char room[INFO];
    struct text words = {.at = room, .cap = sizeof room, .fixed = true};
    packet_u16(p, c, CDP_REQUEST);
    packet_u16(p, c, CDP_MANAGEMENT);
    while (cur_left(c) >= 4 && !c->error)
        text_format(&words, "%s%u mW", words.len ? ", " : "", packet_u32(p, c, r->row));
    if (heading) heading->bytes = packet_format(p, "%s: %.*s", r->title, (int)words.len, words.at);
}

static void read_text(struct packet *p, struct cur *c, struct item *heading, const struct record *r)
{
    uint32_t length = cur_left(c);
    const uint8_t *at = packet_bytes(p, c, r->row, length);
    if (heading && at)
        heading->bytes = packet_format(p, "%s: %.*s", r->title, (int)length, (const char *)at);
}

static void read_number(
    struct packet *p, struct cur *c, struct item *heading, const struct record *r)
{
    uint64_t value = packet_uint(p, c, r->row);
    const struct field *field = &cdp_fields[r->row];
    if (!heading || c->error) return;
    if (field->names)
        heading->bytes =
            packet_format(p, "%s: %s", r->title, field_value_name(field->names, value != 0));
    else if (field->base == BASE_HEX)
        heading->bytes = packet_format(p, "%s: 0x%02x", r->title, (unsigned)value);
    else
        heading->bytes = packet_format(
            p, "%s: %u%s", r->title, (unsigned)value, field->show == cdp_show_watt ? " mW" : "");
}

static void read_value(
    struct packet *p, struct cur *c, struct item *heading, const struct record *r)
{
    static const uint8_t bits[] = {CDP_CAPABILITY, CDP_CAPABILITY + 1, CDP_CAPABILITY + 2,
        CDP_CAPABILITY + 3, CDP_CAPABILITY + 4, CDP_CAPABILITY + 5, CDP_CAPABILITY + 6,
        CDP_CAPABILITY + 7, CDP_CAPABILITY + 8, CDP_CAPABILITY + 9, CDP_CAPABILITY + 10, 0};
    unsigned vlan;
    if (heading) heading->bytes = bytes_of_string(r->title);
    switch (r->reading) {
    case IS_TEXT:
        read_text(p, c, heading, r);
        break;
    case IS_NUMBER:
        read_number(p, c, heading, r);
        break;
    case IS_ADDRESSES:
        for (uint32_t count = packet_u32(p, c, CDP_COUNT); count && cur_left(c); count--)
            read_address(p, c);
        break;
    case IS_CAPABILITIES:
        packet_bits(p, c, CDP_CAPABILITIES, bits, 0);
        break;
    case IS_SOFTWARE:
        read_software(p, c);
        break;
    case IS_PREFIXES:
        read_prefixes(p, c, heading);
        break;
    case IS_HELLO:
        read_hello(p, c, heading);
        break;
    case IS_VOICE:
        packet_bytes(p, c, CDP_VOICE_DATA, 1);
        if (!cur_left(c)) break;
        vlan = packet_u16(p, c, CDP_VOICE_VLAN);
        if (heading) heading->bytes = packet_format(p, "%s: VLAN %u", r->title, vlan);
        break;
    case IS_LOCATION:
        packet_u8(p, c, CDP_LOCATION_UNKNOWN);
        read_text(p, c, heading, r);
        break;
    case IS_POWER:
        read_power(p, c, heading, r);
        break;
    default:
        packet_rest(p, c, r->row);
        break;
    }
}

/* --- records ------------------------------------------------------------------------------------ */

static const struct record *find_record(unsigned type)
{
    for (size_t i = 0; i < sizeof records / sizeof *records; i++)
        if (records[i].type == type) return &records[i];
    return NULL;
}

static void read_record(struct packet *p, struct cur *c, struct text *words)
{
    const uint8_t *at = cur_peek(c, 0, HEADER);
    unsigned type = at ? bytes_be16(at) : 0, length = at ? bytes_be16(at + 2) : HEADER;
    struct cur whole = cur_sub(c, length < HEADER ? HEADER : length);
    const struct record *record = find_record(type);
    if (c->error) return;
    struct item *heading = packet_add(p, CDP_RECORD, whole.at, length, 0);
    packet_open(p, heading);
    packet_u16(p, &whole, CDP_TYPE);
    packet_u16(p, &whole, CDP_LENGTH);
    if (length < HEADER) {
        if (heading)
            heading->bytes = packet_format(p, "TLV with invalid length %u (< %u)", length, HEADER);
        packet_next_data(p, *c); /* where the next one begins is not known */
        c->at = c->end;
    } else if (record) {
        const uint8_t *value = cur_peek(&whole, 0, length - HEADER);
        if (value && (record->row == CDP_DEVICE || record->row == CDP_PORT))
            text_format(
                words, "%s: %.*s  ", record->title, (int)(length - HEADER), (const char *)value);
        read_value(p, &whole, heading, record);
    } else {
        const char *name = field_value_name(cdp_types, type);
        if (heading)
            heading->bytes =
                name ? packet_format(p, "Type: %s, length: %u", name, length)
                     : packet_format(p, "Type: Unknown (0x%04x), length: %u", type, length);
        packet_rest(p, &whole, CDP_DATA);
    }
    packet_shut(p, heading, NULL);
    if (whole.error) c->error = whole.error;
}

/* An odd last byte counts as a number of 16 bits, with a sign; a negative one is off by one. */
struct checksum_finding cdp_check(const struct cur *c, uint32_t start)
{
    uint32_t length = c->end - start;
    const uint8_t *last = length % 2 ? cur_at(c, c->end - 1, 1) : NULL;
    if (!last) return checksum_find(c, start, length, CHECKSUM_AT, 0);
    uint32_t word = *last & 0x80 ? 0xff00U | (uint8_t)(*last - 1) : *last;
    return checksum_find(c, start, length - 1, CHECKSUM_AT, word);
}

static void add_checksum(struct packet *p, struct cur *c, uint32_t start)
{
    uint32_t offset = c->at;
    struct checksum_finding found = cdp_check(c, start);
    packet_u16(p, c, CDP_CHECKSUM);
    if (c->error) return;
    if (found.status == CHECKSUM_BAD)
        packet_note(p, CDP_N_CHECKSUM, NOTE_ERROR, NOTE_CHECKSUM, "Bad checksum [should be 0x%04x]",
            found.expected);
    packet_add_uint(p, CDP_STATUS, offset, 0, found.status, ITEM_GENERATED);
}

static void dissect(struct packet *p, struct cur *c)
{
    char room[INFO];
    struct text words = {.at = room, .cap = sizeof room, .fixed = true};
    uint32_t start = c->at;
    packet_u8(p, c, CDP_VERSION);
    packet_u8(p, c, CDP_TTL);
    add_checksum(p, c, start);
    while (cur_left(c) && !c->error)
        read_record(p, c, &words);
    p->layer->trouble = packet_format(p, "%.*s", (int)words.len, words.at);
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    (void)packet;
    text_add(text, layer->trouble.at, layer->trouble.len);
}

static const struct link links[] = {{"llc.cisco_pid", 0x2000}, {NULL, 0}};

const struct proto proto_cdp = {.name = "cdp",
    .title = "Cisco Discovery Protocol",
    .brief = "CDP",
    .column = "CDP",
    .fields = cdp_fields,
    .nfields = CDP_FIELDS,
    .links = links,
    .dissect = dissect,
    .info = info};
