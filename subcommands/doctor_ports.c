/* Whether the ports of our servers can be had, and who has them: what their --port rows say is tried,
 * one after the other.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/parse.h"
#include "doctor.h"
#include "io/listen.h"

enum { PORTS = 32 };

/* A port, and who would like to have it. */
struct usual_port {
    uint16_t number;
    struct text servers; /* "echo-server, tls-echo" */
};

static const struct opt *find_option(const struct cmd *cmd, const char *name)
{
    struct opt_table tables[CMD_TABLES];
    size_t count = cmd_tables(cmd, NULL, NULL, tables);
    for (size_t i = 0; i < count; i++)
        for (const struct opt *opt = tables[i].opts; !opt_is_end(opt); opt++)
            if (opt->name && strcmp(opt->name, name) == 0) return opt;
    return NULL;
}

static bool listens(const struct cmd *cmd, enum transport_kind transport)
{
    bool always_udp = strncmp(cmd->name, "udp-", 4) == 0;
    if (transport == TRANSPORT_TCP) return !always_udp;
    return always_udp || find_option(cmd, "udp");
}

/* By number, each once. */
static struct usual_port *place(struct usual_port *ports, size_t *count, uint16_t number)
{
    size_t at = 0;
    while (at < *count && ports[at].number < number)
        at++;
    if (at < *count && ports[at].number == number) return &ports[at];
    if (*count == PORTS) return NULL;
    memmove(&ports[at + 1], &ports[at], (*count - at) * sizeof *ports);
    ports[at] = (struct usual_port){.number = number};
    ++*count;
    return &ports[at];
}

static size_t usual_ports(enum transport_kind transport, struct usual_port ports[PORTS])
{
    size_t count = 0;
    for (const struct cmd *const *cmd = cmd_registry; *cmd; cmd++) {
        const struct opt *row = find_option(*cmd, "port");
        uint64_t number;
        if (!row || !row->fallback || !parse_uint(row->fallback, &number) || !number ||
            number > UINT16_MAX || !listens(*cmd, transport))
            continue;
        struct usual_port *port = place(ports, &count, (uint16_t)number);
        if (!port) break;
        if (port->servers.len) text_put(&port->servers, ", ");
        text_put(&port->servers, (*cmd)->name);
    }
    return count;
}

static void on_received(struct conn *conn, struct bytes data)
{
    (void)data;
    conn_close(conn);
}

/* Listens there for a moment; what stands in the way goes into the finding. */
static void try_port(struct lab *lab, enum transport_kind transport, struct usual_port *port,
    struct finding *finding)
{
    static const struct protocol nothing = {
        .name = "nothing", .stateless = true, .received = on_received};
    struct listener *listener;
    struct listen_failure failure = {0};
    struct listen_options options = {
        .transport = transport, .port = port->number, .protocol = &nothing};
    int status = listener_open(lab->loop, &options, &listener, &failure);
    if (status == 0) {
        listener_close(listener);
        return;
    }
    finding->state = WARN;
    text_format(&finding->message,
        "%s%s port %u (%s) cannot be had: ", finding->message.len ? "; " : "",
        transport_name(transport), port->number, text_string(&port->servers));
    if (status == UV_EADDRINUSE && failure.holder[0])
        text_format(&finding->message, "%s has it", failure.holder);
    else
        text_put(&finding->message, uv_strerror(status));
    if (failure.pid)
        text_format(&finding->fix, "kill %d\n", failure.pid);
    else
        text_format(&finding->fix, "wirelab %.*s --port 0    # any free port\n",
            (int)strcspn(text_string(&port->servers), ","), text_string(&port->servers));
}

/* "tcp ports 1234, 4222 and 5000, which the servers use, are free" */
static void tell_free(enum transport_kind transport, const struct usual_port *ports, size_t count,
    struct finding *finding)
{
    text_format(&finding->message, "%s port%s ", transport_name(transport), count == 1 ? "" : "s");
    for (size_t i = 0; i < count; i++)
        text_format(&finding->message, "%s%u",
            i == 0           ? ""
            : i == count - 1 ? " and "
                             : ", ",
            ports[i].number);
    text_format(&finding->message, ", which the servers use, %s free", count == 1 ? "is" : "are");
}

static void check(struct lab *lab, enum transport_kind transport, struct finding *finding)
{
    struct usual_port ports[PORTS] = {0};
    size_t count = usual_ports(transport, ports);
    for (size_t i = 0; i < count; i++)
        try_port(lab, transport, &ports[i], finding);
    if (finding->state == FINE) tell_free(transport, ports, count, finding);
    for (size_t i = 0; i < count; i++)
        text_finish(&ports[i].servers);
}

void doctor_tcp_ports(struct lab *lab, struct doctor *doctor, struct finding *finding)
{
    (void)doctor;
    check(lab, TRANSPORT_TCP, finding);
}

void doctor_udp_ports(struct lab *lab, struct doctor *doctor, struct finding *finding)
{
    (void)doctor;
    check(lab, TRANSPORT_UDP, finding);
}
