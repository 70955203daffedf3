/* -z http,stat: requests by method, responses by status.
 *
 *     * HTTP Response Status Codes                Packets
 *       200 OK                                          2
 *     * HTTP Request Methods                      Packets
 *       GET                                             2
 *
 * SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "stat/json_rows.h"
#include "stat/rows.h"
#include "stat/statistic.h"

enum { RULE = 67, KINDS = 4096, NAME = 40 };

struct kind {
    uint64_t code;   /* 0: a request */
    char name[NAME]; /* of the code, of the method: with the code the key */
    uint64_t count;
};

struct http_stat {
    struct statistic stat;
    const struct field *method, *code, *words;
    struct rows rows;
};

static bool open_http(struct statistic *stat, const char *arguments, struct text *message)
{
    struct http_stat *self = (struct http_stat *)stat;
    const struct dissector *dissector = stat->setting.dissector;
    self->method = dissector_field(dissector, "http.request.method");
    self->code = dissector_field(dissector, "http.response.code");
    self->words = dissector_field(dissector, "http.response.code.desc");
    rows_init(&self->rows, sizeof(struct kind), offsetof(struct kind, count), KINDS);
    return statistic_read_filter(stat, arguments, message);
}

static void want(struct statistic *stat, struct dissector *dissector)
{
    const struct http_stat *self = (struct http_stat *)stat;
    dissector_want(dissector, self->method->name);
    dissector_want(dissector, self->code->name);
    dissector_want(dissector, self->words->name);
}

static void count(struct http_stat *self, uint64_t code, struct bytes name)
{
    struct kind key = {.code = code};
    if (name.len) memcpy(key.name, name.at, name.len < NAME ? name.len : NAME - 1);
    struct kind *kind = rows_find(&self->rows, &key);
    if (kind) kind->count++;
}

static void packet(struct statistic *stat, const struct packet *packet)
{
    struct http_stat *self = (struct http_stat *)stat;
    for (unsigned i = 0; i < packet->nitems; i++) {
        const struct item *item = &packet->items[i];
        if (item->field == self->method) count(self, 0, item->bytes);
        if (item->field != self->code || !item->number) continue;
        bool told = i + 1 < packet->nitems && item[1].field == self->words;
        count(self, item->number, told ? item[1].bytes : (struct bytes){0});
    }
}

/* Codes in their order, then methods as they came. */
static uint64_t weight(const void *row)
{
    const struct kind *kind = row;
    return kind->code ? UINT64_MAX - kind->code : 0;
}

static void print_codes(struct text *text, const struct kind *kind)
{
    char words[NAME] = "";
    if (!*kind->name) {
        struct text unknown = {.at = words, .cap = sizeof words, .fixed = true};
        text_format(&unknown, "Unknown (%llu)", (unsigned long long)kind->code);
        text_string(&unknown);
    }
    text_format(text, "  %3llu %-35s %9llu\n", (unsigned long long)kind->code,
        *kind->name ? kind->name : words, (unsigned long long)kind->count);
}

static void print(struct statistic *stat, struct text *text)
{
    struct http_stat *self = (struct http_stat *)stat;
    uint32_t *order = rows_heaviest(&self->rows, weight), rows = order ? self->rows.count : 0, i;
    text_char(text, '\n');
    statistic_rule(text, RULE);
    text_put(text, "HTTP Statistics");
    if (stat->filter_text.len)
        text_format(text, " with filter %s", text_string(&stat->filter_text));
    text_put(text, "\n* HTTP Response Status Codes                Packets\n");
    for (i = 0; i < rows; i++) {
        const struct kind *kind = rows_at(&self->rows, order[i]);
        if (kind->code) print_codes(text, kind);
    }
    text_put(text, "* HTTP Request Methods                      Packets\n");
    for (i = 0; i < rows; i++) {
        const struct kind *kind = rows_at(&self->rows, order[i]);
        if (!kind->code)
            text_format(text, "  %-39s %9llu \n", kind->name, (unsigned long long)kind->count);
    }
    statistic_left_out(text, self->rows.left_out, "messages");
    statistic_rule(text, RULE);
    free(order);
}

static void list(struct statistic *stat, struct text *text)
{
    const struct http_stat *self = (struct http_stat *)stat;
    for (uint32_t i = 0; i < self->rows.count; i++) {
        const struct kind *kind = rows_at(&self->rows, i);
        json_row_begin(text);
        if (kind->code) json_row_uint(text, "code", kind->code);
        json_row_text(text, kind->code ? "words" : "method", bytes_of_string(kind->name));
        json_row_uint(text, "count", kind->count);
        json_row_end(text);
    }
}

static void close_http(struct statistic *stat)
{
    rows_finish(&((struct http_stat *)stat)->rows);
}

const struct statistic_kind kind_http_stat = {
    .name = "http,stat",
    .arguments = "[,FILTER]",
    .summary = "requests by method, responses by status, in brief",
    .size = sizeof(struct http_stat),
    .open = open_http,
    .want = want,
    .packet = packet,
    .print = print,
    .list = list,
    .close = close_http,
};
