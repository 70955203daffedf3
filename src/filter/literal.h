/* The parts of literals that know nothing of trees.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Hexadecimal pairs, perhaps with : - or . between them, into `out` (as long as the text); how many. */
size_t literal_bytes(const char *text, uint8_t *out, bool *right);

/* "2020-09-13 12:26:42.5", "Sep 13, 2020 12:26:42 UTC"; in the zone of TZ unless it says (literal_time.c). */
enum literal_time { LITERAL_NO_TIME, LITERAL_TIME, LITERAL_MORE_THAN_TIME };
enum literal_time literal_absolute_time(const char *text, int64_t *nanoseconds);
/* "1.5" */
bool literal_relative_time(const char *text, int64_t *nanoseconds);
