/* The Domain Name System's parts:
 *
 *     dns.c          the message              dns_text.c     what is said of it
 *     dns_name.c     names                    dns_show.c     lines of the tree
 *     dns_records.c  the data of records      dns_fields.c   the rows
 *     dns_rare.c     that of seldom types     dns_values.c   what numbers stand for
 *     dns_options.c  the options of EDNS      dns_types.c    what types are called
 *
 * SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/proto.h"

enum { DNS_HEADER = 12, DNS_NAME_MAX = 253 }; /* RFC 1035 2.3.4, as text */
enum { DNS_PREFIX = 2 }; /* RFC 1035 4.2.2: in a stream its length stands before a message */
enum { DNS_IS_RESPONSE = 0x8000 }; /* in the flags */
enum dns_flavour { DNS_PLAIN, DNS_MULTICAST, DNS_LINK_LOCAL };

/* Rows, the same of dns, mdns and llmnr. */
enum dns_row {
    DNS_LENGTH,
    DNS_ID,
    DNS_FLAGS,
    DNS_RESPONSE,
    DNS_OPCODE,
    DNS_AUTHORITATIVE,
    DNS_CONFLICT_QUERY,
    DNS_CONFLICT,
    DNS_TRUNCATED,
    DNS_RECDESIRED,
    DNS_TENTATIVE,
    DNS_RECAVAIL,
    DNS_Z,
    DNS_AUTHENTICATED,
    DNS_AD, /* the same bit in a query, RFC 6840 5.7 */
    DNS_CHECKDISABLE,
    DNS_RCODE,
    DNS_QUERIES,
    DNS_ZONES,
    DNS_ANSWERS,
    DNS_PREREQUISITES,
    DNS_AUTH_RR,
    DNS_UPDATES,
    DNS_ADD_RR,
    DNS_SECTION,
    DNS_QUESTION,
    DNS_RECORD,
    DNS_QRY_NAME,
    DNS_QRY_NAME_LEN,
    DNS_LABELS,
    DNS_QRY_TYPE,
    DNS_QRY_CLASS,
    DNS_QRY_CLASS_MASKED,
    DNS_QU,
    DNS_NAME,
    DNS_SRV_SERVICE,
    DNS_SRV_PROTO,
    DNS_SRV_NAME,
    DNS_TYPE,
    DNS_CLASS,
    DNS_CLASS_MASKED,
    DNS_FLUSH,
    DNS_TTL,
    DNS_LEN,
    DNS_PAYLOAD_SIZE,
    DNS_PAYLOAD_SIZE_MASKED,
    DNS_EXT_RCODE,
    DNS_EDNS_VERSION,
    DNS_OPT_Z,
    DNS_OPT_DO,
    DNS_OPT_RESERVED,
    DNS_A,
    DNS_AAAA,
    DNS_NS,
    DNS_CNAME,
    DNS_PTR,
    DNS_DNAME,
    DNS_MX_PREFERENCE,
    DNS_MX_EXCHANGE,
    DNS_TXT_LENGTH,
    DNS_TXT,
    DNS_SPF_LENGTH,
    DNS_SPF,
    DNS_SOA_MNAME,
    DNS_SOA_RNAME,
    DNS_SOA_SERIAL,
    DNS_SOA_REFRESH,
    DNS_SOA_RETRY,
    DNS_SOA_EXPIRE,
    DNS_SOA_MINIMUM,
    DNS_SRV_PRIORITY,
    DNS_SRV_WEIGHT,
    DNS_SRV_PORT,
    DNS_SRV_TARGET,
    DNS_HINFO_CPU_LENGTH,
    DNS_HINFO_CPU,
    DNS_HINFO_OS_LENGTH,
    DNS_HINFO_OS,
    DNS_NAPTR_ORDER,
    DNS_NAPTR_PREFERENCE,
    DNS_NAPTR_FLAGS_LENGTH,
    DNS_NAPTR_FLAGS,
    DNS_NAPTR_SERVICE_LENGTH,
    DNS_NAPTR_SERVICE,
    DNS_NAPTR_REGEX_LENGTH,
    DNS_NAPTR_REGEX,
    DNS_NAPTR_REPLACEMENT_LENGTH,
    DNS_NAPTR_REPLACEMENT,
    DNS_OPTION,
    DNS_OPTION_CODE,
    DNS_OPTION_LENGTH,
    DNS_OPTION_DATA,
    DNS_SUBNET_FAMILY,
    DNS_SUBNET_NETMASK,
    DNS_SUBNET_SCOPE,
    DNS_SUBNET_ADDR,
    DNS_SUBNET_ADDR4,
    DNS_SUBNET_ADDR6,
    DNS_COOKIE_CLIENT,
    DNS_COOKIE_SERVER,
    DNS_KEEPALIVE,
    DNS_PADDING,
    DNS_ERROR_CODE,
    DNS_ERROR_TEXT,
    DNS_SVCB_PRIORITY,
    DNS_SVCB_TARGET,
    DNS_SVCB_PARAM,
    DNS_SVCB_KEY,
    DNS_SVCB_LENGTH,
    DNS_SVCB_VALUE,
    DNS_SVCB_MANDATORY,
    DNS_SVCB_ALPN_LENGTH,
    DNS_SVCB_ALPN,
    DNS_SVCB_PORT,
    DNS_SVCB_IPV4,
    DNS_SVCB_ECH,
    DNS_SVCB_IPV6,
    DNS_CAA_FLAGS,
    DNS_CAA_CRITICAL,
    DNS_CAA_ISSUE,
    DNS_CAA_ISSUEWILD,
    DNS_CAA_IODEF,
    DNS_CAA_UNKNOWN,
    DNS_CAA_TAG_LENGTH,
    DNS_CAA_TAG,
    DNS_CAA_VALUE,
    DNS_KEY_FLAGS,
    DNS_KEY_ZONE,
    DNS_KEY_REVOKED,
    DNS_KEY_ENTRY,
    DNS_KEY_RESERVED,
    DNS_KEY_PROTOCOL,
    DNS_KEY_ALGORITHM,
    DNS_KEY_ID,
    DNS_KEY_DATA,
    DNS_DS_KEY_ID,
    DNS_DS_ALGORITHM,
    DNS_DS_DIGEST_TYPE,
    DNS_DS_DIGEST,
    DNS_SIG_COVERED,
    DNS_SIG_ALGORITHM,
    DNS_SIG_LABELS,
    DNS_SIG_TTL,
    DNS_SIG_EXPIRATION,
    DNS_SIG_INCEPTION,
    DNS_SIG_KEY_TAG,
    DNS_SIG_SIGNER,
    DNS_SIG_DATA,
    DNS_NSEC_NEXT,
    DNS_NSEC_TYPE,
    DNS_SSHFP_ALGORITHM,
    DNS_SSHFP_TYPE,
    DNS_SSHFP_DATA,
    DNS_TLSA_USAGE,
    DNS_TLSA_SELECTOR,
    DNS_TLSA_MATCHING,
    DNS_TLSA_DATA,
    DNS_NULL_DATA,
    DNS_MD,
    DNS_MF,
    DNS_MB,
    DNS_MG,
    DNS_MR,
    DNS_MINFO_R,
    DNS_MINFO_E,
    DNS_RP_MAILBOX,
    DNS_RP_TXT,
    DNS_AFSDB_SUBTYPE,
    DNS_AFSDB_HOST,
    DNS_RT_PREFERENCE,
    DNS_RT_HOST,
    DNS_KX_PREFERENCE,
    DNS_KX_EXCHANGE,
    DNS_CERT_TYPE,
    DNS_CERT_KEY_TAG,
    DNS_CERT_ALGORITHM,
    DNS_CERT_DATA,
    DNS_DHCID,
    DNS_OPENPGP,
    DNS_EUI48,
    DNS_NID_PREFERENCE,
    DNS_NID,
    DNS_L32_PREFERENCE,
    DNS_L32,
    DNS_L64_PREFERENCE,
    DNS_L64,
    DNS_LP_PREFERENCE,
    DNS_LP,
    DNS_ZONEMD_SERIAL,
    DNS_ZONEMD_SCHEME,
    DNS_ZONEMD_HASH,
    DNS_ZONEMD_DIGEST,
    DNS_NSEC3_ALGORITHM,
    DNS_NSEC3_FLAGS,
    DNS_NSEC3_OPT_OUT,
    DNS_NSEC3_ITERATIONS,
    DNS_NSEC3_SALT_LENGTH,
    DNS_NSEC3_SALT,
    DNS_NSEC3_HASH_LENGTH,
    DNS_NSEC3_HASH,
    DNS_TSIG_ALGORITHM,
    DNS_TSIG_TIME,
    DNS_TSIG_FUDGE,
    DNS_TSIG_MAC_SIZE,
    DNS_TSIG_MAC,
    DNS_TSIG_NO_ALGORITHM,
    DNS_TSIG_ORIGINAL_ID,
    DNS_TSIG_ERROR,
    DNS_TSIG_OTHER_LENGTH,
    DNS_TSIG_OTHER,
    DNS_LOC_VERSION,
    DNS_LOC_SIZE,
    DNS_LOC_HORIZONTAL,
    DNS_LOC_VERTICAL,
    DNS_LOC_LATITUDE,
    DNS_LOC_LONGITUDE,
    DNS_LOC_ALTITUDE,
    DNS_OPTION_DAU,
    DNS_OPTION_DHU,
    DNS_OPTION_N3U,
    DNS_DATA,
    DNS_N_UNDECODED,
    DNS_REQUEST_IN,
    DNS_RESPONSE_IN,
    DNS_TIME,
    DNS_UNSOLICITED,
    DNS_REPEATED_REQUEST,
    DNS_REPEATED_RESPONSE,
    DNS_RETRANSMISSION,
    DNS_EXTRANEOUS,
    DNS_EXTRANEOUS_DATA,
    DNS_EXTRANEOUS_LENGTH,
    DNS_N_REQUEST,
    DNS_N_RESPONSE,
    DNS_NFIELDS
};

