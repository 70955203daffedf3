/* Internet Control Message Protocol, RFC 792 (also 950, 1191, 1256, 4884, 8335).
 *
 *      0       8       16              31
 *      +-------+-------+---------------+
 *      | type  | code  |   checksum    |
 *      +-------+-------+---------------+
 *      |     depends on the type       |
 *      +-------------------------------+
 *      |  data, or the packet that was in trouble: its IP header and what follows
 *
 * SPDX-License-Identifier: MIT */
#include "dissect/proto/icmp.h"

#include "base/text.h"
#include "base/time.h"
#include "dissect/checksum.h"
#include "dissect/names.h"
#include "dissect/proto.h"
#include "dissect/tracker.h"

enum { FRAGMENTATION_NEEDED = 4, NAME_WIDTH = 20 };

/* Verified where all of the message is there. */
static void add_checksum(struct packet *p, struct cur *c, uint32_t start)
{
    uint32_t offset = c->at;
    packet_u16(p, c, IC_CHECKSUM);
    if (!p->detail || c->error) return;
    const uint8_t *message = cur_at(c, start, c->end - start);
    bool whole = !p->quoting && !p->fragment && message;
    bool good = whole && checksum_fold(checksum_add(0, message, c->end - start)) == 0;
    p->layer->end = c->end;
    if (whole && !good)
        packet_note(p, IC_BAD_CHECKSUM, NOTE_WARNING, NOTE_CHECKSUM,
            "Bad checksum [should be 0x%04x]", icmp_expected_checksum(p, p->layer));
    packet_add_uint(p, IC_CHECKSUM_STATUS, offset, 0,
        !whole ? CHECKSUM_UNVERIFIED
        : good ? CHECKSUM_GOOD
               : CHECKSUM_BAD,
        ITEM_GENERATED);
}

static void add_identifier(struct packet *p, struct cur *c)
{
    uint32_t offset = c->at;
    uint16_t id = packet_u16(p, c, IC_IDENT);
    if (!c->error) packet_add_uint(p, IC_IDENT_LE, offset, 2, __builtin_bswap16(id), 0);
    offset = c->at;
    uint16_t seq = packet_u16(p, c, IC_SEQ);
    if (!c->error) packet_add_uint(p, IC_SEQ_LE, offset, 2, __builtin_bswap16(seq), 0);
}

/* What ping programs write first: seconds and microseconds in the byte order of their machine.  It
 * is one if it lies within a day of the capture. */
static bool data_time(const uint8_t *at, bool little, int64_t now, int64_t *time)
{
    uint32_t seconds = bytes_be32(at), micros = bytes_be32(at + 4);
    if (little) {
        seconds = __builtin_bswap32(seconds);
        micros = __builtin_bswap32(micros);
    }
    uint32_t nanos = micros * 1000;
    *time = (int64_t)seconds * TIME_SECOND + nanos;
    int64_t distance = now - *time;
    return nanos < TIME_SECOND && distance < 86400 * TIME_SECOND && distance > -86400 * TIME_SECOND;
}

static void add_data_time(struct packet *p, struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, 8);
    int64_t time;
    if (!at || p->quoting) return;
    if (!data_time(at, true, p->frame->time, &time) && !data_time(at, false, p->frame->time, &time))
        return;
    struct item *item = packet_add(p, IC_DATA_TIME, c->at, 8, 0);
    if (item) item->integer = time;
    item = packet_add(p, IC_DATA_TIME_RELATIVE, c->at, 8, ITEM_GENERATED);
    if (item) item->integer = p->frame->time - time;
    packet_skip(c, 8);
}

static void next_data(struct packet *p, struct cur *c)
{
    p->nest = (uint8_t)(p->layer->depth + 1);
    packet_next_data(p, *c);
}

static void add_echo(struct packet *p, struct cur *c, bool request, uint16_t checksum)
{
    uint32_t offset = c->at;
    const uint8_t *numbers = cur_peek(c, 0, 4);
    add_identifier(p, c);
    if (!numbers) return;
    struct icmp_echo echo = {.request = request,
        .id = bytes_be16(numbers),
        .seq = bytes_be16(numbers + 2),
        .checksum = checksum};
    struct echo_view view = {0};
    if (p->tracker && p->tracker->echo && !p->quoting)
        p->tracker->echo(p->tracker, p, &echo, &view);
    if (view.other_frame) {
        unsigned flags = ITEM_GENERATED | ITEM_NOWHERE;
        packet_add_uint(p, IC_RESP_TO, 0, 0, view.other_frame, flags);
        struct item *item = packet_add(p, IC_RESP_TIME, 0, 0, flags);
        if (item) item->real = (double)view.time / 1e6;
    }
    if (view.reply_frame)
        packet_add_uint(p, IC_RESP_IN, offset, 0, view.reply_frame, ITEM_GENERATED);
    if (view.unanswered) {
        packet_add(p, IC_NO_RESP, offset, 0, ITEM_GENERATED);
        packet_note(
            p, IC_N_NO_RESP, NOTE_WARNING, NOTE_SEQUENCE, "No response seen to ICMP request");
    }
    if (p->detail) add_data_time(p, c);
    next_data(p, c);
}

