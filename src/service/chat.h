/* The chat protocol of the second lab: a name, then messages to everybody, `!Q` to leave.
 *
 *      server                                             client
 *      Welcome to the Server, what is your name?    ->
 *                                                   <-    alice
 *      Welcome to the chat <alice>. Please type !Q to quit.  ->
 *      <alice> has entered the chat                 ->    everybody else
 *                                                   <-    hello
 *      <alice>: hello                               ->    everybody else
 *                                                   <-    !Q
 *      <alice> has left the chat!                   ->    everybody else
 *
 * How messages are told apart is chat_input.h's business.  CHAT_REFERENCE sends exactly what the
 * hand-out's server sends, with its weaknesses; the other modes do without them: names are unique,
 * only those who have one are in the chat, whoever goes is announced, and nothing that one user
 * types can play tricks on the screens of the others.
 *
 * Over UDP a user is an address: its first datagram is the name.  It goes when it is silent for long, or when
 * a message to it is answered by ICMP: port unreachable.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <uv.h>

#include "base/text.h"
#include "io/conn.h"
#include "service/chat_input.h"
#include "service/tally.h"

#define CHAT_QUESTION "Welcome to the Server, what is your name?"

enum {
    CHAT_NAME = 32,     /* bytes of a name, before what is not printable is escaped */
    CHAT_BEHIND = 1024, /* turns of the loop that a reader may be behind */
};

struct chat_user {
    struct chat_server *server;
    struct conn *conn;
    struct chat_user *prev, *next; /* in the server's list, if `listed` */
    struct chat_input input;
    char *name; /* NULL: not known yet */
    uint32_t name_len;
    uint32_t id;
    uint32_t since, until; /* the lines of this turn that it may see */
    uint32_t behind;       /* turns that its socket has not taken */
    bool listed;           /* gets what is sent to everybody */
    bool leaving;          /* is closed when it has got what it is owed */
};

/* A line of this turn. */
struct chat_line {
    uint32_t at, len;  /* in the turn's text */
    uint32_t from, to; /* ids; to 0: everybody but `from` */
};

/* The context of a listener with chat_protocol. */
struct chat_server {
    enum chat_mode mode;
    size_t queue; /* bytes that may wait for one reader */
    struct events *events;
    struct chat_user *users;
    unsigned nusers;
    uint32_t last_id;
    bool open, stopping;

    /* What is said within one turn of the loop: it goes out at its end, to each in one write. */
    struct text turn;
    struct chat_line *lines;
    uint32_t nlines, lines_room;
    struct bytes *pieces; /* as many, for one reader at a time */
    uv_prepare_t prepare;
    uv_timer_t patience; /* for those that wait for the rest of a line */

    uint64_t messages, deliveries, dropped;
    struct tally tally;
};

extern const struct protocol chat_protocol;

/* mode, queue and events are set; the rest is zero. */
void chat_server_open(struct chat_server *server, uv_loop_t *loop);
/* Sends what is left to be sent; then the listener may be closed. */
void chat_server_close(struct chat_server *server);
/* Tells the totals and frees what is left, when the loop has run empty. */
void chat_server_finish(struct chat_server *server, enum transport_kind transport);

/* The room, chat_room.c: who is in it, and what is said to whom. */

void room_enter(struct chat_user *user);
void room_leave(struct chat_user *user);
/* The parts together are a line, for everybody in the room but `from`, or for `to` alone. */
void room_say(
    struct chat_user *from, struct chat_user *to, const struct bytes *parts, unsigned count);
/* Sends all that was said. */
void room_flush(struct chat_server *server);
/* The name under which a user will be known: unlike all others. */
void room_unique_name(struct chat_server *server, struct text *name);
