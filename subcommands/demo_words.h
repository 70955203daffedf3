/* What scenes say at their end, from what was really seen: the sentences that several of them need.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "base/text.h"
#include "cli/wire.h"
#include "show/ladder.h"

void demo_heading(struct text *text, const struct ladder *ladder, const char *title);
/* One remark, as a paragraph with a bullet. */
void demo_say(struct text *text, const struct ladder *ladder, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* "Try next", and lines "  command   what it shows". */
void demo_try_next(struct text *text, const struct ladder *ladder, const char *lines);
/* "s", but for 1. */
const char *demo_plural(unsigned count);

/* The segments that opened a TCP connection, those that closed it, and what all of it cost. */
void demo_explain_opening(
    struct text *text, const struct ladder *ladder, const struct wire_tally *tally);
void demo_explain_closing(
    struct text *text, const struct ladder *ladder, const struct wire_tally *tally);
void demo_explain_cost(
    struct text *text, const struct ladder *ladder, const struct wire_tally *tally);
