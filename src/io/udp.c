/* Connections over UDP, of three sorts:
 *
 *   - a stateless protocol (echo) is lent one and the same connection for each datagram;
 *   - any other protocol gets a session for each sender's address, forgotten when it falls silent;
 *   - a client has one, whose socket is connected to its peer.
 * SPDX-License-Identifier: MIT */
#include "io/udp.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "io/impair.h"
#include "io/socket.h"
#include "io/tell.h"
#include "io/udp_socket.h"
#include "io/udp_tell.h"

enum { BUCKETS = 1024, SESSIONS = 1024 };

struct udp_conn {
    struct conn conn; /* first */
    struct udp *udp;
    struct udp_path path;
    struct udp_conn *chain;     /* the next session in its bucket */
    struct udp_conn *next_gone; /* the next one that waits for conn_gone() */
};

struct udp {
    struct udp_socket socket; /* first */
    struct conn_group *group;
    struct udp_conn *only; /* of a stateless protocol, or of a client */
    bool client;
    struct udp_conn **sessions; /* BUCKETS chains; NULL unless the protocol keeps state */
    uint32_t nsessions, most;
    bool refused_told;     /* that senders are turned away has been said */
    struct udp_conn *gone; /* closed, the protocol not told yet: that happens from the loop */
    uv_timer_t sweep;
    struct impairer *impairer; /* NULL: none */
    uint64_t lost, failed;     /* how many of these have been told */
    unsigned handles;          /* to be closed yet */
    void (*closed)(void *context);
    void *context;
};

static void on_sweep(uv_timer_t *timer)
{
    struct udp *udp = timer->data;
    while (udp->gone) {
        struct udp_conn *conn = udp->gone;
        udp->gone = conn->next_gone;
        conn_gone(&conn->conn);
    }
}

static size_t bucket_of(const union address *address)
{
    uint32_t hash = address_port(address) * 2654435761u;
    if (address->any.sa_family == AF_INET) {
        hash ^= address->v4.sin_addr.s_addr * 2246822519u;
    } else {
        for (int i = 0; i < 16; i++)
            hash = (hash ^ address->v6.sin6_addr.s6_addr[i]) * 16777619u;
    }
    return (hash ^ hash >> 15) % BUCKETS;
}

static struct udp_conn *find_session(struct udp *udp, const union address *peer)
{
    struct udp_conn *conn = udp->sessions[bucket_of(peer)];
    while (conn && !address_equal(&conn->path.peer, peer))
        conn = conn->chain;
    return conn;
}

static struct udp_conn *make_session(struct udp *udp, const struct udp_path *path)
{
    struct udp_conn *conn = NULL;
    if (udp->nsessions < udp->most) {
        conn = (struct udp_conn *)conn_create(udp->group, &transport_udp, &path->peer);
    }
    if (!conn) {
        if (!udp->refused_told) {
            tell_warning(udp->group->events, "too-many-peers",
                "datagrams of new senders are ignored: as many as allowed are being served");
        }
        udp->refused_told = true;
        return NULL;
    }
    size_t bucket = bucket_of(&path->peer);
    conn->udp = udp;
    conn->path = *path;
    conn->chain = udp->sessions[bucket];
    udp->sessions[bucket] = conn;
    udp->nsessions++;
    conn_open(&conn->conn);
    return conn;
}

static void forget_session(struct udp *udp, struct udp_conn *conn)
{
    struct udp_conn **link = &udp->sessions[bucket_of(&conn->path.peer)];
    while (*link != conn)
        link = &(*link)->chain;
    *link = conn->chain;
    udp->nsessions--;
    udp->refused_told = false;
}

/* The connection that a stateless protocol is lent, made fresh for the next datagram. */
static struct udp_conn *lend(struct udp *udp, const struct udp_path *path)
{
    struct udp_conn *conn = udp->only;
    conn->path = *path;
    conn->conn.address = path->peer;
    conn->conn.peer[0] = '\0';
    conn->conn.flags = CONN_OPEN;
    conn->conn.counts = (struct conn_counts){0};
    return conn;
}

