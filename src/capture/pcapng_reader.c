/* The next-generation capture file, as Wireshark writes it (draft-ietf-opsawg-pcapng).
 *
 *   a block                               an enhanced packet block's body
 *   +--------------------------------+    +--------------------------------+
 *   | type                           |    | number of the interface        |
 *   +--------------------------------+    +--------------------------------+
 *   | length, from type to length    |    | time, upper 32 bits            |
 *   +--------------------------------+    +--------------------------------+
 *   | body, then options, padded     |    | time, lower 32 bits            |
 *   | to a multiple of four bytes    |    +--------------------------------+
 *   +--------------------------------+    | bytes captured                 |
 *   | the same length again          |    +--------------------------------+
 *   +--------------------------------+    | bytes there were on the wire   |
 *                                         +--------------------------------+
 *                                         | the bytes captured, padded     |
 *                                         +--------------------------------+
 *
 * A section header begins a section, sets its byte order and forgets the interfaces known so far.
 * What is not a packet or an interface is checked and passed over.  SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <uv.h>

#include "capture/pcapng_block.h"
#include "capture/pcapng_time.h"

enum {
    BLOCK_HEADER = 8,
    BLOCK_TRAILER = 4,
    BLOCK_LEAST = BLOCK_HEADER + BLOCK_TRAILER,
};

struct pcapng_interface {
    struct interface shown; /* what frames point at */
    uint64_t ticks_per_second;
    int64_t offset; /* seconds to add to every time */
    char strings[]; /* name, description and filter, each terminated */
};

/* ---- sections and interfaces ---- */

static int section_block(struct reader *reader, const struct block *block)
{
    struct pcapng_file *file = &reader->pcapng;
    uint16_t major = field16(reader, block->body.at + 4),
             minor = field16(reader, block->body.at + 6);
    /* 1.2 was written by some, and is the same. */
    if (major != 1 || (minor != 0 && minor != 2))
        return reader_unsupported(reader, "pcapng version %u.%u", major, minor);
    file->section++;
    file->section_first = file->interface_count;
    return pcapng_check_options(reader, from(block->body, 16));
}

/* Copies an option's text behind the strings so far; returns where the next one goes. */
static char *keep_string(char *at, struct bytes string, const char **kept)
{
    if (!string.at) return at;
    memcpy(at, string.at, string.len);
    at[string.len] = '\0';
    *kept = at;
    return at + string.len + 1;
}

static int keep_interface(struct pcapng_file *file, struct pcapng_interface *interface)
{
    if (file->interface_count == file->interface_room) {
        size_t room = file->interface_room ? 2 * file->interface_room : 4;
        void *grown = realloc(file->interfaces, room * sizeof *file->interfaces);
        if (!grown) return UV_ENOMEM;
        file->interfaces = grown;
        file->interface_room = room;
    }
    file->interfaces[file->interface_count++] = interface;
    return 0;
}

static int interface_block(struct reader *reader, const struct block *block)
{
    struct pcapng_file *file = &reader->pcapng;
    struct bytes name = {0}, description = {0}, filter = {0}, rest = from(block->body, 8);
    struct option option;
    uint64_t ticks_per_second = 1000000;
    int64_t offset = 0;
    int there;
    while ((there = pcapng_option(reader, &rest, &option)) == 1) {
        if (option.code == OPTION_IF_NAME)
            name = option.value;
        else if (option.code == OPTION_IF_DESCRIPTION)
            description = option.value;
        else if (option.code == OPTION_IF_FILTER && option.value.len && option.value.at[0] == 0)
            filter = from(option.value, 1); /* 0: a text; 1 would be BPF code */
        else if (option.code == OPTION_IF_TSRESOL && option.value.len == 1)
            ticks_per_second = pcapng_ticks(option.value.at[0]);
        else if (option.code == OPTION_IF_TSOFFSET && option.value.len == 8)
            offset = (int64_t)field64(reader, option.value.at);
    }
    if (there < 0) return there;

    size_t size = sizeof(struct pcapng_interface) + name.len + description.len + filter.len + 3;
    file->interface_bytes += size + 2 * sizeof(void *);
    if (file->interface_bytes > READER_INTERFACE_BYTES)
        return reader_unsupported(
            reader, "more than %zu interfaces: they would fill the memory", file->interface_count);
    struct pcapng_interface *interface = calloc(1, size);
    if (!interface) return UV_ENOMEM;
    interface->shown.link_type = field16(reader, block->body.at);
    interface->shown.snap_length = field32(reader, block->body.at + 4);
    interface->shown.time_digits = pcapng_time_digits(ticks_per_second);
    interface->ticks_per_second = ticks_per_second;
    interface->offset = offset;
    char *at = keep_string(interface->strings, name, &interface->shown.name);
    at = keep_string(at, description, &interface->shown.description);
    keep_string(at, filter, &interface->shown.filter);
    int error = keep_interface(file, interface);
    if (error) free(interface);
    return error;
}

