/* See http_range.h.  SPDX-License-Identifier: MIT */
#include "grammar/http_range.h"

#include "grammar/http.h"

static bool all_digits(struct bytes text, uint64_t *number)
{
    return http_number(text, 10, number) == text.len;
}

/* 1: a range; 0: one that does not lie within; -1: no range at all. */
static int read_one(struct bytes text, uint64_t size, struct http_range *range)
{
    struct bytes last = text, first = http_split(&last, '-');
    uint64_t from = 0, to = 0;
    if (!last.at || !all_digits(first, &from) || !all_digits(last, &to)) return -1;
    if (!first.len && !last.len) return -1;
    if (!first.len) { /* the last so many bytes */
        uint64_t length = to < size ? to : size;
        *range = (struct http_range){size - length, length};
        return length > 0;
    }
    if (last.len && to < from) return -1;
    if (from >= size) return 0;
    if (!last.len || to >= size) to = size - 1;
    *range = (struct http_range){from, to - from + 1};
    return 1;
}

int http_ranges_read(struct bytes value, uint64_t size, struct http_range ranges[HTTP_RANGES])
{
    int count = 0;
    uint64_t all = 0;
    struct bytes unit = http_split(&value, '=');
    if (!http_same(unit, "bytes") || !value.len) return HTTP_RANGES_WHOLE;
    for (int asked = 0; value.at; asked++) {
        struct bytes one = http_trim(http_split(&value, ','));
        if (asked == HTTP_RANGES) return HTTP_RANGES_WHOLE;
        int found = read_one(one, size, &ranges[count]);
        if (found < 0) return HTTP_RANGES_WHOLE;
        if (found) all += ranges[count++].length;
    }
    /* Who asks for more than there is, in pieces, gets it in one (RFC 9110 14.2). */
    return count > 1 && all > size ? HTTP_RANGES_WHOLE : count;
}
