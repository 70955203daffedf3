/* The columns asked for.  See column_list.h.  SPDX-License-Identifier: MIT */
#include "show/column_list.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/escape.h"
#include "show/cells.h"

/* tshark's least widths; a longer text pushes the rest of its line to the right. */
enum { NUMBER_WIDTH = 5, TIME_WIDTH = 10, ADDRESS_WIDTH = 12 };

struct listed {
    char *title, *fields;
    const struct column_format *format;
    struct column_clock clock; /* of a column that always tells the same time */
    int64_t occurrence;        /* which value of each field; 0: all, negative: from the last */
    bool named;                /* Set and TCP, rather than 1 and 6 */
    size_t first, count;       /* its cells */
};

struct column_list {
    struct listed *at;
    size_t count;
    bool usual;
    const char **names; /* of all fields that columns show */
    size_t nnames;
    struct cells cells; /* their values, each behind a newline */
    const struct field *severity;
    uint64_t sum; /* of the lengths so far */
};

/* --- reading the format ------------------------------------------------------------------------- */

static const char USUAL[] =
    "\"No.\",\"%m\",\"Time\",\"%t\",\"Source\",\"%s\",\"Destination\",\"%d\","
    "\"Protocol\",\"%p\",\"Length\",\"%L\",\"Info\",\"%i\"";

/* Takes one element of a list: "in quotes", where a backslash makes the next character an ordinary
 * one, or up to the next comma.  False at the end. */
static bool take_element(const char **at, struct text *element)
{
    const char *from = *at + strspn(*at, " \t\r\n,");
    text_clear(element);
    if (!*from) return false;
    bool quoted = *from == '"';
    for (from += quoted; *from && *from != (quoted ? '"' : ','); from++) {
        if (quoted && *from == '\\' && from[1]) from++;
        text_char(element, *from);
    }
    *at = from + (*from != '\0');
    return true;
}

static bool add_name(struct column_list *list, const char *name)
{
    const char **names = realloc(list->names, (list->nnames + 1) * sizeof *names);
    if (!names) return false;
    list->names = names;
    list->names[list->nnames++] = name;
    return true;
}

/* Ends the first name of "ip.src || ipv6.src or arp"; where the next begins, NULL if nowhere. */
static char *end_name(char *name)
{
    size_t len = strcspn(name, " |");
    char *next = name + len;
    next += strspn(next, " |");
    if (strncmp(next, "or ", 3) == 0) next += 3 + strspn(next + 3, " ");
    bool more = *next != '\0';
    name[len] = '\0';
    return more ? next : NULL;
}

/* The fields of a column: "tcp.port", or of a custom one "tcp.port:1:R" with the occurrence and
 * whether values are shown by name (R) or not (U). */
static bool read_fields(struct column_list *list, struct listed *column)
{
    char *colon = strchr(column->fields, ':'), *end;
    column->named = true;
    if (colon) {
        *colon = '\0';
        column->occurrence = strtol(colon + 1, &end, 10);
        column->named = strcmp(end, ":U") != 0;
    }
    column->first = list->nnames;
    for (char *name = column->fields, *next; name; name = next) {
        next = end_name(name);
        if (*name && !add_name(list, name)) return false;
    }
    column->count = list->nnames - column->first;
    return true;
}

/* One pair of title and code. */
static bool read_column(
    struct column_list *list, const char *title, const char *code, struct text *message)
{
    static const char custom[] = "%Cus:";
    bool is_custom = strncmp(code, custom, sizeof custom - 1) == 0;
    const struct column_format *format = column_format_find(is_custom ? "%Cus" : code);
    if (!format) {
        text_format(message, "%s is not the format of a column", code);
        return false;
    }
    struct listed *at = realloc(list->at, (list->count + 1) * sizeof *at);
    if (!at) return false;
    list->at = at;
    struct listed *column = &at[list->count++];
    const char *fields = is_custom ? code + sizeof custom - 1 : format->fields;
    *column = (struct listed){.title = strdup(title),
        .fields = strdup(fields ? fields : ""),
        .format = format,
        .clock.format = (enum column_time)format->which};
    if (!column->title || !column->fields) return false;
    return format->kind != COLUMN_IS_FIELD || read_fields(list, column);
}

