/* Open Shortest Path First: RFC 2328 (version 2, for IPv4), 5340 (version 3, for IPv6), 5613 (signals).
 *
 *      0       8       16              31
 *      +-------+-------+---------------+
 *      | vers. | type  |    length     |
 *      +-------+-------+---------------+
 *      |      the sender's name        |
 *      |             area              |
 *      +---------------+---------------+
 *      |   checksum    |   auth type   |     version 3: an instance and a zero instead,
 *      +---------------+---------------+     and no authentication of its own
 *      |   authentication, 8 bytes     |
 *      +-------------------------------+
 *      |  the message; behind it a digest (RFC 2328 D.4.3) and a block of signals
 *
 * Routers greet each other (hello), compare what they know of the network (database description), ask for
 * what they lack (request), tell it (update) and say that they have it (acknowledge).
 * SPDX-License-Identifier: MIT */
#include "dissect/proto/ospf.h"

#include <string.h>

#include "base/text.h"
#include "dissect/checksum.h"
#include "dissect/note.h"
#include "dissect/proto.h"

enum { VERSION_2 = 2, VERSION_3 = 3, PROTOCOL = 89 };
enum { HEADER_2 = 24, HEADER_3 = 16, CHECKSUM_AT = 12, AUTH_AT = 16, AUTH_ROOM = 8 };
enum { AUTH_NONE = 0, AUTH_SIMPLE = 1, AUTH_DIGEST = 2 };
enum { OPTION_LLS = 0x10, OPTION3_LLS = 0x200 };
enum { LLS_OPTIONS = 1, LLS_DIGEST = 2, LLS_TLV_HEADER = 4 };

uint32_t ospf_flags(struct packet *p, struct cur *c, unsigned field)
{
    uint32_t offset = c->at, width = field_width(ospf_fields[field].type), bits = 0;
    const uint8_t *at = cur_take(c, width);
    if (!at) return 0;
    for (uint32_t i = 0; i < width; i++)
        bits = bits << 8 | at[i];
    struct item *item = packet_add_uint(p, field, offset, width, bits, 0);
    packet_open(p, item);
    for (unsigned row = field + 1; ospf_fields[row].mask; row++)
        packet_add_bits(p, row, offset, width, bits, 0);
    packet_shut(p, item, NULL);
    return bits;
}

/* --- the header ------------------------------------------------------------------------------- */

/* Of the message without its password; that of version 3 counts the addresses of IP in. */
static void add_checksum(struct packet *p, struct cur *c, uint32_t start, uint32_t length)
{
    const uint8_t *at = cur_at(c, start, length);
    struct text words = packet_text(p);
    if (at && length >= HEADER_3 && !p->fragment && p->detail) {
        bool old = at[0] == VERSION_2;
        uint32_t skip = old ? AUTH_AT + AUTH_ROOM : AUTH_AT;
        uint32_t sum = old ? 0 : checksum_pseudo(p, PROTOCOL, length);
        sum = checksum_add(checksum_add(sum, at, CHECKSUM_AT), at + CHECKSUM_AT + 2, 2);
        if (length > skip) sum = checksum_add(sum, at + skip, length - skip);
        uint16_t right = checksum_fold(sum);
        if (old && bytes_be16(at + CHECKSUM_AT + 2) == AUTH_DIGEST)
            text_put(&words, " (None)");
        else if (right == bytes_be16(at + CHECKSUM_AT))
            text_put(&words, " [correct]");
        else
            text_format(&words, " [incorrect, should be 0x%04x]", right);
    }
    p->layer->trouble = packet_keep(p, &words);
    packet_u16(p, c, OSPF_CHECKSUM);
}

