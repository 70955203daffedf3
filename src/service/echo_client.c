/* The echo client's connection; what is sent on it is the business of its ways.  See echo_client.h.
 * SPDX-License-Identifier: MIT */
#include "service/echo_client.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/time.h"
#include "service/echo_parts.h"

static void report(struct echo_client *client)
{
    if (client->finished) return;
    client->finished = true;
    client->options.finished(client->options.context, client->verdict, client->reason);
}

void echo_end(struct echo_client *client, enum echo_verdict verdict, const char *format, ...)
{
    if (client->ended) return;
    client->ended = true;
    client->ended_at = time_monotonic();
    client->verdict = verdict;
    va_list args;
    va_start(args, format);
    vsnprintf(client->reason, sizeof client->reason, format, args);
    va_end(args);
    if (client->timer_open) uv_timer_stop(&client->timer);
    if (client->conn) {
        conn_close(client->conn); /* on_closed() goes on */
    } else {
        report(client);
    }
}

void echo_flow(struct echo_client *client, bool more)
{
    if (client->held == !more) return;
    client->held = !more;
    if (client->options.flow) client->options.flow(client->options.context, more);
}

void echo_tell_said(struct echo_client *client, struct bytes data, int64_t round_trip)
{
    struct event event = {.kind = EVENT_RECEIVED,
        .conn = client->conn ? conn_id(client->conn) : 0,
        .human = "Server said: {data}",
        .values = {event_uint("size", data.len), event_data("data", data)}};
    if (round_trip >= 0) event.values[2] = event_seconds("round_trip", round_trip);
    event_tell(client->options.events, &event);
}

static void on_timer(uv_timer_t *timer)
{
    struct echo_client *client = timer->data;
    if (!client->ended) client->way->timer(client);
}

void echo_timer(struct echo_client *client, int64_t nanoseconds, bool repeat)
{
    uint64_t ms = (uint64_t)((nanoseconds + TIME_MILLISECOND - 1) / TIME_MILLISECOND);
    uv_timer_start(&client->timer, on_timer, ms, repeat ? ms : 0);
}

static void on_opened(struct conn *conn)
{
    struct echo_client *client = conn_context(conn);
    client->conn = conn;
    if (!client->started_at) client->started_at = time_monotonic();
    client->way->start(client);
}

static void on_received(struct conn *conn, struct bytes data)
{
    struct echo_client *client = conn_context(conn);
    if (client->ended) return;
    client->got_bytes += data.len;
    client->way->received(client, data);
}

static void on_writable(struct conn *conn)
{
    struct echo_client *client = conn_context(conn);
    if (!client->ended && client->way->writable) client->way->writable(client);
}

static void on_ended(struct conn *conn)
{
    struct echo_client *client = conn_context(conn);
    if (!client->ended) client->way->ended(client);
    if (!client->ended) echo_end(client, ECHO_LOST, "the server closed the connection");
}

static void on_closed(struct conn *conn, int status)
{
    struct echo_client *client = conn_context(conn);
    client->conn = NULL;
    /* A datagram was refused before anything came: the connector tries another address, or gives up
     * and says so. */
    if (conn_transport(conn) == TRANSPORT_UDP && status && !client->got_bytes &&
        !client->answered) {
        uv_timer_stop(&client->timer);
        return;
    }
    event_tell(client->options.events,
        &(struct event){.kind = EVENT_CLOSED,
            .conn = conn_id(conn),
            .human = "Connection lost.",
            .values = {event_text("reason", status ? uv_strerror(status) : NULL),
                event_uint("received", conn_counts(conn)->received_bytes),
                event_uint("sent", conn_counts(conn)->sent_bytes)}});
    echo_end(client, ECHO_LOST, "%s", status ? uv_strerror(status) : "given up");
    report(client);
}

const struct protocol echo_client_protocol = {
    .name = "echo",
    .tells = true,
    .opened = on_opened,
    .received = on_received,
    .writable = on_writable,
    .ended = on_ended,
    .closed = on_closed,
};

int echo_client_init(struct echo_client *client, uv_loop_t *loop,
    const struct echo_client_options *options, bool udp)
{
    *client = (struct echo_client){.options = *options, .udp = udp, .shortest = INT64_MAX};
    switch (options->mode) {
    case ECHO_MESSAGES:
        client->way = &echo_messages;
        break;
    case ECHO_STREAM:
        client->way = udp ? &echo_window : &echo_stream;
        break;
    case ECHO_LINES:
        client->way = &echo_lines;
        break;
    }
    uv_timer_init(loop, &client->timer);
    client->timer.data = client;
    client->timer_open = true;
    client->held = true; /* nothing is wanted before there is a connection */
    return 0;
}

void echo_client_feed(struct echo_client *client, struct bytes data)
{
    if (!client->ended && client->way->feed) client->way->feed(client, data);
}

void echo_client_feed_end(struct echo_client *client)
{
    client->fed_all = true;
    if (!client->ended && client->way->feed_end) client->way->feed_end(client);
}

bool echo_client_stop(struct echo_client *client)
{
    if (client->ended || client->options.mode == ECHO_LINES) return false;
    client->ended = client->finished = true;
    client->ended_at = time_monotonic();
    if (!client->started_at) client->started_at = client->ended_at;
    client->verdict = ECHO_STOPPED;
    return true;
}

void echo_client_close(struct echo_client *client)
{
    if (!client->timer_open) return;
    client->timer_open = false;
    client->ended = client->finished = true;
    uv_close((uv_handle_t *)&client->timer, NULL);
}

void echo_client_finish(struct echo_client *client)
{
    free(client->owed);
    free(client->slots);
    free(client->pending);
    client->owed = client->pending = NULL;
    client->slots = NULL;
}
