/* What a request is answered with.  SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/random.h"
#include "base/time.h"
#include "grammar/http_condition.h"
#include "grammar/http_date.h"
#include "service/http_parts.h"

/* Byte for byte the reply of the hand-out's server: bare LF, and no header field. */
#define HANDOUT_REPLY "HTTP/1.0 200 OK\n\nHello World"
#define HANDOUT_BODY 11

/* A file that was found, and how it is known. */
struct resource {
    int descriptor;
    uint64_t size;
    const char *type;
    char etag[48];
    char modified[32]; /* as a date */
    struct http_validators validators;
};

static void reply_handout(struct http_peer *peer, const struct http_request *request)
{
    peer->keep = false;
    http_reply_begin(peer, request, 200);
    peer->sending.sent = HANDOUT_BODY;
    if (conn_write(peer->conn, bytes_of_string(HANDOUT_REPLY)) < 0) peer->gone = true;
    http_sent(peer);
}

static void reply_options(struct http_peer *peer, const struct http_request *request)
{
    http_reply_begin(peer, request, 204);
    http_reply_field(peer, "Allow", "GET, HEAD, OPTIONS");
    if (http_reply_send(peer, request, (struct bytes){0})) http_sent(peer);
}

/* The same path with a slash, so that relative links lead on from there. */
static void reply_slash(struct http_peer *peer, const struct http_request *request)
{
    struct http_server *server = peer->server;
    struct text *head = &server->head;
    const struct text *path = &server->target.path;
    http_reply_begin(peer, request, 301);
    text_put(head, "Location: /");
    http_target_add(head, bytes_of(path->at, path->len), true);
    if (path->len) text_char(head, '/');
    text_add(head, server->target.query.at, server->target.query.len);
    text_put(head, "\r\n");
    http_reply_length(peer, 0);
    if (http_reply_send(peer, request, (struct bytes){0})) http_sent(peer);
}

static void reply_listing(
    struct http_peer *peer, const struct http_request *request, int descriptor)
{
    struct text page = {0};
    if (!http_listing(&page, descriptor, text_string(&peer->server->target.path))) {
        http_reply_status(peer, request, 500, "the directory cannot be read");
    } else {
        http_reply_begin(peer, request, 200);
        http_reply_field(peer, "Content-Type", "text/html; charset=utf-8");
        http_reply_length(peer, page.len);
        if (http_reply_send(peer, request, bytes_of(page.at, page.len))) http_sent(peer);
    }
    text_finish(&page);
}

static void reply_missing(struct http_peer *peer, const struct http_request *request, int code)
{
    switch (code) {
    case -ENOENT:
    case -ENOTDIR:
    case -ENAMETOOLONG:
        http_reply_status(peer, request, 404, "there is no such file");
        break;
    case -EXDEV:
    case -ELOOP:
        http_reply_status(
            peer, request, 403, "a link is not followed: it may lead out of the root");
        break;
    case -EACCES:
    case -EPERM:
        http_reply_status(peer, request, 403, "the server may not read it");
        break;
    case -EMFILE:
    case -ENFILE:
    case -ENOMEM:
        http_reply_status(peer, request, 503, "the server has too many files open");
        break;
    default:
        http_reply_status(peer, request, 500, "the file cannot be opened");
    }
}

/* --- a file ------------------------------------------------------------------------------------- */

static void describe(
    struct resource *resource, const struct stat *status, const char *path, int64_t now)
{
    struct text etag = {resource->etag, 0, sizeof resource->etag, true, false};
    struct text modified = {resource->modified, 0, sizeof resource->modified, true, false};
    resource->size = (uint64_t)status->st_size;
    resource->type = http_type(path);
    text_char(&etag, '"');
    text_hex(&etag, (uint64_t)status->st_mtim.tv_sec * TIME_SECOND + status->st_mtim.tv_nsec, 16);
    text_char(&etag, '-');
    text_hex(&etag, resource->size, 16);
    text_char(&etag, '"');
    /* RFC 9110 8.8.2.1: never later than the answer itself. */
    int64_t seconds = status->st_mtim.tv_sec < now ? status->st_mtim.tv_sec : now;
    http_date_add(&modified, seconds);
    resource->validators = (struct http_validators){bytes_of(etag.at, etag.len), seconds};
    text_char(&etag, '\0');
    text_char(&modified, '\0');
}

