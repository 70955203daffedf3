/* Unpacks what was packed with deflate (RFC 1950 to 1952), into a buffer of the tracker.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/packet.h"

enum inflate_form { INFLATE_RAW = -15, INFLATE_ZLIB = 15, INFLATE_GZIP = 31 };

/* All of `in`, up to a limit.  `at` of the result is NULL if it cannot be unpacked (or zlib is not
 * there); otherwise it is set, even when nothing came out. */
struct bytes inflate_whole(const struct packet *p, struct bytes in, enum inflate_form form);
/* The same for a part of a raw stream whose end is not marked, which may refer to what came before
 * it (32 KiB at most). */
struct bytes inflate_part(const struct packet *p, struct bytes in, struct bytes before);
