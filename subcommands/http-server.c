/* http-server: files by HTTP, or the one reply of the hand-out.  SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/time.h"
#include "cli/cmd.h"
#include "cli/server.h"
#include "service/http.h"
#include "tls_options.h"

struct http {
    struct server_options server;
    struct serving serving;
    struct tls_settings tls;
    const char *root;
    uint64_t body_limit;
    int64_t request_timeout, keep_alive;
    struct http_server service;
    struct tls_config *config;
};

static int open_root(struct lab *lab, struct http *http)
{
    http->service.root = -1;
    if (!http->root) return EXIT_DONE;
    http->service.root = open(http->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (http->service.root >= 0) return EXIT_DONE;
    int error = errno;
    say_error(lab, "cannot serve %s: %s", http->root, uv_strerror(-error));
    if (error == ENOTDIR)
        say_hint(lab, "--root wants the directory that the file lies in");
    else if (error == ENOENT)
        say_hint(lab, "--root . serves the directory that you are in");
    return EXIT_CANNOT;
}

static int start(struct lab *lab, void *state, int argc, char **argv)
{
    struct http *http = state;
    http->service.root = -1;
    if (argc) return server_refuse(lab, argv[0]);
    lab->quiet = http->server.quiet;
    enum transport_kind transport;
    int status = open_root(lab, http);
    if (status == EXIT_DONE) status = tls_serve(lab, &http->tls, false, &transport, &http->config);
    if (status != EXIT_DONE) return status;
    http->service.body_most = http->body_limit;
    http->service.request_timeout = http->request_timeout;
    http->service.keep_timeout = http->keep_alive;
    http->service.events = lab->events;
    struct listen_options listen = {
        .transport = transport,
        .protocol = &http_protocol,
        .context = &http->service,
        .tls = http->config,
        .handshake_timeout = http->tls.handshake_timeout,
    };
    if (http_server_open(&http->service, lab->loop) < 0) {
        say_error(lab, "no memory");
        return EXIT_CANNOT;
    }
    return serving_start(lab, &http->serving, &http->server, &listen);
}

static void stop(struct lab *lab, void *state)
{
    struct http *http = state;
    (void)lab;
    http_server_close(&http->service);
    serving_stop(&http->serving);
}

static void finish(struct lab *lab, void *state)
{
    struct http *http = state;
    serving_finish(&http->serving, &http->service.tally);
    http_server_finish(&http->service);
    if (http->service.root >= 0) close(http->service.root);
    tls_settings_close(lab, http->config);
}

/* clang-format off */
static const struct opt opts[] = {
    SERVER_OPTS(struct http, 7000),
    SERVER_STREAM_OPTS(struct http),
    OPT_FILE('r', "root", struct http, root, "DIR", "serve the files below this directory; without it every request gets the reply of the hand-out"),
    OPT_DURATION(0, "request-timeout", struct http, request_timeout, "30s", "refuse requests that take longer to come (408); 0: never"),
    OPT_DURATION(0, "keep-alive", struct http, keep_alive, "60s", "close connections that ask for nothing more for so long; 0: never"),
    OPT_SIZE(0, "body-limit", struct http, body_limit, "1MiB", "refuse requests with a longer body (413); shorter ones are thrown away"),
    TLS_OPTIONAL_OPTS(struct http, "talk TLS: https"),
    {0},
};
/* clang-format on */

const struct cmd cmd_http_server = {
    .name = "http-server",
    .args = "",
    .summary = "serve files by HTTP, or the one reply of the hand-out",
    .about =
        "Without --root whatever is asked for gets the reply of the hand-out, byte for byte: a "
        "status line of HTTP/1.0, an empty line, Hello World, and the end of the connection. A "
        "browser shows it; the lines tell what a browser asks.\n\n"
        "With --root it serves the files below a directory, by HTTP/1.0 and 1.1: connections that "
        "stay open, requests one behind the other (pipelining), GET, HEAD and OPTIONS, ranges, "
        "conditional requests by ETag and Last-Modified. For a directory it sends its index.html, "
        "or a list of what lies in it. Nothing outside the directory can be reached, neither by .. "
        "nor by symbolic links; relative ones that stay inside are followed.\n\n"
        "Each answer is told in a line: who asked for what, the status, and the bytes of the body. "
        "Requests that are malformed, too slow or too large are refused with the status that says "
        "why, and so are those that two servers could understand differently.\n\n"
        "With --tls it shows a certificate as tls-echo does: its own, made once and kept, if no "
        "other is given.",
    .examples =
        "wirelab http-server                    # then: curl -i localhost:7000, or a browser\n"
        "wirelab http-server --root .           # then: curl -i localhost:7000/\n"
        "wirelab http-server --root . --tls     # then: curl -k https://localhost:7000/\n"
        "wirelab http-server --root . --wire    # requests and packets, to be compared\n",
    .see_also = "echo-server tls-echo cert sniff",
    .flags = CMD_NETWORK,
    .opts = opts,
    .state_size = sizeof(struct http),
    .start = start,
    .stop = stop,
    .finish = finish,
};
