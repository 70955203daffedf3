/* Plays the steps of a scene, each when its cue has come.  See demo.h.
 * SPDX-License-Identifier: MIT */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "demo.h"

/* A directory for this scene alone: the user's own ones stay as they are, or may be missing. */
static void make_folder(struct demo *demo)
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
}

static void fill_folder(struct demo *demo)
{
    if (demo->scene->certificate || demo->scene->page) make_folder(demo);
    if (!demo->folder) return;
    if (demo->scene->certificate) setenv("XDG_STATE_HOME", demo->folder, 1);
    if (!demo->scene->page) return;
    struct text path = {0};
    text_format(&path, "%s/index.html", demo->folder);
    file_write(text_string(&path), 0600, false, bytes_of_string(demo->scene->page));
    text_finish(&path);
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

/* A word of a command line as it is, or what it stands for. */
static void add_word(struct demo *demo, struct actor *actor, const char *word)
{
    struct text value = {0};
    if (strcmp(word, "{host}") == 0) {
        text_put(&value, "127.0.0.1");
    } else if (strcmp(word, "{server}") == 0) {
        text_format(&value, "127.0.0.1:%u", wire_port(demo->wire));
    } else if (strcmp(word, "{port}") == 0) {
        text_uint(&value, wire_port(demo->wire));
    } else if (strcmp(word, "{message}") == 0) {
        text_put(&value, demo->message);
    } else if (strcmp(word, "{count}") == 0) {
        text_uint(&value, demo->count);
    } else if (strcmp(word, "{drop}") == 0) {
        text_format(&value, "%.15g", demo->drop);
    } else if (strcmp(word, "{seed}") == 0) {
        text_uint(&value, demo->seed);
    } else if (strcmp(word, "{folder}") == 0 && demo->folder) {
        text_put(&value, demo->folder);
    } else if (strcmp(word, "{trust}") == 0 && demo->folder) {
        text_format(&value, "--ca=%s/wirelab/localhost.crt", demo->folder);
    } else if (strcmp(word, "{trust}") == 0) {
        text_put(&value, "--insecure");
    } else {
        text_put(&value, word);
    }
    actor_add(actor, text_string(&value));
    text_finish(&value);
}

static void add_words(struct demo *demo, struct actor *actor, const char *line)
{
    struct text word = {0};
    while (*(line += strspn(line, " "))) {
        size_t len = strcspn(line, " ");
        text_clear(&word);
        text_add(&word, line, len);
        add_word(demo, actor, text_string(&word));
        line += len;
    }
    text_finish(&word);
}

static bool is_over(const struct demo *demo)
{
    if (demo->step->who) return false;
    for (unsigned i = 0; i < demo->nclients; i++)
        if (!demo->clients[i].done) return false;
    return true;
}

/* A client has ended: with the last one the scene is over, with one that failed as well. */
static void on_client_ended(struct demo *demo, const struct actor *client)
{
    bool failed = client->lab.status != EXIT_DONE;
    if (!failed && !is_over(demo)) return;
    demo->played = true;
    for (unsigned i = 0; failed && i < demo->nclients; i++)
        actor_stop(&demo->clients[i]);
    if (demo->scene->stops_server || failed) actor_stop(&demo->server);
}

static void on_client_exited(struct lab *lab, void *context)
{
    struct actor *client = context;
    (void)lab;
    if (client->done) return;
    client->done = true;
    on_client_ended(client->context, client);
}

static bool is_cue(
    const struct scene_cue *cue, const struct actor *actor, const struct event *event)
{
    if (!cue->who || strcmp(cue->who, actor->name) != 0 || cue->kind != event->kind) return false;
    if (!cue->data) return true;
    for (unsigned i = 0; i < EVENT_VALUES && event->values[i].key; i++) {
        const struct event_value *value = &event->values[i];
        if (value->type == EVENT_VALUE_DATA &&
            memmem(value->data.at, value->data.len, cue->data, strlen(cue->data)))
            return true;
    }
    return false;
}

/* Where there are several, each goes by its name. */
static bool has_one_client(const struct scene *scene)
{
    unsigned count = 0;
    for (const struct scene_step *step = scene->steps; step->who; step++)
        count += step->act == SCENE_BEGIN;
    return count == 1;
}

static bool is_typed_to(const struct scene *scene, const char *name)
{
    for (const struct scene_step *step = scene->steps; step->who; step++)
        if ((step->act == SCENE_TYPE || step->act == SCENE_END) && strcmp(step->who, name) == 0)
            return true;
    return false;
}

static void on_heard(struct actor *actor, const struct event *event);

static int open_server(struct demo *demo)
{
    struct actor *server = &demo->server;
    server->name = "server";
    server->wire = wire_events(demo->wire, TIMELINE_SERVER);
    server->heard = on_heard;
    server->context = demo;
    fill_folder(demo);
    add_words(demo, server, demo->scene->server);
    add_words(demo, server, "--bind 127.0.0.1 --port 0");
    return actor_open(server, demo->lab, false, NULL);
}

static int open_client(struct demo *demo, const struct scene_step *step)
{
    struct actor *client = &demo->clients[demo->nclients++];
    client->name = step->who;
    client->wire = has_one_client(demo->scene) ? wire_events(demo->wire, TIMELINE_CLIENT)
                                               : wire_client(demo->wire, step->who);
    client->heard = on_heard;
    client->context = demo;
    add_words(demo, client, step->words);
    return actor_open(client, demo->lab, is_typed_to(demo->scene, step->who), on_client_exited);
}

static struct actor *actor_named(struct demo *demo, const char *name)
{
    for (unsigned i = 0; i < demo->nclients; i++)
        if (strcmp(demo->clients[i].name, name) == 0) return &demo->clients[i];
    return &demo->server;
}

static int play(struct demo *demo, const struct scene_step *step)
{
    if (step->act == SCENE_BEGIN) return open_client(demo, step);
    struct actor *actor = actor_named(demo, step->who);
    if (step->act == SCENE_TYPE) {
        actor_type(actor, step->words);
    } else if (step->act == SCENE_END) {
        actor_hang_up(actor);
    } else {
        actor_stop(actor);
        on_client_ended(demo, actor);
    }
    return EXIT_DONE;
}

/* All steps whose time has come. */
static int play_on(struct demo *demo)
{
    int status = EXIT_DONE;
    while (status == EXIT_DONE && demo->step->who && (demo->cued || !demo->step->after.who)) {
        demo->cued = false;
        status = play(demo, demo->step++);
    }
    return status;
}

static void on_prompted(uv_timer_t *timer)
{
    struct demo *demo = timer->data;
    if (demo->played) return;
    int status = play_on(demo);
    if (status != EXIT_DONE) lab_exit(demo->lab, status);
}

/* The step is played in a turn of its own: whoever tells this is in the middle of something. */
static void on_heard(struct actor *actor, const struct event *event)
{
    struct demo *demo = actor->context;
    if (demo->cued || !demo->prompting || !is_cue(&demo->step->after, actor, event)) return;
    demo->cued = true;
    uv_timer_start(&demo->prompter, on_prompted, 0, 0);
}

int demo_play(struct demo *demo)
{
    uv_timer_init(demo->lab->loop, &demo->prompter);
    demo->prompter.data = demo;
    demo->prompting = true;
    demo->step = demo->scene->steps;
    int status = open_server(demo);
    return status == EXIT_DONE ? play_on(demo) : status;
}

void demo_play_stop(struct demo *demo)
{
    for (unsigned i = 0; i < demo->nclients; i++)
        actor_stop(&demo->clients[i]);
    actor_stop(&demo->server);
    if (demo->prompting) uv_close((uv_handle_t *)&demo->prompter, NULL);
    demo->prompting = false;
}

int demo_play_finish(struct demo *demo)
{
    int status = EXIT_DONE;
    for (unsigned i = 0; i < demo->nclients; i++) {
        int client = actor_close(&demo->clients[i]);
        if (client == EXIT_NO && demo->scene->loses) client = EXIT_DONE;
        if (status == EXIT_DONE) status = client;
    }
    int server = actor_close(&demo->server);
    remove_folder(demo);
    return status != EXIT_DONE ? status : server;
}
