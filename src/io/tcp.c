/* TCP on libuv.
 *
 * What the socket takes at once is never copied: uv_try_write first, and only the rest is queued.
 * SPDX-License-Identifier: MIT */
#include "io/tcp.h"

#include <errno.h>
#include <stdlib.h>
#ifdef __linux__
#include <sys/sendfile.h>
#endif
#include <sys/socket.h>
#include <unistd.h>

#include "io/share.h"
#include "io/socket.h"

/* Bytes that the socket did not take. */
struct pending {
    uv_write_t write; /* first */
    char bytes[];
};

/* Pieces of a share that the socket did not take. */
struct pending_share {
    uv_write_t write; /* first */
    struct share_copy *copy;
};

/* Runs of a share that go out with one call. */
enum { RUNS = 128 };

static struct tcp_conn *tcp_of(uv_handle_t *handle)
{
    return (struct tcp_conn *)((char *)handle - offsetof(struct tcp_conn, handle));
}

static uv_stream_t *stream_of(struct tcp_conn *tcp)
{
    return (uv_stream_t *)&tcp->handle;
}

static void on_allocate(uv_handle_t *handle, size_t hint, uv_buf_t *buffer)
{
    (void)hint;
    *buffer = uv_buf_init((char *)tcp_of(handle)->conn.group->shared->read, SHARED_READ);
}

static void on_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *buffer)
{
    struct tcp_conn *tcp = tcp_of((uv_handle_t *)stream);
    if (got > 0) {
        tcp->conn.transport->stream_received(tcp, bytes_of(buffer->base, (size_t)got));
    } else if (got == UV_EOF) {
        tcp->conn.transport->stream_ended(tcp);
    } else if (got < 0) {
        conn_abort(&tcp->conn, (int)got, false);
    }
}

void tcp_reading(struct conn *conn, bool on)
{
    struct tcp_conn *tcp = (struct tcp_conn *)conn;
    if (on) {
        uv_read_start(stream_of(tcp), on_allocate, on_read);
    } else {
        uv_read_stop(stream_of(tcp));
    }
}

size_t tcp_queued(const struct conn *conn)
{
    const struct tcp_conn *tcp = (const struct tcp_conn *)conn;
    return tcp->handle.write_queue_size;
}

/* FIN, without libuv's request: the queue is known to be empty. */
static void send_fin(struct tcp_conn *tcp)
{
    uv_os_fd_t descriptor;
    tcp->fin_wanted = false;
    if (!uv_fileno((uv_handle_t *)&tcp->handle, &descriptor)) shutdown(descriptor, SHUT_WR);
}

void tcp_finish(struct conn *conn)
{
    struct tcp_conn *tcp = (struct tcp_conn *)conn;
    /* When the peer has ended too, closing the socket says the same with one call less. */
    if (conn->flags & CONN_CLOSING && conn->flags & CONN_ENDED) return;
    tcp->fin_wanted = true;
    if (!tcp_queued(conn)) send_fin(tcp);
}

static void written(struct tcp_conn *tcp, int status)
{
    if (tcp->conn.flags & CONN_GONE) return;
    if (status < 0) {
        conn_abort(&tcp->conn, status, false);
        return;
    }
    if (tcp->fin_wanted && !tcp_queued(&tcp->conn)) send_fin(tcp);
    tcp->conn.transport->stream_drained(tcp);
}

static void on_written(uv_write_t *write, int status)
{
    struct tcp_conn *tcp = tcp_of((uv_handle_t *)write->handle);
    free(write);
    written(tcp, status);
}

static void on_share_written(uv_write_t *write, int status)
{
    struct tcp_conn *tcp = tcp_of((uv_handle_t *)write->handle);
    struct pending_share *pending = (struct pending_share *)write;
    share_release(pending->copy);
    free(pending);
    written(tcp, status);
}

