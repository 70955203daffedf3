/* Conditional requests (RFC 9110 13): whether what the client has, or believes, still holds.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "grammar/http_request.h"

/* What a file is known by. */
struct http_validators {
    struct bytes etag; /* with its quotes; a strong one */
    int64_t modified;  /* seconds since the epoch */
};

/* 0: go on; 304 or 412: that instead.  `now`: see http_date_read(). */
unsigned http_condition(
    const struct http_request *request, const struct http_validators *validators, int64_t now);
/* Whether the Range field counts: there is no If-Range, or it names exactly this version. */
bool http_if_range(
    const struct http_request *request, const struct http_validators *validators, int64_t now);
