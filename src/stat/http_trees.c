/* -z http,tree, http_req,tree and http_srv,tree: what HTTP servers were asked, and answered.
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "dissect/proto.h"
#include "stat/tree.h"

struct http_tree {
    struct tree tree;
    const struct field *method, *uri, *host, *code, *words;
};

/* One message. */
struct message {
    struct bytes method, uri, host; /* at NULL: not there */
    unsigned code;                  /* 0: none */
    const char *words;              /* what the code means */
    char source[64], destination[64];
};

static const char *const classes[] = {"???: broken", "1xx: Informational", "2xx: Success",
    "3xx: Redirection", "4xx: Client Error", "5xx: Server Error"};

static bool open_http(struct statistic *stat, const char *arguments, struct text *message)
{
    struct http_tree *self = (struct http_tree *)stat;
    const struct dissector *dissector = stat->setting.dissector;
    self->method = dissector_field(dissector, "http.request.method");
    self->uri = dissector_field(dissector, "http.request.uri");
    self->host = dissector_field(dissector, "http.host");
    self->code = dissector_field(dissector, "http.response.code");
    self->words = dissector_field(dissector, "http.response.code.desc");
    return tree_open(stat, arguments, message);
}

static void want(struct statistic *stat, struct dissector *dissector)
{
    struct http_tree *self = (struct http_tree *)stat;
    const struct field *const wanted[] = {
        self->method, self->uri, self->host, self->code, self->words};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        dissector_want(dissector, wanted[i]->name);
}

static struct bytes text_of(
    const struct packet *packet, const struct layer *layer, const struct field *field)
{
    const struct item *item = packet_item(packet, layer, field);
    return item ? item->bytes : (struct bytes){0};
}

static void read_message(struct message *message, const struct http_tree *self,
    const struct packet *packet, const struct layer *layer)
{
    const struct item *code = packet_item(packet, layer, self->code);
    *message = (struct message){.method = text_of(packet, layer, self->method),
        .uri = text_of(packet, layer, self->uri),
        .host = text_of(packet, layer, self->host),
        .code = code ? (unsigned)code->number : 0};
    struct text text = {.at = message->source, .cap = sizeof message->source, .fixed = true};
    packet_column_address(&text, &packet->source);
    text_string(&text);
    text = (struct text){
        .at = message->destination, .cap = sizeof message->destination, .fixed = true};
    packet_column_address(&text, &packet->destination);
    text_string(&text);
}

/* SSDP speaks as HTTP does, and counts. */
static bool is_http(const struct layer *layer)
{
    return strcmp(layer->proto->name, "http") == 0 || strcmp(layer->proto->name, "ssdp") == 0;
}

/* Calls `count` for each message of the packet. */
static void count_messages(struct statistic *stat, const struct packet *packet,
    void (*count)(struct branches *branches, const struct message *message))
{
    struct http_tree *self = (struct http_tree *)stat;
    for (unsigned i = 0; i < packet->nlayers; i++) {
        const struct layer *layer = &packet->layers[i];
        if (layer->quoted || !is_http(layer)) continue;
        struct message message;
        char words[64] = "";
        read_message(&message, self, packet, layer);
        struct bytes said = text_of(packet, layer, self->words);
        if (said.at && said.len < sizeof words) memcpy(words, said.at, said.len);
        message.words = words;
        branches_at(&self->tree.branches, packet->frame->since_first);
        count(&self->tree.branches, &message);
    }
}

/* --- http,tree ----------------------------------------------------------------------------------- */

static uint32_t all_responses(struct branches *branches)
{
    return branches_name(
        branches, branches_name(branches, 0, "Total HTTP Packets"), "HTTP Response Packets");
}

static bool open_packets(struct statistic *stat, const char *arguments, struct text *message)
{
    if (!open_http(stat, arguments, message)) return false;
    struct branches *branches = &((struct tree *)stat)->branches;
    uint32_t all = branches_name(branches, 0, "Total HTTP Packets");
    branches_name(branches, all, "HTTP Request Packets");
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        branches_name(branches, all_responses(branches), classes[i]);
    branches_name(branches, all, "Other HTTP Packets");
    return true;
}

