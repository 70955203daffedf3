/* The same bytes for many connections: written from where they lie, and copied only when some
 * socket does not take them, once for all that lag behind.  SPDX-License-Identifier: MIT */
#pragma once
#include "base/bytes.h"

/* The copy; freed when its last user has sent it. */
struct share_copy {
    unsigned users;
    uint8_t bytes[];
};

struct share {
    struct bytes bytes;      /* of the caller, during the writes */
    struct share_copy *copy; /* NULL as long as nobody needs one */
};

/* One more user of the copy, which is made if need be; NULL when there is no memory. */
struct share_copy *share_keep(struct share *share);
void share_release(struct share_copy *copy);
/* All is written or kept: the caller's bytes may go. */
void share_finish(struct share *share);
