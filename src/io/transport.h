/* The inside of a connection: what transports and connections know of each other.  Only files of
 * src/io include this; protocols see conn.h.
 *
 * Three layers, each a file or two, and what passes between them:
 *
 *      protocol    received, ended, writable, closed          conn_write, conn_close, …
 *                        ^                                          |
 *      conn.c      conn_deliver, conn_peer_ended,                   v
 *                  conn_drained, conn_gone              transport->write, ->finish, ->abort
 *                        ^                                          |
 *      transport   tcp.c, udp.c, tls_conn.c: sockets                v
 *
 * A transport on a stream (TLS) begins its struct with struct tcp_conn (tcp.h) and takes the
 * stream's bytes by the four `stream_` callbacks before they become the protocol's.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "io/address.h"
#include "io/conn.h"
#include "io/due.h"
#include "io/shared.h"

struct tcp_conn;
struct connect_failure;

struct transport {
    enum transport_kind kind;
    const char *name;
    size_t size;  /* of its connection's struct, which begins with struct conn */
    bool endless; /* peers do not tell that they have finished: not to be waited for */

    /* What conn.c asks for.  None of them may call back into the protocol. */
    /* Takes all of it: 0, or 1 when some is queued now, or a negative code. */
    int (*write)(struct conn *conn, struct bytes data);
    /* The same for pieces of one share; NULL: they are written one by one. */
    int (*write_shared)(
        struct conn *conn, struct share *share, const struct bytes *pieces, unsigned count);
    /* See conn_write_file(); NULL: it cannot. */
    int64_t (*write_file)(struct conn *conn, int descriptor, uint64_t offset, size_t length);
    size_t (*queued)(const struct conn *conn);    /* bytes taken but not with the kernel yet */
    void (*finish)(struct conn *conn);            /* close_notify, FIN, behind what is queued */
    void (*reading)(struct conn *conn, bool on);  /* start or stop reading */
    void (*abort)(struct conn *conn, bool reset); /* close the handle; conn_gone() follows */
    /* Our own end's address; NULL: not known. */
    int (*local)(const struct conn *conn, union address *address);
    void (*destroy)(struct conn *conn); /* frees what it added to the struct; may be NULL */
    void (*opened)(struct conn *conn);  /* tells more of a connection just opened; may be NULL */
    /* What else is to be said of a connection that failed before it was open; may be NULL. */
    void (*explain)(struct conn *conn, struct connect_failure *failure);

    /* What tcp.c tells of its stream. */
    void (*stream_ready)(struct tcp_conn *tcp); /* connected or accepted */
    void (*stream_received)(struct tcp_conn *tcp, struct bytes data);
    void (*stream_ended)(struct tcp_conn *tcp);   /* FIN */
    void (*stream_drained)(struct tcp_conn *tcp); /* the socket has taken some of the queue */
};

extern const struct transport transport_tcp, transport_udp, transport_tls;
/* NULL when this build does not have it. */
const struct transport *transport_of(enum transport_kind kind);

enum conn_flag {
    CONN_OPEN = 1,         /* the protocol knows of it */
    CONN_PAUSED = 2,       /* conn_pause(): the protocol does not want to read */
    CONN_HELD = 4,         /* the queue is over the limit: not reading until it shrinks */
    CONN_ENDED = 8,        /* the peer has finished sending */
    CONN_FINISHING = 16,   /* we finish sending when the queue is empty */
    CONN_FINISHED = 32,    /* and have done so */
    CONN_CLOSING = 64,     /* conn_close(): what comes in is thrown away */
    CONN_GONE = 128,       /* the handle is being closed */
    CONN_PEER_FIRST = 256, /* the peer finished before we closed */
    CONN_WORKING = 512,    /* a request is being worked on; pace.h */
    CONN_LINGERING = 1024, /* all is sent, the end too: only the peer's end is missing */
    CONN_FULL = 2048,      /* the queue is over the limit: `writable` is to be called */
    /* Any of these: nothing is read. */
    CONN_STOPPED = CONN_PAUSED | CONN_HELD | CONN_WORKING,
};

enum conn_due {
    DUE_HANDSHAKE, /* the transport is not ready yet (connecting, TLS) */
    DUE_IDLE,      /* no byte either way */
    DUE_STALL,     /* closing, and the peer does not take what it is owed */
    DUE_LINGER,    /* closed on our side, and the peer does not close on its own */
};

struct conn {
    const struct transport *transport;
    struct conn_group *group;
    struct conn *prev, *next; /* in the group */
    struct due due;           /* the time-out it waits for */
    struct conn_counts counts;
    int64_t opened_at;
    int64_t waited;    /* for being accepted; only if group->paced */
    struct pace *pace; /* NULL: nothing is worked on, the protocol answers at once */
    uint32_t id;
    unsigned flags; /* enum conn_flag */
    int status;     /* why it ended, for `closed` */
    union address address;
    const char *reason; /* what a transport has to say about `status`, or NULL; freed by destroy */
    char peer[ADDRESS_TEXT]; /* the address as text, once somebody has asked for it */
};

/* What the connections of one listener or connector have in common. */
struct conn_group {
    uv_loop_t *loop;
    struct shared *shared;
    const struct protocol *protocol;
    void *context;
    struct events *events;
    struct tls_config *tls;
    const char *preface;     /* see connect_options; NULL: none */
    const char *server_name; /* TLS: whom a client wants to talk to; NULL on servers */
    struct conn *first;
    uint32_t count;
    uint32_t lingering; /* so many of them are done with, and wait for their peer's end */
    uint32_t last_id;
    bool closing; /* connections are not given time to linger */
    bool paced;   /* requests are worked on before they are answered, and that is told */
    int64_t work; /* so long */
    /* What the protocol is being given, and from whom; NULL: nothing. */
    const struct conn *speaker;
    struct bytes speech;
    struct due_lists due;
    void (*opened)(
        struct conn_group *group, struct conn *conn); /* before the protocol's; may be NULL */
    void (*lingers)(struct conn_group *group);        /* one more does; may be NULL */
    void (*gone)(struct conn_group *group, struct conn *conn); /* after the protocol's closed */
    void (*closed)(struct conn_group *group); /* after group_close(): nothing of it is in use */
};

/* Time-outs of 0 never come.  Negative code when there is no memory. */
int group_init(struct conn_group *group, uv_loop_t *loop, int64_t handshake, int64_t idle);
/* No connection may be left.  group->closed is called from the loop. */
void group_close(struct conn_group *group);
/* conn_close() for each connection, without lingering for the peer. */
void group_close_connections(struct conn_group *group);

/* For transports, in the order of a connection's life. */
struct conn *conn_create(
    struct conn_group *group, const struct transport *transport, const union address *address);
void conn_await_ready(
    struct conn *conn);            /* unless it is open already: the handshake time-out runs */
void conn_open(struct conn *conn); /* ready for the protocol (after a TLS handshake) */
void conn_deliver(struct conn *conn, struct bytes data);
void conn_peer_ended(struct conn *conn);
/* The latter halves of these two, which pace.c has happen later. */
void conn_hand(struct conn *conn, struct bytes data);
void conn_end(struct conn *conn);
/* A request is being worked on, or no longer: nothing is read meanwhile, and no time-out runs. */
void conn_work(struct conn *conn, bool on);
void conn_filled(struct conn *conn);  /* the queue may be over its limit now */
void conn_drained(struct conn *conn); /* the queue has become shorter */
void conn_gone(struct conn *conn);    /* from the close callback; frees it */
