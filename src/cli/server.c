/* See server.h.  SPDX-License-Identifier: MIT */
#include "cli/server.h"

#include <string.h>

#include "base/parse.h"

/* What is to be typed instead, for each thing that can go wrong. */
static void hint(struct lab *lab, const struct listen_failure *failure, uint16_t port)
{
    switch (failure->error) {
    case UV_EADDRINUSE:
        if (failure->pid)
            say_hint(lab, "stop it with `kill %d`, or listen elsewhere: --port 0 picks a free port",
                failure->pid);
        else
            say_hint(lab, "listen elsewhere: --port 0 picks a free port");
        break;
    case UV_EACCES:
    case UV_EPERM:
        if (port && port < 1024)
            say_hint(
                lab, "ports below 1024 are for the administrator: try --port %u", port + 8000u);
        break;
    case UV_EINVAL:
        if (strncmp(failure->address, "[fe80:", 6) == 0) {
            say_hint(lab,
                "a link-local address wants its interface: --bind fe80::…%%eth0; `ip addr` "
                "lists both");
        }
        break;
    case UV_EADDRNOTAVAIL:
        say_hint(lab, "--bind wants an address of this machine; `ip addr` lists them");
        break;
    case UV_EAI_NONAME:
    case UV_EAI_AGAIN:
    case UV_EAI_FAIL:
        say_hint(
            lab, "--bind wants an address or a name of this machine, such as 127.0.0.1 or ::1");
        break;
    default:
        break;
    }
}

int server_refuse(struct lab *lab, const char *word)
{
    uint64_t port;
    say_error(lab, "\"%s\" is not wanted here", word);
    if (parse_uint(word, &port) && port <= 65535) {
        say_hint(lab, "the port is an option: --port %s", word);
    } else {
        say_hint(lab, "`wirelab %s --help` lists the options", lab->cmd->name);
    }
    return EXIT_USAGE;
}

int server_open(struct lab *lab, const struct server_options *options,
    struct listen_options *listen, struct listener **listener)
{
    struct listen_failure failure;
    listen->bind = options->bind;
    listen->port = (uint16_t)options->port;
    if (!listen->events) listen->events = lab->events;
    listen->max_connections = options->max_connections;
    listen->accept_total = options->once ? 1 : 0;
    listen->idle_timeout = options->idle_timeout;
    lab->quiet = options->quiet;
    int status = listener_open(lab->loop, listen, listener, &failure);
    if (!status) {
        if (!lab->hosted) out_detach(lab->out); /* clients do not wait for whoever reads that */
        return EXIT_DONE;
    }
    say_error(lab, "cannot listen on %s: %s%s%s", failure.address, uv_strerror(status),
        failure.holder[0] ? " by " : "", failure.holder);
    hint(lab, &failure, (uint16_t)options->port);
    return EXIT_CANNOT;
}

static void on_closed(struct listener *listener, void *owner)
{
    (void)listener;
    struct serving *serving = owner;
    serving->listener = NULL;
    lab_exit(serving->lab, EXIT_DONE); /* --once */
}

int serving_start(struct lab *lab, struct serving *serving, const struct server_options *options,
    struct listen_options *listen)
{
    serving->lab = lab;
    serving->transport = listen->transport;
    listen->closed = on_closed;
    listen->owner = serving;
    int status = server_open(lab, options, listen, &serving->listener);
    serving->begun = status == EXIT_DONE;
    return status;
}

void serving_stop(struct serving *serving)
{
    if (serving->listener) listener_close(serving->listener);
}

void serving_finish(const struct serving *serving, const struct tally *tally)
{
    if (serving->begun) tally_tell(tally, serving->lab->events, serving->transport);
}