/* The packet that was in trouble, as much of it as is quoted: `length` bytes, 0 if nobody says. */
static void next_quoted(struct packet *p, struct cur *c, uint32_t length)
{
    if (icmp_next_extensions(p, c, length)) return;
    p->nest = (uint8_t)(p->layer->depth + 1);
    p->quoting = true;
    if (!packet_next_in(p, *c, "ip", 0)) packet_next_data(p, *c);
}

/* RFC 4884: since 2007 the second of the unused bytes may say how much is quoted. */
static uint32_t add_unused(struct packet *p, struct cur *c, uint8_t type, uint8_t code)
{
    const uint8_t *at = cur_peek(c, 0, 4);
    uint8_t words = at ? at[1] : 0;
    bool mtu = type == ICMP_UNREACHABLE && code == FRAGMENTATION_NEEDED;
    uint32_t before = 1;
    if (type == ICMP_PARAMETER_PROBLEM) {
        packet_u8(p, c, IC_POINTER);
        before = 0;
    }
    if (!words) {
        packet_bytes(p, c, IC_UNUSED, before + (mtu ? 1 : 3));
    } else {
        if (before) packet_bytes(p, c, IC_UNUSED, 1);
        packet_u8(p, c, IC_LENGTH);
        packet_add_uint(p, IC_LENGTH_ORIGINAL, c->at - 1, 1, 4U * words, ITEM_GENERATED);
        if (!mtu) packet_bytes(p, c, IC_UNUSED, 2);
    }
    if (mtu) packet_u16(p, c, IC_MTU);
    return 4U * words;
}

/* RFC 8335: asks whether an interface works, one of the node itself or of a neighbour. */
static void add_extended_echo(struct packet *p, struct cur *c, uint8_t type)
{
    uint32_t offset = c->at;
    uint16_t id = packet_u16(p, c, IC_IDENT);
    if (!c->error) packet_add_uint(p, IC_IDENT_LE, offset, 2, __builtin_bswap16(id), 0);
    packet_u8(p, c, IC_EXT_SEQ);
    bool request = type == ICMP_EXTENDED_REQUEST;
    unsigned last = request ? IC_EXT_LOCAL : IC_EXT_IPV6;
    for (unsigned row = request ? IC_EXT_REQUEST_RESERVED : IC_EXT_STATE; row <= last; row++)
        packet_u8(p, c, row);
    packet_skip(c, 1);
    if (!request || c->error || cur_left(c) <= ICMP_SMALLEST_EXTENSION) return;
    p->nest = (uint8_t)(p->layer->depth + 1);
    packet_next_proto(p, *c, &proto_icmp_ext);
}

static void add_mobile_agent(struct packet *p, struct cur *c)
{
    static const uint8_t flags[] = {IC_MIP_R, IC_MIP_B, IC_MIP_H, IC_MIP_F, IC_MIP_M, IC_MIP_G,
        IC_MIP_V, IC_MIP_T, IC_MIP_U, IC_MIP_X, IC_MIP_RESERVED, 0};
    packet_u16(p, c, IC_MIP_SEQ);
    packet_u16(p, c, IC_MIP_LIFE);
    packet_bits(p, c, IC_MIP_FLAGS, flags, 0);
    while (cur_left(c) >= 4)
        packet_bytes(p, c, IC_MIP_COA, 4);
}

static void add_mobile_extension(struct packet *p, struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, 1);
    uint8_t type = at ? *at : 0;
    const char *name = field_value_name(icmp_mobile_types, type);
    struct item *item = packet_add(p, IC_MIP, c->at, 1, 0);
    if (item)
        item->bytes = name ? packet_format(p, "Ext: %s", name)
                           : packet_format(p, "Ext: Unknown ext %u", type);
    packet_open(p, item);
    packet_u8(p, c, IC_MIP_TYPE);
    if (type != MIP_PADDING) {
        uint8_t length = packet_u8(p, c, IC_MIP_LENGTH);
        struct cur value = cur_sub(c, length);
        if (type == MIP_AGENT)
            add_mobile_agent(p, &value);
        else if (type == MIP_CHALLENGE)
            packet_rest(p, &value, IC_MIP_CHALLENGE);
        else if (type == MIP_PREFIXES)
            while (cur_left(&value))
                packet_u8(p, &value, IC_MIP_PREFIX);
        else
            packet_rest(p, &value, IC_MIP_CONTENT);
        if (value.error && !c->error) c->error = value.error;
    }
    packet_shut(p, item, c);
}

