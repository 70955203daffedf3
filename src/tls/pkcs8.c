/* Private keys in PKCS #8 (RFC 5958), and sealed with a passphrase by PBES2 (RFC 8018):
 *
 *     EncryptedPrivateKeyInfo ::= SEQUENCE {
 *         SEQUENCE { id-PBES2, SEQUENCE {
 *             SEQUENCE { id-PBKDF2, SEQUENCE { salt OCTET STRING, iterations INTEGER,
 *                                              keyLength INTEGER OPTIONAL,
 *                                              prf SEQUENCE { OID, NULL } DEFAULT hmacWithSHA1 } },
 *             SEQUENCE { a cipher in CBC mode, iv OCTET STRING } } },
 *         encrypted PrivateKeyInfo OCTET STRING }
 *
 * That is what openssl 3 writes: `req -newkey … -keyout` with triple DES, `pkcs8` and `genpkey -aes256`
 * with AES.  mbedtls 2.28 opens only DES and triple DES, hence this file.  SPDX-License-Identifier: MIT */
#include "tls/internal.h"

#include <mbedtls/asn1write.h>
#include <mbedtls/cipher.h>
#include <mbedtls/oid.h>
#include <mbedtls/platform_util.h>

#define OID_AES_128_CBC MBEDTLS_OID_NIST_ALG "\x01\x02"
#define OID_AES_192_CBC MBEDTLS_OID_NIST_ALG "\x01\x16"
#define OID_AES_256_CBC MBEDTLS_OID_NIST_ALG "\x01\x2a"

enum {
    SEQUENCE = MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE,
    KEY_LIMIT = 32, /* the largest key and block below */
    BLOCK_LIMIT = 16,
    SALT_LEN = 16,
    OUR_ITERATIONS = 100000,
    /* More would let a file keep us busy for minutes. */
    ITERATIONS_LIMIT = 10 * 1000 * 1000,
};

struct scheme {
    mbedtls_md_type_t hash;
    struct bytes salt;
    int iterations;
    mbedtls_cipher_type_t cipher;
    struct bytes iv, sealed;
};

struct oid_row {
    const char *oid;
    size_t len;
    int value;
};

#define OID_ROW(oid, value)                                                                        \
    {                                                                                              \
        oid, sizeof(oid) - 1, value                                                                \
    }

static const struct oid_row hashes[] = {
    OID_ROW(MBEDTLS_OID_HMAC_SHA1, MBEDTLS_MD_SHA1),
    OID_ROW(MBEDTLS_OID_HMAC_SHA224, MBEDTLS_MD_SHA224),
    OID_ROW(MBEDTLS_OID_HMAC_SHA256, MBEDTLS_MD_SHA256),
    OID_ROW(MBEDTLS_OID_HMAC_SHA384, MBEDTLS_MD_SHA384),
    OID_ROW(MBEDTLS_OID_HMAC_SHA512, MBEDTLS_MD_SHA512),
    {0},
};

static const struct oid_row ciphers[] = {
    OID_ROW(OID_AES_256_CBC, MBEDTLS_CIPHER_AES_256_CBC),
    OID_ROW(OID_AES_192_CBC, MBEDTLS_CIPHER_AES_192_CBC),
    OID_ROW(OID_AES_128_CBC, MBEDTLS_CIPHER_AES_128_CBC),
    OID_ROW(MBEDTLS_OID_DES_EDE3_CBC, MBEDTLS_CIPHER_DES_EDE3_CBC),
    {0},
};

static int oid_value(const struct oid_row *rows, const mbedtls_asn1_buf *oid)
{
    for (; rows->oid; rows++)
        if (rows->len == oid->len && memcmp(rows->oid, oid->p, oid->len) == 0) return rows->value;
    return 0;
}

static bool is_oid(const mbedtls_asn1_buf *oid, const char *other, size_t len)
{
    return oid->len == len && memcmp(oid->p, other, len) == 0;
}

#define IS_OID(oid, other) is_oid(oid, other, sizeof(other) - 1)

