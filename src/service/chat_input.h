/* From the bytes of a stream to the messages of a chat.
 *
 * The hand-out's chat sends messages without any terminator, so that TCP may glue and cut them as it
 * likes.  Three ways to deal with it:
 *
 *   CHAT_REFERENCE  what one read brings is a message, as in the hand-out
 *   CHAT_FRAMED     each message is preceded by its length, four bytes, big-endian
 *   CHAT_AUTO       a peer that ends its messages with LF or CR LF is read line by line; from one
 *                   that does not, what one read brings is a message, except that a character of
 *                   UTF-8 which was cut is waited for
 *
 * A datagram is a message in any case (CHAT_AUTO: or several lines).  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

enum chat_mode { CHAT_AUTO, CHAT_REFERENCE, CHAT_FRAMED };

enum {
    CHAT_LINE = 8 * 1024,   /* CHAT_AUTO: longer ones are cut, and the rest is thrown away */
    CHAT_FRAME = 64 * 1024, /* CHAT_FRAMED: longer ones are refused */
    CHAT_PREFIX = 4,
    CHAT_WAIT_MS = 1000, /* for the rest of a line or a character; then it is complete as it is */
};

/* A zeroed one is ready. */
struct chat_input {
    enum chat_mode mode;
    bool datagrams;
    bool lines;      /* the peer ends its messages with a newline */
    bool skipping;   /* the rest of a line that was too long */
    bool stopped;    /* chat_input_stop() */
    uint64_t fed_at; /* when the last bytes came; milliseconds */
    uint8_t *held;   /* what is not complete yet */
    uint32_t held_len, held_room;
};

/* A message, without its terminator or length.  `cut`: it was longer. */
typedef void chat_message(void *context, struct bytes message, bool cut);

/* Returns 0, or a negative code when the peer cannot go on: UV_ENOMEM, or UV_EMSGSIZE for a frame
 * that is too long. */
int chat_input_feed(struct chat_input *input, struct bytes data, uint64_t now,
    chat_message *message, void *context);
/* Whether something waits for its rest. */
bool chat_input_waits(const struct chat_input *input);
/* What waits is a message now: after CHAT_WAIT_MS, or at the end of the stream. */
void chat_input_flush(struct chat_input *input, chat_message *message, void *context);
/* Within `message`: no more of them. */
void chat_input_stop(struct chat_input *input);
void chat_input_finish(struct chat_input *input);
