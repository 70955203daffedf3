/* Opening the records of TLS: from a logged secret to keys, and from keys to what was said.
 *
 *      before TLS 1.3                       TLS 1.3
 *
 *      master secret                        traffic secret of this side, another for the handshake
 *        | PRF "key expansion"                | HKDF "key", "iv"
 *        v                                    v
 *      MAC key, key, vector of each side    key, vector
 *
 * Each direction counts its records from 0 under each key; the count is part of what is sealed, so
 * a record that was not captured ends the reading of its side.  RFC 5246 6.3, RFC 8446 5.2 and 7.3.
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "dissect/hkdf.h"
#include "dissect/prf.h"
#include "dissect/proto/tls.h"
#include "dissect/tracker.h"

enum { MASTER = 48, SALT = 4, EXPLICIT = 8, KEY_BLOCK = 2 * (48 + 32 + 16) };
enum { ADDITIONAL = 23 + UINT8_MAX }; /* at most, with the longest ID of a connection */

/* --- what a cipher suite is made of, as its name tells ------------------------------------------ */

bool tls_read_suite(unsigned number, struct tls_suite *suite)
{
    static const struct {
        const char *words;
        enum opener_cipher cipher;
    } ciphers[] = {
        {"AES_128_GCM", OPENER_AES_128_GCM},
        {"AES_256_GCM", OPENER_AES_256_GCM},
        {"AES_128_CCM_8", OPENER_AES_128_CCM_8},
        {"AES_256_CCM_8", OPENER_AES_256_CCM_8},
        {"AES_128_CCM", OPENER_AES_128_CCM},
        {"AES_256_CCM", OPENER_AES_256_CCM},
        {"CHACHA20_POLY1305", OPENER_CHACHA20_POLY1305},
        {"AES_128_CBC", OPENER_AES_128_CBC},
        {"AES_256_CBC", OPENER_AES_256_CBC},
        {"3DES_EDE_CBC", OPENER_3DES_CBC},
    };
    const char *name = field_value_name(tls_ciphers, number);
    if (!name) return false;
    size_t length = strlen(name), i = 0;
    bool sha384 = length > 7 && strcmp(name + length - 7, "_SHA384") == 0;
    bool sha1 = length > 4 && strcmp(name + length - 4, "_SHA") == 0;
    suite->hash = sha384 ? OPENER_SHA384 : OPENER_SHA256;
    suite->mac = sha1 ? OPENER_SHA1 : suite->hash;
    while (i < sizeof ciphers / sizeof *ciphers && !strstr(name, ciphers[i].words))
        i++;
    if (i == sizeof ciphers / sizeof *ciphers) return false;
    suite->cipher = ciphers[i].cipher;
    return true;
}

/* --- keys --------------------------------------------------------------------------------------- */

/* The version of TLS that seals in the same way: DTLS 1.0 is TLS 1.1. */
static unsigned level(const struct tls_memory *memory)
{
    switch (memory->version) {
    case DTLS_1_2:
        return 0x0303;
    case DTLS_1_0:
    case DTLS_OPENSSL:
        return 0x0302;
    default:
        return memory->version;
    }
}

static struct bytes logged(const struct packet *p, const struct tls *tls, const char *label)
{
    struct secrets *secrets = p->tracker ? p->tracker->secrets : NULL;
    if (!secrets || !tls->memory->has_client_random) return (struct bytes){0};
    return secrets->find(secrets, label, tls->memory->client_random);
}

/* What is logged of the present keys of a side: of most sessions, nothing. */
static struct bytes secret_of(const struct packet *p, const struct tls *tls)
{
    static const char *const labels[2][2] = {
        {"SERVER_HANDSHAKE_TRAFFIC_SECRET", "SERVER_TRAFFIC_SECRET_0"},
        {"CLIENT_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_TRAFFIC_SECRET_0"},
    };
    const struct tls_memory *memory = tls->memory;
    if (memory->version != 0x0304) return logged(p, tls, "CLIENT_RANDOM");
    return logged(p, tls, labels[p->side == memory->client][memory->sides[p->side].finished]);
}

