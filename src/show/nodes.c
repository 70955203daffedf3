/* The tree of a packet.  See nodes.h.  SPDX-License-Identifier: MIT */
#include "show/nodes.h"

#include <string.h>

#include "dissect/proto.h"
#include "show/name_list.h"

/* The nodes whose end is not known yet: each is deeper in the tree than the one before. */
struct open_nodes {
    struct {
        unsigned level;
        struct node *node;
    } at[2 + PACKET_LAYERS + UINT8_MAX];
    unsigned count;
};

/* Closes what is open at `level` and below; what was at the level itself has the next node for a
 * sibling. */
static inline void close_down_to(struct nodes *nodes, struct open_nodes *open, unsigned level)
{
    uint16_t end = (uint16_t)nodes->count;
    while (open->count && open->at[open->count - 1].level >= level) {
        struct node *node = open->at[--open->count].node;
        node->end = end;
        node->next = open->at[open->count].level == level ? end : 0;
    }
}

static inline void add(struct nodes *nodes, struct open_nodes *open, unsigned level,
    const struct layer *layer, const struct item *item, const struct field *field)
{
    struct node *node = &nodes->at[nodes->count];
    close_down_to(nodes, open, level);
    node->parent = open->count ? (uint16_t)(open->at[open->count - 1].node - nodes->at) : 0;
    node->layer = layer;
    node->item = item;
    node->field = field;
    node->same = node->last_same = 0;
    nodes->count++;
    open->at[open->count].level = level;
    open->at[open->count++].node = node;
}

/* The first row of some layers stands for the layer itself: of those that tell what is broken, and of
 * those that are not protocols but fields ("tcp.segments"), which stand where layers stand. */
static const struct field *row_of(const struct layer *layer)
{
    const struct proto *proto = layer->proto;
    return proto->nfields && proto->fields->name && strcmp(proto->fields->name, proto->name) == 0
               ? proto->fields
               : NULL;
}

void nodes_build_some(
    struct nodes *nodes, const struct packet *packet, unsigned first_layer, unsigned end_layer)
{
    struct open_nodes open;
    open.count = 0;
    nodes->count = 0;
    add(nodes, &open, 0, NULL, NULL, NULL);
    for (unsigned i = first_layer; i < end_layer; i++) {
        const struct layer *layer = &packet->layers[i];
        const struct field *row = row_of(layer);
        if (layer_has_line(layer)) add(nodes, &open, layer->depth + 1U, layer, NULL, row);
        const struct item *item = packet->items + layer->first;
        for (const struct item *end = item + layer->count; item < end; item++) {
            if (layer->hidden && !(item->flags & ITEM_MARGIN)) continue;
            if (item->field == row && item == packet->items + layer->first) continue;
            unsigned level = layer->depth + item->depth + 1U + !(item->flags & ITEM_MARGIN);
            add(nodes, &open, level, layer, item, item->field);
        }
    }
    close_down_to(nodes, &open, 0);
}

void nodes_build(struct nodes *nodes, const struct packet *packet)
{
    nodes_build_some(nodes, packet, 0, packet->nlayers);
}

unsigned nodes_group_end(const struct packet *packet, unsigned first_layer)
{
    unsigned end = first_layer + 1;
    while (end < packet->nlayers && (packet->layers[end].depth || packet->layers[end].continues))
        end++;
    return end;
}

struct node node_of(const struct form_part *part)
{
    const struct item *item = part->item;
    const struct field *field = item ? item->field : row_of(part->layer);
    return (struct node){.layer = part->layer, .item = item, .field = field};
}

const char *node_name(const struct node *node)
{
    const char *name = node->field ? node->field->name : node->layer->proto->name;
    return name ? name : "";
}

bool node_bytes(
    const struct packet *packet, const struct node *node, struct bytes *bytes, uint32_t *offset)
{
    const struct item *item = node->item;
    uint32_t length = item ? item->length : node->layer->length;
    *offset = item ? item->offset : node->layer->offset;
    const uint8_t *at =
        packet_at(packet, item ? item->source : node->layer->source, *offset, length);
    *bytes = bytes_of(at, at ? length : 0);
    return at != NULL;
}

bool node_has_name_of(const struct node *a, const struct node *b)
{
    const char *name = node_name(a), *other = node_name(b);
    return name == other || strcmp(name, other) == 0;
}

static void join(struct nodes *nodes, struct node *first, unsigned number)
{
    struct node *last = first->last_same ? &nodes->at[first->last_same] : first;
    last->same = first->last_same = (uint16_t)number;
}

/* The sibling, from `first` on, that a node is to be joined to; NULL: none. */
static struct node *same_as(
    struct nodes *nodes, struct node *first, const struct node *node, const struct joining *joining)
{
    struct node *other = joining ? first : NULL;
    while (other && !joining->same(other, node, joining->context))
        other = node_next(nodes, other);
    return other;
}

/* Siblings that are put together one after the other. */
struct siblings {
    struct node *first, *last;
};

static void add_sibling(
    struct nodes *nodes, struct siblings *siblings, unsigned number, const struct joining *joining)
{
    struct node *node = &nodes->at[number];
    struct node *other = same_as(nodes, siblings->first, node, joining);
    node->next = node->same = node->last_same = 0;
    if (other) {
        join(nodes, other, number);
        return;
    }
    if (siblings->last)
        siblings->last->next = (uint16_t)number;
    else
        siblings->first = node;
    siblings->last = node;
}

struct node *nodes_children(
    struct nodes *nodes, const struct node *parent, const struct joining *joining)
{
    struct siblings siblings = {NULL, NULL};
    unsigned first = (unsigned)(parent - nodes->at) + 1, end = parent->end;
    if (!joining) return node_is_parent(nodes, parent) ? nodes->at + first : NULL;
    for (unsigned i = first; i < end; i = nodes->at[i].end)
        add_sibling(nodes, &siblings, i, joining);
    return siblings.first;
}

static bool same_names(const struct node *a, const struct node *b, void *context)
{
    const struct nodes *nodes = context;
    return node_has_name_of(a, b) &&
           (a->parent == b->parent ||
               (a->parent && b->parent &&
                   node_has_name_of(&nodes->at[a->parent], &nodes->at[b->parent])));
}

struct node *nodes_below(struct nodes *nodes, const struct node *parent, const struct prune *prune)
{
    const struct joining by_names = {.same = same_names, .context = nodes};
    struct siblings siblings = {NULL, NULL};
    unsigned end = parent->end, kept_until = 0; /* with all that hangs there */
    for (unsigned i = (unsigned)(parent - nodes->at) + 1; i < end;) {
        const struct node *node = &nodes->at[i];
        const char *name = node_name(node);
        struct prune below = {0};
        add_sibling(nodes, &siblings, i, &by_names);
        bool kept =
            i < kept_until || prune_keeps(prune, bytes_of_string(*name ? name : "text"), &below);
        if (kept && !below.names && kept_until < node->end) kept_until = node->end;
        i = node_is_protocol(node) || !kept ? node->end : i + 1;
    }
    return siblings.first;
}

bool prune_keeps(const struct prune *prune, struct bytes name, struct prune *below)
{
    *below = *prune;
    if (!prune->names) return true;
    if (!name_list_has(prune->names, name)) return false;
    if (prune->with_all_below) *below = (struct prune){0};
    return true;
}