static void count_packet(struct branches *branches, const struct message *message)
{
    uint32_t all = branches_tick(branches, 0, "Total HTTP Packets");
    if (message->code) {
        unsigned hundreds = message->code / 100;
        char name[80];
        uint32_t at = branches_tick(branches, all, "HTTP Response Packets");
        at = branches_tick(branches, at, classes[hundreds <= 5 ? hundreds : 0]);
        struct text text = {.at = name, .cap = sizeof name, .fixed = true};
        if (*message->words)
            text_format(&text, "%u %s", message->code, message->words);
        else
            text_format(&text, "%u Unknown (%u)", message->code, message->code);
        branches_tick(branches, at, text_string(&text));
    } else if (message->method.at) {
        uint32_t at = branches_tick(branches, all, "HTTP Request Packets");
        branches_count(branches, branches_name_bytes(branches, at, message->method));
    } else {
        branches_tick(branches, all, "Other HTTP Packets");
    }
}

static void packet_packets(struct statistic *stat, const struct packet *packet)
{
    count_messages(stat, packet, count_packet);
}

/* --- http_req,tree ------------------------------------------------------------------------------- */

static bool open_requests(struct statistic *stat, const char *arguments, struct text *message)
{
    if (!open_http(stat, arguments, message)) return false;
    branches_name(&((struct tree *)stat)->branches, 0, "HTTP Requests by HTTP Host");
    return true;
}

static void count_request(struct branches *branches, const struct message *message)
{
    if (!message->method.at) return;
    uint32_t at = branches_tick(branches, 0, "HTTP Requests by HTTP Host");
    if (!message->host.at) return;
    at = branches_name_bytes(branches, at, message->host);
    branches_count(branches, at);
    if (message->uri.at) branches_count(branches, branches_name_bytes(branches, at, message->uri));
}

static void packet_requests(struct statistic *stat, const struct packet *packet)
{
    count_messages(stat, packet, count_request);
}

/* --- http_srv,tree ------------------------------------------------------------------------------- */

static bool open_servers(struct statistic *stat, const char *arguments, struct text *message)
{
    if (!open_http(stat, arguments, message)) return false;
    struct branches *branches = &((struct tree *)stat)->branches;
    uint32_t requests = branches_name(branches, 0, "HTTP Requests by Server");
    branches_name(branches, requests, "HTTP Requests by Server Address");
    branches_name(branches, requests, "HTTP Requests by HTTP Host");
    branches_name(branches, 0, "HTTP Responses by Server Address");
    return true;
}

static void count_served(struct branches *branches, const struct message *message)
{
    if (message->method.at) {
        uint32_t all = branches_tick(branches, 0, "HTTP Requests by Server");
        uint32_t at = branches_tick(branches, all, "HTTP Requests by Server Address");
        at = branches_tick(branches, at, message->destination);
        if (!message->host.at) return;
        branches_count(branches, branches_name_bytes(branches, at, message->host));
        at = branches_tick(branches, all, "HTTP Requests by HTTP Host");
        at = branches_name_bytes(branches, at, message->host);
        branches_count(branches, at);
        branches_tick(branches, at, message->destination);
    } else if (message->code) {
        uint32_t at = branches_tick(branches, 0, "HTTP Responses by Server Address");
        at = branches_tick(branches, at, message->source);
        branches_tick(branches, at, message->code >= 100 && message->code < 400 ? "OK" : "KO");
    }
}

static void packet_servers(struct statistic *stat, const struct packet *packet)
{
    count_messages(stat, packet, count_served);
}

#define TREE(id, typed, words, head)                                                               \
    const struct statistic_kind kind_http_##id##_tree = {                                          \
        .name = typed,                                                                             \
        .arguments = "[,FILTER]",                                                                  \
        .summary = words,                                                                          \
        .title = head,                                                                             \
        .size = sizeof(struct http_tree),                                                          \
        .open = open_##id,                                                                         \
        .want = want,                                                                              \
        .packet = packet_##id,                                                                     \
        .print = tree_print,                                                                       \
        .list = tree_list,                                                                         \
        .close = tree_close,                                                                       \
    }

TREE(packets, "http,tree", "requests by method, responses by status", "HTTP/Packet Counter");
TREE(requests, "http_req,tree", "requests by host and target", "HTTP/Requests");
TREE(servers, "http_srv,tree", "which server got how many, and answered how",
    "HTTP/Load Distribution");
