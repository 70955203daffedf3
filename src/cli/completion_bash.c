/* Completion for bash, without the help of the bash-completion package.
 * SPDX-License-Identifier: MIT */
#include "cli/completion.h"

/* COMPREPLY from a kind of word. */
static void reply(struct text *text, enum completion_kind kind, const char *words)
{
    switch (kind) {
    case COMPLETE_NOTHING:
        text_put(text, "COMPREPLY=()");
        break;
    case COMPLETE_WORDS:
        text_format(text, "COMPREPLY=($(compgen -W '%s' -- \"$cur\"))", words);
        break;
    case COMPLETE_COMMAND:
        text_put(text, "COMPREPLY=($(compgen -W \"$commands\" -- \"$cur\"))");
        break;
    case COMPLETE_FILE:
        text_put(text, "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")");
        break;
    case COMPLETE_DIRECTORY:
        text_put(text, "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- \"$cur\")");
        break;
    case COMPLETE_HOST:
        text_put(text, "COMPREPLY=($(compgen -A hostname -- \"$cur\"))");
        break;
    }
}

/* "    --port|-p" as patterns of a case, with the command's name in front. */
static void pattern(struct text *text, const struct cmd *cmd, const struct opt *opt)
{
    text_put(text, "    ");
    if (opt->name) text_format(text, "'%s --%s'", cmd->name, opt->name);
    if (opt->name && opt->letter) text_char(text, '|');
    if (opt->letter) text_format(text, "'%s -%c'", cmd->name, opt->letter);
    text_put(text, ") ");
}

static void values(struct text *text, const struct cmd *cmd)
{
    struct opt_table tables[CMD_TABLES];
    size_t count = cmd_tables(cmd, NULL, NULL, tables);
    for (size_t i = 0; i < count; i++) {
        for (const struct opt *opt = tables[i].opts; !opt_is_end(opt); opt++) {
            if (!opt_is_valued(opt)) continue;
            struct text words = {0};
            if (opt->kind == OPT_KIND_CHOICE) completion_value_words(&words, opt);
            pattern(text, cmd, opt);
            reply(text, completion_of_value(opt), text_string(&words));
            text_put(text, "; return ;;\n");
            text_finish(&words);
        }
    }
}

static void options(struct text *text, const struct cmd *cmd)
{
    struct opt_table tables[CMD_TABLES];
    size_t count = cmd_tables(cmd, NULL, NULL, tables);
    text_format(text, "    %s) words='", cmd->name);
    for (size_t i = 0; i < count; i++) {
        for (const struct opt *opt = tables[i].opts; !opt_is_end(opt); opt++) {
            if (!opt_is_shown(opt)) continue;
            if (opt->name)
                text_format(text, "--%s ", opt->name);
            else
                text_format(text, "-%c ", opt->letter);
        }
    }
    text_put(text, "' ;;\n");
}

static void positional(struct text *text, const struct cmd *cmd)
{
    struct text words = {0};
    completion_args_words(&words, cmd);
    text_format(text, "    %s) ", cmd->name);
    reply(text, completion_of_args(cmd), text_string(&words));
    text_put(text, " ;;\n");
    text_finish(&words);
}

/* Bash cuts --color=auto at the "=": put it together again. */
static const char begin[] = "# wirelab completion for bash: source <(wirelab completion bash)\n"
                            "_wirelab() {\n"
                            "    local cur=${COMP_WORDS[COMP_CWORD]} "
                            "prev=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[0]##*/} words=\n"
                            "    local first=1\n"
                            "    COMPREPLY=()\n"
                            "    if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then "
                            "prev=${COMP_WORDS[COMP_CWORD-2]}; fi\n";

static const char choose[] =
    "    if [[ \" $commands \" != *\" $command \"* ]]; then\n"
    "        if ((COMP_CWORD == 1)); then\n"
    "            COMPREPLY=($(compgen -W \"$commands --help --version\" -- \"$cur\")); return\n"
    "        fi\n"
    "        command=${COMP_WORDS[1]} first=2\n"
    "    fi\n";

void completion_bash(struct text *text, const struct cmd *const *commands)
{
    text_put(text, begin);
    text_put(text, "    local commands='");
    for (const struct cmd *const *cmd = commands; *cmd; cmd++)
        text_format(text, "%s%s", cmd == commands ? "" : " ", (*cmd)->name);
    text_put(text, "'\n");
    text_put(text, choose);
    text_put(text, "    case \"$command $prev\" in\n");
    for (const struct cmd *const *cmd = commands; *cmd; cmd++)
        values(text, *cmd);
    text_put(text, "    esac\n    if [[ $cur == -* ]]; then\n    case $command in\n");
    for (const struct cmd *const *cmd = commands; *cmd; cmd++)
        options(text, *cmd);
    text_put(text,
        "    esac\n    COMPREPLY=($(compgen -W \"$words\" -- \"$cur\")); return\n    fi\n"
        "    case $command in\n");
    for (const struct cmd *const *cmd = commands; *cmd; cmd++)
        positional(text, *cmd);
    /* Links that install-links made; a program that only happens to have such a name keeps its own.
     */
    text_put(text, "    esac\n}\ncomplete -F _wirelab wirelab\nfor _wirelab_link in");
    for (const struct cmd *const *cmd = commands; *cmd; cmd++)
        if (!((*cmd)->flags & CMD_PLAIN)) text_format(text, " %s", (*cmd)->name);
    text_put(text,
        "; do\n"
        "    if [[ \"$(type -P \"$_wirelab_link\")\" -ef \"$(type -P wirelab)\" ]]; then\n"
        "        complete -F _wirelab \"$_wirelab_link\"\n"
        "    fi\n"
        "done\nunset _wirelab_link\n");
}
