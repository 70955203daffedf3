/* See inflate.h.  SPDX-License-Identifier: MIT */
#include "dissect/inflate.h"

#ifdef WITH_ZLIB
#include <zlib.h>
#endif

#include "dissect/tracker.h"

#ifdef WITH_ZLIB
enum { MOST_UNPACKED = 4 << 20, FIRST_UNPACKED = 64 << 10 };

/* One try with a buffer of `size`: false if it is too small. */
static bool try(const struct packet *p, struct bytes in, enum inflate_form form,
    struct bytes before, size_t size, struct bytes *all)
{
    uint8_t *out = p->tracker && p->tracker->room ? p->tracker->room(p->tracker, size) : NULL;
    z_stream stream = {.next_in = (Bytef *)(uintptr_t)in.at, .avail_in = (uInt)in.len};
    if (!out || inflateInit2(&stream, form) != Z_OK) return true;
    if (before.len) inflateSetDictionary(&stream, before.at, (uInt)before.len);
    stream.next_out = out;
    stream.avail_out = (uInt)size;
    int result = inflate(&stream, Z_SYNC_FLUSH);
    size_t made = size - stream.avail_out;
    bool whole = stream.avail_out || result == Z_STREAM_END;
    inflateEnd(&stream);
    if (result == Z_DATA_ERROR)
        *all = (struct bytes){0};
    else if (made || result == Z_STREAM_END)
        *all = bytes_of(out, made);
    return whole || result == Z_DATA_ERROR;
}

static struct bytes inflate_all(
    const struct packet *p, struct bytes in, enum inflate_form form, struct bytes before)
{
    struct bytes all = {0};
    for (size_t size = FIRST_UNPACKED; size <= MOST_UNPACKED; size *= 2)
        if (try(p, in, form, before, size, &all)) break;
    return all;
}
#else
static struct bytes inflate_all(
    const struct packet *p, struct bytes in, enum inflate_form form, struct bytes before)
{
    (void)p;
    (void)in;
    (void)form;
    (void)before;
    return (struct bytes){0};
}
#endif

struct bytes inflate_whole(const struct packet *p, struct bytes in, enum inflate_form form)
{
    return inflate_all(p, in, form, (struct bytes){0});
}

struct bytes inflate_part(const struct packet *p, struct bytes in, struct bytes before)
{
    return inflate_all(p, in, INFLATE_RAW, before);
}
