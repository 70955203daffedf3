/* What passes between `wirelab pubsub-client` and its server: pubsub-client.c reads the command line
 * and calls, pubsub_talk.c publishes and prints.  SPDX-License-Identifier: MIT */
#pragma once
#include "client.h"
#include "io/intake.h"
#include "pubsub_address.h"
#include "service/lines.h"
#include "service/pubsub_client.h"

enum role { ROLE_PUB, ROLE_SUB, ROLE_REQUEST };

struct pubsub_client {
    const char *server, *name, *queue, *reply;
    uint32_t most;
    int64_t timeout;
    bool raw;
    struct tls_settings tls;

    struct protocol protocol; /* pubsub_client_protocol, which also shows certificates */
    struct lab *lab;
    enum role role;
    char **subjects; /* of sub: all of them */
    int nsubjects;
    const char *message; /* NULL: lines of standard input */
    struct pubsub_address address;
    struct calling calling;
    struct intake *input;
    struct lines lines;
    uv_timer_t patience;
    bool waits; /* the timer is open */
    char inbox[40];
    uint32_t count; /* of messages that came */
    struct pubsub_session session;
};

/* The server is there: asks or publishes. */
void pubsub_talk_ready(void *context);
void pubsub_talk_message(void *context, const struct nats_message *message);
/* All that was sent before has been dealt with. */
void pubsub_talk_settled(void *context);
void pubsub_talk_writable(void *context);
