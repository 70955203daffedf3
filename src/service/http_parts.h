/* What the files of the HTTP server share.  See http.h.  SPDX-License-Identifier: MIT */
#pragma once
#include <sys/stat.h>

#include "grammar/http_range.h"
#include "grammar/http_request.h"
#include "service/http.h"

enum {
    HTTP_SMALL = 16 * 1024,  /* a body up to this leaves together with its head */
    HTTP_PIECE = 64 * 1024,  /* what is read of a file at once */
    HTTP_TURN = 1024 * 1024, /* bytes that one peer is sent before others have their turn */
    HTTP_TURN_REQUESTS = 64, /* requests, likewise */
};

/* What a peer is waited for. */
enum http_wait { HTTP_WAIT_REQUEST, HTTP_WAIT_NEXT, HTTP_WAIT_TAKE };

/* Several ranges in one answer (RFC 9110 14.6). */
struct http_multipart {
    struct http_range ranges[HTTP_RANGES];
    int count, next;
    uint64_t size; /* of the file */
    const char *type;
    char boundary[24];
};

/* The answer that is going out. */
struct http_sending {
    bool active;
    unsigned status;
    const char *fault;   /* what was wrong with the request, for people; or NULL */
    struct text request; /* method and target, NUL between them; only if somebody wants to know */
    uint64_t sent;       /* bytes of the body */
    int descriptor;      /* -1: no file */
    uint64_t at, left;   /* what is to go out of it */
    struct http_multipart *parts; /* what follows then; NULL: nothing */
    int64_t begun;                /* time_monotonic(), if somebody wants to know */
    /* time_wall() before the first byte: what a peer on the same machine answers comes later.  0:
     * it takes longer than a turn, and its end is what is told of. */
    int64_t told_at;
};

struct http_peer {
    struct http_server *server;
    struct conn *conn;
    struct due due;
    struct http_peer *ready_prev, *ready_next;
    struct text held;      /* what came and is not worked off */
    struct text head;      /* of the request whose body is coming */
    struct http_body body; /* what is left of that */
    struct http_sending sending;
    bool ready; /* in the server's list */
    bool keep;  /* the connection outlives the answer */
    bool ended; /* the peer sends no more */
    bool gone;  /* it is being closed: nothing more is done */
};

/* http.c */

/* Goes on in the next turn of the loop. */
void http_ready(struct http_peer *peer);
/* Closes when all is sent. */
void http_leave(struct http_peer *peer);
/* It cannot go on: the answer is cut short. */
void http_break(struct http_peer *peer, int status);

/* http_answer.c: a whole request. */

void http_answer(struct http_peer *peer, const struct http_request *request);
/* Its method is GET or HEAD.  (Methods are written in capitals: RFC 9110 9.1.) */
static inline bool http_reads(const struct http_request *request)
{
    return bytes_equal(request->method, "GET") || bytes_equal(request->method, "HEAD");
}

/* http_reply.c: everything in server->head, which reply_send() sends.
 *
 *      http_reply_begin, http_reply_field*, http_reply_length?, http_reply_send
 */

void http_reply_begin(struct http_peer *peer, const struct http_request *request, unsigned status);
void http_reply_field(struct http_peer *peer, const char *name, const char *value);
void http_reply_length(struct http_peer *peer, uint64_t length);
/* Ends the head and sends it, with `body` unless the request was HEAD.  False: broken. */
bool http_reply_send(struct http_peer *peer, const struct http_request *request, struct bytes body);
/* An answer of the status and its words. */
void http_reply_status(
    struct http_peer *peer, const struct http_request *request, unsigned status, const char *fault);
/* That, for a request after which nothing can be understood: the connection ends. */
void http_refuse(
    struct http_peer *peer, const struct http_request *request, unsigned status, const char *fault);
/* Seconds since the epoch; the Date field is of them. */
int64_t http_reply_date(struct http_server *server);

/* http_send.c */

/* Goes on with the answer, until all is sent (then `active` is false) or it must wait. */
void http_send(struct http_peer *peer);
/* All of an answer is on its way, or never will be. */
void http_sent(struct http_peer *peer);
/* Forgets what was to be sent. */
void http_sending_finish(struct http_sending *sending);
void http_part_head(struct text *text, const struct http_multipart *parts, int part);
void http_part_end(struct text *text, const struct http_multipart *parts);

/* http_file.c */

/* Opens what lies at `path` below a directory, for reading: no path and no link leads out of it.
 * `walks` is set where the system cannot do that itself: then links are not followed at all.
 * A descriptor, or a negative code. */
int http_open_below(int root, const char *path, bool *walks);
/* The media type, by what the name ends with. */
const char *http_type(const char *path);

/* http_listing.c */

/* The directory as a page of HTML.  Takes the descriptor.  False if it cannot be read. */
bool http_listing(struct text *page, int descriptor, const char *path);
