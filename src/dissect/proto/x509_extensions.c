/* The extensions of certificates, RFC 5280 4.2.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/text.h"
#include "dissect/proto/tls.h"
#include "dissect/proto/x509.h"

static struct item *add_list(struct x509 *x, unsigned field, const struct der *list)
{
    struct item *item = x509_add(x, field, list);
    if (item) item->number = x509_count(list->content);
    packet_open(x->p, item);
    return item;
}

static void add_small(struct x509 *x, unsigned field, const struct der *number)
{
    struct bytes bytes = der_bytes(number);
    struct item *item = x509_add_content(x, field, number);
    if (!item) return;
    item->bytes = (struct bytes){0};
    item->number = 0;
    for (size_t i = 0; i < bytes.len && i < 8; i++)
        item->number = item->number << 8 | bytes.at[i];
}

/* --- general names (4.2.1.6) -------------------------------------------------------------------- */

static void add_address(struct x509 *x, const struct der *name)
{
    uint32_t length = cur_left(&name->content);
    x509_add_content(x, length == 4 ? X509_IPV4 : length == 16 ? X509_IPV6 : X509_IP_ADDRESS, name);
}

/* The name itself, by the number of its kind. */
void x509_general_name(struct x509 *x, const struct der *name)
{
    struct der inner;
    struct cur content = name->content;
    struct item *item;
    switch (name->tag & 0x1f) {
    case 1:
        x509_add_content(x, X509_RFC822, name);
        break;
    case 2:
        x509_add_content(x, X509_DNS_NAME, name);
        break;
    case 4:
        if (!der_expect(&content, DER_SEQUENCE, &inner)) break;
        item = x509_add(x, X509_DIRECTORY_NAME, &inner);
        packet_open(x->p, item);
        x509_name(x, X509_ISSUER_RDNS, inner.content, &inner);
        packet_shut(x->p, item, NULL);
        break;
    case 6:
        x509_add_content(x, X509_URI, name);
        break;
    case 7:
        add_address(x, name);
        break;
    case 8:
        x509_oid(x, X509_REGISTERED_ID, name);
        break;
    default:
        break;
    }
}

static void add_names(struct x509 *x, unsigned field, const struct der *list)
{
    struct cur c = list->content;
    struct der name;
    struct item *item = add_list(x, field, list);
    while (der_read(&c, &name)) {
        struct item *one = x509_add(x, X509_GENERAL_NAME, &name);
        if (one) one->number = name.tag & 0x1f;
        packet_open(x->p, one);
        x509_general_name(x, &name);
        packet_shut(x->p, one, NULL);
    }
    packet_shut(x->p, item, NULL);
}

static void add_alternatives(struct x509 *x, struct cur *c)
{
    struct der list;
    if (der_expect(c, DER_SEQUENCE, &list)) add_names(x, X509_GENERAL_NAMES, &list);
}

/* --- one function for each extension ------------------------------------------------------------ */

static void add_bit(struct x509 *x, unsigned field, const struct der *bits, uint8_t byte)
{
    struct item *item = packet_add_bits(x->p, field, 0, 0, byte, 0);
    if (!item) return;
    item->source = bits->content.source;
    item->offset = bits->content.at + (field == X509_USAGE_LAST);
    item->length = 1;
}

static void add_usage(struct x509 *x, struct cur *c)
{
    struct der bits;
    if (!der_expect(c, DER_BITS, &bits)) return;
    const uint8_t *at = cur_peek(&bits.content, 0, 2);
    if (!at) return;
    packet_add_uint(x->p, X509_PADDING, bits.content.at, 1, at[0], 0);
    packet_skip(&bits.content, 1);
    struct item *item = x509_add_content(x, X509_KEY_USAGE, &bits);
    packet_open(x->p, item);
    const uint8_t *more = cur_peek(&bits.content, 1, 1);
    for (unsigned bit = X509_USAGE; bit <= X509_USAGE_LAST; bit++)
        add_bit(x, bit, &bits, bit < X509_USAGE_LAST ? at[1] : more ? *more : 0);
    packet_shut(x->p, item, NULL);
}

static void add_purposes(struct x509 *x, struct cur *c)
{
    struct der list, purpose;
    if (!der_expect(c, DER_SEQUENCE, &list)) return;
    struct item *item = add_list(x, X509_KEY_PURPOSES, &list);
    while (der_expect(&list.content, DER_OID, &purpose))
        x509_oid(x, X509_KEY_PURPOSE, &purpose);
    packet_shut(x->p, item, NULL);
}

