/* Post Office Protocol version 3, RFC 1939: a line asks, a line answers, perhaps with more lines.
 *
 *      C: USER ann\r\n        S: +OK\r\n
 *      C: LIST\r\n            S: +OK 1 message\r\n1 120\r\n.\r\n
 *
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/text.h"
#include "dissect/fragments.h"
#include "dissect/gathered.h"
#include "dissect/proto.h"
#include "dissect/proto/http.h"
#include "dissect/tracker.h"

enum { SERVER_PORT = 110 };
enum {
    REQUEST,
    COMMAND,
    PARAMETER,
    RESPONSE,
    INDICATOR,
    DESCRIPTION,
    REQUEST_DATA,
    RESPONSE_DATA,
    FRAGMENTS,
    FRAGMENT,
    COUNT,
    REASSEMBLED,
    NFIELDS
};

struct pop_memory {
    bool starting_tls; /* the client sent STLS */
    bool retrieving;   /* it sent RETR or TOP */
    uint64_t size;     /* that the server told of the message; 0: none */
    uint64_t got;      /* so much of it */
};

/* clang-format off */
static const struct field fields[NFIELDS] = {
    [REQUEST] = {"pop.request", "Request", FT_STRING, BASE_NONE, .flags = FIELD_SUMMARY, .show = http_show_line,
        .blurb = "What the client asks"},
    [COMMAND] = {"pop.request.command", "Request command", FT_STRING, BASE_NONE, .blurb = "USER, PASS, STAT, RETR …"},
    [PARAMETER] = {"pop.request.parameter", "Request parameter", FT_STRING, BASE_NONE, .blurb = "What belongs to the command: a name, a number, a password"},
    [RESPONSE] = {"pop.response", "Response", FT_STRING, BASE_NONE, .flags = FIELD_SUMMARY, .show = http_show_line,
        .blurb = "What the server answers"},
    [INDICATOR] = {"pop.response.indicator", "Response indicator", FT_STRING, BASE_NONE, .blurb = "+OK or -ERR"},
    [DESCRIPTION] = {"pop.response.description", "Response description", FT_STRING, BASE_NONE, .blurb = "The answer in words"},
    [REQUEST_DATA] = {"pop.request.data", "Data", FT_STRING, BASE_NONE, .show = http_show_line, .blurb = "Another line of the client"},
    [RESPONSE_DATA] = {"pop.response.data", "Data", FT_STRING, BASE_NONE, .show = http_show_line, .blurb = "Another line of the answer"},
    [FRAGMENTS] = {"pop.data.fragments", "DATA fragments", FT_NONE, BASE_NONE, .flags = FIELD_OPEN_END, .blurb = "The message came in several packets, and is put together here"},
    [FRAGMENT] = {"pop.data.fragment", "DATA fragment", FT_FRAMENUM, BASE_NONE, .show = fragments_show_piece, .blurb = "A packet with a part of the message"},
    [COUNT] = {"pop.data.fragment.count", "DATA fragment count", FT_UINT32, BASE_DEC, .blurb = "How many parts there are"},
    [REASSEMBLED] = {"pop.data.reassembled.length", "Reassembled DATA length", FT_UINT32, BASE_DEC, .blurb = "The length of the whole message"},
};
/* clang-format on */

static bool is_answer(const uint8_t *at, uint32_t length)
{
    return (length >= 3 && memcmp(at, "+OK", 3) == 0) ||
           (length >= 4 && memcmp(at, "-ERR", 4) == 0);
}

static bool is_command(const uint8_t *at, uint32_t length)
{
    static const char *const commands[] = {"USER", "PASS", "APOP", "AUTH", "STAT", "LIST", "RETR",
        "DELE", "NOOP", "RSET", "QUIT", "TOP", "UIDL", "CAPA", "STLS", "LAST"};
    uint32_t word = 0;
    while (word < length && at[word] != ' ')
        word++;
    for (unsigned i = 0; i < sizeof commands / sizeof *commands; i++)
        if (http_same(bytes_of(at, word), commands[i])) return true;
    return false;
}

static bool recognises(const struct packet *p, struct cur c)
{
    (void)p;
    struct http_line line;
    if (!http_line(&c, c.at, &line)) return false;
    const uint8_t *at = cur_at(&c, line.at, line.length);
    return at && (is_answer(at, line.length) || is_command(at, line.length));
}

/* A segment is a unit. */
static void measure(const struct packet *p, const struct cur *c, bool last, struct extent *extent)
{
    (void)p;
    (void)last;
    extent->whole = c->end - c->at;
}

extern const struct proto proto_pop, proto_imf;

static struct pop_memory *memory_of(struct packet *p)
{
    if (!p->conversation || !p->tracker->memory) return NULL;
    return p->tracker->memory(p->tracker, p->conversation, sizeof(struct pop_memory));
}

