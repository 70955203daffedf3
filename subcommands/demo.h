/* One run of `wirelab demo`: demo.c opens the wire and explains at the end, demo_play.c plays the
 * steps between.  SPDX-License-Identifier: MIT */
#pragma once
#include "cli/cmd.h"
#include "cli/wire.h"
#include "demo_actor.h"
#include "demo_scene.h"

enum { SCENE_CLIENTS = 8 };

struct demo {
    const char *message;
    uint32_t count, seed;
    double drop;
    int64_t delay;

    struct lab *lab;
    const struct scene *scene;
    const struct scene_step *step; /* the next one */
    bool cued;                     /* what it waits for has happened */
    uv_timer_t prompter;           /* plays it in the next turn of the loop */
    bool prompting;                /* the timer is open */
    struct wire *wire;
    struct actor server, clients[SCENE_CLIENTS];
    unsigned nclients;
    struct stage *stage; /* of a scene that is played in a way of its own */
    bool played;         /* the clients have done all they had to do, or one has failed */
    bool boxed;          /* in a network of our own */
    char *folder;        /* for a certificate or page of this scene only; NULL: none */
};

/* Starts the server and plays the steps that wait for nothing; the others follow from the loop.
 * Returns an exit code. */
int demo_play(struct demo *demo);
/* Stops whoever still runs. */
void demo_play_stop(struct demo *demo);
/* When the loop has run empty: the exit code of the clients, or else of the server. */
int demo_play_finish(struct demo *demo);
