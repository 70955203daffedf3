/* Statistics over packets: what tshark's -z counts and prints at the end.
 *
 *     stat = statistic_create("conv,tcp,ip.addr == 10.0.0.1", dissector, &message);
 *     statistic_want(stat, dissector);                  so that what it looks at is produced
 *     statistic_packet(stat, &packet);                  again and again
 *     statistic_print(stat, text);                      at the end
 *     statistic_destroy(stat);
 *
 * A statistic is one file, src/stat/NAME.c, with its declaring table last, and one line in
 * src/stat/meson.build.  It keeps counts, never packets; what it keeps for each address or
 * conversation it meets has a limit, and it says so when the limit is reached.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "dissect/dissector.h"
#include "dissect/packet.h"

struct filter;
struct statistic;

struct statistic_kind {
    const char *name;      /* what -z begins with: "io,phs" */
    const char *arguments; /* what may follow, for listings: "[,FILTER]" */
    const char *summary;   /* one line */
    size_t size;           /* of its own struct, which begins with a struct statistic; zeroed */
    /* Reads what follows the name: "" or what stands behind a comma.  False with the reason, which
     * completes "-z io,phs: …". */
    bool (*open)(struct statistic *stat, const char *arguments, struct text *message);
    /* Tells the dissector what it looks at, the filter's fields excepted.  NULL: nothing but what a
     * summary needs. */
    void (*want)(struct statistic *stat, struct dissector *dissector);
    /* Another packet, that passed the filter. */
    void (*packet)(struct statistic *stat, const struct packet *packet);
    /* Appends its table, as tshark prints it. */
    void (*print)(struct statistic *stat, struct text *text);
    void (*close)(struct statistic *stat); /* frees what it holds; NULL: nothing */
};

/* What all of them share. */
struct statistic {
    const struct statistic_kind *kind;
    const struct dissector *dissector;
    struct filter *filter;   /* NULL: every packet counts */
    struct text filter_text; /* as typed, empty without one */
};

/* NULL with the reason in *message, which then is a whole sentence. */
struct statistic *statistic_create(
    const char *typed, const struct dissector *dissector, struct text *message);
void statistic_want(struct statistic *stat, struct dissector *dissector);
void statistic_packet(struct statistic *stat, const struct packet *packet);
void statistic_print(struct statistic *stat, struct text *text);
void statistic_destroy(struct statistic *stat);

/* All there are, in the order of src/stat/meson.build; for listings and tests. */
const struct statistic_kind *const *statistic_all(size_t *count);

/* For a statistic's `open`: what is left of its arguments is a display filter, "" none.  False with
 * tshark's reason. */
bool statistic_read_filter(struct statistic *stat, const char *text, struct text *message);