/* `end` is where the message ends: the digest follows there. */
static void add_authentication(struct packet *p, struct cur *c, uint32_t end)
{
    uint16_t type = packet_u16(p, c, OSPF_AUTH_TYPE);
    uint32_t offset = c->at;
    if (type == AUTH_NONE) {
        packet_bytes(p, c, OSPF_AUTH_NONE, AUTH_ROOM);
    } else if (type == AUTH_SIMPLE) {
        const uint8_t *at = cur_take(c, AUTH_ROOM);
        struct item *item = at ? packet_add(p, OSPF_AUTH_SIMPLE, offset, AUTH_ROOM, 0) : NULL;
        if (item) item->bytes = bytes_of(at, strnlen((const char *)at, AUTH_ROOM));
    } else if (type == AUTH_DIGEST) {
        packet_skip(c, 2);
        packet_u8(p, c, OSPF_AUTH_KEY);
        uint8_t length = packet_u8(p, c, OSPF_AUTH_LENGTH);
        packet_u32(p, c, OSPF_AUTH_SEQUENCE);
        const uint8_t *at = cur_at(c, end, length);
        if (at) packet_add_bytes(p, OSPF_AUTH_DATA, end, bytes_of(at, length), 0);
    } else {
        packet_bytes(p, c, OSPF_AUTH_UNKNOWN, AUTH_ROOM);
    }
}

/* What of this message the length counts, whatever it says. */
static uint32_t message_end(const struct cur *c, uint32_t start, uint16_t length)
{
    return length >= c->at - start && length <= c->end - start ? start + length : c->end;
}

/* --- messages --------------------------------------------------------------------------------- */

static uint32_t add_hello(struct packet *p, struct cur *c, bool old)
{
    struct item *item = packet_add(p, OSPF_HELLO, c->at, c->end - c->at, 0);
    uint32_t options;
    packet_open(p, item);
    if (old) {
        packet_bytes(p, c, OSPF_HELLO_MASK, 4);
        packet_add_uint(p, OSPF_HELLO_INTERVAL, c->at, 2,
            cur_peek(c, 0, 2) ? bytes_be16(cur_peek(c, 0, 2)) : 0, 0);
        packet_skip(c, 2);
        options = ospf_flags(p, c, OSPF_OPTIONS);
        packet_u8(p, c, OSPF_HELLO_PRIORITY);
        packet_u32(p, c, OSPF_HELLO_DEAD);
    } else {
        packet_u32(p, c, OSPF_HELLO_INTERFACE);
        packet_u8(p, c, OSPF_HELLO_PRIORITY);
        options = ospf_flags(p, c, OSPF3_OPTIONS);
        for (unsigned row = OSPF_HELLO_INTERVAL; row <= OSPF_HELLO_DEAD; row += 2) {
            uint32_t offset = c->at;
            const uint8_t *at = cur_take(c, 2);
            if (at) packet_add_uint(p, row, offset, 2, bytes_be16(at), 0);
        }
    }
    packet_bytes(p, c, OSPF_HELLO_DR, 4);
    packet_bytes(p, c, OSPF_HELLO_BDR, 4);
    while (cur_left(c))
        packet_bytes(p, c, OSPF_HELLO_NEIGHBOR, 4);
    packet_shut(p, item, NULL);
    return options;
}

static void add_advertisements(struct packet *p, struct cur *c, bool old, bool whole)
{
    if (old)
        ospf_lsa(p, c, whole);
    else
        ospf3_lsa(p, c, whole);
}

static uint32_t add_description(struct packet *p, struct cur *c, bool old)
{
    struct item *item = packet_add(p, OSPF_DESCRIPTION, c->at, old ? 8 : 12, 0);
    uint32_t options;
    packet_open(p, item);
    if (old) {
        packet_u16(p, c, OSPF_DBD_MTU);
        options = ospf_flags(p, c, OSPF_OPTIONS);
    } else {
        packet_bytes(p, c, OSPF_RESERVED, 1);
        options = ospf_flags(p, c, OSPF3_OPTIONS);
        packet_u16(p, c, OSPF_DBD_MTU);
        packet_bytes(p, c, OSPF_RESERVED, 1);
    }
    ospf_flags(p, c, OSPF_DBD);
    packet_u32(p, c, OSPF_DBD_SEQUENCE);
    packet_shut(p, item, NULL);
    while (cur_left(c))
        add_advertisements(p, c, old, false);
    return options;
}

