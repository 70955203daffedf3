/* See attendance.h.  SPDX-License-Identifier: MIT */
#include "cli/attendance.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/time.h"
#include "cli/screen.h"
#include "cli/wire_event.h"

static void come(struct attendance *attendance, const struct event *event, int64_t now)
{
    struct gantt *gantt = &attendance->gantt;
    const struct event_value *waited = wire_event_value(event, "waited");
    const char *peer = wire_event_string(event, "peer");
    if (gantt->count == GANTT_CLIENTS) {
        gantt->more++;
        return;
    }
    unsigned i = gantt->count++;
    struct gantt_client *client = &gantt->clients[i];
    *client = (struct gantt_client){
        .id = event->conn, .connected = now - (waited ? waited->integer : 0), .accepted = now};
    snprintf(client->name, sizeof client->name, "%s", peer ? peer : "");
    attendance->open[i] = true;
    attendance->began[i] = 0;
}

static void served(struct attendance *attendance, unsigned i, int64_t now)
{
    if (attendance->began[i]) gantt_serve(&attendance->gantt.clients[i], attendance->began[i], now);
    attendance->began[i] = 0;
}

static void leave(struct attendance *attendance, unsigned i, int64_t now)
{
    served(attendance, i, now);
    attendance->gantt.clients[i].closed = now;
    attendance->open[i] = false;
}

static void note(struct attendance *attendance, const struct event *event, int64_t now)
{
    if (event->kind == EVENT_OPENED) come(attendance, event, now);
    for (unsigned i = 0; i < attendance->gantt.count; i++) {
        if (!attendance->open[i] || attendance->gantt.clients[i].id != event->conn) continue;
        if (event->kind == EVENT_WORKING) attendance->began[i] = now;
        if (event->kind == EVENT_SERVED) served(attendance, i, now);
        if (event->kind == EVENT_CLOSED) leave(attendance, i, now);
    }
}

static void on_told(struct events *events, const struct event *event)
{
    struct attendance *attendance = (struct attendance *)events;
    note(attendance, event, event->time ? event->time : time_wall());
    event_tell(attendance->next, event);
}

void attendance_begin(struct attendance *attendance, struct events *next)
{
    attendance->events =
        (struct events){.wanted = next->wanted | 1u << EVENT_OPENED | 1u << EVENT_WORKING |
                                  1u << EVENT_SERVED | 1u << EVENT_CLOSED,
            .tell = on_told};
    attendance->next = next;
}

static int by_id(const void *a, const void *b)
{
    const struct gantt_client *one = a, *other = b;
    return one->id < other->id ? -1 : one->id > other->id;
}

void attendance_end(struct attendance *attendance)
{
    struct gantt *gantt = &attendance->gantt;
    int64_t now = time_wall();
    for (unsigned i = 0; i < gantt->count; i++)
        if (attendance->open[i]) leave(attendance, i, now);
    /* Threads tell in any order that they have begun. */
    qsort(gantt->clients, gantt->count, sizeof *gantt->clients, by_id);
}

static int64_t worked(const struct gantt_client *client)
{
    int64_t sum = 0;
    for (unsigned i = 0; i < client->nserved; i++)
        sum += client->served[i].to - client->served[i].from;
    return sum;
}

static void tell_client(const struct attendance *attendance, struct lab *lab,
    const struct gantt_client *client, const char *model)
{
    const struct gantt *gantt = &attendance->gantt;
    uint32_t ids[GANTT_CLIENTS];
    struct text waited_for = {0};
    int64_t start = client->connected;
    for (unsigned i = 0; i < gantt->count; i++)
        if (gantt->clients[i].connected < start) start = gantt->clients[i].connected;
    unsigned count = gantt_waited_for(gantt, client, ids, GANTT_CLIENTS);
    for (unsigned i = 0; i < count; i++)
        text_format(&waited_for, i ? " %u" : "%u", ids[i]);
    event_tell(lab->events,
        &(struct event){.kind = EVENT_TIMELINE,
            .conn = client->id,
            .values = {event_text("model", model), event_text("peer", client->name),
                event_seconds("connected", client->connected - start),
                event_seconds("accepted", client->accepted - start),
                event_seconds("closed", client->closed - start),
                event_seconds("waited", client->accepted - client->connected),
                event_text("waited_for", text_string(&waited_for)),
                event_uint("requests", client->requests), event_seconds("worked", worked(client)),
                event_seconds("took", gantt_took(client))}});
    text_finish(&waited_for);
}

void attendance_show(
    const struct attendance *attendance, struct lab *lab, const char *model, int64_t length)
{
    const struct gantt *gantt = &attendance->gantt;
    struct text *text = &lab->out->text;
    if (lab->common.json) {
        for (unsigned i = 0; i < gantt->count; i++)
            tell_client(attendance, lab, &gantt->clients[i], model);
        return;
    }
    text_format(text, "%sWho waited for whom: --model %s%s\n", lab->color ? "\033[1m" : "", model,
        lab->color ? "\033[0m" : "");
    const struct gantt_look look = {.width = screen_width(lab->out->descriptor),
        .color = lab->color,
        .utf8 = screen_utf8(),
        .length = length};
    gantt_draw(text, gantt, &look);
}
