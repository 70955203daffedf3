/* pcapng's time stamps.  See pcapng_time.h.  SPDX-License-Identifier: MIT */
#include "capture/pcapng_time.h"

#include <stdbool.h>

#include "base/time.h"

uint64_t pcapng_ticks(uint8_t resolution)
{
    unsigned exponent = resolution & 0x7f;
    if (resolution & 0x80) return exponent < 64 ? UINT64_C(1) << exponent : UINT64_MAX;
    if (exponent > 19) return UINT64_MAX;
    uint64_t ticks = 1;
    while (exponent--)
        ticks *= 10;
    return ticks;
}

uint8_t pcapng_time_digits(uint64_t ticks_per_second)
{
    static const uint32_t powers[] = {1000000000, 1000000, 1000, 100, 10};
    static const uint8_t digits[] = {9, 6, 3, 2, 1, 0};
    unsigned i = 0;
    while (i < 5 && ticks_per_second < powers[i])
        i++;
    return digits[i];
}

/* ticks * 10^9 / ticks_per_second for ticks < ticks_per_second, without leaving 64 bits. */
static uint64_t to_nanoseconds(uint64_t ticks, uint64_t ticks_per_second)
{
    if (ticks_per_second <= UINT64_MAX / TIME_SECOND)
        return ticks * (uint64_t)TIME_SECOND / ticks_per_second;
    if (ticks_per_second >
        UINT64_MAX / 10) { /* finer than a tenth of an attosecond: no loss here */
        ticks >>= 4;
        ticks_per_second >>= 4;
    }
    uint64_t nanoseconds = 0;
    for (int digit = 0; digit < 9; digit++) {
        ticks *= 10;
        nanoseconds = nanoseconds * 10 + ticks / ticks_per_second;
        ticks %= ticks_per_second;
    }
    return nanoseconds;
}

int64_t pcapng_time(uint64_t ticks, uint64_t ticks_per_second, int64_t offset_seconds)
{
    const uint64_t most = INT64_MAX / TIME_SECOND - 1;
    uint64_t seconds = ticks / ticks_per_second, offset = (uint64_t)offset_seconds;
    int64_t nanoseconds = (int64_t)to_nanoseconds(ticks % ticks_per_second, ticks_per_second);
    bool negative = false;
    if (offset_seconds >= 0) {
        seconds = seconds > UINT64_MAX - offset ? UINT64_MAX : seconds + offset;
    } else {
        offset = 0 - offset;
        negative = offset > seconds;
        seconds = negative ? offset - seconds : seconds - offset;
    }
    if (seconds > most) return negative ? INT64_MIN : INT64_MAX;
    return (negative ? -(int64_t)seconds : (int64_t)seconds) * TIME_SECOND + nanoseconds;
}
