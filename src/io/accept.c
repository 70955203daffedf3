/* Letting clients in: as many at a time as there may be.  See listener.h.
 *
 * Accepting is done with accept() on a polled socket and not with uv_listen(), since libuv turns
 * clients away when descriptors run out; here they wait until there is one again.
 * SPDX-License-Identifier: MIT */
#include <errno.h>
#include <unistd.h>

#include "io/listener.h"
#include "io/tcp.h"
#include "io/tell.h"

enum {
    ACCEPT_TURN = 64, /* connections taken before the others have their turn again */
    RETRY_MS = 250,   /* until accepting is tried again when others free descriptors */
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

uint32_t listener_occupied(const struct listener *listener)
{
    return listener->group.count + crew_count(listener->crew);
}

static bool is_full(const struct listener *listener)
{
    uint32_t served = listener_occupied(listener);
    if (listener->iterative) served -= listener->group.lingering;
    return listener->most && served >= listener->most;
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
    listener->starved_at = listener_occupied(listener);
    event_tell(listener->group.events,
        &(struct event){.kind = EVENT_WARNING,
            .human =
                "accepting pauses with {connections} connections open: {reason}; new ones wait",
            .values = {event_text("warning", "accept-paused"),
                event_uint("connections", listener_occupied(listener)),
                event_text("reason", uv_strerror(status))}});
}

/* Said again only when things had become clearly better in between. */
static void relieve(struct listener *listener)
{
    if (!listener->starved_told || listener_occupied(listener) > listener->starved_at / 10 * 9)
        return;
    listener->starved_told = false;
    tell_warning(listener->group.events, "accept-resumed", "accepting goes on");
}

/* As many threads as allowed: said once. */
static void tell_crowded(struct listener *listener)
{
    if (!listener->crew || listener->crowded_told) return;
    listener->crowded_told = true;
    event_tell(listener->group.events,
        &(struct event){.kind = EVENT_WARNING,
            .human = "all {threads} threads are taken: who comes now waits until a client leaves",
            .values = {
                event_text("warning", "threads-taken"), event_uint("threads", listener->most)}});
}

static void serve(struct listener *listener, int descriptor, const union address *peer)
{
    if (!listener->crew) {
        tcp_accept(&listener->group, listener->transport, descriptor, peer);
        return;
    }
    int status = crew_hire(listener->crew, descriptor, peer, ++listener->group.last_id);
    if (status == 0) return;
    event_tell(listener->group.events,
        &(struct event){.kind = EVENT_WARNING,
            .human = "a client is turned away, since there is no thread for it: {reason}",
            .values = {
                event_text("warning", "no-thread"), event_text("reason", uv_strerror(status))}});
    listener_parted(listener);
}

/* The next one who waits: a descriptor; -1 when there is nobody more, or none can be had now. */
static int take(struct listener *listener, struct door *door, union address *peer)
{
    for (;;) {
        socklen_t size = sizeof *peer;
#ifdef SOCK_CLOEXEC
        int descriptor = accept4(door->descriptor, &peer->any, &size, SOCK_CLOEXEC);
#else
        int descriptor = accept(door->descriptor, &peer->any, &size);
#endif
        if (descriptor >= 0) return descriptor;
        switch (errno) {
        case EINTR:
        case ECONNABORTED: /* it has gone before we came to it */
            continue;
        case EMFILE:
        case ENFILE:
        case ENOBUFS:
        case ENOMEM:
            starve(listener, uv_translate_sys_error(errno));
            return -1;
        default:
            return -1;
        }
    }
}

/* One connection; false when there is nothing more to accept now. */
static bool accept_one(struct listener *listener, struct door *door)
{
    union address peer = {0};
    int descriptor = take(listener, door, &peer);
    if (descriptor < 0) return false;
    if (listener->counted && !--listener->left) listener_stop(listener);
    serve(listener, descriptor, &peer);
    if (!listener->stopped && is_full(listener)) {
        poll_doors(listener, false);
        tell_crowded(listener);
    }
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

void accept_begin(struct listener *listener)
{
    poll_doors(listener, true);
}

void accept_more(struct listener *listener)
{
    if (listener->stopped) return;
    relieve(listener);
    if (listener->waiting && !is_full(listener)) poll_doors(listener, true);
}

void accept_rest(struct listener *listener)
{
    for (unsigned i = 0; i < listener->ndoors; i++) {
        struct door *door = &listener->doors[i];
        union address peer = {0};
        int descriptor;
        for (int most = ACCEPT_TURN;
             door->polled && most && (descriptor = take(listener, door, &peer)) >= 0; most--)
            tcp_accept(&listener->group, listener->transport, descriptor, &peer);
    }
}
