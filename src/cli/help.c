/* Help pages.  See help.h.  SPDX-License-Identifier: MIT */
#include "cli/help.h"

#include <math.h>
#include <string.h>
#include <sys/ioctl.h>

enum {
    WIDTH = 80,
    WIDEST = 100, /* longer lines read badly */
    NARROWEST = 40,
    NAMES_WIDEST = 28, /* a longer left column starts a line of its own */
    COMMAND_WIDEST = 46,
};

/* Where words are being placed. */
struct page {
    struct text *text;
    unsigned width;
    unsigned indent; /* of the lines that wrapping begins */
    unsigned column;
    bool color;
};

unsigned help_width(int descriptor)
{
    struct winsize size;
    if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return WIDTH;
    return size.ws_col < NARROWEST ? NARROWEST : size.ws_col > WIDEST ? WIDEST : size.ws_col;
}

/* Columns that UTF-8 text takes, our own texts having neither wide nor combining characters. */
static unsigned columns(const char *at, size_t len)
{
    unsigned count = 0;
    for (size_t i = 0; i < len; i++)
        count += (at[i] & 0xc0) != 0x80;
    return count;
}

static void newline(struct page *page)
{
    text_char(page->text, '\n');
    page->column = 0;
}

static void pad(struct page *page, unsigned column)
{
    if (page->column >= column) return;
    text_repeat(page->text, ' ', column - page->column);
    page->column = column;
}

static void put(struct page *page, const char *at, size_t len)
{
    text_add(page->text, at, len);
    page->column += columns(at, len);
}

static void styled(struct page *page, const char *sgr, const char *at, size_t len)
{
    if (page->color) text_format(page->text, "\033[%sm", sgr);
    put(page, at, len);
    if (page->color) text_put(page->text, "\033[0m");
}

/* Places words, separated by blanks or line ends, wrapping at the width. */
static void flow(struct page *page, const char *at, size_t len)
{
    const char *end = at + len;
    while (at < end) {
        size_t blank = strspn(at, " \n");
        at += blank;
        if (at >= end) break;
        size_t word = strcspn(at, " \n");
        if (word > (size_t)(end - at)) word = (size_t)(end - at);
        unsigned wide = columns(at, word);
        if (page->column > page->indent && page->column + 1 + wide > page->width) newline(page);
        if (page->column > page->indent)
            put(page, " ", 1);
        else
            pad(page, page->indent);
        put(page, at, word);
        at += word;
    }
}

static void heading(struct page *page, const char *title)
{
    newline(page);
    styled(page, "1", title, strlen(title));
    styled(page, "1", ":", 1);
    newline(page);
}

size_t help_paragraph(const char **at, const char **start)
{
    const char *from = *at;
    while (*from == '\n')
        from++;
    const char *blank = strstr(from, "\n\n");
    size_t len = blank ? (size_t)(blank - from) : strlen(from);
    *start = from;
    *at = from + len;
    while (len && from[len - 1] == '\n')
        len--;
    return len;
}

static void paragraphs(struct page *page, const char *about)
{
    const char *start;
    for (size_t len; (len = help_paragraph(&about, &start)) > 0;) {
        newline(page);
        page->indent = 0;
        if (*start == ' ')
            put(page, start, len);
        else
            flow(page, start, len);
        newline(page);
    }
}

void help_details(struct text *text, const struct opt *opt)
{
    size_t begin = text->len;
    if (opt->kind == OPT_KIND_UINT && opt->max < UINT32_MAX)
        text_format(text, "%.0f to %.0f", opt->min, opt->max);
    else if (opt->kind == OPT_KIND_UINT && opt->min > 0)
        text_format(text, "at least %.0f", opt->min);
    else if (opt->kind == OPT_KIND_NUMBER)
        text_format(text, "%g to %g", opt->min, opt->max);
    else if (opt->kind == OPT_KIND_LIST)
        text_put(text, "may be repeated");
    for (unsigned i = 0; opt->kind == OPT_KIND_CHOICE && opt->choices[i]; i++)
        text_format(text, "%s%s", i ? ", " : "", opt->choices[i]);
    bool zero = opt->kind != OPT_KIND_STRING && opt->fallback && strcmp(opt->fallback, "0") == 0;
    if (opt->fallback && *opt->fallback && !zero)
        text_format(text, "%sdefault %s", text->len > begin ? "; " : "", opt->fallback);
}

/* "  -p, --port PORT" */
static unsigned names_width(const struct opt *opt)
{
    size_t width = 2 + 4;
    if (opt->name)
        width += 2 + strlen(opt->name);
    else
        width -= 2;
    return (unsigned)(width + (opt->metavar ? 1 + strlen(opt->metavar) : 0));
}

static void option_names(struct page *page, const struct opt *opt)
{
    char letter[] = {'-', opt->letter, '\0'};
    pad(page, 2);
    if (opt->letter) styled(page, "1", letter, 2);
    if (opt->letter && opt->name) put(page, ", ", 2);
    if (opt->name) {
        pad(page, 6);
        struct text name = {0};
        text_format(&name, "--%s", opt->name);
        styled(page, "1", name.at, name.len);
        text_finish(&name);
    }
    if (!opt->metavar) return;
    put(page, " ", 1);
    styled(page, "4", opt->metavar, strlen(opt->metavar));
}

