/* Publish and subscribe: a server that speaks the NATS client protocol (grammar/nats.h).
 *
 *      publisher                server                  subscribers of news.>
 *      PUB news.sport 5   ->
 *      hello              ->    subjects.h: who?
 *                               turn.h: once         -> MSG news.sport 1 5
 *                                                    -> hello
 *
 * What it says when something is wrong are the words of the NATS server, which client libraries
 * know.  Before CONNECT a client is taken for a person: every line is answered by +OK, and subjects
 * are checked.
 *
 * Limits, each told to the client that meets it: the line and the payload of a message, the
 * subscriptions of a client, what waits for a slow reader, the time that an answer to PING takes.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <uv.h>

#include "base/text.h"
#include "io/conn.h"
#include "service/pubsub_input.h"
#include "service/subjects.h"
#include "service/tally.h"
#include "service/turn.h"

enum {
    PUBSUB_PINGS = 2,    /* that may be unanswered */
    PUBSUB_LOGIN = 2000, /* milliseconds for CONNECT, where a password is wanted */
    PUBSUB_NAME = 64,    /* bytes of a client's name that are told */
};

struct pubsub_server {
    /* Set before it is opened. */
    struct events *events;
    const char *user, *password; /* wanted of each client; NULL: nothing is */
    bool tls;
    const char *host;
    uint16_t port;
    uint32_t max_payload, max_line, max_subscriptions;
    int64_t ping_interval; /* nanoseconds */
    struct turn turn;      /* its queue */

    char id[57]; /* as a NATS server's: N and 55 letters or digits */
    uint64_t last_client;
    struct subjects subjects;
    struct pubsub_subscription **sids; /* by client and number */
    uint32_t nsids, nsubscriptions;    /* nsids: buckets, a power of two */
    struct pubsub_client *clients;
    uv_timer_t clock;
    bool open, stopping;
    uint64_t published, deliveries, dropped;
    struct tally tally;
};

/* A SUB of a client. */
struct pubsub_subscription {
    struct subscription subscription; /* first */
    struct pubsub_client *client;
    struct pubsub_subscription *prev, *next; /* of the client */
    struct pubsub_subscription *chain;       /* of the bucket */
    uint64_t delivered, most;                /* most: then it ends; 0: never */
    struct bytes sid;                        /* behind the struct */
};

struct pubsub_client {
    struct turn_reader reader; /* first */
    struct pubsub_server *server;
    struct pubsub_client *prev, *next;
    struct pubsub_input input;
    struct pubsub_subscription *subscriptions;
    uint32_t nsubscriptions;
    uint64_t id;
    uint64_t heard; /* when something came last; milliseconds */
    uint8_t pings;  /* unanswered */
    bool connected, admitted, leaving;
    bool verbose, pedantic, echo, headers, no_responders; /* what CONNECT asked for */
};

extern const struct protocol pubsub_protocol;

int pubsub_server_open(struct pubsub_server *server, uv_loop_t *loop);
/* Says what is left to be said; then the listener may be closed. */
void pubsub_server_close(struct pubsub_server *server);
/* Tells the totals and frees, when the loop has run empty. */
void pubsub_server_finish(struct pubsub_server *server, enum transport_kind transport);

/* pubsub.c: words to a client alone. */
void pubsub_say(struct pubsub_client *client, const char *words);
/* -ERR, and the end: a warning tells why, in words for people. */
void pubsub_refuse(struct pubsub_client *client, const char *error, const char *why);

/* pubsub_connect.c: INFO and CONNECT. */
void pubsub_greet(struct pubsub_client *client);
void pubsub_connect(struct pubsub_client *client, struct bytes object);

/* pubsub_subscribe.c */
void pubsub_subscribe(struct pubsub_client *client, const struct nats_message *message);
void pubsub_unsubscribe(struct pubsub_client *client, const struct nats_message *message);
void pubsub_end(struct pubsub_subscription *subscription);

/* pubsub_publish.c: to everybody who wants it. */
void pubsub_publish(struct pubsub_client *client, const struct nats_message *message);