static const struct opener *opener_of(const struct packet *p)
{
    return p->tracker ? p->tracker->opener : NULL;
}

static void derive_1_3(
    const struct opener *opener, const struct tls_suite *suite, struct tls_side *side)
{
    struct bytes secret = bytes_of(side->secret, opener_hash_length(suite->hash));
    side->keyed = hkdf_expand_label(opener, suite->hash, secret, "key", side->key,
                      opener_key_length(suite->cipher)) &&
                  hkdf_expand_label(opener, suite->hash, secret, "iv", side->vector, OPENER_NONCE);
}

/* The present secret of this side, if it was logged by now. */
static void learn_1_3(const struct packet *p, const struct tls *tls, const struct tls_suite *suite,
    struct tls_side *side)
{
    struct bytes secret = secret_of(p, tls);
    if (secret.len != opener_hash_length(suite->hash)) return;
    memcpy(side->secret, secret.at, secret.len);
    derive_1_3(opener_of(p), suite, side);
}

/* Six values one behind the other: MAC keys, keys, vectors, the client's always first. */
static void learn_1_2(const struct packet *p, const struct tls *tls, const struct tls_suite *suite,
    struct tls_side *side)
{
    struct bytes master = secret_of(p, tls);
    const struct tls_memory *memory = tls->memory;
    bool chained = opener_is_chained(suite->cipher), server = p->side != memory->client;
    if (master.len != MASTER) return;
    size_t mac = chained ? opener_hash_length(suite->mac) : 0,
           key = opener_key_length(suite->cipher),
           vector = chained ? (level(memory) < 0x0302 ? opener_block_length(suite->cipher) : 0)
                    : suite->cipher == OPENER_CHACHA20_POLY1305 ? OPENER_NONCE
                                                                : SALT;
    uint8_t seed[64], block[KEY_BLOCK];
    memcpy(seed, memory->server_random, 32);
    memcpy(seed + 32, memory->client_random, 32);
    side->keyed = prf(opener_of(p), level(memory) < 0x0303 ? OPENER_MD5 : suite->hash, master,
        "key expansion", bytes_of(seed, sizeof seed), block, 2 * (mac + key + vector));
    const uint8_t *at = block;
    memcpy(side->mac_key, at + (server ? mac : 0), mac);
    at += 2 * mac;
    memcpy(side->key, at + (server ? key : 0), key);
    at += 2 * key;
    memcpy(side->vector, at + (server ? vector : 0), vector);
}

void tls_meet_client(const struct packet *p, struct tls *tls, const uint8_t *random)
{
    memcpy(tls->memory->client_random, random, sizeof tls->memory->client_random);
    tls->memory->has_client_random = true;
    tls->memory->client = p->side;
}

/* RFC 8446 4.1.3: this random, the digest of "HelloRetryRequest", makes it no hello. */
bool tls_is_retry(const uint8_t *random)
{
    static const uint8_t retry[32] = {0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d,
        0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07,
        0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};
    return memcmp(random, retry, sizeof retry) == 0;
}

void tls_meet_server(struct tls *tls, const uint8_t *random)
{
    struct tls_memory *memory = tls->memory;
    memcpy(memory->server_random, random, sizeof memory->server_random);
    if (memory->version != 0x0304 || tls_is_retry(random)) return;
    for (unsigned i = 0; i < 2; i++)
        memory->sides[i] = (struct tls_side){.sealed = true};
}

void tls_change_cipher(const struct packet *p, struct tls *tls)
{
    if (tls->memory->version != 0x0304)
        tls->memory->sides[p->side] = (struct tls_side){.sealed = true};
}

void tls_finished(const struct packet *p, struct tls *tls)
{
    if (tls->memory->version == 0x0304)
        tls->memory->sides[p->side] = (struct tls_side){.sealed = true, .finished = true};
}

