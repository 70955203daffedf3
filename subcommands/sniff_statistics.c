/* tshark's -z and --follow: what is counted over all packets and shown at the end.  SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/escape.h"
#include "sniff.h"
#include "stat/statistic.h"

/* `-z help`, and what is said to a name that is none. */
static void list_kinds(struct text *text)
{
    size_t count;
    const struct statistic_kind *const *all = statistic_all(&count);
    for (size_t i = 0; i < count; i++)
        text_format(
            text, "     %s%s\n          %s\n", all[i]->name, all[i]->arguments, all[i]->summary);
    text_put(text, "     proto,colinfo,[FILTER],FIELD\n"
                   "          the field's values, behind the Info column of packets that match\n");
}

static enum statistic_time time_of(const struct sniff *sniff)
{
    switch (sniff->time) {
    case STAMP_ABSOLUTE:
    case STAMP_UTC:
        return STATISTIC_CLOCK;
    case STAMP_DATE:
    case STAMP_UTC_DATE:
        return STATISTIC_DATE;
    case STAMP_DAY_OF_YEAR:
    case STAMP_UTC_DAY_OF_YEAR:
        return STATISTIC_DAY_OF_YEAR;
    default:
        return STATISTIC_RELATIVE;
    }
}

static int add(struct sniff *sniff, const char *typed)
{
    if (sniff_is_colinfo(typed)) return sniff_colinfo_open(sniff, typed);
    struct statistic_setting setting = {.dissector = sniff->dissector,
        .capture = sniff->read ? sniff->read : sniff->device,
        .color = sniff->lab->color,
        .time = time_of(sniff),
        .utc = sniff->time >= STAMP_UTC};
    struct text message = {0};
    struct statistic *stat = statistic_create(typed, &setting, &message);
    if (!stat) {
        say_error(sniff->lab, "%s", text_string(&message));
        say_hint(sniff->lab, "wirelab sniff -z help lists the statistics");
    }
    text_finish(&message);
    if (!stat) return EXIT_USAGE;
    statistic_want(stat, sniff->dissector);
    sniff->statistics[sniff->nstatistics++] = stat;
    return EXIT_DONE;
}

/* --follow tcp:3 is -z follow,tcp,talk,3. */
static const char *followed(struct sniff *sniff)
{
    const char *colon = strchr(sniff->follow, ':');
    size_t len = colon ? (size_t)(colon - sniff->follow) : strlen(sniff->follow);
    text_put(&sniff->followed, "follow,");
    text_add(&sniff->followed, sniff->follow, len);
    text_put(&sniff->followed, ",talk,");
    text_put(&sniff->followed, colon ? colon + 1 : "0");
    return text_string(&sniff->followed);
}

int sniff_statistics_open(struct sniff *sniff)
{
    size_t count = sniff->statistic_names.count + (sniff->follow != NULL);
    int status = EXIT_DONE;
    if (count) sniff->statistics = calloc(count, sizeof(struct statistic *));
    if (count && !sniff->statistics) {
        say_error(sniff->lab, "out of memory");
        return EXIT_CANNOT;
    }
    if (sniff->follow) status = add(sniff, followed(sniff));
    for (size_t i = 0; status == EXIT_DONE && i < sniff->statistic_names.count; i++)
        status = add(sniff, sniff->statistic_names.at[i]);
    return status;
}

bool sniff_statistics_help(struct sniff *sniff)
{
    if (sniff->statistic_names.count != 1 || strcmp(sniff->statistic_names.at[0], "help") != 0)
        return false;
    text_put(&sniff->lab->out->text, "The available statistics for the \"-z\" option are:\n");
    list_kinds(&sniff->lab->out->text);
    return true;
}

void sniff_statistics_packet(struct sniff *sniff)
{
    for (size_t i = 0; i < sniff->nstatistics; i++)
        statistic_packet(sniff->statistics[i], sniff->packet);
}

void sniff_statistics_names(struct sniff *sniff, struct bytes address, struct bytes names)
{
    for (size_t i = 0; i < sniff->nstatistics; i++)
        statistic_names(sniff->statistics[i], address, names);
}

/* A table, in which only tabs and ends of lines go to a terminal as they are. */
static void print_table(struct sniff *sniff, struct text *text, struct statistic *stat)
{
    struct text table = {0};
    if (stat->safe || !isatty(sniff->lab->out->descriptor)) {
        statistic_print(stat, text);
        return;
    }
    statistic_print(stat, &table);
    for (size_t at = 0, end; at < table.len; at = end) {
        for (end = at; end < table.len && table.at[end] != '\n' && table.at[end] != '\t'; end++)
            ;
        escape_terminal(text, bytes_of(table.at + at, end - at));
        if (end < table.len) text_char(text, table.at[end++]);
    }
    text_finish(&table);
}

/* One line of JSON for each statistic. */
static void list_rows(struct text *text, struct statistic *stat)
{
    text_put(text, "{\"event\":\"statistic\"");
    statistic_list(stat, text);
    text_put(text, "}\n");
}

/* The last one asked for comes first, as tshark has it. */
void sniff_statistics_print(struct sniff *sniff)
{
    struct text *text = &sniff->lab->out->text;
    for (size_t i = sniff->nstatistics; i-- > 0;) {
        if (sniff->lab->common.json)
            list_rows(text, sniff->statistics[i]);
        else
            print_table(sniff, text, sniff->statistics[i]);
    }
}

void sniff_statistics_close(struct sniff *sniff)
{
    for (size_t i = 0; i < sniff->nstatistics; i++)
        statistic_destroy(sniff->statistics[i]);
    free(sniff->statistics);
}
