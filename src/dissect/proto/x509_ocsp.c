/* See x509.h.  What an authority says of a certificate it has issued, RFC 6960 4.2.1, as a server sends
 * it along with the certificate (RFC 6066 8):
 *
 *      OCSPResponse            status, [0] responseBytes
 *      ResponseBytes           kind, and the octets of a
 *      BasicOCSPResponse       tbsResponseData, signatureAlgorithm, signature, [0] certs
 *      tbsResponseData         [0] version, responderID, producedAt, responses, [1] extensions
 *      SingleResponse          certID, certStatus, thisUpdate, [0] nextUpdate, [1] extensions
 *      OCSPRequest             tbsRequest, [0] optionalSignature
 *      TBSRequest              [0] version, [1] requestorName, requestList, [2] requestExtensions
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/text.h"
#include "dissect/proto/x509.h"

/* The element inside [number] at the cursor, if that is there. */
static bool tagged(struct cur *c, unsigned number, struct der *inside)
{
    struct der outer;
    return der_expect(c, (uint8_t)(DER_CONTEXT_MADE + number), &outer) &&
           der_read(&outer.content, inside);
}

static void add_number(struct x509 *x, unsigned field, const struct der *element)
{
    const uint8_t *number = cur_peek(&element->content, 0, 1);
    struct item *item = x509_add_content(x, field, element);
    if (item) item->number = number ? *number : 0;
}

/* A list is told at its content, by how many elements it has. */
static struct item *add_list(struct x509 *x, unsigned field, const struct der *list)
{
    struct item *item = x509_add_content(x, field, list);
    if (item) item->number = x509_count(list->content);
    return item;
}

static void add_responder(struct x509 *x, struct cur *c)
{
    struct der outer, who;
    if (!der_read(c, &outer)) return;
    bool by_name = outer.tag == DER_CONTEXT_MADE + 1;
    if (!der_read(&outer.content, &who)) return;
    struct item *item = x509_add(x, X509_OCSP_RESPONDER, &who);
    if (item) item->number = by_name ? 1 : 2;
    packet_open(x->p, item);
    if (by_name) {
        struct item *name = x509_add(x, X509_OCSP_BY_NAME, &who);
        packet_open(x->p, name);
        x509_name(x, X509_ISSUER_RDNS, who.content, &who);
        packet_shut(x->p, name, NULL);
    } else {
        x509_add_content(x, X509_OCSP_BY_KEY, &who);
    }
    packet_shut(x->p, item, NULL);
}

static void add_cert_id(struct x509 *x, struct cur *c, unsigned field)
{
    struct der id, part;
    if (!der_expect(c, DER_SEQUENCE, &id)) return;
    struct item *item = x509_add(x, field, &id);
    packet_open(x->p, item);
    x509_algorithm(x, &id.content, X509_OCSP_HASH);
    if (der_expect(&id.content, DER_OCTETS, &part)) x509_add_content(x, X509_OCSP_NAME_HASH, &part);
    if (der_expect(&id.content, DER_OCTETS, &part)) x509_add_content(x, X509_OCSP_KEY_HASH, &part);
    if (der_expect(&id.content, DER_INTEGER, &part)) x509_add_content(x, X509_OCSP_SERIAL, &part);
    packet_shut(x->p, item, NULL);
}

static void add_status(struct x509 *x, struct cur *c)
{
    struct der status, part;
    if (!der_read(c, &status)) return;
    unsigned kind = status.tag & 3U;
    struct item *item = x509_add_content(x, X509_OCSP_CERT_STATUS, &status);
    if (item) item->number = kind;
    packet_open(x->p, item);
    struct item *inner = packet_add(x->p, X509_OCSP_GOOD + (kind < 2 ? kind : 2), 0, 0, 0);
    if (item && inner) {
        inner->source = item->source;
        inner->offset = item->offset;
        inner->length = item->length;
    }
    packet_open(x->p, inner);
    if (kind == 1 && der_expect(&status.content, DER_GENERALIZED_TIME, &part))
        x509_generalized(x, X509_OCSP_REVOKED_AT, &part);
    if (kind == 1 && tagged(&status.content, 0, &part)) add_number(x, X509_OCSP_REVOKED_FOR, &part);
    packet_shut(x->p, inner, NULL);
    packet_shut(x->p, item, NULL);
}

