/* One packet, one line: tshark's text layout of the seven columns.  SPDX-License-Identifier: MIT */
#pragma once
#include "show/column.h"

/* Appends the line without its newline. */
void summary_add(struct text *text, const struct packet *packet, struct column_clock *clock);
