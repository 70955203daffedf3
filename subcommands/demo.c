/* wirelab demo: a whole scene on one loop: a server, its clients, and a capture of what passes
 * between them.  What happens in a scene says its row: demo_scene.h.  SPDX-License-Identifier: MIT */
#include "demo.h"

#include <string.h>

#include "base/time.h"
#include "box/namespace.h"
#include "cli/wire_rights.h"

#define SCENE_ROW(name) {#name, &scene_##name},
static const struct {
    const char *name;
    const struct scene *scene;
} scenes[] = {SCENES(SCENE_ROW)};

/* tcp|udp|…, without the bar before the first. */
#define SCENE_BAR(name) "|" #name
#define SCENE_NAMES (&(SCENES(SCENE_BAR))[1])

/* What forbids a network of one's own, after capturing was refused: all ways on. */
static void explain_refusal(
    struct lab *lab, int error, const char *message, struct namespace_verdict *verdict)
{
    wire_refused(lab, error, message);
    say_hint(lab, "without permission the scene would play in a network of its own, but %s",
        text_string(&verdict->reason));
    for (const char *line = text_string(&verdict->fix); *line;) {
        size_t len = strcspn(line, "\n");
        /* That was said already. */
        if (strncmp(line, "sudo setcap", 11) != 0) say_hint(lab, "%.*s", (int)len, line);
        line += len + (line[len] == '\n');
    }
}

/* Permission to capture, or a network of our own where we have it. */
static int open_wire(struct demo *demo)
{
    struct lab *lab = demo->lab;
    struct text message = {0};
    int status = wire_open(lab, demo->scene->shows, &demo->wire, &message);
    if (status == UV_EACCES || status == UV_EPERM) {
        struct namespace_verdict verdict = {0};
        demo->boxed = namespace_enter(&verdict) == 0;
        if (demo->boxed) {
            text_clear(&message);
            status = wire_open(lab, demo->scene->shows, &demo->wire, &message);
        }
        if (!demo->boxed)
            explain_refusal(lab, status, text_string(&message), &verdict);
        else if (status < 0)
            wire_refused(lab, status, text_string(&message));
        namespace_verdict_finish(&verdict);
    } else if (status < 0) {
        wire_refused(lab, status, text_string(&message));
    }
    text_finish(&message);
    return status;
}

static void title(struct demo *demo)
{
    struct lab *lab = demo->lab;
    struct text *text = &lab->out->text;
    if (lab->common.json) return;
    if (lab->color) text_put(text, "\033[1m");
    text_put(text, demo->scene->title);
    if (lab->color) text_put(text, "\033[m");
    text_put(text, "\n");
    if (demo->boxed)
        text_put(text, "(Capturing is not allowed here, so this plays in a network of its own.)\n");
    text_put(text, "\n");
}

static int choose(struct demo *demo, int argc, char **argv)
{
    struct lab *lab = demo->lab;
    for (size_t i = 0; argc == 1 && i < sizeof scenes / sizeof *scenes; i++)
        if (strcmp(scenes[i].name, argv[0]) == 0) demo->scene = scenes[i].scene;
    if (demo->scene) return EXIT_DONE;
    if (argc == 0)
        say_error(lab, "which scene?");
    else if (argc == 1)
        say_error(lab, "there is no scene \"%s\"", argv[0]);
    else
        say_error(lab, "one scene at a time: \"%s\" is too much", argv[1]);
    say_hint(lab, "wirelab demo %s", SCENE_NAMES);
    return EXIT_USAGE;
}

/* What these options are when nobody gives them. */
#define COUNT 3
#define DROP 40
#define SEED 13
#define DELAY (300 * TIME_MILLISECOND)

/* An option that was given for another scene would be passed over in silence. */
static int check_options(const struct demo *demo)
{
    bool udp = demo->scene == &scene_udp, concurrency = demo->scene == &scene_concurrency;
    const char *other = udp                    ? NULL
                        : demo->count != COUNT ? "--count"
                        : demo->drop != DROP   ? "--drop"
                        : demo->seed != SEED   ? "--seed"
                                               : NULL;
    const char *scene = other ? "udp" : "concurrency";
    if (!other && !concurrency && demo->delay != DELAY) other = "--delay";
    if (!other) return EXIT_DONE;
    say_error(demo->lab, "%s means nothing in this scene", other);
    say_hint(demo->lab, "wirelab demo %s %s …", scene, other);
    return EXIT_USAGE;
}