/* The algorithm of an EncryptedPrivateKeyInfo, and what it seals. */
static bool outer(struct bytes der, mbedtls_asn1_buf *algorithm, mbedtls_asn1_buf *parameters,
    struct bytes *sealed)
{
    unsigned char *at = (unsigned char *)der.at;
    const unsigned char *end = at + der.len;
    size_t len;
    if (!der.len || mbedtls_asn1_get_tag(&at, end, &len, SEQUENCE) != 0) return false;
    end = at + len;
    *parameters = (mbedtls_asn1_buf){0};
    if (mbedtls_asn1_get_alg(&at, end, algorithm, parameters) != 0 ||
        mbedtls_asn1_get_tag(&at, end, &len, MBEDTLS_ASN1_OCTET_STRING) != 0 || at + len != end)
        return false;
    *sealed = bytes_of(at, len);
    return true;
}

bool pkcs8_is_encrypted(struct bytes der)
{
    mbedtls_asn1_buf algorithm, parameters;
    struct bytes sealed;
    return outer(der, &algorithm, &parameters, &sealed);
}

static enum pkcs8_result read_pbkdf2(mbedtls_asn1_buf *parameters, struct scheme *scheme)
{
    unsigned char *at = parameters->p;
    const unsigned char *end = at + parameters->len;
    size_t len;
    int key_len;
    if (mbedtls_asn1_get_tag(&at, end, &len, MBEDTLS_ASN1_OCTET_STRING) != 0)
        return PKCS8_MALFORMED;
    scheme->salt = bytes_of(at, len);
    at += len;
    if (mbedtls_asn1_get_int(&at, end, &scheme->iterations) != 0 || scheme->iterations < 1)
        return PKCS8_MALFORMED;
    if (scheme->iterations > ITERATIONS_LIMIT) return PKCS8_UNSUPPORTED;
    /* The cipher settles the key's length as well, and the two have to agree; which of them does
     * not is of no interest here. */
    if (at < end && *at == MBEDTLS_ASN1_INTEGER && mbedtls_asn1_get_int(&at, end, &key_len) != 0)
        return PKCS8_MALFORMED;
    scheme->hash = MBEDTLS_MD_SHA1;
    if (at < end) {
        mbedtls_asn1_buf prf, none = {0};
        if (mbedtls_asn1_get_alg(&at, end, &prf, &none) != 0) return PKCS8_MALFORMED;
        scheme->hash = (mbedtls_md_type_t)oid_value(hashes, &prf);
    }
    return scheme->hash == MBEDTLS_MD_NONE ? PKCS8_UNSUPPORTED : PKCS8_OK;
}

static enum pkcs8_result read_scheme(struct bytes der, struct scheme *scheme)
{
    mbedtls_asn1_buf algorithm, parameters, kdf, kdf_parameters = {0}, cipher, iv = {0};
    if (!outer(der, &algorithm, &parameters, &scheme->sealed)) return PKCS8_MALFORMED;
    if (!IS_OID(&algorithm, MBEDTLS_OID_PKCS5_PBES2)) return PKCS8_UNSUPPORTED;
    unsigned char *at = parameters.p;
    const unsigned char *end = at + parameters.len;
    if (mbedtls_asn1_get_alg(&at, end, &kdf, &kdf_parameters) != 0 ||
        mbedtls_asn1_get_alg(&at, end, &cipher, &iv) != 0)
        return PKCS8_MALFORMED;
    scheme->cipher = (mbedtls_cipher_type_t)oid_value(ciphers, &cipher);
    if (!IS_OID(&kdf, MBEDTLS_OID_PKCS5_PBKDF2) || scheme->cipher == MBEDTLS_CIPHER_NONE)
        return PKCS8_UNSUPPORTED; /* scrypt, RC2 … */
    if (iv.tag != MBEDTLS_ASN1_OCTET_STRING) return PKCS8_MALFORMED;
    scheme->iv = bytes_of(iv.p, iv.len);
    return read_pbkdf2(&kdf_parameters, scheme);
}

/* Runs the cipher of `scheme` over `in`, with the key that the passphrase gives.  `out` must have
 * room for a block more.  An mbedtls code. */
