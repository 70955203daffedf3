/* The detail tree of a packet: tshark -V.  SPDX-License-Identifier: MIT */
#pragma once
#include "base/text.h"
#include "dissect/packet.h"
#include "show/hex.h"
#include "show/labels.h"

struct tree_style {
    const char
        *only; /* -O: the names of those layers of which more than a line is shown; NULL: all */
    bool dump; /* bytes that no protocol explains: where those of the packet do not follow */
    enum hex_characters characters;
    struct labels *labels;
};

/* Appends every layer with its fields, four blanks of indentation a level. */
void tree_add(struct text *text, const struct packet *packet, const struct tree_style *style);

/* Appends the line of a layer: "Internet Protocol Version 4, Src: 10.0.0.1, Dst: 10.0.0.2". */
void tree_add_layer(struct text *text, const struct packet *packet, const struct layer *layer);
