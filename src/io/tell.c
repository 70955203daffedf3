/* See tell.h.  SPDX-License-Identifier: MIT */
#include "io/tell.h"

#include "base/time.h"
#include "io/transport.h"

/* Less than this is not waiting: the kernel counts it in steps of some milliseconds. */
#define WAITED (20 * TIME_MILLISECOND)

static const char *opened_sentence(const struct conn *conn)
{
    if (conn->group->server_name) return "connected to {peer} ({transport})";
    return conn->waited < WAITED ? "opened {peer} ({transport})"
                                 : "opened {peer} ({transport}), which has waited {waited}";
}

void tell_opened_slowly(struct conn *conn)
{
    struct event event = {.kind = EVENT_OPENED,
        .conn = conn->id,
        .human = opened_sentence(conn),
        .values = {
            event_text("transport", conn->transport->name), event_text("peer", conn_peer(conn))}};
    if (conn->group->paced) event.values[2] = event_seconds("waited", conn->waited);
    event_tell(conn->group->events, &event);
}

/* A datagram's sender is written as Python prints an address, since that is what the labs show:
 * ('127.0.0.1', 32998), and for IPv6 with flow label and scope. */
static const char *received_sentence(const struct conn *conn)
{
    if (conn->transport->kind != TRANSPORT_UDP) return "received {data} from {peer}";
    return conn->address.any.sa_family == AF_INET6
               ? "received {data} from ('{address}', {port}, 0, {scope})"
               : "received {data} from ('{address}', {port})";
}

void tell_received_slowly(struct conn *conn, struct bytes data)
{
    struct event event = {.kind = EVENT_RECEIVED,
        .conn = conn->id,
        .human = received_sentence(conn),
        .values = {event_text("peer", conn_peer(conn)), event_uint("size", data.len),
            event_data("data", data)}};
    char host[ADDRESS_TEXT];
    if (conn->transport->kind == TRANSPORT_UDP) {
        address_host(&conn->address, host, sizeof host);
        event.values[3] = event_text("address", host);
        event.values[4] = event_uint("port", address_port(&conn->address));
        if (conn->address.any.sa_family == AF_INET6) {
            event.values[5] = event_uint("scope", conn->address.v6.sin6_scope_id);
        }
    }
    event_tell(conn->group->events, &event);
}

/* For JSON and timelines: on the screen of an echo server every line would come twice. */
void tell_sent(struct conn *conn, struct bytes data, int64_t when)
{
    const struct conn_group *group = conn->group;
    bool echo = group->speaker == conn && group->speech.at == data.at &&
                group->speech.len == data.len && events_wanted(group->events, EVENT_RECEIVED);
    event_tell(conn->group->events,
        &(struct event){.kind = EVENT_SENT,
            .time = when,
            .conn = conn->id,
            .values = {event_text("peer", conn_peer(conn)), event_uint("size", data.len),
                echo ? event_echo("data", data) : event_data("data", data)}});
}

/* How a connection ended: a word for scripts and words for people. */
static const char *closed_how(const struct conn *conn, const char **word)
{
    switch (conn->status) {
    case 0:
        *word = conn->flags & CONN_PEER_FIRST ? "peer" : "local";
        return conn->flags & CONN_PEER_FIRST ? "the peer closed" : "we closed";
    case UV_ECONNRESET:
    case UV_EPIPE:
        *word = "reset";
        return "reset by the peer";
    case UV_ETIMEDOUT:
        *word = "timeout";
        return "timed out";
    case UV_ECANCELED:
        *word = "aborted";
        return "dropped";
    default:
        *word = "error";
        return conn->reason ? conn->reason : uv_strerror(conn->status);
    }
}

void tell_closed(struct conn *conn)
{
    if (!events_wanted(conn->group->events, EVENT_CLOSED)) return;
    const char *word;
    const char *how = closed_how(conn, &word);
    event_tell(conn->group->events,
        &(struct event){.kind = EVENT_CLOSED,
            .conn = conn->id,
            .human = "closed {peer}: {reason}; {received} bytes received, {sent} sent",
            .values = {event_text("peer", conn_peer(conn)), event_text("how", word),
                event_text("reason", how), event_uint("received", conn->counts.received_bytes),
                event_uint("sent", conn->counts.sent_bytes),
                event_seconds("duration", time_monotonic() - conn->opened_at)}});
}

void tell_working(struct conn *conn, size_t size)
{
    event_tell(conn->group->events,
        &(struct event){.kind = EVENT_WORKING,
            .conn = conn->id,
            .values = {event_text("peer", conn_peer(conn)), event_uint("size", size)}});
}

void tell_served(struct conn *conn, int64_t took)
{
    event_tell(conn->group->events,
        &(struct event){.kind = EVENT_SERVED,
            .conn = conn->id,
            .human = "served {peer} in {took}",
            .values = {event_text("peer", conn_peer(conn)), event_seconds("took", took)}});
}

void tell_warning(struct events *events, const char *word, const char *sentence)
{
    event_tell(events,
        &(struct event){
            .kind = EVENT_WARNING, .human = sentence, .values = {event_text("warning", word)}});
}
