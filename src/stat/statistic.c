/* The list of statistics, and what is the same for all.  See statistic.h.  SPDX-License-Identifier: MIT */
#include "stat/statistic.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "filter/filter.h"
#include "stat/json_rows.h"

#define X(name) extern const struct statistic_kind kind_##name;
#include "stat/statistics.h"
#undef X

static const struct statistic_kind *const statistics[] = {
#define X(name) &kind_##name,
#include "stat/statistics.h"
#undef X
};

enum { NSTATISTICS = sizeof statistics / sizeof *statistics };

const struct statistic_kind *const *statistic_all(size_t *count)
{
    *count = NSTATISTICS;
    return statistics;
}

/* "conv,tcp" is "conv" with the arguments "tcp"; the longest name that fits is meant. */
static const struct statistic_kind *find(const char *typed, const char **arguments)
{
    const struct statistic_kind *best = NULL;
    size_t best_len = 0;
    for (size_t i = 0; i < NSTATISTICS; i++) {
        size_t len = strlen(statistics[i]->name);
        if (strncmp(typed, statistics[i]->name, len) != 0 || (typed[len] && typed[len] != ','))
            continue;
        if (len < best_len) continue;
        best = statistics[i];
        best_len = len;
    }
    if (best) *arguments = typed + best_len + (typed[best_len] == ',');
    return best;
}

bool statistic_read_filter(struct statistic *stat, const char *text, struct text *message)
{
    struct filter_error error = {0};
    if (!*text) return true;
    text_put(&stat->filter_text, text);
    stat->filter = filter_compile(text, stat->setting.dissector, &error);
    if (!stat->filter)
        text_format(message, "Filter \"%s\" is invalid - %s", text, text_string(&error.message));
    filter_error_finish(&error);
    return stat->filter != NULL;
}

bool statistic_stamp(struct text *text, const struct statistic *stat, int64_t seconds)
{
    static const char *const forms[] = {
        [STATISTIC_CLOCK] = "%T",
        [STATISTIC_DATE] = "%F %T",
        [STATISTIC_DAY_OF_YEAR] = "%Y/%j %T",
    };
    const struct statistic_setting *setting = &stat->setting;
    char stamp[40];
    struct tm tm;
    time_t time = (time_t)seconds;
    if (setting->time == STATISTIC_RELATIVE) return false;
    if (!(setting->utc ? gmtime_r(&time, &tm) : localtime_r(&time, &tm))) return false;
    text_add(text, stamp, strftime(stamp, sizeof stamp, forms[setting->time], &tm));
    return true;
}

void statistic_rule(struct text *text, size_t width)
{
    text_repeat(text, '=', width);
    text_char(text, '\n');
}

void statistic_left_out(struct text *text, uint64_t count, const char *what)
{
    if (count)
        text_format(text, "%llu %s were left out: there was no room for more\n",
            (unsigned long long)count, what);
}

struct statistic *statistic_create(
    const char *typed, const struct statistic_setting *setting, struct text *message)
{
    const char *arguments;
    const struct statistic_kind *statistic = find(typed, &arguments);
    if (!statistic) {
        text_format(message, "-z %s: there is no such statistic", typed);
        return NULL;
    }
    struct statistic *stat = calloc(1, statistic->size);
    if (!stat) {
        text_put(message, "out of memory");
        return NULL;
    }
    stat->kind = statistic;
    stat->setting = *setting;
    stat->typed = typed;
    struct text reason = {0};
    if (!statistic->open(stat, arguments, &reason)) {
        text_format(message, "-z %s: %s", typed, text_string(&reason));
        statistic_destroy(stat);
        stat = NULL;
    }
    text_finish(&reason);
    return stat;
}

void statistic_want(struct statistic *stat, struct dissector *dissector)
{
    if (stat->filter) filter_want(stat->filter, dissector);
    if (stat->kind->want) stat->kind->want(stat, dissector);
}

bool statistic_asks(const struct statistic *stat)
{
    return stat->kind->asks;
}

void statistic_packet(struct statistic *stat, const struct packet *packet)
{
    if (packet->frame->since_first > stat->elapsed) stat->elapsed = packet->frame->since_first;
    if (!stat->filter || filter_match(stat->filter, packet)) stat->kind->packet(stat, packet);
}

void statistic_names(struct statistic *stat, struct bytes address, struct bytes names)
{
    if (stat->kind->names) stat->kind->names(stat, address, names);
}

void statistic_print(struct statistic *stat, struct text *text)
{
    stat->kind->print(stat, text);
}

void statistic_list(struct statistic *stat, struct text *text)
{
    json_row_text(text, "statistic", bytes_of_string(stat->typed));
    json_key(text, "rows");
    text_char(text, '[');
    stat->kind->list(stat, text);
    text_char(text, ']');
}

void statistic_destroy(struct statistic *stat)
{
    if (!stat) return;
    if (stat->kind->close) stat->kind->close(stat);
    filter_destroy(stat->filter);
    text_finish(&stat->filter_text);
    free(stat);
}
