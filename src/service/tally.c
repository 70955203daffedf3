/* See tally.h.  SPDX-License-Identifier: MIT */
#include "service/tally.h"

static uint32_t hash_address(const union address *address)
{
    uint32_t hash = address_port(address) * 2654435761u;
    if (address->any.sa_family == AF_INET) {
        hash ^= address->v4.sin_addr.s_addr * 2246822519u;
    } else {
        for (int i = 0; i < 16; i++)
            hash = (hash ^ address->v6.sin6_addr.s6_addr[i]) * 16777619u;
    }
    return hash ^ hash >> 15;
}

/* The entry of a client, made if there is room; else the one for all others. */
static struct tally_entry *find(struct tally *tally, const union address *client)
{
    uint32_t at = hash_address(client);
    for (unsigned step = 0; step < TALLY_CLIENTS; step++) {
        struct tally_entry *entry = &tally->entries[(at + step) % TALLY_CLIENTS];
        if (entry->client.any.sa_family == AF_UNSPEC) {
            entry->client = *client;
            tally->used++;
            return entry;
        }
        if (address_equal(&entry->client, client)) return entry;
    }
    return &tally->others;
}

static void add(struct tally_entry *entry, const struct conn_counts *counts)
{
    entry->connections++;
    entry->counts.received_bytes += counts->received_bytes;
    entry->counts.sent_bytes += counts->sent_bytes;
    entry->counts.received_units += counts->received_units;
    entry->counts.sent_units += counts->sent_units;
}

void tally_add(struct tally *tally, struct conn *conn)
{
    union address client = {0};
    const struct sockaddr *peer = conn_peer_address(conn);
    memcpy(&client, peer, peer->sa_family == AF_INET6 ? sizeof client.v6 : sizeof client.v4);
    if (conn_transport(conn) != TRANSPORT_UDP) address_set_port(&client, 0);
    add(find(tally, &client), conn_counts(conn));
    add(&tally->all, conn_counts(conn));
}

static void tell_entry(const struct tally_entry *entry, struct events *events, const char *human,
    enum transport_kind transport, const char *client, unsigned clients)
{
    bool udp = transport == TRANSPORT_UDP;
    event_tell(events, &(struct event){.kind = EVENT_TOTALS,
                           .human = human,
                           .values = {event_text("transport", transport_name(transport)),
                               event_text("client", client), event_uint("clients", clients),
                               event_uint(udp ? "datagrams" : "connections",
                                   udp ? entry->counts.received_units : entry->connections),
                               event_uint("received", entry->counts.received_bytes),
                               event_uint("sent", entry->counts.sent_bytes)}});
}

void tally_tell(const struct tally *tally, struct events *events, enum transport_kind transport)
{
    bool udp = transport == TRANSPORT_UDP;
    if (!events_wanted(events, EVENT_TOTALS)) return;
    tell_entry(&tally->all, events,
        udp ? "served: datagrams {datagrams}, bytes received {received}, sent {sent}"
            : "served: connections {connections}, bytes received {received}, sent {sent}",
        transport, NULL, tally->used);
    const char *human =
        udp ? "  {client}: datagrams {datagrams}, bytes received {received}, sent {sent}"
            : "  {client}: connections {connections}, bytes received {received}, sent {sent}";
    for (unsigned i = 0; i < TALLY_CLIENTS; i++) {
        const struct tally_entry *entry = &tally->entries[i];
        char client[ADDRESS_TEXT];
        if (entry->client.any.sa_family == AF_UNSPEC) continue;
        (udp ? address_text : address_host)(&entry->client, client, sizeof client);
        tell_entry(entry, events, human, transport, client, 1);
    }
    if (tally->others.connections) {
        tell_entry(&tally->others, events, human, transport, "others", 0);
    }
}
