/* The handshake messages by which the two agree on keys and prove who they are (RFC 5246 7.4.3 to
 * 7.4.8, RFC 8422 5.4).
 *
 *      elliptic curves:    | type, curve |  point  |               | signature |
 *      Diffie-Hellman:     |  p  |  g  |  public half of the key   | signature |
 *      RSA:                |  the secret, encrypted  |
 *      shared secrets:     |  whose, or which; RFC 4279 2  |
 *
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "dissect/proto/der.h"
#include "dissect/proto/tls.h"
#include "dissect/proto/x509.h"
#include "dissect/registry.h"

enum { SSL_3 = 0x0300 };

/* Since TLS 1.2 a signature says how it was made; DTLS 1.0 is TLS 1.1. */
static bool names_signatures(const struct tls *tls)
{
    return tls->memory->version >= 0x0303 && tls->memory->version != DTLS_1_0;
}

/* The key exchange of the suite, as its name tells. */
enum exchange { EXCHANGE_RSA, EXCHANGE_ELLIPTIC, EXCHANGE_FINITE, EXCHANGE_SHARED };

static enum exchange exchange_of(const struct tls *tls)
{
    const char *name = field_value_name(tls_ciphers, tls->memory->cipher);
    if (name && strncmp(name, "TLS_ECDH", 8) == 0) return EXCHANGE_ELLIPTIC;
    if (name && strncmp(name, "TLS_DH", 6) == 0) return EXCHANGE_FINITE;
    if (name && strncmp(name, "TLS_PSK", 7) == 0) return EXCHANGE_SHARED;
    return EXCHANGE_RSA;
}

static struct item *open_parameters(
    struct packet *p, unsigned field, const struct cur *c, const char *words)
{
    struct item *item = packet_add(p, field, c->at, cur_left(c), 0);
    if (item) item->bytes = bytes_of_string(words);
    packet_open(p, item);
    return item;
}

/* Suites without authentication (_anon) sign nothing. */
static void add_signature(struct packet *p, const struct tls *tls, struct cur *c)
{
    if (!cur_left(c)) return;
    if (names_signatures(tls)) tls_add_signatures(p, c);
    packet_bytes(p, c, TLS_SIG_BYTES, packet_u16(p, c, TLS_SIG_LEN));
}

void tls_read_server_keys(struct packet *p, const struct tls *tls, struct cur *c)
{
    enum exchange exchange = exchange_of(tls);
    if (exchange == EXCHANGE_RSA) return;
    if (exchange == EXCHANGE_SHARED) {
        struct item *item = open_parameters(p, TLS_SKE, c, "PSK Server Params");
        packet_bytes(p, c, TLS_HINT, packet_u16(p, c, TLS_HINT_LEN));
        packet_shut(p, item, NULL);
        return;
    }
    bool elliptic = exchange == EXCHANGE_ELLIPTIC;
    struct item *item = open_parameters(p, TLS_SKE, c,
        elliptic ? "EC Diffie-Hellman Server Params" : "Diffie-Hellman Server Params");
    if (elliptic) {
        packet_u8(p, c, TLS_CURVE_TYPE);
        packet_u16(p, c, TLS_CURVE);
        packet_bytes(p, c, TLS_SERVER_POINT, packet_u8(p, c, TLS_POINT_LEN));
    } else {
        packet_bytes(p, c, TLS_DH_P, packet_u16(p, c, TLS_DH_P_LEN));
        packet_bytes(p, c, TLS_DH_G, packet_u16(p, c, TLS_DH_G_LEN));
        packet_bytes(p, c, TLS_DH_SERVER, packet_u16(p, c, TLS_DH_SERVER_LEN));
    }
    add_signature(p, tls, c);
    packet_shut(p, item, NULL);
}

