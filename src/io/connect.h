/* Connecting: the client's end of a transport.  SPDX-License-Identifier: MIT */
#pragma once
#include "io/conn.h"

struct connect_options {
    enum transport_kind transport;
    const char *host; /* a name or a numeric address */
    uint16_t port;
    const struct protocol *protocol;
    void *context;
    struct events *events; /* connecting (each address in turn), opened, …; may be NULL */
    struct tls_config *tls;
    /* TLS: how a line begins that the server may say in plain text before its handshake ("INFO " of
     * NATS).  The protocol gets it first.  NULL: there is none. */
    const char *preface;
    int64_t timeout;      /* for each attempt, TLS handshake included; 0: 10 s */
    int64_t idle_timeout; /* nanoseconds without a byte either way; 0: never */
    /* No address could be connected to: the last one's code. */
    void (*failed)(void *context, int status, const char *reason);
};

/* Resolves the name without blocking and tries its addresses in order (::1, then 127.0.0.1).  The
 * protocol's `opened` is called when one answers (and its TLS handshake is done), else `failed`.
 * UDP is connected, so that a closed port is told by ICMP: when that comes before any answer, the
 * protocol sees `closed` with UV_ECONNREFUSED and then `opened` for the next address, or `failed`.
 */
struct connector;
int connector_open(
    uv_loop_t *loop, const struct connect_options *options, struct connector **connector);
/* Gives up what is under way, or closes the connection; frees itself.  Wanted in any case, also
 * after `failed` or `closed`.  NULL is ignored. */
void connector_close(struct connector *connector);

/* Within `failed`: what else is known of it.  Strings are valid during the call, "" or NULL if there
 * is nothing. */
struct connect_failure {
    const char *word;  /* stable, for scripts: "unknown-ca", "expired", … */
    const char *hint;  /* what to type next */
    const char *chain; /* TLS: what --show-certs shows */
};
const struct connect_failure *connector_failure(const struct connector *connector);
