/* The function of TLS on the HMAC of an opener.  See prf.h.  SPDX-License-Identifier: MIT */
#include "dissect/prf.h"

#include <string.h>

/* P_hash (RFC 5246 5), laid over the bytes of `out` by exclusive or:
 *
 *     A(0) = seed, A(i) = HMAC(secret, A(i-1)), and out come HMAC(secret, A(i) | seed)
 *
 * The seed here is the label with the seed behind it. */
static bool mix_in(const struct opener *opener, enum opener_hash hash, struct bytes secret,
    struct bytes seed, uint8_t *out, size_t length)
{
    uint8_t text[OPENER_HASH_MAX + PRF_LABEL_MAX + PRF_SEED_MAX], block[OPENER_HASH_MAX];
    size_t step = opener_hash_length(hash);
    memcpy(text + step, seed.at, seed.len);
    if (!opener->hmac(hash, secret, seed, text)) return false;
    while (length) {
        if (!opener->hmac(hash, secret, bytes_of(text, step + seed.len), block)) return false;
        size_t taken = length < step ? length : step;
        for (size_t i = 0; i < taken; i++)
            out[i] ^= block[i];
        out += taken;
        length -= taken;
        if (!opener->hmac(hash, secret, bytes_of(text, step), block)) return false;
        memcpy(text, block, step);
    }
    return true;
}

bool prf(const struct opener *opener, enum opener_hash hash, struct bytes secret, const char *label,
    struct bytes seed, uint8_t *out, size_t length)
{
    uint8_t text[PRF_LABEL_MAX + PRF_SEED_MAX];
    size_t words = strlen(label);
    if (words > PRF_LABEL_MAX || seed.len > PRF_SEED_MAX) return false;
    memcpy(text, label, words);
    memcpy(text + words, seed.at, seed.len);
    struct bytes all = bytes_of(text, words + seed.len);
    memset(out, 0, length);
    if (hash != OPENER_MD5) return mix_in(opener, hash, secret, all, out, length);
    size_t half = (secret.len + 1) / 2; /* the halves share a byte when the length is odd */
    return mix_in(opener, OPENER_MD5, bytes_of(secret.at, half), all, out, length) &&
           mix_in(opener, OPENER_SHA1, bytes_of(secret.at + secret.len - half, half), all, out,
               length);
}
