/* -z io,phs: which protocols there are, and inside of which.
 *
 *     eth                                      frames:13 bytes:923
 *       ip                                     frames:10 bytes:770
 *         tcp                                  frames:5 bytes:385
 *
 * Each way from the frame inwards is a path in a tree, a node for each layer of it; a frame counts
 * in every node of its path, with all of its bytes.  SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "dissect/proto.h"
#include "stat/json_rows.h"
#include "stat/statistic.h"

/* More kinds of nesting than any network has: they are not told apart beyond it. */
enum { NODES = 4096, NAME_WIDTH = 40, RULE = 67 };

struct node {
    const struct proto *proto;           /* NULL: the root */
    uint16_t child, last_child, sibling; /* 0: none */
    uint64_t frames, bytes;
};

struct hierarchy {
    struct statistic stat;
    struct node *nodes; /* the root first */
    uint16_t count;
    uint64_t left_out; /* layers that found no room */
};

static bool open_hierarchy(struct statistic *stat, const char *arguments, struct text *message)
{
    struct hierarchy *self = (struct hierarchy *)stat;
    self->nodes = calloc(NODES, sizeof *self->nodes);
    self->count = 1;
    if (!self->nodes) {
        text_put(message, "out of memory");
        return false;
    }
    return statistic_read_filter(stat, arguments, message);
}

static void want(struct statistic *stat, struct dissector *dissector)
{
    (void)stat;
    dissector_want(dissector, "data"); /* a summary has no use for it */
}

/* The node of this protocol inside of `parent`, made when it is the first; 0 without room. */
static uint16_t inside(struct hierarchy *self, uint16_t parent, const struct proto *proto)
{
    struct node *above = &self->nodes[parent];
    for (uint16_t at = above->child; at; at = self->nodes[at].sibling)
        if (self->nodes[at].proto == proto) return at;
    if (self->count == NODES) {
        self->left_out++;
        return 0;
    }
    uint16_t node = self->count++;
    self->nodes[node].proto = proto;
    if (above->last_child)
        self->nodes[above->last_child].sibling = node;
    else
        above->child = node;
    above->last_child = node;
    return node;
}

/* One step further in; 0 if there is no room, or was none before. */
static uint16_t count(
    struct hierarchy *self, uint16_t at, const struct layer *layer, const struct packet *packet)
{
    at = inside(self, at, layer->proto);
    if (!at) return 0;
    self->nodes[at].frames++;
    self->nodes[at].bytes += packet->frame->length;
    return at;
}

/* Wireshark tells that a unit was put together behind what it turned out to be: the next unit. */
static void packet(struct statistic *stat, const struct packet *packet)
{
    struct hierarchy *self = (struct hierarchy *)stat;
    const struct layer *segments = NULL;
    uint16_t at = 0;
    bool room = true;
    for (unsigned i = 1; room && i < packet->nlayers; i++) { /* the frame is every packet's */
        const struct layer *layer = &packet->layers[i];
        if (layer->depth || !layer_has_line(layer))
            continue; /* part of the layer above, as a quotation is */
        if (segments && layer->unit > segments->unit + 1) {
            room = (at = count(self, at, segments, packet)) != 0;
            segments = NULL;
        }
        if (layer->proto == &proto_tcp_segments)
            segments = layer;
        else if (room)
            room = (at = count(self, at, layer, packet)) != 0;
    }
    if (segments && room) count(self, at, segments, packet);
}

static void print_nodes(
    const struct hierarchy *self, struct text *text, uint16_t at, unsigned depth)
{
    for (; at; at = self->nodes[at].sibling) {
        const struct node *node = &self->nodes[at];
        size_t start = text->len;
        text_repeat(text, ' ', 2 * (size_t)depth);
        text_put(text, node->proto->name);
        if (text->len - start < NAME_WIDTH)
            text_repeat(text, ' ', NAME_WIDTH - (text->len - start));
        text_labelled(text, " frames:", node->frames);
        text_labelled(text, " bytes:", node->bytes);
        text_char(text, '\n');
        print_nodes(self, text, node->child, depth + 1); /* no deeper than a packet's layers */
    }
}

static void print(struct statistic *stat, struct text *text)
{
    struct hierarchy *self = (struct hierarchy *)stat;
    text_char(text, '\n');
    statistic_rule(text, RULE);
    text_format(
        text, "Protocol Hierarchy Statistics\nFilter: %s\n\n", text_string(&stat->filter_text));
    print_nodes(self, text, self->nodes[0].child, 0);
    statistic_left_out(text, self->left_out, "layers");
    statistic_rule(text, RULE);
}

static void list_nodes(
    const struct hierarchy *self, struct text *text, uint16_t at, struct text *path)
{
    for (; at; at = self->nodes[at].sibling) {
        const struct node *node = &self->nodes[at];
        size_t above = path->len;
        if (above) text_char(path, ':');
        text_put(path, node->proto->name);
        json_row_begin(text);
        json_row_text(text, "protocols", bytes_of(path->at, path->len));
        json_row_uint(text, "frames", node->frames);
        json_row_uint(text, "bytes", node->bytes);
        json_row_end(text);
        list_nodes(self, text, node->child, path);
        path->len = above;
    }
}

static void list(struct statistic *stat, struct text *text)
{
    struct hierarchy *self = (struct hierarchy *)stat;
    struct text path = {0};
    list_nodes(self, text, self->nodes[0].child, &path);
    text_finish(&path);
}

static void close_hierarchy(struct statistic *stat)
{
    free(((struct hierarchy *)stat)->nodes);
}

const struct statistic_kind kind_io_phs = {
    .name = "io,phs",
    .arguments = "[,FILTER]",
    .summary = "which protocols there are, and inside of which",
    .size = sizeof(struct hierarchy),
    .open = open_hierarchy,
    .want = want,
    .packet = packet,
    .print = print,
    .list = list,
    .close = close_hierarchy,
};