extern const struct field dns_fields[DNS_NFIELDS];
extern const struct value_name dns_opcodes[], dns_rcodes[], dns_classes[];
/* Others of dns_values.c, for the rows. */
extern const struct value_name dns_acceptable_names[], dns_authenticated_names[],
    dns_authoritative_names[];
extern const struct value_name dns_available_names[], dns_certificate_types[], dns_conflict_names[];
extern const struct value_name dns_conflict_query_names[], dns_critical_names[],
    dns_desired_names[];
extern const struct value_name dns_digests[], dns_dnssec_names[], dns_extended_errors[];
extern const struct value_name dns_key_algorithms[], dns_nsec3_algorithms[], dns_opt_out_names[];
extern const struct value_name dns_option_names[], dns_response_names[], dns_ssh_algorithms[];
extern const struct value_name dns_ssh_hashes[], dns_subnet_families[], dns_svcb_keys[];
extern const struct value_name dns_tentative_names[], dns_tlsa_matching[], dns_tlsa_selectors[];
extern const struct value_name dns_tlsa_usages[], dns_truncated_names[], dns_tsig_errors[];
extern const struct value_name dns_yes_no[], dns_z_names[], dns_zone_key_names[];
extern const struct value_name dns_zonemd_hashes[], dns_zonemd_schemes[];
extern const struct value_name dns_types[];        /* "A" */
extern const struct value_name dns_descriptions[]; /* "A (Host Address)" */
/* Lines of the tree (dns_show.c). */
void dns_show_flags(struct text *text, const struct packet *packet, const struct item *item);
void dns_show_covered(struct text *text, const struct packet *packet, const struct item *item);
void dns_show_option(struct text *text, const struct packet *packet, const struct item *item);
void dns_show_param(struct text *text, const struct packet *packet, const struct item *item);
void dns_show_ech(struct text *text, const struct packet *packet, const struct item *item);
void dns_show_extraneous(struct text *text, const struct packet *packet, const struct item *item);

