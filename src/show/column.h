/* The columns of Wireshark's packet list, one packet after the other.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/text.h"
#include "dissect/packet.h"

enum column {
    COLUMN_NUMBER, /* the first seven are those of a Wireshark that was just installed */
    COLUMN_TIME,   /* as the clock has it */
    COLUMN_SOURCE,
    COLUMN_DESTINATION,
    COLUMN_PROTOCOL,
    COLUMN_LENGTH,
    COLUMN_INFO,
    COLUMNS,
};

/* The title of a column: "No.", "Time" … */
const char *column_title(enum column column);

/* What the Time column says; named in column_time_names as tshark -t takes them. */
enum column_time {
    STAMP_RELATIVE,    /* r: since the first packet */
    STAMP_ABSOLUTE,    /* a: local time of day */
    STAMP_DATE,        /* ad: date and local time */
    STAMP_DAY_OF_YEAR, /* adoy */
    STAMP_DELTA,       /* d: since the packet before */
    STAMP_DELTA_SHOWN, /* dd: since the packet shown before */
    STAMP_EPOCH,       /* e: since 1970 */
    STAMP_UTC,         /* u, ud, udoy: the absolute forms in UTC */
    STAMP_UTC_DATE,
    STAMP_UTC_DAY_OF_YEAR,
};
extern const char *const column_time_names[]; /* NULL-terminated */

/* How the Time column is written, and the last second that it broken down into a date: packets of
 * one second share that. */
struct column_clock {
    enum column_time format;
    bool hours; /* -u hms: 1h  2m  3.000000s for what are not dates */
    int64_t broken_second;
    struct tm broken;
    bool has_broken;
};

/* Appends the text of one column. */
void column_add(
    struct text *text, enum column column, const struct packet *packet, struct column_clock *clock);

/* Appends the time of a frame. */
void column_add_time(struct text *text, struct column_clock *clock, const struct frame *frame);
