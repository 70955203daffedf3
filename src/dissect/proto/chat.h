/* What the files of the chat dissector share: chat.c dissects, chat_words.c reads what a server or a
 * client says.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

enum chat_type {
    CHAT_TEXT, /* nothing that is known */
    CHAT_QUESTION,
    CHAT_NAME,
    CHAT_WELCOME,
    CHAT_ENTERED,
    CHAT_MESSAGE,
    CHAT_RELAYED,
    CHAT_LEFT,
    CHAT_QUIT
};

/* What one message says, and where. */
struct chat_words {
    enum chat_type type;
    struct bytes name, said; /* in the bytes that were read; empty if there is none */
    uint32_t prefix;         /* octets of the length in front, or 0 */
    uint32_t length;         /* of all, line end included */
    bool ends_line;
};

enum chat_status { CHAT_STRANGE, CHAT_PART, CHAT_WHOLE };

enum { CHAT_LONGEST_LINE = 8 * 1024, CHAT_LONGEST_FRAME = 64 * 1024, CHAT_LENGTH = 4 };

/* Words of a server at the beginning of `there`.  CHAT_PART: more may make them some; CHAT_STRANGE:
 * nothing a server says. */
enum chat_status chat_read_server(struct bytes there, struct chat_words *words);
/* Those of a client: up to the end of the line or of all there is.  CHAT_MESSAGE or CHAT_QUIT; only
 * who knows what went before can tell a name. */
void chat_read_client(struct bytes there, struct chat_words *words);
/* The same behind a length.  CHAT_STRANGE: it is none. */
enum chat_status chat_read_framed(struct bytes there, bool from_server, struct chat_words *words);
