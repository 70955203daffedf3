/* The head of an answer, and answers that are nothing but words.  SPDX-License-Identifier: MIT */
#include "base/time.h"
#include "grammar/http_date.h"
#include "service/http_parts.h"

static const char *phrase(unsigned status)
{
    static const struct {
        unsigned status;
        const char *phrase;
    } phrases[] = {
        {200, "OK"},
        {204, "No Content"},
        {206, "Partial Content"},
        {301, "Moved Permanently"},
        {304, "Not Modified"},
        {400, "Bad Request"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {408, "Request Timeout"},
        {412, "Precondition Failed"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {416, "Range Not Satisfiable"},
        {417, "Expectation Failed"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {503, "Service Unavailable"},
        {505, "HTTP Version Not Supported"},
    };
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
        if (phrases[i].status == status) return phrases[i].phrase;
    return "";
}

int64_t http_reply_date(struct http_server *server)
{
    int64_t now = time_wall() / TIME_SECOND;
    if (now != server->date_at || !server->date.len) {
        text_clear(&server->date);
        http_date_add(&server->date, now);
        server->date_at = now;
    }
    return now;
}

/* Method and target outlive the bytes that they were read from. */
static void note_request(struct http_sending *sending, const struct http_request *request)
{
    text_clear(&sending->request);
    if (!request) return;
    text_add(&sending->request, request->method.at, request->method.len);
    text_char(&sending->request, '\0');
    text_add(&sending->request, request->target.at, request->target.len);
    text_char(&sending->request, '\0');
}

void http_reply_begin(struct http_peer *peer, const struct http_request *request, unsigned status)
{
    struct http_server *server = peer->server;
    struct http_sending *sending = &peer->sending;
    struct text *head = &server->head;
    sending->active = true;
    sending->status = status;
    if (events_wanted(server->events, EVENT_REQUEST)) {
        note_request(sending, request);
        sending->begun = time_monotonic();
        sending->told_at = time_wall();
    }
    http_reply_date(server);
    text_clear(head);
    text_put(head, "HTTP/1.1 ");
    text_uint(head, status);
    text_char(head, ' ');
    text_put(head, phrase(status));
    text_put(head, "\r\nServer: wirelab/" WIRELAB_VERSION "\r\nDate: ");
    text_add(head, server->date.at, server->date.len);
    text_put(head, "\r\n");
    if (!peer->keep)
        text_put(head, "Connection: close\r\n");
    else if (request && !request->minor)
        text_put(head, "Connection: keep-alive\r\n");
}

void http_reply_field(struct http_peer *peer, const char *name, const char *value)
{
    struct text *head = &peer->server->head;
    text_put(head, name);
    text_put(head, ": ");
    text_put(head, value);
    text_put(head, "\r\n");
}

void http_reply_length(struct http_peer *peer, uint64_t length)
{
    struct text *head = &peer->server->head;
    text_put(head, "Content-Length: ");
    text_uint(head, length);
    text_put(head, "\r\n");
}

bool http_reply_send(struct http_peer *peer, const struct http_request *request, struct bytes body)
{
    struct text *head = &peer->server->head;
    text_put(head, "\r\n");
    if (request && bytes_equal(request->method, "HEAD")) body.len = 0;
    text_add(head, body.at, body.len);
    if (head->failed) {
        http_break(peer, UV_ENOMEM);
        return false;
    }
    peer->sending.sent += body.len;
    if (conn_write(peer->conn, bytes_of(head->at, head->len)) == 0) return true;
    peer->gone = true;
    http_sent(peer);
    return false;
}

void http_reply_status(
    struct http_peer *peer, const struct http_request *request, unsigned status, const char *fault)
{
    struct text words = {0};
    http_reply_begin(peer, request, status);
    peer->sending.fault = fault;
    text_uint(&words, status);
    text_char(&words, ' ');
    text_put(&words, phrase(status));
    if (fault) {
        text_put(&words, ": ");
        text_put(&words, fault);
    }
    text_char(&words, '\n');
    if (status == 405 || status == 501) http_reply_field(peer, "Allow", "GET, HEAD, OPTIONS");
    http_reply_field(peer, "Content-Type", "text/plain; charset=utf-8");
    http_reply_length(peer, words.len);
    if (http_reply_send(peer, request, bytes_of(words.at, words.len))) http_sent(peer);
    text_finish(&words);
}

void http_refuse(
    struct http_peer *peer, const struct http_request *request, unsigned status, const char *fault)
{
    peer->keep = false;
    http_reply_status(peer, request, status, fault);
}

static void tell(struct http_peer *peer)
{
    const struct http_sending *sending = &peer->sending;
    const char *method = sending->request.len ? sending->request.at : NULL;
    const char *target = method ? method + strlen(method) + 1 : NULL;
    const char *human = "{peer}: {status} {phrase} ({fault})";
    if (method && *target)
        human = sending->fault ? "{peer} {method} {target}: {status} {phrase} ({fault})"
                               : "{peer} {method} {target}: {status} {phrase}, {bytes} bytes";
    event_tell(peer->server->events,
        &(struct event){.kind = EVENT_REQUEST,
            .time = sending->told_at,
            .conn = conn_id(peer->conn),
            .human = human,
            .values = {event_text("peer", conn_peer(peer->conn)),
                event_text("method", method && *method ? method : NULL),
                event_text("target", target && *target ? target : NULL),
                event_uint("status", sending->status),
                event_text("phrase", phrase(sending->status)), event_uint("bytes", sending->sent),
                event_text("fault", sending->fault),
                event_bool("whole", !sending->left && !sending->parts),
                event_seconds("duration", time_monotonic() - sending->begun)}});
}

void http_sent(struct http_peer *peer)
{
    struct http_sending *sending = &peer->sending;
    if (!sending->active) return;
    due_stop(&peer->server->due, &peer->due);
    if (events_wanted(peer->server->events, EVENT_REQUEST) && !sending->request.failed) tell(peer);
    http_sending_finish(sending);
    if (!peer->keep) http_leave(peer);
}
