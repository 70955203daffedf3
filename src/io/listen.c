/* Listening: sockets for every address, accepting, and closing in order.
 *
 * Accepting is done with accept() on a polled socket and not with uv_listen(), since libuv turns
 * clients away when descriptors run out; here they wait until there is one again.
 * SPDX-License-Identifier: MIT */
#include "io/listen.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/time.h"
#include "io/holder.h"
#include "io/socket.h"
#include "io/tcp.h"
#include "io/tell.h"
#include "io/udp.h"

enum {
    SOCKETS = 8,      /* addresses that one name may stand for */
    BACKLOG = 4096,   /* the system cuts it to its own limit */
    ACCEPT_TURN = 64, /* connections taken before the others have their turn again */
    SAME_PORT_TRIES = 32,
    RETRY_MS = 250, /* until accepting is tried again when others free descriptors */
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
    struct door doors[SOCKETS];
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
    void (*closed)(struct listener *listener, void *context);
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
    if (listener->closed) listener->closed(listener, group->context);
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

/* Opening: which addresses, their sockets, and what polls them. */

static int any_addresses(uint16_t port, union address *addresses)
{
    addresses[0] = (union address){.v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)}};
    addresses[1] = (union address){.v4 = {.sin_family = AF_INET, .sin_port = htons(port)}};
    return 2;
}

/* Resolved on the spot, since nothing is served yet that could be held up. */
static int named_addresses(
    uv_loop_t *loop, const char *name, uint16_t port, union address *addresses)
{
    if (address_parse(name, port, &addresses[0])) return 1;
    uv_getaddrinfo_t request;
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
    int status = uv_getaddrinfo(loop, &request, NULL, name, NULL, &hints);
    if (status < 0) return status;
    int count = 0;
    for (struct addrinfo *info = request.addrinfo; info && count < SOCKETS; info = info->ai_next) {
        if (info->ai_addrlen > sizeof *addresses) continue;
        memset(&addresses[count], 0, sizeof *addresses);
        memcpy(&addresses[count], info->ai_addr, info->ai_addrlen);
        address_set_port(&addresses[count++], port);
    }
    uv_freeaddrinfo(request.addrinfo);
    return count ? count : UV_EAI_NONAME;
}

static bool is_missing_family(int status)
{
    return status == UV_EAFNOSUPPORT || status == UV_EADDRNOTAVAIL || status == UV_EPROTONOSUPPORT;
}

static void fail(struct listen_failure *failure, int type, int status, const union address *address)
{
    failure->error = status;
    address_text(address, failure->address, sizeof failure->address);
    if (status != UV_EADDRINUSE) return;
    struct holder holder;
    holder_find("/proc", type, address, &holder);
    failure->pid = holder.pid;
    memcpy(failure->holder, holder.text, sizeof holder.text);
}

static void forget_doors(struct listener *listener)
{
    for (unsigned i = 0; i < listener->ndoors; i++)
        close(listener->doors[i].descriptor);
    listener->ndoors = 0;
}

/* All addresses on one port.  A family that this machine does not have is passed over as long as
 * another one is there. */
static int bind_once(struct listener *listener, int type, const union address *addresses, int count,
    uint16_t port, struct listen_failure *failure)
{
    int missing = 0;
    for (int i = 0; i < count; i++) {
        struct door *door = &listener->doors[listener->ndoors];
        door->address = addresses[i];
        address_set_port(&door->address, port);
        int descriptor = socket_bound(type, &door->address);
        if (descriptor >= 0 && type == SOCK_STREAM && listen(descriptor, BACKLOG) < 0) {
            int status = uv_translate_sys_error(errno);
            close(descriptor);
            descriptor = status;
        }
        if (descriptor < 0) {
            fail(failure, type, descriptor, &door->address);
            if (!is_missing_family(descriptor)) {
                forget_doors(listener);
                return descriptor;
            }
            missing = descriptor;
            continue;
        }
        door->descriptor = descriptor;
        listener->ndoors++;
        port = address_port(&door->address);
    }
    return listener->ndoors ? 0 : missing;
}

static int bind_all(
    struct listener *listener, const struct listen_options *options, struct listen_failure *failure)
{
    union address addresses[SOCKETS];
    int type = options->transport == TRANSPORT_UDP ? SOCK_DGRAM : SOCK_STREAM;
    int count = options->bind
                    ? named_addresses(listener->group.loop, options->bind, options->port, addresses)
                    : any_addresses(options->port, addresses);
    if (count < 0) {
        failure->error = count;
        snprintf(failure->address, sizeof failure->address, "%s", options->bind);
        return count;
    }
    /* With port 0 the port that the first address got may be taken on the second one. */
    int status = 0;
    for (int tries = 0; tries < SAME_PORT_TRIES; tries++) {
        status = bind_once(listener, type, addresses, count, options->port, failure);
        if (status != UV_EADDRINUSE || options->port) break;
    }
    return status;
}

static int open_doors(
    struct listener *listener, const struct listen_options *options, struct listen_failure *failure)
{
    for (unsigned i = 0; i < listener->ndoors; i++) {
        struct door *door = &listener->doors[i];
        int status;
        door->listener = listener;
        if (options->transport == TRANSPORT_UDP) {
            status = udp_serve(&listener->group, door->descriptor, &door->address,
                options->impairment, options->max_connections, &door->udp);
            door->descriptor = -1;
        } else {
            status = uv_poll_init(listener->group.loop, &door->poll, door->descriptor);
            door->poll.data = door;
            if (!status) door->polled = true;
        }
        if (status < 0) {
            fail(failure, SOCK_STREAM, status, &door->address);
            for (unsigned later = i; later < listener->ndoors; later++) {
                if (listener->doors[later].descriptor >= 0)
                    close(listener->doors[later].descriptor);
            }
            listener->ndoors = i;
            listener->handles += i;
            return status;
        }
    }
    listener->handles += listener->ndoors;
    return 0;
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
    status = bind_all(listener, options, failure);
    if (!status) status = open_doors(listener, options, failure);
    if (status < 0) {
        listener_close(listener); /* frees itself from the loop; nobody is told */
        return status;
    }
    listener->closed = options->closed;
    tell_listening(listener);
    if (options->transport != TRANSPORT_UDP) poll_doors(listener, true);
    *opened = listener;
    return 0;
}
