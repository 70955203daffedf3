/* The load on stream sockets: echo, churn and idle.  SPDX-License-Identifier: MIT */
#include "load.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { ROOM = 256 * 1024, EVENTS = 256, IDLE_PATIENCE = 60 };

struct stream {
    int fd;
    void *tls;
    uint64_t sent, got; /* bytes */
    uint64_t *begun;    /* when message n left, at [n % depth] */
    bool writing;       /* waits for the socket to have room */
};

static char room[ROOM];

/* The server's user memory in kB: its share of what it maps (PSS). */
static double server_memory(pid_t server)
{
    char path[64], line[256];
    double kilobytes = 0;
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", (int)server);
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, "Pss:", 4) == 0) kilobytes = atof(line + 4);
    if (file) fclose(file);
    return kilobytes;
}

static void watch(struct load *load, struct stream *s, int operation, bool writing)
{
    struct epoll_event event = {.events = EPOLLIN | (writing ? EPOLLOUT : 0u), .data.ptr = s};
    epoll_ctl(load->poll, operation, s->fd, &event);
    s->writing = writing;
}

static void stream_open(struct load *load, struct stream *s)
{
    s->sent = s->got = 0;
    s->begun[0] = load_now();
    s->fd = load_connect(load);
    if (s->fd < 0) load_fail("connect");
    if (load->options.tls) s->tls = tls_open(load, s->fd);
    watch(load, s, EPOLL_CTL_ADD, true);
}

static void stream_close(struct load *load, struct stream *s)
{
    if (s->tls) tls_shut(load, s->tls);
    s->tls = NULL;
    close(s->fd);
    s->fd = -1;
}

/* Notes the time for each message that is now about to begin. */
static void stamp(const struct load *load, struct stream *s, uint64_t goal)
{
    size_t size = load->options.size;
    uint64_t now = load_now();
    for (uint64_t n = (s->sent + size - 1) / size; n * size < goal; n++)
        s->begun[n % load->options.depth] = now;
}

/* Sends until `depth` messages are in flight or the socket is full; false when it failed. */
static bool stream_send(struct load *load, struct stream *s)
{
    size_t size = load->options.size;
    uint64_t goal = (s->got / size + load->options.depth) * size;
    if (strcmp(load->options.mode, "echo") != 0) goal = size;
    while (s->sent < goal) {
        size_t at = s->sent % size, len = goal - s->sent;
        stamp(load, s, goal);
        ssize_t n = s->tls ? tls_put(s->tls, load->message + at, len)
                           : write(s->fd, load->message + at, len);
        if (n < 0 && errno == EAGAIN) break;
        if (n <= 0) return false;
        s->sent += (uint64_t)n;
    }
    bool full = s->sent < goal && (!s->tls || tls_wants_room(s->tls));
    if (full != s->writing) watch(load, s, EPOLL_CTL_MOD, full);
    return true;
}

static void message_done(struct load *load, uint64_t begun)
{
    load_latency(load, load_now() - begun);
    if (load->measuring) load->figures.messages++;
}

/* Reads what is there; false when the connection is of no more use. */
static bool stream_receive(struct load *load, struct stream *s)
{
    size_t size = load->options.size;
    ssize_t n = s->tls ? tls_get(s->tls, room, ROOM) : read(s->fd, room, ROOM);
    if (n < 0 && errno == EAGAIN) return true;
    if (n <= 0) return false;
    for (size_t done = 0; done < (size_t)n;) {
        size_t at = s->got % size, len = size - at;
        if (len > (size_t)n - done) len = (size_t)n - done;
        if (memcmp(room + done, load->message + at, len) != 0) return false;
        done += len;
        s->got += len;
        if (s->got % size == 0)
            message_done(load, s->begun[(s->got / size - 1) % load->options.depth]);
    }
    return s->got <= s->sent;
}

/* One turn: waits at most a tenth of a second, serves what is ready.  Returns how many streams have
 * become idle. */
static unsigned turn(struct load *load)
{
    struct epoll_event events[EVENTS];
    unsigned rested = 0;
    bool churn = strcmp(load->options.mode, "churn") == 0;
    int count = epoll_wait(load->poll, events, EVENTS, 100);
    for (int i = 0; i < count; i++) {
        struct stream *s = events[i].data.ptr;
        uint64_t before = s->got;
        bool alive = stream_receive(load, s) && stream_send(load, s);
        if (!alive) load->figures.errors++;
        bool rests = alive && before < load->options.size && s->got >= load->options.size;
        rested += rests;
        if (!alive || (churn && rests)) {
            stream_close(load, s);
            stream_open(load, s);
        }
        if (load->figures.errors > 100) return rested;
    }
    return rested;
}

static void run_for(struct load *load, double seconds)
{
    uint64_t end = load_now() + (uint64_t)(seconds * 1e9);
    while (load_now() < end && load->figures.errors <= 100)
        turn(load);
}

/* Waits until every connection has had its message echoed. */
static void run_idle(struct load *load, struct stream *streams, double before)
{
    unsigned rested = 0, opened = 0, all = load->options.connections;
    uint64_t end = load_now() + IDLE_PATIENCE * 1000000000ull;
    while (rested < all && load_now() < end && load->figures.errors <= 100) {
        for (unsigned i = 0; i < 64 && opened < all && opened < rested + 256; i++)
            stream_open(load, &streams[opened++]);
        rested += turn(load);
    }
    load->figures.lost = all - rested;
    load->figures.kilobytes_each = (server_memory(load->options.server) - before) / all;
}

void load_streams(struct load *load)
{
    unsigned count = load->options.connections;
    struct stream *streams = calloc(count, sizeof *streams);
    uint64_t *begun = calloc((size_t)count * load->options.depth, sizeof *begun);
    if (!streams || !begun) load_fail("memory");
    for (unsigned i = 0; i < count; i++)
        streams[i] = (struct stream){.fd = -1, .begun = begun + (size_t)i * load->options.depth};
    double memory = server_memory(load->options.server);
    bool idle = strcmp(load->options.mode, "idle") == 0;
    for (unsigned i = 0; !idle && i < count; i++)
        stream_open(load, &streams[i]);
    if (!idle) run_for(load, load->options.warm_up);
    load_start(load);
    if (idle)
        run_idle(load, streams, memory);
    else
        run_for(load, load->options.seconds);
    load_stop(load);
    for (unsigned i = 0; i < count; i++)
        if (streams[i].fd >= 0) stream_close(load, &streams[i]);
    free(begun);
    free(streams);
}
