/* HTTP/1.0 and 1.1 (RFC 9110, 9112): a server of files, or of the one reply of the hand-out.
 *
 *      client                                     server
 *      GET /notes.txt HTTP/1.1               ->
 *      Host: localhost                       ->
 *                                            ->
 *                                            <-   HTTP/1.1 200 OK
 *                                            <-   Content-Length: 1234
 *                                            <-   …
 *
 * Requests are read by grammar/http_request.h.  One is answered after the other, whatever else has
 * come in the meantime; while an answer goes out nothing more is read, so a connection holds at most
 * a head and one read.  Files go out in pieces as the peer takes them and are never held at all.
 *
 *      http.c          a connection: requests one after the other, time-outs, turns
 *      http_answer.c   what a request is answered with
 *      http_reply.c    the head of an answer, and answers without a file
 *      http_send.c     files and parts of them, as the peer takes them
 *      http_file.c     finding a file below the root
 *      http_listing.c  a directory as a page
 *
 * SPDX-License-Identifier: MIT */
#pragma once
#include <uv.h>

#include "base/text.h"
#include "grammar/http_target.h"
#include "io/conn.h"
#include "io/due.h"
#include "service/tally.h"

struct http_peer;

/* The context of a listener with http_protocol. */
struct http_server {
    /* Set by the owner; the rest is zero. */
    int root;                /* a directory's descriptor; -1: the reply of the hand-out */
    uint64_t body_most;      /* bytes of a request's body, which is thrown away */
    int64_t request_timeout; /* nanoseconds for all of a request */
    int64_t keep_timeout;    /* between requests */
    struct events *events;

    bool open;
    bool walks; /* the system cannot keep paths below the root: done step by step */
    struct due_lists due;
    uv_idle_t turns;         /* runs while somebody is ready */
    struct http_peer *ready; /* who goes on in the next turn of the loop */

    /* For one answer at a time. */
    struct text head;
    struct http_target target;
    struct text path;
    struct text date; /* as the Date field has it */
    int64_t date_at;  /* the second it is of */
    uint8_t *piece;   /* of a file that passes through memory: HTTP_PIECE bytes */

    struct tally tally;
};

extern const struct protocol http_protocol;

/* 0 or a negative code. */
int http_server_open(struct http_server *server, uv_loop_t *loop);
/* No more turns and time-outs; then the listener may be closed. */
void http_server_close(struct http_server *server);
/* Frees what is left, when the loop has run empty. */
void http_server_finish(struct http_server *server);