int tcp_write(struct conn *conn, struct bytes data)
{
    struct tcp_conn *tcp = (struct tcp_conn *)conn;
    size_t done = 0;
    /* libuv counts buffers in unsigned int; nobody writes 4 GiB at once, but nothing breaks then.
     */
    const size_t most = 1u << 30;
    if (!data.len) return 0;
    uv_buf_t buffer = uv_buf_init((char *)data.at, (unsigned)(data.len < most ? data.len : most));
    int written = uv_try_write(stream_of(tcp), &buffer, 1);
    if (written == (int)data.len) return 0;
    if (written < 0 && written != UV_EAGAIN) return written;
    if (written > 0) done = (size_t)written;
    while (done < data.len) {
        size_t piece = data.len - done < most ? data.len - done : most;
        struct pending *pending = malloc(sizeof *pending + piece);
        if (!pending) return UV_ENOMEM;
        memcpy(pending->bytes, data.at + done, piece);
        buffer = uv_buf_init(pending->bytes, (unsigned)piece);
        int status = uv_write(&pending->write, stream_of(tcp), &buffer, 1, on_written);
        if (status < 0) {
            free(pending);
            return status;
        }
        done += piece;
    }
    return 1;
}

/* Some runs: what the socket does not take waits in the share's copy. */
static int write_runs(struct tcp_conn *tcp, struct share *share, uv_buf_t *runs, unsigned count)
{
    int written = uv_try_write(stream_of(tcp), runs, count);
    if (written < 0 && written != UV_EAGAIN) return written;
    size_t done = written > 0 ? (size_t)written : 0;
    while (count && done >= runs->len) {
        done -= runs->len;
        runs++;
        count--;
    }
    if (!count) return 0;
    struct pending_share *pending = malloc(sizeof *pending);
    struct share_copy *copy = pending ? share_keep(share) : NULL;
    if (!copy) {
        free(pending);
        return UV_ENOMEM;
    }
    pending->copy = copy;
    runs->base += done;
    runs->len -= done;
    for (unsigned i = 0; i < count; i++) {
        size_t offset = (size_t)((uint8_t *)runs[i].base - share->bytes.at);
        runs[i].base = (char *)copy->bytes + offset;
    }
    int status = uv_write(&pending->write, stream_of(tcp), runs, count, on_share_written);
    if (status < 0) {
        share_release(copy);
        free(pending);
        return status;
    }
    return 1;
}

int tcp_write_shared(
    struct conn *conn, struct share *share, const struct bytes *pieces, unsigned count)
{
    struct tcp_conn *tcp = (struct tcp_conn *)conn;
    uv_buf_t runs[RUNS];
    int queued = 0;
    for (unsigned at = 0; at < count;) {
        unsigned used = 0;
        for (; at < count; at++) {
            struct bytes piece = pieces[at];
            if (used && (uint8_t *)runs[used - 1].base + runs[used - 1].len == piece.at) {
                runs[used - 1].len += piece.len;
            } else if (used < RUNS) {
                runs[used++] = uv_buf_init((char *)piece.at, (unsigned)piece.len);
            } else {
                break;
            }
        }
        int status = write_runs(tcp, share, runs, used);
        if (status < 0) return status;
        queued |= status;
    }
    return queued;
}

#ifdef __linux__
static int64_t write_file(struct conn *conn, int descriptor, uint64_t offset, size_t length)
{
    struct tcp_conn *tcp = (struct tcp_conn *)conn;
    uv_os_fd_t to;
    off_t from = (off_t)offset;
    int status = uv_fileno((uv_handle_t *)&tcp->handle, &to);
    if (status < 0) return status;
    ssize_t written;
    do
        written = sendfile(to, descriptor, &from, length);
    while (written < 0 && errno == EINTR);
    if (!written) return length ? UV_EOF : 0;
    if (written > 0 || errno == EAGAIN) return written > 0 ? written : 0;
    /* Some file systems have no sendfile. */
    return errno == EINVAL || errno == ENOSYS ? UV_ENOTSUP : uv_translate_sys_error(errno);
}
#else
#define write_file NULL /* called otherwise elsewhere */
#endif

