/* What the numbers of DNS stand for; the types are in dns_types.c.  SPDX-License-Identifier: MIT */
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
const struct value_name dns_response_names[] = {{1, "Message is a response"}, {0, "Message is a query"}, {0, NULL}};
const struct value_name dns_authoritative_names[] = {{1, "Server is an authority for domain"}, {0, "Server is not an authority for domain"}, {0, NULL}};
const struct value_name dns_conflict_query_names[] = {{1, "The sender received multiple responses"}, {0, "None"}, {0, NULL}};
const struct value_name dns_conflict_names[] = {{1, "The name is not considered unique"}, {0, "The name is considered unique"}, {0, NULL}};
const struct value_name dns_truncated_names[] = {{1, "Message is truncated"}, {0, "Message is not truncated"}, {0, NULL}};
const struct value_name dns_desired_names[] = {{1, "Do query recursively"}, {0, "Don't do query recursively"}, {0, NULL}};
const struct value_name dns_tentative_names[] = {{1, "Tentative"}, {0, "Not tentative"}, {0, NULL}};
const struct value_name dns_available_names[] = {{1, "Server can do recursive queries"}, {0, "Server can't do recursive queries"}, {0, NULL}};
const struct value_name dns_z_names[] = {{1, "reserved - incorrect!"}, {0, "reserved (0)"}, {0, NULL}};
const struct value_name dns_authenticated_names[] = {{1, "Answer/authority portion was authenticated by the server"}, {0, "Answer/authority portion was not authenticated by the server"}, {0, NULL}};
const struct value_name dns_acceptable_names[] = {{1, "Acceptable"}, {0, "Unacceptable"}, {0, NULL}};
const struct value_name dns_dnssec_names[] = {{1, "Accepts DNSSEC security RRs"}, {0, "Cannot handle DNSSEC security RRs"}, {0, NULL}};
const struct value_name dns_critical_names[] = {{1, "Critical"}, {0, "Not critical"}, {0, NULL}};
const struct value_name dns_zone_key_names[] = {{1, "This is the zone key for specified zone"}, {0, "This is not a zone key"}, {0, NULL}};
const struct value_name dns_yes_no[] = {{1, "Yes"}, {0, "No"}, {0, NULL}};
/* clang-format on */
const struct value_name dns_option_names[] = {
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
const struct value_name dns_extended_errors[] = {
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
const struct value_name dns_subnet_families[] = {
    {1, "IPv4"},
    {2, "IPv6"},
    {0, NULL},
};
const struct value_name dns_svcb_keys[] = {
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
const struct value_name dns_key_algorithms[] = {
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
const struct value_name dns_digests[] = {
    {0, "Reserved"},
    {1, "SHA-1"},
    {2, "SHA-256"},
    {3, "GOST R 34.11-94"},
    {4, "SHA-384"},
    {0, NULL},
};
const struct value_name dns_ssh_algorithms[] = {
    {1, "RSA"},
    {2, "DSS"},
    {3, "ECDSA"},
    {4, "Ed25519"},
    {0, NULL},
};
const struct value_name dns_ssh_hashes[] = {
    {1, "SHA1"},
    {2, "SHA256"},
    {0, NULL},
};
const struct value_name dns_tlsa_usages[] = {
    {3, "Domain-issued certificate (DANE-EE)"},
    {0, NULL},
};
const struct value_name dns_tlsa_selectors[] = {
    {0, "Full certificate"},
    {1, "SubjectPublicKeyInfo (SPKI)"},
    {0, NULL},
};
const struct value_name dns_tlsa_matching[] = {
    {1, "256 bit hash by SHA2 (SHA2-256)"},
    {0, NULL},
};

const struct value_name dns_nsec3_algorithms[] = {{0, "Reserved"}, {1, "SHA-1"}, {0, NULL}};
const struct value_name dns_zonemd_schemes[] = {{1, "SIMPLE"}, {0, NULL}};
const struct value_name dns_zonemd_hashes[] = {{1, "SHA-384"}, {2, "SHA-512"}, {0, NULL}};
const struct value_name dns_opt_out_names[] = {
    {1, "Additional insecure delegations allowed"},
    {0, "Additional insecure delegations forbidden"},
    {0, NULL},
};
const struct value_name dns_certificate_types[] = {
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
const struct value_name dns_tsig_errors[] = {
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
