/* uv_echo PORT: the least that a correct TCP echo on libuv can do; what echo-server is measured by.
 * One read buffer, uv_try_write() first, no reading while something is queued.
 * SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <uv.h>

struct client {
    uv_tcp_t tcp;
    uv_write_t write;
    char *queued;
};

static char bytes[65536];

static void on_closed(uv_handle_t *handle)
{
    free(((struct client *)handle)->queued);
    free(handle);
}

static void on_room(uv_handle_t *handle, size_t size, uv_buf_t *buffer)
{
    (void)handle, (void)size;
    *buffer = uv_buf_init(bytes, sizeof bytes);
}

static void on_bytes(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer);

static void on_written(uv_write_t *write, int status)
{
    struct client *client = write->data;
    free(client->queued);
    client->queued = NULL;
    if (status == 0) uv_read_start((uv_stream_t *)&client->tcp, on_room, on_bytes);
}

static void on_bytes(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer)
{
    struct client *client = (struct client *)stream;
    if (count == 0) return;
    uv_buf_t rest = uv_buf_init(buffer->base, count > 0 ? (unsigned)count : 0);
    int done = count < 0 ? (int)count : uv_try_write(stream, &rest, 1);
    if (done == count && count > 0) return;
    if (done < 0 && done != UV_EAGAIN) {
        uv_close((uv_handle_t *)stream, on_closed);
        return;
    }
    if (done < 0) done = 0;
    rest.len -= (size_t)done;
    client->queued = malloc(rest.len);
    memcpy(client->queued, rest.base + done, rest.len);
    rest.base = client->queued;
    client->write.data = client;
    uv_read_stop(stream);
    uv_write(&client->write, stream, &rest, 1, on_written);
}

static void on_client(uv_stream_t *server, int status)
{
    struct client *client = status < 0 ? NULL : calloc(1, sizeof *client);
    if (!client) return;
    uv_tcp_init(server->loop, &client->tcp);
    if (uv_accept(server, (uv_stream_t *)&client->tcp) != 0) {
        uv_close((uv_handle_t *)&client->tcp, on_closed);
        return;
    }
    uv_tcp_nodelay(&client->tcp, 1);
    uv_read_start((uv_stream_t *)&client->tcp, on_room, on_bytes);
}

int main(int argc, char **argv)
{
    struct sockaddr_in address;
    uv_tcp_t server;
    uv_tcp_init(uv_default_loop(), &server);
    uv_ip4_addr("127.0.0.1", argc > 1 ? atoi(argv[1]) : 0, &address);
    if (uv_tcp_bind(&server, (struct sockaddr *)&address, 0) != 0) return 1;
    if (uv_listen((uv_stream_t *)&server, 1024, on_client) != 0) return 1;
    return uv_run(uv_default_loop(), UV_RUN_DEFAULT);
}
