/* A user and network namespace of one's own.  See namespace.h.  SPDX-License-Identifier: MIT */
#include "box/namespace.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <uv.h>

#include "box/namespace_settings.h"

/* Where an attempt ended: NAMESPACE_DONE with 0, or the step that failed with its errno. */
struct attempt {
    enum namespace_step step;
    int error;
};

/* The maps take one write each, and only that (user_namespaces(7)). */
static int write_file(const char *path, const char *line)
{
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return errno;
    ssize_t written = write(file, line, strlen(line));
    int error = written < 0 ? errno : 0;
    close(file);
    return error;
}

/* Maps one id to itself: files made by us stay ours, and no privilege over others comes with it. */
static int write_map(const char *path, unsigned id)
{
    char line[48];
    snprintf(line, sizeof line, "%u %u 1\n", id, id);
    return write_file(path, line);
}

/* A new network has a loopback that is down. */
static int raise_loopback(void)
{
    struct ifreq request = {.ifr_name = "lo"};
    int s = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (s < 0) return errno;
    int error = ioctl(s, SIOCGIFFLAGS, &request) == 0 ? 0 : errno;
    if (!error && !(request.ifr_flags & IFF_UP)) {
        request.ifr_flags = (short)(request.ifr_flags | IFF_UP);
        error = ioctl(s, SIOCSIFFLAGS, &request) == 0 ? 0 : errno;
    }
    close(s);
    return error;
}

/* What it is all for. */
static int try_packet_socket(void)
{
    int s = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETH_P_ALL));
    if (s < 0) return errno;
    close(s);
    return 0;
}

/* A kernel without the file (before 3.19) wants no such promise. */
static int deny_setgroups(void)
{
    int error = write_file("/proc/self/setgroups", "deny");
    return error == ENOENT ? 0 : error;
}

static struct attempt attempt(void)
{
    unsigned uid = geteuid(), gid = getegid(); /* afterwards they read as nobody's until mapped */
    int error = unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0 ? 0 : errno;
    if (error) return (struct attempt){NAMESPACE_UNSHARE, error};
    if ((error = deny_setgroups())) return (struct attempt){NAMESPACE_SETGROUPS, error};
    if ((error = write_map("/proc/self/uid_map", uid)))
        return (struct attempt){NAMESPACE_UID_MAP, error};
    if ((error = write_map("/proc/self/gid_map", gid)))
        return (struct attempt){NAMESPACE_GID_MAP, error};
    if ((error = raise_loopback())) return (struct attempt){NAMESPACE_LOOPBACK, error};
    if ((error = try_packet_socket())) return (struct attempt){NAMESPACE_PACKET_SOCKET, error};
    return (struct attempt){NAMESPACE_DONE, 0};
}

static void judge(struct attempt made, struct namespace_verdict *verdict)
{
    struct namespace_settings settings;
    namespace_settings_read(&settings);
    namespace_explain(&settings, made.step, made.error, verdict);
}

int namespace_enter(struct namespace_verdict *verdict)
{
    struct attempt made = attempt();
    if (verdict) judge(made, verdict);
    return made.step == NAMESPACE_DONE ? 0 : uv_translate_sys_error(made.error);
}

/* Makes the attempt in a child, which tells the result through a pipe. */
static struct attempt attempt_in_child(void)
{
    struct attempt made = {NAMESPACE_UNSHARE, EAGAIN};
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return (struct attempt){NAMESPACE_UNSHARE, errno};
    pid_t child = fork();
    if (child < 0) made.error = errno;
    if (child == 0) {
        struct attempt result = attempt();
        ssize_t written = write(ends[1], &result, sizeof result);
        _exit(written == sizeof result ? 0 : 1);
    }
    close(ends[1]);
    if (child > 0) {
        struct attempt result;
        ssize_t got;
        while ((got = read(ends[0], &result, sizeof result)) < 0 && errno == EINTR)
            continue;
        if (got == sizeof result) made = result;
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
            continue;
    }
    close(ends[0]);
    return made;
}

void namespace_probe(struct namespace_verdict *verdict)
{
    judge(attempt_in_child(), verdict);
}

void namespace_verdict_finish(struct namespace_verdict *verdict)
{
    text_finish(&verdict->reason);
    text_finish(&verdict->fix);
}
