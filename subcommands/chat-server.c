/* chat-server: the chat of the second lab, over TCP, TLS or UDP.  SPDX-License-Identifier: MIT */
#include "base/time.h"
#include "cli/cmd.h"
#include "cli/server.h"
#include "service/chat.h"
#include "tls_options.h"

#define UDP_IDLE                                                                                   \
    (300 *                                                                                         \
        TIME_SECOND) /* of a user over UDP, which has no end: the network tells of a closed port only, and only when a message goes there */

struct chat {
    struct server_options server;
    struct serving serving;
    struct tls_settings tls;
    bool udp;
    unsigned mode;
    uint64_t queue;
    enum transport_kind transport;
    struct chat_server service;
    struct tls_config *config;
};

static const char *const modes[] = {"auto", "reference", "framed", NULL};

static int start(struct lab *lab, void *state, int argc, char **argv)
{
    struct chat *chat = state;
    if (argc) return server_refuse(lab, argv[0]);
    lab->quiet = chat->server.quiet;
    int status = tls_serve(lab, &chat->tls, chat->udp, &chat->transport, &chat->config);
    if (status != EXIT_DONE) return status;
    if (chat->udp && !chat->server.idle_timeout) chat->server.idle_timeout = UDP_IDLE;
    chat->service.mode = chat->mode;
    chat->service.queue = (size_t)chat->queue;
    chat->service.events = lab->events;
    struct listen_options listen = {.transport = chat->transport,
        .protocol = &chat_protocol,
        .context = &chat->service,
        .tls = chat->config,
        .handshake_timeout = chat->tls.handshake_timeout};
    status = serving_start(lab, &chat->serving, &chat->server, &listen);
    if (chat->serving.begun) chat_server_open(&chat->service, lab->loop);
    return status;
}

static void stop(struct lab *lab, void *state)
{
    (void)lab;
    struct chat *chat = state;
    chat_server_close(&chat->service);
    serving_stop(&chat->serving);
}

static void finish(struct lab *lab, void *state)
{
    struct chat *chat = state;
    if (chat->serving.begun) chat_server_finish(&chat->service, chat->transport);
    tls_settings_close(lab, chat->config);
}

/* clang-format off */
static const struct opt opts[] = {
    SERVER_OPTS(struct chat, 1234),
    SERVER_STREAM_OPTS(struct chat),
    OPT_FLAG('u', "udp", struct chat, udp, "over UDP: whoever sends a datagram is a user, until it is silent for 5 minutes"),
    OPT_CHOICE('m', "mode", struct chat, mode, modes, "auto", "MODE", "how messages are told apart: auto, by lines or as they come; reference, exactly as the hand-out's server; framed, by a length before each"),
    OPT_SIZE(0, "queue", struct chat, queue, "1MiB", "drop a reader when so much waits for it"),
    TLS_OPTIONAL_OPTS(struct chat, "talk TLS"),
    {0},
};
/* clang-format on */

const struct cmd cmd_chat_server = {
    .name = "chat-server",
    .args = "",
    .summary = "let everybody who connects chat with each other",
    .about =
        "Asks whoever connects for a name, and passes on what each one says to all others: over "
        "TCP, over TLS, or over UDP, where a sender's address is a user and its first datagram the "
        "name. Who says !Q leaves; over UDP also who is silent for long, or whose port is closed "
        "when "
        "the next message goes there.\n\n"
        "The protocol has neither lengths nor line ends, so TCP may glue messages together and cut "
        "them. With --mode auto each user is understood as it speaks: lines from nc, telnet and "
        "chat-client, messages without an end from programs that are written after the hand-out. "
        "Names are made unique, control characters are shown as \\x1b, only those who gave a name "
        "are in the chat, and whoever goes is announced.\n\n"
        "With --mode reference every byte is as the hand-out's server sends it, and so are its "
        "weaknesses: ghosts, doubled names, newlines within names. Where that server fails, only "
        "the connection in question ends. With --mode framed each message, both ways, follows its "
        "length in four bytes, big-endian: the cure for glued messages.\n\n"
        "A user who does not read what the others say is dropped when more waits for it than "
        "--queue allows; nobody else notices.\n\n"
        "`wirelab sniff` knows the chat by its words, on any port, and so does --wire: chat.type, "
        "chat.name and chat.message are the fields, and chat.glued marks a message that begins "
        "where another ended in the same segment. Where a capture begins too late for that, "
        "-d tcp.port==1234,chat tells it.",
    .examples =
        "wirelab chat-server                    # then, in several terminals: wirelab "
        "chat-client, or nc localhost 1234\n"
        "wirelab chat-server --tls              # then: wirelab chat-client --tls --insecure\n"
        "wirelab chat-server --udp              # then: wirelab chat-client --udp\n"
        "wirelab chat-server --mode reference --wire  # glued messages, to be seen\n"
        "wirelab sniff -i lo -Y chat            # the packets of it, elsewhere\n",
    .see_also = "chat-client echo-server tls-echo",
    .flags = CMD_NETWORK,
    .opts = opts,
    .state_size = sizeof(struct chat),
    .start = start,
    .stop = stop,
    .finish = finish,
};
