/* The list of commands, or the page of one.  SPDX-License-Identifier: MIT */
#include "cli/help.h"

#include <unistd.h>

static int start(struct lab *lab, void *state, int argc, char **argv)
{
    (void)state;
    unsigned width = help_width(STDOUT_FILENO);
    if (argc == 0) {
        help_overview(&lab->out->text, cmd_registry, width, lab->color);
        return EXIT_DONE;
    }
    const struct cmd *cmd = cmd_find(argv[0]);
    if (!cmd) return cmd_unknown(lab, argv[0]);
    help_command(&lab->out->text, cmd, width, lab->color);
    return EXIT_DONE;
}

const struct cmd cmd_help = {
    .name = "help",
    .args = "[COMMAND]",
    .summary = "show the commands, or how to use one of them",
    .examples = "wirelab help echo-server  # what the TCP echo server can do",
    .flags = CMD_PLAIN,
    .start = start,
};
