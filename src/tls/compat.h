/* What differs between mbedtls 2.28 (Debian 12) and 3.6 (Debian 13), behind one set of names.
 * Everything else of src/tls is written once.  SPDX-License-Identifier: MIT */
#pragma once
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/ecp.h>
#include <mbedtls/md.h>
#include <mbedtls/pk.h>
#include <mbedtls/pkcs5.h>
#include <mbedtls/ssl.h>
#include <mbedtls/version.h>
#include <mbedtls/x509_crt.h>
#include <stdint.h>

#include "tls/tls.h"

#if MBEDTLS_VERSION_NUMBER >= 0x03000000
#include <psa/crypto.h>
#define COMPAT_3 1
/* The members that 3.x renamed so as to discourage their use; each use here has no accessor. */
#define MEMBER(name) MBEDTLS_PRIVATE(name)
#else
#define COMPAT_3 0
#define MEMBER(name) name
#endif

#if COMPAT_3 && defined(MBEDTLS_SSL_PROTO_TLS1_3)
#define COMPAT_TLS_1_3 1
#else
#define COMPAT_TLS_1_3 0
#endif

/* The oldest and newest version this library speaks. */
#if COMPAT_3
enum { COMPAT_OLDEST = TLS_1_2, COMPAT_NEWEST = COMPAT_TLS_1_3 ? TLS_1_3 : TLS_1_2 };
#else
enum { COMPAT_OLDEST = TLS_1_0, COMPAT_NEWEST = TLS_1_2 };
#endif

/* TLS 1.3 in 3.x works on PSA keys; PSA is set up once for the process, any number of times. */
static inline int compat_start(void)
{
#if COMPAT_3
    return psa_crypto_init() == PSA_SUCCESS ? 0 : MBEDTLS_ERR_SSL_HW_ACCEL_FAILED;
#else
    return 0;
#endif
}

static inline void compat_set_versions(mbedtls_ssl_config *conf, unsigned oldest, unsigned newest)
{
#if COMPAT_3
    mbedtls_ssl_conf_min_tls_version(conf, (mbedtls_ssl_protocol_version)oldest);
    mbedtls_ssl_conf_max_tls_version(conf, (mbedtls_ssl_protocol_version)newest);
#else
    mbedtls_ssl_conf_min_version(conf, (int)(oldest >> 8), (int)(oldest & 0xff));
    mbedtls_ssl_conf_max_version(conf, (int)(newest >> 8), (int)(newest & 0xff));
#endif
}

/* X25519 and P-256 first: the library's own order begins with its slowest curve, and the server's
 * order decides. */
static inline void compat_set_groups(mbedtls_ssl_config *conf)
{
#if COMPAT_3
    static const uint16_t groups[] = {MBEDTLS_SSL_IANA_TLS_GROUP_X25519,
        MBEDTLS_SSL_IANA_TLS_GROUP_SECP256R1, MBEDTLS_SSL_IANA_TLS_GROUP_SECP384R1,
        MBEDTLS_SSL_IANA_TLS_GROUP_SECP521R1, MBEDTLS_SSL_IANA_TLS_GROUP_NONE};
    mbedtls_ssl_conf_groups(conf, groups);
#else
    static const mbedtls_ecp_group_id groups[] = {MBEDTLS_ECP_DP_CURVE25519,
        MBEDTLS_ECP_DP_SECP256R1, MBEDTLS_ECP_DP_SECP384R1, MBEDTLS_ECP_DP_SECP521R1,
        MBEDTLS_ECP_DP_NONE};
    mbedtls_ssl_conf_curves(conf, groups);
#endif
}

/* 3.6 offers RSA-PSS first, which servers of TLS 1.2 then take, and cannot read the answer: its code
 * for TLS 1.2 knows PKCS #1 only.  Offering that first helps where the server follows our order;
 * where it does not, see compat_is_signature_trouble(). */
