/* The keys of QUIC packets: those of Initial ones, which everybody can work out (RFC 9001 5.2), and
 * those that TLS agrees on, whose secrets were logged.
 *
 *      ID, salt of the version       traffic secret ----- "ku" -----> of the next phase, ...
 *        | HKDF "client in"            |
 *        v                             v
 *      secret -------------------> "key", "iv"; and "hp", which hides the header
 *
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "dissect/hkdf.h"
#include "dissect/proto/quic.h"
#include "dissect/proto/tls.h"
#include "dissect/tracker.h"

enum { SALT = 20, SECRET = 32 };

/* What differs between versions: RFC 9001 5.2 and 5.8, RFC 9369 3.3, and the drafts of both. */
enum edition_name { DRAFT_22, DRAFT_23, DRAFT_25, DRAFT_29, FINAL, SECOND, Q050, T050, T051 };

#define FIRST_LABELS "quic key", "quic iv", "quic hp", "quic ku"
#define SECOND_LABELS "quicv2 key", "quicv2 iv", "quicv2 hp", "quicv2 ku"

static const struct edition {
    const char *key, *nonce, *mask, *update; /* labels */
    uint8_t salt[SALT];
    uint8_t retry_key[16], retry_nonce[OPENER_NONCE]; /* zeros: nothing can be checked */
} editions[] = {
    [DRAFT_22] = {FIRST_LABELS,
        {0x7f, 0xbc, 0xdb, 0x0e, 0x7c, 0x66, 0xbb, 0xe9, 0x19, 0x3a, 0x96, 0xcd, 0x21, 0x51, 0x9e,
            0xbd, 0x7a, 0x02, 0x64, 0x4a},
        {0}, {0}},
    [DRAFT_23] = {FIRST_LABELS,
        {0xc3, 0xee, 0xf7, 0x12, 0xc7, 0x2e, 0xbb, 0x5a, 0x11, 0xa7, 0xd2, 0x43, 0x2b, 0xb4, 0x63,
            0x65, 0xbe, 0xf9, 0xf5, 0x02},
        {0}, {0}},
    [DRAFT_25] = {FIRST_LABELS,
        {0xc3, 0xee, 0xf7, 0x12, 0xc7, 0x2e, 0xbb, 0x5a, 0x11, 0xa7, 0xd2, 0x43, 0x2b, 0xb4, 0x63,
            0x65, 0xbe, 0xf9, 0xf5, 0x02},
        {0x4d, 0x32, 0xec, 0xdb, 0x2a, 0x21, 0x33, 0xc8, 0x41, 0xe4, 0x04, 0x3d, 0xf2, 0x7d, 0x44,
            0x30},
        {0x4d, 0x16, 0x11, 0xd0, 0x55, 0x13, 0xa5, 0x52, 0xc5, 0x87, 0xd5, 0x75}},
    [DRAFT_29] = {FIRST_LABELS,
        {0xaf, 0xbf, 0xec, 0x28, 0x99, 0x93, 0xd2, 0x4c, 0x9e, 0x97, 0x86, 0xf1, 0x9c, 0x61, 0x11,
            0xe0, 0x43, 0x90, 0xa8, 0x99},
        {0xcc, 0xce, 0x18, 0x7e, 0xd0, 0x9a, 0x09, 0xd0, 0x57, 0x28, 0x15, 0x5a, 0x6c, 0xb9, 0x6b,
            0xe1},
        {0xe5, 0x49, 0x30, 0xf9, 0x7f, 0x21, 0x36, 0xf0, 0x53, 0x0a, 0x8c, 0x1c}},
    [FINAL] = {FIRST_LABELS,
        {0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17, 0x9a, 0xe6, 0xa4, 0xc8, 0x0c,
            0xad, 0xcc, 0xbb, 0x7f, 0x0a},
        {0xbe, 0x0c, 0x69, 0x0b, 0x9f, 0x66, 0x57, 0x5a, 0x1d, 0x76, 0x6b, 0x54, 0xe3, 0x68, 0xc8,
            0x4e},
        {0x46, 0x15, 0x99, 0xd3, 0x5d, 0x63, 0x2b, 0xf2, 0x23, 0x98, 0x25, 0xbb}},
    [SECOND] = {SECOND_LABELS,
        {0x0d, 0xed, 0xe3, 0xde, 0xf7, 0x00, 0xa6, 0xdb, 0x81, 0x93, 0x81, 0xbe, 0x6e, 0x26, 0x9d,
            0xcb, 0xf9, 0xbd, 0x2e, 0xd9},
        {0x8f, 0xb4, 0xb0, 0x1b, 0x56, 0xac, 0x48, 0xe2, 0x60, 0xfb, 0xcb, 0xce, 0xad, 0x7c, 0xcc,
            0x92},
        {0xd8, 0x69, 0x69, 0xbc, 0x2d, 0x7c, 0x6d, 0x99, 0x90, 0xef, 0xb0, 0x4a}},
    [Q050] = {FIRST_LABELS,
        {0x50, 0x45, 0x74, 0xef, 0xd0, 0x66, 0xfe, 0x2f, 0x9d, 0x94, 0x5c, 0xfc, 0xdb, 0xd3, 0xa7,
            0xf0, 0xd3, 0xb5, 0x6b, 0x45},
        {0}, {0}},
    [T050] = {FIRST_LABELS,
        {0x7f, 0xf5, 0x79, 0xe5, 0xac, 0xd0, 0x72, 0x91, 0x55, 0x80, 0x30, 0x4c, 0x43, 0xa2, 0x36,
            0x7c, 0x60, 0x48, 0x83, 0x10},
        {0}, {0}},
    [T051] = {FIRST_LABELS,
        {0x7a, 0x4e, 0xde, 0xf4, 0xe7, 0xcc, 0xee, 0x5f, 0xa4, 0x50, 0x6c, 0x19, 0x12, 0x4f, 0xc8,
            0xcc, 0xda, 0x6e, 0x03, 0x3d},
        {0}, {0}},
};

