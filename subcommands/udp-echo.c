/* udp-echo: the echo server on UDP, which can be made as unreliable as a bad network.
 * SPDX-License-Identifier: MIT */
#include "base/random.h"
#include "base/time.h"
#include "cli/cmd.h"
#include "cli/server.h"
#include "echo_options.h"
#include "io/impair.h"

struct echo {
    struct server_options server;
    struct serving serving;
    double drop, duplicate, reorder; /* percent */
    int64_t delay;
    uint32_t seed;
    struct impairment impairment;
    struct echo_server service;
    struct lab *lab;
    uv_timer_t ending; /* --once: its answer may be delayed */
    bool ends;         /* the timer is open */
};

static void on_ending(uv_timer_t *timer)
{
    struct echo *echo = timer->data;
    lab_exit(echo->lab, EXIT_DONE);
}

/* --once: when the answer is out, however late it is sent on purpose. */
static void on_answered(struct echo_server *service)
{
    struct echo *echo = (struct echo *)((char *)service - offsetof(struct echo, service));
    int64_t delay = echo->delay + TIME_MILLISECOND;
    if (echo->reorder > 0) delay += IMPAIR_OVERTAKE_MS * TIME_MILLISECOND;
    uv_timer_start(&echo->ending, on_ending, (uint64_t)(delay / TIME_MILLISECOND) + 1, 0);
}

static int start(struct lab *lab, void *state, int argc, char **argv)
{
    struct echo *echo = state;
    if (argc) return server_refuse(lab, argv[0]);
    if (echo->server.once) {
        echo->lab = lab;
        echo->service.answered = on_answered;
        echo->ending.data = echo;
        uv_timer_init(lab->loop, &echo->ending);
        echo->ends = true;
    }
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
    if (echo->ends) uv_close((uv_handle_t *)&echo->ending, NULL);
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
    ECHO_OPTS(struct echo),
    OPT_FLAG(0, "once", struct echo, server.once, "answer one datagram, then end"),
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
                "wirelab udp-echo --once              # answers one datagram, then ends\n"
                "wirelab udp-echo --delay 200ms --reorder 10\n",
    .see_also = "echo-client echo-server",
    .flags = CMD_NETWORK,
    .opts = opts,
    .state_size = sizeof(struct echo),
    .start = start,
    .stop = stop,
    .finish = finish,
};
