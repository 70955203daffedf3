/* A network of one's own: a user and network namespace, in which an unprivileged process may
 * capture, send raw packets and make devices, on a loopback that nobody else sees.
 *
 * namespaces(7), user_namespaces(7), network_namespaces(7).  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>

#include "base/text.h"

/* What the system says to the attempt. */
struct namespace_verdict {
    bool possible;
    int error;          /* errno of the step that failed */
    const char *step;   /* that step: "unshare", "uid_map", "loopback" …; NULL when possible */
    struct text reason; /* which setting forbids it, one sentence without a full stop */
    struct text fix;    /* what to do about it: one command or sentence a line */
};

/* Tries it all in a child process, so that this one stays where it is. */
void namespace_probe(struct namespace_verdict *verdict);
void namespace_verdict_finish(struct namespace_verdict *verdict);

/* Takes this process into a new user and network namespace, with its own ids mapped to themselves
 * and the loopback up.  There is no way back, and it must come before any thread is started (libuv
 * starts some for files and name look-ups).  Returns 0 or a negative libuv code after having
 * filled the verdict, which may be NULL. */
int namespace_enter(struct namespace_verdict *verdict);
