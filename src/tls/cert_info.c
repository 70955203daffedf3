/* Looking into certificates.  SPDX-License-Identifier: MIT */
#include <errno.h>
#include <mbedtls/base64.h>
#include <mbedtls/oid.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <uv.h>

#include "base/escape.h"
#include "base/file.h"
#include "tls/internal.h"

enum { DAY = 24 * 60 * 60, SHA256_LEN = 32, PEM_LINE = 64 };

struct cert_list {
    mbedtls_x509_crt first;
    size_t count;
};

int cert_parse(struct bytes contents, struct cert_list **list)
{
    struct cert_list *made = calloc(1, sizeof *made);
    struct text copy = {0};
    int code = MBEDTLS_ERR_X509_INVALID_FORMAT;
    if (!made) return -ENOMEM;
    mbedtls_x509_crt_init(&made->first);
    text_add(&copy, contents.at, contents.len);
    text_string(&copy);
    if (copy.failed) {
        free(made);
        text_finish(&copy);
        return -ENOMEM;
    }
    bool pem = copy.len && memmem(copy.at, copy.len, "-----BEGIN ", 11);
    /* A positive result counts the certificates of a bundle that could not be read. */
    if (copy.len)
        code = mbedtls_x509_crt_parse(&made->first, (uint8_t *)copy.at, copy.len + (pem ? 1 : 0));
    text_finish(&copy);
    for (const mbedtls_x509_crt *cert = &made->first; cert && cert->raw.p; cert = cert->next)
        made->count++;
    if (code < 0 || made->count == 0) {
        cert_destroy(made);
        return -EINVAL;
    }
    *list = made;
    return 0;
}

int cert_read(const char *path, struct cert_list **list, struct text *message, struct text *hint)
{
    struct text contents = {0};
    int status = file_read(path, TLS_FILE_LIMIT, &contents);
    if (status < 0) {
        text_format(message, "cannot read %s: %s", path, uv_strerror(status));
        if (status == -ENOENT)
            text_put(hint, "to see the one of a server: wirelab cert show HOST:PORT");
        text_finish(&contents);
        return status;
    }
    status = cert_parse(bytes_of(contents.at, contents.len), list);
    if (status) {
        bool key = contents.len && memmem(contents.at, contents.len, "PRIVATE KEY-----", 16);
        text_format(message, "%s holds no certificate that can be read", path);
        text_put(
            hint, key ? "it holds a private key; the certificate is in another file, often .crt"
                      : "expected is a certificate (X.509) in PEM or DER");
    }
    text_wipe(&contents);
    return status;
}

void cert_destroy(struct cert_list *list)
{
    if (!list) return;
    mbedtls_x509_crt_free(&list->first);
    free(list);
}

size_t cert_count(const struct cert_list *list)
{
    return list->count;
}

static const mbedtls_x509_crt *at_index(const struct cert_list *list, size_t index)
{
    const mbedtls_x509_crt *cert = &list->first;
    while (index-- > 0 && cert->next)
        cert = cert->next;
    return cert;
}

static int64_t seconds_of(const mbedtls_x509_time *time)
{
    struct tm parts = {.tm_year = time->year - 1900,
        .tm_mon = time->mon - 1,
        .tm_mday = time->day,
        .tm_hour = time->hour,
        .tm_min = time->min,
        .tm_sec = time->sec};
    return timegm(&parts);
}

static void add_list(struct text *text, const char *word)
{
    if (text->len) text_put(text, ", ");
    text_put(text, word);
}

static void add_key_usage(struct text *text, const mbedtls_x509_crt *cert)
{
    /* RFC 5280 4.2.1.3 */
    static const struct {
        unsigned bit;
        const char *name;
    } usages[] = {
        {MBEDTLS_X509_KU_DIGITAL_SIGNATURE, "Digital Signature"},
        {MBEDTLS_X509_KU_NON_REPUDIATION, "Non Repudiation"},
        {MBEDTLS_X509_KU_KEY_ENCIPHERMENT, "Key Encipherment"},
        {MBEDTLS_X509_KU_DATA_ENCIPHERMENT, "Data Encipherment"},
        {MBEDTLS_X509_KU_KEY_AGREEMENT, "Key Agreement"},
        {MBEDTLS_X509_KU_KEY_CERT_SIGN, "Certificate Sign"},
        {MBEDTLS_X509_KU_CRL_SIGN, "CRL Sign"},
        {MBEDTLS_X509_KU_ENCIPHER_ONLY, "Encipher Only"},
        {MBEDTLS_X509_KU_DECIPHER_ONLY, "Decipher Only"},
    };
    struct bytes value;
    if (!NAMES_EXTENSION(cert, MBEDTLS_OID_KEY_USAGE, &value)) return;
    for (size_t i = 0; i < sizeof usages / sizeof *usages; i++)
        if (cert->MEMBER(key_usage) & usages[i].bit) add_list(text, usages[i].name);
}

static void add_purposes(struct text *text, const mbedtls_x509_crt *cert)
{
    for (const mbedtls_x509_sequence *use = &cert->ext_key_usage; use; use = use->next) {
        const char *name = NULL;
        char numeric[64];
        if (!use->buf.p) continue;
        if (mbedtls_oid_get_extended_key_usage(&use->buf, &name) != 0) {
            if (mbedtls_oid_get_numeric_string(numeric, sizeof numeric, &use->buf) < 0) continue;
            name = numeric;
        }
        add_list(text, name);
    }
}

