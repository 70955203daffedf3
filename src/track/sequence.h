/* Comparing sequence numbers, which wrap: RFC 9293 3.4.  `a` is before `b` if the way from a up to
 * b is shorter than half the circle.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

static inline bool seq_before(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b) < 0;
}

static inline bool seq_after(uint32_t a, uint32_t b)
{
    return (int32_t)(b - a) < 0;
}

static inline bool seq_upto(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b) <= 0;
}
