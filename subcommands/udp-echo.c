/* udp-echo: the echo server on UDP, which can be made as unreliable as a bad network.
 * SPDX-License-Identifier: MIT */
#include "base/random.h"
#include "base/time.h"
#include "cli/cmd.h"
#include "cli/server.h"
#include "io/impair.h"
#include "service/echo.h"

struct echo {
    struct server_options server;
    struct serving serving;
    double drop, duplicate, reorder; /* percent */
    int64_t delay;
    uint32_t seed;
    struct impairment impairment;
    struct echo_server service;
};

static int start(struct lab *lab, void *state, int argc, char **argv)
{
    struct echo *echo = state;
    if (argc) return server_refuse(lab, argv[0]);
    echo->impairment = (struct impairment){.drop = echo->drop / 100,
        .duplicate = echo->duplicate / 100,
        .reorder = echo->reorder / 100,
        .delay = echo->delay,
        .seed = echo->seed};
    bool impaired = echo->drop > 0 || echo->duplicate > 0 || echo->reorder > 0 || echo->delay > 0;
    struct listen_options listen = {.transport = TRANSPORT_UDP,
        .protocol = &echo_protocol,
        .context = &echo->service,
        .impairment = impaired ? &echo->impairment : NULL};
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

/* clang-format off */
static const struct opt opts[] = {
    SERVER_OPTS(struct echo, 1234),
    OPT_GROUP("What happens to answers on purpose"),
    OPT_NUMBER(0, "drop", struct echo, drop, 0, 100, 0, "PERCENT", "lose so many of them"),
    OPT_NUMBER(0, "duplicate", struct echo, duplicate, 0, 100, 0, "PERCENT", "send so many twice"),
    OPT_NUMBER(0, "reorder", struct echo, reorder, 0, 100, 0, "PERCENT", "let so many be overtaken by the next one"),
    OPT_DURATION(0, "delay", struct echo, delay, NULL, "send each one so much later"),
    OPT_UINT(0, "seed", struct echo, seed, 0, 4294967295, 1, "N", "the same seed gives the same fate to the same datagram, counted from the start"),
    {0},
};
/* clang-format on */

const struct cmd cmd_udp_echo = {
    .name = "udp-echo",
    .args = "",
    .summary = "send back over UDP whatever comes",
    .about =
        "Waits for datagrams, prints each with its sender, and sends exactly its bytes back from "
        "the address it was sent to. An empty datagram is answered by an empty one.\n\n"
        "UDP does not tell when something is lost. With --drop, --duplicate, --reorder and --delay "
        "that happens on purpose, to the answers, and is printed here; the client sees nothing "
        "but what arrives. What happens depends on --seed and on how many datagrams came before, "
        "so it can be repeated.\n\n"
        "The port is never shared with another server, which would silently take its datagrams.",
    .examples = "wirelab udp-echo                     # then, elsewhere: nc -u localhost 1234\n"
                "wirelab udp-echo --drop 20 --seed 7  # every fifth answer is lost\n"
                "wirelab udp-echo --delay 200ms --reorder 10\n",
    .see_also = "echo-client echo-server",
    .flags = CMD_NETWORK,
    .opts = opts,
    .state_size = sizeof(struct echo),
    .start = start,
    .stop = stop,
    .finish = finish,
};
