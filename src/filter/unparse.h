/* The text of a filter, or of a part, out of its tree.  SPDX-License-Identifier: MIT */
#pragma once
#include "filter/tree.h"

/* Says something else in place of one node. */
struct rewriting {
    const struct node *node;
    const char *text;
};

/* `rewriting` may be NULL. */
void unparse(struct text *text, const struct node *node, const struct rewriting *rewriting);
/* What gives a value: a field, a literal … */
void unparse_value(struct text *text, const struct node *node);
