/* Writing the next-generation capture file.  pcapng_reader.c draws it.
 * SPDX-License-Identifier: MIT */
#include <string.h>
#include <sys/utsname.h>

#include "base/text.h"
#include "base/time.h"
#include "capture/pcapng_option.h"
#include "capture/writer.h"

enum { OPTION_HEADER = 4, BLOCK_OVERHEAD = 12 };

/* ---- options: sized first, because a block begins with its length ---- */

static size_t option_size(size_t len)
{
    return OPTION_HEADER + padded(len);
}

static size_t string_size(const char *string)
{
    return string ? option_size(strlen(string)) : 0;
}

static void put_option(struct writer *writer, uint16_t code, const void *value, size_t len)
{
    writer_add16(writer, code);
    writer_add16(writer, (uint16_t)len);
    writer_add(writer, value, len);
    writer_pad(writer, len);
}

static void put_string(struct writer *writer, uint16_t code, const char *string)
{
    if (string) put_option(writer, code, string, strlen(string));
}

static void put_end(struct writer *writer)
{
    put_option(writer, OPTION_END, NULL, 0);
}

static void begin_block(struct writer *writer, uint32_t type, size_t len)
{
    writer_add32(writer, type);
    writer_add32(writer, (uint32_t)len);
}

/* A 64-bit number, the upper half first whatever the order of bytes. */
static void put_ticks(struct writer *writer, uint64_t ticks)
{
    writer_add32(writer, (uint32_t)(ticks >> 32));
    writer_add32(writer, (uint32_t)ticks);
}

/* ---- blocks ---- */

void pcapng_write_section(struct writer *writer, const struct writer_options *options)
{
    static const int64_t unknown_length = -1;
    struct text system = {0};
    struct utsname name;
    if (uname(&name) == 0) text_format(&system, "%s %s", name.sysname, name.release);
    const char *os = text_string(&system);
    size_t len =
        BLOCK_OVERHEAD + 16 + string_size(os) + string_size(options->application) + option_size(0);
    for (size_t i = 0; i < options->comment_count; i++)
        len += string_size(options->comments[i]);
    begin_block(writer, BLOCK_SECTION, len);
    writer_add32(writer, 0x1a2b3c4d); /* tells the order of bytes */
    writer_add16(writer, 1);          /* version 1.0 */
    writer_add16(writer, 0);
    writer_add(writer, &unknown_length, sizeof unknown_length);
    for (size_t i = 0; i < options->comment_count; i++)
        put_string(writer, OPTION_COMMENT, options->comments[i]);
    put_string(writer, OPTION_SHB_OS, os);
    put_string(writer, OPTION_SHB_APPLICATION, options->application);
    put_end(writer);
    writer_add32(writer, (uint32_t)len);
    text_finish(&system);
}

void pcapng_write_interface(struct writer *writer, const struct written_interface *interface)
{
    static const struct interface unknown = {0};
    const struct interface *source = interface->source ? interface->source : &unknown;
    uint8_t resolution = interface->nanoseconds ? 9 : 6; /* 10^-n of a second */
    size_t filter = source->filter ? 1 + strlen(source->filter) : 0;
    size_t len = BLOCK_OVERHEAD + 8 + string_size(source->name) + string_size(source->description) +
                 (filter ? option_size(filter) : 0) + option_size(sizeof resolution) +
                 option_size(0);
    begin_block(writer, BLOCK_INTERFACE, len);
    writer_add16(writer, interface->link_type);
    writer_add16(writer, 0);
    writer_add32(writer, interface->snap_length);
    put_string(writer, OPTION_IF_NAME, source->name);
    put_string(writer, OPTION_IF_DESCRIPTION, source->description);
    if (filter) {
        writer_add16(writer, OPTION_IF_FILTER);
        writer_add16(writer, (uint16_t)filter);
        writer_add(writer, "", 1); /* 0: the filter is a text */
        writer_add(writer, source->filter, filter - 1);
        writer_pad(writer, filter);
    }
    put_option(writer, OPTION_IF_TSRESOL, &resolution, sizeof resolution);
    put_end(writer);
    writer_add32(writer, (uint32_t)len);
}

/* A frame without a time can only be told as a simple packet, and that only of the first interface
 * and if nothing but the interface's limit has cut it. */
