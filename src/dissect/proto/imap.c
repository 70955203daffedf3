/* Internet Message Access Protocol, RFC 3501: lines with a tag, by which an answer finds its question.
 *
 *      C: a1 SELECT INBOX\r\n
 *      S: * 2 EXISTS\r\n             untagged: told on the way
 *      S: a1 OK done\r\n
 *      S: * 1 FETCH (BODY[] {5}\r\nhello)\r\n       {5}: so many bytes follow, whatever they are
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/escape.h"
#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/proto/http.h"
#include "dissect/registry.h"
#include "dissect/tracker.h"

enum { SERVER_PORT = 143, TAG_KEPT = 16, ASKED_KEPT = 16 };
enum {
    IS_REQUEST,
    LINE,
    REQUEST,
    REQUEST_TAG,
    UID,
    REQUEST_COMMAND,
    FOLDER,
    USERNAME,
    PASSWORD,
    RESPONSE,
    RESPONSE_TAG,
    STATUS,
    RESPONSE_COMMAND,
    ANY_TAG,
    ANY_COMMAND,
    REQUEST_IN,
    TIME,
    NFIELDS
};

/* What a conversation remembers: the last questions, in a ring. */
struct imap_memory {
    struct imap_question {
        char tag[TAG_KEPT];
        uint8_t length;
        bool starts_tls;
        uint32_t frame;
        int64_t time;
    } asked[ASKED_KEPT];
    unsigned next;
};

extern const struct proto proto_imap, proto_imf;

/* clang-format off */
static const struct field fields[NFIELDS] = {
    [IS_REQUEST] = {"imap.isrequest", "Request", FT_BOOLEAN, BASE_NONE, .names = field_true_false, .blurb = "The client says it"},
    [LINE] = {"imap.line", "Line", FT_STRINGZ, BASE_NONE, .blurb = "A line as it is"},
    [REQUEST] = {"imap.request", "Request", FT_STRINGZ, BASE_NONE, .blurb = "What the client asks"},
    [REQUEST_TAG] = {"imap.request_tag", "Request Tag", FT_STRINGZ, BASE_NONE, .blurb = "Chosen by the client; the answer carries the same"},
    [UID] = {"imap.request.command.uid", "Request isUID", FT_BOOLEAN, BASE_NONE, .names = field_true_false, .blurb = "Messages are named by numbers that stay"},
    [REQUEST_COMMAND] = {"imap.request.command", "Request Command", FT_STRINGZ, BASE_NONE, .blurb = "LOGIN, SELECT, FETCH …"},
    [FOLDER] = {"imap.request.folder", "Request Folder", FT_STRINGZ, BASE_NONE, .blurb = "The mailbox it is about"},
    [USERNAME] = {"imap.request.username", "Request Username", FT_STRINGZ, BASE_NONE, .blurb = "Who logs in"},
    [PASSWORD] = {"imap.request.password", "Request Password", FT_STRINGZ, BASE_NONE, .blurb = "Readable for everyone on the way"},
    [RESPONSE] = {"imap.response", "Response", FT_STRINGZ, BASE_NONE, .blurb = "What the server answers"},
    [RESPONSE_TAG] = {"imap.response_tag", "Response Tag", FT_STRINGZ, BASE_NONE, .blurb = "Which question it answers"},
    [STATUS] = {"imap.response.status", "Response Status", FT_STRINGZ, BASE_NONE, .blurb = "OK, NO or BAD"},
    [RESPONSE_COMMAND] = {"imap.response.command", "Response Command", FT_STRINGZ, BASE_NONE, .blurb = "The answer in words"},
    [ANY_TAG] = {"imap.tag", "Tag", FT_STRINGZ, BASE_NONE, .blurb = "Of a question or an answer"},
    [ANY_COMMAND] = {"imap.command", "Command", FT_STRINGZ, BASE_NONE, .blurb = "Of a question or an answer"},
    [REQUEST_IN] = {"imap.response_to", "Request In", FT_FRAMENUM, BASE_NONE, .blurb = "The question that this answers"},
    [TIME] = {"imap.time", "Response Time", FT_RELATIVE_TIME, BASE_NONE, .blurb = "How long the answer took"},
};
/* clang-format on */

static bool is_request(const struct packet *p)
{
    return (p->port_pair & 0xffff) == SERVER_PORT;
}

/* How many bytes of a message follow a line: "* 12 FETCH (BODY[] {n}", RFC 3501 7.4.2. */
static uint32_t literal(struct bytes line)
{
    uint64_t number;
    struct bytes rest = line;
    http_split(&rest, ' ');
    http_split(&rest, ' ');
    if (!http_same(http_split(&rest, ' '), "FETCH")) return 0;
    if (line.len < 3 || line.at[line.len - 1] != '}') return 0;
    const uint8_t *open = memrchr(line.at, '{', line.len);
    if (!open ||
        !http_number(bytes_of(open + 1, line.len - (size_t)(open + 1 - line.at)), 10, &number))
        return 0;
    return number < UINT32_MAX / 4 ? (uint32_t)number : 0;
}

