/* The load of one speaker and many listeners: fan.  Which protocol it is says the server's greeting:
 * a chat asks for a name, a server of NATS begins with INFO.  An operation is a delivery; every byte of
 * it is compared.  SPDX-License-Identifier: MIT */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "load.h"

enum { ROOM = 256 * 1024, PATIENCE_MS = 10000, EVENTS = 256 };

struct listener {
    int fd;
    uint64_t got; /* bytes */
};

struct fan {
    struct load *load;
    int speaker;
    struct listener *listeners;
    unsigned count;
    bool nats;
    char *unit, *heard; /* a message as it is sent, and as it comes */
    size_t unit_len, heard_len;
    uint64_t sent, deliveries; /* messages; messages that a listener has got */
    uint64_t *begun;           /* when message n left, at [n % depth] */
};

static char room[ROOM];

static void put(int fd, const char *text, size_t len)
{
    for (size_t done = 0; done < len;) {
        ssize_t n = write(fd, text + done, len - done);
        struct pollfd wait = {fd, POLLOUT, 0};
        if (n < 0 && errno == EAGAIN)
            poll(&wait, 1, PATIENCE_MS);
        else if (n < 0)
            load_fail("write");
        else
            done += (size_t)n;
    }
}

/* Reads until the text has come. */
static void skip(int fd, const char *until, char *greeting, size_t size)
{
    size_t len = 0;
    struct pollfd wait = {fd, POLLIN, 0};
    while (poll(&wait, 1, PATIENCE_MS) > 0) {
        ssize_t n = read(fd, greeting + len, size - len - 1);
        if (n <= 0) load_fail("read");
        len += (size_t)n;
        greeting[len] = '\0';
        if (strstr(greeting, until)) return;
        if (len + 1 == size) len = 0;
    }
    load_fail("greeting");
}

static int join(struct fan *fan, unsigned number, bool listens)
{
    static char greeting[64 * 1024];
    char name[64];
    int fd = load_connect(fan->load);
    if (fd < 0) load_fail("connect");
    /* Of the first greeting a letter that both have, further on than where they differ. */
    skip(fd, number ? fan->nats ? "\r\n" : "name?" : "n", greeting, sizeof greeting);
    if (!number) fan->nats = strncmp(greeting, "INFO ", 5) == 0;
    if (fan->nats) {
        snprintf(name, sizeof name, "CONNECT {\"verbose\":false,\"pedantic\":false}\r\n%sPING\r\n",
            listens ? "SUB fan 1\r\n" : "");
        put(fd, name, strlen(name));
        skip(fd, "PONG\r\n", greeting, sizeof greeting);
    } else {
        snprintf(name, sizeof name, listens ? "u%u\n" : "speaker\n", number);
        put(fd, name, strlen(name));
        skip(fd, "to quit.", greeting, sizeof greeting);
    }
    return fd;
}

static void compose(struct fan *fan)
{
    int size = (int)fan->load->options.size;
    size_t most = (size_t)size + 64;
    fan->unit = malloc(most);
    fan->heard = malloc(most);
    if (!fan->unit || !fan->heard) load_fail("memory");
    const char *text = fan->load->message;
    if (fan->nats) {
        fan->unit_len =
            (size_t)snprintf(fan->unit, most, "PUB fan %d\r\n%.*s\r\n", size, size, text);
        fan->heard_len =
            (size_t)snprintf(fan->heard, most, "MSG fan 1 %d\r\n%.*s\r\n", size, size, text);
    } else {
        fan->unit_len = (size_t)snprintf(fan->unit, most, "%.*s\n", size, text);
        fan->heard_len = (size_t)snprintf(fan->heard, most, "<speaker>: %.*s\n", size, text);
    }
}

static void speak(struct fan *fan)
{
    unsigned depth = fan->load->options.depth;
    while (fan->sent < fan->deliveries / fan->count + depth) {
        fan->begun[fan->sent++ % depth] = load_now();
        put(fan->speaker, fan->unit, fan->unit_len);
    }
}

static void listen_to(struct fan *fan, struct listener *listener)
{
    struct load *load = fan->load;
    ssize_t n = read(listener->fd, room, ROOM);
    if (n <= 0) load_fail("read");
    uint64_t before = fan->deliveries / fan->count;
    for (size_t done = 0; done < (size_t)n;) {
        size_t at = listener->got % fan->heard_len, len = fan->heard_len - at;
        if (len > (size_t)n - done) len = (size_t)n - done;
        load->figures.errors += memcmp(room + done, fan->heard + at, len) != 0;
        done += len;
        listener->got += len;
        if (listener->got % fan->heard_len) continue;
        fan->deliveries++;
        load->figures.messages += load->measuring;
    }
    for (; before < fan->deliveries / fan->count; before++)
        load_latency(load, load_now() - fan->begun[before % load->options.depth]);
}

static void run_for(struct fan *fan, double seconds)
{
    struct epoll_event events[EVENTS];
    uint64_t end = load_now() + (uint64_t)(seconds * 1e9);
    while (load_now() < end && !fan->load->figures.errors) {
        speak(fan);
        int count = epoll_wait(fan->load->poll, events, EVENTS, 100);
        for (int i = 0; i < count; i++)
            listen_to(fan, events[i].data.ptr);
    }
}

void load_fan(struct load *load)
{
    static char rest[64 * 1024];
    struct fan fan = {.load = load, .count = load->options.connections};
    fan.listeners = calloc(fan.count, sizeof *fan.listeners);
    fan.begun = calloc(load->options.depth, sizeof *fan.begun);
    if (!fan.listeners || !fan.begun) load_fail("memory");
    for (unsigned i = 0; i < fan.count; i++)
        fan.listeners[i].fd = join(&fan, i, true);
    fan.speaker = join(&fan, fan.count, false);
    compose(&fan);
    for (unsigned i = 0; i < fan.count; i++) {
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &fan.listeners[i]};
        if (!fan.nats)
            skip(fan.listeners[i].fd, "<speaker> has entered the chat\n", rest, sizeof rest);
        epoll_ctl(load->poll, EPOLL_CTL_ADD, fan.listeners[i].fd, &event);
    }
    run_for(&fan, load->options.warm_up);
    load_start(load);
    run_for(&fan, load->options.seconds);
    load_stop(load);
    for (unsigned i = 0; i < fan.count; i++)
        close(fan.listeners[i].fd);
    close(fan.speaker);
    free(fan.listeners);
    free(fan.begun);
    free(fan.unit);
    free(fan.heard);
}
