/* What the ",tree" statistics share: branches, and a filter as their argument.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "stat/branches.h"
#include "stat/statistic.h"

/* They begin with it. */
struct tree {
    struct statistic stat;
    struct branches branches;
};

bool tree_open(struct statistic *stat, const char *arguments, struct text *message);
void tree_print(struct statistic *stat, struct text *text);
void tree_list(struct statistic *stat, struct text *text);
void tree_close(struct statistic *stat);
