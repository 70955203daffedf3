/* The rows of DNS, mDNS and LLMNR.  SPDX-License-Identifier: MIT */
#include "base/escape.h"
#include "base/text.h"
#include "dissect/duration.h"
#include "dissect/proto/dns.h"

const struct value_name dns_opcodes[] = {
    {0, "Standard query"},
    {1, "Inverse query"},
    {2, "Server status request"},
    {4, "Zone change notification"},
    {5, "Dynamic update"},
    {6, "DNS Stateful operations (DSO)"},
    {0, NULL},
};
const struct value_name dns_rcodes[] = {
    {0, "No error"},
    {1, "Format error"},
    {2, "Server failure"},
    {3, "No such name"},
    {4, "Not implemented"},
    {5, "Refused"},
    {6, "Name exists"},
    {7, "RRset exists"},
    {8, "RRset does not exist"},
    {9, "Not authoritative"},
    {10, "Name out of zone"},
    {11, "DSO-Type not implemented"},
    {0, NULL},
};
const struct value_name dns_classes[] = {
    {1, "IN"},
    {2, "CS"},
    {3, "CH"},
    {4, "HS"},
    {254, "NONE"},
    {255, "ANY"},
    {0, NULL},
};
/* clang-format off */
static const struct value_name response_names[] = {{1, "Message is a response"}, {0, "Message is a query"}, {0, NULL}};
static const struct value_name authoritative_names[] = {{1, "Server is an authority for domain"}, {0, "Server is not an authority for domain"}, {0, NULL}};
static const struct value_name conflict_query_names[] = {{1, "The sender received multiple responses"}, {0, "None"}, {0, NULL}};
static const struct value_name conflict_names[] = {{1, "The name is not considered unique"}, {0, "The name is considered unique"}, {0, NULL}};
static const struct value_name truncated_names[] = {{1, "Message is truncated"}, {0, "Message is not truncated"}, {0, NULL}};
static const struct value_name desired_names[] = {{1, "Do query recursively"}, {0, "Don't do query recursively"}, {0, NULL}};
static const struct value_name tentative_names[] = {{1, "Tentative"}, {0, "Not tentative"}, {0, NULL}};
static const struct value_name available_names[] = {{1, "Server can do recursive queries"}, {0, "Server can't do recursive queries"}, {0, NULL}};
static const struct value_name z_names[] = {{1, "reserved - incorrect!"}, {0, "reserved (0)"}, {0, NULL}};
static const struct value_name authenticated_names[] = {{1, "Answer/authority portion was authenticated by the server"}, {0, "Answer/authority portion was not authenticated by the server"}, {0, NULL}};
static const struct value_name acceptable_names[] = {{1, "Acceptable"}, {0, "Unacceptable"}, {0, NULL}};
static const struct value_name dnssec_names[] = {{1, "Accepts DNSSEC security RRs"}, {0, "Cannot handle DNSSEC security RRs"}, {0, NULL}};
static const struct value_name critical_names[] = {{1, "Critical"}, {0, "Not critical"}, {0, NULL}};
static const struct value_name zone_key_names[] = {{1, "This is the zone key for specified zone"}, {0, "This is not a zone key"}, {0, NULL}};
static const struct value_name yes_no[] = {{1, "Yes"}, {0, "No"}, {0, NULL}};
/* clang-format on */
static const struct value_name options[] = {
    {0, "Reserved"},
    {1, "LLQ - Long-lived query"},
    {2, "UL - Update lease"},
    {3, "NSID - Name Server Identifier"},
    {4, "Owner (reserved)"},
    {5, "DAU - DNSSEC Algorithm Understood (RFC6975)"},
    {6, "DHU - DS Hash Understood (RFC6975)"},
    {7, "N3U - NSEC3 Hash Understood (RFC6975)"},
    {8, "CSUBNET - Client subnet"},
    {9, "EDNS EXPIRE (RFC7314)"},
    {10, "COOKIE"},
    {11, "EDNS TCP Keepalive"},
    {12, "PADDING"},
    {13, "CHAIN"},
    {15, "Extended DNS Error"},
    {0, NULL},
};
static const struct value_name errors[] = {
    {0, "Other Error"},
    {1, "Unsupported DNSKEY Algorithm"},
    {2, "Unsupported DS Digest Type"},
    {3, "Stale Answer"},
    {4, "Forged Answer"},
    {5, "DNSSEC Indeterminate"},
    {6, "DNSSEC Bogus"},
    {7, "Signature Expired"},
    {8, "Signature Not Yet Valid"},
    {9, "DNSKEY Missing"},
    {10, "RRSIGs Missing"},
    {11, "No Zone Key Bit Set"},
    {12, "NSEC Missing"},
    {13, "Cached Error"},
    {14, "Not Ready"},
    {15, "Blocked"},
    {16, "Censored"},
    {17, "Filtered"},
    {18, "Prohibited"},
    {19, "Stale NXDOMAIN Answer"},
    {20, "Not Authoritative"},
    {21, "Not Supported"},
    {22, "No Reachable Authority"},
    {23, "Network Error"},
    {24, "Invalid Data"},
    {0, NULL},
};
static const struct value_name families[] = {
    {1, "IPv4"},
    {2, "IPv6"},
    {0, NULL},
};
static const struct value_name params[] = {
    {0, "mandatory"},
    {1, "alpn"},
    {2, "no-default-alpn"},
    {3, "port"},
    {4, "ipv4hint"},
    {5, "echconfig"},
    {6, "ipv6hint"},
    {7, "dohpath"},
    {0, NULL},
};
static const struct value_name algorithms[] = {
    {1, "RSA/MD5"},
    {2, "Diffie-Hellman"},
    {3, "DSA"},
    {4, "Elliptic curve crypto"},
    {5, "RSA/SHA1"},
    {6, "DSA + NSEC3/SHA1"},
    {7, "RSA/SHA1 + NSEC3/SHA1"},
    {8, "RSA/SHA-256"},
    {10, "RSA/SHA-512"},
    {12, "GOST R 34.10-2001"},
    {13, "ECDSA Curve P-256 with SHA-256"},
    {14, "ECDSA Curve P-386 with SHA-386"},
    {15, "Ed25519"},
    {16, "Ed448"},
    {157, "HMAC/MD5"},
    {252, "Indirect key"},
    {253, "Private, domain name"},
    {254, "Private, OID"},
    {0, NULL},
};
static const struct value_name digests[] = {
    {0, "Reserved"},
    {1, "SHA-1"},
    {2, "SHA-256"},
    {3, "GOST R 34.11-94"},
    {4, "SHA-384"},
    {0, NULL},
};
static const struct value_name ssh_algorithms[] = {
    {1, "RSA"},
    {2, "DSS"},
    {3, "ECDSA"},
    {4, "Ed25519"},
    {0, NULL},
};
static const struct value_name ssh_hashes[] = {
    {1, "SHA1"},
    {2, "SHA256"},
    {0, NULL},
};
static const struct value_name tlsa_usages[] = {
    {3, "Domain-issued certificate (DANE-EE)"},
    {0, NULL},
};
static const struct value_name tlsa_selectors[] = {
    {0, "Full certificate"},
    {1, "SubjectPublicKeyInfo (SPKI)"},
    {0, NULL},
};
static const struct value_name tlsa_matching[] = {
    {1, "256 bit hash by SHA2 (SHA2-256)"},
    {0, NULL},
};

