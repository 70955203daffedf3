/* The room of a chat: who is in it, and what is said to whom.
 *
 * All that is said within one turn of the loop is composed once, in one text; at the end of the turn
 * each reader gets its part of that with a single write, without a copy.  A thousand readers and ten
 * speakers so cost a thousand calls a turn, not ten thousand.  SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "io/share.h"
#include "service/chat.h"

enum { TURN_LINES = 4096, TURN_BYTES = 1024 * 1024 }; /* then it ends early */

void room_enter(struct chat_user *user)
{
    struct chat_server *server = user->server;
    user->listed = true;
    user->since = server->nlines;
    user->until = UINT32_MAX;
    user->prev = NULL;
    user->next = server->users;
    if (user->next) user->next->prev = user;
    server->users = user;
    server->nusers++;
}

void room_leave(struct chat_user *user)
{
    struct chat_server *server = user->server;
    if (!user->listed) return;
    user->listed = false;
    if (user->prev) {
        user->prev->next = user->next;
    } else {
        server->users = user->next;
    }
    if (user->next) user->next->prev = user->prev;
    server->nusers--;
}

static void on_prepare(uv_prepare_t *prepare)
{
    room_flush(prepare->data);
}

static bool lines_grow(struct chat_server *server)
{
    if (server->nlines < server->lines_room) return true;
    uint32_t room = server->lines_room ? server->lines_room * 2 : 64;
    struct chat_line *lines = realloc(server->lines, room * sizeof *lines);
    if (lines) server->lines = lines;
    struct bytes *pieces = lines ? realloc(server->pieces, room * sizeof *pieces) : NULL;
    if (!pieces) return false;
    server->pieces = pieces;
    server->lines_room = room;
    return true;
}

/* The length that precedes a message in CHAT_FRAMED. */
static void add_prefix(struct text *text, size_t len)
{
    const uint8_t prefix[CHAT_PREFIX] = {
        (uint8_t)(len >> 24), (uint8_t)(len >> 16), (uint8_t)(len >> 8), (uint8_t)len};
    text_add(text, prefix, sizeof prefix);
}

void room_say(
    struct chat_user *from, struct chat_user *to, const struct bytes *parts, unsigned count)
{
    struct chat_server *server = from->server;
    size_t len = 0;
    if (!server->open) return;
    if (server->nlines == TURN_LINES || server->turn.len >= TURN_BYTES) room_flush(server);
    for (unsigned i = 0; i < count; i++)
        len += parts[i].len;
    size_t at = server->turn.len;
    if (!lines_grow(server) || !text_room(&server->turn, len + CHAT_PREFIX + 1)) return;
    if (server->mode == CHAT_FRAMED) add_prefix(&server->turn, len);
    for (unsigned i = 0; i < count; i++)
        text_add(&server->turn, parts[i].at, parts[i].len);
    server->lines[server->nlines++] = (struct chat_line){.at = (uint32_t)at,
        .len = (uint32_t)(server->turn.len - at),
        .from = from->id,
        .to = to ? to->id : 0};
    /* For readers of lines only; the others are not given this byte. */
    if (server->mode == CHAT_AUTO) text_char(&server->turn, '\n');
    uv_prepare_start(&server->prepare, on_prepare);
}

static bool may_see(const struct chat_user *user, const struct chat_line *line, uint32_t number)
{
    if (line->to) return line->to == user->id;
    return line->from != user->id && number >= user->since && number < user->until;
}

static void drop_slow(struct chat_user *user)
{
    struct chat_server *server = user->server;
    server->dropped++;
    event_tell(server->events,
        &(struct event){.kind = EVENT_WARNING,
            .conn = conn_id(user->conn),
            .human = "{name} ({peer}) does not read: dropped, with {queued} bytes waiting for it",
            .values = {event_text("warning", "slow-reader"),
                event_text("name", user->name ? user->name : "somebody without a name"),
                event_text("peer", conn_peer(user->conn)),
                event_uint("queued", conn_queued(user->conn))}});
    conn_abort(user->conn, UV_ECANCELED, true);
}

/* One reader's part of the turn. */
static void deliver(struct chat_user *user, struct share *share)
{
    struct chat_server *server = user->server;
    unsigned count = 0;
    uint32_t newline = user->input.lines && !user->input.datagrams;
    for (uint32_t i = 0; i < server->nlines; i++) {
        const struct chat_line *line = &server->lines[i];
        if (!may_see(user, line, i)) continue;
        server->pieces[count++] = bytes_of(server->turn.at + line->at, line->len + newline);
    }
    user->since = 0;
    if (!count) return;
    server->deliveries += count;
    if (conn_write_shared(user->conn, share, server->pieces, count) < 0) return;
    size_t queued = conn_queued(user->conn);
    user->behind = queued ? user->behind + 1 : 0;
    if (queued > server->queue || user->behind > CHAT_BEHIND) drop_slow(user);
}

void room_flush(struct chat_server *server)
{
    struct share share = {bytes_of(server->turn.at, server->turn.len), NULL};
    for (struct chat_user *user = server->users, *next; user; user = next) {
        next = user->next;
        deliver(user, &share);
        if (!user->leaving) continue;
        room_leave(user);
        conn_close(user->conn);
    }
    share_finish(&share);
    server->nlines = 0;
    text_clear(&server->turn);
    uv_prepare_stop(&server->prepare);
}

/* "alice" -> 1, "alice-2" -> 2, something else -> 0. */
static unsigned long number_of(const struct chat_user *user, const struct text *name)
{
    if (!user->name || user->name_len < name->len || memcmp(user->name, name->at, name->len) != 0)
        return 0;
    const char *rest = user->name + name->len;
    if (!*rest) return 1;
    char *end;
    if (*rest != '-' || rest[1] < '1' || rest[1] > '9') return 0;
    unsigned long number = strtoul(rest + 1, &end, 10);
    return *end ? 0 : number;
}

void room_unique_name(struct chat_server *server, struct text *name)
{
    unsigned long most = 0;
    bool taken = false;
    for (const struct chat_user *user = server->users; user; user = user->next) {
        unsigned long number = number_of(user, name);
        if (number == 1 && user->name_len == name->len) taken = true;
        if (number > most && number < UINT32_MAX) most = number;
    }
    if (taken) text_format(name, "-%lu", most + 1);
}
