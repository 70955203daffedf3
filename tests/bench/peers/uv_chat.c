/* uv_chat PORT: the least that the hand-out's chat on libuv can do; what chat-server is measured by.
 * Each message is written to each receiver at once.  SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#define QUESTION "Welcome to the Server, what is your name?"

struct user {
    uv_tcp_t tcp;
    struct user *next, **link;
    char name[64];
};

/* What a socket has not taken at once. */
struct rest {
    uv_write_t write;
    char bytes[];
};

static struct user *users;
static char bytes[65536], message[65536 + 128];

static void on_closed(uv_handle_t *handle)
{
    free(handle);
}

static void leave(struct user *user)
{
    if (uv_is_closing((uv_handle_t *)user)) return;
    *user->link = user->next;
    if (user->next) user->next->link = user->link;
    uv_close((uv_handle_t *)user, on_closed);
}

static void on_written(uv_write_t *write, int status)
{
    (void)status;
    free(write->data);
}

static void put(struct user *user, char *text, size_t len)
{
    uv_buf_t buffer = uv_buf_init(text, (unsigned)len);
    int done = uv_try_write((uv_stream_t *)user, &buffer, 1);
    if (done == (int)len) return;
    if (done < 0) done = 0;
    len -= (size_t)done;
    struct rest *rest = malloc(sizeof *rest + len);
    memcpy(rest->bytes, text + done, len);
    rest->write.data = rest;
    buffer = uv_buf_init(rest->bytes, (unsigned)len);
    if (uv_write(&rest->write, (uv_stream_t *)user, &buffer, 1, on_written) != 0) free(rest);
}

static void tell_others(const struct user *speaker, size_t len)
{
    for (struct user *user = users; user; user = user->next)
        if (user != speaker) put(user, message, len);
}

static void on_room(uv_handle_t *handle, size_t size, uv_buf_t *buffer)
{
    (void)handle, (void)size;
    *buffer = uv_buf_init(bytes, sizeof bytes);
}

static void on_bytes(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer)
{
    struct user *user = (struct user *)stream;
    if (count < 0) leave(user);
    if (count <= 0) return;
    int len;
    if (!user->name[0]) {
        snprintf(user->name, sizeof user->name, "%.*s", (int)count, buffer->base);
        len = snprintf(message, sizeof message, "<%s> has entered the chat", user->name);
        tell_others(user, (size_t)len);
        len = snprintf(message, sizeof message, "Welcome to the chat <%s>. Please type !Q to quit.",
            user->name);
        put(user, message, (size_t)len);
        return;
    }
    len = snprintf(message, sizeof message, "<%s>: ", user->name);
    memcpy(message + len, buffer->base, (size_t)count);
    tell_others(user, (size_t)len + (size_t)count);
}

static void on_client(uv_stream_t *server, int status)
{
    struct user *user = status < 0 ? NULL : calloc(1, sizeof *user);
    if (!user) return;
    uv_tcp_init(server->loop, &user->tcp);
    user->link = &users;
    user->next = users;
    if (users) users->link = &user->next;
    users = user;
    if (uv_accept(server, (uv_stream_t *)user) != 0) {
        leave(user);
        return;
    }
    uv_tcp_nodelay(&user->tcp, 1);
    uv_read_start((uv_stream_t *)user, on_room, on_bytes);
    memcpy(message, QUESTION, sizeof QUESTION - 1);
    put(user, message, sizeof QUESTION - 1);
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
