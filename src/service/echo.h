/* The echo protocol (RFC 862): what comes goes back, whichever transport brings it.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "io/conn.h"
#include "service/tally.h"

/* The context of a listener with the echo protocol. */
struct echo_server {
    struct tally tally;
};

/* The server's end.  What a peer is still owed when it finishes sending is delivered. */
extern const struct protocol echo_protocol;
