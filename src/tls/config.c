/* Configurations: what all sessions of a listener or client share.  SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <strings.h>
#include <uv.h>

#include "base/file.h"
#include "tls/internal.h"
#include "tls/library.h"

enum { SESSIONS_KEPT = 256, SESSION_LIFETIME = 24 * 60 * 60, ALPN_LIMIT = 8 };

/* Where systems keep the authorities they trust: Debian, Fedora, Alpine and the BSDs. */
static const char *const stores[] = {
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/cert.pem",
    NULL,
};

static int copy_string(char **copy, const char *string)
{
    if (!string) return 0;
    *copy = strdup(string);
    return *copy ? 0 : -ENOMEM;
}

static int load_certs(mbedtls_x509_crt *certs, const char *path, const char *what,
    struct text *message, struct text *hint)
{
    struct text contents = {0};
    int status = file_read(path, TLS_FILE_LIMIT, &contents);
    if (status < 0) {
        text_format(message, "cannot read the %s %s: %s", what, path, uv_strerror(status));
        if (status == -ENOENT && strcmp(what, "certificate") == 0)
            text_put(hint, "make one and its key: wirelab cert make");
        else if (status == -ENOENT)
            text_put(hint, "to keep what a server shows: wirelab cert show --pem HOST:PORT > FILE");
    } else {
        bool pem = contents.len && memmem(contents.at, contents.len, "-----BEGIN ", 11);
        bool key = contents.len && memmem(contents.at, contents.len, "PRIVATE KEY-----", 16);
        text_string(&contents);
        int code = contents.len ? mbedtls_x509_crt_parse(
                                      certs, (uint8_t *)contents.at, contents.len + (pem ? 1 : 0))
                                : -1;
        /* A positive result counts those of a bundle that could not be read; the others serve. */
        if (code < 0 || !certs->raw.p) {
            text_format(message, "%s holds no certificate that can be read", path);
            if (key)
                text_put(hint, "it holds a private key: were --cert and --key exchanged?");
            else
                text_put(hint, "expected is a certificate (X.509) in PEM or DER");
            status = -EBADMSG;
        }
    }
    text_wipe(&contents);
    return status;
}

static int load_identity(struct tls_config *config, const struct tls_options *options,
    struct text *message, struct text *hint)
{
    struct identity *identity = &config->identity;
    int status = 0;
    if (!options->cert_file != !options->key_file) {
        text_put(message, options->cert_file ? "--cert needs --key" : "--key needs --cert");
        text_put(hint, "`wirelab cert make` makes both: --cert localhost.crt --key localhost.key");
        return -EINVAL;
    }
    if (options->cert_file) {
        text_put(&identity->cert_file, options->cert_file);
        text_put(&identity->key_file, options->key_file);
    } else if (config->role == TLS_SERVER) {
        status = identity_own(identity, options->rsa_bits, message, hint);
    } else {
        return 0;
    }
    const char *cert_file = text_string(&identity->cert_file);
    const char *key_file = text_string(&identity->key_file);
    if (!status) status = load_certs(&config->cert, cert_file, "certificate", message, hint);
    if (!status)
        status =
            keyfile_load(&config->key, key_file, options->passphrase, &config->drbg, message, hint);
    if (status) return status;
    if (compat_check_pair(&config->cert.pk, &config->key, &config->drbg) != 0) {
        text_format(
            message, "the key %s does not belong to the certificate %s", key_file, cert_file);
        text_format(hint,
            "they are a pair if both print the same: openssl x509 -noout -pubkey -in "
            "%s; openssl pkey -pubout -in %s",
            cert_file, key_file);
        return -EBADMSG;
    }
    if (mbedtls_ssl_conf_own_cert(&config->ssl, &config->cert, &config->key) != 0) return -ENOMEM;
    identity_describe(identity, &config->cert);
    config->has_identity = true;
    return 0;
}

/* Clients trust --ca, or what the system trusts; servers ask for certificates only with
 * --client-ca. */
static int load_authorities(struct tls_config *config, const struct tls_options *options,
    struct text *message, struct text *hint)
{
    const char *path = options->ca_file, *chosen = getenv("SSL_CERT_FILE");
    int status = 0, mode = MBEDTLS_SSL_VERIFY_NONE;
    if (path || config->role == TLS_CLIENT) {
        mode = config->insecure ? MBEDTLS_SSL_VERIFY_OPTIONAL : MBEDTLS_SSL_VERIFY_REQUIRED;
        if (!path && chosen && *chosen) path = chosen;
        for (size_t i = 0; !path && stores[i]; i++) {
            struct text probe = {0};
            if (file_read(stores[i], 1, &probe) == -EFBIG) path = stores[i];
            text_finish(&probe);
        }
        if (path) {
            status = load_certs(&config->authorities, path, "trusted certificates", message, hint);
        }
        if (status && !options->ca_file) {
            /* A machine without a store trusts nobody: the servers it meets are refused, and why is
             * explained then, by what the certificate says. */
            status = 0;
            text_clear(message);
            text_clear(hint);
        }
        if (!status) status = copy_string(&config->ca_file, options->ca_file);
    }
    if (status) return status;
    /* Set even when empty: without one Mbed TLS fails before it looks at the certificate. */
    if (mode != MBEDTLS_SSL_VERIFY_NONE)
        mbedtls_ssl_conf_ca_chain(&config->ssl, &config->authorities, NULL);
    mbedtls_ssl_conf_authmode(&config->ssl, mode);
    return 0;
}

