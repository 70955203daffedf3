/* Times of many packets as field_print_time() has them.  Many come in one second: what is told of that is
 * composed once for all of them.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdint.h>

#include "base/text.h"

/* A zeroed one is ready. */
struct local_time {
    int64_t second;      /* the last that was told */
    uint8_t before, len; /* how much of the text stands before its nine decimals; of all */
    char text[62];       /* "Sep 13, 2020 12:26:40.000000000 UTC"; none while `len` is 0 */
};

void local_time_add(struct local_time *last, struct text *text, int64_t nanoseconds);
