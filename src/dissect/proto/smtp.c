/* Simple Mail Transfer Protocol, RFC 5321: a line asks, lines with a code answer; behind DATA comes a
 * message up to a line with a dot alone.
 *
 *      C: MAIL FROM:<ann@example.org>\r\n     S: 250 OK\r\n
 *      C: DATA\r\n                             S: 354 go ahead\r\n
 *      C: Subject: hello\r\n ... \r\n.\r\n    S: 250 queued\r\n
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/text.h"
#include "dissect/fragments.h"
#include "dissect/gathered.h"
#include "dissect/proto.h"
#include "dissect/proto/http.h"
#include "dissect/tracker.h"

enum {
    IS_REQUEST,
    IS_RESPONSE,
    COMMAND_LINE,
    COMMAND,
    PARAMETER,
    RESPONSE,
    CODE,
    ANSWER,
    USERNAME,
    PASSWORD,
    END,
    FRAGMENTS,
    FRAGMENT,
    COUNT,
    REASSEMBLED,
    NFIELDS
};
enum { PORT = 25, SUBMISSION = 587, MORE_INPUT = 334, READY = 220, WORDS = 1024 };

/* What the client's next lines are. */
enum state { COMMANDS, LOGIN_NAME, LOGIN_PASSWORD, MESSAGE, CHUNK };
struct smtp_memory {
    enum state state;
    bool starts_tls;
    uint64_t chunk; /* so many bytes of it are to come */
};

extern const struct proto proto_smtp, proto_data_text_lines, proto_imf;

/* clang-format off */
static const struct value_name codes[] = {
    {30, "response_codes_vs"},
    {211, "System status, or system help reply"},
    {214, "Help message"},
    {220, "<domain> Service ready"},
    {221, "<domain> Service closing transmission channel"},
    {235, "Authentication successful"},
    {250, "Requested mail action okay, completed"},
    {251, "User not local; will forward to <forward-path>"},
    {252, "Cannot VRFY user, but will accept message and attempt delivery"},
    {334, "AUTH input"},
    {354, "Start mail input; end with <CRLF>.<CRLF>"},
    {421, "<domain> Service not available, closing transmission channel"},
    {432, "A password transition is needed"},
    {450, "Requested mail action not taken: mailbox unavailable"},
    {451, "Requested action aborted: local error in processing"},
    {452, "Requested action not taken: insufficient system storage"},
    {454, "Temporary authentication failed"},
    {500, "Syntax error, command unrecognized"},
    {501, "Syntax error in parameters or arguments"},
    {502, "Command not implemented"},
    {503, "Bad sequence of commands"},
    {504, "Command parameter not implemented"},
    {530, "Authentication required"},
    {534, "Authentication mechanism is too weak"},
    {535, "Authentication credentials invalid"},
    {538, "Encryption required for requested authentication mechanism"},
    {550, "Requested action not taken: mailbox unavailable"},
    {551, "User not local; please try <forward-path>"},
    {552, "Requested mail action aborted: exceeded storage allocation"},
    {553, "Requested action not taken: mailbox name not allowed"},
    {554, "Transaction failed"},
    {0, NULL},
};

static const struct field fields[NFIELDS] = {
    [IS_REQUEST] = {"smtp.req", "Request", FT_BOOLEAN, BASE_NONE, .names = field_true_false, .blurb = "The client says it"},
    [IS_RESPONSE] = {"smtp.rsp", "Response", FT_BOOLEAN, BASE_NONE, .names = field_true_false, .blurb = "The server says it"},
    [COMMAND_LINE] = {"smtp.command_line", "Command Line", FT_STRING, BASE_NONE, .blurb = "What the client asks"},
    [COMMAND] = {"smtp.req.command", "Command", FT_STRING, BASE_NONE, .blurb = "EHLO, MAIL, RCPT, DATA …"},
    [PARAMETER] = {"smtp.req.parameter", "Request parameter", FT_STRING, BASE_NONE, .blurb = "What belongs to it: an address"},
    [RESPONSE] = {"smtp.response", "Response", FT_STRING, BASE_NONE, .blurb = "What the server answers"},
    [CODE] = {"smtp.response.code", "Response code", FT_UINT32, BASE_DEC, .names = codes, .blurb = "2xx done, 3xx go on, 4xx not now, 5xx no"},
    [ANSWER] = {"smtp.rsp.parameter", "Response parameter", FT_STRING, BASE_NONE, .blurb = "The answer in words"},
    [USERNAME] = {"smtp.auth.username", "Username", FT_STRING, BASE_NONE, .blurb = "In base64, which everyone can read"},
    [PASSWORD] = {"smtp.auth.password", "Password", FT_STRING, BASE_NONE, .blurb = "In base64, which everyone can read"},
    [END] = {"smtp.eom", "C: .", FT_NONE, BASE_NONE, .blurb = "The message is complete"},
    [FRAGMENTS] = {"smtp.data.fragments", "DATA fragments", FT_NONE, BASE_NONE, .flags = FIELD_OPEN_END, .blurb = "The message came in several packets, and is put together here"},
    [FRAGMENT] = {"smtp.data.fragment", "DATA fragment", FT_FRAMENUM, BASE_NONE, .show = fragments_show_piece, .blurb = "A packet with a part of the message"},
    [COUNT] = {"smtp.data.fragment.count", "DATA fragment count", FT_UINT32, BASE_DEC, .blurb = "How many parts there are"},
    [REASSEMBLED] = {"smtp.data.reassembled.length", "Reassembled DATA length", FT_UINT32, BASE_DEC, .blurb = "The length of the whole message"},
};
/* clang-format on */

