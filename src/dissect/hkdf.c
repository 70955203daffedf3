/* HKDF on the HMAC of an opener.  See hkdf.h.  SPDX-License-Identifier: MIT */
#include "dissect/hkdf.h"

#include <string.h>

enum { LABEL_MAX = 64 };

bool hkdf_extract(const struct opener *opener, enum opener_hash hash, struct bytes salt,
    struct bytes material, uint8_t *secret)
{
    return opener->hmac(hash, salt, material, secret);
}

/* T(n) = HMAC(secret, T(n-1) | info | n), one behind the other (RFC 5869 2.3). */
static bool expand(const struct opener *opener, enum opener_hash hash, struct bytes secret,
    struct bytes info, uint8_t *out, size_t length)
{
    uint8_t block[OPENER_HASH_MAX], text[OPENER_HASH_MAX + LABEL_MAX + 1];
    size_t step = opener_hash_length(hash), before = 0;
    for (uint8_t n = 1; length; n++) {
        memcpy(text, block, before);
        memcpy(text + before, info.at, info.len);
        text[before + info.len] = n;
        if (!opener->hmac(hash, secret, bytes_of(text, before + info.len + 1), block)) return false;
        before = step;
        size_t taken = length < step ? length : step;
        memcpy(out, block, taken);
        out += taken;
        length -= taken;
    }
    return true;
}

bool hkdf_expand_label(const struct opener *opener, enum opener_hash hash, struct bytes secret,
    const char *label, uint8_t *out, size_t length)
{
    /* struct { uint16 length; opaque label<7..255>; opaque context<0..255>; } */
    static const char prefix[] = "tls13 ";
    uint8_t info[LABEL_MAX];
    size_t words = strlen(label), in_front = sizeof prefix - 1;
    if (words + in_front + 4 > sizeof info || length > UINT8_MAX) return false;
    info[0] = 0;
    info[1] = (uint8_t)length;
    info[2] = (uint8_t)(in_front + words);
    memcpy(info + 3, prefix, in_front);
    memcpy(info + 3 + in_front, label, words);
    info[3 + in_front + words] = 0;
    return expand(opener, hash, secret, bytes_of(info, 4 + in_front + words), out, length);
}
