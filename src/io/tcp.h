/* TCP connections, for tcp.c's neighbours: listeners, connectors and TLS, whose connections begin
 * with one of these.  SPDX-License-Identifier: MIT */
#pragma once
#include "io/transport.h"

struct tcp_conn {
    struct conn conn; /* first */
    bool fin_wanted;  /* FIN goes out when the queue is empty */
    uv_tcp_t handle;
};

/* A connection on a socket that accept() gave; the descriptor is closed when this fails. */
int tcp_accept(struct conn_group *group, const struct transport *transport, int descriptor,
    const union address *peer);

/* Begins to connect.  When it works transport->stream_ready is called, else the connection is
 * aborted with the code (from the loop, so group->gone is told in any case).  NULL: no memory. */
struct conn *tcp_connect(
    struct conn_group *group, const struct transport *transport, const union address *peer);

/* The transport's functions, which TLS uses for its ciphertext. */
int tcp_write(struct conn *conn, struct bytes data);
int tcp_write_shared(
    struct conn *conn, struct share *share, const struct bytes *pieces, unsigned count);
size_t tcp_queued(const struct conn *conn);
void tcp_finish(struct conn *conn);
void tcp_reading(struct conn *conn, bool on);
void tcp_abort(struct conn *conn, bool reset);
int tcp_local(const struct conn *conn, union address *address);