static int set_versions(struct tls_config *config, const struct tls_options *options,
    struct text *message, struct text *hint)
{
    unsigned oldest = options->min_version, newest = options->max_version;
    if (!oldest) oldest = newest && newest < TLS_1_2 ? newest : TLS_1_2;
    if (!newest) newest = oldest > COMPAT_NEWEST ? oldest : COMPAT_NEWEST;
    if (oldest > newest) {
        text_format(message, "--min-version %s is newer than --max-version %s",
            tls_version_name(oldest), tls_version_name(newest));
        text_put(
            hint, "the oldest that is spoken comes first: --min-version 1.1 --max-version 1.2");
        return -EINVAL;
    }
    if (newest > COMPAT_NEWEST && oldest <= COMPAT_NEWEST && options->max_version)
        newest = COMPAT_NEWEST; /* "up to 1.3" is met by what there is */
    if (oldest < COMPAT_OLDEST && newest >= COMPAT_OLDEST) oldest = COMPAT_OLDEST;
    if (oldest < COMPAT_OLDEST || newest > COMPAT_NEWEST) {
        struct text library = {0};
        tls_library_name(&library);
        text_format(message, "%s is not spoken by %s",
            tls_version_name(newest > COMPAT_NEWEST ? newest : oldest), text_string(&library));
        text_format(hint, "this build speaks %s to %s", tls_version_name(COMPAT_OLDEST),
            tls_version_name(COMPAT_NEWEST));
        text_finish(&library);
        return -ENOTSUP;
    }
    config->min_version = oldest;
    config->max_version = newest;
    compat_set_versions(&config->ssl, oldest, newest);
    return 0;
}

static int set_alpn(struct tls_config *config, const char *names, struct text *message)
{
    size_t count = 0;
    if (!names) return 0;
    if (copy_string(&config->alpn_names, names) != 0) return -ENOMEM;
    for (char *rest = config->alpn_names; rest;) {
        char *name = strsep(&rest, ",");
        if (!*name) continue;
        if (strlen(name) > 255 || count == ALPN_LIMIT) { /* RFC 7301 3.1 */
            text_put(message, count == ALPN_LIMIT ? "--alpn names more than eight protocols"
                                                  : "a name in --alpn is longer than 255 bytes");
            return -EINVAL;
        }
        config->alpn[count++] = name;
    }
    return count && mbedtls_ssl_conf_alpn_protocols(&config->ssl, config->alpn) != 0 ? -ENOMEM : 0;
}

static int set_keylog(struct tls_config *config, const char *path, struct text *message)
{
    if (!path) path = getenv("SSLKEYLOGFILE");
    if (!path || !*path) return 0;
    int status = keylog_open(&config->keylog, path);
    if (status) {
        text_format(message, "cannot write the key log %s: %s", path, uv_strerror(status));
        return status;
    }
    compat_export_config(&config->ssl, &config->keylog);
    return 0;
}

/* Resumption by tickets (RFC 5077), and by session id for those who have none. */
static int set_resumption(struct tls_config *config)
{
    if (config->role == TLS_CLIENT) return 0;
    if (mbedtls_ssl_ticket_setup(&config->tickets, mbedtls_ctr_drbg_random, &config->drbg,
            MBEDTLS_CIPHER_AES_256_GCM, SESSION_LIFETIME) != 0)
        return -ENOMEM;
    mbedtls_ssl_conf_session_tickets_cb(
        &config->ssl, mbedtls_ssl_ticket_write, mbedtls_ssl_ticket_parse, &config->tickets);
    mbedtls_ssl_cache_set_max_entries(&config->cache, SESSIONS_KEPT);
    mbedtls_ssl_cache_set_timeout(&config->cache, SESSION_LIFETIME);
    mbedtls_ssl_conf_session_cache(
        &config->ssl, &config->cache, mbedtls_ssl_cache_get, mbedtls_ssl_cache_set);
    return 0;
}

/* The name in a ClientHello is remembered; there is one certificate for all of them. */
static int on_server_name(
    void *context, mbedtls_ssl_context *ssl, const unsigned char *name, size_t len)
{
    struct tls_session *session = (struct tls_session *)ssl;
    (void)context;
    free(session->sni);
    session->sni = strndup((const char *)name, len);
    return 0;
}

