/* Failures in words: what happened, and what to type next.  SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "base/escape.h"
#include "base/file.h"
#include "tls/internal.h"

/* In the template, {} is the place of the option, and {--name value } an option that stays unless it
 * is the same one. */
void explain_retry(const struct tls_session *session, struct text *hint, const char *option)
{
    const char *at = session->config->retry, *end;
    size_t name_len = strcspn(option, " ");
    if (!at) {
        text_put(hint, option);
        return;
    }
    while (*at == '{' ? (end = strchr(at, '}')) != NULL : *at != '\0') {
        if (*at != '{') {
            text_char(hint, *at++);
            continue;
        }
        if (end == at + 1) break;
        if (strncmp(at + 1, option, name_len) != 0 || at[1 + name_len] != ' ')
            text_add(hint, at + 1, (size_t)(end - at - 1));
        at = end + 1;
    }
    text_put(hint, option);
    if (*at) text_put(hint, at + 2);
}

static const char *peer_word(const struct tls_session *session)
{
    return session->config->role == TLS_SERVER ? "client" : "server";
}

/* RFC 8446 6.2 and RFC 5246 7.2.2 */
const char *explain_alert(int alert)
{
    switch (alert) {
    case 0:
        return "close_notify";
    case 10:
        return "unexpected_message";
    case 20:
        return "bad_record_mac";
    case 22:
        return "record_overflow";
    case 40:
        return "handshake_failure";
    case 42:
        return "bad_certificate";
    case 43:
        return "unsupported_certificate";
    case 44:
        return "certificate_revoked";
    case 45:
        return "certificate_expired";
    case 46:
        return "certificate_unknown";
    case 47:
        return "illegal_parameter";
    case 48:
        return "unknown_ca";
    case 49:
        return "access_denied";
    case 50:
        return "decode_error";
    case 51:
        return "decrypt_error";
    case 70:
        return "protocol_version";
    case 71:
        return "insufficient_security";
    case 80:
        return "internal_error";
    case 86:
        return "inappropriate_fallback";
    case 90:
        return "user_canceled";
    case 100:
        return "no_renegotiation";
    case 109:
        return "missing_extension";
    case 110:
        return "unsupported_extension";
    case 112:
        return "unrecognized_name";
    case 116:
        return "certificate_required";
    case 120:
        return "no_application_protocol";
    default:
        return "of an unknown kind";
    }
}

static void alert_received(struct tls_session *session)
{
    struct text *message = &session->message, *hint = &session->hint;
    bool server = session->config->role == TLS_SERVER;
    const char *peer = peer_word(session), *name = explain_alert(session->alert);
    /* Once there is a session, suites and versions are settled: these say that something else was
     * refused, such as to renegotiate. */
    bool settled = session->done && (session->alert == 40 || session->alert == 70);
    session->word = "alert";
    switch (settled ? -1 : session->alert) {
    case 42:
    case 43:
    case 44:
    case 45:
    case 46:
    case 48:
    case 51:
        session->word = "rejected";
        text_format(
            message, "%s rejected our certificate: alert %s (%d)", peer, name, session->alert);
        if (server && session->alert == 48 && session->config->has_identity)
            text_format(hint,
                "the client has to trust %s (curl --cacert, openssl s_client -CAfile)",
                text_string(&session->config->identity.cert_file));
        else if (!server && session->alert == 48)
            text_put(hint, "the server trusts other authorities than the one that signed it");
        else if (!server && session->alert == 45)
            text_put(hint, "wirelab cert show tells from when to when it is valid");
        return;
    case 40:
    case 71:
        session->word = "no-shared-cipher";
        text_format(message,
            "%s has no cipher suite in common with us, or wants what we have not: "
            "alert %s (%d)",
            peer, name, session->alert);
        if (!server && !session->config->has_identity)
            text_put(hint, "it may ask for a client certificate: --cert FILE --key FILE");
        return;
    case 70:
        session->word = "no-shared-version";
        text_format(message, "%s does not speak %s%s%s: alert %s (%d)", peer,
            tls_version_name(session->config->min_version),
            session->config->min_version == session->config->max_version ? "" : " to ",
            session->config->min_version == session->config->max_version
                ? ""
                : tls_version_name(session->config->max_version) + 4,
            name, session->alert);
        return;
    case 116:
        session->word = "no-client-certificate";
        text_format(
            message, "%s demands a certificate of us: alert %s (%d)", peer, name, session->alert);
        explain_retry(session, hint, "--cert FILE --key FILE");
        return;
    case 120:
        session->word = "no-shared-alpn";
        text_format(message, "%s speaks none of the protocols we offered by ALPN: alert %s (%d)",
            peer, name, session->alert);
        return;
    default:
        text_format(message, "%s ended the %s: alert %s (%d)", peer,
            session->done ? "connection" : "handshake", name, session->alert);
    }
}

