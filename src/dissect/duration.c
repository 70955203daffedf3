/* See duration.h.  SPDX-License-Identifier: MIT */
#include "dissect/duration.h"

#include "dissect/packet.h"

void duration_put_milliseconds(struct text *text, uint64_t milliseconds)
{
    static const char *const units[] = {"day", "hour", "minute"};
    uint64_t seconds = milliseconds / 1000;
    unsigned rest = (unsigned)(milliseconds % 1000);
    const uint64_t parts[] = {seconds / 86400, seconds / 3600 % 24, seconds / 60 % 60};
    const char *comma = "";
    for (unsigned i = 0; i < 3; i++) {
        if (!parts[i]) continue;
        text_format(text, "%s%llu %s%s", comma, (unsigned long long)parts[i], units[i],
            parts[i] == 1 ? "" : "s");
        comma = ", ";
    }
    if (rest || seconds % 60 || !*comma) {
        text_put(text, comma);
        text_uint(text, seconds % 60);
        if (rest) text_format(text, ".%03u", rest);
        text_put(text, !rest && seconds % 60 == 1 ? " second" : " seconds");
    }
}

void duration_put(struct text *text, uint64_t seconds)
{
    duration_put_milliseconds(text, seconds * 1000);
}

void duration_show(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_put(text, item->field->label);
    text_put(text, ": ");
    text_uint(text, item->number);
    text_put(text, " (");
    duration_put(text, item->number);
    text_char(text, ')');
}
