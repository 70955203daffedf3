/* From bytes to messages.  See pubsub_input.h.  SPDX-License-Identifier: MIT */
#include "service/pubsub_input.h"

#include <stdlib.h>

static bool keep(struct pubsub_input *input, struct bytes data)
{
    size_t need = input->len + data.len;
    if (need > input->room) {
        size_t room = need < 64 ? 64 : need + need / 2;
        if (input->wanted >= need && room > input->wanted + 1) room = input->wanted + 1;
        uint8_t *held = realloc(input->held, room);
        if (!held) return false;
        input->held = held;
        input->room = room;
    }
    memcpy(input->held + input->len, data.at, data.len);
    input->len = need;
    return true;
}

static void drop(struct pubsub_input *input)
{
    free(input->held);
    input->held = NULL;
    input->len = input->room = input->wanted = 0;
}

/* How much of `data` may belong to the message that is held. */
static size_t share_of(const struct pubsub_input *input, struct bytes data)
{
    if (input->wanted) {
        size_t more = input->wanted - input->len;
        return more < data.len ? more : data.len;
    }
    const uint8_t *newline = memchr(data.at, '\n', data.len);
    return newline ? (size_t)(newline - data.at) + 1 : data.len;
}

static enum pubsub_fault check(const struct pubsub_input *input, struct bytes data,
    enum nats_status status, const struct nats_message *message)
{
    size_t line = message->line ? message->line : data.len;
    if (line > (size_t)input->max_line + 2) return PUBSUB_LONG_LINE;
    if (message->total > input->max_payload) return PUBSUB_LONG_PAYLOAD;
    return status == NATS_WRONG ? PUBSUB_NONSENSE : PUBSUB_FINE;
}

/* One message off the front of `data`, or of what is held with its continuation there. */
static enum pubsub_fault feed_one(struct pubsub_input *input, struct bytes *data,
    pubsub_taker *take, void *context, const char **why)
{
    struct nats_message message;
    struct bytes there = *data;
    size_t used = 0;
    if (input->len) {
        used = share_of(input, *data);
        if (!keep(input, bytes_of(data->at, used))) return PUBSUB_NO_MEMORY;
        there = bytes_of(input->held, input->len);
        if (input->wanted > input->len) {
            *data = bytes_of(data->at + used, data->len - used);
            return PUBSUB_FINE;
        }
    }
    enum nats_status status = nats_read(there, &message);
    enum pubsub_fault fault = check(input, there, status, &message);
    if (fault) {
        *why = message.fault;
        return fault;
    }
    if (status == NATS_WHOLE) {
        if (!input->len) used = message.whole;
        take(context, &message);
        if (input->len) drop(input);
    } else if (input->len) {
        input->wanted = message.whole;
    } else {
        used = data->len;
        input->wanted = message.whole;
        if (!keep(input, *data)) return PUBSUB_NO_MEMORY;
    }
    *data = bytes_of(data->at + used, data->len - used);
    return PUBSUB_FINE;
}

enum pubsub_fault pubsub_input_feed(struct pubsub_input *input, struct bytes data,
    pubsub_taker *take, void *context, const char **why)
{
    while (data.len && !input->stopped) {
        enum pubsub_fault fault = feed_one(input, &data, take, context, why);
        if (fault) return fault;
    }
    return PUBSUB_FINE;
}

void pubsub_input_stop(struct pubsub_input *input)
{
    input->stopped = true;
}

void pubsub_input_finish(struct pubsub_input *input)
{
    drop(input);
}
