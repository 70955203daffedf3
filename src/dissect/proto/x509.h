/* Certificates (X.509, RFC 5280), taken apart inside the layer that carries them: x509.c reads them,
 * x509_extensions.c their extensions, x509_ocsp.c what is said of them, x509_fields.c has the rows and what they say, der.c the encoding.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/proto.h"
#include "dissect/proto/der.h"

enum x509_field {
    X509_SIGNED,
    X509_VERSION,
    X509_SERIAL,
    X509_SIGNATURE,
    X509_ALGORITHM_ID,
    X509_PARAMETERS,
    X509_NAMED_CURVE,
    X509_ISSUER,
    X509_ISSUER_RDNS,
    X509_RDN,
    X509_ATTRIBUTE,
    X509_ATTRIBUTE_ID,
    X509_COUNTRY,
    X509_SERIAL_NAME,
    X509_IA5,
    X509_USERID,
    X509_DIRECTORY_STRING,
    X509_TELETEX,
    X509_PRINTABLE,
    X509_UNIVERSAL,
    X509_BMP,
    X509_UTF8,
    X509_VALIDITY,
    X509_NOT_BEFORE,
    X509_NOT_AFTER,
    X509_UTC_TIME,
    X509_GENERALIZED_TIME,
    X509_SUBJECT,
    X509_SUBJECT_RDNS,
    X509_KEY_INFO,
    X509_KEY_ALGORITHM,
    X509_KEY,
    X509_MODULUS,
    X509_EXPONENT,
    X509_PADDING,
    X509_EXTENSIONS,
    X509_EXTENSION,
    X509_EXTENSION_ID,
    X509_CRITICAL,
    X509_KEY_USAGE,
    X509_USAGE, /* nine bits from here on */
    X509_USAGE_LAST = X509_USAGE + 8,
    X509_KEY_PURPOSES,
    X509_KEY_PURPOSE,
    X509_CONSTRAINTS,
    X509_CA,
    X509_PATH_LENGTH,
    X509_SUBJECT_KEY,
    X509_AUTHORITY_KEY,
    X509_KEY_IDENTIFIER,
    X509_AUTHORITY_ISSUER,
    X509_AUTHORITY_SERIAL,
    X509_ACCESS,
    X509_ACCESS_DESCRIPTION,
    X509_ACCESS_METHOD,
    X509_ACCESS_LOCATION,
    X509_GENERAL_NAMES,
    X509_GENERAL_NAME,
    X509_RFC822,
    X509_DNS_NAME,
    X509_DIRECTORY_NAME,
    X509_URI,
    X509_IP_ADDRESS,
    X509_IPV4,
    X509_IPV6,
    X509_REGISTERED_ID,
    X509_POLICIES,
    X509_POLICY,
    X509_POLICY_ID,
    X509_QUALIFIERS,
    X509_QUALIFIER,
    X509_QUALIFIER_ID,
    X509_CPS,
    X509_POINTS,
    X509_POINT,
    X509_POINT_NAME,
    X509_FULL_NAME,
    X509_ALGORITHM,
    X509_ENCRYPTED,
    X509_OCSP,
    X509_OCSP_STATUS,
    X509_OCSP_BYTES,
    X509_OCSP_TYPE,
    X509_OCSP_BASIC,
    X509_OCSP_DATA,
    X509_OCSP_VERSION,
    X509_OCSP_RESPONDER,
    X509_OCSP_BY_NAME,
    X509_OCSP_BY_KEY,
    X509_OCSP_PRODUCED,
    X509_OCSP_RESPONSES,
    X509_OCSP_SINGLE,
    X509_OCSP_CERT_ID,
    X509_OCSP_HASH,
    X509_OCSP_NAME_HASH,
    X509_OCSP_KEY_HASH,
    X509_OCSP_SERIAL,
    X509_OCSP_CERT_STATUS,
    X509_OCSP_GOOD, /* then revoked, unknown, as the numbers of the status */
    X509_OCSP_REVOKED,
    X509_OCSP_UNKNOWN,
    X509_OCSP_REVOKED_AT,
    X509_OCSP_REVOKED_FOR,
    X509_OCSP_THIS,
    X509_OCSP_NEXT,
    X509_OCSP_SINGLE_EXTENSIONS,
    X509_OCSP_EXTENSIONS,
    X509_OCSP_ALGORITHM,
    X509_OCSP_SIGNATURE,
    X509_OCSP_CERTS,
    X509_OCSP_CERT,
    X509_OCSP_NULL,
    X509_OCSP_TBS,
    X509_OCSP_REQUESTOR,
    X509_OCSP_REQUESTS,
    X509_OCSP_REQUEST,
    X509_OCSP_REQ_CERT,
    X509_OCSP_REQUEST_EXTENSIONS,
    X509_OCSP_ASKED_EXTENSIONS,
    X509_OCSP_EXTENSION,
    X509_OCSP_EXTENSION_ID,
    X509_OCSP_NONCE,
    X509_OCSP_OPTIONAL_SIGNATURE,
    X509_FIELDS
};
extern const struct field x509_fields[X509_FIELDS];

