/* A listener from the inside: listen.c opens and closes it, accept.c lets clients in.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "io/bind.h"
#include "io/crew.h"
#include "io/transport.h"

struct udp_socket;

/* One listening socket. */
struct door {
    struct listener *listener;
    union address address;
    int descriptor; /* -1: closed */
    bool polled;    /* the poll handle is to be closed */
    uv_poll_t poll; /* TCP, TLS */
    struct udp_socket *udp;
};

struct listener {
    struct conn_group group; /* first */
    const struct transport *transport;
    struct door doors[BOUND_MOST];
    unsigned ndoors;
    unsigned handles;  /* to be closed yet */
    struct crew *crew; /* the threads; NULL: connections are served by this loop */
    uint32_t most;     /* connections at a time; 0: no limit */
    uint32_t left;     /* still to be accepted; only if `counted` */
    bool counted;
    bool iterative; /* a connection that only waits for its peer's end holds up nobody */
    bool stopped;   /* accepts no more */
    bool closing;
    bool waiting;        /* not polling: too many connections, or no descriptors */
    bool crowded_told;   /* that clients wait for a thread has been said */
    bool starved_told;   /* that descriptors ran out has been said */
    uint32_t starved_at; /* how many connections there were then */
    uv_timer_t retry;    /* accepting */
    void (*closed)(struct listener *listener, void *owner);
    void *owner;
};

/* How many connections there are, those with a thread of their own among them. */
uint32_t listener_occupied(const struct listener *listener);

/* A connection has gone, or could not be made; the argument is the listener. */
void listener_parted(void *listener);

/* Starts accepting, and does so again whenever there is room, descriptors and threads permitting. */
void accept_begin(struct listener *listener);
/* A connection has gone, or needs no more attention: somebody else may come. */
void accept_more(struct listener *listener);
/* It closes: lets in those who still wait, some of them at least, so that they are told of. */
void accept_rest(struct listener *listener);
