/* Network Time Protocol, RFC 5905.
 *
 *      0   2     5     8               16              24             32
 *      +---+-----+-----+---------------+---------------+---------------+
 *      |LI | ver | mode|    stratum    | poll interval |   precision   |
 *      +---+-----+-----+---------------+---------------+---------------+
 *      | root delay (4)  root dispersion (4)  reference identifier (4) |
 *      | times of reference, origin, receipt, transmission: 8 each     |
 *      +---------------------------------------------------------------+
 *      | extensions: type, length, value; then perhaps a key and a digest
 *
 * A client learns from the four times of an exchange how far its clock is off, and how long the way
 * was.  Modes 6 and 7 ask and steer the program itself.  SPDX-License-Identifier: MIT */
#include "dissect/proto/ntp.h"

#include "base/text.h"
#include "base/time.h"

enum { EXTENSION_MIN = 16, KEY = 4 };

/* Seconds since 1900 and a fraction; without the top bit, since 2036 (RFC 4330 3). */
static int64_t time_of(const uint8_t *at)
{
    enum { UNIX_EPOCH = 2208988800 };
    int64_t seconds = bytes_be32(at), fraction = bytes_be32(at + 4);
    if (!seconds) return fraction * TIME_SECOND >> 32;
    if (!(seconds & 0x80000000)) seconds += INT64_C(1) << 32;
    return (seconds - UNIX_EPOCH) * TIME_SECOND + (fraction * TIME_SECOND >> 32);
}

static void add_time(struct packet *p, struct cur *c, unsigned row)
{
    uint32_t offset = c->at;
    const uint8_t *at = cur_take(c, 8);
    struct item *item = at ? packet_add(p, row, offset, 8, 0) : NULL;
    if (item) item->integer = time_of(at);
}

/* What is left is extensions, of a length that they tell, and a digest, told by its length. */
static void add_rest(struct packet *p, struct cur *c)
{
    for (uint32_t left = cur_left(c); left >= KEY && !c->error; left = cur_left(c)) {
        const uint8_t *at = cur_peek(c, 0, 4);
        uint32_t length = at ? bytes_be16(at + 2) : 0;
        if (left == KEY || left == KEY + 16 || left == KEY + 20) {
            packet_bytes(p, c, NTP_KEY_ID, KEY);
            if (left > KEY) packet_bytes(p, c, NTP_MAC, left - KEY);
        } else if (length < EXTENSION_MIN || length > left) {
            return;
        } else {
            struct item *item = packet_add(p, NTP_EXTENSION, c->at, length, 0);
            packet_open(p, item);
            packet_u16(p, c, NTP_EXTENSION_TYPE);
            packet_u16(p, c, NTP_EXTENSION_LENGTH);
            packet_bytes(p, c, NTP_EXTENSION_VALUE, length - 4);
            packet_shut(p, item, NULL);
        }
    }
}

static void dissect_time(struct packet *p, struct cur *c)
{
    static const uint8_t rows[] = {NTP_LEAP, NTP_VERSION, NTP_MODE, 0};
    packet_bits(p, c, NTP_FLAGS, rows, 0);
    packet_u8(p, c, NTP_STRATUM);
    packet_u8(p, c, NTP_POLL);
    packet_u8(p, c, NTP_PRECISION);
    packet_u32(p, c, NTP_ROOT_DELAY);
    packet_u32(p, c, NTP_ROOT_DISPERSION);
    packet_bytes(p, c, NTP_REFERENCE_ID, 4);
    for (unsigned row = NTP_REFERENCE_TIME; row <= NTP_TRANSMIT; row++)
        add_time(p, c, row);
    add_rest(p, c);
}

static void dissect_control(struct packet *p, struct cur *c)
{
    static const uint8_t rows[] = {NTP_LEAP, NTP_VERSION, NTP_MODE, 0};
    static const uint8_t more[] = {
        NTP_CONTROL_RESPONSE, NTP_CONTROL_ERROR, NTP_CONTROL_MORE, NTP_CONTROL_OPCODE, 0};
    packet_bits(p, c, NTP_FLAGS, rows, 0);
    packet_bits(p, c, NTP_CONTROL_FLAGS, more, 0);
    for (unsigned row = NTP_CONTROL_SEQUENCE; row <= NTP_CONTROL_COUNT; row++)
        packet_u16(p, c, row);
}

static void dissect_private(struct packet *p, struct cur *c)
{
    static const uint8_t rows[] = {
        NTP_PRIVATE_RESPONSE, NTP_PRIVATE_MORE, NTP_VERSION, NTP_MODE, 0};
    static const uint8_t more[] = {NTP_PRIVATE_AUTH, NTP_PRIVATE_SEQUENCE, 0};
    packet_bits(p, c, NTP_PRIVATE_FLAGS, rows, 0);
    packet_bits(p, c, NTP_PRIVATE_AUTH_SEQUENCE, more, 0);
    packet_u8(p, c, NTP_PRIVATE_IMPLEMENTATION);
    packet_u8(p, c, NTP_PRIVATE_REQUEST);
}

static void dissect(struct packet *p, struct cur *c)
{
    const uint8_t *first = cur_peek(c, 0, 1);
    unsigned mode = first ? *first & 7 : 0;
    if (mode == NTP_MODE_CONTROL)
        dissect_control(p, c);
    else if (mode == NTP_MODE_PRIVATE)
        dissect_private(p, c);
    else
        dissect_time(p, c);
}

/* A version that there is, and a message as long as its mode says. */
static bool agrees(const struct packet *packet, struct cur cur)
{
    (void)packet;
    const uint8_t *at = cur_peek(&cur, 0, 1);
    if (!at) return cur_left(&cur) > 0;
    unsigned mode = *at & 7, version = *at >> 3 & 7;
    uint32_t least = mode == NTP_MODE_CONTROL   ? NTP_CONTROL_HEADER
                     : mode == NTP_MODE_PRIVATE ? NTP_PRIVATE_HEADER
                                                : NTP_HEADER;
    return version >= 1 && version <= 4 && cur_left(&cur) >= least;
}

static const char *mode_name(unsigned mode)
{
    return mode == NTP_MODE_CONTROL   ? "control"
           : mode == NTP_MODE_PRIVATE ? "private"
                                      : field_value_name(ntp_modes, mode);
}

static void describe(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const uint8_t *at = layer_at(packet, layer, 1);
    if (layer->length < 1 || !at) return;
    text_format(
        text, " (%s, %s)", field_value_name(ntp_versions, *at >> 3 & 7), mode_name(*at & 7));
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const uint8_t *at = layer_at(packet, layer, 1);
    if (layer->length < 1 || !at) return;
    text_format(text, "%s, %s", field_value_name(ntp_versions, *at >> 3 & 7), mode_name(*at & 7));
    const struct item *request = layer_item(packet, layer, NTP_PRIVATE_REQUEST);
    if (request)
        text_format(text, ", %s, %s", field_value_name(ntp_answers, *at >> 7),
            ntp_name_or_unknown(ntp_requests, request->number));
}

static const struct link links[] = {{"udp.port", 123}, {NULL, 0}};

const struct proto proto_ntp = {.name = "ntp",
    .title = "Network Time Protocol",
    .column = "NTP",
    .fields = ntp_fields,
    .nfields = NTP_NFIELDS,
    .links = links,
    .agrees = agrees,
    .innermost = true,
    .dissect = dissect,
    .describe = describe,
    .info = info};
