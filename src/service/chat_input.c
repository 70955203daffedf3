/* See chat_input.h.  SPDX-License-Identifier: MIT */
#include "service/chat_input.h"

#include <stdlib.h>
#include <uv.h>

#include "base/escape.h"

static void emit(struct chat_input *input, struct bytes data, chat_message *message, void *context)
{
    bool cut = input->mode == CHAT_AUTO && data.len > CHAT_LINE;
    if (input->stopped) return;
    if (cut) data.len = CHAT_LINE;
    message(context, data, cut);
}

/* How many bytes at the end begin a character of UTF-8 that is not complete: 0 to 3. */
static size_t cut_character(struct bytes data)
{
    for (size_t back = 1; back <= 3 && back <= data.len; back++) {
        uint8_t c = data.at[data.len - back];
        size_t want = c >= 0xf0 && c < 0xf5 ? 4 : c >= 0xe0 ? 3 : c >= 0xc2 ? 2 : 1;
        if ((c & 0xc0) == 0x80) continue;
        return c >= 0xf5 || want <= back ? 0 : back;
    }
    return 0;
}

/* Keeps `rest`, which may lie within what is kept already. */
static int hold(struct chat_input *input, struct bytes rest)
{
    if (rest.len > input->held_room) {
        size_t room = rest.len < 64 ? 64 : rest.len * 2;
        uint8_t *held = malloc(room);
        if (!held) return UV_ENOMEM;
        memcpy(held, rest.at, rest.len);
        free(input->held);
        input->held = held;
        input->held_room = (uint32_t)room;
    } else if (rest.len) {
        memmove(input->held, rest.at, rest.len);
    }
    input->held_len = (uint32_t)rest.len;
    if (rest.len || !input->held) return 0;
    free(input->held); /* most peers never need it again */
    input->held = NULL;
    input->held_room = 0;
    return 0;
}

/* Takes `data` behind what is held, so that both are one run. */
static int join(struct chat_input *input, struct bytes *data)
{
    size_t len = input->held_len + data->len;
    if (!input->held_len) return 0;
    if (len > input->held_room) {
        uint8_t *held = realloc(input->held, len * 2);
        if (!held) return UV_ENOMEM;
        input->held = held;
        input->held_room = (uint32_t)(len * 2);
    }
    if (data->len) memcpy(input->held + input->held_len, data->at, data->len);
    input->held_len = (uint32_t)len;
    *data = bytes_of(input->held, len);
    return 0;
}

/* The lines of `data`; what is left behind the last one stays in it. */
static void take_lines(
    struct chat_input *input, struct bytes *data, chat_message *message, void *context)
{
    const uint8_t *end;
    while (data->len && !input->stopped && (end = memchr(data->at, '\n', data->len))) {
        size_t len = (size_t)(end - data->at), line = len;
        if (line && data->at[line - 1] == '\r') line--;
        if (!input->skipping) {
            input->lines = true;
            emit(input, bytes_of(data->at, line), message, context);
        }
        input->skipping = false;
        *data = bytes_of(end + 1, data->len - len - 1);
    }
}

static int feed_auto(
    struct chat_input *input, struct bytes data, chat_message *message, void *context)
{
    take_lines(input, &data, message, context);
    if (input->stopped || input->skipping) return hold(input, bytes_of(NULL, 0));
    if (!input->datagrams && data.len > CHAT_LINE) {
        /* Whatever it is, the rest of it is of no use to anybody. */
        emit(input, data, message, context);
        input->skipping = true;
        return hold(input, bytes_of(NULL, 0));
    }
    if (data.len && (input->datagrams || (!input->lines && !cut_character(data)))) {
        emit(input, data, message, context);
        data.len = 0;
    }
    return hold(input, data);
}

static int feed_framed(
    struct chat_input *input, struct bytes data, chat_message *message, void *context)
{
    while (data.len >= CHAT_PREFIX && !input->stopped) {
        uint32_t len = bytes_be32(data.at);
        if (len > CHAT_FRAME) return UV_EMSGSIZE;
        if (data.len - CHAT_PREFIX < len) break;
        emit(input, bytes_of(data.at + CHAT_PREFIX, len), message, context);
        data = bytes_of(data.at + CHAT_PREFIX + len, data.len - CHAT_PREFIX - len);
    }
    if (input->datagrams || input->stopped) data.len = 0;
    return hold(input, data);
}

int chat_input_feed(
    struct chat_input *input, struct bytes data, uint64_t now, chat_message *message, void *context)
{
    int status = 0;
    if (input->stopped) return 0;
    input->fed_at = now;
    if (input->mode == CHAT_REFERENCE) {
        emit(input, data, message, context);
        return 0;
    }
    if (!input->datagrams) status = join(input, &data);
    if (status < 0) return status;
    return (input->mode == CHAT_FRAMED ? feed_framed : feed_auto)(input, data, message, context);
}

bool chat_input_waits(const struct chat_input *input)
{
    return input->mode == CHAT_AUTO && (input->held_len || input->skipping);
}

void chat_input_flush(struct chat_input *input, chat_message *message, void *context)
{
    struct bytes data = bytes_of(input->held, input->held_len);
    if (input->mode != CHAT_AUTO) return;
    input->skipping = false;
    if (data.len) emit(input, data, message, context);
    hold(input, bytes_of(NULL, 0));
}

void chat_input_stop(struct chat_input *input)
{
    input->stopped = true;
}

void chat_input_finish(struct chat_input *input)
{
    free(input->held);
    input->held = NULL;
    input->held_len = input->held_room = 0;
}