static void add_constraints(struct x509 *x, struct cur *c)
{
    struct der sequence, part;
    if (!der_expect(c, DER_SEQUENCE, &sequence)) return;
    struct item *item = x509_add(x, X509_CONSTRAINTS, &sequence);
    packet_open(x->p, item);
    if (der_expect(&sequence.content, DER_BOOLEAN, &part)) {
        const uint8_t *ca = cur_peek(&part.content, 0, 1);
        packet_add_uint(x->p, X509_CA, part.content.at, 1, ca && *ca, 0);
    }
    if (der_expect(&sequence.content, DER_INTEGER, &part)) add_small(x, X509_PATH_LENGTH, &part);
    packet_shut(x->p, item, NULL);
}

static void add_subject_key(struct x509 *x, struct cur *c)
{
    struct der key;
    if (der_expect(c, DER_OCTETS, &key)) x509_add_content(x, X509_SUBJECT_KEY, &key);
}

static void add_authority_key(struct x509 *x, struct cur *c)
{
    struct der sequence, part;
    if (!der_expect(c, DER_SEQUENCE, &sequence)) return;
    struct item *item = x509_add(x, X509_AUTHORITY_KEY, &sequence);
    packet_open(x->p, item);
    while (der_read(&sequence.content, &part)) {
        if (part.tag == DER_CONTEXT) x509_add_content(x, X509_KEY_IDENTIFIER, &part);
        if (part.tag == DER_CONTEXT_MADE + 1) add_names(x, X509_AUTHORITY_ISSUER, &part);
        if (part.tag == DER_CONTEXT + 2) x509_add_content(x, X509_AUTHORITY_SERIAL, &part);
    }
    packet_shut(x->p, item, NULL);
}

static void add_access(struct x509 *x, struct cur *c)
{
    struct der list, one, method, location;
    if (!der_expect(c, DER_SEQUENCE, &list)) return;
    struct item *item = add_list(x, X509_ACCESS, &list);
    while (der_expect(&list.content, DER_SEQUENCE, &one)) {
        struct item *part = x509_add(x, X509_ACCESS_DESCRIPTION, &one);
        packet_open(x->p, part);
        if (der_expect(&one.content, DER_OID, &method)) x509_oid(x, X509_ACCESS_METHOD, &method);
        if (der_read(&one.content, &location)) {
            struct item *place = x509_add(x, X509_ACCESS_LOCATION, &location);
            if (place) place->number = location.tag & 0x1f;
            packet_open(x->p, place);
            x509_general_name(x, &location);
            packet_shut(x->p, place, NULL);
        }
        packet_shut(x->p, part, NULL);
    }
    packet_shut(x->p, item, NULL);
}

static void add_qualifiers(struct x509 *x, struct der *list)
{
    struct der one, id, text;
    struct item *item = add_list(x, X509_QUALIFIERS, list);
    while (der_expect(&list->content, DER_SEQUENCE, &one)) {
        struct item *part = x509_add(x, X509_QUALIFIER, &one);
        packet_open(x->p, part);
        if (der_expect(&one.content, DER_OID, &id)) {
            x509_oid(x, X509_QUALIFIER_ID, &id);
            struct bytes bytes = der_bytes(&id);
            bool cps = bytes.len && bytes.at[bytes.len - 1] == 1;
            x509_tell(x, cps ? "pkix1explicit" : "pkix1implicit");
            if (cps && der_expect(&one.content, DER_IA5, &text))
                x509_add_content(x, X509_CPS, &text);
        }
        packet_shut(x->p, part, NULL);
    }
    packet_shut(x->p, item, NULL);
}

static void add_policies(struct x509 *x, struct cur *c)
{
    struct der list, policy, part;
    if (!der_expect(c, DER_SEQUENCE, &list)) return;
    struct item *item = add_list(x, X509_POLICIES, &list);
    while (der_expect(&list.content, DER_SEQUENCE, &policy)) {
        struct item *one = x509_add(x, X509_POLICY, &policy);
        packet_open(x->p, one);
        if (der_expect(&policy.content, DER_OID, &part)) x509_oid(x, X509_POLICY_ID, &part);
        if (der_expect(&policy.content, DER_SEQUENCE, &part)) add_qualifiers(x, &part);
        packet_shut(x->p, one, NULL);
    }
    packet_shut(x->p, item, NULL);
}

