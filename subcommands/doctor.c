/* wirelab doctor: what this machine allows, and the one command that fixes what it does not.
 * SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/escape.h"
#include "box/namespace.h"
#include "capture/capture.h"
#include "capture/library.h"
#include "cli/screen.h"
#include "doctor.h"
#include "tls/library.h"

enum { CAP_NET_RAW_BIT = 13, CONNECTIONS = 10000 };

static const char *program(char *path, size_t size)
{
    return uv_exepath(path, &size) == 0 ? path : "wirelab";
}

/* The effective capabilities of this process: capabilities(7), /proc/self/status. */
static bool has_net_raw(void)
{
    uint64_t effective = 0;
    char line[256];
    FILE *status = fopen("/proc/self/status", "r");
    if (!status) return false;
    while (fgets(line, sizeof line, status))
        if (sscanf(line, "CapEff: %" SCNx64, &effective) == 1) break;
    fclose(status);
    return effective >> CAP_NET_RAW_BIT & 1;
}

static void on_frame(void *context, const struct frame *frame)
{
    (void)context;
    (void)frame;
}

/* Opens a live capture that can catch nothing. */
static int try_capture(struct lab *lab, struct text *message)
{
    static const struct live_callbacks callbacks = {.frame = on_frame};
    struct live *live;
    struct text device = {0};
    capture_loopback(&device);
    struct live_options options = {.device = text_string(&device), .filter = "less 1"};
    int status = live_open(lab->loop, &options, &callbacks, NULL, &live, message);
    if (status == 0) live_close(live);
    text_finish(&device);
    return status;
}

static void check_capture(struct lab *lab, struct doctor *doctor, struct finding *finding)
{
    char path[1024];
    struct text message = {0};
    int status = try_capture(lab, &message);
    bool file_capable = getxattr(program(path, sizeof path), "security.capability", NULL, 0) > 0;
    doctor->captures = status == 0;
    if (status == 0) {
        text_format(&finding->message, "capturing is allowed: this process %s",
            geteuid() == 0  ? "is root"
            : file_capable  ? "got CAP_NET_RAW from the file's capabilities"
            : has_net_raw() ? "has CAP_NET_RAW"
                            : "may open packet sockets");
    } else {
        finding->state = WARN;
        text_format(&finding->message, "capturing is not allowed: %s",
            message.len ? text_string(&message) : capture_error(status));
        if (status == UV_ENETDOWN)
            text_put(&finding->fix, "sudo ip link set lo up\n");
        else
            text_format(
                &finding->fix, "sudo setcap cap_net_raw+ep %s\n", program(path, sizeof path));
        if (file_capable)
            text_put(&finding->fix,
                "(the file has capabilities, but they do not work here: a file system "
                "mounted nosuid, or no_new_privs)\n");
    }
    text_finish(&message);
}

static void check_namespaces(struct lab *lab, struct doctor *doctor, struct finding *finding)
{
    struct namespace_verdict verdict = {0};
    (void)lab;
    namespace_probe(&verdict);
    doctor->boxes = verdict.possible;
    if (verdict.possible) {
        text_put(
            &finding->message, "a network of one's own can be made (user and network namespaces)");
    } else {
        finding->state = doctor->captures ? WARN : PROBLEM;
        text_format(&finding->message, "no network of one's own: %s", text_string(&verdict.reason));
        text_put(&finding->fix, text_string(&verdict.fix));
    }
    namespace_verdict_finish(&verdict);
}

/* 127.0.0.1 is needed by everything here, ::1 only wanted. */
static void check_loopback(struct lab *lab, struct doctor *doctor, struct finding *finding)
{
    uv_interface_address_t *addresses;
    int count = 0;
    bool v4 = false, v6 = false;
    (void)lab;
    (void)doctor;
    if (uv_interface_addresses(&addresses, &count) == 0) {
        for (int i = 0; i < count; i++) {
            if (!addresses[i].is_internal) continue;
            v4 |= addresses[i].address.address4.sin_family == AF_INET;
            v6 |= addresses[i].address.address4.sin_family == AF_INET6;
        }
        uv_free_interface_addresses(addresses, count);
    }
    finding->state = !v4 ? PROBLEM : !v6 ? WARN : FINE;
    if (!v4) {
        text_put(&finding->message, v6 ? "the loopback has ::1 only, and not 127.0.0.1"
                                       : "the loopback interface is down or has no address");
        text_put(&finding->fix,
            v6 ? "sudo ip address add 127.0.0.1/8 dev lo\n" : "sudo ip link set lo up\n");
    } else if (!v6) {
        text_put(&finding->message, "127.0.0.1 is there, ::1 is not: IPv6 is switched off");
        text_put(&finding->fix, "sudo sysctl -w net.ipv6.conf.lo.disable_ipv6=0\n");
    } else {
        text_put(&finding->message, "the loopback is up, with 127.0.0.1 and ::1");
    }
}

