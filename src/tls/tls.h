/* TLS: configurations and sessions over whatever moves the bytes.  Only the files of src/tls
 * include mbedtls; everyone else sees this and cert.h.
 *
 * A *configuration* is shared by all sessions of a listener or client.  A *session* is one
 * connection.  A session does no I/O of its own: it is given two functions (struct tls_bio) and
 * says when it cannot go on without them.  SPDX-License-Identifier: MIT */
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
    /* Both or neither.  Server with neither: the self-signed certificate of the state directory, on
     * P-256, or with an RSA key of so many bits if that is not 0. */
    const char *cert_file, *key_file;
    unsigned rsa_bits;
    const char *passphrase; /* of the key; NULL: none */
    /* Client: trust these certificates instead of the system's.  Server: demand a certificate
     * signed by one of these. */
    const char *ca_file;
    const char *server_name;           /* client: instead of the host it connects to; NULL: that */
    bool insecure;                     /* client: verify nothing */
    unsigned min_version, max_version; /* enum tls_version; 0: TLS 1.2, and the library's newest */
    const char *ciphers;     /* colon-separated names, OpenSSL's or IANA's; NULL: tuned order */
    const char *alpn;        /* comma-separated; NULL: none */
    const char *keylog_file; /* appended to; NULL: what SSLKEYLOGFILE names, or none */
    /* Client: how to type the command again with one option more, which goes where {} stands; other
     * options stand in braces, with a blank behind, and go when they are the one that is added:
     * "wirelab echo-client --tls {--ca ca.crt }{} localhost 1234".  NULL: hints name the option. */
    const char *retry;
};

struct tls_config;
struct tls_session;

/* 0 or a negative code; then `message` says what is wrong and `hint` what to type next.  -EINVAL:
 * the options themselves make no sense (usage); anything else: a file, the system.  They are
 * copied. */
int tls_config_create(const struct tls_options *options, struct tls_config **config,
    struct text *message, struct text *hint);
void tls_config_destroy(struct tls_config *config);

/* The certificate that a server shows: where it is, and whether it was made just now. */
struct tls_identity {
    const char *cert_file, *key_file;
    bool self_made;     /* kept in the state directory */
    bool fresh;         /* written by this call of tls_config_create() */
    const char *reason; /* why the one that was there could not be used; NULL: none was there */
    const char *subject, *key, *names, *fingerprint; /* "CN=localhost", "EC P-256", …, SHA-256 */
};
/* False for a configuration without a certificate. */
bool tls_config_identity(const struct tls_config *config, struct tls_identity *identity);
/* Where secrets are logged; NULL: nowhere.  *status: 0 or the code of a line that could not be
 * written. */
const char *tls_config_keylog(const struct tls_config *config, int *status);
bool tls_config_insecure(const struct tls_config *config);

/* True if the key in this file cannot be read without a passphrase. */
bool tls_key_is_encrypted(const char *key_file);

/* "1.2", "TLSv1.2", "tls1.2" as enum tls_version; 0 if it is none. */
unsigned tls_version_parse(const char *string);
const char *tls_version_name(unsigned version); /* "TLS 1.2" */

/* How a session moves ciphertext.  Both return how many bytes they moved, or one of these. */
enum { TLS_BIO_AGAIN = 0, TLS_BIO_END = -1, TLS_BIO_FAILED = -2 };
struct tls_bio {
    int (*send)(void *context, const uint8_t *data, size_t len);
    int (*receive)(void *context, uint8_t *data, size_t room);
    void *context;
};

enum tls_result { TLS_OK, TLS_WANT_READ, TLS_WANT_WRITE, TLS_CLOSED, TLS_FAILED };

/* 0 or a negative code (out of memory).  Clients: `server_name` is the host one means (SNI, and the
 * name to find in the certificate), unless the configuration names another; NULL on servers. */
int tls_session_create(struct tls_config *config, const struct tls_bio *bio,
    const char *server_name, struct tls_session **session);
void tls_session_destroy(struct tls_session *session);

/* Goes on with the handshake as far as the bytes allow. */
enum tls_result tls_handshake(struct tls_session *session);
/* The handshake has taken too long: what tls_failure() tells then is how far it came. */
void tls_timed_out(struct tls_session *session);
/* The transport failed outside of a session's calls, with these words of the system. */
void tls_broken(struct tls_session *session, const char *reason);

/* Plain bytes read into `data`; *got is set on TLS_OK.  TLS_CLOSED: the peer has finished, with
 * close_notify or without.  Writing is still possible then. */
enum tls_result tls_read(struct tls_session *session, uint8_t *data, size_t room, size_t *got);
/* *taken of the bytes are sealed, and sent or held; on TLS_WANT_WRITE the rest must be offered
 * again. */
enum tls_result tls_write(
    struct tls_session *session, const uint8_t *data, size_t len, size_t *taken);
/* Sends close_notify. */
enum tls_result tls_finish(struct tls_session *session);
/* Whether the peer ended with close_notify; without, the end may have been forged. */
bool tls_peer_finished(const struct tls_session *session);

/* After TLS_FAILED: one clear sentence ("client spoke plain text: GET / HTTP/1.1"), what a person
 * should type next ("" if nothing), and a stable word for scripts ("plain-text", "expired",
 * "unknown-ca", …).  Valid as long as the session. */
struct tls_failure {
    const char *message, *hint, *word;
};
void tls_failure(struct tls_session *session, struct tls_failure *failure);

struct tls_summary {
    const char *version;     /* "TLSv1.2" */
    char cipher[64];         /* "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256" */
    const char *alpn;        /* NULL: none */
    const char *server_name; /* SNI, sent or received; NULL: none */
    bool resumed;
    const char *peer_subject; /* of its certificate; NULL: it showed none */
    /* What a person should know although the handshake succeeded: what --insecure passed over, or
     * that the name stands in the CN only.  NULL: nothing. */
    const char *warning;
};
/* After the handshake.  Valid as long as the session. */
void tls_summary(struct tls_session *session, struct tls_summary *summary);

/* The peer's chain and the handshake in readable lines, what s_client shows (--show-certs).  Also
 * after a failed verification. */
void tls_show_chain(struct tls_session *session, struct text *text);
/* A client: the certificates that the server showed, as PEM, its own first.  Valid as long as the
 * session. */
struct bytes tls_chain(const struct tls_session *session);
