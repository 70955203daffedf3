/* The inside of the echo client: its ways of sending, each in a file.  SPDX-License-Identifier: MIT */
#pragma once
#include "service/echo_client.h"

/* A way of sending: messages, a stream, a stream over UDP, lines.  Members may be NULL. */
struct echo_way {
    void (*start)(struct echo_client *client); /* connected; again when another address is tried */
    void (*feed)(struct echo_client *client, struct bytes data);
    void (*feed_end)(struct echo_client *client);
    void (*received)(struct echo_client *client, struct bytes data);
    void (*writable)(struct echo_client *client);
    void (*ended)(struct echo_client *client); /* the server has finished sending */
    void (*timer)(struct echo_client *client);
};

extern const struct echo_way echo_messages, echo_stream, echo_window, echo_lines;

/* The conversation is over: the connection is closed, then options.finished called. */
void echo_end(struct echo_client *client, enum echo_verdict verdict, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Asks for more or less of feed(), once for each change. */
void echo_flow(struct echo_client *client, bool more);
/* "Server said: b'…'" */
void echo_tell_said(struct echo_client *client, struct bytes data, int64_t round_trip);
/* Calls the way's `timer` after so many nanoseconds, and again each time if `repeat`. */
void echo_timer(struct echo_client *client, int64_t nanoseconds, bool repeat);