void pcapng_finish(struct pcapng_file *file)
{
    for (size_t i = 0; i < file->interface_count; i++)
        free(file->interfaces[i]);
    free(file->interfaces);
}

static const struct pcapng_interface *find_interface(struct reader *reader, uint32_t id)
{
    struct pcapng_file *file = &reader->pcapng;
    size_t count = file->interface_count - file->section_first;
    if (id < count) return file->interfaces[file->section_first + id];
    reader_damaged(
        reader, "interface index %u is not less than the section's interface count %zu", id, count);
    return NULL;
}

/* ---- packets ---- */

/* What simple and enhanced packets have in common.  `data` is what follows the fixed part. */
static int take_packet(struct reader *reader, const struct block *block, struct bytes data,
    const struct pcapng_interface *interface, struct frame *frame)
{
    uint32_t most = reader_packet_max(interface->shown.link_type);
    if (frame->captured > most)
        return reader_damaged(
            reader, "a packet of %u bytes, bigger than the maximum of %u", frame->captured, most);
    if (frame->captured > data.len)
        return reader_damaged(reader,
            "a packet block's length of %u bytes is too small for %u bytes of packet data",
            block->len, frame->captured);
    frame->data = data.at;
    frame->link_type = interface->shown.link_type;
    frame->time_digits = interface->shown.time_digits;
    frame->section = reader->pcapng.section;
    frame->interface = &interface->shown;
    return 1;
}

static int packet_options(struct reader *reader, struct bytes rest, struct frame *frame)
{
    struct pcapng_file *file = &reader->pcapng;
    struct option option;
    int there;
    frame->comments = file->comments;
    while ((there = pcapng_option(reader, &rest, &option)) == 1) {
        if (option.code == OPTION_COMMENT && frame->comment_count < READER_COMMENTS)
            file->comments[frame->comment_count++] = option.value;
        if (option.code == OPTION_EPB_FLAGS && option.value.len == 4) {
            frame->packet_flags = field32(reader, option.value.at);
            frame->has_packet_flags = true;
        }
    }
    return there;
}

/* Enhanced packets, and their obsolete form that differs in the first four bytes only: 16 bits each
 * for the interface and a count of lost packets. */
static int packet_block(struct reader *reader, const struct block *block, struct frame *frame)
{
    enum { FIXED = 20 };
    const uint8_t *at = block->body.at;
    bool old = block->type == BLOCK_OLD_PACKET;
    uint32_t id = old ? field16(reader, at) : field32(reader, at);
    const struct pcapng_interface *interface = find_interface(reader, id);
    if (!interface) return CAPTURE_DAMAGED;
    uint64_t ticks = (uint64_t)field32(reader, at + 4) << 32 | field32(reader, at + 8);
    *frame = (struct frame){
        .time = pcapng_time(ticks, interface->ticks_per_second, interface->offset),
        .captured = field32(reader, at + 12),
        .length = field32(reader, at + 16),
        .interface_id = id,
    };
    struct bytes data = from(block->body, FIXED);
    int there = take_packet(reader, block, data, interface, frame);
    if (there < 0) return there;
    size_t used = padded(frame->captured);
    if (used >= data.len) return 1;
    there = packet_options(reader, from(data, used), frame);
    return there < 0 ? there : 1;
}

/* A simple packet has no time, and its captured length is what the interface's limit left of it. */
static int simple_packet_block(
    struct reader *reader, const struct block *block, struct frame *frame)
{
    if (reader->pcapng.interface_count == reader->pcapng.section_first)
        return reader_damaged(reader, "a simple packet before any interface of its section");
    const struct pcapng_interface *interface = find_interface(reader, 0);
    uint32_t length = field32(reader, block->body.at), snap_length = interface->shown.snap_length;
    *frame = (struct frame){
        .untimed = true,
        .captured = snap_length && length > snap_length ? snap_length : length,
        .length = length,
    };
    return take_packet(reader, block, from(block->body, 4), interface, frame);
}

