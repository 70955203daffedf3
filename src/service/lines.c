/* See lines.h.  SPDX-License-Identifier: MIT */
#include "service/lines.h"

#include <stdlib.h>
#include <uv.h>

enum { FIRST_ROOM = 128 };

static bool ends_with_cr(struct bytes text)
{
    return text.len && text.at[text.len - 1] == '\r';
}

static bool emit(
    struct lines *lines, struct bytes text, enum line_end end, line_taker *take, void *context)
{
    struct line line = {text, end};
    if (end == LINE_LF && ends_with_cr(text)) {
        line.text.len--;
        line.end = LINE_CRLF;
    }
    if (line.text.len > lines->limit) {
        line.text.len = lines->limit;
        line.end = LINE_CUT;
    }
    lines->len = 0; /* what was held is this line */
    return take(context, &line);
}

/* Keeps a piece behind what is held: as much of it as may matter. */
static int hold(struct lines *lines, struct bytes piece)
{
    size_t most = lines->limit + 2 - lines->len;
    if (piece.len > most) piece.len = most;
    if (lines->len + piece.len > lines->room) {
        size_t room = lines->room ? lines->room : FIRST_ROOM;
        while (room < lines->len + piece.len)
            room *= 2;
        if (room > lines->limit + 2) room = lines->limit + 2;
        uint8_t *held = realloc(lines->held, room);
        if (!held) return UV_ENOMEM;
        lines->held = held;
        lines->room = room;
    }
    if (piece.len) memcpy(lines->held + lines->len, piece.at, piece.len);
    lines->len += piece.len;
    return 0;
}

/* Whether a line that begins so is too long, however it goes on: a CR may yet belong to its end. */
static bool is_too_long(const struct lines *lines, struct bytes text)
{
    return text.len - ends_with_cr(text) > lines->limit;
}

int lines_feed(struct lines *lines, struct bytes data, line_taker *take, void *context)
{
    while (data.len) {
        const uint8_t *newline = memchr(data.at, '\n', data.len);
        struct bytes piece = bytes_of(data.at, newline ? (size_t)(newline - data.at) : data.len);
        size_t used = piece.len + (newline != NULL);
        data = bytes_of(data.at + used, data.len - used);
        if (lines->skipping) {
            lines->skipping = !newline;
            continue;
        }
        if (lines->len) {
            if (hold(lines, piece) < 0) return UV_ENOMEM;
            piece = bytes_of(lines->held, lines->len);
        }
        bool too_long = !newline && is_too_long(lines, piece);
        if (newline || too_long) {
            lines->skipping = too_long;
            if (!emit(lines, piece, LINE_LF, take, context)) return 0;
        } else if (!lines->len && hold(lines, piece) < 0) {
            return UV_ENOMEM;
        }
    }
    return 0;
}

void lines_end(struct lines *lines, line_taker *take, void *context)
{
    if (lines->len) emit(lines, bytes_of(lines->held, lines->len), LINE_NONE, take, context);
}

void lines_finish(struct lines *lines)
{
    free(lines->held);
    lines->held = NULL;
    lines->len = lines->room = 0;
}
