/* Cipher suites: names as OpenSSL and as IANA has them, and the order that is fast here.
 * SPDX-License-Identifier: MIT */
#include "tls/internal.h"

#include <errno.h>
#include <mbedtls/chachapoly.h>
#include <mbedtls/gcm.h>
#include <mbedtls/ssl_ciphersuites.h>
#include <stdlib.h>

#include "base/parse.h"
#include "base/time.h"

enum { NAME_ROOM = 64, SAMPLE = 4096, SAMPLES = 4, LIST_LIMIT = 64 };

void ciphers_iana(const char *name, char *iana, size_t room)
{
    size_t len = 0;
    if (strncmp(name, "TLS1-3-", 7) == 0) {
        memcpy(iana, "TLS_", 4);
        len = 4;
        name += 7;
    }
    for (; *name && len + 1 < room; name++)
        iana[len++] = *name == '-' ? '_' : *name;
    iana[len] = '\0';
}

/* Drops the first `word` from a string. */
static void drop(char *string, const char *word)
{
    char *found = strstr(string, word);
    if (found) memmove(found, found + strlen(word), strlen(found + strlen(word)) + 1);
}

/* TLS-ECDHE-RSA-WITH-AES-128-GCM-SHA256   is  ECDHE-RSA-AES128-GCM-SHA256,
 * TLS-RSA-WITH-AES-256-CBC-SHA            is  AES256-SHA,
 * TLS-ECDHE-…-WITH-CHACHA20-POLY1305-SHA256 ends in -POLY1305 there. */
static void openssl_name(const char *name, char *openssl, size_t room)
{
    size_t len = strlen(name);
    if (len >= room || strncmp(name, "TLS1-3-", 7) == 0) {
        ciphers_iana(name, openssl, room);
        return;
    }
    memcpy(openssl, name, len + 1);
    if (strncmp(openssl, "TLS-RSA-WITH-", 13) == 0) drop(openssl, "RSA-");
    drop(openssl, "TLS-");
    drop(openssl, "WITH-");
    drop(openssl, "CBC-");
    char *block = strstr(openssl, "AES-");
    if (!block) block = strstr(openssl, "CAMELLIA-");
    if (block) memmove(strchr(block, '-'), strchr(block, '-') + 1, strlen(strchr(block, '-')));
    if (strstr(openssl, "POLY1305")) drop(openssl, "-SHA256");
}

static int find(const char *wanted)
{
    char name[NAME_ROOM];
    for (const int *suite = mbedtls_ssl_list_ciphersuites(); *suite; suite++) {
        const char *own = mbedtls_ssl_get_ciphersuite_name(*suite);
        ciphers_iana(own, name, sizeof name);
        if (strcasecmp(name, wanted) == 0 || strcasecmp(own, wanted) == 0) return *suite;
        openssl_name(own, name, sizeof name);
        if (strcasecmp(name, wanted) == 0) return *suite;
    }
    return 0;
}

/* What may have been meant: of all names, in both notations, the one with the fewest edits. */
static void suggest(const char *wanted, struct text *hint)
{
    char name[NAME_ROOM], best[NAME_ROOM] = "";
    unsigned distance = (unsigned)strlen(wanted) / 3 + 1;
    for (const int *suite = mbedtls_ssl_list_ciphersuites(); *suite; suite++) {
        for (int notation = 0; notation < 2; notation++) {
            const char *own = mbedtls_ssl_get_ciphersuite_name(*suite);
            (notation ? openssl_name : ciphers_iana)(own, name, sizeof name);
            unsigned edits = parse_distance(wanted, name);
            if (edits >= distance) continue;
            distance = edits;
            memcpy(best, name, sizeof best);
        }
    }
    if (*best)
        text_format(hint, "did you mean %s?", best);
    else
        text_put(hint, "names are OpenSSL's or IANA's, with colons between them: "
                       "ECDHE-RSA-AES128-GCM-SHA256:TLS_RSA_WITH_AES_128_CBC_SHA");
}

