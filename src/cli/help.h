/* What --help and `wirelab help` show, rendered from the commands' tables.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>

#include "base/text.h"
#include "cli/cmd.h"

#define HELP_TAGLINE "servers to observe, a sniffer to observe them with, and scenes that show both"

/* How wide a page may be: the terminal's width within reason, 80 where there is none. */
unsigned help_width(int descriptor);

/* The page of one command. */
void help_command(struct text *text, const struct cmd *cmd, unsigned width, bool color);

/* The page of wirelab itself: every command of the NULL-terminated list with its summary. */
void help_overview(
    struct text *text, const struct cmd *const *commands, unsigned width, bool color);

/* `wirelab 0.1.0`. */
void help_version(struct text *text);

/* Parts shared with the manual and the shells' completion. */

/* What stands in brackets behind an option's help: "1 to 65535; default 80".  Nothing for some. */
void help_details(struct text *text, const struct opt *opt);

/* Walks over the paragraphs of a text: sets *start to the next one and returns its length, 0 at the
 * end.  Paragraphs are separated by blank lines; one that begins with a blank is shown as it stands. */
size_t help_paragraph(const char **at, const char **start);

/* Walks over the lines "command  # what it does" of cmd->examples: false at the end. */
struct help_example {
    const char *command, *what;
    size_t command_len, what_len;
};
bool help_next_example(const char **at, struct help_example *example);
