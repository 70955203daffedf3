/* Columns and cells of -z io,stat,INTERVAL[,FILTER|SUM(FIELD)FILTER]….  See io_stat.h.
 * SPDX-License-Identifier: MIT */
#include "stat/io_stat.h"

#include <stdlib.h>
#include <string.h>

#include "dissect/proto.h"
#include "filter/filter.h"

const char *const io_sum_names[IO_SUMS] = {
    "FRAMES", "BYTES", "FRAMES BYTES", "COUNT", "SUM", "MIN", "MAX", "AVG", "LOAD"};

/* --- what was asked for -------------------------------------------------------------------------- */

/* The numbers of a type; false if it has none. */
static bool number_of(enum field_type type, enum io_number *number)
{
    if (type >= FT_UINT8 && type <= FT_UINT64)
        *number = IO_UNSIGNED;
    else if (type >= FT_INT8 && type <= FT_INT64)
        *number = IO_SIGNED;
    else if (type == FT_FLOAT || type == FT_DOUBLE)
        *number = IO_REAL;
    else if (type == FT_RELATIVE_TIME)
        *number = IO_DURATION;
    else
        return false;
    return true;
}

static bool in_one_protocol(const struct field *one, const struct field *other)
{
    size_t count;
    const struct proto *const *protos = dissector_protos(&count);
    for (size_t i = 0; i < count; i++)
        if (proto_holds(protos[i], one) && proto_holds(protos[i], other)) return true;
    return false;
}

/* The field of SUM(FIELD): tshark's complaints. */
static bool read_field(
    struct io_stat *self, struct io_column *column, const char *name, struct text *message)
{
    const struct dissector *dissector = self->stat.setting.dissector;
    const char *sum = io_sum_names[column->sum];
    if (!*name) {
        text_format(message, "You didn't specify a field name for %s(*).", sum);
        return false;
    }
    column->fields = dissector_fields(dissector, name, &column->nfields);
    /* Of two rows of a protocol that share a name, a field and a remark, tshark counts the later. */
    while (column->nfields > 1 && in_one_protocol(column->fields[0], column->fields[1])) {
        column->fields++;
        column->nfields--;
    }
    if (!column->nfields) column->proto = dissector_proto(dissector, name);
    if (!column->nfields && !column->proto) {
        text_format(message, "There is no field named '%s'.", name);
        return false;
    }
    bool has = column->nfields && number_of((*column->fields)->type, &column->number);
    if (column->sum == IO_COUNT) return true;
    if (column->sum == IO_LOAD && (!has || column->number != IO_DURATION)) {
        text_put(message, "LOAD() is only supported for relative-time fields such as smb.time");
        return false;
    }
    if (!has)
        text_format(message,
            "%s doesn't have integral values, so %s(*) calculations are not supported on it.", name,
            sum);
    return has;
}

/* Reads SUM(FIELD) off the column's text; *filter is what stands behind it. */
static bool read_sum(
    struct io_stat *self, struct io_column *column, const char **filter, struct text *message)
{
    const char *typed = *filter;
    column->sum = IO_FRAMES_AND_BYTES;
    for (enum io_sum sum = 0; sum <= IO_FRAMES_AND_BYTES; sum++) {
        if (strcmp(typed, io_sum_names[sum]) != 0) continue;
        column->sum = sum;
        *filter = ""; /* of all frames */
        return true;
    }
    for (enum io_sum sum = 0; sum < IO_SUMS; sum++) {
        size_t len = strlen(io_sum_names[sum]);
        if (strncmp(typed, io_sum_names[sum], len) != 0 || typed[len] != '(') continue;
        const char *name = typed + len + 1, *close = strchr(name, ')');
        column->sum = sum;
        if (!close) {
            text_put(message, "Closing parenthesis missing from calculated expression.");
            return false;
        }
        *filter = close + 1;
        if (sum <= IO_FRAMES_AND_BYTES) {
            if (close != name)
                text_format(message, "%s does not require or allow a field name within the parens.",
                    io_sum_names[sum]);
            return close == name;
        }
        struct text field = {0};
        text_add(&field, name, (size_t)(close - name));
        bool right = read_field(self, column, text_string(&field), message);
        text_finish(&field);
        return right;
    }
    return true;
}

