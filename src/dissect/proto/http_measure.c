/* Where an HTTP/1 message ends in a stream (RFC 9112 6).  SPDX-License-Identifier: MIT */
#include <string.h>
#include <strings.h>

#include "dissect/proto/http.h"
#include "dissect/tracker.h"

bool http_line(const struct cur *c, uint32_t at, struct http_line *line)
{
    uint32_t limit = c->end < c->cap ? c->end : c->cap;
    const uint8_t *from = at < limit ? cur_at(c, at, limit - at) : NULL;
    const uint8_t *end = from ? memchr(from, '\n', limit - at) : NULL;
    if (!end) return false;
    line->at = at;
    line->length = (uint32_t)(end - from);
    line->next = at + line->length + 1;
    if (line->length && end[-1] == '\r') line->length--;
    return true;
}

struct bytes http_trim(struct bytes text)
{
    while (text.len && (*text.at == ' ' || *text.at == '\t'))
        text = bytes_of(text.at + 1, text.len - 1);
    while (text.len && (text.at[text.len - 1] == ' ' || text.at[text.len - 1] == '\t'))
        text.len--;
    return text;
}

bool http_same(struct bytes text, const char *word)
{
    return text.len == strlen(word) && strncasecmp((const char *)text.at, word, text.len) == 0;
}

static const char *const methods[] = {"GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE",
    "CONNECT", "PATCH", "PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK",
    "SEARCH", "REPORT", "NOTIFY", "M-SEARCH", "SUBSCRIBE", "UNSUBSCRIBE", "BCOPY", "BMOVE",
    "MKWORKSPACE", "BPROPFIND", "BPROPPATCH", "POLL", "CHECKOUT", "CHECKIN", "UNCHECKOUT", "MERGE",
    "LABEL", "BASELINE-CONTROL", "VERSION-CONTROL", "MKACTIVITY", "RPC_CONNECT", "RPC_IN_DATA",
    "RPC_OUT_DATA"};

enum http_kind http_kind(const uint8_t *at, uint32_t length)
{
    if (!at) return HTTP_IS_NEITHER;
    if (length >= 5 && memcmp(at, "HTTP/", 5) == 0) return HTTP_IS_RESPONSE;
    if (length >= 4 && memcmp(at, "ICY ", 4) == 0) return HTTP_IS_RESPONSE;
    if (!length || at[0] < 'A' || at[0] > 'Z') return HTTP_IS_NEITHER;
    const uint8_t *blank = memchr(at, ' ', length < 20 ? length : 20);
    size_t word = blank ? (size_t)(blank - at) : 0;
    for (unsigned i = 0; word && i < sizeof methods / sizeof *methods; i++)
        if (strlen(methods[i]) == word && memcmp(at, methods[i], word) == 0) return HTTP_IS_REQUEST;
    return HTTP_IS_NEITHER;
}

