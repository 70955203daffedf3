/* The life of a connection, the same for every transport.  See conn.h for the outside and
 * transport.h for the inside; what is written stands in conn_write.c.  SPDX-License-Identifier: MIT */
#include "io/conn.h"

#include <stdlib.h>

#include "base/time.h"
#include "io/pace.h"
#include "io/tell.h"
#include "io/transport.h"

enum { ALIGNMENT = 16 }; /* of the protocol's state, behind the transport's struct */

static size_t state_offset(const struct transport *transport)
{
    return (transport->size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static size_t queue_limit(const struct conn *conn)
{
    size_t limit = conn->group->protocol->queue_limit;
    return limit ? limit : CONN_HIGH;
}

struct conn *conn_create(
    struct conn_group *group, const struct transport *transport, const union address *address)
{
    struct conn *conn = calloc(1, state_offset(transport) + group->protocol->state_size);
    if (!conn) return NULL;
    conn->transport = transport;
    conn->group = group;
    conn->address = *address;
    conn->id = ++group->last_id;
    conn->opened_at = time_monotonic();
    conn->next = group->first;
    if (conn->next) conn->next->prev = conn;
    group->first = conn;
    group->count++;
    return conn;
}

void conn_await_ready(struct conn *conn)
{
    if (conn->flags & (CONN_OPEN | CONN_GONE)) return;
    due_start(&conn->group->due, &conn->due, DUE_HANDSHAKE);
}

void conn_open(struct conn *conn)
{
    struct conn_group *group = conn->group;
    if (group->paced && pace_begin(conn) < 0) {
        conn_abort(conn, UV_ENOMEM, false);
        return;
    }
    conn->flags |= CONN_OPEN;
    due_start(&group->due, &conn->due, DUE_IDLE);
    tell_opened(conn);
    if (conn->transport->opened) conn->transport->opened(conn);
    if (group->opened) group->opened(group, conn);
    if (group->protocol->opened) group->protocol->opened(conn);
}

void conn_hand(struct conn *conn, struct bytes data)
{
    struct conn_group *group = conn->group;
    group->speaker = conn;
    group->speech = data;
    group->protocol->received(conn, data);
    group->speaker = NULL;
}

void conn_deliver(struct conn *conn, struct bytes data)
{
    if (conn->flags & (CONN_CLOSING | CONN_GONE)) return;
    struct conn_group *group = conn->group;
    conn->counts.received_bytes += data.len;
    conn->counts.received_units++;
    if (conn->due.next) due_start(&group->due, &conn->due, DUE_IDLE);
    if (!group->protocol->tells) tell_received(conn, data);
    if (conn->pace)
        pace_take(conn, data);
    else
        conn_hand(conn, data);
}

/* Starts or stops reading, as the flags now want it. */
static void update_reading(struct conn *conn, unsigned before)
{
    if (conn->flags & (CONN_ENDED | CONN_GONE)) return;
    bool was = !(before & CONN_STOPPED), is = !(conn->flags & CONN_STOPPED);
    if (was != is) conn->transport->reading(conn, is);
}

/* Done with but for the peer's end. */
static void linger(struct conn *conn)
{
    struct conn_group *group = conn->group;
    if (conn->flags & CONN_LINGERING) return;
    conn->flags |= CONN_LINGERING;
    group->lingering++;
    if (group->lingers) group->lingers(group);
}

/* Takes a closing connection as far as it can go now. */
static void settle(struct conn *conn)
{
    if (!(conn->flags & CONN_FINISHING) || conn->flags & CONN_GONE) return;
    struct due_lists *due = &conn->group->due;
    bool closing = conn->flags & CONN_CLOSING;
    bool hurried = conn->group->closing || conn->transport->endless;
    if (!conn->transport->queued(conn) && !(conn->flags & CONN_FINISHED)) {
        conn->flags |= CONN_FINISHED;
        conn->transport->finish(conn);
        if (conn->flags & CONN_GONE) return;
    }
    if (conn->transport->queued(conn)) {
        /* Somebody who waits for the end of a program waits less long for a peer that does not
         * read. */
        if (hurried) {
            if (conn->due.kind != DUE_LINGER || !conn->due.next)
                due_start(due, &conn->due, DUE_LINGER);
        } else if (closing) {
            due_start(due, &conn->due, DUE_STALL);
        }
    } else if (conn->flags & CONN_ENDED || (closing && hurried)) {
        conn_abort(conn, conn->status, false);
    } else if (closing) {
        /* Closing a socket with unread bytes resets the connection, and the reset may overtake what
         * we sent (RFC 1122 4.2.2.13): so the peer gets a while to end too. */
        due_start(due, &conn->due, DUE_LINGER);
        linger(conn);
    }
}

void conn_peer_ended(struct conn *conn)
{
    if (conn->flags & (CONN_ENDED | CONN_GONE)) return;
    conn->flags |= CONN_ENDED;
    if (conn->flags & CONN_CLOSING) {
        settle(conn);
        return;
    }
    conn->flags |= CONN_PEER_FIRST;
    if (!pace_end(conn)) conn_end(conn);
}

void conn_end(struct conn *conn)
{
    const struct protocol *protocol = conn->group->protocol;
    if (protocol->ended) {
        protocol->ended(conn);
        settle(conn);
    } else {
        conn_close(conn);
    }
}

void conn_drained(struct conn *conn)
{
    if (conn->flags & CONN_GONE) return;
    if (!(conn->flags & CONN_CLOSING) && conn->due.next) {
        due_start(&conn->group->due, &conn->due, DUE_IDLE);
    }
    settle(conn);
    if (conn->flags & (CONN_GONE | CONN_CLOSING) || !(conn->flags & CONN_FULL)) return;
    if (conn->transport->queued(conn) > queue_limit(conn) / 4) return;
    unsigned before = conn->flags;
    conn->flags &= ~(CONN_FULL | CONN_HELD);
    update_reading(conn, before);
    if (conn->group->protocol->writable) conn->group->protocol->writable(conn);
}

void conn_gone(struct conn *conn)
{
    struct conn_group *group = conn->group;
    due_stop(&conn->group->due, &conn->due);
    if (conn->flags & CONN_OPEN) {
        if (!group->protocol->tells) tell_closed(conn);
        if (group->protocol->closed) group->protocol->closed(conn, conn->status);
    }
    if (conn->prev) {
        conn->prev->next = conn->next;
    } else {
        group->first = conn->next;
    }
    if (conn->next) conn->next->prev = conn->prev;
    group->count--;
    if (conn->flags & CONN_LINGERING) group->lingering--;
    pace_finish(conn);
    if (group->gone) group->gone(group, conn);
    if (conn->transport->destroy) conn->transport->destroy(conn);
    free(conn);
}

void conn_filled(struct conn *conn)
{
    if (conn->flags & (CONN_FULL | CONN_GONE)) return;
    if (conn->transport->queued(conn) < queue_limit(conn)) return;
    unsigned before = conn->flags;
    conn->flags |= conn->group->protocol->duplex ? CONN_FULL : CONN_FULL | CONN_HELD;
    update_reading(conn, before);
}

void conn_finish(struct conn *conn)
{
    if (conn->flags & (CONN_FINISHING | CONN_GONE)) return;
    conn->flags |= CONN_FINISHING;
    settle(conn);
}

void conn_close(struct conn *conn)
{
    if (conn->flags & (CONN_CLOSING | CONN_GONE)) return;
    unsigned before = conn->flags;
    conn->flags |= CONN_FINISHING | CONN_CLOSING;
    conn->flags &= ~(CONN_STOPPED | CONN_FULL); /* to see the peer's end */
    pace_cancel(conn);
    update_reading(conn, before);
    settle(conn);
}

void conn_abort(struct conn *conn, int status, bool reset)
{
    if (conn->flags & CONN_GONE) return;
    conn->flags |= CONN_GONE;
    conn->status = status;
    due_stop(&conn->group->due, &conn->due);
    pace_cancel(conn);
    conn->transport->abort(conn, reset);
}

void conn_work(struct conn *conn, bool on)
{
    unsigned before = conn->flags;
    if (before & (CONN_CLOSING | CONN_GONE)) return;
    if (on) {
        conn->flags |= CONN_WORKING;
        due_stop(&conn->group->due, &conn->due);
    } else {
        conn->flags &= ~CONN_WORKING;
        due_start(&conn->group->due, &conn->due, DUE_IDLE);
    }
    update_reading(conn, before);
}

void conn_pause(struct conn *conn)
{
    unsigned before = conn->flags;
    if (before & CONN_CLOSING) return;
    conn->flags |= CONN_PAUSED;
    update_reading(conn, before);
}

void conn_resume(struct conn *conn)
{
    unsigned before = conn->flags;
    conn->flags &= ~CONN_PAUSED;
    update_reading(conn, before);
}

size_t conn_queued(const struct conn *conn)
{
    return conn->flags & CONN_GONE ? 0 : conn->transport->queued(conn);
}

void *conn_state(struct conn *conn)
{
    return (char *)conn + state_offset(conn->transport);
}

void *conn_context(const struct conn *conn)
{
    return conn->group->context;
}

uint32_t conn_id(const struct conn *conn)
{
    return conn->id;
}

enum transport_kind conn_transport(const struct conn *conn)
{
    return conn->transport->kind;
}

const char *conn_peer(struct conn *conn)
{
    if (!conn->peer[0]) address_text(&conn->address, conn->peer, sizeof conn->peer);
    return conn->peer;
}

void conn_tell_closed(struct conn *conn)
{
    tell_closed(conn);
}

const struct sockaddr *conn_peer_address(const struct conn *conn)
{
    return &conn->address.any;
}

int conn_local_address(const struct conn *conn, union address *address)
{
    return conn->transport->local ? conn->transport->local(conn, address) : UV_ENOTSUP;
}

const struct conn_counts *conn_counts(const struct conn *conn)
{
    return &conn->counts;
}

int64_t conn_opened_at(const struct conn *conn)
{
    return conn->opened_at;
}

struct events *conn_events(const struct conn *conn)
{
    return conn->group->events;
}

uv_loop_t *conn_loop(const struct conn *conn)
{
    return conn->group->loop;
}

const struct transport *transport_of(enum transport_kind kind)
{
    static const struct transport *const all[] = {
        [TRANSPORT_TCP] = &transport_tcp,
        [TRANSPORT_UDP] = &transport_udp,
        [TRANSPORT_TLS] = &transport_tls,
    };
    return all[kind];
}

const char *transport_name(enum transport_kind kind)
{
    static const char *const names[] = {"tcp", "udp", "tls"};
    return names[kind];
}