/* All whole lines of a segment; those of a server include what it announced. */
static void measure(const struct packet *p, const struct cur *c, bool last, struct extent *extent)
{
    struct http_line line;
    uint32_t at = c->at, all = c->end - c->at;
    while (at < c->end && http_line(c, at, &line)) {
        const uint8_t *text = cur_at(c, line.at, line.length);
        uint32_t more = text && !is_request(p) ? literal(bytes_of(text, line.length)) : 0;
        if (more && more >= c->end - line.next) break; /* the line goes on behind it */
        at = line.next + more;
    }
    extent->whole = last ? all : at - c->at;
    extent->more = STREAM_NEXT_SEGMENT;
}

static void remember(struct packet *p, struct imap_memory *memory, struct bytes tag, bool tls)
{
    if (!memory || tag.len > TAG_KEPT) return;
    struct imap_question *question = &memory->asked[memory->next++ % ASKED_KEPT];
    *question = (struct imap_question){.length = (uint8_t)tag.len,
        .starts_tls = tls,
        .frame = (uint32_t)p->frame->number,
        .time = p->frame->time};
    memcpy(question->tag, tag.at, tag.len);
}

static const struct imap_question *find(const struct imap_memory *memory, struct bytes tag)
{
    for (unsigned i = 1; memory && i <= ASKED_KEPT; i++) { /* the newest first */
        const struct imap_question *question = &memory->asked[(memory->next - i) % ASKED_KEPT];
        if (question->frame && question->length == tag.len &&
            memcmp(question->tag, tag.at, tag.len) == 0)
            return question;
    }
    return NULL;
}

static bool names_folder(struct bytes command)
{
    static const char *const commands[] = {"SELECT", "EXAMINE", "CREATE", "DELETE", "RENAME",
        "SUBSCRIBE", "UNSUBSCRIBE", "STATUS", "APPEND"};
    for (unsigned i = 0; i < sizeof commands / sizeof *commands; i++)
        if (http_same(command, commands[i])) return true;
    return false;
}

/* A word that lies in the line at `at`. */
static void add_word(
    struct packet *p, unsigned field, struct bytes word, uint32_t at, struct bytes line)
{
    if (word.len) packet_add_bytes(p, field, at + (uint32_t)(word.at - line.at), word, 0);
}

/* The same with a hidden twin, whose name questions and answers share. */
static void add_twin_word(struct packet *p, unsigned field, unsigned twin, struct bytes word,
    uint32_t at, struct bytes line)
{
    if (!word.len) return;
    add_word(p, field, word, at, line);
    packet_add_bytes(p, twin, at + (uint32_t)(word.at - line.at), word, ITEM_HIDDEN);
}

static struct bytes unquoted(struct bytes word)
{
    if (word.len >= 2 && word.at[0] == '"' && word.at[word.len - 1] == '"')
        return bytes_of(word.at + 1, word.len - 2);
    return word;
}

static void add_request(
    struct packet *p, struct imap_memory *memory, struct bytes line, uint32_t at)
{
    struct bytes rest = line, tag = http_split(&rest, ' '), command = http_split(&rest, ' ');
    packet_add_bytes(p, REQUEST, at, line, 0);
    add_twin_word(p, REQUEST_TAG, ANY_TAG, tag, at, line);
    if (http_same(command, "UID")) {
        uint32_t offset = at + (uint32_t)(command.at - line.at);
        packet_add_uint(p, UID, offset, (uint32_t)command.len, 1, 0);
        struct bytes uid = command;
        command = http_split(&rest, ' ');
        add_word(p, REQUEST_COMMAND, command, at, line);
        packet_add_bytes(p, ANY_COMMAND, offset, uid, ITEM_HIDDEN);
    } else {
        add_twin_word(p, REQUEST_COMMAND, ANY_COMMAND, command, at, line);
    }
    if (names_folder(command)) add_word(p, FOLDER, http_split(&rest, ' '), at, line);
    if (http_same(command, "LOGIN")) {
        add_word(p, USERNAME, http_split(&rest, ' '), at, line);
        add_word(p, PASSWORD, unquoted(http_split(&rest, ' ')), at, line);
    }
    if (command.len) remember(p, memory, tag, http_same(command, "STARTTLS"));
}

