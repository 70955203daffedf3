/* openssl_echo PORT CERT KEY: TLS 1.2 echo by OpenSSL on epoll.  SPDX-License-Identifier: MIT */
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdlib.h>

#include "server.h"

struct peer {
    int fd;
    SSL *ssl;
    struct echo echo;
};

static SSL_CTX *context;

static struct peer *open_peer(int fd)
{
    struct peer *peer = calloc(1, sizeof *peer);
    peer->fd = fd;
    peer->ssl = SSL_new(context);
    SSL_set_fd(peer->ssl, fd);
    SSL_set_accept_state(peer->ssl);
    return peer;
}

static int result(SSL *ssl, int n)
{
    if (n > 0) return n;
    int error = SSL_get_error(ssl, n);
    ERR_clear_error();
    return error == SSL_ERROR_WANT_READ     ? -1
           : error == SSL_ERROR_WANT_WRITE  ? -2
           : error == SSL_ERROR_ZERO_RETURN ? 0
                                            : -3;
}

static int get(void *session, char *at, size_t room)
{
    return result(session, SSL_read(session, at, (int)room));
}

static int put(void *session, const char *at, size_t len)
{
    return result(session, SSL_write(session, at, (int)len));
}

static int serve(struct peer *peer)
{
    return server_echo(&peer->echo, peer->ssl, get, put);
}

static void shut(struct peer *peer)
{
    SSL_shutdown(peer->ssl);
    SSL_free(peer->ssl);
    free(peer);
}

int main(int argc, char **argv)
{
    if (argc != 4) return 2;
    context = SSL_CTX_new(TLS_server_method());
    SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    if (SSL_CTX_use_certificate_chain_file(context, argv[2]) != 1) return 1;
    if (SSL_CTX_use_PrivateKey_file(context, argv[3], SSL_FILETYPE_PEM) != 1) return 1;
    return server_run(atoi(argv[1]), open_peer, serve, shut);
}
