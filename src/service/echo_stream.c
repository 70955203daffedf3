/* A stream of any size over TCP or TLS, which must come back to the byte: what has not come back
 * yet is kept in a ring, and no more is taken from the source than fits.  SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdlib.h>

#include "base/time.h"
#include "service/echo_parts.h"

enum { RING_START = 256 * 1024, SHOWN = 4096 };

static void start(struct echo_client *client)
{
    client->moved_at = time_monotonic();
    echo_timer(client, client->options.timeout / 4 + TIME_MILLISECOND, true);
    echo_flow(client, true);
}

/* Room for `more` bytes behind those owed; the ring then begins at 0. */
static bool grow(struct echo_client *client, size_t more)
{
    size_t room = client->owed_room ? client->owed_room : RING_START;
    while (room - client->owed_len < more)
        room *= 2;
    if (room == client->owed_room) return true;
    uint8_t *ring = malloc(room);
    if (!ring) return false;
    size_t first = client->owed_room - client->owed_at;
    if (first > client->owed_len) first = client->owed_len;
    if (client->owed_len) {
        memcpy(ring, client->owed + client->owed_at, first);
        memcpy(ring + first, client->owed, client->owed_len - first);
    }
    free(client->owed);
    client->owed = ring;
    client->owed_room = room;
    client->owed_at = 0;
    return true;
}

static void feed(struct echo_client *client, struct bytes data)
{
    if (!client->conn) return;
    if (!grow(client, data.len)) {
        echo_end(client, ECHO_LOST, "out of memory");
        return;
    }
    size_t at = (client->owed_at + client->owed_len) % client->owed_room;
    size_t first = client->owed_room - at < data.len ? client->owed_room - at : data.len;
    memcpy(client->owed + at, data.at, first);
    memcpy(client->owed, data.at + first, data.len - first);
    if (!client->owed_len) client->moved_at = time_monotonic();
    client->owed_len += data.len;
    client->sent_bytes += data.len;
    conn_write(client->conn, data);
    if (client->owed_len >= ECHO_OWED || conn_queued(client->conn) >= CONN_HIGH) {
        echo_flow(client, false);
    }
}

static void feed_end(struct echo_client *client)
{
    if (!client->conn) return;
    if (!client->owed_len) {
        echo_end(client, ECHO_SAME, " ");
    } else {
        conn_finish(client->conn);
    }
}

/* Wants more when there is room on both ways. */
static void writable(struct echo_client *client)
{
    if (client->owed_len <= ECHO_OWED / 2 && conn_queued(client->conn) < CONN_HIGH) {
        echo_flow(client, true);
    }
}

/* Takes `data` off the front of the ring; false if it is something else. */
static bool take(struct echo_client *client, struct bytes data)
{
    if (data.len > client->owed_len) return false;
    size_t first = client->owed_room - client->owed_at;
    if (first > data.len) first = data.len;
    if (memcmp(client->owed + client->owed_at, data.at, first) != 0) return false;
    if (memcmp(client->owed, data.at + first, data.len - first) != 0) return false;
    client->owed_at = (client->owed_at + data.len) % client->owed_room;
    client->owed_len -= data.len;
    return true;
}

static void received(struct echo_client *client, struct bytes data)
{
    client->moved_at = time_monotonic();
    if (client->got_bytes <= SHOWN) echo_tell_said(client, data, -1);
    if (!take(client, data)) {
        echo_end(client, ECHO_DIFFERENT,
            "what came back differs after %" PRIu64 " bytes at the latest", client->got_bytes);
    } else if (client->fed_all && !client->owed_len) {
        echo_end(client, ECHO_SAME, " ");
    } else {
        writable(client);
    }
}

static void ended(struct echo_client *client)
{
    if (client->owed_len) {
        echo_end(
            client, ECHO_LOST, "the server closed, and still owes %zu bytes", client->owed_len);
    } else {
        echo_end(client, ECHO_LOST, "the server closed before all was sent");
    }
}

static void on_timer(struct echo_client *client)
{
    if (!client->owed_len || time_monotonic() - client->moved_at < client->options.timeout) return;
    echo_end(client, ECHO_SILENT, "nothing comes back any more; the server still owes %zu bytes",
        client->owed_len);
}

const struct echo_way echo_stream = {
    .start = start,
    .feed = feed,
    .feed_end = feed_end,
    .received = received,
    .writable = writable,
    .ended = ended,
    .timer = on_timer,
};
