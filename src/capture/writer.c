/* Captures into files and pipes: the buffer, and what is common to all formats.  See capture.h.
 * SPDX-License-Identifier: MIT */
#include "capture/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "capture/privileges.h"

/* All of it, or an error. */
static int write_all(int descriptor, const uint8_t *at, size_t len)
{
    while (len) {
        ssize_t written = write(descriptor, at, len);
        if (written > 0) {
            at += written;
            len -= (size_t)written;
        } else if (written < 0 && errno == EAGAIN) { /* somebody made the pipe non-blocking */
            poll(&(struct pollfd){.fd = descriptor, .events = POLLOUT}, 1, -1);
        } else if (written < 0 && errno != EINTR) {
            return uv_translate_sys_error(errno);
        }
    }
    return 0;
}

int writer_flush(struct writer *writer)
{
    if (writer->used && !writer->error)
        writer->error = write_all(writer->descriptor, writer->buffer, writer->used);
    writer->used = 0;
    return writer->error;
}

void writer_add(struct writer *writer, const void *at, size_t len)
{
    if (len > WRITER_BUFFER - writer->used) writer_flush(writer);
    if (len > WRITER_BUFFER) {
        if (!writer->error) writer->error = write_all(writer->descriptor, at, len);
    } else if (len) {
        memcpy(writer->buffer + writer->used, at, len);
        writer->used += len;
    }
}

void writer_add16(struct writer *writer, uint16_t value)
{
    writer_add(writer, &value, sizeof value);
}

void writer_add32(struct writer *writer, uint32_t value)
{
    writer_add(writer, &value, sizeof value);
}

void writer_pad(struct writer *writer, size_t len)
{
    writer_add(writer, "\0\0\0", -len & 3);
}

/* A new file belongs to whom the capture is for; one that was there before keeps its owner. */
static int open_file(const char *path)
{
    mode_t mode = geteuid() == 0 ? 0600 : 0666;
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, mode);
    if (descriptor >= 0) {
        struct privileges_user user;
        /* Where a file system knows no owners the file is good all the same. */
        if (geteuid() == 0 && privileges_sudo_user(&user))
            (void)!fchown(descriptor, user.uid, user.gid);
        return descriptor;
    }
    return errno == EEXIST ? open(path, O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOCTTY) : -1;
}

int writer_open(const char *path, const struct writer_options *options, struct writer **writer)
{
    bool standard = strcmp(path, "-") == 0;
    struct writer *opened = malloc(sizeof *opened);
    if (!opened) return UV_ENOMEM;
    memset(opened, 0, offsetof(struct writer, buffer));
    opened->descriptor = standard ? STDOUT_FILENO : open_file(path);
    if (opened->descriptor < 0) {
        int error = uv_translate_sys_error(errno);
        free(opened);
        return error;
    }
    opened->owned = !standard;
    opened->format = options->format;
    if (options->format == CAPTURE_PCAPNG) pcapng_write_section(opened, options);
    *writer = opened;
    return 0;
}

static int add_interface(struct writer *writer, const struct written_interface *interface)
{
    if (writer->format != CAPTURE_PCAPNG && writer->interface_count) {
        /* One header tells the link type of all frames. */
        return interface->link_type == writer->interfaces[0].link_type ? 0 : UV_ENOTSUP;
    }
    if (writer->interface_count == writer->interface_room) {
        uint32_t room = writer->interface_room ? 2 * writer->interface_room : 4;
        void *grown = realloc(writer->interfaces, room * sizeof *writer->interfaces);
        if (!grown) return UV_ENOMEM;
        writer->interfaces = grown;
        writer->interface_room = room;
    }
    writer->interface_latest = writer->interface_count++;
    writer->interfaces[writer->interface_latest] = *interface;
    if (writer->format == CAPTURE_PCAPNG)
        pcapng_write_interface(writer, interface);
    else
        pcap_write_header(writer, interface);
    return writer->error;
}

static bool is_interface(
    const struct written_interface *written, const struct interface *source, uint16_t link_type)
{
    return written->source == source && written->link_type == link_type;
}

int writer_find_interface(struct writer *writer, const struct interface *source, uint16_t link_type,
    uint8_t time_digits, uint32_t *id)
{
    uint32_t latest = writer->interface_latest;
    if (latest >= writer->interface_count ||
        !is_interface(&writer->interfaces[latest], source, link_type)) {
        for (latest = 0; latest < writer->interface_count; latest++)
            if (is_interface(&writer->interfaces[latest], source, link_type)) break;
        if (latest == writer->interface_count) {
            struct written_interface interface = {.source = source,
                .link_type = link_type,
                .snap_length = source ? source->snap_length : 0,
                .nanoseconds = time_digits > 6};
            int error = add_interface(writer, &interface);
            if (error) return error;
            latest = writer->interface_latest;
        }
        writer->interface_latest = latest;
    }
    *id = latest;
    return 0;
}

int writer_interface(struct writer *writer, const struct interface *interface)
{
    uint32_t id;
    if (writer->error) return writer->error;
    return writer_find_interface(
        writer, interface, interface->link_type, interface->time_digits, &id);
}

int writer_frame(struct writer *writer, const struct frame *frame)
{
    uint32_t id;
    if (writer->error) return writer->error;
    int error =
        writer_find_interface(writer, frame->interface, frame->link_type, frame->time_digits, &id);
    if (error) return error;
    if (writer->format == CAPTURE_PCAPNG)
        pcapng_write_frame(writer, frame, id);
    else
        pcap_write_frame(writer, frame);
    return writer->error;
}

int writer_secrets(struct writer *writer, struct bytes key_log)
{
    if (!writer->error && writer->format == CAPTURE_PCAPNG) pcapng_write_secrets(writer, key_log);
    return writer->error;
}

int writer_names(struct writer *writer, struct bytes address, struct bytes names)
{
    if (!writer->error && writer->format == CAPTURE_PCAPNG)
        pcapng_write_names(writer, address, names);
    return writer->error;
}

int writer_close(struct writer *writer, const struct capture_stats *stats)
{
    if (!writer) return 0;
    if (writer->format == CAPTURE_PCAPNG) {
        if (stats && stats->known && writer->interface_count)
            pcapng_write_statistics(writer, stats);
    } else if (writer->interface_count == 0) { /* no frames: still a capture file */
        enum { ETHERNET = 1 };
        pcap_write_header(writer, &(struct written_interface){.link_type = ETHERNET});
    }
    int error = writer_flush(writer);
    if (writer->owned && close(writer->descriptor) != 0 && !error)
        error = uv_translate_sys_error(errno);
    free(writer->interfaces);
    free(writer);
    return error;
}
