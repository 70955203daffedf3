/* What the options of `wirelab sniff` come to.  See sniff.h.  SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/parse.h"
#include "sniff.h"

static bool refuse(struct sniff *sniff, const char *message, const char *hint)
{
    say_error(sniff->lab, "%s", message);
    if (hint) say_hint(sniff->lab, "%s", hint);
    return false;
}

/* A separator as tshark -E takes it: /t, /s, or one character. */
static bool read_character(const char *value, char *character)
{
    if (strcmp(value, "/t") == 0)
        *character = '\t';
    else if (strcmp(value, "/s") == 0)
        *character = ' ';
    else if (strlen(value) == 1)
        *character = *value;
    else
        return false;
    return true;
}

static bool read_flag(const char *value, bool *flag)
{
    *flag = strcmp(value, "y") == 0;
    return *flag || strcmp(value, "n") == 0;
}

/* One -E KEY=VALUE. */
static bool read_field_option(struct fields_options *cells, const char *typed)
{
    const char *value = strchr(typed, '=');
    if (!value++) return false;
    size_t len = (size_t)(value - 1 - typed);
#define IS(name) (len == sizeof name - 1 && strncmp(typed, name, len) == 0)
    if (IS("header")) return read_flag(value, &cells->header);
    if (IS("bom")) return read_flag(value, &cells->byte_order_mark);
    if (IS("separator")) return read_character(value, &cells->separator);
    if (IS("aggregator")) return read_character(value, &cells->aggregator);
    if (IS("occurrence")) {
        const char *which = strchr("afl", *value);
        if (!*value || value[1] || !which) return false;
        cells->occurrence = (enum fields_occurrence)(which - strchr("afl", 'a'));
        return true;
    }
    if (IS("quote")) {
        cells->quote = *value == 'd' ? '"' : *value == 's' ? '\'' : 0;
        return *value && !value[1] && strchr("dsn", *value);
    }
#undef IS
    return false;
}

static bool read_fields(struct sniff *sniff)
{
    sniff->cells = (struct fields_options){.names = sniff->fields.at,
        .count = sniff->fields.count,
        .separator = '\t',
        .aggregator = ','};
    for (size_t i = 0; i < sniff->field_options.count; i++) {
        if (read_field_option(&sniff->cells, sniff->field_options.at[i])) continue;
        say_error(sniff->lab, "-E %s is not an option of -T fields", sniff->field_options.at[i]);
        say_hint(sniff->lab, "header=y|n, separator=/t|/s|C, occurrence=f|l|a, aggregator=,|/s|C, "
                             "quote=d|s|n, bom=y|n");
        return false;
    }
    if (sniff->type == SNIFF_FIELDS && !sniff->fields.count)
        return refuse(sniff, "-T fields needs at least one -e FIELD",
            "for instance: wirelab sniff -T fields -e ip.src -e tcp.dstport");
    if (sniff->fields.count && sniff->type == SNIFF_TEXT && !sniff->lab->common.json)
        return refuse(sniff, "-e FIELD is for -T fields and -T json", "add -T fields");
    return true;
}

static bool read_preferences(struct sniff *sniff)
{
    struct text message = {0}, hint = {0};
    bool right = true;
    preferences_default(&sniff->switches);
    for (size_t i = 0; right && i < sniff->preferences.count; i++)
        right = sniff_secrets_preference(sniff, sniff->preferences.at[i]) ||
                sniff_preference(&sniff->switches, sniff->preferences.at[i], &message, &hint);
    if (!right) refuse(sniff, text_string(&message), hint.len ? text_string(&hint) : NULL);
    text_finish(&message);
    text_finish(&hint);
    return right;
}

static void join_words(struct text *text, int argc, char **argv)
{
    for (int i = 0; i < argc; i++) {
        if (i) text_char(text, ' ');
        text_put(text, argv[i]);
    }
}

/* The words behind the options, as tshark has them: a capture filter when live, a display filter
 * for a file. */
static bool read_words(struct sniff *sniff, int argc, char **argv)
{
    if (sniff->filter && !sniff->live)
        return refuse(sniff, "-f filters what is captured; it does not apply to a file",
            "-Y takes a display filter: wirelab sniff -r FILE -Y 'tcp.port == 80'");
    if (sniff->filter && argc)
        return refuse(
            sniff, "the capture filter is given twice, by -f and by the words at the end", NULL);
    if (sniff->display_filter && argc && !sniff->live)
        return refuse(
            sniff, "the display filter is given twice, by -Y and by the words at the end", NULL);
    if (sniff->read_filter && !sniff->twice && (sniff->display_filter || argc))
        return refuse(sniff, "-R without -2 is a display filter, of which there is one already",
            "-2 reads the file twice, and lets -R choose what the first pass sees");
    if (sniff->read_filter && !sniff->twice) {
        say_warning(sniff->lab, "-R without -2 is deprecated. For single-pass filtering use -Y.");
        sniff->display_filter = sniff->read_filter;
    }
    if (sniff->filter) text_put(&sniff->capture_filter, sniff->filter);
    join_words(sniff->live ? &sniff->capture_filter : &sniff->display_words, argc, argv);
    if (argc && !sniff->live) sniff->display_filter = text_string(&sniff->display_words);
    return true;
}

