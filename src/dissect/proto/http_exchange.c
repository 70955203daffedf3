/* Which request a response answers, and what is known of both.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/text.h"
#include "dissect/proto/http.h"
#include "dissect/tracker.h"

static void begin_exchange(struct http_memory *memory)
{
    memory->before = memory->now;
    memory->now = (struct http_exchange){0};
    memory->number++;
}

/* For a second pass: what this message is to those before it. */
static void tell_before(struct packet *p, struct http_memory *memory, bool request)
{
    const struct http_exchange *now = &memory->now, *before = &memory->before;
    uint32_t frame = (uint32_t)p->frame->number, last = memory->number - 1;
    if (!memory->first_in) memory->first_in = frame;
    tracker_tell(p->tracker, FORESEEN_EXCHANGES, memory->first_in, 0, memory->number);
    if (!request && now->request_in)
        tracker_tell(p->tracker, FORESEEN_RESPONSE, now->request_in, memory->number, frame);
    if (request && before->request_in)
        tracker_tell(p->tracker, FORESEEN_NEXT_REQUEST, before->request_in, last, frame);
    if (!request && before->response_in)
        tracker_tell(p->tracker, FORESEEN_NEXT_RESPONSE, before->response_in, last, frame);
}

/* Wireshark's way of counting: a response belongs to the newest request, if that has none. */
void http_remember(struct packet *p, struct http_memory *memory, bool request)
{
    struct http_exchange *now = &memory->now;
    if (!memory->number || (request ? now->request_in || now->response_in : now->response_in))
        begin_exchange(memory);
    if (request) {
        now->request_in = (uint32_t)p->frame->number;
        now->request_time = p->frame->time;
    } else {
        now->response_in = (uint32_t)p->frame->number;
    }
    tell_before(p, memory, request);
}

bool http_within_tls(const struct packet *p)
{
    return p->conversation && p->conversation->within_tls;
}

static const char *scheme(const struct packet *p)
{
    return http_within_tls(p) ? "https://" : "http://";
}

void http_keep_uri(const struct packet *p, struct http_memory *memory, struct bytes method,
    struct bytes uri, struct bytes host)
{
    memory->head = http_same(method, "HEAD");
    memory->connect = http_same(method, "CONNECT");
    if (!host.at && memory->uri_length) return; /* the last complete one stands */
    bool path = host.at && uri.len && (uri.at[0] == '/' || uri.at[0] == '*') && !memory->connect;
    struct text text = {memory->uri, 0, sizeof memory->uri, false};
    if (path) {
        if (strlen(scheme(p)) + host.len > sizeof memory->uri) return;
        text_put(&text, scheme(p));
        text_add(&text, host.at, host.len);
    }
    memory->target = (uint16_t)text.len;
    size_t room = sizeof memory->uri - text.len;
    text_add(&text, uri.at, uri.len < room ? uri.len : room);
    memory->uri_length = (uint16_t)text.len;
}

struct bytes http_target(const struct http_memory *memory)
{
    if (!memory) return (struct bytes){0};
    size_t length = memory->uri_length - memory->target;
    return bytes_of((const uint8_t *)memory->uri + memory->target, length);
}

struct bytes http_target_host(const struct packet *p, const struct http_memory *memory)
{
    size_t before = strlen(scheme(p));
    if (!memory || memory->target < before) return (struct bytes){0};
    return bytes_of((const uint8_t *)memory->uri + before, memory->target - before);
}

void http_full_uri(struct packet *p, struct bytes method, struct bytes uri, struct bytes host)
{
    if (!host.at || !packet_wants(p, HTTP_FULL_URI)) return;
    struct item *item = packet_add(p, HTTP_FULL_URI, p->layer->offset, 0, ITEM_GENERATED);
    if (!item) return;
    bool path = uri.len && (uri.at[0] == '/' || uri.at[0] == '*') && !http_same(method, "CONNECT");
    size_t before = path ? strlen(scheme(p)) : 0;
    uint32_t length = (uint32_t)(uri.len + (path ? before + host.len : 0));
    uint8_t *room = packet_scratch(p, length);
    if (!room) return;
    item->bytes = bytes_of(room, length);
    if (path) {
        memcpy(room, scheme(p), before);
        memcpy(room + before, host.at, host.len);
        room += before + host.len;
    }
    memcpy(room, uri.at, uri.len);
}

static void add_frame(struct packet *p, unsigned field, uint32_t frame)
{
    if (frame) packet_add_uint(p, field, p->layer->offset, 0, frame, ITEM_GENERATED);
}

static uint32_t foresee(const struct packet *p, enum foreseen kind, uint32_t frame, uint32_t number)
{
    return frame ? (uint32_t)tracker_foresee(p->tracker, kind, frame, number) : 0;
}

/* What a first pass told of this message. */
static void add_later(struct packet *p, const struct http_memory *memory, bool request)
{
    const struct http_exchange *now = &memory->now;
    uint32_t number = memory->number;
    if (!p->tracker || !p->tracker->foresee) return;
    if (request)
        add_frame(p, HTTP_RESPONSE_IN, foresee(p, FORESEEN_RESPONSE, now->request_in, number));
    add_frame(p, HTTP_NEXT_REQUEST, foresee(p, FORESEEN_NEXT_REQUEST, now->request_in, number));
    if (!request)
        add_frame(
            p, HTTP_NEXT_RESPONSE, foresee(p, FORESEEN_NEXT_RESPONSE, now->response_in, number));
    packet_add_uint(p, HTTP_EXCHANGES, p->layer->offset, 0,
        foresee(p, FORESEEN_EXCHANGES, memory->first_in, 0), ITEM_GENERATED | ITEM_HIDDEN);
}

void http_exchanges(struct packet *p, const struct http_memory *memory, bool request)
{
    uint32_t at = p->layer->offset;
    if (!memory) return;
    packet_add_uint(p, request ? HTTP_REQUEST_NUMBER : HTTP_RESPONSE_NUMBER, at, 0, memory->number,
        ITEM_GENERATED);
    if (!request && memory->now.request_in) {
        struct item *item = packet_add(p, HTTP_TIME, at, 0, ITEM_GENERATED);
        if (item) item->integer = p->frame->time - memory->now.request_time;
    }
    add_frame(p, HTTP_PREV_REQUEST, memory->before.request_in);
    if (!request) {
        add_frame(p, HTTP_PREV_RESPONSE, memory->before.response_in);
        add_frame(p, HTTP_REQUEST_IN, memory->now.request_in);
    }
    add_later(p, memory, request);
    if (request) return;
    if (!memory->uri_length || !packet_wants(p, HTTP_RESPONSE_FOR)) return;
    struct item *item = packet_add(p, HTTP_RESPONSE_FOR, at, 0, ITEM_GENERATED);
    if (item) item->bytes = packet_format(p, "%.*s", (int)memory->uri_length, memory->uri);
}
