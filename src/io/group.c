/* What the connections of one listener or connector have in common.  SPDX-License-Identifier: MIT
 */
#include <assert.h>

#include "io/tell.h"
#include "io/transport.h"

static void on_due(struct due_lists *lists, struct due *due)
{
    (void)lists;
    struct conn *conn = (struct conn *)((char *)due - offsetof(struct conn, due));
    switch (due->kind) {
    case DUE_LINGER:
        /* Everything we owed is out when the queue is empty: the peer merely keeps its side open.
         */
        conn_abort(conn, conn->transport->queued(conn) ? UV_ETIMEDOUT : conn->status,
            conn->transport->queued(conn) > 0);
        break;
    default:
        conn_abort(conn, UV_ETIMEDOUT, conn->transport->queued(conn) > 0);
    }
}

int group_init(struct conn_group *group, uv_loop_t *loop, int64_t handshake, int64_t idle)
{
    group->shared = shared_acquire(loop);
    if (!group->shared) return UV_ENOMEM;
    group->loop = loop;
    due_init(&group->due, loop, on_due);
    due_length(&group->due, DUE_HANDSHAKE, handshake);
    due_length(&group->due, DUE_IDLE, idle);
    due_length(&group->due, DUE_STALL, CONN_STALL);
    due_length(&group->due, DUE_LINGER, CONN_LINGER);
    return 0;
}

static void on_timer_closed(uv_handle_t *handle)
{
    struct conn_group *group =
        (struct conn_group *)((char *)handle - offsetof(struct conn_group, due.timer));
    shared_release(group->loop);
    group->closed(group);
}

void group_close(struct conn_group *group)
{
    assert(!group->first);
    due_close(&group->due, on_timer_closed);
}

void group_close_connections(struct conn_group *group)
{
    group->closing = true;
    for (struct conn *conn = group->first, *next; conn; conn = next) {
        next = conn->next; /* closing is never immediate, but a protocol may close others */
        if (!(conn->flags & CONN_OPEN)) {
            conn_abort(conn, UV_ECANCELED, false);
        } else if (conn->flags & CONN_CLOSING) {
            conn_drained(conn); /* it lingered: no longer */
        } else {
            conn_close(conn);
        }
    }
}
