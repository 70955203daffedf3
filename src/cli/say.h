/* What people read about how it went: errors, hints, warnings, on standard error.  Everything is
 * escaped for the terminal.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdarg.h>
#include <stdbool.h>

struct lab;
struct text;

enum say_color { SAY_COLOR_AUTO, SAY_COLOR_ALWAYS, SAY_COLOR_NEVER };

/* `wirelab echo-server: cannot listen on 127.0.0.1:1234: address already in use`.  With --json also
 * an `error` event.  Lab may be NULL. */
void say_error(struct lab *lab, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same with more values in the event, up to one without a key. */
struct event_value;
void say_error_with(struct lab *lab, const struct event_value *values, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* `hint: …`: the next thing to type. */
void say_hint(struct lab *lab, const char *format, ...) __attribute__((format(printf, 2, 3)));
void say_warning(struct lab *lab, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Whole lines that are safe for a terminal as they are, for commands whose standard output is data. */
void say_lines(struct lab *lab, const struct text *lines);

/* Whether a stream gets colour: the option, then NO_COLOR, then whether it is a terminal that can. */
bool say_wants_color(unsigned option, int descriptor);
