/* What the writers of the two file formats share.  Private to src/capture/.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "capture/capture.h"

enum { WRITER_BUFFER = 256 << 10 };

/* An interface that stands in the file. */
struct written_interface {
    const struct interface *source; /* NULL: frames of a pcap file, told apart by their link type */
    uint16_t link_type;
    uint32_t snap_length;
    bool nanoseconds; /* its times are written so; microseconds otherwise */
};

struct writer {
    int descriptor;
    bool owned; /* close it */
    int error;  /* the first one */
    enum capture_format format;
    struct written_interface *interfaces;
    uint32_t interface_count, interface_room;
    uint32_t interface_latest; /* of the frame before: nearly always that of the next, too */
    size_t used;
    uint8_t buffer[WRITER_BUFFER];
};

/* Append to the file; errors show in writer->error. */
void writer_add(struct writer *writer, const void *at, size_t len);
void writer_add16(struct writer *writer, uint16_t value); /* in the machine's order */
void writer_add32(struct writer *writer, uint32_t value);
/* Zeros up to the next multiple of four behind `len` bytes. */
void writer_pad(struct writer *writer, size_t len);

/* The number of a frame's interface, which is written now if it is new: 0 or negative. */
int writer_find_interface(struct writer *writer, const struct interface *source, uint16_t link_type,
    uint8_t time_digits, uint32_t *id);

void pcap_write_header(struct writer *writer, const struct written_interface *interface);
void pcap_write_frame(struct writer *writer, const struct frame *frame);

void pcapng_write_section(struct writer *writer, const struct writer_options *options);
void pcapng_write_interface(struct writer *writer, const struct written_interface *interface);
void pcapng_write_frame(struct writer *writer, const struct frame *frame, uint32_t id);
void pcapng_write_names(struct writer *writer, struct bytes address, struct bytes names);
void pcapng_write_secrets(struct writer *writer, struct bytes key_log);
void pcapng_write_statistics(struct writer *writer, const struct capture_stats *stats);
