/* See udp_socket.h.  SPDX-License-Identifier: MIT */
#include "io/udp_socket.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if defined(__linux__) || defined(__FreeBSD__)
#define receive_messages(descriptor, messages, count)                                              \
    recvmmsg(descriptor, messages, count, MSG_DONTWAIT, NULL)
#define send_messages(descriptor, messages, count)                                                 \
    sendmmsg(descriptor, messages, count, MSG_DONTWAIT)
#else
/* One at a time where the calls for many do not exist. */
struct mmsghdr {
    struct msghdr msg_hdr;
    unsigned msg_len;
};

static int receive_messages(int descriptor, struct mmsghdr *messages, unsigned count)
{
    unsigned done = 0;
    for (; done < count; done++) {
        ssize_t got = recvmsg(descriptor, &messages[done].msg_hdr, MSG_DONTWAIT);
        if (got < 0) break;
        messages[done].msg_len = (unsigned)got;
    }
    return done ? (int)done : -1;
}

static int send_messages(int descriptor, struct mmsghdr *messages, unsigned count)
{
    unsigned done = 0;
    while (done < count && sendmsg(descriptor, &messages[done].msg_hdr, MSG_DONTWAIT) >= 0)
        done++;
    return done ? (int)done : -1;
}
#endif

/* Room for the control message that carries the local address. */
union control {
    struct cmsghdr align;
    char v4[CMSG_SPACE(sizeof(struct in_pktinfo))];
    char v6[CMSG_SPACE(sizeof(struct in6_pktinfo))];
};

/* One direction of a batch. */
struct side {
    struct mmsghdr messages[SHARED_BATCH];
    struct iovec pieces[SHARED_BATCH];
    union address peers[SHARED_BATCH];
    union control controls[SHARED_BATCH];
};

struct udp_batch {
    struct side in, out;
};

/* A datagram that waits. */
struct udp_queued {
    struct udp_queued *next;
    struct udp_path path;
    size_t len;
    uint8_t bytes[];
};

static void update_poll(struct udp_socket *socket);

static void read_local(struct msghdr *message, struct udp_path *path)
{
    for (struct cmsghdr *control = CMSG_FIRSTHDR(message); control;
         control = CMSG_NXTHDR(message, control)) {
        if (control->cmsg_level == IPPROTO_IP && control->cmsg_type == IP_PKTINFO) {
            struct in_pktinfo info;
            memcpy(&info, CMSG_DATA(control), sizeof info);
            path->family = AF_INET;
            path->local.v4 = info.ipi_spec_dst; /* ours, also when it came by broadcast */
        } else if (control->cmsg_level == IPPROTO_IPV6 && control->cmsg_type == IPV6_PKTINFO) {
            struct in6_pktinfo info;
            memcpy(&info, CMSG_DATA(control), sizeof info);
            if (IN6_IS_ADDR_MULTICAST(&info.ipi6_addr)) continue;
            path->family = AF_INET6;
            path->interface = IN6_IS_ADDR_LINKLOCAL(&info.ipi6_addr) ? info.ipi6_ifindex : 0;
            path->local.v6 = info.ipi6_addr;
        }
    }
}

static void write_local(struct msghdr *message, union control *space, const struct udp_path *path)
{
    message->msg_control = NULL;
    message->msg_controllen = 0;
    if (!path->family) return;
    memset(space, 0, sizeof *space);
    bool v6 = path->family == AF_INET6;
    message->msg_control = space;
    message->msg_controllen = v6 ? sizeof space->v6 : sizeof space->v4;
    struct cmsghdr *control = CMSG_FIRSTHDR(message);
    if (v6) {
        struct in6_pktinfo info = {.ipi6_addr = path->local.v6, .ipi6_ifindex = path->interface};
        control->cmsg_level = IPPROTO_IPV6;
        control->cmsg_type = IPV6_PKTINFO;
        control->cmsg_len = CMSG_LEN(sizeof info);
        memcpy(CMSG_DATA(control), &info, sizeof info);
    } else {
        struct in_pktinfo info = {.ipi_spec_dst = path->local.v4};
        control->cmsg_level = IPPROTO_IP;
        control->cmsg_type = IP_PKTINFO;
        control->cmsg_len = CMSG_LEN(sizeof info);
        memcpy(CMSG_DATA(control), &info, sizeof info);
    }
}

/* Fills slot `i` of what goes out. */
static void compose(
    struct udp_socket *socket, unsigned i, struct bytes data, const struct udp_path *path)
{
    struct side *out = &socket->batch->out;
    struct msghdr *message = &out->messages[i].msg_hdr;
    out->pieces[i] = (struct iovec){(void *)data.at, data.len};
    *message = (struct msghdr){.msg_iov = &out->pieces[i], .msg_iovlen = 1};
    if (socket->connected) return;
    out->peers[i] = path->peer;
    message->msg_name = &out->peers[i];
    message->msg_namelen = address_size(&path->peer);
    write_local(message, &out->controls[i], path);
}