static void check_descriptors(struct lab *lab, struct doctor *doctor, struct finding *finding)
{
    struct rlimit limit = {0};
    (void)lab;
    (void)doctor;
    getrlimit(RLIMIT_NOFILE, &limit);
    finding->state = limit.rlim_max >= CONNECTIONS + 100 ? FINE : WARN;
    if (limit.rlim_max == RLIM_INFINITY)
        text_put(&finding->message, "as many descriptors as memory holds, one for each connection");
    else
        text_format(&finding->message, "%" PRIu64 " descriptors, one for each connection",
            (uint64_t)limit.rlim_max);
    if (finding->state == WARN)
        text_put(&finding->fix, "sudo prlimit --pid $$ --nofile=65536:65536    # for this shell\n");
}

static void check_tls(struct lab *lab, struct doctor *doctor, struct finding *finding)
{
    (void)lab;
    (void)doctor;
    tls_library_name(&finding->message);
    text_put(&finding->message, " speaks ");
    tls_library_versions(&finding->message);
}

static void check_libraries(struct lab *lab, struct doctor *doctor, struct finding *finding)
{
    (void)lab;
    (void)doctor;
    text_format(&finding->message, "libuv %s, %s, ", uv_version_string(), capture_library());
    tls_library_name(&finding->message);
}

static void check_screen(struct lab *lab, struct doctor *doctor, struct finding *finding)
{
    unsigned width = screen_width(lab->out->descriptor);
    (void)doctor;
    text_format(&finding->message, "%u columns, ", width);
    if (screen_utf8()) {
        text_put(&finding->message, "UTF-8: arrows are drawn");
    } else {
        finding->state = WARN;
        text_put(&finding->message, "no UTF-8: arrows are typed as -->");
        text_put(&finding->fix, "export LC_ALL=C.UTF-8\n");
    }
}

static const struct check {
    const char *name;
    void (*run)(struct lab *lab, struct doctor *doctor, struct finding *finding);
} checks[] = {
    {"capture", check_capture},
    {"namespaces", check_namespaces},
    {"loopback", check_loopback},
    {"tcp-port", doctor_tcp_ports},
    {"udp-port", doctor_udp_ports},
    {"descriptors", check_descriptors},
    {"tls", check_tls},
    {"screen", check_screen},
    {"libraries", check_libraries},
};

static const char *const states[] = {"ok", "warn", "problem"};

static void print(struct lab *lab, const struct finding *finding, struct text *fix)
{
    static const char *const colors[] = {"\033[1;32m", "\033[1;33m", "\033[1;31m"};
    struct text *text = &lab->out->text;
    if (lab->color) text_put(text, colors[finding->state]);
    text_format(text, "%-8s", states[finding->state]);
    if (lab->color) text_put(text, "\033[m");
    text_format(text, "%-12s", finding->check);
    escape_terminal(text, bytes_of(finding->message.at, finding->message.len));
    text_char(text, '\n');
    for (const char *line = text_string(fix); *line;) {
        size_t len = strcspn(line, "\n");
        text_repeat(text, ' ', 20);
        text_put(text, lab->color ? "\033[36mfix:\033[m " : "fix: ");
        text_add(text, line, len);
        text_char(text, '\n');
        line += len + (line[len] == '\n');
    }
}

static void report(struct lab *lab, struct finding *finding)
{
    if (!lab->common.json) {
        print(lab, finding, &finding->fix);
        return;
    }
    if (finding->fix.len && finding->fix.at[finding->fix.len - 1] == '\n') finding->fix.len--;
    event_tell(lab->events,
        &(struct event){.kind = EVENT_RESULT,
            .values = {event_text("check", finding->check),
                event_text("state", states[finding->state]),
                event_text("message", text_string(&finding->message)),
                event_text("fix", finding->fix.len ? text_string(&finding->fix) : NULL)}});
}

static const char *verdict(const struct doctor *doctor)
{
    if (doctor->failed)
        return "\nSomething that the labs need is missing: see \"problem\" above.\n";
    return doctor->captures
               ? "\nAll that the labs need is there.\n"
               : "\nAll that the labs need is there: `wirelab demo` brings its own network.\n";
}

static int start(struct lab *lab, void *state, int argc, char **argv)
{
    struct doctor *doctor = state;
    if (argc > 0) {
        say_error(lab, "\"%s\" is not wanted here", argv[0]);
        say_hint(lab, "`wirelab doctor` alone looks at everything");
        return EXIT_USAGE;
    }
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        struct finding finding = {.check = checks[i].name};
        checks[i].run(lab, doctor, &finding);
        report(lab, &finding);
        doctor->failed |= finding.state == PROBLEM;
        text_finish(&finding.message);
        text_finish(&finding.fix);
    }
    if (!lab->common.json) text_put(&lab->out->text, verdict(doctor));
    return doctor->failed ? EXIT_NO : EXIT_DONE;
}

const struct cmd cmd_doctor = {
    .name = "doctor",
    .args = "",
    .summary = "say what this machine allows, and how to fix what it does not",
    .about =
        "Looks at everything the labs depend on: whether packets may be captured, whether a "
        "network "
        "of one's own can be made, the loopback, the ports of the hand-outs, the number of "
        "descriptors, TLS, and the screen. Each line is ok, warn or problem; under what is not ok "
        "stands the command that fixes it.\n\n"
        "The exit code is 0 when nothing that is needed is missing, else 1.",
    .examples = "wirelab doctor          # before the first lab\n"
                "wirelab doctor --json   # one object for each check",
    .see_also = "demo sniff",
    .state_size = sizeof(struct doctor),
    .start = start,
};
