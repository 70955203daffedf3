/* The arrow ladder.  See ladder.h.  SPDX-License-Identifier: MIT */
#include "show/ladder.h"

#include "base/time.h"

enum { CLOCK = 7 }; /* columns of the time */

/* How the screen is shared out. */
struct columns {
    size_t event; /* each side's events */
    size_t wire;  /* between the two lifelines */
};

/* What lines and arrows are drawn with. */
struct pens {
    const char *line, *life, *right, *left, *cut, *lost;
};

static const struct pens drawn = {"─", "│", "►", "◄", "…", "✗"};
static const struct pens typed = {"-", "|", ">", "<", "~", "x"};

static const char *const tones[] = {
    [TONE_PLAIN] = "\033[36m",  /* cyan: a program speaks */
    [TONE_OPEN] = "\033[1;32m", /* green: a connection begins */
    [TONE_DATA] = "\033[1;33m", /* yellow: somebody's bytes */
    [TONE_ACK] = "\033[2m",     /* faint: nothing but an acknowledgement */
    [TONE_CLOSE] = "\033[1;35m",
    [TONE_ERROR] = "\033[1;31m",
};

static struct columns columns_of(const struct ladder *ladder)
{
    size_t width = ladder->width > LADDER_WIDEST ? LADDER_WIDEST : ladder->width;
    size_t rest = width - CLOCK - 1 - 2; /* without the clock and the lifelines */
    size_t event = rest * 17 / 70;
    return (struct columns){event, rest - 2 * event};
}

static void paint(struct text *text, const struct ladder *ladder, const char *code)
{
    if (ladder->color) text_put(text, code);
}

static void put_times(struct text *text, const char *string, size_t count)
{
    while (count-- > 0)
        text_put(text, string);
}

/* Columns that `len` bytes of UTF-8 take. */
static size_t columns_in(const char *at, size_t len)
{
    size_t columns = 0;
    for (size_t i = 0; i < len; i++)
        columns += ((unsigned char)at[i] & 0xc0) != 0x80;
    return columns;
}

/* Bytes of the first `columns` columns of a string. */
static size_t bytes_in(const char *at, size_t columns)
{
    size_t len = 0;
    while (at[len] && (columns > 0 || ((unsigned char)at[len] & 0xc0) == 0x80))
        columns -= ((unsigned char)at[len++] & 0xc0) != 0x80;
    return len;
}

/* A word that is too long breaks behind its last _ or /, if it has one: TLS_ECDHE_ | ECDSA. */
static size_t after_joint(const char *word, size_t len)
{
    size_t joint = len;
    while (joint > 0 && word[joint - 1] != '_' && word[joint - 1] != '/')
        joint--;
    return joint > 0 ? joint : len;
}

/* Bytes of the line that `words` begins with, broken at a blank where there is one; *next is where
 * the following line begins. */
static size_t take_line(const char *words, size_t columns, const char **next)
{
    size_t len = bytes_in(words, columns);
    if (words[len]) {
        size_t blank = len;
        while (blank > 0 && words[blank] != ' ')
            blank--;
        len = blank > 0 ? blank : after_joint(words, len);
    }
    const char *newline = memchr(words, '\n', len);
    if (newline) len = (size_t)(newline - words);
    *next = words + len + (words[len] == ' ' || words[len] == '\n');
    return len;
}

/* Milliseconds, with as many decimals as seven columns hold; from some hours on, hours. */
static void put_clock(struct text *text, const struct ladder *ladder, int64_t time)
{
    int64_t since = time - ladder->start, size = since < 0 ? -10 * since : since;
    struct text number = {0};
    if (size < 10000 * TIME_SECOND) {
        unsigned decimals = size < TIME_SECOND        ? 3
                            : size < 10 * TIME_SECOND ? 2
                                                      : size < 100 * TIME_SECOND;
        text_seconds(&number, since * 1000, decimals);
    } else {
        text_seconds(&number, since / 3600, 1);
        text_char(&number, 'h');
    }
    if (number.len < CLOCK) text_repeat(text, ' ', CLOCK - number.len);
    paint(text, ladder, "\033[2m");
    text_add(text, number.at, number.len);
    paint(text, ladder, "\033[m");
    text_char(text, ' ');
    text_finish(&number);
}

static void put_lifeline(struct text *text, const struct ladder *ladder, const struct pens *pens)
{
    paint(text, ladder, "\033[2m");
    text_put(text, pens->life);
    paint(text, ladder, "\033[m");
}