static int start(struct lab *lab, void *state, int argc, char **argv)
{
    struct demo *demo = state;
    demo->lab = lab;
    int status = choose(demo, argc, argv);
    if (status == EXIT_DONE) status = check_options(demo);
    if (status != EXIT_DONE) return status;
    if (demo->scene->own) {
        title(demo);
        return demo->scene->own->play(demo);
    }
    if (open_wire(demo) < 0) return EXIT_CANNOT;
    wire_play_scene(demo->wire);
    title(demo);
    return demo_play(demo);
}

static void stop(struct lab *lab, void *state)
{
    struct demo *demo = state;
    (void)lab;
    if (demo->scene && demo->scene->own) {
        demo->scene->own->stop(demo);
        return;
    }
    demo_play_stop(demo);
    if (demo->wire) wire_settle(demo->wire);
}

/* What becomes of the scene, given how its programs have ended. */
static void conclude(struct demo *demo, int status)
{
    struct lab *lab = demo->lab;
    if (lab->status == EXIT_DONE) lab->status = status;
    if (lab->status != EXIT_DONE || demo->played || !lab->late) return;
    say_error(lab, "the deadline came before the end of the scene");
    lab->status = EXIT_NO;
}

static void finish(struct lab *lab, void *state)
{
    struct demo *demo = state;
    if (demo->scene && demo->scene->own) conclude(demo, demo->scene->own->finish(demo));
    if (!demo->wire) return;
    wire_flush(demo->wire);
    int status = demo_play_finish(demo);
    wire_flush(demo->wire);
    conclude(demo, status);
    if (!lab->common.json && lab->status == EXIT_DONE && demo->played)
        demo->scene->explain(&lab->out->text, wire_ladder(demo->wire), wire_tally(demo->wire));
    wire_close(demo->wire);
}

static const struct opt opts[] = {
    OPT_STRING(
        'm', "message", struct demo, message, "Hello, world!", "TEXT", "what the client says"),
    OPT_GROUP("udp"),
    OPT_UINT(0, "count", struct demo, count, 1, 1000, COUNT, "N", "so many datagrams"),
    OPT_NUMBER(
        0, "drop", struct demo, drop, 0, 100, DROP, "PERCENT", "lose so many of the answers"),
    OPT_UINT(0, "seed", struct demo, seed, 0, 4294967295, SEED, "N",
        "the same seed loses the same ones"),
    OPT_GROUP("concurrency"),
    OPT_DURATION(
        0, "delay", struct demo, delay, "300ms", "how long each client's request is worked on"),
    {0},
};

const struct cmd cmd_demo = {
    .name = "demo",
    .args = SCENE_NAMES,
    .summary = "play a scene: a server, its clients, and the packets between them",
    .about =
        "Starts a server and its clients in one process, captures what passes between them, and "
        "shows what both sides did and what was on the wire as one timeline: the clients on the "
        "left, the server on the right, every packet as an arrow from one to the other.\n\n"
        "Sequence numbers are relative, as Wireshark shows them. Times are milliseconds since the "
        "scene began, by the clock that stamped the packets.\n\n"
        "The scene concurrency has no packets but charts: of three clients against a server that "
        "takes one at a time, one with threads, and one with a loop.\n\n"
        "Needs no permission: where capturing is not allowed the scene plays in a network of its "
        "own (a user and network namespace). Where that is forbidden too, it says by what.",
    .examples = "wirelab demo tcp                        # connect, echo, close\n"
                "wirelab demo udp --drop 50 --seed 3     # UDP does not tell what it loses\n"
                "wirelab demo tls --message 'my secret'  # what an onlooker can see of it\n"
                "wirelab demo chat                       # three users, and messages without ends\n"
                "wirelab demo pubsub                     # who gets which message\n"
                "wirelab demo http                       # two requests over one connection\n"
                "wirelab demo concurrency                # who waits for whom, by how one serves\n"
                "wirelab demo tcp --json                 # the same as NDJSON\n",
    .see_also = "doctor echo-client echo-server udp-echo tls-echo chat-server http-server sniff",
    .flags = CMD_TIDY,
    .opts = opts,
    .state_size = sizeof(struct demo),
    .start = start,
    .stop = stop,
    .finish = finish,
};
