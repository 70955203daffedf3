/* TLS on TCP: between the stream's bytes and the protocol's stands a session (tls/tls.h).
 *
 *      socket -> shared->read -> incoming -> session -> plain  -> protocol
 *      socket <- tcp_write()  <- sealed   <- session <- conn_write()
 *
 * What came is worked off at once.  When the protocol stops reading in the middle of it, the rest
 * waits in `saved` (64 KiB at most, since nothing more is read meanwhile).  What goes out is
 * gathered until the turn of this connection ends, so that a flight of handshake messages, or the
 * answers to all that came in one read, leave in one write.
 *
 * A session takes some 34 kB, so a server makes it when the first bytes come: clients that connect
 * and say nothing cost no more than on TCP.  SPDX-License-Identifier: MIT */
#include "io/tls_conn.h"

#include <stdlib.h>
#include <string.h>

enum { PREFACE_MOST = 64 * 1024 };

static struct shared_tls *shared_of(struct conn *conn)
{
    return conn->group->shared->tls;
}

/* Hands what is gathered for a connection to its socket; a negative code if that failed. */
static int flush(struct shared_tls *shared)
{
    struct conn *conn = shared->owner;
    size_t len = shared->sealed_len;
    shared->owner = NULL;
    shared->sealed_len = 0;
    return conn && len ? tcp_write(conn, bytes_of(shared->sealed, len)) : 0;
}

static int bio_send(void *context, const uint8_t *data, size_t len)
{
    struct conn *conn = context;
    struct shared_tls *shared = shared_of(conn);
    if (conn->flags & CONN_GONE) return TLS_BIO_FAILED;
    if (shared->owner != conn || shared->sealed_len + len > SHARED_SEALED) {
        struct conn *other = shared->owner;
        int status = flush(shared);
        if (status < 0 && other) conn_abort(other, status, false);
        if (status < 0 && other == conn) return TLS_BIO_FAILED;
        shared->owner = conn;
    }
    if (len > SHARED_SEALED) len = SHARED_SEALED;
    memcpy(shared->sealed + shared->sealed_len, data, len);
    shared->sealed_len += len;
    return (int)len;
}

static int bio_receive(void *context, uint8_t *data, size_t room)
{
    struct tls_conn *tls = context;
    if (!tls->incoming.len) return tls->stream_ended ? TLS_BIO_END : TLS_BIO_AGAIN;
    size_t len = tls->incoming.len < room ? tls->incoming.len : room;
    memcpy(data, tls->incoming.at, len);
    tls->incoming = bytes_of(tls->incoming.at + len, tls->incoming.len - len);
    return (int)len;
}

static int make_session(struct tls_conn *tls)
{
    struct conn *conn = &tls->tcp.conn;
    const struct tls_bio bio = {bio_send, bio_receive, tls};
    if (!shared_tls(conn->group->shared)) return UV_ENOMEM;
    return tls_session_create(conn->group->tls, &bio, conn->group->server_name, &tls->session) < 0
               ? UV_ENOMEM
               : 0;
}

/* The session failed: its alert goes out, and the connection ends with its words. */
static void fail(struct tls_conn *tls)
{
    struct conn *conn = &tls->tcp.conn;
    if (shared_of(conn)->owner == conn) flush(shared_of(conn));
    tls_failure(tls->session, &tls->failure);
    conn->reason = tls->failure.message;
    conn_abort(conn, UV_EPROTO, false);
}

static bool may_read(const struct conn *conn)
{
    return !(conn->flags & (CONN_STOPPED | CONN_GONE));
}

/* The handshake, as far as it goes; true when it is done. */
static bool shake(struct tls_conn *tls)
{
    struct conn *conn = &tls->tcp.conn;
    if (conn->flags & CONN_OPEN) return true;
    switch (tls_handshake(tls->session)) {
    case TLS_OK:
        /* The last flight goes before what the protocol may have to say. */
        if (shared_of(conn)->owner == conn) {
            int status = flush(shared_of(conn));
            if (status < 0) {
                conn_abort(conn, status, false);
                return false;
            }
        }
        conn_open(conn);
        return true;
    case TLS_WANT_READ:
    case TLS_WANT_WRITE:
        return false;
    default:
        fail(tls);
        return false;
    }
}