static const struct {
    uint32_t first, last;
    enum edition_name edition;
} versions[] = {
    {QUIC_VERSION_1, QUIC_VERSION_1, FINAL},
    {QUIC_VERSION_2, QUIC_VERSION_2, SECOND},
    {QUIC_Q050, QUIC_Q050, Q050},
    {QUIC_T050, QUIC_T050, T050},
    {QUIC_T051, QUIC_T051, T051},
    {0xfaceb001, 0xfaceb001, DRAFT_22}, /* of Facebook */
    {0xfaceb002, 0xfaceb002, DRAFT_25},
    {0xfaceb00e, 0xfaceb00e, DRAFT_25},
    {0xff00000b, 0xff000016, DRAFT_22},
    {0xff000017, 0xff000018, DRAFT_23},
    {0xff000019, 0xff00001c, DRAFT_25},
    {0xff00001d, 0xff000020, DRAFT_29},
    {0xff000021, 0xff000022, FINAL},
};

/* NULL: nobody knows how it seals.  What is there to be refused is sealed somehow. */
static const struct edition *edition_of(uint32_t version)
{
    if (quic_is_grease(version)) return &editions[DRAFT_29];
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++)
        if (version >= versions[i].first && version <= versions[i].last)
            return &editions[versions[i].edition];
    return NULL;
}

bool quic_version_is_known(uint32_t version)
{
    return edition_of(version) != NULL;
}

bool quic_retry_keys(uint32_t version, const uint8_t **key, const uint8_t **nonce)
{
    const struct edition *edition = edition_of(version);
    if (!edition || !edition->retry_key[0]) return false;
    *key = edition->retry_key;
    *nonce = edition->retry_nonce;
    return true;
}

static bool derive(const struct opener *opener, enum opener_hash hash, struct bytes secret,
    const struct edition *edition, struct quic_keys *keys)
{
    size_t length = opener_key_length(keys->cipher);
    keys->known =
        hkdf_expand_label(opener, hash, secret, edition->key, keys->key, length) &&
        hkdf_expand_label(opener, hash, secret, edition->nonce, keys->nonce, OPENER_NONCE) &&
        hkdf_expand_label(opener, hash, secret, edition->mask, keys->mask, length);
    return keys->known;
}