static int crypt(const struct scheme *scheme, const char *passphrase, mbedtls_operation_t operation,
    struct bytes in, struct text *out)
{
    const mbedtls_cipher_info_t *info = mbedtls_cipher_info_from_type(scheme->cipher);
    if (!info) return MBEDTLS_ERR_CIPHER_FEATURE_UNAVAILABLE;
    uint8_t key[KEY_LIMIT];
    mbedtls_cipher_context_t cipher;
    mbedtls_cipher_init(&cipher);
    size_t before = out->len, len = 0;
    int result = mbedtls_cipher_setup(&cipher, info);
    /* The default of 2.28, not of 3.6. */
    if (!result) result = mbedtls_cipher_set_padding_mode(&cipher, MBEDTLS_PADDING_PKCS7);
    size_t key_bits = result ? 0 : (size_t)mbedtls_cipher_get_key_bitlen(&cipher);
    if (!result && (scheme->iv.len != (size_t)mbedtls_cipher_get_iv_size(&cipher) ||
                       key_bits > sizeof key * 8))
        result = MBEDTLS_ERR_CIPHER_BAD_INPUT_DATA;
    if (!result && !text_room(out, in.len + BLOCK_LIMIT)) result = MBEDTLS_ERR_CIPHER_ALLOC_FAILED;
    if (!result)
        result = compat_pbkdf2(scheme->hash, bytes_of_string(passphrase), scheme->salt,
            (unsigned)scheme->iterations, key, (uint32_t)(key_bits / 8));
    if (!result) result = mbedtls_cipher_setkey(&cipher, key, (int)key_bits, operation);
    if (!result)
        result = mbedtls_cipher_crypt(&cipher, scheme->iv.at, scheme->iv.len, in.at, in.len,
            (uint8_t *)out->at + before, &len);
    if (!result) out->len = before + len;
    mbedtls_platform_zeroize(key, sizeof key);
    mbedtls_cipher_free(&cipher);
    return result;
}

enum pkcs8_result pkcs8_open(struct bytes der, const char *passphrase, struct text *plain)
{
    struct scheme scheme;
    enum pkcs8_result result = read_scheme(der, &scheme);
    if (result != PKCS8_OK) return result;
    int code = crypt(&scheme, passphrase, MBEDTLS_DECRYPT, scheme.sealed, plain);
    if (code == 0) return PKCS8_OK;
    if (code == MBEDTLS_ERR_CIPHER_ALLOC_FAILED || code == MBEDTLS_ERR_MD_ALLOC_FAILED)
        return PKCS8_NO_MEMORY;
    /* The wrong key shows in the padding, nearly always. */
    return code == MBEDTLS_ERR_CIPHER_INVALID_PADDING ? PKCS8_WRONG_PASSPHRASE : PKCS8_MALFORMED;
}

/* mbedtls writes DER from the end of a buffer towards its start; these hold any key of ours. */
enum { DER_ROOM = 8 * 1024 };

#define WRITE(call)                                                                                \
    do {                                                                                           \
        int written_ = (call);                                                                     \
        if (written_ < 0) return written_;                                                         \
        len += written_;                                                                           \
    } while (0)

/* PrivateKeyInfo ::= SEQUENCE { version 0, SEQUENCE { algorithm, parameters }, OCTET STRING key }
 */
static int write_info(uint8_t **at, uint8_t *start, const mbedtls_pk_context *key, int key_len)
{
    int len = key_len;
    const char *oid = NULL;
    size_t oid_len = 0;
    WRITE(mbedtls_asn1_write_len(at, start, (size_t)key_len));
    WRITE(mbedtls_asn1_write_tag(at, start, MBEDTLS_ASN1_OCTET_STRING));
    if (mbedtls_pk_get_type(key) == MBEDTLS_PK_RSA) {
        WRITE(mbedtls_asn1_write_algorithm_identifier(
            at, start, MBEDTLS_OID_PKCS1_RSA, sizeof MBEDTLS_OID_PKCS1_RSA - 1, 0));
    } else {
        int parameters = 0, code;
        mbedtls_ecp_group_id curve = mbedtls_pk_ec(*key)->MEMBER(grp).id;
        if ((code = mbedtls_oid_get_oid_by_ec_grp(curve, &oid, &oid_len)) != 0) return code;
        if ((parameters = mbedtls_asn1_write_oid(at, start, oid, oid_len)) < 0) return parameters;
        /* What this returns includes the parameters. */
        WRITE(mbedtls_asn1_write_algorithm_identifier(at, start, MBEDTLS_OID_EC_ALG_UNRESTRICTED,
            sizeof MBEDTLS_OID_EC_ALG_UNRESTRICTED - 1, (size_t)parameters));
    }
    WRITE(mbedtls_asn1_write_int(at, start, 0));
    WRITE(mbedtls_asn1_write_len(at, start, (size_t)len));
    WRITE(mbedtls_asn1_write_tag(at, start, SEQUENCE));
    return len;
}

