/* Reading what a person typed: numbers, durations, sizes.  All want the whole string, take no
 * blanks, write the result only on success and return false otherwise.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decimal, or hexadecimal after 0x. */
bool parse_uint(const char *string, uint64_t *value);

/* "12", "0.5": decimal, no sign, no exponent. */
bool parse_number(const char *string, double *value);

/* "1.5", "250ms", "10s", "5m", "1h", "20us" as nanoseconds; a bare number is seconds. */
bool parse_duration(const char *string, int64_t *nanoseconds);

/* "100", "64k", "1.5MiB", "10MB": bytes.  k, M, G and KiB … are powers of 1024, kB, MB, GB of 1000. */
bool parse_size(const char *string, uint64_t *size);

/* How many single-character edits (insert, delete, replace, swap neighbours) make one string the
 * other, at most 255: for "did you mean". */
unsigned parse_distance(const char *a, const char *b);

/* Which of `names` (a NULL-terminated array) is near enough to `typed` to be what was meant: fewer
 * edits than a third of its length, or it begins so.  NULL when none is. */
const char *parse_nearest(const char *typed, const char *const *names);
