/* The rows of certificates, and what some of them say: names are read once more for that.
 * SPDX-License-Identifier: MIT */
#include "base/escape.h"
#include "base/text.h"
#include "dissect/proto/x509.h"

static struct cur over(struct bytes der)
{
    return (struct cur){.data = der.at, .end = (uint32_t)der.len, .cap = (uint32_t)der.len};
}

void x509_put_attribute(struct text *text, struct bytes der)
{
    struct cur c = over(der);
    struct der attribute, id, value;
    if (!der_expect(&c, DER_SEQUENCE, &attribute) ||
        !der_expect(&attribute.content, DER_OID, &id) || !der_read(&attribute.content, &value))
        return;
    x509_put_oid(text, der_bytes(&id));
    text_char(text, '=');
    escape_tree(text, der_bytes(&value));
}

void x509_put_rdn(struct text *text, struct bytes der)
{
    struct cur c = over(der);
    struct der set, attribute;
    if (!der_expect(&c, DER_SET, &set)) return;
    for (bool first = true; der_read(&set.content, &attribute); first = false) {
        if (!first) text_char(text, '+');
        x509_put_attribute(text, bytes_of(der.at + attribute.at, attribute.end - attribute.at));
    }
}

void x509_put_name(struct text *text, struct bytes der)
{
    enum { MOST = 64 };
    struct cur c = over(der);
    struct der sequence, set;
    struct bytes parts[MOST];
    unsigned count = 0;
    if (!der_expect(&c, DER_SEQUENCE, &sequence)) return;
    while (count < MOST && der_read(&sequence.content, &set))
        parts[count++] = bytes_of(der.at + set.at, set.end - set.at);
    while (count--) {
        x509_put_rdn(text, parts[count]);
        if (count) text_char(text, ',');
    }
}

/* tbsCertificate: [version], serial number, algorithm, issuer, validity, subject. */
void x509_put_subject(struct text *text, struct bytes der)
{
    struct cur c = over(der);
    struct der whole, signed_part, part;
    if (!der_expect(&c, DER_SEQUENCE, &whole) ||
        !der_expect(&whole.content, DER_SEQUENCE, &signed_part))
        return;
    der_expect(&signed_part.content, DER_CONTEXT_MADE, &part);
    for (unsigned i = 0; i < 5; i++)
        if (!der_read(&signed_part.content, &part)) return;
    size_t before = text->len;
    text_put(text, " (");
    size_t start = text->len;
    x509_put_name(text, bytes_of(der.at + part.at, part.end - part.at));
    if (text->len == start)
        text->len = before;
    else
        text_char(text, ')');
}

static void put_items(struct text *text, const struct item *item)
{
    text_format(text, "%s: %u item%s", item->field->label, (unsigned)item->number,
        item->number == 1 ? "" : "s");
}

static void show_count(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    put_items(text, item);
}

static struct bytes source_of(const struct packet *p, const struct item *item)
{
    const uint8_t *at = packet_at(p, item->source, item->offset, item->length);
    return bytes_of(at, at ? item->length : 0);
}

static void show_name(struct text *text, const struct packet *p, const struct item *item)
{
    put_items(text, item);
    if (!item->number) return;
    text_put(text, " (");
    x509_put_name(text, source_of(p, item));
    text_char(text, ')');
}

static void show_rdn(struct text *text, const struct packet *p, const struct item *item)
{
    put_items(text, item);
    text_put(text, " (");
    x509_put_rdn(text, source_of(p, item));
    text_char(text, ')');
}

static void show_attribute(struct text *text, const struct packet *p, const struct item *item)
{
    text_put(text, item->field->label);
    text_put(text, " (");
    x509_put_attribute(text, source_of(p, item));
    text_char(text, ')');
}

