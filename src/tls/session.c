/* Sessions: one connection's handshake, records and end.  SPDX-License-Identifier: MIT */
#include <errno.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/pem.h>
#include <stdlib.h>

#include "tls/internal.h"

static const char PEM_BEGIN[] = "-----BEGIN CERTIFICATE-----\n";
static const char PEM_END[] = "-----END CERTIFICATE-----\n";

/* Ciphertext out.  A fatal alert of ours passes here in the clear while there are no keys yet: RFC
 * 5246 6.2.1 and 7.2: type 21, version, length 2, level, description. */
static int on_send(void *context, const unsigned char *data, size_t len)
{
    struct tls_session *session = context;
    int sent = session->bio.send(session->bio.context, data, len);
    if (sent == TLS_BIO_AGAIN) return MBEDTLS_ERR_SSL_WANT_WRITE;
    if (sent < 0) return MBEDTLS_ERR_NET_SEND_FAILED;
    if (session->handshake) {
        session->handshake->sent += (uint64_t)sent;
        if (len == 7 && data[0] == 21 && data[5] == 2) session->handshake->alert_sent = data[6];
    }
    return sent;
}

/* The last bytes that came, shifted to the left by what is new. */
static void remember_tail(struct handshake *handshake, const uint8_t *data, size_t len)
{
    size_t room = sizeof handshake->tail;
    if (len > room) {
        data += len - room;
        len = room;
    }
    memmove(handshake->tail, handshake->tail + len, room - len);
    memcpy(handshake->tail + room - len, data, len);
}

static int on_receive(void *context, unsigned char *data, size_t room)
{
    struct tls_session *session = context;
    int got = session->bio.receive(session->bio.context, data, room);
    if (got == TLS_BIO_AGAIN) return MBEDTLS_ERR_SSL_WANT_READ;
    if (got == TLS_BIO_END) return 0;
    if (got < 0) return MBEDTLS_ERR_NET_RECV_FAILED;
    struct handshake *handshake = session->handshake;
    if (handshake) {
        size_t keep = HELLO_ROOM - handshake->hello_len;
        if (keep > (size_t)got) keep = (size_t)got;
        memcpy(handshake->hello + handshake->hello_len, data, keep);
        handshake->hello_len += keep;
        handshake->received += (uint64_t)got;
        remember_tail(handshake, data, (size_t)got);
    }
    return got;
}

/* What the peer showed is remembered as PEM: after a failure mbedtls keeps nothing of it. */
static void remember_chain(struct tls_session *session, const mbedtls_x509_crt *cert)
{
    text_clear(&session->chain);
    for (; cert && cert->raw.p && session->chain.len < CHAIN_LIMIT; cert = cert->next) {
        size_t room = cert->raw.len / 3 * 4 + cert->raw.len / 40 + 128, used;
        if (!text_room(&session->chain, room)) return;
        if (mbedtls_pem_write_buffer(PEM_BEGIN, PEM_END, cert->raw.p, cert->raw.len,
                (unsigned char *)session->chain.at + session->chain.len, room, &used) == 0)
            session->chain.len += used - 1; /* it counts its terminator */
    }
}

/* Called for each certificate of the chain that was built, the peer's own (depth 0) last.  The name
 * is checked here and not by mbedtls, which knows no addresses (2.28) and counts the CN. */
static int on_verify(void *context, mbedtls_x509_crt *cert, int depth, uint32_t *flags)
{
    struct tls_session *session = context;
    if (depth == 0) {
        remember_chain(session, cert);
        *flags &= ~(uint32_t)MBEDTLS_X509_BADCERT_CN_MISMATCH;
        enum names_match match = session->name ? names_match(cert, session->name) : NAMES_YES;
        if (match == NAMES_NO) *flags |= MBEDTLS_X509_BADCERT_CN_MISMATCH;
        session->cn_only = match == NAMES_CN_ONLY;
    }
    session->verify |= *flags;
    return 0;
}

