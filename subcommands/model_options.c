/* See model_options.h.  SPDX-License-Identifier: MIT */
#include "model_options.h"

const char *const model_choices[] = {
    [LISTEN_EVENT] = "event",
    [LISTEN_ITERATIVE] = "iterative",
    [LISTEN_THREAD] = "thread",
    NULL,
};

int model_settings_apply(struct lab *lab, struct model_settings *settings,
    const struct server_options *server, struct listen_options *listen)
{
    listen->model = settings->model;
    if (listen->model == LISTEN_ITERATIVE && server->max_connections > 1) {
        say_error(lab, "--model iterative serves one connection at a time, not %u",
            server->max_connections);
        say_hint(lab, "leave out --max-connections");
        return EXIT_USAGE;
    }
    if (listen->model == LISTEN_THREAD && listen->transport != TRANSPORT_TCP) {
        say_error(lab, "--model thread does not go with --tls");
        say_hint(lab, "--model event and --model iterative do");
        return EXIT_USAGE;
    }
    listen->paced = settings->delay || settings->timeline;
    listen->work = settings->delay;
    if (settings->timeline) {
        attendance_begin(&settings->attendance, lab->events);
        listen->events = &settings->attendance.events;
        settings->begun = true;
    }
    return EXIT_DONE;
}

void model_settings_finish(struct lab *lab, struct model_settings *settings)
{
    if (!settings->begun) return;
    attendance_end(&settings->attendance);
    attendance_show(&settings->attendance, lab, model_choices[settings->model], 0);
}
