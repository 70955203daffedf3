/* The summary line.  See summary.h.  SPDX-License-Identifier: MIT */
#include "show/summary.h"

#include "base/escape.h"
#include "dissect/resolve.h"

/* tshark's least widths; a longer text pushes the rest of its line to the right. */
enum { NUMBER_WIDTH = 5, TIME_WIDTH = 10, ADDRESS_WIDTH = 12, LINE_ROOM = 512 };

/* Pushes what was appended since `start` to the right until it is `width` columns wide.  All these
 * columns are ASCII but for a name in an address, whose bytes tshark counts as well. */
static void align_right(struct text *text, size_t start, size_t width)
{
    size_t len = text->len - start;
    char held[ADDRESS_WIDTH]; /* nothing is wider; all of it is moved, whatever is there */
    if (len >= width || !text_room(text, sizeof held + width)) return;
    char *at = text->at + start;
    memcpy(held, at, sizeof held);
    memset(at, ' ', sizeof held);
    memcpy(at + width - len, held, sizeof held);
    text->len = start + width;
}

static void align_left(struct text *text, size_t start, size_t width)
{
    size_t len = text->len - start;
    if (len < width) text_repeat(text, ' ', width - len);
}

void summary_add(struct text *text, const struct packet *packet, struct column_clock *clock)
{
    text_room(text, LINE_ROOM);
    text_uint_right(text, packet->frame->number, NUMBER_WIDTH);
    text_char(text, ' ');
    size_t start = text->len;
    column_add_time(text, clock, packet->frame);
    align_right(text, start, TIME_WIDTH);
    text_char(text, ' ');
    start = text->len;
    resolve_column(text, packet, &packet->source);
    align_right(text, start, ADDRESS_WIDTH);
    text_add(text, " \xe2\x86\x92 ", 5); /* U+2192, an arrow to the right */
    start = text->len;
    resolve_column(text, packet, &packet->destination);
    align_left(text, start, ADDRESS_WIDTH);
    text_char(text, ' ');
    text_put(text, packet_column_protocol(packet));
    text_char(text, ' ');
    text_uint(text, packet->frame->length);
    text_char(text, ' ');
    start = text->len;
    packet_column_info(text, packet);
    escape_since(text, start);
}