enum {
    DNS_TYPE_A = 1,
    DNS_TYPE_LOC = 29,
    DNS_TYPE_TXT = 16,
    DNS_TYPE_SRV = 33,
    DNS_TYPE_OPT = 41,
    DNS_TYPE_NSEC = 47,
    DNS_TYPE_DNSKEY = 48,
    DNS_TYPE_NSEC3 = 50,
    DNS_TYPE_NSEC3PARAM = 51,
    DNS_TYPE_CDNSKEY = 60,
    DNS_TYPE_SVCB = 64,
    DNS_TYPE_HTTPS = 65,
    DNS_TYPE_SPF = 99,
    DNS_TYPE_TSIG = 250,
    DNS_TYPE_CAA = 257
};

/* A name as people write it: labels with dots, "<Root>" for the empty one. */
struct dns_name {
    uint32_t length;
    uint8_t text[DNS_NAME_MAX];
};
/* Reads a name at the cursor, following pointers into the message that begins at `message`. */
void dns_name_read(struct cur *c, uint32_t message, struct dns_name *name);
/* How many parts it has between its dots. */
uint32_t dns_name_labels(const struct dns_name *name);
/* It as it is told: what is no text is escaped, as in the tree. */
struct bytes dns_name_escape(struct packet *p, const struct dns_name *name);
/* A name, read and added as a string field. */
void dns_name_add(struct packet *p, struct cur *c, uint32_t message, unsigned field);

