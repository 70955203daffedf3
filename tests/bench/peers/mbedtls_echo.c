/* mbedtls_echo PORT CERT KEY: TLS 1.2 echo by mbedtls on epoll, with the settings that are fast:
 * X25519 first, ChaCha20-Poly1305 first, session tickets.  What tls-echo is measured by.
 * SPDX-License-Identifier: MIT */
#include <errno.h>
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/ssl.h>
#include <mbedtls/ssl_ticket.h>
#include <mbedtls/version.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "server.h"

struct peer {
    int fd;
    mbedtls_ssl_context ssl;
    struct echo echo;
};

static mbedtls_ssl_config config;

static int result(int n)
{
    return n >= 0                                   ? n
           : n == MBEDTLS_ERR_SSL_WANT_READ         ? -1
           : n == MBEDTLS_ERR_SSL_WANT_WRITE        ? -2
           : n == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY ? 0
                                                    : -3;
}

static int raw_send(void *peer, const unsigned char *at, size_t len)
{
    ssize_t n = send(((struct peer *)peer)->fd, at, len, MSG_NOSIGNAL);
    return n >= 0            ? (int)n
           : errno == EAGAIN ? MBEDTLS_ERR_SSL_WANT_WRITE
                             : MBEDTLS_ERR_NET_SEND_FAILED;
}

static int raw_receive(void *peer, unsigned char *at, size_t room)
{
    ssize_t n = recv(((struct peer *)peer)->fd, at, room, 0);
    return n >= 0            ? (int)n
           : errno == EAGAIN ? MBEDTLS_ERR_SSL_WANT_READ
                             : MBEDTLS_ERR_NET_RECV_FAILED;
}

static int get(void *session, char *at, size_t room)
{
    return result(mbedtls_ssl_read(session, (unsigned char *)at, room));
}

static int put(void *session, const char *at, size_t len)
{
    return result(mbedtls_ssl_write(session, (const unsigned char *)at, len));
}

static struct peer *open_peer(int fd)
{
    struct peer *peer = calloc(1, sizeof *peer);
    peer->fd = fd;
    mbedtls_ssl_init(&peer->ssl);
    if (mbedtls_ssl_setup(&peer->ssl, &config) != 0) {
        free(peer);
        return NULL;
    }
    mbedtls_ssl_set_bio(&peer->ssl, peer, raw_send, raw_receive, NULL);
    return peer;
}

static int serve(struct peer *peer)
{
    return server_echo(&peer->echo, &peer->ssl, get, put);
}

static void shut(struct peer *peer)
{
    mbedtls_ssl_close_notify(&peer->ssl);
    mbedtls_ssl_free(&peer->ssl);
    free(peer);
}

static int load_key(mbedtls_pk_context *key, const char *path, mbedtls_ctr_drbg_context *random)
{
#if MBEDTLS_VERSION_MAJOR >= 3
    return mbedtls_pk_parse_keyfile(key, path, NULL, mbedtls_ctr_drbg_random, random);
#else
    (void)random;
    return mbedtls_pk_parse_keyfile(key, path, NULL);
#endif
}

int main(int argc, char **argv)
{
    static const mbedtls_ecp_group_id curves[] = {
        MBEDTLS_ECP_DP_CURVE25519, MBEDTLS_ECP_DP_SECP256R1, MBEDTLS_ECP_DP_NONE};
    static const int suites[] = {MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, 0};
    static mbedtls_entropy_context entropy;
    static mbedtls_ctr_drbg_context random;
    static mbedtls_x509_crt certificate;
    static mbedtls_pk_context key;
    static mbedtls_ssl_ticket_context tickets;
    if (argc != 4) return 2;
    mbedtls_entropy_init(&entropy);
    mbedtls_ctr_drbg_init(&random);
    mbedtls_ssl_config_init(&config);
    mbedtls_x509_crt_init(&certificate);
    mbedtls_pk_init(&key);
    mbedtls_ssl_ticket_init(&tickets);
    if (mbedtls_ctr_drbg_seed(&random, mbedtls_entropy_func, &entropy, NULL, 0) != 0 ||
        mbedtls_x509_crt_parse_file(&certificate, argv[2]) != 0 ||
        load_key(&key, argv[3], &random) != 0 ||
        mbedtls_ssl_config_defaults(&config, MBEDTLS_SSL_IS_SERVER, MBEDTLS_SSL_TRANSPORT_STREAM,
            MBEDTLS_SSL_PRESET_DEFAULT) != 0 ||
        mbedtls_ssl_conf_own_cert(&config, &certificate, &key) != 0 ||
        mbedtls_ssl_ticket_setup(
            &tickets, mbedtls_ctr_drbg_random, &random, MBEDTLS_CIPHER_AES_256_GCM, 86400) != 0)
        return 1;
    mbedtls_ssl_conf_rng(&config, mbedtls_ctr_drbg_random, &random);
    mbedtls_ssl_conf_curves(&config, curves);
    mbedtls_ssl_conf_ciphersuites(&config, suites);
    mbedtls_ssl_conf_session_tickets_cb(
        &config, mbedtls_ssl_ticket_write, mbedtls_ssl_ticket_parse, &tickets);
    return server_run(atoi(argv[1]), open_peer, serve, shut);
}