static bool read_columns(struct column_list *list, const char *format, struct text *message)
{
    struct text title = {0}, code = {0};
    bool right = true;
    while (right && take_element(&format, &title)) {
        right = take_element(&format, &code);
        if (right)
            right = read_column(list, text_string(&title), text_string(&code), message);
        else
            text_format(message, "the column \"%s\" has no format", text_string(&title));
    }
    text_finish(&title);
    text_finish(&code);
    if (right && !list->count) text_put(message, "no columns");
    return right && list->count;
}

/* A value of a field: all are kept, one behind the other, until it is known which is asked for. */
static void add(struct cells *cells, struct cell *cell, struct bytes value)
{
    (void)cells;
    if (cell->count) text_char(&cell->text, '\n'); /* which is in no value */
    text_add(&cell->text, value.at, value.len);
}

static bool make_cells(struct column_list *list)
{
    struct fields_options options = {.names = list->names, .count = list->nnames};
    if (!cells_init(&list->cells, &options, false)) return false;
    list->cells.add = add;
    for (size_t i = 0; i < list->count; i++)
        for (size_t cell = 0; cell < list->at[i].count; cell++)
            list->cells.at[list->at[i].first + cell].named = list->at[i].named;
    return true;
}

struct column_list *column_list_create(const char *format, struct text *message)
{
    struct column_list *list = calloc(1, sizeof *list);
    if (!list) return NULL;
    list->usual = !format;
    if (!read_columns(list, format ? format : USUAL, message) || !make_cells(list)) {
        column_list_destroy(list);
        return NULL;
    }
    return list;
}

void column_list_destroy(struct column_list *list)
{
    if (!list) return;
    for (size_t i = 0; i < list->count; i++) {
        free(list->at[i].title);
        free(list->at[i].fields);
    }
    cells_finish(&list->cells);
    free(list->names);
    free(list->at);
    free(list);
}

bool column_list_is_usual(const struct column_list *list)
{
    return list->usual;
}

size_t column_list_count(const struct column_list *list)
{
    return list->count;
}

const char *column_list_title(const struct column_list *list, size_t number)
{
    return list->at[number].title;
}

size_t column_list_find(const struct column_list *list, const char *title)
{
    size_t number = 0;
    while (number < list->count && strcasecmp(list->at[number].title, title) != 0)
        number++;
    return number;
}

/* --- the columns of a packet -------------------------------------------------------------------- */

void column_list_want(struct column_list *list, struct dissector *dissector)
{
    cells_want(&list->cells, dissector);
    for (size_t i = 0; i < list->count; i++) {
        if (list->at[i].format->kind != COLUMN_IS_SEVERITY) continue;
        dissector_want(dissector, "_ws.expert.severity");
        list->severity = dissector_field(dissector, "_ws.expert.severity");
    }
}

void column_list_fill(struct column_list *list, const struct packet *packet)
{
    list->sum += packet->frame->length;
    if (list->nnames) cells_fill(&list->cells, packet, NULL);
}

/* The severities are numbers that grow with the seriousness. */
static void add_severity(
    struct text *text, const struct column_list *list, const struct packet *packet)
{
    const struct item *worst = NULL;
    for (unsigned i = 0; i < packet->nitems; i++) {
        const struct item *item = &packet->items[i];
        if (item->field == list->severity && (!worst || item->number > worst->number)) worst = item;
    }
    if (worst) field_print_named(text, worst);
}

/* The value of a cell that was asked for: counted from 1, or backwards from -1. */
static struct bytes nth_value(const struct cell *cell, int64_t occurrence)
{
    struct bytes rest = bytes_of(cell->text.at, cell->text.len);
    int64_t skipped = occurrence > 0 ? occurrence - 1 : (int64_t)cell->count + occurrence;
    if (skipped < 0 || skipped >= (int64_t)cell->count) return (struct bytes){0};
    for (; skipped; skipped--) {
        const uint8_t *end = memchr(rest.at, '\n', rest.len);
        rest = bytes_of(end + 1, rest.len - (size_t)(end + 1 - rest.at));
    }
    const uint8_t *end = rest.len ? memchr(rest.at, '\n', rest.len) : NULL;
    return end ? bytes_of(rest.at, (size_t)(end - rest.at)) : rest;
}

