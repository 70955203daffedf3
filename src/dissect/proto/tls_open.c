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

enum { MASTER = 48, SALT = 4, EXPLICIT = 8, ADDITIONAL = 13, KEY_BLOCK = 2 * (48 + 32 + 16) };

/* --- what a cipher suite is made of, as its name tells ------------------------------------------ */

struct suite {
    enum opener_cipher cipher;
    enum opener_hash hash; /* of the key derivation in TLS 1.2 and 1.3 */
    enum opener_hash mac;  /* of a chained cipher */
};

static bool read_suite(unsigned number, struct suite *suite)
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
    const struct opener *opener, const struct suite *suite, struct tls_side *side)
{
    struct bytes secret = bytes_of(side->secret, opener_hash_length(suite->hash));
    side->keyed = hkdf_expand_label(opener, suite->hash, secret, "key", side->key,
                      opener_key_length(suite->cipher)) &&
                  hkdf_expand_label(opener, suite->hash, secret, "iv", side->vector, OPENER_NONCE);
}

/* The present secret of this side, if it was logged by now. */
static void learn_1_3(
    const struct packet *p, const struct tls *tls, const struct suite *suite, struct tls_side *side)
{
    struct bytes secret = secret_of(p, tls);
    if (secret.len != opener_hash_length(suite->hash)) return;
    memcpy(side->secret, secret.at, secret.len);
    derive_1_3(opener_of(p), suite, side);
}

