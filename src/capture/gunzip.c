/* Undoing gzip.  See gunzip.h.  SPDX-License-Identifier: MIT */
#include "capture/gunzip.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "capture/capture.h"

#ifdef WITH_ZLIB
#include <zlib.h>

enum { PACKED = 256 << 10 };

struct gunzip {
    z_stream stream;
    bool between; /* a member ended; another may follow (RFC 1952 2.2) */
    bool ended;   /* no more compressed bytes will come */
    uint8_t packed[PACKED];
};

int gunzip_create(struct gunzip **gunzip, const uint8_t *packed, size_t len)
{
    struct gunzip *created = len <= PACKED ? calloc(1, sizeof *created) : NULL;
    if (!created) return UV_ENOMEM;
    if (inflateInit2(&created->stream, 16 + MAX_WBITS) != Z_OK) { /* 16: a gzip header */
        free(created);
        return UV_ENOMEM;
    }
    memcpy(created->packed, packed, len);
    gunzip_filled(created, len);
    created->ended = false;
    *gunzip = created;
    return 0;
}

void gunzip_destroy(struct gunzip *gunzip)
{
    if (gunzip) inflateEnd(&gunzip->stream);
    free(gunzip);
}

int64_t gunzip_read(struct gunzip *gunzip, uint8_t *at, size_t room)
{
    z_stream *stream = &gunzip->stream;
    stream->next_out = at;
    stream->avail_out = (uInt)room;
    while (stream->avail_out == room) {
        if (gunzip->between) {
            if (stream->avail_in == 0) return gunzip->ended ? 0 : UV_EAGAIN;
            /* What follows a member and is no other is padding or a tail that gzip(1) ignores. */
            if (stream->next_in[0] != 0x1f || inflateReset(stream) != Z_OK) return 0;
            gunzip->between = false;
        }
        int result = inflate(stream, Z_NO_FLUSH);
        if (result == Z_STREAM_END)
            gunzip->between = true;
        else if (result == Z_BUF_ERROR) /* it wants more */
            return gunzip->ended ? CAPTURE_CUT : UV_EAGAIN;
        else if (result == Z_MEM_ERROR)
            return UV_ENOMEM;
        else if (result != Z_OK && stream->avail_out == room)
            return CAPTURE_DAMAGED; /* what came out before is good; zlib will say this again */
    }
    return (int64_t)(room - stream->avail_out);
}

uint8_t *gunzip_room(struct gunzip *gunzip, size_t *room)
{
    *room = PACKED;
    return gunzip->packed;
}

void gunzip_filled(struct gunzip *gunzip, size_t count)
{
    gunzip->stream.next_in = gunzip->packed;
    gunzip->stream.avail_in = (uInt)count;
    gunzip->ended = count == 0;
}

#else

int gunzip_create(struct gunzip **gunzip, const uint8_t *packed, size_t len)
{
    (void)gunzip, (void)packed, (void)len;
    return UV_ENOTSUP;
}

void gunzip_destroy(struct gunzip *gunzip)
{
    (void)gunzip;
}

int64_t gunzip_read(struct gunzip *gunzip, uint8_t *at, size_t room)
{
    (void)gunzip, (void)at, (void)room;
    return 0;
}

uint8_t *gunzip_room(struct gunzip *gunzip, size_t *room)
{
    (void)gunzip;
    *room = 0;
    return NULL;
}

void gunzip_filled(struct gunzip *gunzip, size_t count)
{
    (void)gunzip, (void)count;
}
#endif
