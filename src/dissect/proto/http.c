/* Hypertext Transfer Protocol, RFC 9110 and 9112: messages of text lines, and what they carry.
 *
 *      GET /index.html HTTP/1.1\r\n            HTTP/1.1 200 OK\r\n
 *      Host: example.org\r\n                   Content-Length: 5\r\n
 *      \r\n                                    \r\n
 *                                              hello
 *
 * SPDX-License-Identifier: MIT */
#include "dissect/proto/http.h"

#include <string.h>

#include "base/text.h"
#include "dissect/tracker.h"

enum { HTTPS_PORT = 443, SWITCHING = 101 };

/* --- the first line ----------------------------------------------------------------------------- */

/* The word at `at`, up to the next blank or the end of the line; `at` moves behind the blank. */
static struct bytes word(const struct cur *c, uint32_t *at, uint32_t end)
{
    const uint8_t *from = cur_at(c, *at, end - *at);
    if (!from) return (struct bytes){0};
    const uint8_t *blank = memchr(from, ' ', end - *at);
    struct bytes word = bytes_of(from, blank ? (size_t)(blank - from) : end - *at);
    *at += (uint32_t)word.len + (blank != NULL);
    return word;
}

/* The word at `at` as an item; `at` moves as above. */
static struct bytes add_word(
    struct packet *p, const struct cur *c, unsigned field, uint32_t *at, uint32_t end)
{
    uint32_t start = *at;
    struct bytes text = word(c, at, end);
    packet_add_bytes(p, field, start, text, 0);
    return text;
}

/* What is left of the line at `at`. */
static void add_rest(
    struct packet *p, const struct cur *c, unsigned field, uint32_t at, uint32_t end)
{
    const uint8_t *text = at < end ? cur_at(c, at, end - at) : NULL;
    if (text) packet_add_bytes(p, field, at, bytes_of(text, end - at), 0);
}

static void add_uri(struct packet *p, struct bytes uri, uint32_t at)
{
    struct item *item = packet_add_bytes(p, HTTP_URI, at, uri, 0);
    const uint8_t *mark = uri.len ? memchr(uri.at, '?', uri.len) : NULL;
    if (!mark) return;
    packet_open(p, item);
    size_t path = (size_t)(mark - uri.at);
    packet_add_bytes(p, HTTP_URI_PATH, at, bytes_of(uri.at, path), 0);
    at += (uint32_t)path + 1;
    struct bytes query = bytes_of(mark + 1, uri.len - path - 1);
    struct item *parts = packet_add_bytes(p, HTTP_URI_QUERY, at, query, 0);
    packet_open(p, parts);
    while (query.len) {
        const uint8_t *and = memchr(query.at, '&', query.len);
        size_t length = and? (size_t)(and-query.at) : query.len;
        if (length) packet_add_bytes(p, HTTP_URI_PARAMETER, at, bytes_of(query.at, length), 0);
        at += (uint32_t)length + 1;
        query = and? bytes_of(and+1, query.len - length - 1) : (struct bytes){0};
    }
    packet_shut(p, parts, NULL);
    packet_shut(p, item, NULL);
}

static struct bytes add_request(struct packet *p, const struct cur *c, const struct http_line *line)
{
    uint32_t at = line->at, end = line->at + line->length;
    add_word(p, c, HTTP_METHOD, &at, end);
    uint32_t start = at;
    struct bytes uri = word(c, &at, end);
    if (p->detail) add_uri(p, uri, start);
    if (at < end)
        add_rest(p, c, HTTP_REQUEST_VERSION, at, end);
    else
        packet_add_bytes(p, HTTP_REQUEST_VERSION, end, bytes_of("", 0), 0);
    return uri;
}

