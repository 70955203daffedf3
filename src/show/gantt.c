/* See gantt.h.  SPDX-License-Identifier: MIT */
#include "show/gantt.h"

#include <stdio.h>

#include "base/escape.h"
#include "base/time.h"

enum {
    WIDEST = 200, /* cells of the chart itself */
    NARROWEST = 16,
    TICK = 8,    /* cells from one number of the axis to the next, at least */
    NAMED = 8,   /* clients that are named among those waited for */
    LEGEND = 64, /* columns for it on one line */
    TIMES = 11,  /* columns of the time at a line's end */
};

#define INDENT "     "

/* What a client does in a cell. */
enum state { AWAY, WAITING, IDLE, SERVED, STATES };

static const struct {
    const char *sign, *plain, *color;
} states[STATES] = {
    [AWAY] = {" ", " ", NULL},
    [WAITING] = {"░", ".", "33"},
    [IDLE] = {"─", "-", "2"},
    [SERVED] = {"█", "#", "32"},
};

void gantt_serve(struct gantt_client *client, int64_t from, int64_t to)
{
    struct gantt_span *spans = client->served;
    client->requests++;
    if (client->nserved == GANTT_SPANS) {
        unsigned nearest = 1;
        for (unsigned i = 2; i < GANTT_SPANS; i++)
            if (spans[i].from - spans[i - 1].to < spans[nearest].from - spans[nearest - 1].to)
                nearest = i;
        spans[nearest - 1].to = spans[nearest].to;
        memmove(&spans[nearest], &spans[nearest + 1], (GANTT_SPANS - 1 - nearest) * sizeof *spans);
        client->nserved--;
    }
    spans[client->nserved++] = (struct gantt_span){from, to};
}

int64_t gantt_took(const struct gantt_client *client)
{
    return client->nserved ? client->served[client->nserved - 1].to - client->connected : 0;
}

static bool has_waited(const struct gantt_client *client)
{
    return client->accepted - client->connected >= GANTT_MOMENT;
}

static bool is_within(int64_t time, int64_t from, int64_t to)
{
    return time > from && time <= to;
}

/* Whether a server was done with one client while another waited. */
static bool has_made_way(const struct gantt_client *one, const struct gantt_client *other)
{
    const struct gantt_span *last = one->nserved ? &one->served[one->nserved - 1] : NULL;
    return is_within(one->closed, other->connected, other->accepted) ||
           (last && is_within(last->to, other->connected, other->accepted));
}

unsigned gantt_waited_for(
    const struct gantt *gantt, const struct gantt_client *client, uint32_t *ids, unsigned room)
{
    unsigned count = 0;
    if (!has_waited(client)) return 0;
    for (unsigned i = 0; i < gantt->count; i++) {
        const struct gantt_client *other = &gantt->clients[i];
        if (other->accepted >= client->accepted || !has_made_way(other, client)) continue;
        if (count < room) ids[count] = other->id;
        count++;
    }
    return count;
}

/* The time that the chart shows, and its scale. */
struct axis {
    int64_t from, to;
    unsigned cells, label; /* columns: of the chart, of what stands before it */
    int64_t unit;          /* a second, millisecond or microsecond */
    const char *unit_name;
};

static unsigned cell_at(const struct axis *axis, int64_t time)
{
    if (time <= axis->from) return 0;
    if (time >= axis->to) return axis->cells;
    double share = (double)(time - axis->from) / (double)(axis->to - axis->from);
    return (unsigned)(share * axis->cells + 0.5);
}

static unsigned label_width(const struct gantt *gantt)
{
    size_t widest = 0;
    for (unsigned i = 0; i < gantt->count; i++) {
        size_t len = strlen(gantt->clients[i].name);
        if (len > widest) widest = len;
    }
    return (unsigned)widest + 6; /* the number, of three digits, and blanks */
}

static struct gantt_span whole(const struct gantt *gantt)
{
    struct gantt_span span = {.from = INT64_MAX, .to = INT64_MIN};
    for (unsigned i = 0; i < gantt->count; i++) {
        const struct gantt_client *client = &gantt->clients[i];
        if (client->connected < span.from) span.from = client->connected;
        if (client->closed > span.to) span.to = client->closed;
    }
    return span;
}

int64_t gantt_length(const struct gantt *gantt)
{
    struct gantt_span span = whole(gantt);
    return span.to > span.from ? span.to - span.from : 0;
}

static struct axis make_axis(const struct gantt *gantt, const struct gantt_look *look)
{
    unsigned width = look->width;
    int64_t length = gantt_length(gantt);
    struct axis axis = {.from = whole(gantt).from, .label = label_width(gantt)};
    if (length < look->length) length = look->length;
    axis.to = axis.from + (length ? length : 1);
    axis.cells = width > axis.label + TIMES ? width - axis.label - TIMES : 0;
    if (axis.cells > WIDEST) axis.cells = WIDEST;
    if (axis.cells < NARROWEST) axis.cells = NARROWEST;
    bool seconds = length >= TIME_SECOND, milliseconds = length >= TIME_MILLISECOND;
    axis.unit = seconds ? TIME_SECOND : milliseconds ? TIME_MILLISECOND : TIME_MILLISECOND / 1000;
    axis.unit_name = seconds ? "s" : milliseconds ? "ms" : "us";
    return axis;
}

/* 1, 2 or 5 of a power of ten: the smallest that leaves room for the numbers. */
static int64_t tick_step(const struct axis *axis)
{
    static const int64_t factors[] = {1, 2, 5};
    int64_t least = (axis->to - axis->from + axis->cells - 1) / axis->cells * TICK;
    for (int64_t power = 1;; power *= 10)
        for (unsigned i = 0; i < 3; i++)
            if (power * factors[i] >= least) return power * factors[i];
}

