/* Internet Relay Chat, RFC 1459 and 2812: one message to a line.
 *
 *      :ann!a@host PRIVMSG #course :hello all\r\n
 *       prefix     command parameter trailer
 *
 * SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/proto/http.h"

enum { SERVER_PORT = 6667, MOST_WORDS = 4096, NUMBER_DIGITS = 3, TAG = 1 };
/* The rows of a request; those of a response follow in the same order. */
enum { MESSAGE, PREFIX, COMMAND, PARAMETERS, PARAMETER, TRAILER, EACH };
enum { NUMBER = 2 * EACH, CTCP, N_PREFIX, N_NO_REQUEST, N_NO_RESPONSE, N_NUMBER, NFIELDS };

#define ROWS(kind, title, who)                                                                     \
    {"irc." kind, title, FT_STRING, BASE_NONE, .blurb = "A message of the " who},                  \
        {"irc." kind ".prefix", "Prefix", FT_STRING, BASE_NONE, .blurb = "Who it comes from"},     \
        {"irc." kind ".command", "Command", FT_STRING, BASE_NONE, .blurb = "What it is about"},    \
        {NULL, "Command parameters", FT_NONE, BASE_NONE},                                          \
        {"irc." kind ".command_parameter", "Parameter", FT_STRING, BASE_NONE,                      \
            .blurb = "A word that belongs to the command"},                                        \
    {                                                                                              \
        "irc." kind ".trailer", "Trailer", FT_STRING, BASE_NONE,                                   \
            .blurb = "The last parameter, with blanks in it: what was said"                        \
    }

static const struct field fields[NFIELDS] = {
    ROWS("request", "Request", "client"),
    ROWS("response", "Response", "server"),
    [NUMBER] = {"irc.response.num_command", "Command", FT_UINT16, BASE_DEC,
        .blurb = "A command that is a number"},
    [CTCP] = {"irc.ctcp", "CTCP Data", FT_STRING, BASE_NONE,
        .blurb = "What programs say to each other behind the backs of people"},
    [N_PREFIX] = {"irc.prefix_missing_ending_space", "Prefix missing ending <space>", FT_NONE,
        BASE_NONE, .blurb = "The line ends before the command"},
    [N_NO_REQUEST] = {"irc.request.command.missing", "Request has no command", FT_NONE, BASE_NONE,
        .blurb = "Nothing is asked"},
    [N_NO_RESPONSE] = {"irc.response.command.missing", "Response has no command", FT_NONE,
        BASE_NONE, .blurb = "Nothing is answered"},
    [N_NUMBER] = {"irc.request.command.numeric", "Numeric command not allowed in request", FT_NONE,
        BASE_NONE, .blurb = "Numbers are for servers"},
};

static bool is_request(const struct packet *p)
{
    return (p->port_pair & 0xffff) == SERVER_PORT;
}

static void skip_blanks(const struct cur *c, uint32_t *at, uint32_t end)
{
    const uint8_t *byte;
    while (*at < end && (byte = cur_at(c, *at, 1)) && *byte == ' ')
        ++*at;
}

/* The word at `at`, and moves behind it and the blanks that follow. */
static struct bytes word(const struct cur *c, uint32_t *at, uint32_t end)
{
    uint32_t there = end - *at, length = 0;
    const uint8_t *bytes = cur_at(c, *at, there);
    if (!bytes) {
        *at = end;
        return bytes_of("", 0);
    }
    while (length < there && bytes[length] != ' ')
        length++;
    *at += length;
    skip_blanks(c, at, end);
    return bytes_of(bytes, length);
}

/* True if a prefix or a trailer begins at `at`. */
static bool is_colon(const struct cur *c, uint32_t at)
{
    const uint8_t *byte = cur_at(c, at, 1);
    return byte && *byte == ':';
}

static void add_word(
    struct packet *p, const struct cur *c, unsigned field, uint32_t *at, uint32_t end)
{
    uint32_t from = *at;
    packet_add_bytes(p, field, from, word(c, at, end), 0);
}

/* " (NICK)" for the Info column. */
static void add_words(struct packet *p, struct bytes command)
{
    struct bytes *words = &p->layer->trouble;
    if (words->len > MOST_WORDS) return;
    *words = packet_format(p, "%.*s (%.*s)", (int)words->len,
        words->len ? (const char *)words->at : "", (int)command.len, (const char *)command.at);
}

static void remark(struct packet *p, unsigned note)
{
    bool wrong = note == N_NUMBER;
    packet_note_at(p, p->depth, note, wrong ? NOTE_WARNING : NOTE_ERROR,
        wrong ? NOTE_PROTOCOL : NOTE_MALFORMED, "%s", fields[note].label);
}

/* A number of three digits stands for what servers usually answer (RFC 2812 5). */
static void add_command(struct packet *p, struct bytes command, uint32_t at, unsigned rows)
{
    uint64_t number;
    packet_add_bytes(p, rows + COMMAND, at, command, 0);
    add_words(p, command);
    if (command.len != NUMBER_DIGITS || http_number(command, 10, &number) != NUMBER_DIGITS) return;
    if (rows)
        packet_add_uint(p, NUMBER, at, NUMBER_DIGITS, number, ITEM_HIDDEN);
    else
        remark(p, N_NUMBER);
}

