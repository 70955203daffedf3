/* What the TLS peers share: an epoll loop that accepts and calls back.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <stddef.h>

struct peer; /* one connection; begins with its descriptor */

/* Listens at 127.0.0.1 and serves for ever.  `open` makes a connection, or returns NULL; `serve`
 * does what can be done without waiting and returns 0 when the connection is over, 1 to wait for
 * reading, 2 for writing; `shut` frees it (the descriptor is closed by the loop). */
int server_run(int port, struct peer *(*open)(int fd), int (*serve)(struct peer *peer),
    void (*shut)(struct peer *peer));

enum { SERVER_ROOM = 65536, SERVER_TURNS = 4 };

/* The echo itself: bytes read and not yet written. */
struct echo {
    char *kept;
    size_t len, done;
};

/* Reads and writes for a few turns with the given functions, which return a count, 0 at the end or
 * -1 for "wait to read", -2 for "wait to write", -3 for a failure.  The result is `serve`'s. */
int server_echo(struct echo *echo, void *session, int (*get)(void *session, char *at, size_t room),
    int (*put)(void *session, const char *at, size_t len));
