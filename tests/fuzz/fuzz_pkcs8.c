/* Sealed private keys: whatever the file says, opening it ends with a result that fits, writes
 * nothing unless it succeeds, and does not take long.  SPDX-License-Identifier: MIT */
#include "fuzz.h"
#include "tls/internal.h"

/* A key's file may demand ten million rounds, and gets them; to try them here proves nothing.  The
 * tag of a number, its length, and the number that a fuzzer made too large. */
static bool is_slow(const uint8_t *data, size_t size)
{
    for (size_t at = 0; at + 2 < size; at++) {
        size_t len = data[at + 1];
        if (data[at] != MBEDTLS_ASN1_INTEGER || len < 2 || len > 4 || at + 2 + len > size) continue;
        uint32_t number = 0;
        for (size_t i = 0; i < len; i++)
            number = number << 8 | data[at + 2 + i];
        if (number > 2000 && number < 1u << 31) return true;
    }
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes der = bytes_of(data, size);
    bool sealed = pkcs8_is_encrypted(der);
    if (is_slow(data, size)) return 0;

    struct text plain = {0};
    text_put(&plain, "before");
    enum pkcs8_result result = pkcs8_open(der, "sesame", &plain);
    CHECK(sealed || result == PKCS8_MALFORMED);
    CHECK(plain.len >= 6 && memcmp(plain.at, "before", 6) == 0);
    CHECK(result == PKCS8_OK || plain.len == 6);
    CHECK(plain.len <= size + 6);
    text_wipe(&plain);
    return 0;
}