bool quic_derive_initial(struct packet *p, struct quic_memory *memory, struct bytes id)
{
    static const char *const labels[] = {"client in", "server in"};
    const struct opener *opener = p->tracker->opener;
    const struct edition *edition = edition_of(memory->version);
    uint8_t initial[SECRET], secret[SECRET];
    if (!edition ||
        !hkdf_extract(opener, OPENER_SHA256, bytes_of(edition->salt, SALT), id, initial))
        return false;
    for (unsigned server = 0; server < 2; server++) {
        struct quic_side *side = &memory->sides[server ? !memory->client : memory->client];
        struct quic_keys *keys = &side->keys[QUIC_AT_FIRST];
        keys->cipher = OPENER_AES_128_GCM;
        keys->known = false;
        if (!hkdf_expand_label(
                opener, OPENER_SHA256, bytes_of(initial, SECRET), labels[server], secret, SECRET) ||
            !derive(opener, OPENER_SHA256, bytes_of(secret, SECRET), edition, keys))
            return false;
    }
    memory->first_id_length = (uint8_t)id.len;
    memcpy(memory->first_id, id.at, id.len);
    return true;
}

/* Before the server has chosen a suite, the length of the secret tells which hash it is for. */
static bool suite_of(
    const struct quic_memory *memory, enum quic_level level, size_t secret, struct tls_suite *suite)
{
    if (level != QUIC_EARLY) return tls_read_suite(memory->cipher, suite);
    bool longer = secret == opener_hash_length(OPENER_SHA384);
    suite->hash = longer ? OPENER_SHA384 : OPENER_SHA256;
    suite->cipher = longer ? OPENER_AES_256_GCM : OPENER_AES_128_GCM;
    return true;
}

bool quic_learn_keys(
    struct packet *p, struct quic_memory *memory, unsigned number, enum quic_level level)
{
    static const char *const labels[QUIC_LEVELS][2] = {
        [QUIC_EARLY] = {"CLIENT_EARLY_TRAFFIC_SECRET", NULL},
        [QUIC_HANDSHAKING] = {"CLIENT_HANDSHAKE_TRAFFIC_SECRET", "SERVER_HANDSHAKE_TRAFFIC_SECRET"},
        [QUIC_AGREED] = {"CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0"},
    };
    struct secrets *secrets = p->tracker->secrets;
    const struct edition *edition = edition_of(memory->spoken);
    const char *label = labels[level][number != memory->client];
    struct quic_side *side = &memory->sides[number];
    struct tls_suite suite;
    if (!secrets || !edition || !label || !memory->has_random) return false;
    struct bytes secret = secrets->find(secrets, label, memory->random);
    if (!secret.len || !suite_of(memory, level, secret.len, &suite) ||
        secret.len != opener_hash_length(suite.hash) || opener_is_chained(suite.cipher))
        return false;
    side->keys[level].cipher = suite.cipher;
    if (level == QUIC_AGREED) memcpy(side->secret, secret.at, secret.len);
    return derive(p->tracker->opener, suite.hash, secret, edition, &side->keys[level]);
}

/* RFC 9001 6: what hides the header stays. */
bool quic_next_keys(struct packet *p, const struct quic_memory *memory, unsigned number,
    struct quic_keys *keys, uint8_t *secret)
{
    const struct quic_side *side = &memory->sides[number];
    const struct opener *opener = p->tracker->opener;
    const struct edition *edition = edition_of(memory->spoken);
    struct tls_suite suite;
    if (!edition || !tls_read_suite(memory->cipher, &suite)) return false;
    size_t length = opener_hash_length(suite.hash);
    keys->cipher = suite.cipher;
    if (!hkdf_expand_label(
            opener, suite.hash, bytes_of(side->secret, length), edition->update, secret, length) ||
        !derive(opener, suite.hash, bytes_of(secret, length), edition, keys))
        return false;
    memcpy(keys->mask, side->keys[QUIC_AGREED].mask, sizeof keys->mask);
    return true;
}