static void on_received(struct udp_socket *socket, struct bytes data, const struct udp_path *path)
{
    struct udp *udp = (struct udp *)socket;
    struct udp_conn *conn = udp->only;
    if (udp->sessions) {
        conn = find_session(udp, &path->peer);
        if (!conn) conn = make_session(udp, path);
    } else if (!udp->client) {
        conn = lend(udp, path);
    }
    if (!conn) return;
    if (udp->sessions) conn->path = *path; /* answers leave from where it wrote to last */
    conn_deliver(&conn->conn, data);
}

/* Whether a connection ends by it.  What may pass ends nothing, unless nothing has ever come: then
 * there may be another address, or a person who should not wait. */
static bool is_final(
    const struct udp *udp, const struct udp_conn *conn, const struct udp_error *error)
{
    return error->hard ||
           (udp->client && !conn->conn.counts.received_units && error->status != UV_EMSGSIZE);
}

static void on_error(struct udp_socket *socket, const struct udp_error *error)
{
    struct udp *udp = (struct udp *)socket;
    bool known = error->peer.any.sa_family != AF_UNSPEC;
    struct udp_conn *conn = udp->client              ? udp->only
                            : udp->sessions && known ? find_session(udp, &error->peer)
                                                     : NULL;
    bool final = conn && is_final(udp, conn, error);
    /* How a client's connection ended is told by whoever has it. */
    if (known && !(final && udp->client))
        udp_tell_unreachable(udp->group->events, conn ? conn->conn.id : 0, error);
    if (!final) return;
    conn->conn.reason = error->words;
    conn_abort(&conn->conn, error->status, false);
}

static void on_settled(struct udp_socket *socket)
{
    struct udp *udp = (struct udp *)socket;
    if (socket->lost > udp->lost) {
        udp_tell_lost(udp->group->events, socket->lost - udp->lost);
        udp->lost = socket->lost;
    }
    if (socket->failed > udp->failed) {
        udp_tell_failed(udp->group->events, socket->failed - udp->failed, socket->failure);
        udp->failed = socket->failed;
    }
    if (udp->client && udp->only) conn_drained(&udp->only->conn);
}

static int udp_write(struct conn *conn, struct bytes data)
{
    struct udp_conn *self = (struct udp_conn *)conn;
    struct udp *udp = self->udp;
    if (udp->impairer) {
        impairer_send(udp->impairer, data, &self->path);
    } else {
        udp_socket_send(&udp->socket, data, &self->path);
    }
    return udp->client;
}

/* A server does not wait for anybody: what is too much is lost, that is what UDP is like.  A client
 * is told, so that it can pace itself. */
static size_t udp_queued(const struct conn *conn)
{
    const struct udp *udp = ((const struct udp_conn *)conn)->udp;
    return udp->client ? udp->socket.queued : 0;
}

static void udp_finish(struct conn *conn)
{
    (void)conn; /* UDP has no end */
}

static void udp_reading(struct conn *conn, bool on)
{
    const struct udp *udp = ((const struct udp_conn *)conn)->udp;
    if (udp->client) udp_socket_receiving(&((struct udp_conn *)conn)->udp->socket, on);
}

static void on_client_closed(void *context)
{
    struct udp_conn *conn = context;
    conn_gone(&conn->conn);
}

static void udp_abort(struct conn *conn, bool reset)
{
    (void)reset;
    struct udp_conn *self = (struct udp_conn *)conn;
    struct udp *udp = self->udp;
    if (udp->client) {
        udp->only = NULL;
        udp_close((struct udp_socket *)udp, on_client_closed, self);
    } else if (udp->sessions) {
        forget_session(udp, self);
        self->next_gone = udp->gone;
        udp->gone = self;
        uv_timer_start(&udp->sweep, on_sweep, 0, 0);
    }
}

static void release(struct udp *udp)
{
    if (--udp->handles) return;
    if (!udp->client && udp->only) free(udp->only);
    free(udp->sessions);
    free(udp->impairer);
    udp->closed(udp->context);
    free(udp);
}

static void on_socket_closed(uv_handle_t *handle)
{
    release((struct udp *)handle);
}

static void on_sweep_closed(uv_handle_t *handle)
{
    release(handle->data);
}

static void on_impairer_closed(struct impairer *impairer)
{
    release((struct udp *)impairer->socket);
}

void udp_stop(struct udp_socket *socket)
{
    udp_socket_receiving(socket, false);
}

