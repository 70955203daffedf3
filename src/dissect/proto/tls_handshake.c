/* What the handshake messages of TLS say (RFC 5246 7.4, RFC 8446 4); tls_messages.c finds them.
 *
 *      0        1                          4
 *      +--------+--------+--------+--------+-------- - -
 *      |  type  |          length          |  body
 *      +--------+--------+--------+--------+-------- - -
 *
 * SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "dissect/md5.h"
#include "dissect/proto/tls.h"
#include "dissect/proto/x509.h"
#include "dissect/registry.h"

enum { RANDOM = 32, DRAFT_OF_RETRIED_SUITE = 19, DRAFT_OF_OLD_SHAPE = 22 };

/* Where TLS 1.3 is agreed on already, all 32 bytes are random. */
static void add_random(struct packet *p, struct cur *c, bool modern)
{
    struct cur inner = *c;
    struct item *item, *time;
    uint32_t at = c->at;
    const uint8_t *bytes = packet_bytes(p, c, TLS_RANDOM, RANDOM);
    item = bytes && packet_wants(p, TLS_RANDOM) && p->nitems ? &p->items[p->nitems - 1] : NULL;
    if (!bytes || modern) return;
    packet_open(p, item);
    if ((time = packet_add(p, TLS_RANDOM_TIME, at, 4, 0)))
        time->integer = (int64_t)bytes_be32(bytes) * 1000000000;
    packet_skip(&inner, 4);
    packet_bytes(p, &inner, TLS_RANDOM_BYTES, RANDOM - 4);
    packet_shut(p, item, NULL);
}

static void add_session_id(struct packet *p, struct cur *c)
{
    uint8_t length = packet_u8(p, c, TLS_SESSION_ID_LENGTH);
    if (length) packet_bytes(p, c, TLS_SESSION_ID, length);
}

/* RFC 6347 4.2.1: proves to the server that the client is where it says. */
static void add_cookie(struct packet *p, struct cur *c)
{
    uint8_t length = packet_u8(p, c, DTLS_COOKIE_LENGTH);
    if (length) packet_bytes(p, c, DTLS_COOKIE, length);
}

/* --- JA3: what a hello looks like, so that programs can be told apart --------------------------- */

static void add_print(struct packet *p, uint32_t at, unsigned full, unsigned hash, const char *text)
{
    if (!packet_wants(p, full) && !packet_wants(p, hash)) return;
    char digest[33];
    md5_text(bytes_of_string(text), digest);
    struct item *item = packet_add(p, full, at, 0, ITEM_GENERATED);
    if (item) item->bytes = packet_format(p, "%s", text);
    item = packet_add(p, hash, at, 0, ITEM_GENERATED);
    if (item) item->bytes = packet_format(p, "%s", digest);
}

/* --- hellos ------------------------------------------------------------------------------------- */

static void add_ciphers(struct packet *p, struct cur *c, char *print, size_t size)
{
    struct cur list;
    uint16_t length = packet_u16(p, c, TLS_CIPHERS_LENGTH);
    struct item *item = packet_add(p, TLS_CIPHERS, c->at, length, 0);
    if (item)
        item->bytes =
            packet_format(p, "Cipher Suites (%u suite%s)", length / 2u, length / 2 == 1 ? "" : "s");
    packet_open(p, item);
    list = cur_sub(c, length);
    while (cur_left(&list) >= 2) {
        unsigned cipher = packet_u16(p, &list, TLS_CIPHER);
        if (list.error) break;
        if (!tls_is_grease(cipher)) tls_print_number(print, size, cipher);
    }
    packet_shut(p, item, NULL);
    if (list.error) c->error = list.error;
}