static const struct value_name codes[] = {{100, "Continue"}, {101, "Switching Protocols"},
    {102, "Processing"}, {199, "Informational - Others"}, {200, "OK"}, {201, "Created"},
    {202, "Accepted"}, {203, "Non-authoritative Information"}, {204, "No Content"},
    {205, "Reset Content"}, {206, "Partial Content"}, {207, "Multi-Status"}, {226, "IM Used"},
    {299, "Success - Others"}, {300, "Multiple Choices"}, {301, "Moved Permanently"},
    {302, "Found"}, {303, "See Other"}, {304, "Not Modified"}, {305, "Use Proxy"},
    {307, "Temporary Redirect"}, {308, "Permanent Redirect"}, {399, "Redirection - Others"},
    {400, "Bad Request"}, {401, "Unauthorized"}, {402, "Payment Required"}, {403, "Forbidden"},
    {404, "Not Found"}, {405, "Method Not Allowed"}, {406, "Not Acceptable"},
    {407, "Proxy Authentication Required"}, {408, "Request Time-out"}, {409, "Conflict"},
    {410, "Gone"}, {411, "Length Required"}, {412, "Precondition Failed"},
    {413, "Request Entity Too Large"}, {414, "Request-URI Too Long"},
    {415, "Unsupported Media Type"}, {416, "Requested Range Not Satisfiable"},
    {417, "Expectation Failed"}, {418, "I'm a teapot"}, {421, "Misdirected Request"},
    {422, "Unprocessable Entity"}, {423, "Locked"}, {424, "Failed Dependency"},
    {426, "Upgrade Required"}, {428, "Precondition Required"}, {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"}, {451, "Unavailable For Legal Reasons"},
    {499, "Client Error - Others"}, {500, "Internal Server Error"}, {501, "Not Implemented"},
    {502, "Bad Gateway"}, {503, "Service Unavailable"}, {504, "Gateway Time-out"},
    {505, "HTTP Version not supported"}, {507, "Insufficient Storage"},
    {511, "Network Authentication Required"}, {599, "Server Error - Others"}, {0, NULL}};

static const char *code_name(unsigned code)
{
    const char *name = field_value_name(codes, code);
    return name || code < 100 || code > 599 ? name : field_value_name(codes, code / 100 * 100 + 99);
}

static void add_response(struct packet *p, const struct cur *c, const struct http_line *line)
{
    uint32_t at = line->at, end = line->at + line->length, number = 0;
    add_word(p, c, HTTP_RESPONSE_VERSION, &at, end);
    uint32_t start = at;
    struct bytes code = word(c, &at, end);
    if (code.len < 3) return;
    for (unsigned i = 0; i < 3; i++) {
        if (code.at[i] < '0' || code.at[i] > '9') return;
        number = number * 10 + (uint32_t)(code.at[i] - '0');
    }
    packet_add_uint(p, HTTP_CODE, start, 3, number, 0);
    const char *name = code_name(number);
    struct item *item = packet_add(p, HTTP_CODE_DESC, start, 3, ITEM_GENERATED);
    if (item) item->bytes = name ? bytes_of_string(name) : packet_format(p, "Unknown (%u)", number);
    add_rest(p, c, HTTP_PHRASE, at, end);
}

/* --- the message -------------------------------------------------------------------------------- */

static void add_start(struct packet *p, const struct cur *c, const struct http_line *line,
    bool request, struct bytes *uri)
{
    struct item *item = packet_add(p, HTTP_START, line->at, line->next - line->at, 0);
    const uint8_t *text = cur_at(c, line->at, line->length);
    if (item && text) item->bytes = bytes_of(text, line->length);
    packet_open(p, item);
    if (p->detail) {
        struct text shown = {0};
        http_show_line(&shown, p, item);
        packet_note(p, HTTP_CHAT, NOTE_CHAT, NOTE_SEQUENCE, "%s", text_string(&shown));
        text_finish(&shown);
    }
    if (request)
        *uri = add_request(p, c, line);
    else
        add_response(p, c, line);
    packet_shut(p, item, NULL);
}

/* The line at `at`; of one that the capture has cut what there is. */
static bool line_or_part(const struct cur *c, uint32_t at, struct http_line *line)
{
    if (http_line(c, at, line)) return true;
    if (c->cap >= c->end || at >= c->cap) return false;
    *line = (struct http_line){.at = at, .length = c->cap - at, .next = c->cap};
    return true;
}

static void add_headers(struct packet *p, const struct cur *c, uint32_t at, enum http_message kind)
{
    struct http_line line;
    while (line_or_part(c, at, &line)) {
        if (!line.length) {
            packet_add(p, HTTP_OTHER_LINE, line.at, line.next - line.at, 0);
            return;
        }
        if (!http_header(p, c, &line, kind)) return;
        at = line.next;
    }
}

static enum http_message message_of(
    const struct cur *c, const struct http_line *line, enum http_kind kind)
{
    uint32_t at = line->at;
    struct bytes method = word(c, &at, line->at + line->length);
    if (kind == HTTP_IS_RESPONSE) return HTTP_MESSAGE_RESPONSE;
    bool notifies = http_same(method, "NOTIFY") || http_same(method, "SUBSCRIBE") ||
                    http_same(method, "UNSUBSCRIBE");
    return notifies ? HTTP_MESSAGE_NOTIFICATION : HTTP_MESSAGE_REQUEST;
}

static void dissect_message(
    struct packet *p, struct cur *c, const struct http_line *line, enum http_message kind)
{
    bool asks = kind != HTTP_MESSAGE_RESPONSE;
    struct http_framing framing;
    struct bytes uri = {0};
    http_framing_read(http_text(c), line->next, &framing);
    uint32_t at = line->at;
    struct bytes method = asks ? word(c, &at, line->at + line->length) : (struct bytes){0};
    bool bodyless = !asks && http_bodyless(p, c, line);
    add_start(p, c, line, asks, &uri);
    if (asks && !uri.at) uri = word(c, &at, line->at + line->length);
    struct http_memory *memory = kind == HTTP_MESSAGE_NOTIFICATION ? NULL : http_memory(p);
    if (memory) {
        http_remember(p, memory, asks);
        if (asks) http_keep_uri(p, memory, method, uri, framing.host);
    }
    if (p->detail) {
        static const enum http_field kinds[] = {[HTTP_MESSAGE_REQUEST] = HTTP_REQUEST,
            [HTTP_MESSAGE_NOTIFICATION] = HTTP_NOTIFICATION,
            [HTTP_MESSAGE_RESPONSE] = HTTP_RESPONSE};
        add_headers(p, c, line->next, kind);
        if (asks) http_full_uri(p, method, uri, framing.host);
        packet_add_uint(p, kinds[kind], p->layer->offset, 0, 1, ITEM_HIDDEN);
        http_exchanges(p, memory, asks);
    }
    cur_take(c, framing.body - c->at);
    p->layer->length = framing.body - p->layer->offset;
    if (bodyless && memory && memory->connect && p->conversation) http_open_tunnel(p, memory);
    if (memory && !asks && p->conversation && !p->conversation->outer &&
        http_status(bytes_of(cur_at(c, line->at, line->length), line->length)) == SWITCHING)
        http_open_websocket(p, c, line->next);
    if (bodyless || !framing.complete || !cur_left(c)) return;
    struct object object = {.name = asks ? uri : http_target(memory),
        .path = true,
        .host = asks ? framing.host : http_target_host(p, memory),
        .type = framing.type};
    http_body(p, c, &framing, &object);
}

/* Bytes that a line of text may begin with: others are data. */
static bool may_be_text(const struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, 1);
    return at && *at >= ' ' && *at <= '~';
}

