/* Who was served how much: totals for each client, told when a server ends.
 *
 * The table has a fixed size, so that no number of clients makes a server grow: when it is full,
 * further ones are counted together.  SPDX-License-Identifier: MIT */
#pragma once
#include "base/event.h"
#include "io/address.h"
#include "io/conn.h"

enum { TALLY_CLIENTS = 64 }; /* a power of two */

struct tally_entry {
    union address
        client; /* family 0: free; port 0 for streams, where each connection has its own */
    uint64_t connections;
    struct conn_counts counts;
};

struct tally {
    struct tally_entry entries[TALLY_CLIENTS];
    unsigned used;
    struct tally_entry others;
    struct tally_entry all;
};

/* A connection that has ended, or a datagram that has been answered. */
void tally_add(struct tally *tally, struct conn *conn);
/* Tells `totals`: of all, then of each client. */
void tally_tell(const struct tally *tally, struct events *events, enum transport_kind transport);
