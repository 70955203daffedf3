/* pubsub-client: publishes messages, or prints those that others publish.
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "pubsub_talk.h"

static void on_session_closed(void *context, int status, const char *reason)
{
    struct pubsub_client *client = context;
    struct lab *lab = client->lab;
    if (lab->stopping) return;
    out_flush(lab->out);
    if (!client->session.greeted && !reason) {
        say_error(lab, "the server ended the connection before it said anything%s%s",
            status ? ": " : "", status ? uv_strerror(status) : "");
        say_hint(lab, "a server of NATS speaks first; one that talks TLS wants --tls");
    } else {
        say_error(lab, "the server has ended the connection%s%s", reason || status ? ": " : "",
            reason   ? reason
            : status ? uv_strerror(status)
                     : "");
    }
    if (reason && strcmp(reason, "Authorization Violation") == 0)
        say_hint(lab, "with a user and a password: --server nats://USER:PASSWORD@HOST:PORT");
    if (reason && strcmp(reason, "it wants TLS") == 0) say_hint(lab, "talk TLS with it: --tls");
    lab_exit(lab, EXIT_NO);
}

static void on_opened(struct conn *conn)
{
    struct pubsub_session *session = conn_context(conn);
    struct pubsub_client *client = session->context;
    calling_opened(&client->calling, conn);
    if (pubsub_client_protocol.opened) pubsub_client_protocol.opened(conn);
}

static void on_failed(void *context, int status, const char *reason)
{
    struct pubsub_session *session = context;
    struct pubsub_client *client = session->context;
    lab_exit(client->lab, calling_failed(&client->calling, status, reason));
}

static int read_arguments(struct pubsub_client *client, int argc, char **argv)
{
    static const char *const roles[] = {"pub", "sub", "request", NULL};
    struct lab *lab = client->lab;
    unsigned role = 0;
    while (argc && roles[role] && strcmp(argv[0], roles[role]) != 0)
        role++;
    if (argc < 2 || !roles[role]) {
        if (argc && !roles[role])
            say_error(lab, "\"%s\" is not pub, sub or request", argv[0]);
        else
            say_error(lab, argc ? "which subject?" : "pub, sub or request?");
        say_hint(lab, "wirelab pubsub-client sub 'news.>', or: pub news.sport hello");
        return EXIT_USAGE;
    }
    client->role = role;
    client->nsubjects = argc - 1;
    client->subjects = argv + 1;
    for (int i = 1; i < (client->role == ROLE_SUB ? argc : 2); i++) {
        if (nats_is_subject(bytes_of_string(argv[i]), client->role == ROLE_SUB) &&
            !strpbrk(argv[i], " \t\r\n"))
            continue;
        say_error(lab, "\"%s\" is no subject%s", argv[i],
            client->role == ROLE_SUB ? "" : " that a message can have");
        say_hint(lab, "a subject is words with dots between: news.sport; sub takes * and > too");
        return EXIT_USAGE;
    }
    if (client->role != ROLE_SUB && argc > 3) {
        say_error(lab, "\"%s\" is too much", argv[3]);
        say_hint(lab, "a message with blanks wants quotes: 'good morning'");
        return EXIT_USAGE;
    }
    if (client->role != ROLE_SUB) client->message = argc > 2 ? argv[2] : NULL;
    return EXIT_DONE;
}

static void make_inbox(struct pubsub_client *client)
{
    uint8_t noise[16] = {0};
    struct text name = {.at = client->inbox, .cap = sizeof client->inbox - 1, .fixed = true};
    uv_random(NULL, NULL, noise, sizeof noise, 0, NULL);
    text_put(&name, "_INBOX.");
    text_hex_bytes(&name, noise, sizeof noise, 0);
}

/* Whom to call, and what would be typed to do it again. */
static int prepare_call(struct pubsub_client *client)
{
    static const char *const servers[] = {
        "pubsub-server --port", NULL, "pubsub-server --tls --port"};
    static const char *const roles[] = {"pub", "sub", "request"};
    char *again[] = {
        (char *)roles[client->role], client->subjects[0], "--server", (char *)client->server};
    client->calling = (struct calling){.lab = client->lab,
        .host = client->address.host,
        .port = client->address.port,
        .aside = true};
    client->tls.enabled |= client->address.tls;
    return calling_prepare(&client->calling, false, &client->tls, servers, 4, again);
}

