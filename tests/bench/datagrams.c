/* The load on UDP: `depth` datagrams in flight on each socket.  SPDX-License-Identifier: MIT */
#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BATCH = 64, LARGEST = 65507, PATIENCE_MS = 200 };

/* Sends `count` datagrams, each carrying the time; those that do not leave count as lost. */
static void send_some(struct load *load, int fd, unsigned count)
{
    static char room[BATCH * LARGEST];
    struct mmsghdr messages[BATCH];
    struct iovec vectors[BATCH];
    uint64_t now = load_now();
    size_t size = load->options.size;
    for (unsigned i = 0; i < count; i++) {
        char *bytes = room + i * size; /* close together: the cache is small */
        memcpy(bytes, load->message, size);
        if (size >= sizeof now) memcpy(bytes, &now, sizeof now);
        vectors[i] = (struct iovec){bytes, size};
        messages[i] = (struct mmsghdr){.msg_hdr = {.msg_iov = &vectors[i], .msg_iovlen = 1}};
    }
    if (count && sendmmsg(fd, messages, count, 0) < 0 && errno != EAGAIN) load_fail("send");
}

/* Takes what has come; returns how many datagrams, counting wrong ones as errors. */
static unsigned receive_some(struct load *load, int fd)
{
    static char room[BATCH * (LARGEST + 1)];
    struct mmsghdr messages[BATCH];
    struct iovec vectors[BATCH];
    size_t size = load->options.size;
    for (unsigned i = 0; i < BATCH; i++) {
        vectors[i] = (struct iovec){room + i * (size + 1), size + 1}; /* one more: too long shows */
        messages[i] = (struct mmsghdr){.msg_hdr = {.msg_iov = &vectors[i], .msg_iovlen = 1}};
    }
    int count = recvmmsg(fd, messages, BATCH, MSG_DONTWAIT, NULL);
    uint64_t now = load_now(), sent = now;
    for (int i = 0; i < count; i++) {
        const char *bytes = vectors[i].iov_base;
        size_t head = size >= sizeof sent ? sizeof sent : 0;
        if (messages[i].msg_len != size ||
            memcmp(bytes + head, load->message + head, size - head) != 0) {
            load->figures.errors++;
            continue;
        }
        if (head) memcpy(&sent, bytes, head);
        load_latency(load, now - sent);
        if (load->measuring) load->figures.messages++;
    }
    return count > 0 ? (unsigned)count : 0;
}

static void run_for(struct load *load, struct pollfd *sockets, double seconds)
{
    uint64_t end = load_now() + (uint64_t)(seconds * 1e9);
    while (load_now() < end) {
        int ready = poll(sockets, load->options.connections, PATIENCE_MS);
        for (unsigned i = 0; i < load->options.connections; i++) {
            if (ready > 0 && (sockets[i].revents & POLLIN))
                send_some(load, sockets[i].fd, receive_some(load, sockets[i].fd));
            else if (ready == 0) { /* nothing comes any more: what was in flight is lost */
                load->figures.lost += load->options.depth;
                send_some(load, sockets[i].fd, load->options.depth);
            }
        }
    }
}

void load_datagrams(struct load *load)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
        .sin_port = htons(load->options.port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    unsigned count = load->options.connections;
    struct pollfd *sockets = calloc(count, sizeof *sockets);
    if (!sockets || load->options.depth > BATCH || load->options.size > LARGEST)
        load_fail("datagrams");
    for (unsigned i = 0; i < count; i++) {
        sockets[i] = (struct pollfd){.fd = socket(AF_INET, SOCK_DGRAM, 0), .events = POLLIN};
        if (connect(sockets[i].fd, (struct sockaddr *)&to, sizeof to) != 0) load_fail("connect");
        send_some(load, sockets[i].fd, load->options.depth);
    }
    run_for(load, sockets, load->options.warm_up);
    load_start(load);
    run_for(load, sockets, load->options.seconds);
    load_stop(load);
    for (unsigned i = 0; i < count; i++)
        close(sockets[i].fd);
    free(sockets);
}
