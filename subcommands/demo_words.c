/* The words at the end of a scene.  See demo_words.h.  SPDX-License-Identifier: MIT */
#include "demo_words.h"

#include <inttypes.h>

void demo_heading(struct text *text, const struct ladder *ladder, const char *title)
{
    text_put(text, ladder->color ? "\n\033[1m" : "\n");
    text_put(text, title);
    text_put(text, ladder->color ? "\033[m\n" : "\n");
}

void demo_say(struct text *text, const struct ladder *ladder, const char *format, ...)
{
    struct text words = {0};
    va_list args;
    va_start(args, format);
    text_put(&words, "- ");
    text_vformat(&words, format, args);
    va_end(args);
    ladder_paragraph(text, ladder, text_string(&words), 2);
    text_finish(&words);
}

const char *demo_plural(unsigned count)
{
    return count == 1 ? "" : "s";
}

void demo_try_next(struct text *text, const struct ladder *ladder, const char *lines)
{
    demo_heading(text, ladder, "Try next");
    text_put(text, lines);
}

void demo_explain_opening(
    struct text *text, const struct ladder *ladder, const struct wire_tally *tally)
{
    demo_say(text, ladder,
        "%u segment%s opened the connection: SYN, SYN+ACK, ACK. Each side named the number its "
        "bytes are "
        "counted from; shown here, as in Wireshark, as 0.",
        tally->opening, demo_plural(tally->opening));
}

void demo_explain_closing(
    struct text *text, const struct ladder *ladder, const struct wire_tally *tally)
{
    if (tally->resets) {
        demo_say(text, ladder,
            "%u reset%s ended it at once, without waiting for what was under way.", tally->resets,
            demo_plural(tally->resets));
        return;
    }
    demo_say(text, ladder,
        "%u segment%s closed it: a FIN from each side, and its acknowledgement. Each direction is "
        "closed on "
        "its own.",
        tally->closing, demo_plural(tally->closing));
}

void demo_explain_cost(
    struct text *text, const struct ladder *ladder, const struct wire_tally *tally)
{
    demo_say(text, ladder,
        "%" PRIu64 " bytes were said, %u packets with %" PRIu64 " bytes were needed for it.",
        tally->data_bytes[0] + tally->data_bytes[1], tally->packets, tally->frame_bytes);
}
