/* The echo protocol (RFC 862): what comes goes back, whichever transport brings it.  With it, since
 * they are the same but for a line, the servers that answer something else, or only once.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "io/conn.h"
#include "service/tally.h"

/* The context of a listener with the echo protocol. */
struct echo_server {
    struct tally tally;
    const char *reply; /* what is answered instead; NULL: what came */
    bool once;         /* a connection is closed after its first answer */
    /* Told of the first datagram that was answered, the only one then; NULL: answers all. */
    void (*answered)(struct echo_server *server);
    bool has_answered;
};

/* The server's end.  What a peer is still owed when it finishes sending is delivered. */
extern const struct protocol echo_protocol;
