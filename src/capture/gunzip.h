/* Undoing gzip (RFC 1952) in small steps, for captures that are kept compressed.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct gunzip;

/* Begins with the compressed bytes that were read already, which are copied.  UV_ENOTSUP when built
 * without zlib. */
int gunzip_create(struct gunzip **gunzip, const uint8_t *packed, size_t len);
void gunzip_destroy(struct gunzip *gunzip);
/* How many plain bytes were put at `at`; 0 at the end, UV_EAGAIN when more compressed bytes are
 * needed, CAPTURE_CUT when there are no more of them, CAPTURE_DAMAGED. */
int64_t gunzip_read(struct gunzip *gunzip, uint8_t *at, size_t room);
/* Where to put compressed bytes, after UV_EAGAIN, and how many came; none is the end. */
uint8_t *gunzip_room(struct gunzip *gunzip, size_t *room);
void gunzip_filled(struct gunzip *gunzip, size_t count);
