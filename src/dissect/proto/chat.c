/* The chat of the course's second lab: texts without lengths or ends, in the hope that what is sent at
 * once comes at once.
 *
 *      S: Welcome to the Server, what is your name?
 *      C: alice
 *      S: Welcome to the chat <alice>. Please type !Q to quit.
 *      S: <bob> has entered the chat<bob>: hello           two messages in one segment: glued
 *      C: !Q
 *
 * What the server says is known, and by it the chat is recognised, on whatever port; from then on
 * the other side is a client, whose first words are its name.  Line ends and lengths of four octets
 * (chat-server --mode framed), which some use, end messages; else it is the segment, or the datagram.
 * The text of each message is handed on as data, which it is to those who do not know the chat.
 *
 * Wireshark knows no chat; the names of fields are made as its are.  SPDX-License-Identifier: MIT */
#include "dissect/proto/chat.h"

#include <string.h>

#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/tracker.h"

enum { LAB_PORT = 1234, KEPT_NAME = 64, SHOWN = 200, TELLING = 24 };
enum { TYPE, LENGTH, NAME, SAID, GLUED, NFIELDS };

static const struct value_name types[] = {
    {CHAT_TEXT, "Text"},
    {CHAT_QUESTION, "Question"},
    {CHAT_NAME, "Name"},
    {CHAT_WELCOME, "Welcome"},
    {CHAT_ENTERED, "Entered"},
    {CHAT_MESSAGE, "Message"},
    {CHAT_RELAYED, "Relayed"},
    {CHAT_LEFT, "Left"},
    {CHAT_QUIT, "Quit"},
    {0, NULL},
};

/* clang-format off */
static const struct field fields[NFIELDS] = {
    [TYPE] = {"chat.type", "Type", FT_UINT8, BASE_DEC, .names = types, .flags = FIELD_SUMMARY, .blurb = "What is said: a client's name, message or !Q; a server's question, welcome or news, or a message that it relays"},
    [LENGTH] = {"chat.length", "Length", FT_UINT32, BASE_DEC, .blurb = "How many octets follow: so a receiver knows where the message ends, however TCP cuts it"},
    [NAME] = {"chat.name", "Name", FT_STRING, BASE_NONE, .flags = FIELD_SUMMARY, .blurb = "Who it is about, or who says it"},
    [SAID] = {"chat.message", "Message", FT_STRING, BASE_NONE, .flags = FIELD_SUMMARY, .blurb = "What somebody says to all others"},
    [GLUED] = {"chat.glued", "Glued", FT_NONE, BASE_NONE, .blurb = "Begins where another message ended, in the same segment and without anything between"},
};
/* clang-format on */

struct chat_memory {
    bool known; /* which side is the server: */
    uint8_t server;
    bool framed;   /* lengths stand in front of messages */
    bool lines[2]; /* this side ends its messages with a newline */
    bool asked;    /* the client's next words are its name */
    uint8_t name[KEPT_NAME];
    uint8_t name_length;
};

static struct bytes captured(const struct cur *c)
{
    uint32_t length = cur_captured(c);
    return bytes_of(cur_peek(c, 0, length), length);
}

/* --- where messages end ------------------------------------------------------------------------- */

/* The next message, by what is known of this side. */
static enum chat_status read_next(const struct packet *p, const struct chat_memory *memory,
    struct bytes there, struct chat_words *words)
{
    bool from_server = memory->known && memory->server == p->side;
    if (memory->framed) {
        enum chat_status status = chat_read_framed(there, from_server, words);
        if (status != CHAT_STRANGE) return status;
    }
    if (!memory->known || from_server) {
        enum chat_status status = chat_read_server(there, words);
        if (status == CHAT_STRANGE && !memory->known)
            status = chat_read_framed(there, true, words) == CHAT_WHOLE && words->type
                         ? CHAT_WHOLE
                         : CHAT_STRANGE;
        if (status != CHAT_STRANGE) return status;
    }
    chat_read_client(there, words);
    if (from_server) words->type = CHAT_TEXT;
    return !words->ends_line && memory->lines[p->side] && there.len < CHAT_LONGEST_LINE
               ? CHAT_PART
               : CHAT_WHOLE;
}

