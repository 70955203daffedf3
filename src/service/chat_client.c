/* See chat_client.h.  SPDX-License-Identifier: MIT */
#include "service/chat_client.h"

#include "base/text.h"
#include "service/chat.h"

/* So long a datagram may take to bring the server's first word, or ICMP's that there is none, to a
 * client that has said all it had to say. */
enum { LAST_WORD_MS = 1000 };

static void on_message(void *context, struct bytes message, bool cut)
{
    struct chat_client *client = context;
    const struct bytes question = bytes_of_string(CHAT_QUESTION);
    (void)cut;
    /* The question has no line end: the answer to our name may be glued to it. */
    if (!client->question_shown && message.len >= question.len &&
        !memcmp(message.at, question.at, question.len)) {
        client->question_shown = true;
        if (!client->name) client->message(client->context, question);
        message = bytes_of(message.at + question.len, message.len - question.len);
        if (!message.len) return;
    }
    client->message(client->context, message);
}

static void on_patience(uv_timer_t *timer)
{
    struct chat_client *client = timer->data;
    if (client->quitting && client->conn) conn_close(client->conn);
    chat_input_flush(&client->input, on_message, client);
}

static void on_received(struct conn *conn, struct bytes data)
{
    struct chat_client *client = conn_context(conn);
    uv_loop_t *loop = conn_loop(conn);
    client->heard = true;
    int status = chat_input_feed(&client->input, data, uv_now(loop), on_message, client);
    if (status < 0) {
        conn_abort(conn, status, false);
    } else if (client->quitting && client->input.datagrams) {
        conn_close(conn);
    } else if (!client->patience_open) {
        return;
    } else if (chat_input_waits(&client->input)) {
        uv_timer_start(&client->patience, on_patience, CHAT_WAIT_MS, 0);
    } else {
        uv_timer_stop(&client->patience);
    }
}

static void on_opened(struct conn *conn)
{
    struct chat_client *client = conn_context(conn);
    client->conn = conn;
    chat_input_finish(&client->input);
    client->input = (struct chat_input){
        .mode = client->mode, .datagrams = conn_transport(conn) == TRANSPORT_UDP};
    client->question_shown = false;
    if (client->name) chat_client_say(client, bytes_of_string(client->name));
    client->opened(client->context);
}

static void on_writable(struct conn *conn)
{
    struct chat_client *client = conn_context(conn);
    client->writable(client->context);
}

static void on_closed(struct conn *conn, int status)
{
    struct chat_client *client = conn_context(conn);
    client->conn = NULL;
    chat_input_flush(&client->input, on_message, client);
    bool unanswered = client->input.datagrams && !client->heard && status;
    client->closed(client->context, status, client->quitting && !unanswered);
}

const struct protocol chat_client_protocol = {
    .name = "chat",
    .opened = on_opened,
    .received = on_received,
    .writable = on_writable,
    .closed = on_closed,
};

void chat_client_init(struct chat_client *client, uv_loop_t *loop)
{
    uv_timer_init(loop, &client->patience);
    client->patience.data = client;
    client->patience_open = true;
}

void chat_client_say(struct chat_client *client, struct bytes line)
{
    struct text unit = {0};
    if (!client->conn || client->quitting) return;
    if (client->mode == CHAT_FRAMED) {
        const uint8_t prefix[CHAT_PREFIX] = {(uint8_t)(line.len >> 24), (uint8_t)(line.len >> 16),
            (uint8_t)(line.len >> 8), (uint8_t)line.len};
        text_add(&unit, prefix, sizeof prefix);
    }
    text_add(&unit, line.at, line.len);
    if (client->mode == CHAT_AUTO && !client->input.datagrams) text_char(&unit, '\n');
    conn_write(client->conn, bytes_of(unit.at, unit.len));
    text_finish(&unit);
}

void chat_client_quit(struct chat_client *client)
{
    if (!client->conn || client->quitting) return;
    chat_client_say(client, bytes_of_string("!Q"));
    client->quitting = true;
    if (!client->conn) return;
    if (client->input.datagrams) {
        if (client->heard || !client->patience_open)
            conn_close(client->conn);
        else
            uv_timer_start(&client->patience, on_patience, LAST_WORD_MS, 0);
    } else {
        conn_finish(client->conn);
    }
}

void chat_client_close(struct chat_client *client)
{
    if (!client->patience_open) return;
    client->patience_open = false;
    uv_close((uv_handle_t *)&client->patience, NULL);
}

void chat_client_finish(struct chat_client *client)
{
    chat_input_finish(&client->input);
}
