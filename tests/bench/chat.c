/* The load of a chat: all are members, some of whom speak, each again when all others have heard what
 * it said before.  An operation is a delivery; every byte of it is compared.
 *
 * A name is sent with a line end.  A server of lines strips it; one that is written after the hand-out
 * makes it a part of the name, and of every message: both are understood.  SPDX-License-Identifier: MIT */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "load.h"

enum { ROOM = 256 * 1024, PATIENCE_MS = 20000, QUIET_MS = 300, EVENTS = 256, DIGITS = 4 };

struct member {
    int fd;
    size_t kept;      /* bytes of a message that has not come to its end */
    char *part;       /* they */
    char *heard;      /* of a speaker: what the others hear */
    unsigned missing; /* of a speaker: so many have not heard it yet */
    uint64_t begun;
};

struct chat {
    struct load *load;
    struct member *members;
    unsigned count, speakers;
    size_t heard_len;
};

static char room[ROOM];

static void send_line(const struct member *member, const char *text, size_t len)
{
    while (len) {
        ssize_t n = write(member->fd, text, len);
        struct pollfd wait = {member->fd, POLLOUT, 0};
        if (n < 0 && (errno != EAGAIN || poll(&wait, 1, PATIENCE_MS) <= 0)) load_fail("write");
        if (n <= 0) continue;
        text += n;
        len -= (size_t)n;
    }
}

/* Reads until the text has come; true if what came before it has a line end. */
static bool skip(int fd, const char *until)
{
    size_t len = 0;
    struct pollfd wait = {fd, POLLIN, 0};
    while (poll(&wait, 1, PATIENCE_MS) > 0) {
        ssize_t n = read(fd, room + len, ROOM - len - 1);
        if (n <= 0) load_fail("read");
        len += (size_t)n;
        room[len] = '\0';
        char *end = strstr(room, until);
        if (end) return memchr(room, '\n', (size_t)(end - room));
    }
    load_fail("greeting");
}

static void join(struct chat *chat, unsigned number)
{
    struct member *member = &chat->members[number];
    size_t size = chat->load->options.size;
    char name[16];
    member->fd = load_connect(chat->load);
    if (member->fd < 0) load_fail("connect");
    skip(member->fd, "name?");
    snprintf(name, sizeof name, "u%0*u\n", DIGITS, number);
    send_line(member, name, strlen(name));
    bool spoilt = skip(member->fd, ">. Please type !Q to quit.");
    member->heard = malloc(size + 32);
    if (!member->heard) load_fail("memory");
    chat->heard_len = (size_t)snprintf(member->heard, size + 32, "<u%0*u%s>: %.*s\n", DIGITS,
        number, spoilt ? "\n" : "", (int)size, chat->load->message);
    member->part = malloc(chat->heard_len);
    if (!member->part) load_fail("memory");
}

/* Who has entered is told to all who were there: reads until no more comes. */
static void let_settle(struct chat *chat)
{
    struct epoll_event events[EVENTS];
    for (;;) {
        int count = epoll_wait(chat->load->poll, events, EVENTS, QUIET_MS);
        if (count == 0) return;
        for (int i = 0; i < count; i++) {
            const struct member *member = events[i].data.ptr;
            if (read(member->fd, room, ROOM) <= 0) load_fail("read");
        }
    }
}

static void speak(struct chat *chat, struct member *member)
{
    const char *text = strstr(member->heard, ">: ") + 3;
    member->missing = chat->count - 1;
    member->begun = load_now();
    send_line(member, text, chat->heard_len - (size_t)(text - member->heard));
}

static void hear(struct chat *chat, const char *unit)
{
    struct load *load = chat->load;
    unsigned number = (unsigned)strtoul(unit + 2, NULL, 10);
    struct member *speaker = &chat->members[number < chat->speakers ? number : 0];
    if (memcmp(unit, speaker->heard, chat->heard_len) != 0 || !speaker->missing) {
        load->figures.errors++;
        return;
    }
    load->figures.messages += load->measuring;
    if (--speaker->missing) return;
    load_latency(load, load_now() - speaker->begun);
    speak(chat, speaker);
}

static void listen_to(struct chat *chat, struct member *member)
{
    memcpy(room, member->part, member->kept);
    ssize_t n = read(member->fd, room + member->kept, ROOM - member->kept);
    if (n <= 0) load_fail("read");
    size_t len = member->kept + (size_t)n, at = 0;
    for (; len - at >= chat->heard_len && !chat->load->figures.errors; at += chat->heard_len)
        hear(chat, room + at);
    member->kept = (len - at) % chat->heard_len;
    memcpy(member->part, room + at, member->kept);
}

static void run_for(struct chat *chat, double seconds)
{
    struct epoll_event events[EVENTS];
    uint64_t end = load_now() + (uint64_t)(seconds * 1e9);
    while (load_now() < end && !chat->load->figures.errors) {
        int count = epoll_wait(chat->load->poll, events, EVENTS, 100);
        for (int i = 0; i < count; i++)
            listen_to(chat, events[i].data.ptr);
    }
}

void load_chat(struct load *load)
{
    struct chat chat = {
        .load = load, .count = load->options.connections, .speakers = load->options.speakers};
    if (chat.speakers > chat.count) chat.speakers = chat.count;
    chat.members = calloc(chat.count, sizeof *chat.members);
    if (!chat.members) load_fail("memory");
    for (unsigned i = 0; i < chat.count; i++) {
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &chat.members[i]};
        join(&chat, i);
        epoll_ctl(load->poll, EPOLL_CTL_ADD, chat.members[i].fd, &event);
    }
    let_settle(&chat);
    for (unsigned i = 0; i < chat.speakers; i++)
        speak(&chat, &chat.members[i]);
    run_for(&chat, load->options.warm_up);
    load_start(load);
    run_for(&chat, load->options.seconds);
    load_stop(load);
    for (unsigned i = 0; i < chat.count; i++) {
        close(chat.members[i].fd);
        free(chat.members[i].heard);
        free(chat.members[i].part);
    }
    free(chat.members);
}
