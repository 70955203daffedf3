/* A connection of the HTTP server: requests one after the other, time-outs, turns.  See http.h.
 * SPDX-License-Identifier: MIT */
#include "service/http.h"

#include <stdlib.h>

#include "base/time.h"
#include "service/http_parts.h"

#define TAKE_TIMEOUT (60 * TIME_SECOND) /* for a peer that takes nothing of an answer */
#define CONTINUE "HTTP/1.1 100 Continue\r\n\r\n"

/* --- turns -------------------------------------------------------------------------------------- */

static void on_turn(uv_idle_t *turns);

void http_ready(struct http_peer *peer)
{
    struct http_server *server = peer->server;
    if (peer->ready || !server->open) return;
    peer->ready = true;
    peer->ready_prev = NULL;
    peer->ready_next = server->ready;
    if (server->ready) server->ready->ready_prev = peer;
    server->ready = peer;
    uv_idle_start(&server->turns, on_turn);
}

static void not_ready(struct http_peer *peer)
{
    if (!peer->ready) return;
    peer->ready = false;
    if (peer->ready_next) peer->ready_next->ready_prev = peer->ready_prev;
    if (peer->ready_prev) {
        peer->ready_prev->ready_next = peer->ready_next;
    } else {
        peer->server->ready = peer->ready_next;
    }
}

static void go_on(struct http_peer *peer);

/* Everybody who is ready gets one turn; who then is not done gets another one, after the sockets
 * have had theirs. */
static void on_turn(uv_idle_t *turns)
{
    struct http_server *server = turns->data;
    struct http_peer *peer = server->ready;
    server->ready = NULL;
    while (peer) {
        struct http_peer *next = peer->ready_next;
        peer->ready = false;
        go_on(peer);
        peer = next;
    }
    if (!server->ready) uv_idle_stop(turns);
}

/* --- requests ----------------------------------------------------------------------------------- */

/* Whether a request has begun and is not whole. */
static bool in_request(const struct http_peer *peer)
{
    return peer->held.len || peer->body.state != HTTP_BODY_NONE;
}

/* RFC 9110 10.1.1: a client that asks before it sends the body is answered: with `100`, or at once
 * with what it would get in the end.  False: nothing is to be read. */
static bool expects(struct http_peer *peer, const struct http_request *request)
{
    struct bytes expect = request->asked[HTTP_ASKED_EXPECT];
    if (!expect.at || !request->minor) return true;
    if (!http_same(expect, "100-continue")) {
        http_refuse(peer, request, 417, "nothing is known of what is expected");
        return false;
    }
    if (peer->body.state == HTTP_BODY_NONE) return true;
    if (peer->server->root >= 0 && !http_reads(request)) {
        http_refuse(peer, request, 405, "files are read here, nothing else");
        return false;
    }
    if (conn_write(peer->conn, bytes_of_string(CONTINUE)) < 0) peer->gone = true;
    return !peer->gone;
}

/* A request, if its head is there: answered now, or when its body has come.  Returns how many bytes
 * are done with. */
static size_t take_request(struct http_peer *peer, struct bytes data)
{
    struct http_request request;
    peer->keep = true;
    unsigned status = http_request_read(data, &request);
    if (!status) return request.length;
    const char *fault = request.fault;
    if (status == 200) {
        status = http_body_begin(&peer->body, &request.framing, peer->server->body_most);
        fault = peer->body.fault;
    }
    if (status != 200) {
        http_refuse(peer, &request, status, fault);
        return data.len;
    }
    if (!expects(peer, &request)) return data.len;
    if (peer->body.state == HTTP_BODY_NONE) {
        http_answer(peer, &request);
    } else {
        text_clear(&peer->head);
        text_add(&peer->head, data.at, request.length);
    }
    return request.length;
}

/* Some of a body; when it has ended, the request that was kept is answered. */
static size_t take_body(struct http_peer *peer, struct bytes data)
{
    struct http_request request = {0};
    size_t done;
    unsigned status = http_body_skip(&peer->body, data, &done);
    if (status == 200 && peer->body.state != HTTP_BODY_NONE) return done;
    bool kept = http_request_read(bytes_of(peer->head.at, peer->head.len), &request) == 200;
    if (status != 200) {
        http_refuse(peer, &request, status, peer->body.fault);
    } else if (kept) {
        http_answer(peer, &request);
    } else {
        http_break(peer, UV_ENOMEM); /* for the head */
    }
    text_finish(&peer->head);
    return done;
}

/* One answer at a time, and none before the last has gone. */
static bool may_answer(const struct http_peer *peer)
{
    return !peer->gone && !peer->sending.active && !conn_queued(peer->conn);
}

/* Works off what came, as far as that goes now.  Returns how much is done with. */
static size_t work(struct http_peer *peer, struct bytes data)
{
    size_t used = 0;
    for (unsigned count = 0; used < data.len && may_answer(peer); count++) {
        if (count == HTTP_TURN_REQUESTS) {
            http_ready(peer);
            break;
        }
        struct bytes rest = bytes_of(data.at + used, data.len - used);
        size_t done =
            peer->body.state == HTTP_BODY_NONE ? take_request(peer, rest) : take_body(peer, rest);
        if (!done) break;
        used += done;
    }
    return used;
}

/* The peer has ended; so do we, when nothing is left to be answered. */
static void end(struct http_peer *peer)
{
    if (in_request(peer)) {
        http_refuse(peer, NULL, 400, "the request ended before it was whole");
    } else {
        http_leave(peer);
    }
}

