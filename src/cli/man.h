/* Manual pages in roff (man 7), rendered from the commands' tables.  SPDX-License-Identifier: MIT */
#pragma once
#include "base/text.h"
#include "cli/cmd.h"

/* wirelab-NAME(1) */
void man_command(struct text *text, const struct cmd *cmd);

/* wirelab(1), with every command of the NULL-terminated list. */
void man_overview(struct text *text, const struct cmd *const *commands);
