/* Standard output through one buffer.  See out.h.  SPDX-License-Identifier: MIT */
#include "cli/out.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/time.h"

/* From the loop: writes, and tells whoever wants to know. */
static void turn(struct out *out)
{
    out_flush(out);
    if (!out->over || out->text.len >= OUT_FLUSH) return;
    out->over = false;
    if (out->drained) out->drained(out->drained_context);
}

static void on_prepare(uv_prepare_t *prepare)
{
    struct out *out = prepare->data;
    turn(out);
    if (!out->broken || out->told) return;
    out->told = true;
    if (out->on_broken) out->on_broken(out, out->context);
}

/* The terminal once more, as a file of our own that refuses what it has no room for: POLLOUT of a
 * terminal promises room for one byte, and others share the file we were given. */
static int open_terminal(int descriptor)
{
    char name[64];
    if (ttyname_r(descriptor, name, sizeof name) != 0) return -1;
    return open(name, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
}

void out_open(struct out *out, uv_loop_t *loop, int descriptor)
{
    struct stat status;
    bool terminal = isatty(descriptor);
    *out = (struct out){.own = -1, .patience = OUT_PATIENCE};
    if (terminal) out->own = open_terminal(descriptor);
    out->descriptor = out->own >= 0 ? out->own : descriptor;
    out->paced = terminal || (fstat(descriptor, &status) == 0 &&
                                 (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode)));
    if (!loop) return;
    uv_prepare_init(loop, &out->prepare);
    out->prepare.data = out;
    uv_prepare_start(&out->prepare, on_prepare);
    uv_unref((uv_handle_t *)&out->prepare);
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* How long the reader is waited for, with `left` bytes still to be written, as poll() wants it. */
static int patience(const struct out *out, size_t left)
{
    const int64_t most = 3600 * TIME_SECOND; /* what poll() can count; then it is asked again */
    int64_t wait = most;
    if (out->detached) wait = out->drained || out->given_up || left <= OUT_KEPT ? 0 : out->patience;
    if (out->until) wait = least(wait, out->until - time_monotonic());
    if (wait <= 0) return 0;
    if (wait == most && !out->until) return -1;
    return (int)((least(wait, most) + TIME_MILLISECOND - 1) / TIME_MILLISECOND);
}

/* Waits for a slow reader: 1 when it takes something, 0 when the time is over, -1 when a signal came. */
static int wait_writable(struct out *out, size_t left)
{
    struct pollfd poller = {.fd = out->descriptor, .events = POLLOUT};
    int wait = patience(out, left);
    int ready = poll(&poller, 1, wait);
    if (ready == 0 && wait > 0 && out->detached) out->given_up = true;
    return ready < 0 && errno != EINTR ? 1 : ready; /* an error is for write() to tell */
}

static void fail(struct out *out, int error)
{
    out->broken = true;
    if (error != EPIPE) out->error = -error;
    text_clear(&out->text);
}

/* Writes as much as goes; false when a signal came meanwhile. */
static bool write_text(struct out *out)
{
    size_t done = 0;
    int ready = 1;
    while (!out->broken && done < out->text.len) {
        size_t left = out->text.len - done;
        /* POLLOUT promises room for PIPE_BUF bytes: a write of no more cannot block. */
        size_t len = out->paced && left > PIPE_BUF ? PIPE_BUF : left;
        if (out->paced && (ready = wait_writable(out, left)) <= 0) break;
        ssize_t written = write(out->descriptor, out->text.at + done, len);
        if (written >= 0) {
            done += (size_t)written;
        } else if (errno == EAGAIN) {
            if ((ready = wait_writable(out, left)) <= 0) break;
        } else if (errno != EINTR) {
            fail(out, errno);
        }
    }
    if (!out->broken) {
        out->text.len -= done;
        if (out->text.len && done) memmove(out->text.at, out->text.at + done, out->text.len);
    }
    return ready >= 0;
}

/* The reader has been given up: what has come since goes nowhere. */
static void drop(struct out *out)
{
    for (size_t at = out->kept; at < out->text.len; at++)
        out->dropped += out->text.at[at] == '\n';
    out->text.len = out->kept;
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
    (void)status; /* writing tells */
    (void)events;
    turn(poll->data);
}

/* Whether the loop is to look for the reader. */
static void update_poll(struct out *out)
{
    if (!out->text.len) {
        uv_poll_stop(&out->poll);
    } else if (!uv_is_active((uv_handle_t *)&out->poll)) {
        uv_poll_start(&out->poll, UV_WRITABLE, on_poll);
        /* A server goes on without; a command that paces itself may have nothing else to wait for. */
        if (!out->drained) uv_unref((uv_handle_t *)&out->poll);
    }
}

void out_flush(struct out *out)
{
    if (!out->text.len) return;
    bool had_given_up = out->given_up;
    if (had_given_up) drop(out);
    size_t before = out->text.len;
    write_text(out);
    out->kept = out->text.len;
    out->over |= out->text.len >= OUT_FLUSH;
    if (had_given_up && out->text.len < before) { /* it reads again */
        uint64_t dropped = out->dropped;
        out->given_up = false;
        out->dropped = 0;
        if (dropped && out->missing && !out->broken) out->missing(out, dropped, out->context);
    }
    if (out->detached) update_poll(out);
}

void out_detach(struct out *out)
{
    if (!out->paced || !out->prepare.data || out->detached) return;
    int flags = fcntl(out->descriptor, F_GETFL);
    if (uv_poll_init(out->prepare.loop, &out->poll, out->descriptor) != 0) return;
    fcntl(out->descriptor, F_SETFL, flags); /* others may share the file, and be surprised */
    out->poll.data = out;
    out->detached = true;
}

void out_attach(struct out *out)
{
    if (!out->detached) return;
    uv_close((uv_handle_t *)&out->poll, NULL);
    out->detached = false;
    out->drained = NULL;
}

/* A server's last lines: for a reader that takes some of them now and then. */
static void write_rest(struct out *out)
{
    size_t before;
    bool undisturbed;
    do {
        before = out->text.len;
        out->until = time_monotonic() + OUT_GRACE;
        undisturbed = write_text(out);
    } while (undisturbed && out->text.len && out->text.len < before);
}

void out_close(struct out *out)
{
    bool serves = out->detached && !out->drained;
    out_attach(out);
    if (serves) {
        size_t before = out->text.len;
        out->until = time_monotonic() + OUT_GRACE;
        out_flush(out);
        if (!out->given_up && out->text.len < before) write_rest(out);
    } else {
        if (out->until) out->until = time_monotonic() + OUT_GRACE;
        out_flush(out);
    }
    text_finish(&out->text);
    if (out->own >= 0) close(out->own);
    if (out->prepare.data) uv_close((uv_handle_t *)&out->prepare, NULL);
}
