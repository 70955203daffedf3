/* See shared.h.  SPDX-License-Identifier: MIT */
#include "io/shared.h"

#include <stdlib.h>

struct shared *shared_acquire(uv_loop_t *loop)
{
    struct shared *shared = loop->data;
    if (!shared) {
        shared = malloc(sizeof *shared);
        if (!shared) return NULL;
        shared->users = 0;
        shared->datagrams = NULL;
        shared->tls = NULL;
        loop->data = shared;
    }
    shared->users++;
    return shared;
}

void shared_release(uv_loop_t *loop)
{
    struct shared *shared = loop->data;
    if (--shared->users) return;
    free(shared->datagrams);
    free(shared->tls);
    free(shared);
    loop->data = NULL;
}

uint8_t *shared_datagrams(struct shared *shared)
{
    /* Four megabytes, of which only the pages that datagrams really fill are ever touched. */
    if (!shared->datagrams) shared->datagrams = malloc((size_t)SHARED_BATCH * SHARED_SLOT);
    return shared->datagrams;
}

struct shared_tls *shared_tls(struct shared *shared)
{
    if (!shared->tls) {
        shared->tls = malloc(sizeof *shared->tls);
        if (!shared->tls) return NULL;
        shared->tls->owner = NULL;
        shared->tls->sealed_len = 0;
    }
    return shared->tls;
}
