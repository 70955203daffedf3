/* Events as lines: human sentences or NDJSON on an `out`.  SPDX-License-Identifier: MIT */
#pragma once
#include "base/event.h"
#include "cli/out.h"

struct event_sink {
    struct events events; /* first: hand out &sink->events */
    struct out *out;
    bool json;
    bool color;
    int64_t started; /* time_monotonic() when the command began: the "time" of JSON events counts from here */
};

void event_sink_init(struct event_sink *sink, struct out *out, bool json, bool color);
/* Appends the line of one event, without its newline, in either form; for other sinks too (timeline). */
void event_print_human(struct text *text, const struct event *event, bool color);
void event_print_json(struct text *text, const struct event *event, int64_t started);
const char *event_kind_name(enum event_kind kind);
