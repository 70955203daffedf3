/* Listening: sockets for every address, accepting, and closing in order.
 *
 * Accepting is done with accept() on a polled socket and not with uv_listen(), since libuv turns
 * clients away when descriptors run out; here they wait until there is one again.
 * SPDX-License-Identifier: MIT */
#include "io/listen.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/time.h"
#include "io/bind.h"
#include "io/tcp.h"
#include "io/tell.h"
#include "io/udp.h"

enum {
    ACCEPT_TURN = 64, /* connections taken before the others have their turn again */
    RETRY_MS = 250,   /* until accepting is tried again when others free descriptors */
};
#define HANDSHAKE_TIMEOUT (10 * TIME_SECOND)
#define UDP_IDLE_TIMEOUT (60 * TIME_SECOND) /* until the state of a silent peer is forgotten */

/* One listening socket. */
struct door {
    struct listener *listener;
    union address address;
    int descriptor; /* -1: closed */
    bool polled;    /* the poll handle is to be closed */
    uv_poll_t poll; /* TCP, TLS */
    struct udp_socket *udp;
};

struct listener {
    struct conn_group group; /* first */
    const struct transport *transport;
    struct door doors[BOUND_MOST];
    unsigned ndoors;
    unsigned handles; /* to be closed yet */
    uint32_t most;    /* connections at a time; 0: no limit */
    uint32_t left;    /* still to be accepted; only if `counted` */
    bool counted;
    bool stopped; /* accepts no more */
    bool closing;
    bool waiting;        /* not polling: too many connections, or no descriptors */
    bool starved_told;   /* that descriptors ran out has been said */
    uint32_t starved_at; /* how many connections there were then */
    uv_timer_t retry;
    void (*closed)(struct listener *listener, void *owner);
    void *owner;
};

static void on_acceptable(uv_poll_t *poll, int status, int events);

static void poll_doors(struct listener *listener, bool on)
{
    listener->waiting = !on;
    for (unsigned i = 0; i < listener->ndoors; i++) {
        if (!listener->doors[i].polled) continue;
        if (on) {
            uv_poll_start(&listener->doors[i].poll, UV_READABLE, on_acceptable);
        } else {
            uv_poll_stop(&listener->doors[i].poll);
        }
    }
}

static bool is_full(const struct listener *listener)
{
    return listener->most && listener->group.count >= listener->most;
}

static void on_retry(uv_timer_t *timer)
{
    struct listener *listener = timer->data;
    if (!listener->stopped && listener->waiting && !is_full(listener)) poll_doors(listener, true);
}

/* No descriptor is left for another connection: clients wait in the backlog until one is. */
static void starve(struct listener *listener, int status)
{
    poll_doors(listener, false);
    uv_timer_start(&listener->retry, on_retry, RETRY_MS, 0);
    if (listener->starved_told) return;
    listener->starved_told = true;
    listener->starved_at = listener->group.count;
    event_tell(listener->group.events,
        &(struct event){.kind = EVENT_WARNING,
            .human =
                "accepting pauses with {connections} connections open: {reason}; new ones wait",
            .values = {event_text("warning", "accept-paused"),
                event_uint("connections", listener->group.count),
                event_text("reason", uv_strerror(status))}});
}

/* Said again only when things had become clearly better in between. */
static void relieve(struct listener *listener)
{
    if (!listener->starved_told || listener->group.count > listener->starved_at / 10 * 9) return;
    listener->starved_told = false;
    tell_warning(listener->group.events, "accept-resumed", "accepting goes on");
}

/* One connection; false when there is nothing more to accept now. */
static bool accept_one(struct listener *listener, struct door *door)
{
    union address peer = {0};
    socklen_t size = sizeof peer;
#ifdef SOCK_CLOEXEC
    int descriptor = accept4(door->descriptor, &peer.any, &size, SOCK_CLOEXEC);
#else
    int descriptor = accept(door->descriptor, &peer.any, &size);
#endif
    if (descriptor < 0) {
        switch (errno) {
        case EMFILE:
        case ENFILE:
        case ENOBUFS:
        case ENOMEM:
            starve(listener, uv_translate_sys_error(errno));
            return false;
        case EINTR:
        case ECONNABORTED: /* it has gone before we came to it */
            return true;
        default:
            return false;
        }
    }
    if (listener->counted && !--listener->left) listener_stop(listener);
    tcp_accept(&listener->group, listener->transport, descriptor, &peer);
    if (!listener->stopped && is_full(listener)) poll_doors(listener, false);
    return !listener->stopped && !listener->waiting;
}

static void on_acceptable(uv_poll_t *poll, int status, int events)
{
    (void)events;
    struct door *door = poll->data;
    struct listener *listener = door->listener;
    if (status < 0)
        uv_poll_start(poll, UV_READABLE, on_acceptable); /* stopped on an error that is over */
    for (int i = 0; i < ACCEPT_TURN; i++) {
        if (!accept_one(listener, door)) return;
    }
}

static void on_group_closed(struct conn_group *group)
{
    struct listener *listener = (struct listener *)group;
    if (listener->closed) listener->closed(listener, listener->owner);
    free(listener);
}

/* Nothing of it is left but the memory: the last step of closing. */
static void finish_if_empty(struct listener *listener)
{
    if (listener->closing && !listener->handles && !listener->group.count) {
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

static void on_conn_gone(struct conn_group *group, struct conn *conn)
{
    (void)conn;
    struct listener *listener = (struct listener *)group;
    if (listener->stopped) {
        if (!listener->group.count && listener->counted && !listener->left)
            listener_close(listener);
        if (!listener->group.count && listener->closing) close_udp_doors(listener);
        finish_if_empty(listener);
        return;
    }
    relieve(listener);
    if (listener->waiting && !is_full(listener)) poll_doors(listener, true);
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
    listener_stop(listener);
    listener->closing = true;
    uv_close((uv_handle_t *)&listener->retry, on_retry_closed);
    group_close_connections(&listener->group);
    if (!listener->group.count) close_udp_doors(listener);
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
    return listener->group.count;
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

int listener_open(uv_loop_t *loop, const struct listen_options *options, struct listener **opened,
    struct listen_failure *failure)
{
    *failure = (struct listen_failure){0};
    const struct transport *transport = transport_of(options->transport);
    if (!transport) return failure->error = UV_ENOTSUP;
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
    struct conn_group *group = &listener->group;
    group->protocol = options->protocol;
    group->context = options->context;
    group->events = options->events;
    group->tls = options->tls;
    group->gone = on_conn_gone;
    group->closed = on_group_closed;
    listener->transport = transport;
    listener->most = options->max_connections;
    listener->left = options->accept_total;
    listener->counted = options->accept_total > 0;
    uv_timer_init(loop, &listener->retry);
    listener->retry.data = listener;
    listener->handles = 1;
    status = open_doors(listener, options, failure);
    if (status < 0) {
        listener_close(listener); /* frees itself from the loop; nobody is told */
        return status;
    }
    listener->closed = options->closed;
    listener->owner = options->owner ? options->owner : options->context;
    tell_listening(listener);
    if (options->transport != TRANSPORT_UDP) poll_doors(listener, true);
    *opened = listener;
    return 0;
}
