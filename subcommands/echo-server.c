/* echo-server: the TCP server of the first lab.  SPDX-License-Identifier: MIT */
#include "cli/cmd.h"
#include "cli/server.h"
#include "service/echo.h"

struct echo {
    struct server_options server;
    struct serving serving;
    struct echo_server service;
};

static int start(struct lab *lab, void *state, int argc, char **argv)
{
    struct echo *echo = state;
    if (argc) return server_refuse(lab, argv[0]);
    struct listen_options listen = {
        .transport = TRANSPORT_TCP, .protocol = &echo_protocol, .context = &echo->service};
    return serving_start(lab, &echo->serving, &echo->server, &listen);
}

static void stop(struct lab *lab, void *state)
{
    (void)lab;
    struct echo *echo = state;
    serving_stop(&echo->serving);
}

static void finish(struct lab *lab, void *state)
{
    (void)lab;
    struct echo *echo = state;
    serving_finish(&echo->serving, &echo->service.tally);
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
    .about =
        "Listens for TCP connections, prints what each one sends, in the notation of Python's "
        "bytes, and sends exactly those bytes back. When a client has finished sending, it "
        "still gets everything it is owed; then its connection is closed.\n\n"
        "A client that does not read its echo is not read from any further, and costs the "
        "others nothing. Ends with Ctrl-C, and then tells how much each client was served.\n\n"
        "Clients do not wait for whoever reads this output either. A slow reader (a pipe, a "
        "terminal) slows the server down, so that nothing is missing; but one that reads nothing "
        "for five seconds, like a paused pager, is given up. When it reads again, a line says "
        "how many are missing.\n\n"
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
