/* Whoever takes part in a scene.  See demo_actor.h.  SPDX-License-Identifier: MIT */
#include "demo_actor.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void actor_add(struct actor *actor, const char *word)
{
    if (actor->nwords < ACTOR_WORDS) actor->words[actor->nwords++] = strdup(word);
}

static void tell(struct events *events, const struct event *event)
{
    struct actor *actor = (struct actor *)events;
    event_tell(actor->wire, event);
    actor->heard(actor, event);
}

int actor_open(struct actor *actor, struct lab *host, bool has_keyboard,
    void (*exited)(struct lab *lab, void *context))
{
    int ends[2] = {0};
    if (has_keyboard && pipe2(ends, O_CLOEXEC) != 0) {
        say_error(host, "cannot make a pipe: %s", uv_strerror(-errno));
        return EXIT_CANNOT;
    }
    memcpy(actor->argv, actor->words, sizeof actor->argv);
    actor->events = (struct events){.wanted = actor->wire->wanted, .tell = tell};
    actor->lab.input = ends[0];
    actor->keyboard = ends[1];
    actor->lab.exited = exited;
    actor->lab.context = actor;
    actor->runs = true;
    return lab_open(&actor->lab, host->loop, cmd_find(actor->argv[0]), (int)actor->nwords,
        actor->argv, &actor->events, host->out);
}

/* It reads when the loop runs: words for a scene fit into any pipe. */
void actor_type(struct actor *actor, const char *words)
{
    if (!actor->keyboard) return;
    ssize_t written = write(actor->keyboard, words, strlen(words));
    (void)written; /* a client that has gone is not typed to */
}

void actor_hang_up(struct actor *actor)
{
    if (actor->keyboard) close(actor->keyboard);
    actor->keyboard = 0;
}

void actor_stop(struct actor *actor)
{
    actor->done = true;
    if (actor->runs) lab_stop(&actor->lab);
}

int actor_close(struct actor *actor)
{
    int status = actor->runs ? lab_close(&actor->lab) : EXIT_DONE;
    actor_hang_up(actor);
    if (actor->lab.input) close(actor->lab.input);
    for (unsigned i = 0; i < actor->nwords; i++)
        free(actor->words[i]);
    return status;
}