static const struct value_name nsec3_algorithms[] = {{0, "Reserved"}, {1, "SHA-1"}, {0, NULL}};
static const struct value_name zonemd_schemes[] = {{1, "SIMPLE"}, {0, NULL}};
static const struct value_name zonemd_hashes[] = {{1, "SHA-384"}, {2, "SHA-512"}, {0, NULL}};
static const struct value_name opt_out_names[] = {
    {1, "Additional insecure delegations allowed"},
    {0, "Additional insecure delegations forbidden"},
    {0, NULL},
};
static const struct value_name certificate_types[] = {
    {1, "PKIX"},
    {2, "SPKI"},
    {3, "PGP"},
    {4, "IPKIX"},
    {5, "ISPKI"},
    {6, "IPGP"},
    {7, "ACPKIX"},
    {8, "IACPKIX"},
    {253, "Private, URI"},
    {254, "Private, OID"},
    {0, NULL},
};
static const struct value_name tsig_errors[] = {
    {0, "No error"},
    {1, "Format error"},
    {2, "Server failure"},
    {3, "No such name"},
    {4, "Not implemented"},
    {5, "Refused"},
    {9, "Not authoritative"},
    {16, "Bad OPT Version or TSIG Signature Failure"},
    {17, "Key not recognized"},
    {18, "Signature out of time window"},
    {22, "Bad Truncation"},
    {0, NULL},
};

static const char *name_or(const struct value_name *names, uint64_t value, const char *otherwise)
{
    const char *name = field_value_name(names, value);
    return name ? name : otherwise;
}

static void show_flags(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    unsigned flags = (unsigned)item->number;
    text_format(text, "Flags: 0x%04x %s", flags,
        name_or(dns_opcodes, flags >> 11 & 15, "Unknown operation"));
    if (flags & 0x8000)
        text_format(text, " response, %s", name_or(dns_rcodes, flags & 15, "Unknown error"));
}

static void show_covered(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    const char *name = field_value_name(dns_descriptions, item->number);
    text_put(text, "RR type in bit map: ");
    if (name)
        text_put(text, name);
    else
        text_format(text, "Unknown (%u)", (unsigned)item->number);
}

static void show_option(struct text *text, const struct packet *packet, const struct item *item)
{
    const uint8_t *at = item->length >= 2 ? packet_at(packet, item->source, item->offset, 2) : NULL;
    if (!at) {
        text_put(text, "Option");
        return;
    }
    uint16_t code = bytes_be16(at);
    text_format(text, "Option: %s", name_or(options, code, "Unknown"));
    if (!field_value_name(options, code)) text_format(text, " (%u)", code);
}

/* "SvcParam: alpn=h2,h3": the values are items behind this one. */
static void show_param(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct layer *layer = &packet->layers[item->layer];
    const struct item *end = packet->items + layer->first + layer->count, *value = item + 1;
    text_put(text, "SvcParam: ");
    char before = '=';
    for (; value < end && value->depth > item->depth; value++) {
        if (value->field == &dns_fields[DNS_SVCB_KEY]) {
            const char *name = field_value_name(params, value->number);
            if (name)
                text_put(text, name);
            else
                text_format(text, "key%u", (unsigned)value->number);
        } else if (value->field != &dns_fields[DNS_SVCB_LENGTH] &&
                   value->field != &dns_fields[DNS_SVCB_ALPN_LENGTH]) {
            text_char(text, before);
            if (value->field == &dns_fields[DNS_SVCB_MANDATORY])
                text_put(text, name_or(params, value->number, "unknown"));
            else if (value->field == &dns_fields[DNS_SVCB_ECH])
                text_base64(text, value->bytes.at, value->bytes.len);
            else if (value->field == &dns_fields[DNS_SVCB_VALUE])
                escape_tree(text, value->bytes);
            else
                field_print_shown(text, value);
            before = ',';
        }
    }
}

static void show_ech(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_put(text, "ECHConfig: ");
    text_base64(text, item->bytes.at, item->bytes.len);
}

static void show_extraneous(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Extraneous Data (%u byte%s)", item->length, item->length == 1 ? "" : "s");
}

