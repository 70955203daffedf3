/* Statistics over packets: what tshark's -z counts and prints at the end.
 *
 *     stat = statistic_create("conv,tcp,ip.addr == 10.0.0.1", &setting, &message);
 *     statistic_want(stat, dissector);                  so that what it looks at is produced
 *     statistic_packet(stat, &packet);                  again and again
 *     statistic_print(stat, text);                      at the end, or statistic_list()
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
    const char *title;     /* what stands above a tree; NULL */
    bool asks;   /* looks at headers up to those of TCP and UDP, and else at what it wants */
    size_t size; /* of its own struct, which begins with a struct statistic; zeroed */
    /* Reads what follows the name: "" or what stands behind a comma.  False with the reason, which
     * completes "-z io,phs: …". */
    bool (*open)(struct statistic *stat, const char *arguments, struct text *message);
    /* Tells the dissector what it looks at, the filter's fields excepted.  NULL: nothing but what a
     * summary needs. */
    void (*want)(struct statistic *stat, struct dissector *dissector);
    /* Another packet, that passed the filter. */
    void (*packet)(struct statistic *stat, const struct packet *packet);
    /* The capture tells names of an address (reader_listener in capture/capture.h).  NULL: no matter. */
    void (*names)(struct statistic *stat, struct bytes address, struct bytes names);
    /* Appends its table, as tshark prints it. */
    void (*print)(struct statistic *stat, struct text *text);
    /* Appends the same as objects of JSON, with commas between (stat/json_rows.h). */
    void (*list)(struct statistic *stat, struct text *text);
    void (*close)(struct statistic *stat); /* frees what it holds; NULL: nothing */
};

/* What they are told of their surroundings, to stay as long as they. */
struct statistic_setting {
    const struct dissector *dissector;
    const char *capture; /* the name of the file, or of the interface */
    bool color;          /* what is for people to read may have colours */
    /* How some show when something began: tshark's -t. */
    enum statistic_time {
        STATISTIC_RELATIVE,
        STATISTIC_CLOCK,
        STATISTIC_DATE,
        STATISTIC_DAY_OF_YEAR
    } time;
    bool utc; /* not local time */
};

/* What all of them share. */
struct statistic {
    const struct statistic_kind *kind;
    struct statistic_setting setting;
    const char *typed;       /* "conv,tcp,ip.addr == 10.0.0.1" */
    int64_t elapsed;         /* from the first frame to the last, counted or not */
    struct filter *filter;   /* NULL: every packet counts */
    struct text filter_text; /* as typed, empty without one */
    bool
        safe; /* nothing in its table is to be escaped for a terminal: that is done, or it has colours */
};

/* NULL with the reason in *message, which then is a whole sentence. */
struct statistic *statistic_create(
    const char *typed, const struct statistic_setting *setting, struct text *message);
void statistic_want(struct statistic *stat, struct dissector *dissector);
/* Whether it looks at nothing but headers up to those of TCP and UDP, and what it wants. */
bool statistic_asks(const struct statistic *stat);
void statistic_packet(struct statistic *stat, const struct packet *packet);
void statistic_names(struct statistic *stat, struct bytes address, struct bytes names);
void statistic_print(struct statistic *stat, struct text *text);
/* The same as members of a JSON object: "statistic":"conv,tcp","filter":"…","rows":[…]. */
void statistic_list(struct statistic *stat, struct text *text);
void statistic_destroy(struct statistic *stat);

/* All there are, in the order of src/stat/meson.build; for listings and tests. */
const struct statistic_kind *const *statistic_all(size_t *count);

/* For a statistic's `open`: what is left of its arguments is a display filter, "" none.  False with
 * tshark's reason. */
bool statistic_read_filter(struct statistic *stat, const char *text, struct text *message);

/* For `print`: a time by the clock, with the date if that is asked for: "2004-05-13 10:17:07".  False
 * if times are relative, or there is no such date. */
bool statistic_stamp(struct text *text, const struct statistic *stat, int64_t seconds);
/* A line of `width` equals signs; and how much a limit has left out, if anything. */
void statistic_rule(struct text *text, size_t width);
void statistic_left_out(struct text *text, uint64_t count, const char *what);
