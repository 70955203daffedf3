/* What the files of the HTTP dissector share: http.c reads messages, http_measure.c finds their ends
 * in a stream, http_headers.c the header fields, http_body.c what they carry,
 * http_exchange.c which belong together, http_tunnel.c what comes instead, http_fields.c has the rows.  SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/cur.h"
#include "dissect/packet.h"
#include "dissect/proto.h"
#include "grammar/http.h"

struct http_memory;

enum http_field {
    HTTP_UNENCRYPTED,
    HTTP_START, /* the request or status line */
    HTTP_CHAT,
    HTTP_METHOD,
    HTTP_URI,
    HTTP_URI_PATH,
    HTTP_URI_QUERY,
    HTTP_URI_PARAMETER,
    HTTP_REQUEST_VERSION,
    HTTP_RESPONSE_VERSION,
    HTTP_CODE,
    HTTP_CODE_DESC,
    HTTP_PHRASE,
    HTTP_REQUEST_LINE,
    HTTP_RESPONSE_LINE,
    HTTP_UNKNOWN_HEADER,
    HTTP_BAD_NAME,
    HTTP_OTHER_LINE, /* the empty line */
    HTTP_CONTENT_LENGTH,
    HTTP_AUTHBASIC,
    HTTP_COOKIE_PAIR,
    HTTP_REQUEST,
    HTTP_NOTIFICATION,
    HTTP_RESPONSE,
    HTTP_FULL_URI,
    HTTP_REQUEST_NUMBER,
    HTTP_RESPONSE_NUMBER,
    HTTP_TIME,
    HTTP_PREV_REQUEST,
    HTTP_PREV_RESPONSE,
    HTTP_REQUEST_IN,
    HTTP_RESPONSE_IN,
    HTTP_NEXT_REQUEST,
    HTTP_NEXT_RESPONSE,
    HTTP_EXCHANGES, /* how many there are, for the tree */
    HTTP_RESPONSE_FOR,
    HTTP_CHUNKED,
    HTTP_CHUNK,
    HTTP_CHUNK_SIZE,
    HTTP_CHUNK_DATA,
    HTTP_CHUNK_BOUNDARY,
    HTTP_TRAILER,
    HTTP_ENCODED,
    HTTP_UNPACKING_FAILED,
    HTTP_NOT_OF_TYPE,
    HTTP_FILE_DATA,
    HTTP_HOST, /* the header fields with rows of their own, from here on */
    HTTP_CONTENT_TYPE,
    HTTP_CONTENT_LENGTH_HEADER,
    HTTP_CONTENT_ENCODING,
    HTTP_TRANSFER_ENCODING,
    HTTP_CONNECTION,
    HTTP_AUTHORIZATION,
    HTTP_COOKIE,
    HTTP_USER_AGENT,
    HTTP_ACCEPT,
    HTTP_ACCEPT_LANGUAGE,
    HTTP_ACCEPT_ENCODING,
    HTTP_REFERER,
    HTTP_SET_COOKIE,
    HTTP_DATE,
    HTTP_SERVER,
    HTTP_LAST_MODIFIED,
    HTTP_LOCATION,
    HTTP_CACHE_CONTROL,
    HTTP_WWW_AUTHENTICATE,
    HTTP_UPGRADE,
    HTTP_PROXY_AUTHENTICATE,
    HTTP_PROXY_AUTHORIZATION,
    HTTP_PROXY_CONNECT_HOST,
    HTTP_PROXY_CONNECT_PORT,
    HTTP_X_FORWARDED_FOR,
    HTTP_WS_ACCEPT,
    HTTP_WS_EXTENSIONS,
    HTTP_WS_KEY,
    HTTP_WS_PROTOCOL,
    HTTP_WS_VERSION,
    HTTP_FIELDS
};
extern const struct field http_fields[HTTP_FIELDS];
extern const struct proto proto_http;

/* What the cursor's layer ends with, from the beginning of its source: offsets in it are those of
 * the source. */
struct bytes http_text(const struct cur *c);
/* The line at `at` of the source; false if its end is not there. */
bool http_line(const struct cur *c, uint32_t at, struct http_line *line);
/* What a message is: those of UPnP that tell or order notifications are not counted as requests; what has
 * no first line is a fragment. */
enum http_message {
    HTTP_MESSAGE_REQUEST,
    HTTP_MESSAGE_NOTIFICATION,
    HTTP_MESSAGE_RESPONSE,
    HTTP_MESSAGE_FRAGMENT,
};
/* True for responses that have none, whatever their header says; RFC 9112 6.3. */
bool http_bodyless(const struct packet *p, const struct cur *c, const struct http_line *line);

void http_measure(const struct packet *p, const struct cur *c, bool last, struct extent *extent);
bool http_recognises(const struct packet *p, struct cur c);

/* Adds the header field of a line; false if it is none. */
bool http_header(
    struct packet *p, const struct cur *c, const struct http_line *line, enum http_message kind);

/* The body at the cursor: decodes it as far as anyone wants, and names who goes on.  `object` says
 * what it is for those who save it. */
void http_body(
    struct packet *p, struct cur *c, const struct http_framing *framing, struct object *object);

/* The next protocol begins (http_tunnel.c): any, or WebSocket if the header fields from `at` on say
 * so; and what it says. */
void http_open_tunnel(struct packet *p, const struct http_memory *memory);
void http_open_websocket(struct packet *p, const struct cur *c, uint32_t at);
void http_tunnel(struct packet *p, struct cur *c);

/* One message, and its Info: of HTTP, and of those that speak as it does. */
void http_dissect(struct packet *p, struct cur *c);
void http_info(struct text *text, const struct packet *p, const struct layer *layer);

/* What a conversation remembers. */
struct http_exchange {
    uint32_t request_in, response_in;
    int64_t request_time;
};
enum { HTTP_URI_KEPT = 1000 };
struct http_memory {
    struct http_exchange now, before;
    uint32_t number;
    uint32_t first_in;  /* the frame of the first message */
    bool head, connect; /* the last request's method */
    uint16_t uri_length;
    uint16_t target; /* where in it that begins which the request line had */
    char uri[HTTP_URI_KEPT];
};
struct http_memory *http_memory(const struct packet *p);

/* What belongs together (http_exchange.c).  A message is the next one of its conversation: */
void http_remember(struct packet *p, struct http_memory *memory, bool request);
void http_keep_uri(const struct packet *p, struct http_memory *memory, struct bytes method,
    struct bytes uri, struct bytes host);
/* Of the last request: what its first line asked for, and of whom.  Memory may be NULL. */
struct bytes http_target(const struct http_memory *memory);
struct bytes http_target_host(const struct packet *p, const struct http_memory *memory);
bool http_within_tls(const struct packet *p);
/* Items of it. */
void http_full_uri(struct packet *p, struct bytes method, struct bytes uri, struct bytes host);
void http_exchanges(struct packet *p, const struct http_memory *memory, bool request);

typedef void http_show(struct text *text, const struct packet *p, const struct item *item);
http_show http_show_line, http_show_number, http_show_file;
