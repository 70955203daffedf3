/* Opens what was sealed, for the dissectors.  See dissect/opener.h.  SPDX-License-Identifier: MIT */
#include "tls/opener.h"

#include <mbedtls/aes.h>
#include <mbedtls/ccm.h>
#include <mbedtls/chacha20.h>
#include <mbedtls/chachapoly.h>
#include <mbedtls/cipher.h>
#include <mbedtls/gcm.h>
#include <mbedtls/md.h>

static bool hmac(enum opener_hash hash, struct bytes key, struct bytes text, uint8_t *mac)
{
    static const mbedtls_md_type_t types[] = {
        MBEDTLS_MD_MD5, MBEDTLS_MD_SHA1, MBEDTLS_MD_SHA256, MBEDTLS_MD_SHA384};
    const mbedtls_md_info_t *info = mbedtls_md_info_from_type(types[hash]);
    return info && mbedtls_md_hmac(info, key.at, key.len, text.at, text.len, mac) == 0;
}

static unsigned key_bits(enum opener_cipher cipher)
{
    return 8 * (unsigned)opener_key_length(cipher);
}

static bool open_gcm(enum opener_cipher cipher, const uint8_t *key, const uint8_t *nonce,
    struct bytes additional, struct bytes text, uint8_t *plain)
{
    mbedtls_gcm_context gcm;
    mbedtls_gcm_init(&gcm);
    bool done = mbedtls_gcm_setkey(&gcm, MBEDTLS_CIPHER_ID_AES, key, key_bits(cipher)) == 0 &&
                mbedtls_gcm_auth_decrypt(&gcm, text.len, nonce, OPENER_NONCE, additional.at,
                    additional.len, text.at + text.len, OPENER_TAG, text.at, plain) == 0;
    mbedtls_gcm_free(&gcm);
    return done;
}

static bool open_ccm(enum opener_cipher cipher, const uint8_t *key, const uint8_t *nonce,
    struct bytes additional, struct bytes text, uint8_t *plain)
{
    mbedtls_ccm_context ccm;
    mbedtls_ccm_init(&ccm);
    bool done =
        mbedtls_ccm_setkey(&ccm, MBEDTLS_CIPHER_ID_AES, key, key_bits(cipher)) == 0 &&
        mbedtls_ccm_auth_decrypt(&ccm, text.len, nonce, OPENER_NONCE, additional.at, additional.len,
            text.at, plain, text.at + text.len, opener_tag_length(cipher)) == 0;
    mbedtls_ccm_free(&ccm);
    return done;
}

static bool open_chacha(const uint8_t *key, const uint8_t *nonce, struct bytes additional,
    struct bytes text, uint8_t *plain)
{
    mbedtls_chachapoly_context chacha;
    mbedtls_chachapoly_init(&chacha);
    bool done = mbedtls_chachapoly_setkey(&chacha, key) == 0 &&
                mbedtls_chachapoly_auth_decrypt(&chacha, text.len, nonce, additional.at,
                    additional.len, text.at + text.len, text.at, plain) == 0;
    mbedtls_chachapoly_free(&chacha);
    return done;
}

static bool open_sealed(enum opener_cipher cipher, const uint8_t *key, const uint8_t *nonce,
    struct bytes additional, struct bytes sealed, uint8_t *plain)
{
    size_t tag = opener_tag_length(cipher);
    if (sealed.len < tag) return false;
    struct bytes text = bytes_of(sealed.at, sealed.len - tag);
    switch (cipher) {
    case OPENER_AES_128_GCM:
    case OPENER_AES_256_GCM:
        return open_gcm(cipher, key, nonce, additional, text, plain);
    case OPENER_AES_128_CCM:
    case OPENER_AES_256_CCM:
    case OPENER_AES_128_CCM_8:
    case OPENER_AES_256_CCM_8:
        return open_ccm(cipher, key, nonce, additional, text, plain);
    case OPENER_CHACHA20_POLY1305:
        return open_chacha(key, nonce, additional, text, plain);
    default:
        return false;
    }
}

static bool decrypt(enum opener_cipher cipher, const uint8_t *key, const uint8_t *vector,
    struct bytes sealed, uint8_t *plain)
{
    mbedtls_cipher_type_t type = cipher == OPENER_AES_128_CBC   ? MBEDTLS_CIPHER_AES_128_CBC
                                 : cipher == OPENER_AES_256_CBC ? MBEDTLS_CIPHER_AES_256_CBC
                                                                : MBEDTLS_CIPHER_DES_EDE3_CBC;
    const mbedtls_cipher_info_t *info = mbedtls_cipher_info_from_type(type);
    size_t block = opener_block_length(cipher), length = 0;
    mbedtls_cipher_context_t context;
    mbedtls_cipher_init(&context);
    bool done =
        opener_is_chained(cipher) && info && sealed.len % block == 0 &&
        mbedtls_cipher_setup(&context, info) == 0 &&
        mbedtls_cipher_setkey(&context, key, (int)key_bits(cipher), MBEDTLS_DECRYPT) == 0 &&
        mbedtls_cipher_set_padding_mode(&context, MBEDTLS_PADDING_NONE) == 0 &&
        mbedtls_cipher_crypt(&context, vector, block, sealed.at, sealed.len, plain, &length) == 0 &&
        length == sealed.len;
    mbedtls_cipher_free(&context);
    return done;
}

static bool mask(
    enum opener_cipher cipher, const uint8_t *key, const uint8_t *sample, uint8_t *mask)
{
    if (cipher == OPENER_CHACHA20_POLY1305) {
        /* The sample is the counter, its lowest byte first, and the nonce. */
        static const uint8_t zeros[OPENER_BLOCK];
        return mbedtls_chacha20_crypt(
                   key, sample + 4, bytes_le32(sample), sizeof zeros, zeros, mask) == 0;
    }
    mbedtls_aes_context aes;
    mbedtls_aes_init(&aes);
    bool done = mbedtls_aes_setkey_enc(&aes, key, key_bits(cipher)) == 0 &&
                mbedtls_aes_crypt_ecb(&aes, MBEDTLS_AES_ENCRYPT, sample, mask) == 0;
    mbedtls_aes_free(&aes);
    return done;
}

const struct opener *tls_opener(void)
{
    static const struct opener opener = {
        .hmac = hmac, .open = open_sealed, .decrypt = decrypt, .mask = mask};
    return &opener;
}