/* Only the number used once is taken apart (RFC 8954). */
static void add_extension(struct x509 *x, struct der *extension)
{
    static const char nonce[] = "\x2b\x06\x01\x05\x05\x07\x30\x01\x02";
    struct der id, part, octets;
    struct cur *c = &extension->content;
    struct item *item = x509_add(x, X509_OCSP_EXTENSION, extension);
    packet_open(x->p, item);
    if (der_expect(c, DER_OID, &id)) {
        x509_oid(x, X509_OCSP_EXTENSION_ID, &id);
        struct bytes words = der_bytes(&id);
        bool is_nonce =
            words.len == sizeof nonce - 1 && memcmp(words.at, nonce, sizeof nonce - 1) == 0;
        while (is_nonce && der_read(c, &part)) {
            if (part.tag != DER_OCTETS) continue; /* how much it matters */
            x509_tell(x, "ocsp");
            if (der_expect(&part.content, DER_OCTETS, &octets))
                x509_add_content(x, X509_OCSP_NONCE, &octets);
        }
    }
    packet_shut(x->p, item, NULL);
}

/* Those inside [number]. */
static void add_extensions(struct x509 *x, struct cur *c, unsigned number, unsigned field)
{
    struct der list, extension;
    if (!tagged(c, number, &list)) return;
    struct item *item = add_list(x, field, &list);
    packet_open(x->p, item);
    while (der_expect(&list.content, DER_SEQUENCE, &extension))
        add_extension(x, &extension);
    packet_shut(x->p, item, NULL);
}

static void add_single(struct x509 *x, struct der *single)
{
    struct cur *c = &single->content;
    struct der time;
    struct item *item = x509_add(x, X509_OCSP_SINGLE, single);
    packet_open(x->p, item);
    add_cert_id(x, c, X509_OCSP_CERT_ID);
    add_status(x, c);
    if (der_expect(c, DER_GENERALIZED_TIME, &time)) x509_generalized(x, X509_OCSP_THIS, &time);
    if (tagged(c, 0, &time)) x509_generalized(x, X509_OCSP_NEXT, &time);
    add_extensions(x, c, 1, X509_OCSP_SINGLE_EXTENSIONS);
    packet_shut(x->p, item, NULL);
}

static void add_data(struct x509 *x, struct cur *c)
{
    struct der data, part, single;
    if (!der_expect(c, DER_SEQUENCE, &data)) return;
    struct item *item = x509_add(x, X509_OCSP_DATA, &data);
    packet_open(x->p, item);
    if (tagged(&data.content, 0, &part)) add_number(x, X509_OCSP_VERSION, &part);
    add_responder(x, &data.content);
    if (der_expect(&data.content, DER_GENERALIZED_TIME, &part))
        x509_generalized(x, X509_OCSP_PRODUCED, &part);
    if (der_expect(&data.content, DER_SEQUENCE, &part)) {
        struct item *list = add_list(x, X509_OCSP_RESPONSES, &part);
        packet_open(x->p, list);
        while (der_expect(&part.content, DER_SEQUENCE, &single))
            add_single(x, &single);
        packet_shut(x->p, list, NULL);
    }
    add_extensions(x, &data.content, 1, X509_OCSP_EXTENSIONS);
    packet_shut(x->p, item, NULL);
}

static void add_certificates(struct x509 *x, struct cur *c)
{
    struct der list, certificate;
    if (!tagged(c, 0, &list)) return;
    struct item *all = add_list(x, X509_OCSP_CERTS, &list);
    packet_open(x->p, all);
    struct cur ahead = list.content;
    while (der_expect(&ahead, DER_SEQUENCE, &certificate)) {
        struct item *item = x509_add(x, X509_OCSP_CERT, &certificate);
        packet_open(x->p, item);
        x509_whole(x, &list.content);
        packet_shut(x->p, item, NULL);
    }
    packet_shut(x->p, all, NULL);
}