/* What has no first line: the end of the header fields, the middle of a body, or something else. */
static void dissect_fragment(struct packet *p, struct cur *c)
{
    struct http_framing framing = {.body = c->at};
    const struct http_memory *memory = p->conversation ? p->conversation->memory : NULL;
    if (may_be_text(c)) {
        http_framing_read(http_text(c), c->at, &framing);
        if (p->detail) add_headers(p, c, c->at, HTTP_MESSAGE_FRAGMENT);
    }
    cur_take(c, framing.body - c->at);
    if (framing.body > p->layer->offset) {
        p->layer->length = framing.body - p->layer->offset;
        struct object object = {.name = http_target(memory), .path = true, .type = framing.type};
        if (cur_left(c)) http_body(p, c, &framing, &object);
        return;
    }
    uint32_t there = cur_captured(c);
    const uint8_t *rest = may_be_text(c) ? cur_peek(c, 0, there) : NULL;
    struct object object = {
        .name = http_target(memory), .path = true, .content = bytes_of(rest, there)};
    if (rest) packet_object(p, &object);
    if (rest) packet_add_bytes(p, HTTP_FILE_DATA, c->at, object.content, 0);
    struct cur body = *c;
    p->nest++;
    packet_next_data(p, body);
}

void http_dissect(struct packet *p, struct cur *c)
{
    struct http_line line = {.next = 0};
    enum http_kind kind = HTTP_IS_NEITHER;
    if (p->conversation && p->conversation->outer == &proto_http) {
        http_tunnel(p, c);
        return;
    }
    if (line_or_part(c, c->at, &line))
        kind = http_kind(cur_at(c, line.at, line.length), line.length);
    bool begins = kind != HTTP_IS_NEITHER;
    bool cut = c->cap < c->end && p->conversation, part = cut && line.next == c->cap;
    if (cut && (begins || may_be_text(c))) p->cut_behind = p->layer;
    /* Too little for the columns, unless it is known whose conversation it is. */
    p->layer->quoted |= part && begins && !p->conversation->memory;
    bool secure_port = (p->port_pair & 0xffff) == HTTPS_PORT || p->port_pair >> 16 == HTTPS_PORT;
    if (secure_port && !http_within_tls(p))
        packet_note_at(p, 0, HTTP_UNENCRYPTED, NOTE_WARNING, NOTE_SECURITY, "%s",
            http_fields[HTTP_UNENCRYPTED].label);
    if (begins) {
        dissect_message(p, c, &line, message_of(c, &line, kind));
        return;
    }
    dissect_fragment(p, c);
}

