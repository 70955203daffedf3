/* What the network says of datagrams that were sent: ICMP errors.
 *
 * A router or a machine that cannot deliver a datagram sends back an ICMP message (RFC 792,
 * RFC 4443) with the beginning of that datagram in it.  Linux keeps these in the error queue of the
 * socket, with the address that the datagram was going to: so a server learns which of its peers
 * has gone, and not only that some send has failed.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>

#include "io/address.h"

struct udp_error {
    union address peer;   /* where the datagram was going; AF_UNSPEC: not known */
    union address teller; /* who says so; AF_UNSPEC: not known */
    int status;           /* negative libuv code */
    const char *words;    /* "port unreachable" */
    /* Nobody is there (port or protocol unreachable).  All else may pass, so that it ends nothing
     * by itself (RFC 1122 4.2.3.9 has TCP do the same). */
    bool hard;
};

/* Asks the kernel to keep them.  Nothing on systems that cannot. */
void udp_errors_keep(int descriptor, sa_family_t family);

/* The oldest one that is kept; false when there is none. */
bool udp_error_take(int descriptor, struct udp_error *error);