static void reply_begin_file(struct http_peer *peer, const struct http_request *request,
    unsigned status, const struct resource *resource)
{
    http_reply_begin(peer, request, status);
    http_reply_field(peer, "Last-Modified", resource->modified);
    http_reply_field(peer, "ETag", resource->etag);
    if (status != 304) http_reply_field(peer, "Accept-Ranges", "bytes");
}

/* Sends the head, and begins with the file, at once if that is small. */
static void reply_send_file(
    struct http_peer *peer, const struct http_request *request, uint64_t first, uint64_t length)
{
    struct http_sending *sending = &peer->sending;
    struct bytes body = {0};
    sending->at = first;
    sending->left = bytes_equal(request->method, "HEAD") ? 0 : length;
    if (sending->left && sending->left <= HTTP_SMALL) {
        ssize_t got = pread(sending->descriptor, peer->server->piece, sending->left, (off_t)first);
        if (got > 0) body = bytes_of(peer->server->piece, (size_t)got);
        sending->at += body.len;
        sending->left -= body.len;
    }
    if (http_reply_send(peer, request, body)) http_send(peer);
}

static void reply_whole(
    struct http_peer *peer, const struct http_request *request, const struct resource *resource)
{
    reply_begin_file(peer, request, 200, resource);
    http_reply_field(peer, "Content-Type", resource->type);
    http_reply_length(peer, resource->size);
    reply_send_file(peer, request, 0, resource->size);
}

static void put_content_range(struct text *head, const struct http_range *range, uint64_t size)
{
    text_put(head, "Content-Range: bytes ");
    if (range) {
        text_uint(head, range->first);
        text_char(head, '-');
        text_uint(head, range->first + range->length - 1);
    } else {
        text_char(head, '*');
    }
    text_char(head, '/');
    text_uint(head, size);
    text_put(head, "\r\n");
}

static void reply_one_range(struct http_peer *peer, const struct http_request *request,
    const struct resource *resource, const struct http_range *range)
{
    reply_begin_file(peer, request, 206, resource);
    http_reply_field(peer, "Content-Type", resource->type);
    put_content_range(&peer->server->head, range, resource->size);
    http_reply_length(peer, range->length);
    reply_send_file(peer, request, range->first, range->length);
}

/* All that is between the ranges counts as well. */
static uint64_t multipart_length(const struct http_multipart *parts)
{
    struct text between = {0};
    uint64_t length = 0;
    for (int i = 0; i < parts->count; i++) {
        http_part_head(&between, parts, i);
        length += parts->ranges[i].length;
    }
    http_part_end(&between, parts);
    length += between.len;
    text_finish(&between);
    return length;
}

static void reply_ranges(struct http_peer *peer, const struct http_request *request,
    const struct resource *resource, const struct http_range *ranges, int count)
{
    struct http_multipart *parts = calloc(1, sizeof *parts);
    struct text *head = &peer->server->head;
    if (!parts) {
        http_reply_status(peer, request, 500, "no memory");
        return;
    }
    struct random random = random_seeded((uint64_t)time_wall());
    struct text boundary = {parts->boundary, 0, sizeof parts->boundary, true, false};
    text_hex(&boundary, random_next(&random), 16);
    memcpy(parts->ranges, ranges, (size_t)count * sizeof *ranges);
    parts->count = count;
    parts->size = resource->size;
    parts->type = resource->type;
    reply_begin_file(peer, request, 206, resource);
    text_put(head, "Content-Type: multipart/byteranges; boundary=");
    text_put(head, parts->boundary);
    text_put(head, "\r\n");
    http_reply_length(peer, multipart_length(parts));
    peer->sending.parts = parts;
    if (http_reply_send(peer, request, (struct bytes){0})) http_send(peer);
}

static void reply_no_range(
    struct http_peer *peer, const struct http_request *request, const struct resource *resource)
{
    reply_begin_file(peer, request, 416, resource);
    peer->sending.fault = "the file has no such bytes";
    put_content_range(&peer->server->head, NULL, resource->size);
    http_reply_length(peer, 0);
    if (http_reply_send(peer, request, (struct bytes){0})) http_sent(peer);
}

