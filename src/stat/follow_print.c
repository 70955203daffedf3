/* A conversation as tshark prints it.  What the second side says is set in by a tab.
 * SPDX-License-Identifier: MIT */
#include "stat/follow.h"
#include "stat/json_rows.h"

enum { HEX_LINE = 16, HEX_WIDTH = 60, BASE64_LINE = 57, RULE = 67 };

static void print_host(struct text *text, const struct follow *self, unsigned node)
{
    if (self->begun && (!node || self->has_server)) end_print(text, &self->ends[node]);
}

static uint32_t port_of(const struct follow *self, unsigned node)
{
    return self->begun && (!node || self->has_server) ? self->ends[node].port : 0;
}

static void print_node(struct text *text, const struct follow *self, unsigned node)
{
    bool six = self->ends[node].kind == ADDRESS_IPV6 && (!node || self->has_server);
    text_labelled(text, "Node ", node);
    text_put(text, six ? ": [" : ": ");
    print_host(text, self, node);
    text_labelled(text, six ? "]:" : ":", port_of(self, node));
    text_char(text, '\n');
}

/* What Wireshark shows for each byte of EBCDIC, which is not quite code page 037. */
static char from_ebcdic(uint8_t byte)
{
    static const char table[] = /* 16 bytes a row */
        "..........\012..\015.."
        "................"
        " !\042#$%&'()*+,-./"
        "..23456789:;<=.?"
        " ...........<(+|"
        "&.........!$*);^"
        "-/........|,%_>?"
        "..........:#@'=."
        "................"
        "................"
        "................"
        "................"
        "................"
        "................"
        "................"
        "................";
    return table[byte];
}

static void print_characters(struct text *text, const struct follow *self, struct bytes bytes)
{
    for (size_t i = 0; i < bytes.len; i++) {
        uint8_t c = bytes.at[i];
        bool as_it_is = c == '\r' || c == '\n' || (c >= ' ' && c < 0x7f);
        char shown = self->mode == FOLLOW_EBCDIC ? from_ebcdic(c) : as_it_is ? (char)c : '.';
        text_char(text, shown);
    }
    text_char(text, '\n');
}

/* 00000010  31 2e 31 0d 0a 48 6f 73  74 3a 20 65 78 2e 6f 72  1.1..Hos t: ex.or */
static void print_hex(struct text *text, struct bytes bytes, size_t offset, const char *indent)
{
    for (size_t at = 0; at < bytes.len; at += HEX_LINE) {
        size_t len = bytes.len - at < HEX_LINE ? bytes.len - at : HEX_LINE;
        text_put(text, indent);
        size_t start = text->len;
        for (unsigned shift = 32; shift;) /* eight digits in capitals */
            text_char(text, "0123456789ABCDEF"[(offset + at) >> (shift -= 4) & 15]);
        text_put(text, "  ");
        for (size_t i = 0; i < len; i++) {
            text_hex(text, bytes.at[at + i], 2);
            text_put(text, i == HEX_LINE / 2 - 1 ? "  " : " ");
        }
        if (text->len - start < HEX_WIDTH) text_repeat(text, ' ', HEX_WIDTH - (text->len - start));
        for (size_t i = 0; i < len; i++) {
            uint8_t c = bytes.at[at + i];
            text_char(text, c >= ' ' && c < 0x7f ? (char)c : '.');
            if (i == HEX_LINE / 2 - 1) text_char(text, ' ');
        }
        if (text->len && text->at[text->len - 1] == ' ') text->len--;
        text_char(text, '\n');
    }
}

