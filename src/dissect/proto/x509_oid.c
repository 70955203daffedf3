/* Object identifiers (X.660): numbers for things, each found below the one before it, and the names of
 * those that certificates have.
 *
 *      2a 86 48 86 f7 0d 01 01 0b       1.2.840.113549.1.1.11       sha256WithRSAEncryption
 *
 * The first two numbers share a byte; each further one takes seven bits of as many as it needs.
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/text.h"
#include "dissect/proto/x509.h"

/* clang-format off */
static const struct {
    uint8_t length;
    const char *bytes, *name;
} names[] = {
    {3, "\x55\x04\x03", "id-at-commonName"}, /* 2.5.4.3 */
    {3, "\x55\x04\x04", "id-at-surname"}, /* 2.5.4.4 */
    {3, "\x55\x04\x05", "id-at-serialNumber"}, /* 2.5.4.5 */
    {3, "\x55\x04\x06", "id-at-countryName"}, /* 2.5.4.6 */
    {3, "\x55\x04\x07", "id-at-localityName"}, /* 2.5.4.7 */
    {3, "\x55\x04\x08", "id-at-stateOrProvinceName"}, /* 2.5.4.8 */
    {3, "\x55\x04\x09", "id-at-streetAddress"}, /* 2.5.4.9 */
    {3, "\x55\x04\x0a", "id-at-organizationName"}, /* 2.5.4.10 */
    {3, "\x55\x04\x0b", "id-at-organizationalUnitName"}, /* 2.5.4.11 */
    {3, "\x55\x04\x0c", "id-at-title"}, /* 2.5.4.12 */
    {3, "\x55\x04\x0d", "id-at-description"}, /* 2.5.4.13 */
    {3, "\x55\x04\x0f", "id-at-businessCategory"}, /* 2.5.4.15 */
    {3, "\x55\x04\x11", "id-at-postalCode"}, /* 2.5.4.17 */
    {3, "\x55\x04\x29", "id-at-name"}, /* 2.5.4.41 */
    {3, "\x55\x04\x2a", "id-at-givenName"}, /* 2.5.4.42 */
    {3, "\x55\x04\x2b", "id-at-initials"}, /* 2.5.4.43 */
    {3, "\x55\x04\x2c", "id-at-generationQualifier"}, /* 2.5.4.44 */
    {3, "\x55\x04\x2e", "id-at-dnQualifier"}, /* 2.5.4.46 */
    {3, "\x55\x04\x41", "id-at-pseudonym"}, /* 2.5.4.65 */
    {10, "\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x01", "id-userid"}, /* 0.9.2342.19200300.100.1.1 */
    {10, "\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19", "dc"}, /* 0.9.2342.19200300.100.1.25 */
    {9, "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01", "pkcs-9-at-emailAddress"}, /* 1.2.840.113549.1.9.1 */
    {9, "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01", "rsaEncryption"}, /* 1.2.840.113549.1.1.1 */
    {9, "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x04", "md5WithRSAEncryption"}, /* 1.2.840.113549.1.1.4 */
    {9, "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05", "sha1WithRSAEncryption"}, /* 1.2.840.113549.1.1.5 */
    {9, "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08", "id-mgf1"}, /* 1.2.840.113549.1.1.8 */
    {9, "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a", "id-RSASSA-PSS"}, /* 1.2.840.113549.1.1.10 */
    {9, "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b", "sha256WithRSAEncryption"}, /* 1.2.840.113549.1.1.11 */
    {9, "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c", "sha384WithRSAEncryption"}, /* 1.2.840.113549.1.1.12 */
    {9, "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d", "sha512WithRSAEncryption"}, /* 1.2.840.113549.1.1.13 */
    {7, "\x2a\x86\x48\xce\x3d\x02\x01", "id-ecPublicKey"}, /* 1.2.840.10045.2.1 */
    {8, "\x2a\x86\x48\xce\x3d\x03\x01\x07", "secp256r1"}, /* 1.2.840.10045.3.1.7 */
    {5, "\x2b\x81\x04\x00\x22", "secp384r1"}, /* 1.3.132.0.34 */
    {5, "\x2b\x81\x04\x00\x23", "secp521r1"}, /* 1.3.132.0.35 */
    {8, "\x2a\x86\x48\xce\x3d\x04\x03\x02", "ecdsa-with-SHA256"}, /* 1.2.840.10045.4.3.2 */
    {8, "\x2a\x86\x48\xce\x3d\x04\x03\x03", "ecdsa-with-SHA384"}, /* 1.2.840.10045.4.3.3 */
    {8, "\x2a\x86\x48\xce\x3d\x04\x03\x04", "ecdsa-with-SHA512"}, /* 1.2.840.10045.4.3.4 */
    {7, "\x2a\x86\x48\xce\x38\x04\x01", "id-dsa"}, /* 1.2.840.10040.4.1 */
    {3, "\x55\x1d\x0e", "id-ce-subjectKeyIdentifier"}, /* 2.5.29.14 */
    {3, "\x55\x1d\x0f", "id-ce-keyUsage"}, /* 2.5.29.15 */
    {3, "\x55\x1d\x10", "id-ce-privateKeyUsagePeriod"}, /* 2.5.29.16 */
    {3, "\x55\x1d\x11", "id-ce-subjectAltName"}, /* 2.5.29.17 */
    {3, "\x55\x1d\x12", "id-ce-issuerAltName"}, /* 2.5.29.18 */
    {3, "\x55\x1d\x13", "id-ce-basicConstraints"}, /* 2.5.29.19 */
    {3, "\x55\x1d\x1e", "id-ce-nameConstraints"}, /* 2.5.29.30 */
    {3, "\x55\x1d\x1f", "id-ce-cRLDistributionPoints"}, /* 2.5.29.31 */
    {3, "\x55\x1d\x20", "id-ce-certificatePolicies"}, /* 2.5.29.32 */
    {4, "\x55\x1d\x20\x00", "anyPolicy"}, /* 2.5.29.32.0 */
    {3, "\x55\x1d\x23", "id-ce-authorityKeyIdentifier"}, /* 2.5.29.35 */
    {3, "\x55\x1d\x24", "id-ce-policyConstraints"}, /* 2.5.29.36 */
    {3, "\x55\x1d\x25", "id-ce-extKeyUsage"}, /* 2.5.29.37 */
    {4, "\x55\x1d\x25\x00", "id-ce-extKeyUsage.0"}, /* 2.5.29.37.0 */
    {3, "\x55\x1d\x36", "id-ce-inhibitAnyPolicy"}, /* 2.5.29.54 */
    {8, "\x2b\x06\x01\x05\x05\x07\x01\x01", "id-pe-authorityInfoAccess"}, /* 1.3.6.1.5.5.7.1.1 */
    {8, "\x2b\x06\x01\x05\x05\x07\x01\x18", "id-pe-tlsfeature"}, /* 1.3.6.1.5.5.7.1.24 */
    {8, "\x2b\x06\x01\x05\x05\x07\x02\x01", "id-qt-cps"}, /* 1.3.6.1.5.5.7.2.1 */
    {8, "\x2b\x06\x01\x05\x05\x07\x02\x02", "id-qt-unotice"}, /* 1.3.6.1.5.5.7.2.2 */
    {8, "\x2b\x06\x01\x05\x05\x07\x03\x01", "id-kp-serverAuth"}, /* 1.3.6.1.5.5.7.3.1 */
    {8, "\x2b\x06\x01\x05\x05\x07\x03\x02", "id-kp-clientAuth"}, /* 1.3.6.1.5.5.7.3.2 */
    {8, "\x2b\x06\x01\x05\x05\x07\x03\x03", "id-kp-codeSigning"}, /* 1.3.6.1.5.5.7.3.3 */
    {8, "\x2b\x06\x01\x05\x05\x07\x03\x04", "id-kp-emailProtection"}, /* 1.3.6.1.5.5.7.3.4 */
    {8, "\x2b\x06\x01\x05\x05\x07\x03\x08", "id-kp-timeStamping"}, /* 1.3.6.1.5.5.7.3.8 */
    {8, "\x2b\x06\x01\x05\x05\x07\x03\x09", "OCSPSigning"}, /* 1.3.6.1.5.5.7.3.9 */
    {8, "\x2b\x06\x01\x05\x05\x07\x30\x01", "id-ad-ocsp"}, /* 1.3.6.1.5.5.7.48.1 */
    {9, "\x2b\x06\x01\x05\x05\x07\x30\x01\x01", "id-pkix-ocsp-basic"}, /* 1.3.6.1.5.5.7.48.1.1 */
    {9, "\x2b\x06\x01\x05\x05\x07\x30\x01\x02", "id-pkix-ocsp-nonce"}, /* 1.3.6.1.5.5.7.48.1.2 */
    {9, "\x2b\x06\x01\x05\x05\x07\x30\x01\x05", "id-pkix-ocsp-nocheck"}, /* 1.3.6.1.5.5.7.48.1.5 */
    {5, "\x2b\x0e\x03\x02\x1a", "SHA-1"}, /* 1.3.14.3.2.26 */
    {8, "\x2b\x06\x01\x05\x05\x07\x30\x02", "id-ad-caIssuers"}, /* 1.3.6.1.5.5.7.48.2 */
    {9, "\x60\x86\x48\x01\x86\xf8\x42\x01\x01", "ns_cert_exts.cert_type"}, /* 2.16.840.1.113730.1.1 */
    {9, "\x60\x86\x48\x01\x86\xf8\x42\x01\x02", "ns_cert_exts.base_url"}, /* 2.16.840.1.113730.1.2 */
    {9, "\x60\x86\x48\x01\x86\xf8\x42\x01\x03", "ns_cert_exts.revocation-url"}, /* 2.16.840.1.113730.1.3 */
    {9, "\x60\x86\x48\x01\x86\xf8\x42\x01\x04", "ns_cert_exts.ca-revocation-url"}, /* 2.16.840.1.113730.1.4 */
    {9, "\x60\x86\x48\x01\x86\xf8\x42\x01\x08", "ns_cert_exts.ca-policy-url"}, /* 2.16.840.1.113730.1.8 */
    {9, "\x60\x86\x48\x01\x86\xf8\x42\x01\x0c", "ns_cert_exts.ssl_server_name"}, /* 2.16.840.1.113730.1.12 */
    {9, "\x60\x86\x48\x01\x86\xf8\x42\x01\x0d", "ns_cert_exts.comment"}, /* 2.16.840.1.113730.1.13 */
    {10, "\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x02", "SignedCertificateTimestampList"}, /* 1.3.6.1.4.1.11129.2.4.2 */
    {9, "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x02", "pkcs-9-at-unstructuredName"}, /* 1.2.840.113549.1.9.2 */
};
/* clang-format on */

