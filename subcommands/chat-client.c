/* chat-client: takes part in a chat, from a terminal or a script.  SPDX-License-Identifier: MIT */
#include <string.h>
#include <unistd.h>

#include "base/escape.h"
#include "cli/line_editor.h"
#include "client.h"
#include "io/intake.h"
#include "service/chat_client.h"

struct client {
    bool udp;
    unsigned mode;
    const char *name;
    struct tls_settings tls;
    struct lab *lab;
    struct calling calling;
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
    say_hint(lab, "wirelab chat-client --mode reference %s %u", client->calling.host,
        client->calling.port);
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
    calling_opened(&client->calling, client->chat.conn);
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

static void on_writable(void *context)
{
    struct client *client = context;
    if (client->input) intake_resume(client->input);
}

/* The command line with which one is in the chat again; or what there is to do before. */
static void hint_return(const struct client *client)
{
    struct text line = {0};
    if (client->udp && !client->chat.heard) {
        say_hint(client->lab,
            "nobody listens there; start a server with `wirelab chat-server --udp --port %u`",
            client->calling.port);
        return;
    }
    if (client->udp) text_put(&line, " --udp");
    if (client->tls.enabled) text_put(&line, client->tls.insecure ? " --tls --insecure" : " --tls");
    if (client->tls.ca) {
        text_put(&line, " --ca");
        calling_add_word(&line, client->tls.ca);
    }
    if (client->mode) text_format(&line, " --mode %s", modes[client->mode]);
    if (client->name) {
        text_put(&line, " --name");
        calling_add_word(&line, client->name);
    }
    calling_add_word(&line, client->calling.host);
    say_hint(client->lab, "to come back: wirelab chat-client%s %u", text_string(&line),
        client->calling.port);
    text_finish(&line);
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
    if (client->udp && !client->chat.heard && status)
        say_error(lab, "cannot reach %s port %u: %s", client->calling.host, client->calling.port,
            uv_strerror(status));
    else
        say_error(lab, "the server has ended the chat%s%s", status ? ": " : "",
            status ? uv_strerror(status) : "");
    hint_return(client);
    lab_exit(lab, EXIT_NO);
}

static void on_failed(void *context, int status, const char *reason)
{
    struct chat_client *chat = context;
    struct client *client = chat->context;
    lab_exit(client->lab, calling_failed(&client->calling, status, reason));
}

static int start(struct lab *lab, void *state, int argc, char **argv)
{
    static const char *const servers[] = {
        "chat-server --port", "chat-server --udp --port", "chat-server --tls --port"};
    struct client *client = state;
    client->lab = lab;
    int status = calling_read(lab, &client->calling, argc, argv, 2);
    if (status == EXIT_DONE)
        status = calling_prepare(&client->calling, client->udp, &client->tls, servers, argc, argv);
    if (status != EXIT_DONE) return status;
    client->chat = (struct chat_client){.mode = client->mode,
        .name = client->name,
        .opened = on_opened,
        .message = on_message,
        .writable = on_writable,
        .closed = on_ended,
        .context = client};
    chat_client_init(&client->chat, lab->loop);
    client->began = true;
    lab->quiet = true; /* the chat is what is to be seen */
    return calling_start(
        &client->calling, &(struct connect_options){.protocol = &chat_client_protocol,
                              .context = &client->chat,
                              .events = lab->events,
                              .failed = on_failed});
}

static void stop(struct lab *lab, void *state)
{
    (void)lab;
    struct client *client = state;
    line_editor_close(client->editor);
    client->editor = NULL;
    intake_close(client->input);
    client->input = NULL;
    calling_stop(&client->calling);
    if (client->began) chat_client_close(&client->chat);
}

static void finish(struct lab *lab, void *state)
{
    (void)lab;
    struct client *client = state;
    if (client->began) chat_client_finish(&client->chat);
    text_finish(&client->line);
    calling_finish(&client->calling);
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
