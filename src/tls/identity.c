/* The certificate a server shows when it was given none: self-signed, for this machine's names,
 * kept in the state directory, used again by every server of this user, and renewed when it has
 * expired or the machine has got another name.  SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <uv.h>

#include "base/file.h"
#include "tls/internal.h"

enum { VALID_DAYS = 397, RENEW_BEFORE = 24 * 60 * 60, HOST_ROOM = 256 };

static void host_name(char *name, size_t room)
{
    if (gethostname(name, room) != 0) name[0] = '\0';
    name[room - 1] = '\0';
}

/* Why the certificate that is there is not used; NULL: it is good. */
static const char *unfit(
    struct text *cert_file, struct text *key_file, mbedtls_ctr_drbg_context *drbg)
{
    struct text message = {0}, hint = {0};
    mbedtls_x509_crt cert;
    mbedtls_pk_context key;
    char host[HOST_ROOM];
    const char *reason = NULL;
    host_name(host, sizeof host);
    mbedtls_x509_crt_init(&cert);
    mbedtls_pk_init(&key);
    mbedtls_x509_time soon;
    time_t then = time(NULL) + RENEW_BEFORE;
    struct tm parts;
    gmtime_r(&then, &parts);
    soon = (mbedtls_x509_time){parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour,
        parts.tm_min, parts.tm_sec};
    const mbedtls_x509_time *end = &cert.valid_to;
    if (mbedtls_x509_crt_parse_file(&cert, text_string(cert_file)) != 0)
        reason = "it could not be read";
    else if (keyfile_load(&key, text_string(key_file), NULL, drbg, &message, &hint) != 0)
        reason = "its key could not be read";
    else if (compat_check_pair(&cert.pk, &key, drbg) != 0)
        reason = "its key does not belong to it";
    else if (host[0] && names_match(&cert, host) != NAMES_YES)
        reason = "this machine has another name now";
    else if (mbedtls_x509_time_is_past(end))
        reason = "it has expired";
    else if (end->year < soon.year ||
             (end->year == soon.year &&
                 (end->mon < soon.mon || (end->mon == soon.mon && end->day < soon.day))))
        reason = "it expires within a day";
    mbedtls_pk_free(&key);
    mbedtls_x509_crt_free(&cert);
    text_finish(&message);
    text_finish(&hint);
    return reason;
}

static int renew(
    struct identity *identity, unsigned rsa_bits, struct text *message, struct text *hint)
{
    char host[HOST_ROOM];
    const char *names[] = {"localhost", "127.0.0.1", "::1", host};
    struct text cert = {0}, key = {0};
    host_name(host, sizeof host);
    struct cert_request request = {.common_name = "localhost",
        .names = names,
        .nnames = host[0] && strcmp(host, "localhost") != 0 ? 4 : 3,
        .key = rsa_bits ? CERT_RSA : CERT_EC,
        .bits = rsa_bits,
        .days = VALID_DAYS};
    int status = cert_make(&request, &cert, &key, message, hint);
    if (!status) {
        /* The key first: a certificate without its key is told apart next time. */
        const char *path = text_string(&identity->key_file);
        status = file_write(path, 0600, true, bytes_of(key.at, key.len));
        if (!status) {
            path = text_string(&identity->cert_file);
            status = file_write(path, 0644, true, bytes_of(cert.at, cert.len));
        }
        if (status) text_format(message, "cannot write %s: %s", path, uv_strerror(status));
    }
    text_wipe(&key);
    text_finish(&cert);
    identity->fresh = status == 0;
    return status;
}

/* Two servers that start at once must not write two halves of different pairs. */
static int lock(struct text *directory)
{
    struct text path = {0};
    text_add(&path, directory->at, directory->len);
    text_put(&path, "/.lock");
    int descriptor = open(text_string(&path), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    int error = errno;
    text_finish(&path);
    if (descriptor < 0) return -error;
    while (flock(descriptor, LOCK_EX) != 0)
        if (errno != EINTR) break;
    return descriptor;
}

int identity_own(
    struct identity *identity, unsigned rsa_bits, struct text *message, struct text *hint)
{
    struct text directory = {0};
    struct stat there;
    mbedtls_ctr_drbg_context drbg;
    int status = file_state_directory(&directory), held = -1;
    if (!status) status = held = lock(&directory);
    if (status < 0) {
        text_format(message, "cannot keep a certificate in %s: %s",
            directory.len ? text_string(&directory) : "the state directory", uv_strerror(status));
        text_put(hint, "XDG_STATE_HOME=/tmp/me chooses another directory; --cert and --key name "
                       "files of your own");
        text_finish(&directory);
        return status;
    }
    char kind[32] = "localhost";
    if (rsa_bits) snprintf(kind, sizeof kind, "localhost-rsa%u", rsa_bits);
    text_format(&identity->cert_file, "%s/%s.crt", text_string(&directory), kind);
    text_format(&identity->key_file, "%s/%s.key", text_string(&directory), kind);
    identity->self_made = true;
    status = random_init(&drbg) ? -EIO : 0;
    if (status) {
        text_put(message, "the kernel gives no random numbers");
    } else {
        bool exists = stat(text_string(&identity->cert_file), &there) == 0;
        identity->reason = unfit(&identity->cert_file, &identity->key_file, &drbg);
        if (identity->reason) status = renew(identity, rsa_bits, message, hint);
        if (!exists) identity->reason = NULL; /* the first one needs no excuse */
    }
    mbedtls_ctr_drbg_free(&drbg);
    close(held);
    text_finish(&directory);
    return status;
}

void identity_describe(struct identity *identity, const mbedtls_x509_crt *cert)
{
    uint8_t digest[32];
    names_add_dn(&identity->subject, &cert->subject);
    names_add_all(&identity->names, cert);
    keyfile_describe(&identity->key, &cert->pk);
    mbedtls_md(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), cert->raw.p, cert->raw.len, digest);
    text_hex_bytes(&identity->fingerprint, digest, sizeof digest, ':');
}

void identity_finish(struct identity *identity)
{
    text_finish(&identity->cert_file);
    text_finish(&identity->key_file);
    text_finish(&identity->subject);
    text_finish(&identity->key);
    text_finish(&identity->names);
    text_finish(&identity->fingerprint);
}
