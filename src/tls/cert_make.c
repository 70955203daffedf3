/* Making certificates (RFC 5280): self-signed, or signed by an authority of the course.
 * SPDX-License-Identifier: MIT */
#include <errno.h>
#include <mbedtls/asn1write.h>
#include <mbedtls/oid.h>
#include <mbedtls/pem.h>
#include <mbedtls/platform.h>
#include <mbedtls/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <uv.h>

#include "base/file.h"
#include "tls/internal.h"

enum {
    EXTENSION_ROOM = 8 * 1024,
    CERT_ROOM = 32 * 1024,
    SERIAL_LEN = 16,
    SEQUENCE = MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE,
    CONTEXT = MBEDTLS_ASN1_CONTEXT_SPECIFIC,
    CLOCKS_DIFFER = 3600, /* seconds that a new certificate is valid before now */
};

/* All that one run needs, released together. */
struct maker {
    const struct cert_request *request;
    mbedtls_ctr_drbg_context drbg;
    mbedtls_pk_context key, ca_key;
    mbedtls_x509_crt ca;
    mbedtls_x509write_cert cert;
    uint8_t *room; /* CERT_ROOM */
};

static int make_key(struct maker *maker)
{
    const struct cert_request *request = maker->request;
    bool rsa = request->key == CERT_RSA;
    int result = mbedtls_pk_setup(
        &maker->key, mbedtls_pk_info_from_type(rsa ? MBEDTLS_PK_RSA : MBEDTLS_PK_ECKEY));
    if (result) return result;
    if (rsa) {
        return mbedtls_rsa_gen_key(mbedtls_pk_rsa(maker->key), mbedtls_ctr_drbg_random,
            &maker->drbg, request->bits ? request->bits : 2048, 65537);
    }
    mbedtls_ecp_group_id curve = request->bits == 521   ? MBEDTLS_ECP_DP_SECP521R1
                                 : request->bits == 384 ? MBEDTLS_ECP_DP_SECP384R1
                                                        : MBEDTLS_ECP_DP_SECP256R1;
    return mbedtls_ecp_gen_key(
        curve, mbedtls_pk_ec(maker->key), mbedtls_ctr_drbg_random, &maker->drbg);
}

/* mbedtls writes names from the last to the first, so its lists are the wrong way round. */
static int push_name(mbedtls_asn1_named_data **list, const mbedtls_asn1_buf *oid, const void *value,
    size_t len, int tag)
{
    mbedtls_asn1_named_data *name = mbedtls_calloc(1, sizeof *name);
    if (!name) return MBEDTLS_ERR_X509_ALLOC_FAILED;
    name->next = *list;
    *list = name;
    name->oid = (mbedtls_asn1_buf){oid->tag, oid->len, mbedtls_calloc(1, oid->len)};
    name->val = (mbedtls_asn1_buf){tag, len, mbedtls_calloc(1, len ? len : 1)};
    if (!name->oid.p || !name->val.p) return MBEDTLS_ERR_X509_ALLOC_FAILED;
    memcpy(name->oid.p, oid->p, oid->len);
    memcpy(name->val.p, value, len);
    return 0;
}

static int push_common_name(mbedtls_asn1_named_data **list, const char *name)
{
    static unsigned char oid[] = MBEDTLS_OID_AT_CN;
    const mbedtls_asn1_buf common_name = {MBEDTLS_ASN1_OID, sizeof oid - 1, oid};
    return push_name(list, &common_name, name, strlen(name), MBEDTLS_ASN1_UTF8_STRING);
}

/* The issuer's name must be the CA's to the byte, so it is copied and not written anew. */
static int set_names(struct maker *maker)
{
    int result = push_common_name(&maker->cert.MEMBER(subject), maker->request->common_name);
    if (result) return result;
    if (!maker->request->ca_file)
        return push_common_name(&maker->cert.MEMBER(issuer), maker->request->common_name);
    for (const mbedtls_x509_name *name = &maker->ca.subject; !result && name; name = name->next)
        if (name->oid.p)
            result = push_name(
                &maker->cert.MEMBER(issuer), &name->oid, name->val.p, name->val.len, name->val.tag);
    return result;
}

