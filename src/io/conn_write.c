/* What a protocol has its connection send: counted, told, and held back where the peer is slow.  See
 * conn.h.  SPDX-License-Identifier: MIT */
#include "base/time.h"
#include "io/tell.h"
#include "io/transport.h"

int conn_write(struct conn *conn, struct bytes data)
{
    if (conn->flags & (CONN_FINISHING | CONN_GONE)) return UV_EPIPE;
    struct events *events = conn->group->protocol->tells ? NULL : conn_events(conn);
    /* On loopback the peer's kernel answers before the write returns: the time is that before it.
     */
    int64_t started = events_wanted(events, EVENT_SENT) ? time_wall() : 0;
    int status = conn->transport->write(conn, data);
    if (status < 0) {
        conn_abort(conn, status, false);
        return status;
    }
    conn->counts.sent_bytes += data.len;
    conn->counts.sent_units++;
    if (conn->due.next) due_start(&conn->group->due, &conn->due, DUE_IDLE);
    if (started) tell_sent(conn, data, started);
    if (status) conn_filled(conn);
    return 0;
}

static int write_each(struct conn *conn, const struct bytes *pieces, unsigned count)
{
    int queued = 0;
    for (unsigned i = 0; i < count; i++) {
        int status = conn->transport->write(conn, pieces[i]);
        if (status < 0) return status;
        queued |= status;
    }
    return queued;
}

int conn_write_shared(
    struct conn *conn, struct share *share, const struct bytes *pieces, unsigned count)
{
    if (conn->flags & (CONN_FINISHING | CONN_GONE)) return UV_EPIPE;
    int status = conn->transport->write_shared
                     ? conn->transport->write_shared(conn, share, pieces, count)
                     : write_each(conn, pieces, count);
    if (status < 0) {
        conn_abort(conn, status, false);
        return status;
    }
    for (unsigned i = 0; i < count; i++)
        conn->counts.sent_bytes += pieces[i].len;
    conn->counts.sent_units += count;
    if (status) conn_filled(conn);
    return 0;
}

int64_t conn_write_file(struct conn *conn, int descriptor, uint64_t offset, size_t length)
{
    if (conn->flags & (CONN_FINISHING | CONN_GONE)) return UV_EPIPE;
    if (!conn->transport->write_file || conn->transport->queued(conn)) return UV_ENOTSUP;
    int64_t written = conn->transport->write_file(conn, descriptor, offset, length);
    if (written > 0) {
        conn->counts.sent_bytes += (uint64_t)written;
        conn->counts.sent_units++;
    } else if (written < 0 && written != UV_EOF && written != UV_ENOTSUP) {
        conn_abort(conn, (int)written, false);
    }
    return written;
}
