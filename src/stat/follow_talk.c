/* A conversation for people to read: who speaks stands in front, the two sides have colours, and
 * nothing reaches the terminal as it came.
 *
 *     192.0.2.1:40001 > 198.51.100.22:80
 *     GET / HTTP/1.1
 *
 * SPDX-License-Identifier: MIT */
#include "base/escape.h"
#include "stat/follow.h"

#define COLOR_END "\x1b[0m"

static void print_end(struct text *text, const struct follow *self, unsigned node)
{
    const struct end *end = &self->ends[node];
    bool six = end->kind == ADDRESS_IPV6;
    if (node && !self->has_server) {
        text_put(text, "?");
        return;
    }
    if (six) text_char(text, '[');
    end_print(text, end);
    text_labelled(text, six ? "]:" : ":", end->port);
}

/* Line by line, each escaped; what ends a line is not shown. */
static void print_lines(struct text *text, struct bytes bytes, const char *color)
{
    while (bytes.len) {
        const uint8_t *end = memchr(bytes.at, '\n', bytes.len);
        size_t len = end ? (size_t)(end - bytes.at) : bytes.len, shown = len;
        if (end && shown && bytes.at[shown - 1] == '\r') shown--;
        if (color) text_put(text, color);
        escape_terminal(text, bytes_of(bytes.at, shown));
        if (color) text_put(text, COLOR_END);
        text_char(text, '\n');
        len += end != NULL;
        bytes = bytes_of(bytes.at + len, bytes.len - len);
    }
}

void follow_talk(struct follow *self, struct text *text)
{
    static const char *const colors[] = {"\x1b[91m", "\x1b[94m"};
    unsigned speaker = 2;
    if (!self->count)
        text_format(
            text, "nothing was said: no data where %s\n", text_string(&self->stat.filter_text));
    for (size_t i = 0; i < self->count; i++) {
        const struct follow_chunk *chunk = &self->chunks[i];
        if (i + 1 < self->first_chunk || i + 1 > self->last_chunk) continue;
        unsigned side = chunk->by_server;
        if (speaker != side) {
            if (speaker != 2) text_char(text, '\n');
            if (self->stat.setting.color) text_put(text, "\x1b[1m");
            print_end(text, self, side);
            text_put(text, " > ");
            print_end(text, self, !side);
            if (self->stat.setting.color) text_put(text, COLOR_END);
            text_char(text, '\n');
        }
        speaker = side;
        print_lines(
            text, follow_bytes(self, chunk), self->stat.setting.color ? colors[side] : NULL);
    }
    statistic_left_out(text, self->left_out, "bytes");
}
