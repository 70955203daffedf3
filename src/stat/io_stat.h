/* -z io,stat: how much there was in each interval of time.
 *
 *     io_stat.c         the columns asked for, and counting
 *     io_stat_print.c   the table
 *
 * SPDX-License-Identifier: MIT */
#pragma once
#include "stat/statistic.h"

enum {
    IO_COLUMNS = 64,
    IO_CELLS = 1 << 20, /* of all columns */
    IO_NO_INTERVAL = 0  /* one row for all */
};

enum io_sum {
    IO_FRAMES,
    IO_BYTES,
    IO_FRAMES_AND_BYTES,
    IO_COUNT,
    IO_SUM,
    IO_MIN,
    IO_MAX,
    IO_AVG,
    IO_LOAD,
    IO_SUMS
};
extern const char *const io_sum_names[IO_SUMS];

/* How the values of a field are reckoned with. */
enum io_number { IO_UNSIGNED, IO_SIGNED, IO_REAL, IO_DURATION };

struct io_cell {
    uint32_t frames;
    uint32_t values; /* how many there were, for AVG */
    uint64_t sum;    /* durations in nanoseconds, LOAD's in microseconds */
    double real;
};

struct io_column {
    struct text typed; /* empty: all frames */
    struct filter *filter;
    enum io_sum sum;
    enum io_number number;
    const struct proto *proto;         /* COUNT of a protocol */
    const struct field *const *fields; /* the rows of that name */
    size_t nfields;
    struct io_cell *cells; /* one for each interval, up to the last with a frame */
    uint32_t count, room;
    uint32_t most_frames; /* of any cell: what the widths are of */
    uint64_t most;
};

struct io_stat {
    struct statistic stat;
    uint64_t interval;  /* microseconds; IO_NO_INTERVAL */
    unsigned precision; /* decimals of it that were typed and count */
    int64_t start;      /* of the intervals, as the first frame that counts tells: since 1970 */
    bool begun;
    struct io_column columns[IO_COLUMNS];
    unsigned count;
    uint32_t cells;
    uint64_t left_out; /* frames for whose interval there was no room */
};

void io_stat_print(struct statistic *stat, struct text *text);
void io_stat_list(struct statistic *stat, struct text *text);
