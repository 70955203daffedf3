/* Listening: sockets for every address, opened and closed in order.  accept.c lets clients in.
 * SPDX-License-Identifier: MIT */
#include "io/listen.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/time.h"
#include "io/listener.h"
#include "io/udp.h"

#define HANDSHAKE_TIMEOUT (10 * TIME_SECOND)
#define UDP_IDLE_TIMEOUT (60 * TIME_SECOND) /* until the state of a silent peer is forgotten */

static void on_group_closed(struct conn_group *group)
{
    struct listener *listener = (struct listener *)group;
    if (listener->closed) listener->closed(listener, listener->owner);
    free(listener);
}

/* Nothing of it is left but the memory: the last step of closing. */
static void finish_if_empty(struct listener *listener)
{
    if (listener->closing && !listener->handles && !listener_occupied(listener)) {
        group_close(&listener->group);
    }
}

static void handle_closed(struct listener *listener)
{
    listener->handles--;
    finish_if_empty(listener);
}

static void on_door_closed(uv_handle_t *handle)
{
    handle_closed(((struct door *)handle->data)->listener);
}

static void on_retry_closed(uv_handle_t *handle)
{
    handle_closed(handle->data);
}

static void on_udp_closed(void *context)
{
    handle_closed(context);
}

static void close_udp_doors(struct listener *listener)
{
    for (unsigned i = 0; i < listener->ndoors; i++) {
        struct door *door = &listener->doors[i];
        if (door->udp) udp_close(door->udp, on_udp_closed, listener);
        door->udp = NULL;
    }
}

static void on_crew_closed(void *owner)
{
    handle_closed(owner);
}

/* What only serves connections, when there are none any more. */
static void close_idle(struct listener *listener)
{
    if (listener_occupied(listener)) return;
    close_udp_doors(listener);
    if (listener->crew) crew_close(listener->crew, on_crew_closed);
    listener->crew = NULL;
}

void listener_parted(void *owner)
{
    struct listener *listener = owner;
    if (listener->stopped) {
        if (!listener_occupied(listener) && listener->counted && !listener->left)
            listener_close(listener);
        if (listener->closing) close_idle(listener);
        finish_if_empty(listener);
        return;
    }
    accept_more(listener);
}

static void on_lingers(struct conn_group *group)
{
    struct listener *listener = (struct listener *)group;
    if (listener->iterative) accept_more(listener);
}

static void on_conn_gone(struct conn_group *group, struct conn *conn)
{
    (void)conn;
    listener_parted(group);
}

void listener_stop(struct listener *listener)
{
    if (listener->stopped) return;
    listener->stopped = true;
    listener->waiting = true;
    uv_timer_stop(&listener->retry);
    for (unsigned i = 0; i < listener->ndoors; i++) {
        struct door *door = &listener->doors[i];
        if (door->udp) udp_stop(door->udp);
        if (!door->polled) continue;
        uv_close((uv_handle_t *)&door->poll, on_door_closed);
        door->polled = false;
        close(door->descriptor);
        door->descriptor = -1;
    }
}

void listener_close(struct listener *listener)
{
    if (listener->closing) return;
    if (listener->iterative && listener->group.paced) accept_rest(listener);
    listener_stop(listener);
    listener->closing = true;
    uv_close((uv_handle_t *)&listener->retry, on_retry_closed);
    group_close_connections(&listener->group);
    if (listener->crew) crew_leave(listener->crew);
    close_idle(listener);
}

void listener_each(
    struct listener *listener, void (*visit)(struct conn *conn, void *argument), void *argument)
{
    for (struct conn *conn = listener->group.first, *next; conn; conn = next) {
        next = conn->next;
        if (conn->flags & CONN_OPEN && !(conn->flags & CONN_GONE)) visit(conn, argument);
    }
}

uint16_t listener_port(const struct listener *listener)
{
    return address_port(&listener->doors[0].address);
}

uint32_t listener_connections(const struct listener *listener)
{
    return listener_occupied(listener);
}

/* Opening: what polls the sockets. */

