/* The grammar of HTTP/1 messages (RFC 9112): lines, fields, and what these say of the body.
 *
 *      GET /index.html HTTP/1.1\r\n        the start line: words with a blank between them
 *      Host: example.org\r\n               fields
 *      \r\n                                the empty line; behind it the body
 *
 * Two read it: the dissector, which shows whatever was sent, and the server, which must not accept
 * what others could understand in another way (http_request.h).  Nothing is copied and nothing kept:
 * what is found are runs of the bytes that were given.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>

#include "base/bytes.h"

/* A line, without and with what ends it: offsets in the text. */
struct http_line {
    uint32_t at, length, next;
};

/* The line at `at`, which ends with LF or CR LF; false if its end is not there. */
bool http_line_at(struct bytes text, uint32_t at, struct http_line *line);
static inline struct bytes http_line_text(struct bytes text, const struct http_line *line)
{
    return bytes_of(text.at + line->at, line->length);
}

enum http_kind { HTTP_IS_NEITHER, HTTP_IS_REQUEST, HTTP_IS_RESPONSE };
/* What a line is that begins a message, by its first word. */
enum http_kind http_kind(const uint8_t *at, uint32_t length);
/* RFC 9110 5.6.2: what names and methods are made of. */
bool http_is_token(struct bytes text);
/* True for the name of a method that is in use somewhere. */
bool http_is_method(struct bytes word);

/* The bytes up to the next `separator`, which is taken away with them; all that is left if there is
 * none. */
struct bytes http_split(struct bytes *rest, char separator);
/* Without the blanks around it. */
struct bytes http_trim(struct bytes text);
bool http_same(struct bytes text, const char *word); /* regardless of case */
/* The digits in base 10 or 16 that it begins with, and how many they are; 0 if there is none, or if
 * they are too many. */
size_t http_number(struct bytes text, unsigned base, uint64_t *number);
/* The three digits of a status line; 0 if they are not there. */
unsigned http_status(struct bytes line);

struct http_pair {
    struct bytes name, value;
};
/* A field line at its colon, the value without the blanks around it; false if there is none. */
bool http_pair(struct bytes line, struct http_pair *pair);

/* What the fields say of the body, and of the connection. */
struct http_framing {
    uint64_t content_length; /* of the last length that was a number */
    bool has_length, chunked, keep_alive, close;
    unsigned lengths, codings, hosts;  /* how many fields said so */
    struct bytes length, coding;       /* as the last of them had it */
    struct bytes type, encoding, host; /* Content-Type, Content-Encoding and Host, or empty */
    uint32_t body;                     /* where the body begins, if `complete` */
    bool complete;
};

/* One more field. */
void http_framing_add(struct http_framing *framing, const struct http_pair *pair);
/* All fields from `at` on, up to the empty line, or to one that is no field and so of the body. */
void http_framing_read(struct bytes text, uint32_t at, struct http_framing *framing);

/* The line in front of a chunk: its size in hexadecimal, and extensions. */
struct http_chunk {
    struct http_line line;
    uint64_t size;
    bool clean; /* nothing but extensions follows, and CR LF ends it */
};

/* False if the end of the line is not there, or it does not begin with a number. */
bool http_chunk(struct bytes text, uint32_t at, struct http_chunk *chunk);
