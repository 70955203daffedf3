/* Keys from secrets before TLS 1.3: the pseudo-random function of TLS (RFC 5246 5, RFC 2246 5).
 * SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/opener.h"

enum { PRF_LABEL_MAX = 32, PRF_SEED_MAX = 64 };

/* That of TLS 1.2, with the hash of the cipher suite; with OPENER_MD5 that of TLS 1.0 and 1.1, which
 * mixes MD5 and SHA-1.  False when the library cannot, or label or seed are longer than above. */
bool prf(const struct opener *opener, enum opener_hash hash, struct bytes secret, const char *label,
    struct bytes seed, uint8_t *out, size_t length);