/* -i - is what tshark calls a capture from a pipe: the same as -r - here. */
static bool read_source(struct sniff *sniff)
{
    for (size_t i = 0; i < sniff->interfaces.count; i++)
        if (strcmp(sniff->interfaces.at[i], "-") == 0) sniff->read = "-";
    if (sniff->interfaces.count > 1)
        return refuse(sniff, "one interface at a time", "-i any captures on all of them");
    if (sniff->read && sniff->interfaces.count && strcmp(sniff->interfaces.at[0], "-") != 0)
        return refuse(sniff, "-r and -i exclude each other", NULL);
    sniff->live = !sniff->read;
    return true;
}

bool sniff_settings(struct sniff *sniff, int argc, char **argv)
{
    if (!read_source(sniff) || !read_words(sniff, argc, argv) || !read_fields(sniff) ||
        !sniff_output_settings(sniff) || !read_preferences(sniff))
        return false;
    bool asked = sniff->summary || sniff->tree || sniff->bytes;
    sniff->quiet |= sniff->very_quiet;
    sniff->shows = !sniff->quiet && (!sniff->write || asked);
    if (sniff->write && strcmp(sniff->write, "-") == 0 && sniff->shows)
        return refuse(sniff, "standard output cannot take both the frames (-w -) and text", NULL);
    return true;
}

/* tshark's words, and a line with a tab for each, which scripts read. */
static int refuse_fields(struct sniff *sniff)
{
    struct text bad = {0};
    for (size_t i = 0; i < sniff->fields.count; i++) {
        if (fields_name_valid(sniff->dissector, sniff->fields.at[i])) continue;
        text_put(&bad, "\n\t");
        escape_terminal(&bad, bytes_of_string(sniff->fields.at[i]));
    }
    if (bad.len) {
        fprintf(stderr, "wirelab sniff: Some fields aren't valid:%s\n", text_string(&bad));
        text_finish(&bad);
        return EXIT_USAGE;
    }
    return EXIT_DONE;
}

static struct view *create_view(struct sniff *sniff)
{
    struct view_style style = {
        .time = sniff->time,
        .color = sniff->lab->color || (sniff->colored && !sniff->lab->common.json),
        .terminal = isatty(sniff->lab->out->descriptor),
    };
    unsigned parts = (sniff->tree ? VIEW_TREE : 0) | (sniff->bytes ? VIEW_BYTES : 0);
    if (sniff->summary || !parts) parts |= VIEW_SUMMARY;
    if (sniff->lab->common.json) return lines_view_create(&style, &sniff->cells);
    if (sniff->style == SNIFF_TURTLE) return turtle_view_create(&style);
    if (sniff->style == SNIFF_RAW) return raw_view_create(&style);
    if (sniff->type == SNIFF_FIELDS) return fields_view_create(&style, &sniff->cells);
    if (sniff->type == SNIFF_JSON) return json_view_create(&style, &sniff->cells, sniff->bytes);
    return text_view_create(&style, parts);
}

int sniff_prepare(struct sniff *sniff)
{
    sniff->dissector = dissector_create();
    sniff->track = track_create(NULL);
    sniff->packet = malloc(sizeof *sniff->packet);
    sniff->view = sniff->shows ? create_view(sniff) : NULL;
    if (!sniff->dissector || !sniff->track || !sniff->packet || (sniff->shows && !sniff->view)) {
        say_error(sniff->lab, "out of memory");
        return EXIT_CANNOT;
    }
    *dissector_preferences(sniff->dissector) = sniff->switches;
    int status = sniff_decode(sniff);
    if (status == EXIT_DONE) status = refuse_fields(sniff);
    if (status == EXIT_DONE) status = sniff_filter(sniff);
    if (status == EXIT_DONE) status = sniff_twice_open(sniff);
    if (status == EXIT_DONE) status = sniff_secrets_open(sniff);
    if (status == EXIT_DONE) status = sniff_statistics_open(sniff);
    if (status == EXIT_DONE && sniff->view) sniff->view->want(sniff->view, sniff->dissector);
    return status;
}
