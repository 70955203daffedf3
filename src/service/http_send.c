/* Files on their way: a piece whenever the peer takes one.
 *
 * Over TCP the kernel moves the bytes (sendfile).  When the socket takes no more, one piece goes
 * through memory instead: it waits in the connection's queue, and `writable` tells when it has gone.
 * SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "service/http_parts.h"

void http_part_head(struct text *text, const struct http_multipart *parts, int part)
{
    const struct http_range *range = &parts->ranges[part];
    text_put(text, "\r\n--");
    text_put(text, parts->boundary);
    text_put(text, "\r\nContent-Type: ");
    text_put(text, parts->type);
    text_put(text, "\r\nContent-Range: bytes ");
    text_uint(text, range->first);
    text_char(text, '-');
    text_uint(text, range->first + range->length - 1);
    text_char(text, '/');
    text_uint(text, parts->size);
    text_put(text, "\r\n\r\n");
}

void http_part_end(struct text *text, const struct http_multipart *parts)
{
    text_put(text, "\r\n--");
    text_put(text, parts->boundary);
    text_put(text, "--\r\n");
}

void http_sending_finish(struct http_sending *sending)
{
    if (sending->descriptor >= 0) close(sending->descriptor);
    free(sending->parts);
    struct text request = sending->request; /* its room is used again */
    text_clear(&request);
    *sending = (struct http_sending){.descriptor = -1, .request = request};
}

/* What stands between parts, or behind the last. */
static int next_part(struct http_peer *peer)
{
    struct http_sending *sending = &peer->sending;
    struct http_multipart *parts = sending->parts;
    struct text *text = &peer->server->head;
    text_clear(text);
    if (parts->next < parts->count) {
        const struct http_range *range = &parts->ranges[parts->next];
        http_part_head(text, parts, parts->next++);
        sending->at = range->first;
        sending->left = range->length;
    } else {
        http_part_end(text, parts);
        free(parts);
        sending->parts = NULL;
    }
    sending->sent += text->len;
    return text->failed ? UV_ENOMEM : conn_write(peer->conn, bytes_of(text->at, text->len));
}

/* Some bytes of the file: how many, or a negative code. */
static int64_t send_piece(struct http_peer *peer, uint64_t most)
{
    struct http_sending *sending = &peer->sending;
    size_t length = (size_t)(sending->left < most ? sending->left : most);
    int64_t sent = conn_write_file(peer->conn, sending->descriptor, sending->at, length);
    if (sent && sent != UV_ENOTSUP) return sent;
    /* What the socket did not take now is to wait in its queue: little of it. */
    size_t piece = sent ? HTTP_PIECE : HTTP_SMALL;
    if (length > piece) length = piece;
    ssize_t got;
    do
        got = pread(sending->descriptor, peer->server->piece, length, (off_t)sending->at);
    while (got < 0 && errno == EINTR);
    if (got <= 0) return got ? uv_translate_sys_error(errno) : UV_EOF;
    int status = conn_write(peer->conn, bytes_of(peer->server->piece, (size_t)got));
    return status < 0 ? status : got;
}

void http_send(struct http_peer *peer)
{
    struct http_sending *sending = &peer->sending;
    uint64_t turn = HTTP_TURN;
    due_stop(&peer->server->due, &peer->due);
    while (sending->left || sending->parts) {
        int64_t sent = 0;
        if (conn_queued(peer->conn)) {
            due_start(&peer->server->due, &peer->due, HTTP_WAIT_TAKE);
            sending->told_at = 0;
            return; /* `writable` goes on */
        }
        if (!turn) {
            http_ready(peer);
            sending->told_at = 0;
            return;
        }
        if (sending->left) {
            sent = send_piece(peer, turn);
        } else {
            int status = next_part(peer);
            if (status < 0) sent = status;
        }
        if (sent < 0) { /* the file has become shorter, or cannot be read, or the peer has gone */
            http_break(peer, (int)sent);
            return;
        }
        sending->at += (uint64_t)sent;
        sending->left -= (uint64_t)sent;
        sending->sent += (uint64_t)sent;
        turn -= (uint64_t)sent < turn ? (uint64_t)sent : turn;
    }
    http_sent(peer);
}
