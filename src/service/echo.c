/* See echo.h.  SPDX-License-Identifier: MIT */
#include "service/echo.h"

static void on_received(struct conn *conn, struct bytes data)
{
    struct echo_server *server = conn_context(conn);
    bool datagram = conn_transport(conn) == TRANSPORT_UDP;
    if (server->has_answered) return;
    conn_write(conn, server->reply ? bytes_of_string(server->reply) : data);
    if (server->once) conn_close(conn);
    if (!datagram) return;
    tally_add(&server->tally, conn); /* datagrams have no `closed` */
    if (!server->answered) return;
    server->has_answered = true;
    server->answered(server);
}

static void on_closed(struct conn *conn, int status)
{
    (void)status;
    struct echo_server *server = conn_context(conn);
    tally_add(&server->tally, conn);
}

const struct protocol echo_protocol = {
    .name = "echo",
    .stateless = true,
    .queue_limit = 1, /* a peer that does not take its echo is not read from */
    .received = on_received,
    .closed = on_closed,
};