void http_info(struct text *text, const struct packet *p, const struct layer *layer)
{
    const struct item *item = layer_item(p, layer, HTTP_START);
    bool cut = p->frame->captured < p->frame->length;
    if (!item || (cut && item->offset + item->length == p->frame->captured)) {
        text_put(text, "Continuation");
        if (!item) text_add(text, layer->trouble.at, layer->trouble.len);
        return;
    }
    text_add(text, item->bytes.at, item->bytes.len);
    text_char(text, ' ');
    text_add(text, layer->trouble.at, layer->trouble.len);
}

static bool begun(struct text *text, const struct cur *c)
{
    struct http_line line;
    if (!http_line(c, c->at, &line)) return false;
    const uint8_t *at = cur_at(c, line.at, line.length);
    if (!at || http_kind(at, line.length) == HTTP_IS_NEITHER) return false;
    text_add(text, at, line.length);
    text_char(text, ' ');
    return true;
}

static const struct link links[] = {{"tcp.port", 80}, {"tcp.port", 2710}, {"tcp.port", 2869},
    {"tcp.port", 3128}, {"tcp.port", 3132}, {"tcp.port", 5985}, {"tcp.port", 8080},
    {"tcp.port", 8088}, {"tcp.port", 11371}, {NULL, 0}};

const struct proto proto_http = {.name = "http",
    .title = "Hypertext Transfer Protocol",
    .column = "HTTP",
    .fields = http_fields,
    .nfields = HTTP_FIELDS,
    .links = links,
    .encloses = true,
    .dissect = http_dissect,
    .info = http_info,
    .measure = http_measure,
    .begun = begun,
    .heuristic_table = "tcp",
    .recognises = http_recognises};
