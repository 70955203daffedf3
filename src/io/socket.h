/* Sockets that are bound, and why they cannot be.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdint.h>

#include "io/address.h"

/* A non-blocking socket of `type` (SOCK_STREAM, SOCK_DGRAM), bound; its real address (the port that
 * 0 became) is written back.  IPv6 sockets take IPv6 only, so that both families can have a socket
 * on the same port.  TCP: an address that is only in TIME_WAIT does not hinder (SO_REUSEADDR). UDP:
 * never shared, since with SO_REUSEADDR the last one to bind silently takes all datagrams.
 * Returns the descriptor or a negative code. */
int socket_bound(int type, union address *address);

/* How long the peer of a socket has been connected, for one just accepted: in nanoseconds, counted by
 * the kernel in ticks of some milliseconds; 0 where the kernel does not say. */
int64_t socket_connected_for(int descriptor);

/* As much room for datagrams as the system allows; they come in bursts. */
void socket_widen(int descriptor);
