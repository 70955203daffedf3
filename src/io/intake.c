/* See intake.h.  SPDX-License-Identifier: MIT */
#include "io/intake.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { PIECE = 64 * 1024 };

struct intake {
    struct intake_handler handler;
    uv_loop_t *loop;
    int descriptor; /* the caller's */
    int flags;      /* the descriptor's, to be put back; -1: not changed */
    uv_handle_type type;
    bool paused, ended, closing, reading; /* reading: a file request is under way */
    union {
        uv_handle_t handle;
        uv_stream_t stream;
        uv_pipe_t pipe;
        uv_tty_t tty;
    } source;
    uv_fs_t request; /* files */
    uv_buf_t buffer;
    char bytes[PIECE];
};

static void read_file(struct intake *intake);

static void end(struct intake *intake, int status)
{
    intake->ended = true;
    intake->handler.ended(intake->handler.context, status);
}

static void on_allocate(uv_handle_t *handle, size_t hint, uv_buf_t *buffer)
{
    struct intake *intake = handle->data;
    (void)hint;
    *buffer = uv_buf_init(intake->bytes, PIECE);
}

static void on_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *buffer)
{
    struct intake *intake = stream->data;
    if (got > 0) {
        intake->handler.received(intake->handler.context, bytes_of(buffer->base, (size_t)got));
    } else if (got < 0) {
        uv_read_stop(stream);
        end(intake, got == UV_EOF ? 0 : (int)got);
    }
}

/* Files are always "ready", so they are read by libuv's helper threads, a piece at a time. */
static void on_file_read(uv_fs_t *request)
{
    struct intake *intake = request->data;
    ssize_t got = request->result;
    uv_fs_req_cleanup(request);
    if (!intake->closing && got > 0) {
        intake->handler.received(intake->handler.context, bytes_of(intake->bytes, (size_t)got));
    } else if (!intake->closing) {
        end(intake, (int)got);
    }
    intake->reading = false; /* only now, so that what was called could not begin another one */
    if (intake->closing) {
        free(intake);
    } else if (!intake->paused && !intake->ended) {
        read_file(intake);
    }
}

static void read_file(struct intake *intake)
{
    intake->buffer = uv_buf_init(intake->bytes, PIECE);
    intake->request.data = intake;
    intake->reading = true;
    uv_fs_read(
        intake->loop, &intake->request, intake->descriptor, &intake->buffer, 1, -1, on_file_read);
}

static void update(struct intake *intake)
{
    if (intake->ended || intake->closing) return;
    if (intake->type == UV_FILE) {
        if (!intake->paused && !intake->reading) read_file(intake);
    } else if (intake->paused) {
        uv_read_stop(&intake->source.stream);
    } else {
        uv_read_start(&intake->source.stream, on_allocate, on_read);
    }
}

static int open_stream(struct intake *intake)
{
    int status;
    if (intake->type == UV_TTY) {
        status = uv_tty_init(intake->loop, &intake->source.tty, intake->descriptor, 1);
    } else {
        /* libuv closes what it is given and makes it non-blocking, also for those we share it with. */
        int own = fcntl(intake->descriptor, F_DUPFD_CLOEXEC, 0);
        uv_pipe_init(intake->loop, &intake->source.pipe, 0);
        intake->source.handle.data = intake;
        if (own < 0) return UV_EMFILE;
        intake->flags = fcntl(intake->descriptor, F_GETFL);
        status = uv_pipe_open(&intake->source.pipe, own);
        if (status < 0) close(own);
    }
    intake->source.handle.data = intake;
    return status;
}

static void on_closed(uv_handle_t *handle)
{
    struct intake *intake = handle->data;
    if (intake->flags >= 0) fcntl(intake->descriptor, F_SETFL, intake->flags);
    free(intake);
}

int intake_open(
    uv_loop_t *loop, int descriptor, const struct intake_handler *handler, struct intake **opened)
{
    struct intake *intake = malloc(sizeof *intake);
    if (!intake) return UV_ENOMEM;
    intake->handler = *handler;
    intake->loop = loop;
    intake->descriptor = descriptor;
    intake->flags = -1;
    intake->paused = intake->ended = intake->closing = intake->reading = false;
    intake->type = uv_guess_handle(descriptor);
    if (intake->type != UV_TTY && intake->type != UV_NAMED_PIPE && intake->type != UV_TCP) {
        intake->type = UV_FILE;
    } else {
        int status = open_stream(intake);
        if (status < 0) {
            /* A handle that was made must be closed by the loop; a terminal that failed was not. */
            if (intake->type == UV_TTY) {
                free(intake);
            } else {
                uv_close(&intake->source.handle, on_closed);
            }
            return status;
        }
    }
    update(intake);
    *opened = intake;
    return 0;
}

bool intake_is_terminal(const struct intake *intake)
{
    return intake->type == UV_TTY;
}

void intake_pause(struct intake *intake)
{
    intake->paused = true;
    update(intake);
}

void intake_resume(struct intake *intake)
{
    intake->paused = false;
    update(intake);
}

void intake_close(struct intake *intake)
{
    if (!intake || intake->closing) return;
    intake->closing = true;
    if (intake->type != UV_FILE) {
        uv_close(&intake->source.handle, on_closed);
    } else if (!intake->reading) {
        free(intake);
    }
}
