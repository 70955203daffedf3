/* TLS for the load generator, by OpenSSL.  SPDX-License-Identifier: MIT */
#include "load.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdlib.h>

struct tls {
    SSL_CTX *context;
    SSL_SESSION *session; /* offered again when resuming */
};

static int on_session(SSL *ssl, SSL_SESSION *session)
{
    struct tls *tls = SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), 0);
    SSL_SESSION_free(tls->session);
    tls->session = session;
    return 1; /* it is ours now */
}

void tls_setup(struct load *load)
{
    struct tls *tls = calloc(1, sizeof *tls);
    tls->context = SSL_CTX_new(TLS_client_method());
    /* 1.2 for all peers alike: mbedtls 2.28 has no server side of 1.3. */
    SSL_CTX_set_max_proto_version(tls->context, TLS1_2_VERSION);
    SSL_CTX_set_verify(tls->context, SSL_VERIFY_NONE, NULL);
    SSL_CTX_set_mode(tls->context,
        SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_AUTO_RETRY);
    SSL_CTX_set_ex_data(tls->context, 0, tls);
    if (load->options.resume) {
        SSL_CTX_set_session_cache_mode(
            tls->context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
        SSL_CTX_sess_set_new_cb(tls->context, on_session);
    }
    load->tls = tls;
}

void *tls_open(struct load *load, int fd)
{
    struct tls *tls = load->tls;
    SSL *ssl = SSL_new(tls->context);
    SSL_set_fd(ssl, fd);
    SSL_set_connect_state(ssl);
    if (tls->session) SSL_set_session(ssl, tls->session);
    return ssl;
}

void tls_shut(struct load *load, void *session)
{
    if (load->measuring && SSL_session_reused(session)) load->figures.resumed++;
    SSL_shutdown(session);
    SSL_free(session);
}

static ssize_t result(SSL *ssl, int n)
{
    if (n > 0) return n;
    int error = SSL_get_error(ssl, n);
    ERR_clear_error();
    bool blocked = error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
    errno = blocked ? EAGAIN : EIO;
    return error == SSL_ERROR_ZERO_RETURN ? 0 : -1;
}

ssize_t tls_get(void *session, void *at, size_t room)
{
    size_t done = 0;
    while (done < room) { /* all that is there: epoll does not see what OpenSSL holds */
        ssize_t n = result(session, SSL_read(session, (char *)at + done, (int)(room - done)));
        if (n <= 0) return done ? (ssize_t)done : n;
        done += (size_t)n;
    }
    return (ssize_t)done;
}

ssize_t tls_put(void *session, const void *at, size_t len)
{
    return result(session, SSL_write(session, at, (int)len));
}

bool tls_wants_room(void *session)
{
    return SSL_want_write((SSL *)session);
}