static int set_times(struct maker *maker)
{
    char from[32], to[32]; /* "20261121042053", UTC */
    struct tm parts;
    time_t now = time(NULL) - CLOCKS_DIFFER;
    gmtime_r(&now, &parts);
    strftime(from, sizeof from, "%Y%m%d%H%M%S", &parts);
    now += CLOCKS_DIFFER + (time_t)maker->request->days * 24 * 60 * 60;
    gmtime_r(&now, &parts);
    strftime(to, sizeof to, "%Y%m%d%H%M%S", &parts);
    return mbedtls_x509write_crt_set_validity(&maker->cert, from, to);
}

static int set_serial(struct maker *maker)
{
    uint8_t serial[SERIAL_LEN];
    int result = mbedtls_ctr_drbg_random(&maker->drbg, serial, sizeof serial);
    if (result) return result;
    serial[0] = (uint8_t)((serial[0] & 0x7f) | 0x40); /* positive, and never shorter */
    return compat_set_serial(&maker->cert, serial, sizeof serial);
}

/* SubjectAltName ::= SEQUENCE OF GeneralName, each a context tag: 2 a host name, 7 an address. */
static int write_names(uint8_t **at, uint8_t *start, const struct cert_request *request)
{
    int len = 0;
    for (size_t i = request->nnames; i-- > 0;) {
        uint8_t address[16];
        size_t address_len = names_address(request->names[i], address);
        struct bytes name =
            address_len ? bytes_of(address, address_len) : bytes_of_string(request->names[i]);
        int tag = CONTEXT | (address_len ? 7 : 2), part;
        if ((part = mbedtls_asn1_write_raw_buffer(at, start, name.at, name.len)) < 0) return part;
        len += part;
        if ((part = mbedtls_asn1_write_len(at, start, name.len)) < 0) return part;
        len += part;
        if ((part = mbedtls_asn1_write_tag(at, start, (unsigned char)tag)) < 0) return part;
        len += part;
    }
    return len;
}

/* A SEQUENCE around what `write` puts there, as an extension. */
static int set_extension(struct maker *maker, const char *oid, size_t oid_len,
    int (*write)(uint8_t **, uint8_t *, const struct cert_request *))
{
    uint8_t buffer[EXTENSION_ROOM], *at = buffer + sizeof buffer;
    int len = write(&at, buffer, maker->request), part;
    if (len < 0) return len;
    if ((part = mbedtls_asn1_write_len(&at, buffer, (size_t)len)) < 0) return part;
    len += part;
    if ((part = mbedtls_asn1_write_tag(&at, buffer, SEQUENCE)) < 0) return part;
    len += part;
    return mbedtls_x509write_crt_set_extension(&maker->cert, oid, oid_len, 0, at, (size_t)len);
}

static int write_purposes(uint8_t **at, uint8_t *start, const struct cert_request *request)
{
    int client, server;
    (void)request;
    client = mbedtls_asn1_write_oid(
        at, start, MBEDTLS_OID_CLIENT_AUTH, sizeof MBEDTLS_OID_CLIENT_AUTH - 1);
    if (client < 0) return client;
    server = mbedtls_asn1_write_oid(
        at, start, MBEDTLS_OID_SERVER_AUTH, sizeof MBEDTLS_OID_SERVER_AUTH - 1);
    return server < 0 ? server : client + server;
}

