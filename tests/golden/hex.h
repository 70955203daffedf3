/* Frames as text that can be reviewed: NAME.hex has one frame to a line, as hex digits.  `#` begins a
 * comment, `link N` sets the link type of what follows (1, Ethernet, at first), `length N` tells how
 * long the next frame was on the wire.  SPDX-License-Identifier: MIT */
#pragma once
#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { HEX_LINE = 200000 };

struct hex_file {
    FILE *file;
    char *line;
    uint8_t *bytes;
    uint16_t link_type;
};

struct hex_frame {
    const uint8_t *bytes; /* until the next frame */
    size_t size;
    uint32_t length;
    uint16_t link_type;
};

static inline void hex_close(struct hex_file *hex)
{
    if (hex->file) fclose(hex->file);
    free(hex->line);
    free(hex->bytes);
}

static inline bool hex_open(struct hex_file *hex, const char *path)
{
    *hex = (struct hex_file){fopen(path, "r"), malloc(HEX_LINE), malloc(HEX_LINE / 2), 1};
    if (hex->file && hex->line && hex->bytes) return true;
    hex_close(hex);
    return false;
}

static inline size_t hex_bytes(const char *line, uint8_t *bytes)
{
    size_t size = 0;
    for (unsigned value; *line && *line != '#'; line += 2) {
        while (isspace((unsigned char)*line))
            line++;
        if (sscanf(line, "%2x", &value) != 1) break;
        bytes[size++] = (uint8_t)value;
    }
    return size;
}

/* False at the end. */
static inline bool hex_next(struct hex_file *hex, struct hex_frame *frame)
{
    uint32_t wire = 0;
    while (fgets(hex->line, HEX_LINE, hex->file)) {
        unsigned number;
        if (sscanf(hex->line, "link %u", &number) == 1) {
            hex->link_type = (uint16_t)number;
        } else if (sscanf(hex->line, "length %u", &number) == 1) {
            wire = number;
        } else if ((frame->size = hex_bytes(hex->line, hex->bytes))) {
            frame->bytes = hex->bytes;
            frame->link_type = hex->link_type;
            frame->length = wire ? wire : (uint32_t)frame->size;
            return true;
        }
    }
    return false;
}