void udp_close(struct udp_socket *socket, void (*closed)(void *context), void *context)
{
    struct udp *udp = (struct udp *)socket;
    udp->closed = closed;
    udp->context = context;
    udp->handles = 2;
    if (udp->impairer) {
        udp->handles++;
        impairer_close(udp->impairer, on_impairer_closed);
    }
    udp_socket_close(socket, on_socket_closed);
    uv_close((uv_handle_t *)&udp->sweep, on_sweep_closed);
}

static struct udp *create(struct conn_group *group)
{
    struct udp *udp = calloc(1, sizeof *udp);
    if (!udp) return NULL;
    udp->group = group;
    udp->socket.received = on_received;
    udp->socket.error = on_error;
    udp->socket.settled = on_settled;
    return udp;
}

/* The parts of a server beside its socket; false when there is no memory. */
static bool equip(struct udp *udp, const struct impairment *impairment)
{
    struct conn_group *group = udp->group;
    if (group->protocol->stateless) {
        udp->only = calloc(1, sizeof *udp->only + 16 + group->protocol->state_size);
        if (!udp->only) return false;
        udp->only->udp = udp;
        udp->only->conn.transport = &transport_udp;
        udp->only->conn.group = group;
    } else {
        udp->sessions = calloc(BUCKETS, sizeof *udp->sessions);
        if (!udp->sessions) return false;
    }
    if (!impairment) return true;
    udp->impairer = malloc(sizeof *udp->impairer);
    return udp->impairer != NULL;
}

static void discard(struct udp *udp)
{
    free(udp->only);
    free(udp->sessions);
    free(udp->impairer);
    free(udp);
}

int udp_serve(struct conn_group *group, int descriptor, const union address *local,
    const struct impairment *impairment, uint32_t sessions, struct udp_socket **opened)
{
    struct udp *udp = create(group);
    if (!udp || !equip(udp, impairment)) {
        if (udp) discard(udp);
        close(descriptor);
        return UV_ENOMEM;
    }
    udp->most = sessions ? sessions : SESSIONS;
    socket_widen(descriptor);
    int status = udp_socket_open(&udp->socket, group->loop, group->shared, descriptor, local);
    if (status < 0) {
        discard(udp);
        return status;
    }
    uv_timer_init(group->loop, &udp->sweep);
    udp->sweep.data = udp;
    if (impairment)
        impairer_init(udp->impairer, impairment, group->loop, &udp->socket, group->events);
    *opened = &udp->socket;
    return 0;
}

static void on_client_ready(uv_timer_t *timer)
{
    struct udp *udp = timer->data;
    if (udp->only) conn_open(&udp->only->conn);
}

static void on_nothing_closed(void *context)
{
    (void)context;
}

struct conn *udp_connect(struct conn_group *group, const union address *peer, int *status)
{
    union address local = {.any = {.sa_family = peer->any.sa_family}};
    int descriptor = socket_bound(SOCK_DGRAM, &local);
    *status = descriptor;
    if (descriptor < 0) return NULL;
    struct udp *udp = create(group);
    *status = udp ? 0 : UV_ENOMEM;
    if (udp && connect(descriptor, &peer->any, address_size(peer)) < 0) {
        *status = uv_translate_sys_error(errno);
    }
    if (*status < 0) {
        free(udp);
        close(descriptor);
        return NULL;
    }
    socket_widen(descriptor);
    udp->client = udp->socket.connected = true;
    *status = udp_socket_open(&udp->socket, group->loop, group->shared, descriptor, &local);
    if (*status < 0) {
        free(udp);
        return NULL;
    }
    uv_timer_init(group->loop, &udp->sweep);
    udp->sweep.data = udp;
    struct udp_conn *conn = (struct udp_conn *)conn_create(group, &transport_udp, peer);
    if (!conn) {
        *status = UV_ENOMEM;
        udp_close(&udp->socket, on_nothing_closed, NULL);
        return NULL;
    }
    udp->only = conn;
    conn->udp = udp;
    conn->path.peer = *peer;
    uv_timer_start(&udp->sweep, on_client_ready, 0, 0);
    return &conn->conn;
}

const struct transport transport_udp = {
    .kind = TRANSPORT_UDP,
    .name = "udp",
    .endless = true,
    .size = sizeof(struct udp_conn),
    .write = udp_write,
    .queued = udp_queued,
    .finish = udp_finish,
    .reading = udp_reading,
    .abort = udp_abort,
};
