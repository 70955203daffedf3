/* Bytes in hexadecimal with their characters beside them.  SPDX-License-Identifier: MIT */
#pragma once
#include "base/bytes.h"
#include "base/text.h"

struct packet;

/* tshark's --hexdump. */
enum hex_characters { HEX_CHARACTERS, HEX_DELIMITED, HEX_NO_CHARACTERS };
struct hex_style {
    bool frame_only; /* without what was reassembled or unpacked */
    enum hex_characters characters;
};

/* Lines of sixteen bytes: "0010  45 00 00 34 …  E..4…". */
void hex_add(struct text *text, struct bytes bytes, enum hex_characters characters);

/* All bytes of a packet: the frame, and each reassembled source, under headings when there are
 * several. */
void hex_add_packet(struct text *text, const struct packet *packet, const struct hex_style *style);