/* Takes the descriptor, closed in any case. */
static int open_door(
    struct listener *listener, const struct listen_options *options, const struct bound *bound)
{
    struct door *door = &listener->doors[listener->ndoors];
    *door = (struct door){.listener = listener, .address = bound->address, .descriptor = -1};
    int status;
    if (options->transport == TRANSPORT_UDP) {
        status = udp_serve(&listener->group, bound->descriptor, &door->address, options->impairment,
            options->max_connections, &door->udp);
    } else {
        door->poll.data = door;
        status = uv_poll_init(listener->group.loop, &door->poll, bound->descriptor);
        if (status < 0) {
            close(bound->descriptor);
        } else {
            door->descriptor = bound->descriptor;
            door->polled = true;
        }
    }
    if (status < 0) return status;
    listener->ndoors++;
    listener->handles++;
    return 0;
}

static int open_doors(
    struct listener *listener, const struct listen_options *options, struct listen_failure *failure)
{
    struct bound bound[BOUND_MOST];
    int status = 0, count = bind_all(listener->group.loop, options, bound, failure);
    if (count < 0) return count;
    for (int i = 0; i < count; i++) {
        if (status < 0) {
            close(bound[i].descriptor);
            continue;
        }
        status = open_door(listener, options, &bound[i]);
        if (status < 0) {
            failure->error = status;
            address_text(&bound[i].address, failure->address, sizeof failure->address);
        }
    }
    return status;
}

static void tell_listening(struct listener *listener)
{
    for (unsigned i = 0; i < listener->ndoors; i++) {
        const union address *address = &listener->doors[i].address;
        char host[ADDRESS_TEXT], endpoint[ADDRESS_TEXT];
        address_host(address, host, sizeof host);
        address_text(address, endpoint, sizeof endpoint);
        event_tell(listener->group.events,
            &(struct event){.kind = EVENT_LISTENING,
                .human = "listening on {endpoint} ({transport})",
                .values = {event_text("transport", listener->transport->name),
                    event_text("address", host), event_uint("port", address_port(address)),
                    event_text("endpoint", endpoint)}});
    }
}

/* Whom it serves, and in which way. */
static void configure(struct listener *listener, const struct listen_options *options)
{
    struct conn_group *group = &listener->group;
    group->protocol = options->protocol;
    group->context = options->context;
    group->events = options->events;
    group->tls = options->tls;
    group->paced = options->paced;
    group->work = options->work;
    group->lingers = on_lingers;
    group->gone = on_conn_gone;
    group->closed = on_group_closed;
    listener->transport = transport_of(options->transport);
    listener->most = options->max_connections;
    listener->iterative = options->model == LISTEN_ITERATIVE;
    if (listener->iterative) listener->most = 1;
    if (options->model == LISTEN_THREAD)
        listener->most = crew_most(listener->most ? listener->most : LISTEN_THREADS);
    listener->left = options->accept_total;
    listener->counted = options->accept_total > 0;
}

static int open_crew(struct listener *listener)
{
    int status = crew_open(&listener->group, listener_parted, listener, &listener->crew);
    if (!status) listener->handles++;
    return status;
}

int listener_open(uv_loop_t *loop, const struct listen_options *options, struct listener **opened,
    struct listen_failure *failure)
{
    *failure = (struct listen_failure){0};
    bool threads = options->model == LISTEN_THREAD;
    if (!transport_of(options->transport) || (threads && options->transport != TRANSPORT_TCP))
        return failure->error = UV_ENOTSUP;
    struct listener *listener = calloc(1, sizeof *listener);
    if (!listener) return failure->error = UV_ENOMEM;
    int64_t handshake = options->handshake_timeout ? options->handshake_timeout : HANDSHAKE_TIMEOUT;
    int64_t idle = options->idle_timeout;
    if (!idle && options->transport == TRANSPORT_UDP) idle = UDP_IDLE_TIMEOUT;
    int status = group_init(&listener->group, loop, handshake, idle);
    if (status < 0) {
        free(listener);
        return failure->error = status;
    }
    configure(listener, options);
    uv_timer_init(loop, &listener->retry);
    listener->retry.data = listener;
    listener->handles = 1;
    status = open_doors(listener, options, failure);
    if (!status && threads) status = failure->error = open_crew(listener);
    if (status < 0) {
        listener_close(listener); /* frees itself from the loop; nobody is told */
        return status;
    }
    listener->closed = options->closed;
    listener->owner = options->owner ? options->owner : options->context;
    tell_listening(listener);
    if (options->transport != TRANSPORT_UDP) accept_begin(listener);
    *opened = listener;
    return 0;
}