/* What is next: more of the answer, more requests, or waiting for one. */
static void settle(struct http_peer *peer)
{
    struct due_lists *due = &peer->server->due;
    if (peer->gone) return;
    if (peer->sending.active || peer->ready) {
        conn_pause(peer->conn);
        return;
    }
    if (conn_queued(peer->conn)) {
        due_start(due, &peer->due, HTTP_WAIT_TAKE); /* `writable` goes on */
        return;
    }
    if (peer->ended) {
        end(peer);
        return;
    }
    if (!in_request(peer)) {
        due_start(due, &peer->due, HTTP_WAIT_NEXT);
    } else if (!peer->due.next || peer->due.kind != HTTP_WAIT_REQUEST) {
        due_start(due, &peer->due, HTTP_WAIT_REQUEST);
    }
    conn_resume(peer->conn);
}

static void work_held(struct http_peer *peer)
{
    struct text *held = &peer->held;
    size_t used = work(peer, bytes_of(held->at, held->len));
    if (used == held->len || peer->gone) {
        text_finish(held);
    } else if (used) {
        memmove(held->at, held->at + used, held->len - used);
        held->len -= used;
    }
}

static void go_on(struct http_peer *peer)
{
    if (peer->gone) return;
    if (peer->sending.active) http_send(peer);
    if (may_answer(peer) && peer->held.len) work_held(peer);
    settle(peer);
}

static void on_received(struct conn *conn, struct bytes data)
{
    struct http_peer *peer = conn_state(conn);
    if (peer->gone) return;
    if (peer->server->root < 0)
        event_tell(
            peer->server->events, &(struct event){.kind = EVENT_RECEIVED,
                                      .conn = conn_id(conn),
                                      .human = "received {data} from {peer}",
                                      .values = {event_text("peer", conn_peer(conn)),
                                          event_uint("size", data.len), event_data("data", data)}});
    if (!peer->held.len) {
        size_t used = work(peer, data);
        if (peer->gone) return;
        data = bytes_of(data.at + used, data.len - used);
        text_add(&peer->held, data.at, data.len);
    } else {
        text_add(&peer->held, data.at, data.len);
        work_held(peer);
    }
    if (peer->held.failed) http_break(peer, UV_ENOMEM);
    settle(peer);
}

/* --- time-outs ---------------------------------------------------------------------------------- */

static void on_due(struct due_lists *lists, struct due *due)
{
    struct http_peer *peer = (struct http_peer *)((char *)due - offsetof(struct http_peer, due));
    (void)lists;
    if (peer->gone) return;
    switch (due->kind) {
    case HTTP_WAIT_REQUEST:
        /* Browsers connect before they know what for: nothing is to be told them. */
        if (in_request(peer))
            http_refuse(peer, NULL, 408, "the request took too long");
        else
            http_leave(peer);
        break;
    case HTTP_WAIT_TAKE:
        http_break(peer, UV_ETIMEDOUT);
        break;
    default:
        http_leave(peer);
    }
}

/* --- the connection's life ---------------------------------------------------------------------- */

void http_leave(struct http_peer *peer)
{
    peer->gone = true;
    due_stop(&peer->server->due, &peer->due);
    conn_close(peer->conn);
}

void http_break(struct http_peer *peer, int status)
{
    if (peer->gone) return;
    peer->gone = true;
    due_stop(&peer->server->due, &peer->due);
    peer->keep = true; /* http_sent() has nothing more to close */
    http_sent(peer);
    conn_abort(peer->conn, status, true);
}

static void on_opened(struct conn *conn)
{
    struct http_peer *peer = conn_state(conn);
    peer->server = conn_context(conn);
    peer->conn = conn;
    peer->sending.descriptor = -1;
    due_start(&peer->server->due, &peer->due, HTTP_WAIT_REQUEST);
}

static void on_writable(struct conn *conn)
{
    go_on(conn_state(conn));
}

static void on_ended(struct conn *conn)
{
    struct http_peer *peer = conn_state(conn);
    peer->ended = true;
    if (!peer->gone) settle(peer);
}

static void on_closed(struct conn *conn, int status)
{
    struct http_peer *peer = conn_state(conn);
    (void)status;
    peer->gone = peer->keep = true;
    not_ready(peer);
    due_stop(&peer->server->due, &peer->due);
    http_sent(peer); /* what was under way has been cut short */
    text_finish(&peer->sending.request);
    text_finish(&peer->held);
    text_finish(&peer->head);
    tally_add(&peer->server->tally, conn);
    conn_tell_closed(conn);
}

const struct protocol http_protocol = {
    .name = "http",
    .state_size = sizeof(struct http_peer),
    .tells = true,
    .queue_limit = 1, /* one answer at a time */
    .opened = on_opened,
    .received = on_received,
    .writable = on_writable,
    .ended = on_ended,
    .closed = on_closed,
};

int http_server_open(struct http_server *server, uv_loop_t *loop)
{
    server->piece = malloc(HTTP_PIECE);
    if (!server->piece) return UV_ENOMEM;
    due_init(&server->due, loop, on_due);
    due_length(&server->due, HTTP_WAIT_REQUEST, server->request_timeout);
    due_length(&server->due, HTTP_WAIT_NEXT, server->keep_timeout);
    due_length(&server->due, HTTP_WAIT_TAKE, TAKE_TIMEOUT);
    uv_idle_init(loop, &server->turns);
    server->turns.data = server;
    server->open = true;
    return 0;
}

void http_server_close(struct http_server *server)
{
    if (!server->open) return;
    server->open = false;
    due_close(&server->due, NULL);
    uv_close((uv_handle_t *)&server->turns, NULL);
}

void http_server_finish(struct http_server *server)
{
    text_finish(&server->head);
    text_finish(&server->target.path);
    text_finish(&server->path);
    text_finish(&server->date);
    free(server->piece);
}
