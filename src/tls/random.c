/* Random numbers: a CTR_DRBG of its own for each configuration, seeded by the kernel alone (the
 * library's own collection of sources would add milliseconds to every start and nothing to the
 * strength).  SPDX-License-Identifier: MIT */
#include "tls/internal.h"

#include <unistd.h>

enum { KERNEL_LIMIT = 256 }; /* getentropy(3) gives no more at once */

static int from_kernel(void *context, unsigned char *at, size_t len)
{
    (void)context;
    while (len) {
        size_t part = len < KERNEL_LIMIT ? len : KERNEL_LIMIT;
        if (getentropy(at, part) != 0) return MBEDTLS_ERR_CTR_DRBG_ENTROPY_SOURCE_FAILED;
        at += part;
        len -= part;
    }
    return 0;
}

int random_init(mbedtls_ctr_drbg_context *drbg)
{
    mbedtls_ctr_drbg_init(drbg);
    return mbedtls_ctr_drbg_seed(drbg, from_kernel, NULL, NULL, 0);
}