static inline void compat_set_signatures(mbedtls_ssl_config *conf)
{
#if COMPAT_3
    static const uint16_t algorithms[] = {MBEDTLS_TLS1_3_SIG_ECDSA_SECP256R1_SHA256,
        MBEDTLS_TLS1_3_SIG_ECDSA_SECP384R1_SHA384, MBEDTLS_TLS1_3_SIG_ECDSA_SECP521R1_SHA512,
        MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA256, MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA384,
        MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA512, MBEDTLS_TLS1_3_SIG_RSA_PSS_RSAE_SHA256,
        MBEDTLS_TLS1_3_SIG_RSA_PSS_RSAE_SHA384, MBEDTLS_TLS1_3_SIG_RSA_PSS_RSAE_SHA512,
        MBEDTLS_TLS1_3_SIG_NONE};
    mbedtls_ssl_conf_sig_algs(conf, algorithms);
#else
    (void)conf; /* SHA-2 with either kind of key, as it should be */
#endif
}

/* 2.28 tells the secrets to a callback of the configuration, 3.x to one of each session.  Both lead
 * to keylog_add(), which internal.h declares. */
struct keylog;
void keylog_add(struct keylog *keylog, const char *label, const uint8_t client_random[32],
    const uint8_t *secret, size_t len);

#if COMPAT_3
static inline void compat_on_secret(void *context, mbedtls_ssl_key_export_type type,
    const unsigned char *secret, size_t len, const unsigned char client_random[32],
    const unsigned char server_random[32], mbedtls_tls_prf_types prf)
{
    const char *label = NULL;
    (void)server_random, (void)prf;
    switch (type) {
    case MBEDTLS_SSL_KEY_EXPORT_TLS12_MASTER_SECRET:
        label = "CLIENT_RANDOM";
        break;
#if COMPAT_TLS_1_3
    case MBEDTLS_SSL_KEY_EXPORT_TLS1_3_CLIENT_EARLY_SECRET:
        label = "CLIENT_EARLY_TRAFFIC_SECRET";
        break;
    case MBEDTLS_SSL_KEY_EXPORT_TLS1_3_EARLY_EXPORTER_SECRET:
        label = "EARLY_EXPORTER_SECRET";
        break;
    case MBEDTLS_SSL_KEY_EXPORT_TLS1_3_CLIENT_HANDSHAKE_TRAFFIC_SECRET:
        label = "CLIENT_HANDSHAKE_TRAFFIC_SECRET";
        break;
    case MBEDTLS_SSL_KEY_EXPORT_TLS1_3_SERVER_HANDSHAKE_TRAFFIC_SECRET:
        label = "SERVER_HANDSHAKE_TRAFFIC_SECRET";
        break;
    case MBEDTLS_SSL_KEY_EXPORT_TLS1_3_CLIENT_APPLICATION_TRAFFIC_SECRET:
        label = "CLIENT_TRAFFIC_SECRET_0";
        break;
    case MBEDTLS_SSL_KEY_EXPORT_TLS1_3_SERVER_APPLICATION_TRAFFIC_SECRET:
        label = "SERVER_TRAFFIC_SECRET_0";
        break;
#endif
    default:
        return;
    }
    keylog_add(context, label, client_random, secret, len);
}
#else
static inline int compat_on_secret(void *context, const unsigned char *master,
    const unsigned char *key_block, size_t mac_len, size_t key_len, size_t iv_len,
    const unsigned char client_random[32], const unsigned char server_random[32],
    mbedtls_tls_prf_types prf)
{
    (void)key_block, (void)mac_len, (void)key_len, (void)iv_len, (void)server_random, (void)prf;
    keylog_add(context, "CLIENT_RANDOM", client_random, master, 48);
    return 0;
}
#endif

static inline void compat_export_config(mbedtls_ssl_config *conf, struct keylog *keylog)
{
#if COMPAT_3
    (void)conf, (void)keylog;
#else
    mbedtls_ssl_conf_export_keys_ext_cb(conf, compat_on_secret, keylog);
#endif
}

static inline void compat_export_session(mbedtls_ssl_context *ssl, struct keylog *keylog)
{
#if COMPAT_3
    mbedtls_ssl_set_export_keys_cb(ssl, compat_on_secret, keylog);
#else
    (void)ssl, (void)keylog;
#endif
}