static bool read_column(struct io_stat *self, const char *typed, size_t len, struct text *message)
{
    if (self->count == IO_COLUMNS) {
        text_labelled(message, "there is room for columns up to ", IO_COLUMNS);
        return false;
    }
    struct io_column *column = &self->columns[self->count++];
    text_add(&column->typed, typed, len);
    const char *filter = text_string(&column->typed);
    if (!read_sum(self, column, &filter, message)) return false;
    if (!*filter) return true;
    struct filter_error error = {0};
    column->filter = filter_compile(filter, self->stat.setting.dissector, &error);
    if (!column->filter)
        text_format(message, "Filter \"%s\" is invalid - %s", filter, text_string(&error.message));
    filter_error_finish(&error);
    return column->filter != NULL;
}

/* Microseconds, and how many decimals are worth showing. */
static bool read_interval(struct io_stat *self, const char **arguments)
{
    char *end;
    double seconds = strtod(*arguments, &end);
    if (end == *arguments || (*end && *end != ',')) return false;
    *arguments = end;
    if (!(seconds > 0)) return true;
    if (seconds > 4294967295.0) seconds = 4294967295.0;
    self->interval = (uint64_t)(seconds * 1000000.0 + 0.5);
    uint64_t fraction = self->interval % 1000000;
    for (uint64_t unit = 100000; fraction && unit; unit /= 10) {
        self->precision++;
        fraction %= unit;
    }
    return true;
}

static bool open_io_stat(struct statistic *stat, const char *arguments, struct text *message)
{
    struct io_stat *self = (struct io_stat *)stat;
    size_t len = strlen(arguments);
    if (!len || arguments[len - 1] == ',' || !read_interval(self, &arguments)) {
        text_put(message, "invalid \"-z io,stat,<interval>[,<filter>][,<filter>]...\" argument");
        return false;
    }
    if (!*arguments) return read_column(self, "", 0, message);
    while (*arguments) {
        arguments++; /* the comma */
        len = strcspn(arguments, ",");
        if (!read_column(self, arguments, len, message)) return false;
        arguments += len;
    }
    return true;
}

static void want(struct statistic *stat, struct dissector *dissector)
{
    struct io_stat *self = (struct io_stat *)stat;
    for (unsigned i = 0; i < self->count; i++) {
        struct io_column *column = &self->columns[i];
        if (column->filter) filter_want(column->filter, dissector);
        if (column->nfields) dissector_want(dissector, (*column->fields)->name);
        if (column->proto) dissector_want(dissector, column->proto->name);
    }
}

/* --- counting ------------------------------------------------------------------------------------ */

/* The cell of an interval, those before it filled up; NULL without room. */
static struct io_cell *cell_at(struct io_stat *self, struct io_column *column, uint64_t row)
{
    if (row >= column->count) {
        uint64_t more = row + 1 - column->count;
        if (more > IO_CELLS - self->cells) return NULL;
        if (row >= column->room) {
            uint32_t room = (uint32_t)row + 1 + column->room / 2 + 16;
            struct io_cell *cells = realloc(column->cells, room * sizeof *cells);
            if (!cells) return NULL;
            column->cells = cells;
            column->room = room;
        }
        memset(&column->cells[column->count], 0, more * sizeof *column->cells);
        column->count = (uint32_t)row + 1;
        self->cells += (uint32_t)more;
    }
    return &column->cells[row];
}

/* A call that lasted `took` microseconds loads the intervals through which it went. */
static void add_load(
    struct io_stat *self, struct io_column *column, struct io_cell *cell, int64_t took)
{
    if (!self->interval) {
        cell->sum += (uint64_t)took;
        return;
    }
    if (took < 0) return; /* time went back */
    uint64_t last = (uint64_t)took % self->interval;
    cell->sum += last;
    for (uint64_t left = (uint64_t)took - last; left && cell-- > column->cells;
         left -= self->interval)
        cell->sum += self->interval;
}

static void add_real(struct io_column *column, struct io_cell *cell, double value, bool first)
{
    if (column->sum == IO_MIN)
        cell->real = first || value < cell->real ? value : cell->real;
    else if (column->sum == IO_MAX)
        cell->real = value > cell->real ? value : cell->real;
    else
        cell->real += value;
}

