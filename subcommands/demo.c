/* wirelab demo: a whole scene on one loop: a server, its client, and a capture of what passes
 * between them.  SPDX-License-Identifier: MIT */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/escape.h"
#include "box/namespace.h"
#include "cli/cmd.h"
#include "cli/demo_words.h"
#include "cli/wire.h"

enum { SCENE_ARGS = 16 };

struct demo {
    const char *message;
    uint32_t count, seed;
    double drop;

    struct lab *lab;
    const struct scene *scene;
    struct wire *wire;
    struct lab server, client;
    bool server_runs, client_runs; /* opened, so to be closed */
    bool played;                   /* the client has said all */
    bool boxed;                    /* in a network of our own */
    char certificate[4096];
    char *folder; /* where a certificate for this scene only is kept; NULL: nowhere */
};

/* A command line being put together. */
struct words {
    char *at[SCENE_ARGS];
    unsigned count;
    char numbers[4][32]; /* room for the numbers among them */
    unsigned nnumbers;
};

static void add(struct words *words, const char *word)
{
    words->at[words->count++] = (char *)word;
    words->at[words->count] = NULL;
}

static void add_number(struct words *words, const char *option, double number)
{
    char *room = words->numbers[words->nnumbers++];
    snprintf(room, sizeof words->numbers[0], "%.15g", number);
    if (option) add(words, option);
    add(words, room);
}

struct scene {
    const char *name;
    const char *title;
    const char *server;                                             /* its subcommand */
    void (*server_options)(struct demo *demo, struct words *words); /* NULL: none of its own */
    void (*client_options)(struct demo *demo, struct words *words);
    bool stops_server; /* with the client: a server without connections does not know when to end */
    void (*explain)(struct text *text, const struct ladder *ladder, const struct wire_tally *tally);
};

static void once(struct demo *demo, struct words *words)
{
    (void)demo;
    add(words, "--once");
}

static void impaired(struct demo *demo, struct words *words)
{
    add_number(words, "--drop", demo->drop);
    add_number(words, "--seed", demo->seed);
}

static void datagrams(struct demo *demo, struct words *words)
{
    add(words, "--udp");
    add_number(words, "--count", demo->count);
    add(words, "--interval");
    add(words, "10ms");
    add(words, "--timeout");
    add(words, "100ms");
}

/* A certificate for this scene alone: the user's own folders stay as they are, or may be missing. */
static void once_with_certificate(struct demo *demo, struct words *words)
{
    const char *temporary = getenv("TMPDIR");
    struct text folder = {0};
    text_format(&folder, "%s/wirelab-demo-XXXXXX", temporary && *temporary ? temporary : "/tmp");
    demo->folder = strdup(text_string(&folder));
    text_finish(&folder);
    if (demo->folder && !mkdtemp(demo->folder)) {
        free(demo->folder);
        demo->folder = NULL; /* then the server says what it is missing */
    }
    if (demo->folder) setenv("XDG_STATE_HOME", demo->folder, 1);
    once(demo, words);
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status;
    (void)type;
    (void)walk;
    return remove(path);
}

