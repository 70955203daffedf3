/* The options of servers that show who waits for whom: how they accept, how long they work on a
 * request, and the chart of it.
 *
 *     struct echo { struct server_options server; …; struct model_settings model; };
 *     static const struct opt opts[] = { …, MODEL_OPTS(struct echo), {0} };
 *
 * SPDX-License-Identifier: MIT */
#pragma once
#include "cli/attendance.h"
#include "cli/server.h"

struct model_settings {
    unsigned model; /* enum listen_model */
    int64_t delay;
    bool timeline;
    bool begun; /* there is a chart to be shown */
    struct attendance attendance;
};

extern const char *const model_choices[];

/* clang-format off */
#define MODEL_OPTS(S) \
    OPT_GROUP("Who waits for whom"), \
    OPT_CHOICE('m', "model", S, model.model, model_choices, "event", "MODEL", "event: one loop for all, nobody waits; iterative: one client at a time, others wait until it has gone; thread: a thread for each"), \
    OPT_DURATION(0, "delay", S, model.delay, NULL, "work so long on each request before it is answered"), \
    OPT_FLAG(0, "timeline", S, model.timeline, "at the end draw which client waited and was served when")
/* clang-format on */

/* Fills what the options say into `listen`.  An exit code; what does not go together has been said. */
int model_settings_apply(struct lab *lab, struct model_settings *settings,
    const struct server_options *server, struct listen_options *listen);
/* At the end: the chart, if there is to be one. */
void model_settings_finish(struct lab *lab, struct model_settings *settings);