/* Up to the end of the first line of what was sent instead of a ClientHello. */
static void plain_text(struct tls_session *session)
{
    struct handshake *handshake = session->handshake;
    bool server = session->config->role == TLS_SERVER;
    while (handshake->hello_len < HELLO_ROOM) {
        int got = session->bio.receive(session->bio.context,
            handshake->hello + handshake->hello_len, HELLO_ROOM - handshake->hello_len);
        if (got <= 0) break;
        handshake->hello_len += (size_t)got;
    }
    size_t len = 0;
    while (len < handshake->hello_len && len < 80 && handshake->hello[len] != '\r' &&
           handshake->hello[len] != '\n')
        len++;
    session->word = "plain-text";
    text_format(&session->message, "%s spoke plain text: ", peer_word(session));
    if (len == 0) text_put(&session->message, "an empty line");
    escape_terminal(&session->message, bytes_of(handshake->hello, len));
    if (!server)
        text_put(&session->hint, "this port does not speak TLS; try it without --tls");
    else if (len >= 8 && memmem(handshake->hello, len, " HTTP/", 6))
        text_put(&session->hint, "the address begins with https://, not http://");
    else
        text_put(&session->hint, "openssl s_client -connect, ncat --ssl and wirelab echo-client "
                                 "--tls speak TLS; telnet and nc do not");
}

/* A record of type handshake (22) whose first message is a ClientHello (1), RFC 8446 4 and 5.1: from a
 * server that is what an echo without TLS sends. */
static bool is_our_own_hello(const struct tls_session *session)
{
    const struct handshake *handshake = session->handshake;
    return session->config->role == TLS_CLIENT && handshake && handshake->hello_len > 5 &&
           handshake->hello[0] == 22 && handshake->hello[5] == 1;
}

/* How far a handshake came, for one that goes no further. */
static const char *progress(const struct tls_session *session)
{
    bool server = session->config->role == TLS_SERVER;
    if (session->handshake && session->handshake->received == 0)
        return server ? "before its ClientHello" : "before its ServerHello";
    switch (session->ssl.MEMBER(state)) {
    case MBEDTLS_SSL_HELLO_REQUEST:
    case MBEDTLS_SSL_CLIENT_HELLO:
        return "in the middle of its ClientHello";
    case MBEDTLS_SSL_SERVER_HELLO:
        return "in the middle of its ServerHello";
    case MBEDTLS_SSL_SERVER_CERTIFICATE:
    case MBEDTLS_SSL_SERVER_KEY_EXCHANGE:
    case MBEDTLS_SSL_CERTIFICATE_REQUEST:
    case MBEDTLS_SSL_SERVER_HELLO_DONE:
        return "after its ServerHello";
    default:
        return server ? "after our certificate" : "before its Finished";
    }
}

static bool shown_certificate(const struct tls_session *session)
{
    return session->ssl.MEMBER(state) != MBEDTLS_SSL_HELLO_REQUEST &&
           session->ssl.MEMBER(state) != MBEDTLS_SSL_CLIENT_HELLO;
}

static void broken(struct tls_session *session)
{
    const char *peer = peer_word(session);
    bool silent = session->handshake && session->handshake->received == 0;
    if (session->broken && !*session->broken) {
        session->word = "timeout";
        if (silent)
            text_format(&session->message, "%s did not begin a TLS handshake in time", peer);
        else
            text_format(&session->message, "%s stopped %s: time-out", peer, progress(session));
        if (silent && session->config->role == TLS_CLIENT)
            text_put(&session->hint, "this port may not speak TLS; try it without --tls");
        return;
    }
    session->word = "closed";
    if (session->done) {
        text_format(&session->message, "connection lost: %s", session->broken);
        return;
    }
    text_format(&session->message, "%s ended the connection %s", peer, progress(session));
    if (session->broken) text_format(&session->message, ": %s", session->broken);
    if (session->config->role == TLS_SERVER && shown_certificate(session) &&
        session->config->has_identity)
        text_put(&session->hint, "often because it does not trust our certificate");
}

/* A client of TLS 1.3 names an older version where all of them do, and what it means in a list that
 * an older library does not read: then only its cipher suites seem to be wrong. */
static bool too_new(const struct tls_session *session)
{
    if (session->config->role != TLS_SERVER || !session->handshake) return false;
    return hello_oldest(session->handshake->hello, session->handshake->hello_len) >
           session->config->max_version;
}

