/* The words of the chat: those of a server are known, a client's may be anything.  See chat.h.
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "dissect/proto/chat.h"

#define QUESTION "Welcome to the Server, what is your name?"
#define WELCOME "Welcome to the chat <"
#define WELCOMED ">. Please type !Q to quit."

enum { LONGEST_NAME = 256 };

/* What may stand behind "<NAME". */
static const struct ending {
    const char *words;
    enum chat_type type;
} endings[] = {
    {"> has entered the chat", CHAT_ENTERED},
    {"> has left the chat!", CHAT_LEFT},
    {">: ", CHAT_RELAYED},
};

static bool begins(struct bytes there, const char *words)
{
    size_t length = strlen(words);
    return there.len >= length && memcmp(there.at, words, length) == 0;
}

/* All there is may be the beginning of the words. */
static bool may_begin(struct bytes there, const char *words)
{
    return there.len < strlen(words) && memcmp(there.at, words, there.len) == 0;
}

static struct bytes behind(struct bytes there, size_t length)
{
    return bytes_of(there.at + length, there.len - length);
}

/* The line end behind the first `length` octets, if there is one, belongs to them. */
static void take_line_end(struct bytes there, size_t length, struct chat_words *words)
{
    size_t end = length;
    if (end < there.len && there.at[end] == '\r') end++;
    words->ends_line = end < there.len && there.at[end] == '\n';
    words->length = (uint32_t)(words->ends_line ? end + 1 : length);
}

/* What is said goes to the end of the line, or of all there is. */
static void take_line(struct bytes there, size_t from, struct chat_words *words)
{
    struct bytes said = behind(there, from);
    const uint8_t *newline = said.len ? memchr(said.at, '\n', said.len) : NULL;
    words->ends_line = newline != NULL;
    if (newline) said.len = (size_t)(newline - said.at);
    words->length = (uint32_t)(from + said.len + words->ends_line);
    if (newline && said.len && said.at[said.len - 1] == '\r') said.len--;
    words->said = said;
}

/* Where the name at `from` ends: with the first of the endings. */
static const struct ending *find_ending(struct bytes there, size_t from, size_t *at)
{
    size_t limit = there.len < from + LONGEST_NAME ? there.len : from + LONGEST_NAME;
    for (*at = from; *at < limit; ++*at) {
        if (there.at[*at] != '>') continue;
        for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
            if (begins(behind(there, *at), endings[i].words)) return &endings[i];
    }
    return NULL;
}

static enum chat_status read_welcome(struct bytes there, struct chat_words *words)
{
    size_t from = strlen(WELCOME), end = from;
    while (end < there.len && end < from + LONGEST_NAME && !begins(behind(there, end), WELCOMED))
        end++;
    if (end == from + LONGEST_NAME) return CHAT_STRANGE;
    if (end == there.len) return CHAT_PART;
    words->type = CHAT_WELCOME;
    words->name = bytes_of(there.at + from, end - from);
    take_line_end(there, end + strlen(WELCOMED), words);
    return CHAT_WHOLE;
}

enum chat_status chat_read_server(struct bytes there, struct chat_words *words)
{
    *words = (struct chat_words){.type = CHAT_TEXT};
    if (!there.len) return CHAT_STRANGE;
    if (begins(there, QUESTION)) {
        words->type = CHAT_QUESTION;
        take_line_end(there, strlen(QUESTION), words);
        return CHAT_WHOLE;
    }
    if (begins(there, WELCOME)) return read_welcome(there, words);
    if (may_begin(there, QUESTION) || may_begin(there, WELCOME)) return CHAT_PART;
    size_t end;
    const struct ending *ending = there.at[0] == '<' ? find_ending(there, 1, &end) : NULL;
    if (!ending) return CHAT_STRANGE;
    words->type = ending->type;
    words->name = bytes_of(there.at + 1, end - 1);
    if (ending->type == CHAT_RELAYED)
        take_line(there, end + strlen(ending->words), words);
    else
        take_line_end(there, end + strlen(ending->words), words);
    return CHAT_WHOLE;
}

void chat_read_client(struct bytes there, struct chat_words *words)
{
    *words = (struct chat_words){.type = CHAT_MESSAGE};
    take_line(there, 0, words);
    if (words->said.len == 2 && memcmp(words->said.at, "!Q", 2) == 0) {
        words->type = CHAT_QUIT;
        words->said.len = 0;
    }
}

enum chat_status chat_read_framed(struct bytes there, bool from_server, struct chat_words *words)
{
    *words = (struct chat_words){.type = CHAT_TEXT};
    if (there.len < CHAT_LENGTH) return CHAT_PART;
    uint32_t length = bytes_be32(there.at);
    struct bytes text = behind(there, CHAT_LENGTH);
    if (length > CHAT_LONGEST_FRAME) return CHAT_STRANGE;
    words->length = CHAT_LENGTH + length;
    if (text.len < length) return CHAT_PART;
    text.len = length;
    if (!from_server)
        chat_read_client(text, words);
    else if (chat_read_server(text, words) != CHAT_WHOLE)
        words->said = text;
    /* Whatever line ends are in it, the length tells where it ends. */
    if (words->said.len) words->said.len = length - (size_t)(words->said.at - text.at);
    words->prefix = CHAT_LENGTH;
    words->length = CHAT_LENGTH + length;
    return CHAT_WHOLE;
}