static void add_routers(struct packet *p, struct cur *c)
{
    uint8_t count = packet_u8(p, c, IC_NUM_ADDRS);
    uint8_t words = packet_u8(p, c, IC_ADDR_SIZE);
    packet_u16(p, c, IC_LIFETIME);
    for (unsigned i = 0; words == 2 && i < count && !c->error; i++) {
        packet_bytes(p, c, IC_ROUTER, 4);
        uint32_t offset = c->at;
        const uint8_t *at = cur_take(c, 4);
        struct item *item = at ? packet_add(p, IC_PREFERENCE, offset, 4, 0) : NULL;
        if (item) item->integer = (int32_t)bytes_be32(at);
    }
    while (words == 2 && cur_left(c))
        add_mobile_extension(p, c);
    if (words != 2) next_data(p, c);
}

static void dissect(struct packet *p, struct cur *c)
{
    uint32_t start = c->at;
    p->layer->length = cur_captured(c); /* what is quoted is part of it */
    uint8_t type = packet_u8(p, c, IC_TYPE);
    uint8_t code = packet_u8(p, c, IC_CODE);
    const uint8_t *checksum = cur_peek(c, 0, 2);
    add_checksum(p, c, start);
    switch (type) {
    case ICMP_ECHO_REPLY:
    case ICMP_ECHO_REQUEST:
        add_echo(p, c, type == ICMP_ECHO_REQUEST, checksum ? bytes_be16(checksum) : 0);
        break;
    case ICMP_UNREACHABLE:
    case ICMP_TIME_EXCEEDED:
    case ICMP_PARAMETER_PROBLEM:
        next_quoted(p, c, add_unused(p, c, type, code));
        break;
    case ICMP_SOURCE_QUENCH:
        packet_skip(c, 4);
        next_quoted(p, c, 0);
        break;
    case ICMP_REDIRECT:
        packet_bytes(p, c, IC_GATEWAY, 4);
        next_quoted(p, c, 0);
        break;
    case ICMP_ROUTER_ADVERTISEMENT:
        add_routers(p, c);
        break;
    case ICMP_TIMESTAMP:
    case ICMP_TIMESTAMP_REPLY:
        add_identifier(p, c);
        packet_u32(p, c, IC_ORIGINATE);
        packet_u32(p, c, IC_RECEIVE);
        packet_u32(p, c, IC_TRANSMIT);
        break;
    case ICMP_INFORMATION:
    case ICMP_INFORMATION_REPLY:
        add_identifier(p, c);
        break;
    case ICMP_MASK_REQUEST:
    case ICMP_MASK_REPLY:
        add_identifier(p, c);
        packet_bytes(p, c, IC_MASK, 4);
        break;
    case ICMP_EXTENDED_REQUEST:
    case ICMP_EXTENDED_REPLY:
        add_extended_echo(p, c, type);
        break;
    default:
        break;
    }
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    uint64_t type = layer_uint(packet, layer, IC_TYPE);
    const struct value_name *codes = icmp_codes_of(type);
    const char *code = field_value_name(codes, layer_uint(packet, layer, IC_CODE));
    const struct item *ident = layer_item(packet, layer, IC_IDENT),
                      *seq = layer_item(packet, layer, IC_SEQ);
    const struct item *request = layer_item(packet, layer, IC_RESP_TO);
    if (!layer_item(packet, layer, IC_CODE)) return;
    size_t start = text->len;
    text_put(text, icmp_type_name(type));
    if (text->len < start + NAME_WIDTH) text_repeat(text, ' ', start + NAME_WIDTH - text->len);
    if (codes && code)
        text_format(text, " (%s)", code);
    else if (codes)
        text_format(text, " (Unknown code: %u)", (unsigned)layer_uint(packet, layer, IC_CODE));
    if (!ident || !seq) return;
    uint16_t number = (uint16_t)seq->number;
    text_put(text, " id=0x");
    text_hex(text, ident->number, 4);
    text_labelled(text, ", seq=", number);
    text_labelled(text, "/", __builtin_bswap16(number));
    text_labelled(text, ", ttl=", packet->network_ttl);
    const struct item *reply = layer_item(packet, layer, IC_RESP_IN);
    if (request) {
        text_labelled(text, " (request in ", request->number);
        text_char(text, ')');
    }
    if (reply) text_format(text, " (reply in %u)", (unsigned)reply->number);
    if (layer_item(packet, layer, IC_NO_RESP)) text_put(text, " (no response found!)");
}

static const struct link links[] = {{"ip.proto", 1}, {NULL, 0}};

const struct proto proto_icmp = {.name = "icmp",
    .title = "Internet Control Message Protocol",
    .column = "ICMP",
    .fields = icmp_fields,
    .nfields = IC_FIELDS,
    .links = links,
    .encloses = true,
    .dissect = dissect,
    .info = info};