static void no_cipher(struct tls_session *session)
{
    bool server = session->config->role == TLS_SERVER;
    session->word = "no-shared-cipher";
    text_format(&session->message, "%s has no cipher suite in common with us", peer_word(session));
    text_put(
        &session->hint, server ? "see what it offers: wirelab sniff -V; choose with --ciphers NAMES"
                               : "choose others with --ciphers NAMES");
    if (server && session->config->has_identity &&
        mbedtls_pk_get_type(&session->config->key) != MBEDTLS_PK_RSA)
        text_put(&session->hint,
            "; our key is EC: suites with RSA in their names take a certificate of --rsa 2048");
}

static void no_version(struct tls_session *session)
{
    bool server = session->config->role == TLS_SERVER;
    unsigned newest = 0;
    if (server && session->handshake)
        newest = hello_newest(session->handshake->hello, session->handshake->hello_len);
    session->word = "no-shared-version";
    if (too_new(session)) {
        text_format(&session->message,
            "client offers %s only, and the newest this server offers is %s",
            tls_version_name(newest), tls_version_name(session->config->max_version));
    } else if (newest && newest < session->config->min_version) {
        text_format(&session->message,
            "client offers at most %s, and this server wants at least %s", tls_version_name(newest),
            tls_version_name(session->config->min_version));
        if (newest >= COMPAT_OLDEST)
            text_format(
                &session->hint, "--min-version %s would let it in", tls_version_name(newest) + 4);
    } else if (newest) {
        text_format(&session->message,
            "client does not speak %s, which is the newest this server offers",
            tls_version_name(session->config->max_version));
    } else {
        text_format(
            &session->message, "%s has no TLS version in common with us", peer_word(session));
    }
}

static void other(struct tls_session *session)
{
    struct text *message = &session->message;
    int sent = session->handshake ? session->handshake->alert_sent : -1;
    const char *peer = peer_word(session);
    if (sent == 120) {
        session->word = "no-shared-alpn";
        text_format(message, "%s offers none of our application protocols (--alpn)", peer);
    } else if (compat_is_bad_version(session->error) || sent == 70 ||
               (compat_is_no_cipher(session->error) && too_new(session))) {
        no_version(session);
    } else if (compat_is_no_cipher(session->error)) {
        no_cipher(session);
    } else if (session->error == MBEDTLS_ERR_SSL_ALLOC_FAILED) {
        session->word = "memory";
        text_put(message, "no memory for the handshake");
    } else {
        if (compat_is_signature_trouble(session->error) && session->config->role == TLS_CLIENT &&
            session->config->max_version == TLS_1_3)
            explain_retry(session, &session->hint, "--max-version 1.2");
        session->word = "protocol";
        text_format(message, "%s broke the rules of TLS (Mbed TLS error -0x%04x%s%s)", peer,
            (unsigned)-session->error, sent >= 0 ? ", told it by alert " : "",
            sent >= 0 ? explain_alert(sent) : "");
    }
}

/* A certificate that is good, but for something else (RFC 5280 4.2.1.3, 4.2.1.12), is refused after it
 * was verified, with an error of its own. */
static bool is_wrong_usage(const struct tls_session *session)
{
    uint32_t found = mbedtls_ssl_get_verify_result(&session->ssl);
    return !session->done && found != UINT32_MAX &&
           found & (MBEDTLS_X509_BADCERT_KEY_USAGE | MBEDTLS_X509_BADCERT_EXT_KEY_USAGE);
}

static bool is_certificate_error(const struct tls_session *session)
{
    return is_wrong_usage(session) || session->error == MBEDTLS_ERR_X509_CERT_VERIFY_FAILED ||
           (session->verify && !session->done && session->config->role == TLS_CLIENT);
}

void explain_failure(struct tls_session *session)
{
    if (session->broken || session->error == MBEDTLS_ERR_SSL_CONN_EOF) {
        broken(session);
    } else if (session->alert >= 0) {
        alert_received(session);
    } else if (session->handshake &&
               !hello_is_tls(session->handshake->hello, session->handshake->hello_len)) {
        plain_text(session);
    } else if (is_our_own_hello(session)) {
        session->word = "plain-text";
        text_put(&session->message, "server sent our ClientHello back: it echoes, without TLS");
        text_put(&session->hint, "try it without --tls; wirelab tls-echo echoes with TLS");
    } else if (session->error == MBEDTLS_ERR_SSL_NO_CLIENT_CERTIFICATE) {
        session->word = "no-client-certificate";
        text_put(&session->message, "client sent no certificate, and --client-ca demands one");
        if (session->config->ca_file)
            text_format(&session->hint, "it needs --cert and --key, signed by %s",
                session->config->ca_file);
    } else if (is_certificate_error(session)) {
        session->word = explain_verify(session, &session->message, &session->hint);
    } else {
        other(session);
    }
}
