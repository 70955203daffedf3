/* What the files of src/tls share.  SPDX-License-Identifier: MIT */
#pragma once
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/ssl.h>
#include <mbedtls/ssl_cache.h>
#include <mbedtls/ssl_ticket.h>
#include <mbedtls/x509_crt.h>

#include "tls/cert.h"
#include "tls/compat.h"
#include "tls/tls.h"

/* mbedtls' codes say little to people; the sentence around them says what was being done. */
enum { TLS_FILE_LIMIT = 4 * 1024 * 1024 }; /* no certificate bundle or key is larger */

/* random.c: a generator of our own for each user, seeded by the kernel. */
int random_init(mbedtls_ctr_drbg_context *drbg);

/* names.c: distinguished names, and the names a certificate is for. */
struct san {
    enum san_kind { SAN_DNS, SAN_IP, SAN_EMAIL, SAN_URI, SAN_OTHER } kind;
    struct bytes value;
};
struct san_walk {
    const uint8_t *at, *end;
};
void names_add_dn(struct text *text, const mbedtls_x509_name *name);
/* The value of an extension, within the certificate; false if it has none. */
bool names_extension(
    const mbedtls_x509_crt *cert, const char *oid, size_t oid_len, struct bytes *value);
#define NAMES_EXTENSION(cert, oid, value) names_extension(cert, oid, sizeof(oid) - 1, value)
/* False if there is no subjectAltName at all. */
bool names_begin(const mbedtls_x509_crt *cert, struct san_walk *walk);
bool names_next(struct san_walk *walk, struct san *san);
void names_add_all(struct text *text, const mbedtls_x509_crt *cert);
/* Whether a certificate is for the host name or address `wanted`. */
enum names_match {
    NAMES_NO,
    NAMES_YES,
    NAMES_CN_ONLY, /* it has no subjectAltName, and its CN is the one (RFC 9525 does not count that)
                    */
};
enum names_match names_match(const mbedtls_x509_crt *cert, const char *wanted);
/* 4 or 16 bytes of a numeric address (with or without [brackets]); 0 if it is none. */
size_t names_address(const char *string, uint8_t address[16]);

/* keyfile.c, pkcs8.c */
int keyfile_load(mbedtls_pk_context *key, const char *path, const char *passphrase,
    mbedtls_ctr_drbg_context *drbg, struct text *message, struct text *hint);
void keyfile_describe(struct text *text, const mbedtls_pk_context *key);
bool pkcs8_is_encrypted(struct bytes der);
enum pkcs8_result {
    PKCS8_OK,
    PKCS8_WRONG_PASSPHRASE,
    PKCS8_UNSUPPORTED,
    PKCS8_MALFORMED,
    PKCS8_NO_MEMORY
};
/* Opens an EncryptedPrivateKeyInfo (PBES2): the PrivateKeyInfo is appended to `plain`. */
enum pkcs8_result pkcs8_open(struct bytes der, const char *passphrase, struct text *plain);
/* Appends a PrivateKeyInfo for this key, in DER; an mbedtls code. */
int pkcs8_wrap(const mbedtls_pk_context *key, struct text *der);
/* Appends an EncryptedPrivateKeyInfo of it. */
int pkcs8_seal(
    struct bytes plain, const char *passphrase, mbedtls_ctr_drbg_context *drbg, struct text *der);
/* For texts that have held a key. */
void text_wipe(struct text *text);

/* ciphers.c: an mbedtls list ending in 0, to be freed. */
int *ciphers_tuned(unsigned min_version);
int *ciphers_parse(const char *names, struct text *message, struct text *hint);
/* "TLS_ECDHE_…" from mbedtls' "TLS-ECDHE-…" */
void ciphers_iana(const char *name, char *iana, size_t room);

/* keylog.c */
struct keylog {
    int descriptor; /* -1: none */
    int status;     /* of the first line that could not be written */
    char *path;
};
int keylog_open(struct keylog *keylog, const char *path);
void keylog_close(struct keylog *keylog);

/* identity.c: the certificate that servers use when they are given none. */
struct identity {
    struct text cert_file, key_file;
    bool self_made, fresh;
    const char *reason;
    struct text subject, key, names, fingerprint;
};
int identity_own(
    struct identity *identity, unsigned rsa_bits, struct text *message, struct text *hint);
void identity_describe(struct identity *identity, const mbedtls_x509_crt *cert);
void identity_finish(struct identity *identity);

struct tls_config {
    enum tls_role role;
    mbedtls_ssl_config ssl;
    mbedtls_ctr_drbg_context drbg;
    mbedtls_x509_crt cert; /* ours, with its chain */
    mbedtls_pk_context key;
    mbedtls_x509_crt authorities; /* whom we trust */
    mbedtls_ssl_ticket_context tickets;
    mbedtls_ssl_cache_context cache;
    struct keylog keylog;
    struct identity identity;
    bool has_identity;
    bool insecure;
    char *server_name, *ca_file, *retry;
    char *alpn_names;    /* what alpn[] points into */
    const char *alpn[9]; /* NULL-terminated */
    int *ciphers;
    unsigned min_version, max_version;
};

enum { HELLO_ROOM = 1024, CHAIN_LIMIT = 64 * 1024 };

/* Needed until the handshake is over, and freed then: an idle session should be small. */
struct handshake {
    uint8_t hello[HELLO_ROOM]; /* the first bytes that came */
    size_t hello_len;
    uint8_t tail[7];         /* the last ones: as many as an alert in the clear has */
    uint64_t received, sent; /* bytes of ciphertext */
    int alert_sent;          /* description of a fatal alert of ours; -1: none */
    bool full;               /* a certificate was shown: not resumed */
};

struct tls_session {
    mbedtls_ssl_context ssl; /* first: the callbacks of mbedtls find the session by it */
    struct tls_config *config;
    struct tls_bio bio;
    struct handshake *handshake; /* NULL when done */
    char *name;                  /* client: the host that is meant; NULL: none */
    struct text chain;           /* PEM of what the peer showed, leaf first */
    uint32_t verify;             /* MBEDTLS_X509_BADCERT_… that verification found */
    int error;                   /* the mbedtls code that ended it */
    int alert;                   /* description of the alert received; -1: none */
    const char *broken;          /* ended by the transport, or by a time-out (then "") */
    bool done, resumed, cn_only, peer_finished, finished;
    uint64_t handshake_received, handshake_sent;
    char *sni; /* server: what the client asked for */
    struct text subject, warning, message, hint;
    const char *word; /* NULL: no failure worked out yet */
};

/* explain.c: fills message, hint and word of the session. */
void explain_failure(struct tls_session *session);
/* Why verification failed, as one sentence; the word for scripts. */
const char *explain_verify(struct tls_session *session, struct text *message, struct text *hint);
/* The command again, with `option` added: for hints. */
void explain_retry(const struct tls_session *session, struct text *hint, const char *option);
const char *explain_alert(int alert);
/* hello.c: what the first bytes say. */
bool hello_is_tls(const uint8_t *at, size_t len);
/* The newest version a ClientHello offers, 0 if that cannot be told. */
unsigned hello_newest(const uint8_t *at, size_t len);
/* The oldest one that it lists, 0 if it has no such list (clients before TLS 1.3). */
unsigned hello_oldest(const uint8_t *at, size_t len);
