/* What a filter says, part by part, what each part matches, and what its author may not have meant.
 *
 *     explanation = explanation_create("tcp.flags.syn", dissector, &error);
 *     explanation_want(explanation, dissector);
 *     explanation_packet(explanation, packet);         for each packet
 *
 * SPDX-License-Identifier: MIT */
#pragma once
#include "filter/filter.h"

/* A part: the whole filter, what it joins, down to single tests. */
struct explanation_part {
    unsigned depth;        /* 0: the whole */
    struct text text;      /* as a filter */
    struct text words;     /* in English */
    struct filter *filter; /* NULL: it could not be made */
    uint64_t count;        /* of the packets that pass */
};

/* Something that often goes wrong. */
struct explanation_pitfall {
    struct text words;     /* what it is */
    struct text corrected; /* the whole filter as it could be meant; empty: there is no telling */
    struct filter *filter;
    uint64_t count;
};

enum { EXPLANATION_PARTS = 256, EXPLANATION_PITFALLS = 16 };
struct explanation {
    struct explanation_part parts[EXPLANATION_PARTS];
    struct explanation_pitfall pitfalls[EXPLANATION_PITFALLS];
    size_t nparts, npitfalls;
    bool cut;         /* the filter has more parts */
    uint64_t packets; /* that it was asked about */
};

/* NULL, with the reason in *error, as filter_compile(). */
struct explanation *explanation_create(
    const char *text, const struct dissector *dissector, struct filter_error *error);
void explanation_destroy(struct explanation *explanation);

void explanation_want(const struct explanation *explanation, struct dissector *dissector);
void explanation_packet(struct explanation *explanation, const struct packet *packet);