int *ciphers_parse(const char *names, struct text *message, struct text *hint)
{
    int *list = calloc(LIST_LIMIT + 1, sizeof *list);
    char *copy = strdup(names), *rest = copy;
    size_t count = 0;
    bool good = list && copy;
    if (!good) text_put(message, "no memory");
    while (good && rest) {
        char *name = strsep(&rest, ":, ");
        if (!*name) continue;
        int suite = find(name);
        if (!suite || count == LIST_LIMIT) {
            text_format(message,
                suite ? "too many cipher suites before %s" : "no cipher suite is called %s here",
                name);
            if (!suite) suggest(name, hint);
            good = false;
        } else {
            list[count++] = suite;
        }
    }
    if (good && count == 0) {
        text_put(message, "--ciphers names no cipher suite");
        good = false;
    }
    free(copy);
    if (good) return list;
    free(list);
    return NULL;
}

static int64_t sample_aes(uint8_t *buffer)
{
    static const uint8_t key[16] = {1}, nonce[12] = {2};
    uint8_t tag[16];
    int64_t best = INT64_MAX;
    mbedtls_gcm_context gcm;
    mbedtls_gcm_init(&gcm);
    if (mbedtls_gcm_setkey(&gcm, MBEDTLS_CIPHER_ID_AES, key, 128) == 0) {
        for (int i = 0; i < SAMPLES; i++) {
            int64_t began = time_monotonic();
            mbedtls_gcm_crypt_and_tag(&gcm, MBEDTLS_GCM_ENCRYPT, SAMPLE, nonce, sizeof nonce, NULL,
                0, buffer, buffer, sizeof tag, tag);
            int64_t took = time_monotonic() - began;
            if (took < best) best = took;
        }
    }
    mbedtls_gcm_free(&gcm);
    return best;
}

static int64_t sample_chacha(uint8_t *buffer)
{
    static const uint8_t key[32] = {1}, nonce[12] = {2};
    uint8_t tag[16];
    int64_t best = INT64_MAX;
    mbedtls_chachapoly_context chacha;
    mbedtls_chachapoly_init(&chacha);
    if (mbedtls_chachapoly_setkey(&chacha, key) == 0) {
        for (int i = 0; i < SAMPLES; i++) {
            int64_t began = time_monotonic();
            mbedtls_chachapoly_encrypt_and_tag(
                &chacha, SAMPLE, nonce, NULL, 0, buffer, buffer, tag);
            int64_t took = time_monotonic() - began;
            if (took < best) best = took;
        }
    }
    mbedtls_chachapoly_free(&chacha);
    return best;
}

/* Which of the two is faster depends on how the library was built and on the CPU, so both are run
 * for some 100 microseconds.  The best of a few runs: the first ones warm the caches. */
static bool prefers_aes(void)
{
    uint8_t *buffer = calloc(1, SAMPLE);
    if (!buffer) return false;
    bool aes = sample_aes(buffer) < sample_chacha(buffer);
    free(buffer);
    return aes;
}

int *ciphers_tuned(unsigned min_version)
{
    /* Forward secrecy only; what the course wants beyond that (a key exchange by RSA, which
     * Wireshark opens with the server's key) is there by name. */
    static const int chacha[] = {MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, 0};
    static const int aes[] = {MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, 0};
    static const int rest[] = {MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
        MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256, MBEDTLS_TLS_DHE_RSA_WITH_AES_128_GCM_SHA256,
        0};
    /* TLS 1.0 and 1.1 have no others. */
    static const int old[] = {MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
        MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
        MBEDTLS_TLS_RSA_WITH_AES_128_CBC_SHA, 0};
    static const int none[] = {0};
#if COMPAT_TLS_1_3
    static const int chacha13[] = {MBEDTLS_TLS1_3_CHACHA20_POLY1305_SHA256, 0};
    static const int aes13[] = {MBEDTLS_TLS1_3_AES_128_GCM_SHA256, 0};
    static const int rest13[] = {MBEDTLS_TLS1_3_AES_256_GCM_SHA384, 0};
#else
    static const int *const chacha13 = none, *const aes13 = none, *const rest13 = none;
#endif
    bool aes_first = prefers_aes();
    const int *const parts[] = {aes_first ? aes13 : chacha13, aes_first ? chacha13 : aes13, rest13,
        aes_first ? aes : chacha, aes_first ? chacha : aes, rest,
        min_version < TLS_1_2 ? old : none};
    int *list = calloc(LIST_LIMIT + 1, sizeof *list);
    size_t count = 0;
    for (size_t part = 0; list && part < sizeof parts / sizeof *parts; part++)
        for (const int *suite = parts[part]; *suite; suite++)
            list[count++] = *suite;
    return list;
}
