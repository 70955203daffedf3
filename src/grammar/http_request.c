/* See http_request.h.  SPDX-License-Identifier: MIT */
#include "grammar/http_request.h"

enum { MORE = 0, READ = 200, BAD = 400, TOO_LARGE = 413, TARGET_TOO_LONG = 414 };
enum { HEAD_TOO_LARGE = 431, UNKNOWN_CODING = 501, OTHER_VERSION = 505 };

/* RFC 9110 5.5: no control characters but the tab.  Bytes from 0x80 on are let pass. */
static bool is_value(struct bytes text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((text.at[i] < ' ' && text.at[i] != '\t') || text.at[i] == 0x7f) return false;
    return true;
}

/* No blanks and control characters. */
static bool is_visible(struct bytes text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] <= ' ' || text.at[i] == 0x7f) return false;
    return text.len > 0;
}

static unsigned refuse(struct http_request *request, unsigned status, const char *fault)
{
    request->fault = fault;
    return status;
}

static unsigned read_version(struct http_request *request, struct bytes version)
{
    bool is_http = version.len == 8 && !memcmp(version.at, "HTTP/", 5) && version.at[6] == '.';
    unsigned major = is_http ? version.at[5] - '0' : 10, minor = is_http ? version.at[7] - '0' : 10;
    if (major > 9 || minor > 9)
        return refuse(request, BAD, "the request line does not end with HTTP/1.0 or HTTP/1.1");
    if (major != 1) return refuse(request, OTHER_VERSION, "only HTTP/1.0 and HTTP/1.1 are spoken");
    request->minor = minor;
    return READ;
}

/* RFC 9112 3: method, target and version, with one blank between them. */
static unsigned read_line(struct http_request *request, struct bytes line)
{
    if (line.len && line.at[0] == 0x16)
        return refuse(request, BAD, "this is TLS, and plain HTTP is spoken here");
    struct bytes method = http_split(&line, ' '), target = http_split(&line, ' ');
    if (!http_is_token(method))
        return refuse(request, BAD, "the request line begins with no method");
    request->method = method;
    if (!is_visible(target)) return refuse(request, BAD, "the request line has no target");
    request->target = target;
    if (target.len > HTTP_TARGET_MOST)
        return refuse(request, TARGET_TOO_LONG, "the target is too long");
    return read_version(request, line);
}

