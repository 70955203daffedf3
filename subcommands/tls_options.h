/* The TLS options of subcommands, and the configuration they make.
 *
 *     struct echo { …; struct tls_settings tls; };
 *     static const struct opt opts[] = { …, TLS_SERVER_OPTS(struct echo), {0} };
 *
 * SPDX-License-Identifier: MIT */
#pragma once
#include "cli/cmd.h"
#include "io/conn.h"
#include "tls/tls.h"

struct tls_settings {
    bool enabled; /* clients: --tls */
    const char *cert, *key, *passphrase_file, *ca, *server_name, *ciphers, *alpn, *keylog;
    unsigned min_version, max_version; /* indices of tls_version_choices */
    uint32_t rsa;
    int64_t handshake_timeout;
    bool insecure, show_certs;
};

extern const char *const tls_version_choices[];

/* clang-format off */
#define TLS_COMMON_OPTS(S) \
    OPT_CHOICE(0, "min-version", S, tls.min_version, tls_version_choices, "auto", "VERSION", "the oldest version of TLS spoken; auto: 1.2"), \
    OPT_CHOICE(0, "max-version", S, tls.max_version, tls_version_choices, "auto", "VERSION", "the newest version of TLS spoken; auto: the newest there is"), \
    OPT_STRING(0, "ciphers", S, tls.ciphers, NULL, "NAMES", "cipher suites in order of preference, OpenSSL's or IANA's names with colons between them"), \
    OPT_STRING(0, "alpn", S, tls.alpn, NULL, "NAMES", "application protocols, with commas between them: h2,http/1.1"), \
    OPT_FILE(0, "keylog", S, tls.keylog, "FILE", "append the secrets of each session, for Wireshark; without it where SSLKEYLOGFILE says")

/* What a server takes that speaks nothing else; and one that speaks TLS on demand. */
#define TLS_SERVER_OPTS(S) \
    OPT_GROUP("TLS"), \
    TLS_SERVER_ROWS(S)

#define TLS_OPTIONAL_OPTS(S, help) \
    OPT_GROUP("TLS"), \
    OPT_FLAG(0, "tls", S, tls.enabled, help), \
    TLS_SERVER_ROWS(S)

#define TLS_SERVER_ROWS(S) \
    OPT_FILE(0, "cert", S, tls.cert, "FILE", "the server's certificate, PEM or DER; without it a self-signed one is made and kept"), \
    OPT_FILE(0, "key", S, tls.key, "FILE", "its private key; if encrypted, the passphrase is asked for"), \
    OPT_FILE(0, "passphrase-file", S, tls.passphrase_file, "FILE", "take the key's passphrase from the first line of this file"), \
    OPT_UINT(0, "rsa", S, tls.rsa, 0, 8192, 0, "BITS", "without --cert: a self-signed certificate with an RSA key, of 2048 bits for example; 0: on P-256"), \
    OPT_FILE(0, "client-ca", S, tls.ca, "FILE", "demand of clients a certificate signed by one of these (mutual TLS)"), \
    OPT_DURATION(0, "handshake-timeout", S, tls.handshake_timeout, "10s", "close connections whose handshake takes longer"), \
    TLS_COMMON_OPTS(S)

#define TLS_CLIENT_OPTS(S) \
    OPT_GROUP("TLS"), \
    OPT_FLAG(0, "tls", S, tls.enabled, "talk TLS"), \
    OPT_FILE(0, "ca", S, tls.ca, "FILE", "trust these certificates, instead of the system's"), \
    OPT_FLAG(0, "insecure", S, tls.insecure, "do not verify the server's certificate"), \
    OPT_FLAG(0, "show-certs", S, tls.show_certs, "show the certificates of the server, and what the handshake agreed on"), \
    OPT_STRING(0, "server-name", S, tls.server_name, NULL, "NAME", "ask for this server (SNI) and expect its name in the certificate, instead of HOST"), \
    OPT_FILE(0, "cert", S, tls.cert, "FILE", "our own certificate, if the server demands one"), \
    OPT_FILE(0, "key", S, tls.key, "FILE", "its private key"), \
    OPT_FILE(0, "passphrase-file", S, tls.passphrase_file, "FILE", "take the key's passphrase from the first line of this file"), \
    TLS_COMMON_OPTS(S)
/* clang-format on */

/* Makes the configuration, asking for a passphrase if the key needs one, and tells which
 * certificate a server shows, or what --insecure gives up.  An exit code; what went wrong has been
 * said. `retry`: see struct tls_options. */
int tls_settings_open(struct lab *lab, const struct tls_settings *settings, enum tls_role role,
    const char *retry, struct tls_config **config);

/* Which transport --udp and --tls ask for.  An exit code: they exclude each other, and options of TLS
 * without it would be passed over in silence, which somebody might take for safety. */
int tls_transport(struct lab *lab, const struct tls_settings *settings, enum tls_role role,
    bool udp, enum transport_kind *transport);

/* Both for a server: its transport, and its configuration if that is TLS. */
int tls_serve(struct lab *lab, const struct tls_settings *settings, bool udp,
    enum transport_kind *transport, struct tls_config **config);

/* At the end: destroys it, having told if the key log could not be written. */
void tls_settings_close(struct lab *lab, struct tls_config *config);

/* The passphrase of `key_file` if that is encrypted: from `passphrase_file`, or asked on the
 * terminal. An exit code; `passphrase` stays empty if none is needed. */
int tls_passphrase(
    struct lab *lab, const char *key_file, const char *passphrase_file, struct text *passphrase);
