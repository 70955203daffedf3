/* TLS: configurations and sessions over whatever moves the bytes.  Only the files of src/tls include
 * mbedtls; io/ sees this.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/text.h"

enum tls_role { TLS_SERVER, TLS_CLIENT };
enum tls_version { TLS_1_0 = 0x301, TLS_1_1 = 0x302, TLS_1_2 = 0x303, TLS_1_3 = 0x304 };

struct tls_options {
    enum tls_role role;
    const char *cert_file, *key_file;   /* server: NULL, NULL: the self-signed one of the state directory */
    const char *passphrase;             /* of the key; NULL: none */
    const char *ca_file;                /* client: trust these instead of the system's; server: demand client certificates of these */
    const char *server_name;            /* client: SNI and the name to verify */
    bool insecure;                      /* client: verify nothing */
    enum tls_version min_version, max_version; /* 0: the library's best */
    const char *ciphers;                /* colon-separated names, OpenSSL's or IANA's; NULL: tuned order */
    const char *alpn;                   /* comma-separated; NULL: none */
    const char *keylog_file;            /* SSLKEYLOGFILE format, appended, 0600; NULL: none */
};

struct tls_config; /* shared by all sessions of a listener or client */
struct tls_session;

/* 0 or a negative code; `message` says what is wrong, `hint` what to type next. */
int tls_config_create(const struct tls_options *options, struct tls_config **config, struct text *message,
    struct text *hint);
void tls_config_destroy(struct tls_config *config);
/* What a certificate and key of ours are, for the `listening` line: subject, fingerprint. */
void tls_config_describe(const struct tls_config *config, struct text *text);

/* How a session moves ciphertext.  Both return bytes moved, 0 for "would block", negative codes. */
struct tls_bio {
    int (*send)(void *context, const uint8_t *data, size_t len);
    int (*receive)(void *context, uint8_t *data, size_t room);
    void *context;
};

enum tls_result { TLS_OK = 0, TLS_WANT_READ = 1, TLS_WANT_WRITE = 2, TLS_CLOSED = 3, TLS_FAILED = -1 };

int tls_session_create(struct tls_config *config, const struct tls_bio *bio, const char *server_name,
    struct tls_session **session);
void tls_session_destroy(struct tls_session *session);
enum tls_result tls_handshake(struct tls_session *session);
/* Plain bytes read into `data`; *got is set on TLS_OK. */
enum tls_result tls_read(struct tls_session *session, uint8_t *data, size_t room, size_t *got);
/* *taken of the bytes are sealed and sent or held; the rest must be offered again. */
enum tls_result tls_write(struct tls_session *session, const uint8_t *data, size_t len, size_t *taken);
/* Sends close_notify. */
enum tls_result tls_finish(struct tls_session *session);

/* After TLS_FAILED: one clear sentence ("client spoke plain text: GET / HTTP/1.1", "certificate expired on 2026-01-02"),
 * what a person should type next ("" if nothing), and a stable word for scripts ("plain-text", "expired", "unknown-ca"). */
void tls_failure(const struct tls_session *session, struct text *message, struct text *hint, const char **word);

struct tls_summary {
    const char *version, *cipher, *alpn, *server_name; /* alpn, server_name NULL if none */
    bool resumed;
    const char *client_subject; /* mutual TLS; NULL */
};
void tls_summary(const struct tls_session *session, struct tls_summary *summary);
/* The peer's chain and handshake in readable lines, what s_client shows (--show-certs). */
void tls_show_chain(const struct tls_session *session, struct text *text);