static void add_value(struct text *text, const struct listed *column, struct bytes value)
{
    const struct value_name *names = column->format->names;
    char number[16] = {0};
    if (names && value.len && value.len < sizeof number) memcpy(number, value.at, value.len);
    const char *name = *number ? field_value_name(names, strtoul(number, NULL, 10)) : NULL;
    if (name)
        text_put(text, name);
    else
        text_add(text, value.at, value.len);
}

static void add_fields(
    struct text *text, const struct column_list *list, const struct listed *column)
{
    size_t start = text->len;
    for (size_t i = column->first; i < column->first + column->count; i++) {
        const struct cell *cell = &list->cells.at[i];
        bool all = column->occurrence == 0;
        for (unsigned value = 1; value <= (all ? cell->count : 1); value++) {
            struct bytes found = nth_value(cell, all ? value : column->occurrence);
            if (text->len > start && found.len) text_char(text, ',');
            add_value(text, column, found);
        }
    }
}

void column_list_add(struct text *text, struct column_list *list, size_t number,
    const struct packet *packet, struct column_clock *clock)
{
    struct listed *column = &list->at[number];
    switch (column->format->kind) {
    case COLUMN_IS_PLAIN:
        column_add(text, (enum column)column->format->which, packet, clock);
        break;
    case COLUMN_IS_TIME:
        column->clock.hours = clock->hours;
        column_add_time(text, &column->clock, packet->frame);
        break;
    case COLUMN_IS_FIELD:
        add_fields(text, list, column);
        break;
    case COLUMN_IS_SEVERITY:
        add_severity(text, list, packet);
        break;
    case COLUMN_IS_SUM:
        text_uint(text, list->sum);
        break;
    case COLUMN_IS_EMPTY:
        break;
    }
}

/* --- the text layout ---------------------------------------------------------------------------- */

/* Widens what was appended since `start`, with blanks in front of it or behind. */
static void widen(struct text *text, size_t start, size_t width, bool right)
{
    size_t len = text->len - start;
    if (len >= width || !text_room(text, width - len)) return;
    char *at = text->at + start;
    if (right) memmove(at + width - len, at, len);
    memset(right ? at : at + len, ' ', width - len);
    text->len = start + width;
}

static void align(struct text *text, size_t start, enum column_place place)
{
    switch (place) {
    case PLACE_FREE:
        break;
    case PLACE_NUMBER:
        widen(text, start, NUMBER_WIDTH, true);
        break;
    case PLACE_TIME:
        widen(text, start, TIME_WIDTH, true);
        break;
    case PLACE_SOURCE:
        widen(text, start, ADDRESS_WIDTH, true);
        break;
    case PLACE_DESTINATION:
        widen(text, start, ADDRESS_WIDTH, false);
        break;
    }
}

/* Between source and destination, in either order, an arrow shows which way the packet goes. */
static const char *arrow_between(enum column_place left, enum column_place right)
{
    if (left == PLACE_SOURCE && right == PLACE_DESTINATION) return "\xe2\x86\x92";
    if (left == PLACE_DESTINATION && right == PLACE_SOURCE) return "\xe2\x86\x90";
    return NULL;
}

void column_list_add_line(struct text *text, struct column_list *list, const struct packet *packet,
    struct column_clock *clock, char delimiter)
{
    column_list_fill(list, packet);
    for (size_t i = 0; i < list->count; i++) {
        enum column_place place = list->at[i].format->place;
        size_t start = text->len;
        column_list_add(text, list, i, packet, clock);
        escape_since(text, start);
        align(text, start, place);
        if (i + 1 == list->count) break;
        const char *arrow = arrow_between(place, list->at[i + 1].format->place);
        text_char(text, delimiter);
        if (!arrow) continue;
        text_put(text, arrow);
        text_char(text, delimiter);
    }
}