static const char *oid_name(struct bytes oid)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].length == oid.len && memcmp(names[i].bytes, oid.at, oid.len) == 0)
            return names[i].name;
    return NULL;
}

/* ".840.113549": the numbers behind the first two. */
static void put_arcs(struct text *text, struct bytes arcs)
{
    uint64_t number = 0;
    for (size_t i = 0; i < arcs.len; i++) {
        number = number << 7 | (arcs.at[i] & 0x7f);
        if (arcs.at[i] & 0x80) continue;
        text_char(text, '.');
        text_uint(text, number);
        number = 0;
    }
}

/* The numbers; with `words` the first one is named: iso.2.840.  It shares a byte with the second. */
static void put_numbers(struct text *text, struct bytes oid, bool words)
{
    static const char *const roots[] = {"itu-t", "iso", "joint-iso-itu-t"};
    if (!oid.len) return;
    unsigned root = oid.at[0] < 40 ? 0 : oid.at[0] < 80 ? 1 : 2;
    if (words)
        text_put(text, roots[root]);
    else
        text_uint(text, root);
    text_char(text, '.');
    text_uint(text, oid.at[0] - 40U * root);
    put_arcs(text, bytes_of(oid.at + 1, oid.len - 1));
}

void x509_put_oid(struct text *text, struct bytes oid)
{
    static const struct {
        uint8_t length;
        const char *bytes, *name;
    } arcs[] = {
        {3, "\x2a\x86\x48", "ISO assigned OIDs, USA"}, {4, "\x60\x86\x48\x01", "US company arc"}};
    const char *name = oid_name(oid);
    if (name) {
        text_put(text, name);
        return;
    }
    for (size_t i = 0; i < sizeof arcs / sizeof *arcs; i++) {
        size_t length = arcs[i].length;
        if (oid.len <= length || memcmp(oid.at, arcs[i].bytes, length) != 0) continue;
        text_put(text, arcs[i].name);
        put_arcs(text, bytes_of(oid.at + length, oid.len - length));
        return;
    }
    put_numbers(text, oid, true);
}

void x509_show_oid(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    text_put(text, item->field->label);
    text_put(text, ": ");
    put_numbers(text, item->bytes, false);
    text_put(text, " (");
    x509_put_oid(text, item->bytes);
    text_char(text, ')');
}