static bool is_simple(const struct writer *writer, const struct frame *frame, uint32_t id)
{
    uint32_t snap_length = writer->interfaces[id].snap_length, left = frame->length;
    if (snap_length && left > snap_length) left = snap_length;
    return frame->untimed && id == 0 && frame->captured == left && frame->comment_count == 0 &&
           !frame->has_packet_flags;
}

static void write_simple_frame(struct writer *writer, const struct frame *frame)
{
    size_t len = BLOCK_OVERHEAD + 4 + padded(frame->captured);
    begin_block(writer, BLOCK_SIMPLE_PACKET, len);
    writer_add32(writer, frame->length);
    writer_add(writer, frame->data, frame->captured);
    writer_pad(writer, frame->captured);
    writer_add32(writer, (uint32_t)len);
}

static size_t frame_options_size(const struct frame *frame)
{
    size_t size = frame->has_packet_flags ? option_size(4) : 0;
    for (uint32_t i = 0; i < frame->comment_count; i++)
        size += option_size(frame->comments[i].len);
    return size ? size + option_size(0) : 0;
}

void pcapng_write_frame(struct writer *writer, const struct frame *frame, uint32_t id)
{
    if (is_simple(writer, frame, id)) {
        write_simple_frame(writer, frame);
        return;
    }
    uint64_t time = frame->untimed || frame->time < 0 ? 0 : (uint64_t)frame->time;
    size_t options = frame_options_size(frame);
    size_t len = BLOCK_OVERHEAD + 20 + padded(frame->captured) + options;
    begin_block(writer, BLOCK_PACKET, len);
    writer_add32(writer, id);
    put_ticks(writer, writer->interfaces[id].nanoseconds ? time : time / 1000);
    writer_add32(writer, frame->captured);
    writer_add32(writer, frame->length);
    writer_add(writer, frame->data, frame->captured);
    writer_pad(writer, frame->captured);
    if (options) {
        for (uint32_t i = 0; i < frame->comment_count; i++)
            put_option(writer, OPTION_COMMENT, frame->comments[i].at, frame->comments[i].len);
        if (frame->has_packet_flags)
            put_option(writer, OPTION_EPB_FLAGS, &frame->packet_flags, sizeof frame->packet_flags);
        put_end(writer);
    }
    writer_add32(writer, (uint32_t)len);
}

void pcapng_write_names(struct writer *writer, struct bytes address, struct bytes names)
{
    size_t record = address.len + names.len, header = 4, end = 4;
    size_t len = BLOCK_OVERHEAD + header + padded(record) + end;
    begin_block(writer, BLOCK_NAMES, len);
    writer_add16(writer, address.len == 4 ? NAME_IPV4 : NAME_IPV6);
    writer_add16(writer, (uint16_t)record);
    writer_add(writer, address.at, address.len);
    writer_add(writer, names.at, names.len);
    writer_pad(writer, record);
    writer_add16(writer, NAME_END);
    writer_add16(writer, 0);
    writer_add32(writer, (uint32_t)len);
}

void pcapng_write_secrets(struct writer *writer, struct bytes key_log)
{
    size_t len = BLOCK_OVERHEAD + 8 + padded(key_log.len);
    begin_block(writer, BLOCK_SECRETS, len);
    writer_add32(writer, SECRETS_TLS);
    writer_add32(writer, (uint32_t)key_log.len);
    writer_add(writer, key_log.at, key_log.len);
    writer_pad(writer, key_log.len);
    writer_add32(writer, (uint32_t)len);
}

void pcapng_write_statistics(struct writer *writer, const struct capture_stats *stats)
{
    uint64_t now = (uint64_t)time_wall();
    size_t len = BLOCK_OVERHEAD + 12 + 3 * option_size(8) + option_size(0);
    begin_block(writer, BLOCK_STATISTICS, len);
    writer_add32(writer, 0); /* of the first interface */
    put_ticks(writer, writer->interfaces[0].nanoseconds ? now : now / 1000);
    put_option(writer, OPTION_ISB_RECEIVED, &stats->received, 8);
    put_option(writer, OPTION_ISB_DROPPED_BY_INTERFACE, &stats->dropped_by_interface, 8);
    put_option(writer, OPTION_ISB_DROPPED, &stats->dropped, 8);
    put_end(writer);
    writer_add32(writer, (uint32_t)len);
}
