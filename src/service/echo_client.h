/* The other end of the echo protocol: sends something and looks whether the same comes back.
 *
 * Three ways of sending:
 *   - messages: one is sent, its answer awaited, `count` times: how long does it take, is one lost?
 *   - a stream of any size, which must come back to the byte (`feed`, `feed_end`);
 *   - lines that a person types, whose answers are only shown.
 *
 * UDP loses datagrams.  Messages that are lost are counted; a stream is cut into datagrams of which
 * a few are under way at a time, and those that do not come back are sent again.  An answer is
 * recognised by its contents, since the protocol has no room for numbers.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <uv.h>

#include "io/conn.h"

enum echo_mode { ECHO_MESSAGES, ECHO_STREAM, ECHO_LINES };

enum echo_verdict {
    ECHO_SAME,      /* everything came back as it was sent */
    ECHO_DIFFERENT, /* something else came back */
    ECHO_SILENT,    /* the server does not answer in time */
    ECHO_LOST,      /* the connection ended too early */
    ECHO_STOPPED,   /* somebody did not want to wait any longer */
};

enum {
    ECHO_OWED = 4 * 1024 * 1024, /* bytes of a stream that may be under way */
    ECHO_WINDOW = 32,            /* datagrams of a stream that may be under way */
    ECHO_TRIES = 20,             /* sendings of a datagram before it is given up */
};

struct echo_client;
struct echo_slot;
struct echo_way; /* one of them, echo_parts.h */

struct echo_client_options {
    enum echo_mode mode;
    struct bytes message; /* ECHO_MESSAGES; must outlive the client */
    uint32_t count;       /* of messages; at least 1 */
    int64_t interval;     /* from an answer to the next message */
    int64_t timeout;      /* for an answer */
    size_t datagram;      /* UDP, ECHO_STREAM: bytes in each */
    struct events *events;
    /* Wants more (true) or less (false) of feed(); ECHO_STREAM. */
    void (*flow)(void *context, bool more);
    /* All is said; `reason` explains a verdict that is not ECHO_SAME. */
    void (*finished)(void *context, enum echo_verdict verdict, const char *reason);
    void *context;
};

/* The context of a connector with echo_client_protocol. */
struct echo_client {
    struct echo_client_options options;
    const struct echo_way *way;
    struct conn *conn; /* NULL: not connected */
    bool udp;
    bool ended;    /* the verdict is known */
    bool finished; /* and options.finished was called */
    bool fed_all;  /* echo_client_feed_end() */
    bool held;     /* options.flow was last called with false */
    enum echo_verdict verdict;
    char reason[160];
    int64_t started_at, ended_at;
    uint64_t sent_bytes, got_bytes;
    uv_timer_t timer;
    bool timer_open;

    /* Messages and lines. */
    uint32_t sent, answered, lost;
    uint64_t unasked;                          /* datagrams that answer nothing: doubled, or late */
    bool waiting;                              /* for an answer */
    size_t got;                                /* bytes of it so far */
    int64_t sent_at, shortest, longest, total; /* round trips */

    /* A stream over TCP or TLS: what has not come back yet, a ring. */
    uint8_t *owed;
    size_t owed_room, owed_at, owed_len;
    int64_t moved_at; /* when the last byte came back */

    /* A stream over UDP. */
    struct echo_slot *slots; /* ECHO_WINDOW */
    uint8_t *pending;        /* fed, not sent yet */
    size_t pending_room, pending_at, pending_len;
    uint32_t under_way, next_number;
    uint64_t resent;
    int64_t smooth; /* round trip, smoothed as in RFC 6298 */
};

extern const struct protocol echo_client_protocol;

/* Negative code when there is no memory.  `udp`: what the connector will use. */
int echo_client_init(struct echo_client *client, uv_loop_t *loop,
    const struct echo_client_options *options, bool udp);
/* More of the stream, or a line.  Kept if it cannot be sent yet; then flow(false) is called. */
void echo_client_feed(struct echo_client *client, struct bytes data);
void echo_client_feed_end(struct echo_client *client);
/* Gives up; false when the verdict was known, or nothing is judged (ECHO_LINES).  The connector and
 * the timer are to be closed next. */
bool echo_client_stop(struct echo_client *client);
/* Tells `result`: statistics and the verdict. */
void echo_client_tell(struct echo_client *client);
/* Closes the timer; echo_client_finish() frees the rest when the loop has run empty. */
void echo_client_close(struct echo_client *client);
void echo_client_finish(struct echo_client *client);
