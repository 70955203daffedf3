/* What is spoken on a connection that HTTP opened, and does not read itself: behind a CONNECT, and
 * behind an Upgrade to WebSocket.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "dissect/proto/http.h"
#include "dissect/proto/websocket.h"
#include "dissect/tracker.h"

/* RFC 9110 9.3.6: behind the answer to a CONNECT anything may be spoken. */
void http_open_tunnel(struct packet *p, const struct http_memory *memory)
{
    struct tcp_conversation *conversation = p->conversation;
    static const char https[] = ":443";
    if (conversation->outer) return; /* a tunnel in a tunnel is not followed */
    size_t length = sizeof https - 1;
    if (memory->uri_length > length &&
        memcmp(memory->uri + memory->uri_length - length, https, length) == 0)
        conversation->secured = &proto_http;
    conversation->outer = &proto_http;
    conversation->outer_memory = conversation->memory;
    conversation->memory = NULL;
    conversation->proto = NULL;
}

/* RFC 6455 4.2.2: "101 Switching Protocols", and from the next byte on frames. */
void http_open_websocket(struct packet *p, const struct cur *c, uint32_t at)
{
    struct http_line line;
    struct http_pair pair;
    bool websocket = false, packs = false;
    for (; http_line(c, at, &line) && line.length; at = line.next) {
        const uint8_t *text = cur_at(c, line.at, line.length);
        if (!text || !http_pair(bytes_of(text, line.length), &pair)) continue;
        websocket |= http_same(pair.name, "Upgrade") && http_same(pair.value, "websocket");
        packs |= http_same(pair.name, "Sec-WebSocket-Extensions") &&
                 http_same(http_trim(http_split(&pair.value, ';')), "permessage-deflate");
    }
    if (!websocket) return;
    struct tcp_conversation *conversation = p->conversation;
    p->tracker->memory(p->tracker, conversation, 0);
    conversation->outer = &proto_http;
    conversation->proto = &proto_websocket;
    struct websocket_memory *memory = p->tracker->memory(
        p->tracker, conversation, sizeof *memory + (packs ? 2 * sizeof *memory->window : 0));
    if (memory) memory->packs = packs;
}

/* What goes through a tunnel, named by the URI of the CONNECT: "example.org:443". */
void http_tunnel(struct packet *p, struct cur *c)
{
    if (p->conversation->proto == &proto_websocket) {
        p->layer->hidden = true;
        packet_next_proto(p, *c, p->conversation->proto);
        return;
    }
    const struct http_memory *memory = p->conversation->outer_memory;
    struct bytes uri = memory ? bytes_of(memory->uri, memory->uri_length) : (struct bytes){0};
    const uint8_t *colon = uri.len ? memrchr(uri.at, ':', uri.len) : NULL;
    if (colon) {
        struct item *item = packet_add(p, HTTP_PROXY_CONNECT_HOST, c->at, 0, ITEM_GENERATED);
        if (item)
            item->bytes = packet_format(p, "%.*s", (int)(colon - uri.at), (const char *)uri.at);
        uint32_t port = 0;
        for (const uint8_t *digit = colon + 1; digit < uri.at + uri.len && port < 6554; digit++)
            port = port * 10 + *digit % 16;
        packet_add_uint(p, HTTP_PROXY_CONNECT_PORT, c->at, 0, port, ITEM_GENERATED);
    }
    p->layer->quoted = true; /* the columns are those of what is inside, or TCP's */
    /* HTTP in a tunnel of HTTP's is not followed. */
    if (p->conversation->proto && p->conversation->proto != &proto_http)
        packet_next_proto(p, *c, p->conversation->proto);
    else
        packet_next_data(p, *c);
}
