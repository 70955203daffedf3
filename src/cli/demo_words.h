/* What the demo scenes say at their end, from what was really seen.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "base/text.h"
#include "cli/wire.h"
#include "show/ladder.h"

void demo_explain_tcp(
    struct text *text, const struct ladder *ladder, const struct wire_tally *tally);
void demo_explain_udp(
    struct text *text, const struct ladder *ladder, const struct wire_tally *tally);
void demo_explain_tls(
    struct text *text, const struct ladder *ladder, const struct wire_tally *tally);
