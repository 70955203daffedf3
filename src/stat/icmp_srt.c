/* -z icmp,srt and icmpv6,srt: how long echoes took.  SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dissect/proto.h"
#include "stat/json_rows.h"
#include "stat/statistic.h"

/* Times kept for the median: 4 MB. */
enum { TIMES = 1 << 19, RULE = 74 };

struct echoes {
    struct statistic stat;
    const struct field *time, *request;
    uint64_t requests, replies;
    double *times; /* milliseconds */
    size_t count, room;
    uint64_t left_out;
    double least, most, total;
    uint64_t least_frame, most_frame;
};

/* What the numbers come to. */
struct summary {
    double mean, median, deviation;
};

static bool is_six(const struct statistic *stat)
{
    return strncmp(stat->kind->name, "icmpv6", 6) == 0;
}

static bool open_echoes(struct statistic *stat, const char *arguments, struct text *message)
{
    struct echoes *self = (struct echoes *)stat;
    bool six = is_six(stat);
    const struct dissector *dissector = stat->setting.dissector;
    self->time = dissector_field(dissector, six ? "icmpv6.resptime" : "icmp.resptime");
    self->request = dissector_field(dissector, six ? "icmpv6.resp_to" : "icmp.resp_to");
    return statistic_read_filter(stat, arguments, message);
}

static void want(struct statistic *stat, struct dissector *dissector)
{
    struct echoes *self = (struct echoes *)stat;
    dissector_want(dissector, self->time->name);
    dissector_want(dissector, self->request->name);
}

static void keep(struct echoes *self, double time)
{
    if (self->count == self->room && self->count < TIMES) {
        size_t room = self->room ? self->room * 2 : 64;
        double *times = realloc(self->times, room * sizeof *times);
        if (times) {
            self->times = times;
            self->room = room;
        }
    }
    if (self->count < self->room)
        self->times[self->count++] = time;
    else
        self->left_out++;
}

static void count_reply(struct echoes *self, double time, uint64_t frame)
{
    if (!self->replies || time < self->least) {
        self->least = time;
        self->least_frame = frame;
    }
    if (time > self->most) {
        self->most = time;
        self->most_frame = frame;
    }
    self->replies++;
    self->total += time;
    keep(self, time);
}

static void packet(struct statistic *stat, const struct packet *packet)
{
    struct echoes *self = (struct echoes *)stat;
    bool six = is_six(stat);
    for (unsigned i = 0; i < packet->nlayers; i++) {
        const struct layer *layer = &packet->layers[i];
        const uint8_t *at = layer_at(packet, layer, 1);
        if (!at || layer->quoted || strcmp(layer->proto->name, six ? "icmpv6" : "icmp") != 0)
            continue;
        const struct item *time = packet_item(packet, layer, self->time);
        if (*at == (six ? 128 : 8))
            self->requests++;
        else if (time && packet_item(packet, layer, self->request))
            count_reply(self, time->real, packet->frame->number);
    }
}

static int by_length(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static struct summary sum_up(struct echoes *self)
{
    struct summary summary = {0};
    size_t count = self->count;
    if (!count) return summary;
    double squares = 0;
    qsort(self->times, count, sizeof *self->times, by_length);
    summary.mean = self->total / (double)self->replies;
    summary.median = (self->times[(count - 1) / 2] + self->times[count / 2]) / 2;
    for (size_t i = 0; i < count; i++)
        squares += (self->times[i] - summary.mean) * (self->times[i] - summary.mean);
    if (count > 1) summary.deviation = sqrt(squares / (double)(count - 1));
    return summary;
}

static void print(struct statistic *stat, struct text *text)
{
    struct echoes *self = (struct echoes *)stat;
    static const char heads[] = "Minimum   Maximum   Mean      Median    SDeviation     Min Frame "
                                "Max Frame\n";
    uint64_t requests = self->requests, replies = self->replies;
    text_char(text, '\n');
    statistic_rule(text, RULE);
    text_format(text, "%s Service Response Time (SRT) Statistics (all times in ms):\nFilter: %s\n",
        is_six(stat) ? "ICMPv6" : "ICMP",
        stat->filter_text.len ? text_string(&stat->filter_text) : "<none>");
    text_put(text, "\nRequests  Replies   Lost      % Loss\n");
    if (requests) {
        struct summary summary = sum_up(self);
        uint32_t lost = (uint32_t)(requests - replies);
        text_format(text, "%-10llu%-10llu%-10u%5.1f%%\n\n%s", (unsigned long long)requests,
            (unsigned long long)replies, lost, 100.0 * lost / (double)requests, heads);
        text_format(text, "%-10.3f%-10.3f%-10.3f%-10.3f%-10.3f     %-10llu%-10llu\n", self->least,
            self->most, summary.mean, summary.median, summary.deviation,
            (unsigned long long)self->least_frame, (unsigned long long)self->most_frame);
    } else {
        text_format(text,
            "0         0         0           0.0%%\n\n%s"
            "0.000     0.000     0.000     0.000     0.000          0         0\n",
            heads);
    }
    statistic_left_out(text, self->left_out, "times");
    statistic_rule(text, RULE);
}

static void list(struct statistic *stat, struct text *text)
{
    struct echoes *self = (struct echoes *)stat;
    struct summary summary = sum_up(self);
    json_row_begin(text);
    json_row_uint(text, "requests", self->requests);
    json_row_uint(text, "replies", self->replies);
    text_format(text, ",\"min_ms\":%.6f,\"max_ms\":%.6f,\"mean_ms\":%.6f,\"median_ms\":%.6f",
        self->least, self->most, summary.mean, summary.median);
    text_format(text, ",\"deviation_ms\":%.6f", summary.deviation);
    json_row_uint(text, "min_frame", self->least_frame);
    json_row_uint(text, "max_frame", self->most_frame);
    json_row_end(text);
}

static void close_echoes(struct statistic *stat)
{
    free(((struct echoes *)stat)->times);
}

#define ECHOES(id, typed)                                                                          \
    const struct statistic_kind kind_##id = {                                                      \
        .name = typed,                                                                             \
        .arguments = "[,FILTER]",                                                                  \
        .summary = "how long echoes took",                                                         \
        .size = sizeof(struct echoes),                                                             \
        .open = open_echoes,                                                                       \
        .want = want,                                                                              \
        .packet = packet,                                                                          \
        .print = print,                                                                            \
        .list = list,                                                                              \
        .close = close_echoes,                                                                     \
    }

ECHOES(icmp_srt, "icmp,srt");
ECHOES(icmpv6_srt, "icmpv6,srt");
