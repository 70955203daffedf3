/* Clocks.  All times are nanoseconds.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdint.h>

#define TIME_SECOND INT64_C(1000000000)
#define TIME_MILLISECOND INT64_C(1000000)

/* Since the epoch: the clock that captured packets carry. */
int64_t time_wall(void);

/* From a clock that only goes forward: for durations and time-outs. */
int64_t time_monotonic(void);