/* The object identifier that the element begins with. */
static void show_first_oid(struct text *text, const struct packet *p, const struct item *item)
{
    struct cur c = over(source_of(p, item));
    struct der sequence, id;
    text_put(text, item->field->label);
    if (!der_expect(&c, DER_SEQUENCE, &sequence) || !der_expect(&sequence.content, DER_OID, &id))
        return;
    text_put(text, " (");
    x509_put_oid(text, der_bytes(&id));
    text_char(text, ')');
}

static void show_empty(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    text_put(text, item->field->label);
    if (item->length <= 2) text_put(text, " [0 length]");
}

static void show_hex(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    enum { SHOWN = 36 };
    size_t shown = item->bytes.len < SHOWN ? item->bytes.len : SHOWN;
    text_put(text, item->field->label);
    text_put(text, ": 0x");
    text_hex_bytes(text, item->bytes.at, shown, 0);
    if (shown < item->bytes.len) text_put(text, "…");
}

static void show_subject(struct text *text, const struct packet *p, const struct item *item)
{
    text_put(text, item->field->label);
    x509_put_subject(text, source_of(p, item));
}

/* clang-format off */
static const struct value_name ocsp_statuses[] = {{0, "successful"}, {1, "malformedRequest"}, {2, "internalError"}, {3, "tryLater"}, {5, "sigRequired"}, {6, "unauthorized"}, {0, NULL}};
static const struct value_name responders[] = {{1, "byName"}, {2, "byKey"}, {0, NULL}};
static const struct value_name cert_statuses[] = {{0, "good"}, {1, "revoked"}, {2, "unknown"}, {0, NULL}};
static const struct value_name reasons[] = {{0, "unspecified"}, {1, "keyCompromise"}, {2, "cACompromise"}, {3, "affiliationChanged"}, {4, "superseded"}, {5, "cessationOfOperation"}, {6, "certificateHold"}, {8, "removeFromCRL"}, {9, "privilegeWithdrawn"}, {10, "aACompromise"}, {0, NULL}};
static const struct value_name versions[] = {{0, "v1"}, {1, "v2"}, {2, "v3"}, {0, NULL}};
static const struct value_name rdn_sequence[] = {{0, "rdnSequence"}, {0, NULL}};
static const struct value_name named_curve[] = {{1, "namedCurve"}, {0, NULL}};
static const struct value_name time_kinds[] = {{0, "utcTime"}, {1, "generalizedTime"}, {0, NULL}};
static const struct value_name point_kinds[] = {{0, "fullName"}, {1, "nameRelativeToCRLIssuer"}, {0, NULL}};
static const struct value_name string_kinds[] = {{0, "teletexString"}, {1, "printableString"}, {2, "universalString"},
    {3, "bmpString"}, {4, "uTF8String"}, {0, NULL}};
static const struct value_name name_kinds[] = {{0, "otherName"}, {1, "rfc822Name"}, {2, "dNSName"}, {3, "x400Address"},
    {4, "directoryName"}, {5, "ediPartyName"}, {6, "uniformResourceIdentifier"}, {7, "iPAddress"}, {8, "registeredID"}, {0, NULL}};

