/* Scripts by which shells complete commands, options and their values, rendered from the commands'
 * tables.  SPDX-License-Identifier: MIT */
#pragma once
#include "base/text.h"
#include "cli/cmd.h"

void completion_bash(struct text *text, const struct cmd *const *commands);
void completion_zsh(struct text *text, const struct cmd *const *commands);
void completion_fish(struct text *text, const struct cmd *const *commands);

/* What a word stands for. */
enum completion_kind {
    COMPLETE_NOTHING, /* a number, a text */
    COMPLETE_WORDS,   /* one of a few */
    COMPLETE_COMMAND, /* a subcommand */
    COMPLETE_FILE,
    COMPLETE_DIRECTORY,
    COMPLETE_HOST,
};

/* An option's value. */
enum completion_kind completion_of_value(const struct opt *opt);

/* The first positional argument, read off the usage line: "make|show …" are words, FILE is a file. */
enum completion_kind completion_of_args(const struct cmd *cmd);

/* The words of either kind, blank-separated. */
void completion_value_words(struct text *text, const struct opt *opt);
void completion_args_words(struct text *text, const struct cmd *cmd);
