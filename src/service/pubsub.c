/* A server of publish and subscribe: its clients, and what each line of theirs asks for.  See
 * pubsub.h.  SPDX-License-Identifier: MIT */
#include "service/pubsub.h"

#include <stdlib.h>

#include "base/time.h"

enum { CLOCK_MS = 500 };

static struct pubsub_client *client_of(struct turn_reader *reader)
{
    return (struct pubsub_client *)reader;
}

void pubsub_say(struct pubsub_client *client, const char *words)
{
    struct turn *turn = &client->server->turn;
    if (client->leaving) return;
    turn_begin(turn);
    size_t at = turn->text.len;
    text_put(&turn->text, words);
    turn_give(turn, &client->reader, at, turn->text.len - at);
}

/* Nothing more is taken from it, and it goes when it has got what it is owed. */
static void let_go(struct pubsub_client *client)
{
    client->leaving = client->reader.leaving = true;
    pubsub_input_stop(&client->input);
    while (client->subscriptions)
        pubsub_end(client->subscriptions);
    if (!client->reader.first) conn_close(client->reader.conn); /* else at the end of the turn */
}

void pubsub_refuse(struct pubsub_client *client, const char *error, const char *why)
{
    struct text line = {0};
    if (client->leaving) return;
    text_format(&line, "-ERR '%s'\r\n", error);
    pubsub_say(client, text_string(&line));
    text_finish(&line);
    event_tell(client->server->events,
        &(struct event){.kind = EVENT_WARNING,
            .conn = conn_id(client->reader.conn),
            .human = "{peer} is sent away with '{error}'{colon}{why}",
            .values = {event_text("warning", "refused"),
                event_text("peer", conn_peer(client->reader.conn)), event_text("error", error),
                event_text("colon", why ? ": " : NULL), event_text("why", why)}});
    let_go(client);
}

static void on_message(void *context, const struct nats_message *message)
{
    struct pubsub_client *client = context;
    if (!client->admitted && message->op != NATS_CONNECT && message->op != NATS_PING &&
        message->op != NATS_PONG) {
        pubsub_refuse(
            client, "Authorization Violation", "CONNECT with user and password comes first");
        return;
    }
    switch (message->op) {
    case NATS_CONNECT:
        pubsub_connect(client, message->text);
        break;
    case NATS_PUB:
    case NATS_HPUB:
        pubsub_publish(client, message);
        break;
    case NATS_SUB:
        pubsub_subscribe(client, message);
        break;
    case NATS_UNSUB:
        pubsub_unsubscribe(client, message);
        break;
    case NATS_PING:
        pubsub_say(client, "PONG\r\n");
        break;
    case NATS_PONG:
    case NATS_OK: /* as the NATS server: from whom it comes does not matter */
    case NATS_INFO:
        break;
    default:
        pubsub_refuse(client, "Unknown Protocol Operation", "only servers say that");
        break;
    }
}

static void on_received(struct conn *conn, struct bytes data)
{
    static const char *const errors[] = {[PUBSUB_NONSENSE] = "Unknown Protocol Operation",
        [PUBSUB_LONG_LINE] = "maximum control line exceeded",
        [PUBSUB_LONG_PAYLOAD] = "Maximum Payload Violation"};
    struct pubsub_client *client = conn_state(conn);
    const char *why = NULL;
    client->heard = uv_now(conn_loop(conn));
    client->pings = 0;
    enum pubsub_fault fault = pubsub_input_feed(&client->input, data, on_message, client, &why);
    if (fault == PUBSUB_NO_MEMORY) {
        conn_abort(conn, UV_ENOMEM, false);
    } else if (fault) {
        pubsub_refuse(client, errors[fault], why);
    }
}

static void on_opened(struct conn *conn)
{
    struct pubsub_client *client = conn_state(conn);
    struct pubsub_server *server = conn_context(conn);
    client->server = server;
    client->reader.conn = conn;
    client->id = ++server->last_client;
    client->input =
        (struct pubsub_input){.max_line = server->max_line, .max_payload = server->max_payload};
    client->heard = uv_now(conn_loop(conn));
    client->verbose = client->pedantic = client->echo = true;
    client->admitted = !server->user && !server->password;
    client->next = server->clients;
    if (client->next) client->next->prev = client;
    server->clients = client;
    pubsub_greet(client);
}

