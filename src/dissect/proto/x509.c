/* See x509.h.  A certificate, RFC 5280 4.1:
 *
 *      SEQUENCE
 *          tbsCertificate: version, serial number, algorithm, issuer, validity, subject, key, extensions
 *          signatureAlgorithm
 *          signature
 * SPDX-License-Identifier: MIT */
#include "dissect/proto/x509.h"

#include <string.h>
#include <time.h>

#include "base/text.h"
#include "base/time.h"
#include "dissect/registry.h"

enum { NAMES = 2048 };

void x509_tell(struct x509 *x, const char *name)
{
    if (x->names.cap - x->names.len < strlen(name) + 1) return;
    if (x->names.len) text_char(&x->names, ':');
    text_put(&x->names, name);
}

struct item *x509_add(struct x509 *x, unsigned field, const struct der *element)
{
    struct item *item = packet_add(x->p, field, 0, 0, 0);
    if (!item) return NULL;
    item->source = element->content.source; /* not always that of the layer */
    item->offset = element->at;
    item->length = element->end - element->at;
    return item;
}

struct item *x509_add_content(struct x509 *x, unsigned field, const struct der *element)
{
    struct item *item = x509_add(x, field, element);
    if (!item) return NULL;
    item->bytes = der_bytes(element);
    item->offset = element->content.at;
    item->length = (uint32_t)item->bytes.len;
    return item;
}

void x509_bits(struct x509 *x, struct cur *c, unsigned field)
{
    struct der bits;
    if (!der_expect(c, DER_BITS, &bits)) return;
    const uint8_t *padding = cur_peek(&bits.content, 0, 1);
    if (padding) packet_add_uint(x->p, X509_PADDING, bits.content.at, 1, *padding, 0);
    packet_skip(&bits.content, 1);
    x509_add_content(x, field, &bits);
}

void x509_oid(struct x509 *x, unsigned field, const struct der *element)
{
    x509_add_content(x, field, element);
}

unsigned x509_count(struct cur c)
{
    struct der element;
    unsigned count = 0;
    while (der_read(&c, &element))
        count++;
    return count;
}

static struct item *add_count(struct x509 *x, unsigned field, const struct der *element)
{
    struct item *item = x509_add(x, field, element);
    if (item) item->number = x509_count(element->content);
    return item;
}

/* --- names -------------------------------------------------------------------------------------- */

/* RFC 5280 appendix A: most attributes are strings of any of five kinds, which is told; some of one
 * kind alone. */
static void add_value(struct x509 *x, struct bytes id, const struct der *value)
{
    static const struct {
        uint8_t tag, kind;
        unsigned field;
    } kinds[] = {{DER_TELETEX, 0, X509_TELETEX}, {DER_PRINTABLE, 1, X509_PRINTABLE},
        {DER_UNIVERSAL, 2, X509_UNIVERSAL}, {DER_BMP, 3, X509_BMP}, {DER_UTF8, 4, X509_UTF8}};
    bool at = id.len == 3 && memcmp(id.at, "\x55\x04", 2) == 0;
    bool userid = id.len == 10 && id.at[9] == 1; /* 0.9.2342.19200300.100.1.1 */
    x509_tell(x, userid ? "x509af" : "x509sat");
    if (at && id.at[2] == 6) {
        x509_add_content(x, X509_COUNTRY, value);
    } else if (at && (id.at[2] == 5 || id.at[2] == 46)) {
        x509_add_content(x, X509_SERIAL_NAME, value);
    } else if (userid) {
        x509_add_content(x, X509_USERID, value);
    } else if (value->tag == DER_IA5) {
        x509_add_content(x, X509_IA5, value);
    } else {
        for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++) {
            if (kinds[i].tag != value->tag) continue;
            struct item *item = x509_add(x, X509_DIRECTORY_STRING, value);
            if (item) item->number = kinds[i].kind;
            packet_open(x->p, item);
            x509_add_content(x, kinds[i].field, value);
            packet_shut(x->p, item, NULL);
        }
    }
}

/* RelativeDistinguishedNames, one behind the other. */
static void add_parts(struct x509 *x, struct cur *c)
{
    struct der set, attribute, id, value;
    while (der_read(c, &set)) {
        struct item *part = add_count(x, X509_RDN, &set);
        packet_open(x->p, part);
        while (der_read(&set.content, &attribute)) {
            struct item *item = x509_add(x, X509_ATTRIBUTE, &attribute);
            packet_open(x->p, item);
            if (der_expect(&attribute.content, DER_OID, &id)) {
                x509_oid(x, X509_ATTRIBUTE_ID, &id);
                if (der_read(&attribute.content, &value)) add_value(x, der_bytes(&id), &value);
            }
            packet_shut(x->p, item, NULL);
        }
        packet_shut(x->p, part, NULL);
    }
}

