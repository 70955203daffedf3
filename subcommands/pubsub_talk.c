/* See pubsub_talk.h.  SPDX-License-Identifier: MIT */
#include "pubsub_talk.h"

#include <inttypes.h>
#include <string.h>

#include "base/escape.h"

static void done(struct pubsub_client *client, int status)
{
    pubsub_leave(&client->session);
    lab_exit(client->lab, status);
}

/* --- what comes ------------------------------------------------------------------------------- */

static void print(struct pubsub_client *client, const struct nats_message *message)
{
    struct text *out = &client->lab->out->text;
    if (client->lab->common.json || client->lab->hosted) {
        event_tell(client->lab->events,
            &(struct event){.kind = EVENT_MESSAGE,
                .values = {event_data("subject", message->subject),
                    event_data("reply", message->reply), event_uint("size", message->payload.len),
                    event_data("data", message->payload),
                    event_data("headers", message->headers)}});
        return;
    }
    if (client->raw) {
        text_add(out, message->payload.at, message->payload.len);
    } else {
        if (client->role == ROLE_SUB) escape_terminal(out, message->subject);
        if (client->role == ROLE_SUB) text_put(out, ": ");
        escape_terminal(out, message->payload);
    }
    text_char(out, '\n');
    out_turn(client->lab->out);
}

/* A server's word that nobody answers requests on this subject. */
static bool is_nobody(const struct nats_message *message)
{
    static const char status[] = "NATS/1.0 503";
    return message->headers.len >= sizeof status - 1 &&
           memcmp(message->headers.at, status, sizeof status - 1) == 0;
}

void pubsub_talk_message(void *context, const struct nats_message *message)
{
    struct pubsub_client *client = context;
    if (client->session.leaving) return;
    if (client->role == ROLE_REQUEST && is_nobody(message)) {
        say_error(client->lab, "nobody answers requests on %s", client->subjects[0]);
        say_hint(client->lab, "to answer them: wirelab pubsub-client sub %s --reply TEXT",
            client->subjects[0]);
        done(client, EXIT_NO);
        return;
    }
    print(client, message);
    if (client->reply && message->reply.len) {
        struct text subject = {0};
        text_add(&subject, message->reply.at, message->reply.len);
        pubsub_send(&client->session, text_string(&subject), "", bytes_of_string(client->reply));
        text_finish(&subject);
    }
    client->count++;
    if (client->role == ROLE_REQUEST || client->count == client->most) done(client, EXIT_DONE);
}

/* --- what goes -------------------------------------------------------------------------------- */

static bool publish(struct pubsub_client *client, struct bytes message)
{
    const char *reply = client->role == ROLE_REQUEST ? client->inbox : "";
    if (pubsub_send(&client->session, client->subjects[0], reply, message)) return true;
    say_error(client->lab, "the message has %zu bytes, and this server takes %" PRIu64 " at most",
        message.len, client->session.max_payload);
    done(client, EXIT_NO);
    return false;
}

static bool on_line(void *context, const struct line *line)
{
    struct pubsub_client *client = context;
    if (line->end != LINE_CUT) return publish(client, line->text);
    say_error(client->lab, "a line has more bytes than this server takes: %" PRIu64,
        client->session.max_payload);
    done(client, EXIT_NO);
    return false;
}

static void on_input(void *context, struct bytes data)
{
    struct pubsub_client *client = context;
    if (client->session.leaving) return;
    if (lines_feed(&client->lines, data, on_line, client) < 0) {
        say_error(client->lab, "out of memory");
        done(client, EXIT_CANNOT);
    } else if (client->session.conn && conn_queued(client->session.conn) > CONN_HIGH) {
        intake_pause(client->input);
    }
}

static void on_input_end(void *context, int status)
{
    struct pubsub_client *client = context;
    if (client->session.leaving) return;
    if (status < 0) say_error(client->lab, "cannot read standard input: %s", uv_strerror(status));
    lines_end(&client->lines, on_line, client);
    if (!client->session.leaving) pubsub_settle(&client->session);
}

void pubsub_talk_writable(void *context)
{
    struct pubsub_client *client = context;
    if (client->input) intake_resume(client->input);
}

static void read_input(struct pubsub_client *client)
{
    const struct intake_handler handler = {on_input, on_input_end, client};
    client->lines.limit = (size_t)client->session.max_payload;
    int status = intake_open(client->lab->loop, client->lab->input, &handler, &client->input);
    if (!status) return;
    say_error(client->lab, "cannot read standard input: %s", uv_strerror(status));
    done(client, EXIT_CANNOT);
}

static void on_impatient(uv_timer_t *timer)
{
    struct pubsub_client *client = timer->data;
    say_error(client->lab, "no answer came");
    say_hint(client->lab, "--timeout 30s waits longer");
    done(client, EXIT_NO);
}

static void request(struct pubsub_client *client)
{
    pubsub_want(&client->session, client->inbox, "", 1);
    if (!publish(client, bytes_of_string(client->message ? client->message : ""))) return;
    uint64_t patience = (uint64_t)(client->timeout / 1000000);
    if (patience) uv_timer_start(&client->patience, on_impatient, patience, 0);
}

void pubsub_talk_ready(void *context)
{
    struct pubsub_client *client = context;
    if (client->role == ROLE_REQUEST) {
        request(client);
    } else if (client->role == ROLE_SUB) {
        for (int i = 0; i < client->nsubjects; i++)
            pubsub_want(&client->session, client->subjects[i], client->queue ? client->queue : "",
                (unsigned)i + 1);
        pubsub_settle(&client->session);
    } else if (client->message) {
        if (publish(client, bytes_of_string(client->message))) pubsub_settle(&client->session);
    } else {
        read_input(client);
    }
}

void pubsub_talk_settled(void *context)
{
    struct pubsub_client *client = context;
    if (client->session.reason.len) { /* such as 'Invalid Subject', which does not end it */
        say_error(client->lab, "the server says: %s", text_string(&client->session.reason));
        done(client, EXIT_NO);
    } else if (client->role == ROLE_PUB) {
        done(client, EXIT_DONE);
    }
}