/* Opens what came and gives it to the protocol, until there is no more or it does not want more. */
static void deliver(struct tls_conn *tls)
{
    struct conn *conn = &tls->tcp.conn;
    uint8_t *plain = shared_of(conn)->plain;
    if (tls->preface.len && may_read(conn)) {
        conn_deliver(conn, bytes_of(tls->preface.at, tls->preface.len));
        text_finish(&tls->preface);
    }
    while (may_read(conn)) {
        size_t got;
        switch (tls_read(tls->session, plain, SHARED_PLAIN, &got)) {
        case TLS_OK:
            conn_deliver(conn, bytes_of(plain, got));
            break;
        case TLS_CLOSED:
            conn_peer_ended(conn);
            return;
        case TLS_FAILED:
            fail(tls);
            return;
        default:
            return;
        }
    }
}

/* Keeps what this turn left over; it may lie in `saved` already. */
static void save_rest(struct tls_conn *tls)
{
    struct bytes rest = tls->incoming;
    tls->incoming = bytes_of(NULL, 0);
    if (rest.len && tls->saved) {
        tls->saved_at = tls->saved_len - rest.len;
        return;
    }
    free(tls->saved);
    tls->saved = NULL;
    if (!rest.len || tls->tcp.conn.flags & CONN_GONE) return;
    tls->saved = malloc(rest.len);
    if (!tls->saved) {
        conn_abort(&tls->tcp.conn, UV_ENOMEM, false);
        return;
    }
    memcpy(tls->saved, rest.at, rest.len);
    tls->saved_len = rest.len;
    tls->saved_at = 0;
}

/* A line of plain text goes before TLS (NATS): the server says it at once, and then reads our hello,
 * which is on its way already.  False while the line has not ended, or when it does not end. */
static bool pass_preface(struct tls_conn *tls, struct bytes *data)
{
    const char *expected = tls->tcp.conn.group->preface;
    if (tls->begun || !data->len) return true;
    if (!tls->preface.len && (!expected || data->at[0] != (uint8_t)*expected)) {
        tls->begun = true;
        return true;
    }
    const uint8_t *end = memchr(data->at, '\n', data->len);
    size_t len = end ? (size_t)(end - data->at) + 1 : data->len;
    text_add(&tls->preface, data->at, len);
    *data = bytes_of(data->at + len, data->len - len);
    tls->begun = end != NULL;
    bool right = tls->preface.len <= PREFACE_MOST && !tls->preface.failed;
    if (right && end) {
        size_t whole = strlen(expected);
        right = tls->preface.len > whole && !memcmp(tls->preface.at, expected, whole);
    }
    if (!right) conn_abort(&tls->tcp.conn, UV_EPROTO, false);
    return right && tls->begun;
}

static void turn(struct tls_conn *tls, struct bytes data)
{
    struct conn *conn = &tls->tcp.conn;
    tls->incoming = data;
    tls->turning = true;
    if (shake(tls)) deliver(tls);
    tls->turning = false;
    if (shared_of(conn)->owner == conn) {
        int status = flush(shared_of(conn));
        if (status < 0)
            conn_abort(conn, status, false);
        else if (conn->flags & CONN_OPEN)
            conn_filled(conn);
    }
    save_rest(tls);
}

static void on_idle(uv_idle_t *idle)
{
    struct tls_conn *tls = idle->data;
    uv_idle_stop(idle);
    if (!may_read(&tls->tcp.conn)) return;
    struct bytes rest = {0};
    if (tls->saved) rest = bytes_of(tls->saved + tls->saved_at, tls->saved_len - tls->saved_at);
    turn(tls, rest);
    /* The protocol may have stopped again; else the socket is next. */
    if (may_read(&tls->tcp.conn) && !tls->stream_ended) tcp_reading(&tls->tcp.conn, true);
}

static void on_reading(struct conn *conn, bool on)
{
    struct tls_conn *tls = tls_of(conn);
    if (!on) {
        if (tls->idle_used) uv_idle_stop(&tls->idle);
        tcp_reading(conn, false);
    } else if (tls->saved || tls->stream_ended || tls->turning) {
        /* None of the protocol's callbacks may come from here. */
        if (!tls->idle_used) {
            uv_idle_init(conn->group->loop, &tls->idle);
            tls->idle.data = tls;
            tls->idle_used = true;
        }
        uv_idle_start(&tls->idle, on_idle);
    } else {
        tcp_reading(conn, true);
    }
}