void x509_name(struct x509 *x, unsigned field, struct cur sequence, const struct der *element)
{
    struct item *all = add_count(x, field, element);
    packet_open(x->p, all);
    add_parts(x, &sequence);
    packet_shut(x->p, all, NULL);
}

static void add_name(struct x509 *x, struct cur *c, unsigned field, unsigned rdns)
{
    struct der name;
    if (!der_expect(c, DER_SEQUENCE, &name)) return;
    struct item *item = x509_add(x, field, &name);
    packet_open(x->p, item);
    x509_name(x, rdns, name.content, &name);
    packet_shut(x->p, item, NULL);
}

/* --- the other parts ---------------------------------------------------------------------------- */

void x509_algorithm(struct x509 *x, struct cur *c, unsigned field)
{
    static const uint8_t pss[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a};
    struct der algorithm, id, curve;
    if (!der_expect(c, DER_SEQUENCE, &algorithm)) return;
    struct item *item = x509_add(x, field, &algorithm);
    packet_open(x->p, item);
    if (der_expect(&algorithm.content, DER_OID, &id)) {
        struct bytes bytes = der_bytes(&id);
        x509_oid(x, X509_ALGORITHM_ID, &id);
        if (der_expect(&algorithm.content, DER_OID, &curve)) {
            x509_tell(x, "pkcs-1");
            struct item *parameters = x509_add(x, X509_PARAMETERS, &curve);
            if (parameters) parameters->number = 1;
            packet_open(x->p, parameters);
            x509_oid(x, X509_NAMED_CURVE, &curve);
            packet_shut(x->p, parameters, NULL);
        } else if (bytes.len == sizeof pss && memcmp(bytes.at, pss, sizeof pss) == 0) {
            x509_tell(x, "pkcs-1");
            x509_tell(x, "pkcs-1");
        }
    }
    packet_shut(x->p, item, NULL);
}

/* YYMMDDhhmmssZ, RFC 5280 4.1.2.5.1, or YYYYMMDDhhmmssZ: six numbers, the first of `year` digits. */
static bool read_time(struct bytes text, size_t year, int numbers[6])
{
    if (text.len < year + 11) return false;
    for (size_t i = 0, at = 0; i < 6; at += i++ ? 2 : year) {
        numbers[i] = 0;
        for (size_t d = 0; d < (i ? 2 : year); d++) {
            uint8_t digit = text.at[at + d];
            if (digit < '0' || digit > '9') return false;
            numbers[i] = numbers[i] * 10 + digit - '0';
        }
    }
    return true;
}

void x509_generalized(struct x509 *x, unsigned field, const struct der *time)
{
    int numbers[6];
    if (!read_time(der_bytes(time), 4, numbers)) return;
    struct item *item = x509_add_content(x, field, time);
    if (!item) return;
    struct tm tm = {.tm_year = numbers[0] - 1900,
        .tm_mon = numbers[1] - 1,
        .tm_mday = numbers[2],
        .tm_hour = numbers[3],
        .tm_min = numbers[4],
        .tm_sec = numbers[5]};
    int64_t seconds = timegm(&tm), most = INT64_MAX / TIME_SECOND;
    item->integer = (seconds > most ? most : seconds < -most ? -most : seconds) * TIME_SECOND;
}

static void add_time_value(struct x509 *x, const struct der *time)
{
    if (time->tag == DER_GENERALIZED_TIME) {
        x509_generalized(x, X509_GENERALIZED_TIME, time);
        return;
    }
    struct bytes text = der_bytes(time);
    const char *t = (const char *)text.at;
    int numbers[6];
    if (!read_time(text, 2, numbers)) return;
    struct item *item = x509_add_content(x, X509_UTC_TIME, time);
    if (item)
        item->bytes = packet_format(x->p, "%s%.2s-%.2s-%.2s %.2s:%.2s:%.2s (UTC)",
            numbers[0] < 50 ? "20" : "19", t, t + 2, t + 4, t + 6, t + 8, t + 10);
}

static void add_validity(struct x509 *x, struct cur *c)
{
    struct der validity, time;
    if (!der_expect(c, DER_SEQUENCE, &validity)) return;
    struct item *item = x509_add(x, X509_VALIDITY, &validity);
    packet_open(x->p, item);
    for (unsigned i = 0; i < 2 && der_read(&validity.content, &time); i++) {
        struct item *limit = x509_add(x, i ? X509_NOT_AFTER : X509_NOT_BEFORE, &time);
        if (limit) limit->number = time.tag == DER_GENERALIZED_TIME;
        packet_open(x->p, limit);
        add_time_value(x, &time);
        packet_shut(x->p, limit, NULL);
    }
    packet_shut(x->p, item, NULL);
}