static bool is_full(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == ENOBUFS;
}

/* Hands out what the network has said meanwhile, which `error`, the result of another call, may
 * merely repeat: true then, and the call is worth doing again. */
static bool take_errors(struct udp_socket *socket, int error)
{
    struct udp_error taken;
    bool any = false;
    while (!uv_is_closing((uv_handle_t *)&socket->poll) &&
           udp_error_take(socket->descriptor, &taken)) {
        any = true;
        socket->error(socket, &taken);
    }
    if (any || error != ECONNREFUSED) return any;
    /* No system refuses a datagram itself: this is ICMP, of which nothing more is known. */
    if (socket->connected) {
        socket->error(
            socket, &(struct udp_error){
                        .status = UV_ECONNREFUSED, .words = "port unreachable", .hard = true});
    }
    return true;
}

/* Sends messages 0 … count-1; returns how many are done with, which is less when the kernel is
 * full. One that the kernel refuses is counted and passed over. */
static unsigned send_batch(struct udp_socket *socket, unsigned count)
{
    unsigned done = 0;
    while (done < count) {
        int sent =
            send_messages(socket->descriptor, socket->batch->out.messages + done, count - done);
        if (sent > 0) {
            done += (unsigned)sent;
        } else if (sent < 0 && is_full(errno)) {
            break;
        } else if (sent < 0 && errno != EINTR) {
            int error = errno;
            bool again = take_errors(socket, error);
            if (uv_is_closing((uv_handle_t *)&socket->poll)) return count;
            if (again) continue;
            socket->failed++;
            socket->failure = uv_translate_sys_error(error);
            done++;
        }
    }
    return done;
}

static void enqueue(struct udp_socket *socket, struct bytes data, const struct udp_path *path)
{
    size_t size = sizeof(struct udp_queued) + data.len;
    struct udp_queued *item = socket->queued + size <= UDP_QUEUE ? malloc(size) : NULL;
    if (!item) {
        socket->lost++;
        return;
    }
    item->next = NULL;
    item->path = *path;
    item->len = data.len;
    if (data.len) memcpy(item->bytes, data.at, data.len);
    bool was_empty = !socket->first;
    *socket->last = item;
    socket->last = &item->next;
    socket->queued += size;
    if (was_empty) update_poll(socket);
}

/* Sends what was gathered; what does not go now is copied into the queue. */
static void flush_gathered(struct udp_socket *socket)
{
    unsigned count = socket->gathered;
    socket->gathered = 0;
    unsigned done = socket->first ? 0 : send_batch(socket, count);
    for (; done < count; done++) {
        struct side *out = &socket->batch->out;
        struct udp_path path = {.peer = out->peers[done]};
        if (out->messages[done].msg_hdr.msg_controllen) {
            read_local(&out->messages[done].msg_hdr, &path);
        }
        enqueue(socket, bytes_of(out->pieces[done].iov_base, out->pieces[done].iov_len), &path);
    }
}

static void flush_queue(struct udp_socket *socket)
{
    while (socket->first) {
        unsigned count = 0;
        for (struct udp_queued *item = socket->first; item && count < SHARED_BATCH;
             item = item->next) {
            compose(socket, count++, bytes_of(item->bytes, item->len), &item->path);
        }
        unsigned done = send_batch(socket, count);
        for (unsigned i = 0; i < done && socket->first; i++) {
            struct udp_queued *item = socket->first;
            socket->first = item->next;
            if (!socket->first) socket->last = &socket->first;
            socket->queued -= sizeof *item + item->len;
            free(item);
        }
        if (done < count) return;
    }
    update_poll(socket);
}

static bool is_received(const struct udp_socket *socket, struct bytes data)
{
    uintptr_t at = (uintptr_t)data.at, start = (uintptr_t)socket->shared->datagrams;
    return at >= start && at < start + (size_t)SHARED_BATCH * SHARED_SLOT;
}

void udp_socket_send(struct udp_socket *socket, struct bytes data, const struct udp_path *path)
{
    if (socket->first) {
        enqueue(socket, data, path); /* behind the others */
        return;
    }
    bool later = socket->in_batch && (!data.len || is_received(socket, data));
    compose(socket, socket->gathered, data, path);
    socket->gathered++;
    if (!later || socket->gathered == SHARED_BATCH) flush_gathered(socket);
}

