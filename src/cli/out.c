/* Standard output through one buffer.  See out.h.  SPDX-License-Identifier: MIT */
#include "cli/out.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/time.h"

static void on_prepare(uv_prepare_t *prepare)
{
    struct out *out = prepare->data;
    out_flush(out);
    if (!out->broken || out->told) return;
    out->told = true;
    if (out->on_broken) out->on_broken(out, out->context);
}

void out_open(struct out *out, uv_loop_t *loop, int descriptor)
{
    struct stat status;
    *out = (struct out){.descriptor = descriptor};
    out->paced = (fstat(descriptor, &status) == 0 &&
                     (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode))) ||
                 isatty(descriptor);
    if (!loop) return;
    uv_prepare_init(loop, &out->prepare);
    out->prepare.data = out;
    uv_prepare_start(&out->prepare, on_prepare);
    uv_unref((uv_handle_t *)&out->prepare);
}

/* How long a slow reader is waited for, as poll() wants it. */
static int patience(const struct out *out)
{
    if (!out->until) return -1;
    int64_t left = out->until - time_monotonic();
    if (left <= 0) return 0;
    return left < 3600 * TIME_SECOND ? (int)((left + TIME_MILLISECOND - 1) / TIME_MILLISECOND)
                                     : 3600000;
}

/* False when a signal came, or the time was over, while waiting for a slow reader. */
static bool wait_writable(const struct out *out)
{
    struct pollfd poller = {.fd = out->descriptor, .events = POLLOUT};
    int ready = poll(&poller, 1, patience(out));
    return ready > 0 || (ready < 0 && errno != EINTR);
}

static void fail(struct out *out, int error)
{
    out->broken = true;
    if (error != EPIPE) out->error = -error;
    text_clear(&out->text);
}

/* False when interrupted. */
static bool flush(struct out *out)
{
    size_t done = 0;
    bool interrupted = false;
    while (!out->broken && done < out->text.len && !interrupted) {
        size_t len = out->text.len - done;
        /* POLLOUT promises room for PIPE_BUF bytes: a write of no more cannot block. */
        if (out->paced && len > PIPE_BUF) len = PIPE_BUF;
        if (out->paced && !wait_writable(out)) {
            interrupted = true;
            break;
        }
        ssize_t written = write(out->descriptor, out->text.at + done, len);
        if (written >= 0)
            done += (size_t)written;
        else if (errno == EAGAIN)
            interrupted = !wait_writable(out);
        else if (errno != EINTR)
            fail(out, errno);
    }
    if (out->broken) {
        text_clear(&out->text);
    } else {
        out->text.len -= done;
        if (out->text.len) memmove(out->text.at, out->text.at + done, out->text.len);
    }
    return !interrupted;
}

void out_flush(struct out *out)
{
    if (out->text.len) flush(out);
}

void out_close(struct out *out)
{
    if (out->until) out->until = time_monotonic() + OUT_GRACE;
    out_flush(out);
    text_finish(&out->text);
    if (out->prepare.data) uv_close((uv_handle_t *)&out->prepare, NULL);
}