static void dissect_client_hello(struct packet *p, struct tls *tls, struct cur *c)
{
    struct tls_print print = {{0}, {0}, {0}};
    char ciphers[1024] = "", text[1600];
    uint32_t start = c->at;
    unsigned version = packet_u16(p, c, TLS_HS_VERSION);
    add_random(p, c, tls->memory->version == 0x0304);
    add_session_id(p, c);
    if (tls->datagrams) add_cookie(p, c);
    add_ciphers(p, c, ciphers, sizeof ciphers);
    uint8_t count = packet_u8(p, c, TLS_COMPS_LENGTH);
    struct item *item = packet_add(p, TLS_COMPS, c->at, count, 0);
    if (item)
        item->bytes =
            packet_format(p, "Compression Methods (%u method%s)", count, count == 1 ? "" : "s");
    packet_open(p, item);
    for (unsigned i = 0; i < count && !c->error; i++)
        packet_u8(p, c, TLS_COMP);
    packet_shut(p, item, NULL);
    if (cur_left(c)) tls_read_extensions(p, tls, c, TLS_CLIENT_HELLO, &print);
    if (c->error) return;
    snprintf(text, sizeof text, "%u,%s,%s,%s,%s", version, ciphers, print.extensions, print.groups,
        print.points);
    add_print(p, start, TLS_JA3_FULL, TLS_JA3, text);
}

/* The version at the cursor is the one to be spoken. */
static unsigned add_chosen(struct packet *p, struct tls *tls, struct cur *c)
{
    unsigned version = packet_u16(p, c, TLS_HS_VERSION);
    if (!c->error && tls_short_version(version))
        tls->memory->version = (uint16_t)tls_spoken(version);
    return version;
}

/* Drafts of TLS 1.3 before the 22nd knew no session and no compression. */
static void dissect_server_hello(struct packet *p, struct tls *tls, struct cur *c)
{
    struct tls_print print = {{0}, {0}, {0}};
    char text[400];
    uint32_t start = c->at;
    bool modern = tls_spoken(tls_chosen(*c)) == 0x0304;
    unsigned version = add_chosen(p, tls, c), draft = tls_draft(version);
    bool brief = draft && draft < DRAFT_OF_OLD_SHAPE;
    if (!tls->opened) tls->memory->changed[0] = tls->memory->changed[1] = false;
    tls->memory->alpn[0] = 0;
    tls->memory->encrypt_then_mac = false;
    const uint8_t *random = cur_peek(c, 0, RANDOM);
    add_random(p, c, modern);
    if (!brief) add_session_id(p, c);
    unsigned cipher = packet_u16(p, c, TLS_CIPHER);
    tls->memory->cipher = (uint16_t)cipher;
    if (!brief) packet_u8(p, c, TLS_COMP);
    if (cur_left(c)) tls_read_extensions(p, tls, c, TLS_SERVER_HELLO, &print);
    if (c->error) return;
    tls_meet_server(tls, random);
    snprintf(text, sizeof text, "%u,%u,%s", version, cipher, print.extensions);
    add_print(p, start, TLS_JA3S_FULL, TLS_JA3S, text);
}

static void dissect_hello_verify(struct packet *p, struct tls *tls, struct cur *c)
{
    add_chosen(p, tls, c);
    add_cookie(p, c);
}

/* The client is to say hello again, with a share of another group: in drafts a message of its own. */
static void dissect_hello_retry(struct packet *p, struct tls *tls, struct cur *c)
{
    unsigned draft = tls_draft(packet_u16(p, c, TLS_HS_VERSION));
    if (!draft || draft >= DRAFT_OF_RETRIED_SUITE) packet_u16(p, c, TLS_CIPHER);
    if (cur_left(c)) tls_read_other_extensions(p, tls, c, TLS_SERVER_HELLO);
}

/* --- the others --------------------------------------------------------------------------------- */

void tls_read_other_extensions(struct packet *p, struct tls *tls, struct cur *c, unsigned type)
{
    struct tls_print print = {{0}, {0}, {0}};
    tls_read_extensions(p, tls, c, type, &print);
}

/* Taken apart for those who look at it, or at the names of all that is inside. */
static void add_certificate(struct packet *p, const struct cur *list, uint32_t at, uint32_t size)
{
    struct cur der = *list;
    if (!size || (!p->detail && !p->dissector->frame->detail)) return;
    der.at = at;
    der.end = at + size;
    p->depth++;
    x509_certificate(p, &der);
    p->depth--;
}