/* One field of a type's data.  A DNS_STRING has its length before it, in the row before its own. */
enum dns_step_kind {
    DNS_STEP_END,
    DNS_STEP_NUMBER,
    DNS_STEP_ADDRESS,
    DNS_STEP_NAME,
    DNS_STEP_STRING,
    DNS_STEP_TIME,
    DNS_STEP_REST
};
struct dns_step {
    uint8_t kind; /* enum dns_step_kind */
    unsigned row;
    const char *word; /* it identifies the record: what stands before it in the heading */
};
/* The fields of a type that is seldom met; NULL if it has no list of them. */
const struct dns_step *dns_rare_steps(uint16_t type);
/* What stands in its data, or behind those fields; false if the type is not known. */
bool dns_rare_add(struct packet *p, struct cur *c, uint32_t message, uint16_t type);
/* The options of an OPT record, up to the end. */
void dns_options_add(struct packet *p, struct cur *c);
/* Adds a map of types, RFC 4034 4.1.2. */
void dns_types_add(struct packet *p, struct cur *c);

/* Adds the fields of a record's data, all that `c` covers. */
void dns_data_add(struct packet *p, struct cur *c, uint32_t message, uint16_t type);
/* Appends the values that identify a record: " 10 mail.example", or with labels ", preference 10,
 * mx mail.example". */
void dns_data_put(struct text *text, struct cur data, uint32_t message, uint16_t type, bool labels);

/* The headings of a question and of a record. */
void dns_show_question(struct text *text, const struct packet *packet, const struct item *item);
void dns_show_location(struct text *text, const struct packet *packet, const struct item *item);
void dns_show_record(struct text *text, const struct packet *packet, const struct item *item);

/* Where the message begins, to which pointers in names refer. */
static inline uint32_t dns_start(const struct layer *layer)
{
    return layer->offset + (layer->unit ? DNS_PREFIX : 0);
}
/* Which of the three protocols a layer is. */
enum dns_flavour dns_flavour(const struct layer *layer);
/* The layer's line of the tree, and its Info. */
void dns_describe(struct text *text, const struct packet *packet, const struct layer *layer);
void dns_info(struct text *text, const struct packet *packet, const struct layer *layer);
