/* Bytes from a file or a pipe.  See input.h.
 *
 * One buffer is read into, parsed in place and handed out from.  What is left of a block that did
 * not arrive whole moves to the buffer's front before the next read; the buffer grows when a block
 * is larger than it.  A mapped file would save the copy, but not the page faults, which cost more,
 * and a file that shrinks while it is read would kill the process.  SPDX-License-Identifier: MIT */
#include "capture/input.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

#include "capture/gunzip.h"

/* The address sanitizer is told where the bytes end, for the buffer goes on behind them. */
#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define WITH_ADDRESS_SANITIZER
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define WITH_ADDRESS_SANITIZER
#endif

#ifdef WITH_ADDRESS_SANITIZER
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#endif

int input_attach(struct input *input, int descriptor)
{
    struct stat status;
    if (fstat(descriptor, &status) != 0) return uv_translate_sys_error(errno);
    if (S_ISDIR(status.st_mode)) return UV_EISDIR;
    *input = (struct input){.descriptor = descriptor, .regular = S_ISREG(status.st_mode)};
    if (input->regular && status.st_size > 0) input->size = (uint64_t)status.st_size;
    input->buffer = malloc(INPUT_READ);
    if (!input->buffer) return UV_ENOMEM;
    input->capacity = INPUT_READ;
    return 0;
}

int input_open(struct input *input, const char *path)
{
    if (strcmp(path, "-") == 0) return input_attach(input, STDIN_FILENO);
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (descriptor < 0) return uv_translate_sys_error(errno);
    int error = input_attach(input, descriptor);
    if (error)
        close(descriptor);
    else
        input->owned = true;
    return error;
}

void input_close(struct input *input)
{
    if (input->owned) close(input->descriptor);
    gunzip_destroy(input->gunzip);
    ASAN_UNPOISON_MEMORY_REGION(input->buffer, input->capacity);
    free(input->buffer);
    *input = (struct input){0};
}

int input_gunzip(struct input *input)
{
    int error = gunzip_create(&input->gunzip, input_at(input), input_available(input));
    if (error) return error;
    input->start = input->end = 0;
    return 0;
}

/* As read(2) does it, with libuv's codes. */
static int64_t input_read(struct input *input, uint8_t *at, size_t room)
{
    for (;;) {
        if (input->no_wait && !input->regular) {
            struct pollfd state = {.fd = input->descriptor, .events = POLLIN};
            if (poll(&state, 1, 0) == 0) return UV_EAGAIN;
        }
        ssize_t got = read(input->descriptor, at, room);
        if (got > 0) input->position += (uint64_t)got;
        if (got >= 0) return got;
        if (errno != EINTR) return uv_translate_sys_error(errno);
    }
}

/* Reads through gzip: compressed bytes are fetched until at least one plain byte came of them. */
static int64_t input_inflate(struct input *input, uint8_t *at, size_t room)
{
    for (;;) {
        int64_t got = gunzip_read(input->gunzip, at, room);
        if (got != UV_EAGAIN) return got;
        size_t packed_room;
        uint8_t *packed = gunzip_room(input->gunzip, &packed_room);
        got = input_read(input, packed, packed_room);
        if (got < 0) return got;
        gunzip_filled(input->gunzip, (size_t)got);
    }
}

/* Makes the buffer hold `count` bytes from `start` on. */
static int input_make_room(struct input *input, size_t count)
{
    if (input->start) {
        memmove(input->buffer, input->buffer + input->start, input_available(input));
        input->end -= input->start;
        input->start = 0;
    }
    if (count <= input->capacity) return 0;
    if (count > INPUT_LARGEST) return UV_ENOBUFS;
    size_t capacity = input->capacity;
    while (capacity < count)
        capacity *= 2;
    uint8_t *buffer = realloc(input->buffer, capacity);
    if (!buffer) return UV_ENOMEM;
    input->buffer = buffer;
    input->capacity = capacity;
    return 0;
}

static int input_read_on(struct input *input, size_t count)
{
    int error = input_make_room(input, count);
    if (error) return error;
    while (input_available(input) < count) {
        if (input->ended) return 0;
        uint8_t *at = input->buffer + input->end;
        size_t room = input->capacity - input->end;
        int64_t got = input->gunzip ? input_inflate(input, at, room) : input_read(input, at, room);
        if (got < 0) return (int)got;
        if (got == 0) input->ended = true;
        input->end += (size_t)got;
    }
    return 1;
}

int input_fill(struct input *input, size_t count)
{
    ASAN_UNPOISON_MEMORY_REGION(input->buffer, input->capacity);
    int result = input_read_on(input, count);
    ASAN_POISON_MEMORY_REGION(input->buffer + input->end, input->capacity - input->end);
    return result;
}
