/* echo-server: the TCP server of the first lab.  SPDX-License-Identifier: MIT */
#include "cli/cmd.h"
#include "cli/server.h"
#include "service/echo.h"

struct echo {
    struct server_options server;
    struct echo_server service;
    struct listener *listener;
    bool served; /* there is something to tell at the end */
    struct lab *lab;
};

static void on_closed(struct listener *listener, void *context)
{
    (void)listener;
    struct echo_server *service = context;
    struct echo *echo = (struct echo *)((char *)service - offsetof(struct echo, service));
    echo->listener = NULL;
    lab_exit(echo->lab, EXIT_DONE); /* --once */
}

static int start(struct lab *lab, void *state, int argc, char **argv)
{
    struct echo *echo = state;
    echo->lab = lab;
    if (argc) return server_refuse(lab, argv[0]);
    struct listen_options listen = {.transport = TRANSPORT_TCP,
        .protocol = &echo_protocol,
        .context = &echo->service,
        .closed = on_closed};
    int status = server_open(lab, &echo->server, &listen, &echo->listener);
    echo->served = status == EXIT_DONE;
    return status;
}

static void stop(struct lab *lab, void *state)
{
    (void)lab;
    struct echo *echo = state;
    if (echo->listener) listener_close(echo->listener);
}

static void finish(struct lab *lab, void *state)
{
    struct echo *echo = state;
    if (echo->served) tally_tell(&echo->service.tally, lab->events, TRANSPORT_TCP);
}

static const struct opt opts[] = {
    SERVER_OPTS(struct echo, 1234),
    SERVER_STREAM_OPTS(struct echo),
    {0},
};

const struct cmd cmd_echo_server = {
    .name = "echo-server",
    .args = "",
    .summary = "send back over TCP whatever comes",
    .about = "Listens for TCP connections, prints what each one sends, in the notation of Python's "
             "bytes, and sends exactly those bytes back. When a client has finished sending, it "
             "still gets everything it is owed; then its connection is closed.\n\n"
             "A client that does not read its echo is not read from any further, and costs the "
             "others nothing. Ends with Ctrl-C, and then tells how much each client was served.\n\n"
             "With --json each line is an object: what came is \"data\", or, when it is no UTF-8, "
             "\"hex\"; what went back has \"as_received\" instead of the same bytes again.",
    .examples = "wirelab echo-server                      # then, elsewhere: nc localhost 1234\n"
                "wirelab echo-server --port 0 --bind ::1  # a free port, on IPv6 loopback only\n"
                "wirelab echo-server --once --json        # for scripts\n",
    .see_also = "echo-client udp-echo tls-echo",
    .flags = CMD_NETWORK,
    .opts = opts,
    .state_size = sizeof(struct echo),
    .start = start,
    .stop = stop,
    .finish = finish,
};
