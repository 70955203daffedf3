/* Who holds a port: what "address already in use" does not say.  SPDX-License-Identifier: MIT */
#pragma once
#include <stddef.h>

#include "io/address.h"

struct holder {
    int pid;        /* 0: unknown */
    char text[192]; /* "python3 (pid 4711)", "a connection in TIME_WAIT …"; "" when nothing is found
                     */
};

/* Looks for the socket that keeps `address` from being bound for `type` (SOCK_STREAM or
 * SOCK_DGRAM).  `root` stands for /proc (tests give their own). */
void holder_find(const char *root, int type, const union address *address, struct holder *holder);
