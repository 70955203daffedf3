/* The rows of a statistic as objects of JSON: {"frames":13,"bytes":923},{…
 * SPDX-License-Identifier: MIT */
#pragma once
#include "base/json.h"

/* Another row begins, behind a comma unless it is the first. */
static inline void json_row_begin(struct text *text)
{
    if (text->len && text->at[text->len - 1] != '[') text_char(text, ',');
    text_char(text, '{');
}

static inline void json_row_end(struct text *text)
{
    text_char(text, '}');
}

static inline void json_row_uint(struct text *text, const char *key, uint64_t value)
{
    json_key(text, key);
    text_uint(text, value);
}

/* Nanoseconds, as seconds. */
static inline void json_row_seconds(struct text *text, const char *key, int64_t nanoseconds)
{
    json_key(text, key);
    text_seconds(text, nanoseconds, 9);
}

static inline void json_row_text(struct text *text, const char *key, struct bytes value)
{
    json_key(text, key);
    json_string(text, value);
}

/* A text that was composed for it, and is emptied for the next one. */
static inline void json_row_composed(struct text *text, const char *key, struct text *value)
{
    json_row_text(text, key, bytes_of(value->at, value->len));
    text_clear(value);
}
