/* See echo.h.  SPDX-License-Identifier: MIT */
#include "service/echo.h"

static void on_received(struct conn *conn, struct bytes data)
{
    conn_write(conn, data);
}

const struct protocol echo_protocol = {
    .name = "echo",
    .stateless = true,
    .queue_limit = 1, /* a peer that does not take its echo is not read from */
    .received = on_received,
};
