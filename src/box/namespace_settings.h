/* What in this system decides whether a process may have namespaces.  Private to src/box/.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "box/namespace.h"

/* -1: the system has no such setting, or does not show it. */
struct namespace_settings {
    long user_limit;   /* user.max_user_namespaces */
    long net_limit;    /* user.max_net_namespaces */
    long clone_switch; /* kernel.unprivileged_userns_clone (a patch of Debian, Ubuntu, Arch) */
    long apparmor;     /* kernel.apparmor_restrict_unprivileged_userns (Ubuntu) */
    long seccomp;      /* of this process: 2 when a filter judges its system calls */
    bool privileged;   /* it is root here, for whom some of these do not count */
    char program[512]; /* this program's path, "wirelab" if unknown */
};

enum namespace_step {
    NAMESPACE_UNSHARE,
    NAMESPACE_SETGROUPS,
    NAMESPACE_UID_MAP,
    NAMESPACE_GID_MAP,
    NAMESPACE_LOOPBACK,
    NAMESPACE_PACKET_SOCKET,
    NAMESPACE_DONE,
};

void namespace_settings_read(struct namespace_settings *settings);

/* Fills the verdict: why a step failed with this errno, and what helps. */
void namespace_explain(const struct namespace_settings *settings, enum namespace_step step,
    int error, struct namespace_verdict *verdict);