static void note_asked(struct http_request *request, const struct http_pair *pair)
{
    static const char *const names[HTTP_ASKED_COUNT] = {"Range", "If-Range", "If-Match",
        "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "Expect"};
    if (pair->name.len < 5 || !strchr("rRiIeE", pair->name.at[0])) return;
    for (unsigned i = 0; i < HTTP_ASKED_COUNT; i++)
        if (http_same(pair->name, names[i])) request->asked[i] = pair->value;
}

static unsigned read_field(struct http_request *request, struct bytes line)
{
    struct http_pair pair;
    if (line.at[0] == ' ' || line.at[0] == '\t')
        return refuse(request, BAD, "a field goes on in the next line (obs-fold)");
    if (!http_pair(line, &pair) || !http_is_token(pair.name))
        return refuse(request, BAD, "a field is not NAME: VALUE");
    if (!is_value(pair.value)) return refuse(request, BAD, "a field has control characters");
    http_framing_add(&request->framing, &pair);
    note_asked(request, &pair);
    return READ;
}

/* RFC 9112 6.3: only one understanding of where the body ends. */
static unsigned check_framing(struct http_request *request)
{
    struct http_framing *framing = &request->framing;
    if (framing->hosts > 1) return refuse(request, BAD, "there is more than one Host");
    if (framing->lengths > 1) return refuse(request, BAD, "there is more than one Content-Length");
    if (framing->lengths && framing->codings)
        return refuse(request, BAD, "there are both Content-Length and Transfer-Encoding");
    if (framing->lengths &&
        (!framing->length.len ||
            http_number(framing->length, 10, &framing->content_length) != framing->length.len))
        return refuse(request, BAD, "Content-Length is no number");
    if (!framing->codings) return READ;
    if (!request->minor) return refuse(request, BAD, "HTTP/1.0 has no Transfer-Encoding");
    if (framing->codings > 1 || !http_same(framing->coding, "chunked"))
        return refuse(request, UNKNOWN_CODING, "only the transfer coding chunked is known");
    return READ;
}

static unsigned read_fields(struct http_request *request, struct bytes text, uint32_t at)
{
    struct http_line line;
    for (unsigned count = 0; http_line_at(text, at, &line); at = line.next) {
        if (line.next > HTTP_HEAD_MOST) break;
        if (!line.length) {
            request->length = request->framing.body = line.next;
            request->framing.complete = true;
            return check_framing(request);
        }
        if (++count > HTTP_FIELDS_MOST)
            return refuse(request, HEAD_TOO_LARGE, "there are too many fields");
        unsigned status = read_field(request, http_line_text(text, &line));
        if (status != READ) return status;
    }
    if (text.len >= HTTP_HEAD_MOST)
        return refuse(request, HEAD_TOO_LARGE, "the fields are too long");
    return MORE;
}

unsigned http_request_read(struct bytes text, struct http_request *request)
{
    struct http_line line;
    uint32_t at = 0;
    *request = (struct http_request){0};
    /* RFC 9112 2.2: empty lines in front are passed over. */
    while (http_line_at(text, at, &line) && !line.length && line.next < HTTP_HEAD_MOST)
        at = line.next;
    request->length = at;
    if (at >= text.len) return MORE;
    if (!http_line_at(text, at, &line)) {
        if (text.len - at > HTTP_TARGET_MOST + 100)
            return refuse(request, TARGET_TOO_LONG, "the request line is too long");
        /* What cannot become a request is not waited for. */
        bool begins = text.at[at] > ' ' && text.at[at] < 0x7f;
        if (begins || text.at[at] == '\r') return MORE;
        return read_line(request, bytes_of(text.at + at, text.len - at));
    }
    unsigned status = read_line(request, http_line_text(text, &line));
    return status == READ ? read_fields(request, text, line.next) : status;
}

/* --- the body ----------------------------------------------------------------------------------- */

static unsigned refuse_body(struct http_body *body, unsigned status, const char *fault)
{
    body->fault = fault;
    return status;
}

static unsigned too_large(struct http_body *body)
{
    return refuse_body(body, TOO_LARGE, "the body is longer than is taken here");
}

unsigned http_body_begin(struct http_body *body, const struct http_framing *framing, uint64_t most)
{
    *body = (struct http_body){.most = most};
    if (framing->codings) {
        body->state = HTTP_BODY_SIZE;
    } else if (framing->lengths && framing->content_length) {
        body->state = HTTP_BODY_LENGTH;
        body->left = framing->content_length;
        if (body->left > most) return too_large(body);
    }
    return READ;
}

static unsigned begin_chunk(struct http_body *body, const struct http_chunk *chunk)
{
    if (!chunk->clean) return refuse_body(body, BAD, "a chunk begins with no size");
    if (chunk->size > body->most) return too_large(body);
    body->most -= chunk->size;
    body->left = chunk->size;
    body->state = chunk->size ? HTTP_BODY_DATA : HTTP_BODY_TRAILER;
    return READ;
}

/* A line of a chunked body; MORE if its end is not there. */
static unsigned skip_line(struct http_body *body, struct bytes text, struct http_line *line)
{
    struct http_chunk chunk;
    if (!http_line_at(text, 0, line)) {
        if (text.len > HTTP_CHUNK_LINE_MOST)
            return refuse_body(body, BAD, "a line of the body is too long");
        return MORE;
    }
    switch (body->state) {
    case HTTP_BODY_SIZE:
        if (!http_chunk(text, 0, &chunk)) chunk.clean = false;
        return begin_chunk(body, &chunk);
    case HTTP_BODY_END:
        if (line->next != 2) return refuse_body(body, BAD, "a chunk is longer than its size");
        body->state = HTTP_BODY_SIZE;
        return READ;
    default:
        body->trailers += line->next;
        if (body->trailers > HTTP_HEAD_MOST)
            return refuse_body(body, HEAD_TOO_LARGE, "the trailer fields are too long");
        if (!line->length) body->state = HTTP_BODY_NONE;
        return READ;
    }
}

unsigned http_body_skip(struct http_body *body, struct bytes text, size_t *done)
{
    for (*done = 0; body->state != HTTP_BODY_NONE;) {
        struct bytes rest = bytes_of(text.at + *done, text.len - *done);
        if (body->state == HTTP_BODY_LENGTH || body->state == HTTP_BODY_DATA) {
            size_t part = body->left < rest.len ? (size_t)body->left : rest.len;
            *done += part;
            body->left -= part;
            if (body->left) break;
            body->state = body->state == HTTP_BODY_DATA ? HTTP_BODY_END : HTTP_BODY_NONE;
            continue;
        }
        struct http_line line;
        unsigned status = skip_line(body, rest, &line);
        if (status == MORE) break;
        if (status != READ) return status;
        *done += line.next;
    }
    return READ;
}
