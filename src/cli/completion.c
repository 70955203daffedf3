/* What the shells' scripts have in common: which kind of word stands where.  See completion.h.
 * SPDX-License-Identifier: MIT */
#include "cli/completion.h"

#include <string.h>

enum completion_kind completion_of_value(const struct opt *opt)
{
    switch (opt->kind) {
    case OPT_KIND_CHOICE:
        return COMPLETE_WORDS;
    case OPT_KIND_FILE:
        return COMPLETE_FILE;
    case OPT_KIND_ADDRESS:
        return COMPLETE_HOST;
    default:
        return COMPLETE_NOTHING;
    }
}

/* The first word of the usage line, without its brackets. */
static size_t first_arg(const struct cmd *cmd, const char **start)
{
    const char *args = cmd->args ? cmd->args : "";
    *start = args + strspn(args, "[ ");
    return strcspn(*start, "] .");
}

enum completion_kind completion_of_args(const struct cmd *cmd)
{
    static const struct {
        const char *name;
        enum completion_kind kind;
    } names[] = {
        {"COMMAND", COMPLETE_COMMAND},
        {"FILE", COMPLETE_FILE},
        {"DIR", COMPLETE_DIRECTORY},
        {"HOST", COMPLETE_HOST},
    };
    const char *start;
    size_t len = first_arg(cmd, &start);
    if (len && *start >= 'a' && *start <= 'z') return COMPLETE_WORDS;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i].name) == len && memcmp(names[i].name, start, len) == 0)
            return names[i].kind;
    return COMPLETE_NOTHING;
}

void completion_value_words(struct text *text, const struct opt *opt)
{
    for (unsigned i = 0; opt->choices[i]; i++)
        text_format(text, "%s%s", i ? " " : "", opt->choices[i]);
}

void completion_args_words(struct text *text, const struct cmd *cmd)
{
    const char *start;
    size_t len = first_arg(cmd, &start);
    for (size_t i = 0; i < len; i++)
        text_char(text, start[i] == '|' ? ' ' : start[i]);
}