/* Digits in base 10 or 16 up to what is none of them; false if there is no digit, or too many. */
static bool read_number(struct bytes text, unsigned base, uint64_t *number)
{
    uint64_t value = 0;
    size_t i = 0;
    for (; i < text.len; i++) {
        unsigned c = text.at[i], digit = c - '0';
        if (digit > 9)
            digit = base == 16 && (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : base;
        if (digit >= base) break;
        if (value > UINT64_MAX / base - digit) return false;
        value = value * base + digit;
    }
    *number = value;
    return i > 0;
}

static bool contains(struct bytes text, const char *word)
{
    size_t length = strlen(word);
    for (size_t i = 0; i + length <= text.len; i++)
        if (strncasecmp((const char *)text.at + i, word, length) == 0) return true;
    return false;
}

/* One header field, as far as it matters here. */
static void look_at(const uint8_t *at, uint32_t length, struct http_framing *framing)
{
    const uint8_t *colon = at && length > 4 ? memchr(at, ':', length) : NULL;
    if (!colon) return;
    struct bytes name = bytes_of(at, (size_t)(colon - at));
    struct bytes value = http_trim(bytes_of(colon + 1, length - name.len - 1));
    switch (name.len) {
    case 4:
        if (http_same(name, "host")) framing->host = value;
        break;
    case 10:
        if (http_same(name, "connection")) framing->keep_alive |= contains(value, "keep-alive");
        break;
    case 12:
        if (http_same(name, "content-type")) framing->type = value;
        break;
    case 14:
        if (http_same(name, "content-length"))
            framing->has_length |= read_number(value, 10, &framing->content_length);
        break;
    case 16:
        if (http_same(name, "content-encoding")) framing->encoding = value;
        break;
    case 17:
        if (http_same(name, "transfer-encoding")) framing->chunked |= contains(value, "chunked");
        break;
    default:
        break;
    }
}

void http_framing(const struct cur *c, uint32_t at, struct http_framing *framing)
{
    struct http_line line;
    *framing = (struct http_framing){0};
    for (; http_line(c, at, &line); at = line.next) {
        if (!line.length) {
            framing->complete = true;
            framing->body = line.next;
            return;
        }
        look_at(cur_at(c, line.at, line.length), line.length, framing);
    }
    framing->body = at;
}

struct http_memory *http_memory(const struct packet *p)
{
    if (!p->tracker || !p->tracker->memory || !p->conversation) return NULL;
    return p->tracker->memory(p->tracker, p->conversation, sizeof(struct http_memory));
}

static unsigned status_of(const uint8_t *at, uint32_t length)
{
    const uint8_t *blank = at ? memchr(at, ' ', length) : NULL;
    uint64_t code = 0;
    if (blank) read_number(bytes_of(blank + 1, length - (size_t)(blank - at) - 1), 10, &code);
    return code < 1000 ? (unsigned)code : 0;
}

bool http_bodyless(const struct packet *p, const struct cur *c, const struct http_line *line)
{
    const struct http_memory *memory = p->conversation ? p->conversation->memory : NULL;
    unsigned code = status_of(cur_at(c, line->at, line->length), line->length);
    if (memory && (memory->head || (memory->connect && code / 100 == 2))) return true;
    return code / 100 == 1 || code == 204 || code == 304;
}

bool http_chunk(const struct cur *c, uint32_t at, uint64_t *size, struct http_line *line)
{
    const uint8_t *text = http_line(c, at, line) ? cur_at(c, at, line->length) : NULL;
    return text && read_number(http_trim(bytes_of(text, line->length)), 16, size);
}

/* RFC 9112 7.1: sizes and data in turn, up to a size of zero, trailer fields and an empty line. */
static void measure_chunks(const struct cur *c, uint32_t at, struct extent *extent)
{
    uint64_t size;
    struct http_line line;
    while (http_chunk(c, at, &size, &line)) {
        if (!size) {
            while (http_line(c, line.next, &line))
                if (!line.length) {
                    extent->whole = line.next - c->at;
                    return;
                }
            break;
        }
        uint64_t left = c->end - line.next;
        if (size + 2 > left) {
            uint64_t more = size + 2 - left;
            extent->more = more < UINT32_MAX / 4 ? (uint32_t)more : STREAM_NEXT_SEGMENT;
            return;
        }
        at = line.next + (uint32_t)size + 2;
    }
    /* A line that is there and no size ends what can be understood. */
    if (http_line(c, at, &line) && !http_chunk(c, at, &size, &line)) extent->whole = c->end - c->at;
    extent->more = STREAM_NEXT_SEGMENT;
}

static void measure_body(const struct packet *p, const struct cur *c, const struct http_line *line,
    enum http_kind kind, struct extent *extent)
{
    struct http_framing framing;
    http_framing(c, line->next, &framing);
    extent->more = STREAM_NEXT_SEGMENT;
    if (!framing.complete) return;
    uint32_t head = framing.body - c->at;
    uint64_t left = c->end - framing.body;
    if (kind == HTTP_IS_RESPONSE && http_bodyless(p, c, line)) {
        extent->whole = head;
    } else if (framing.chunked) {
        measure_chunks(c, framing.body, extent);
    } else if (framing.has_length) {
        uint64_t lacking = framing.content_length > left ? framing.content_length - left : 0;
        if (!lacking)
            extent->whole = head + (uint32_t)framing.content_length;
        else if (lacking < UINT32_MAX / 4)
            extent->more = (uint32_t)lacking;
        else
            extent->whole = c->end - c->at;
    } else if (kind == HTTP_IS_REQUEST) {
        extent->whole = head;
    } else if (framing.keep_alive) {
        extent->whole = c->end - c->at;
    } else {
        extent->more = STREAM_UNTIL_FIN;
    }
}

void http_measure(const struct packet *p, const struct cur *c, bool last, struct extent *extent)
{
    struct http_line line;
    uint32_t all = c->end - c->at, there = cur_captured(c);
    if (!http_line(c, c->at, &line)) {
        if (http_kind(cur_peek(c, 0, there), there) == HTTP_IS_NEITHER)
            extent->whole = all;
        else
            extent->more = STREAM_NEXT_SEGMENT;
    } else {
        enum http_kind kind = http_kind(cur_at(c, line.at, line.length), line.length);
        if (kind == HTTP_IS_NEITHER)
            extent->whole = all;
        else
            measure_body(p, c, &line, kind, extent);
    }
    if (last && !extent->whole) extent->whole = all;
}

bool http_recognises(const struct packet *p, struct cur c)
{
    (void)p;
    struct http_line line;
    uint32_t there = cur_captured(&c);
    const uint8_t *at = cur_peek(&c, 0, there);
    if (there < 4 || !at) return false;
    bool whole = http_line(&c, c.at, &line);
    uint32_t length = whole ? line.length : there;
    enum http_kind kind = http_kind(at, length);
    if (kind == HTTP_IS_RESPONSE) return length >= 7 && memcmp(at, "HTTP/1.", 7) == 0;
    if (kind == HTTP_IS_NEITHER) return false;
    if (!whole) return true;
    return length > 14 && memcmp(at + length - 9, " HTTP/1.", 8) == 0;
}