static void add_points(struct x509 *x, struct cur *c)
{
    struct der list, point, name, full;
    if (!der_expect(c, DER_SEQUENCE, &list)) return;
    struct item *item = add_list(x, X509_POINTS, &list);
    while (der_expect(&list.content, DER_SEQUENCE, &point)) {
        struct item *one = x509_add(x, X509_POINT, &point);
        packet_open(x->p, one);
        if (der_expect(&point.content, DER_CONTEXT_MADE, &name) && der_read(&name.content, &full)) {
            struct item *kind = x509_add(x, X509_POINT_NAME, &full);
            if (kind) kind->number = full.tag & 0x1f;
            packet_open(x->p, kind);
            if (full.tag == DER_CONTEXT_MADE) add_names(x, X509_FULL_NAME, &full);
            packet_shut(x->p, kind, NULL);
        }
        packet_shut(x->p, one, NULL);
    }
    packet_shut(x->p, item, NULL);
}

static void add_timestamps(struct x509 *x, struct cur *c)
{
    struct der list;
    if (der_expect(c, DER_OCTETS, &list)) tls_read_certificate_timestamps(x->p, list.content);
}

/* RFC 6960 4.2.2.2.1: who asks for this certificate's status need not ask for that of the answer. */
static void add_no_check(struct x509 *x, struct cur *c)
{
    struct der null;
    if (der_read(c, &null)) x509_add_content(x, X509_OCSP_NULL, &null);
}

/* --- which is which ----------------------------------------------------------------------------- */

static void add_nothing(struct x509 *x, struct cur *c)
{
    (void)x;
    (void)c;
}

static const struct {
    uint8_t length;
    const char *oid, *told;
    void (*add)(struct x509 *x, struct cur *c);
} known[] = {
    {3, "\x55\x1d\x0e", "x509ce", add_subject_key},
    {3, "\x55\x1d\x0f", "x509ce", add_usage},
    {3, "\x55\x1d\x10", "x509ce", add_nothing},
    {3, "\x55\x1d\x11", "x509ce", add_alternatives},
    {3, "\x55\x1d\x12", "x509ce", add_alternatives},
    {3, "\x55\x1d\x13", "x509ce", add_constraints},
    {3, "\x55\x1d\x1e", "x509ce", add_nothing},
    {3, "\x55\x1d\x1f", "x509ce", add_points},
    {3, "\x55\x1d\x20", "x509ce", add_policies},
    {3, "\x55\x1d\x23", "x509ce", add_authority_key},
    {3, "\x55\x1d\x24", "x509ce", add_nothing},
    {3, "\x55\x1d\x25", "x509ce", add_purposes},
    {3, "\x55\x1d\x36", "x509ce", add_nothing},
    {8, "\x2b\x06\x01\x05\x05\x07\x01\x01", "pkix1implicit", add_access},
    {8, "\x2b\x06\x01\x05\x05\x07\x01\x18", "pkix1explicit", add_nothing},
    {9, "\x2b\x06\x01\x05\x05\x07\x30\x01\x05", "ocsp", add_no_check},
    {10, "\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x02", "tls", add_timestamps},
};

static void add_value(struct x509 *x, struct bytes id, struct cur *value)
{
    static const char netscape[] = "\x60\x86\x48\x01\x86\xf8\x42\x01";
    for (unsigned i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i].length != id.len || memcmp(known[i].oid, id.at, id.len) != 0) continue;
        x509_tell(x, known[i].told);
        known[i].add(x, value);
        return;
    }
    if (id.len == sizeof netscape && memcmp(id.at, netscape, sizeof netscape - 1) == 0)
        x509_tell(x, "ns_cert_exts");
}

void x509_extensions(struct x509 *x, struct cur *c)
{
    struct der list, extension, part, id;
    if (!der_expect(c, DER_SEQUENCE, &list)) return;
    struct item *item = add_list(x, X509_EXTENSIONS, &list);
    while (der_expect(&list.content, DER_SEQUENCE, &extension)) {
        struct item *one = x509_add(x, X509_EXTENSION, &extension);
        packet_open(x->p, one);
        if (der_expect(&extension.content, DER_OID, &id)) {
            x509_oid(x, X509_EXTENSION_ID, &id);
            if (der_expect(&extension.content, DER_BOOLEAN, &part)) {
                const uint8_t *critical = cur_peek(&part.content, 0, 1);
                packet_add_uint(x->p, X509_CRITICAL, part.content.at, 1, critical && *critical, 0);
            }
            if (der_expect(&extension.content, DER_OCTETS, &part))
                add_value(x, der_bytes(&id), &part.content);
        }
        packet_shut(x->p, one, NULL);
    }
    packet_shut(x->p, item, NULL);
}
