/* Errors, hints and warnings on standard error.  See say.h.  SPDX-License-Identifier: MIT */
#include "cli/say.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/escape.h"
#include "cli/cmd.h"

bool say_wants_color(unsigned option, int descriptor)
{
    if (option != SAY_COLOR_AUTO) return option == SAY_COLOR_ALWAYS;
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    if (no_color && *no_color) return false;
    return isatty(descriptor) && term && *term && strcmp(term, "dumb") != 0;
}

void say_lines(struct lab *lab, const struct text *lines)
{
    if (lab && lab->out) out_flush(lab->out); /* what happened before comes before */
    for (size_t done = 0; done < lines->len;) {
        ssize_t written = write(STDERR_FILENO, lines->at + done, lines->len - done);
        if (written <= 0) break; /* nobody is there to be told */
        done += (size_t)written;
    }
}

/* One line: `LABEL MESSAGE`, the label coloured. */
static void say(struct lab *lab, const char *label, const char *sgr, struct text *message)
{
    struct text line = {0};
    bool color = say_wants_color(lab ? lab->common.color : SAY_COLOR_AUTO, STDERR_FILENO);
    if (color) text_format(&line, "\033[%sm", sgr);
    text_put(&line, label);
    text_put(&line, color ? "\033[0m " : " ");
    escape_terminal(&line, bytes_of(message->at, message->len));
    text_char(&line, '\n');
    say_lines(lab, &line);
    text_finish(&line);
}

static void say_named(struct lab *lab, const char *kind, const char *sgr, struct text *message)
{
    struct text label = {0};
    if (lab && lab->cmd)
        text_format(&label, "%s%s:%s", cmd_prefix(lab->cmd), lab->cmd->name, kind);
    else
        text_format(&label, "wirelab:%s", kind);
    say(lab, text_string(&label), sgr, message);
    text_finish(&label);
}

/* Says it on standard error, and with --json tells it as an event too. */
static void __attribute__((format(printf, 6, 0)))
say_told(struct lab *lab, enum event_kind kind, const struct event_value *values, const char *label,
    const char *sgr, const char *format, va_list args)
{
    struct text message = {0};
    text_vformat(&message, format, args);
    if (lab && lab->common.json) {
        struct event event = {.kind = kind};
        size_t count = 0;
        for (; values && values[count].key && count < EVENT_VALUES - 1; count++)
            event.values[count] = values[count];
        event.values[count] = event_text("message", text_string(&message));
        event_tell(lab->events, &event);
    }
    say_named(lab, label, sgr, &message);
    text_finish(&message);
}

void say_error(struct lab *lab, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say_told(lab, EVENT_ERROR, NULL, "", "1;31", format, args);
    va_end(args);
}

void say_error_with(struct lab *lab, const struct event_value *values, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say_told(lab, EVENT_ERROR, values, "", "1;31", format, args);
    va_end(args);
}

void say_warning(struct lab *lab, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say_told(lab, EVENT_WARNING, NULL, " warning:", "33", format, args);
    va_end(args);
}

void say_hint(struct lab *lab, const char *format, ...)
{
    struct text message = {0};
    va_list args;
    va_start(args, format);
    text_vformat(&message, format, args);
    va_end(args);
    say(lab, "hint:", "36", &message);
    text_finish(&message);
}