/* An event stands in its side's column, on as many lines as it needs. */
static void put_event(struct text *text, const struct ladder *ladder, const struct pens *pens,
    const struct timeline_entry *entry)
{
    struct columns columns = columns_of(ladder);
    bool client = entry->side == TIMELINE_CLIENT;
    struct text words = {0};
    text_put(&words, entry->text);
    if (entry->data) { /* on a line of its own rather than broken */
        size_t whole = columns_in(entry->text, strlen(entry->text)) + 1 +
                       columns_in(entry->data, strlen(entry->data));
        text_format(&words, "%c%s", whole < columns.event ? ' ' : '\n', entry->data);
    }
    const char *rest = text_string(&words);
    bool first = true;
    do {
        const char *next;
        size_t len = take_line(rest, columns.event - 1, &next);
        if (first)
            put_clock(text, ladder, entry->time);
        else
            text_repeat(text, ' ', CLOCK + 1);
        if (!client) text_repeat(text, ' ', columns.event);
        if (!client) put_lifeline(text, ladder, pens);
        if (!client) text_repeat(text, ' ', columns.wire);
        if (!client) put_lifeline(text, ladder, pens);
        if (!client) text_char(text, ' ');
        paint(text, ladder, tones[entry->tone]);
        text_add(text, rest, len);
        paint(text, ladder, "\033[m");
        if (client) {
            text_repeat(text, ' ', columns.event - columns_in(rest, len));
            put_lifeline(text, ladder, pens);
            text_repeat(text, ' ', columns.wire);
            put_lifeline(text, ladder, pens);
        }
        text_char(text, '\n');
        rest = next;
        first = false;
    } while (*rest);
    text_finish(&words);
}

/* At most `room` columns of a string; returns how many it took. */
static size_t put_cut(struct text *text, const struct pens *pens, const char *string, size_t room)
{
    size_t columns = columns_in(string, strlen(string));
    if (columns <= room) {
        text_put(text, string);
        return columns;
    }
    text_add(text, string, bytes_in(string, room - 1));
    text_put(text, pens->cut);
    return room;
}

/* What did not fit on the arrow stands under it, on at most three lines. */
static void put_below(struct text *text, const struct ladder *ladder, const struct pens *pens,
    const struct timeline_entry *entry, struct columns columns)
{
    const char *rest = entry->data;
    for (unsigned line = 0; *rest && line < 3; line++) {
        const char *next;
        size_t len = take_line(rest, columns.wire - 4, &next);
        struct text shown = {0};
        if (line < 2)
            text_add(&shown, rest, len);
        else
            put_cut(&shown, pens, rest, columns.wire - 4);
        text_repeat(text, ' ', CLOCK + 1 + columns.event);
        put_lifeline(text, ladder, pens);
        text_put(text, "   ");
        paint(text, ladder, tones[entry->tone]);
        text_add(text, shown.at, shown.len);
        paint(text, ladder, "\033[m");
        text_repeat(text, ' ', columns.wire - 3 - columns_in(shown.at, shown.len));
        put_lifeline(text, ladder, pens);
        text_char(text, '\n');
        text_finish(&shown);
        rest = next;
    }
}

/* A packet is an arrow from its sender's lifeline to the other; its label stands in the shaft. */
static void put_arrow(struct text *text, const struct ladder *ladder, const struct pens *pens,
    const struct timeline_entry *entry)
{
    struct columns columns = columns_of(ladder);
    size_t room = columns.wire - 4; /* a dash or the tip, and a blank, at either end */
    size_t label = columns_in(entry->text, strlen(entry->text));
    size_t data = entry->data ? columns_in(entry->data, strlen(entry->data)) + 1 : 0;
    bool right = entry->side == TIMELINE_CLIENT, below = data && label + data > room;
    put_clock(text, ladder, entry->time);
    text_repeat(text, ' ', columns.event);
    put_lifeline(text, ladder, pens);
    paint(text, ladder, tones[entry->tone]);
    text_put(text, right ? pens->line : pens->left);
    size_t used = 1;
    if (label + (below ? 0 : data) < room) {
        text_put(text, pens->line);
        used++;
    }
    text_char(text, ' ');
    used += 1 + put_cut(text, pens, entry->text, room);
    if (data && !below) {
        text_format(text, " %s", entry->data);
        used += data;
    }
    text_char(text, ' ');
    put_times(text, pens->line, columns.wire - used - 2);
    text_put(text, right ? pens->right : pens->line);
    paint(text, ladder, "\033[m");
    put_lifeline(text, ladder, pens);
    text_char(text, '\n');
    if (below) put_below(text, ladder, pens, entry, columns);
}