static void print_yaml(struct text *text, const struct follow_chunk *chunk, struct bytes bytes)
{
    text_labelled(text, "  - packet: ", chunk->frame);
    text_labelled(text, "\n    peer: ", chunk->by_server);
    text_put(text, "\n    timestamp: ");
    /* As a number of 53 bits, which is tshark's. */
    double seconds = (double)(chunk->time / 1000000000) + (double)(chunk->time % 1000000000) / 1e9;
    text_format(text, "%.9f", seconds);
    text_put(text, "\n    data: !!binary |\n");
    for (size_t at = 0; at < bytes.len; at += BASE64_LINE) {
        size_t len = bytes.len - at < BASE64_LINE ? bytes.len - at : BASE64_LINE;
        text_put(text, "      ");
        text_base64(text, bytes.at + at, len);
        text_char(text, '\n');
    }
}

static void print_chunk(
    struct text *text, const struct follow *self, const struct follow_chunk *chunk, size_t offset)
{
    struct bytes bytes = follow_bytes(self, chunk);
    const char *indent = chunk->by_server ? "\t" : "";
    switch (self->mode) {
    case FOLLOW_ASCII:
    case FOLLOW_EBCDIC:
        text_put(text, indent);
        text_uint(text, bytes.len);
        text_char(text, '\n');
        print_characters(text, self, bytes);
        break;
    case FOLLOW_RAW:
        text_put(text, indent);
        text_hex_bytes(text, bytes.at, bytes.len, 0);
        text_char(text, '\n');
        break;
    case FOLLOW_HEX:
        print_hex(text, bytes, offset, indent);
        break;
    case FOLLOW_YAML:
        print_yaml(text, chunk, bytes);
        break;
    case FOLLOW_TALK: /* for people: follow_talk.c prints it */
        break;
    }
}

static void print_yaml_head(struct text *text, const struct follow *self)
{
    text_put(text, "peers:\n");
    for (unsigned node = 0; node < 2; node++) {
        text_labelled(text, "  - peer: ", node);
        text_put(text, "\n    host: ");
        print_host(text, self, node);
        text_labelled(text, "\n    port: ", port_of(self, node));
        text_char(text, '\n');
    }
    text_put(text, "packets:\n");
}

void follow_print(struct statistic *stat, struct text *text)
{
    struct follow *self = (struct follow *)stat;
    size_t offsets[2] = {0};
    if (self->mode == FOLLOW_TALK) {
        follow_talk(self, text);
        return;
    }
    if (self->mode == FOLLOW_YAML) {
        print_yaml_head(text, self);
    } else {
        text_char(text, '\n');
        statistic_rule(text, RULE);
        text_format(text, "Follow: %s,%s\nFilter: %s\n", follow_kind_name(self),
            follow_modes[self->mode], text_string(&stat->filter_text));
        print_node(text, self, 0);
        print_node(text, self, 1);
    }
    for (size_t i = 0; i < self->count; i++) {
        const struct follow_chunk *chunk = &self->chunks[i];
        if (i + 1 >= self->first_chunk && i + 1 <= self->last_chunk)
            print_chunk(text, self, chunk, offsets[chunk->by_server]);
        offsets[chunk->by_server] += chunk->length;
    }
    if (self->mode == FOLLOW_YAML && self->left_out) text_put(text, "# ");
    statistic_left_out(text, self->left_out, "bytes");
    if (self->mode != FOLLOW_YAML) statistic_rule(text, RULE);
}

void follow_list(struct statistic *stat, struct text *text)
{
    struct follow *self = (struct follow *)stat;
    struct text value = {0};
    for (size_t i = 0; i < self->count; i++) {
        const struct follow_chunk *chunk = &self->chunks[i];
        if (i + 1 < self->first_chunk || i + 1 > self->last_chunk) continue;
        json_row_begin(text);
        json_row_uint(text, "frame", chunk->frame);
        json_row_uint(text, "node", chunk->by_server);
        print_host(&value, self, chunk->by_server);
        json_row_composed(text, "address", &value);
        json_row_uint(text, "port", port_of(self, chunk->by_server));
        json_row_uint(text, "size", chunk->length);
        text_base64(&value, follow_bytes(self, chunk).at, chunk->length);
        json_row_composed(text, "base64", &value);
        json_row_end(text);
    }
    text_finish(&value);
}
