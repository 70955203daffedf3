/* The wire view.  See wire.h.  SPDX-License-Identifier: MIT */
#include "cli/wire.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/parse.h"
#include "base/time.h"
#include "cli/event_sink.h"
#include "cli/screen.h"
#include "cli/wire_capture.h"
#include "cli/wire_event.h"
#include "cli/wire_names.h"
#include "cli/wire_packet.h"
#include "cli/wire_rights.h"

enum {
    TICK = 10,         /* milliseconds between looks at what is held */
    SETTLE_TICKS = 40, /* so many at most for the last segments */
    UDP_TICKS = 3,     /* UDP has no last segment: a little silence must do */
};

/* A packet may be taken from the kernel so much later than an event of the same moment. */
#define HOLD (2 * TIME_MILLISECOND)

/* What one lab tells to. */
struct wire_sink {
    struct events events; /* first */
    struct wire *wire;
    enum timeline_side side;
    const char *name; /* one of several clients; else NULL */
};

struct wire {
    struct lab *lab;
    enum wire_scope scope;
    struct wire_sink sinks[2];
    struct wire_sink clients[WIRE_CLIENTS]; /* as many as there are names */
    struct wire_names names;
    struct timeline timeline;
    struct ladder ladder;
    struct wire_packets *packets;
    struct wire_capture capture;
    uv_timer_t timer;
    int64_t started;
    uint16_t port;
    bool udp, tls;
    bool scene;       /* demo: it ends with an explanation instead of totals */
    bool started_all; /* what has to be done as root has been done, but for the narrow capture */
    bool ticking, settling, settled;
    unsigned ticks; /* since settling began */
};

/* Who is who is known by now: what this one is about lies a while back. */
static void show(void *context, const struct timeline_entry *entry)
{
    struct wire *wire = context;
    struct out *out = wire->lab->out;
    const char *name = wire_names_of(&wire->names, entry);
    if (wire->lab->common.json) {
        wire_names_json(&out->text, entry, name);
    } else {
        wire_names_draw(&out->text, &wire->ladder, entry, name);
    }
    out_turn(out);
}

static void end_capture(struct wire *wire)
{
    wire->settled = true;
    wire_capture_close(&wire->capture);
    uv_close((uv_handle_t *)&wire->timer, NULL);
}

static bool is_settled(const struct wire *wire)
{
    if (!wire_capture_is_narrow(&wire->capture) || wire->ticks >= SETTLE_TICKS) return true;
    return wire->udp ? wire->ticks >= UDP_TICKS : wire_packets_over(wire->packets);
}

static void on_tick(uv_timer_t *timer)
{
    struct wire *wire = timer->data;
    int64_t now = time_wall();
    wire_capture_drain(&wire->capture);
    timeline_release(&wire->timeline, now - HOLD);
    wire->ticks++;
    if (wire->settling && is_settled(wire)) {
        end_capture(wire);
    } else if (!wire->settling && wire->timeline.count == 0) {
        uv_timer_stop(timer);
        wire->ticking = false;
    }
}

/* Something is held: look again soon.  The timer keeps no loop alive until wire_settle(). */
static void tick(struct wire *wire)
{
    if (wire->ticking || wire->settled) return;
    wire->ticking = true;
    uv_timer_start(&wire->timer, on_tick, TICK, TICK);
    if (!wire->settling) uv_unref((uv_handle_t *)&wire->timer);
}

static void add(struct wire *wire, const struct timeline_entry *entry)
{
    timeline_add(&wire->timeline, entry);
    if (wire->settled)
        timeline_release(&wire->timeline, INT64_MAX);
    else
        tick(wire);
}

static bool has_few_packets(const struct wire *wire)
{
    return wire->scope == WIRE_DATA || wire->scope == WIRE_MESSAGES;
}

/* The arrow beside it says the same. */
static bool is_repeated(const struct wire *wire, enum event_kind kind)
{
    return (kind == EVENT_SENT && has_few_packets(wire)) ||
           (kind == EVENT_RECEIVED && wire->scope == WIRE_MESSAGES);
}

