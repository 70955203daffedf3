/* chat-client: takes part in a chat, from a terminal or a script.  SPDX-License-Identifier: MIT */
#include <string.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/parse.h"
#include "cli/cmd.h"
#include "cli/line_editor.h"
#include "io/connect.h"
#include "io/intake.h"
#include "service/chat_client.h"
#include "tls_options.h"

struct client {
    bool udp;
    unsigned mode;
    const char *name;
    struct tls_settings tls;
    struct lab *lab;
    const char *host;
    uint32_t port;
    struct connector *connector;
    struct tls_config *config;
    struct intake *input;
    struct line_editor *editor;
    struct text line; /* typed so far, when there is no editor */
    struct chat_client chat;
    bool began;
    bool warned; /* that the server does not take lines */
};

static const char *const modes[] = {"auto", "reference", "framed", NULL};

static struct client *client_of(void *context)
{
    return context;
}

static void on_message(void *context, struct bytes message)
{
    struct client *client = client_of(context);
    struct lab *lab = client->lab;
    if (lab->common.json || lab->hosted) return; /* `received` says it */
    if (client->editor) line_editor_hide(client->editor);
    escape_terminal(&lab->out->text, message);
    text_char(&lab->out->text, '\n');
    if (client->editor) {
        out_flush(lab->out);
        line_editor_show(client->editor);
    } else {
        out_turn(lab->out);
    }
    /* What remains of a welcome when the name has a newline in it. */
    const struct bytes spoilt = bytes_of_string(">. Please type !Q");
    if (client->warned || client->mode != CHAT_AUTO || message.len < spoilt.len) return;
    if (memcmp(message.at, spoilt.at, spoilt.len) != 0) return;
    client->warned = true;
    say_warning(lab, "this server takes line ends for parts of messages");
    say_hint(lab, "wirelab chat-client --mode reference %s %u", client->host, client->port);
}

static void say_line(struct client *client, struct bytes line)
{
    if (line.len && line.at[line.len - 1] == '\r') line.len--;
    if (line.len == 2 && !memcmp(line.at, "!Q", 2)) {
        chat_client_quit(&client->chat);
    } else if (line.len) {
        chat_client_say(&client->chat, line);
    }
}

static void on_input(void *context, struct bytes data)
{
    struct client *client = context;
    const uint8_t *end;
    while ((end = memchr(data.at, '\n', data.len))) {
        size_t len = (size_t)(end - data.at);
        text_add(&client->line, data.at, len);
        say_line(client, bytes_of(client->line.at, client->line.len));
        text_clear(&client->line);
        data = bytes_of(end + 1, data.len - len - 1);
    }
    text_add(&client->line, data.at, data.len);
    if (client->chat.conn && conn_queued(client->chat.conn) > CONN_HIGH)
        intake_pause(client->input);
}

static void on_input_end(void *context, int status)
{
    struct client *client = context;
    if (status < 0) say_error(client->lab, "cannot read standard input: %s", uv_strerror(status));
    if (client->line.len) say_line(client, bytes_of(client->line.at, client->line.len));
    text_clear(&client->line);
    chat_client_quit(&client->chat);
}

static void on_edited(void *context, const char *line)
{
    struct client *client = context;
    if (line) {
        say_line(client, bytes_of_string(line));
    } else {
        chat_client_quit(&client->chat); /* Ctrl-D */
    }
}

/* Typing begins when somebody listens. */
static void on_opened(void *context)
{
    struct client *client = context;
    struct lab *lab = client->lab;
    if (client->input || client->editor) return;
    if (isatty(lab->input) && isatty(STDOUT_FILENO) && !lab->common.json) {
        out_flush(lab->out);
        client->editor = line_editor_open(lab->loop, "> ", on_edited, client);
        if (client->editor) return;
    }
    const struct intake_handler handler = {on_input, on_input_end, client};
    int status = intake_open(lab->loop, lab->input, &handler, &client->input);
    if (!status) return;
    say_error(lab, "cannot read standard input: %s", uv_strerror(status));
    lab_exit(lab, EXIT_CANNOT);
}

static void on_ended(void *context, int status, bool ours)
{
    struct client *client = context;
    struct lab *lab = client->lab;
    line_editor_close(client->editor);
    client->editor = NULL;
    if (lab->stopping) return;
    if (ours) {
        lab_exit(lab, EXIT_DONE);
        return;
    }
    out_flush(lab->out);
    say_error(lab, "the server has ended the chat%s%s", status ? ": " : "",
        status ? uv_strerror(status) : "");
    say_hint(lab, "to come back: wirelab chat-client%s%s%s%s %s %u", client->udp ? " --udp" : "",
        client->tls.enabled ? " --tls" : "", client->name ? " --name " : "",
        client->name ? client->name : "", client->host, client->port);
    lab_exit(lab, EXIT_NO);
}

