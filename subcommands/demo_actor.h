/* Whoever takes part in a scene: a subcommand in a lab of its own, on the demo's loop.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "base/text.h"
#include "cli/cmd.h"

enum { ACTOR_WORDS = 24 };

struct actor {
    struct events events; /* first: what it tells goes on to `wire`, and to `heard` */
    const char *name;
    struct events *wire;
    void (*heard)(struct actor *actor, const struct event *event);
    void *context;
    struct lab lab;
    char *words[ACTOR_WORDS + 1]; /* its command line */
    char *argv[ACTOR_WORDS + 1];  /* the same, in the order in which the lab puts it */
    unsigned nwords;
    int keyboard; /* what is written here comes on its standard input; 0: none */
    bool runs;    /* opened, so to be closed */
    bool done;    /* it has ended, or was stopped */
};

/* Puts one word more at the end of its command line. */
void actor_add(struct actor *actor, const char *word);
/* Starts it; `exited` is called when it has ended by itself.  Returns an exit code. */
int actor_open(struct actor *actor, struct lab *host, bool has_keyboard,
    void (*exited)(struct lab *lab, void *context));
void actor_type(struct actor *actor, const char *words);
/* No more will be typed. */
void actor_hang_up(struct actor *actor);
void actor_stop(struct actor *actor);
/* When the loop has run empty: frees what it had, and returns its exit code. */
int actor_close(struct actor *actor);
