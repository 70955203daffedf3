/* Requests as a server must read them (RFC 9112): whatever two readers could understand differently
 * is refused, since that is how requests are smuggled past the first of them.
 *
 *      folded fields, blanks before a colon           a field more or less
 *      two lengths, a length and chunks               where the next request begins
 *      CR, NUL and other control characters           where a line ends
 *
 * Lines may end with LF alone (RFC 9112 2.2): that is what people type into nc.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "grammar/http.h"

enum {
    HTTP_TARGET_MOST = 8000,     /* bytes of a request target (RFC 9112 3) */
    HTTP_HEAD_MOST = 16 * 1024,  /* bytes up to the empty line */
    HTTP_FIELDS_MOST = 100,      /* how many fields */
    HTTP_CHUNK_LINE_MOST = 1024, /* bytes of a chunk's size and its extensions */
};

/* The fields that a server of files looks at. */
enum http_asked {
    HTTP_ASKED_RANGE,
    HTTP_ASKED_IF_RANGE,
    HTTP_ASKED_IF_MATCH,
    HTTP_ASKED_IF_NONE_MATCH,
    HTTP_ASKED_IF_MODIFIED_SINCE,
    HTTP_ASKED_IF_UNMODIFIED_SINCE,
    HTTP_ASKED_EXPECT,
    HTTP_ASKED_COUNT
};

struct http_request {
    struct bytes method, target;          /* as they stand there */
    unsigned minor;                       /* of HTTP/1.minor */
    struct http_framing framing;          /* content_length and chunked are safe to follow */
    struct bytes asked[HTTP_ASKED_COUNT]; /* at NULL: not asked */
    uint32_t length;                      /* of all this, with the empty line */
    const char *fault;                    /* what is wrong with it, for people */
};

/* Reads the request that `text` begins with.  Returns 0 when more bytes are needed (then `length` is
 * that of empty lines in front, which nobody needs); 200 when it is read; else the status it is to be refused with, and `fault`. What was read before the fault stays
 * in *request. */
unsigned http_request_read(struct bytes text, struct http_request *request);

enum http_body_state {
    HTTP_BODY_NONE,
    HTTP_BODY_LENGTH, /* so many bytes */
    HTTP_BODY_SIZE,   /* the line in front of a chunk */
    HTTP_BODY_DATA,   /* of a chunk */
    HTTP_BODY_END,    /* the CR LF behind it */
    HTTP_BODY_TRAILER /* fields behind the last chunk */
};

/* The body of a request, thrown away while it comes. */
struct http_body {
    enum http_body_state state;
    uint64_t left;     /* bytes of the body, or of its chunk */
    uint64_t most;     /* bytes that it may still have */
    uint32_t trailers; /* bytes of trailer fields so far */
    const char *fault;
};

/* Of a request that was read: 200, or 413 if it is longer than `most`. */
unsigned http_body_begin(struct http_body *body, const struct http_framing *framing, uint64_t most);
/* How many bytes of `text` belong to the body and are done with: up to the end of the body (then
 * its state is HTTP_BODY_NONE), or up to where more is needed.  Returns 200, or the status with
 * which the request is to be refused. */
unsigned http_body_skip(struct http_body *body, struct bytes text, size_t *done);
