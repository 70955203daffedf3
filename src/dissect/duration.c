/* See duration.h.  SPDX-License-Identifier: MIT */
#include "dissect/duration.h"

#include "dissect/packet.h"

void duration_put(struct text *text, uint64_t seconds)
{
    static const char *const units[] = {"day", "hour", "minute", "second"};
    const uint64_t parts[] = {
        seconds / 86400, seconds / 3600 % 24, seconds / 60 % 60, seconds % 60};
    const char *comma = "";
    for (unsigned i = 0; i < 4; i++) {
        if (!parts[i]) continue;
        text_put(text, comma);
        text_uint(text, parts[i]);
        text_char(text, ' ');
        text_put(text, units[i]);
        if (parts[i] != 1) text_char(text, 's');
        comma = ", ";
    }
    if (!seconds) text_put(text, "0 seconds");
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
