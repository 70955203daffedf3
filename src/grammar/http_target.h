/* Request targets (RFC 9112 3.2, RFC 3986): which file is meant.
 *
 *      /docs/a%20page.html?x=1        origin form
 *      http://host/docs/              absolute form, as for proxies; the same path
 *
 * SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>

#include "base/bytes.h"
#include "base/text.h"

struct http_target {
    struct text path;   /* "docs/a page.html": decoded, without "." and "..", empty segments and the
                           first slash; "" is the root.  Kept from one use to the next */
    bool slash;         /* a slash ended it: a directory is meant */
    struct bytes query; /* with its '?', as it stands in the target; empty: none */
    struct bytes host;  /* of the absolute form */
    const char *fault;
};

/* False, with `fault`, for what leads above the root, holds a NUL, or is none of the two forms. */
bool http_target_read(struct bytes target, struct http_target *read);

/* A path as it stands in links: all but letters, digits, -._~ and, if `slashes`, / as %XX. */
void http_target_add(struct text *text, struct bytes path, bool slashes);