/* A packet that never arrived: its arrow ends on the way. */
static void put_lost(struct text *text, const struct ladder *ladder, const struct pens *pens,
    const struct timeline_entry *entry)
{
    struct columns columns = columns_of(ladder);
    size_t gap = columns.wire / 5, room = columns.wire - gap - 5;
    bool right = entry->side == TIMELINE_CLIENT;
    put_clock(text, ladder, entry->time);
    text_repeat(text, ' ', columns.event);
    put_lifeline(text, ladder, pens);
    paint(text, ladder, tones[entry->tone]);
    if (!right) text_repeat(text, ' ', gap);
    text_put(text, right ? pens->line : pens->lost);
    text_put(text, pens->line);
    text_char(text, ' ');
    size_t used = put_cut(text, pens, entry->text, room);
    text_char(text, ' ');
    put_times(text, pens->line, room - used);
    text_put(text, right ? pens->lost : pens->line);
    if (right) text_repeat(text, ' ', gap);
    paint(text, ladder, "\033[m");
    put_lifeline(text, ladder, pens);
    text_char(text, '\n');
}

/* For narrow screens: `  0.084 client > SYN Seq=0`, `  0.120 server: received b'…'`. */
static void put_narrow(struct text *text, const struct ladder *ladder, const struct pens *pens,
    const struct timeline_entry *entry)
{
    bool client = entry->side == TIMELINE_CLIENT;
    put_clock(text, ladder, entry->time);
    paint(text, ladder, tones[entry->tone]);
    if (entry->kind == TIMELINE_LOST)
        text_format(text, "%s%s%s %s", client ? pens->line : pens->lost, pens->line,
            client ? pens->lost : pens->line, entry->text);
    else if (entry->kind == TIMELINE_PACKET)
        text_format(text, "%s%s%s %s", client ? pens->line : pens->left, pens->line,
            client ? pens->right : pens->line, entry->text);
    else
        text_format(text, "%s: %s",
            client           ? ladder->client ? ladder->client : "client"
            : ladder->server ? ladder->server
                             : "server",
            entry->text);
    if (entry->data) text_format(text, " %s", entry->data);
    paint(text, ladder, "\033[m");
    text_char(text, '\n');
}

static bool is_narrow(const struct ladder *ladder)
{
    return ladder->lines || ladder->width < LADDER_NARROW;
}

void ladder_head(struct text *text, const struct ladder *ladder)
{
    if (is_narrow(ladder)) return;
    struct columns columns = columns_of(ladder);
    const struct pens *pens = ladder->utf8 ? &drawn : &typed;
    const char *client = ladder->client ? ladder->client : "client";
    const char *server = ladder->server ? ladder->server : "server", *wire = "the wire";
    size_t wire_len = strlen(wire), before = (columns.wire - wire_len) / 2;
    size_t left = columns_in(client, strlen(client));
    paint(text, ladder, "\033[1m");
    text_put(text, "     ms ");
    put_cut(text, pens, client, columns.event - 1);
    text_repeat(text, ' ', left < columns.event ? columns.event - left : 1);
    text_put(text, pens->life);
    text_repeat(text, ' ', before);
    text_put(text, wire);
    text_repeat(text, ' ', columns.wire - wire_len - before);
    text_put(text, pens->life);
    text_char(text, ' ');
    put_cut(text, pens, server, columns.event - 1);
    paint(text, ladder, "\033[m");
    text_char(text, '\n');
}

void ladder_entry(struct text *text, struct ladder *ladder, const struct timeline_entry *entry)
{
    const struct pens *pens = ladder->utf8 ? &drawn : &typed;
    if (!ladder->begun) ladder->start = entry->time;
    ladder->begun = true;
    if (is_narrow(ladder))
        put_narrow(text, ladder, pens, entry);
    else if (entry->kind == TIMELINE_PACKET)
        put_arrow(text, ladder, pens, entry);
    else if (entry->kind == TIMELINE_LOST)
        put_lost(text, ladder, pens, entry);
    else
        put_event(text, ladder, pens, entry);
}

void ladder_paragraph(
    struct text *text, const struct ladder *ladder, const char *words, unsigned indent)
{
    size_t width = ladder->width < 40 ? 40 : ladder->width > 100 ? 100 : ladder->width;
    for (bool first = true; *words; first = false) {
        const char *next;
        if (!first) text_repeat(text, ' ', indent);
        size_t len = take_line(words, width - (first ? 0 : indent), &next);
        text_add(text, words, len);
        text_char(text, '\n');
        words = next;
    }
}
