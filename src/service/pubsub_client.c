/* A client of publish and subscribe.  See pubsub_client.h.  SPDX-License-Identifier: MIT */
#include "service/pubsub_client.h"

#include "base/json.h"
#include "base/json_object.h"

/* What a server may send at most: more than its max_payload by far is none of NATS. */
enum { MOST_LINE = 64 * 1024, MOST_PAYLOAD = 64 * 1024 * 1024, MOST_WORDS = 512 };

static void write_unit(struct pubsub_session *session)
{
    if (session->conn) conn_write(session->conn, bytes_of(session->unit.at, session->unit.len));
    text_clear(&session->unit);
    if (session->unit.cap <= CONN_HIGH) return;
    text_finish(&session->unit); /* it was a large one */
}

static void put_option(struct text *line, const char *key, const char *value)
{
    if (!value) return;
    json_key(line, key);
    json_string(line, bytes_of_string(value));
}

/* The PONG comes behind the server's answer to CONNECT: +OK is not asked for. */
static void introduce(struct pubsub_session *session)
{
    struct text *line = &session->unit;
    text_put(line, "CONNECT {\"verbose\":false,\"pedantic\":true");
    put_option(line, "user", session->user);
    put_option(line, "pass", session->password);
    put_option(line, "name", session->name);
    put_option(line, "lang", "c");
    put_option(line, "version", WIRELAB_VERSION);
    text_put(line, ",\"protocol\":1,\"echo\":true");
    if (session->headers) text_put(line, ",\"headers\":true,\"no_responders\":true");
    if (session->secured) text_put(line, ",\"tls_required\":true");
    text_put(line, "}\r\nPING\r\n");
    write_unit(session);
}

static void end(struct pubsub_session *session, const char *reason)
{
    text_clear(&session->reason);
    text_put(&session->reason, reason);
    conn_abort(session->conn, UV_EPROTO, false);
}

static void learn(struct pubsub_session *session, struct bytes info)
{
    struct json_object object = json_object(info);
    struct json_member member;
    bool wants_tls = false;
    session->max_payload = MOST_PAYLOAD;
    while (json_next(&object, &member)) {
        if (bytes_equal(member.key, "max_payload"))
            json_uint(&member, MOST_PAYLOAD, &session->max_payload);
        else if (bytes_equal(member.key, "headers"))
            session->headers = member.kind == JSON_TRUE;
        else if (bytes_equal(member.key, "tls_required"))
            wants_tls = member.kind == JSON_TRUE;
    }
    if (object.failed) {
        end(session, "its INFO is no JSON");
    } else if (wants_tls && !session->secured) {
        end(session, "it wants TLS");
    } else if (!session->greeted) { /* a server may tell of news later, too */
        session->greeted = true;
        introduce(session);
    }
}

/* 'Authorization Violation' */
static void keep_reason(struct pubsub_session *session, struct bytes words)
{
    if (words.len > 1 && words.at[0] == '\'' && words.at[words.len - 1] == '\'')
        words = bytes_of(words.at + 1, words.len - 2);
    text_clear(&session->reason);
    text_add(&session->reason, words.at, words.len < MOST_WORDS ? words.len : MOST_WORDS);
}

static void on_pong(struct pubsub_session *session)
{
    if (!session->admitted) {
        session->admitted = true;
        session->ready(session->context);
    } else if (session->settling) {
        session->settling = false;
        session->settled(session->context);
    }
}

static void on_message(void *context, const struct nats_message *message)
{
    struct pubsub_session *session = context;
    switch (message->op) {
    case NATS_INFO:
        learn(session, message->text);
        break;
    case NATS_PING:
        text_put(&session->unit, "PONG\r\n");
        write_unit(session);
        break;
    case NATS_PONG:
        on_pong(session);
        break;
    case NATS_MSG:
    case NATS_HMSG:
        session->message(session->context, message);
        break;
    case NATS_ERR:
        keep_reason(session, message->text);
        break;
    default:
        break;
    }
}

static void on_opened(struct conn *conn)
{
    struct pubsub_session *session = conn_context(conn);
    session->conn = conn;
    session->input = (struct pubsub_input){.max_line = MOST_LINE, .max_payload = MOST_PAYLOAD};
}

static void on_received(struct conn *conn, struct bytes data)
{
    struct pubsub_session *session = conn_context(conn);
    const char *why = NULL;
    if (session->leaving) return;
    enum pubsub_fault fault = pubsub_input_feed(&session->input, data, on_message, session, &why);
    if (fault && !session->leaving) end(session, why ? why : "it does not speak NATS");
}

static void on_writable(struct conn *conn)
{
    struct pubsub_session *session = conn_context(conn);
    if (session->writable) session->writable(session->context);
}

static void on_closed(struct conn *conn, int status)
{
    struct pubsub_session *session = conn_context(conn);
    session->conn = NULL;
    pubsub_input_finish(&session->input);
    if (session->leaving) return;
    session->closed(
        session->context, status, session->reason.len ? text_string(&session->reason) : NULL);
}

const struct protocol pubsub_client_protocol = {
    .name = "nats",
    .opened = on_opened,
    .received = on_received,
    .writable = on_writable,
    .closed = on_closed,
};

bool pubsub_send(
    struct pubsub_session *session, const char *subject, const char *reply, struct bytes payload)
{
    struct text *unit = &session->unit;
    if (payload.len > session->max_payload) return false;
    text_put(unit, "PUB ");
    text_put(unit, subject);
    text_char(unit, ' ');
    text_put(unit, reply);
    if (*reply) text_char(unit, ' ');
    text_uint(unit, payload.len);
    text_put(unit, "\r\n");
    text_add(unit, payload.at, payload.len);
    text_put(unit, "\r\n");
    write_unit(session);
    return true;
}

void pubsub_want(
    struct pubsub_session *session, const char *subject, const char *queue, unsigned sid)
{
    text_format(&session->unit, "SUB %s %s%s%u\r\n", subject, queue, *queue ? " " : "", sid);
    write_unit(session);
}

void pubsub_settle(struct pubsub_session *session)
{
    session->settling = true;
    text_put(&session->unit, "PING\r\n");
    write_unit(session);
}

void pubsub_leave(struct pubsub_session *session)
{
    session->leaving = true;
    pubsub_input_stop(&session->input);
    if (session->conn) conn_close(session->conn);
}

void pubsub_session_finish(struct pubsub_session *session)
{
    pubsub_input_finish(&session->input);
    text_finish(&session->reason);
    text_finish(&session->unit);
}