static void add_request(struct packet *p, struct cur *c, bool old)
{
    struct item *item = packet_add(p, OSPF_REQUEST, c->at, 12, 0);
    packet_open(p, item);
    if (old) {
        uint32_t offset = c->at;
        const uint8_t *at = cur_take(c, 4);
        if (at) packet_add_uint(p, OSPF_LSA_TYPE, offset, 4, bytes_be32(at), 0);
    } else {
        packet_bytes(p, c, OSPF_RESERVED, 2);
        ospf3_lsa_type(p, c);
    }
    packet_bytes(p, c, OSPF_REQUEST_ID, 4);
    packet_bytes(p, c, OSPF_LSA_ROUTER, 4);
    packet_shut(p, item, NULL);
}

static void add_update(struct packet *p, struct cur *c, bool old)
{
    struct item *item = packet_add(p, OSPF_UPDATE, c->at, c->end - c->at, 0);
    packet_open(p, item);
    uint32_t count = packet_u32(p, c, OSPF_COUNT);
    while (count-- && !c->error) /* every one takes bytes, so a count that lies ends with them */
        add_advertisements(p, c, old, true);
    packet_shut(p, item, NULL);
}

/* --- signals, RFC 5613 ------------------------------------------------------------------------ */

static void add_signal(struct packet *p, struct cur *c)
{
    static const struct value_name titles[] = {{LLS_OPTIONS, "Extended options TLV"},
        {LLS_DIGEST, "Crypto Authentication TLV"}, {0, NULL}};
    const uint8_t *at = cur_peek(c, 0, LLS_TLV_HEADER);
    uint16_t type = at ? bytes_be16(at) : 0, length = at ? bytes_be16(at + 2) : 0;
    const char *title = field_value_name(titles, type);
    struct item *item = packet_add(p, OSPF_LLS_TLV, c->at, LLS_TLV_HEADER + length, 0);
    if (item) item->bytes = bytes_of_string(title ? title : "Unknown LLS TLV");
    packet_open(p, item);
    packet_u16(p, c, OSPF_LLS_TYPE);
    packet_u16(p, c, OSPF_LLS_TLV_LENGTH);
    struct cur value = cur_sub(c, length);
    if (type == LLS_OPTIONS) {
        ospf_flags(p, &value, OSPF_LLS_OPTIONS);
    } else if (type == LLS_DIGEST) {
        packet_u32(p, &value, OSPF_LLS_SEQUENCE);
        packet_rest(p, &value, OSPF_LLS_AUTH);
    } else {
        packet_rest(p, &value, OSPF_LLS_VALUE);
    }
    if (value.error && !c->error) c->error = value.error;
    uint32_t gap = -(uint32_t)length % 4;
    packet_skip(c, gap < cur_left(c) ? gap : cur_left(c));
    packet_shut(p, item, NULL);
}

/* Counted in words of four bytes, its own header included. */
static void add_signals(struct packet *p, struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, 4);
    uint32_t length = at ? 4U * bytes_be16(at + 2) : 4;
    if (!cur_left(c)) {
        packet_add(p, OSPF_LLS_MISSING, c->at, 0, 0);
        packet_note(p, NOTE_NO_FIELD, NOTE_ERROR, NOTE_MALFORMED,
            "LLS option bit set but data block missing");
        return;
    }
    struct item *item = packet_add(p, OSPF_LLS, c->at, length, 0);
    packet_open(p, item);
    packet_u16(p, c, OSPF_LLS_CHECKSUM);
    uint32_t offset = c->at;
    packet_skip(c, 2);
    packet_add_uint(p, OSPF_LLS_LENGTH, offset, 2, length, 0);
    struct cur signals = cur_sub(c, length < 4 ? 0 : length - 4);
    while (cur_left(&signals))
        add_signal(p, &signals);
    if (signals.error && !c->error) c->error = signals.error;
    packet_shut(p, item, NULL);
}

/* ---------------------------------------------------------------------------------------------- */

