/* How packets are shown: what -T, -e, -E, -O, -x and their like come to.  See sniff.h.
 * SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/escape.h"
#include "show/name_list.h"
#include "sniff.h"

static bool refuse(struct sniff *sniff, const char *message, const char *hint)
{
    say_error(sniff->lab, "%s", message);
    if (hint) say_hint(sniff->lab, "%s", hint);
    return false;
}

/* --- -T fields ----------------------------------------------------------------------------------- */

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
        .columns = sniff->columns,
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
    bool takes_fields = sniff->type == SNIFF_FIELDS || sniff->type == SNIFF_JSON ||
                        sniff->type == SNIFF_EK || sniff->type == SNIFF_PDML ||
                        sniff->lab->common.json;
    if (sniff->fields.count && !takes_fields && sniff->type != SNIFF_PSML)
        return refuse(sniff, "-e FIELD is for -T fields, json, ek and pdml", "add -T fields");
    return true;
}

/* --- columns, bytes, trees ----------------------------------------------------------------------- */

static const char COLUMN_FORMAT[] = "gui.column.format:";

bool sniff_is_column_format(const char *preference)
{
    return strncmp(preference, COLUMN_FORMAT, sizeof COLUMN_FORMAT - 1) == 0;
}

/* -o gui.column.format:"No.","%m",…; the last one counts. */
static bool read_columns(struct sniff *sniff)
{
    const char *format = NULL;
    struct text message = {0};
    for (size_t i = 0; i < sniff->preferences.count; i++)
        if (sniff_is_column_format(sniff->preferences.at[i]))
            format = sniff->preferences.at[i] + sizeof COLUMN_FORMAT - 1;
    sniff->columns = column_list_create(format, &message);
    if (!sniff->columns) {
        say_error(sniff->lab, "-o %s%s: %s", COLUMN_FORMAT, format ? format : "",
            message.len ? text_string(&message) : "out of memory");
        if (message.len)
            say_hint(sniff->lab, "titles and formats take turns: \"No.\",\"%%m\",\"Time\",\"%%t\"; "
                                 "wirelab sniff -G column-formats lists the formats");
    }
    text_finish(&message);
    return sniff->columns != NULL;
}

/* One --hexdump, or several with commas between. */
static bool read_hexdump(struct hex_style *bytes, const char *list)
{
    struct bytes word;
    while (name_list_next(&list, &word)) {
#define IS(name) (word.len == sizeof name - 1 && memcmp(word.at, name, word.len) == 0)
        if (IS("all"))
            bytes->frame_only = false;
        else if (IS("frames"))
            bytes->frame_only = true;
        else if (IS("ascii"))
            bytes->characters = HEX_CHARACTERS;
        else if (IS("delimit"))
            bytes->characters = HEX_DELIMITED;
        else if (IS("noascii"))
            bytes->characters = HEX_NO_CHARACTERS;
        else
            return false;
#undef IS
    }
    return true;
}

/* Names of -O, -j and -J that are no protocol here may be one in tshark: they select nothing. */
static void note_unknown_layers(struct sniff *sniff)
{
    size_t count;
    struct bytes name;
    const struct proto *const *protos = dissector_protos(&count);
    for (const char *list = sniff->text.only; list && name_list_next(&list, &name);) {
        size_t i = 0;
        while (i < count && (strlen(protos[i]->name) != name.len ||
                                memcmp(protos[i]->name, name.at, name.len) != 0))
            i++;
        if (i == count)
            sniff_note(sniff, "-O %.*s: no protocol of that name is dissected here", (int)name.len,
                (const char *)name.at);
    }
}

static bool read_text(struct sniff *sniff)
{
    bool tree = sniff->tree || sniff->opened, bytes = sniff->bytes || sniff->hexdumps.count;
    sniff->text = (struct text_options){
        .parts = (tree ? VIEW_TREE : 0) | (bytes ? VIEW_BYTES : 0),
        .columns = sniff->columns,
        .tabs = sniff->type == SNIFF_TABS,
        .only = sniff->opened,
        .separator = sniff->separator,
    };
    if (sniff->summary || !sniff->text.parts) sniff->text.parts |= VIEW_SUMMARY;
    for (size_t i = 0; i < sniff->hexdumps.count; i++) {
        if (read_hexdump(&sniff->text.bytes, sniff->hexdumps.at[i])) continue;
        say_error(sniff->lab, "\"%s\" is an invalid value for --hexdump", sniff->hexdumps.at[i]);
        say_hint(sniff->lab, "all or frames (without what was reassembled or unpacked); "
                             "ascii, delimit or noascii");
        return false;
    }
    note_unknown_layers(sniff);
    return true;
}

bool sniff_view_settings(struct sniff *sniff)
{
    return read_columns(sniff) && read_text(sniff) && read_fields(sniff);
}

/* --- the view ------------------------------------------------------------------------------------ */

/* tshark's words, and a line with a tab for each, which scripts read. */
int sniff_fields_known(struct sniff *sniff)
{
    struct text bad = {0};
    for (size_t i = 0; i < sniff->fields.count; i++) {
        if (fields_name_valid(sniff->dissector, sniff->columns, sniff->fields.at[i])) continue;
        text_put(&bad, "\n\t");
        escape_terminal(&bad, bytes_of_string(sniff->fields.at[i]));
    }
    if (bad.len) {
        fprintf(stderr, "%s%s: Some fields aren't valid:%s\n", cmd_prefix(sniff->lab->cmd),
            sniff->lab->cmd->name, text_string(&bad));
        text_finish(&bad);
        return EXIT_USAGE;
    }
    return EXIT_DONE;
}

/* The views of the whole tree of a packet. */
static struct view *tree_view(struct sniff *sniff, const struct view_style *style)
{
    bool raw = sniff->type == SNIFF_JSONRAW;
    struct tree_options tree = {.values = !raw,
        .bytes = raw || sniff->text.parts & VIEW_BYTES,
        .join = sniff->joined,
        .prune = {sniff->layers ? sniff->layers : sniff->parents, sniff->layers != NULL}};
    if (sniff->type == SNIFF_EK) return ek_view_create(style, &sniff->cells, &tree);
    if (sniff->type == SNIFF_PDML)
        return pdml_view_create(style, &sniff->cells, &tree, sniff->read ? sniff->read : "-");
    return json_view_create(style, &sniff->cells, &tree);
}

struct view *sniff_view(struct sniff *sniff)
{
    struct view_style style = {
        .time = sniff->time,
        .hours = sniff->seconds == SECONDS_HMS,
        .color = sniff->lab->color || (sniff->colored && !sniff->lab->common.json),
        .terminal = isatty(sniff->lab->out->descriptor),
    };
    if (sniff->lab->common.json) return lines_view_create(&style, &sniff->cells);
    if (sniff->style == SNIFF_TURTLE) return turtle_view_create(&style);
    if (sniff->style == SNIFF_RAW) return raw_view_create(&style);
    switch ((enum sniff_type)sniff->type) {
    case SNIFF_FIELDS:
        return fields_view_create(&style, &sniff->cells);
    case SNIFF_JSON:
    case SNIFF_JSONRAW:
    case SNIFF_EK:
    case SNIFF_PDML:
        return tree_view(sniff, &style);
    case SNIFF_PSML:
        return psml_view_create(&style, sniff->columns);
    case SNIFF_TEXT:
    case SNIFF_TABS:
        return text_view_create(&style, &sniff->text);
    }
    return NULL;
}
