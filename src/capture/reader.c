/* Captures from files and pipes: opening, telling the format, and what is common to all.
 * See capture.h.  SPDX-License-Identifier: MIT */
#include "capture/reader.h"

#include <stdlib.h>
#include <unistd.h>
#include <uv.h>

const char *capture_error(int error)
{
    switch (error) {
    case CAPTURE_CUT:
        return "appears to have been cut short in the middle of a packet";
    case CAPTURE_DAMAGED:
        return "appears to be damaged or corrupt";
    case CAPTURE_FORMAT:
        return "is not a capture file (pcap or pcapng)";
    case CAPTURE_UNSUPPORTED:
        return "holds what is not supported";
    default:
        return uv_strerror(error);
    }
}

uint32_t reader_packet_max(uint16_t link_type)
{
    enum { DBUS = 231, USBPCAP = 249, EBHSCR = 279 };
    return link_type == DBUS || link_type == USBPCAP || link_type == EBHSCR ? INPUT_LARGEST - 65536
                                                                            : READER_PACKET_MAX;
}

static int reader_vfail(struct reader *reader, int error, const char *format, va_list args)
{
    text_clear(&reader->message);
    text_format(&reader->message, "%s (", capture_error(error));
    text_vformat(&reader->message, format, args);
    text_char(&reader->message, ')');
    return error;
}

int reader_cut(struct reader *reader)
{
    text_clear(&reader->message);
    text_put(&reader->message, capture_error(CAPTURE_CUT));
    return CAPTURE_CUT;
}

int reader_damaged(struct reader *reader, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int error = reader_vfail(reader, CAPTURE_DAMAGED, format, args);
    va_end(args);
    return error;
}

int reader_unsupported(struct reader *reader, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int error = reader_vfail(reader, CAPTURE_UNSUPPORTED, format, args);
    va_end(args);
    return error;
}

/* Words for what no parser has explained. */
static int reader_explain(struct reader *reader, int error)
{
    struct text *message = &reader->message;
    if (error >= 0 || error == UV_EAGAIN || message->len) return error;
    if (error == CAPTURE_DAMAGED) /* the parsers say more: this one came from gzip */
        text_put(message, "cannot be decompressed; it may be damaged or corrupt");
    else if (error <= CAPTURE_CUT)
        text_put(message, capture_error(error));
    else
        text_format(message, "cannot be read: %s", uv_strerror(error));
    return error;
}

/* Tells the format by the first bytes and reads the header: 1, 0 when there is not a single byte (a
 * capture of nothing), or negative.  Nothing is taken before it is all there, so a pipe may be
 * asked again. */
static int reader_begin(struct reader *reader)
{
    enum { GZIP_MAGIC = 0x1f8b, ZSTD_MAGIC = 0x28b52ffd, LZ4_MAGIC = 0x04224d18 };
    struct input *input = &reader->input;
    int there = input_need(input, 4);
    if (there < 0) return there;
    if (there == 0) return input_available(input) ? CAPTURE_FORMAT : 0;
    if (!input->gunzip && bytes_be16(input_at(input)) == GZIP_MAGIC) {
        int error = input_gunzip(input);
        if (error == UV_ENOTSUP)
            return reader_unsupported(reader, "compressed by gzip; unpack it with gunzip");
        return error ? error : reader_begin(reader);
    }
    switch (bytes_be32(input_at(input))) {
    case 0x0a0d0d0a:
        return pcapng_begin(reader);
    case 0xa1b2c3d4:
    case 0xd4c3b2a1: /* microseconds */
    case 0xa1b23c4d:
    case 0x4d3cb2a1: /* nanoseconds */
    case 0xa1b2cd34:
    case 0x34cdb2a1: /* a patch of 1999 with longer record headers */
        return pcap_begin(reader);
    case ZSTD_MAGIC:
        return reader_unsupported(reader, "compressed by zstd; unpack it with unzstd");
    case LZ4_MAGIC:
        return reader_unsupported(reader, "compressed by lz4; unpack it with unlz4");
    default:
        return CAPTURE_FORMAT;
    }
}

int reader_open(const char *path, struct reader **reader, struct text *message)
{
    struct reader *opened = calloc(1, sizeof *opened);
    int error = opened ? input_open(&opened->input, path) : UV_ENOMEM;
    if (error) {
        if (message) text_format(message, "cannot be opened: %s", uv_strerror(error));
        free(opened);
        return error;
    }
    /* What a pipe holds shows when it is read: its writer may not have begun yet. */
    if (opened->input.regular) {
        error = reader_explain(opened, reader_begin(opened));
        if (error < 0) {
            if (message) text_put(message, reader_message(opened));
            reader_close(opened);
            return error;
        }
    }
    *reader = opened;
    return 0;
}

int reader_next(struct reader *reader, struct frame *frame)
{
    if (reader->failed) return reader->failed;
    int result = reader->next ? 1 : reader_begin(reader);
    if (result == 1) result = reader->next(reader, frame);
    if (result == 1) {
        frame->number = ++reader->frames;
        if (frame->length > INT32_MAX) frame->length = INT32_MAX; /* as Wireshark shows it */
    } else if (result < 0 && result != UV_EAGAIN)
        reader->failed = reader_explain(reader, result);
    return result;
}

void reader_listen(struct reader *reader, const struct reader_listener *listener)
{
    reader->listener = *listener;
}

void reader_wait(struct reader *reader, bool wait)
{
    reader->input.no_wait = !wait;
}

int reader_descriptor(const struct reader *reader)
{
    return reader->input.regular ? -1 : reader->input.descriptor;
}

const char *reader_format(const struct reader *reader)
{
    return reader->format;
}

uint64_t reader_position(const struct reader *reader)
{
    return reader->input.position;
}

uint64_t reader_size(const struct reader *reader)
{
    return reader->input.size;
}

const char *reader_message(struct reader *reader)
{
    return text_string(&reader->message);
}

void reader_close(struct reader *reader)
{
    if (!reader) return;
    input_close(&reader->input);
    pcapng_finish(&reader->pcapng);
    text_finish(&reader->message);
    free(reader);
}
