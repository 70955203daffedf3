/* Reading private keys, in every form that openssl writes.  SPDX-License-Identifier: MIT */
#include "tls/internal.h"

#include <errno.h>
#include <mbedtls/pem.h>
#include <uv.h>

#include "base/file.h"

static const char PKCS8_BEGIN[] = "-----BEGIN ENCRYPTED PRIVATE KEY-----";
static const char PKCS8_END[] = "-----END ENCRYPTED PRIVATE KEY-----";

static bool contains(const struct text *text, const char *word)
{
    return text->len && memmem(text->at, text->len, word, strlen(word));
}

bool tls_key_is_encrypted(const char *key_file)
{
    struct text contents = {0};
    bool yes = file_read(key_file, TLS_FILE_LIMIT, &contents) == 0 &&
               (contains(&contents, PKCS8_BEGIN) || contains(&contents, "Proc-Type: 4,ENCRYPTED") ||
                   pkcs8_is_encrypted(bytes_of(contents.at, contents.len)));
    text_wipe(&contents);
    return yes;
}

/* The DER of an EncryptedPrivateKeyInfo, from PEM or as it is; false if the file holds none. */
static bool find_sealed(struct text *contents, struct text *der)
{
    if (pkcs8_is_encrypted(bytes_of(contents->at, contents->len))) {
        text_add(der, contents->at, contents->len);
        return true;
    }
    if (!contains(contents, PKCS8_BEGIN)) return false;
    mbedtls_pem_context pem;
    size_t used;
    mbedtls_pem_init(&pem);
    bool found = mbedtls_pem_read_buffer(&pem, PKCS8_BEGIN, PKCS8_END,
                     (const unsigned char *)text_string(contents), NULL, 0, &used) == 0;
    if (found) text_add(der, pem.MEMBER(buf), pem.MEMBER(buflen));
    mbedtls_pem_free(&pem);
    return found;
}

static void say_wrong(const char *path, struct text *message, struct text *hint)
{
    text_format(message, "wrong passphrase for the key %s", path);
    text_format(hint,
        "try it with: openssl pkey -in %s -noout; a file for --passphrase-file holds the "
        "passphrase "
        "in its first line",
        path);
}

static void say_missing(const char *path, struct text *message, struct text *hint)
{
    text_format(message, "the key %s is encrypted, and no passphrase was given", path);
    text_put(hint, "--passphrase-file FILE, with the passphrase in the file's first line");
}

static void say_form(
    const char *path, const struct text *contents, struct text *message, struct text *hint)
{
    text_format(message, "%s holds no private key that can be read", path);
    if (contains(contents, "BEGIN CERTIFICATE"))
        text_put(hint, "it holds a certificate: were --cert and --key exchanged?");
    else if (contains(contents, "BEGIN OPENSSH PRIVATE KEY"))
        text_put(hint, "it is a key for ssh; make one for TLS: wirelab cert make");
    else
        text_put(hint, "expected is PEM or DER with an RSA or EC key; make one: wirelab cert make");
}

/* A sealed PKCS #8: opened by ourselves where mbedtls cannot. */
static int load_sealed(mbedtls_pk_context *key, const char *path, struct text *der,
    const char *passphrase, mbedtls_ctr_drbg_context *drbg, struct text *message, struct text *hint)
{
    if (!passphrase) {
        say_missing(path, message, hint);
        return -EACCES;
    }
    struct text plain = {0};
    struct bytes sealed = bytes_of(der->at, der->len);
    enum pkcs8_result opened = pkcs8_open(sealed, passphrase, &plain);
    int code = -1;
    if (opened == PKCS8_OK)
        code = compat_parse_key(key, (uint8_t *)plain.at, plain.len, NULL, drbg);
    else if (opened == PKCS8_UNSUPPORTED) /* PBES1 and the schemes of PKCS #12 */
        code = compat_parse_key(key, sealed.at, sealed.len, passphrase, drbg);
    text_wipe(&plain);
    if (code == 0) return 0;
    if (opened == PKCS8_NO_MEMORY || code == MBEDTLS_ERR_PK_ALLOC_FAILED) {
        text_format(message, "no memory for the key %s", path);
        return -ENOMEM;
    }
    if (opened == PKCS8_MALFORMED) {
        text_format(message, "the encrypted key %s is damaged", path);
        return -EBADMSG;
    }
    if (opened == PKCS8_UNSUPPORTED && code != MBEDTLS_ERR_PK_PASSWORD_MISMATCH) {
        text_format(message, "the key %s is encrypted in a way that is not known here", path);
        text_format(
            hint, "rewrite it: openssl pkcs8 -topk8 -v2 aes-256-cbc -in %s -out new.key", path);
        return -ENOTSUP;
    }
    /* One wrong key in 256 leaves a valid padding, but then what comes out is no key. */
    say_wrong(path, message, hint);
    return -EACCES;
}

int keyfile_load(mbedtls_pk_context *key, const char *path, const char *passphrase,
    mbedtls_ctr_drbg_context *drbg, struct text *message, struct text *hint)
{
    struct text contents = {0}, der = {0};
    int status = file_read(path, TLS_FILE_LIMIT, &contents);
    if (status < 0) {
        text_format(message, "cannot read the key %s: %s", path, uv_strerror(status));
        if (status == -ENOENT) text_put(hint, "make a certificate and its key: wirelab cert make");
    } else if (find_sealed(&contents, &der)) {
        status = load_sealed(key, path, &der, passphrase, drbg, message, hint);
    } else {
        /* PEM wants its terminator counted, DER must not have it. */
        size_t len = contents.len + (contains(&contents, "-----BEGIN ") ? 1 : 0);
        text_string(&contents);
        int code = contents.failed ? MBEDTLS_ERR_PK_ALLOC_FAILED
                   : contents.len == 0
                       ? MBEDTLS_ERR_PK_KEY_INVALID_FORMAT
                       : compat_parse_key(key, (uint8_t *)contents.at, len, passphrase, drbg);
        if (code == MBEDTLS_ERR_PK_PASSWORD_REQUIRED)
            say_missing(path, message, hint);
        else if (code == MBEDTLS_ERR_PK_PASSWORD_MISMATCH)
            say_wrong(path, message, hint);
        else if (code)
            say_form(path, &contents, message, hint);
        status = code ? -EBADMSG : 0;
    }
    text_wipe(&contents);
    text_wipe(&der);
    return status;
}

void keyfile_describe(struct text *text, const mbedtls_pk_context *key)
{
    if (mbedtls_pk_get_type(key) == MBEDTLS_PK_RSA) {
        text_put(text, "RSA ");
        text_uint(text, mbedtls_pk_get_bitlen(key));
    } else if (mbedtls_pk_can_do(key, MBEDTLS_PK_ECKEY)) {
        mbedtls_ecp_group_id id = mbedtls_pk_ec(*key)->MEMBER(grp).id;
        const mbedtls_ecp_curve_info *info = mbedtls_ecp_curve_info_from_grp_id(id);
        text_put(text, "EC ");
        text_put(text, id == MBEDTLS_ECP_DP_SECP256R1   ? "P-256"
                       : id == MBEDTLS_ECP_DP_SECP384R1 ? "P-384"
                       : id == MBEDTLS_ECP_DP_SECP521R1 ? "P-521"
                       : info                           ? info->name
                                                        : "of an unknown curve");
    } else {
        text_put(text, "of an unknown kind");
    }
}
