/* From the bytes of a stream to the messages of NATS, for server and client.  A message that came in
 * one piece is read where it lies; only what is cut is kept.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>

#include "grammar/nats.h"

/* Its limits are set, the rest is zero. */
struct pubsub_input {
    uint32_t max_line, max_payload;
    uint8_t *held; /* the beginning of a message */
    size_t len, room;
    size_t wanted; /* bytes that it has at least; 0: not known yet */
    bool stopped;
};

enum pubsub_fault {
    PUBSUB_FINE,
    PUBSUB_NONSENSE, /* no message; its `fault` says why */
    PUBSUB_LONG_LINE,
    PUBSUB_LONG_PAYLOAD,
    PUBSUB_NO_MEMORY,
};

/* Takes one message; what it points to is valid during the call. */
typedef void pubsub_taker(void *context, const struct nats_message *message);

/* Stops at the first fault; `why` then says more, in words for people. */
enum pubsub_fault pubsub_input_feed(struct pubsub_input *input, struct bytes data,
    pubsub_taker *take, void *context, const char **why);
/* Within `take`: no more of them. */
void pubsub_input_stop(struct pubsub_input *input);
void pubsub_input_finish(struct pubsub_input *input);
