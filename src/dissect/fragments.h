/* What a reassembled IPv4 or IPv6 datagram says of its fragments.  SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/packet.h"
#include "dissect/tracker.h"

/* Numbers of the rows in the present protocol. */
struct fragment_rows {
    unsigned fragments, fragment, error, overlap, conflict, tails, too_long, count, length, data;
    const char *title; /* "IPv4" */
};

/* The tree of fragments, at the end of `layer`. */
void fragments_add(struct packet *p, struct layer *layer, const struct ip_reassembly *reassembly,
    const struct fragment_rows *rows, struct cur whole);