static void on_ready(struct tcp_conn *tcp)
{
    struct tls_conn *tls = (struct tls_conn *)tcp;
    if (!tcp->conn.group->server_name) return; /* the client speaks first */
    int status = make_session(tls);
    if (status < 0) {
        conn_abort(&tcp->conn, status, false);
    } else {
        turn(tls, bytes_of(NULL, 0));
    }
}

static void on_received(struct tcp_conn *tcp, struct bytes data)
{
    struct tls_conn *tls = (struct tls_conn *)tcp;
    int status = tls->session ? 0 : make_session(tls);
    if (status < 0) {
        conn_abort(&tcp->conn, status, false);
    } else {
        if (pass_preface(tls, &data)) turn(tls, data);
    }
}

static void on_ended(struct tcp_conn *tcp)
{
    struct tls_conn *tls = (struct tls_conn *)tcp;
    tls->stream_ended = true;
    if (!tls->session) {
        /* Somebody looked whether there is a server: no failure, nothing to tell. */
        tls->closed_early = true;
        conn_abort(&tcp->conn, 0, false);
    } else if (!tls->saved) {
        turn(tls, bytes_of(NULL, 0));
    }
}

static void on_drained(struct tcp_conn *tcp)
{
    conn_drained(&tcp->conn);
}

static int on_write(struct conn *conn, struct bytes data)
{
    struct tls_conn *tls = tls_of(conn);
    size_t taken;
    if (tls_write(tls->session, data.at, data.len, &taken) != TLS_OK) return UV_EPROTO;
    return tls->turning || shared_of(conn)->owner != conn ? 0 : flush(shared_of(conn));
}

/* Each peer has its own keys, so nothing is shared; but the records leave in one write. */
static int on_write_shared(
    struct conn *conn, struct share *share, const struct bytes *pieces, unsigned count)
{
    (void)share;
    struct tls_conn *tls = tls_of(conn);
    bool was = tls->turning;
    int status = 0;
    tls->turning = true;
    for (unsigned i = 0; i < count && status >= 0;) {
        struct bytes run = pieces[i++];
        while (i < count && pieces[i].at == run.at + run.len)
            run.len += pieces[i++].len;
        status = on_write(conn, run);
    }
    tls->turning = was;
    if (status < 0 || was || shared_of(conn)->owner != conn) return status;
    return flush(shared_of(conn));
}

static void on_finish(struct conn *conn)
{
    struct tls_conn *tls = tls_of(conn);
    tls_finish(tls->session);
    int status = shared_of(conn)->owner == conn ? flush(shared_of(conn)) : 0;
    /* A peer that has gone already misses our close_notify only. */
    if (status >= 0 || conn->flags & CONN_ENDED) {
        tcp_finish(conn);
    } else {
        conn_abort(conn, status, false);
    }
}

static void on_idle_closed(uv_handle_t *handle)
{
    struct tls_conn *tls = handle->data;
    tcp_abort(&tls->tcp.conn, tls->reset);
}

static void on_abort(struct conn *conn, bool reset)
{
    struct tls_conn *tls = tls_of(conn);
    struct shared_tls *shared = shared_of(conn);
    tls_tell_failure(tls);
    if (shared && shared->owner == conn) {
        shared->owner = NULL;
        shared->sealed_len = 0;
    }
    if (tls->idle_used) {
        tls->reset = reset;
        tcp_reading(conn, false);
        uv_close((uv_handle_t *)&tls->idle, on_idle_closed);
    } else {
        tcp_abort(conn, reset);
    }
}

static void on_destroy(struct conn *conn)
{
    struct tls_conn *tls = tls_of(conn);
    tls_session_destroy(tls->session);
    text_finish(&tls->chain);
    text_finish(&tls->preface);
    free(tls->saved);
}

const struct transport transport_tls = {
    .kind = TRANSPORT_TLS,
    .name = "tls",
    .size = sizeof(struct tls_conn),
    .write = on_write,
    .write_shared = on_write_shared,
    .queued = tcp_queued,
    .finish = on_finish,
    .reading = on_reading,
    .abort = on_abort,
    .local = tcp_local,
    .destroy = on_destroy,
    .opened = tls_tell_opened,
    .explain = tls_explain,
    .stream_ready = on_ready,
    .stream_received = on_received,
    .stream_ended = on_ended,
    .stream_drained = on_drained,
};
