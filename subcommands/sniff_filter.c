/* Display filters: what `wirelab sniff -Y` takes, and what it says to one that is none.
 * SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "base/escape.h"
#include "sniff.h"

/* The filter, and a line under the words that are to blame:
 *
 *     tcp.port == 70000
 *                 ^~~~~
 */
static void point(struct sniff *sniff, const struct filter_error *error)
{
    struct text source = {0}, line = {0};
    for (size_t i = 0; i < error->source.len;
         i++) { /* on one line, so that the other fits below it */
        char c = error->source.at[i];
        text_char(&source, c == '\n' || c == '\t' || c == '\r' ? ' ' : c);
    }
    escape_terminal(&line, bytes_of(source.at, source.len));
    text_put(&line, "\n    ");
    text_repeat(&line, ' ', error->column);
    text_char(&line, '^');
    text_repeat(&line, '~', error->length - 1);
    out_flush(sniff->lab->out);
    fprintf(stderr, "    %s\n", text_string(&line));
    text_finish(&source);
    text_finish(&line);
}

void sniff_filter_complain(struct sniff *sniff, const char *text, struct filter_error *error)
{
    say_error(sniff->lab, "%s", text_string(&error->message));
    if (error->length) point(sniff, error);
    if (live_filter_valid(text, NULL))
        fprintf(stderr, "  Note: That read filter code looks like a valid capture filter;\n"
                        "        maybe you mixed them up?\n");
    if (error->hint.len) say_hint(sniff->lab, "%s", text_string(&error->hint));
}

struct filter *sniff_compile(struct sniff *sniff, const char *text)
{
    struct filter_error error = {0};
    struct filter *filter = filter_compile(text, sniff->dissector, &error);
    if (filter)
        filter_want(filter, sniff->dissector);
    else
        sniff_filter_complain(sniff, text, &error);
    filter_error_finish(&error);
    sniff->filter_refused |= !filter;
    return filter;
}

int sniff_filter(struct sniff *sniff)
{
    if (sniff->explain) return sniff_explain_open(sniff) ? EXIT_DONE : EXIT_USAGE;
    if (sniff->display_filter) sniff->display = sniff_compile(sniff, sniff->display_filter);
    return sniff->display || !sniff->display_filter ? EXIT_DONE : EXIT_USAGE;
}
