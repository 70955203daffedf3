/* What a dissector needs to read sealed bytes: cryptography, and the secrets of the conversation.
 *
 *      dissect/  asks:  the keys from this secret?  these bytes, opened?     (struct opener)
 *                       the secret that this session logged?                (struct secrets)
 *      tls/      answers with the library it alone includes                 (tls/opener.h)
 *
 * Both hang on the tracker (tracker.h), where whoever reads a capture puts them.  Without them sealed
 * bytes are shown as they are.  Key derivation is arithmetic on HMAC and is written in dissect/
 * itself (hkdf.h).  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

enum opener_hash { OPENER_MD5, OPENER_SHA1, OPENER_SHA256, OPENER_SHA384 };
enum { OPENER_HASH_MAX = 48 };

/* The length of a digest in bytes. */
static inline size_t opener_hash_length(enum opener_hash hash)
{
    static const uint8_t lengths[] = {16, 20, 32, OPENER_HASH_MAX};
    return lengths[hash];
}

enum opener_cipher {
    /* These seal with a tag behind the text. */
    OPENER_AES_128_GCM,
    OPENER_AES_256_GCM,
    OPENER_AES_128_CCM,
    OPENER_AES_256_CCM,
    OPENER_AES_128_CCM_8,
    OPENER_AES_256_CCM_8,
    OPENER_CHACHA20_POLY1305,
    /* These encrypt whole blocks, each chained to the one before. */
    OPENER_AES_128_CBC,
    OPENER_AES_256_CBC,
    OPENER_3DES_CBC,
};
enum { OPENER_KEY_MAX = 32, OPENER_NONCE = 12, OPENER_TAG = 16, OPENER_BLOCK = 16 };

static inline size_t opener_key_length(enum opener_cipher cipher)
{
    static const uint8_t lengths[] = {16, 32, 16, 32, 16, 32, 32, 16, 32, 24};
    return lengths[cipher];
}

/* Of those that have one: the octets of the tag. */
static inline size_t opener_tag_length(enum opener_cipher cipher)
{
    return cipher == OPENER_AES_128_CCM_8 || cipher == OPENER_AES_256_CCM_8 ? 8 : OPENER_TAG;
}

static inline bool opener_is_chained(enum opener_cipher cipher)
{
    return cipher >= OPENER_AES_128_CBC;
}

/* Of those that are chained: the octets of a block, which are those of the first vector as well. */
static inline size_t opener_block_length(enum opener_cipher cipher)
{
    return cipher == OPENER_3DES_CBC ? 8 : OPENER_BLOCK;
}

/* All return false where the library cannot, or the bytes were not sealed with this key; what they
 * wrote is then not to be used. */
struct opener {
    bool (*hmac)(enum opener_hash hash, struct bytes key, struct bytes text, uint8_t *mac);
    /* `plain` takes what is left of sealed.len without the tag; the nonce has OPENER_NONCE bytes. */
    bool (*open)(enum opener_cipher cipher, const uint8_t *key, const uint8_t *nonce,
        struct bytes additional, struct bytes sealed, uint8_t *plain);
    /* A chained cipher: the text comes out as it was padded.  sealed.len is a multiple of the
     * block's length. */
    bool (*decrypt)(enum opener_cipher cipher, const uint8_t *key, const uint8_t *vector,
        struct bytes sealed, uint8_t *plain);
    /* What hides the header of a QUIC packet (RFC 9001 5.4.3 and 5.4.4), from a sample of
     * OPENER_BLOCK bytes; as many are written. */
    bool (*mask)(
        enum opener_cipher cipher, const uint8_t *key, const uint8_t *sample, uint8_t *mask);
};

/* The secrets that sessions have logged (SSLKEYLOGFILE, the secrets block of a pcapng file). */
struct secrets {
    bool none; /* there are none, and there will be none */
    /* By label ("CLIENT_RANDOM", "CLIENT_TRAFFIC_SECRET_0") and the 32 bytes of the client's random;
     * empty if there is none.  Valid until the next question. */
    struct bytes (*find)(struct secrets *secrets, const char *label, const uint8_t *client_random);
};