/* SNI carries host names only (RFC 6066 3), so an address is not sent. */
static int set_name(struct tls_session *session, const char *server_name)
{
    uint8_t address[16];
    const char *name = session->config->server_name ? session->config->server_name : server_name;
    if (name) {
        session->name = strdup(name);
        if (!session->name) return MBEDTLS_ERR_SSL_ALLOC_FAILED;
        size_t len = strlen(session->name);
        if (len && session->name[len - 1] == '.') session->name[len - 1] = '\0';
        if (names_address(name, address)) name = NULL;
    }
    return mbedtls_ssl_set_hostname(&session->ssl, name ? session->name : NULL);
}

int tls_session_create(struct tls_config *config, const struct tls_bio *bio,
    const char *server_name, struct tls_session **session)
{
    struct tls_session *made = calloc(1, sizeof *made);
    if (!made) return -ENOMEM;
    made->config = config;
    made->bio = *bio;
    made->alert = -1;
    mbedtls_ssl_init(&made->ssl);
    made->handshake = calloc(1, sizeof *made->handshake);
    int result = made->handshake ? mbedtls_ssl_setup(&made->ssl, &config->ssl)
                                 : MBEDTLS_ERR_SSL_ALLOC_FAILED;
    if (!result && config->role == TLS_CLIENT) result = set_name(made, server_name);
    if (result) {
        tls_session_destroy(made);
        return -ENOMEM;
    }
    made->handshake->alert_sent = -1;
    mbedtls_ssl_set_bio(&made->ssl, made, on_send, on_receive, NULL);
    mbedtls_ssl_set_verify(&made->ssl, on_verify, made);
    if (config->keylog.descriptor >= 0) compat_export_session(&made->ssl, &config->keylog);
    *session = made;
    return 0;
}

void tls_session_destroy(struct tls_session *session)
{
    if (!session) return;
    mbedtls_ssl_free(&session->ssl);
    free(session->handshake);
    free(session->name);
    free(session->sni);
    text_finish(&session->chain);
    text_finish(&session->subject);
    text_finish(&session->warning);
    text_finish(&session->message);
    text_finish(&session->hint);
    free(session);
}

static enum tls_result fail(struct tls_session *session, int error)
{
    const uint8_t *tail = session->handshake ? session->handshake->tail : NULL;
    session->error = error;
    /* OpenSSL's clients of TLS 1.3 send alerts in the clear where sealed ones are expected: what
     * mbedtls takes for a broken record says what is wrong. */
    if (tail && error == MBEDTLS_ERR_SSL_INVALID_MAC && tail[0] == 21 && tail[1] == 3 &&
        tail[3] == 0 && tail[4] == 2)
        session->alert = tail[6];
    if (error == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE && session->ssl.MEMBER(in_msg))
        session->alert = session->ssl.MEMBER(in_msg)[1];
    return TLS_FAILED;
}

/* Plain text shows in the first byte; mbedtls would wait for five, and a person types fewer. */
static bool is_plain_text(const struct tls_session *session)
{
    return !hello_is_tls(session->handshake->hello, session->handshake->hello_len);
}

static void handshake_done(struct tls_session *session)
{
    const mbedtls_x509_crt *peer = mbedtls_ssl_get_peer_cert(&session->ssl);
    struct handshake *handshake = session->handshake;
    session->done = true;
    session->resumed = !handshake->full;
    session->handshake_received = handshake->received;
    session->handshake_sent = handshake->sent;
    if (peer) names_add_dn(&session->subject, &peer->subject);
    /* Only a client may be asked to show the chain, and only for a session without full handshake
     * does mbedtls have to remember it. */
    if (session->config->role == TLS_SERVER)
        text_finish(&session->chain);
    else if (!session->chain.len && peer)
        remember_chain(session, peer);
    free(handshake);
    session->handshake = NULL;
}

enum tls_result tls_handshake(struct tls_session *session)
{
    if (session->done) return TLS_OK;
    while (!compat_is_over(&session->ssl)) {
        if (session->ssl.MEMBER(state) == MBEDTLS_SSL_SERVER_CERTIFICATE)
            session->handshake->full = true;
        int result = mbedtls_ssl_handshake_step(&session->ssl);
        if (result == 0) continue;
        if (result == MBEDTLS_ERR_SSL_WANT_READ || result == MBEDTLS_ERR_SSL_WANT_WRITE) {
            if (is_plain_text(session)) return fail(session, MBEDTLS_ERR_SSL_INVALID_RECORD);
            return result == MBEDTLS_ERR_SSL_WANT_READ ? TLS_WANT_READ : TLS_WANT_WRITE;
        }
        return fail(session, result);
    }
    handshake_done(session);
    return TLS_OK;
}

