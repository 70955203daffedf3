/* See share.h.  SPDX-License-Identifier: MIT */
#include "io/share.h"

#include <stdlib.h>

struct share_copy *share_keep(struct share *share)
{
    if (!share->copy) {
        share->copy = malloc(sizeof *share->copy + share->bytes.len);
        if (!share->copy) return NULL;
        share->copy->users = 1; /* the share itself */
        memcpy(share->copy->bytes, share->bytes.at, share->bytes.len);
    }
    share->copy->users++;
    return share->copy;
}

void share_release(struct share_copy *copy)
{
    if (copy && !--copy->users) free(copy);
}

void share_finish(struct share *share)
{
    share_release(share->copy);
    share->copy = NULL;
}
