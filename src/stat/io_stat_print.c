/* The table of -z io,stat.  Its border is as wide as its columns, or as what was asked for, which is
 * told above them.
 *
 *     |          |1               |2      |
 *     | Interval | Frames | Bytes | COUNT |
 *     |-----------------------------------|
 *     |  0 <> 1  |      2 |   120 |     2 |
 *
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "stat/io_stat.h"
#include "stat/json_rows.h"

enum { MICROSECONDS = 1000000, SCREEN = 102, TYPED_INDENT = 11 };

struct layout {
    uint64_t duration, interval; /* microseconds */
    uint64_t elapsed;            /* the duration before it was rounded up */
    unsigned precision;          /* decimals of times */
    uint32_t unit;               /* microseconds of the last of them */
    unsigned seconds;            /* digits of the duration in front of the point */
    size_t times;                /* width of the first column */
    size_t table, border;        /* of all columns; of the frame around */
    size_t frames[IO_COLUMNS], value[IO_COLUMNS];
};

static unsigned digits_of(uint64_t value, unsigned most)
{
    unsigned digits = 1;
    while (digits < most && (value /= 10))
        digits++;
    return digits;
}

static size_t greater(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* The width of what a column has beside frames. */
static size_t value_width(const struct io_column *column, uint64_t interval)
{
    uint64_t most = column->most;
    if (column->sum == IO_FRAMES) return 0;
    if (column->sum <= IO_COUNT) return greater(5, digits_of(most, 15));
    if (column->number == IO_REAL) return digits_of(most, 15) + 7;
    if (column->number == IO_DURATION) {
        if (column->sum == IO_LOAD)
            most = interval ? most / interval : 0;
        else if (column->sum != IO_AVG)
            most = (most + 500000000) / 1000000000;
        return digits_of(most, 15) + 7;
    }
    return greater(strlen(io_sum_names[column->sum]), digits_of(most, 15));
}

static void lay_out_times(struct layout *layout, const struct io_stat *self)
{
    uint64_t duration = layout->elapsed;
    bool whole = !self->interval || self->interval > duration;
    layout->interval = whole ? duration : self->interval;
    unsigned seconds = digits_of(duration / MICROSECONDS, 5);
    layout->precision = self->precision;
    if (layout->interval == duration) layout->precision = seconds >= 2 ? 1 : 3;
    layout->border = layout->interval == duration
                         ? 30 + seconds
                         : 24 + digits_of(layout->interval / MICROSECONDS, 5);
    if (layout->precision) layout->border += layout->precision + 1;
    layout->unit = MICROSECONDS;
    for (unsigned i = 0; i < layout->precision; i++)
        layout->unit /= 10;
    uint64_t fraction = duration % layout->unit;
    if (fraction > layout->unit / 2) duration += layout->unit - fraction;
    layout->duration = duration;
    if (whole) layout->interval = duration;
    layout->seconds = digits_of(duration / MICROSECONDS, 5);
    layout->times = 2 * layout->seconds + (layout->precision ? 2 * layout->precision + 10 : 8);
    layout->times = greater(layout->times, self->stat.setting.time >= STATISTIC_DATE ? 23 : 12);
}

static struct layout lay_out(const struct io_stat *self)
{
    struct layout layout = {.elapsed = (uint64_t)(self->stat.elapsed + 500) / 1000};
    size_t typed = 0;
    lay_out_times(&layout, self);
    layout.table = layout.times;
    for (unsigned i = 0; i < self->count; i++) {
        const struct io_column *column = &self->columns[i];
        bool frames = column->sum == IO_FRAMES || column->sum == IO_FRAMES_AND_BYTES;
        layout.frames[i] = frames ? greater(6, digits_of(column->most_frames, 15)) : 0;
        layout.value[i] = value_width(column, layout.interval);
        if (layout.frames[i]) layout.table += layout.frames[i] + 3;
        if (layout.value[i]) layout.table += layout.value[i] + 3;
        typed = greater(typed, column->typed.len ? column->typed.len + TYPED_INDENT : 26);
    }
    layout.border = greater(layout.border, layout.table);
    if (typed > layout.border && layout.border < SCREEN)
        layout.border = typed < SCREEN ? typed : SCREEN;
    if (layout.border - layout.table == 1) layout.border++;
    return layout;
}

/* --- above the table ----------------------------------------------------------------------------- */

/* Ends a line that began when the text was `start` long. */
static void end_line(struct text *text, size_t start, size_t border)
{
    size_t used = text->len - start;
    if (used + 1 < border) text_repeat(text, ' ', border - 1 - used);
    text_put(text, "|\n");
}

static void print_line(struct text *text, const struct layout *layout, const char *words)
{
    size_t start = text->len;
    text_put(text, "| ");
    text_put(text, words);
    end_line(text, start, layout->border);
}

/* Microseconds as seconds. */
static void print_seconds(
    struct text *text, const struct layout *layout, uint64_t time, unsigned width)
{
    text_uint_right(text, time / MICROSECONDS, width);
    if (layout->precision)
        text_format(
            text, ".%0*u", (int)layout->precision, (unsigned)(time % MICROSECONDS) / layout->unit);
}

static void print_durations(struct text *text, const struct layout *layout)
{
    struct text line = {0};
    text_put(&line, "Duration: ");
    if (layout->precision)
        print_seconds(&line, layout, layout->duration, 1);
    else
        text_format(&line, "%u.%6u", (unsigned)(layout->elapsed / MICROSECONDS),
            (unsigned)(layout->elapsed % MICROSECONDS));
    text_put(&line, " secs");
    print_line(text, layout, text_string(&line));
    text_clear(&line);
    text_put(&line, "Interval: ");
    print_seconds(&line, layout, layout->interval, layout->seconds);
    text_put(&line, " secs");
    print_line(text, layout, text_string(&line));
    text_finish(&line);
}

/* What a column counts, broken at blanks if it is too long. */
static void print_typed(
    struct text *text, const struct layout *layout, unsigned number, const struct io_column *column)
{
    const char *typed = column->typed.len ? column->typed.at : "Frames and bytes";
    size_t left = column->typed.len ? column->typed.len : strlen(typed);
    size_t room = layout->border - TYPED_INDENT, start = text->len;
    text_put(text, number == 1 ? "| Col" : "|    ");
    text_uint_right(text, number, 2);
    text_put(text, ": ");
    while (left > room) {
        size_t take = room, skip = 0;
        const char *blank = memrchr(typed, ' ', room);
        if (blank) take = (size_t)(blank - typed), skip = 1;
        text_add(text, typed, take);
        end_line(text, start, layout->border);
        typed += take + skip;
        left -= take + skip;
        start = text->len;
        text_put(text, "|        ");
    }
    text_add(text, typed, left);
    end_line(text, start, layout->border);
}

/* --- the table ----------------------------------------------------------------------------------- */

static void end_row(struct text *text, const struct layout *layout)
{
    if (layout->table < layout->border) {
        text_repeat(text, ' ', layout->border - layout->table - 1);
        text_char(text, '|');
    }
    text_char(text, '\n');
}

static void print_centred(struct text *text, const char *label, size_t width)
{
    size_t len = strlen(label), left = width > len ? (width - len + 1) / 2 : 0;
    text_repeat(text, ' ', left + 1);
    text_put(text, label);
    text_repeat(text, ' ', width - len - left + 1);
    text_char(text, '|');
}

static void print_heads(struct text *text, const struct io_stat *self, const struct layout *layout)
{
    static const char *const heads[] = {"Interval", "Time", "Date and time", "Date and time"};
    size_t start = text->len;
    text_char(text, '|');
    text_repeat(text, ' ', layout->times - 2);
    text_char(text, '|');
    for (unsigned i = 0; i < self->count; i++) {
        size_t width = layout->frames[i] + layout->value[i] + 2;
        if (layout->frames[i] && layout->value[i]) width += 3;
        size_t before = text->len;
        text_uint(text, i + 1);
        text_repeat(text, ' ', width - (text->len - before));
        text_char(text, '|');
    }
    end_row(text, layout);
    start = text->len;
    text_put(text, "| ");
    text_put(text, heads[self->stat.setting.time]);
    text_repeat(text, ' ', layout->times - 1 - (text->len - start));
    text_char(text, '|');
    for (unsigned i = 0; i < self->count; i++) {
        enum io_sum sum = self->columns[i].sum;
        if (layout->frames[i])
            print_centred(text, sum == IO_FRAMES ? "FRAMES" : "Frames", layout->frames[i]);
        if (layout->value[i])
            print_centred(
                text, sum == IO_FRAMES_AND_BYTES ? "Bytes" : io_sum_names[sum], layout->value[i]);
    }
    end_row(text, layout);
    text_char(text, '|');
    text_repeat(text, '-', layout->table - 2);
    text_char(text, '|');
    end_row(text, layout);
}

/* "|  0 <> 1  |", "| 0.0 <> 0.5 |", "| 12:26:40 |". */
static void print_interval(struct text *text, const struct io_stat *self,
    const struct layout *layout, uint64_t from, bool last)
{
    uint64_t to = last ? layout->duration : from + layout->interval;
    text_put(text, "| ");
    if (statistic_stamp(text, &self->stat, self->start + (int64_t)(from / MICROSECONDS))) {
        text_put(text, " |");
        return;
    }
    unsigned width = layout->precision ? layout->seconds : (unsigned)(layout->times - 8) / 2;
    print_seconds(text, layout, from, width);
    text_put(text, " <> ");
    if (layout->precision) {
        print_seconds(text, layout, to, width);
        text_put(text, " |");
        return;
    }
    size_t start = text->len;
    if (last)
        text_put(text, "Dur");
    else
        text_uint_right(text, to / MICROSECONDS, layout->seconds);
    if (text->len - start < width + 1U) text_repeat(text, ' ', width + 1 - (text->len - start));
    text_char(text, '|');
}

static void print_duration(struct text *text, uint64_t whole, uint64_t millionths, size_t width)
{
    text_uint_right(text, whole, width - 7);
    text_format(text, ".%06u", (unsigned)millionths);
}

static void print_value(struct text *text, const struct io_column *column,
    const struct io_cell *cell, size_t width, uint64_t span)
{
    uint64_t values = column->sum == IO_AVG && cell->values ? cell->values : 1, value = cell->sum;
    if (column->sum <= IO_COUNT) {
        text_uint_right(text, value, width);
    } else if (column->sum == IO_LOAD) {
        span = span ? span : 1;
        print_duration(text, value / span, value % span * 1000000 / span, width);
    } else if (column->number == IO_REAL) {
        text_format(text, "%*.6f", (int)(width - 7), cell->real / (double)values);
    } else if (column->number == IO_DURATION) {
        value = (value / values + 500) / 1000;
        print_duration(text, value / 1000000, value % 1000000, width);
    } else if (column->number == IO_SIGNED) {
        text_format(text, "%*lld", (int)width, (long long)value / (long long)values);
    } else {
        text_uint_right(text, value / values, width);
    }
}

static void print_cells(struct text *text, const struct io_stat *self, const struct layout *layout,
    uint32_t row, uint64_t span)
{
    static const struct io_cell none = {0};
    for (unsigned i = 0; i < self->count; i++) {
        const struct io_column *column = &self->columns[i];
        const struct io_cell *cell = row < column->count ? &column->cells[row] : &none;
        if (layout->frames[i]) {
            text_char(text, ' ');
            text_uint_right(text, cell->frames, layout->frames[i]);
            text_put(text, " |");
        }
        if (!layout->value[i]) continue;
        text_char(text, ' ');
        print_value(text, column, cell, layout->value[i], span);
        text_put(text, " |");
    }
}

/* How many there are: the last one may be cut short. */
static uint64_t rows_of(const struct io_stat *self, const struct layout *layout)
{
    if (!layout->interval) return 0;
    uint64_t rows = layout->duration / layout->interval;
    if (layout->duration % layout->interval) rows++;
    uint64_t room = IO_CELLS / self->count;
    return rows < room ? rows : room;
}

void io_stat_print(struct statistic *stat, struct text *text)
{
    struct io_stat *self = (struct io_stat *)stat;
    struct layout layout = lay_out(self);
    text_char(text, '\n');
    statistic_rule(text, layout.border);
    print_line(text, &layout, "IO Statistics");
    print_line(text, &layout, "");
    print_durations(text, &layout);
    print_line(text, &layout, "");
    for (unsigned i = 0; i < self->count; i++)
        print_typed(text, &layout, i + 1, &self->columns[i]);
    text_char(text, '|');
    text_repeat(text, '-', layout.border - 2);
    text_put(text, "|\n");
    print_heads(text, self, &layout);
    uint64_t rows = rows_of(self, &layout);
    for (uint64_t row = 0; row < rows; row++) {
        bool last = row + 1 == rows;
        uint64_t from = row * layout.interval;
        print_interval(text, self, &layout, from, last);
        print_cells(
            text, self, &layout, (uint32_t)row, last ? layout.duration - from : layout.interval);
        end_row(text, &layout);
    }
    statistic_left_out(text, self->left_out, "frames");
    statistic_rule(text, layout.border);
}

void io_stat_list(struct statistic *stat, struct text *text)
{
    struct io_stat *self = (struct io_stat *)stat;
    struct layout layout = lay_out(self);
    uint64_t rows = rows_of(self, &layout);
    static const struct io_cell none = {0};
    struct text value = {0};
    for (uint64_t row = 0; row < rows; row++) {
        uint64_t from = row * layout.interval;
        uint64_t to = row + 1 == rows ? layout.duration : from + layout.interval;
        for (unsigned i = 0; i < self->count; i++) {
            const struct io_column *column = &self->columns[i];
            const struct io_cell *cell = row < column->count ? &column->cells[row] : &none;
            json_row_begin(text);
            json_row_seconds(text, "from", (int64_t)from * 1000);
            json_row_seconds(text, "to", (int64_t)to * 1000);
            json_row_text(text, "column", bytes_of(column->typed.at, column->typed.len));
            json_row_uint(text, "frames", cell->frames);
            print_value(&value, column, cell, 8, to - from);
            json_key(
                text, column->sum <= IO_FRAMES_AND_BYTES ? "bytes" : io_sum_names[column->sum]);
            size_t blanks = 0;
            while (blanks < value.len && value.at[blanks] == ' ')
                blanks++;
            text_add(text, value.at + blanks, value.len - blanks);
            text_clear(&value);
            json_row_end(text);
        }
    }
    text_finish(&value);
}
