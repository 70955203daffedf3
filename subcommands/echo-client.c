/* echo-client: says something to an echo server and looks whether the same comes back.
 * SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/time.h"
#include "client.h"
#include "io/intake.h"
#include "service/echo_client.h"

enum {
    DATAGRAM = 1200, /* passes every network in one piece */
    LARGEST_DATAGRAM = 65507,
    LARGEST_MESSAGE = 1 << 30, /* it stands in memory */
};

struct client {
    bool udp;
    uint32_t count;
    int64_t interval, timeout;
    uint64_t size;
    struct tls_settings tls;
    struct lab *lab;
    struct calling calling;
    uint8_t *made;            /* a message of --size bytes */
    struct protocol protocol; /* echo_client_protocol, which also shows certificates */
    struct intake *input;
    bool input_ended;
    bool fallback; /* nothing on standard input: say "Hello, world!" instead */
    struct echo_client echo;
    bool began;
    bool interrupted; /* stopped before the verdict */
};

static const char hello[] = "Hello, world!";

static void on_input(void *context, struct bytes data)
{
    struct client *client = context;
    client->fallback = false;
    echo_client_feed(&client->echo, data);
}

static void on_input_end(void *context, int status)
{
    struct client *client = context;
    client->input_ended = true;
    if (status < 0) {
        say_error(client->lab, "cannot read standard input: %s", uv_strerror(status));
        lab_exit(client->lab, EXIT_CANNOT);
        return;
    }
    if (client->fallback) echo_client_feed(&client->echo, bytes_of_string(hello));
    echo_client_feed_end(&client->echo);
}

static void on_flow(void *context, bool more)
{
    struct client *client = context;
    const struct intake_handler handler = {on_input, on_input_end, client};
    if (client->input_ended) return;
    if (client->input) {
        (more ? intake_resume : intake_pause)(client->input);
        return;
    }
    if (!more) return;
    int status = intake_open(client->lab->loop, client->lab->input, &handler, &client->input);
    if (!status) return;
    say_error(client->lab, "cannot read standard input: %s", uv_strerror(status));
    lab_exit(client->lab, EXIT_CANNOT);
}

static void on_finished(void *context, enum echo_verdict verdict, const char *reason)
{
    struct client *client = context;
    echo_client_tell(&client->echo);
    if (verdict != ECHO_SAME) say_error(client->lab, "%s", reason);
    if (verdict == ECHO_LOST && !client->echo.got_bytes && !client->udp && !client->tls.enabled) {
        say_hint(client->lab, "a server that speaks TLS hangs up on those who do not: --tls");
    }
    if (verdict == ECHO_DIFFERENT)
        say_hint(client->lab,
            "it does not echo; this talks with any server: wirelab connect%s%s %s %u",
            client->udp ? " --udp" : "", client->tls.enabled ? " --tls" : "", client->calling.host,
            client->calling.port);
    lab_exit(client->lab, verdict == ECHO_SAME ? EXIT_DONE : EXIT_NO);
}

static struct client *client_of(void *context)
{
    return (struct client *)((char *)context - offsetof(struct client, echo));
}

/* --show-certs: before anything is said. */
static void on_opened(struct conn *conn)
{
    struct client *client = client_of(conn_context(conn));
    calling_opened(&client->calling, conn);
    if (echo_client_protocol.opened) echo_client_protocol.opened(conn);
}

static void on_failed(void *context, int status, const char *reason)
{
    struct client *client = client_of(context);
    struct lab *lab = client->lab;
    if (!lab->common.json) /* which gets the reason, once */
        event_tell(
            lab->events, &(struct event){.kind = EVENT_ERROR, .human = "Connection failed."});
    lab_exit(lab, calling_failed(&client->calling, status, reason));
}

static bool is_piped(int input)
{
    struct stat status;
    if (fstat(input, &status)) return false;
    return S_ISFIFO(status.st_mode) || S_ISREG(status.st_mode) || S_ISSOCK(status.st_mode);
}

/* --size: letters, so that every place in it is told from its neighbours. */
static bool make_message(struct client *client)
{
    client->made = malloc(client->size ? client->size : 1);
    if (!client->made) return false;
    for (uint64_t i = 0; i < client->size; i++)
        client->made[i] = (uint8_t)('a' + i % 26);
    return true;
}

static int choose_message(
    struct client *client, const char *argument, struct echo_client_options *echo)
{
    bool from_input =
        argument ? !strcmp(argument, "-") : !client->size && is_piped(client->lab->input);
    if (from_input) {
        echo->mode = isatty(client->lab->input) ? ECHO_LINES : ECHO_STREAM;
        client->fallback = !argument && echo->mode == ECHO_STREAM;
        echo->datagram = client->size ? (size_t)client->size : DATAGRAM;
    } else if (client->size) {
        if (client->size <= LARGEST_MESSAGE && !make_message(client)) {
            say_error(client->lab, "out of memory");
            return EXIT_CANNOT;
        }
        echo->message = bytes_of(client->made, client->size);
    } else {
        echo->message = bytes_of_string(argument ? argument : hello);
    }
    if (client->size > LARGEST_MESSAGE) {
        say_error(client->lab, "a message holds at most 1 GiB");
        say_hint(client->lab,
            "standard input may be of any size: head -c %" PRIu64
            " /dev/zero | wirelab echo-client",
            client->size);
        return EXIT_USAGE;
    }
    size_t datagram = echo->mode == ECHO_STREAM ? echo->datagram : echo->message.len;
    if (client->udp && datagram > LARGEST_DATAGRAM) {
        say_error(client->lab, "a datagram holds at most %d bytes", LARGEST_DATAGRAM);
        say_hint(client->lab, "over TCP there is no such limit: leave --udp out");
        return EXIT_USAGE;
    }
    return EXIT_DONE;
}

