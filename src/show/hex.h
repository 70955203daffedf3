/* Bytes in hexadecimal with their characters beside them.  SPDX-License-Identifier: MIT */
#pragma once
#include "base/bytes.h"
#include "base/text.h"

struct packet;

/* Lines of sixteen bytes: "0010  45 00 00 34 …  E..4…". */
void hex_add(struct text *text, struct bytes bytes);

/* All bytes of a packet: the frame, and each reassembled source, under headings when there are
 * several. */
void hex_add_packet(struct text *text, const struct packet *packet);