static void on_frame(void *context, const struct frame *frame)
{
    struct wire *wire = context;
    struct wire_arrow arrow = {0};
    if (!wire->port) return;
    if (frame->time_digits >= 9) wire->timeline.resolution = 1;
    if (!wire_packets_read(wire->packets, frame, wire->port, wire->tls, &arrow)) return;
    if (arrow.from == TIMELINE_CLIENT)
        wire_names_packet(&wire->names, arrow.client, frame->time, wire->timeline.resolution);
    if (has_few_packets(wire) && arrow.tone != TONE_DATA && arrow.tone != TONE_ERROR) {
        wire_arrow_finish(&arrow);
        return;
    }
    struct text json = {0}, label = {0}, data = {0};
    if (has_few_packets(wire) &&
        arrow.tone == TONE_DATA) { /* numbers mean little where half of them are left out */
        text_clear(&arrow.label);
        text_format(&arrow.label, "Len=%u", arrow.segment.length);
    }
    if (arrow.several && !wire->names.count) text_format(&label, ":%u ", arrow.client);
    text_add(&label, arrow.label.at, arrow.label.len);
    if (arrow.said.len) text_format(&data, "%s ", text_string(&arrow.said));
    text_add(&data, arrow.data.at, arrow.data.len);
    if (wire->lab->common.json) wire_arrow_json(&json, &arrow, frame->time - wire->started);
    add(wire, &(struct timeline_entry){
                  .time = frame->time,
                  .kind = TIMELINE_PACKET,
                  .side = arrow.from,
                  .tone = arrow.tone,
                  .text = text_string(&label),
                  .data = data.len ? text_string(&data) : NULL,
                  .json = text_string(&json),
                  .client = arrow.client,
              });
    wire_arrow_finish(&arrow);
    text_finish(&label);
    text_finish(&data);
    text_finish(&json);
}

static uint16_t port_of(const char *endpoint)
{
    const char *colon = strrchr(endpoint, ':');
    uint64_t port = 0;
    return colon && parse_uint(colon + 1, &port) && port <= UINT16_MAX ? (uint16_t)port : 0;
}

/* A port was told. */
static void narrow_down(struct wire *wire, const struct event *event)
{
    const char *key = event->kind == EVENT_LISTENING ? "endpoint" : "peer";
    const char *endpoint = wire_event_string(event, key);
    const char *transport = wire_event_string(event, "transport");
    if (!endpoint || wire->port || wire->settling) return;
    wire->port = port_of(endpoint);
    wire->udp = transport && strcmp(transport, "udp") == 0;
    wire->tls = transport && strcmp(transport, "tls") == 0;
    if (wire->scope == WIRE_NOTHING) return;
    wire_capture_narrow(&wire->capture, endpoint, wire->port, wire->udp, wire->scene);
    if (wire->started_all) wire_give_up_root(wire->lab);
}

/* What is told before a port is known or at the end belongs to no moment of the conversation: a line of
 * its own, above or below the ladder. */
static void tell_aside(struct wire *wire, const struct event *event)
{
    struct text *text = &wire->lab->out->text;
    if (!event->human) return;
    wire_capture_drain(&wire->capture);
    timeline_release(&wire->timeline, INT64_MAX);
    struct text sentence = {0};
    event_print_human(&sentence, event, false);
    ladder_paragraph(text, &wire->ladder, text_string(&sentence), 2);
    text_finish(&sentence);
}

