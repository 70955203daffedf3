/* The ladder of -z flow: addresses above, an arrow for each frame.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/escape.h"
#include "stat/flow.h"
#include "stat/json_rows.h"

enum { NODE_WIDTH = 20, TIME_WIDTH = 10, CONVERSATION_WIDTH = 5 };

static void pad(struct text *text, size_t start, size_t width)
{
    if (text->len - start < width) text_repeat(text, ' ', width - (text->len - start));
}

static void print_empty(struct text *text, const struct flow *self)
{
    for (unsigned i = 0; i < self->node_count; i++) {
        text_char(text, '|');
        text_repeat(text, ' ', NODE_WIDTH - 1);
    }
    text_char(text, '|');
}

static void print_heads(struct text *text, const struct flow *self)
{
    text_put(text, self->several ? "Conv.| Time    " : "|Time     ");
    for (unsigned i = 0; i < self->node_count; i += 2) {
        size_t start = text->len;
        text_put(text, "| ");
        text_put(text, self->nodes[i]);
        pad(text, start, 2 * NODE_WIDTH);
    }
    text_put(text, self->several ? "|\n     |         | " : "|\n|         | ");
    text_repeat(text, ' ', NODE_WIDTH - 2);
    for (unsigned i = 1; i < self->node_count; i += 2) {
        size_t start = text->len;
        text_put(text, "| ");
        text_put(text, self->nodes[i]);
        if (text->len - start < NODE_WIDTH) {
            pad(text, start, NODE_WIDTH);
            text_put(text, "| ");
        }
        pad(text, start, 2 * NODE_WIDTH);
    }
    text_char(text, '\n');
}

/* Lays `words` over the line that begins at `start`, at most `room` characters of them; puts them in
 * if it is too short, as Wireshark does. */
static void lay_over(struct text *text, size_t start, size_t at, struct bytes words, size_t room)
{
    struct text line = {0};
    size_t bytes = 0, characters = 0;
    uint32_t code;
    while (bytes < words.len && characters < room) {
        size_t length = escape_utf8(words.at + bytes, words.len - bytes, &code);
        bytes += length ? length : 1;
        characters++;
    }
    text_add(&line, text->at + start, text->len - start);
    text->len = start;
    if (at > line.len) at = line.len;
    text_add(text, line.at, at);
    text_add(text, words.at, bytes);
    if (at + characters <= line.len) at += characters;
    text_add(text, line.at + at, line.len - at);
    text_finish(&line);
}

static void lay_port(struct text *text, size_t start, size_t at, unsigned port)
{
    struct text words = {0};
    text_format(&words, "(%u)", port);
    lay_over(text, start, at, bytes_of(words.at, words.len), 8);
    text_finish(&words);
}

static void print_arrow(
    struct text *text, const struct flow *self, const struct rung *rung, size_t from, size_t to)
{
    size_t start = text->len, width = from < to ? to - from : from - to;
    struct text arrow = {0};
    print_empty(text, self);
    if (from > to) text_char(&arrow, '<');
    text_repeat(&arrow, '-', width - 2);
    if (from < to) text_char(&arrow, '>');
    lay_over(text, start, from < to ? from : to, bytes_of(arrow.at, arrow.len), width);
    text_finish(&arrow);
    lay_port(text, start, from < to ? from - 9 : from + 1, rung->ports[0]);
    lay_port(text, start, from < to ? to + 1 : to - 9, rung->ports[1]);
    text_char(text, '\n');
}

static struct bytes time_of(const struct flow *self, const struct rung *rung)
{
    return bytes_of(self->texts.at + rung->text, rung->time_length);
}

static struct bytes label_of(const struct flow *self, const struct rung *rung)
{
    return bytes_of(self->texts.at + rung->text + rung->time_length, rung->label_length);
}

static struct bytes comment_of(const struct flow *self, const struct rung *rung)
{
    struct bytes label = label_of(self, rung);
    return bytes_of(label.at + label.len, rung->comment_length);
}

static void print_rung(struct text *text, const struct flow *self, const struct rung *rung)
{
    size_t from = rung->nodes[0] * (size_t)NODE_WIDTH + NODE_WIDTH / 2;
    size_t to = rung->nodes[1] * (size_t)NODE_WIDTH + NODE_WIDTH / 2, start = text->len;
    if (from == to) to += NODE_WIDTH;
    if (self->several) text_uint(text, rung->conversation);
    if (self->several) pad(text, start, CONVERSATION_WIDTH);
    start = text->len;
    struct bytes time = time_of(self, rung), comment = comment_of(self, rung);
    text_char(text, '|');
    text_add(text, time.at, time.len);
    pad(text, start, TIME_WIDTH);
    start = text->len;
    print_empty(text, self);
    lay_over(text, start, from < to ? from : to, label_of(self, rung),
        from < to ? to - from : from - to);
    text_add(text, comment.at, comment.len);
    text_put(text, self->several ? "\n     |         " : "\n|         ");
    print_arrow(text, self, rung, from, to);
}

void flow_print(struct statistic *stat, struct text *text)
{
    struct flow *self = (struct flow *)stat;
    size_t rule = self->node_count * (size_t)NODE_WIDTH + 1 + TIME_WIDTH;
    if (self->several) rule += CONVERSATION_WIDTH + 1;
    if (self->count) print_heads(text, self);
    for (uint32_t i = 0; i < self->count; i++) {
        if (i && self->rungs[i].conversation != self->rungs[i - 1].conversation) {
            text_repeat(text, '-', rule);
            text_char(text, '\n');
        }
        print_rung(text, self, &self->rungs[i]);
    }
    statistic_left_out(text, self->left_out, "frames");
}

void flow_list(struct statistic *stat, struct text *text)
{
    struct flow *self = (struct flow *)stat;
    for (uint32_t i = 0; i < self->count; i++) {
        const struct rung *rung = &self->rungs[i];
        struct bytes time = time_of(self, rung);
        json_row_begin(text);
        json_row_uint(text, "frame", rung->frame);
        json_key(text, "elapsed");
        text_add(text, time.at, time.len);
        json_row_text(text, "from", bytes_of_string(self->nodes[rung->nodes[0]]));
        json_row_uint(text, "from_port", rung->ports[0]);
        json_row_text(text, "to", bytes_of_string(self->nodes[rung->nodes[1]]));
        json_row_uint(text, "to_port", rung->ports[1]);
        json_row_text(text, "label", label_of(self, rung));
        json_row_text(text, "comment", comment_of(self, rung));
        json_row_end(text);
    }
}
