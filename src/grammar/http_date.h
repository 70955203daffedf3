/* The dates of HTTP (RFC 9110 5.6.7), in seconds since the epoch.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>

#include "base/bytes.h"
#include "base/text.h"

/* Sun, 06 Nov 1994 08:49:37 GMT, for the years 1 to 9999. */
void http_date_add(struct text *text, int64_t seconds);
/* That, and the two forms of old: Sunday, 06-Nov-94 08:49:37 GMT; Sun Nov  6 08:49:37 1994.  `now`
 * tells which century two digits mean. */
bool http_date_read(struct bytes text, int64_t now, int64_t *seconds);