static int set_up(struct tls_config *config, const struct tls_options *options,
    struct text *message, struct text *hint)
{
    int endpoint = config->role == TLS_SERVER ? MBEDTLS_SSL_IS_SERVER : MBEDTLS_SSL_IS_CLIENT;
    if (random_init(&config->drbg) != 0 || compat_start() != 0) {
        text_put(message, "no random numbers could be had for TLS");
        return -EIO;
    }
    if (mbedtls_ssl_config_defaults(
            &config->ssl, endpoint, MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT) != 0)
        return -ENOMEM;
    mbedtls_ssl_conf_rng(&config->ssl, mbedtls_ctr_drbg_random, &config->drbg);
    compat_set_groups(&config->ssl);
    compat_set_signatures(&config->ssl);
    int status = set_versions(config, options, message, hint);
    if (status) return status;
    config->ciphers = options->ciphers ? ciphers_parse(options->ciphers, message, hint)
                                       : ciphers_tuned(config->min_version);
    if (!config->ciphers) return options->ciphers ? -EINVAL : -ENOMEM;
    mbedtls_ssl_conf_ciphersuites(&config->ssl, config->ciphers);
    if (config->role == TLS_SERVER) mbedtls_ssl_conf_sni(&config->ssl, on_server_name, config);
    status = copy_string(&config->server_name, options->server_name);
    if (!status) status = copy_string(&config->retry, options->retry);
    if (!status) status = set_alpn(config, options->alpn, message);
    if (!status) status = load_identity(config, options, message, hint);
    if (!status) status = load_authorities(config, options, message, hint);
    if (!status) status = set_keylog(config, options->keylog_file, message);
    if (!status) status = set_resumption(config);
    return status;
}

int tls_config_create(const struct tls_options *options, struct tls_config **config,
    struct text *message, struct text *hint)
{
    struct tls_config *made = calloc(1, sizeof *made);
    if (!made) return -ENOMEM;
    made->role = options->role;
    made->insecure = options->insecure;
    made->keylog.descriptor = -1;
    mbedtls_ssl_config_init(&made->ssl);
    mbedtls_ctr_drbg_init(&made->drbg);
    mbedtls_x509_crt_init(&made->cert);
    mbedtls_x509_crt_init(&made->authorities);
    mbedtls_pk_init(&made->key);
    mbedtls_ssl_ticket_init(&made->tickets);
    mbedtls_ssl_cache_init(&made->cache);
    int status = set_up(made, options, message, hint);
    if (status) {
        if (!message->len) text_put(message, uv_strerror(status));
        tls_config_destroy(made);
        return status;
    }
    *config = made;
    return 0;
}

void tls_config_destroy(struct tls_config *config)
{
    if (!config) return;
    mbedtls_ssl_cache_free(&config->cache);
    mbedtls_ssl_ticket_free(&config->tickets);
    mbedtls_ssl_config_free(&config->ssl);
    mbedtls_x509_crt_free(&config->cert);
    mbedtls_x509_crt_free(&config->authorities);
    mbedtls_pk_free(&config->key);
    mbedtls_ctr_drbg_free(&config->drbg);
    keylog_close(&config->keylog);
    identity_finish(&config->identity);
    free(config->server_name);
    free(config->ca_file);
    free(config->retry);
    free(config->alpn_names);
    free(config->ciphers);
    free(config);
}

bool tls_config_identity(const struct tls_config *config, struct tls_identity *identity)
{
    struct identity *own = (struct identity *)&config->identity;
    if (!config->has_identity) return false;
    *identity = (struct tls_identity){.cert_file = text_string(&own->cert_file),
        .key_file = text_string(&own->key_file),
        .self_made = own->self_made,
        .fresh = own->fresh,
        .reason = own->reason,
        .subject = text_string(&own->subject),
        .key = text_string(&own->key),
        .names = text_string(&own->names),
        .fingerprint = text_string(&own->fingerprint)};
    return true;
}

const char *tls_config_keylog(const struct tls_config *config, int *status)
{
    *status = config->keylog.status;
    return config->keylog.path;
}

bool tls_config_insecure(const struct tls_config *config)
{
    return config->insecure;
}

unsigned tls_version_parse(const char *string)
{
    static const char *const prefixes[] = {"TLSv", "TLS ", "TLS", "v", ""};
    static const char *const versions[] = {"1.0", "1.1", "1.2", "1.3"};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        size_t len = strlen(prefixes[i]);
        if (strncasecmp(string, prefixes[i], len) != 0) continue;
        for (unsigned version = 0; version < 4; version++)
            if (strcmp(string + len, versions[version]) == 0) return TLS_1_0 + version;
        if (strcmp(string + len, "1") == 0) return TLS_1_0;
    }
    return 0;
}

const char *tls_version_name(unsigned version)
{
    switch (version) {
    case 0x300:
        return "SSL 3.0";
    case TLS_1_0:
        return "TLS 1.0";
    case TLS_1_1:
        return "TLS 1.1";
    case TLS_1_2:
        return "TLS 1.2";
    case TLS_1_3:
        return "TLS 1.3";
    default:
        return "an unknown version";
    }
}
