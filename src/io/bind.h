/* The sockets of a server: one for each address that it listens on, all on one port.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <uv.h>

#include "io/address.h"
#include "io/listen.h"

enum { BOUND_MOST = 8 }; /* addresses that one name may stand for */

struct bound {
    union address address; /* with the port that 0 became */
    int descriptor;
};

/* Binds what `options` name, and makes TCP sockets listen.  Returns how many sockets that are, or a
 * negative code with *failure filled. */
int bind_all(uv_loop_t *loop, const struct listen_options *options, struct bound bound[BOUND_MOST],
    struct listen_failure *failure);