/* AuthorityKeyIdentifier: the CA's own subjectKeyIdentifier, whichever way that was computed. */
static int set_authority_key(struct maker *maker)
{
    struct bytes value;
    uint8_t buffer[EXTENSION_ROOM], *at = buffer + sizeof buffer;
    if (!maker->request->ca_file ||
        !NAMES_EXTENSION(&maker->ca, MBEDTLS_OID_SUBJECT_KEY_IDENTIFIER, &value))
        return mbedtls_x509write_crt_set_authority_key_identifier(&maker->cert);
    unsigned char *id = (unsigned char *)value.at;
    size_t id_len;
    int len, part;
    if (mbedtls_asn1_get_tag(&id, id + value.len, &id_len, MBEDTLS_ASN1_OCTET_STRING) != 0)
        return MBEDTLS_ERR_X509_INVALID_EXTENSIONS;
    if ((len = mbedtls_asn1_write_raw_buffer(&at, buffer, id, id_len)) < 0) return len;
    if ((part = mbedtls_asn1_write_len(&at, buffer, (size_t)len)) < 0) return part;
    len += part;
    if ((part = mbedtls_asn1_write_tag(&at, buffer, CONTEXT | 0)) < 0) return part;
    len += part;
    if ((part = mbedtls_asn1_write_len(&at, buffer, (size_t)len)) < 0) return part;
    len += part;
    if ((part = mbedtls_asn1_write_tag(&at, buffer, SEQUENCE)) < 0) return part;
    len += part;
    return mbedtls_x509write_crt_set_extension(&maker->cert, MBEDTLS_OID_AUTHORITY_KEY_IDENTIFIER,
        sizeof MBEDTLS_OID_AUTHORITY_KEY_IDENTIFIER - 1, 0, at, (size_t)len);
}

static int set_extensions(struct maker *maker)
{
    const struct cert_request *request = maker->request;
    unsigned usage = request->authority ? MBEDTLS_X509_KU_KEY_CERT_SIGN | MBEDTLS_X509_KU_CRL_SIGN
                     : request->key == CERT_RSA
                         ? MBEDTLS_X509_KU_DIGITAL_SIGNATURE | MBEDTLS_X509_KU_KEY_ENCIPHERMENT
                         : MBEDTLS_X509_KU_DIGITAL_SIGNATURE;
    int result = mbedtls_x509write_crt_set_basic_constraints(&maker->cert, request->authority, -1);
    if (!result) result = mbedtls_x509write_crt_set_subject_key_identifier(&maker->cert);
    if (!result) result = set_authority_key(maker);
    if (!result) result = mbedtls_x509write_crt_set_key_usage(&maker->cert, usage);
    if (!result && !request->authority)
        result = set_extension(maker, MBEDTLS_OID_EXTENDED_KEY_USAGE,
            sizeof MBEDTLS_OID_EXTENDED_KEY_USAGE - 1, write_purposes);
    if (!result && request->nnames)
        result = set_extension(maker, MBEDTLS_OID_SUBJECT_ALT_NAME,
            sizeof MBEDTLS_OID_SUBJECT_ALT_NAME - 1, write_names);
    return result;
}

static int add_pem(struct text *text, const char *label, struct bytes der)
{
    char header[64], footer[64];
    size_t room = der.len / 3 * 4 + der.len / 40 + 256, used;
    snprintf(header, sizeof header, "-----BEGIN %s-----\n", label);
    snprintf(footer, sizeof footer, "-----END %s-----\n", label);
    if (!text_room(text, room)) return MBEDTLS_ERR_X509_ALLOC_FAILED;
    int result = mbedtls_pem_write_buffer(
        header, footer, der.at, der.len, (unsigned char *)text->at + text->len, room, &used);
    if (!result) text->len += used - 1; /* it counts its terminator */
    return result;
}

static int write_key(struct maker *maker, struct text *pem)
{
    struct text plain = {0}, sealed = {0};
    int result = pkcs8_wrap(&maker->key, &plain);
    if (!result && maker->request->passphrase) {
        result = pkcs8_seal(
            bytes_of(plain.at, plain.len), maker->request->passphrase, &maker->drbg, &sealed);
        if (!result)
            result = add_pem(pem, "ENCRYPTED PRIVATE KEY", bytes_of(sealed.at, sealed.len));
    } else if (!result) {
        result = add_pem(pem, "PRIVATE KEY", bytes_of(plain.at, plain.len));
    }
    text_wipe(&plain);
    text_wipe(&sealed);
    return result;
}

