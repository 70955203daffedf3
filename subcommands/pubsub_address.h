/* Where a server of pubsub is, as it is typed: "host", "host:4222", "[::1]:4222",
 * "nats://user:password@host:4222", "tls://host".  SPDX-License-Identifier: MIT */
#pragma once
#include "base/text.h"
#include "cli/cmd.h"

struct pubsub_address {
    struct text text;                   /* which the others point into */
    const char *host, *user, *password; /* user, password: NULL if they are not told */
    uint16_t port;
    bool tls;
};

/* An exit code: EXIT_USAGE, having said why. */
int pubsub_address_read(struct lab *lab, const char *typed, struct pubsub_address *address);
void pubsub_address_finish(struct pubsub_address *address);