void cert_info(const struct cert_list *list, size_t index, struct cert_info *info)
{
    const mbedtls_x509_crt *cert = at_index(list, index);
    const char *signature = NULL;
    uint8_t digest[SHA256_LEN];
    *info = (struct cert_info){.version = (unsigned)cert->version,
        .not_before = seconds_of(&cert->valid_from),
        .not_after = seconds_of(&cert->valid_to),
        .authority = cert->MEMBER(ca_istrue) != 0,
        .path_length = cert->MEMBER(max_pathlen) - 1};
    info->self_signed = cert->issuer_raw.len == cert->subject_raw.len &&
                        memcmp(cert->issuer_raw.p, cert->subject_raw.p, cert->issuer_raw.len) == 0;
    names_add_dn(&info->subject, &cert->subject);
    names_add_dn(&info->issuer, &cert->issuer);
    names_add_all(&info->names, cert);
    keyfile_describe(&info->key, &cert->pk);
    if (mbedtls_oid_get_sig_alg_desc(&cert->sig_oid, &signature) == 0)
        text_put(&info->signature, signature);
    else
        text_put(&info->signature, "unknown");
    text_hex_bytes(&info->serial, cert->serial.p, cert->serial.len, ':');
    mbedtls_md(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), cert->raw.p, cert->raw.len, digest);
    text_hex_bytes(&info->fingerprint, digest, sizeof digest, ':');
    add_key_usage(&info->key_usage, cert);
    add_purposes(&info->purposes, cert);
}

void cert_info_finish(struct cert_info *info)
{
    text_finish(&info->subject);
    text_finish(&info->issuer);
    text_finish(&info->names);
    text_finish(&info->key);
    text_finish(&info->signature);
    text_finish(&info->serial);
    text_finish(&info->fingerprint);
    text_finish(&info->key_usage);
    text_finish(&info->purposes);
}

void cert_add_time(struct text *text, int64_t seconds)
{
    char line[64];
    time_t time = (time_t)seconds;
    struct tm parts;
    if (!gmtime_r(&time, &parts)) return;
    strftime(line, sizeof line, "%Y-%m-%d %H:%M:%S UTC", &parts);
    text_put(text, line);
}

/* "3 days", "1 day", "5 hours": the largest unit that is not zero. */
static void add_span(struct text *text, int64_t seconds)
{
    static const struct {
        int64_t seconds;
        const char *name;
    } units[] = {{DAY, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}};
    size_t unit = 0;
    while (unit < 3 && seconds < units[unit].seconds)
        unit++;
    int64_t count = seconds / units[unit].seconds;
    text_int(text, count);
    text_char(text, ' ');
    text_put(text, units[unit].name);
    if (count != 1) text_char(text, 's');
}

void cert_add_validity(struct text *text, const struct cert_info *info, int64_t now)
{
    if (now > info->not_after) {
        text_put(text, "expired ");
        add_span(text, now - info->not_after);
        text_put(text, " ago");
    } else if (now < info->not_before) {
        text_put(text, "not valid for another ");
        add_span(text, info->not_before - now);
    } else {
        add_span(text, info->not_after - now);
        text_put(text, " left");
    }
}

static void add_line(struct text *text, const char *indent, const char *label, struct text *value)
{
    if (value->len == 0) return;
    text_put(text, indent);
    text_put(text, label);
    text_repeat(text, ' ', strlen(label) < 13 ? 13 - strlen(label) : 1);
    text_add(text, value->at, value->len);
    text_char(text, '\n');
}

void cert_describe(struct text *text, const struct cert_info *info, const char *indent, int64_t now)
{
    struct text line = {0};
    struct cert_info *show = (struct cert_info *)info;
    add_line(text, indent, "Subject:", &show->subject);
    text_add(&line, info->issuer.at, info->issuer.len);
    if (info->self_signed) text_put(&line, " (itself: self-signed)");
    add_line(text, indent, "Issuer:", &line);
    text_clear(&line);
    text_put(&line, info->names.len ? "" : "none: it has no subjectAltName");
    if (!info->names.len && !info->authority) {
        add_line(text, indent, "Names:", &line);
        text_clear(&line);
    } else {
        add_line(text, indent, "Names:", &show->names);
        text_clear(&line);
    }
    cert_add_time(&line, info->not_before);
    add_line(text, indent, "Not before:", &line);
    text_clear(&line);
    cert_add_time(&line, info->not_after);
    text_put(&line, " (");
    cert_add_validity(&line, info, now);
    text_char(&line, ')');
    add_line(text, indent, "Not after:", &line);
    text_clear(&line);
    add_line(text, indent, "Key:", &show->key);
    text_put(&line, info->authority ? "yes" : "no");
    if (info->authority && info->path_length >= 0)
        text_format(&line, ", at most %d more below it", info->path_length);
    add_line(text, indent, "CA:", &line);
    add_line(text, indent, "Key usage:", &show->key_usage);
    add_line(text, indent, "Purposes:", &show->purposes);
    add_line(text, indent, "Signature:", &show->signature);
    add_line(text, indent, "Serial:", &show->serial);
    add_line(text, indent, "SHA-256:", &show->fingerprint);
    text_finish(&line);
}

void cert_add_pem(struct text *text, const struct cert_list *list, size_t index)
{
    const mbedtls_x509_crt *cert = at_index(list, index);
    size_t room = cert->raw.len / 3 * 4 + 5, len = 0;
    char *base64 = malloc(room);
    if (!base64 || mbedtls_base64_encode(
                       (unsigned char *)base64, room, &len, cert->raw.p, cert->raw.len) != 0) {
        free(base64);
        text->failed = true;
        return;
    }
    text_put(text, "-----BEGIN CERTIFICATE-----\n");
    for (size_t at = 0; at < len; at += PEM_LINE) {
        text_add(text, base64 + at, len - at < PEM_LINE ? len - at : PEM_LINE);
        text_char(text, '\n');
    }
    text_put(text, "-----END CERTIFICATE-----\n");
    free(base64);
}
