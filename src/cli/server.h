/* What servers have in common: their options, their life, and saying why one cannot listen.
 *
 *     struct echo { struct server_options server; struct serving serving; … };
 *     static const struct opt opts[] = { SERVER_OPTS(struct echo, 1234), SERVER_STREAM_OPTS(struct
 * echo), {0} };
 *
 * `start` ends with serving_start(), `stop` and `finish` call their namesakes here.
 *
 * SPDX-License-Identifier: MIT */
#pragma once
#include "cli/cmd.h"
#include "io/listen.h"
#include "service/tally.h"

struct server_options {
    uint32_t port;
    const char *bind;
    bool quiet;
    bool once;
    uint32_t max_connections;
    int64_t idle_timeout;
};

/* clang-format off */
#define SERVER_OPTS(S, default_port) \
    OPT_UINT('p', "port", S, server.port, 0, 65535, default_port, "PORT", "port to listen on; 0 picks a free one and says which"), \
    OPT_ADDRESS('b', "bind", S, server.bind, NULL, "listen on this address or name only; without it on every address, IPv6 and IPv4"), \
    OPT_FLAG('q', "quiet", S, server.quiet, "no line for each connection and message")
/* For servers with connections. */
#define SERVER_STREAM_OPTS(S) \
    OPT_UINT(0, "max-connections", S, server.max_connections, 0, 1000000, 0, "N", "serve so many at a time, others wait; 0: as many as descriptors allow"), \
    OPT_FLAG(0, "once", S, server.once, "serve one connection, then end"), \
    OPT_DURATION(0, "idle-timeout", S, server.idle_timeout, NULL, "close connections on which nothing moves for so long; 0: never")
/* clang-format on */

/* A server takes options only: says so of a word that is none.  Returns EXIT_USAGE. */
int server_refuse(struct lab *lab, const char *word);
/* Fills what the options say into `listen` and opens it; events go to the lab unless `listen` says
 * where.  Returns an exit code: EXIT_CANNOT when it
 * could not listen, having said why and what to type next. */
int server_open(struct lab *lab, const struct server_options *options,
    struct listen_options *listen, struct listener **listener);

/* A server from its start to its totals.  A zeroed one serves nothing, and can be stopped. */
struct serving {
    struct lab *lab;
    struct listener *listener; /* NULL: not open */
    enum transport_kind transport;
    bool begun; /* there is something to tell at the end */
};

/* Opens the listener; when that closes by itself (--once) the command is done.  An exit code, as
 * server_open(). */
int serving_start(struct lab *lab, struct serving *serving, const struct server_options *options,
    struct listen_options *listen);
void serving_stop(struct serving *serving);
/* Tells the totals, if there ever was a listener. */
void serving_finish(const struct serving *serving, const struct tally *tally);
