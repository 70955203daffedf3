/* See line_end.h.  SPDX-License-Identifier: MIT */
#include "base/line_end.h"

static const char *const ends_of[] = {
    [LINE_END_LF] = "\n", [LINE_END_CRLF] = "\r\n", [LINE_END_NONE] = ""};

void line_ends_add(struct line_ends *ends, struct text *text, struct bytes data)
{
    if (ends->wanted == LINE_END_KEEP) {
        text_add(text, data.at, data.len);
        return;
    }
    for (size_t i = 0; i < data.len; i++) {
        uint8_t c = data.at[i];
        if (c == '\n') {
            text_put(text, ends_of[ends->wanted]);
        } else {
            if (ends->cr) text_char(text, '\r');
            if (c != '\r') text_char(text, (char)c);
        }
        ends->cr = c == '\r';
    }
}

void line_ends_finish(struct line_ends *ends, struct text *text)
{
    if (ends->cr) text_char(text, '\r');
    ends->cr = false;
}