static void remove_folder(struct demo *demo)
{
    if (demo->folder) nftw(demo->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(demo->folder);
    demo->folder = NULL;
}

static void secured(struct demo *demo, struct words *words)
{
    add(words, "--tls");
    if (!demo->folder) {
        add(words, "--insecure");
        return;
    }
    snprintf(demo->certificate, sizeof demo->certificate, "%s/wirelab/localhost.crt", demo->folder);
    add(words, "--ca");
    add(words, demo->certificate);
}

static const struct scene scenes[] = {
    {.name = "tcp",
        .title = "One TCP conversation, from connect() to the last ACK",
        .server = "echo-server",
        .server_options = once,
        .explain = demo_explain_tcp},
    {.name = "udp",
        .title = "Datagrams, some of which get lost",
        .server = "udp-echo",
        .server_options = impaired,
        .client_options = datagrams,
        .stops_server = true,
        .explain = demo_explain_udp},
    {.name = "tls",
        .title = "The same conversation, sealed by TLS",
        .server = "tls-echo",
        .server_options = once_with_certificate,
        .client_options = secured,
        .explain = demo_explain_tls},
};

static const struct scene *scene_named(const char *name)
{
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++)
        if (strcmp(scenes[i].name, name) == 0) return &scenes[i];
    return NULL;
}

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
    int status = wire_open(lab, &demo->wire, &message);
    if (status == UV_EACCES || status == UV_EPERM) {
        struct namespace_verdict verdict = {0};
        demo->boxed = namespace_enter(&verdict) == 0;
        if (demo->boxed) {
            text_clear(&message);
            status = wire_open(lab, &demo->wire, &message);
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

static void on_client_exited(struct lab *client, void *context)
{
    struct demo *demo = context;
    demo->played = true;
    if (demo->scene->stops_server || client->status != EXIT_DONE) lab_stop(&demo->server);
}

/* One side's command, telling to its side of the ladder. */
static int open_side(
    struct demo *demo, struct lab *side, struct words *words, enum timeline_side which)
{
    struct lab *lab = demo->lab;
    const struct cmd *cmd = cmd_find(words->at[0]);
    return lab_open(side, lab->loop, cmd, (int)words->count, words->at,
        wire_events(demo->wire, which), lab->out);
}

static int open_server(struct demo *demo)
{
    struct words words = {0};
    add(&words, demo->scene->server);
    add(&words, "--bind");
    add(&words, "127.0.0.1");
    add(&words, "--port");
    add(&words, "0");
    if (demo->scene->server_options) demo->scene->server_options(demo, &words);
    demo->server_runs = true;
    return open_side(demo, &demo->server, &words, TIMELINE_SERVER);
}

static int open_client(struct demo *demo)
{
    struct words words = {0};
    add(&words, "echo-client");
    if (demo->scene->client_options) demo->scene->client_options(demo, &words);
    add(&words, "127.0.0.1");
    add_number(&words, NULL, wire_port(demo->wire));
    add(&words, "--");
    add(&words, demo->message);
    demo->client_runs = true;
    demo->client.exited = on_client_exited;
    demo->client.context = demo;
    return open_side(demo, &demo->client, &words, TIMELINE_CLIENT);
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

static int start(struct lab *lab, void *state, int argc, char **argv)
{
    struct demo *demo = state;
    demo->lab = lab;
    demo->scene = argc == 1 ? scene_named(argv[0]) : NULL;
    if (!demo->scene) {
        if (argc == 0)
            say_error(lab, "which scene?");
        else if (argc == 1)
            say_error(lab, "there is no scene \"%s\"", argv[0]);
        else
            say_error(lab, "one scene at a time: \"%s\" is too much", argv[1]);
        say_hint(lab, "the scenes are tcp, udp and tls: `wirelab demo tcp`");
        return EXIT_USAGE;
    }
    if (open_wire(demo) < 0) return EXIT_CANNOT;
    wire_play_scene(demo->wire);
    title(demo);
    int status = open_server(demo);
    if (status == EXIT_DONE) status = open_client(demo);
    return status;
}

static void stop(struct lab *lab, void *state)
{
    struct demo *demo = state;
    (void)lab;
    if (demo->client_runs) lab_stop(&demo->client);
    if (demo->server_runs) lab_stop(&demo->server);
    if (demo->wire) wire_settle(demo->wire);
}

static void finish(struct lab *lab, void *state)
{
    struct demo *demo = state;
    int client = demo->client_runs ? lab_close(&demo->client) : EXIT_DONE;
    int server = demo->server_runs ? lab_close(&demo->server) : EXIT_DONE;
    remove_folder(demo);
    if (!demo->wire) return;
    /* Lost datagrams are this scene's point, not its failure. */
    if (client == EXIT_NO && demo->scene->stops_server) client = EXIT_DONE;
    if (lab->status == EXIT_DONE) lab->status = client != EXIT_DONE ? client : server;
    wire_flush(demo->wire);
    if (lab->status == EXIT_DONE && !demo->played && lab->late) {
        say_error(lab, "the deadline came before the end of the scene");
        lab->status = EXIT_NO;
    }
    if (!lab->common.json && lab->status == EXIT_DONE && demo->played)
        demo->scene->explain(&lab->out->text, wire_ladder(demo->wire), wire_tally(demo->wire));
    wire_close(demo->wire);
}

static const struct opt opts[] = {
    OPT_STRING(
        'm', "message", struct demo, message, "Hello, world!", "TEXT", "what the client says"),
    OPT_GROUP("udp"),
    OPT_UINT(0, "count", struct demo, count, 1, 1000, 3, "N", "so many datagrams"),
    OPT_NUMBER(0, "drop", struct demo, drop, 0, 100, 40, "PERCENT", "lose so many of the answers"),
    OPT_UINT(
        0, "seed", struct demo, seed, 0, 4294967295, 13, "N", "the same seed loses the same ones"),
    {0},
};

const struct cmd cmd_demo = {
    .name = "demo",
    .args = "tcp|udp|tls",
    .summary = "play a scene: a server, a client, and the packets between them",
    .about =
        "Starts a server and a client in one process, captures what passes between them, and shows "
        "what both sides did and what was on the wire as one timeline: the client on the left, the "
        "server on the right, every packet as an arrow from one to the other.\n\n"
        "Sequence numbers are relative, as Wireshark shows them. Times are milliseconds since the "
        "scene began, by the clock that stamped the packets.\n\n"
        "Needs no permission: where capturing is not allowed the scene plays in a network of its "
        "own (a user and network namespace). Where that is forbidden too, it says by what.",
    .examples = "wirelab demo tcp                        # connect, echo, close\n"
                "wirelab demo udp --drop 50 --seed 3     # UDP does not tell what it loses\n"
                "wirelab demo tls --message 'my secret'  # what an onlooker can see of it\n"
                "wirelab demo tcp --json                 # the same as NDJSON\n",
    .see_also = "doctor echo-client echo-server udp-echo tls-echo sniff",
    .flags = CMD_TIDY,
    .opts = opts,
    .state_size = sizeof(struct demo),
    .start = start,
    .stop = stop,
    .finish = finish,
};
