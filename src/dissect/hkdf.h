/* Keys from secrets: HKDF (RFC 5869) as TLS 1.3 and QUIC use it (RFC 8446 7.1).
 * SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/opener.h"

/* `secret` takes as many bytes as the hash has. */
bool hkdf_extract(const struct opener *opener, enum opener_hash hash, struct bytes salt,
    struct bytes material, uint8_t *secret);
/* HKDF-Expand-Label with an empty context: `label` is "quic key", without the "tls13 " in front.
 * Up to 255 bytes come out. */
bool hkdf_expand_label(const struct opener *opener, enum opener_hash hash, struct bytes secret,
    const char *label, uint8_t *out, size_t length);
