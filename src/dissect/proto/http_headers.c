/* The header fields of HTTP: those with a row of their own, and what some of them hold.
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/text.h"
#include "dissect/proto/http.h"

static const struct {
    const char *name;
    enum http_field field;
} known[] = {{"Host", HTTP_HOST}, {"Content-Type", HTTP_CONTENT_TYPE},
    {"Content-Length", HTTP_CONTENT_LENGTH_HEADER}, {"Content-Encoding", HTTP_CONTENT_ENCODING},
    {"Transfer-Encoding", HTTP_TRANSFER_ENCODING}, {"Connection", HTTP_CONNECTION},
    {"Authorization", HTTP_AUTHORIZATION}, {"Cookie", HTTP_COOKIE}, {"User-Agent", HTTP_USER_AGENT},
    {"Accept", HTTP_ACCEPT}, {"Accept-Language", HTTP_ACCEPT_LANGUAGE},
    {"Accept-Encoding", HTTP_ACCEPT_ENCODING}, {"Referer", HTTP_REFERER},
    {"Set-Cookie", HTTP_SET_COOKIE}, {"Date", HTTP_DATE}, {"Server", HTTP_SERVER},
    {"Last-Modified", HTTP_LAST_MODIFIED}, {"Location", HTTP_LOCATION},
    {"Cache-Control", HTTP_CACHE_CONTROL}, {"WWW-Authenticate", HTTP_WWW_AUTHENTICATE},
    {"Upgrade", HTTP_UPGRADE}, {"Proxy-Authenticate", HTTP_PROXY_AUTHENTICATE},
    {"Proxy-Authorization", HTTP_PROXY_AUTHORIZATION}, {"X-Forwarded-For", HTTP_X_FORWARDED_FOR},
    {"Sec-WebSocket-Accept", HTTP_WS_ACCEPT}, {"Sec-WebSocket-Extensions", HTTP_WS_EXTENSIONS},
    {"Sec-WebSocket-Key", HTTP_WS_KEY}, {"Sec-WebSocket-Protocol", HTTP_WS_PROTOCOL},
    {"Sec-WebSocket-Version", HTTP_WS_VERSION}};

static unsigned field_named(struct bytes name)
{
    for (unsigned i = 0; i < sizeof known / sizeof *known; i++)
        if (http_same(name, known[i].name)) return known[i].field;
    return HTTP_FIELDS;
}

static int sextet(uint8_t c)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* RFC 7617: user and password, readable for everyone on the way. */
static void add_basic(struct packet *p, struct bytes value, uint32_t at, uint32_t length)
{
    if (value.len < 6 || !http_same(bytes_of(value.at, 6), "Basic ") ||
        !packet_wants(p, HTTP_AUTHBASIC))
        return;
    struct bytes coded = http_trim(bytes_of(value.at + 6, value.len - 6));
    uint8_t *room = packet_scratch(p, (uint32_t)coded.len);
    if (!room) return;
    uint32_t bits = 0, count = 0, used = 0;
    for (size_t i = 0; i < coded.len && sextet(coded.at[i]) >= 0; i++) {
        bits = bits << 6 | (uint32_t)sextet(coded.at[i]);
        if ((count += 6) < 8) continue;
        count -= 8;
        room[used++] = (uint8_t)(bits >> count);
    }
    struct item *item = packet_add(p, HTTP_AUTHBASIC, at, length, 0);
    if (item) item->bytes = bytes_of(room, used);
}

static void add_cookies(struct packet *p, struct bytes value, uint32_t at)
{
    const uint8_t *first = value.at;
    while (value.len) {
        const uint8_t *semicolon = memchr(value.at, ';', value.len);
        size_t length = semicolon ? (size_t)(semicolon - value.at) : value.len;
        struct bytes pair = http_trim(bytes_of(value.at, length));
        if (pair.len)
            packet_add_bytes(p, HTTP_COOKIE_PAIR, at + (uint32_t)(pair.at - first), pair, 0);
        value = semicolon ? bytes_of(semicolon + 1, value.len - length - 1) : (struct bytes){0};
    }
}

static void add_length(struct packet *p, struct bytes value, uint32_t at, uint32_t length)
{
    uint64_t number = 0;
    if (value.len && *value.at == '+') value = bytes_of(value.at + 1, value.len - 1);
    if (!value.len || !http_number(value, 10, &number)) return;
    packet_add_uint(p, HTTP_CONTENT_LENGTH, at, length, number, ITEM_GENERATED);
}

/* The line as it stands: seen, or a twin of the field that it is known as. */
static struct item *add_line(
    struct packet *p, struct bytes text, uint32_t at, enum http_message kind, enum item_flag flags)
{
    static const enum http_field lines[] = {[HTTP_MESSAGE_REQUEST] = HTTP_REQUEST_LINE,
        [HTTP_MESSAGE_NOTIFICATION] = HTTP_UNKNOWN_HEADER,
        [HTTP_MESSAGE_RESPONSE] = HTTP_RESPONSE_LINE,
        [HTTP_MESSAGE_FRAGMENT] = HTTP_UNKNOWN_HEADER};
    if (flags && lines[kind] == HTTP_UNKNOWN_HEADER) return NULL;
    return packet_add_bytes(p, lines[kind], at, text, flags);
}

bool http_header(
    struct packet *p, const struct cur *c, const struct http_line *line, enum http_message kind)
{
    uint32_t at = line->at, length = line->next - line->at;
    const uint8_t *text = cur_at(c, at, length);
    struct http_pair pair;
    if (!text || !http_pair(bytes_of(text, line->length), &pair)) return false;
    if (!http_is_token(pair.name)) {
        struct item *item = add_line(p, bytes_of(text, length), at, kind, 0);
        packet_open(p, item);
        packet_note(
            p, HTTP_BAD_NAME, NOTE_WARNING, NOTE_PROTOCOL, "%s", http_fields[HTTP_BAD_NAME].label);
        packet_shut(p, item, NULL);
        return true;
    }
    struct bytes value = pair.value;
    unsigned field = field_named(pair.name);
    struct item *item = NULL;
    if (field < HTTP_FIELDS && (item = packet_add(p, field, at, length, 0))) item->bytes = value;
    packet_open(p, item);
    if (field == HTTP_CONTENT_LENGTH_HEADER) add_length(p, value, at, length);
    if (field == HTTP_AUTHORIZATION || field == HTTP_PROXY_AUTHORIZATION)
        add_basic(p, value, at, length);
    if (field == HTTP_COOKIE) add_cookies(p, value, at + (uint32_t)(value.at - text));
    packet_shut(p, item, NULL);
    if (item && &p->items[p->nitems - 1] == item) item->flags &= (uint8_t)~ITEM_SUBTREE;
    add_line(p, bytes_of(text, length), at, kind, field < HTTP_FIELDS ? ITEM_HIDDEN : 0);
    return true;
}
