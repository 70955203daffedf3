/* Who is attended to when: stands between a server and whoever is told its events, and makes a chart
 * of them at the end.  It needs the events of a server that takes its time (listen_options.paced).
 * SPDX-License-Identifier: MIT */
#pragma once
#include "cli/cmd.h"
#include "show/gantt.h"

struct attendance {
    struct events events; /* first: what the server tells */
    struct events *next;  /* told all of it too */
    struct gantt gantt;
    bool open[GANTT_CLIENTS];     /* has not closed yet */
    int64_t began[GANTT_CLIENTS]; /* the work on the present request; 0: none */
};

void attendance_begin(struct attendance *attendance, struct events *next);
/* Whoever is still there is so until now. */
void attendance_end(struct attendance *attendance);
/* The chart, below a title with the name of the model; with --json a `timeline` event for each
 * client.  `length`: see struct gantt_look. */
void attendance_show(
    const struct attendance *attendance, struct lab *lab, const char *model, int64_t length);
