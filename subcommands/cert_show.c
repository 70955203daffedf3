/* wirelab cert show: of a file, or of a server.  SPDX-License-Identifier: MIT */
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/parse.h"
#include "base/time.h"
#include "cert.h"
#include "io/tls.h"
#include "tls/cert.h"

static void show_one(struct lab *lab, const struct cert *cert, const char *source,
    const struct cert_list *list, size_t index)
{
    struct cert_info info;
    int64_t now = time_wall() / TIME_SECOND;
    cert_info(list, index, &info);
    if (cert->pem && !lab->common.json) {
        cert_add_pem(&lab->out->text, list, index);
    } else if (!lab->common.json) {
        if (index) text_char(&lab->out->text, '\n');
        if (cert_count(list) > 1)
            text_format(&lab->out->text, "certificate %zu of %zu\n", index + 1, cert_count(list));
        cert_describe(&lab->out->text, &info, "", now);
    } else {
        struct text from = {0}, until = {0}, pem = {0};
        cert_add_time(&from, info.not_before);
        cert_add_time(&until, info.not_after);
        if (cert->pem) cert_add_pem(&pem, list, index);
        event_tell(lab->events,
            &(struct event){.kind = EVENT_CERTIFICATE,
                .values = {event_text("source", source),
                    event_text("subject", text_string(&info.subject)),
                    event_text("issuer", text_string(&info.issuer)),
                    event_text("names", text_string(&info.names)),
                    event_text("key", text_string(&info.key)),
                    event_text("not_before", text_string(&from)),
                    event_text("not_after", text_string(&until)),
                    event_bool("valid_now", now >= info.not_before && now <= info.not_after),
                    event_bool("self_signed", info.self_signed), event_bool("ca", info.authority),
                    event_text("key_usage", text_string(&info.key_usage)),
                    event_text("purposes", text_string(&info.purposes)),
                    event_text("signature", text_string(&info.signature)),
                    event_text("serial", text_string(&info.serial)),
                    event_text("sha256", text_string(&info.fingerprint)),
                    event_text("pem", pem.len ? text_string(&pem) : NULL)}});
        text_finish(&from);
        text_finish(&until);
        text_finish(&pem);
    }
    cert_info_finish(&info);
}

static void show_all(
    struct lab *lab, const struct cert *cert, const char *source, const struct cert_list *list)
{
    for (size_t i = 0; i < cert_count(list); i++)
        show_one(lab, cert, source, list, i);
}

static int show_file(struct lab *lab, const struct cert *cert, const char *path)
{
    struct cert_list *list = NULL;
    struct text message = {0}, hint = {0};
    int status = cert_read(path, &list, &message, &hint);
    if (status) {
        say_error(lab, "%s", text_string(&message));
        if (hint.len) say_hint(lab, "%s", text_string(&hint));
    } else {
        show_all(lab, cert, path, list);
        cert_destroy(list);
    }
    text_finish(&message);
    text_finish(&hint);
    return status ? EXIT_CANNOT : EXIT_DONE;
}

static void on_opened(struct conn *conn)
{
    struct cert *cert = conn_context(conn);
    struct cert_list *list = NULL;
    int code = EXIT_DONE;
    if (cert_parse(tls_conn_chain(conn), &list) == 0) {
        show_all(cert->lab, cert, cert->target, list);
        cert_destroy(list);
    } else {
        say_error(cert->lab, "%s showed no certificate", conn_peer(conn));
        code = EXIT_NO;
    }
    lab_exit(cert->lab, code);
}

static void on_received(struct conn *conn, struct bytes data)
{
    (void)conn, (void)data;
}

static const struct protocol looker = {
    .name = "look", .tells = true, .opened = on_opened, .received = on_received};

static void on_failed(void *context, int status, const char *reason)
{
    struct cert *cert = context;
    const struct connect_failure *failure = connector_failure(cert->connector);
    say_error(cert->lab, "%s", reason);
    if (failure->hint && *failure->hint)
        say_hint(cert->lab, "%s", failure->hint);
    else if (status == UV_ECONNREFUSED)
        say_hint(cert->lab, "nobody listens there; `wirelab tls-echo` starts a server with TLS");
    lab_exit(cert->lab, status == UV_ECONNREFUSED ? EXIT_NO : EXIT_CANNOT);
}

/* Splits HOST:PORT or [ADDRESS]:PORT; false if it is neither. */
static bool split(const char *target, char *host, size_t room, uint16_t *port)
{
    const char *colon = strrchr(target, ':');
    uint64_t number;
    if (!colon || colon == target || !parse_uint(colon + 1, &number) || !number || number > 65535)
        return false;
    size_t len = (size_t)(colon - target);
    if (target[0] == '[' && target[len - 1] == ']' && len > 2) {
        target++;
        len -= 2;
    }
    if (len >= room) return false;
    memcpy(host, target, len);
    host[len] = '\0';
    *port = (uint16_t)number;
    return true;
}

static int show_server(struct lab *lab, struct cert *cert, const char *host, uint16_t port)
{
    const struct tls_options options = {.role = TLS_CLIENT,
        .insecure = true,
        .server_name = cert->server_name,
        .min_version = TLS_1_0,
        .max_version = TLS_1_3};
    struct text message = {0}, hint = {0};
    int status = tls_config_create(&options, &cert->config, &message, &hint);
    if (status) say_error(lab, "%s", text_string(&message));
    text_finish(&message);
    text_finish(&hint);
    if (status) return EXIT_CANNOT;
    const struct connect_options connect = {.transport = TRANSPORT_TLS,
        .host = host,
        .port = port,
        .protocol = &looker,
        .context = cert,
        .tls = cert->config,
        .failed = on_failed};
    status = connector_open(lab->loop, &connect, &cert->connector);
    if (!status) return EXIT_DONE;
    say_error(lab, "cannot connect to %s: %s", cert->target, uv_strerror(status));
    return EXIT_CANNOT;
}

int cert_show_run(struct lab *lab, struct cert *cert, const char *target)
{
    char host[256];
    uint16_t port;
    struct stat there;
    if (stat(target, &there) == 0 || !split(target, host, sizeof host, &port))
        return show_file(lab, cert, target);
    if (cert->connector) {
        say_error(lab, "one server at a time, please");
        return EXIT_USAGE;
    }
    cert->target = target;
    return show_server(lab, cert, host, port);
}
