/* Teredo, RFC 4380: IPv6 over UDP, so that it passes address translators.
 *
 *      +-------+-------+-------+-------+----------------+-----------------+-----------+---------+
 *      |   1   | id at | auth  | client identifier, authentication value | nonce (8) | confirm |
 *      +-------+-------+-------+-------+----------------+-----------------+-----------+---------+
 *      |   0   | port, inverted |  IPv4 address, inverted |    what the server saw of the client
 *      +-------+----------------+-------------------------+
 *      |  IPv6 packet …                                       either of the above may be missing
 *      +---------------------------------
 * SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/proto.h"

enum {
    AUTH,
    ID_LENGTH,
    VALUE_LENGTH,
    ID,
    VALUE,
    NONCE,
    CONFIRMATION,
    ORIGIN,
    ORIGIN_PORT,
    ORIGIN_ADDRESS,
    NFIELDS
};
enum { ORIGIN_INDICATION = 0, AUTHENTICATION = 1 };

static const struct field fields[NFIELDS] = {
    [AUTH] = {"teredo.auth", "Teredo Authentication header", FT_NONE, BASE_NONE,
        .flags = FIELD_SUMMARY},
    [ID_LENGTH] = {"teredo.auth.idlen", "Client identifier length", FT_UINT8, BASE_DEC},
    [VALUE_LENGTH] = {"teredo.auth.aulen", "Authentication value length", FT_UINT8, BASE_DEC},
    [ID] = {"teredo.auth.id", "Client identifier", FT_BYTES, BASE_NONE},
    [VALUE] = {"teredo.auth.value", "Authentication value", FT_BYTES, BASE_NONE},
    [NONCE] = {"teredo.auth.nonce", "Nonce value", FT_BYTES, BASE_NONE,
        .blurb = "Ties an answer to the question"},
    [CONFIRMATION] = {"teredo.auth.conf", "Confirmation byte", FT_BYTES, BASE_NONE},
    [ORIGIN] = {"teredo.orig", "Teredo Origin Indication header", FT_NONE, BASE_NONE,
        .flags = FIELD_SUMMARY},
    [ORIGIN_PORT] = {"teredo.orig.port", "Origin UDP port", FT_UINT16, BASE_DEC,
        .blurb = "The port that the translator gave the client"},
    [ORIGIN_ADDRESS] = {"teredo.orig.addr", "Origin IPv4 address", FT_IPv4, BASE_NONE,
        .blurb = "The address that the translator gave the client"},
};

static bool begins_with(const struct cur *c, uint16_t word)
{
    const uint8_t *at = cur_peek(c, 0, 2);
    return at && bytes_be16(at) == word;
}

static void add_authentication(struct packet *p, struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, 4);
    struct item *item = packet_add(p, AUTH, c->at, at ? 13U + at[2] + at[3] : 0, 0);
    packet_open(p, item);
    packet_skip(c, 2);
    uint8_t id = packet_u8(p, c, ID_LENGTH), value = packet_u8(p, c, VALUE_LENGTH);
    if (id) packet_bytes(p, c, ID, id);
    if (value) packet_bytes(p, c, VALUE, value);
    packet_bytes(p, c, NONCE, 8);
    packet_bytes(p, c, CONFIRMATION, 1);
    packet_shut(p, item, NULL);
}

/* Inverted on the wire, or a helpful translator would translate them as well (RFC 4380 5.1.1). */
static void add_origin(struct packet *p, struct cur *c)
{
    struct item *item = packet_add(p, ORIGIN, c->at, 8, 0);
    packet_open(p, item);
    packet_skip(c, 2);
    uint32_t offset = c->at;
    const uint8_t *at = cur_take(c, 2);
    if (at) packet_add_uint(p, ORIGIN_PORT, offset, 2, bytes_be16(at) ^ 0xffffU, 0);
    at = cur_take(c, 4);
    uint8_t *address = at ? packet_scratch(p, 4) : NULL;
    for (unsigned i = 0; address && i < 4; i++)
        address[i] = at[i] ^ 0xff;
    if (address) packet_add_bytes(p, ORIGIN_ADDRESS, offset + 2, bytes_of(address, 4), 0);
    packet_shut(p, item, NULL);
}

static void dissect(struct packet *p, struct cur *c)
{
    if (begins_with(c, AUTHENTICATION)) add_authentication(p, c);
    if (begins_with(c, ORIGIN_INDICATION)) add_origin(p, c);
    if (!cur_left(c)) packet_skip(c, 1); /* a packet is to follow */
    if (!c->error) packet_next(p, *c, 0);
}

/* One of the headers, or at once IPv6. */
static bool agrees(const struct packet *packet, struct cur cur)
{
    (void)packet;
    const uint8_t *at = cur_peek(&cur, 0, 2);
    return at && (at[0] >> 4 == 6 || bytes_be16(at) <= AUTHENTICATION);
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    bool authenticated = layer_item(packet, layer, AUTH),
         origin = layer_item(packet, layer, ORIGIN);
    if (authenticated) text_put(text, "Authentication header");
    if (authenticated && origin) text_put(text, ", ");
    if (origin) text_put(text, "Origin indication");
}

static const struct link links[] = {{"udp.port", 3544}, {NULL, 0}};

const struct proto proto_teredo = {.name = "teredo",
    .title = "Teredo IPv6 over UDP tunneling",
    .brief = "Teredo",
    .column = "Teredo",
    .fields = fields,
    .nfields = NFIELDS,
    .table = "ipv6",
    .links = links,
    .agrees = agrees,
    .dissect = dissect,
    .info = info};
