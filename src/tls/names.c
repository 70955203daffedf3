/* Names in certificates: distinguished names (RFC 5280 4.1.2.4), subjectAltName (4.2.1.6), and
 * whether a certificate is for the host one meant (RFC 9525).  mbedtls 2.28 knows no addresses in
 * subjectAltName, so the walk is ours for all versions.  SPDX-License-Identifier: MIT */
#include "tls/internal.h"

#include <arpa/inet.h>
#include <mbedtls/asn1.h>
#include <mbedtls/oid.h>
#include <stdio.h>
#include <strings.h>

#include "base/escape.h"

enum { SEQUENCE = MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE };

/* One attribute after the other, "C=DE, O=Course, CN=localhost"; what is no known attribute is
 * shown by its OID. */
void names_add_dn(struct text *text, const mbedtls_x509_name *name)
{
    bool first = true;
    for (; name; name = name->next) {
        if (!name->oid.p) continue;
        const char *attribute = NULL;
        char numeric[64] = "?";
        if (mbedtls_oid_get_attr_short_name(&name->oid, &attribute) != 0) {
            mbedtls_oid_get_numeric_string(numeric, sizeof numeric, &name->oid);
            attribute = numeric;
        }
        if (!first) text_put(text, name->MEMBER(next_merged) ? " + " : ", ");
        text_put(text, attribute);
        text_char(text, '=');
        escape_terminal(text, bytes_of(name->val.p, name->val.len));
        first = false;
    }
}

bool names_extension(
    const mbedtls_x509_crt *cert, const char *oid, size_t oid_len, struct bytes *value)
{
    /* Extensions ::= SEQUENCE OF SEQUENCE { extnID OID, critical BOOLEAN DEFAULT FALSE,
     *                                       extnValue OCTET STRING } */
    unsigned char *at = cert->v3_ext.p;
    if (!at) return false;
    const unsigned char *end = at + cert->v3_ext.len;
    size_t len;
    if (mbedtls_asn1_get_tag(&at, end, &len, SEQUENCE) != 0) return false;
    while (at < end && mbedtls_asn1_get_tag(&at, end, &len, SEQUENCE) == 0) {
        unsigned char *next = at + len, *id;
        if (mbedtls_asn1_get_tag(&at, next, &len, MBEDTLS_ASN1_OID) != 0) return false;
        id = at;
        bool is_it = len == oid_len && memcmp(id, oid, oid_len) == 0;
        at += len;
        if (is_it) {
            int critical = 0;
            mbedtls_asn1_get_bool(&at, next, &critical);
            if (mbedtls_asn1_get_tag(&at, next, &len, MBEDTLS_ASN1_OCTET_STRING) != 0) return false;
            *value = bytes_of(at, len);
            return true;
        }
        at = next;
    }
    return false;
}

bool names_begin(const mbedtls_x509_crt *cert, struct san_walk *walk)
{
    struct bytes value;
    if (!NAMES_EXTENSION(cert, MBEDTLS_OID_SUBJECT_ALT_NAME, &value)) return false;
    unsigned char *at = (unsigned char *)value.at;
    size_t len;
    if (mbedtls_asn1_get_tag(&at, at + value.len, &len, SEQUENCE) != 0) len = 0;
    *walk = (struct san_walk){at, at + len};
    return true;
}

bool names_next(struct san_walk *walk, struct san *san)
{
    /* GeneralName ::= CHOICE, told apart by context tags. */
    static const enum san_kind kinds[] = {
        [1] = SAN_EMAIL, [2] = SAN_DNS, [6] = SAN_URI, [7] = SAN_IP};
    if (walk->at >= walk->end) return false;
    unsigned char *at = (unsigned char *)walk->at;
    unsigned tag = *at++ & 0x1f;
    size_t len;
    if (mbedtls_asn1_get_len(&at, walk->end, &len) != 0) return false;
    san->kind = tag == 1 || tag == 2 || tag == 6 || tag == 7 ? kinds[tag] : SAN_OTHER;
    san->value = bytes_of(at, len);
    walk->at = at + len;
    return true;
}

void names_add_all(struct text *text, const mbedtls_x509_crt *cert)
{
    static const char *const labels[] = {[SAN_DNS] = "DNS ",
        [SAN_IP] = "IP ",
        [SAN_EMAIL] = "email ",
        [SAN_URI] = "URI ",
        [SAN_OTHER] = "other name"};
    struct san_walk walk;
    struct san san;
    if (!names_begin(cert, &walk)) return;
    for (bool first = true; names_next(&walk, &san); first = false) {
        if (!first) text_put(text, ", ");
        text_put(text, labels[san.kind]);
        if (san.kind == SAN_IP && san.value.len == 4)
            text_ipv4(text, san.value.at);
        else if (san.kind == SAN_IP && san.value.len == 16)
            text_ipv6(text, san.value.at);
        else if (san.kind != SAN_OTHER)
            escape_terminal(text, san.value);
    }
}

size_t names_address(const char *string, uint8_t address[16])
{
    char bare[INET6_ADDRSTRLEN];
    size_t len = strlen(string);
    if (len > 2 && string[0] == '[' && string[len - 1] == ']') {
        string++;
        len -= 2;
    }
    const char *scope = memchr(string, '%', len); /* fe80::1%eth0 */
    if (scope) len = (size_t)(scope - string);
    if (len >= sizeof bare) return 0;
    memcpy(bare, string, len);
    bare[len] = '\0';
    if (inet_pton(AF_INET, bare, address) == 1) return 4;
    return inet_pton(AF_INET6, bare, address) == 1 ? 16 : 0;
}

/* RFC 9525 6.3: letter case does not matter; a * stands for exactly one whole label, the first, and
 * only where two more follow. */
static bool host_matches(struct bytes pattern, const char *host)
{
    size_t len = strlen(host);
    if (len && host[len - 1] == '.') len--;
    const char *at = (const char *)pattern.at;
    if (pattern.len > 2 && at[0] == '*' && at[1] == '.' && memchr(at + 2, '.', pattern.len - 2)) {
        const char *dot = memchr(host, '.', len);
        if (!dot || dot == host) return false;
        len -= (size_t)(dot - host);
        host = dot;
        pattern = bytes_of(pattern.at + 1, pattern.len - 1);
        at = (const char *)pattern.at;
    }
    return pattern.len == len && len > 0 && strncasecmp(at, host, len) == 0;
}

static bool cn_matches(const mbedtls_x509_crt *cert, const char *wanted)
{
    for (const mbedtls_x509_name *name = &cert->subject; name; name = name->next) {
        if (name->oid.p && MBEDTLS_OID_CMP(MBEDTLS_OID_AT_CN, &name->oid) == 0 &&
            host_matches(bytes_of(name->val.p, name->val.len), wanted)) {
            return true;
        }
    }
    return false;
}

enum names_match names_match(const mbedtls_x509_crt *cert, const char *wanted)
{
    uint8_t address[16];
    size_t address_len = names_address(wanted, address);
    struct san_walk walk;
    struct san san;
    if (!names_begin(cert, &walk)) return cn_matches(cert, wanted) ? NAMES_CN_ONLY : NAMES_NO;
    while (names_next(&walk, &san)) {
        if (address_len) {
            if (san.kind == SAN_IP && san.value.len == address_len &&
                memcmp(san.value.at, address, address_len) == 0) {
                return NAMES_YES;
            }
        } else if (san.kind == SAN_DNS && host_matches(san.value, wanted)) {
            return NAMES_YES;
        }
    }
    return NAMES_NO;
}
