/* Frames in and out: files, pipes and live devices behind one struct each way.
 *
 * Errors are negative libuv codes, or those of enum capture_error; capture_error() puts both in
 * words.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "dissect/frame.h"

enum capture_error {              /* beyond libuv's codes, which end at -4095 */
    CAPTURE_CUT = -10001,         /* the file ends in the middle of something */
    CAPTURE_DAMAGED = -10002,     /* what stands there cannot be */
    CAPTURE_FORMAT = -10003,      /* not a capture file */
    CAPTURE_UNSUPPORTED = -10004, /* a capture file of a kind that is not read here */
};

/* What went past and was not captured. */
struct capture_stats {
    uint64_t received, dropped, dropped_by_interface;
    bool known;
};

/* ---- files and pipes (file_reader.c, pcap_reader.c, pcapng_reader.c) ---- */

struct reader;

/* Opens a capture: pcap or pcapng in either byte order, also compressed by gzip, told by its first
 * bytes; "-" is standard input.  A pipe is read as it comes, a file in large blocks; memory stays
 * bounded by the largest block (16 MiB).  On failure *reader is not written, and `message` (may be
 * NULL) gets what follows `The file "X" `: "cannot be opened: permission denied".  What a pipe
 * holds shows at the first reader_next() only. */
int reader_open(const char *path, struct reader **reader, struct text *message);
/* Tells what a pcapng file holds besides frames, as reader_next() passes it. */
struct reader_listener {
    void *context;
    void (*secrets)(void *context, struct bytes key_log); /* of TLS sessions, as a key log's text */
    /* The names of an address, of 4 bytes or 16: each ends with a zero, as they stand in the file. */
    void (*names)(void *context, struct bytes address, struct bytes names);
};
void reader_listen(struct reader *reader, const struct reader_listener *listener);
/* The next frame: 1, 0 at the end, negative on error.  What came before an error was good; after it
 * nothing comes but the same error. */
int reader_next(struct reader *reader, struct frame *frame);
/* For loops: with `wait` false reader_next() gives UV_EAGAIN rather than to wait for a pipe's
 * writer.  Then poll reader_descriptor(), which is -1 for a regular file (there is no waiting). */
void reader_wait(struct reader *reader, bool wait);
int reader_descriptor(const struct reader *reader);
/* "pcap", "pcapng", NULL when not known yet; how many bytes were read so far and how many there are
 * (0 unknown). */
const char *reader_format(const struct reader *reader);
uint64_t reader_position(const struct reader *reader);
uint64_t reader_size(const struct reader *reader);
/* What is wrong after a negative result; it follows `The file "X" `:
 * "appears to have been cut short in the middle of a packet". */
const char *reader_message(struct reader *reader);
void reader_close(struct reader *reader);

/* ---- writing (pcap_writer.c, pcapng_writer.c) ---- */

enum capture_format {
    CAPTURE_PCAPNG,
    CAPTURE_PCAP,    /* microseconds, as every tool reads it */
    CAPTURE_PCAP_NS, /* nanoseconds: Wireshark's "nsecpcap" */
};
struct writer;

/* What a file is, and what it says of itself (pcapng). */
struct writer_options {
    enum capture_format format;
    const char *application;     /* who writes it, NULL: not told; kept by the caller */
    const char *const *comments; /* on the whole file */
    size_t comment_count;
};

/* "-" is standard output.  As root the file is made with mode 0600, for it holds others' traffic,
 * and given to whom sudo was called by; otherwise as the umask has it. */
int writer_open(const char *path, const struct writer_options *options, struct writer **writer);
/* Says in advance which interface there will be, so that it is known even if it has no frames. */
int writer_interface(struct writer *writer, const struct interface *interface);
/* An interface that was not told in advance is written with the first of its frames.  pcap takes
 * one link type only: UV_ENOTSUP.  An error (disk full, UV_EPIPE) stays: later calls return it
 * again. */
int writer_frame(struct writer *writer, const struct frame *frame);
/* The secrets of TLS sessions whose frames follow, as a key log's text of at most 16 MiB.  pcap has
 * no place for them: they are left out. */
int writer_secrets(struct writer *writer, struct bytes key_log);
/* The names of an address, as a listener is told them. */
int writer_names(struct writer *writer, struct bytes address, struct bytes names);
/* Hands over to the system what was gathered so far. */
int writer_flush(struct writer *writer);
/* Statistics of the first interface go behind the frames (pcapng); `stats` may be NULL.  Returns
 * the first error there was. */
int writer_close(struct writer *writer, const struct capture_stats *stats);

/* ---- live devices (live.c; libpcap in the loop) ---- */

struct live;
struct uv_loop_s;

struct live_options {
    const char *device;   /* "lo", or "any" */
    const char *filter;   /* BPF, NULL for all */
    uint32_t snap_length; /* 0: 262144 */
    bool promiscuous;
    bool monitor;          /* all of a WLAN, not one network's frames alone */
    const char *link_type; /* "EN10MB", NULL: the first that the device has */
    /* Packets come in heaps, up to 10 ms late: the kernel's buffer holds hundreds of times as many.
     * Otherwise each comes at once. */
    bool heaped;
    uint32_t buffer_size; /* bytes of kernel buffer, 0: 16 MiB */
};

struct live_callbacks {
    void (*frame)(void *context, const struct frame *frame);
    void (*ended)(void *context, int error, const char *message); /* the device went away */
};

/* Opens and starts capturing on the loop, in immediate mode.  On failure `message` (if given) gets
 * the reason in words; UV_EACCES/UV_EPERM: no permission, UV_ENODEV: no such device, UV_EINVAL: the
 * filter. */
int live_open(struct uv_loop_s *loop, const struct live_options *options,
    const struct live_callbacks *callbacks, void *context, struct live **live,
    struct text *message);
/* Tells the link types that a device has, the usual one first.  Errors as live_open(). */
int live_link_types(const struct live_options *options, void *context,
    void (*each)(void *context, const char *name, const char *description), struct text *message);
/* The next thing to type after live_open() failed, one sentence or command a line: how to get the
 * permission, which devices there are, how the filter is said in BPF. */
void live_hint(int error, const struct live_options *options, struct text *hint);
/* Takes what the kernel holds already, without waiting (but for the 10 ms of a heaped capture). */
void live_drain(struct live *live);
void live_stats(struct live *live, struct capture_stats *stats);
const struct interface *live_interface(const struct live *live);
/* From now on the capture alone keeps no loop running. */
void live_unref(struct live *live);
/* Stops; the memory is freed when the loop has let go of it. */
void live_close(struct live *live);

/* Compiles a BPF filter for nothing but to know whether it is one. */
bool live_filter_valid(const char *filter, struct text *message);

/* ---- the list of interfaces (devices.c) ---- */

struct device {
    char *name, *description;
    char **addresses; /* printed, NULL-terminated */
    bool up, running, loopback;
    bool openable; /* this process may capture there */
};
int devices_list(struct device **devices, size_t *count);
void devices_free(struct device *devices, size_t count);

/* Once the devices and files are open, no privilege is needed any more: root becomes the user who
 * called sudo, or nobody; capabilities are given up.  Inside a user namespace nothing is done. Call
 * it before any thread is started. */
int capture_drop_privileges(void);

/* What follows `The file "X" ` or "cannot write X: ", without the detail that a message has. */
const char *capture_error(int error);
