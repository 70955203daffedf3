/* The chat server's end: what becomes of each message.  See chat.h.  SPDX-License-Identifier: MIT */
#include "service/chat.h"

#include <stdlib.h>

#include "base/escape.h"

#define ENTERED "> has entered the chat"
#define LEFT "> has left the chat!"

/* "<NAME", what follows it, and a message. */
static void say_of(struct chat_user *user, const char *text, struct bytes message)
{
    const struct bytes parts[] = {
        bytes_of("<", 1), bytes_of(user->name, user->name_len), bytes_of_string(text), message};
    room_say(user, NULL, parts, 4);
}

static bool is_reference(const struct chat_user *user)
{
    return user->server->mode == CHAT_REFERENCE;
}

static void ask_name(struct chat_user *user)
{
    const struct bytes question = bytes_of_string(CHAT_QUESTION);
    room_say(user, user, &question, 1);
}

/* Gone by its own will or by accident: the others learn of it. */
static void announce_left(struct chat_user *user, const char *how)
{
    say_of(user, LEFT, bytes_of(NULL, 0));
    event_tell(user->server->events,
        &(struct event){.kind = EVENT_LEFT,
            .conn = conn_id(user->conn),
            .human = "{name} left the chat.",
            .values = {event_text("name", user->name), event_text("how", how)}});
}

/* Nothing more is taken from it; it goes when it has got what it is owed. */
static void let_go(struct chat_user *user)
{
    struct chat_server *server = user->server;
    if (user->until) user->until = server->nlines;
    user->leaving = true;
    chat_input_stop(&user->input);
    if (server->open && server->nlines) return; /* at the end of the turn */
    room_leave(user);
    conn_close(user->conn);
}

static void forget_name(struct chat_user *user)
{
    free(user->name);
    user->name = NULL;
    user->name_len = 0;
}

/* The name as it will be shown: without what could pass for the server's own words. */
static void clean_name(struct chat_server *server, struct bytes raw, struct text *name)
{
    struct text escaped = {0};
    while (raw.len && (raw.at[0] == ' ' || raw.at[0] == '\t'))
        raw = bytes_of(raw.at + 1, raw.len - 1);
    while (raw.len && (raw.at[raw.len - 1] == ' ' || raw.at[raw.len - 1] == '\t'))
        raw.len--;
    if (raw.len > CHAT_NAME) {
        raw.len = CHAT_NAME;
        while (raw.len && (raw.at[raw.len] & 0xc0) == 0x80)
            raw.len--;
    }
    escape_terminal(&escaped, raw);
    for (size_t i = 0; i < escaped.len; i++) {
        char c = escaped.at[i];
        if (c == '<' || c == '>') {
            text_put(name, c == '<' ? "\\x3c" : "\\x3e");
        } else {
            text_char(name, c);
        }
    }
    text_finish(&escaped);
    if (name->len) room_unique_name(server, name);
}

static void take_name(struct chat_user *user, struct bytes raw)
{
    struct chat_server *server = user->server;
    struct text name = {0};
    if (is_reference(user)) {
        text_add(&name, raw.at, raw.len);
    } else {
        clean_name(server, raw, &name);
        if (!name.len) {
            ask_name(user);
            text_finish(&name);
            return;
        }
    }
    user->name_len = (uint32_t)name.len;
    text_string(&name);
    user->name = name.failed || !name.at ? NULL : name.at; /* is the user's now */
    if (!user->name) {
        text_finish(&name);
        conn_abort(user->conn, UV_ENOMEM, false);
        return;
    }
    const struct bytes welcome[] = {bytes_of_string("Welcome to the chat <"),
        bytes_of(user->name, user->name_len), bytes_of_string(">. Please type !Q to quit.")};
    room_say(user, user, welcome, 3);
    say_of(user, ENTERED, bytes_of(NULL, 0));
    if (!is_reference(user)) {
        user->since = server->nlines;
        user->until = UINT32_MAX;
    }
    event_tell(server->events,
        &(struct event){.kind = EVENT_JOINED,
            .conn = conn_id(user->conn),
            .human = "A new connection is now known as {name}",
            .values = {event_text("name", user->name), event_text("peer", conn_peer(user->conn))}});
}

static void quit(struct chat_user *user)
{
    if (!is_reference(user)) {
        if (user->name) {
            announce_left(user, "quit");
            forget_name(user);
        }
        let_go(user);
        return;
    }
    if (!user->name) {
        event_tell(user->server->events, &(struct event){.kind = EVENT_LEFT,
                                             .conn = conn_id(user->conn),
                                             .human = "Unnamed user left",
                                             .values = {event_text("how", "quit")}});
        return;
    }
    announce_left(user, "quit");
    if (user->listed) {
        room_leave(user); /* hears nothing more, may still speak: the hand-out's ghost */
    } else {
        conn_abort(user->conn, UV_ECANCELED, false); /* the second time its server fails */
    }
}

static void talk(struct chat_user *user, struct bytes message, bool cut)
{
    struct chat_server *server = user->server;
    server->messages++;
    if (is_reference(user)) {
        say_of(user, ">: ", message);
        return;
    }
    struct text shown = {0};
    escape_terminal(&shown, message);
    if (cut) text_put(&shown, " [cut]");
    say_of(user, ">: ", bytes_of(shown.at, shown.len));
    text_finish(&shown);
}

