/* The detail tree of a packet: tshark -V.  SPDX-License-Identifier: MIT */
#pragma once
#include "base/text.h"
#include "dissect/packet.h"

/* Appends every layer with its fields, four blanks of indentation a level.  Data that no protocol
 * explains is shown in hexadecimal with `dump`: where the packet's bytes do not follow anyway. */
void tree_add(struct text *text, const struct packet *packet, bool dump);

/* Appends the line of a layer: "Internet Protocol Version 4, Src: 10.0.0.1, Dst: 10.0.0.2". */
void tree_add_layer(struct text *text, const struct packet *packet, const struct layer *layer);
