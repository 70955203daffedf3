/* See pace.h.  SPDX-License-Identifier: MIT */
#include "io/pace.h"

#include <stdlib.h>

#include "base/time.h"
#include "io/tell.h"
#include "io/transport.h"

struct pace {
    uv_timer_t timer; /* first; runs while there is work */
    struct conn *conn;
    uint8_t *held; /* what came with one read; requests are worked on one after the other */
    size_t at, len;
    size_t request; /* bytes of the one being worked on, which begins at `at` */
    int64_t began;
    bool partial; /* the protocol has the beginning of a request, whose end has not come */
};

static void go_on(struct pace *pace);

/* The work on a request is done: the protocol answers it. */
static void serve(struct pace *pace)
{
    struct conn *conn = pace->conn;
    struct bytes request = bytes_of(pace->held + pace->at, pace->request);
    int64_t took = time_monotonic() - pace->began;
    conn_work(conn, false);
    if (conn->flags & CONN_ENDED && pace->at == pace->len) {
        conn_end(conn);
    } else {
        pace->at += pace->request;
        conn_hand(conn, request);
    }
    tell_served(conn, took);
}

static void on_done(uv_timer_t *timer)
{
    struct pace *pace = (struct pace *)timer;
    serve(pace);
    go_on(pace);
}

static void begin(struct pace *pace, size_t request)
{
    struct conn *conn = pace->conn;
    uint64_t work = (uint64_t)(conn->group->work + TIME_MILLISECOND - 1) / TIME_MILLISECOND;
    pace->request = request;
    pace->began = time_monotonic();
    pace->partial = false;
    conn_work(conn, true);
    tell_working(conn, request);
    if (!work) {
        serve(pace);
        return;
    }
    uv_update_time(conn->group->loop); /* or it would be less by what this turn took so far */
    uv_timer_start(&pace->timer, on_done, work, 0);
}

/* Everything that can be done now; then more is read. */
static void go_on(struct pace *pace)
{
    struct conn *conn = pace->conn;
    const struct protocol *protocol = conn->group->protocol;
    while (pace->at < pace->len) {
        if (conn->flags & (CONN_CLOSING | CONN_GONE | CONN_WORKING)) return;
        struct bytes rest = bytes_of(pace->held + pace->at, pace->len - pace->at);
        size_t request = protocol->request ? protocol->request(rest) : rest.len;
        if (request) {
            begin(pace, request);
        } else {
            pace->partial = true;
            pace->at = pace->len;
            conn_hand(conn, rest);
        }
    }
}

int pace_begin(struct conn *conn)
{
    struct pace *pace = calloc(1, sizeof *pace);
    if (!pace) return UV_ENOMEM;
    pace->conn = conn;
    uv_timer_init(conn->group->loop, &pace->timer);
    conn->pace = pace;
    return 0;
}

void pace_take(struct conn *conn, struct bytes data)
{
    struct pace *pace = conn->pace;
    uint8_t *held = realloc(pace->held, data.len);
    if (!held) {
        conn_abort(conn, UV_ENOMEM, false);
        return;
    }
    memcpy(held, data.at, data.len);
    pace->held = held;
    pace->at = 0;
    pace->len = data.len;
    go_on(pace);
}

bool pace_end(struct conn *conn)
{
    struct pace *pace = conn->pace;
    if (!pace || !pace->partial) return false;
    begin(pace, 0);
    return true;
}

void pace_cancel(struct conn *conn)
{
    if (!conn->pace) return;
    uv_timer_stop(&conn->pace->timer);
    conn->pace->at = conn->pace->len;
}

static void on_closed(uv_handle_t *handle)
{
    struct pace *pace = (struct pace *)handle;
    free(pace->held);
    free(pace);
}

void pace_finish(struct conn *conn)
{
    if (!conn->pace) return;
    uv_close((uv_handle_t *)&conn->pace->timer, on_closed);
    conn->pace = NULL;
}
