/* pubsub-server: passes on messages to those who asked for their subject; or, as the broadcaster of
 * the Twisted home page, lines to everybody.  SPDX-License-Identifier: MIT */
#include "base/time.h"
#include "cli/cmd.h"
#include "cli/server.h"
#include "service/pubsub.h"
#include "service/pubsub_broadcast.h"
#include "tls_options.h"

enum { STYLE_NATS, STYLE_BROADCAST };

#define MOST_PAYLOAD (UINT64_C(64) << 20)

struct pubsub {
    struct server_options server;
    struct serving serving;
    struct tls_settings tls;
    unsigned style;
    const char *user, *password;
    uint64_t max_payload, max_line, queue;
    uint32_t max_subscriptions;
    int64_t ping_interval;
    struct pubsub_server nats;
    struct broadcast_server broadcast;
    struct tls_config *config;
};

static const char *const styles[] = {"nats", "broadcast", NULL};

static int check(struct lab *lab, const struct pubsub *pubsub)
{
    if (!pubsub->max_payload || pubsub->max_payload > MOST_PAYLOAD) {
        say_error(lab, "--max-payload takes 1 to 64MiB");
    } else if (pubsub->max_line < 64 || pubsub->max_line > 1024 * 1024) {
        say_error(lab, "--max-line takes 64 to 1MiB");
    } else if (pubsub->style == STYLE_BROADCAST && (pubsub->user || pubsub->password)) {
        say_error(lab, "--style broadcast knows no users");
    } else {
        return EXIT_DONE;
    }
    return EXIT_USAGE;
}

static int open_nats(struct lab *lab, struct pubsub *pubsub)
{
    struct pubsub_server *nats = &pubsub->nats;
    nats->events = lab->events;
    nats->user = pubsub->user;
    nats->password = pubsub->password;
    nats->tls = pubsub->tls.enabled;
    nats->host = pubsub->server.bind;
    nats->port = listener_port(pubsub->serving.listener);
    nats->max_payload = (uint32_t)pubsub->max_payload;
    nats->max_line = (uint32_t)pubsub->max_line;
    nats->max_subscriptions = pubsub->max_subscriptions;
    nats->ping_interval = pubsub->ping_interval;
    nats->turn.queue = (size_t)pubsub->queue;
    int status = pubsub_server_open(nats, lab->loop);
    if (!status) return EXIT_DONE;
    say_error(lab, "cannot begin: %s", uv_strerror(status));
    return EXIT_CANNOT;
}

static int start(struct lab *lab, void *state, int argc, char **argv)
{
    struct pubsub *pubsub = state;
    bool nats = pubsub->style == STYLE_NATS;
    if (argc) return server_refuse(lab, argv[0]);
    if (!pubsub->max_line) pubsub->max_line = nats ? 4 * 1024 : 16 * 1024;
    enum transport_kind transport;
    int status = check(lab, pubsub);
    if (status == EXIT_DONE)
        status = tls_serve(lab, &pubsub->tls, false, &transport, &pubsub->config);
    if (status != EXIT_DONE) return status;
    struct listen_options listen = {.transport = transport,
        .protocol = nats ? &pubsub_protocol : &broadcast_protocol,
        .context = nats ? (void *)&pubsub->nats : &pubsub->broadcast,
        .tls = pubsub->config,
        .handshake_timeout = pubsub->tls.handshake_timeout};
    status = serving_start(lab, &pubsub->serving, &pubsub->server, &listen);
    if (status != EXIT_DONE) return status;
    if (nats) return open_nats(lab, pubsub);
    pubsub->broadcast.events = lab->events;
    pubsub->broadcast.turn.queue = (size_t)pubsub->queue;
    pubsub->broadcast.max_line = (size_t)pubsub->max_line;
    broadcast_server_open(&pubsub->broadcast, lab->loop);
    return EXIT_DONE;
}