/* The descriptor is the answer's now. */
static void reply_file(struct http_peer *peer, const struct http_request *request, int descriptor,
    const struct stat *status, const char *path)
{
    struct resource resource;
    struct http_range ranges[HTTP_RANGES];
    int64_t now = http_reply_date(peer->server);
    int count = HTTP_RANGES_WHOLE;
    peer->sending.descriptor = descriptor;
    describe(&resource, status, path, now);
    unsigned code = http_condition(request, &resource.validators, now);
    if (code == 412) {
        http_reply_status(peer, request, 412, "the file is another one than was expected");
        return;
    }
    if (code == 304) {
        reply_begin_file(peer, request, 304, &resource);
        if (http_reply_send(peer, request, (struct bytes){0})) http_sent(peer);
        return;
    }
    /* RFC 9110 14.2: ranges are of GET alone. */
    struct bytes range = request->asked[HTTP_ASKED_RANGE];
    if (range.at && bytes_equal(request->method, "GET") &&
        http_if_range(request, &resource.validators, now))
        count = http_ranges_read(range, resource.size, ranges);
    if (count == HTTP_RANGES_WHOLE)
        reply_whole(peer, request, &resource);
    else if (count == HTTP_RANGES_NONE)
        reply_no_range(peer, request, &resource);
    else if (count == 1)
        reply_one_range(peer, request, &resource, ranges);
    else
        reply_ranges(peer, request, &resource, ranges, count);
}

/* --- finding it --------------------------------------------------------------------------------- */

/* Opens and looks at it; a negative code if it is not there. */
static int find(struct http_server *server, const char *path, struct stat *status)
{
    int descriptor = http_open_below(server->root, path, &server->walks);
    if (descriptor < 0 || fstat(descriptor, status) == 0) return descriptor;
    int code = -errno;
    close(descriptor);
    return code;
}

static void reply_directory(
    struct http_peer *peer, const struct http_request *request, int descriptor)
{
    struct http_server *server = peer->server;
    struct stat status;
    if (!server->target.slash) {
        close(descriptor);
        reply_slash(peer, request);
        return;
    }
    text_clear(&server->path);
    text_add(&server->path, server->target.path.at, server->target.path.len);
    text_put(&server->path, server->path.len ? "/index.html" : "index.html");
    int index = find(server, text_string(&server->path), &status);
    bool usable = index >= 0 && S_ISREG(status.st_mode);
    if (index == -ENOENT) {
        reply_listing(peer, request, descriptor);
        return;
    }
    close(descriptor);
    if (usable) {
        reply_file(peer, request, index, &status, "index.html");
        return;
    }
    if (index >= 0) close(index);
    reply_missing(peer, request, index < 0 ? index : -EACCES);
}

static void reply_path(struct http_peer *peer, const struct http_request *request)
{
    struct http_server *server = peer->server;
    struct stat status;
    const char *path = text_string(&server->target.path);
    int descriptor = find(server, path, &status);
    if (descriptor < 0) {
        reply_missing(peer, request, descriptor);
    } else if (S_ISDIR(status.st_mode)) {
        reply_directory(peer, request, descriptor);
    } else if (S_ISREG(status.st_mode) && !server->target.slash) {
        reply_file(peer, request, descriptor, &status, path);
    } else {
        close(descriptor);
        reply_missing(peer, request, server->target.slash ? -ENOTDIR : -EACCES);
    }
}

void http_answer(struct http_peer *peer, const struct http_request *request)
{
    struct http_server *server = peer->server;
    const struct http_framing *framing = &request->framing;
    peer->keep = request->minor ? !framing->close : framing->keep_alive && !framing->close;
    if (server->root < 0) {
        reply_handout(peer, request);
    } else if (request->minor && !framing->hosts) {
        http_refuse(peer, request, 400, "HTTP/1.1 wants a Host field");
    } else if (bytes_equal(request->method, "OPTIONS")) {
        reply_options(peer, request);
    } else if (!http_reads(request)) {
        bool known = http_is_method(request->method);
        http_reply_status(peer, request, known ? 405 : 501,
            known ? "files are read here, nothing else" : "the method is not known");
    } else if (!http_target_read(request->target, &server->target)) {
        http_refuse(peer, request, 400, server->target.fault);
    } else {
        reply_path(peer, request);
    }
}
