/* Times of many packets.  See local_time.h.  SPDX-License-Identifier: MIT */
#include "show/local_time.h"

#include "base/time.h"
#include "dissect/field.h"

enum { DECIMALS = 9 };

/* Tells the second anew; false if that cannot be kept. */
static bool tell(struct local_time *last, int64_t second)
{
    struct text text = {.at = last->text, .cap = sizeof last->text, .fixed = true};
    field_print_time(&text, second * TIME_SECOND, false);
    const char *point = memchr(text.at, '.', text.len);
    last->len = 0;
    if (text.failed || !point) return false;
    last->second = second;
    last->before = (uint8_t)(point + 1 - text.at);
    last->len = (uint8_t)text.len;
    return true;
}

void local_time_add(struct local_time *last, struct text *text, int64_t nanoseconds)
{
    int64_t second = nanoseconds / TIME_SECOND, fraction = nanoseconds % TIME_SECOND;
    if (fraction < 0) {
        second--;
        fraction += TIME_SECOND;
    }
    bool known = last->len && last->second == second;
    if (!known && (second < INT64_MIN / TIME_SECOND || !tell(last, second))) {
        field_print_time(text, nanoseconds, false);
        return;
    }
    text_add(text, last->text, last->before);
    text_padded(text, (uint64_t)fraction, DECIMALS);
    size_t behind = last->before + DECIMALS;
    text_add(text, last->text + behind, last->len - behind);
}
