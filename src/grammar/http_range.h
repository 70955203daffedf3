/* Ranges of bytes (RFC 9110 14).  SPDX-License-Identifier: MIT */
#pragma once
#include <stdint.h>

#include "base/bytes.h"

enum { HTTP_RANGES = 16 }; /* more are not taken apart: nobody needs them but to do harm */

struct http_range {
    uint64_t first, length;
};

enum http_ranges {
    HTTP_RANGES_WHOLE = -1, /* the field is to be ignored: send the whole */
    HTTP_RANGES_NONE = 0,   /* none of them lies within: 416 */
};

/* `bytes=0-99,200-,-50` of something `size` bytes long.  Returns how many lie within, in the order
 * they were asked for; or enum http_ranges. */
int http_ranges_read(struct bytes value, uint64_t size, struct http_range ranges[HTTP_RANGES]);
