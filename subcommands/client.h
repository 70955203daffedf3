/* What clients have in common: whom they call and how, their life, and saying why nobody answers.
 *
 *     struct echo { struct calling calling; bool udp; struct tls_settings tls; … };
 *
 * `start` reads the arguments with calling_read(), prepares with calling_prepare() and ends with
 * calling_start(); `stop` and `finish` call their namesakes here.  SPDX-License-Identifier: MIT */
#pragma once
#include "io/connect.h"
#include "tls_options.h"

struct calling {
    struct lab *lab;
    const char *host;
    uint16_t port;
    enum transport_kind transport;
    const struct tls_settings *tls;
    /* By enum transport_kind, the beginning of a command that starts a server there, to which the
     * port is added: "echo-server --port". */
    const char *const *servers;
    bool aside; /* standard output is data: certificates are shown on standard error */
    struct tls_config *config;
    struct connector *connector; /* NULL: not open */
};

/* HOST and PORT, localhost and 1234 unless given, of at most `most` arguments.  An exit code; what was
 * wrong has been said. */
int calling_read(struct lab *lab, struct calling *calling, int argc, char **argv, int most);
/* Chooses the transport, and makes what TLS needs.  The arguments are those to be typed again with an
 * option more.  An exit code. */
int calling_prepare(struct calling *calling, bool udp, const struct tls_settings *tls,
    const char *const servers[3], int argc, char **argv);
/* Connects: `options` holds protocol, context, events, failed and what else is special.  An exit
 * code. */
int calling_start(struct calling *calling, const struct connect_options *options);
/* Within `opened` of the protocol: --show-certs. */
void calling_opened(const struct calling *calling, struct conn *conn);
/* Within `failed` of the options: says why, and what to type next.  Returns the exit code. */
int calling_failed(const struct calling *calling, int status, const char *reason);
/* " WORD", quoted as a shell wants it. */
void calling_add_word(struct text *text, const char *word);
void calling_stop(struct calling *calling);
void calling_finish(struct calling *calling);
