/* The summary line.  See summary.h.  SPDX-License-Identifier: MIT */
#include "show/summary.h"

#include "base/escape.h"

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

/* How many columns an IPv4 address takes. */
static size_t ipv4_width(const uint8_t *at)
{
    size_t width = 7; /* 0.0.0.0 */
    for (int i = 0; i < 4; i++)
        width += (at[i] >= 10) + (at[i] >= 100);
    return width;
}

/* Nearly all sources are IPv4: their width is known beforehand, and nothing needs to be moved. */
static void add_source(struct text *text, const struct packet *packet, struct column_clock *clock)
{
    if (packet->source.kind == ADDRESS_IPV4) {
        size_t width = ipv4_width(packet->source.at);
        if (width < ADDRESS_WIDTH) text_repeat(text, ' ', ADDRESS_WIDTH - width);
        text_ipv4(text, packet->source.at);
        return;
    }
    size_t start = text->len;
    column_add(text, COLUMN_SOURCE, packet, clock);
    align_right(text, start, ADDRESS_WIDTH);
}

void summary_add(struct text *text, const struct packet *packet, struct column_clock *clock)
{
    text_room(text, LINE_ROOM);
    text_uint_right(text, packet->frame->number, NUMBER_WIDTH);
    text_char(text, ' ');
    size_t start = text->len;
    column_add(text, COLUMN_TIME, packet, clock);
    align_right(text, start, TIME_WIDTH);
    text_char(text, ' ');
    add_source(text, packet, clock);
    text_add(text, " \xe2\x86\x92 ", 5); /* U+2192, an arrow to the right */
    start = text->len;
    column_add(text, COLUMN_DESTINATION, packet, clock);
    align_left(text, start, ADDRESS_WIDTH);
    text_char(text, ' ');
    column_add(text, COLUMN_PROTOCOL, packet, clock);
    text_char(text, ' ');
    text_uint(text, packet->frame->length);
    text_char(text, ' ');
    start = text->len;
    column_add(text, COLUMN_INFO, packet, clock);
    escape_since(text, start);
}
