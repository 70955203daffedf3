/* Manual pages.  See man.h.  SPDX-License-Identifier: MIT */
#include "cli/man.h"

#include <string.h>

#include "cli/help.h"

/* Plain text as roff: a backslash or hyphen is itself, a line that begins with a dot is no request.
 */
static void roff(struct text *text, const char *at, size_t len)
{
    bool first = text->len == 0 || text->at[text->len - 1] == '\n';
    if (first && len && (*at == '.' || *at == '\'')) text_put(text, "\\&");
    for (size_t i = 0; i < len; i++) {
        char c = at[i];
        if (c == '\\')
            text_put(text, "\\e");
        else if (c == '-')
            text_put(text, "\\-");
        else if (c == '\'')
            text_put(text, "\\(aq");
        else if (c == '`')
            text_put(text, "\\(ga");
        else if (c == '^')
            text_put(text, "\\(ha");
        else if (c == '~')
            text_put(text, "\\(ti");
        else
            text_char(text, c);
        if (c == '\n' && i + 1 < len && (at[i + 1] == '.' || at[i + 1] == '\''))
            text_put(text, "\\&");
    }
}

static void roff_string(struct text *text, const char *string)
{
    roff(text, string, strlen(string));
}

static void title(struct text *text, const char *name)
{
    text_put(text, ".TH WIRELAB");
    if (name) text_put(text, "\\-");
    for (const char *at = name; at && *at; at++) {
        if (*at == '-') text_char(text, '\\');
        text_char(text, *at >= 'a' && *at <= 'z' ? (char)(*at - 'a' + 'A') : *at);
    }
    text_put(text, " 1 \"\" \"wirelab " WIRELAB_VERSION "\" \"wirelab manual\"\n.SH NAME\n");
}

static void option(struct text *text, const struct opt *opt)
{
    struct text details = {0};
    text_put(text, ".TP\n");
    if (opt->letter) text_format(text, "\\fB\\-%c\\fR", opt->letter);
    if (opt->letter && opt->name) text_put(text, ", ");
    if (opt->name) {
        text_put(text, "\\fB\\-\\-");
        roff_string(text, opt->name);
        text_put(text, "\\fR");
    }
    if (opt->metavar) {
        text_put(text, " \\fI");
        roff_string(text, opt->metavar);
        text_put(text, "\\fR");
    }
    text_char(text, '\n');
    roff_string(text, opt->help);
    help_details(&details, opt);
    if (details.len) {
        text_put(text, " (");
        roff(text, details.at, details.len);
        text_put(text, ")");
    }
    text_char(text, '\n');
    text_finish(&details);
}

static void options(struct text *text, const struct cmd *cmd)
{
    struct opt_table tables[CMD_TABLES];
    size_t count = cmd_tables(cmd, NULL, NULL, tables);
    const char *current = NULL;
    text_put(text, ".SH OPTIONS\n");
    for (size_t i = 0; i < count; i++) {
        for (const struct opt *opt = tables[i].opts; !opt_is_end(opt); opt++) {
            if (opt->group && (!current || strcmp(opt->group, current) != 0)) {
                current = opt->group;
                text_put(text, ".SS ");
                roff_string(text, current);
                text_char(text, '\n');
            }
            if (opt_is_shown(opt)) option(text, opt);
        }
    }
}

static void paragraphs(struct text *text, const char *about)
{
    const char *start;
    for (size_t len; (len = help_paragraph(&about, &start)) > 0;) {
        bool verbatim = *start == ' ';
        text_put(text, verbatim ? ".PP\n.nf\n" : ".PP\n");
        roff(text, start, len);
        text_put(text, verbatim ? "\n.fi\n" : "\n");
    }
}

static void examples(struct text *text, const char *at)
{
    struct help_example example;
    text_put(text, ".SH EXAMPLES\n");
    while (help_next_example(&at, &example)) {
        text_put(text, ".TP\n\\fB");
        roff(text, example.command, example.command_len);
        text_put(text, "\\fR\n");
        roff(text, example.what, example.what_len);
        text_char(text, '\n');
    }
}

static void exit_status(struct text *text)
{
    text_put(text,
        ".SH EXIT STATUS\n"
        ".TP\n0\ndone; a server was stopped by Ctrl\\-C, SIGTERM or its deadline\n"
        ".TP\n1\nit ran and the answer is no: a check failed, the peer refused, nothing matched\n"
        ".TP\n2\nwrong usage\n"
        ".TP\n3\nit could not: bind, permission, file, name, handshake\n");
}

/* NAMES, blank-separated, each with a page of its own. */
static void see_also(struct text *text, const char *names)
{
    text_put(text, ".SH SEE ALSO\n.BR wirelab (1)");
    for (const char *at = names; at && *(at += strspn(at, " ,"));) {
        size_t len = strcspn(at, " ,");
        text_put(text, ",\n.BR wirelab\\-");
        roff(text, at, len);
        text_put(text, " (1)");
        at += len;
    }
    text_char(text, '\n');
}

void man_command(struct text *text, const struct cmd *cmd)
{
    title(text, cmd->name);
    text_put(text, "wirelab\\-");
    roff_string(text, cmd->name);
    text_put(text, " \\- ");
    roff_string(text, cmd->summary);
    text_put(text, "\n.SH SYNOPSIS\n.B wirelab ");
    roff_string(text, cmd->name);
    text_put(text, "\n[\\fIoptions\\fR]\n");
    if (cmd->args && *cmd->args) {
        roff_string(text, cmd->args);
        text_char(text, '\n');
    }
    text_put(text, ".SH DESCRIPTION\n");
    if (cmd->about && *cmd->about) {
        paragraphs(text, cmd->about);
    } else {
        roff_string(text, cmd->summary);
        text_char(text, '\n');
    }
    options(text, cmd);
    if (cmd->examples) examples(text, cmd->examples);
    exit_status(text);
    see_also(text, cmd->see_also);
}

void man_overview(struct text *text, const struct cmd *const *commands)
{
    title(text, NULL);
    text_put(text, "wirelab \\- " HELP_TAGLINE "\n"
                   ".SH SYNOPSIS\n.B wirelab\n\\fICOMMAND\\fR [\\fIoptions\\fR]\n"
                   ".SH DESCRIPTION\n"
                   "One program for a networking course.  Each command has a page of its own; "
                   "called through a\n"
                   "link that bears a command's name, wirelab is that command.\n"
                   ".SH COMMANDS\n");
    for (const struct cmd *const *cmd = commands; *cmd; cmd++) {
        text_put(text, ".TP\n.BR wirelab\\-");
        roff_string(text, (*cmd)->name);
        text_put(text, " (1)\n");
        roff_string(text, (*cmd)->summary);
        text_char(text, '\n');
    }
    text_put(text, ".SH ENVIRONMENT\n.TP\n.B NO_COLOR\nwhen set, output is not coloured unless "
                   "\\fB\\-\\-color "
                   "always\\fR asks for it\n");
    exit_status(text);
}