const struct field dns_fields[DNS_NFIELDS] = {
    [DNS_LENGTH] = {"dns.length", "Length", FT_UINT16, BASE_DEC,
        .blurb = "How many bytes of the stream the message takes"},
    [DNS_ID] = {"dns.id", "Transaction ID", FT_UINT16, BASE_HEX,
        .blurb = "Chosen by who asks; the answer carries the same"},
    [DNS_FLAGS] = {"dns.flags", "Flags", FT_UINT16, BASE_HEX, .show = show_flags,
        .blurb = "Question or answer, what was wished, and how it went"},
    [DNS_RESPONSE] = {"dns.flags.response", "Response", FT_BOOLEAN, BASE_NONE, 0x8000,
        .unit_bits = 16, .names = response_names, .blurb = "Answer (1) or question (0)"},
    [DNS_OPCODE] = {"dns.flags.opcode", "Opcode", FT_UINT16, BASE_DEC, 0x7800, .names = dns_opcodes,
        .blurb = "What is wanted: mostly 0, a query"},
    [DNS_AUTHORITATIVE] = {"dns.flags.authoritative", "Authoritative", FT_BOOLEAN, BASE_NONE,
        0x0400, .unit_bits = 16, .names = authoritative_names,
        .blurb = "The server answers for a domain of its own"},
    [DNS_CONFLICT_QUERY] = {"dns.flags.conflict", "Conflict", FT_BOOLEAN, BASE_NONE, 0x0400,
        .unit_bits = 16, .names = conflict_query_names,
        .blurb = "Several hosts answered to this name"},
    [DNS_CONFLICT] = {"dns.flags.conflict", "Conflict", FT_BOOLEAN, BASE_NONE, 0x0400,
        .unit_bits = 16, .names = conflict_names, .blurb = "Several hosts answer to this name"},
    [DNS_TRUNCATED] = {"dns.flags.truncated", "Truncated", FT_BOOLEAN, BASE_NONE, 0x0200,
        .unit_bits = 16, .names = truncated_names,
        .blurb = "There was more than fits: to be asked again over TCP"},
    [DNS_RECDESIRED] = {"dns.flags.recdesired", "Recursion desired", FT_BOOLEAN, BASE_NONE, 0x0100,
        .unit_bits = 16, .names = desired_names,
        .blurb = "Please ask other servers where you do not know"},
    [DNS_TENTATIVE] = {"dns.flags.tentative", "Tentative", FT_BOOLEAN, BASE_NONE, 0x0100,
        .unit_bits = 16, .names = tentative_names,
        .blurb = "The host has not yet made sure that the name is its own"},
    [DNS_RECAVAIL] = {"dns.flags.recavail", "Recursion available", FT_BOOLEAN, BASE_NONE, 0x0080,
        .unit_bits = 16, .names = available_names, .blurb = "The server would ask others"},
    [DNS_Z] = {"dns.flags.z", "Z", FT_BOOLEAN, BASE_NONE, 0x0040, .unit_bits = 16, .names = z_names,
        .blurb = "Must be 0"},
    [DNS_AUTHENTICATED] = {"dns.flags.authenticated", "Answer authenticated", FT_BOOLEAN, BASE_NONE,
        0x0020, .unit_bits = 16, .names = authenticated_names,
        .blurb = "The server has checked the signatures"},
    [DNS_AD] = {"dns.flags.authenticated", "AD bit", FT_BOOLEAN, BASE_NONE, 0x0020, .unit_bits = 16,
        .blurb = "Whether the client wants to know if the data were verified"},
    [DNS_CHECKDISABLE] = {"dns.flags.checkdisable", "Non-authenticated data", FT_BOOLEAN, BASE_NONE,
        0x0010, .unit_bits = 16, .names = acceptable_names,
        .blurb = "Send answers even if their signatures are wrong"},
    [DNS_RCODE] = {"dns.flags.rcode", "Reply code", FT_UINT16, BASE_DEC, 0x000f,
        .names = dns_rcodes, .blurb = "How it went: 0 well, 3 there is no such name"},
    [DNS_QUERIES] = {"dns.count.queries", "Questions", FT_UINT16, BASE_DEC,
        .blurb = "How many of them follow"},
    [DNS_ZONES] = {"dns.count.zones", "Zones", FT_UINT16, BASE_DEC,
        .blurb = "How many of them follow"},
    [DNS_ANSWERS] = {"dns.count.answers", "Answer RRs", FT_UINT16, BASE_DEC,
        .blurb = "How many of them follow"},
    [DNS_PREREQUISITES] = {"dns.count.prerequisites", "Prerequisites", FT_UINT16, BASE_DEC,
        .blurb = "How many of them follow"},
    [DNS_AUTH_RR] = {"dns.count.auth_rr", "Authority RRs", FT_UINT16, BASE_DEC,
        .blurb = "How many of them follow"},
    [DNS_UPDATES] = {"dns.count.updates", "Updates", FT_UINT16, BASE_DEC,
        .blurb = "How many of them follow"},
    [DNS_ADD_RR] = {"dns.count.add_rr", "Additional RRs", FT_UINT16, BASE_DEC,
        .blurb = "How many of them follow"},
    [DNS_SECTION] = {NULL, "Queries", FT_NONE, BASE_NONE},
    [DNS_QUESTION] = {NULL, "Question", FT_NONE, BASE_NONE, .show = dns_show_question},
    [DNS_RECORD] = {NULL, "Record", FT_NONE, BASE_NONE, .show = dns_show_record},
    [DNS_QRY_NAME] = {"dns.qry.name", "Name", FT_STRING, BASE_NONE,
        .blurb = "The name that is asked about"},
    [DNS_QRY_NAME_LEN] = {"dns.qry.name.len", "Name Length", FT_UINT16, BASE_DEC},
    [DNS_LABELS] = {"dns.count.labels", "Label Count", FT_UINT16, BASE_DEC,
        .blurb = "Parts of the name between the dots"},
    [DNS_QRY_TYPE] = {"dns.qry.type", "Type", FT_UINT16, BASE_DEC, .names = dns_descriptions,
        .blurb = "What is asked: A an IPv4 address, AAAA an IPv6 address, MX where mail goes …"},
    [DNS_QRY_CLASS] = {"dns.qry.class", "Class", FT_UINT16, BASE_HEX, .names = dns_classes,
        .blurb = "IN, the Internet, nearly always"},
    [DNS_QRY_CLASS_MASKED] = {"dns.qry.class", "Class", FT_UINT16, BASE_HEX, 0x7fff,
        .names = dns_classes},
    [DNS_QU] = {"dns.qry.qu", "\"QU\" question", FT_BOOLEAN, BASE_NONE, 0x8000, .unit_bits = 16,
        .names = field_true_false, .blurb = "Please answer to me alone, not to all"},
    [DNS_NAME] = {"dns.resp.name", "Name", FT_STRING, BASE_NONE,
        .blurb = "The name that the record is about"},
    [DNS_SRV_SERVICE] = {"dns.srv.service", "Service", FT_STRING, BASE_NONE},
    [DNS_SRV_PROTO] = {"dns.srv.proto", "Protocol", FT_STRING, BASE_NONE},
    [DNS_SRV_NAME] = {"dns.srv.name", "Name", FT_STRING, BASE_NONE},
    [DNS_TYPE] = {"dns.resp.type", "Type", FT_UINT16, BASE_DEC, .names = dns_descriptions,
        .blurb = "What the record tells"},
    [DNS_CLASS] = {"dns.resp.class", "Class", FT_UINT16, BASE_HEX, .names = dns_classes},
    [DNS_CLASS_MASKED] = {"dns.resp.class", "Class", FT_UINT16, BASE_HEX, 0x7fff,
        .names = dns_classes},
    [DNS_FLUSH] = {"dns.resp.cache_flush", "Cache flush", FT_BOOLEAN, BASE_NONE, 0x8000,
        .unit_bits = 16, .names = field_true_false,
        .blurb = "Forget what you knew of this name and type"},
    [DNS_TTL] = {"dns.resp.ttl", "Time to live", FT_UINT32, BASE_DEC, .show = duration_show,
        .blurb = "Seconds for which the answer may be kept"},
    [DNS_LEN] = {"dns.resp.len", "Data length", FT_UINT16, BASE_DEC},
    [DNS_PAYLOAD_SIZE] = {"dns.rr.udp_payload_size", "UDP payload size", FT_UINT16, BASE_DEC,
        .blurb = "The longest answer that the sender can take in one datagram"},
    [DNS_PAYLOAD_SIZE_MASKED] = {"dns.rr.udp_payload_size", "UDP payload size", FT_UINT16, BASE_HEX,
        0x7fff},
    [DNS_EXT_RCODE] = {"dns.resp.ext_rcode", "Higher bits in extended RCODE", FT_UINT8, BASE_HEX},
    [DNS_EDNS_VERSION] = {"dns.resp.edns0_version", "EDNS0 version", FT_UINT8, BASE_DEC},
    [DNS_OPT_Z] = {"dns.resp.z", "Z", FT_UINT16, BASE_HEX},
    [DNS_OPT_DO] = {"dns.resp.z.do", "DO bit", FT_BOOLEAN, BASE_NONE, 0x8000, .unit_bits = 16,
        .names = dnssec_names, .blurb = "Please send the signatures along"},
    [DNS_OPT_RESERVED] = {"dns.resp.z.reserved", "Reserved", FT_UINT16, BASE_HEX, 0x7fff},
    [DNS_A] = {"dns.a", "Address", FT_IPv4, BASE_NONE, .blurb = "The IPv4 address of the name"},
    [DNS_AAAA] = {"dns.aaaa", "AAAA Address", FT_IPv6, BASE_NONE,
        .blurb = "The IPv6 address of the name"},
    [DNS_NS] = {"dns.ns", "Name Server", FT_STRING, BASE_NONE,
        .blurb = "A server that answers for the domain"},
    [DNS_CNAME] = {"dns.cname", "CNAME", FT_STRING, BASE_NONE,
        .blurb = "The name is another one for this"},
    [DNS_PTR] = {"dns.ptr.domain_name", "Domain Name", FT_STRING, BASE_NONE,
        .blurb = "The name of the address asked about"},
    [DNS_DNAME] = {"dns.dname", "Dname", FT_STRING, BASE_NONE},
    [DNS_MX_PREFERENCE] = {"dns.mx.preference", "Preference", FT_UINT16, BASE_DEC,
        .blurb = "Which mail server to try first: the lowest"},
    [DNS_MX_EXCHANGE] = {"dns.mx.mail_exchange", "Mail Exchange", FT_STRING, BASE_NONE,
        .blurb = "The host that takes mail for the domain"},
    [DNS_TXT_LENGTH] = {"dns.txt.length", "TXT Length", FT_UINT8, BASE_DEC},
    [DNS_TXT] = {"dns.txt", "TXT", FT_STRING, BASE_NONE, .blurb = "Text for whoever can use it"},
    [DNS_SPF_LENGTH] = {"dns.spf.length", "SPF Length", FT_UINT8, BASE_DEC},
    [DNS_SPF] = {"dns.spf", "SPF", FT_STRING, BASE_NONE},
    [DNS_SOA_MNAME] = {"dns.soa.mname", "Primary name server", FT_STRING, BASE_NONE},
    [DNS_SOA_RNAME] = {"dns.soa.rname", "Responsible authority's mailbox", FT_STRING, BASE_NONE,
        .blurb = "The first dot stands for an @"},
    [DNS_SOA_SERIAL] = {"dns.soa.serial_number", "Serial Number", FT_UINT32, BASE_DEC,
        .blurb = "Grows with each change of the zone"},
    [DNS_SOA_REFRESH] = {"dns.soa.refresh_interval", "Refresh Interval", FT_UINT32, BASE_DEC,
        .show = duration_show},
    [DNS_SOA_RETRY] = {"dns.soa.retry_interval", "Retry Interval", FT_UINT32, BASE_DEC,
        .show = duration_show},
    [DNS_SOA_EXPIRE] = {"dns.soa.expire_limit", "Expire limit", FT_UINT32, BASE_DEC,
        .show = duration_show},
    [DNS_SOA_MINIMUM] = {"dns.soa.minimum_ttl", "Minimum TTL", FT_UINT32, BASE_DEC,
        .show = duration_show},
    [DNS_SRV_PRIORITY] = {"dns.srv.priority", "Priority", FT_UINT16, BASE_DEC},
    [DNS_SRV_WEIGHT] = {"dns.srv.weight", "Weight", FT_UINT16, BASE_DEC},
    [DNS_SRV_PORT] = {"dns.srv.port", "Port", FT_UINT16, BASE_DEC},
    [DNS_SRV_TARGET] = {"dns.srv.target", "Target", FT_STRING, BASE_NONE,
        .blurb = "The host that offers the service"},
    [DNS_HINFO_CPU_LENGTH] = {"dns.hinfo.cpu_length", "CPU Length", FT_UINT8, BASE_DEC},
    [DNS_HINFO_CPU] = {"dns.hinfo.cpu", "CPU", FT_STRING, BASE_NONE},
    [DNS_HINFO_OS_LENGTH] = {"dns.hinfo.os_length", "OS Length", FT_UINT8, BASE_DEC},
    [DNS_HINFO_OS] = {"dns.hinfo.os", "OS", FT_STRING, BASE_NONE},
    [DNS_NAPTR_ORDER] = {"dns.naptr.order", "Order", FT_UINT16, BASE_DEC},
    [DNS_NAPTR_PREFERENCE] = {"dns.naptr.preference", "Preference", FT_UINT16, BASE_DEC},
    [DNS_NAPTR_FLAGS_LENGTH] = {"dns.naptr.flags_length", "Flags Length", FT_UINT8, BASE_DEC},
    [DNS_NAPTR_FLAGS] = {"dns.naptr.flags", "Flags", FT_STRING, BASE_NONE},
    [DNS_NAPTR_SERVICE_LENGTH] = {"dns.naptr.service_length", "Service Length", FT_UINT8, BASE_DEC},
    [DNS_NAPTR_SERVICE] = {"dns.naptr.service", "Service", FT_STRING, BASE_NONE},
    [DNS_NAPTR_REGEX_LENGTH] = {"dns.naptr.regex_length", "Regex Length", FT_UINT8, BASE_DEC},
    [DNS_NAPTR_REGEX] = {"dns.naptr.regex", "Regex", FT_STRING, BASE_NONE},
    [DNS_NAPTR_REPLACEMENT_LENGTH] = {"dns.naptr.replacement_length", "Replacement Length",
        FT_UINT8, BASE_DEC},
    [DNS_NAPTR_REPLACEMENT] = {"dns.naptr.replacement", "Replacement", FT_STRING, BASE_NONE},
    [DNS_OPTION] = {"dns.opt", "Option", FT_NONE, BASE_NONE, .show = show_option},
    [DNS_OPTION_CODE] = {"dns.opt.code", "Option Code", FT_UINT16, BASE_DEC, .names = options},
    [DNS_OPTION_LENGTH] = {"dns.opt.len", "Option Length", FT_UINT16, BASE_DEC},
    [DNS_OPTION_DATA] = {"dns.opt.data", "Option Data", FT_BYTES, BASE_NONE},
    [DNS_SUBNET_FAMILY] = {"dns.opt.client.family", "Family", FT_UINT16, BASE_DEC,
        .names = families},
    [DNS_SUBNET_NETMASK] = {"dns.opt.client.netmask", "Source Netmask", FT_UINT8, BASE_DEC},
    [DNS_SUBNET_SCOPE] = {"dns.opt.client.scope", "Scope Netmask", FT_UINT8, BASE_DEC},
    [DNS_SUBNET_ADDR] = {"dns.opt.client.addr", "Client Subnet", FT_BYTES, BASE_NONE},
    [DNS_SUBNET_ADDR4] = {"dns.opt.client.addr4", "Client Subnet", FT_IPv4, BASE_NONE},
    [DNS_SUBNET_ADDR6] = {"dns.opt.client.addr6", "Client Subnet", FT_IPv6, BASE_NONE},
    [DNS_COOKIE_CLIENT] = {"dns.opt.cookie.client", "Client Cookie", FT_BYTES, BASE_NONE,
        .blurb = "Proof against forged answers: the server returns it"},
    [DNS_COOKIE_SERVER] = {"dns.opt.cookie.server", "Server Cookie", FT_BYTES, BASE_NONE},
    [DNS_KEEPALIVE] = {"dns.opt.edns_tcp_keepalive.timeout", "Timeout", FT_UINT16, BASE_DEC},
    [DNS_PADDING] = {"dns.opt.padding", "Padding", FT_BYTES, BASE_NONE},
    [DNS_ERROR_CODE] = {"dns.opt.ext_error.info_code", "Info Code", FT_UINT16, BASE_DEC,
        .names = errors},
    [DNS_ERROR_TEXT] = {"dns.opt.ext_error.extra_text", "Extra Text", FT_STRING, BASE_NONE},
    [DNS_SVCB_PRIORITY] = {"dns.svcb.svcpriority", "SvcPriority", FT_UINT16, BASE_DEC},
    [DNS_SVCB_TARGET] = {"dns.svcb.targetname", "TargetName", FT_STRING, BASE_NONE},
    [DNS_SVCB_PARAM] = {"dns.svcb.svcparam", "SvcParam", FT_NONE, BASE_NONE, .show = show_param},
    [DNS_SVCB_KEY] = {"dns.svcb.svcparam.key", "SvcParamKey", FT_UINT16, BASE_DEC, .names = params},
    [DNS_SVCB_LENGTH] = {"dns.svcb.svcparam.value.length", "SvcParamValue length", FT_UINT16,
        BASE_DEC},
    [DNS_SVCB_VALUE] = {"dns.svcb.svcparam.value", "SvcParamValue", FT_BYTES, BASE_NONE},
    [DNS_SVCB_MANDATORY] = {"dns.svcb.svcparam.mandatory.key", "Mandatory key", FT_UINT16, BASE_DEC,
        .names = params},
    [DNS_SVCB_ALPN_LENGTH] = {"dns.svcb.svcparam.alpn.length", "ALPN length", FT_UINT8, BASE_DEC},
    [DNS_SVCB_ALPN] = {"dns.svcb.svcparam.alpn", "ALPN", FT_STRING, BASE_NONE},
    [DNS_SVCB_PORT] = {"dns.svcb.svcparam.port", "Port", FT_UINT16, BASE_DEC},
    [DNS_SVCB_IPV4] = {"dns.svcb.svcparam.ipv4hint.ip", "IP", FT_IPv4, BASE_NONE},
    [DNS_SVCB_ECH] = {"dns.svcb.svcparam.echconfig", "ECHConfig", FT_BYTES, BASE_NONE,
        .show = show_ech},
    [DNS_SVCB_IPV6] = {"dns.svcb.svcparam.ipv6hint.ip", "IP", FT_IPv6, BASE_NONE},
    [DNS_CAA_FLAGS] = {"dns.caa.flags", "CAA Flags", FT_UINT8, BASE_HEX},
    [DNS_CAA_CRITICAL] = {"dns.caa.flags.issuer_critical", "Issuer Critical", FT_BOOLEAN, BASE_NONE,
        0x80, .names = critical_names},
    [DNS_CAA_ISSUE] = {"dns.caa.issue", "Issue", FT_STRING, BASE_NONE,
        .blurb = "Who may issue certificates for the domain"},
    [DNS_CAA_ISSUEWILD] = {"dns.caa.issuewild", "Issue Wildcard", FT_STRING, BASE_NONE},
    [DNS_CAA_IODEF] = {"dns.caa.iodef", "Report URL", FT_STRING, BASE_NONE},
    [DNS_CAA_UNKNOWN] = {"dns.caa.unknown", "Unknown tag", FT_STRING, BASE_NONE},
    [DNS_CAA_TAG_LENGTH] = {"dns.caa.tag_length", "Tag length", FT_UINT8, BASE_DEC},
    [DNS_CAA_TAG] = {"dns.caa.tag", "Tag", FT_STRING, BASE_NONE},
    [DNS_CAA_VALUE] = {"dns.caa.value", "Value", FT_STRING, BASE_NONE},
    [DNS_KEY_FLAGS] = {"dns.dnskey.flags", "Flags", FT_UINT16, BASE_HEX},
    [DNS_KEY_ZONE] = {"dns.dnskey.flags.zone_key", "Zone Key", FT_BOOLEAN, BASE_NONE, 0x0100,
        .unit_bits = 16, .names = zone_key_names},
    [DNS_KEY_REVOKED] = {"dns.dnskey.flags.key_revoked", "Key Revoked", FT_BOOLEAN, BASE_NONE,
        0x0080, .unit_bits = 16, .names = yes_no},
    [DNS_KEY_ENTRY] = {"dns.dnskey.flags.secure_entry_point", "Key Signing Key", FT_BOOLEAN,
        BASE_NONE, 0x0001, .unit_bits = 16, .names = yes_no},
    [DNS_KEY_RESERVED] = {"dns.dnskey.flags.reserved", "Key Signing Key", FT_UINT16, BASE_HEX,
        0xfe7e},
    [DNS_KEY_PROTOCOL] = {"dns.dnskey.protocol", "Protocol", FT_UINT8, BASE_DEC},
    [DNS_KEY_ALGORITHM] = {"dns.dnskey.algorithm", "Algorithm", FT_UINT8, BASE_DEC,
        .names = algorithms},
    [DNS_KEY_ID] = {"dns.dnskey.key_id", "Key id", FT_UINT16, BASE_DEC},
    [DNS_KEY_DATA] = {"dns.dnskey.public_key", "Public Key", FT_BYTES, BASE_NONE},
    [DNS_DS_KEY_ID] = {"dns.ds.key_id", "Key id", FT_UINT16, BASE_HEX},
    [DNS_DS_ALGORITHM] = {"dns.ds.algorithm", "Algorithm", FT_UINT8, BASE_DEC, .names = algorithms},
    [DNS_DS_DIGEST_TYPE] = {"dns.ds.digest_type", "Digest Type", FT_UINT8, BASE_DEC,
        .names = digests},
    [DNS_DS_DIGEST] = {"dns.ds.digest", "Digest", FT_BYTES, BASE_NONE},
    [DNS_SIG_COVERED] = {"dns.rrsig.type_covered", "Type Covered", FT_UINT16, BASE_DEC,
        .names = dns_descriptions},
    [DNS_SIG_ALGORITHM] = {"dns.rrsig.algorithm", "Algorithm", FT_UINT8, BASE_DEC,
        .names = algorithms},
    [DNS_SIG_LABELS] = {"dns.rrsig.labels", "Labels", FT_UINT8, BASE_DEC},
    [DNS_SIG_TTL] = {"dns.rrsig.original_ttl", "Original TTL", FT_UINT32, BASE_DEC,
        .show = duration_show},
    [DNS_SIG_EXPIRATION] = {"dns.rrsig.signature_expiration", "Signature Expiration",
        FT_ABSOLUTE_TIME, BASE_NONE},
    [DNS_SIG_INCEPTION] = {"dns.rrsig.signature_inception", "Signature Inception", FT_ABSOLUTE_TIME,
        BASE_NONE},
    [DNS_SIG_KEY_TAG] = {"dns.rrsig.key_tag", "Key Tag", FT_UINT16, BASE_DEC},
    [DNS_SIG_SIGNER] = {"dns.rrsig.signers_name", "Signer's name", FT_STRING, BASE_NONE},
    [DNS_SIG_DATA] = {"dns.rrsig.signature", "Signature", FT_BYTES, BASE_NONE},
    [DNS_NSEC_NEXT] = {"dns.nsec.next_domain_name", "Next Domain Name", FT_STRING, BASE_NONE},
    [DNS_NSEC_TYPE] = {"dns.resp.type", "RR type in bit map", FT_UINT16, BASE_DEC,
        .show = show_covered},
    [DNS_SSHFP_ALGORITHM] = {"dns.sshfp.algorithm", "Algorithm", FT_UINT8, BASE_DEC,
        .names = ssh_algorithms},
    [DNS_SSHFP_TYPE] = {"dns.sshfp.fingerprint.type", "Fingerprint type", FT_UINT8, BASE_DEC,
        .names = ssh_hashes},
    [DNS_SSHFP_DATA] = {"dns.sshfp.fingerprint", "Fingerprint", FT_BYTES, BASE_NONE},
    [DNS_TLSA_USAGE] = {"dns.tlsa.certificate_usage", "Certificate Usage", FT_UINT8, BASE_DEC,
        .names = tlsa_usages},
    [DNS_TLSA_SELECTOR] = {"dns.tlsa.selector", "Selector", FT_UINT8, BASE_DEC,
        .names = tlsa_selectors},
    [DNS_TLSA_MATCHING] = {"dns.tlsa.matching_type", "Matching Type", FT_UINT8, BASE_DEC,
        .names = tlsa_matching},
    [DNS_TLSA_DATA] = {"dns.tlsa.certificate_association_data", "Certificate Association Data",
        FT_BYTES, BASE_NONE},
    /* clang-format off */
    [DNS_NULL_DATA] = {"dns.null", "Null (data)", FT_BYTES, BASE_NONE},
    [DNS_MD] = {"dns.md", "Mail Destination", FT_STRING, BASE_NONE},
    [DNS_MF] = {"dns.mf", "Mail Forwarder", FT_STRING, BASE_NONE},
    [DNS_MB] = {"dns.mb", "MailBox Domaine", FT_STRING, BASE_NONE},
    [DNS_MG] = {"dns.mg", "Mail Group member", FT_STRING, BASE_NONE},
    [DNS_MR] = {"dns.mr", "Mail Rename domaine", FT_STRING, BASE_NONE},
    [DNS_MINFO_R] = {"dns.minfo.r", "Responsible Mailbox", FT_STRING, BASE_NONE},
    [DNS_MINFO_E] = {"dns.minfo.e", "Error Mailbox", FT_STRING, BASE_NONE},
    [DNS_RP_MAILBOX] = {"dns.rp.mailbox", "Mailbox", FT_STRING, BASE_NONE},
    [DNS_RP_TXT] = {"dns.rp.txt_rr", "TXT RR", FT_STRING, BASE_NONE},
    [DNS_AFSDB_SUBTYPE] = {"dns.afsdb.subtype", "Subtype", FT_UINT16, BASE_DEC},
    [DNS_AFSDB_HOST] = {"dns.afsdb.hostname", "Hostname", FT_STRING, BASE_NONE},
    [DNS_RT_PREFERENCE] = {"dns.rt.subtype", "Preference", FT_UINT16, BASE_DEC},
    [DNS_RT_HOST] = {"dns.rt.intermediate_host", "Intermediate Hostname", FT_STRING, BASE_NONE},
    [DNS_KX_PREFERENCE] = {"dns.kx.preference", "Preference", FT_UINT16, BASE_DEC},
    [DNS_KX_EXCHANGE] = {"dns.kx.key_exchange", "Key Exchange", FT_STRING, BASE_NONE},
    [DNS_CERT_TYPE] = {"dns.cert.type", "Type", FT_UINT16, BASE_DEC, .names = certificate_types},
    [DNS_CERT_KEY_TAG] = {"dns.cert.key_tag", "Key Tag", FT_UINT16, BASE_HEX},
    [DNS_CERT_ALGORITHM] = {"dns.cert.algorithm", "Algorithm", FT_UINT8, BASE_DEC, .names = algorithms},
    [DNS_CERT_DATA] = {"dns.cert.certificate", "Certificate (or CRL)", FT_BYTES, BASE_NONE},
    [DNS_DHCID] = {"dns.dhcid.rdata", "DHCID Data", FT_BYTES, BASE_NONE},
    [DNS_OPENPGP] = {"dns.openpgpkey", "OpenPGP Key", FT_STRING, BASE_NONE},
    [DNS_EUI48] = {"dns.eui48", "EUI48 Address", FT_ETHER, BASE_NONE},
    [DNS_NID_PREFERENCE] = {"dns.ilnp.nid.preference", "Preference", FT_UINT16, BASE_DEC},
    [DNS_NID] = {"dns.ilnp.nid", "NodeID", FT_BYTES, BASE_NONE},
    [DNS_L32_PREFERENCE] = {"dns.ilnp.l32.preference", "Preference", FT_UINT16, BASE_DEC},
    [DNS_L32] = {"dns.ilnp.l32", "Locator32", FT_IPv4, BASE_NONE},
    [DNS_L64_PREFERENCE] = {"dns.ilnp.l64.preference", "Preference", FT_UINT16, BASE_DEC},
    [DNS_L64] = {"dns.ilnp.l64", "Locator64", FT_BYTES, BASE_NONE},
    [DNS_LP_PREFERENCE] = {"dns.ilnp.lp.preference", "Preference", FT_UINT16, BASE_DEC},
    [DNS_LP] = {"dns.ilnp.lp", "Locator FQDN", FT_STRING, BASE_NONE},
    [DNS_ZONEMD_SERIAL] = {"dns.zonemd.serial", "Serial", FT_UINT32, BASE_DEC},
    [DNS_ZONEMD_SCHEME] = {"dns.zonemd.scheme", "Scheme", FT_UINT8, BASE_DEC, .names = zonemd_schemes},
    [DNS_ZONEMD_HASH] = {"dns.zonemd.hash_algo", "Hash Algorithm", FT_UINT8, BASE_DEC, .names = zonemd_hashes},
    [DNS_ZONEMD_DIGEST] = {"dns.zonemd.digest", "Digest", FT_BYTES, BASE_NONE},
    [DNS_NSEC3_ALGORITHM] = {"dns.nsec3.algo", "Hash algorithm", FT_UINT8, BASE_DEC, .names = nsec3_algorithms},
    [DNS_NSEC3_FLAGS] = {"dns.nsec3.flags", "NSEC3 flags", FT_UINT8, BASE_DEC},
    [DNS_NSEC3_OPT_OUT] = {"dns.nsec3.flags.opt_out", "NSEC3 Opt-out flag", FT_BOOLEAN, BASE_NONE, 0x01, .unit_bits = 8, .names = opt_out_names},
    [DNS_NSEC3_ITERATIONS] = {"dns.nsec3.iterations", "NSEC3 iterations", FT_UINT16, BASE_DEC},
    [DNS_NSEC3_SALT_LENGTH] = {"dns.nsec3.salt_length", "Salt length", FT_UINT8, BASE_DEC},
    [DNS_NSEC3_SALT] = {"dns.nsec3.salt_value", "Salt value", FT_BYTES, BASE_NONE},
    [DNS_NSEC3_HASH_LENGTH] = {"dns.nsec3.hash_length", "Hash length", FT_UINT8, BASE_DEC},
    [DNS_NSEC3_HASH] = {"dns.nsec3.hash_value", "Next hashed owner", FT_STRING, BASE_NONE},
    [DNS_TSIG_ALGORITHM] = {"dns.tsig.algorithm_name", "Algorithm Name", FT_STRING, BASE_NONE},
    [DNS_TSIG_TIME] = {"dns.tsig.time_signed", "Time Signed", FT_ABSOLUTE_TIME, BASE_NONE},
    [DNS_TSIG_FUDGE] = {"dns.tsig.fudge", "Fudge", FT_UINT16, BASE_DEC},
    [DNS_TSIG_MAC_SIZE] = {"dns.tsig.mac_size", "MAC Size", FT_UINT16, BASE_DEC},
    [DNS_TSIG_MAC] = {"dns.tsig.mac", "MAC", FT_NONE, BASE_NONE},
    [DNS_TSIG_NO_ALGORITHM] = {"dns.tsig.noalg", "No dissector for algorithm", FT_NONE, BASE_NONE},
    [DNS_TSIG_ORIGINAL_ID] = {"dns.tsig.original_id", "Original Id", FT_UINT16, BASE_DEC},
    [DNS_TSIG_ERROR] = {"dns.tsig.error", "Error", FT_UINT16, BASE_DEC, .names = tsig_errors},
    [DNS_TSIG_OTHER_LENGTH] = {"dns.tsig.other_len", "Other Len", FT_UINT16, BASE_DEC},
    [DNS_TSIG_OTHER] = {"dns.tsig.other_data", "Other Data", FT_BYTES, BASE_NONE},
    [DNS_LOC_VERSION] = {"dns.loc.version", "Version", FT_UINT8, BASE_DEC},
    [DNS_LOC_SIZE] = {"dns.loc.size", "Size", FT_UINT8, BASE_DEC, .show = dns_show_location},
    [DNS_LOC_HORIZONTAL] = {"dns.loc.horizontal_precision", "Horizontal Precision", FT_UINT8, BASE_DEC, .show = dns_show_location},
    [DNS_LOC_VERTICAL] = {"dns.loc.vertical_precision", "Vertical Precision", FT_UINT8, BASE_DEC, .show = dns_show_location},
    [DNS_LOC_LATITUDE] = {"dns.loc.latitude", "Latitude", FT_UINT32, BASE_DEC, .show = dns_show_location},
    [DNS_LOC_LONGITUDE] = {"dns.loc.longitude", "Longitude", FT_UINT32, BASE_DEC, .show = dns_show_location},
    [DNS_LOC_ALTITUDE] = {"dns.loc.altitude", "Altitude", FT_UINT32, BASE_DEC, .show = dns_show_location},
    [DNS_OPTION_DAU] = {"dns.opt.dau", "DAU", FT_UINT8, BASE_DEC, .names = algorithms},
    [DNS_OPTION_DHU] = {"dns.opt.dhu", "DHU", FT_UINT8, BASE_DEC, .names = digests},
    [DNS_OPTION_N3U] = {"dns.opt.n3u", "N3U", FT_UINT8, BASE_DEC, .names = nsec3_algorithms},
    /* clang-format on */
    [DNS_N_UNDECODED] = {"dns.undecoded.type", "Undecoded option", FT_NONE, BASE_NONE},
    [DNS_DATA] = {"dns.data", "Data", FT_BYTES, BASE_NONE},
    [DNS_REQUEST_IN] = {"dns.response_to", "Request In", FT_FRAMENUM, BASE_NONE,
        .blurb = "The question that this answers"},
    [DNS_RESPONSE_IN] = {"dns.response_in", "Response In", FT_FRAMENUM, BASE_NONE,
        .blurb = "The frame that answers this question; known in two passes"},
    [DNS_TIME] = {"dns.time", "Time", FT_RELATIVE_TIME, BASE_NONE,
        .blurb = "How long the answer took"},
    [DNS_UNSOLICITED] = {"dns.unsolicited", "Unsolicited", FT_BOOLEAN, BASE_NONE,
        .names = field_true_false, .blurb = "No question for this answer was seen"},
    [DNS_REPEATED_REQUEST] = {"dns.retransmit_request_in",
        "Retransmitted request. Original request in", FT_FRAMENUM, BASE_NONE},
    [DNS_REPEATED_RESPONSE] = {"dns.retransmit_response_in",
        "Retransmitted response. Original response in", FT_FRAMENUM, BASE_NONE},
    [DNS_RETRANSMISSION] = {"dns.retransmission", "Retransmission", FT_BOOLEAN, BASE_NONE,
        .names = field_true_false, .blurb = "The same was sent before"},
    [DNS_EXTRANEOUS] = {NULL, "Extraneous Data", FT_NONE, BASE_NONE, .show = show_extraneous},
    [DNS_EXTRANEOUS_DATA] = {"dns.extraneous.data", "Extraneous Data Bytes", FT_BYTES, BASE_NONE},
    [DNS_EXTRANEOUS_LENGTH] = {"dns.extraneous.length", "Extraneous Data Length", FT_INT32,
        BASE_DEC},
    [DNS_N_REQUEST] = {"dns.retransmit_request", "DNS query retransmission", FT_NONE, BASE_NONE},
    [DNS_N_RESPONSE] = {"dns.retransmit_response", "DNS response retransmission", FT_NONE,
        BASE_NONE},
};
