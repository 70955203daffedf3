/* The inside of a TLS connection: what carries it (tls_conn.c) and what is told of it (tls_tell.c).
 * SPDX-License-Identifier: MIT */
#pragma once
#include "io/connect.h"
#include "io/tcp.h"
#include "tls/tls.h"

struct tls_conn {
    struct tcp_conn tcp; /* first */
    struct tls_session *session;
    struct bytes incoming; /* ciphertext of this turn, not yet taken by the session */
    uint8_t *saved;        /* the rest of a turn that was interrupted; NULL: none */
    size_t saved_len, saved_at;
    struct text preface; /* what the server has said before TLS, until the protocol has got it */
    bool begun;          /* TLS has: there is no preface, or it is over */
    bool turning;        /* within turn(): what is sealed goes out at its end */
    bool stream_ended;   /* FIN came */
    bool idle_used;      /* the handle below has to be closed */
    bool reset;          /* how tls_abort() was asked to close */
    bool closed_early;   /* the server's failure has been told, or there is none to tell */
    struct tls_failure failure;
    struct text chain;
    uv_idle_t idle; /* goes on with `saved` when the protocol reads again */
};

static inline struct tls_conn *tls_of(struct conn *conn)
{
    return (struct tls_conn *)conn;
}

/* How a connection ended before it was open, for events and in conn->reason. */
void tls_tell_failure(struct tls_conn *tls);
/* What the handshake agreed on. */
void tls_tell_opened(struct conn *conn);
void tls_explain(struct conn *conn, struct connect_failure *failure);
