/* Telling why a namespace was refused.
 *
 * The kernel answers with little more than "no", so the answer, the step at which it came and the
 * settings that can cause it are read together:
 *   ENOSPC, EUSERS      a limit of user.max_*_namespaces was reached, often 0
 *   EPERM at unshare    kernel.unprivileged_userns_clone is 0, a seccomp filter (containers), a
 * chroot EACCES at unshare, EPERM later   AppArmor lets the namespace be, and takes its rights away
 * SPDX-License-Identifier: MIT */
#include "box/namespace_settings.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

/* A number in a file, after `key` when given; -1 when there is none. */
static long read_number(const char *path, const char *key)
{
    char line[256];
    long number = -1;
    FILE *file = fopen(path, "re");
    if (!file) return -1;
    size_t skip = key ? strlen(key) : 0;
    while (number < 0 && fgets(line, sizeof line, file)) {
        if (key && strncmp(line, key, skip) != 0) continue;
        char *end;
        long value = strtol(line + skip, &end, 10);
        if (end != line + skip) number = value;
    }
    fclose(file);
    return number;
}

void namespace_settings_read(struct namespace_settings *settings)
{
    *settings = (struct namespace_settings){
        .user_limit = read_number("/proc/sys/user/max_user_namespaces", NULL),
        .net_limit = read_number("/proc/sys/user/max_net_namespaces", NULL),
        .clone_switch = read_number("/proc/sys/kernel/unprivileged_userns_clone", NULL),
        .apparmor = read_number("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", NULL),
        .seccomp = read_number("/proc/self/status", "Seccomp:"),
        .privileged = geteuid() == 0,
        .program = "wirelab",
    };
    ssize_t len = readlink("/proc/self/exe", settings->program, sizeof settings->program - 1);
    if (len > 0) settings->program[len] = '\0';
}

/* The profile that lets one program have user namespaces, as Ubuntu's own profiles do it. */
static void apparmor_fix(struct text *fix, const char *program)
{
    struct text name = {0};
    for (const char *at = program + (*program == '/'); *at; at++)
        text_char(&name, *at == '/' ? '.' : *at);
    text_format(fix,
        "printf '%%s\\n' 'abi <abi/4.0>,' 'include <tunables/global>' "
        "'\"%s\" flags=(unconfined) { userns, }' | sudo tee /etc/apparmor.d/%s && "
        "sudo apparmor_parser -r /etc/apparmor.d/%s\n",
        program, text_string(&name), text_string(&name));
    text_finish(&name);
}

static void explain_limit(
    const struct namespace_settings *settings, struct namespace_verdict *verdict)
{
    bool net = settings->user_limit != 0 && settings->net_limit == 0;
    const char *name = net ? "user.max_net_namespaces" : "user.max_user_namespaces";
    long limit = net ? settings->net_limit : settings->user_limit;
    if (limit < 0)
        text_format(&verdict->reason, "the limit of %s is reached", name);
    else
        text_format(
            &verdict->reason, "%s is %ld%s", name, limit, limit ? ", and so many there are" : "");
    text_format(&verdict->fix, "sudo sysctl %s=%ld\n", name, limit > 0 ? 2 * limit : 10000);
}

static void explain_refusal(const struct namespace_settings *settings, enum namespace_step step,
    struct namespace_verdict *verdict)
{
    if (step == NAMESPACE_UNSHARE && settings->clone_switch == 0 && !settings->privileged) {
        text_put(&verdict->reason, "kernel.unprivileged_userns_clone is 0");
        text_put(&verdict->fix, "sudo sysctl kernel.unprivileged_userns_clone=1\n");
    } else if (settings->apparmor == 1 && !settings->privileged) {
        text_put(&verdict->reason,
            "AppArmor forbids it (kernel.apparmor_restrict_unprivileged_userns is 1, and this "
            "program has "
            "no profile that allows it)");
        apparmor_fix(&verdict->fix, settings->program);
    } else if (settings->seccomp == 2) {
        text_put(&verdict->reason, "a seccomp filter forbids it, as containers have one");
        text_put(&verdict->fix,
            "start the container with --cap-add NET_RAW to capture without a namespace\n"
            "or with --security-opt seccomp=unconfined to allow namespaces\n");
    } else {
        text_put(&verdict->reason,
            "the system does not let this process have a user namespace (it may run in a "
            "chroot, or under a security module)");
    }
}

void namespace_explain(const struct namespace_settings *settings, enum namespace_step step,
    int error, struct namespace_verdict *verdict)
{
    static const char *const names[] = {
        "unshare", "setgroups", "uid_map", "gid_map", "loopback", "packet socket"};
    *verdict = (struct namespace_verdict){.possible = step == NAMESPACE_DONE, .error = error};
    if (verdict->possible) return;
    verdict->step = names[step];
    if (step == NAMESPACE_UNSHARE && (error == ENOSPC || error == EUSERS))
        explain_limit(settings, verdict);
    else if (error == EPERM || error == EACCES)
        explain_refusal(settings, step, verdict);
    else if (step == NAMESPACE_UNSHARE && (error == EINVAL || error == ENOSYS))
        text_put(&verdict->reason,
            error == EINVAL
                ? "the kernel has no user namespaces, or this process has started threads already"
                : "the kernel has no namespaces");
    else
        text_format(&verdict->reason, "%s: %s", names[step], uv_strerror(-error));
    text_format(&verdict->fix,
        "sudo setcap cap_net_raw+ep %s (capturing on real interfaces needs no namespace then)\n",
        settings->program);
}
