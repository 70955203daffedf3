/* Bytes from a file or a pipe, with as many of them side by side in memory as a parser asks for.
 * gzip is undone on the way.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gunzip;

enum {
    INPUT_READ = 256 << 10,   /* bytes asked for at once: they still fit the processor's cache */
    INPUT_LARGEST = 16 << 20, /* the most that may be asked for side by side */
};

struct input {
    int descriptor;
    bool owned;   /* close it */
    bool regular; /* a file on disk: reading never waits */
    bool no_wait; /* UV_EAGAIN rather than to wait for the writer of a pipe */
    bool ended;   /* the source gave its last byte */
    uint8_t *buffer;
    size_t capacity;
    size_t start, end;     /* what is there and not yet taken */
    uint64_t position;     /* bytes read from the descriptor */
    uint64_t size;         /* of a regular file, 0 otherwise */
    struct gunzip *gunzip; /* NULL: the bytes are as they come */
};

/* Opens `path`, "-" being standard input.  Returns 0 or a libuv code. */
int input_open(struct input *input, const char *path);
/* Takes over an open descriptor, which is not closed at the end. */
int input_attach(struct input *input, int descriptor);
void input_close(struct input *input);

/* From here on the bytes are gzip's.  UV_ENOTSUP when built without zlib. */
int input_gunzip(struct input *input);

/* Reads on until `count` bytes lie at input_at(): 1; 0 when the source ends before, negative when
 * it fails or would have to wait.  What was got stays for the next attempt. */
int input_fill(struct input *input, size_t count);

static inline size_t input_available(const struct input *input)
{
    return input->end - input->start;
}

static inline int input_need(struct input *input, size_t count)
{
    return input_available(input) >= count ? 1 : input_fill(input, count);
}

/* Valid until the next input_need(). */
static inline const uint8_t *input_at(const struct input *input)
{
    return input->buffer + input->start;
}

static inline void input_take(struct input *input, size_t count)
{
    input->start += count;
}