static int start(struct lab *lab, void *state, int argc, char **argv)
{
    static const char *const servers[] = {
        "echo-server --port", "udp-echo --port", "tls-echo --port"};
    struct client *client = state;
    client->lab = lab;
    if (argc > 3) {
        say_error(lab, "one message at a time; \"%s\" is too much", argv[3]);
        say_hint(lab, "a message of several words wants quotes");
        return EXIT_USAGE;
    }
    int status = calling_read(lab, &client->calling, argc, argv, 3);
    if (status == EXIT_DONE)
        status = calling_prepare(&client->calling, client->udp, &client->tls, servers, argc, argv);
    if (status != EXIT_DONE) return status;
    struct echo_client_options echo = {.count = client->count,
        .interval = client->interval,
        .timeout = client->timeout ? client->timeout
                   : client->udp   ? TIME_SECOND
                                   : 10 * TIME_SECOND,
        .events = lab->events,
        .flow = on_flow,
        .finished = on_finished,
        .context = client};
    status = choose_message(client, argc > 2 ? argv[2] : NULL, &echo);
    if (status != EXIT_DONE) return status;
    echo_client_init(&client->echo, lab->loop, &echo, client->udp);
    client->began = true;
    client->protocol = echo_client_protocol;
    client->protocol.opened = on_opened;
    return calling_start(&client->calling, &(struct connect_options){.protocol = &client->protocol,
                                               .context = &client->echo,
                                               .events = lab->events,
                                               .timeout = client->udp ? 0 : client->timeout,
                                               .failed = on_failed});
}

static void stop(struct lab *lab, void *state)
{
    struct client *client = state;
    /* Whoever reads our output has seen enough when that is what ends us. */
    if (client->calling.connector && lab->status == EXIT_DONE && !lab->out->broken) {
        client->interrupted = echo_client_stop(&client->echo);
    }
    intake_close(client->input);
    client->input_ended = true;
    client->input = NULL;
    calling_stop(&client->calling);
    if (client->began) echo_client_close(&client->echo);
}

static void finish(struct lab *lab, void *state)
{
    struct client *client = state;
    if (client->interrupted) {
        echo_client_tell(&client->echo);
        /* By hand (Ctrl-C) is as good an end as any; a deadline is for scripts, which want to know. */
        if (lab->late) {
            say_error(lab, "the deadline came before the answer");
            lab->status = EXIT_NO;
        }
    }
    if (client->began) echo_client_finish(&client->echo);
    calling_finish(&client->calling);
    free(client->made);
}

/* clang-format off */
static const struct opt opts[] = {
    OPT_FLAG('u', "udp", struct client, udp, "send datagrams instead of connecting over TCP"),
    OPT_UINT('n', "count", struct client, count, 1, 4294967295, 1, "N", "send the message so many times, each when the one before was answered"),
    OPT_DURATION('i', "interval", struct client, interval, NULL, "wait so long between messages"),
    OPT_SIZE('s', "size", struct client, size, NULL, "make a message of so many bytes; with standard input and --udp: bytes in each datagram (1200)"),
    OPT_DURATION('t', "timeout", struct client, timeout, NULL, "wait so long for an answer (10 seconds; UDP: 1 second, then it counts as lost)"),
    TLS_CLIENT_OPTS(struct client),
    {0},
};
/* clang-format on */

const struct cmd cmd_echo_client = {
    .name = "echo-client",
    .args = "[HOST] [PORT] [MESSAGE]",
    .summary = "send something to an echo server and check that it comes back",
    .about =
        "Connects to an echo server (localhost port 1234 unless told otherwise), sends the message "
        "(Hello, world!), prints what the server said, and checks that it is what was sent. Each "
        "address of the host is tried in turn and named: localhost is ::1 first, then "
        "127.0.0.1.\n\n"
        "When standard input is a pipe or a file, or MESSAGE is a single dash, that is sent "
        "instead, whatever its size, and must come back to the byte; on a terminal, line by line, "
        "until Ctrl-D. Nothing at all from a pipe that ends, or a file that is empty, means Hello, "
        "world! again; a pipe that stays open and silent is waited for, so scripts that have "
        "nothing "
        "to say close it: < /dev/null. Over UDP a piped file is cut into datagrams, and those that "
        "do not come back are "
        "sent again.\n\n"
        "With --count the time of each round trip is measured. Over UDP a message that is not "
        "answered in time counts as lost; UDP itself does not tell.\n\n"
        "With --tls the connection is sealed, and the server has to prove its name by a "
        "certificate signed by somebody trusted: the system's authorities, or those of --ca. When "
        "it cannot, what is wrong is said in one sentence, with the command to type next.\n\n"
        "Ends with 1 when nobody listens there, when the server does not answer, also not before "
        "--deadline, or when something else comes back; with 3 when there is no such host, no way "
        "to it, or no TLS with it.",
    .examples =
        "wirelab echo-client                              # Hello, world!\n"
        "wirelab echo-client localhost 1234 'good day'\n"
        "wirelab echo-client --udp --count 10 --interval 200ms\n"
        "wirelab echo-client localhost 1234 < photo.jpg   # must come back to the byte\n"
        "wirelab echo-client --tls --ca ~/.local/state/wirelab/localhost.crt  # to tls-echo\n"
        "wirelab echo-client localhost 1234 -             # type lines, end with Ctrl-D\n",
    .see_also = "echo-server udp-echo tls-echo cert",
    .flags = CMD_NETWORK,
    .opts = opts,
    .state_size = sizeof(struct client),
    .start = start,
    .stop = stop,
    .finish = finish,
};