static void stop(struct lab *lab, void *state)
{
    (void)lab;
    struct pubsub *pubsub = state;
    pubsub_server_close(&pubsub->nats);
    broadcast_server_close(&pubsub->broadcast);
    serving_stop(&pubsub->serving);
}

static void finish(struct lab *lab, void *state)
{
    struct pubsub *pubsub = state;
    if (pubsub->serving.begun && pubsub->style == STYLE_NATS) {
        pubsub_server_finish(&pubsub->nats, pubsub->serving.transport);
    } else if (pubsub->serving.begun) {
        broadcast_server_finish(&pubsub->broadcast, pubsub->serving.transport);
    }
    tls_settings_close(lab, pubsub->config);
}

/* clang-format off */
static const struct opt opts[] = {
    SERVER_OPTS(struct pubsub, 4222),
    SERVER_STREAM_OPTS(struct pubsub),
    OPT_CHOICE('s', "style", struct pubsub, style, styles, "nats", "STYLE", "nats, the protocol of NATS; broadcast, as the Twisted home page: each line goes to everybody"),
    OPT_STRING(0, "user", struct pubsub, user, NULL, "NAME", "serve only who names itself so"),
    OPT_STRING(0, "password", struct pubsub, password, NULL, "WORD", "serve only who knows this word; it is seen in lists of processes"),
    OPT_GROUP("limits"),
    OPT_SIZE(0, "max-payload", struct pubsub, max_payload, "1MiB", "refuse larger messages"),
    OPT_SIZE(0, "max-line", struct pubsub, max_line, NULL, "send away who sends longer lines; else 4KiB, with --style broadcast 16KiB as in Twisted"),
    OPT_UINT(0, "max-subscriptions", struct pubsub, max_subscriptions, 1, 1000000, 10000, "N", "send away a client that wants more"),
    OPT_SIZE(0, "queue", struct pubsub, queue, "8MiB", "drop a reader when so much waits for it"),
    OPT_DURATION(0, "ping-interval", struct pubsub, ping_interval, "2m", "ask a silent client so often whether it is there, and end with it when it has not answered twice; 0: never"),
    TLS_OPTIONAL_OPTS(struct pubsub, "talk TLS, from the first byte"),
    {0},
};
/* clang-format on */

const struct cmd cmd_pubsub_server = {
    .name = "pubsub-server",
    .args = "",
    .summary = "pass on messages to those who subscribed to their subject",
    .about =
        "Publishers send messages with a subject, such as news.sport; subscribers say which "
        "subjects they want; neither knows of the other. In a subscription * stands for one part "
        "of a subject and > for all that follow: news.*, news.>. Of the subscribers that give "
        "themselves the name of a queue group, one gets each message, chosen at random.\n\n"
        "It speaks the text protocol of NATS, so its libraries, `wirelab pubsub-client` and a "
        "person at `telnet localhost 4222` can all use it:\n\n"
        "  SUB news.* 1\n"
        "  PUB news.sport 5\n"
        "  hello\n\n"
        "The number in PUB is the length of what follows, the one in SUB is your own and comes "
        "back with each message. What is wrong is answered by -ERR with the words of the NATS "
        "server; here a line says more.\n\n"
        "With --style broadcast it is the server of the Twisted home page instead: each line, "
        "after the server's address as Twisted prints it, goes to everybody.\n\n"
        "A client that does not read is dropped when more waits for it than --queue allows; "
        "nobody else notices. With --tls it talks TLS before the first line (NATS libraries call "
        "that \"handshake first\").",
    .examples =
        "wirelab pubsub-server                     # then: wirelab pubsub-client sub 'news.>'\n"
        "wirelab pubsub-server --wire              # what passes, beside what happens\n"
        "wirelab pubsub-server --user ann --password secret\n"
        "wirelab pubsub-server --style broadcast   # then, in several terminals: nc localhost "
        "4222\n",
    .see_also = "pubsub-client chat-server line-receiver",
    .flags = CMD_NETWORK,
    .opts = opts,
    .state_size = sizeof(struct pubsub),
    .start = start,
    .stop = stop,
    .finish = finish,
};
