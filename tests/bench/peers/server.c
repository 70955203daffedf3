/* The loop of the TLS peers.  See server.h.  SPDX-License-Identifier: MIT */
#include "server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS = 256 };

static int listen_at(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 1024) != 0)
        return -1;
    return fd;
}

static void watch(int poll, int operation, struct peer *peer, int fd, int want)
{
    struct epoll_event event = {.events = want == 2 ? EPOLLOUT : EPOLLIN, .data.ptr = peer};
    epoll_ctl(poll, operation, fd, &event);
}

int server_run(int port, struct peer *(*open)(int fd), int (*serve)(struct peer *peer),
    void (*shut)(struct peer *peer))
{
    struct epoll_event events[EVENTS];
    struct rlimit limit;
    int listener = listen_at(port), poll = epoll_create1(0), one = 1;
    if (listener < 0 || poll < 0) return 1;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    watch(poll, EPOLL_CTL_ADD, NULL, listener, 1);
    for (;;) {
        int count = epoll_wait(poll, events, EVENTS, -1);
        for (int i = 0; i < count; i++) {
            struct peer *peer = events[i].data.ptr;
            if (!peer) {
                int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
                if (fd < 0) continue;
                setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                peer = open(fd);
                if (peer)
                    watch(poll, EPOLL_CTL_ADD, peer, fd, 1);
                else
                    close(fd);
                continue;
            }
            int fd = *(int *)peer, want = serve(peer), had = events[i].events & EPOLLOUT ? 2 : 1;
            if (want == 0) {
                shut(peer);
                close(fd);
            } else if (want != had)
                watch(poll, EPOLL_CTL_MOD, peer, fd, want);
        }
    }
}

int server_echo(struct echo *echo, void *session, int (*get)(void *session, char *at, size_t room),
    int (*put)(void *session, const char *at, size_t len))
{
    static char bytes[SERVER_ROOM];
    for (int turn = 0; turn < SERVER_TURNS;) {
        if (!echo->kept) {
            int got = get(session, bytes, sizeof bytes);
            if (got <= 0) return got == -1 ? 1 : got == -2 ? 2 : 0;
            *echo = (struct echo){bytes, (size_t)got, 0};
        }
        while (echo->done < echo->len) {
            int put_now = put(session, echo->kept + echo->done, echo->len - echo->done);
            if (put_now <= 0) {
                if (put_now == -3 || put_now == 0) return 0;
                if (echo->kept == bytes) { /* the next connection needs the room */
                    echo->len -= echo->done;
                    char *copy = malloc(echo->len);
                    memcpy(copy, bytes + echo->done, echo->len);
                    *echo = (struct echo){copy, echo->len, 0};
                }
                return put_now == -2 ? 2 : 1;
            }
            echo->done += (size_t)put_now;
        }
        if (echo->kept != bytes) free(echo->kept);
        *echo = (struct echo){0};
        turn++;
    }
    return 1;
}