static void add_basic(struct x509 *x, struct cur c)
{
    struct der basic;
    if (!der_expect(&c, DER_SEQUENCE, &basic)) return;
    struct item *item = x509_add(x, X509_OCSP_BASIC, &basic);
    packet_open(x->p, item);
    add_data(x, &basic.content);
    x509_algorithm(x, &basic.content, X509_OCSP_ALGORITHM);
    x509_bits(x, &basic.content, X509_OCSP_SIGNATURE);
    add_certificates(x, &basic.content);
    packet_shut(x->p, item, NULL);
}

void x509_ocsp_response(struct x509 *x, struct cur *c)
{
    struct der response, part, id;
    if (!der_expect(c, DER_SEQUENCE, &response)) return;
    if (der_expect(&response.content, DER_ENUMERATED, &part))
        add_number(x, X509_OCSP_STATUS, &part);
    if (!tagged(&response.content, 0, &part)) return;
    struct item *bytes = x509_add(x, X509_OCSP_BYTES, &part);
    packet_open(x->p, bytes);
    if (der_expect(&part.content, DER_OID, &id)) x509_oid(x, X509_OCSP_TYPE, &id);
    if (der_expect(&part.content, DER_OCTETS, &id)) {
        x509_tell(x, "ocsp");
        add_basic(x, id.content);
    }
    packet_shut(x->p, bytes, NULL);
}

void x509_ocsp_stapled(struct x509 *x, struct cur *c)
{
    struct item *all = packet_add(x->p, X509_OCSP, c->at, cur_left(c), 0);
    packet_open(x->p, all);
    x509_ocsp_response(x, c);
    packet_shut(x->p, all, NULL);
}

/* --- requests ----------------------------------------------------------------------------------- */

static void add_requests(struct x509 *x, struct cur *c)
{
    struct der list, one;
    if (!der_expect(c, DER_SEQUENCE, &list)) return;
    struct item *item = add_list(x, X509_OCSP_REQUESTS, &list);
    packet_open(x->p, item);
    while (der_expect(&list.content, DER_SEQUENCE, &one)) {
        struct item *part = x509_add(x, X509_OCSP_REQUEST, &one);
        packet_open(x->p, part);
        add_cert_id(x, &one.content, X509_OCSP_REQ_CERT);
        add_extensions(x, &one.content, 0, X509_OCSP_ASKED_EXTENSIONS);
        packet_shut(x->p, part, NULL);
    }
    packet_shut(x->p, item, NULL);
}

static void add_asked(struct x509 *x, struct cur *c)
{
    struct der asked, part;
    if (!der_expect(c, DER_SEQUENCE, &asked)) return;
    struct item *item = x509_add(x, X509_OCSP_TBS, &asked);
    packet_open(x->p, item);
    if (tagged(&asked.content, 0, &part)) add_number(x, X509_OCSP_VERSION, &part);
    if (tagged(&asked.content, 1, &part)) {
        struct item *name = x509_add(x, X509_OCSP_REQUESTOR, &part);
        if (name) name->number = part.tag & 0x1f;
        packet_open(x->p, name);
        x509_general_name(x, &part);
        packet_shut(x->p, name, NULL);
    }
    add_requests(x, &asked.content);
    add_extensions(x, &asked.content, 2, X509_OCSP_REQUEST_EXTENSIONS);
    packet_shut(x->p, item, NULL);
}

void x509_ocsp_request(struct x509 *x, struct cur *c)
{
    struct der request, part;
    if (!der_expect(c, DER_SEQUENCE, &request)) return;
    add_asked(x, &request.content);
    if (!tagged(&request.content, 0, &part)) return;
    struct item *item = x509_add(x, X509_OCSP_OPTIONAL_SIGNATURE, &part);
    packet_open(x->p, item);
    x509_algorithm(x, &part.content, X509_OCSP_ALGORITHM);
    x509_bits(x, &part.content, X509_OCSP_SIGNATURE);
    add_certificates(x, &part.content);
    packet_shut(x->p, item, NULL);
}