static bool is_request(const struct packet *p)
{
    unsigned port = (unsigned)(p->port_pair & 0xffff);
    return port == PORT || port == SUBMISSION;
}

/* What comes next is not a command. */
static bool is_message(const struct smtp_memory *memory)
{
    return memory && (memory->state == MESSAGE || memory->state == CHUNK);
}

/* A part of the Info column: those of several lines have bars between them. */
static void add_words(struct packet *p, const char *before, struct bytes words)
{
    struct bytes *all = &p->layer->trouble;
    if (all->len > WORDS) return;
    *all = packet_format(p, "%.*s%s%s%.*s", (int)all->len, all->len ? (const char *)all->at : "",
        all->len ? " | " : "", before, (int)words.len, (const char *)words.at);
}

/* A word that lies in the bytes whose first is at `offset`. */
static void add_word(
    struct packet *p, unsigned field, struct bytes word, uint32_t offset, const uint8_t *first)
{
    if (word.len) packet_add_bytes(p, field, offset + (uint32_t)(word.at - first), word, 0);
}

/* --- what the client says ----------------------------------------------------------------------- */

static void add_login(struct packet *p, struct bytes line, uint32_t offset, unsigned field)
{
    add_word(p, field, line, offset, line.at);
    add_words(p, field == USERNAME ? "User: " : "Pass: ", line);
}

/* RFC 3030 2: "BDAT 129" or "BDAT 129 LAST"; so many bytes follow, whatever is answered. */
static void begin_chunk(struct smtp_memory *memory, struct bytes size)
{
    uint64_t length;
    struct bytes digits = http_split(&size, ' ');
    if (!digits.len || http_number(digits, 10, &length) != digits.len || !length) return;
    memory->state = CHUNK;
    memory->chunk = length;
}

static void add_command(
    struct packet *p, const struct cur *c, const struct http_line *line, struct smtp_memory *memory)
{
    const uint8_t *at = cur_at(c, line->at, line->next - line->at);
    if (!at) return;
    struct bytes words = bytes_of(at, line->length), rest = words;
    struct bytes command = http_split(&rest, ' ');
    struct item *item =
        packet_add_bytes(p, COMMAND_LINE, line->at, bytes_of(at, line->next - line->at), 0);
    packet_open(p, item);
    add_word(p, COMMAND, command, line->at, at);
    add_word(p, PARAMETER, rest, line->at, at);
    packet_shut(p, item, NULL);
    add_words(p, "", words);
    if (!memory) return;
    memory->starts_tls = http_same(command, "STARTTLS");
    if (http_same(command, "DATA")) {
        memory->state = MESSAGE;
        gathered_begin(p);
    }
    if (http_same(command, "BDAT")) begin_chunk(memory, rest);
    if (http_same(words, "AUTH LOGIN")) memory->state = LOGIN_NAME;
}

/* A line with a dot alone, RFC 5321 4.5.2, at the end of what there is. */
static bool ends_message(struct bytes data)
{
    if (data.len < 3 || memcmp(data.at + data.len - 3, ".\r\n", 3) != 0) return false;
    return data.len == 3 || data.at[data.len - 4] == '\n';
}

