/* What a packet cannot do without if it is to pass: read off the tree, before it becomes a program.
 * SPDX-License-Identifier: MIT */
#include "filter/program.h"

static bool add(struct needs *needs, const char *name)
{
    if (needs->count == NEEDS_MOST) return false;
    needs->names[needs->count++] = name;
    return true;
}

/* A value that is there only if the field is. */
static bool of_operand(struct needs *needs, const struct node *node)
{
    while (node && node->kind == NODE_SLICE)
        node = node->first;
    return node && node->kind == NODE_FIELD && add(needs, node->name.text);
}

/* All members must pass: what one of them needs is needed. */
static bool of_all(struct needs *needs, const struct node *member)
{
    size_t before = needs->count;
    for (; member; member = member->next) {
        if (needs_find(needs, member)) return true;
        needs->count = before;
    }
    return false;
}

/* Any member may pass: each must need something. */
static bool of_any(struct needs *needs, const struct node *member)
{
    for (; member; member = member->next)
        if (!needs_find(needs, member)) return false;
    return true;
}

bool needs_find(struct needs *needs, const struct node *node)
{
    switch (node->kind) {
    case NODE_AND:
        return of_all(needs, node->first);
    case NODE_OR:
        return of_any(needs, node->first);
    case NODE_FIELD:
    case NODE_RELATION: /* without values on its left none holds, of all values neither */
        return of_operand(needs, node->kind == NODE_FIELD ? node : node->first);
    default:
        return false;
    }
}
