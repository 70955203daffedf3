/* echo-server: the TCP server of the first lab.  SPDX-License-Identifier: MIT */
#include "cli/cmd.h"
#include "cli/server.h"
#include "echo_options.h"
#include "model_options.h"

struct echo {
    struct server_options server;
    struct serving serving;
    struct echo_server service;
    struct model_settings model;
};

static int start(struct lab *lab, void *state, int argc, char **argv)
{
    struct echo *echo = state;
    if (argc) return server_refuse(lab, argv[0]);
    struct listen_options listen = {
        .transport = TRANSPORT_TCP, .protocol = &echo_protocol, .context = &echo->service};
    int status = model_settings_apply(lab, &echo->model, &echo->server, &listen);
    if (status != EXIT_DONE) return status;
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
    struct echo *echo = state;
    serving_finish(&echo->serving, &echo->service.tally);
    model_settings_finish(lab, &echo->model);
}

static const struct opt opts[] = {
    SERVER_OPTS(struct echo, 1234),
    SERVER_STREAM_OPTS(struct echo),
    ECHO_STREAM_OPTS(struct echo),
    MODEL_OPTS(struct echo),
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
        "Clients are served by one loop, and none waits for another. With --model iterative "
        "they are served one at a time: the kernel lets the others connect, but they wait to "
        "be accepted until the one before has gone. With --model thread each has a thread of "
        "its own. To see the difference let the server work on each request with --delay; "
        "--timeline draws at the end who waited for whom. `wirelab demo concurrency` shows all "
        "three.\n\n"
        "With --reply-once it answers the first thing that a client sends, and is the one to "
        "close.\n\n"
        "With --json each line is an object: what came is \"data\", or, when it is no UTF-8, "
        "\"hex\"; what went back has \"as_received\" instead of the same bytes again.",
    .examples =
        "wirelab echo-server                      # then, elsewhere: nc localhost 1234\n"
        "wirelab echo-server --port 0 --bind ::1  # a free port, on IPv6 loopback only\n"
        "wirelab echo-server --once --json        # for scripts\n"
        "wirelab echo-server --model iterative --delay 3s --timeline  # then several clients\n"
        "wirelab echo-server --reply-once --reply 'Hello Client!'\n",
    .see_also = "echo-client udp-echo tls-echo line-receiver demo",
    .flags = CMD_NETWORK,
    .opts = opts,
    .state_size = sizeof(struct echo),
    .start = start,
    .stop = stop,
    .finish = finish,
};
