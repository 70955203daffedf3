/* Where an HTTP/1 message ends in a stream (RFC 9112 6).  SPDX-License-Identifier: MIT */
#include <string.h>

#include "dissect/proto/http.h"
#include "dissect/tracker.h"

struct bytes http_text(const struct cur *c)
{
    uint32_t limit = c->end < c->cap ? c->end : c->cap;
    const uint8_t *at = cur_at(c, 0, limit);
    return bytes_of(at, at ? limit : 0);
}

bool http_line(const struct cur *c, uint32_t at, struct http_line *line)
{
    return http_line_at(http_text(c), at, line);
}

struct http_memory *http_memory(const struct packet *p)
{
    struct tracker *tracker = p->tracker;
    if (tracker && tracker->memory && p->conversation)
        return tracker->memory(tracker, p->conversation, sizeof(struct http_memory));
    if (tracker && tracker->udp_memory && p->udp_conversation)
        return tracker->udp_memory(
            tracker, p->udp_conversation, &proto_http, sizeof(struct http_memory));
    return NULL;
}

bool http_bodyless(const struct packet *p, const struct cur *c, const struct http_line *line)
{
    const struct http_memory *memory = p->conversation ? p->conversation->memory : NULL;
    unsigned code = http_status(http_line_text(http_text(c), line));
    if (memory && (memory->head || (memory->connect && code / 100 == 2))) return true;
    return code / 100 == 1 || code == 204 || code == 304;
}

/* RFC 9112 7.1: sizes and data in turn, up to a size of zero, trailer fields and an empty line. */
static void measure_chunks(const struct cur *c, uint32_t at, struct extent *extent)
{
    const struct bytes text = http_text(c);
    struct http_chunk chunk;
    while (http_chunk(text, at, &chunk)) {
        if (!chunk.size) {
            struct http_line line = chunk.line;
            while (http_line_at(text, line.next, &line))
                if (!line.length) {
                    extent->whole = line.next - c->at;
                    return;
                }
            break;
        }
        uint64_t left = c->end - chunk.line.next;
        if (left < 2 || chunk.size > left - 2) break;
        at = chunk.line.next + (uint32_t)chunk.size + 2;
    }
    /* A line that is there and no size ends what can be understood. */
    struct http_line line;
    if (http_line_at(text, at, &line) && !http_chunk(text, at, &chunk)) {
        extent->whole = c->end - c->at;
    }
    extent->more = STREAM_NEXT_SEGMENT;
}

/* Only if the last Transfer-Encoding names that coding first: as Wireshark looks for the end. */
static bool ends_in_chunks(const struct http_framing *framing)
{
    static const char coding[] = "chunked";
    size_t length = sizeof coding - 1;
    return framing->coding.len >= length && http_same(bytes_of(framing->coding.at, length), coding);
}

static void measure_body(const struct packet *p, const struct cur *c, const struct http_line *line,
    enum http_kind kind, struct http_framing *framing, struct extent *extent)
{
    http_framing_read(http_text(c), line->next, framing);
    extent->more = STREAM_NEXT_SEGMENT;
    if (!framing->complete) return;
    uint32_t head = framing->body - c->at;
    uint64_t left = c->end - framing->body;
    if (kind == HTTP_IS_RESPONSE && http_bodyless(p, c, line)) {
        extent->whole = head;
    } else if (ends_in_chunks(framing)) {
        measure_chunks(c, framing->body, extent);
    } else if (framing->has_length) {
        uint64_t lacking = framing->content_length > left ? framing->content_length - left : 0;
        if (!lacking)
            extent->whole = head + (uint32_t)framing->content_length;
        else
            extent->more = lacking < UINT32_MAX / 4 ? (uint32_t)lacking : STREAM_UNTIL_FIN;
    } else if (kind != HTTP_IS_RESPONSE) {
        extent->whole = head;
    } else {
        extent->more = STREAM_UNTIL_FIN;
    }
}

/* Whether a message that is not complete here is to be waited for. */
static bool desegments(const struct packet *p, const struct http_framing *framing)
{
    return framing->complete ? p->preferences->http_desegment_body
                             : p->preferences->http_desegment_headers;
}

void http_measure(const struct packet *p, const struct cur *c, bool last, struct extent *extent)
{
    struct http_line line;
    struct http_framing framing = {0};
    uint32_t all = c->end - c->at;
    if (p->conversation && p->conversation->outer == &proto_http) { /* a tunnel has no ends */
        extent->whole = all;
        return;
    }
    if (!http_line(c, c->at, &line)) {
        extent->more = STREAM_NEXT_SEGMENT;
    } else {
        enum http_kind kind = http_kind(cur_at(c, line.at, line.length), line.length);
        if (kind == HTTP_IS_NEITHER)
            extent->whole = all;
        else
            measure_body(p, c, &line, kind, &framing, extent);
    }
    if (!extent->whole && (last || !desegments(p, &framing))) extent->whole = all;
}

static bool is_port(uint64_t port)
{
    const struct link *link = proto_http.links;
    while (link->table && link->key != port)
        link++;
    return link->table;
}

/* At its ports any line will do that begins as a message does; it may lack the version (HTTP/0.9) or
 * have a bad one.  Elsewhere the version must be there. */
bool http_recognises(const struct packet *p, struct cur c)
{
    struct http_line line;
    uint32_t there = cur_captured(&c);
    const uint8_t *at = cur_peek(&c, 0, there);
    if (there < 4 || !at) return false;
    bool whole = http_line(&c, c.at, &line);
    uint32_t length = whole ? line.length : there;
    enum http_kind kind = http_kind(at, length);
    if (kind == HTTP_IS_NEITHER || is_port(p->port_pair & 0xffff) || is_port(p->port_pair >> 16))
        return kind != HTTP_IS_NEITHER;
    if (kind == HTTP_IS_RESPONSE) return length >= 7 && memcmp(at, "HTTP/1.", 7) == 0;
    if (!whole) return memchr(at, ' ', length);
    return length >= 14 && memcmp(at + length - 9, " HTTP/1.", 8) == 0;
}
