/* The echo protocol (RFC 862): what comes goes back, whichever transport brings it.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "io/conn.h"

/* The server's end.  What a peer is still owed when it finishes sending is delivered. */
extern const struct protocol echo_protocol;