static inline bool compat_is_over(mbedtls_ssl_context *ssl)
{
#if COMPAT_3
    return mbedtls_ssl_is_handshake_over(ssl);
#else
    return ssl->state == MBEDTLS_SSL_HANDSHAKE_OVER;
#endif
}

/* A result of mbedtls_ssl_read() that only says "call again". */
static inline bool compat_is_ticket(int result)
{
#if COMPAT_TLS_1_3
    return result == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET;
#else
    (void)result;
    return false;
#endif
}

/* The server speaks TLS 1.2 and has signed in a way that 3.6 offered for TLS 1.3. */
static inline bool compat_is_signature_trouble(int result)
{
#if COMPAT_TLS_1_3
    return result == MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER;
#else
    (void)result;
    return false;
#endif
}

/* 3.x has folded many failures into fewer codes; these are the groups that are told apart here. */
static inline bool compat_is_no_cipher(int result)
{
#if COMPAT_3
    return result == MBEDTLS_ERR_SSL_HANDSHAKE_FAILURE;
#else
    return result == MBEDTLS_ERR_SSL_NO_CIPHER_CHOSEN ||
           result == MBEDTLS_ERR_SSL_NO_USABLE_CIPHERSUITE;
#endif
}

static inline bool compat_is_bad_version(int result)
{
#if COMPAT_3
    return result == MBEDTLS_ERR_SSL_BAD_PROTOCOL_VERSION;
#else
    return result == MBEDTLS_ERR_SSL_BAD_HS_PROTOCOL_VERSION;
#endif
}

static inline int compat_parse_key(mbedtls_pk_context *key, const uint8_t *at, size_t len,
    const char *passphrase, mbedtls_ctr_drbg_context *drbg)
{
    const unsigned char *word = (const unsigned char *)passphrase;
    size_t word_len = passphrase ? strlen(passphrase) : 0;
#if COMPAT_3
    return mbedtls_pk_parse_key(key, at, len, word, word_len, mbedtls_ctr_drbg_random, drbg);
#else
    (void)drbg;
    return mbedtls_pk_parse_key(key, at, len, word, word_len);
#endif
}

static inline int compat_check_pair(const mbedtls_pk_context *public_key,
    const mbedtls_pk_context *private_key, mbedtls_ctr_drbg_context *drbg)
{
#if COMPAT_3
    return mbedtls_pk_check_pair(public_key, private_key, mbedtls_ctr_drbg_random, drbg);
#else
    (void)drbg;
    return mbedtls_pk_check_pair(public_key, private_key);
#endif
}

static inline int compat_set_serial(mbedtls_x509write_cert *cert, uint8_t *at, size_t len)
{
#if COMPAT_3
    return mbedtls_x509write_crt_set_serial_raw(cert, at, len);
#else
    mbedtls_mpi serial;
    mbedtls_mpi_init(&serial);
    int result = mbedtls_mpi_read_binary(&serial, at, len);
    if (!result) result = mbedtls_x509write_crt_set_serial(cert, &serial);
    mbedtls_mpi_free(&serial);
    return result;
#endif
}

static inline int compat_pbkdf2(mbedtls_md_type_t hash, struct bytes passphrase, struct bytes salt,
    unsigned iterations, uint8_t *key, uint32_t len)
{
#if COMPAT_3
    return mbedtls_pkcs5_pbkdf2_hmac_ext(
        hash, passphrase.at, passphrase.len, salt.at, salt.len, iterations, len, key);
#else
    mbedtls_md_context_t md;
    mbedtls_md_init(&md);
    int result = mbedtls_md_setup(&md, mbedtls_md_info_from_type(hash), 1);
    if (!result)
        result = mbedtls_pkcs5_pbkdf2_hmac(
            &md, passphrase.at, passphrase.len, salt.at, salt.len, iterations, len, key);
    mbedtls_md_free(&md);
    return result;
#endif
}
