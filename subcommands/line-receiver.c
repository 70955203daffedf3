/* line-receiver: prints the lines that come.  SPDX-License-Identifier: MIT */
#include "cli/cmd.h"
#include "cli/server.h"
#include "model_options.h"
#include "service/line_receiver.h"
#include "tls_options.h"

#define MOST (UINT64_C(1) << 30) /* of --max-line */

struct receiver {
    struct server_options server;
    struct serving serving;
    struct tls_settings tls;
    struct tls_config *config;
    uint64_t max_line;
    struct model_settings model;
    struct line_server service;
};

static int start(struct lab *lab, void *state, int argc, char **argv)
{
    struct receiver *receiver = state;
    if (argc) return server_refuse(lab, argv[0]);
    if (!receiver->max_line || receiver->max_line > MOST) {
        say_error(lab, "--max-line takes 1 to 1GiB");
        return EXIT_USAGE;
    }
    lab->quiet = receiver->server.quiet;
    enum transport_kind transport;
    int status = tls_serve(lab, &receiver->tls, false, &transport, &receiver->config);
    if (status != EXIT_DONE) return status;
    receiver->service.limit = (size_t)receiver->max_line;
    struct listen_options listen = {.transport = transport,
        .protocol = &line_receiver_protocol,
        .context = &receiver->service,
        .tls = receiver->config,
        .handshake_timeout = receiver->tls.handshake_timeout};
    status = model_settings_apply(lab, &receiver->model, &receiver->server, &listen);
    if (status != EXIT_DONE) return status;
    return serving_start(lab, &receiver->serving, &receiver->server, &listen);
}

static void stop(struct lab *lab, void *state)
{
    (void)lab;
    struct receiver *receiver = state;
    serving_stop(&receiver->serving);
}

static void finish(struct lab *lab, void *state)
{
    struct receiver *receiver = state;
    serving_finish(&receiver->serving, &receiver->service.tally);
    model_settings_finish(lab, &receiver->model);
    tls_settings_close(lab, receiver->config);
}

/* clang-format off */
static const struct opt opts[] = {
    SERVER_OPTS(struct receiver, 5000),
    SERVER_STREAM_OPTS(struct receiver),
    OPT_SIZE(0, "max-line", struct receiver, max_line, "16KiB", "cut longer lines"),
    MODEL_OPTS(struct receiver),
    TLS_OPTIONAL_OPTS(struct receiver, "talk TLS"),
    {0},
};
/* clang-format on */

const struct cmd cmd_line_receiver = {
    .name = "line-receiver",
    .args = "",
    .summary = "print each line that comes, and answer nothing",
    .about =
        "Listens for TCP connections and prints each line that a client sends, in the notation of "
        "Python's bytes. TCP knows no lines: one read may bring half a line or several. What is "
        "printed here are whole lines, put together again.\n\n"
        "A line ends with LF or CR LF, which are not printed; with --json \"end\" tells which it "
        "was. What follows the last newline when a client has finished sending is printed too, and "
        "said to be without one. Of a line that is longer than --max-line the beginning is "
        "printed, and the rest of it thrown away.\n\n"
        "With --delay the receiver works that long on each line before it prints it; --model and "
        "--timeline show who waits for whom, see wirelab echo-server.",
    .examples =
        "wirelab line-receiver                  # then, elsewhere: nc localhost 5000\n"
        "wirelab line-receiver --tls            # then: openssl s_client -connect localhost:5000\n"
        "wirelab line-receiver --once --json    # for scripts\n"
        "wirelab line-receiver --model thread --delay 1s --timeline\n",
    .see_also = "echo-server chat-server",
    .flags = CMD_NETWORK,
    .opts = opts,
    .state_size = sizeof(struct receiver),
    .start = start,
    .stop = stop,
    .finish = finish,
};