/* What stands between two bytes of value 1: commands of the Client-To-Client Protocol. */
static void add_tagged(struct packet *p, struct bytes text, uint32_t at)
{
    const uint8_t *open = memchr(text.at, TAG, text.len);
    while (open) {
        size_t before = (size_t)(open + 1 - text.at);
        const uint8_t *shut = memchr(open + 1, TAG, text.len - before);
        if (!shut) return;
        struct bytes data = bytes_of(open + 1, (size_t)(shut - open - 1));
        if (data.len) packet_add_bytes(p, CTCP, at + (uint32_t)before, data, 0);
        size_t behind = (size_t)(shut + 1 - text.at);
        open = memchr(shut + 1, TAG, text.len - behind);
    }
}

static void dissect_parameters(
    struct packet *p, const struct cur *c, uint32_t at, uint32_t end, unsigned rows)
{
    struct item *item = NULL;
    if (at < end && !is_colon(c, at)) item = packet_add(p, rows + PARAMETERS, at, end - at, 0);
    packet_open(p, item);
    while (at < end && !is_colon(c, at))
        add_word(p, c, rows + PARAMETER, &at, end);
    packet_shut(p, item, NULL);
    const uint8_t *trailer = at + 1 < end ? cur_at(c, at + 1, end - at - 1) : NULL;
    if (!trailer) return;
    packet_add_bytes(p, rows + TRAILER, at + 1, bytes_of(trailer, end - at - 1), 0);
    add_tagged(p, bytes_of(trailer, end - at - 1), at + 1);
}

static void dissect_line(
    struct packet *p, const struct cur *c, uint32_t at, uint32_t end, unsigned rows)
{
    const uint8_t *line = cur_at(c, at, end - at);
    if (!line) return;
    struct item *item = packet_add_bytes(p, rows + MESSAGE, at, bytes_of(line, end - at), 0);
    packet_open(p, item);
    bool prefix = is_colon(c, at), blank = memchr(line, ' ', end - at);
    if (prefix && blank) {
        at++;
        add_word(p, c, rows + PREFIX, &at, end);
    }
    skip_blanks(c, &at, end);
    uint32_t from = at;
    struct bytes command = word(c, &at, end);
    if (prefix && !blank)
        remark(p, N_PREFIX);
    else if (!command.len)
        remark(p, rows ? N_NO_RESPONSE : N_NO_REQUEST);
    else
        add_command(p, command, from, rows);
    dissect_parameters(p, c, at, end, rows);
    packet_shut(p, item, NULL);
}

static void dissect(struct packet *p, struct cur *c)
{
    unsigned rows = is_request(p) ? 0 : EACH;
    uint32_t limit = c->end < c->cap ? c->end : c->cap;
    while (c->at < limit) {
        struct http_line line = {c->at, limit - c->at, limit};
        http_line(c, c->at, &line);
        if (line.length) dissect_line(p, c, line.at, line.at + line.length, rows);
        c->at = line.next;
    }
}

/* A word of capital letters or three digits, behind a prefix perhaps, and a line that ends. */
static bool recognises(const struct packet *p, struct cur c)
{
    static const char *const commands[] = {"NICK", "USER", "PASS", "JOIN", "PART", "PRIVMSG",
        "NOTICE", "PING", "PONG", "QUIT", "MODE", "TOPIC", "NAMES", "LIST", "INVITE", "KICK", "WHO",
        "WHOIS", "WHOWAS", "MOTD", "CAP", "AUTHENTICATE", "OPER", "ERROR", "AWAY", "ISON",
        "USERHOST", "LUSERS", "VERSION", "STATS", "TIME"};
    (void)p;
    struct http_line line;
    if (!http_line(&c, c.at, &line)) return false;
    uint32_t at = line.at, end = line.at + line.length;
    bool prefix = line.length && is_colon(&c, at);
    if (prefix) word(&c, &at, end);
    struct bytes command = word(&c, &at, end);
    if (prefix && command.len == 3 && isdigit(command.at[0]) && isdigit(command.at[1]) &&
        isdigit(command.at[2]))
        return true;
    for (unsigned i = 0; i < sizeof commands / sizeof *commands; i++)
        if (http_same(command, commands[i])) return true;
    return false;
}

/* A segment is a unit. */
static void measure(const struct packet *p, const struct cur *c, bool last, struct extent *extent)
{
    (void)p;
    (void)last;
    extent->whole = c->end - c->at;
}

static void info(struct text *text, const struct packet *p, const struct layer *layer)
{
    text_put(text, is_request(p) ? "Request" : "Response");
    text_add(text, layer->trouble.at, layer->trouble.len);
}

static const struct link links[] = {{"tcp.port", SERVER_PORT}, {NULL, 0}};

const struct proto proto_irc = {.name = "irc",
    .title = "Internet Relay Chat",
    .column = "IRC",
    .fields = fields,
    .nfields = NFIELDS,
    .links = links,
    .dissect = dissect,
    .info = info,
    .measure = measure,
    .recognises = recognises};
