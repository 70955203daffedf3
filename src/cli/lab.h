/* The steps of lab_open(), for those who do something between them: cmd_main() looks at --help,
 * --json and --color before anything starts.  SPDX-License-Identifier: MIT */
#pragma once
#include "base/text.h"
#include "cli/cmd.h"

/* Makes the state and fills it and lab->common from argv (without the command's name), leaving the
 * positional arguments at its front.  lab->cmd is set.  False on a wrong command line. */
bool lab_parse(struct lab *lab, int argc, char **argv, int *npositional, struct text *message,
    struct text *hint);

/* Says what was wrong with the command line; returns EXIT_USAGE, which becomes lab->status. */
int lab_refuse(struct lab *lab, const char *message, const char *hint);

/* Calls `start` with the positional arguments, and `stop` when that fails or asked to end. */
int lab_begin(struct lab *lab, int argc, char **argv);
