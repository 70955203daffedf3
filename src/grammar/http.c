/* See http.h.  SPDX-License-Identifier: MIT */
#include "grammar/http.h"

#include <strings.h>

bool http_line_at(struct bytes text, uint32_t at, struct http_line *line)
{
    const uint8_t *from = at < text.len ? text.at + at : NULL;
    const uint8_t *end = from ? memchr(from, '\n', text.len - at) : NULL;
    if (!end) return false;
    line->at = at;
    line->length = (uint32_t)(end - from);
    line->next = at + line->length + 1;
    if (line->length && end[-1] == '\r') line->length--;
    return true;
}

struct bytes http_split(struct bytes *rest, char separator)
{
    const uint8_t *end = rest->len ? memchr(rest->at, separator, rest->len) : NULL;
    struct bytes part = end ? bytes_of(rest->at, (size_t)(end - rest->at)) : *rest;
    *rest = end ? bytes_of(end + 1, rest->len - part.len - 1) : (struct bytes){0};
    return part;
}

struct bytes http_trim(struct bytes text)
{
    while (text.len && (*text.at == ' ' || *text.at == '\t'))
        text = bytes_of(text.at + 1, text.len - 1);
    while (text.len && (text.at[text.len - 1] == ' ' || text.at[text.len - 1] == '\t'))
        text.len--;
    return text;
}

/* Whether it may be the same letter: most comparisons end here, without a call. */
static bool may_begin(const uint8_t *at, const char *word)
{
    return ((*at ^ (uint8_t)*word) & ~0x20) == 0;
}

bool http_same(struct bytes text, const char *word)
{
    if (text.len != strlen(word)) return false;
    return !text.len ||
           (may_begin(text.at, word) && strncasecmp((const char *)text.at, word, text.len) == 0);
}

static const char *const methods[] = {"GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE",
    "CONNECT", "PATCH", "PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK",
    "SEARCH", "REPORT", "NOTIFY", "M-SEARCH", "SUBSCRIBE", "UNSUBSCRIBE", "BCOPY", "BMOVE",
    "MKWORKSPACE", "BPROPFIND", "BPROPPATCH", "POLL", "CHECKOUT", "CHECKIN", "UNCHECKOUT", "MERGE",
    "LABEL", "BASELINE-CONTROL", "VERSION-CONTROL", "MKACTIVITY", "RPC_CONNECT", "RPC_IN_DATA",
    "RPC_OUT_DATA", "CCM_POST"};

bool http_is_method(struct bytes word)
{
    for (unsigned i = 0; i < sizeof methods / sizeof *methods; i++)
        if (strlen(methods[i]) == word.len && memcmp(word.at, methods[i], word.len) == 0)
            return true;
    return false;
}

enum http_kind http_kind(const uint8_t *at, uint32_t length)
{
    if (!at) return HTTP_IS_NEITHER;
    if (length >= 5 && memcmp(at, "HTTP/", 5) == 0) return HTTP_IS_RESPONSE;
    if (length >= 4 && memcmp(at, "ICY ", 4) == 0) return HTTP_IS_RESPONSE;
    if (!length || at[0] < 'A' || at[0] > 'Z') return HTTP_IS_NEITHER;
    const uint8_t *blank = memchr(at, ' ', length);
    bool is_request = http_is_method(bytes_of(at, blank ? (size_t)(blank - at) : length));
    return is_request ? HTTP_IS_REQUEST : HTTP_IS_NEITHER;
}

size_t http_number(struct bytes text, unsigned base, uint64_t *number)
{
    uint64_t value = 0;
    size_t i = 0;
    for (; i < text.len; i++) {
        unsigned c = text.at[i], digit = c - '0';
        if (digit > 9)
            digit = base == 16 && (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : base;
        if (digit >= base) break;
        if (value > (UINT64_MAX - digit) / base) return 0;
        value = value * base + digit;
    }
    *number = value;
    return i;
}

unsigned http_status(struct bytes line)
{
    uint64_t code = 0;
    http_split(&line, ' ');
    return http_number(line, 10, &code) && code < 1000 ? (unsigned)code : 0;
}

bool http_pair(struct bytes line, struct http_pair *pair)
{
    const uint8_t *colon = line.len ? memchr(line.at, ':', line.len) : NULL;
    if (!colon) return false;
    pair->name = http_split(&line, ':');
    pair->value = http_trim(line);
    return true;
}

bool http_is_token(struct bytes text)
{
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.at[i];
        bool letter = (c | 32) >= 'a' && (c | 32) <= 'z', digit = c >= '0' && c <= '9';
        if (!letter && !digit && (!c || !strchr("!#$%&'*+-.^_`|~", c))) return false;
    }
    return text.len > 0;
}

static bool contains(struct bytes text, const char *word)
{
    size_t length = strlen(word);
    for (size_t i = 0; i + length <= text.len; i++)
        if (may_begin(text.at + i, word) &&
            strncasecmp((const char *)text.at + i, word, length) == 0)
            return true;
    return false;
}

/* A decimal number and nothing else. */
static bool is_number(struct bytes text, uint64_t *number)
{
    if (text.len && *text.at == '+') text = bytes_of(text.at + 1, text.len - 1);
    return text.len && http_number(text, 10, number) == text.len;
}

void http_framing_add(struct http_framing *framing, const struct http_pair *pair)
{
    const struct bytes name = pair->name, value = pair->value;
    uint64_t number;
    switch (name.len) {
    case 4:
        if (!http_same(name, "host")) break;
        framing->host = value;
        framing->hosts++;
        break;
    case 10:
        if (!http_same(name, "connection")) break;
        framing->keep_alive |= contains(value, "keep-alive");
        framing->close |= contains(value, "close");
        break;
    case 12:
        if (http_same(name, "content-type")) framing->type = value;
        break;
    case 14:
        if (!http_same(name, "content-length")) break;
        if (is_number(value, &number)) {
            framing->has_length = true;
            framing->content_length = number;
        }
        framing->length = value;
        framing->lengths++;
        break;
    case 16:
        if (http_same(name, "content-encoding")) framing->encoding = value;
        break;
    case 17:
        if (!http_same(name, "transfer-encoding")) break;
        framing->chunked |= contains(value, "chunked");
        framing->coding = value;
        framing->codings++;
        break;
    default:
        break;
    }
}

void http_framing_read(struct bytes text, uint32_t at, struct http_framing *framing)
{
    struct http_line line;
    struct http_pair pair;
    *framing = (struct http_framing){0};
    for (; http_line_at(text, at, &line); at = line.next) {
        if (!line.length) {
            framing->complete = true;
            framing->body = line.next;
            return;
        }
        if (!http_pair(http_line_text(text, &line), &pair)) {
            framing->complete = true;
            framing->body = at;
            return;
        }
        http_framing_add(framing, &pair);
    }
    framing->body = at;
}

bool http_chunk(struct bytes text, uint32_t at, struct http_chunk *chunk)
{
    if (!http_line_at(text, at, &chunk->line)) return false;
    struct bytes whole = http_line_text(text, &chunk->line), line = http_trim(whole);
    size_t digits = http_number(line, 16, &chunk->size);
    if (!digits) return false;
    struct bytes behind = http_trim(bytes_of(line.at + digits, line.len - digits));
    chunk->clean = line.at == whole.at && (!behind.len || behind.at[0] == ';') &&
                   chunk->line.next - at == whole.len + 2;
    return true;
}