void tls_timed_out(struct tls_session *session)
{
    session->broken = "";
}

void tls_broken(struct tls_session *session, const char *reason)
{
    session->broken = reason;
}

enum tls_result tls_read(struct tls_session *session, uint8_t *data, size_t room, size_t *got)
{
    int result;
    do {
        result = mbedtls_ssl_read(&session->ssl, data, room);
    } while (compat_is_ticket(result));
    if (result > 0) {
        *got = (size_t)result;
        return TLS_OK;
    }
    switch (result) {
    case MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY:
        session->peer_finished = true;
        return TLS_CLOSED;
    case 0:
    case MBEDTLS_ERR_SSL_CONN_EOF:
        return TLS_CLOSED;
    case MBEDTLS_ERR_SSL_WANT_READ:
        return TLS_WANT_READ;
    case MBEDTLS_ERR_SSL_WANT_WRITE:
        return TLS_WANT_WRITE;
    default:
        return fail(session, result);
    }
}

enum tls_result tls_write(
    struct tls_session *session, const uint8_t *data, size_t len, size_t *taken)
{
    *taken = 0;
    while (*taken < len) {
        int result = mbedtls_ssl_write(&session->ssl, data + *taken, len - *taken);
        if (result == MBEDTLS_ERR_SSL_WANT_WRITE) return TLS_WANT_WRITE;
        if (result == MBEDTLS_ERR_SSL_WANT_READ) return TLS_WANT_READ;
        if (result < 0) return fail(session, result);
        *taken += (size_t)result;
    }
    return TLS_OK;
}

enum tls_result tls_finish(struct tls_session *session)
{
    if (!session->done || session->finished) return TLS_OK;
    int result = mbedtls_ssl_close_notify(&session->ssl);
    if (result == MBEDTLS_ERR_SSL_WANT_WRITE) return TLS_WANT_WRITE;
    session->finished = true;
    return result ? fail(session, result) : TLS_OK;
}

bool tls_peer_finished(const struct tls_session *session)
{
    return session->peer_finished;
}

void tls_failure(struct tls_session *session, struct tls_failure *failure)
{
    if (!session->word) explain_failure(session);
    *failure = (struct tls_failure){
        text_string(&session->message), text_string(&session->hint), session->word};
}

/* What --insecure passed over, or what will trouble other programs. */
static void warn(struct tls_session *session)
{
    struct text hint = {0};
    if (session->warning.len || session->config->role == TLS_SERVER || session->resumed) return;
    if (session->config->insecure && session->verify) {
        text_put(&session->warning, "not verified: ");
        explain_verify(session, &session->warning, &hint);
    } else if (session->cn_only) {
        text_format(&session->warning,
            "the certificate names %s in its CN only, without subjectAltName: browsers, Python "
            "and Go refuse it (RFC 9525)",
            session->name);
    }
    text_finish(&hint);
}

void tls_summary(struct tls_session *session, struct tls_summary *summary)
{
    uint8_t address[16];
    bool client = session->config->role == TLS_CLIENT;
    *summary = (struct tls_summary){.version = mbedtls_ssl_get_version(&session->ssl),
        .alpn = mbedtls_ssl_get_alpn_protocol(&session->ssl),
        .resumed = session->resumed};
    const char *cipher = mbedtls_ssl_get_ciphersuite(&session->ssl);
    ciphers_iana(cipher ? cipher : "none", summary->cipher, sizeof summary->cipher);
    summary->server_name = !client                                                   ? session->sni
                           : session->name && !names_address(session->name, address) ? session->name
                                                                                     : NULL;
    if (session->subject.len) summary->peer_subject = text_string(&session->subject);
    warn(session);
    if (session->warning.len) summary->warning = text_string(&session->warning);
}