static void on_failed(void *context, int status, const char *reason)
{
    struct chat_client *chat = context;
    struct client *client = chat->context;
    struct lab *lab = client->lab;
    const struct connect_failure *failure = connector_failure(client->connector);
    say_error(lab, "cannot connect to %s port %u: %s", client->host, client->port, reason);
    if (status == UV_ECONNREFUSED) {
        say_hint(lab, "nobody listens there; start a server with `wirelab chat-server%s --port %u`",
            client->udp           ? " --udp"
            : client->tls.enabled ? " --tls"
                                  : "",
            client->port);
    } else if (failure->hint && *failure->hint) {
        say_hint(lab, "%s", failure->hint);
    }
    lab_exit(lab, status == UV_ECONNREFUSED ? EXIT_NO : EXIT_CANNOT);
}

static int read_arguments(struct client *client, int argc, char **argv)
{
    uint64_t port = 1234;
    client->host = argc > 0 ? argv[0] : "localhost";
    if (argc > 2) {
        say_error(client->lab, "\"%s\" is too much", argv[2]);
        say_hint(client->lab, "the order is: wirelab chat-client HOST PORT");
        return EXIT_USAGE;
    }
    if (argc > 1 && (!parse_uint(argv[1], &port) || port < 1 || port > 65535)) {
        say_error(client->lab, "\"%s\" is not a port number from 1 to 65535", argv[1]);
        say_hint(client->lab, "the order is: wirelab chat-client HOST PORT");
        return EXIT_USAGE;
    }
    if (client->udp && client->tls.enabled) {
        say_error(client->lab, "TLS runs on TCP: --udp and --tls exclude each other");
        return EXIT_USAGE;
    }
    client->port = (uint32_t)port;
    return EXIT_DONE;
}

static int start(struct lab *lab, void *state, int argc, char **argv)
{
    struct client *client = state;
    client->lab = lab;
    int status = read_arguments(client, argc, argv);
    if (status == EXIT_DONE && client->tls.enabled) {
        status = tls_settings_open(
            lab, &client->tls, TLS_CLIENT, "wirelab chat-client --tls {}", &client->config);
    }
    if (status != EXIT_DONE) return status;
    client->chat = (struct chat_client){.mode = client->mode,
        .name = client->name,
        .opened = on_opened,
        .message = on_message,
        .closed = on_ended,
        .context = client};
    chat_client_init(&client->chat, lab->loop);
    client->began = true;
    lab->quiet = true; /* the chat is what is to be seen */
    const struct connect_options connect = {.transport = client->udp           ? TRANSPORT_UDP
                                                         : client->tls.enabled ? TRANSPORT_TLS
                                                                               : TRANSPORT_TCP,
        .host = client->host,
        .port = (uint16_t)client->port,
        .protocol = &chat_client_protocol,
        .context = &client->chat,
        .events = lab->events,
        .tls = client->config,
        .failed = on_failed};
    int failed = connector_open(lab->loop, &connect, &client->connector);
    if (!failed) return EXIT_DONE;
    say_error(lab, "cannot connect to %s: %s", client->host, uv_strerror(failed));
    return EXIT_CANNOT;
}

static void stop(struct lab *lab, void *state)
{
    (void)lab;
    struct client *client = state;
    line_editor_close(client->editor);
    client->editor = NULL;
    intake_close(client->input);
    client->input = NULL;
    connector_close(client->connector);
    client->connector = NULL;
    if (client->began) chat_client_close(&client->chat);
}

static void finish(struct lab *lab, void *state)
{
    struct client *client = state;
    if (client->began) chat_client_finish(&client->chat);
    text_finish(&client->line);
    tls_settings_close(lab, client->config);
}

/* clang-format off */
static const struct opt opts[] = {
    OPT_STRING('n', "name", struct client, name, NULL, "NAME", "answer the server's question with this; without it the first line typed is the name"),
    OPT_FLAG('u', "udp", struct client, udp, "send datagrams instead of connecting over TCP"),
    OPT_CHOICE('m', "mode", struct client, mode, modes, "auto", "MODE", "how messages are told apart: auto, as lines; reference, without any end, as the hand-out's server wants them; framed, by a length before each"),
    TLS_CLIENT_OPTS(struct client),
    {0},
};
/* clang-format on */

const struct cmd cmd_chat_client = {
    .name = "chat-client",
    .args = "[HOST] [PORT]",
    .summary = "take part in a chat",
    .about =
        "Connects to a chat server (localhost port 1234 unless told otherwise), sends each line "
        "that is typed, and prints what the others say. On a terminal the line being typed stays "
        "whole while messages arrive, earlier lines come back with the arrow keys, and Ctrl-D "
        "leaves, as !Q does. When standard input is a pipe or a file its lines are sent, then "
        "!Q.\n\n"
        "To a server written after the hand-out --mode reference sends messages without line ends, "
        "since such a server takes them for a part of the message.\n\n"
        "Ends with 1 when nobody listens there, or when the server ends the chat; with 3 when "
        "there is no such host, no way to it, or no TLS with it.",
    .examples = "wirelab chat-client --name alice\n"
                "wirelab chat-client --tls --ca ~/.local/state/wirelab/localhost.crt\n"
                "printf 'hello\\n' | wirelab chat-client --name script localhost 1234\n",
    .see_also = "chat-server echo-client",
    .flags = CMD_NETWORK,
    .opts = opts,
    .state_size = sizeof(struct client),
    .start = start,
    .stop = stop,
    .finish = finish,
};
