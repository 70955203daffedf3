/* The chat protocol's client: sends what is typed, and gives out what comes, message by message.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "io/conn.h"
#include "service/chat_input.h"

struct chat_client {
    enum chat_mode mode;
    const char *name; /* given when the server asks; NULL: the first line typed is the name */
    void (*opened)(void *context);
    void (*message)(void *context, struct bytes message);
    void (*writable)(void *context); /* what was said has gone out, after there had been much */
    void (*closed)(void *context, int status, bool ours);
    void *context;

    struct conn *conn; /* NULL: not connected */
    struct chat_input input;
    bool quitting;
    bool heard; /* anything at all: over UDP the only sign that there is a server */
    bool question_shown;
    uv_timer_t patience;
    bool patience_open;
};

extern const struct protocol chat_client_protocol;

void chat_client_init(struct chat_client *client, uv_loop_t *loop);
/* A line without its end.  Nothing happens when there is no connection. */
void chat_client_say(struct chat_client *client, struct bytes line);
/* Says !Q and ends when all has come that the server had to say. */
void chat_client_quit(struct chat_client *client);
/* Closes the timer. */
void chat_client_close(struct chat_client *client);
void chat_client_finish(struct chat_client *client);