const struct field x509_fields[X509_FIELDS] = {
    [X509_SIGNED] = {"x509af.signedCertificate_element", "signedCertificate", FT_NONE, BASE_NONE},
    [X509_VERSION] = {"x509af.version", "version", FT_INT32, BASE_DEC, .names = versions},
    [X509_SERIAL] = {"x509af.serialNumber", "serialNumber", FT_BYTES, BASE_NONE, .show = show_hex},
    [X509_SIGNATURE] = {"x509af.signature_element", "signature", FT_NONE, BASE_NONE, .show = show_first_oid},
    [X509_ALGORITHM_ID] = {"x509af.algorithm.id", "Algorithm Id", FT_OID, BASE_NONE, .show = x509_show_oid},
    [X509_PARAMETERS] = {"pkcs1.ECParameters", "ECParameters", FT_UINT32, BASE_DEC, .names = named_curve},
    [X509_NAMED_CURVE] = {"pkcs1.namedCurve", "namedCurve", FT_OID, BASE_NONE, .show = x509_show_oid},
    [X509_ISSUER] = {"x509af.issuer", "issuer", FT_UINT32, BASE_DEC, .names = rdn_sequence},
    [X509_ISSUER_RDNS] = {"x509if.rdnSequence", "rdnSequence", FT_UINT32, BASE_DEC, .show = show_name, .flags = FIELD_OPEN_END},
    [X509_RDN] = {"x509if.RDNSequence_item", "RDNSequence item", FT_UINT32, BASE_DEC, .show = show_rdn, .flags = FIELD_OPEN_END},
    [X509_ATTRIBUTE] = {"x509if.RelativeDistinguishedName_item_element", "RelativeDistinguishedName item", FT_NONE, BASE_NONE, .show = show_attribute, .flags = FIELD_OPEN_END},
    [X509_ATTRIBUTE_ID] = {"x509if.oid", "Object Id", FT_OID, BASE_NONE, .show = x509_show_oid},
    [X509_COUNTRY] = {"x509sat.CountryName", "CountryName", FT_STRING, BASE_NONE},
    [X509_SERIAL_NAME] = {"x509sat.PrintableString", "PrintableString", FT_STRING, BASE_NONE},
    [X509_IA5] = {"x509sat.IA5String", "IA5String", FT_STRING, BASE_NONE},
    [X509_USERID] = {"x509sat.Userid", "Userid", FT_STRING, BASE_NONE},
    [X509_DIRECTORY_STRING] = {"x509sat.DirectoryString", "DirectoryString", FT_UINT32, BASE_DEC, .names = string_kinds},
    [X509_TELETEX] = {"x509sat.teletexString", "teletexString", FT_STRING, BASE_NONE},
    [X509_PRINTABLE] = {"x509sat.printableString", "printableString", FT_STRING, BASE_NONE},
    [X509_UNIVERSAL] = {"x509sat.universalString", "universalString", FT_STRING, BASE_NONE},
    [X509_BMP] = {"x509sat.bmpString", "bmpString", FT_STRING, BASE_NONE},
    [X509_UTF8] = {"x509sat.uTF8String", "uTF8String", FT_STRING, BASE_NONE},
    [X509_VALIDITY] = {"x509af.validity_element", "validity", FT_NONE, BASE_NONE},
    [X509_NOT_BEFORE] = {"x509af.notBefore", "notBefore", FT_UINT32, BASE_DEC, .names = time_kinds},
    [X509_NOT_AFTER] = {"x509af.notAfter", "notAfter", FT_UINT32, BASE_DEC, .names = time_kinds},
    [X509_UTC_TIME] = {"x509af.utcTime", "utcTime", FT_STRING, BASE_NONE},
    [X509_GENERALIZED_TIME] = {"x509af.generalizedTime", "generalizedTime", FT_ABSOLUTE_TIME, BASE_NONE},
    [X509_SUBJECT] = {"x509af.subject", "subject", FT_UINT32, BASE_DEC, .names = rdn_sequence},
    [X509_SUBJECT_RDNS] = {"x509af.rdnSequence", "rdnSequence", FT_UINT32, BASE_DEC, .show = show_name, .flags = FIELD_OPEN_END},
    [X509_KEY_INFO] = {"x509af.subjectPublicKeyInfo_element", "subjectPublicKeyInfo", FT_NONE, BASE_NONE},
    [X509_KEY_ALGORITHM] = {"x509af.algorithm_element", "algorithm", FT_NONE, BASE_NONE, .show = show_first_oid},
    [X509_KEY] = {"x509af.subjectPublicKey", "subjectPublicKey", FT_BYTES, BASE_NONE},
    [X509_MODULUS] = {"pkcs1.modulus", "modulus", FT_BYTES, BASE_NONE, .show = show_hex},
    [X509_EXPONENT] = {"pkcs1.publicExponent", "publicExponent", FT_INT64, BASE_DEC},
    [X509_PADDING] = {"ber.bitstring.padding", "Padding", FT_UINT8, BASE_DEC},
    [X509_EXTENSIONS] = {"x509af.extensions", "extensions", FT_UINT32, BASE_DEC, .show = show_count},
    [X509_EXTENSION] = {"x509af.Extension_element", "Extension", FT_NONE, BASE_NONE, .show = show_first_oid},
    [X509_EXTENSION_ID] = {"x509af.extension.id", "Extension Id", FT_OID, BASE_NONE, .show = x509_show_oid},
    [X509_CRITICAL] = {"x509af.critical", "critical", FT_BOOLEAN, BASE_NONE, .names = field_true_false},
    [X509_KEY_USAGE] = {"x509ce.KeyUsage", "KeyUsage", FT_BYTES, BASE_NONE},
    [X509_USAGE + 0] = {"x509ce.KeyUsage.digitalSignature", "digitalSignature", FT_BOOLEAN, BASE_NONE, 0x80, .unit_bits = 8, .names = field_true_false},
    [X509_USAGE + 1] = {"x509ce.KeyUsage.contentCommitment", "contentCommitment", FT_BOOLEAN, BASE_NONE, 0x40, .unit_bits = 8, .names = field_true_false},
    [X509_USAGE + 2] = {"x509ce.KeyUsage.keyEncipherment", "keyEncipherment", FT_BOOLEAN, BASE_NONE, 0x20, .unit_bits = 8, .names = field_true_false},
    [X509_USAGE + 3] = {"x509ce.KeyUsage.dataEncipherment", "dataEncipherment", FT_BOOLEAN, BASE_NONE, 0x10, .unit_bits = 8, .names = field_true_false},
    [X509_USAGE + 4] = {"x509ce.KeyUsage.keyAgreement", "keyAgreement", FT_BOOLEAN, BASE_NONE, 0x08, .unit_bits = 8, .names = field_true_false},
    [X509_USAGE + 5] = {"x509ce.KeyUsage.keyCertSign", "keyCertSign", FT_BOOLEAN, BASE_NONE, 0x04, .unit_bits = 8, .names = field_true_false},
    [X509_USAGE + 6] = {"x509ce.KeyUsage.cRLSign", "cRLSign", FT_BOOLEAN, BASE_NONE, 0x02, .unit_bits = 8, .names = field_true_false},
    [X509_USAGE + 7] = {"x509ce.KeyUsage.encipherOnly", "encipherOnly", FT_BOOLEAN, BASE_NONE, 0x01, .unit_bits = 8, .names = field_true_false},
    [X509_USAGE + 8] = {"x509ce.KeyUsage.decipherOnly", "decipherOnly", FT_BOOLEAN, BASE_NONE, 0x80, .unit_bits = 8, .names = field_true_false},
    [X509_KEY_PURPOSES] = {"x509ce.KeyPurposeIDs", "KeyPurposeIDs", FT_UINT32, BASE_DEC, .show = show_count},
    [X509_KEY_PURPOSE] = {"x509ce.KeyPurposeId", "KeyPurposeId", FT_OID, BASE_NONE, .show = x509_show_oid},
    [X509_CONSTRAINTS] = {"x509ce.BasicConstraintsSyntax_element", "BasicConstraintsSyntax", FT_NONE, BASE_NONE, .show = show_empty},
    [X509_CA] = {"x509ce.cA", "cA", FT_BOOLEAN, BASE_NONE, .names = field_true_false},
    [X509_PATH_LENGTH] = {"x509ce.pathLenConstraint", "pathLenConstraint", FT_UINT32, BASE_DEC},
    [X509_SUBJECT_KEY] = {"x509ce.SubjectKeyIdentifier", "SubjectKeyIdentifier", FT_BYTES, BASE_NONE},
    [X509_AUTHORITY_KEY] = {"x509ce.AuthorityKeyIdentifier_element", "AuthorityKeyIdentifier", FT_NONE, BASE_NONE},
    [X509_KEY_IDENTIFIER] = {"x509ce.keyIdentifier", "keyIdentifier", FT_BYTES, BASE_NONE},
    [X509_AUTHORITY_ISSUER] = {"x509ce.authorityCertIssuer", "authorityCertIssuer", FT_UINT32, BASE_DEC, .show = show_count},
    [X509_AUTHORITY_SERIAL] = {"x509ce.authorityCertSerialNumber", "authorityCertSerialNumber", FT_BYTES, BASE_NONE, .show = show_hex},
    [X509_ACCESS] = {"pkix1implicit.AuthorityInfoAccessSyntax", "AuthorityInfoAccessSyntax", FT_UINT32, BASE_DEC, .show = show_count},
    [X509_ACCESS_DESCRIPTION] = {"pkix1implicit.AccessDescription_element", "AccessDescription", FT_NONE, BASE_NONE},
    [X509_ACCESS_METHOD] = {"pkix1implicit.accessMethod", "accessMethod", FT_OID, BASE_NONE, .show = x509_show_oid},
    [X509_ACCESS_LOCATION] = {"pkix1implicit.accessLocation", "accessLocation", FT_UINT32, BASE_DEC},
    [X509_GENERAL_NAMES] = {"x509ce.GeneralNames", "GeneralNames", FT_UINT32, BASE_DEC, .show = show_count},
    [X509_GENERAL_NAME] = {"x509ce.GeneralName", "GeneralName", FT_UINT32, BASE_DEC, .names = name_kinds},
    [X509_RFC822] = {"x509ce.rfc822Name", "rfc822Name", FT_STRING, BASE_NONE},
    [X509_DNS_NAME] = {"x509ce.dNSName", "dNSName", FT_STRING, BASE_NONE},
    [X509_DIRECTORY_NAME] = {"x509ce.directoryName", "directoryName", FT_UINT32, BASE_DEC, .names = rdn_sequence},
    [X509_URI] = {"x509ce.uniformResourceIdentifier", "uniformResourceIdentifier", FT_STRING, BASE_NONE},
    [X509_IP_ADDRESS] = {"x509ce.iPAddress", "iPAddress", FT_BYTES, BASE_NONE},
    [X509_IPV4] = {"x509ce.IPAddress.ipv4", "iPAddress", FT_IPv4, BASE_NONE},
    [X509_IPV6] = {"x509ce.IPAddress.ipv6", "iPAddress", FT_IPv6, BASE_NONE},
    [X509_REGISTERED_ID] = {"x509ce.registeredID", "registeredID", FT_OID, BASE_NONE, .show = x509_show_oid},
    [X509_POLICIES] = {"x509ce.CertificatePoliciesSyntax", "CertificatePoliciesSyntax", FT_UINT32, BASE_DEC, .show = show_count},
    [X509_POLICY] = {"x509ce.PolicyInformation_element", "PolicyInformation", FT_NONE, BASE_NONE},
    [X509_POLICY_ID] = {"x509ce.policyIdentifier", "policyIdentifier", FT_OID, BASE_NONE, .show = x509_show_oid},
    [X509_QUALIFIERS] = {"x509ce.policyQualifiers", "policyQualifiers", FT_UINT32, BASE_DEC, .show = show_count},
    [X509_QUALIFIER] = {"x509ce.PolicyQualifierInfo_element", "PolicyQualifierInfo", FT_NONE, BASE_NONE},
    [X509_QUALIFIER_ID] = {"x509ce.id", "Id", FT_OID, BASE_NONE, .show = x509_show_oid},
    [X509_CPS] = {"pkix1explicit.DirectoryString", "DirectoryString", FT_STRING, BASE_NONE},
    [X509_POINTS] = {"x509ce.CRLDistPointsSyntax", "CRLDistPointsSyntax", FT_UINT32, BASE_DEC, .show = show_count},
    [X509_POINT] = {"x509ce.DistributionPoint_element", "DistributionPoint", FT_NONE, BASE_NONE},
    [X509_POINT_NAME] = {"x509ce.distributionPoint", "distributionPoint", FT_UINT32, BASE_DEC, .names = point_kinds},
    [X509_FULL_NAME] = {"x509ce.fullName", "fullName", FT_UINT32, BASE_DEC, .show = show_count},
    [X509_ALGORITHM] = {"x509af.algorithmIdentifier_element", "algorithmIdentifier", FT_NONE, BASE_NONE, .show = show_first_oid},
    [X509_ENCRYPTED] = {"x509af.encrypted", "encrypted", FT_BYTES, BASE_NONE},
    [X509_OCSP] = {NULL, "OCSP Response", FT_NONE, BASE_NONE},
    [X509_OCSP_STATUS] = {"ocsp.responseStatus", "responseStatus", FT_UINT32, BASE_DEC, .names = ocsp_statuses},
    [X509_OCSP_BYTES] = {"ocsp.responseBytes_element", "responseBytes", FT_NONE, BASE_NONE},
    [X509_OCSP_TYPE] = {"ocsp.responseType.id", "ResponseType Id", FT_OID, BASE_NONE, .show = x509_show_oid},
    [X509_OCSP_BASIC] = {"ocsp.BasicOCSPResponse_element", "BasicOCSPResponse", FT_NONE, BASE_NONE},
    [X509_OCSP_DATA] = {"ocsp.tbsResponseData_element", "tbsResponseData", FT_NONE, BASE_NONE},
    [X509_OCSP_VERSION] = {"ocsp.version", "version", FT_UINT32, BASE_DEC, .names = versions},
    [X509_OCSP_RESPONDER] = {"ocsp.responderID", "responderID", FT_UINT32, BASE_DEC, .names = responders},
    [X509_OCSP_BY_NAME] = {"ocsp.byName", "byName", FT_UINT32, BASE_DEC},
    [X509_OCSP_BY_KEY] = {"ocsp.byKey", "byKey", FT_BYTES, BASE_NONE},
    [X509_OCSP_PRODUCED] = {"ocsp.producedAt", "producedAt", FT_ABSOLUTE_TIME, BASE_NONE},
    [X509_OCSP_RESPONSES] = {"ocsp.responses", "responses", FT_UINT32, BASE_DEC, .show = show_count},
    [X509_OCSP_SINGLE] = {"ocsp.SingleResponse_element", "SingleResponse", FT_NONE, BASE_NONE},
    [X509_OCSP_CERT_ID] = {"ocsp.certID_element", "certID", FT_NONE, BASE_NONE},
    [X509_OCSP_HASH] = {"ocsp.hashAlgorithm_element", "hashAlgorithm", FT_NONE, BASE_NONE, .show = show_first_oid},
    [X509_OCSP_NAME_HASH] = {"ocsp.issuerNameHash", "issuerNameHash", FT_BYTES, BASE_NONE},
    [X509_OCSP_KEY_HASH] = {"ocsp.issuerKeyHash", "issuerKeyHash", FT_BYTES, BASE_NONE},
    [X509_OCSP_SERIAL] = {"ocsp.serialNumber", "serialNumber", FT_BYTES, BASE_NONE, .show = show_hex},
    [X509_OCSP_CERT_STATUS] = {"ocsp.certStatus", "certStatus", FT_UINT32, BASE_DEC, .names = cert_statuses, .blurb = "Whether the certificate still holds"},
    [X509_OCSP_GOOD] = {"ocsp.good_element", "good", FT_NONE, BASE_NONE},
    [X509_OCSP_REVOKED] = {"ocsp.revoked_element", "revoked", FT_NONE, BASE_NONE},
    [X509_OCSP_UNKNOWN] = {"ocsp.unknown_element", "unknown", FT_NONE, BASE_NONE},
    [X509_OCSP_REVOKED_AT] = {"ocsp.revocationTime", "revocationTime", FT_ABSOLUTE_TIME, BASE_NONE},
    [X509_OCSP_REVOKED_FOR] = {"ocsp.revocationReason", "revocationReason", FT_UINT32, BASE_DEC, .names = reasons},
    [X509_OCSP_THIS] = {"ocsp.thisUpdate", "thisUpdate", FT_ABSOLUTE_TIME, BASE_NONE},
    [X509_OCSP_NEXT] = {"ocsp.nextUpdate", "nextUpdate", FT_ABSOLUTE_TIME, BASE_NONE, .blurb = "When to ask again"},
    [X509_OCSP_SINGLE_EXTENSIONS] = {"ocsp.singleExtensions", "singleExtensions", FT_UINT32, BASE_DEC, .show = show_count},
    [X509_OCSP_EXTENSIONS] = {"ocsp.responseExtensions", "responseExtensions", FT_UINT32, BASE_DEC, .show = show_count},
    [X509_OCSP_ALGORITHM] = {"ocsp.signatureAlgorithm_element", "signatureAlgorithm", FT_NONE, BASE_NONE, .show = show_first_oid},
    [X509_OCSP_SIGNATURE] = {"ocsp.signature", "signature", FT_BYTES, BASE_NONE},
    [X509_OCSP_CERTS] = {"ocsp.certs", "certs", FT_UINT32, BASE_DEC, .show = show_count},
    [X509_OCSP_NULL] = {"ocsp.NULL_element", "NULL", FT_NONE, BASE_NONE},
    [X509_OCSP_TBS] = {"ocsp.tbsRequest_element", "tbsRequest", FT_NONE, BASE_NONE},
    [X509_OCSP_REQUESTOR] = {"ocsp.requestorName", "requestorName", FT_UINT32, BASE_DEC, .names = name_kinds, .blurb = "Who asks"},
    [X509_OCSP_REQUESTS] = {"ocsp.requestList", "requestList", FT_UINT32, BASE_DEC, .show = show_count},
    [X509_OCSP_REQUEST] = {"ocsp.Request_element", "Request", FT_NONE, BASE_NONE},
    [X509_OCSP_REQ_CERT] = {"ocsp.reqCert_element", "reqCert", FT_NONE, BASE_NONE, .blurb = "The certificate in question"},
    [X509_OCSP_REQUEST_EXTENSIONS] = {"ocsp.requestExtensions", "requestExtensions", FT_UINT32, BASE_DEC, .show = show_count},
    [X509_OCSP_ASKED_EXTENSIONS] = {"ocsp.singleRequestExtensions", "singleRequestExtensions", FT_UINT32, BASE_DEC, .show = show_count},
    [X509_OCSP_EXTENSION] = {"pkix1explicit.Extension_element", "Extension", FT_NONE, BASE_NONE},
    [X509_OCSP_EXTENSION_ID] = {"pkix1explicit.id", "Id", FT_OID, BASE_NONE, .show = x509_show_oid},
    [X509_OCSP_NONCE] = {"ocsp.ReOcspNonce", "ReOcspNonce", FT_BYTES, BASE_NONE, .blurb = "Chosen by who asks: an old answer does not have it"},
    [X509_OCSP_OPTIONAL_SIGNATURE] = {"ocsp.optionalSignature_element", "optionalSignature", FT_NONE, BASE_NONE},
    [X509_OCSP_CERT] = {"ocsp.Certificate_element", "Certificate", FT_NONE, BASE_NONE, .show = show_subject, .flags = FIELD_OPEN_END},
};
/* clang-format on */

static void dissect(struct packet *p, struct cur *c)
{
    x509_certificate(p, c);
}

const struct proto proto_x509 = {.name = "x509af",
    .title = "X.509 Certificate",
    .fields = x509_fields,
    .nfields = X509_FIELDS,
    .dissect = dissect};
