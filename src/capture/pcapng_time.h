/* The resolution of pcapng's time stamps (if_tsresol).  Private to src/capture/.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <stdint.h>

/* Ticks in a second: 10^n, or with the top bit set 2^n.  A resolution too fine for 64 bits gives
 * the finest one. */
uint64_t pcapng_ticks(uint8_t resolution);
/* How many decimals such times are shown with. */
uint8_t pcapng_time_digits(uint64_t ticks_per_second);
/* Nanoseconds since the epoch; at the ends of int64_t when the time lies beyond. */
int64_t pcapng_time(uint64_t ticks, uint64_t ticks_per_second, int64_t offset_seconds);
