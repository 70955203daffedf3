/* Events as lines: human sentences or NDJSON on an `out`.  SPDX-License-Identifier: MIT */
#pragma once
#include "base/event.h"
#include "cli/out.h"

struct event_sink {
    struct events events; /* first: hand out &sink->events */
    struct out *out;
    bool json;
    bool color;
    /* When the command began, from which the "time" of JSON events counts: by time_monotonic(), and
     * by time_wall() for events that carry a time of their own. */
    int64_t started, started_wall;
};

/* In sentences, more bytes than these are cut, and their number is told instead. */
enum { EVENT_SHOWN = 1024 };

void event_sink_init(struct event_sink *sink, struct out *out, bool json, bool color);
/* Leaves out opened, received, sent and closed (--quiet). */
void event_sink_quiet(struct event_sink *sink);

/* Appends the line of one event, without its newline, in either form; for other sinks too
 * (timeline).  `elapsed` nanoseconds are its "time" in JSON. */
void event_print_human(struct text *text, const struct event *event, bool color);
void event_print_json(struct text *text, const struct event *event, int64_t elapsed);
const char *event_kind_name(enum event_kind kind);
