/* The line broadcaster of the Twisted home page.  See pubsub_broadcast.h.
 * SPDX-License-Identifier: MIT */
#include "service/pubsub_broadcast.h"

#include <stdio.h>

#include "io/address.h"

/* As Python prints Twisted's address objects. */
static void name_source(struct broadcast_client *client)
{
    union address host = {0};
    char text[ADDRESS_TEXT] = "";
    conn_local_address(client->reader.conn, &host);
    address_host(&host, text, sizeof text);
    if (host.any.sa_family == AF_INET6) {
        snprintf(client->source, sizeof client->source,
            "<IPv6Address(type='TCP', host='%s', port=%u, flowInfo=%u, scopeID=%u)> ", text,
            address_port(&host), (unsigned)ntohl(host.v6.sin6_flowinfo), host.v6.sin6_scope_id);
    } else {
        snprintf(client->source, sizeof client->source,
            "<IPv4Address(type='TCP', host='%s', port=%u)> ", text, address_port(&host));
    }
}

static bool on_line(void *context, const struct line *line)
{
    struct broadcast_client *client = context;
    struct broadcast_server *server = client->server;
    struct turn *turn = &server->turn;
    if (line->end == LINE_NONE) return true; /* LineReceiver does not take it for a line either */
    if (line->end == LINE_CUT) {
        event_tell(
            server->events, &(struct event){.kind = EVENT_WARNING,
                                .conn = conn_id(client->reader.conn),
                                .human = "{peer} sent a line of more than {limit} bytes: dropped",
                                .values = {event_text("warning", "line-too-long"),
                                    event_text("peer", conn_peer(client->reader.conn)),
                                    event_uint("limit", server->max_line)}});
        conn_abort(client->reader.conn, UV_ECANCELED, false);
        return false;
    }
    turn_begin(turn);
    size_t at = turn->text.len;
    text_put(&turn->text, client->source);
    text_add(&turn->text, line->text.at, line->text.len);
    text_put(&turn->text, "\r\n");
    for (struct broadcast_client *to = server->clients; to; to = to->next) {
        turn_give(turn, &to->reader, at, turn->text.len - at);
        server->deliveries++;
    }
    server->lines++;
    return true;
}

static void on_received(struct conn *conn, struct bytes data)
{
    struct broadcast_client *client = conn_state(conn);
    int status = lines_feed(&client->lines, data, on_line, client);
    if (status < 0) conn_abort(conn, status, false);
}

static void on_opened(struct conn *conn)
{
    struct broadcast_client *client = conn_state(conn);
    client->server = conn_context(conn);
    client->reader.conn = conn;
    client->lines.limit = client->server->max_line;
    name_source(client);
    client->next = client->server->clients;
    if (client->next) client->next->prev = client;
    client->server->clients = client;
    client->listed = true;
}

static void unlist(struct broadcast_client *client)
{
    if (!client->listed) return;
    client->listed = false;
    if (client->prev) {
        client->prev->next = client->next;
    } else {
        client->server->clients = client->next;
    }
    if (client->next) client->next->prev = client->prev;
}

/* It has said all it has to say, and still gets what is under way. */
static void on_ended(struct conn *conn)
{
    struct broadcast_client *client = conn_state(conn);
    unlist(client);
    client->reader.leaving = true;
    if (!client->reader.first) conn_close(conn);
}

static void on_closed(struct conn *conn, int status)
{
    struct broadcast_client *client = conn_state(conn);
    (void)status;
    turn_forget(&client->server->turn, &client->reader);
    unlist(client);
    lines_finish(&client->lines);
    tally_add(&client->server->tally, conn);
}

const struct protocol broadcast_protocol = {
    .name = "broadcast",
    .state_size = sizeof(struct broadcast_client),
    .opened = on_opened,
    .received = on_received,
    .ended = on_ended,
    .closed = on_closed,
};

static void on_slow(struct turn_reader *reader)
{
    struct broadcast_client *client = (struct broadcast_client *)reader;
    client->server->dropped++;
    turn_tell_slow(reader, client->server->events);
}

void broadcast_server_open(struct broadcast_server *server, uv_loop_t *loop)
{
    server->turn.slow = on_slow;
    turn_open(&server->turn, loop);
}

void broadcast_server_close(struct broadcast_server *server)
{
    turn_close(&server->turn);
}

void broadcast_server_finish(struct broadcast_server *server, enum transport_kind transport)
{
    event_tell(server->events,
        &(struct event){.kind = EVENT_TOTALS,
            .human = "broadcast: lines {messages}, delivered {deliveries} times; slow readers "
                     "dropped {dropped}",
            .values = {event_uint("messages", server->lines),
                event_uint("deliveries", server->deliveries),
                event_uint("dropped", server->dropped)}});
    tally_tell(&server->tally, server->events, transport);
    turn_finish(&server->turn);
}
