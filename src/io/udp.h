/* UDP: one socket, for a listener (it talks to anybody) or for a connector (it talks to one peer).
 * SPDX-License-Identifier: MIT */
#pragma once
#include "io/transport.h"

struct impairment;
struct udp_socket;

/* Serves datagrams on a bound socket until udp_close().  Protocols that keep state get a connection
 * for each sender, at most `sessions` (0: 1,024).  The descriptor is closed in any case. */
int udp_serve(struct conn_group *group, int descriptor, const union address *local,
    const struct impairment *impairment, uint32_t sessions, struct udp_socket **udp);
/* `closed` is called from the loop; the socket is freed then.  Its connections must have gone. */
void udp_close(struct udp_socket *udp, void (*closed)(void *context), void *context);
/* Takes no more datagrams; connections may still send. */
void udp_stop(struct udp_socket *udp);

/* A connection with one peer, which then can refuse (ICMP port unreachable).  It is opened from the
 * loop.  NULL and a negative *status when there is no socket to be had. */
struct conn *udp_connect(struct conn_group *group, const union address *peer, int *status);
