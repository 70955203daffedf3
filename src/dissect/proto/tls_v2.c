/* The hello of SSL 2, by which clients of old begin that speak SSL 3 or TLS as well (RFC 5246 E.2).
 *
 *      0                2        3         5         7            9           11
 *      +-+--------------+--------+---------+---------+------------+-----------+---- - -
 *      |1|    length    | type 1 | version | of the  | of session | of the    |  specs, id, challenge
 *      +-+--------------+--------+---------+- specs -+---- id ----+ challenge +---- - -
 *
 * A cipher spec has three octets; those that begin with a zero are cipher suites of TLS.  What was
 * agreed on in SSL 2 itself nobody speaks any more.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "dissect/proto/tls.h"

enum { HEADER = 2, FIXED = 9, SPEC = 3, RANDOM = 32, LONG = 0x8000, SSL_2 = 2 };

uint32_t tls_v2_length(const uint8_t *at, uint32_t there)
{
    if (there < HEADER + FIXED || !(at[0] & 0x80) || at[2] != TLS_CLIENT_HELLO) return 0;
    unsigned length = bytes_be16(at) & ~LONG, version = bytes_be16(at + 3),
             specs = bytes_be16(at + 5), session = bytes_be16(at + 7),
             challenge = bytes_be16(at + 9);
    bool known = version == SSL_2 || (version >= 0x0300 && version <= 0x0304);
    bool fits = specs && specs % SPEC == 0 && challenge >= 16 && challenge <= RANDOM &&
                length == FIXED + specs + session + challenge;
    return known && fits ? HEADER + length : 0;
}

static void add_specs(struct packet *p, struct cur *c, unsigned length)
{
    struct item *item = packet_add(p, TLS_CIPHERS, c->at, length, 0);
    if (item)
        item->bytes = packet_format(
            p, "Cipher Specs (%u spec%s)", length / SPEC, length / SPEC == 1 ? "" : "s");
    packet_open(p, item);
    for (unsigned i = 0; i < length / SPEC && !c->error; i++)
        packet_u24(p, c, TLS_V2_SPEC);
    packet_shut(p, item, NULL);
}

/* To those who go on in TLS the challenge is the client's random, with zeros in front. */
static void add_challenge(struct packet *p, struct tls *tls, struct cur *c, unsigned length)
{
    uint8_t random[RANDOM] = {0};
    uint32_t from = c->at;
    const uint8_t *at = cur_take(c, length);
    if (!at) return;
    packet_add(p, TLS_V2_CHALLENGE, from, length, 0);
    memcpy(random + RANDOM - length, at, length);
    tls_meet_client(p, tls, random);
}

void tls_read_v2(struct packet *p, struct tls *tls, struct cur *c)
{
    const uint8_t *header = cur_peek(c, 0, HEADER);
    unsigned length = header ? bytes_be16(header) & ~LONG : 0;
    struct item *item = packet_add(p, TLS_RECORD, c->at, HEADER + length, 0);
    if (item) item->bytes = bytes_of_string("SSLv2 Record Layer: Client Hello");
    packet_open(p, item);
    packet_add_uint(p, TLS_VERSION, c->at, 0, SSL_2, ITEM_GENERATED);
    packet_add_uint(p, TLS_LENGTH, c->at, HEADER, length, 0);
    packet_skip(c, HEADER);
    packet_u8(p, c, TLS_V2_TYPE);
    packet_u16(p, c, TLS_HS_VERSION);
    unsigned specs = packet_u16(p, c, TLS_V2_SPECS_LENGTH);
    const uint8_t *two = cur_peek(c, 0, 2);
    unsigned session = two ? bytes_be16(two) : 0;
    if (two) packet_add_uint(p, TLS_SESSION_ID_LENGTH, c->at, 2, session, 0);
    packet_skip(c, 2);
    unsigned challenge = packet_u16(p, c, TLS_V2_CHALLENGE_LENGTH);
    add_specs(p, c, specs);
    if (session) packet_bytes(p, c, TLS_SESSION_ID, session);
    add_challenge(p, tls, c, challenge);
    packet_shut(p, item, NULL);
    tls_add_words(p, "Client Hello");
    p->layer->column = tls_short_version(SSL_2);
}
