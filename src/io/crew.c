/* See crew.h.  SPDX-License-Identifier: MIT */
#include "io/crew.h"

#include <assert.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/time.h"
#include "io/tcp.h"

enum {
    STACK = 1024 * 1024, /* address space; a thread takes what it uses of it */
    DESCRIPTORS = 6,     /* of a thread: its connection's, its loop's */
    OTHERS = 32,         /* descriptors for everything else */
};

struct worker;

/* What a thread wants done in the listener's loop. */
typedef void crew_call(struct worker *worker, const void *argument);

struct worker {
    struct conn_group group; /* first */
    struct events events;    /* where the group tells */
    struct protocol protocol;
    struct crew *crew;
    uv_thread_t thread;
    uv_loop_t loop;
    uv_async_t leave; /* from the crew: close the connection */
    int descriptor;
    union address peer;
    struct worker *prev, *next; /* in the crew; its loop's alone */

    /* The rest is shared: the crew's mutex. */
    bool left; /* `leave` is no more */
    crew_call *call;
    const void *argument;
    struct worker *next_caller;
    uv_cond_t answered; /* the call was made */
};

struct crew {
    uv_loop_t *loop;
    const struct conn_group *group; /* the listener's, whose protocol, context … these are */
    struct worker *first;
    uint32_t count;
    uv_async_t called; /* somebody calls */
    void (*gone)(void *owner);
    void (*closed)(void *owner);
    void *owner;

    uv_mutex_t mutex;
    struct worker *callers, **last_caller;
};

/* In a thread. */

/* Puts a call at the end of the queue; the mutex is held. */
static void enqueue(struct worker *worker, crew_call *call, const void *argument)
{
    struct crew *crew = worker->crew;
    worker->call = call;
    worker->argument = argument;
    worker->next_caller = NULL;
    *crew->last_caller = worker;
    crew->last_caller = &worker->next_caller;
    uv_async_send(&crew->called);
}

/* Has the listener's loop do something, and waits until it is done. */
static void ask(struct worker *worker, crew_call *call, const void *argument)
{
    struct crew *crew = worker->crew;
    uv_mutex_lock(&crew->mutex);
    enqueue(worker, call, argument);
    while (worker->call)
        uv_cond_wait(&worker->answered, &crew->mutex);
    uv_mutex_unlock(&crew->mutex);
}

static struct worker *worker_of(const struct conn *conn)
{
    return (struct worker *)conn->group;
}

static void call_tell(struct worker *worker, const void *argument)
{
    event_tell(worker->crew->group->events, argument);
}

/* Whoever is called in the listener's loop tells there. */
static void call_opened(struct worker *worker, const void *argument)
{
    worker->group.events = worker->crew->group->events;
    worker->crew->group->protocol->opened((struct conn *)argument);
    worker->group.events = &worker->events;
}

/* What a protocol's `closed` is given. */
struct farewell {
    struct conn *conn;
    int status;
};

static void call_closed(struct worker *worker, const void *argument)
{
    const struct farewell *farewell = argument;
    worker->group.events = worker->crew->group->events;
    worker->crew->group->protocol->closed(farewell->conn, farewell->status);
    worker->group.events = &worker->events;
}

static void on_told(struct events *events, const struct event *event)
{
    struct worker *worker = (struct worker *)((char *)events - offsetof(struct worker, events));
    struct event dated = *event;
    if (!dated.time) dated.time = time_wall(); /* others may be told first */
    ask(worker, call_tell, &dated);
}

static void on_opened(struct conn *conn)
{
    ask(worker_of(conn), call_opened, conn);
}

static void on_closed(struct conn *conn, int status)
{
    ask(worker_of(conn), call_closed, &(struct farewell){conn, status});
}

static void leave(struct worker *worker)
{
    uv_mutex_lock(&worker->crew->mutex);
    worker->left = true;
    uv_mutex_unlock(&worker->crew->mutex);
    uv_close((uv_handle_t *)&worker->leave, NULL);
    group_close(&worker->group);
}

static void on_leave(uv_async_t *async)
{
    group_close_connections(&((struct worker *)async->data)->group);
}

static void on_conn_gone(struct conn_group *group, struct conn *conn)
{
    (void)conn;
    leave((struct worker *)group);
}

static void on_group_closed(struct conn_group *group)
{
    (void)group; /* the loop ends now, having nothing left */
}

static void dismiss(struct worker *worker, const void *argument);

static void run(void *argument)
{
    struct worker *worker = argument;
    struct crew *crew = worker->crew;
    tcp_accept(&worker->group, &transport_tcp, worker->descriptor, &worker->peer);
    if (!worker->group.count) leave(worker); /* no memory for a connection */
    uv_run(&worker->loop, UV_RUN_DEFAULT);
    int closed = uv_loop_close(&worker->loop);
    assert(closed == 0);
    (void)closed;
    uv_mutex_lock(&crew->mutex);
    enqueue(worker, dismiss, NULL); /* the last that this thread does with it */
    uv_mutex_unlock(&crew->mutex);
}

/* In the listener's loop. */

static void destroy(struct worker *worker)
{
    uv_cond_destroy(&worker->answered);
    free(worker);
}