/* The dot goes, and with it an empty line in front. */
static size_t without_end(struct bytes data)
{
    size_t length = data.len - 3;
    bool empty = length == 2 || (length > 3 && memcmp(data.at + length - 4, "\r\n\r\n", 4) == 0);
    return empty ? length - 2 : length;
}

static void dissect_whole(struct packet *p, const struct stream_begun *whole)
{
    struct cur message =
        packet_source(p, bytes_of(whole->bytes, whole->filled), "Reassembled SMTP");
    if (message.error) return;
    const struct piece_rows rows = {FRAGMENTS, FRAGMENT, COUNT, REASSEMBLED,
        .title = whole->count == 1 ? "DATA fragment" : "DATA fragments"};
    fragments_add_pieces(p, whole, message.source, &rows);
    packet_next_proto(p, message, &proto_imf);
}

static void dissect_message(struct packet *p, struct cur *c, struct smtp_memory *memory)
{
    uint32_t there = cur_captured(c);
    const uint8_t *at = cur_peek(c, 0, there);
    if (!at) return;
    struct bytes data = bytes_of(at, there);
    bool end = ends_message(data);
    if (there < cur_left(c)) gathered_give_up(p);
    const struct stream_begun *whole =
        gathered_add(p, bytes_of(at, end ? without_end(data) : there), end);
    if (end) {
        memory->state = COMMANDS;
        packet_add(p, END, c->at, 0, 0);
    }
    p->layer->trouble = packet_format(p, "DATA fragment, %u bytes", cur_left(c));
    p->layer->length = there;
    if (whole) {
        dissect_whole(p, whole);
        return;
    }
    p->nest++;
    packet_next_proto(p, *c, &proto_data_text_lines);
}

/* What there is of a chunk; commands may follow. */
static void dissect_chunk(struct packet *p, struct cur *c, struct smtp_memory *memory)
{
    uint32_t left = cur_left(c), length = memory->chunk < left ? (uint32_t)memory->chunk : left;
    struct cur chunk = cur_sub(c, length);
    memory->chunk -= length;
    if (!memory->chunk) memory->state = COMMANDS;
    struct bytes words = packet_format(p, "DATA fragment, %u bytes", length);
    add_words(p, "", words);
    p->nest = p->layer->depth + 1;
    packet_next_proto(p, chunk, &proto_data_text_lines);
}

static void dissect_line(struct packet *p, struct cur *c, struct smtp_memory *memory)
{
    struct http_line line;
    uint32_t left = cur_captured(c);
    if (!http_line(c, c->at, &line)) line = (struct http_line){c->at, left, c->at + left};
    const uint8_t *at = cur_at(c, line.at, line.length);
    if (at && memory && memory->state == LOGIN_NAME) {
        add_login(p, bytes_of(at, line.length), line.at, USERNAME);
        memory->state = LOGIN_PASSWORD;
    } else if (at && memory && memory->state == LOGIN_PASSWORD) {
        add_login(p, bytes_of(at, line.length), line.at, PASSWORD);
        memory->state = COMMANDS;
    } else {
        add_command(p, c, &line, memory);
    }
    c->at = line.next;
}

static void dissect_request(struct packet *p, struct cur *c, struct smtp_memory *memory)
{
    if (memory && memory->state == MESSAGE) {
        dissect_message(p, c, memory);
        return;
    }
    while (cur_captured(c)) {
        if (memory && memory->state == CHUNK)
            dissect_chunk(p, c, memory);
        else
            dissect_line(p, c, memory);
    }
}

/* --- what the server answers -------------------------------------------------------------------- */

static void follow(struct packet *p, struct smtp_memory *memory, uint64_t code)
{
    if (!memory) return;
    if (memory->state == MESSAGE && code >= 400) memory->state = COMMANDS;
    bool login = memory->state == LOGIN_NAME || memory->state == LOGIN_PASSWORD;
    if (login && code != MORE_INPUT) memory->state = COMMANDS;
    if (memory->starts_tls && code == READY) { /* RFC 3207 4: the client begins with TLS */
        p->conversation->proto = NULL;
        p->conversation->secured = &proto_smtp;
    }
    memory->starts_tls = false;
}

