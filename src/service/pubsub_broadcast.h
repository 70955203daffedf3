/* The line broadcaster of the Twisted home page: each line goes to everybody, its sender included.
 *
 *      hello\r\n    ->    <IPv4Address(type='TCP', host='127.0.0.1', port=4222)> hello\r\n
 *
 * Which is the server's own address, as there.  SPDX-License-Identifier: MIT */
#pragma once
#include "io/conn.h"
#include "service/lines.h"
#include "service/tally.h"
#include "service/turn.h"

struct broadcast_server {
    struct events *events;
    struct turn turn; /* its queue is set; the rest is zero */
    size_t max_line;
    struct broadcast_client *clients;
    uint64_t lines, deliveries, dropped;
    struct tally tally;
};

struct broadcast_client {
    struct turn_reader reader; /* first */
    struct broadcast_server *server;
    struct broadcast_client *prev, *next;
    bool listed; /* gets lines */
    struct lines lines;
    char source[192]; /* what stands before its lines */
};

extern const struct protocol broadcast_protocol;

void broadcast_server_open(struct broadcast_server *server, uv_loop_t *loop);
void broadcast_server_close(struct broadcast_server *server);
void broadcast_server_finish(struct broadcast_server *server, enum transport_kind transport);
