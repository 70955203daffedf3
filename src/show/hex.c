/* Hexadecimal dumps, as tshark -x lays them out.  See hex.h.  SPDX-License-Identifier: MIT */
#include "show/hex.h"

#include "dissect/packet.h"

enum { PER_LINE = 16 };

static void add_characters(struct text *text, const uint8_t *at, size_t count)
{
    for (size_t i = 0; i < count; i++)
        text_char(text, at[i] >= 0x20 && at[i] < 0x7f ? (char)at[i] : '.');
}

void hex_add(struct text *text, struct bytes bytes, enum hex_characters characters)
{
    /* The offsets are as wide as the last byte's needs, but no less than four digits. */
    unsigned digits = 4;
    while (digits < 8 && bytes.len && (bytes.len - 1) >> (4 * digits))
        digits++;
    for (size_t at = 0; at < bytes.len; at += PER_LINE) {
        size_t count = bytes.len - at < PER_LINE ? bytes.len - at : PER_LINE;
        text_hex(text, at, digits);
        text_add(text, "  ", 2);
        text_hex_bytes(text, bytes.at + at, count, ' ');
        text_repeat(text, ' ', 3 * (PER_LINE - count) + 3);
        if (characters == HEX_DELIMITED) text_char(text, '|');
        if (characters != HEX_NO_CHARACTERS) add_characters(text, bytes.at + at, count);
        if (characters == HEX_DELIMITED) text_char(text, '|');
        text_char(text, '\n');
    }
}

void hex_add_packet(struct text *text, const struct packet *packet, const struct hex_style *style)
{
    unsigned count = style->frame_only ? 1 : packet->nsources;
    for (unsigned i = 0; i < count; i++) {
        if (count > 1) {
            text_put(text, packet->source_names[i]);
            text_put(text, " (");
            text_uint(text, packet->sources[i].len);
            text_put(text, packet->sources[i].len == 1 ? " byte):\n" : " bytes):\n");
        }
        hex_add(text, packet->sources[i], style->characters);
    }
}