/* RFC 8446 7.2. */
void tls_key_update(const struct packet *p, struct tls *tls)
{
    struct tls_side *side = &tls->memory->sides[p->side];
    struct tls_suite suite;
    uint8_t next[OPENER_HASH_MAX];
    if (!side->keyed || !tls_read_suite(tls->memory->cipher, &suite)) return;
    size_t length = opener_hash_length(suite.hash);
    if (!hkdf_expand_label(
            opener_of(p), suite.hash, bytes_of(side->secret, length), "traffic upd", next, length))
        return;
    memcpy(side->secret, next, length);
    side->sequence = 0;
    derive_1_3(opener_of(p), &suite, side);
}

/* --- records ------------------------------------------------------------------------------------ */

static void put_sequence(uint8_t *at, uint64_t sequence)
{
    for (unsigned i = 8; i-- > 0; sequence >>= 8)
        at[i] = (uint8_t)sequence;
}

/* The vector with the number of the record laid over it. */
static void count_nonce(uint8_t *nonce, const struct tls_side *side)
{
    uint8_t number[8];
    put_sequence(number, side->sequence);
    memcpy(nonce, side->vector, OPENER_NONCE);
    for (unsigned i = 0; i < sizeof number; i++)
        nonce[OPENER_NONCE - sizeof number + i] ^= number[i];
}

/* A record that is to be opened. */
struct seal {
    const struct opener *opener;
    struct tls_suite suite;
    const struct tls_memory *memory;
    struct tls_side *side;
    const uint8_t *header; /* type and version, and what follows */
    struct bytes id;       /* of the connection, DTLS alone */
    struct bytes sealed;
};

/* Sequence number, type, version and length of the text: what a record's seal covers besides it.  Of
 * one with the ID of its connection more, in another order (RFC 9146 5). */
static size_t put_additional(uint8_t *additional, const struct seal *seal, size_t length)
{
    uint8_t *at = additional;
    if (seal->header[0] == TLS_CONNECTION_ID) {
        memset(at, 0xff, 8);
        at[8] = at[10] = TLS_CONNECTION_ID;
        at[9] = (uint8_t)seal->id.len;
        memcpy(at + 11, seal->header + 1, 2);
        put_sequence(at + 13, seal->side->sequence);
        memcpy(at + 21, seal->id.at, seal->id.len);
        at += 21 + seal->id.len;
    } else {
        put_sequence(at, seal->side->sequence);
        memcpy(at + 8, seal->header, 3);
        at += 11;
    }
    at[0] = (uint8_t)(length >> 8);
    at[1] = (uint8_t)length;
    return (size_t)(at + 2 - additional);
}

/* Behind the text stands its type, and behind that any number of zeros. */
static bool take_type(struct tls_opened *opened)
{
    while (opened->length && !opened->plain[opened->length - 1])
        opened->length--;
    if (!opened->length) return false;
    opened->type = opened->plain[--opened->length];
    return true;
}

/* RFC 8446 5.2. */
static bool open_1_3(const struct seal *seal, struct tls_opened *opened)
{
    uint8_t nonce[OPENER_NONCE];
    count_nonce(nonce, seal->side);
    if (!seal->opener->open(seal->suite.cipher, seal->side->key, nonce, bytes_of(seal->header, 5),
            seal->sealed, opened->plain))
        return false;
    opened->length = seal->sealed.len - opener_tag_length(seal->suite.cipher);
    return take_type(opened);
}

/* RFC 5288 3, 6655 3 and 7905 2. */
static bool open_tagged(const struct seal *seal, struct tls_opened *opened)
{
    uint8_t nonce[OPENER_NONCE], additional[ADDITIONAL];
    struct bytes sealed = seal->sealed;
    size_t in_front = seal->suite.cipher == OPENER_CHACHA20_POLY1305 ? 0 : EXPLICIT;
    size_t around = in_front + opener_tag_length(seal->suite.cipher);
    if (sealed.len < around) return false;
    if (in_front) {
        memcpy(nonce, seal->side->vector, SALT);
        memcpy(nonce + SALT, sealed.at, EXPLICIT);
    } else {
        count_nonce(nonce, seal->side);
    }
    opened->length = sealed.len - around;
    size_t length = put_additional(additional, seal, opened->length);
    return seal->opener->open(seal->suite.cipher, seal->side->key, nonce,
        bytes_of(additional, length), bytes_of(sealed.at + in_front, sealed.len - in_front),
        opened->plain);
}