int tcp_local(const struct conn *conn, union address *address)
{
    int length = sizeof *address;
    return uv_tcp_getsockname(&((const struct tcp_conn *)conn)->handle, &address->any, &length);
}

static void on_closed(uv_handle_t *handle)
{
    conn_gone(&tcp_of(handle)->conn);
}

void tcp_abort(struct conn *conn, bool reset)
{
    struct tcp_conn *tcp = (struct tcp_conn *)conn;
    if (!reset || uv_tcp_close_reset(&tcp->handle, on_closed) < 0) {
        uv_close((uv_handle_t *)&tcp->handle, on_closed);
    }
}

int tcp_accept(struct conn_group *group, const struct transport *transport, int descriptor,
    const union address *peer)
{
    struct conn *conn = conn_create(group, transport, peer);
    if (!conn) {
        close(descriptor);
        return UV_ENOMEM;
    }
    struct tcp_conn *tcp = (struct tcp_conn *)conn;
    uv_tcp_init(group->loop, &tcp->handle);
    int status = uv_tcp_open(&tcp->handle, descriptor);
    if (status < 0) {
        close(descriptor);
        conn_abort(conn, status, false);
        return status;
    }
    uv_tcp_nodelay(&tcp->handle, 1);
    if (group->paced) conn->waited = socket_connected_for(descriptor);
    tcp_reading(conn, true);
    transport->stream_ready(tcp);
    conn_await_ready(conn);
    return 0;
}

static void on_connected(uv_connect_t *connect, int status)
{
    struct tcp_conn *tcp = tcp_of((uv_handle_t *)connect->handle);
    free(connect);
    if (tcp->conn.flags & CONN_GONE) return; /* given up: its close callback comes by itself */
    if (status < 0) {
        conn_abort(&tcp->conn, status, false);
        return;
    }
    uv_tcp_nodelay(&tcp->handle, 1);
    tcp_reading(&tcp->conn, true);
    tcp->conn.transport->stream_ready(tcp);
}

struct conn *tcp_connect(
    struct conn_group *group, const struct transport *transport, const union address *peer)
{
    uv_connect_t *connect = malloc(sizeof *connect);
    struct conn *conn = connect ? conn_create(group, transport, peer) : NULL;
    if (!conn) {
        free(connect);
        return NULL;
    }
    struct tcp_conn *tcp = (struct tcp_conn *)conn;
    uv_tcp_init(group->loop, &tcp->handle);
    int status = uv_tcp_connect(connect, &tcp->handle, &peer->any, on_connected);
    if (status < 0) {
        free(connect);
        conn_abort(conn, status, false);
    }
    conn_await_ready(conn);
    return conn;
}

static void on_ready(struct tcp_conn *tcp)
{
    conn_open(&tcp->conn);
}

static void on_received(struct tcp_conn *tcp, struct bytes data)
{
    conn_deliver(&tcp->conn, data);
}

static void on_ended(struct tcp_conn *tcp)
{
    conn_peer_ended(&tcp->conn);
}

static void on_drained(struct tcp_conn *tcp)
{
    conn_drained(&tcp->conn);
}

const struct transport transport_tcp = {
    .kind = TRANSPORT_TCP,
    .name = "tcp",
    .size = sizeof(struct tcp_conn),
    .write = tcp_write,
    .write_shared = tcp_write_shared,
    .write_file = write_file,
    .queued = tcp_queued,
    .finish = tcp_finish,
    .reading = tcp_reading,
    .abort = tcp_abort,
    .local = tcp_local,
    .stream_ready = on_ready,
    .stream_received = on_received,
    .stream_ended = on_ended,
    .stream_drained = on_drained,
};