static void on_ended(struct conn *conn)
{
    struct pubsub_client *client = conn_state(conn);
    if (!client->leaving) let_go(client);
}

static void on_closed(struct conn *conn, int status)
{
    struct pubsub_client *client = conn_state(conn);
    struct pubsub_server *server = client->server;
    (void)status;
    while (client->subscriptions)
        pubsub_end(client->subscriptions);
    turn_forget(&server->turn, &client->reader);
    if (client->prev) {
        client->prev->next = client->next;
    } else {
        server->clients = client->next;
    }
    if (client->next) client->next->prev = client->prev;
    pubsub_input_finish(&client->input);
    tally_add(&server->tally, conn);
}

const struct protocol pubsub_protocol = {
    .name = "nats",
    .state_size = sizeof(struct pubsub_client),
    .opened = on_opened,
    .received = on_received,
    .ended = on_ended,
    .closed = on_closed,
};

static void on_slow(struct turn_reader *reader)
{
    struct pubsub_server *server = client_of(reader)->server;
    server->dropped++;
    turn_tell_slow(reader, server->events);
}

/* A client that says nothing is asked whether it is there; one that does not answer is not. */
static void watch(struct pubsub_client *client, uint64_t now)
{
    uint64_t interval = (uint64_t)(client->server->ping_interval / TIME_MILLISECOND);
    if (client->leaving) return;
    if (!client->admitted && now - client->heard >= PUBSUB_LOGIN) {
        pubsub_refuse(client, "Authentication Timeout", NULL);
    } else if (interval && now - client->heard >= interval * (client->pings + 1u)) {
        if (client->pings == PUBSUB_PINGS) {
            pubsub_refuse(client, "Stale Connection", "it does not answer PING");
            return;
        }
        client->pings++;
        pubsub_say(client, "PING\r\n");
    }
}

static void on_clock(uv_timer_t *clock)
{
    struct pubsub_server *server = clock->data;
    for (struct pubsub_client *client = server->clients, *next; client; client = next) {
        next = client->next;
        watch(client, uv_now(clock->loop));
    }
}

static int make_id(struct pubsub_server *server, uint64_t *secret)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"; /* RFC 4648 6 */
    uint8_t noise[sizeof server->id - 2 + sizeof *secret];
    int status = uv_random(NULL, NULL, noise, sizeof noise, 0, NULL);
    if (status < 0) return status;
    server->id[0] = 'N';
    for (size_t i = 0; i < sizeof server->id - 2; i++)
        server->id[i + 1] = letters[noise[i] & 31];
    memcpy(secret, noise + sizeof server->id - 2, sizeof *secret);
    return 0;
}

int pubsub_server_open(struct pubsub_server *server, uv_loop_t *loop)
{
    uint64_t secret, period = CLOCK_MS;
    int status = make_id(server, &secret);
    if (status < 0) return status;
    status = subjects_init(&server->subjects, secret);
    server->nsids = 64;
    server->sids = calloc(server->nsids, sizeof *server->sids);
    if (status < 0 || !server->sids) return UV_ENOMEM;
    server->turn.slow = on_slow;
    turn_open(&server->turn, loop);
    uv_timer_init(loop, &server->clock);
    server->clock.data = server;
    uint64_t fourth = (uint64_t)(server->ping_interval / TIME_MILLISECOND / 4);
    if (server->ping_interval && fourth < period) period = fourth < 10 ? 10 : fourth;
    uv_timer_start(&server->clock, on_clock, period, period);
    server->open = true;
    return 0;
}

void pubsub_server_close(struct pubsub_server *server)
{
    if (!server->open) return;
    server->open = false;
    turn_close(&server->turn);
    uv_close((uv_handle_t *)&server->clock, NULL);
}

void pubsub_server_finish(struct pubsub_server *server, enum transport_kind transport)
{
    event_tell(server->events,
        &(struct event){.kind = EVENT_TOTALS,
            .human = "pubsub: messages {messages}, delivered {deliveries} times; slow readers "
                     "dropped {dropped}",
            .values = {event_uint("messages", server->published),
                event_uint("deliveries", server->deliveries),
                event_uint("dropped", server->dropped)}});
    tally_tell(&server->tally, server->events, transport);
    turn_finish(&server->turn);
    subjects_finish(&server->subjects);
    free(server->sids);
}
