/* Listening: the server's end of a transport.  SPDX-License-Identifier: MIT */
#pragma once
#include "io/conn.h"

struct impairment; /* io/impair.h: what a UDP listener does to datagrams on purpose */

/* Who serves whom: the three ways to write a server. */
enum listen_model {
    LISTEN_EVENT,     /* one loop for all connections: nobody waits for anybody */
    LISTEN_ITERATIVE, /* one connection at a time; others wait, unaccepted, until it is done with */
    LISTEN_THREAD, /* each connection has a thread of its own.  TCP only.  The protocol's opened and
                         closed are called from the listener's loop all the same, and it may change
                         its context only there; received, writable and ended from the thread. */
};

enum { LISTEN_THREADS = 256 }; /* if max_connections does not say; fewer if descriptors are few */

struct listen_options {
    enum transport_kind transport;
    const char *bind; /* a numeric address or a name; NULL: every address, IPv6 and IPv4 */
    uint16_t port;    /* 0: a free one, the same for both families */
    const struct protocol *protocol;
    void *context; /* for conn_context() */
    struct events
        *events; /* listening, opened, received, closed, warning are told here; may be NULL */
    struct tls_config *tls;              /* TRANSPORT_TLS: must outlive the listener */
    const struct impairment *impairment; /* TRANSPORT_UDP; NULL: none */
    enum listen_model model;             /* TCP, TLS */
    /* Requests are worked on for `work` nanoseconds before the protocol answers them, which is told:
     * `working`, `served`, and how long who was accepted has waited.  TCP, TLS. */
    bool paced;
    int64_t work;
    uint32_t max_connections;  /* 0: as many as descriptors allow; more wait unaccepted */
    uint32_t accept_total;     /* stop listening after so many (--once: 1), and close when they are
                                  gone; 0: never */
    int64_t idle_timeout;      /* nanoseconds without a byte either way; 0: never */
    int64_t handshake_timeout; /* TLS; 0: 10 s */
    /* All its connections are gone too.  Told to `owner`, or to the context when that is NULL. */
    void (*closed)(struct listener *listener, void *owner);
    void *owner;
};

/* Why a listener could not be made, for a message and a hint. */
struct listen_failure {
    int error; /* negative libuv code */
    char address[CONN_ADDRESS];
    char holder[192]; /* UV_EADDRINUSE: "python3 (pid 4711)", "a connection in TIME_WAIT …", ""
                         unknown */
    int pid;          /* of the holder; 0: unknown, or no process */
};

/* Starts listening and tells `listening` for each address.  Returns 0 or a negative code, with
 * *failure filled; what was begun then closes by itself when the loop runs.  UDP: the port is not
 * shared with anyone, of our kind or not. */
int listener_open(uv_loop_t *loop, const struct listen_options *options, struct listener **listener,
    struct listen_failure *failure);
uint16_t listener_port(const struct listener *listener);
uint32_t listener_connections(const struct listener *listener);
/* Calls `visit` for each connection that is open, and has no thread of its own. */
void listener_each(
    struct listener *listener, void (*visit)(struct conn *conn, void *argument), void *argument);
/* Accepts no more; connections go on. */
void listener_stop(struct listener *listener);
/* Stops and closes every connection (after what is queued, at most CONN_LINGER).  The listener is
 * freed after options.closed. */
void listener_close(struct listener *listener);