static void add_response(
    struct packet *p, const struct imap_memory *memory, struct bytes line, uint32_t at)
{
    struct bytes rest = line, tag = http_split(&rest, ' '), status = http_split(&rest, ' ');
    packet_add_bytes(p, RESPONSE, at, line, 0);
    if (!tag.len) return;
    add_twin_word(p, RESPONSE_TAG, ANY_TAG, tag, at, line);
    add_word(p, STATUS, status, at, line);
    add_twin_word(p, RESPONSE_COMMAND, ANY_COMMAND, http_split(&rest, ' '), at, line);
    const struct imap_question *question = find(memory, tag);
    if (!question) return;
    unsigned flags = ITEM_GENERATED | ITEM_NOWHERE;
    packet_add_uint(p, REQUEST_IN, 0, 0, question->frame, flags);
    struct item *item = packet_add(p, TIME, 0, 0, flags);
    if (item) item->integer = p->frame->time - question->time;
    if (question->starts_tls && http_same(status, "OK")) {
        p->conversation->proto = NULL;
        p->conversation->secured = &proto_imap;
    }
}

/* What the server has of a mail, to be dissected when all its lines are. */
static void add_message(struct packet *p, const struct cur *c, uint32_t at, uint32_t length)
{
    struct cur message = *c;
    message.at = at;
    message.end = at + length;
    packet_unit(p, dissector_entry(p->dissector, &proto_imf), message, false);
}

static void dissect(struct packet *p, struct cur *c)
{
    bool request = is_request(p);
    uint32_t limit = c->end < c->cap ? c->end : c->cap;
    struct imap_memory *memory = NULL;
    if (p->conversation && p->tracker->memory)
        memory = p->tracker->memory(p->tracker, p->conversation, sizeof *memory);
    packet_add_uint(p, IS_REQUEST, c->at, 0, request, ITEM_HIDDEN);
    for (struct http_line line; c->at < limit; c->at = line.next) {
        if (!http_line(c, c->at, &line)) line = (struct http_line){c->at, limit - c->at, limit};
        const uint8_t *text = cur_at(c, line.at, line.next - line.at);
        if (!text) break;
        struct bytes words = bytes_of(text, line.length);
        struct item *item =
            packet_add_bytes(p, LINE, line.at, bytes_of(text, line.next - line.at), 0);
        uint32_t more = request ? 0 : literal(words);
        if (more > limit - line.next) more = limit - line.next;
        if (more) add_message(p, c, line.next, more);
        line.next += more;
        if (!words.len || text[0] == '*') continue;
        packet_open(p, item);
        if (request)
            add_request(p, memory, words, line.at);
        else
            add_response(p, memory, words, line.at);
        packet_shut(p, item, NULL);
    }
}

/* A tag, * or +, and a word behind it. */
static bool recognises(const struct packet *p, struct cur c)
{
    struct http_line line;
    if (!http_line(&c, c.at, &line)) return false;
    const uint8_t *text = cur_at(&c, line.at, line.length);
    struct bytes rest = bytes_of(text, text ? line.length : 0);
    struct bytes tag = http_split(&rest, ' '), word = http_split(&rest, ' ');
    if (!tag.len || tag.len > TAG_KEPT || !word.len) return false;
    for (size_t i = 0; i < tag.len; i++)
        if (tag.at[i] <= ' ' || tag.at[i] > '~') return false;
    if (is_request(p)) return (word.at[0] | 32) >= 'a' && (word.at[0] | 32) <= 'z';
    return tag.at[0] == '*' || tag.at[0] == '+' || http_same(word, "OK") || http_same(word, "NO") ||
           http_same(word, "BAD");
}

/* The first line with a tag; without one as many bytes as the last line has, from the start. */
static void info(struct text *text, const struct packet *p, const struct layer *layer)
{
    struct bytes source = p->sources[layer->source];
    struct cur c = {.data = source.at,
        .at = layer->offset,
        .end = layer->offset + layer->length,
        .cap = (uint32_t)source.len};
    uint32_t start = c.at, length = 0;
    bool request = is_request(p);
    text_put(text, request ? "Request: " : "Response: ");
    for (struct http_line line; http_line(&c, c.at, &line); c.at = line.next) {
        const uint8_t *at = cur_at(&c, line.at, line.length);
        length = line.length;
        if (at && length && at[0] != '*' && at[0] != ')') {
            start = line.at;
            break;
        }
        uint32_t more = at && !request ? literal(bytes_of(at, line.length)) : 0;
        if (more >= c.end - line.next) break;
        line.next += more;
    }
    const uint8_t *at = packet_at(p, layer->source, start, length);
    if (at) escape_tree(text, bytes_of(at, length));
}

static const struct link links[] = {{"tcp.port", SERVER_PORT}, {NULL, 0}};

const struct proto proto_imap = {.name = "imap",
    .title = "Internet Message Access Protocol",
    .column = "IMAP",
    .fields = fields,
    .nfields = NFIELDS,
    .links = links,
    .dissect = dissect,
    .info = info,
    .measure = measure,
    .last_speaks = true,
    .recognises = recognises};
