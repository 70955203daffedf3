/* -z conv,TYPE: who talks to whom, how much in each direction, and how long.
 *
 *                                 |       <-      | |       ->      | |     Total     |    Relative  …
 *                                 | Frames  Bytes | | Frames  Bytes | | Frames  Bytes |      Start   …
 *     10.0.0.1:1234 <-> 10.0.0.2:80     2 151 bytes       3 234 bytes       5 385 bytes     0.00000000…
 *
 * SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "dissect/directory.h"
#include "dissect/dissector.h"
#include "stat/ends.h"
#include "stat/json_rows.h"
#include "stat/rows.h"
#include "stat/statistic.h"

/* Conversations told apart: about 40 MB. */
enum { CONVERSATIONS = 262144 };

struct conversation {
    struct end ends[2];           /* in the same order for both directions */
    uint64_t stream;              /* tcp.stream: ports may be used again */
    uint64_t turned;              /* 1: the second one began, and is shown on the left */
    uint64_t frames[2], bytes[2]; /* sent by ends[0] and ends[1] */
    int64_t first, last, first_time;
};

struct conversations {
    struct statistic stat;
    const struct ends_type *type;
    const struct field *stream; /* NULL: of no interest */
    struct rows rows;
};

static bool open_conversations(struct statistic *stat, const char *arguments, struct text *message)
{
    struct conversations *self = (struct conversations *)stat;
    self->type = ends_type(arguments, &arguments);
    if (!self->type) {
        text_put(message, "there are no conversations of that type");
        return false;
    }
    if (strcmp(self->type->name, "tcp") == 0)
        self->stream = dissector_field(stat->setting.dissector, "tcp.stream");
    rows_init(&self->rows, sizeof(struct conversation), offsetof(struct conversation, turned),
        CONVERSATIONS);
    return statistic_read_filter(stat, arguments, message);
}

static void want(struct statistic *stat, struct dissector *dissector)
{
    struct conversations *self = (struct conversations *)stat;
    if (self->stream) dissector_want(dissector, self->stream->name);
}

/* Which of both comes first in the key. */
static bool is_first(const struct end *a, const struct end *b)
{
    if (a->port != b->port) return a->port > b->port;
    if (a->kind != b->kind) return a->kind < b->kind;
    return memcmp(a->address, b->address, sizeof a->address) < 0;
}

static void packet(struct statistic *stat, const struct packet *packet)
{
    struct conversations *self = (struct conversations *)stat;
    struct ends_walk walk = {.type = self->type};
    while (ends_next(&walk, packet)) {
        const struct item *stream =
            self->stream ? packet_item(packet, walk.layer, self->stream) : NULL;
        unsigned side = is_first(&walk.ends[0], &walk.ends[1]) ? 0 : 1;
        struct conversation key = {
            .ends = {walk.ends[side], walk.ends[!side]}, .stream = stream ? stream->number : 0};
        struct conversation *row = rows_find(&self->rows, &key);
        if (!row) continue;
        int64_t now = packet->frame->since_first;
        bool is_new = !row->frames[0] && !row->frames[1];
        if (is_new || now < row->first) {
            row->first = now;
            row->first_time = packet->frame->time;
        }
        if (is_new || now > row->last) row->last = now;
        if (is_new) row->turned = side;
        row->frames[side]++;
        row->bytes[side] += packet->frame->length;
    }
}

/* Of any length as tshark has it: 9999 bytes, 10 kB, 10 MB … */
static void print_size(struct text *text, uint64_t bytes)
{
    static const char *const units[] = {" bytes", " kB", " MB", " GB", " TB"};
    unsigned unit = 0;
    for (; bytes >= 10000 && unit < 4; unit++)
        bytes /= 1000;
    size_t start = text->len;
    text_uint(text, bytes);
    text_put(text, units[unit]);
    if (text->len - start < 9) text_repeat(text, ' ', 9 - (text->len - start));
    text_put(text, "  ");
}

static void print_count(struct text *text, uint64_t frames, uint64_t bytes)
{
    text_uint_right(text, frames, 6);
    text_char(text, ' ');
    print_size(text, bytes);
}

static void print_end(struct text *text, const struct conversations *self, const struct end *end)
{
    struct directory *directory = dissector_directory(self->stat.setting.dissector);
    end_print_named(text, directory, end);
    if (!self->type->ports) return;
    text_char(text, ':');
    end_print_port(text, directory, self->type, end);
}

static void print_padded(struct text *text, const struct conversations *self, const struct end *end)
{
    size_t start = text->len, width = self->type->ports ? 26 : 20;
    print_end(text, self, end);
    if (text->len - start < width) text_repeat(text, ' ', width - (text->len - start));
}

