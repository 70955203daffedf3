/* Clocks.  See time.h.  SPDX-License-Identifier: MIT */
#include "base/time.h"

#include <time.h>

static int64_t now(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * TIME_SECOND + t.tv_nsec;
}

int64_t time_wall(void)
{
    return now(CLOCK_REALTIME);
}

int64_t time_monotonic(void)
{
    return now(CLOCK_MONOTONIC);
}