static void follow_tls(struct packet *p, struct pop_memory *memory, struct bytes line, bool request)
{
    /* RFC 2595 4: behind the server's +OK the client begins with TLS. */
    if (!request && memory->starting_tls && line.len && line.at[0] == '+') {
        p->conversation->proto = NULL;
        p->conversation->secured = &proto_pop;
    }
    memory->starting_tls = request && http_same(http_trim(line), "STLS");
}

/* "+OK 120 octets" says how long the message is that was asked for. */
static void follow_message(struct pop_memory *memory, struct bytes line, bool request)
{
    struct bytes rest = line, word = http_split(&rest, ' ');
    if (request) {
        memory->retrieving |= http_same(word, "RETR") || http_same(word, "TOP");
        return;
    }
    uint64_t size = 0;
    if (memory->retrieving && http_same(word, "+OK")) {
        memory->size = http_number(rest, 10, &size) ? size : 0;
        memory->got = 0;
    }
    memory->retrieving = false;
}

/* A segment of the server that is no answer: a part of the message, or all that is known of it. */
static void dissect_message(struct packet *p, struct cur *c)
{
    uint32_t there = cur_captured(c);
    const uint8_t *at = cur_peek(c, 0, there);
    struct pop_memory *memory = memory_of(p);
    bool cut = there < cur_left(c);
    c->at = c->end;
    if (!at || !memory) return;
    if (!memory->got) gathered_begin(p);
    memory->got += there;
    bool end = memory->got >= memory->size;
    if (cut) gathered_give_up(p);
    const struct stream_begun *whole = gathered_add(p, bytes_of(at, there), end);
    if (end) memory->got = memory->size = 0;
    if (!whole) return;
    struct cur message =
        packet_source(p, bytes_of(whole->bytes, whole->filled), "Reassembled DATA");
    if (message.error) return;
    const struct piece_rows rows = {FRAGMENTS, FRAGMENT, COUNT, REASSEMBLED,
        .title = whole->count == 1 ? "DATA fragment" : "DATA fragments"};
    if (whole->count > 1) fragments_add_pieces(p, whole, message.source, &rows);
    packet_next_proto(p, message, &proto_imf);
}

/* The first line, taken apart at its first blank. */
static void add_first(
    struct packet *p, const uint8_t *at, const struct http_line *line, bool request)
{
    const uint8_t *blank = line->length ? memchr(at, ' ', line->length) : NULL;
    struct item *item =
        packet_add(p, request ? REQUEST : RESPONSE, line->at, line->next - line->at, 0);
    if (item) item->bytes = bytes_of(at, line->length);
    packet_open(p, item);
    uint32_t word = blank ? (uint32_t)(blank - at) : line->length;
    if (word) packet_add_bytes(p, request ? COMMAND : INDICATOR, line->at, bytes_of(at, word), 0);
    if (blank && word + 1 < line->length)
        packet_add_bytes(p, request ? PARAMETER : DESCRIPTION, line->at + word + 1,
            bytes_of(blank + 1, line->length - word - 1), 0);
    packet_shut(p, item, NULL);
}

static void dissect(struct packet *p, struct cur *c)
{
    bool request = (p->port_pair & 0xffff) == SERVER_PORT;
    uint32_t limit = c->end < c->cap ? c->end : c->cap;
    struct http_line line;
    const uint8_t *at = http_line(c, c->at, &line) ? cur_at(c, line.at, line.length) : NULL;
    if (!request && !(at && is_answer(at, line.length))) {
        dissect_message(p, c);
        return;
    }
    struct pop_memory *memory = memory_of(p);
    if (at) {
        add_first(p, at, &line, request);
        if (memory) follow_tls(p, memory, bytes_of(at, line.length), request);
        if (memory) follow_message(memory, bytes_of(at, line.length), request);
        c->at = line.next;
    }
    while (c->at < limit) {
        if (!http_line(c, c->at, &line)) line.next = limit;
        uint32_t length = line.next - c->at;
        if (!(at = cur_at(c, c->at, length))) break;
        packet_add_bytes(p, request ? REQUEST_DATA : RESPONSE_DATA, c->at, bytes_of(at, length), 0);
        c->at = line.next;
    }
}

static void info(struct text *text, const struct packet *p, const struct layer *layer)
{
    const struct item *item = layer_item(p, layer, REQUEST);
    bool request = item;
    if (!item) item = layer_item(p, layer, RESPONSE);
    bool client = request || (p->port_pair & 0xffff) == SERVER_PORT;
    text_put(text, client ? "C: " : "S: ");
    if (item)
        text_add(text, item->bytes.at, item->bytes.len);
    else
        text_format(text, "DATA fragment, %u byte%s", (unsigned)layer->length,
            layer->length == 1 ? "" : "s");
}

static const struct link links[] = {{"tcp.port", SERVER_PORT}, {NULL, 0}};

const struct proto proto_pop = {.name = "pop",
    .title = "Post Office Protocol",
    .column = "POP",
    .fields = fields,
    .nfields = NFIELDS,
    .links = links,
    .dissect = dissect,
    .info = info,
    .measure = measure,
    .recognises = recognises};
