/* The list of commands, or the page of one.  SPDX-License-Identifier: MIT */
#include "cli/help.h"

#include <unistd.h>

#include "cli/man.h"

struct help {
    bool man; /* in roff: how the manual pages are made when wirelab is built */
};

/* --json: each command in a line; or one, with its page. */
static void tell(struct lab *lab, const struct cmd *only)
{
    struct text page = {0};
    if (only) help_command(&page, only, help_width(-1), false);
    for (const struct cmd *const *cmd = cmd_registry; *cmd; cmd++) {
        if (only && *cmd != only) continue;
        event_tell(lab->events, &(struct event){.kind = EVENT_RESULT,
                                    .values = {event_text("command", (*cmd)->name),
                                        event_text("summary", (*cmd)->summary),
                                        event_text("page", only ? text_string(&page) : NULL)}});
    }
    text_finish(&page);
}

static int start(struct lab *lab, void *state, int argc, char **argv)
{
    const struct help *help = state;
    struct text *text = &lab->out->text;
    unsigned width = help_width(STDOUT_FILENO);
    const struct cmd *cmd = argc ? cmd_find(argv[0]) : NULL;
    if (argc > 1) {
        say_error(lab, "one command at a time");
        return EXIT_USAGE;
    }
    if (argc && !cmd) return cmd_unknown(lab, argv[0]);
    if (lab->common.json) {
        tell(lab, cmd);
        return EXIT_DONE;
    }
    if (cmd && help->man)
        man_command(text, cmd);
    else if (cmd)
        help_command(text, cmd, width, lab->color);
    else if (help->man)
        man_overview(text, cmd_registry);
    else
        help_overview(text, cmd_registry, width, lab->color);
    return EXIT_DONE;
}

static const struct opt opts[] = {
    OPT_FLAG(0, "man", struct help, man, NULL),
    {0},
};

const struct cmd cmd_help = {
    .name = "help",
    .args = "[COMMAND]",
    .summary = "show the commands, or how to use one of them",
    .examples = "wirelab help echo-server  # what the TCP echo server can do",
    .flags = CMD_PLAIN,
    .opts = opts,
    .state_size = sizeof(struct help),
    .start = start,
};