static void add_whole(struct io_column *column, struct io_cell *cell, uint64_t value, bool first)
{
    bool less =
        column->number == IO_SIGNED ? (int64_t)value < (int64_t)cell->sum : value < cell->sum;
    if (column->sum == IO_MIN)
        cell->sum = first || less ? value : cell->sum;
    else if (column->sum == IO_MAX)
        cell->sum = less ? cell->sum : value;
    else
        cell->sum += value;
}

static bool is_of(const struct io_column *column, const struct field *field)
{
    for (size_t i = 0; i < column->nfields; i++)
        if (column->fields[i] == field) return true;
    return false;
}

static void add_fields(struct io_stat *self, struct io_column *column, struct io_cell *cell,
    const struct packet *packet)
{
    bool first = cell->frames == 1;
    for (unsigned i = 0; i < packet->nitems; i++) {
        const struct item *item = &packet->items[i];
        if (!is_of(column, item->field)) continue;
        cell->values++;
        if (column->sum == IO_LOAD)
            add_load(self, column, cell, item->integer / 1000);
        else if (column->sum == IO_COUNT)
            cell->sum++;
        else if (column->number == IO_REAL)
            add_real(column, cell, item->real, first);
        else
            add_whole(column, cell, item->number, first);
        first = false;
    }
}

static void add_protos(struct io_column *column, struct io_cell *cell, const struct packet *packet)
{
    for (unsigned i = 0; i < packet->nlayers; i++)
        cell->sum += !packet->layers[i].continues &&
                     strcmp(packet->layers[i].proto->name, column->proto->name) == 0;
}

/* The greatest value so far decides on the width of the column. */
static void measure(struct io_column *column, const struct io_cell *cell)
{
    uint64_t value = cell->sum;
    if (column->sum == IO_LOAD && (int64_t)value < 0) return;
    if (column->number == IO_REAL)
        value = column->sum == IO_AVG ? (uint64_t)(cell->real / (cell->values ? cell->values : 1))
                                      : (uint64_t)(cell->real + 0.5);
    else if (column->sum == IO_AVG && cell->values)
        value = column->number == IO_DURATION ? (cell->sum / cell->values + 500000000) / 1000000000
                                              : cell->sum / cell->values;
    else if (column->sum == IO_AVG)
        value = 0;
    if (value > column->most) column->most = value;
    if (cell->frames > column->most_frames) column->most_frames = cell->frames;
}

static void add(struct io_stat *self, struct io_column *column, const struct packet *packet)
{
    if (column->filter && !filter_match(column->filter, packet)) return;
    if (!self->begun)
        self->start = packet->frame->time / 1000000000 - packet->frame->since_first / 1000000000;
    self->begun = true;
    int64_t elapsed = packet->frame->since_first;
    uint64_t now = elapsed > 0 ? (uint64_t)(elapsed + 500) / 1000 : 0;
    uint64_t row = self->interval ? now / self->interval : 0;
    if (elapsed < 0 || row + 1 < column->count) return; /* time went back: as tshark, not counted */
    struct io_cell *cell = cell_at(self, column, row);
    if (!cell) {
        self->left_out++;
        return;
    }
    cell->frames++;
    if (column->sum <= IO_FRAMES_AND_BYTES)
        cell->sum += packet->frame->length;
    else if (column->proto)
        add_protos(column, cell, packet);
    else
        add_fields(self, column, cell, packet);
    measure(column, cell);
}

static void packet(struct statistic *stat, const struct packet *packet)
{
    struct io_stat *self = (struct io_stat *)stat;
    for (unsigned i = 0; i < self->count; i++)
        add(self, &self->columns[i], packet);
}

static void close_io_stat(struct statistic *stat)
{
    struct io_stat *self = (struct io_stat *)stat;
    for (unsigned i = 0; i < self->count; i++) {
        text_finish(&self->columns[i].typed);
        filter_destroy(self->columns[i].filter);
        free(self->columns[i].cells);
    }
}

const struct statistic_kind kind_io_stat = {
    .name = "io,stat",
    .arguments = ",INTERVAL[,FILTER|SUM(FIELD)FILTER]...",
    .summary = "how much there was in each interval of seconds, 0 for one: COUNT SUM MIN MAX AVG "
               "LOAD of a field",
    .asks = true,
    .size = sizeof(struct io_stat),
    .open = open_io_stat,
    .want = want,
    .packet = packet,
    .print = io_stat_print,
    .list = io_stat_list,
    .close = close_io_stat,
};
