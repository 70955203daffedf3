/* tshark's -z: what is counted over all packets and shown at the end.  SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

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
    default:
        return STATISTIC_RELATIVE;
    }
}

int sniff_statistics_open(struct sniff *sniff)
{
    size_t count = sniff->statistic_names.count;
    if (count) sniff->statistics = calloc(count, sizeof(struct statistic *));
    if (count && !sniff->statistics) {
        say_error(sniff->lab, "out of memory");
        return EXIT_CANNOT;
    }
    struct statistic_setting setting = {.dissector = sniff->dissector,
        .capture = sniff->read ? sniff->read : sniff->device,
        .time = time_of(sniff)};
    for (size_t i = 0; i < count; i++) {
        struct text message = {0};
        struct statistic *stat = statistic_create(sniff->statistic_names.at[i], &setting, &message);
        if (!stat) {
            say_error(sniff->lab, "%s", text_string(&message));
            say_hint(sniff->lab, "wirelab sniff -z help lists the statistics");
        }
        text_finish(&message);
        if (!stat) return EXIT_USAGE;
        statistic_want(stat, sniff->dissector);
        sniff->statistics[sniff->nstatistics++] = stat;
    }
    return EXIT_DONE;
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
            statistic_print(sniff->statistics[i], text);
    }
}

void sniff_statistics_close(struct sniff *sniff)
{
    for (size_t i = 0; i < sniff->nstatistics; i++)
        statistic_destroy(sniff->statistics[i]);
    free(sniff->statistics);
}
