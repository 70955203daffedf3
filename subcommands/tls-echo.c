/* tls-echo: the echo server on TLS.  SPDX-License-Identifier: MIT */
#include "cli/cmd.h"
#include "cli/server.h"
#include "echo_options.h"
#include "tls_options.h"

struct tls_echo {
    struct server_options server;
    struct serving serving;
    struct tls_settings tls;
    struct echo_server service;
    struct tls_config *config;
};

static int start(struct lab *lab, void *state, int argc, char **argv)
{
    struct tls_echo *echo = state;
    if (argc) return server_refuse(lab, argv[0]);
    lab->quiet = echo->server.quiet;
    int status = tls_settings_open(lab, &echo->tls, TLS_SERVER, NULL, &echo->config);
    if (status != EXIT_DONE) return status;
    struct listen_options listen = {.transport = TRANSPORT_TLS,
        .protocol = &echo_protocol,
        .context = &echo->service,
        .tls = echo->config,
        .handshake_timeout = echo->tls.handshake_timeout};
    return serving_start(lab, &echo->serving, &echo->server, &listen);
}

static void stop(struct lab *lab, void *state)
{
    (void)lab;
    struct tls_echo *echo = state;
    serving_stop(&echo->serving);
}

static void finish(struct lab *lab, void *state)
{
    struct tls_echo *echo = state;
    serving_finish(&echo->serving, &echo->service.tally);
    tls_settings_close(lab, echo->config);
}

static const struct opt opts[] = {
    SERVER_OPTS(struct tls_echo, 1234),
    SERVER_STREAM_OPTS(struct tls_echo),
    ECHO_STREAM_OPTS(struct tls_echo),
    TLS_SERVER_OPTS(struct tls_echo),
    {0},
};

const struct cmd cmd_tls_echo = {
    .name = "tls-echo",
    .args = "",
    .summary = "send back over TLS whatever comes",
    .about =
        "The echo server on TLS: listens for TCP connections, does the TLS handshake on each, "
        "tells "
        "what it agreed on (version, cipher suite, the name the client asked for, whether the "
        "session was resumed), and sends back whatever comes. Somebody who captures the connection "
        "sees who talks with whom and how much, but not what is said.\n\n"
        "Without --cert and --key it shows a self-signed certificate for localhost, 127.0.0.1, ::1 "
        "and the name of this machine. It is made once, kept in $XDG_STATE_HOME/wirelab or "
        "~/.local/state/wirelab, and used by every server from then on; clients trust it when they "
        "are given that file. Certificates of your own, as `openssl req -x509` or `wirelab cert "
        "make` write them, are taken by --cert and --key.\n\n"
        "With --keylog the secrets of each session are written to a file that Wireshark opens the "
        "capture with (Preferences, Protocols, TLS, (Pre)-Master-Secret log filename). Whoever has "
        "that file reads everything.\n\n"
        "A client that speaks plain text, stops in the middle of the handshake, or does not trust "
        "the certificate is told of in one line, and costs the others nothing.",
    .examples =
        "wirelab tls-echo                     # then, elsewhere: openssl s_client -connect "
        "localhost:1234\n"
        "wirelab tls-echo --cert domain.crt --key domain.key   # the certificate of the lab\n"
        "wirelab tls-echo --keylog keys.log   # for Wireshark and tshark -o "
        "tls.keylog_file:keys.log\n"
        "wirelab tls-echo --client-ca ca.crt  # clients need a certificate too\n"
        "wirelab tls-echo --ciphers AES128-GCM-SHA256 --rsa 2048  # key exchange by RSA\n",
    .see_also = "echo-client cert echo-server",
    .flags = CMD_NETWORK,
    .opts = opts,
    .state_size = sizeof(struct tls_echo),
    .start = start,
    .stop = stop,
    .finish = finish,
};