static void prepare_side(
    struct side *in, uint8_t *datagrams, bool connected, bool pktinfo, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        in->pieces[i] = (struct iovec){datagrams + (size_t)i * SHARED_SLOT, SHARED_SLOT};
        in->messages[i].msg_hdr = (struct msghdr){.msg_iov = &in->pieces[i], .msg_iovlen = 1};
        if (!connected) {
            in->messages[i].msg_hdr.msg_name = &in->peers[i];
            in->messages[i].msg_hdr.msg_namelen = sizeof in->peers[i];
        }
        if (pktinfo) {
            in->messages[i].msg_hdr.msg_control = &in->controls[i];
            in->messages[i].msg_hdr.msg_controllen = sizeof in->controls[i];
        }
    }
}

static void hand_out(struct udp_socket *socket, unsigned count)
{
    struct side *in = &socket->batch->in;
    struct udp_path path = {0};
    socket->in_batch = true;
    for (unsigned i = 0; i < count; i++) {
        if (!socket->connected) {
            path.peer = in->peers[i];
            path.family = 0;
            if (socket->pktinfo) read_local(&in->messages[i].msg_hdr, &path);
        }
        socket->received(socket, bytes_of(in->pieces[i].iov_base, in->messages[i].msg_len), &path);
        if (socket->stopped) break; /* closed in between */
    }
    socket->in_batch = false;
    if (socket->gathered && !uv_is_closing((uv_handle_t *)&socket->poll)) flush_gathered(socket);
    socket->gathered = 0;
}

static void receive(struct udp_socket *socket)
{
    struct side *in = &socket->batch->in;
    prepare_side(in, socket->shared->datagrams, socket->connected, socket->pktinfo, socket->used);
    int count = receive_messages(socket->descriptor, in->messages, SHARED_BATCH);
    socket->used = count > 0 ? (unsigned)count : 0;
    if (count > 0) {
        hand_out(socket, socket->used);
    } else if (count < 0 && !is_full(errno) && errno != EINTR) {
        int error = errno;
        if (take_errors(socket, error)) return;
        int status = uv_translate_sys_error(error);
        socket->error(socket,
            &(struct udp_error){.status = status, .words = uv_strerror(status), .hard = true});
    }
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
    struct udp_socket *socket = (struct udp_socket *)poll;
    /* A pending error stops libuv's polling until it has been taken. */
    if (status < 0) {
        take_errors(socket, 0);
        update_poll(socket);
        events = UV_READABLE;
    }
    if (uv_is_closing((uv_handle_t *)poll)) return;
    if (events & UV_WRITABLE) flush_queue(socket);
    if (events & UV_READABLE && !socket->stopped) receive(socket);
    if (!uv_is_closing((uv_handle_t *)poll)) socket->settled(socket);
}

static void update_poll(struct udp_socket *socket)
{
    int events = (socket->stopped ? 0 : UV_READABLE) | (socket->first ? UV_WRITABLE : 0);
    if (uv_is_closing((uv_handle_t *)&socket->poll)) return;
    if (events) {
        uv_poll_start(&socket->poll, events, on_poll);
    } else {
        uv_poll_stop(&socket->poll);
    }
}

static bool want_pktinfo(int descriptor, const union address *local)
{
    const int yes = 1;
    if (!address_is_any(local)) return false;
    return local->any.sa_family == AF_INET
               ? !setsockopt(descriptor, IPPROTO_IP, IP_PKTINFO, &yes, sizeof yes)
               : !setsockopt(descriptor, IPPROTO_IPV6, IPV6_RECVPKTINFO, &yes, sizeof yes);
}

int udp_socket_open(struct udp_socket *socket, uv_loop_t *loop, struct shared *shared,
    int descriptor, const union address *local)
{
    int status = UV_ENOMEM;
    socket->descriptor = descriptor;
    socket->shared = shared;
    socket->last = &socket->first;
    socket->used = SHARED_BATCH; /* all of them are to be prepared */
    socket->batch = calloc(1, sizeof *socket->batch);
    if (socket->batch && shared_datagrams(shared))
        status = uv_poll_init(loop, &socket->poll, descriptor);
    if (status < 0) {
        free(socket->batch);
        close(descriptor);
        return status;
    }
    socket->pktinfo = !socket->connected && want_pktinfo(descriptor, local);
    udp_errors_keep(descriptor, local->any.sa_family);
    update_poll(socket);
    return 0;
}

void udp_socket_receiving(struct udp_socket *socket, bool on)
{
    socket->stopped = !on;
    update_poll(socket);
}

void udp_socket_close(struct udp_socket *socket, uv_close_cb closed)
{
    socket->stopped = true;
    uv_close((uv_handle_t *)&socket->poll, closed);
    close(socket->descriptor);
    for (struct udp_queued *item = socket->first, *next; item; item = next) {
        next = item->next;
        free(item);
    }
    socket->first = NULL;
    free(socket->batch);
    socket->batch = NULL;
}