static void option(struct page *page, const struct opt *opt, unsigned left)
{
    struct text details = {0};
    option_names(page, opt);
    page->indent = left + 2;
    if (page->column > left) newline(page);
    flow(page, opt->help, strlen(opt->help));
    help_details(&details, opt);
    if (details.len) {
        struct text bracketed = {0};
        text_format(&bracketed, "(%s)", text_string(&details));
        flow(page, text_string(&bracketed), bracketed.len);
        text_finish(&bracketed);
    }
    text_finish(&details);
    newline(page);
}

static void options(struct page *page, const struct cmd *cmd)
{
    struct opt_table tables[CMD_TABLES];
    size_t count = cmd_tables(cmd, NULL, NULL, tables);
    unsigned left = 0;
    for (size_t i = 0; i < count; i++) {
        for (const struct opt *opt = tables[i].opts; !opt_is_end(opt); opt++) {
            unsigned width = opt_is_shown(opt) ? names_width(opt) : 0;
            if (width > left && width <= NAMES_WIDEST) left = width;
        }
    }
    const char *current = NULL;
    for (size_t i = 0; i < count; i++) {
        if (i == 0 && opt_is_shown(tables[i].opts) && !tables[i].opts->group) {
            heading(page, "options");
            current = "options";
        }
        for (const struct opt *opt = tables[i].opts; !opt_is_end(opt); opt++) {
            if (opt->group && (!current || strcmp(opt->group, current) != 0)) {
                heading(page, opt->group);
                current = opt->group;
            }
            if (opt_is_shown(opt)) option(page, opt, left);
        }
    }
}

bool help_next_example(const char **at, struct help_example *example)
{
    const char *line = *at;
    if (!line || !*line) return false;
    size_t len = strcspn(line, "\n"), end = len;
    *at = line + len + (line[len] == '\n');
    for (size_t i = 0; i + 3 <= len && end == len; i++)
        if (memcmp(line + i, " # ", 3) == 0) end = i;
    size_t what = end < len ? end + 3 : len;
    while (end > 0 && line[end - 1] == ' ')
        end--;
    *example = (struct help_example){line, line + what, end, len - what};
    return true;
}

/* The remarks stand below each other, but for those of commands that are too long. */
static void examples(struct page *page, const char *examples)
{
    struct help_example example;
    unsigned left = 0;
    if (!examples) return;
    heading(page, "examples");
    for (const char *at = examples; help_next_example(&at, &example);) {
        unsigned width = columns(example.command, example.command_len);
        if (width > left && width <= COMMAND_WIDEST) left = width;
    }
    for (const char *at = examples; help_next_example(&at, &example);) {
        pad(page, 2);
        put(page, example.command, example.command_len);
        if (example.what_len) {
            pad(page, 2 + left);
            put(page, "  # ", 4);
            put(page, example.what, example.what_len);
        }
        newline(page);
    }
}

void help_command(struct text *text, const struct cmd *cmd, unsigned width, bool color)
{
    struct page page = {.text = text, .width = width, .color = color};
    styled(&page, "1", "usage:", 6);
    put(&page, " wirelab ", 9);
    put(&page, cmd->name, strlen(cmd->name));
    put(&page, " [options]", 10);
    if (cmd->args && *cmd->args) {
        put(&page, " ", 1);
        put(&page, cmd->args, strlen(cmd->args));
    }
    newline(&page);
    newline(&page);
    flow(&page, cmd->summary, strlen(cmd->summary));
    newline(&page);
    if (cmd->about) paragraphs(&page, cmd->about);
    options(&page, cmd);
    examples(&page, cmd->examples);
    newline(&page);
    page.indent = 0;
    static const char codes[] =
        "exit codes: 0 done; 1 it ran and the answer is no; 2 wrong usage; 3 it could not";
    flow(&page, codes, sizeof codes - 1);
    newline(&page);
    if (!cmd->see_also) return;
    put(&page, "see also:", 9);
    page.indent = 10;
    flow(&page, cmd->see_also, strlen(cmd->see_also));
    newline(&page);
}

void help_overview(struct text *text, const struct cmd *const *commands, unsigned width, bool color)
{
    struct page page = {.text = text, .width = width, .color = color};
    unsigned left = 0;
    styled(&page, "1", "usage:", 6);
    text_put(text,
        " wirelab COMMAND [options]\n\nServers to observe, a sniffer to observe them with, "
        "and scenes that show both.\n");
    for (const struct cmd *const *cmd = commands; *cmd; cmd++)
        if (strlen((*cmd)->name) > left) left = (unsigned)strlen((*cmd)->name);
    page.column = 0;
    heading(&page, "commands");
    for (const struct cmd *const *cmd = commands; *cmd; cmd++) {
        pad(&page, 2);
        styled(&page, "1", (*cmd)->name, strlen((*cmd)->name));
        page.indent = left + 4;
        flow(&page, (*cmd)->summary, strlen((*cmd)->summary));
        newline(&page);
    }
    text_put(text, "\n`wirelab COMMAND --help` shows a command's options and examples.\n");
}

void help_version(struct text *text)
{
    text_put(text, "wirelab " WIRELAB_VERSION "\n");
}
