/* One message after the other, each when the one before has been answered or is given up; and lines
 * that a person types.  SPDX-License-Identifier: MIT */
#include "base/time.h"
#include "service/echo_parts.h"

static void next(struct echo_client *client);

static void answered(struct echo_client *client)
{
    int64_t took = time_monotonic() - client->sent_at;
    client->waiting = false;
    client->answered++;
    client->total += took;
    if (took < client->shortest) client->shortest = took;
    if (took > client->longest) client->longest = took;
    echo_tell_said(client, client->options.message, took);
    next(client);
}

static void send_message(struct echo_client *client)
{
    struct bytes message = client->options.message;
    client->waiting = true;
    client->got = 0;
    client->sent++;
    client->sent_bytes += message.len;
    client->sent_at = time_monotonic();
    event_tell(client->options.events,
        &(struct event){.kind = EVENT_SENT,
            .conn = conn_id(client->conn),
            .values = {event_uint("size", message.len), event_data("data", message)}});
    conn_write(client->conn, message);
    echo_timer(client, client->options.timeout, false);
    if (!message.len && !client->udp) answered(client); /* nothing of it can come back */
}

static void next(struct echo_client *client)
{
    if (client->answered + client->lost < client->options.count) {
        if (client->options.interval) {
            echo_timer(client, client->options.interval, false);
        } else {
            send_message(client);
        }
    } else if (client->answered) {
        echo_end(client, ECHO_SAME, " ");
    } else {
        echo_end(client, ECHO_SILENT,
            "no answer; UDP does not tell whether the datagram or its answer was lost");
    }
}

static void start(struct echo_client *client)
{
    if (client->sent) client->sent--; /* the address before this one has refused it */
    send_message(client);
}

static void received(struct echo_client *client, struct bytes data)
{
    struct bytes message = client->options.message;
    size_t left = client->waiting ? message.len - client->got : 0;
    if (client->udp) {
        if (data.len != message.len || (data.len && memcmp(data.at, message.at, data.len) != 0)) {
            echo_tell_said(client, data, -1);
            echo_end(client, ECHO_DIFFERENT, "that is not what was sent");
        } else if (client->waiting) {
            answered(client);
        } else {
            client->unasked++;
        }
        return;
    }
    size_t len = data.len < left ? data.len : left;
    bool same = !memcmp(data.at, message.at + client->got, len);
    if (!same || data.len > left) {
        echo_tell_said(client, data, -1);
        echo_end(client, ECHO_DIFFERENT,
            same ? "more came back than was sent" : "that is not what was sent");
        return;
    }
    client->got += len;
    if (client->got == message.len) {
        answered(client);
    } else if (len) { /* slow is not silent */
        echo_timer(client, client->options.timeout, false);
    }
}

static void on_silence(struct echo_client *client)
{
    if (!client->waiting) { /* the interval is over */
        send_message(client);
    } else if (client->udp) {
        client->waiting = false;
        client->lost++;
        event_tell(
            client->options.events, &(struct event){.kind = EVENT_WARNING,
                                        .human = "no answer within {timeout}",
                                        .values = {event_text("warning", "lost"),
                                            event_seconds("timeout", client->options.timeout)}});
        next(client);
    } else {
        echo_end(client, ECHO_SILENT, "the server keeps the connection open but does not answer");
    }
}

static void ended(struct echo_client *client)
{
    echo_end(client, ECHO_LOST, "the server closed before it had sent everything back");
}

const struct echo_way echo_messages = {
    .start = start,
    .received = received,
    .ended = ended,
    .timer = on_silence,
};

/* Lines: what comes back is shown, and not judged. */

static void lines_start(struct echo_client *client)
{
    echo_flow(client, true);
}

static void lines_feed(struct echo_client *client, struct bytes data)
{
    if (!client->conn) return;
    client->sent++;
    client->sent_bytes += data.len;
    conn_write(client->conn, data);
    if (conn_queued(client->conn) >= CONN_LOW) echo_flow(client, false);
}

static void lines_feed_end(struct echo_client *client)
{
    if (!client->conn) return;
    conn_finish(client->conn);
    /* A server that has finished too ends it; over UDP, and when it does not, time does. */
    if (client->udp && client->answered >= client->sent) {
        echo_end(client, ECHO_SAME, " ");
    } else {
        echo_timer(client, client->options.timeout, false);
    }
}

static void lines_received(struct echo_client *client, struct bytes data)
{
    client->answered++;
    echo_tell_said(client, data, -1);
    if (client->fed_all && client->udp && client->answered >= client->sent) {
        echo_end(client, ECHO_SAME, " ");
    }
}

static void lines_ended(struct echo_client *client)
{
    echo_end(client, ECHO_SAME, " ");
}

const struct echo_way echo_lines = {
    .start = lines_start,
    .feed = lines_feed,
    .feed_end = lines_feed_end,
    .received = lines_received,
    .writable = lines_start,
    .ended = lines_ended,
    .timer = lines_ended,
};
