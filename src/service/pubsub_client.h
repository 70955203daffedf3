/* A client of publish and subscribe, of our server or any other that speaks NATS.
 *
 *      opened -> INFO -> CONNECT, PING -> PONG: ready -> messages … -> closed
 *
 * PINGs of the server are answered here.  SPDX-License-Identifier: MIT */
#pragma once
#include "base/text.h"
#include "io/conn.h"
#include "service/pubsub_input.h"

struct pubsub_session {
    const char *user, *password, *name; /* NULL: none */
    bool secured;                       /* the connection is TLS already */
    void (*ready)(void *context);       /* the server has let us in */
    void (*message)(void *context, const struct nats_message *message);
    void (*settled)(void *context); /* it has taken all that was said before pubsub_settle() */
    void (*writable)(void *context);
    /* The end, when we did not ask for it: what the server said, or the code of the connection. */
    void (*closed)(void *context, int status, const char *reason);
    void *context;

    struct conn *conn; /* NULL: not connected */
    struct pubsub_input input;
    uint64_t max_payload;   /* the server's */
    bool headers;           /* it knows them */
    bool greeted, admitted; /* INFO came; PONG came after CONNECT */
    bool settling, leaving; /* a PONG is waited for; we have had enough */
    struct text reason;     /* of the last -ERR */
    struct text unit;       /* a message being composed */
};

extern const struct protocol pubsub_client_protocol;

/* No reply subject, no queue group: empty.  False: the payload is larger than the server takes. */
bool pubsub_send(
    struct pubsub_session *session, const char *subject, const char *reply, struct bytes payload);
void pubsub_want(
    struct pubsub_session *session, const char *subject, const char *queue, unsigned sid);
/* `settled` is called when the server has taken all so far. */
void pubsub_settle(struct pubsub_session *session);
/* Ends the connection when all is sent; `closed` is not called any more. */
void pubsub_leave(struct pubsub_session *session);
void pubsub_session_finish(struct pubsub_session *session);