/* Lines with the same code and a hyphen behind it go on with an answer. */
static void dissect_response(struct packet *p, struct cur *c, struct smtp_memory *memory)
{
    uint32_t limit = c->end < c->cap ? c->end : c->cap;
    struct item *answer = NULL;
    bool goes_on = false;
    for (struct http_line line; c->at < limit; c->at = line.next) {
        uint64_t code = 0;
        if (!http_line(c, c->at, &line)) line = (struct http_line){c->at, limit - c->at, limit};
        const uint8_t *at = cur_at(c, line.at, line.next - line.at);
        if (!at || line.length < 3 || http_number(bytes_of(at, 3), 10, &code) != 3) {
            add_words(p, "", bytes_of("", 0));
            continue;
        }
        struct bytes text = bytes_of(at + 3, line.length - 3);
        if (text.len) text = bytes_of(text.at + 1, text.len - 1);
        if (!goes_on) {
            packet_shut(p, answer, NULL);
            answer = packet_add_bytes(p, RESPONSE, line.at, bytes_of(at, line.next - line.at), 0);
            packet_open(p, answer);
            packet_add_uint(p, CODE, line.at, 3, code, 0);
            add_words(p, "", bytes_of(at, line.length));
        } else {
            add_words(p, "", text);
        }
        add_word(p, ANSWER, text, line.at, at);
        goes_on = line.length > 3 && at[3] == '-';
        if (!goes_on) follow(p, memory, code);
    }
    packet_shut(p, answer, NULL);
}

static void dissect(struct packet *p, struct cur *c)
{
    bool request = is_request(p);
    struct smtp_memory *memory = NULL;
    if (p->conversation && p->tracker->memory)
        memory = p->tracker->memory(p->tracker, p->conversation, sizeof *memory);
    bool message = request && is_message(memory); /* is neither */
    if (!message) packet_add_uint(p, request ? IS_REQUEST : IS_RESPONSE, c->at, 0, 1, ITEM_HIDDEN);
    if (request)
        dissect_request(p, c, memory);
    else
        dissect_response(p, c, memory);
}

static bool recognises(const struct packet *p, struct cur c)
{
    static const char *const commands[] = {"EHLO", "HELO", "MAIL", "RCPT", "DATA", "RSET", "VRFY",
        "EXPN", "HELP", "NOOP", "QUIT", "AUTH", "STARTTLS", "BDAT", "ETRN"};
    struct http_line line;
    uint64_t code;
    if (!http_line(&c, c.at, &line)) return false;
    const uint8_t *at = cur_at(&c, line.at, line.length);
    struct bytes rest = bytes_of(at, at ? line.length : 0);
    if (!is_request(p))
        return rest.len >= 3 && http_number(bytes_of(rest.at, 3), 10, &code) == 3 && code >= 200 &&
               (rest.len == 3 || rest.at[3] == ' ' || rest.at[3] == '-');
    struct bytes word = http_split(&rest, ' ');
    for (unsigned i = 0; i < sizeof commands / sizeof *commands; i++)
        if (http_same(word, commands[i])) return true;
    return false;
}

/* Commands and answers are whole lines; a message is taken as it comes, if a line ends in it, and so is
 * what follows BDAT. */
static void measure(const struct packet *p, const struct cur *c, bool last, struct extent *extent)
{
    const struct smtp_memory *memory = p->conversation ? p->conversation->memory : NULL;
    uint32_t all = c->end - c->at;
    const uint8_t *at = cur_peek(c, 0, all);
    bool chunk = memory && memory->state == CHUNK,
         bdat = all > 5 && at && memcmp(at, "BDAT ", 5) == 0;
    bool data = is_request(p) && (bdat || is_message(memory));
    bool ends = at && all && (data ? memchr(at, '\n', all) != NULL : at[all - 1] == '\n');
    if (last || ends || (chunk && is_request(p)))
        extent->whole = all;
    else
        extent->more = STREAM_NEXT_SEGMENT;
}

static void info(struct text *text, const struct packet *p, const struct layer *layer)
{
    text_put(text, is_request(p) ? "C: " : "S: ");
    text_add(text, layer->trouble.at, layer->trouble.len);
}

static const struct link links[] = {{"tcp.port", PORT}, {"tcp.port", SUBMISSION}, {NULL, 0}};

const struct proto proto_smtp = {.name = "smtp",
    .title = "Simple Mail Transfer Protocol",
    .column = "SMTP",
    .fields = fields,
    .nfields = NFIELDS,
    .links = links,
    .dissect = dissect,
    .info = info,
    .measure = measure,
    .recognises = recognises};
