/* Opening what is sealed: keys, masks and texts of RFC 9001, appendix A, and of the GCM
 * specification.  SPDX-License-Identifier: MIT */
#include "tls/opener.h"

#include <stdlib.h>
#include <string.h>

#include "dissect/hkdf.h"
#include "dissect/prf.h"
#include "unit.h"

struct hex {
    uint8_t at[64];
    size_t length;
};

static struct hex hex(const char *digits)
{
    struct hex hex = {.length = strlen(digits) / 2};
    ck_assert_uint_le(hex.length, sizeof hex.at);
    for (size_t i = 0; i < hex.length; i++) {
        char byte[3] = {digits[2 * i], digits[2 * i + 1], 0};
        hex.at[i] = (uint8_t)strtoul(byte, NULL, 16);
    }
    return hex;
}

static void expect(const uint8_t *found, const char *digits)
{
    struct hex wanted = hex(digits);
    ck_assert_mem_eq(found, wanted.at, wanted.length);
}

#define BYTES(hex) bytes_of((hex).at, (hex).length)

/* RFC 9001 A.1: what the client seals its first packets with. */
START_TEST(derive)
{
    const struct opener *opener = tls_opener();
    struct hex salt = hex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a"), id = hex("8394c8f03e515708");
    uint8_t initial[32], secret[32], key[16], nonce[12], header[16];
    ck_assert(hkdf_extract(opener, OPENER_SHA256, BYTES(salt), BYTES(id), initial));
    ck_assert(hkdf_expand_label(
        opener, OPENER_SHA256, bytes_of(initial, 32), "client in", secret, sizeof secret));
    expect(secret, "c00cf151ca5be075ed0ebfb5c80323c42d6b7db67881289af4008f1f6c357aea");
    struct bytes from = bytes_of(secret, sizeof secret);
    ck_assert(hkdf_expand_label(opener, OPENER_SHA256, from, "quic key", key, sizeof key));
    ck_assert(hkdf_expand_label(opener, OPENER_SHA256, from, "quic iv", nonce, sizeof nonce));
    ck_assert(hkdf_expand_label(opener, OPENER_SHA256, from, "quic hp", header, sizeof header));
    expect(key, "1f369613dd76d5467730efcbe3b1a22d");
    expect(nonce, "fa044b2f42a3fd3b46fb255c");
    expect(header, "9f50449e04a0e810283a1e9933adedd2");
}
END_TEST

/* More than one block of the hash, and more than there can be. */
START_TEST(derive_long)
{
    const struct opener *opener = tls_opener();
    struct hex secret = hex("c00cf151ca5be075ed0ebfb5c80323c42d6b7db67881289af4008f1f6c357aea");
    uint8_t out[255], again[255];
    struct bytes from = BYTES(secret);
    ck_assert(hkdf_expand_label(opener, OPENER_SHA256, from, "quic key", out, sizeof out));
    ck_assert(hkdf_expand_label(opener, OPENER_SHA256, from, "quic key", again, sizeof again));
    ck_assert_mem_eq(out, again, sizeof out);
    ck_assert_mem_ne(out, out + 32, 32);
    ck_assert(!hkdf_expand_label(opener, OPENER_SHA256, from, "quic key", out, 256));
}
END_TEST

static const struct {
    enum opener_cipher cipher;
    const char *key, *sample, *mask;
} masks[] = {
    /* RFC 9001 A.2 and A.5 */
    {OPENER_AES_128_GCM, "9f50449e04a0e810283a1e9933adedd2", "d1b1c98dd7689fb8ec11d242b123dc9b",
        "437b9aec36"},
    {OPENER_CHACHA20_POLY1305, "25a282b9e82f06f21f488917a4fc8f1b73573685608597d0efcb076b0ab7a7a4",
        "5e5cd55c41f69080575d7999c25a5bfb", "aefefe7d03"},
};

START_TEST(mask)
{
    struct hex key = hex(masks[_i].key), sample = hex(masks[_i].sample);
    uint8_t found[OPENER_BLOCK];
    ck_assert(tls_opener()->mask(masks[_i].cipher, key.at, sample.at, found));
    expect(found, masks[_i].mask);
}
END_TEST

static const struct {
    enum opener_cipher cipher;
    const char *key, *nonce, *additional, *sealed, *plain;
} texts[] = {
    /* The Galois/Counter Mode of Operation, test case 2 */
    {OPENER_AES_128_GCM, "00000000000000000000000000000000", "000000000000000000000000", "",
        "0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf",
        "00000000000000000000000000000000"},
    /* RFC 9001 A.5 */
    {OPENER_CHACHA20_POLY1305, "c6d98ff3441c3fe1b2182094f69caa2ed4b716b65488960a7a984979fb23e1c8",
        "e0459b3474bdd0e46d417eb0", "4200bff4", "655e5cd55c41f69080575d7999c25a5bfb", "01"},
};

START_TEST(open_sealed)
{
    struct hex key = hex(texts[_i].key), nonce = hex(texts[_i].nonce),
               additional = hex(texts[_i].additional), sealed = hex(texts[_i].sealed);
    uint8_t plain[64];
    const struct opener *opener = tls_opener();
    enum opener_cipher cipher = texts[_i].cipher;
    ck_assert(opener->open(cipher, key.at, nonce.at, BYTES(additional), BYTES(sealed), plain));
    expect(plain, texts[_i].plain);
    sealed.at[0] ^= 1;
    ck_assert(!opener->open(cipher, key.at, nonce.at, BYTES(additional), BYTES(sealed), plain));
    ck_assert(
        !opener->open(cipher, key.at, nonce.at, BYTES(additional), bytes_of(sealed.at, 15), plain));
}
END_TEST

/* The vector that was published for TLS 1.2's function with SHA-256. */
START_TEST(derive_before_1_3)
{
    struct hex secret = hex("9bbe436ba940f017b17652849a71db35"),
               seed = hex("a0ba9f936cda311827a6f796ffd5198c");
    uint8_t out[100];
    ck_assert(prf(tls_opener(), OPENER_SHA256, BYTES(secret), "test label", BYTES(seed), out, 100));
    expect(out, "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a");
    expect(out + 64, "4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff70187347b66");
}
END_TEST

/* NIST SP 800-38A F.2.2; half a block more. */
START_TEST(chained)
{
    struct hex key = hex("2b7e151628aed2a6abf7158809cf4f3c"),
               vector = hex("000102030405060708090a0b0c0d0e0f"),
               sealed = hex("7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2");
    uint8_t plain[32];
    ck_assert(tls_opener()->decrypt(OPENER_AES_128_CBC, key.at, vector.at, BYTES(sealed), plain));
    expect(plain, "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");
    ck_assert(!tls_opener()->decrypt(
        OPENER_AES_128_CBC, key.at, vector.at, bytes_of(sealed.at, 24), plain));
    ck_assert(!tls_opener()->open(
        OPENER_AES_128_CBC, key.at, vector.at, (struct bytes){0}, BYTES(sealed), plain));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("opener");
    TCase *tests = tcase_create("opener");
    tcase_add_test(tests, derive);
    tcase_add_test(tests, derive_long);
    tcase_add_test(tests, derive_before_1_3);
    tcase_add_test(tests, chained);
    tcase_add_loop_test(tests, mask, 0, sizeof masks / sizeof *masks);
    tcase_add_loop_test(tests, open_sealed, 0, sizeof texts / sizeof *texts);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