static void draw_axis(struct text *text, const struct axis *axis)
{
    int64_t step = tick_step(axis), unit = axis->unit;
    int decimals = 0;
    for (; step % unit && decimals < 3; unit /= 10)
        decimals++;
    unsigned column = 0;
    text_repeat(text, ' ', axis->label);
    for (int64_t at = 0; at <= axis->to - axis->from; at += step) {
        unsigned cell = cell_at(axis, axis->from + at);
        if (column && cell <= column) continue; /* a number longer than expected */
        char number[32];
        int len =
            snprintf(number, sizeof number, "%.*f", decimals, (double)at / (double)axis->unit);
        text_repeat(text, ' ', cell - column);
        text_put(text, number);
        column = cell + (unsigned)len;
    }
    text_format(text, " %s\n", axis->unit_name);
}

static void fill(uint8_t *cells, unsigned from, unsigned to, enum state state)
{
    for (unsigned i = from; i < to; i++)
        cells[i] = (uint8_t)state;
}

static void fill_cells(uint8_t *cells, const struct axis *axis, const struct gantt_client *client)
{
    unsigned accepted = cell_at(axis, client->accepted), closed = cell_at(axis, client->closed);
    fill(cells, 0, axis->cells, AWAY);
    if (has_waited(client)) fill(cells, cell_at(axis, client->connected), accepted, WAITING);
    fill(cells, accepted, closed, IDLE);
    for (unsigned i = 0; i < client->nserved; i++) {
        unsigned from = cell_at(axis, client->served[i].from);
        unsigned to = cell_at(axis, client->served[i].to);
        if (from == axis->cells) from--;
        if (to <= from) to = from + 1; /* however short, it is seen */
        fill(cells, from, to, SERVED);
    }
}

/* So many cells of one state. */
static void draw_run(
    struct text *text, enum state state, unsigned count, const struct gantt_look *look)
{
    bool color = look->color && states[state].color;
    if (color) text_format(text, "\033[%sm", states[state].color);
    for (unsigned i = 0; i < count; i++)
        text_put(text, look->utf8 ? states[state].sign : states[state].plain);
    if (color) text_put(text, "\033[0m");
}

static void draw_client(struct text *text, const struct axis *axis,
    const struct gantt_client *client, const struct gantt_look *look)
{
    uint8_t cells[WIDEST];
    fill_cells(cells, axis, client);
    size_t begin = text->len;
    text_format(text, "%3u  ", client->id);
    escape_terminal(text, bytes_of_string(client->name));
    size_t label = text->len - begin;
    text_repeat(text, ' ', label < axis->label ? axis->label - label : 1);
    unsigned used = axis->cells;
    if (!client->nserved)
        while (used && cells[used - 1] == AWAY)
            used--;
    for (unsigned at = 0, end; at < used; at = end) {
        for (end = at + 1; end < used && cells[end] == cells[at];)
            end++;
        draw_run(text, cells[at], end - at, look);
    }
    if (client->nserved)
        text_format(
            text, "%8.2f %s", (double)gantt_took(client) / (double)axis->unit, axis->unit_name);
    text_char(text, '\n');
}

static void draw_legend(struct text *text, const struct gantt_look *look)
{
    static const struct {
        enum state state;
        const char *meaning;
    } rows[] = {
        {WAITING, "waits to be accepted"},
        {SERVED, "is served"},
        {IDLE, "asks nothing"},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        text_put(text, !i ? INDENT : look->width < LEGEND ? "\n" INDENT : "   ");
        draw_run(text, rows[i].state, 2, look);
        text_char(text, ' ');
        text_put(text, rows[i].meaning);
    }
    text_char(text, '\n');
}

/* "client 3 waited 2.00 s for clients 1 and 2" */
static void tell_waiting(
    struct text *text, const struct gantt *gantt, const struct gantt_client *client)
{
    uint32_t ids[NAMED];
    unsigned count = gantt_waited_for(gantt, client, ids, NAMED);
    unsigned named = count < NAMED ? count : NAMED;
    text_format(text, INDENT "client %u waited %.2f s", client->id,
        (double)(client->accepted - client->connected) / (double)TIME_SECOND);
    if (count) text_put(text, count == 1 ? " for client " : " for clients ");
    for (unsigned i = 0; i < named; i++) {
        bool last = i + 1 == count;
        text_put(text, !i ? "" : last ? " and " : ", ");
        text_uint(text, ids[i]);
    }
    if (count > named) text_format(text, " and %u more", count - named);
    text_char(text, '\n');
}

void gantt_draw(struct text *text, const struct gantt *gantt, const struct gantt_look *look)
{
    if (!gantt->count) {
        text_put(text, INDENT "no client has come\n");
        return;
    }
    struct axis axis = make_axis(gantt, look);
    bool waited = false;
    draw_axis(text, &axis);
    for (unsigned i = 0; i < gantt->count; i++)
        draw_client(text, &axis, &gantt->clients[i], look);
    draw_legend(text, look);
    for (unsigned i = 0; i < gantt->count; i++) {
        if (!has_waited(&gantt->clients[i])) continue;
        tell_waiting(text, gantt, &gantt->clients[i]);
        waited = true;
    }
    if (!waited) text_put(text, INDENT "nobody waited for another\n");
    if (gantt->more)
        text_format(text, INDENT "and %llu more clients\n", (unsigned long long)gantt->more);
}