int pkcs8_wrap(const mbedtls_pk_context *key, struct text *der)
{
    uint8_t buffer[DER_ROOM];
    int len = mbedtls_pk_write_key_der((mbedtls_pk_context *)key, buffer, sizeof buffer);
    if (len > 0) {
        uint8_t *at = buffer + sizeof buffer - len;
        len = write_info(&at, buffer, key, len);
        if (len > 0) text_add(der, at, (size_t)len);
    }
    mbedtls_platform_zeroize(buffer, sizeof buffer);
    return len < 0 ? len : der->failed ? MBEDTLS_ERR_X509_ALLOC_FAILED : 0;
}

static int write_sealed(uint8_t **at, uint8_t *start, const struct scheme *scheme)
{
    int len = 0, mark;
    WRITE(mbedtls_asn1_write_octet_string(at, start, scheme->sealed.at, scheme->sealed.len));
    mark = len;
    WRITE(mbedtls_asn1_write_octet_string(at, start, scheme->iv.at, scheme->iv.len));
    WRITE(mbedtls_asn1_write_oid(at, start, OID_AES_256_CBC, sizeof OID_AES_256_CBC - 1));
    WRITE(mbedtls_asn1_write_len(at, start, (size_t)(len - mark)));
    WRITE(mbedtls_asn1_write_tag(at, start, SEQUENCE));
    int kdf = len;
    WRITE(mbedtls_asn1_write_algorithm_identifier(
        at, start, MBEDTLS_OID_HMAC_SHA256, sizeof MBEDTLS_OID_HMAC_SHA256 - 1, 0));
    WRITE(mbedtls_asn1_write_int(at, start, scheme->iterations));
    WRITE(mbedtls_asn1_write_octet_string(at, start, scheme->salt.at, scheme->salt.len));
    WRITE(mbedtls_asn1_write_len(at, start, (size_t)(len - kdf)));
    WRITE(mbedtls_asn1_write_tag(at, start, SEQUENCE));
    WRITE(mbedtls_asn1_write_oid(
        at, start, MBEDTLS_OID_PKCS5_PBKDF2, sizeof MBEDTLS_OID_PKCS5_PBKDF2 - 1));
    WRITE(mbedtls_asn1_write_len(at, start, (size_t)(len - kdf)));
    WRITE(mbedtls_asn1_write_tag(at, start, SEQUENCE));
    WRITE(mbedtls_asn1_write_len(at, start, (size_t)(len - mark)));
    WRITE(mbedtls_asn1_write_tag(at, start, SEQUENCE));
    WRITE(mbedtls_asn1_write_oid(
        at, start, MBEDTLS_OID_PKCS5_PBES2, sizeof MBEDTLS_OID_PKCS5_PBES2 - 1));
    WRITE(mbedtls_asn1_write_len(at, start, (size_t)(len - mark)));
    WRITE(mbedtls_asn1_write_tag(at, start, SEQUENCE));
    WRITE(mbedtls_asn1_write_len(at, start, (size_t)len));
    WRITE(mbedtls_asn1_write_tag(at, start, SEQUENCE));
    return len;
}

int pkcs8_seal(
    struct bytes plain, const char *passphrase, mbedtls_ctr_drbg_context *drbg, struct text *der)
{
    uint8_t salt[SALT_LEN] = {0}, iv[BLOCK_LIMIT] = {0}, buffer[DER_ROOM];
    struct text sealed = {0};
    struct scheme scheme = {.hash = MBEDTLS_MD_SHA256,
        .iterations = OUR_ITERATIONS,
        .cipher = MBEDTLS_CIPHER_AES_256_CBC,
        .salt = bytes_of(salt, sizeof salt),
        .iv = bytes_of(iv, sizeof iv)};
    int result = mbedtls_ctr_drbg_random(drbg, salt, sizeof salt);
    if (!result) result = mbedtls_ctr_drbg_random(drbg, iv, sizeof iv);
    if (!result) result = crypt(&scheme, passphrase, MBEDTLS_ENCRYPT, plain, &sealed);
    if (!result) {
        scheme.sealed = bytes_of(sealed.at, sealed.len);
        uint8_t *at = buffer + sizeof buffer;
        result = write_sealed(&at, buffer, &scheme);
        if (result > 0) text_add(der, at, (size_t)result);
        if (result > 0) result = der->failed ? MBEDTLS_ERR_X509_ALLOC_FAILED : 0;
    }
    text_finish(&sealed);
    return result;
}

void text_wipe(struct text *text)
{
    if (text->at) mbedtls_platform_zeroize(text->at, text->cap);
    text_finish(text);
}