/* RFC 8017 A.1.1: modulus and exponent. */
static void add_rsa(struct x509 *x, struct cur bits)
{
    struct der key, number;
    uint64_t exponent = 0;
    if (!der_expect(&bits, DER_SEQUENCE, &key)) return;
    if (der_expect(&key.content, DER_INTEGER, &number)) x509_add_content(x, X509_MODULUS, &number);
    if (!der_expect(&key.content, DER_INTEGER, &number)) return;
    struct bytes bytes = der_bytes(&number);
    for (size_t i = 0; i < bytes.len && i < 8; i++)
        exponent = exponent << 8 | bytes.at[i];
    struct item *item = x509_add_content(x, X509_EXPONENT, &number);
    if (item) item->integer = (int64_t)exponent;
}

static void add_key(struct x509 *x, struct cur *c)
{
    struct der info, key, inside;
    if (!der_expect(c, DER_SEQUENCE, &info)) return;
    struct item *item = x509_add(x, X509_KEY_INFO, &info);
    packet_open(x->p, item);
    x509_algorithm(x, &info.content, X509_KEY_ALGORITHM);
    if (der_expect(&info.content, DER_BITS, &key)) {
        struct cur bits = key.content;
        packet_skip(&bits, 1);
        struct cur copy = bits;
        bool rsa = der_expect(&copy, DER_SEQUENCE, &inside);
        const uint8_t *padding = cur_peek(&key.content, 0, 1);
        if (!rsa && padding) packet_add_uint(x->p, X509_PADDING, key.content.at, 1, *padding, 0);
        key.content = bits;
        struct item *all = x509_add_content(x, X509_KEY, &key);
        packet_open(x->p, all);
        if (rsa) add_rsa(x, bits);
        packet_shut(x->p, all, NULL);
    }
    packet_shut(x->p, item, NULL);
}

static void add_signed(struct x509 *x, struct der *whole)
{
    struct cur *c = &whole->content;
    struct der element, version;
    struct item *item = x509_add(x, X509_SIGNED, whole);
    packet_open(x->p, item);
    if (der_expect(c, DER_CONTEXT_MADE, &element) &&
        der_expect(&element.content, DER_INTEGER, &version)) {
        const uint8_t *number = cur_peek(&version.content, 0, 1);
        struct item *part = x509_add_content(x, X509_VERSION, &version);
        if (part) part->integer = number ? *number : 0;
    }
    if (der_expect(c, DER_INTEGER, &element)) x509_add_content(x, X509_SERIAL, &element);
    x509_algorithm(x, c, X509_SIGNATURE);
    add_name(x, c, X509_ISSUER, X509_ISSUER_RDNS);
    add_validity(x, c);
    add_name(x, c, X509_SUBJECT, X509_SUBJECT_RDNS);
    add_key(x, c);
    while (der_read(c, &element)) /* [1] and [2], which nobody uses; [3] */
        if (element.tag == DER_CONTEXT_MADE + 3) x509_extensions(x, &element.content);
    packet_shut(x->p, item, NULL);
}

void x509_whole(struct x509 *x, struct cur *c)
{
    struct der whole, part;
    if (!der_expect(c, DER_SEQUENCE, &whole)) return;
    if (der_expect(&whole.content, DER_SEQUENCE, &part)) add_signed(x, &part);
    x509_algorithm(x, &whole.content, X509_ALGORITHM);
    x509_bits(x, &whole.content, X509_ENCRYPTED);
}

/* The rows are those of certificates meanwhile. */
static void read_within(
    struct packet *p, struct cur *c, void (*read)(struct x509 *x, struct cur *c))
{
    extern const struct proto proto_x509;
    const struct entry *entry = dissector_entry(p->dissector, &proto_x509);
    char room[NAMES];
    struct x509 x = {.p = p, .names = {.at = room, .cap = sizeof room, .fixed = true}};
    const uint8_t *want = p->want;
    const struct field *fields = p->fields;
    p->want = entry->want;
    p->fields = entry->proto->fields;
    read(&x, c);
    p->want = want;
    p->fields = fields;
    struct bytes *within = &p->layer->within;
    if (x.names.len)
        *within = packet_format(p, "%.*s%s%.*s", (int)within->len,
            within->len ? (const char *)within->at : "", within->len ? ":" : "", (int)x.names.len,
            x.names.at);
}

void x509_certificate(struct packet *p, struct cur *c)
{
    read_within(p, c, x509_whole);
}

void x509_ocsp(struct packet *p, struct cur *c)
{
    read_within(p, c, x509_ocsp_stapled);
}

/* A response begins with a number, a request does not. */
bool x509_ocsp_message(struct packet *p, struct cur *c)
{
    struct cur ahead = *c;
    struct der message, first;
    bool response = der_expect(&ahead, DER_SEQUENCE, &message) &&
                    der_expect(&message.content, DER_ENUMERATED, &first);
    read_within(p, c, response ? x509_ocsp_response : x509_ocsp_request);
    return response;
}

void x509_relative_names(struct packet *p, struct cur *c)
{
    read_within(p, c, add_parts);
}
