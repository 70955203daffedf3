/* What is shown of a conversation.
 *
 * Standard output gets what the peer says: byte for byte into a pipe or file; on a terminal with its
 * line ends spelled, and with everything escaped that could play tricks there.  Or it gets a
 * transcript of both directions.  All else (who was connected to, how it ended, how much that was) goes
 * to standard error.  SPDX-License-Identifier: MIT */
#include <string.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/time.h"
#include "cli/event_sink.h"
#include "connect.h"
#include "show/hex.h"

static void tell_note(struct events *events, const struct event *event)
{
    struct connect *connect =
        (struct connect *)((char *)events - offsetof(struct connect, notes.events));
    struct text sentence = {0};
    if (!event->human) return;
    connect_show_end(connect); /* so that it begins a line */
    event_print_human(&sentence, event, connect->notes.color);
    text_char(&sentence, '\n');
    say_lines(connect->lab, &sentence);
    text_finish(&sentence);
}

void connect_show_init(struct connect *connect)
{
    struct lab *lab = connect->lab;
    const uint32_t not_notes = 1u << EVENT_RECEIVED | 1u << EVENT_SENT;
    const uint32_t not_quiet = 1u << EVENT_WARNING | 1u << EVENT_ERROR;
    connect->typing = isatty(lab->input);
    connect->screen = isatty(STDOUT_FILENO);
    connect->data = !lab->common.json && !lab->common.wire && !lab->hosted;
    if (!connect->data) return;
    connect->notes.color = say_wants_color(lab->common.color, STDERR_FILENO);
    connect->notes.events = (struct events){.tell = tell_note,
        .wanted = connect->server.quiet ? not_quiet : ((1u << EVENT_KINDS) - 1) & ~not_notes};
    connect->calling.aside = true;
    lab->events = &connect->notes.events;
}

/* The end of a line, spelled, and then done. */
static void show_line_end(struct connect *connect, const char *spelled)
{
    struct text *text = &connect->lab->out->text;
    if (connect->lab->color) text_put(text, "\033[2m");
    text_put(text, spelled);
    if (connect->lab->color) text_put(text, "\033[0m");
    text_char(text, '\n');
}

/* Whole lines, and the beginning of one: a prompt must be seen. */
static void show_on_screen(struct connect *connect, struct bytes data)
{
    struct text *text = &connect->lab->out->text;
    while (data.len) {
        const uint8_t *newline = memchr(data.at, '\n', data.len);
        size_t len = newline ? (size_t)(newline - data.at) : data.len;
        bool cr = newline && len && data.at[len - 1] == '\r';
        escape_terminal(text, bytes_of(data.at, len - cr));
        connect->newline_missing = !newline;
        if (!newline) return;
        show_line_end(connect, cr ? "\\r\\n" : "\\n");
        data = bytes_of(newline + 1, data.len - len - 1);
    }
}

/* How many bytes at the end are to be shown with what follows: a character in pieces, or the CR of a CR
 * LF. */
static size_t unfinished(struct bytes data)
{
    if (data.len && data.at[data.len - 1] == '\r') return 1;
    for (size_t back = 1; back <= 3 && back <= data.len; back++) {
        uint8_t c = data.at[data.len - back];
        if ((c & 0xc0) == 0x80) continue;
        size_t wants = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 1;
        return wants > back ? back : 0;
    }
    return 0;
}

static void add_to_screen(struct connect *connect, struct bytes data)
{
    struct text *tail = &connect->tail;
    text_add(tail, data.at, data.len);
    struct bytes all = bytes_of(tail->at, tail->len);
    size_t left = connect->udp ? 0 : unfinished(all);
    show_on_screen(connect, bytes_of(all.at, all.len - left));
    if (left) memmove(tail->at, tail->at + tail->len - left, left);
    tail->len = left;
}

/* "    0.001234 > ", or the same width of blanks when it is not the first line. */
static void add_margin(struct connect *connect, struct text *text, int64_t elapsed, char way)
{
    struct text time = {0};
    if (elapsed >= 0) text_seconds(&time, elapsed, 6);
    text_repeat(text, ' ', time.len < 12 ? 12 - time.len : 0);
    text_add(text, time.at, time.len);
    text_finish(&time);
    if (connect->lab->color)
        text_put(text, way == '>' ? " \033[32m>\033[0m " : " \033[36m<\033[0m ");
    if (!connect->lab->color) text_add(text, (char[]){' ', way, ' '}, 3);
}

/* One unit: what was read or sent at once, a line of the transcript for each of its lines. */
static void add_transcript(struct connect *connect, struct bytes data, char way)
{
    struct text *text = &connect->lab->out->text, dump = {0};
    int64_t elapsed = time_monotonic() - connect->opened_at;
    if (connect->transcript == TRANSCRIPT_HEX) hex_add(&dump, data, HEX_CHARACTERS);
    struct bytes left = dump.len ? bytes_of(dump.at, dump.len) : data;
    do {
        const uint8_t *newline = left.len ? memchr(left.at, '\n', left.len) : NULL;
        size_t len = newline ? (size_t)(newline - left.at) + 1 : left.len;
        add_margin(connect, text, elapsed, way);
        if (dump.len) {
            text_add(text, left.at, len);
        } else {
            escape_repr(text, bytes_of(left.at, len), 0);
            text_char(text, '\n');
        }
        left = bytes_of(left.at + len, left.len - len);
        elapsed = -1;
    } while (left.len);
    text_finish(&dump);
}

void connect_show_received(struct connect *connect, struct bytes data)
{
    if (!connect->data) return;
    if (connect->transcript) {
        add_transcript(connect, data, '<');
    } else if (connect->screen) {
        add_to_screen(connect, data);
    } else {
        text_add(&connect->lab->out->text, data.at, data.len);
    }
    out_turn(connect->lab->out);
}

void connect_show_sent(struct connect *connect, struct bytes data)
{
    if (!connect->data || !connect->transcript) return;
    add_transcript(connect, data, '>');
    out_turn(connect->lab->out);
}

void connect_show_end(struct connect *connect)
{
    struct text *tail = &connect->tail;
    show_on_screen(connect, bytes_of(tail->at, tail->len));
    text_finish(tail);
    if (connect->newline_missing) text_char(&connect->lab->out->text, '\n');
    connect->newline_missing = false;
}
