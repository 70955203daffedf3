/* A scene of `wirelab demo`: a server, its clients, and what each of them does when.
 *
 * A scene is a row of a table and its explanation.  To add one, write a `const struct scene
 * scene_NAME` (demo_NAME.c, named in meson.build) and its word in SCENES; what --help, hints and
 * completion say of scenes comes from there.
 *
 *     const struct scene scene_chat = {
 *         .title = "…",
 *         .server = "chat-server",
 *         .steps = {
 *             {{0}, "alice", SCENE_BEGIN, "chat-client --name alice {host} {port}"},
 *             {{"server", EVENT_JOINED}, "bob", SCENE_BEGIN, "chat-client --name bob {host} {port}"},
 *             {{"server", EVENT_JOINED}, "alice", SCENE_TYPE, "Hello!\n"},
 *             …
 *
 * Command lines are split at blanks; then {host} {port} {server} {message} {count} {drop} {seed} become what
 * they name, {trust} the options by which a client trusts the scene's own certificate, {folder} the
 * directory with the scene's page.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "base/event.h"
#include "base/text.h"
#include "cli/wire.h"
#include "show/ladder.h"

/* The scenes, in the order in which they are listed. */
#define SCENES(X) X(tcp) X(udp) X(tls) X(chat) X(pubsub) X(http) X(concurrency)

enum { SCENE_STEPS = 24 };

enum scene_act {
    SCENE_BEGIN, /* a client of this name starts: `words` is its command line */
    SCENE_TYPE,  /* `words` come on its standard input */
    SCENE_END,   /* its standard input ends */
    SCENE_STOP,  /* as Ctrl-C would stop it */
};

/* What has to have happened since the step before: the first such event is the cue. */
struct scene_cue {
    const char *who; /* a client, or "server"; NULL: the step follows at once */
    enum event_kind kind;
    const char *data; /* the event's bytes contain this; NULL: whatever they are */
};

struct scene_step {
    struct scene_cue after;
    const char *who; /* NULL: the end of the scene */
    enum scene_act act;
    const char *words;
};

struct demo;

/* A scene without a wire, which is played in a way of its own. */
struct scene_own {
    int (*play)(struct demo *demo); /* an exit code */
    void (*stop)(struct demo *demo);
    int (*finish)(struct demo *demo); /* when the loop has run empty: shows, explains, frees */
};

struct scene {
    const char *title;
    const struct scene_own *own; /* then the rest does not matter; else NULL */
    enum wire_scope shows;       /* how many of the packets */
    const char *server;          /* its command line; --bind and --port are added */
    struct scene_step steps[SCENE_STEPS + 1];
    bool certificate;  /* the server makes one, for this scene alone */
    const char *page;  /* what index.html says in a directory for this scene alone; NULL: none */
    bool stops_server; /* with the last client: this one does not end by itself */
    bool loses;        /* lost answers are the point, not a failure */
    void (*explain)(struct text *text, const struct ladder *ladder, const struct wire_tally *tally);
};

#define SCENE_DECLARED(name) extern const struct scene scene_##name;
SCENES(SCENE_DECLARED)
#undef SCENE_DECLARED
