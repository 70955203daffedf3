/* A stream over UDP: cut into datagrams, of which ECHO_WINDOW are under way.  One that does not come
 * back is sent again, as TCP would (RFC 6298 for the time after which); what UDP does not do, the
 * program has to.  SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "base/time.h"
#include "service/echo_parts.h"

#define TICK (10 * TIME_MILLISECOND)
#define FIRST_TIMEOUT (200 * TIME_MILLISECOND)
#define LEAST_TIMEOUT (20 * TIME_MILLISECOND)
#define MOST_TIMEOUT TIME_SECOND

/* A datagram under way. */
struct echo_slot {
    bool used;
    uint32_t number; /* in the stream: the oldest one is looked at first */
    uint32_t tries;
    size_t len;
    int64_t sent_at;
    uint8_t *bytes; /* options.datagram of them, in the block of the slots */
};

static bool allocate(struct echo_client *client)
{
    size_t datagram = client->options.datagram;
    struct echo_slot *slots = calloc(ECHO_WINDOW, sizeof *slots + datagram);
    if (!slots) return false;
    uint8_t *bytes = (uint8_t *)(slots + ECHO_WINDOW);
    for (size_t i = 0; i < ECHO_WINDOW; i++)
        slots[i].bytes = bytes + i * datagram;
    client->slots = slots;
    return true;
}

static void send_slot(struct echo_client *client, struct echo_slot *slot)
{
    slot->tries++;
    slot->sent_at = time_monotonic();
    if (client->conn) conn_write(client->conn, bytes_of(slot->bytes, slot->len));
}

static struct echo_slot *free_slot(struct echo_client *client)
{
    for (size_t i = 0; i < ECHO_WINDOW; i++) {
        if (!client->slots[i].used) return &client->slots[i];
    }
    return NULL;
}

/* Sends what may be sent.  A last piece that does not fill a datagram waits while others are under
 * way (as RFC 896 has it), since more may come. */
static void fill(struct echo_client *client)
{
    while (client->pending_len && client->under_way < ECHO_WINDOW) {
        size_t len = client->options.datagram;
        if (client->pending_len < len) {
            if (!client->fed_all && client->under_way) break;
            len = client->pending_len;
        }
        struct echo_slot *slot = free_slot(client);
        slot->used = true;
        slot->number = client->next_number++;
        slot->tries = 0;
        slot->len = len;
        memcpy(slot->bytes, client->pending + client->pending_at, len);
        client->pending_at += len;
        client->pending_len -= len;
        client->under_way++;
        client->sent++;
        client->sent_bytes += len;
        send_slot(client, slot);
    }
    if (client->fed_all && !client->pending_len && !client->under_way) {
        echo_end(client, ECHO_SAME, " ");
    } else {
        echo_flow(client, client->pending_len < client->options.datagram);
    }
}

static void start(struct echo_client *client)
{
    if (!client->slots && !allocate(client)) {
        echo_end(client, ECHO_LOST, "out of memory");
        return;
    }
    for (size_t i = 0; i < ECHO_WINDOW; i++) { /* the address before this one has refused them */
        if (client->slots[i].used) send_slot(client, &client->slots[i]);
    }
    echo_timer(client, TICK, true);
    echo_flow(client, true);
}

static void feed(struct echo_client *client, struct bytes data)
{
    size_t need = client->pending_len + data.len;
    if (client->pending_len) {
        memmove(client->pending, client->pending + client->pending_at, client->pending_len);
    }
    client->pending_at = 0;
    if (need > client->pending_room) {
        uint8_t *more = realloc(client->pending, need);
        if (!more) {
            echo_end(client, ECHO_LOST, "out of memory");
            return;
        }
        client->pending = more;
        client->pending_room = need;
    }
    memcpy(client->pending + client->pending_len, data.at, data.len);
    client->pending_len = need;
    fill(client);
}

static void feed_end(struct echo_client *client)
{
    if (client->slots) fill(client);
}

/* The oldest datagram under way with these contents. */
static struct echo_slot *find(struct echo_client *client, struct bytes data)
{
    struct echo_slot *found = NULL;
    for (size_t i = 0; i < ECHO_WINDOW; i++) {
        struct echo_slot *slot = &client->slots[i];
        if (!slot->used || slot->len != data.len) continue;
        if (found && (int32_t)(slot->number - found->number) > 0) continue;
        if (!memcmp(slot->bytes, data.at, data.len)) found = slot;
    }
    return found;
}

static void received(struct echo_client *client, struct bytes data)
{
    struct echo_slot *slot = find(client, data);
    if (!slot) {
        client->unasked++;
        client->got_bytes -= data.len; /* it has been counted before */
        return;
    }
    if (slot->tries == 1) { /* else it is unknown which one was answered (Karn) */
        int64_t took = time_monotonic() - slot->sent_at;
        client->smooth = client->smooth ? client->smooth + (took - client->smooth) / 8 : took;
    }
    slot->used = false;
    client->under_way--;
    client->answered++;
    fill(client);
}

static int64_t patience(const struct echo_client *client, const struct echo_slot *slot)
{
    int64_t timeout = client->smooth ? 4 * client->smooth : FIRST_TIMEOUT;
    if (timeout < LEAST_TIMEOUT) timeout = LEAST_TIMEOUT;
    for (uint32_t i = 1; i < slot->tries && timeout < MOST_TIMEOUT; i++)
        timeout *= 2;
    return timeout < MOST_TIMEOUT ? timeout : MOST_TIMEOUT;
}

static void on_tick(struct echo_client *client)
{
    int64_t now = time_monotonic();
    for (size_t i = 0; i < ECHO_WINDOW && !client->ended; i++) {
        struct echo_slot *slot = &client->slots[i];
        if (!slot->used || now - slot->sent_at < patience(client, slot)) continue;
        if (slot->tries >= ECHO_TRIES && client->unasked && !client->answered) {
            echo_end(client, ECHO_DIFFERENT, "what comes back is not what was sent");
            return;
        }
        if (slot->tries >= ECHO_TRIES) {
            echo_end(client, ECHO_SILENT, "a datagram was sent %u times and did not come back",
                slot->tries);
            return;
        }
        client->resent++;
        send_slot(client, slot);
    }
}

const struct echo_way echo_window = {
    .start = start,
    .feed = feed,
    .feed_end = feed_end,
    .received = received,
    .timer = on_tick,
};
