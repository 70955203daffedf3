/* uv_udp PORT: UDP echo as libuv offers it: read in batches (recvmmsg), answered at once.
 * SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <uv.h>

static char bytes[20 * 65536];

static void on_room(uv_handle_t *handle, size_t size, uv_buf_t *buffer)
{
    (void)handle, (void)size;
    *buffer = uv_buf_init(bytes, sizeof bytes);
}

static void on_datagram(uv_udp_t *udp, ssize_t count, const uv_buf_t *buffer,
    const struct sockaddr *from, unsigned flags)
{
    (void)flags;
    if (count < 0 || !from) return;
    uv_buf_t answer = uv_buf_init(buffer->base, (unsigned)count);
    uv_udp_try_send(udp, &answer, 1, from); /* a full socket loses it, as UDP may */
}

int main(int argc, char **argv)
{
    struct sockaddr_in address;
    uv_udp_t udp;
    int size = 4 << 20;
    uv_udp_init_ex(uv_default_loop(), &udp, AF_INET | UV_UDP_RECVMMSG);
    uv_ip4_addr("127.0.0.1", argc > 1 ? atoi(argv[1]) : 0, &address);
    if (uv_udp_bind(&udp, (struct sockaddr *)&address, 0) != 0) return 1;
    uv_recv_buffer_size((uv_handle_t *)&udp, &size);
    uv_udp_recv_start(&udp, on_room, on_datagram);
    return uv_run(uv_default_loop(), UV_RUN_DEFAULT);
}
