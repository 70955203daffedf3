/* Completion for zsh, with descriptions.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "cli/completion.h"

/* Inside a '…' argument of _arguments: its own delimiters are escaped, and the quote is left and
 * entered again. */
static void quoted(struct text *text, const char *string)
{
    for (; *string; string++) {
        if (*string == '\'') {
            text_put(text, "'\\''");
            continue;
        }
        if (strchr("[]:\\", *string)) text_char(text, '\\');
        text_char(text, *string);
    }
}

static void action(struct text *text, enum completion_kind kind, const char *words)
{
    switch (kind) {
    case COMPLETE_NOTHING:
        text_char(text, ' ');
        break;
    case COMPLETE_WORDS:
        text_format(text, "(%s)", words);
        break;
    case COMPLETE_COMMAND:
        text_put(text, "{_describe command commands}");
        break;
    case COMPLETE_FILE:
        text_put(text, "_files");
        break;
    case COMPLETE_DIRECTORY:
        text_put(text, "_files -/");
        break;
    case COMPLETE_HOST:
        text_put(text, "_hosts");
        break;
    }
}

/* One spec of _arguments: '(-p --port)'{-p+,--port=}'[help]:PORT: ' */
static void option(struct text *text, const struct opt *opt)
{
    bool valued = opt_is_valued(opt), repeated = opt->kind == OPT_KIND_LIST;
    struct text words = {0};
    text_put(text, " \\\n            ");
    if (repeated)
        text_put(text, "'*'");
    else if (opt->letter && opt->name)
        text_format(text, "'(-%c --%s)'", opt->letter, opt->name);
    if (opt->letter && opt->name) {
        text_format(
            text, "{-%c%s,--%s%s}", opt->letter, valued ? "+" : "", opt->name, valued ? "=" : "");
    } else if (opt->letter)
        text_format(text, "-%c%s", opt->letter, valued ? "+" : "");
    else
        text_format(text, "--%s%s", opt->name, valued ? "=" : "");
    text_put(text, "'[");
    quoted(text, opt->help);
    text_char(text, ']');
    if (valued) {
        text_char(text, ':');
        quoted(text, opt->metavar ? opt->metavar : "VALUE");
        text_char(text, ':');
        if (opt->kind == OPT_KIND_CHOICE) completion_value_words(&words, opt);
        action(text, completion_of_value(opt), text_string(&words));
    }
    text_char(text, '\'');
    text_finish(&words);
}

static void command(struct text *text, const struct cmd *cmd)
{
    struct opt_table tables[CMD_TABLES];
    struct text words = {0};
    size_t count = cmd_tables(cmd, NULL, NULL, tables);
    text_format(text, "    %s)\n        _arguments -s -S", cmd->name);
    for (size_t i = 0; i < count; i++)
        for (const struct opt *opt = tables[i].opts; !opt_is_end(opt); opt++)
            if (opt_is_shown(opt)) option(text, opt);
    if (cmd->args && *cmd->args) {
        text_put(text, " \\\n            '*: :");
        completion_args_words(&words, cmd);
        action(text, completion_of_args(cmd), text_string(&words));
        text_char(text, '\'');
    }
    text_put(text, "\n        ;;\n");
    text_finish(&words);
}

void completion_zsh(struct text *text, const struct cmd *const *commands)
{
    text_put(text, "#compdef wirelab");
    for (const struct cmd *const *cmd = commands; *cmd; cmd++)
        if (!((*cmd)->flags & CMD_PLAIN)) text_format(text, " %s", (*cmd)->name);
    text_put(text, "\n# wirelab completion for zsh: source <(wirelab completion zsh)\n"
                   "_wirelab() {\n    local -a commands\n    commands=(");
    for (const struct cmd *const *cmd = commands; *cmd; cmd++) {
        text_format(text, "\n        '%s:", (*cmd)->name);
        quoted(text, (*cmd)->summary);
        text_char(text, '\'');
    }
    text_put(text, ")\n"
                   "    local command=${words[1]:t}\n"
                   "    if (( ! ${commands[(I)$command:*]} )); then\n"
                   "        if (( CURRENT == 2 )); then\n"
                   "            _describe command commands\n"
                   "            return\n"
                   "        fi\n"
                   "        command=${words[2]}\n"
                   "        shift words\n"
                   "        (( CURRENT-- ))\n"
                   "    fi\n"
                   "    case $command in\n");
    for (const struct cmd *const *cmd = commands; *cmd; cmd++)
        command(text, *cmd);
    text_put(text, "    esac\n}\n"
                   "if [[ $funcstack[1] == _wirelab ]]; then\n    _wirelab \"$@\"\nelse\n    "
                   "compdef _wirelab wirelab");
    for (const struct cmd *const *cmd = commands; *cmd; cmd++)
        if (!((*cmd)->flags & CMD_PLAIN)) text_format(text, " %s", (*cmd)->name);
    text_put(text, "\nfi\n");
}