static uint32_t add_header(struct packet *p, struct cur *c, uint8_t *message)
{
    uint32_t start = c->at;
    const uint8_t *at = cur_peek(c, 0, 4);
    bool old = !at || at[0] != VERSION_3;
    struct item *item = packet_add(p, OSPF_HEADER, start, old ? HEADER_2 : HEADER_3, 0);
    packet_open(p, item);
    packet_u8(p, c, OSPF_VERSION);
    *message = packet_u8(p, c, OSPF_MESSAGE);
    if (*message >= OSPF_M_HELLO && *message <= OSPF_M_ACK)
        packet_add_uint(p, OSPF_IS_HELLO + *message - 1U, start + 1, 1, 1, ITEM_HIDDEN);
    uint16_t length = packet_u16(p, c, OSPF_LENGTH);
    packet_bytes(p, c, OSPF_ROUTER, 4);
    packet_bytes(p, c, OSPF_AREA, 4);
    uint32_t end = message_end(c, start, length);
    add_checksum(p, c, start, end - start);
    if (old) {
        add_authentication(p, c, end);
    } else {
        packet_u8(p, c, OSPF_INSTANCE);
        packet_bytes(p, c, OSPF_RESERVED, 1);
    }
    packet_shut(p, item, NULL);
    return end;
}

/* Where the message and its digest end, signals begin. */
static struct cur behind(const struct cur *c, uint32_t start, uint32_t end)
{
    struct cur rest = *c;
    const uint8_t *at = cur_at(c, start, HEADER_2);
    rest.at = end;
    if (at && at[0] == VERSION_2 && bytes_be16(at + CHECKSUM_AT + 2) == AUTH_DIGEST &&
        at[AUTH_AT + 3] <= rest.end - rest.at)
        rest.at += at[AUTH_AT + 3];
    return rest;
}

static void dissect(struct packet *p, struct cur *c)
{
    uint32_t start = c->at, options = 0;
    const uint8_t *at = cur_peek(c, 0, 1);
    bool old = !at || *at != VERSION_3;
    uint8_t message;
    uint32_t end = add_header(p, c, &message);
    if (c->error) return;
    struct cur signals = behind(c, start, end), body = *c;
    body.end = end;
    if (message == OSPF_M_HELLO)
        options = add_hello(p, &body, old);
    else if (message == OSPF_M_DESCRIPTION)
        options = add_description(p, &body, old);
    else if (message == OSPF_M_REQUEST)
        while (cur_left(&body))
            add_request(p, &body, old);
    else if (message == OSPF_M_UPDATE)
        add_update(p, &body, old);
    else
        while (cur_left(&body))
            add_advertisements(p, &body, old, false);
    if (!body.error && options & (old ? OPTION_LLS : OPTION3_LLS)) {
        add_signals(p, &signals);
        body = signals;
    }
    *c = body;
}

/* A version and a message that there are, and a length that its header fits in. */
static bool agrees(const struct packet *packet, struct cur cur)
{
    (void)packet;
    uint32_t left = cur_left(&cur);
    const uint8_t *at = cur_take(&cur, 4);
    if (!at) return cur.error == CUR_CUT;
    uint32_t header = at[0] == VERSION_3 ? HEADER_3 : HEADER_2;
    return (at[0] == VERSION_2 || at[0] == VERSION_3) && at[1] >= OSPF_M_HELLO &&
           at[1] <= OSPF_M_ACK && left >= header && bytes_be16(at + 2) >= header;
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const char *name = field_value_name(ospf_messages, layer_uint(packet, layer, OSPF_MESSAGE));
    if (name) text_put(text, name);
}

static const struct link links[] = {{"ip.proto", PROTOCOL}, {NULL, 0}};

const struct proto proto_ospf = {.name = "ospf",
    .title = "Open Shortest Path First",
    .brief = "OSPF",
    .column = "OSPF",
    .fields = ospf_fields,
    .nfields = OSPF_FIELDS,
    .links = links,
    .agrees = agrees,
    .dissect = dissect,
    .info = info};
