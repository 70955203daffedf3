/* See bind.h.  SPDX-License-Identifier: MIT */
#include "io/bind.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "io/holder.h"
#include "io/socket.h"

enum {
    BACKLOG = 4096, /* the system cuts it to its own limit */
    SAME_PORT_TRIES = 32,
};

static int any_addresses(uint16_t port, union address *addresses)
{
    addresses[0] = (union address){.v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)}};
    addresses[1] = (union address){.v4 = {.sin_family = AF_INET, .sin_port = htons(port)}};
    return 2;
}

/* Resolved on the spot, since nothing is served yet that could be held up. */
static int named_addresses(
    uv_loop_t *loop, const char *name, uint16_t port, union address *addresses)
{
    if (address_parse(name, port, &addresses[0])) return 1;
    uv_getaddrinfo_t request;
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
    int status = uv_getaddrinfo(loop, &request, NULL, name, NULL, &hints);
    if (status == UV_EINVAL) status = UV_EAI_NONAME; /* longer than any name */
    if (status < 0) return status;
    int count = 0;
    for (struct addrinfo *info = request.addrinfo; info && count < BOUND_MOST;
         info = info->ai_next) {
        if (info->ai_addrlen > sizeof *addresses) continue;
        memset(&addresses[count], 0, sizeof *addresses);
        memcpy(&addresses[count], info->ai_addr, info->ai_addrlen);
        address_set_port(&addresses[count++], port);
    }
    uv_freeaddrinfo(request.addrinfo);
    return count ? count : UV_EAI_NONAME;
}

static bool is_missing_family(int status)
{
    return status == UV_EAFNOSUPPORT || status == UV_EADDRNOTAVAIL || status == UV_EPROTONOSUPPORT;
}

/* Our own sockets on that port are closed by now, so that they are not found to hold it. */
static void fail(struct listen_failure *failure, int type, int status, const union address *address)
{
    failure->error = status;
    address_text(address, failure->address, sizeof failure->address);
    if (status != UV_EADDRINUSE) return;
    struct holder holder;
    holder_find("/proc", type, address, &holder);
    failure->pid = holder.pid;
    memcpy(failure->holder, holder.text, sizeof holder.text);
}

static int bind_one(int type, struct bound *bound)
{
    int descriptor = socket_bound(type, &bound->address);
    if (descriptor >= 0 && type == SOCK_STREAM && listen(descriptor, BACKLOG) < 0) {
        int status = uv_translate_sys_error(errno);
        close(descriptor);
        return status;
    }
    bound->descriptor = descriptor;
    return descriptor < 0 ? descriptor : 0;
}

/* All addresses on one port.  A family that this machine does not have is passed over as long as
 * another one is there. */
static int bind_once(int type, const union address *addresses, int count, uint16_t port,
    struct bound *bound, struct listen_failure *failure)
{
    int done = 0, missing = 0;
    for (int i = 0; i < count; i++) {
        bound[done].address = addresses[i];
        address_set_port(&bound[done].address, port);
        int status = bind_one(type, &bound[done]);
        if (!status) {
            port = address_port(&bound[done++].address);
            continue;
        }
        const union address refused = bound[done].address;
        bool passed_over = is_missing_family(status);
        while (!passed_over && done)
            close(bound[--done].descriptor);
        fail(failure, type, status, &refused);
        if (!passed_over) return status;
        missing = status;
    }
    return done ? done : missing;
}

int bind_all(uv_loop_t *loop, const struct listen_options *options, struct bound bound[BOUND_MOST],
    struct listen_failure *failure)
{
    union address addresses[BOUND_MOST];
    int type = options->transport == TRANSPORT_UDP ? SOCK_DGRAM : SOCK_STREAM;
    int count = options->bind ? named_addresses(loop, options->bind, options->port, addresses)
                              : any_addresses(options->port, addresses);
    if (count < 0) {
        failure->error = count;
        snprintf(failure->address, sizeof failure->address, "%s", options->bind);
        return count;
    }
    /* With port 0 the port that the first address got may be taken on the second one. */
    int status = 0;
    for (int tries = 0; tries < SAME_PORT_TRIES; tries++) {
        status = bind_once(type, addresses, count, options->port, bound, failure);
        if (status != UV_EADDRINUSE || options->port) break;
    }
    return status;
}
