/* See stat/tree.h.  SPDX-License-Identifier: MIT */
#include "stat/tree.h"

bool tree_open(struct statistic *stat, const char *arguments, struct text *message)
{
    branches_init(&((struct tree *)stat)->branches);
    return statistic_read_filter(stat, arguments, message);
}

void tree_print(struct statistic *stat, struct text *text)
{
    branches_print(&((struct tree *)stat)->branches, text, stat->kind->title);
}

void tree_list(struct statistic *stat, struct text *text)
{
    branches_list(&((struct tree *)stat)->branches, text);
}

void tree_close(struct statistic *stat)
{
    branches_finish(&((struct tree *)stat)->branches);
}