static void on_message(void *context, struct bytes message, bool cut)
{
    struct chat_user *user = context;
    bool quits = message.len == 2 && !memcmp(message.at, "!Q", 2);
    if (is_reference(user) && !escape_is_utf8(message)) {
        event_tell(user->server->events,
            &(struct event){.kind = EVENT_WARNING,
                .conn = conn_id(user->conn),
                .human = "{peer} sent what is not UTF-8: dropped, as by the hand-out's server",
                .values = {
                    event_text("warning", "not-utf8"), event_text("peer", conn_peer(user->conn))}});
        conn_abort(user->conn, UV_ECANCELED, false);
    } else if (quits) {
        quit(user);
    } else if (!user->name) {
        take_name(user, message);
    } else if (message.len || is_reference(user)) {
        talk(user, message, cut);
    }
}

static void on_patience(uv_timer_t *timer)
{
    struct chat_server *server = timer->data;
    uint64_t now = uv_now(timer->loop);
    bool waiting = false;
    for (struct chat_user *user = server->users, *next; user; user = next) {
        next = user->next;
        if (!chat_input_waits(&user->input)) continue;
        if (now - user->input.fed_at >= CHAT_WAIT_MS) {
            chat_input_flush(&user->input, on_message, user);
        } else {
            waiting = true;
        }
    }
    if (!waiting) uv_timer_stop(timer);
}

static void on_received(struct conn *conn, struct bytes data)
{
    struct chat_user *user = conn_state(conn);
    struct chat_server *server = user->server;
    int status = chat_input_feed(&user->input, data, uv_now(conn_loop(conn)), on_message, user);
    if (status == UV_EMSGSIZE) {
        event_tell(server->events,
            &(struct event){.kind = EVENT_WARNING,
                .conn = conn_id(conn),
                .human = "{peer} announced a frame of more than {limit} bytes: dropped; is it a "
                         "client without lengths?",
                .values = {event_text("warning", "frame-too-long"),
                    event_text("peer", conn_peer(conn)), event_uint("limit", CHAT_FRAME)}});
    }
    if (status < 0) {
        conn_abort(conn, status, false);
    } else if (chat_input_waits(&user->input) && server->open &&
               !uv_is_active((uv_handle_t *)&server->patience)) {
        uv_timer_start(&server->patience, on_patience, CHAT_WAIT_MS / 2, CHAT_WAIT_MS / 2);
    }
}

static void on_opened(struct conn *conn)
{
    struct chat_user *user = conn_state(conn);
    struct chat_server *server = conn_context(conn);
    user->server = server;
    user->conn = conn;
    user->id = ++server->last_id;
    user->input.mode = server->mode;
    user->input.datagrams = conn_transport(conn) == TRANSPORT_UDP;
    room_enter(user);
    /* The others have no name yet to be told of; the hand-out's server tells them all the same. */
    if (!is_reference(user)) user->until = 0;
    if (!user->input.datagrams) ask_name(user);
}

static void on_ended(struct conn *conn)
{
    struct chat_user *user = conn_state(conn);
    if (user->leaving) return;
    chat_input_flush(&user->input, on_message, user);
    if (user->leaving) return;
    if (is_reference(user)) {
        conn_close(conn);
        return;
    }
    if (user->name) {
        announce_left(user, "closed");
        forget_name(user);
    }
    let_go(user);
}

static const char *how_ended(int status)
{
    switch (status) {
    case UV_ETIMEDOUT:
        return "timeout";
    case UV_ECONNREFUSED: /* UDP: nobody has its port any more */
        return "unreachable";
    default:
        return "closed";
    }
}

static void on_closed(struct conn *conn, int status)
{
    struct chat_user *user = conn_state(conn);
    struct chat_server *server = user->server;
    if (user->name && !is_reference(user) && !server->stopping)
        announce_left(user, how_ended(status));
    room_leave(user);
    forget_name(user);
    chat_input_finish(&user->input);
    tally_add(&server->tally, conn);
}

const struct protocol chat_protocol = {
    .name = "chat",
    .state_size = sizeof(struct chat_user),
    .opened = on_opened,
    .received = on_received,
    .ended = on_ended,
    .closed = on_closed,
};

void chat_server_open(struct chat_server *server, uv_loop_t *loop)
{
    uv_prepare_init(loop, &server->prepare);
    uv_timer_init(loop, &server->patience);
    server->prepare.data = server->patience.data = server;
    server->open = true;
}

void chat_server_close(struct chat_server *server)
{
    if (!server->open) return;
    room_flush(server);
    server->open = false;
    server->stopping = true;
    uv_close((uv_handle_t *)&server->prepare, NULL);
    uv_close((uv_handle_t *)&server->patience, NULL);
}

void chat_server_finish(struct chat_server *server, enum transport_kind transport)
{
    event_tell(server->events,
        &(struct event){.kind = EVENT_TOTALS,
            .human = "chat: messages {messages}, delivered {deliveries} times; slow readers "
                     "dropped {dropped}",
            .values = {event_uint("messages", server->messages),
                event_uint("deliveries", server->deliveries),
                event_uint("dropped", server->dropped)}});
    tally_tell(&server->tally, server->events, transport);
    text_finish(&server->turn);
    free(server->lines);
    free(server->pieces);
}
