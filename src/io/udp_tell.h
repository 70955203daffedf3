/* What UDP sockets tell of datagrams that did not arrive.  SPDX-License-Identifier: MIT */
#pragma once
#include "base/event.h"
#include "io/udp_error.h"

/* ICMP says so of one sent by connection `id`; 0: by none that is left. */
void udp_tell_unreachable(struct events *events, uint32_t id, const struct udp_error *error);
/* The queue was full. */
void udp_tell_lost(struct events *events, uint64_t count);
/* The kernel did not take them; `reason` is the code for the last one. */
void udp_tell_failed(struct events *events, uint64_t count, int reason);
