/* Display filters: Wireshark's language, compiled once, then asked about one packet after the other.
 *
 *     filter = filter_compile("tcp.port == 80", dissector, &error);
 *     filter_want(filter, dissector);                  so that these fields are produced
 *     if (filter_match(filter, &packet)) …
 *
 * A filter is read in these steps, one file each:
 *
 *     macro.c     ${private_ipv4:ip.src} is replaced by what it stands for
 *     lexer.c     characters become tokens; lexer_string.c reads what is quoted
 *     parser.c    tokens become a tree (tree.h); operands.c and ranges.c read its leaves
 *     check.c     types: literals become values of what they are compared with (literal.c)
 *     compile.c   the tree becomes a flat program without names
 *     evaluate.c  runs the program over the items of a packet; values.c has the operations
 *
 * SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "dissect/dissector.h"
#include "dissect/packet.h"

struct filter;

/* Why a filter is none. */
struct filter_error {
    struct text message; /* Wireshark's sentence */
    struct text source;  /* the filter as read: macros are replaced in it */
    size_t column;       /* of the culprit in `source`, in bytes from 0 */
    size_t length;       /* how many bytes it has; 0: nothing in particular is to blame */
    struct text hint;    /* what could be meant instead, may be empty */
};
void filter_error_finish(struct filter_error *error);

/* NULL, with the reason in *error (a zeroed one), when the text is no filter or memory ran out. */
struct filter *filter_compile(
    const char *text, const struct dissector *dissector, struct filter_error *error);
void filter_destroy(struct filter *filter);

/* Tells the dissector which fields the filter looks at. */
void filter_want(const struct filter *filter, struct dissector *dissector);

/* Tells the dissector that nobody looks at packets that cannot pass. */
void filter_confine(const struct filter *filter, struct dissector *dissector);

/* Whether a packet passes.  Allocates nothing, but for a field of many or very long values that is
 * met for the first time. */
bool filter_match(struct filter *filter, const struct packet *packet);