static void measure(const struct packet *p, const struct cur *c, bool last, struct extent *extent)
{
    static const struct chat_memory nothing = {0};
    const struct chat_memory *memory = p->conversation ? p->conversation->memory : NULL;
    struct chat_words words;
    struct bytes there = captured(c);
    if (!there.len || read_next(p, memory ? memory : &nothing, there, &words) == CHAT_WHOLE)
        extent->whole = there.len ? words.length : c->end - c->at;
    else if (last)
        extent->whole = c->end - c->at;
    else
        extent->more =
            words.length > there.len ? words.length - (uint32_t)there.len : STREAM_NEXT_SEGMENT;
}

/* --- a message ---------------------------------------------------------------------------------- */

static struct chat_memory *remember(struct packet *p, struct chat_memory *own)
{
    struct chat_memory *memory = NULL;
    if (p->quoting || !p->tracker) return own;
    if (p->conversation && p->tracker->memory) {
        memory = p->tracker->memory(p->tracker, p->conversation, sizeof *memory);
    } else if (p->udp_conversation && p->tracker->udp_memory) {
        p->udp_conversation->proto = p->layer->proto;
        memory = p->tracker->udp_memory(
            p->tracker, p->udp_conversation, p->layer->proto, sizeof *memory);
    }
    return memory ? memory : own;
}

/* The first words settle who is the server; over UDP it is the client that begins, with its name. */
static void settle(
    const struct packet *p, struct chat_memory *memory, const struct chat_words *words)
{
    bool servers = words->type != CHAT_MESSAGE && words->type != CHAT_QUIT;
    memory->known = true;
    memory->server = servers ? p->side : !p->side;
    memory->framed = words->prefix > 0;
    memory->asked = !servers && p->udp_conversation && !p->conversation;
}

/* What the message changes, and what went before makes of it. */
static void follow(struct packet *p, struct chat_memory *memory, struct chat_words *words)
{
    if (!memory->known) settle(p, memory, words);
    memory->lines[p->side] |= words->ends_line && !words->prefix;
    if (words->type == CHAT_QUESTION) memory->asked = true;
    if (words->type == CHAT_WELCOME) memory->asked = false;
    if (words->type == CHAT_WELCOME) {
        memory->name_length = (uint8_t)(words->name.len < KEPT_NAME ? words->name.len : KEPT_NAME);
        if (memory->name_length) memcpy(memory->name, words->name.at, memory->name_length);
    }
    if (words->type == CHAT_MESSAGE && memory->asked) {
        words->type = CHAT_NAME;
        words->name = words->said;
        words->said.len = 0;
        memory->asked = false;
    }
}

/* Two messages without anything between: their receiver has to guess. */
static void note_glued(struct packet *p, const struct chat_memory *memory, uint32_t at)
{
    const struct layer *before = p->layer - 1;
    while (before > p->layers && before->proto != p->layer->proto)
        before--;
    if (before == p->layers || memory->framed) return;
    bool touches = before->source == p->layer->source && before->offset + before->length == at;
    const uint8_t *last = touches ? packet_at(p, p->layer->source, at - 1, 1) : NULL;
    if (last && *last != '\n')
        packet_note(p, GLUED, NOTE_NOTE, NOTE_PROTOCOL,
            "Another message stands in front of it, and nothing tells where that one ends");
}

static void add_text(
    struct packet *p, const struct cur *c, unsigned field, struct bytes there, struct bytes text)
{
    uint32_t at = c->at + (uint32_t)(text.at - there.at);
    packet_add_bytes(p, field, at, text, 0);
}

