/* Connections: one struct, whichever transport carries them.
 *
 * A *protocol* is a table of callbacks and knows nothing of transports.  A *transport* (tcp, udp,
 * tls) moves its bytes.  Callbacks come from the loop, never from inside conn_write() or
 * conn_close(), so a protocol need not expect to be re-entered.
 *
 *      opened  ->  received*  ->  ended?  ->  closed
 *
 * Back-pressure: conn_write() always takes what it is given, but beyond CONN_HIGH queued bytes the
 * connection stops reading until the queue is under CONN_LOW; a protocol that writes to other
 * connections asks conn_queued().
 *  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "base/bytes.h"
#include "base/event.h"

struct conn;
struct listener;
struct share;      /* io/share.h */
union address;     /* io/address.h */
struct tls_config; /* tls/tls.h */

enum transport_kind { TRANSPORT_TCP, TRANSPORT_UDP, TRANSPORT_TLS };
enum { CONN_HIGH = 256 * 1024, CONN_LOW = 64 * 1024, CONN_ADDRESS = 64 };

/* How long a closing connection waits: for the peer's own end once all is sent, and for a peer that
 * takes nothing of what it is still owed (nanoseconds). */
#define CONN_LINGER INT64_C(2000000000)
#define CONN_STALL INT64_C(60000000000)

struct protocol {
    const char *name;
    size_t state_size; /* bytes of conn_state(), zeroed when the connection opens */
    /* Over UDP: no state for each peer; a conn lasts for one datagram, opened and closed are not
     * called, and conn_write() answers the sender.  Protocols that need more get a session for each
     * peer address. */
    bool stateless;
    bool tells; /* it tells `received`, `sent` and `closed` in its own words; else io does */
    /* Reading stops when more than this many bytes are queued, until a quarter is left; 0:
     * CONN_HIGH. A protocol that answers only its own peer does well with 1: nothing is copied
     * twice. */
    size_t queue_limit;
    /* What is sent is no answer to what is received: reading goes on however much is queued, or two
     * ends that both send much would wait for each other.  The protocol looks at conn_queued(), and
     * `writable` is called all the same. */
    bool duplex;
    /* How many bytes of `data` its first request takes; 0: that request goes on behind them.  NULL:
     * what one read brings is a request.  Asked only where work is done on requests
     * (listen_options.paced). */
    size_t (*request)(struct bytes data);
    void (*opened)(struct conn *conn);
    /* Bytes that came: a run of a stream, or exactly one datagram (then len 0 is possible). */
    void (*received)(struct conn *conn, struct bytes data);
    /* The queue is short again after having been over the limit. */
    void (*writable)(struct conn *conn);
    /* The peer has finished sending (FIN, close_notify).  What is queued still goes out; NULL:
     * conn_close(). */
    void (*ended)(struct conn *conn);
    /* Gone: `status` 0, or the negative code of what ended it.  The last callback. */
    void (*closed)(struct conn *conn, int status);
};

/* Counted for every connection; shown in the `closed` event and the totals. */
struct conn_counts {
    uint64_t received_bytes, sent_bytes;
    uint64_t received_units, sent_units; /* reads and writes, or datagrams */
};

/* Queues bytes behind those already queued; what the socket takes at once is not copied.  A write
 * after conn_close() is ignored.  Returns 0 or a negative code (out of memory: the connection is
 * closed then). */
int conn_write(struct conn *conn, struct bytes data);
/* Queues pieces of a share, behind those already queued; a datagram each over UDP.  No `sent` event
 * is told: whoever writes to many tells it once. */
int conn_write_shared(
    struct conn *conn, struct share *share, const struct bytes *pieces, unsigned count);
/* Sends bytes of a file, from `offset` on, that need not pass through this program: as many as the
 * socket takes at once, nothing is queued.  Returns how many, 0 when it takes none now, UV_EOF when
 * the file is shorter.  UV_ENOTSUP: this transport (or system) cannot, or other bytes are queued
 * before these; read them and conn_write().  Other codes end the connection. */
int64_t conn_write_file(struct conn *conn, int descriptor, uint64_t offset, size_t length);
/* Finishes sending (FIN) after what is queued; reading goes on until the peer ends too. */
void conn_finish(struct conn *conn);
/* Closes after what is queued has gone out.  What the peer still sends is thrown away.  Bounded by
 * CONN_STALL and CONN_LINGER.  Safe anywhere, any number of times. */
void conn_close(struct conn *conn);
/* Drops what is queued and closes now; TCP peers get a reset if `reset`. */
void conn_abort(struct conn *conn, int status, bool reset);
/* Reading, until conn_resume(). */
void conn_pause(struct conn *conn);
void conn_resume(struct conn *conn);

size_t conn_queued(const struct conn *conn);
void *conn_state(struct conn *conn);         /* the protocol's own struct */
void *conn_context(const struct conn *conn); /* of the listener or connector that made it */
uint32_t conn_id(const struct conn *conn);   /* from 1, per listener or connector */
enum transport_kind conn_transport(const struct conn *conn);
const char *conn_peer(struct conn *conn); /* "127.0.0.1:40312", "[::1]:40312" */
const struct sockaddr *conn_peer_address(const struct conn *conn);
/* Our own end; negative code: not known. */
int conn_local_address(const struct conn *conn, union address *address);
const struct conn_counts *conn_counts(const struct conn *conn);
int64_t conn_opened_at(const struct conn *conn); /* time_monotonic() */
struct events *conn_events(const struct conn *conn);
uv_loop_t *conn_loop(const struct conn *conn);

/* Tells `closed` as io words it, for protocols that tell all else themselves. */
void conn_tell_closed(struct conn *conn);

const char *transport_name(enum transport_kind kind);
