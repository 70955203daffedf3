/* See client.h.  SPDX-License-Identifier: MIT */
#include "client.h"

#include <string.h>

#include "base/parse.h"
#include "io/tls.h"

/* "the order is: wirelab echo-client HOST PORT MESSAGE". */
static void hint_order(struct lab *lab)
{
    struct text order = {0};
    for (const char *at = lab->cmd->args; *at; at++) {
        if (*at != '[' && *at != ']') text_char(&order, *at);
    }
    say_hint(lab, "the order is: wirelab %s %s", lab->cmd->name, text_string(&order));
    text_finish(&order);
}

/* A number alone is an address to the resolver (0.0.4.210) and a port to whoever typed it. */
static int refuse_host(struct lab *lab, const char *host)
{
    uint64_t port;
    const char *scheme = strstr(host, "://");
    if (scheme) {
        const char *name = scheme + 3;
        say_error(lab, "\"%s\" is a URL; a host and a port are wanted", host);
        say_hint(lab, "wirelab %s %.*s %s", lab->cmd->name, (int)strcspn(name, ":/"), name,
            strncmp(host, "https:", 6) == 0 ? "443" : "80");
        return EXIT_USAGE;
    }
    if (!parse_uint(host, &port)) return EXIT_DONE;
    say_error(lab, "\"%s\" is no host; is it the port?", host);
    say_hint(lab, "wirelab %s localhost %s", lab->cmd->name, host);
    return EXIT_USAGE;
}

int calling_read(struct lab *lab, struct calling *calling, int argc, char **argv, int most)
{
    uint64_t port = 1234;
    calling->lab = lab;
    calling->host = argc > 0 ? argv[0] : "localhost";
    if (argc > most) {
        say_error(lab, "\"%s\" is too much", argv[most]);
        hint_order(lab);
        return EXIT_USAGE;
    }
    if (!*calling->host) {
        say_error(lab, "a host name or an address is missing");
        hint_order(lab);
        return EXIT_USAGE;
    }
    if (argc > 1 && (!parse_uint(argv[1], &port) || port < 1 || port > 65535)) {
        say_error(lab, "\"%s\" is not a port number from 1 to 65535", argv[1]);
        hint_order(lab);
        return EXIT_USAGE;
    }
    calling->port = (uint16_t)port;
    return refuse_host(lab, calling->host);
}

void calling_add_word(struct text *text, const char *word)
{
    text_char(text, ' ');
    if (*word && strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                              "_-./:,=@%+") == strlen(word)) {
        text_put(text, word);
        return;
    }
    text_char(text, '\'');
    for (; *word; word++) {
        if (*word == '\'') {
            text_put(text, "'\\''");
        } else {
            text_char(text, *word);
        }
    }
    text_char(text, '\'');
}

/* The configuration, and how to type all this again with one option more. */
static int open_tls(struct calling *calling, int argc, char **argv)
{
    struct text retry = {0};
    const struct tls_settings *tls = calling->tls;
    text_format(&retry, "wirelab %s --tls ", calling->lab->cmd->name);
    if (tls->ca) {
        text_put(&retry, "{--ca");
        calling_add_word(&retry, tls->ca);
        text_put(&retry, " }");
    }
    if (tls->server_name) {
        text_put(&retry, "{--server-name");
        calling_add_word(&retry, tls->server_name);
        text_put(&retry, " }");
    }
    text_put(&retry, "{}");
    for (int i = 0; i < argc; i++)
        calling_add_word(&retry, argv[i]);
    int status =
        tls_settings_open(calling->lab, tls, TLS_CLIENT, text_string(&retry), &calling->config);
    text_finish(&retry);
    return status;
}

int calling_prepare(struct calling *calling, bool udp, const struct tls_settings *tls,
    const char *const servers[3], int argc, char **argv)
{
    calling->tls = tls;
    calling->servers = servers;
    int status = tls_transport(calling->lab, tls, TLS_CLIENT, udp, &calling->transport);
    if (status != EXIT_DONE || !tls->enabled) return status;
    return open_tls(calling, argc, argv);
}

/* What to type next when there is no connection, for what is not TLS' affair. */
static void hint(const struct calling *calling, int status)
{
    struct lab *lab = calling->lab;
    const char *host = calling->host, *colon = strrchr(host, ':');
    switch (status) {
    case UV_ECONNREFUSED:
        say_hint(lab, "nobody listens there; start a server with `wirelab %s %u`",
            calling->servers[calling->transport], calling->port);
        break;
    case UV_EAI_NONAME:
    case UV_EAI_AGAIN:
    case UV_EAI_FAIL:
    case UV_EAI_NODATA:
        if (colon && colon != host) {
            say_hint(lab, "the port is a word of its own: wirelab %s %.*s %s", lab->cmd->name,
                (int)(colon - host), host, colon + 1);
        } else {
            say_hint(lab, "`getent hosts %s` asks the same; an address always works", host);
        }
        break;
    case UV_EINVAL:
        if (strncmp(host, "fe80:", 5) == 0) {
            say_hint(
                lab, "a link-local address wants the interface that leads there: %s%%eth0", host);
        }
        break;
    case UV_ENETUNREACH:
    case UV_EHOSTUNREACH:
    case UV_EADDRNOTAVAIL:
        say_hint(lab,
            "this machine has no way there: `ip route get %s` tells what it tries, "
            "`wirelab doctor` looks at the loopback",
            host);
        break;
    default:
        break;
    }
}

int calling_start(struct calling *calling, const struct connect_options *options)
{
    struct connect_options connect = *options;
    connect.transport = calling->transport;
    connect.host = calling->host;
    connect.port = calling->port;
    connect.tls = calling->config;
    int failed = connector_open(calling->lab->loop, &connect, &calling->connector);
    if (!failed) return EXIT_DONE;
    say_error(calling->lab, "cannot connect to %s: %s", calling->host, uv_strerror(failed));
    hint(calling, failed == UV_EINVAL ? UV_EAI_NONAME : failed); /* what cannot be a name at all */
    return EXIT_CANNOT;
}

/* --show-certs: of a connection, or (NULL) of one that failed. */
static void show_certs(const struct calling *calling, struct conn *conn)
{
    struct lab *lab = calling->lab;
    struct text shown = {0};
    if (!calling->tls->show_certs || lab->common.json) return;
    if (conn) {
        tls_conn_show(conn, &shown);
    } else if (connector_failure(calling->connector)->chain) {
        text_put(&shown, connector_failure(calling->connector)->chain);
    }
    if (calling->aside) {
        say_lines(lab, &shown);
    } else {
        text_add(&lab->out->text, shown.at, shown.len);
    }
    text_finish(&shown);
}

void calling_opened(const struct calling *calling, struct conn *conn)
{
    show_certs(calling, conn);
}

int calling_failed(const struct calling *calling, int status, const char *reason)
{
    const struct connect_failure *failure = connector_failure(calling->connector);
    show_certs(calling, NULL);
    const struct event_value values[] = {
        event_text("error", failure->word), event_text("reason", reason), {0}};
    say_error_with(calling->lab, values, "cannot connect to %s port %u: %s", calling->host,
        calling->port, reason);
    if (failure->hint && *failure->hint) {
        say_hint(calling->lab, "%s", failure->hint);
    } else {
        hint(calling, status);
    }
    return status == UV_ECONNREFUSED ? EXIT_NO : EXIT_CANNOT;
}

void calling_stop(struct calling *calling)
{
    connector_close(calling->connector);
    calling->connector = NULL;
}

void calling_finish(struct calling *calling)
{
    tls_settings_close(calling->lab, calling->config);
    calling->config = NULL;
}
