/* A packet as a tree: the layers, and under each the fields that were found in it.  What JSON, EK
 * and PDML walk, with the parts left out that -j and -J do not name.
 *
 *     nodes_build(nodes, packet);
 *     struct node *node = nodes_children(nodes, nodes->at, NULL);
 *     for (; node; node = node_next(nodes, node))
 *         …
 *
 * SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/packet.h"
#include "show/forms.h"
#include "show/view.h"

struct node {
    const struct layer *layer; /* the one in which it lies, or which it is; NULL: the root */
    const struct item *item;   /* NULL: the layer itself */
    const struct field *field; /* what it is a value of; NULL: a protocol */
    uint16_t parent;           /* what it hangs on */
    uint16_t end;              /* behind its last descendant */
    uint16_t next;             /* its next sibling; 0: none */
    uint16_t same, last_same;  /* siblings of its name that were put to it; the last of them */
};

enum { NODES = 1 + PACKET_LAYERS + PACKET_ITEMS };

struct nodes {
    unsigned count;
    struct node at[NODES]; /* in the order of the tree, the root first */
};

void nodes_build(struct nodes *nodes, const struct packet *packet);

/* The same for some layers alone.  Layers at the margin begin groups, unless they go on with another:
 * nothing of one group hangs on another. */
void nodes_build_some(
    struct nodes *nodes, const struct packet *packet, unsigned first_layer, unsigned end_layer);
unsigned nodes_group_end(const struct packet *packet, unsigned first_layer);

/* The node of a part of a form, without its place in the tree. */
struct node node_of(const struct form_part *part);

/* True if their names are: those of a version in IPv4 and in IPv6 are, but not their rows. */
bool node_has_name_of(const struct node *a, const struct node *b);

/* "tcp", "tcp.port"; "" for a text that stands in the tree without being a field. */
const char *node_name(const struct node *node);

static inline bool node_is_protocol(const struct node *node)
{
    return !node->field || node->field->type == FT_PROTOCOL;
}

/* False for what tells no more than that it is there. */
static inline bool node_has_value(const struct node *node)
{
    return node->item && node->field->name && node->field->type != FT_NONE &&
           node->field->type != FT_PROTOCOL;
}

/* Its bytes and where they are; false if they are not all there. */
bool node_bytes(
    const struct packet *packet, const struct node *node, struct bytes *bytes, uint32_t *offset);

static inline bool node_is_parent(const struct nodes *nodes, const struct node *node)
{
    return node->end > node - nodes->at + 1;
}

static inline struct node *node_next(struct nodes *nodes, const struct node *node)
{
    return node->next ? &nodes->at[node->next] : NULL;
}

/* The next of those that were joined. */
static inline struct node *node_same(struct nodes *nodes, const struct node *node)
{
    return node->same ? &nodes->at[node->same] : NULL;
}

/* Which siblings are to be joined to the first of them. */
struct joining {
    bool (*same)(const struct node *a, const struct node *b, void *context);
    void *context;
};

/* The first of all that hangs on a node, in the order in which each name first comes; what hangs on
 * fields is told as if it hung there as well, where `prune` keeps it, but not what hangs on protocols.
 * Those of one name that hang on such of one name are joined.  NULL if there is none. */
struct node *nodes_below(struct nodes *nodes, const struct node *parent, const struct prune *prune);

/* The first child of a node, NULL if there is none.  `joining` may be NULL. */
struct node *nodes_children(
    struct nodes *nodes, const struct node *parent, const struct joining *joining);

/* Whether the children of a node of that name are shown, and what then holds for them in `below`. */
bool prune_keeps(const struct prune *prune, struct bytes name, struct prune *below);
