/* connect: a plain connection, as nc, telnet and openssl s_client make one.  SPDX-License-Identifier: MIT */
#include "connect.h"

enum { DATAGRAM = 1200 /* passes every network in one piece */, LARGEST_DATAGRAM = 65507 };

/* A UDP listener forgets a silent peer after a while; here it is all there is. */
#define FOR_EVER (INT64_MAX / 4)

static const char *const line_ends[] = {"keep", "lf", "crlf", "none", NULL};
static const char *const transcripts[] = {"off", "repr", "hex", NULL};
static const char *const at_ends[] = {"half-close", "close", "stay", NULL};

static void on_failed(void *context, int status, const char *reason)
{
    struct connect *connect = context;
    lab_exit(connect->lab, calling_failed(&connect->calling, status, reason));
}

static int start_client(struct connect *connect, int argc, char **argv)
{
    static const char *const servers[] = {"connect --listen --port",
        "connect --listen --udp --port", "connect --listen --tls --port"};
    struct calling *calling = &connect->calling;
    int status = calling_read(connect->lab, calling, argc, argv, 2);
    if (status == EXIT_DONE)
        status = calling_prepare(calling, connect->udp, &connect->tls, servers, argc, argv);
    if (status != EXIT_DONE) return status;
    connect_talk_init(connect);
    return calling_start(calling, &(struct connect_options){.protocol = &connect_protocol,
                                      .context = connect,
                                      .events = connect->lab->events,
                                      .timeout = connect->udp ? 0 : connect->timeout,
                                      .idle_timeout = connect->server.idle_timeout,
                                      .failed = on_failed});
}

static int start_server(struct connect *connect, int argc, char **argv)
{
    struct lab *lab = connect->lab;
    if (argc) return server_refuse(lab, argv[0]);
    enum transport_kind transport;
    int status = tls_serve(lab, &connect->tls, connect->udp, &transport, &connect->config);
    if (status != EXIT_DONE) return status;
    struct server_options server = connect->server;
    server.max_connections = 1; /* the next one waits until this one has ended */
    server.once = !connect->keep_open;
    if (connect->udp && !server.idle_timeout) server.idle_timeout = FOR_EVER;
    connect_talk_init(connect);
    return serving_start(lab, &connect->serving, &server,
        &(struct listen_options){.transport = transport,
            .protocol = &connect_protocol,
            .context = connect,
            .tls = connect->config});
}

/* What is typed together but does not fit together. */
static int check_options(const struct connect *connect)
{
    const char *useless = connect->listen        ? NULL
                          : connect->keep_open   ? "--keep-open"
                          : connect->server.bind ? "--bind"
                                                 : NULL;
    if (useless) {
        say_error(connect->lab, "%s means nothing without --listen", useless);
        say_hint(connect->lab, "wirelab connect --listen %s …", useless);
        return EXIT_USAGE;
    }
    if (connect->transcript && (connect->lab->common.json || connect->lab->common.wire)) {
        say_error(
            connect->lab, "--json and --wire show both directions already: no --transcript then");
        return EXIT_USAGE;
    }
    if (connect->datagram < 1 || connect->datagram > LARGEST_DATAGRAM) {
        say_error(connect->lab, "a datagram holds 1 to %d bytes", LARGEST_DATAGRAM);
        return EXIT_USAGE;
    }
    return EXIT_DONE;
}

/* What Enter does, for somebody who is about to type. */
static void tell_line_end(const struct connect *connect)
{
    static const char *const sent[] = {"\\n", "\\n", "\\r\\n", "nothing"};
    if (!connect->typing || !connect->data || connect->server.quiet) return;
    event_tell(connect->lab->events,
        &(struct event){.kind = EVENT_RESULT,
            .human = "lines are sent with {end} at their end (--eol); Ctrl-D ends, Ctrl-C stops",
            .values = {event_text("end", sent[connect->eol])}});
}

static int start(struct lab *lab, void *state, int argc, char **argv)
{
    struct connect *connect = state;
    connect->lab = lab;
    int status = check_options(connect);
    if (status != EXIT_DONE) return status;
    connect_show_init(connect);
    tell_line_end(connect);
    return connect->listen ? start_server(connect, argc, argv) : start_client(connect, argc, argv);
}

static void stop(struct lab *lab, void *state)
{
    struct connect *connect = state;
    /* The one who came did not get as far as a conversation (TLS). */
    bool missed = connect->serving.begun && !connect->serving.listener && !connect->opened_at;
    if (missed && lab->status == EXIT_DONE) lab->status = EXIT_CANNOT;
    connect_talk_close(connect);
    calling_stop(&connect->calling);
    serving_stop(&connect->serving);
}

