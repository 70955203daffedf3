/* PUB, and the MSG that each subscriber gets of it.  See pubsub.h.
 *
 * The message is composed once in the text of the turn.  Only the number of the subscription is each
 * reader's own; but many have the same one, and then the whole message is shared:
 *
 *     MSG news.sport 1 5\r\nhello\r\n        for everybody who subscribed as 1
 *     MSG news.sport 17 5\r\n                for one who did as 17, followed by the same hello\r\n
 *
 * SPDX-License-Identifier: MIT */
#include "service/pubsub.h"

enum { HEADS = 8 /* that are remembered of a message: those of the last numbers */ };

/* A first line, and where it is in the text, and the number in it. */
struct head {
    size_t sid, sid_length;
    bool headers; /* with the message's headers, as HMSG */
    size_t at, len;
    bool whole; /* the message lies behind it */
};

/* A message on its way. */
struct delivery {
    struct pubsub_client *from;
    const struct nats_message *message;
    struct head heads[HEADS];
    unsigned nheads;
    size_t body[2]; /* where the bytes are that come behind MSG and HMSG; 0: nowhere yet */
    uint64_t count;
};

static bool is_same(
    const struct text *text, const struct head *head, struct bytes sid, bool headers)
{
    return head->headers == headers && head->sid_length == sid.len &&
           memcmp(text->at + head->sid, sid.at, sid.len) == 0;
}

static size_t body_length(const struct nats_message *message, bool headers)
{
    return (headers ? message->headers.len : 0) + message->payload.len + 2;
}

static void put_word(struct text *text, struct bytes word)
{
    text_add(text, word.at, word.len);
    text_char(text, ' ');
}

static void compose_line(struct text *text, struct head *head, const struct nats_message *message,
    struct bytes sid, bool headers)
{
    *head = (struct head){.headers = headers, .at = text->len, .sid_length = sid.len};
    text_put(text, headers ? "HMSG " : "MSG ");
    put_word(text, message->subject);
    head->sid = text->len;
    put_word(text, sid);
    if (message->reply.len) put_word(text, message->reply);
    if (headers) {
        text_uint(text, message->headers.len);
        text_char(text, ' ');
    }
    text_uint(text, body_length(message, headers) - 2);
    text_put(text, "\r\n");
    head->len = text->len - head->at;
}

static const struct head *compose(struct delivery *delivery, struct bytes sid, bool headers)
{
    struct text *text = &delivery->from->server->turn.text;
    const struct nats_message *message = delivery->message;
    struct head *head = &delivery->heads[delivery->nheads++ % HEADS];
    compose_line(text, head, message, sid, headers);
    head->whole = !delivery->body[headers];
    if (!head->whole) return head;
    delivery->body[headers] = text->len;
    if (headers) text_add(text, message->headers.at, message->headers.len);
    text_add(text, message->payload.at, message->payload.len);
    text_put(text, "\r\n");
    return head;
}

static void deliver(struct delivery *delivery, struct pubsub_subscription *subscription)
{
    struct pubsub_client *to = subscription->client;
    struct turn *turn = &to->server->turn;
    const struct head *head = NULL;
    if (to == delivery->from && !to->echo) return;
    bool headers = to->headers && delivery->message->op == NATS_HPUB;
    unsigned known = delivery->nheads < HEADS ? delivery->nheads : HEADS;
    for (unsigned i = 0; i < known && !head; i++)
        if (is_same(&turn->text, &delivery->heads[i], subscription->sid, headers))
            head = &delivery->heads[i];
    if (!head) head = compose(delivery, subscription->sid, headers);
    size_t body = body_length(delivery->message, headers);
    turn_give(turn, &to->reader, head->at, head->len + (head->whole ? body : 0));
    if (!head->whole) turn_give(turn, &to->reader, delivery->body[headers], body);
    delivery->count++;
    subscription->delivered++;
    if (subscription->most && subscription->delivered >= subscription->most)
        pubsub_end(subscription);
}

static void deliver_all(struct delivery *delivery)
{
    struct subjects *subjects = &delivery->from->server->subjects;
    subjects_match(subjects, delivery->message->subject);
    for (uint32_t i = 0; i < subjects->all.count; i++) {
        struct subscriptions *members = subjects->all.at[i];
        for (uint32_t left = members->count; left--;)
            deliver(delivery, (struct pubsub_subscription *)members->at[left]);
    }
    while (subjects->groups.count)
        deliver(delivery, (struct pubsub_subscription *)subjects_choose(subjects, 0));
}

/* Nobody is there to reply: who asked for that is told at once, instead of waiting. */
static void tell_nobody(struct pubsub_client *client, const struct nats_message *request)
{
    static const char status[] = "NATS/1.0 503\r\n\r\n";
    struct delivery delivery = {.from = client,
        .message = &(struct nats_message){
            .op = NATS_HPUB, .subject = request->reply, .headers = bytes_of_string(status)}};
    bool echo = client->echo;
    client->echo = true; /* it is not its own message */
    struct subjects *subjects = &client->server->subjects;
    subjects_match(subjects, request->reply);
    for (uint32_t i = 0; i < subjects->all.count; i++) {
        struct subscriptions *members = subjects->all.at[i];
        for (uint32_t left = members->count; left--;) {
            struct pubsub_subscription *to = (struct pubsub_subscription *)members->at[left];
            if (to->client == client) deliver(&delivery, to);
        }
    }
    client->echo = echo;
}

static void tell(struct pubsub_client *client, const struct delivery *delivery)
{
    struct events *events = client->server->events;
    if (!events_wanted(events, EVENT_PUBLISHED)) return;
    event_tell(events,
        &(struct event){.kind = EVENT_PUBLISHED,
            .conn = conn_id(client->reader.conn),
            .human = "{peer} publishes {size} bytes on {subject}, to subscribers: {receivers}",
            .values = {event_text("peer", conn_peer(client->reader.conn)),
                event_data("subject", delivery->message->subject),
                event_uint("size", delivery->message->payload.len),
                event_uint("receivers", delivery->count)}});
}

void pubsub_publish(struct pubsub_client *client, const struct nats_message *message)
{
    struct pubsub_server *server = client->server;
    struct delivery delivery = {.from = client, .message = message};
    bool refused = client->pedantic && !nats_is_subject(message->subject, false);
    turn_begin(&server->turn);
    if (refused) pubsub_say(client, "-ERR 'Invalid Publish Subject'\r\n");
    if (client->verbose) pubsub_say(client, "+OK\r\n");
    /* With wildcards it is delivered to those of the same wildcards; with empty parts to nobody. */
    if (!refused && nats_is_subject(message->subject, true)) deliver_all(&delivery);
    if (!delivery.count && message->reply.len && client->headers && client->no_responders)
        tell_nobody(client, message);
    server->published++;
    server->deliveries += delivery.count;
    tell(client, &delivery);
}
