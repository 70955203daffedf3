/* The load generator's parts.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct load_options {
    const char *mode;     /* echo, churn, idle, udp, fan, chat */
    uint16_t port;        /* at 127.0.0.1 */
    unsigned connections; /* at a time */
    size_t size;          /* bytes of a message */
    unsigned depth;       /* messages in flight on each connection */
    unsigned speakers;    /* chat: so many of the connections speak */
    double seconds, warm_up;
    pid_t server; /* whose CPU and memory are measured; 0: nobody's */
    bool tls, resume;
};

/* What happened after the warm-up. */
struct load_figures {
    uint64_t messages, errors, lost;
    uint64_t started;
    double seconds, server_cpu, own_cpu; /* seconds */
    uint64_t slowest;
    uint64_t slots[64 * 32]; /* latencies: 32 steps for each power of two of nanoseconds */
    uint64_t latencies;
    double kilobytes_each; /* idle: user memory of the server for a connection */
    uint64_t resumed;
};

struct load {
    struct load_options options;
    struct load_figures figures;
    bool measuring;
    int poll;        /* epoll */
    char *message;   /* `depth` times the `size` bytes that every message consists of */
    uint64_t spread; /* picks the next 127.x.y.z to connect from */
    void *tls;       /* tls.c's */
};

uint64_t load_now(void);
void load_fail(const char *what) __attribute__((noreturn));
/* Between these two, messages are counted and CPU is measured. */
void load_start(struct load *load);
void load_stop(struct load *load);
void load_latency(struct load *load, uint64_t nanoseconds);
/* A connected non-blocking TCP socket, or -1.  Comes from another loopback address each time, so
 * that ports in TIME_WAIT never run out. */
int load_connect(struct load *load);

void load_streams(struct load *load);   /* echo, churn, idle: streams.c */
void load_datagrams(struct load *load); /* udp: datagrams.c */
void load_fan(struct load *load);       /* fan: fan.c */
void load_chat(struct load *load);      /* chat: chat.c */

/* tls.c (OpenSSL); or nothing but tls_open() that fails when built without. */
void tls_setup(struct load *load);
void *tls_open(struct load *load, int fd);
void tls_shut(struct load *load, void *session);
/* As read(2) and write(2) with EAGAIN; the handshake happens inside. */
ssize_t tls_get(void *session, void *at, size_t room);
ssize_t tls_put(void *session, const void *at, size_t len);
/* Whether the last EAGAIN was for a full socket, not for bytes that the peer owes. */
bool tls_wants_room(void *session);
