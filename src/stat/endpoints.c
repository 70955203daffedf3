/* -z endpoints,TYPE: who sends and receives how much.
 *
 *                            |  Packets  | |  Bytes  | | Tx Packets | | Tx Bytes | | Rx Packets | …
 *     10.0.0.1                       8           554          5             333           3        …
 *
 * SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "dissect/directory.h"
#include "dissect/dissector.h"
#include "stat/ends.h"
#include "stat/json_rows.h"
#include "stat/rows.h"
#include "stat/statistic.h"

/* Endpoints told apart: about 30 MB. */
enum { ENDPOINTS = 262144, NAME_WIDTH = 20 };

struct endpoint {
    struct end end; /* the key */
    uint64_t sent, sent_bytes, received, received_bytes;
};

struct endpoints {
    struct statistic stat;
    const struct ends_type *type;
    struct rows rows;
};

static bool open_endpoints(struct statistic *stat, const char *arguments, struct text *message)
{
    struct endpoints *self = (struct endpoints *)stat;
    self->type = ends_type(arguments, &arguments);
    if (!self->type) {
        text_put(message, "there are no endpoints of that type");
        return false;
    }
    rows_init(&self->rows, sizeof(struct endpoint), sizeof(struct end), ENDPOINTS);
    return statistic_read_filter(stat, arguments, message);
}

static void packet(struct statistic *stat, const struct packet *packet)
{
    struct endpoints *self = (struct endpoints *)stat;
    struct ends_walk walk = {.type = self->type};
    while (ends_next(&walk, packet)) {
        struct endpoint *row = rows_find(&self->rows, &walk.ends[0]);
        if (row) row->sent++, row->sent_bytes += packet->frame->length;
        row = self->type->one_sided ? NULL : rows_find(&self->rows, &walk.ends[1]);
        if (row) row->received++, row->received_bytes += packet->frame->length;
    }
}

static uint64_t frames_of(const void *row)
{
    const struct endpoint *endpoint = row;
    return endpoint->sent + endpoint->received;
}

static void print_number(struct text *text, uint64_t number, size_t gap, size_t width)
{
    text_repeat(text, ' ', gap);
    text_uint_right(text, number, width);
}

static void print_port(struct text *text, const struct directory *directory,
    const struct ends_type *type, const struct end *end)
{
    struct text port = {0};
    end_print_port(&port, directory, type, end);
    text_repeat(text, ' ', port.len < 5 ? 11 - port.len : 6);
    text_add(text, port.at, port.len);
    text_finish(&port);
}

static void print_row(struct text *text, const struct endpoints *self, const struct endpoint *row)
{
    struct directory *directory = dissector_directory(self->stat.setting.dissector);
    size_t start = text->len;
    end_print_named(text, directory, &row->end);
    if (text->len - start < NAME_WIDTH) text_repeat(text, ' ', NAME_WIDTH - (text->len - start));
    if (self->type->ports) print_port(text, directory, self->type, &row->end);
    print_number(text, row->sent + row->received, self->type->ports ? 5 : 6, 6);
    print_number(text, row->sent_bytes + row->received_bytes, 5, 9);
    print_number(text, row->sent, 5, 6);
    print_number(text, row->sent_bytes, 7, 9);
    print_number(text, row->received, 6, 6);
    print_number(text, row->received_bytes, 7, 9);
    text_put(text, "   \n");
}

static void print(struct statistic *stat, struct text *text)
{
    struct endpoints *self = (struct endpoints *)stat;
    uint32_t *order = rows_heaviest(&self->rows, frames_of);
    statistic_rule(text, 80);
    text_format(text, "%s Endpoints\nFilter:%s\n", self->type->title,
        stat->filter_text.len ? text_string(&stat->filter_text) : "<No Filter>");
    text_format(text,
        "                       |%s  Packets  | |  Bytes  | | Tx Packets | | Tx Bytes | | Rx "
        "Packets | | Rx Bytes |\n",
        self->type->ports ? "  Port  ||" : "");
    for (uint32_t i = 0; order && i < self->rows.count; i++)
        print_row(text, self, rows_at(&self->rows, order[i]));
    statistic_left_out(text, self->rows.left_out, "frames of endpoints");
    statistic_rule(text, 80);
    free(order);
}

static void list(struct statistic *stat, struct text *text)
{
    struct endpoints *self = (struct endpoints *)stat;
    uint32_t *order = rows_heaviest(&self->rows, frames_of);
    struct text address = {0};
    for (uint32_t i = 0; order && i < self->rows.count; i++) {
        const struct endpoint *row = rows_at(&self->rows, order[i]);
        json_row_begin(text);
        end_print(&address, &row->end);
        json_row_composed(text, "address", &address);
        if (self->type->ports) json_row_uint(text, "port", row->end.port);
        json_row_uint(text, "frames_sent", row->sent);
        json_row_uint(text, "bytes_sent", row->sent_bytes);
        json_row_uint(text, "frames_received", row->received);
        json_row_uint(text, "bytes_received", row->received_bytes);
        json_row_end(text);
    }
    text_finish(&address);
    free(order);
}

static void close_endpoints(struct statistic *stat)
{
    rows_finish(&((struct endpoints *)stat)->rows);
}

const struct statistic_kind kind_endpoints = {
    .name = "endpoints",
    .arguments = ",TYPE[,FILTER]",
    .summary = "who sends and receives how much: the types of conv",
    .asks = true,
    .size = sizeof(struct endpoints),
    .open = open_endpoints,
    .packet = packet,
    .print = print,
    .list = list,
    .close = close_endpoints,
};