static void tell(struct events *events, const struct event *event)
{
    static const char *const sides[] = {"client", "server"};
    struct wire_sink *sink = (struct wire_sink *)events;
    struct wire *wire = sink->wire;
    bool json = wire->lab->common.json;
    bool repeated = is_repeated(wire, event->kind);
    bool result = event->kind == EVENT_RESULT || event->kind == EVENT_TOTALS;
    int64_t time = event->time ? event->time : time_wall();
    if (event->kind == EVENT_LISTENING) sink->side = TIMELINE_SERVER;
    if (event->kind == EVENT_LISTENING || event->kind == EVENT_CONNECTING) narrow_down(wire, event);
    if (!json && (result || !wire->port)) {
        if (!result || !wire->scene) tell_aside(wire, event);
        return;
    }
    /* In a scene nobody connects meanwhile, and it begins when the capture is there. */
    if (event->kind == EVENT_LISTENING && wire->scene) time = time_wall();
    if (event->kind == EVENT_CONNECTING && sink->name)
        wire_names_connecting(&wire->names, sink->name, time);
    wire_packets_told(wire->packets, event, sink->side);
    if (!json && repeated) return;
    const char *peer = wire_event_string(event, "peer");
    struct text words = {0}, data = {0}, object = {0};
    if (json)
        wire_event_json(
            &object, event, wire->port ? sides[sink->side] : NULL, time - wire->started);
    else
        wire_event_words(event, sink->side, &words, &data);
    if (words.len || object.len)
        add(wire, &(struct timeline_entry){
                      .time = time,
                      .kind = wire_event_is_loss(event) ? TIMELINE_LOST : TIMELINE_EVENT,
                      .side = sink->side,
                      .tone = wire_event_tone(event->kind),
                      .effect = event->kind != EVENT_CONNECTING && event->kind != EVENT_SENT &&
                                event->kind != EVENT_LISTENING,
                      .text = text_string(&words),
                      .data = data.len ? text_string(&data) : NULL,
                      .json = text_string(&object),
                      .who = sink->name,
                      .client = wire_event_is_nameless(event->kind) && peer ? port_of(peer) : 0,
                  });
    text_finish(&words);
    text_finish(&data);
    text_finish(&object);
}

static struct wire_sink make_sink(struct wire *wire, enum timeline_side side, const char *name)
{
    return (struct wire_sink){.events = {.wanted = (1u << EVENT_KINDS) - 1, .tell = tell},
        .wire = wire,
        .side = side,
        .name = name};
}

int wire_open(struct lab *lab, enum wire_scope scope, struct wire **opened, struct text *message)
{
    struct wire *wire = calloc(1, sizeof *wire);
    if (!wire) return UV_ENOMEM;
    wire->lab = lab;
    wire->scope = scope;
    wire->started = time_wall();
    wire->packets = wire_packets_create();
    wire->capture = (struct wire_capture){.lab = lab, .frame = on_frame, .context = wire};
    int status = !wire->packets          ? UV_ENOMEM
                 : scope == WIRE_NOTHING ? 0
                                         : wire_capture_open(&wire->capture, message);
    if (status < 0) {
        wire_packets_destroy(wire->packets);
        free(wire);
        return status;
    }
    for (int i = 0; i < 2; i++)
        wire->sinks[i] = make_sink(wire, i, NULL);
    timeline_init(&wire->timeline, 1000, show, wire);
    wire->ladder = (struct ladder){.width = screen_width(lab->out->descriptor),
        .color = lab->color,
        .utf8 = screen_utf8(),
        .lines = scope == WIRE_NOTHING};
    uv_timer_init(lab->loop, &wire->timer);
    wire->timer.data = wire;
    *opened = wire;
    return 0;
}

struct events *wire_events(struct wire *wire, enum timeline_side side)
{
    return &wire->sinks[side].events;
}

struct events *wire_client(struct wire *wire, const char *name)
{
    unsigned at = wire->names.count;
    if (at == WIRE_CLIENTS) return NULL;
    wire->names.at[wire->names.count++] = (struct wire_named){.name = name};
    struct wire_sink *client = &wire->clients[at];
    *client = make_sink(wire, TIMELINE_CLIENT, name);
    return &client->events;
}

void wire_play_scene(struct wire *wire)
{
    wire->scene = true;
}

uint16_t wire_port(const struct wire *wire)
{
    return wire->port;
}

void wire_started(struct wire *wire)
{
    wire->started_all = true;
    if (wire->port) wire_give_up_root(wire->lab);
}

void wire_settle(struct wire *wire)
{
    if (wire->settling) return;
    wire->settling = true;
    wire->ticks = 0;
    wire->ticking = false;
    uv_ref((uv_handle_t *)&wire->timer);
    tick(wire);
}

const struct wire_tally *wire_tally(const struct wire *wire)
{
    return wire_packets_tally(wire->packets);
}

const struct ladder *wire_ladder(const struct wire *wire)
{
    return &wire->ladder;
}

void wire_flush(struct wire *wire)
{
    timeline_release(&wire->timeline, INT64_MAX);
}

void wire_close(struct wire *wire)
{
    if (!wire) return;
    wire_flush(wire);
    timeline_finish(&wire->timeline);
    wire_packets_destroy(wire->packets);
    free(wire);
}
