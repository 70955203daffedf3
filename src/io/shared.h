/* What everything on one loop shares: the buffer that reads go into.
 *
 * Bytes that were read are handed to the protocol before the next read happens, so one buffer
 * serves all connections of a loop.  It hangs on loop->data, which belongs to src/io, and lives as
 * long as somebody uses it.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdint.h>
#include <uv.h>

enum {
    SHARED_READ = 64 * 1024,
    /* Datagrams read at once.  A slot takes the largest datagram there is (65,535 bytes with its
     * headers); the odd 192 bytes keep the beginnings of slots out of one set of the cache. */
    SHARED_BATCH = 64,
    SHARED_SLOT = 65536 + 192,
    SHARED_PLAIN = 16 * 1024,  /* one TLS record, opened */
    SHARED_SEALED = 64 * 1024, /* TLS records on their way to the socket */
};

struct conn;

/* What TLS connections need between their socket and their protocol, for one of them at a time. */
struct shared_tls {
    struct conn *owner; /* whose sealed bytes these are; NULL: nobody's */
    size_t sealed_len;
    uint8_t plain[SHARED_PLAIN];
    uint8_t sealed[SHARED_SEALED];
};

struct shared {
    unsigned users;
    uint8_t *datagrams;     /* SHARED_BATCH slots; NULL until the first UDP socket */
    struct shared_tls *tls; /* NULL until the first TLS connection */
    uint8_t read[SHARED_READ];
};

/* The loop's, made if need be; NULL when there is no memory.  Each acquire wants one release. */
struct shared *shared_acquire(uv_loop_t *loop);
void shared_release(uv_loop_t *loop);
/* The slots for datagrams; NULL when there is no memory. */
uint8_t *shared_datagrams(struct shared *shared);
/* NULL when there is no memory. */
struct shared_tls *shared_tls(struct shared *shared);