/* While a certificate is read. */
struct x509 {
    struct packet *p;
    struct text names; /* what frame.protocols tells of the parts */
};

/* The certificate at the cursor. */
void x509_certificate(struct packet *p, struct cur *c);
/* The response of OCSP that the cursor's bytes are. */
void x509_ocsp(struct packet *p, struct cur *c);
/* A request or a response of OCSP; true if it is a response. */
bool x509_ocsp_message(struct packet *p, struct cur *c);
/* The parts of a name, which the cursor's bytes are. */
void x509_relative_names(struct packet *p, struct cur *c);
/* Appends " (id-at-commonName=example.org)": who it is for. */
void x509_put_subject(struct text *text, struct bytes der);

/* For x509_extensions.c. */
void x509_extensions(struct x509 *x, struct cur *c);
void x509_tell(struct x509 *x, const char *name);
/* An item for an element, or for its content. */
struct item *x509_add(struct x509 *x, unsigned field, const struct der *element);
struct item *x509_add_content(struct x509 *x, unsigned field, const struct der *element);
void x509_oid(struct x509 *x, unsigned field, const struct der *element);
void x509_name(struct x509 *x, unsigned field, struct cur sequence, const struct der *element);
/* How many elements there are. */
unsigned x509_count(struct cur c);
/* An algorithm, under that field; a time in four digits of the year; a certificate. */
void x509_algorithm(struct x509 *x, struct cur *c, unsigned field);
void x509_generalized(struct x509 *x, unsigned field, const struct der *time);
void x509_whole(struct x509 *x, struct cur *c);
/* A string of bits, such as a signature, behind how many of the last byte do not count. */
void x509_bits(struct x509 *x, struct cur *c, unsigned field);

/* A name of any of its kinds. */
void x509_general_name(struct x509 *x, const struct der *name);

/* x509_ocsp.c: a response below a line of its own, as TLS has it; a response, or a request. */
void x509_ocsp_stapled(struct x509 *x, struct cur *c);
void x509_ocsp_response(struct x509 *x, struct cur *c);
void x509_ocsp_request(struct x509 *x, struct cur *c);

/* x509_oid.c: "id-at-commonName", or the numbers when it has no name. */
void x509_put_oid(struct text *text, struct bytes oid);
/* "Object Id: 2.5.4.3 (id-at-commonName)". */
void x509_show_oid(struct text *text, const struct packet *p, const struct item *item);
/* x509_fields.c.  Appends "a=b,c=d" of a name, the last part first; of a part; of one attribute. */
void x509_put_name(struct text *text, struct bytes der);
void x509_put_rdn(struct text *text, struct bytes der);
void x509_put_attribute(struct text *text, struct bytes der);