/* ---- the blocks of a file ---- */

/* Bytes between the two lengths without which a block of this type makes no sense. */
static uint32_t least_body(uint32_t type)
{
    switch (type) {
    case BLOCK_SECTION:
        return 16;
    case BLOCK_INTERFACE:
        return 8;
    case BLOCK_PACKET:
    case BLOCK_OLD_PACKET:
        return 20;
    case BLOCK_STATISTICS:
        return 12;
    case BLOCK_SECRETS:
        return 8;
    case BLOCK_SIMPLE_PACKET:
    case BLOCK_NAMES:
    case BLOCK_CUSTOM:
    case BLOCK_CUSTOM_DO_NOT_COPY:
        return 4;
    default:
        return 0;
    }
}

/* The order of a section stands behind its header's length, which is in that order itself. */
static int read_byte_order(struct reader *reader, const uint8_t *at)
{
    enum { MAGIC = 0x1a2b3c4d };
    if (bytes_be32(at) != MAGIC && bytes_le32(at) != MAGIC)
        return reader->pcapng.section == 0
                   ? CAPTURE_FORMAT
                   : reader_damaged(reader, "unknown byte-order magic 0x%08x", bytes_be32(at));
    reader->pcapng.big_endian = bytes_be32(at) == MAGIC;
    return 0;
}

/* Brings the next block into memory, checks its lengths and takes it: 1, 0 at the end, or negative.
 */
static int next_block(struct reader *reader, struct block *block)
{
    struct input *input = &reader->input;
    int there = input_need(input, BLOCK_LEAST);
    if (there < 0) return there;
    if (there == 0) return input_available(input) ? reader_cut(reader) : 0;
    const uint8_t *at = input_at(input);
    block->type = field32(reader, at);
    if (block->type == BLOCK_SECTION) { /* the same in both orders */
        int error = read_byte_order(reader, at + BLOCK_HEADER);
        if (error) return error;
    }
    block->len = field32(reader, at + 4);
    uint32_t least = least_body(block->type) + BLOCK_LEAST;
    if (block->len < least)
        return reader_damaged(reader,
            "a block of type %u with a length of %u, less than the minimum of %u", block->type,
            block->len, least);
    if (block->len > INPUT_LARGEST)
        return reader_damaged(reader, "a block of %u bytes, larger than the maximum of %u",
            block->len, (unsigned)INPUT_LARGEST);
    size_t whole = padded(block->len);
    there = input_need(input, whole);
    if (there < 0) return there;
    if (there == 0) return reader_cut(reader);
    at = input_at(input);
    uint32_t again = field32(reader, at + whole - BLOCK_TRAILER);
    if (again != block->len)
        return reader_damaged(
            reader, "a block's lengths, first %u and then %u, do not match", block->len, again);
    block->body = bytes_of(at + BLOCK_HEADER, whole - BLOCK_LEAST);
    input_take(input, whole);
    return 1;
}

static int pcapng_next(struct reader *reader, struct frame *frame)
{
    struct block block;
    int there;
    while ((there = next_block(reader, &block)) == 1) {
        int error = 0;
        switch (block.type) {
        case BLOCK_PACKET:
        case BLOCK_OLD_PACKET:
            return packet_block(reader, &block, frame);
        case BLOCK_SIMPLE_PACKET:
            return simple_packet_block(reader, &block, frame);
        case BLOCK_SECTION:
            error = section_block(reader, &block);
            break;
        case BLOCK_INTERFACE:
            error = interface_block(reader, &block);
            break;
        case BLOCK_NAMES:
            error = pcapng_names_block(reader, &block);
            break;
        case BLOCK_STATISTICS:
            error = pcapng_statistics_block(reader, &block);
            break;
        case BLOCK_SECRETS:
            error = pcapng_secrets_block(reader, &block);
            break;
        default:
            break;
        }
        if (error < 0) return error;
    }
    return there;
}

int pcapng_begin(struct reader *reader)
{
    struct block block = {0};
    int there = next_block(reader, &block);
    if (there < 0) return there;
    int error = section_block(reader, &block);
    if (error) return error;
    reader->format = "pcapng";
    reader->next = pcapng_next;
    return 1;
}