static bool mac_fits(const struct seal *seal, struct bytes text, const uint8_t *mac, uint8_t *room)
{
    uint8_t expected[OPENER_HASH_MAX];
    size_t length = opener_hash_length(seal->suite.mac),
           additional = put_additional(room, seal, text.len);
    memmove(room + additional, text.at, text.len);
    return seal->opener->hmac(seal->suite.mac, bytes_of(seal->side->mac_key, length),
               bytes_of(room, additional + text.len), expected) &&
           memcmp(expected, mac, length) == 0;
}

/* RFC 5246 6.2.3.2: vector, text, MAC, padding; RFC 7366 puts the MAC around all that is encrypted.
 * Before TLS 1.1 the vector is the last block of the record before. */
static bool open_chained(const struct seal *seal, struct tls_opened *opened)
{
    const struct tls_suite *suite = &seal->suite;
    struct tls_side *side = seal->side;
    struct bytes sealed = seal->sealed;
    size_t block = opener_block_length(suite->cipher), mac = opener_hash_length(suite->mac);
    bool mac_outside = seal->memory->encrypt_then_mac;
    size_t in_front = level(seal->memory) < 0x0302 ? 0 : block, behind = mac_outside ? mac : 0;
    if (sealed.len < in_front + behind + block) return false;
    struct bytes covered = bytes_of(sealed.at, sealed.len - behind);
    if (mac_outside && !mac_fits(seal, covered, sealed.at + covered.len, opened->scratch))
        return false;
    struct bytes blocks = bytes_of(sealed.at + in_front, covered.len - in_front);
    uint8_t vector[OPENER_BLOCK];
    memcpy(vector, in_front ? sealed.at : side->vector, block);
    if (!in_front) memcpy(side->vector, blocks.at + blocks.len - block, block);
    if (!seal->opener->decrypt(suite->cipher, side->key, vector, blocks, opened->plain))
        return false;
    size_t padding = opened->plain[blocks.len - 1] + (size_t)1, inside = mac_outside ? 0 : mac;
    if (padding + inside > blocks.len) return false;
    opened->length = blocks.len - padding - inside;
    return mac_outside || mac_fits(seal, bytes_of(opened->plain, opened->length),
                              opened->plain + opened->length, opened->scratch);
}

static bool open_with(const struct seal *seal, struct tls_opened *opened)
{
    if (seal->memory->version == 0x0304) return open_1_3(seal, opened);
    opened->type = seal->header[0];
    bool done = opener_is_chained(seal->suite.cipher) ? open_chained(seal, opened)
                                                      : open_tagged(seal, opened);
    return done && (opened->type != TLS_CONNECTION_ID || take_type(opened));
}

bool tls_open(struct packet *p, struct tls *tls, const uint8_t *header, struct bytes sealed,
    struct tls_opened *opened)
{
    struct tls_memory *memory = tls->memory;
    struct tls_side *side = &memory->sides[p->side];
    struct seal seal = {.opener = opener_of(p),
        .memory = memory,
        .side = side,
        .header = header,
        .id = tls->id,
        .sealed = sealed};
    bool modern = memory->version == 0x0304;
    if (!side->sealed || header[0] == TLS_CHANGE || (modern && header[0] != TLS_IS_DATA))
        return false;
    bool able = seal.opener && p->tracker->secrets && p->tracker->room && level(memory) >= 0x0301 &&
                sealed.len && (side->keyed || secret_of(p, tls).len) &&
                tls_read_suite(memory->cipher, &seal.suite);
    if (able && !side->keyed) (modern ? learn_1_3 : learn_1_2)(p, tls, &seal.suite, side);
    bool done = false;
    /* The text, and room to put together what a MAC covers. */
    uint8_t *room =
        able && side->keyed ? p->tracker->room(p->tracker, 2 * sealed.len + ADDITIONAL) : NULL;
    if (room) {
        opened->plain = room;
        opened->scratch = room + sealed.len;
        done = open_with(&seal, opened);
    }
    side->sequence++;
    return done;
}
