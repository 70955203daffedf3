/* Three clients against each of the three ways to serve them: who waits for whom.  There is no wire to
 * be seen here, so it is played in a way of its own: all three servers at once, on the demo's loop.
 * SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "base/time.h"
#include "cli/attendance.h"
#include "cli/screen.h"
#include "cli/wire_event.h"
#include "demo.h"
#include "demo_words.h"
#include "io/listen.h"

enum { MODELS = 3, CLIENTS = 3 };

/* One server and its clients. */
struct act {
    struct stage *stage;
    struct attendance attendance;
    struct actor server, clients[CLIENTS];
    uint16_t port;
    unsigned done; /* clients */
};

struct stage {
    struct demo *demo;
    struct events unheard; /* what is told there goes no further */
    struct act acts[MODELS];
};

/* As they are told of, the slowest first. */
static const char *const models[MODELS] = {"iterative", "thread", "event"};

static void on_unheard(struct events *events, const struct event *event)
{
    (void)events;
    (void)event;
}

static void on_heard(struct actor *actor, const struct event *event)
{
    struct act *act = actor->context;
    const struct event_value *port = wire_event_value(event, "port");
    if (event->kind == EVENT_LISTENING && port) act->port = (uint16_t)port->number;
}

static void stop_act(struct act *act)
{
    for (unsigned i = 0; i < CLIENTS; i++)
        actor_stop(&act->clients[i]);
    actor_stop(&act->server);
}

static void on_client_exited(struct lab *lab, void *context)
{
    struct actor *client = context;
    struct act *act = client->context;
    struct stage *stage = act->stage;
    bool all = true;
    if (client->done) return;
    client->done = true;
    if (lab->status != EXIT_DONE || ++act->done == CLIENTS) stop_act(act);
    for (unsigned i = 0; i < MODELS; i++)
        all = all && stage->acts[i].done == CLIENTS;
    stage->demo->played = all;
}

/* One word of a command line, composed as by printf. */
static void add(struct actor *actor, const char *format, ...)
{
    struct text word = {0};
    va_list args;
    va_start(args, format);
    text_vformat(&word, format, args);
    va_end(args);
    actor_add(actor, text_string(&word));
    text_finish(&word);
}

static int open_act(struct act *act, const char *model)
{
    struct demo *demo = act->stage->demo;
    attendance_begin(&act->attendance, &act->stage->unheard);
    act->server = (struct actor){
        .name = "server", .wire = &act->attendance.events, .heard = on_heard, .context = act};
    add(&act->server, "echo-server");
    add(&act->server, "--bind=127.0.0.1");
    add(&act->server, "--port=0");
    add(&act->server, "--model=%s", model);
    add(&act->server, "--delay=%.6f", (double)demo->delay / (double)TIME_SECOND);
    int status = actor_open(&act->server, demo->lab, false, NULL);
    for (unsigned i = 0; i < CLIENTS && status == EXIT_DONE; i++) {
        struct actor *client = &act->clients[i];
        *client = (struct actor){
            .name = "client", .wire = &act->stage->unheard, .heard = on_heard, .context = act};
        add(client, "echo-client");
        add(client, "--timeout=%.6f", (double)demo->delay / (double)TIME_SECOND * CLIENTS + 60);
        add(client, "127.0.0.1");
        add(client, "%u", act->port);
        add(client, "--");
        add(client, "%s", demo->message);
        status = actor_open(client, demo->lab, false, on_client_exited);
    }
    return status;
}

static int play(struct demo *demo)
{
    struct stage *stage = calloc(1, sizeof *stage);
    int status = EXIT_DONE;
    if (!stage) {
        say_error(demo->lab, "out of memory");
        return EXIT_CANNOT;
    }
    demo->stage = stage;
    stage->demo = demo;
    stage->unheard = (struct events){.wanted = UINT32_MAX, .tell = on_unheard};
    for (unsigned i = 0; i < MODELS && status == EXIT_DONE; i++) {
        stage->acts[i].stage = stage;
        status = open_act(&stage->acts[i], models[i]);
    }
    return status;
}

static void stop(struct demo *demo)
{
    struct stage *stage = demo->stage;
    for (unsigned i = 0; stage && i < MODELS; i++)
        stop_act(&stage->acts[i]);
}

/* When the last of its clients had its answer. */
static int64_t longest(const struct act *act)
{
    int64_t longest = 0;
    for (unsigned i = 0; i < act->attendance.gantt.count; i++) {
        int64_t took = gantt_took(&act->attendance.gantt.clients[i]);
        if (took > longest) longest = took;
    }
    return longest;
}

static void explain(struct stage *stage)
{
    struct lab *lab = stage->demo->lab;
    struct text *text = &lab->out->text;
    double took[MODELS], second = (double)TIME_SECOND;
    for (unsigned i = 0; i < MODELS; i++)
        took[i] = (double)longest(&stage->acts[i]) / second;
    const struct ladder look = {
        .width = screen_width(lab->out->descriptor), .color = lab->color, .utf8 = screen_utf8()};
    demo_heading(text, &look, "What you have seen");
    demo_say(text, &look,
        "Each client asked one thing, on which its server worked for %.2f s. Alone it would have "
        "had its answer after that time.",
        (double)stage->demo->delay / second);
    demo_say(text, &look,
        "iterative: the server accepts one client, serves it to its end, and accepts the next. "
        "The kernel has long let the others connect, so they do not know that they wait. The last "
        "one had its answer after %.2f s.",
        took[0]);
    demo_say(text, &look,
        "thread: whoever is accepted gets a thread, which may take its time while others run. The "
        "last answer came after %.2f s. Each thread costs memory and switching, so their number "
        "is limited, and what they share needs care.",
        took[1]);
    demo_say(text, &look,
        "event: one loop, which never waits for one client alone but asks for whom there is "
        "something to do; the work here is a timer. The last answer came after %.2f s. Work that "
        "keeps the loop itself busy would hold up everybody.",
        took[2]);
    demo_try_next(text, &look,
        "  wirelab echo-server --model iterative --delay 3s --timeline   and clients of your own\n"
        "  nc localhost 1234                     one that says nothing: whom does it hold up?\n"
        "  wirelab demo concurrency --delay 1s   the same, to be watched\n");
}

static void show(struct stage *stage)
{
    struct lab *lab = stage->demo->lab;
    int64_t length = 0;
    for (unsigned i = 0; i < MODELS; i++) {
        int64_t own = gantt_length(&stage->acts[i].attendance.gantt);
        if (own > length) length = own;
    }
    for (unsigned i = 0; i < MODELS; i++) {
        if (i && !lab->common.json) text_char(&lab->out->text, '\n');
        attendance_show(&stage->acts[i].attendance, lab, models[i], length);
    }
    if (!lab->common.json) explain(stage);
}

static int finish(struct demo *demo)
{
    struct stage *stage = demo->stage;
    int status = EXIT_DONE;
    if (!stage) return status;
    for (unsigned i = 0; i < MODELS; i++) {
        struct act *act = &stage->acts[i];
        attendance_end(&act->attendance);
        for (unsigned j = 0; j < CLIENTS; j++) {
            int client = actor_close(&act->clients[j]);
            if (status == EXIT_DONE) status = client;
        }
        int server = actor_close(&act->server);
        if (status == EXIT_DONE) status = server;
    }
    if (status == EXIT_DONE && demo->played) show(stage);
    free(stage);
    return status;
}

const struct scene scene_concurrency = {
    .title = "Three clients at a time, and three ways to serve them",
    .own = &(const struct scene_own){play, stop, finish},
};
