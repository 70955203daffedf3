/* SUB and UNSUB.  See pubsub.h.  SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "service/pubsub.h"

static struct pubsub_subscription **bucket_of(
    struct pubsub_server *server, const struct pubsub_client *client, struct bytes sid)
{
    struct random mix = random_seeded(server->subjects.seed ^ client->id);
    uint64_t hash = random_next(&mix);
    for (size_t i = 0; i < sid.len; i++)
        hash = (hash ^ sid.at[i]) * 0x100000001b3; /* FNV-1a */
    hash ^= hash >> 29;
    return &server->sids[hash & (server->nsids - 1)];
}

static struct pubsub_subscription *find(struct pubsub_client *client, struct bytes sid)
{
    struct pubsub_subscription *found = *bucket_of(client->server, client, sid);
    while (found && (found->client != client || found->sid.len != sid.len ||
                        memcmp(found->sid.at, sid.at, sid.len) != 0))
        found = found->chain;
    return found;
}

static void grow(struct pubsub_server *server)
{
    uint32_t nold = server->nsids;
    struct pubsub_subscription **old = server->sids;
    struct pubsub_subscription **sids = calloc((size_t)nold * 2, sizeof *sids);
    if (!sids) return; /* slower, but right */
    server->sids = sids;
    server->nsids = nold * 2;
    for (uint32_t i = 0; i < nold; i++)
        for (struct pubsub_subscription *at = old[i], *chain; at; at = chain) {
            chain = at->chain;
            struct pubsub_subscription **bucket = bucket_of(server, at->client, at->sid);
            at->chain = *bucket;
            *bucket = at;
        }
    free(old);
}

static void enter(struct pubsub_client *client, struct pubsub_subscription *subscription)
{
    struct pubsub_server *server = client->server;
    if (server->nsubscriptions++ == server->nsids) grow(server);
    struct pubsub_subscription **bucket = bucket_of(server, client, subscription->sid);
    subscription->chain = *bucket;
    *bucket = subscription;
    subscription->client = client;
    subscription->next = client->subscriptions;
    if (subscription->next) subscription->next->prev = subscription;
    client->subscriptions = subscription;
    client->nsubscriptions++;
}

void pubsub_end(struct pubsub_subscription *subscription)
{
    struct pubsub_client *client = subscription->client;
    struct pubsub_server *server = client->server;
    struct pubsub_subscription **at = bucket_of(server, client, subscription->sid);
    subjects_remove(&server->subjects, &subscription->subscription);
    while (*at != subscription)
        at = &(*at)->chain;
    *at = subscription->chain;
    server->nsubscriptions--;
    if (subscription->prev) {
        subscription->prev->next = subscription->next;
    } else {
        client->subscriptions = subscription->next;
    }
    if (subscription->next) subscription->next->prev = subscription->prev;
    client->nsubscriptions--;
    free(subscription);
}

static void tell(struct pubsub_client *client, const struct nats_message *message)
{
    event_tell(client->server->events,
        &(struct event){.kind = EVENT_SUBSCRIBED,
            .conn = conn_id(client->reader.conn),
            .human = message->queue.len ? "{peer} subscribes to {subject}, one of the group {queue}"
                                        : "{peer} subscribes to {subject}",
            .values = {event_text("peer", conn_peer(client->reader.conn)),
                event_data("subject", message->subject), event_data("queue", message->queue),
                event_data("sid", message->sid)}});
}

void pubsub_subscribe(struct pubsub_client *client, const struct nats_message *message)
{
    struct pubsub_server *server = client->server;
    if (!nats_is_subject(message->subject, true)) {
        pubsub_say(client, "-ERR 'Invalid Subject'\r\n");
        return;
    }
    if (client->nsubscriptions >= server->max_subscriptions) {
        pubsub_refuse(client, "maximum subscriptions exceeded", NULL);
        return;
    }
    if (!find(client, message->sid)) { /* else it is there already */
        struct pubsub_subscription *subscription =
            calloc(1, sizeof *subscription + message->sid.len);
        int status = subscription ? subjects_add(&server->subjects, &subscription->subscription,
                                        message->subject, message->queue)
                                  : UV_ENOMEM;
        if (status < 0) {
            free(subscription);
            conn_abort(client->reader.conn, status, false);
            return;
        }
        memcpy(subscription + 1, message->sid.at, message->sid.len);
        subscription->sid = bytes_of(subscription + 1, message->sid.len);
        enter(client, subscription);
        tell(client, message);
    }
    if (client->verbose) pubsub_say(client, "+OK\r\n");
}

void pubsub_unsubscribe(struct pubsub_client *client, const struct nats_message *message)
{
    struct pubsub_subscription *subscription = find(client, message->sid);
    if (subscription) {
        /* With a maximum it lasts until it has got so many since SUB. */
        subscription->most = message->most;
        if (subscription->delivered >= subscription->most) pubsub_end(subscription);
    }
    if (client->verbose) pubsub_say(client, "+OK\r\n");
}