static void finish(struct lab *lab, void *state)
{
    struct connect *connect = state;
    connect_talk_finish(connect);
    if (connect->keep_open) serving_finish(&connect->serving, &connect->tally);
    calling_finish(&connect->calling);
    tls_settings_close(lab, connect->config);
}

/* clang-format off */
static const struct opt opts[] = {
    OPT_FLAG('u', "udp", struct connect, udp, "datagrams instead of TCP"),
    OPT_CHOICE('e', "eol", struct connect, eol, line_ends, "keep", "END", "send line ends as lf, as crlf (HTTP, SMTP, IRC), or leave them out (none); keep: as they come, from a terminal lf"),
    OPT_CHOICE('x', "transcript", struct connect, transcript, transcripts, "off", "FORM", "print both directions with times, as Python's bytes (repr) or as a dump (hex), instead of the peer's bytes"),
    OPT_CHOICE(0, "at-end", struct connect, at_end, at_ends, "half-close", "WHAT", "when standard input ends: half-close, and read on until the peer ends too; close; or stay"),
    OPT_DURATION('w', "idle-timeout", struct connect, server.idle_timeout, NULL, "end when nothing has moved for so long"),
    OPT_DURATION('t', "timeout", struct connect, timeout, NULL, "wait so long for a connection (10 seconds)"),
    OPT_SIZE('s', "size", struct connect, datagram, "1200", "with --udp: piped input is cut into datagrams of so many bytes"),
    OPT_FLAG('q', "quiet", struct connect, server.quiet, "say nothing but errors on standard error"),
    OPT_GROUP("Waiting for a connection"),
    OPT_FLAG('l', "listen", struct connect, listen, "wait for one, and end with it"),
    OPT_FLAG('k', "keep-open", struct connect, keep_open, "take the next one then, until Ctrl-C"),
    OPT_UINT('p', "port", struct connect, server.port, 0, 65535, 1234, "PORT", "port to listen on; 0 picks a free one and says which"),
    OPT_ADDRESS('b', "bind", struct connect, server.bind, NULL, "listen on this address or name only; without it on every address, IPv6 and IPv4"),
    TLS_CLIENT_OPTS(struct connect),
    {0},
};
/* clang-format on */

const struct cmd cmd_connect = {
    .name = "connect",
    .args = "[HOST] [PORT]",
    .summary = "talk to any server, or wait for a client: nc, telnet and s_client in one",
    .about =
        "Connects (to localhost port 1234 unless told otherwise), sends what comes from standard "
        "input, and writes what the peer says to standard output, byte for byte. All else goes to "
        "standard error: the addresses that were tried, how it ended, how many bytes that were. "
        "Nothing that is typed or piped is a command to this program.\n\n"
        "On a terminal the end of each line that comes is spelled, \\r\\n or \\n, and control "
        "characters are shown as \\x1b. What is typed is sent line by line; --eol says with which "
        "end.\n\n"
        "Each direction ends on its own: when standard input ends the peer is told so (FIN, on TLS "
        "close_notify) and listened to until it ends too. When the peer ends first, the rest of a "
        "pipe or file is still sent, until nothing comes from there for a second.\n\n"
        "With --udp every line that is typed is a datagram, and so is every line of piped input "
        "with --eol. UDP has no end: after that of standard input a second of silence is taken for "
        "it. When the peer's machine answers by ICMP that nobody has the port, that is told.\n\n"
        "With --tls the certificate is verified, and what is wrong with it explained, as by "
        "echo-client. With --listen --tls a certificate is made if there is no --cert, and --ca "
        "demands one of the client.\n\n"
        "Ends with 1 when nobody listens there or the connection is lost; with 3 when there is no "
        "such host, no way to it, or no TLS with it; with 0 otherwise, also after Ctrl-C, "
        "--idle-timeout and --deadline.",
    .examples = "wirelab connect localhost 1234                     # type lines; Ctrl-D ends\n"
                "wirelab connect --eol crlf example.org 80          # HTTP by hand\n"
                "wirelab connect -x repr localhost 1234 < request   # both directions, with times\n"
                "wirelab connect --tls --show-certs example.org 443\n"
                "wirelab connect --listen --port 5000 > received    # the other end of:\n"
                "wirelab connect localhost 5000 < photo.jpg\n"
                "wirelab connect --udp localhost 1234               # each line a datagram\n",
    .see_also = "echo-client chat-client echo-server sniff",
    .flags = CMD_NETWORK,
    .opts = opts,
    .state_size = sizeof(struct connect),
    .start = start,
    .stop = stop,
    .finish = finish,
};
