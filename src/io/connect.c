/* Connecting: resolve a name, then try its addresses one after the other.
 * SPDX-License-Identifier: MIT */
#include "io/connect.h"

#include <limits.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "io/tcp.h"
#include "io/udp.h"

enum { ADDRESSES = 8 };
#define ATTEMPT_TIMEOUT (10 * TIME_SECOND)

struct connector {
    struct conn_group group; /* first */
    const struct transport *transport;
    uint16_t port;
    union address addresses[ADDRESSES];
    int count, at; /* addresses; the next one to try */
    bool resolving;
    bool closing;
    void (*failed)(void *context, int status, const char *reason);
    struct connect_failure failure;
    uv_getaddrinfo_t request;
    char host[256];
};

static void finish_if_empty(struct connector *connector)
{
    if (connector->closing && !connector->resolving && !connector->group.count) {
        group_close(&connector->group);
    }
}

static void on_group_closed(struct conn_group *group)
{
    free(group);
}

static void tell_connecting(struct connector *connector, const char *peer)
{
    event_tell(connector->group.events,
        &(struct event){.kind = EVENT_CONNECTING,
            .human = "connecting to {peer} ({transport})",
            .values = {event_text("transport", connector->transport->name),
                event_text("peer", peer), event_text("host", connector->host)}});
}

static void tell_refused(struct connector *connector, const char *peer, int status, const char *why)
{
    event_tell(connector->group.events,
        &(struct event){.kind = EVENT_WARNING,
            .human = "{peer}: {reason}; trying the next address",
            .values = {event_text("warning", "attempt-failed"), event_text("peer", peer),
                event_text("reason", why ? why : uv_strerror(status))}});
}

static void report_failure(struct connector *connector, int status, const char *reason)
{
    if (connector->failed) connector->failed(connector->group.context, status, reason);
}

static void report_attempt(
    struct connector *connector, int status, const char *peer, const char *why)
{
    char reason[512];
    snprintf(reason, sizeof reason, "%s: %s", peer, why ? why : uv_strerror(status));
    report_failure(connector, status, reason);
}

/* Whether another address may do better: nobody there, or no way there.  A handshake that failed,
 * or a connection that was lost later, is an answer. */
static bool is_worth_another(const struct conn *conn)
{
    bool udp = conn->transport->kind == TRANSPORT_UDP;
    if (conn->flags & CONN_OPEN) return udp && !conn->counts.received_units && conn->status;
    switch (conn->status) {
    case UV_ECONNREFUSED:
    case UV_ETIMEDOUT:
    case UV_EHOSTUNREACH:
    case UV_ENETUNREACH:
    case UV_EADDRNOTAVAIL:
    case UV_EAFNOSUPPORT:
    case UV_ENETDOWN:
        return true;
    default:
        return false;
    }
}

/* Starts the next attempt; an address that this machine has no way to is passed over at once. */
static void advance(struct connector *connector)
{
    char peer[ADDRESS_TEXT];
    int status = 0;
    while (connector->at < connector->count) {
        const union address *address = &connector->addresses[connector->at++];
        address_text(address, peer, sizeof peer);
        tell_connecting(connector, peer);
        status = UV_ENOMEM;
        struct conn *conn = connector->transport->kind == TRANSPORT_UDP
                                ? udp_connect(&connector->group, address, &status)
                                : tcp_connect(&connector->group, connector->transport, address);
        if (conn) return;
        if (connector->at < connector->count) tell_refused(connector, peer, status, NULL);
    }
    report_attempt(connector, status, peer, NULL);
}

static void on_conn_gone(struct conn_group *group, struct conn *conn)
{
    struct connector *connector = (struct connector *)group;
    bool was_open = conn->flags & CONN_OPEN, again = is_worth_another(conn);
    if (connector->closing) {
        finish_if_empty(connector);
    } else if (again && connector->at < connector->count) {
        tell_refused(connector, conn_peer(conn), conn->status, conn->reason);
        advance(connector);
    } else if (!was_open || again) { /* else the protocol has been told */
        if (conn->transport->explain) conn->transport->explain(conn, &connector->failure);
        report_attempt(connector, conn->status, conn_peer(conn), conn->reason);
        connector->failure = (struct connect_failure){0};
    }
}

static void on_resolved(uv_getaddrinfo_t *request, int status, struct addrinfo *found)
{
    struct connector *connector = request->data;
    connector->resolving = false;
    if (!status) {
        for (struct addrinfo *info = found; info && connector->count < ADDRESSES;
             info = info->ai_next) {
            if (info->ai_addrlen > sizeof(union address)) continue;
            union address *address = &connector->addresses[connector->count++];
            memcpy(address, info->ai_addr, info->ai_addrlen);
            address_set_port(address, connector->port);
        }
    }
    uv_freeaddrinfo(found);
    if (connector->closing) {
        finish_if_empty(connector);
    } else if (connector->count) {
        advance(connector);
    } else {
        char reason[512];
        if (!status) status = UV_EAI_NONAME;
        snprintf(reason, sizeof reason, "cannot find an address of \"%s\": %s", connector->host,
            uv_strerror(status));
        report_failure(connector, status, reason);
    }
}

int connector_open(
    uv_loop_t *loop, const struct connect_options *options, struct connector **opened)
{
    const struct transport *transport = transport_of(options->transport);
    if (!transport) return UV_ENOTSUP;
    struct connector *connector = calloc(1, sizeof *connector);
    if (!connector) return UV_ENOMEM;
    int64_t timeout = options->timeout ? options->timeout : ATTEMPT_TIMEOUT;
    int status = group_init(&connector->group, loop, timeout, options->idle_timeout);
    if (status < 0) {
        free(connector);
        return status;
    }
    struct conn_group *group = &connector->group;
    group->protocol = options->protocol;
    group->context = options->context;
    group->events = options->events;
    group->tls = options->tls;
    group->server_name = connector->host;
    group->preface = options->preface;
    group->gone = on_conn_gone;
    group->closed = on_group_closed;
    connector->transport = transport;
    connector->port = options->port;
    connector->failed = options->failed;
    /* "[::1]" is how URLs write it. */
    size_t len = strlen(options->host);
    bool brackets = len > 1 && options->host[0] == '[' && options->host[len - 1] == ']';
    snprintf(connector->host, sizeof connector->host, "%.*s", brackets ? (int)len - 2 : INT_MAX,
        options->host + brackets);
    connector->request.data = connector;
    /* Numbers go the same way as names, so that every callback comes from the loop. */
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    status = uv_getaddrinfo(loop, &connector->request, on_resolved, connector->host, NULL, &hints);
    if (status < 0) {
        connector_close(connector);
        return status;
    }
    connector->resolving = true;
    *opened = connector;
    return 0;
}

void connector_close(struct connector *connector)
{
    if (!connector || connector->closing) return;
    connector->closing = true;
    if (connector->resolving) uv_cancel((uv_req_t *)&connector->request);
    group_close_connections(&connector->group);
    finish_if_empty(connector);
}

const struct connect_failure *connector_failure(const struct connector *connector)
{
    return &connector->failure;
}