void tls_read_client_keys(struct packet *p, const struct tls *tls, struct cur *c)
{
    static const char *const words[] = {[EXCHANGE_RSA] = "RSA Encrypted PreMaster Secret",
        [EXCHANGE_ELLIPTIC] = "EC Diffie-Hellman Client Params",
        [EXCHANGE_FINITE] = "Diffie-Hellman Client Params",
        [EXCHANGE_SHARED] = "PSK Client Params"};
    enum exchange exchange = exchange_of(tls);
    if (!tls->memory->cipher) return;
    struct item *item = open_parameters(p, TLS_CKE, c, words[exchange]);
    if (exchange == EXCHANGE_ELLIPTIC)
        packet_bytes(p, c, TLS_CLIENT_POINT, packet_u8(p, c, TLS_POINT_LEN));
    else if (exchange == EXCHANGE_FINITE)
        packet_bytes(p, c, TLS_DH_CLIENT, packet_u16(p, c, TLS_DH_CLIENT_LEN));
    else if (exchange == EXCHANGE_SHARED)
        packet_bytes(p, c, TLS_IDENTITY, packet_u16(p, c, TLS_IDENTITY_LEN));
    else if (cur_left(c) > 2 && tls->memory->version > SSL_3)
        packet_bytes(p, c, TLS_PREMASTER, packet_u16(p, c, TLS_PREMASTER_LEN));
    else
        packet_rest(p, c, TLS_PREMASTER);
    packet_shut(p, item, NULL);
}

/* One of those whose certificates the server takes. */
static void add_authority(struct packet *p, struct cur *c)
{
    uint16_t length = packet_u16(p, c, TLS_AUTHORITY_LEN);
    struct cur name = cur_sub(c, length);
    const uint8_t *whole = cur_peek(&name, 0, length);
    struct der sequence;
    if (!whole || !der_expect(&name, DER_SEQUENCE, &sequence)) return;
    const struct cur *parts = &sequence.content;
    struct item *item = packet_add(p, TLS_AUTHORITY, parts->at, cur_left(parts), 0);
    if (item) item->bytes = bytes_of(whole, length);
    if (!p->detail && !p->dissector->frame->detail) return;
    packet_open(p, item);
    x509_relative_names(p, &sequence.content);
    packet_shut(p, item, NULL);
}

static void read_old_request(struct packet *p, const struct tls *tls, struct cur *c)
{
    uint8_t count = packet_u8(p, c, TLS_CERT_TYPES_LEN);
    struct item *item = packet_add(p, TLS_CERT_TYPES, c->at, count, 0);
    if (item)
        item->bytes =
            packet_format(p, "Certificate types (%u type%s)", count, count == 1 ? "" : "s");
    packet_open(p, item);
    for (unsigned i = 0; i < count && !c->error; i++)
        packet_u8(p, c, TLS_CERT_TYPE);
    packet_shut(p, item, NULL);
    if (names_signatures(tls)) tls_read_signatures(p, c);
    uint16_t length = packet_u16(p, c, TLS_AUTHORITIES_LEN);
    if (!length) return;
    item = packet_add(p, TLS_AUTHORITIES, c->at, length, 0);
    if (item)
        item->bytes =
            packet_format(p, "Distinguished Names (%u byte%s)", length, length == 1 ? "" : "s");
    packet_open(p, item);
    struct cur names = cur_sub(c, length);
    while (cur_left(&names) && !names.error)
        add_authority(p, &names);
    packet_shut(p, item, NULL);
}

void tls_read_request(struct packet *p, struct tls *tls, struct cur *c)
{
    if (tls->memory->version != 0x0304) {
        read_old_request(p, tls, c);
        return;
    }
    uint8_t context = packet_u8(p, c, TLS_CONTEXT_LEN);
    if (context) packet_bytes(p, c, TLS_CONTEXT, context);
    tls_read_other_extensions(p, tls, c, TLS_CERTIFICATE_REQUEST);
}

void tls_read_proof(struct packet *p, const struct tls *tls, struct cur *c)
{
    if (names_signatures(tls)) tls_add_signatures(p, c);
    packet_bytes(p, c, TLS_PROOF, packet_u16(p, c, TLS_PROOF_LEN));
}