static int write_cert(struct maker *maker, struct text *pem)
{
    mbedtls_x509write_crt_set_version(&maker->cert, MBEDTLS_X509_CRT_VERSION_3);
    mbedtls_x509write_crt_set_md_alg(&maker->cert, MBEDTLS_MD_SHA256);
    mbedtls_x509write_crt_set_subject_key(&maker->cert, &maker->key);
    mbedtls_x509write_crt_set_issuer_key(
        &maker->cert, maker->request->ca_file ? &maker->ca_key : &maker->key);
    int result = set_names(maker);
    if (!result) result = set_times(maker);
    if (!result) result = set_serial(maker);
    if (!result) result = set_extensions(maker);
    if (result) return result;
    int len = mbedtls_x509write_crt_der(
        &maker->cert, maker->room, CERT_ROOM, mbedtls_ctr_drbg_random, &maker->drbg);
    if (len < 0) return len;
    result = add_pem(pem, "CERTIFICATE", bytes_of(maker->room + CERT_ROOM - len, (size_t)len));
    /* An authority under another one: whoever is shown the certificate needs that one too. */
    if (!result && maker->request->ca_file &&
        (maker->ca.issuer_raw.len != maker->ca.subject_raw.len ||
            memcmp(maker->ca.issuer_raw.p, maker->ca.subject_raw.p, maker->ca.issuer_raw.len) != 0))
        result = add_pem(pem, "CERTIFICATE", bytes_of(maker->ca.raw.p, maker->ca.raw.len));
    return result;
}

/* The authority that signs: its certificate, its key, and whether they are what they should be. */
static int load_authority(struct maker *maker, struct text *message, struct text *hint)
{
    const struct cert_request *request = maker->request;
    struct text contents = {0};
    int status = file_read(request->ca_file, TLS_FILE_LIMIT, &contents);
    if (status < 0) {
        text_format(message, "cannot read the CA's certificate %s: %s", request->ca_file,
            uv_strerror(status));
        if (status == -ENOENT)
            text_put(hint, "make one: wirelab cert make --ca --name 'Course CA'");
        return status;
    }
    bool pem = contents.len && memmem(contents.at, contents.len, "-----BEGIN ", 11);
    text_string(&contents);
    int code = contents.len ? mbedtls_x509_crt_parse(
                                  &maker->ca, (uint8_t *)contents.at, contents.len + (pem ? 1 : 0))
                            : -1;
    text_finish(&contents);
    if (code) {
        text_format(message, "%s holds no certificate that can be read", request->ca_file);
        return -EINVAL;
    }
    if (!maker->ca.MEMBER(ca_istrue)) {
        text_format(message, "%s is no CA: it must not sign others", request->ca_file);
        text_put(hint, "make one that may: wirelab cert make --ca --name 'Course CA'");
        return -EINVAL;
    }
    status = keyfile_load(
        &maker->ca_key, request->ca_key_file, request->ca_passphrase, &maker->drbg, message, hint);
    if (!status && compat_check_pair(&maker->ca.pk, &maker->ca_key, &maker->drbg) != 0) {
        text_format(message, "the key %s does not belong to the CA %s", request->ca_key_file,
            request->ca_file);
        status = -EINVAL;
    }
    return status;
}

int cert_make(const struct cert_request *request, struct text *cert, struct text *key,
    struct text *message, struct text *hint)
{
    struct maker maker = {.request = request, .room = calloc(1, CERT_ROOM)};
    mbedtls_pk_init(&maker.key);
    mbedtls_pk_init(&maker.ca_key);
    mbedtls_x509_crt_init(&maker.ca);
    mbedtls_x509write_crt_init(&maker.cert);
    int result = random_init(&maker.drbg), status = 0;
    if (!result) result = compat_start();
    if (!result && !maker.room) result = MBEDTLS_ERR_X509_ALLOC_FAILED;
    if (!result && request->ca_file) status = load_authority(&maker, message, hint);
    if (!result && !status) {
        result = make_key(&maker);
        if (!result) result = write_cert(&maker, cert);
        if (!result) result = write_key(&maker, key);
    }
    if (result) {
        text_format(message, "the certificate could not be made (Mbed TLS error -0x%04x)",
            (unsigned)-result);
        status = -EINVAL;
    }
    mbedtls_x509write_crt_free(&maker.cert);
    mbedtls_x509_crt_free(&maker.ca);
    mbedtls_pk_free(&maker.ca_key);
    mbedtls_pk_free(&maker.key);
    mbedtls_ctr_drbg_free(&maker.drbg);
    free(maker.room);
    return status;
}
