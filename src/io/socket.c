/* See socket.h.  SPDX-License-Identifier: MIT */
#include "io/socket.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <unistd.h>
#include <uv.h>

#include "base/time.h"

enum { BUFFER = 4 * 1024 * 1024 };

static int open_socket(int family, int type)
{
#ifdef SOCK_CLOEXEC
    int descriptor = socket(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    return descriptor < 0 ? uv_translate_sys_error(errno) : descriptor;
#else
    int descriptor = socket(family, type, 0);
    if (descriptor < 0) return uv_translate_sys_error(errno);
    fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    fcntl(descriptor, F_SETFL, O_NONBLOCK);
    return descriptor;
#endif
}

int socket_bound(int type, union address *address)
{
    int descriptor = open_socket(address->any.sa_family, type);
    if (descriptor < 0) return descriptor;
    const int yes = 1;
    if (address->any.sa_family == AF_INET6) {
        setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes);
    }
    if (type == SOCK_STREAM) setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    union address bound = *address;
    socklen_t size = sizeof bound;
    if (bind(descriptor, &address->any, address_size(address)) < 0 ||
        getsockname(descriptor, &bound.any, &size) < 0) {
        int status = uv_translate_sys_error(errno);
        close(descriptor);
        return status;
    }
    *address = bound;
    return descriptor;
}

int64_t socket_connected_for(int descriptor)
{
#ifdef __linux__
    /* As long as nothing was sent, the last sending is what opened the connection. */
    struct tcp_info info = {0};
    socklen_t size = sizeof info;
    if (getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) < 0) return 0;
    return info.tcpi_last_data_sent * TIME_MILLISECOND;
#else
    (void)descriptor;
    return 0;
#endif
}

void socket_widen(int descriptor)
{
    const int size = BUFFER;
#ifdef SO_RCVBUFFORCE
    /* The administrator may go beyond net.core.rmem_max; anybody else gets what that allows. */
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
    setsockopt(descriptor, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
#endif
    int have = 0;
    socklen_t len = sizeof have;
    if (!getsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &have, &len) && have >= size) return;
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
}