/* Six values one behind the other: MAC keys, keys, vectors, the client's always first. */
static void learn_1_2(
    const struct packet *p, const struct tls *tls, const struct suite *suite, struct tls_side *side)
{
    struct bytes master = secret_of(p, tls);
    const struct tls_memory *memory = tls->memory;
    bool chained = opener_is_chained(suite->cipher), server = p->side != memory->client;
    if (master.len != MASTER) return;
    size_t mac = chained ? opener_hash_length(suite->mac) : 0,
           key = opener_key_length(suite->cipher),
           vector = chained ? (memory->version < 0x0302 ? opener_block_length(suite->cipher) : 0)
                    : suite->cipher == OPENER_CHACHA20_POLY1305 ? OPENER_NONCE
                                                                : SALT;
    uint8_t seed[64], block[KEY_BLOCK];
    memcpy(seed, memory->server_random, 32);
    memcpy(seed + 32, memory->client_random, 32);
    side->keyed = prf(opener_of(p), memory->version < 0x0303 ? OPENER_MD5 : suite->hash, master,
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
    struct suite suite;
    uint8_t next[OPENER_HASH_MAX];
    if (!side->keyed || !read_suite(tls->memory->cipher, &suite)) return;
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

/* Sequence number, type, version and length of the text: what a record's seal covers besides it. */
static void put_additional(uint8_t additional[ADDITIONAL], const struct tls_side *side,
    const uint8_t *header, size_t length)
{
    put_sequence(additional, side->sequence);
    memcpy(additional + 8, header, 3);
    additional[11] = (uint8_t)(length >> 8);
    additional[12] = (uint8_t)length;
}

/* RFC 8446 5.2: behind the text stands its type, and behind that any number of zeros. */
static bool open_1_3(const struct opener *opener, const struct suite *suite,
    const struct tls_side *side, const uint8_t *header, struct bytes sealed,
    struct tls_opened *opened)
{
    uint8_t nonce[OPENER_NONCE];
    count_nonce(nonce, side);
    if (!opener->open(suite->cipher, side->key, nonce, bytes_of(header, 5), sealed, opened->plain))
        return false;
    size_t length = sealed.len - opener_tag_length(suite->cipher);
    while (length && !opened->plain[length - 1])
        length--;
    if (!length) return false;
    opened->type = opened->plain[length - 1];
    opened->length = length - 1;
    return true;
}

/* RFC 5288 3, 6655 3 and 7905 2. */
static bool open_tagged(const struct opener *opener, const struct suite *suite,
    const struct tls_side *side, const uint8_t *header, struct bytes sealed,
    struct tls_opened *opened)
{
    uint8_t nonce[OPENER_NONCE], additional[ADDITIONAL];
    size_t in_front = suite->cipher == OPENER_CHACHA20_POLY1305 ? 0 : EXPLICIT;
    size_t around = in_front + opener_tag_length(suite->cipher);
    if (sealed.len < around) return false;
    if (in_front) {
        memcpy(nonce, side->vector, SALT);
        memcpy(nonce + SALT, sealed.at, EXPLICIT);
    } else {
        count_nonce(nonce, side);
    }
    opened->type = header[0];
    opened->length = sealed.len - around;
    put_additional(additional, side, header, opened->length);
    return opener->open(suite->cipher, side->key, nonce, bytes_of(additional, sizeof additional),
        bytes_of(sealed.at + in_front, sealed.len - in_front), opened->plain);
}

static bool mac_fits(const struct opener *opener, const struct suite *suite,
    const struct tls_side *side, const uint8_t *header, struct bytes text, const uint8_t *mac,
    uint8_t *room)
{
    uint8_t expected[OPENER_HASH_MAX];
    size_t length = opener_hash_length(suite->mac);
    put_additional(room, side, header, text.len);
    memmove(room + ADDITIONAL, text.at, text.len);
    return opener->hmac(suite->mac, bytes_of(side->mac_key, length),
               bytes_of(room, ADDITIONAL + text.len), expected) &&
           memcmp(expected, mac, length) == 0;
}

/* RFC 5246 6.2.3.2: vector, text, MAC, padding; RFC 7366 puts the MAC around all that is encrypted.
 * Before TLS 1.1 the vector is the last block of the record before. */
static bool open_chained(const struct opener *opener, const struct suite *suite,
    struct tls_side *side, const struct tls_memory *memory, const uint8_t *header,
    struct bytes sealed, struct tls_opened *opened)
{
    size_t block = opener_block_length(suite->cipher), mac = opener_hash_length(suite->mac);
    bool mac_outside = memory->encrypt_then_mac;
    size_t in_front = memory->version < 0x0302 ? 0 : block, behind = mac_outside ? mac : 0;
    if (sealed.len < in_front + behind + block) return false;
    struct bytes covered = bytes_of(sealed.at, sealed.len - behind);
    if (mac_outside &&
        !mac_fits(opener, suite, side, header, covered, sealed.at + covered.len, opened->scratch))
        return false;
    struct bytes blocks = bytes_of(sealed.at + in_front, covered.len - in_front);
    uint8_t vector[OPENER_BLOCK];
    memcpy(vector, in_front ? sealed.at : side->vector, block);
    if (!in_front) memcpy(side->vector, blocks.at + blocks.len - block, block);
    if (!opener->decrypt(suite->cipher, side->key, vector, blocks, opened->plain)) return false;
    size_t padding = opened->plain[blocks.len - 1] + (size_t)1, inside = mac_outside ? 0 : mac;
    if (padding + inside > blocks.len) return false;
    opened->type = header[0];
    opened->length = blocks.len - padding - inside;
    return mac_outside ||
           mac_fits(opener, suite, side, header, bytes_of(opened->plain, opened->length),
               opened->plain + opened->length, opened->scratch);
}

bool tls_open(struct packet *p, struct tls *tls, const uint8_t *header, struct bytes sealed,
    struct tls_opened *opened)
{
    struct tls_memory *memory = tls->memory;
    struct tls_side *side = &memory->sides[p->side];
    const struct opener *opener = opener_of(p);
    struct suite suite;
    bool modern = memory->version == 0x0304;
    if (!side->sealed || header[0] == TLS_CHANGE || (modern && header[0] != TLS_IS_DATA))
        return false;
    bool able = opener && p->tracker->secrets && p->tracker->room && memory->version >= 0x0301 &&
                sealed.len && (side->keyed || secret_of(p, tls).len) &&
                read_suite(memory->cipher, &suite);
    if (able && !side->keyed) (modern ? learn_1_3 : learn_1_2)(p, tls, &suite, side);
    bool done = false;
    /* The text, and room to put together what a MAC covers. */
    uint8_t *room =
        able && side->keyed ? p->tracker->room(p->tracker, 2 * sealed.len + ADDITIONAL) : NULL;
    if (room) {
        opened->plain = room;
        opened->scratch = room + sealed.len;
        done = modern ? open_1_3(opener, &suite, side, header, sealed, opened)
               : opener_is_chained(suite.cipher)
                   ? open_chained(opener, &suite, side, memory, header, sealed, opened)
                   : open_tagged(opener, &suite, side, header, sealed, opened);
    }
    side->sequence++;
    return done;
}
