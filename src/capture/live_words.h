/* What people read when a capture does not start.  Private to src/capture/.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "base/text.h"

/* "cannot capture on lo: permission denied …"; nothing when there is no message. */
void live_explain(int error, const char *device, const char *detail, struct text *message);

/* "bad capture filter …". */
void live_explain_filter(const char *filter, const char *detail, struct text *message);