/* When it began: in seconds since the first frame, or by the clock. */
static void print_start(
    struct text *text, const struct conversations *self, int64_t first, int64_t at)
{
    int64_t seconds = at / 1000000000 - (at % 1000000000 < 0);
    if (!statistic_stamp(text, &self->stat, seconds))
        text_format(text, "%14.9f", (double)first / 1e9);
}

static void print_head(struct text *text, const struct conversations *self)
{
    static const char *const starts[][2] = {
        [STATISTIC_RELATIVE] = {"   Relative    ", "     Start     "},
        [STATISTIC_CLOCK] = {"Absolute Time  ", "     Start     "},
        [STATISTIC_DATE] = {"Absolute Date  ", "    Start      "},
        [STATISTIC_DAY_OF_YEAR] = {"Absolute Date  ", "    Start      "},
    };
    const char *const *start = starts[self->stat.setting.time];
    const char *unit = self->stat.setting.time == STATISTIC_RELATIVE ? "Bytes" : "Size ";
    size_t width = self->type->ports ? 59 : 47;
    text_format(text, "%s Conversations\nFilter:%s\n", self->type->title,
        self->stat.filter_text.len ? text_string(&((struct conversations *)self)->stat.filter_text)
                                   : "<No Filter>");
    text_repeat(text, ' ', width);
    text_format(text, "|       <-      | |       ->      | |     Total     | %s|   Duration   |\n",
        start[0]);
    text_repeat(text, ' ', width);
    text_format(text, "| Frames  %s | | Frames  %s | | Frames  %s | %s|              |\n", unit,
        unit, unit, start[1]);
}

static uint64_t frames_of(const void *row)
{
    const struct conversation *conversation = row;
    return conversation->frames[0] + conversation->frames[1];
}

static void print_row(
    struct text *text, const struct conversations *self, const struct conversation *row)
{
    unsigned left = row->turned != 0;
    print_padded(text, self, &row->ends[left]);
    text_put(text, " <-> ");
    print_padded(text, self, &row->ends[!left]);
    text_put(text, "  ");
    print_count(text, row->frames[!left], row->bytes[!left]);
    print_count(text, row->frames[left], row->bytes[left]);
    print_count(text, frames_of(row), row->bytes[0] + row->bytes[1]);
    print_start(text, self, row->first, row->first_time);
    text_format(text, "   %12.4f\n", (double)row->last / 1e9 - (double)row->first / 1e9);
}

static void print(struct statistic *stat, struct text *text)
{
    struct conversations *self = (struct conversations *)stat;
    uint32_t *order = rows_heaviest(&self->rows, frames_of);
    statistic_rule(text, 80);
    print_head(text, self);
    for (uint32_t i = 0; order && i < self->rows.count; i++)
        print_row(text, self, rows_at(&self->rows, order[i]));
    statistic_left_out(text, self->rows.left_out, "frames of conversations");
    statistic_rule(text, 80);
    free(order);
}

static void list(struct statistic *stat, struct text *text)
{
    struct conversations *self = (struct conversations *)stat;
    uint32_t *order = rows_heaviest(&self->rows, frames_of);
    struct text end = {0};
    for (uint32_t i = 0; order && i < self->rows.count; i++) {
        const struct conversation *row = rows_at(&self->rows, order[i]);
        unsigned left = row->turned != 0;
        json_row_begin(text);
        print_end(&end, self, &row->ends[left]);
        json_row_composed(text, "a", &end);
        print_end(&end, self, &row->ends[!left]);
        json_row_composed(text, "b", &end);
        json_row_uint(text, "frames_a_to_b", row->frames[left]);
        json_row_uint(text, "bytes_a_to_b", row->bytes[left]);
        json_row_uint(text, "frames_b_to_a", row->frames[!left]);
        json_row_uint(text, "bytes_b_to_a", row->bytes[!left]);
        json_row_seconds(text, "start", row->first);
        json_row_seconds(text, "duration", row->last - row->first);
        json_row_end(text);
    }
    text_finish(&end);
    free(order);
}

static void close_conversations(struct statistic *stat)
{
    rows_finish(&((struct conversations *)stat)->rows);
}

const struct statistic_kind kind_conv = {
    .name = "conv",
    .arguments = ",TYPE[,FILTER]",
    .summary = "who talks to whom, and how much: eth ip ipv6 sll tcp udp",
    .asks = true,
    .size = sizeof(struct conversations),
    .open = open_conversations,
    .want = want,
    .packet = packet,
    .print = print,
    .list = list,
    .close = close_conversations,
};