static void dismiss(struct worker *worker, const void *argument)
{
    struct crew *crew = worker->crew;
    (void)argument;
    uv_thread_join(&worker->thread);
    if (worker->prev) {
        worker->prev->next = worker->next;
    } else {
        crew->first = worker->next;
    }
    if (worker->next) worker->next->prev = worker->prev;
    crew->count--;
    destroy(worker);
    crew->gone(crew->owner);
}

/* Answers those who have called by now; who calls meanwhile has the next turn. */
static void on_called(uv_async_t *async)
{
    struct crew *crew = async->data;
    uv_mutex_lock(&crew->mutex);
    struct worker *worker = crew->callers, *next;
    crew->callers = NULL;
    crew->last_caller = &crew->callers;
    uv_mutex_unlock(&crew->mutex);
    for (; worker; worker = next) {
        next = worker->next_caller;
        if (worker->call == dismiss) {
            dismiss(worker, NULL);
            continue;
        }
        worker->call(worker, worker->argument);
        uv_mutex_lock(&crew->mutex);
        worker->call = NULL;
        uv_cond_signal(&worker->answered);
        uv_mutex_unlock(&crew->mutex);
    }
}

uint32_t crew_most(uint32_t wanted)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return wanted;
    rlim_t most = limit.rlim_cur > OTHERS ? (limit.rlim_cur - OTHERS) / DESCRIPTORS : 0;
    if (!most) return 1;
    return most < wanted ? (uint32_t)most : wanted;
}

int crew_open(
    const struct conn_group *group, void (*gone)(void *owner), void *owner, struct crew **opened)
{
    struct crew *crew = calloc(1, sizeof *crew);
    if (!crew) return UV_ENOMEM;
    int status = uv_mutex_init(&crew->mutex);
    if (!status) {
        status = uv_async_init(group->loop, &crew->called, on_called);
        if (status < 0) uv_mutex_destroy(&crew->mutex);
    }
    if (status < 0) {
        free(crew);
        return status;
    }
    crew->called.data = crew;
    crew->last_caller = &crew->callers;
    crew->group = group;
    crew->gone = gone;
    crew->owner = owner;
    *opened = crew;
    return 0;
}

/* The loop of a thread, and what is in it from the beginning.  What was begun when this fails is
 * closed by running the loop. */
static int equip(struct worker *worker)
{
    const struct conn_group *group = worker->crew->group;
    struct conn_group *own = &worker->group;
    int64_t idle = (int64_t)group->due.after[DUE_IDLE] * TIME_MILLISECOND;
    int status = group_init(own, &worker->loop, 0, idle);
    if (status < 0) return status;
    own->protocol = &worker->protocol;
    own->context = group->context;
    own->paced = group->paced;
    own->work = group->work;
    own->gone = on_conn_gone;
    own->closed = on_group_closed;
    worker->protocol = *group->protocol;
    if (worker->protocol.opened) worker->protocol.opened = on_opened;
    if (worker->protocol.closed) worker->protocol.closed = on_closed;
    worker->events =
        (struct events){.wanted = group->events ? group->events->wanted : 0, .tell = on_told};
    own->events = &worker->events;
    worker->leave.data = worker;
    status = uv_async_init(&worker->loop, &worker->leave, on_leave);
    if (status < 0) group_close(own);
    return status;
}

static int start(struct worker *worker)
{
    const uv_thread_options_t options = {.flags = UV_THREAD_HAS_STACK_SIZE, .stack_size = STACK};
    int status = uv_loop_init(&worker->loop);
    if (status < 0) return status;
    status = equip(worker);
    if (!status) {
        status = uv_thread_create_ex(&worker->thread, &options, run, worker);
        if (status < 0) leave(worker);
    }
    if (!status) return 0;
    uv_run(&worker->loop, UV_RUN_DEFAULT);
    uv_loop_close(&worker->loop);
    return status;
}

int crew_hire(struct crew *crew, int descriptor, const union address *peer, uint32_t id)
{
    struct worker *worker = calloc(1, sizeof *worker);
    if (!worker || uv_cond_init(&worker->answered)) {
        free(worker);
        close(descriptor);
        return UV_ENOMEM;
    }
    worker->crew = crew;
    worker->descriptor = descriptor;
    worker->peer = *peer;
    worker->group.last_id = id - 1;
    int status = start(worker);
    if (status < 0) {
        close(descriptor);
        destroy(worker);
        return status;
    }
    worker->next = crew->first;
    if (worker->next) worker->next->prev = worker;
    crew->first = worker;
    crew->count++;
    return 0;
}

uint32_t crew_count(const struct crew *crew)
{
    return crew ? crew->count : 0;
}

void crew_leave(struct crew *crew)
{
    uv_mutex_lock(&crew->mutex);
    for (struct worker *worker = crew->first; worker; worker = worker->next)
        if (!worker->left) uv_async_send(&worker->leave);
    uv_mutex_unlock(&crew->mutex);
}

static void on_crew_closed(uv_handle_t *handle)
{
    struct crew *crew = handle->data;
    void (*closed)(void *owner) = crew->closed;
    void *owner = crew->owner;
    uv_mutex_destroy(&crew->mutex);
    free(crew);
    closed(owner);
}

void crew_close(struct crew *crew, void (*closed)(void *owner))
{
    assert(!crew->count);
    crew->closed = closed;
    uv_close((uv_handle_t *)&crew->called, on_crew_closed);
}