static void add_words(struct packet *p, struct chat_memory *memory, struct cur *c,
    struct bytes there, const struct chat_words *words)
{
    packet_add_uint(p, TYPE, c->at, words->length, words->type, ITEM_GENERATED);
    note_glued(p, memory, c->at);
    if (words->prefix)
        packet_add_uint(p, LENGTH, c->at, words->prefix, words->length - words->prefix, 0);
    if (words->name.at) {
        add_text(p, c, NAME, there, words->name);
    } else if (memory->name_length && (words->type == CHAT_MESSAGE || words->type == CHAT_QUIT)) {
        struct item *item = packet_add(p, NAME, c->at, 0, ITEM_GENERATED);
        if (item)
            item->bytes = packet_format(p, "%.*s", memory->name_length, (const char *)memory->name);
    }
    if (words->said.len || words->type == CHAT_MESSAGE) add_text(p, c, SAID, there, words->said);
    packet_skip(c, words->length);
}

/* A unit of a stream is one message; a datagram may have several lines. */
static void dissect(struct packet *p, struct cur *c)
{
    struct chat_memory own = {.known = false}, *memory = remember(p, &own);
    packet_next_data(p, *c);
    while (cur_left(c) && !c->error) {
        struct bytes there = captured(c);
        struct chat_words words;
        if (!there.len) {
            packet_skip(c, cur_left(c)); /* the capture was cut */
        } else {
            if (read_next(p, memory, there, &words) != CHAT_WHOLE) {
                chat_read_client(there, &words); /* there will be no more of it */
                if (memory->known && memory->server == p->side) words.type = CHAT_TEXT;
            }
            follow(p, memory, &words);
            add_words(p, memory, c, there, &words);
        }
    }
}

static void put_some(struct text *text, struct bytes bytes)
{
    text_put(text, ": ");
    text_add(text, bytes.at, bytes.len < SHOWN ? bytes.len : SHOWN);
    if (bytes.len > SHOWN) text_put(text, "…");
}

/* "Relayed: alice: hello". */
static void info(struct text *text, const struct packet *p, const struct layer *layer)
{
    const char *separator = "";
    for (unsigned i = layer->first; i < layer->first + (unsigned)layer->count; i++) {
        const struct item *item = &p->items[i];
        if (item->field == &fields[TYPE]) {
            text_put(text, separator);
            text_put(text, field_value_name(types, item->number));
            separator = ", ";
        } else if (item->field == &fields[NAME] || item->field == &fields[SAID]) {
            put_some(text, item->bytes);
        }
    }
}

/* --- whose it is -------------------------------------------------------------------------------- */

/* A server's words that nobody else says, or enough of them.  "<NAME>: " alone is little, except on the
 * lab's port. */
static bool recognises(const struct packet *p, struct cur c)
{
    struct chat_words words;
    struct bytes there = captured(&c);
    if (!there.len || (there.at[0] != '<' && there.at[0] != 'W' && there.at[0])) return false;
    enum chat_status status =
        there.at[0] ? chat_read_server(there, &words) : chat_read_framed(there, true, &words);
    if (status == CHAT_PART) return there.at[0] && there.len >= TELLING;
    if (status == CHAT_STRANGE || words.type == CHAT_TEXT) return false;
    bool on_port = p->port_pair >> 16 == LAB_PORT || (p->port_pair & 0xffff) == LAB_PORT;
    return words.type != CHAT_RELAYED || (on_port && words.name.len);
}

static const struct link links[] = {{"tcp.port", LAB_PORT}, {NULL, 0}};

const struct proto proto_chat = {.name = "chat",
    .title = "Lab 2 Chat",
    .column = "CHAT",
    .fields = fields,
    .nfields = NFIELDS,
    .links = links,
    .innermost = true,
    .dissect = dissect,
    .info = info,
    .measure = measure,
    .separator = ", ",
    .heuristic_table = "tcp",
    .recognises = recognises};

/* The same over UDP. */
const struct proto proto_chat_datagram = {.name = "chat",
    .title = "Lab 2 Chat",
    .column = "CHAT",
    .fields = fields,
    .nfields = NFIELDS,
    .innermost = true,
    .dissect = dissect,
    .info = info,
    .heuristic_table = "udp",
    .recognises = recognises};
