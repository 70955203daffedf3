/* Random numbers that come again with the same seed: for what happens "by chance" in class.  Not
 * for secrets.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdint.h>

struct random {
    uint64_t state;
};

static inline struct random random_seeded(uint64_t seed)
{
    return (struct random){seed};
}

/* SplitMix64 (Steele, Lea, Flood 2014): every seed gives a good sequence, on every machine the
 * same. */
static inline uint64_t random_next(struct random *random)
{
    uint64_t z = random->state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

/* From 0 up to, not including, 1. */
static inline double random_fraction(struct random *random)
{
    return (double)(random_next(random) >> 11) * 0x1p-53;
}
