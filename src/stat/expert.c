/* -z expert: what was remarkable, the worst first.
 *
 *     Warns (1)
 *     =============
 *        Frequency      Group           Protocol  Summary
 *                1   Sequence                TCP  This frame is a (suspected) out-of-order segment
 *
 * SPDX-License-Identifier: MIT */
#include <string.h>
#include <strings.h>

#include "dissect/note.h"
#include "dissect/proto.h"
#include "stat/json_rows.h"
#include "stat/rows.h"
#include "stat/statistic.h"

/* Remarks told apart: about 20 MB. */
enum { REMARKS = 65536, SUMMARY = 248, PROTOCOL = 24 };

struct remark {
    uint64_t severity;       /* as the field has it */
    char protocol[PROTOCOL]; /* both filled up with zeros: the key */
    char summary[SUMMARY];
    uint64_t group, frequency;
};

struct remarks {
    struct statistic stat;
    const struct field *message, *severity, *group;
    uint64_t least; /* severity of interest */
    struct rows rows;
};

/* From the worst down; what is asked for by name is told with all that is worse. */
static const struct level {
    const char *typed, *title;
    enum note_severity severity;
} levels[] = {
    {"error", "Errors", NOTE_ERROR},
    {"warn", "Warns", NOTE_WARNING},
    {"note", "Notes", NOTE_NOTE},
    {"chat", "Chats", NOTE_CHAT},
    {"comment", "Comments", NOTE_COMMENT},
};
enum { LEVELS = sizeof levels / sizeof *levels };

static bool open_remarks(struct statistic *stat, const char *arguments, struct text *message)
{
    struct remarks *self = (struct remarks *)stat;
    const struct dissector *dissector = stat->setting.dissector;
    self->message = dissector_field(dissector, "_ws.expert.message");
    self->severity = dissector_field(dissector, "_ws.expert.severity");
    self->group = dissector_field(dissector, "_ws.expert.group");
    rows_init(&self->rows, sizeof(struct remark), offsetof(struct remark, group), REMARKS);
    self->least = note_severity_bits(NOTE_COMMENT);
    size_t len = strcspn(arguments, ",");
    for (unsigned i = 0; i < LEVELS; i++) {
        if (len != strlen(levels[i].typed) || strncasecmp(arguments, levels[i].typed, len) != 0)
            continue;
        self->least = note_severity_bits(levels[i].severity);
        arguments += len + (arguments[len] == ',');
        break;
    }
    return statistic_read_filter(stat, arguments, message);
}

static void want(struct statistic *stat, struct dissector *dissector)
{
    struct remarks *self = (struct remarks *)stat;
    dissector_want(dissector, self->message->name);
    dissector_want(dissector, self->severity->name);
    dissector_want(dissector, self->group->name);
}

static void fill(char *at, size_t room, struct bytes bytes)
{
    memcpy(at, bytes.at, bytes.len < room - 1 ? bytes.len : room - 1);
}

/* Whose remark it is, as Wireshark calls the protocol; the layers that only tell of a fault are part
 * of the one before. */
static const char *protocol_of(const struct packet *packet, const struct layer *layer)
{
    while (layer > packet->layers && strncmp(layer->proto->name, "_ws.", 4) == 0)
        layer--;
    const struct proto *proto = layer->proto;
    return proto->brief ? proto->brief : proto->column ? proto->column : proto->name;
}

static void count(struct remarks *self, const struct packet *packet, const struct item *message,
    uint64_t severity, uint64_t group)
{
    struct remark key = {.severity = severity};
    fill(key.protocol, PROTOCOL,
        bytes_of_string(protocol_of(packet, &packet->layers[message->layer])));
    fill(key.summary, SUMMARY, message->bytes);
    struct remark *row = rows_find(&self->rows, &key);
    if (!row) return;
    row->group = group;
    row->frequency++;
}

/* A remark is its message, its severity, its group. */
static void packet(struct statistic *stat, const struct packet *packet)
{
    struct remarks *self = (struct remarks *)stat;
    const struct item *message = NULL;
    uint64_t severity = 0;
    for (unsigned i = 0; i < packet->nitems; i++) {
        const struct item *item = &packet->items[i];
        if (item->field == self->message)
            message = item;
        else if (item->field == self->severity)
            severity = item->number;
        else if (item->field == self->group && message) {
            if (severity >= self->least && !packet->layers[item->layer].quoted)
                count(self, packet, message, severity, item->number);
            message = NULL;
        }
    }
}

static void print_level(struct text *text, const struct remarks *self, const struct level *level)
{
    uint64_t total = 0, severity = note_severity_bits(level->severity);
    for (uint32_t i = 0; i < self->rows.count; i++) {
        const struct remark *row = rows_at(&self->rows, i);
        if (row->severity == severity) total += row->frequency;
    }
    if (!total) return;
    text_format(text,
        "\n%s (%llu)\n=============\n   Frequency      Group           Protocol  Summary\n",
        level->title, (unsigned long long)total);
    for (uint32_t i = 0; i < self->rows.count; i++) {
        const struct remark *row = rows_at(&self->rows, i);
        if (row->severity != severity) continue;
        const char *group = note_group_name((enum note_group)(row->group >> 24));
        text_format(text, "%12llu %10s %18s  ", (unsigned long long)row->frequency,
            group ? group : "", row->protocol);
        text_put(text, row->summary);
        text_char(text, '\n');
    }
}

static void print(struct statistic *stat, struct text *text)
{
    struct remarks *self = (struct remarks *)stat;
    for (unsigned i = 0; i < LEVELS; i++)
        print_level(text, self, &levels[i]);
    statistic_left_out(text, self->rows.left_out, "remarks");
}

static void list(struct statistic *stat, struct text *text)
{
    struct remarks *self = (struct remarks *)stat;
    for (unsigned i = 0; i < LEVELS; i++) {
        for (uint32_t at = 0; at < self->rows.count; at++) {
            const struct remark *row = rows_at(&self->rows, at);
            if (row->severity != note_severity_bits(levels[i].severity)) continue;
            const char *group = note_group_name((enum note_group)(row->group >> 24));
            json_row_begin(text);
            json_row_text(text, "severity", bytes_of_string(levels[i].typed));
            json_row_uint(text, "frequency", row->frequency);
            json_row_text(text, "group", bytes_of_string(group ? group : ""));
            json_row_text(text, "protocol", bytes_of_string(row->protocol));
            json_row_text(text, "summary", bytes_of_string(row->summary));
            json_row_end(text);
        }
    }
}

static void close_remarks(struct statistic *stat)
{
    rows_finish(&((struct remarks *)stat)->rows);
}

const struct statistic_kind kind_expert = {
    .name = "expert",
    .arguments = "[,error|warn|note|chat|comment][,FILTER]",
    .summary = "what was remarkable, up to the severity that is named",
    .size = sizeof(struct remarks),
    .open = open_remarks,
    .want = want,
    .packet = packet,
    .print = print,
    .list = list,
    .close = close_remarks,
};
