/* Capture files: whatever the bytes, the reader gives frames that lie inside the file and then an
 * end or an error in words; the same through a pipe, piece by piece; and what was read can be
 * written and read again.  SPDX-License-Identifier: MIT */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <uv.h>

#include "capture/capture.h"
#include "fuzz.h"

enum { LARGEST = 60000 }; /* a pipe takes so much without a reader */

/* A file in memory, emptied. */
static int memory_file(char *path, size_t size)
{
    int file = memfd_create("fuzz", MFD_CLOEXEC);
    CHECK(file >= 0);
    snprintf(path, size, "/proc/self/fd/%d", file);
    return file;
}

/* FNV-1a over what a frame says. */
static uint64_t mix(uint64_t hash, const void *at, size_t len)
{
    const uint8_t *bytes = at;
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ bytes[i]) * 0x100000001b3;
    return hash;
}

static uint64_t mix_number(uint64_t hash, uint64_t number)
{
    return mix(hash, &number, sizeof number);
}

static uint64_t mix_frame(uint64_t hash, const struct frame *frame)
{
    hash = mix_number(hash, (uint64_t)frame->time);
    hash = mix_number(hash, frame->captured);
    hash = mix_number(hash, frame->length);
    hash = mix_number(hash, frame->link_type);
    hash = mix(hash, frame->data, frame->captured);
    for (uint32_t i = 0; i < frame->comment_count; i++)
        hash = mix(mix_number(hash, i), frame->comments[i].at, frame->comments[i].len);
    return frame->has_packet_flags ? mix_number(hash, frame->packet_flags) : hash;
}

struct reading {
    uint64_t frames;
    uint64_t hash;
    int result;
};

static void check_frame(const struct frame *frame, uint64_t number)
{
    CHECK(frame->number == number);
    CHECK(frame->captured <= 16 << 20);
    CHECK(frame->length <= INT32_MAX);
    CHECK(frame->time_digits <= 9);
    CHECK((frame->section == 0) == (frame->interface == NULL));
    if (!frame->interface) return;
    const struct interface *interface = frame->interface;
    CHECK(interface->link_type == frame->link_type);
    CHECK(!interface->name || strlen(interface->name) <= UINT16_MAX);
    CHECK(!interface->description || strlen(interface->description) <= UINT16_MAX);
    CHECK(!interface->filter || strlen(interface->filter) <= UINT16_MAX);
}

/* Reads on until the end, an error, or (pipes) nothing more for now. */
static void read_on(struct reader *reader, struct reading *reading, struct writer *writer)
{
    struct frame frame;
    while ((reading->result = reader_next(reader, &frame)) == 1) {
        check_frame(&frame, ++reading->frames);
        reading->hash = mix_frame(reading->hash, &frame);
        if (writer) CHECK(writer_frame(writer, &frame) == 0);
    }
    CHECK(reading->result <= 0);
    if (reading->result < 0 && reading->result != UV_EAGAIN) {
        CHECK(*reader_message(reader));
        CHECK(reader_next(reader, &frame) == reading->result);
    }
}

static struct reading read_file(const char *path, struct writer *writer)
{
    struct reading reading = {.hash = 0xcbf29ce484222325};
    struct reader *reader = NULL;
    struct text message = {0};
    reading.result = reader_open(path, &reader, &message);
    CHECK((reading.result == 0) == (message.len == 0));
    if (reading.result == 0) {
        read_on(reader, &reading, writer);
        reader_close(reader);
    } else {
        CHECK(reader == NULL);
    }
    text_finish(&message);
    return reading;
}

/* The same bytes in pieces whose sizes the input decides. */
static struct reading read_pipe(const uint8_t *data, size_t size)
{
    struct reading reading = {.hash = 0xcbf29ce484222325, .result = UV_EAGAIN};
    struct reader *reader;
    int ends[2];
    char path[32];
    CHECK(pipe(ends) == 0);
    snprintf(path, sizeof path, "/proc/self/fd/%d", ends[0]);
    CHECK(reader_open(path, &reader, NULL) == 0);
    CHECK(reader_descriptor(reader) >= 0);
    reader_wait(reader, false);
    for (size_t at = 0; at < size && reading.result == UV_EAGAIN;) {
        size_t piece = 1 + (at * 31 + data[at]) % 97;
        if (piece > size - at) piece = size - at;
        CHECK(write(ends[1], data + at, piece) == (ssize_t)piece);
        at += piece;
        read_on(reader, &reading, NULL);
    }
    close(ends[1]);
    if (reading.result == UV_EAGAIN) read_on(reader, &reading, NULL);
    CHECK(reading.result != UV_EAGAIN);
    reader_close(reader);
    close(ends[0]);
    return reading;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[32], copy_path[32];
    if (size > LARGEST) return 0;
    int file = memory_file(path, sizeof path), copy = memory_file(copy_path, sizeof copy_path);
    CHECK(write(file, data, size) == (ssize_t)size);

    struct writer *writer;
    CHECK(writer_open(copy_path, &(struct writer_options){.application = "fuzz"}, &writer) == 0);
    struct reading first = read_file(path, writer);
    CHECK(writer_close(writer, NULL) == 0);
    struct reading piecemeal = read_pipe(data, size);
    CHECK(first.frames == piecemeal.frames);
    CHECK(first.hash == piecemeal.hash);
    CHECK(first.result == piecemeal.result);

    struct reading again = read_file(copy_path, NULL);
    CHECK(again.result == 0);
    CHECK(again.frames == first.frames);
    close(file);
    close(copy);
    return 0;
}