static int start(struct lab *lab, void *state, int argc, char **argv)
{
    struct pubsub_client *client = state;
    client->lab = lab;
    int status = read_arguments(client, argc, argv);
    if (status == EXIT_DONE) status = pubsub_address_read(lab, client->server, &client->address);
    if (status != EXIT_DONE) return status;
    status = prepare_call(client);
    if (status != EXIT_DONE) return status;
    make_inbox(client);
    lab->quiet = true; /* the messages are what is to be seen, and nothing between them */
    bool is_script = !lab->common.json && !lab->common.wire && !lab->hosted;
    uv_timer_init(lab->loop, &client->patience);
    client->patience.data = client;
    client->waits = true;
    client->session = (struct pubsub_session){.user = client->address.user,
        .password = client->address.password,
        .name = client->name,
        .secured = client->tls.enabled,
        .ready = pubsub_talk_ready,
        .message = pubsub_talk_message,
        .settled = pubsub_talk_settled,
        .writable = pubsub_talk_writable,
        .closed = on_session_closed,
        .context = client};
    client->protocol = pubsub_client_protocol;
    client->protocol.opened = on_opened;
    return calling_start(&client->calling, &(struct connect_options){.protocol = &client->protocol,
                                               .context = &client->session,
                                               .preface = "INFO ",
                                               .events = is_script ? NULL : lab->events,
                                               .failed = on_failed});
}

static void stop(struct lab *lab, void *state)
{
    (void)lab;
    struct pubsub_client *client = state;
    intake_close(client->input);
    client->input = NULL;
    calling_stop(&client->calling);
    if (client->waits) uv_close((uv_handle_t *)&client->patience, NULL);
    client->waits = false;
}

static void finish(struct lab *lab, void *state)
{
    (void)lab;
    struct pubsub_client *client = state;
    lines_finish(&client->lines);
    pubsub_session_finish(&client->session);
    pubsub_address_finish(&client->address);
    calling_finish(&client->calling);
}

/* clang-format off */
static const struct opt opts[] = {
    OPT_STRING('s', "server", struct pubsub_client, server, "localhost:4222", "SERVER", "HOST, HOST:PORT, or a URL: nats://USER:PASSWORD@HOST:PORT"),
    OPT_UINT('n', "count", struct pubsub_client, most, 0, 4294967295, 0, "N", "sub: end after so many messages; 0: never"),
    OPT_STRING(0, "queue", struct pubsub_client, queue, NULL, "GROUP", "sub: one of this group gets each message"),
    OPT_STRING(0, "reply", struct pubsub_client, reply, NULL, "TEXT", "sub: answer requests with this"),
    OPT_FLAG(0, "raw", struct pubsub_client, raw, "sub, request: print messages as they are, without their subject"),
    OPT_DURATION(0, "timeout", struct pubsub_client, timeout, "5s", "request: wait so long for the answer; 0: for ever"),
    OPT_STRING(0, "name", struct pubsub_client, name, NULL, "NAME", "tell the server this name"),
    TLS_CLIENT_OPTS(struct pubsub_client),
    {0},
};
/* clang-format on */

const struct cmd cmd_pubsub_client = {
    .name = "pubsub-client",
    .args = "pub|sub|request SUBJECT [MESSAGE]",
    .summary = "publish messages, or print those of subjects",
    .about =
        "With sub it prints the messages of one or more subjects, each after its subject, until it "
        "is stopped. In subjects * stands for one part and > for all that follow: news.*, "
        "news.>.\n\n"
        "With pub it publishes a message and ends when the server has taken it; without MESSAGE it "
        "does so with each line of standard input.\n\n"
        "With request it publishes a message to which one answer is wanted, and prints that; `sub "
        "SUBJECT --reply TEXT` answers.\n\n"
        "It talks with `wirelab pubsub-server` and with any server of NATS, by its text "
        "protocol. With --tls it does not matter whether the server begins with TLS, or "
        "introduces itself before.\n\n"
        "Ends with 1 when nobody listens there, the server ends the connection or does not like "
        "what is asked, or a request is not answered; with 3 when there is no such host, no way to "
        "it, or no TLS with it.",
    .examples = "wirelab pubsub-client sub 'news.>'\n"
                "wirelab pubsub-client pub news.sport 'They have won'\n"
                "seq 10 | wirelab pubsub-client pub numbers\n"
                "wirelab pubsub-client sub time --reply \"$(date)\"   # then: wirelab "
                "pubsub-client request time\n"
                "wirelab pubsub-client sub '>' --server nats://ann:secret@example.org:4222\n",
    .see_also = "pubsub-server chat-client",
    .flags = CMD_NETWORK,
    .opts = opts,
    .state_size = sizeof(struct pubsub_client),
    .start = start,
    .stop = stop,
    .finish = finish,
};