static void dissect_certificates(struct packet *p, struct tls *tls, struct cur *c)
{
    bool modern = tls->memory->version == 0x0304;
    if (modern) {
        uint8_t context = packet_u8(p, c, TLS_CONTEXT_LEN);
        if (context) packet_bytes(p, c, TLS_CONTEXT, context);
    }
    uint32_t length = packet_u24(p, c, TLS_CERTS_LENGTH);
    if (!length) return; /* a client that has none says so */
    struct item *item = packet_add(p, TLS_CERTS, c->at, length, 0);
    if (item) item->bytes = packet_format(p, "Certificates (%u bytes)", length);
    packet_open(p, item);
    struct cur list = cur_sub(c, length);
    while (cur_left(&list) && !list.error) {
        uint32_t size = packet_u24(p, &list, TLS_CERT_LENGTH), at = list.at;
        const uint8_t *der = packet_bytes(p, &list, TLS_CERT, size);
        add_certificate(p, &list, at, der ? size : 0);
        if (modern) tls_read_other_extensions(p, tls, &list, TLS_CERTIFICATE);
    }
    packet_shut(p, item, NULL);
}

void tls_read_status(struct packet *p, struct cur *c)
{
    enum { OCSP = 1 };
    uint8_t kind = packet_u8(p, c, TLS_STATUS_TYPE);
    if (kind != OCSP) return;
    uint32_t size = packet_u24(p, c, TLS_STATUS_LENGTH);
    struct cur response = cur_sub(c, size);
    if (c->error || (!p->detail && !p->dissector->frame->detail)) return;
    x509_ocsp(p, &response);
}

static void dissect_ticket(struct packet *p, struct tls *tls, struct cur *c)
{
    bool modern = tls->memory->version == 0x0304;
    struct item *item = packet_add(p, TLS_TICKET, c->at, cur_left(c), 0);
    packet_open(p, item);
    packet_u32(p, c, TLS_TICKET_LIFETIME);
    if (modern) {
        packet_u32(p, c, TLS_TICKET_AGE);
        packet_bytes(p, c, TLS_TICKET_NONCE, packet_u8(p, c, TLS_TICKET_NONCE_LEN));
    }
    packet_bytes(p, c, TLS_TICKET_BYTES, packet_u16(p, c, TLS_TICKET_LEN));
    if (modern) tls_read_other_extensions(p, tls, c, TLS_NEW_TICKET);
    packet_shut(p, item, NULL);
}

/* The client's random is what its session's secrets are found by; of datagrams the rest tells how long
 * the IDs of the connection are. */
static void dissect_first(struct packet *p, struct tls *tls, struct cur *c)
{
    const uint8_t *random = cur_peek(c, 2, RANDOM);
    if (random) tls_meet_client(p, tls, random);
    if (p->detail || tls->datagrams) dissect_client_hello(p, tls, c);
}

void tls_read_message(struct packet *p, struct tls *tls, unsigned type, struct cur body)
{
    switch (type) {
    case TLS_CLIENT_HELLO:
        dissect_first(p, tls, &body);
        break;
    case TLS_SERVER_HELLO:
        dissect_server_hello(p, tls, &body);
        break;
    case TLS_HELLO_VERIFY:
        if (tls->datagrams) dissect_hello_verify(p, tls, &body);
        break;
    case TLS_HELLO_RETRY:
        dissect_hello_retry(p, tls, &body);
        break;
    case TLS_NEW_TICKET:
        dissect_ticket(p, tls, &body);
        break;
    case TLS_ENCRYPTED_EXTENSIONS:
        tls_read_other_extensions(p, tls, &body, type);
        break;
    case TLS_CERTIFICATE:
        dissect_certificates(p, tls, &body);
        break;
    case TLS_SERVER_KEYS:
        tls_read_server_keys(p, tls, &body);
        break;
    case TLS_CERTIFICATE_REQUEST:
        tls_read_request(p, tls, &body);
        break;
    case TLS_CERTIFICATE_VERIFY:
        tls_read_proof(p, tls, &body);
        break;
    case TLS_CLIENT_KEYS:
        tls_read_client_keys(p, tls, &body);
        break;
    case TLS_FINISHED:
        packet_add(p, TLS_VERIFY_DATA, body.at, cur_left(&body), 0);
        tls_finished(p, tls);
        break;
    case TLS_CERTIFICATE_STATUS:
        tls_read_status(p, &body);
        break;
    case TLS_KEY_UPDATE:
        tls_key_update(p, tls);
        break;
    default:
        break;
    }
}
