/* Completion for fish, with descriptions.  SPDX-License-Identifier: MIT */
#include "cli/completion.h"

/* A '…' string of fish, where \' and \\ are the only escapes. */
static void quoted(struct text *text, const char *string)
{
    text_char(text, '\'');
    for (; *string; string++) {
        if (*string == '\'' || *string == '\\') text_char(text, '\\');
        text_char(text, *string);
    }
    text_char(text, '\'');
}

static void action(struct text *text, enum completion_kind kind, const char *words)
{
    switch (kind) {
    case COMPLETE_NOTHING:
        break;
    case COMPLETE_WORDS:
        text_format(text, " -a '%s'", words);
        break;
    case COMPLETE_COMMAND:
        text_put(text, " -a '(__wirelab_commands)'");
        break;
    case COMPLETE_FILE:
        text_put(text, " -F");
        break;
    case COMPLETE_DIRECTORY:
        text_put(text, " -a '(__fish_complete_directories)'");
        break;
    case COMPLETE_HOST:
        text_put(text, " -a '(__fish_print_hostnames)'");
        break;
    }
}

static void option(struct text *text, const struct cmd *cmd, const struct opt *opt)
{
    struct text words = {0};
    bool valued = opt_is_valued(opt);
    text_format(text, "complete -c wirelab -n '__wirelab_is %s'", cmd->name);
    if (opt->letter) text_format(text, " -s %c", opt->letter);
    if (opt->name) text_format(text, " -l %s", opt->name);
    if (valued) text_put(text, completion_of_value(opt) == COMPLETE_FILE ? " -r" : " -x");
    text_put(text, " -d ");
    quoted(text, opt->help);
    if (opt->kind == OPT_KIND_CHOICE) completion_value_words(&words, opt);
    if (valued) action(text, completion_of_value(opt), text_string(&words));
    text_char(text, '\n');
    text_finish(&words);
}

static void command(struct text *text, const struct cmd *cmd)
{
    struct opt_table tables[CMD_TABLES];
    struct text words = {0};
    size_t count = cmd_tables(cmd, NULL, NULL, tables);
    enum completion_kind kind = completion_of_args(cmd);
    for (size_t i = 0; i < count; i++)
        for (const struct opt *opt = tables[i].opts; !opt_is_end(opt); opt++)
            if (opt_is_shown(opt)) option(text, cmd, opt);
    if (kind != COMPLETE_NOTHING) {
        completion_args_words(&words, cmd);
        text_format(text, "complete -c wirelab -n '__wirelab_is %s'", cmd->name);
        action(text, kind, text_string(&words));
        text_char(text, '\n');
    }
    if (!(cmd->flags & CMD_PLAIN))
        text_format(text, "complete -c %s -w 'wirelab %s'\n", cmd->name, cmd->name);
    text_finish(&words);
}

void completion_fish(struct text *text, const struct cmd *const *commands)
{
    text_put(text, "# wirelab completion for fish: wirelab completion fish | source\n"
                   "function __wirelab_is\n"
                   "    set -l words (commandline -opc)\n"
                   "    test (count $words) -ge 2; and test $words[2] = $argv[1]\n"
                   "end\n"
                   "function __wirelab_is_first\n"
                   "    test (count (commandline -opc)) -eq 1\n"
                   "end\n"
                   "function __wirelab_commands\n"
                   "    printf '%s\\t%s\\n'");
    for (const struct cmd *const *cmd = commands; *cmd; cmd++) {
        text_format(text, " \\\n        %s ", (*cmd)->name);
        quoted(text, (*cmd)->summary);
    }
    text_put(text, "\nend\n"
                   "complete -c wirelab -f\n"
                   "complete -c wirelab -n __wirelab_is_first -a '(__wirelab_commands)'\n"
                   "complete -c wirelab -n __wirelab_is_first -l help -d 'show the commands'\n"
                   "complete -c wirelab -n __wirelab_is_first -l version -d 'show the version'\n");
    for (const struct cmd *const *cmd = commands; *cmd; cmd++)
        command(text, *cmd);
}
