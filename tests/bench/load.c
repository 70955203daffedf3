/* load MODE PORT: a bounded load on a server at 127.0.0.1; prints its figures as JSON.
 *
 *   echo   keeps `depth` messages in flight on every connection
 *   churn  connects, has one message echoed, closes, again
 *   idle   opens the connections, has one message echoed on each, measures the server's memory
 *   udp    keeps `depth` datagrams in flight on every socket, counts what is lost
 *   fan    one more connection speaks to all others, which chat or have subscribed
 *   chat   all connections are in a chat, -k of them speak
 *
 * Every byte that comes is compared.  SPDX-License-Identifier: MIT */
#include "load.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

uint64_t load_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

void load_fail(const char *what)
{
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(1);
}

static double clock_of(pid_t process)
{
    clockid_t clock;
    struct timespec t;
    if (!process || clock_getcpuclockid(process, &clock) != 0 || clock_gettime(clock, &t) != 0)
        return 0;
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* CPU of the children of a server that forks: those of its process group that live, and, by the
 * clock tick, those that were waited for. */
static double children_cpu(pid_t server)
{
    unsigned long long ticks = 0, user, system;
    double living = 0;
    struct dirent *entry;
    DIR *proc = server ? opendir("/proc") : NULL;
    while (proc && (entry = readdir(proc))) {
        char path[300];
        int group = 0, process = atoi(entry->d_name);
        snprintf(path, sizeof path, "/proc/%s/stat", entry->d_name);
        FILE *file = process ? fopen(path, "r") : NULL;
        if (!file) continue;
        int found = fscanf(file,
            "%*d (%*[^)]) %*c %*d %d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %llu %llu", &group,
            &user, &system);
        fclose(file);
        if (found != 3 || group != server) continue;
        ticks += user + system;
        if (process != server) living += clock_of(process);
    }
    if (proc) closedir(proc);
    return living + (double)ticks / (double)sysconf(_SC_CLK_TCK);
}

static double total_cpu(const struct load *load, double *own)
{
    *own = clock_of(getpid());
    return clock_of(load->options.server) + children_cpu(load->options.server);
}

void load_start(struct load *load)
{
    struct load_figures *f = &load->figures;
    double own, server = total_cpu(load, &own);
    f->started = load_now();
    f->server_cpu = -server;
    f->own_cpu = -own;
    load->measuring = true;
}

void load_stop(struct load *load)
{
    struct load_figures *f = &load->figures;
    double own, server = total_cpu(load, &own);
    f->seconds = (double)(load_now() - f->started) / 1e9;
    f->server_cpu += server;
    f->own_cpu += own;
    load->measuring = false;
}

void load_latency(struct load *load, uint64_t nanoseconds)
{
    struct load_figures *f = &load->figures;
    if (!load->measuring) return;
    unsigned power = 63u - (unsigned)__builtin_clzll(nanoseconds | 32);
    f->slots[32 * power + (nanoseconds >> (power - 5) & 31)]++;
    f->latencies++;
    if (nanoseconds > f->slowest) f->slowest = nanoseconds;
}

static double percentile(const struct load_figures *f, double share)
{
    uint64_t seen = 0, rank = (uint64_t)(share * (double)f->latencies);
    for (unsigned i = 5 * 32; i < 64 * 32; i++) {
        seen += f->slots[i];
        if (seen > rank) return (double)((32ull + i % 32) << (i / 32 - 5)) / 1000;
    }
    return 0;
}

int load_connect(struct load *load)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                           .sin_port = htons(load->options.port),
                           .sin_addr.s_addr = htonl(INADDR_LOOPBACK)},
                       from = to;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
    if (fd < 0) load_fail("socket");
    from.sin_port = 0;
    from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + (uint32_t)(load->spread++ % 60000));
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (bind(fd, (struct sockaddr *)&from, sizeof from) != 0) load_fail("bind");
    if (connect(fd, (struct sockaddr *)&to, sizeof to) == 0 || errno == EINPROGRESS) return fd;
    close(fd);
    return -1;
}

static void print_figures(const struct load *load)
{
    const struct load_figures *f = &load->figures;
    double messages = f->messages ? (double)f->messages : 1;
    double rate = f->seconds > 0 ? (double)f->messages / f->seconds : 0;
    printf("{\"messages\":%llu,\"seconds\":%.6f,\"rate\":%.1f,\"megabytes\":%.2f,\"p50_us\":%.1f,"
           "\"p99_us\":%.1f,\"errors\":%llu,\"lost\":%llu,\"cpu_us\":%.4f,\"load_us\":%.4f,"
           "\"kilobytes_each\":%.3f,"
           "\"resumed\":%llu}\n",
        (unsigned long long)f->messages, f->seconds, rate, rate * (double)load->options.size / 1e6,
        percentile(f, 0.5), percentile(f, 0.99), (unsigned long long)f->errors,
        (unsigned long long)f->lost, 1e6 * f->server_cpu / messages, 1e6 * f->own_cpu / messages,
        f->kilobytes_each, (unsigned long long)f->resumed);
}

static void parse(struct load_options *o, int argc, char **argv)
{
    int c;
    while ((c = getopt(argc, argv, "c:s:d:k:t:w:p:TR")) != -1) {
        switch (c) {
        case 'c':
            o->connections = (unsigned)atoi(optarg);
            break;
        case 's':
            o->size = (size_t)atol(optarg);
            break;
        case 'd':
            o->depth = (unsigned)atoi(optarg);
            break;
        case 'k':
            o->speakers = (unsigned)atoi(optarg);
            break;
        case 't':
            o->seconds = atof(optarg);
            break;
        case 'w':
            o->warm_up = atof(optarg);
            break;
        case 'p':
            o->server = atoi(optarg);
            break;
        case 'T':
            o->tls = true;
            break;
        case 'R':
            o->tls = o->resume = true;
            break;
        default:
            exit(2);
        }
    }
    if (argc - optind != 2 || !o->connections || !o->size || !o->depth) {
        fprintf(stderr, "usage: load [-c connections] [-s size] [-d depth] [-k speakers] [-t "
                        "seconds] [-w warm-up] "
                        "[-p server-pid] [-T] [-R] echo|churn|idle|udp|fan|chat PORT\n");
        exit(2);
    }
    o->mode = argv[optind];
    o->port = (uint16_t)atoi(argv[optind + 1]);
}

int main(int argc, char **argv)
{
    static struct load load = {.options = {.connections = 1,
                                   .size = 64,
                                   .depth = 1,
                                   .speakers = 10,
                                   .seconds = 1,
                                   .warm_up = 0.3}};
    struct rlimit limit;
    parse(&load.options, argc, argv);
    signal(SIGPIPE, SIG_IGN);
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    load.poll = epoll_create1(0);
    size_t length = load.options.size * load.options.depth;
    load.message = malloc(length);
    if (load.poll < 0 || !load.message) load_fail("start");
    for (size_t i = 0; i < length; i++)
        load.message[i] = (char)('!' + i % load.options.size % 89);
    if (load.options.tls) tls_setup(&load);
    if (strcmp(load.options.mode, "udp") == 0)
        load_datagrams(&load);
    else if (strcmp(load.options.mode, "fan") == 0)
        load_fan(&load);
    else if (strcmp(load.options.mode, "chat") == 0)
        load_chat(&load);
    else
        load_streams(&load);
    print_figures(&load);
    return load.figures.messages == 0 || load.figures.errors != 0;
}
