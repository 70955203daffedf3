/* The rows of DHCPv6.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/text.h"
#include "dissect/names.h"
#include "dissect/proto/dhcpv6.h"

static const struct value_name duid_types[] = {
    {1, "link-layer address plus time"},
    {2, "assigned by vendor based on Enterprise number"},
    {3, "link-layer address"},
    {4, "Universally Unique IDentifier (UUID)"},
    {0, NULL},
};
static const struct value_name queries[] = {
    {1, "by-address"},
    {2, "by-clientID"},
    {3, "by-relayID"},
    {4, "by-linkAddress"},
    {5, "by-remoteID"},
    {0, NULL},
};
static const struct value_name s_bit[] = {
    {1, "Server SHOULD perform AAAA RR updates"},
    {0, "Server SHOULD NOT perform AAAA RR updates"},
    {0, NULL},
};
static const struct value_name n_bit[] = {
    {1, "Server SHOULD NOT perform PTR RR updates"},
    {0, "Server SHOULD perform PTR RR updates"},
    {0, NULL},
};
static const struct value_name o_bit[] = {
    {1, "Server HAS overridden client's S bit preference"},
    {0, "Server HAS NOT overridden client's S bit preference"},
    {0, NULL},
};

static void show_words(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_add(text, item->bytes.at, item->bytes.len);
}

static void show_lifetime(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    if (item->number == UINT32_MAX)
        text_format(text, "%s: infinity", item->field->label);
    else
        text_format(text, "%s: %u", item->field->label, (unsigned)item->number);
}

static void show_elapsed(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Elapsed time: %ums", (unsigned)item->number);
}

/* " 1 DNS server address: 2001:db8::53": which of the list it is stands in front. */
static void show_numbered(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct item *first = item;
    while (first > packet->items && first[-1].field == item->field &&
           first[-1].offset + first[-1].length == first->offset)
        first--;
    text_format(text, "%2d %s: ", (int)(item - first) + 1, item->field->label);
    text_ipv6(text, item->bytes.at);
}

/* Without the root at its end it is only the beginning of a name. */
static void show_name(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    bool whole = item->bytes.len && item->bytes.at[item->bytes.len - 1] == '.',
         several = item->bytes.len && memchr(item->bytes.at, '.', item->bytes.len);
    text_put(text, whole     ? item->field->label
                   : several ? "Multi-part partially qualified Domain Name"
                             : "Partial domain name");
    text_put(text, ": ");
    field_print_shown(text, item);
}

static void show_empty(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    (void)item;
    text_put(text, "Empty domain field: the client requests the server to provide a domain name");
}

static void show_partial(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_put(text, "Partial name: ");
    field_print_shown(text, item);
    text_put(text,
        " ERROR: A single or multi-part partial name must be the only name in the domain field");
}

static void show_exceeds(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text,
        "ERROR: The length of this name, %u, exceeds what remains of the domain name field.",
        (unsigned)item->number);
}

static void show_bogus(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text,
        "Label Length: %u This is not a DNS record encoded domain name, whose labels have at most "
        "63 "
        "octets.",
        (unsigned)item->number);
}

static void show_decoded(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_put(text, "The successfully decoded portion of this FQDN: [");
    field_print_shown(text, item);
    text_char(text, ']');
}

static void show_bad_message(
    struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    (void)item;
    text_put(text, "Only the following message types are permitted to use OPTION_CLIENT_FQDN: "
                   "SOLICIT, REQUEST, RENEW, REBIND, ADVERTISE, and REPLY");
}

enum { S_BIT = 1, O_BIT = 2, N_BIT = 4 };

static void show_client_flags(
    struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    static const char *const wishes[] = {
        "CLIENT wants to update its AAAA RRs and SERVER to update its PTR RRs",
        "CLIENT wants SERVER to update both its AAAA and PTR RRs",
        "CLIENT prefers that the server not perform *any* DNS updates",
        ("ERROR: CLIENT prefers that the server not perform *any* DNS updates In which case the "
         "'S' "
         "bit MUST be 0"),
    };
    unsigned flags = (unsigned)item->number;
    text_format(text, "Flags: 0x%02x  [%s]", flags, wishes[(flags & N_BIT) / 2 | (flags & S_BIT)]);
}

static void show_server_flags(
    struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    static const char *const decisions[] = {
        "CLIENT SHALL update AAAA RRs; SERVER SHALL update PTR RRs",
        "SERVER SHALL update both AAAA and PTR RRs",
        "CLIENT SHALL update AAAA RRs; SERVER SHALL NOT perform any DNS updates",
        "ERROR: SERVER SHALL NOT perform *any* DNS updates in which case         the 'S' bit MUST "
        "be "
        "0",
    };
    unsigned flags = (unsigned)item->number;
    text_format(
        text, "Flags: 0x%02x  [%s]", flags, decisions[(flags & N_BIT) / 2 | (flags & S_BIT)]);
    if ((flags & (N_BIT | O_BIT)) == O_BIT)
        text_put(text, " [Server has overridden the client's S bit]");
}

const struct field dhcpv6_fields[D6_NFIELDS] = {
    [D6_HEADING] = {NULL, "Heading", FT_NONE, BASE_NONE, .show = show_words},
    [D6_MSGTYPE] = {"dhcpv6.msgtype", "Message type", FT_UINT8, BASE_DEC, .names = dhcpv6_messages,
        .flags = FIELD_SUMMARY, .blurb = "Who asks or answers what"},
    [D6_HOPCOUNT] = {"dhcpv6.hopcount", "Hopcount", FT_UINT8, BASE_DEC,
        .blurb = "Relays that have passed it on before this one"},
    [D6_XID] = {"dhcpv6.xid", "Transaction ID", FT_UINT24, BASE_HEX, .flags = FIELD_SUMMARY,
        .blurb = "Chosen by the client; the answers carry the same"},
    [D6_LINKADDR] = {"dhcpv6.linkaddr", "Link address", FT_IPv6, BASE_NONE, .flags = FIELD_SUMMARY,
        .blurb = "Of the network in which the client is"},
    [D6_PEERADDR] = {"dhcpv6.peeraddr", "Peer address", FT_IPv6, BASE_NONE,
        .blurb = "Of the client or relay that the message came from"},
    [D6_OPTION_NAME] = {"dhcpv6.option.type_str", "Option", FT_STRING, BASE_NONE,
        .show = show_words},
    [D6_OPTION_TYPE] = {"dhcpv6.option.type", "Option", FT_UINT16, BASE_DEC,
        .names = dhcpv6_option_names},
    [D6_OPTION_LENGTH] = {"dhcpv6.option.length", "Length", FT_UINT16, BASE_DEC},
    [D6_DUID] = {"dhcpv6.duid.bytes", "DUID", FT_BYTES, BASE_NONE, .flags = FIELD_SUMMARY,
        .blurb = "What a host calls itself, the same on all its interfaces"},
    [D6_DUID_TYPE] = {"dhcpv6.duid.type", "DUID Type", FT_UINT16, BASE_DEC, .names = duid_types},
    [D6_LLT_HWTYPE] = {"dhcpv6.duidllt.hwtype", "Hardware type", FT_UINT16, BASE_DEC,
        .names = names_hardware},
    [D6_LLT_TIME] = {"dhcpv6.duidllt.time", "DUID Time", FT_ABSOLUTE_TIME, BASE_NONE,
        .blurb = "When the host made up its identifier"},
    [D6_LLT_ADDRESS] = {"dhcpv6.duidllt.link_layer_addr", "Link-layer address", FT_STRING,
        BASE_NONE},
    [D6_LL_HWTYPE] = {"dhcpv6.duidll.hwtype", "Hardware type", FT_UINT16, BASE_DEC,
        .names = names_hardware},
    [D6_LL_ADDRESS] = {"dhcpv6.duidll.link_layer_addr", "Link-layer address", FT_STRING, BASE_NONE},
    [D6_EN_ENTERPRISE] = {"dhcpv6.duiden.enterprise", "Enterprise ID", FT_UINT32, BASE_DEC,
        .names = names_enterprise},
    [D6_EN_IDENTIFIER] = {"dhcpv6.duiden.identifier", "Identifier", FT_BYTES, BASE_NONE},
    [D6_UUID] = {"dhcpv6.duiduuid.bytes", "UUID", FT_BYTES, BASE_NONE},
    [D6_IAID] = {"dhcpv6.iaid", "IAID", FT_STRING, BASE_NONE,
        .blurb = "Tells one interface of a client from another"},
    [D6_T1] = {"dhcpv6.iaid.t1", "T1", FT_UINT32, BASE_DEC, .show = show_lifetime,
        .blurb = "Seconds until the client asks its server for more time"},
    [D6_T2] = {"dhcpv6.iaid.t2", "T2", FT_UINT32, BASE_DEC, .show = show_lifetime,
        .blurb = "Seconds until it asks any server"},
    [D6_IATA] = {"dhcpv6.iata", "IATA", FT_STRING, BASE_NONE},
    [D6_IAADDR] = {"dhcpv6.iaaddr.ip", "IPv6 address", FT_IPv6, BASE_NONE, .flags = FIELD_SUMMARY,
        .blurb = "What the client gets, or would like to"},
    [D6_IAADDR_PREFERRED] = {"dhcpv6.iaaddr.pref_lifetime", "Preferred lifetime", FT_UINT32,
        BASE_DEC, .show = show_lifetime},
    [D6_IAADDR_VALID] = {"dhcpv6.iaaddr.valid_lifetime", "Valid lifetime", FT_UINT32, BASE_DEC,
        .show = show_lifetime},
    [D6_PREFIX_PREFERRED] = {"dhcpv6.iaprefix.pref_lifetime", "Preferred lifetime", FT_UINT32,
        BASE_DEC, .show = show_lifetime},
    [D6_PREFIX_VALID] = {"dhcpv6.iaprefix.valid_lifetime", "Valid lifetime", FT_UINT32, BASE_DEC,
        .show = show_lifetime},
    [D6_PREFIX_LENGTH] = {"dhcpv6.iaprefix.pref_len", "Prefix length", FT_UINT8, BASE_DEC},
    [D6_PREFIX] = {"dhcpv6.iaprefix.pref_addr", "Prefix address", FT_IPv6, BASE_NONE,
        .blurb = "A network that the client may hand out further"},
    [D6_EXCLUDE_LENGTH] = {"dhcpv6.pd_exclude.pref_len", "Prefix length", FT_UINT8, BASE_DEC},
    [D6_EXCLUDE_SUBNET] = {"dhcpv6.pd_exclude.subnet_id", "IPv6 subnet ID", FT_BYTES, BASE_NONE},
    [D6_REQUESTED] = {"dhcpv6.requested_option_code", "Requested Option code", FT_UINT16, BASE_DEC,
        .names = dhcpv6_option_names},
    [D6_PREFERENCE] = {"dhcpv6.option_preference", "Pref-value", FT_UINT8, BASE_DEC,
        .blurb = "Of several servers the client takes the highest"},
    [D6_ELAPSED] = {"dhcpv6.elapsed_time", "Elapsed time", FT_UINT16, BASE_DEC,
        .show = show_elapsed, .blurb = "Since the client began to ask"},
    [D6_AUTH_PROTOCOL] = {"dhcpv6.auth.protocol", "Protocol", FT_UINT8, BASE_DEC},
    [D6_AUTH_ALGORITHM] = {"dhcpv6.auth.algorithm", "Algorithm", FT_UINT8, BASE_DEC},
    [D6_AUTH_RDM] = {"dhcpv6.auth.rdm", "RDM", FT_UINT8, BASE_DEC},
    [D6_AUTH_REPLAY] = {"dhcpv6.auth.replay_detection", "Replay Detection", FT_BYTES, BASE_NONE},
    [D6_AUTH_REALM] = {"dhcpv6.auth.realm", "DHCP realm", FT_STRING, BASE_NONE},
    [D6_AUTH_KEY_ID] = {"dhcpv6.auth.key_id", "Key ID", FT_UINT32, BASE_DEC},
    [D6_AUTH_MD5] = {"dhcpv6.auth.md5_data", "HMAC-MD5 data", FT_BYTES, BASE_NONE},
    [D6_AUTH_INFO] = {"dhcpv6.auth.info", "Authentication Information", FT_BYTES, BASE_NONE},
    [D6_UNICAST] = {"dhcpv6.unicast", "IPv6 address", FT_IPv6, BASE_NONE},
    [D6_STATUS_CODE] = {"dhcpv6.status_code", "Status Code", FT_UINT16, BASE_DEC,
        .names = dhcpv6_statuses},
    [D6_STATUS_MESSAGE] = {"dhcpv6.status_msg", "Status Message", FT_STRING, BASE_NONE},
    [D6_USER_LENGTH] = {"dhcpv6.userclass.length", "Length", FT_UINT16, BASE_DEC},
    [D6_USER_DATA] = {"dhcpv6.userclass.opaque_data", "Suboption", FT_BYTES, BASE_NONE},
    [D6_CLASS_ENTERPRISE] = {"dhcpv6.vendorclass.enterprise", "Enterprise ID", FT_UINT32, BASE_DEC,
        .names = names_enterprise},
    [D6_CLASS_DATA] = {"dhcpv6.vendorclass.data", "vendor-class-data", FT_STRINGZ, BASE_NONE},
    [D6_VENDOR_ENTERPRISE] = {"dhcpv6.vendoropts.enterprise", "Enterprise ID", FT_UINT32, BASE_DEC,
        .names = names_enterprise},
    [D6_VENDOR_CODE] = {"dhcpv6.vendoropts.enterprise.option_code", "Option code", FT_UINT16,
        BASE_DEC},
    [D6_VENDOR_LENGTH] = {"dhcpv6.vendoropts.enterprise.option_length", "Option length", FT_UINT16,
        BASE_DEC},
    [D6_VENDOR_DATA] = {"dhcpv6.vendoropts.enterprise.option_data", "Option data", FT_BYTES,
        BASE_NONE},
    [D6_INTERFACE_ID] = {"dhcpv6.interface_id", "Interface-ID", FT_BYTES, BASE_NONE},
    [D6_RECONFIGURE] = {"dhcpv6.reconf_msg", "Reconfigure message type", FT_UINT8, BASE_DEC,
        .names = dhcpv6_messages},
    [D6_SIP_NAME] = {"dhcpv6.sip_server_domain_search_fqdn", "SIP Server Domain Search FQDN",
        FT_STRING, BASE_NONE, .show = show_name},
    [D6_SIP_SERVER] = {"dhcpv6.sip_server_a", "SIP server address", FT_IPv6, BASE_NONE},
    [D6_DNS_SERVER] = {"dhcpv6.dns_server", "DNS server address", FT_IPv6, BASE_NONE,
        .show = show_numbered, .blurb = "Who answers questions for names"},
    [D6_SEARCH_ENTRY] = {"dhcpv6.search_list_entry", "List entry", FT_STRING, BASE_NONE,
        .show = show_name},
    [D6_NIS_SERVER] = {"dhcpv6.nis_server", "NIS server address", FT_IPv6, BASE_NONE},
    [D6_NISP_SERVER] = {"dhcpv6.nisp_server", "NISP server address", FT_IPv6, BASE_NONE},
    [D6_NIS_NAME] = {"dhcpv6.nis_fqdn", "NIS FQDN", FT_STRING, BASE_NONE, .show = show_name},
    [D6_NISP_NAME] = {"dhcpv6.nisp_fqdn", "NISP FQDN", FT_STRING, BASE_NONE, .show = show_name},
    [D6_SNTP_SERVER] = {"dhcpv6.sntp_server", "SNTP server address", FT_IPv6, BASE_NONE,
        .show = show_numbered},
    [D6_LIFETIME] = {"dhcpv6.lifetime", "Lifetime", FT_UINT32, BASE_DEC, .show = show_lifetime},
    [D6_BCMCS_NAME] = {"dhcpv6.bcmcs_server_fqdn", "BCMCS server FQDN", FT_STRING, BASE_NONE,
        .show = show_name},
    [D6_BCMCS_SERVER] = {"dhcpv6.bcmcs_server_a", "BCMCS server address", FT_IPv6, BASE_NONE},
    [D6_REMOTE_ENTERPRISE] = {"dhcpv6.remoteid.enterprise", "Enterprise ID", FT_UINT32, BASE_DEC,
        .names = names_enterprise},
    [D6_REMOTE_ID] = {"dhcpv6.remoteid_enterprise_id", "Remote-ID", FT_BYTES, BASE_NONE},
    [D6_SUBSCRIBER_ID] = {"dhcpv6.subscriber_id", "Subscriber-ID", FT_STRING, BASE_NONE},
    [D6_FQDN_BAD_MESSAGE] = {"dhcpv6.clientfqdn.bad_msgtype", "Illegal Message Type", FT_UINT8,
        BASE_HEX, .names = dhcpv6_messages, .show = show_bad_message},
    [D6_FQDN_CLIENT_FLAGS] = {"dhcpv6.client_fqdn_flags", "Flags", FT_UINT8, BASE_HEX,
        .show = show_client_flags},
    [D6_FQDN_SERVER_FLAGS] = {"dhcpv6.client_fqdn_flags", "Flags", FT_UINT8, BASE_HEX,
        .show = show_server_flags},
    [D6_FQDN_CLIENT_N] = {"dhcpv6.clientfqdn.client.n", "N bit", FT_BOOLEAN, BASE_NONE, .mask = 0x4,
        .names = n_bit},
    [D6_FQDN_CLIENT_S] = {"dhcpv6.clientfqdn.client.s", "S bit", FT_BOOLEAN, BASE_NONE, .mask = 0x1,
        .names = s_bit},
    [D6_FQDN_SERVER_N] = {"dhcpv6.clientfqdn.server.n", "N bit", FT_BOOLEAN, BASE_NONE, .mask = 0x4,
        .names = n_bit},
    [D6_FQDN_SERVER_O] = {"dhcpv6.clientfqdn.server.o", "O bit", FT_BOOLEAN, BASE_NONE, .mask = 0x2,
        .names = o_bit},
    [D6_FQDN_SERVER_S] = {"dhcpv6.clientfqdn.server.s", "S bit", FT_BOOLEAN, BASE_NONE, .mask = 0x1,
        .names = s_bit},
    [D6_CLIENT_NAME] = {"dhcpv6.client_domain", "Client Domain Name", FT_STRING, BASE_NONE,
        .show = show_name},
    [D6_PANA_AGENT] = {"dhcpv6.pana_agent", "PANA agents address", FT_IPv6, BASE_NONE},
    [D6_TIMEZONE] = {"dhcpv6.timezone", "Time-zone", FT_STRING, BASE_NONE},
    [D6_TZDB] = {"dhcpv6.tzdb", "TZ-database", FT_STRING, BASE_NONE},
    [D6_QUERY_TYPE] = {"dhcpv6.lq_query", "Query-type", FT_UINT8, BASE_DEC, .names = queries},
    [D6_QUERY_LINK] = {"dhcpv6.lq_query_link_address", "Link address", FT_IPv6, BASE_NONE},
    [D6_CLIENT_TIME] = {"dhcpv6.clt_time", "Clt_time", FT_UINT32, BASE_DEC},
    [D6_RELAY_DATA_PEER] = {"dhcpv6.lq_relay_data_peer_addr", "Peer address", FT_IPv6, BASE_NONE},
    [D6_RELAY_DATA_MESSAGE] = {"dhcpv6.lq_relay_data_msg", "DHCPv6 relay message", FT_STRING,
        BASE_NONE},
    [D6_CLIENT_LINK] = {"dhcpv6.lq_client_link", "LQ client links address", FT_IPv6, BASE_NONE},
    [D6_CAPWAP] = {"dhcpv6.capwap_ac_v6", "CAPWAP Access Controllers address", FT_IPv6, BASE_NONE},
    [D6_NTP_TYPE] = {"dhcpv6.ntpserver.option.type", "Suboption", FT_UINT16, BASE_DEC,
        .names = dhcpv6_ntp_names},
    [D6_NTP_LENGTH] = {"dhcpv6.ntpserver.option.length", "Length", FT_UINT16, BASE_DEC},
    [D6_NTP_ADDRESS] = {"dhcpv6.ntpserver.addr", "NTP Server Address", FT_IPv6, BASE_NONE},
    [D6_NTP_MULTICAST] = {"dhcpv6.ntpserver.mc_addr", "NTP Multicast Address", FT_IPv6, BASE_NONE},
    [D6_NTP_NAME] = {"dhcpv6.ntpserver.fqdn", "NTP Server FQDN", FT_STRING, BASE_NONE,
        .show = show_name},
    [D6_AFTR_NAME] = {"dhcpv6.aftr_name", "DS-Lite AFTR Name", FT_STRING, BASE_NONE,
        .show = show_name},
    [D6_CAPTIVE_PORTAL] = {"dhcpv6.captive_portal", "Captive Portal", FT_STRING, BASE_NONE,
        .blurb = "Where the user is to sign in first"},
    [D6_MUDURL] = {"dhcpv6.mudurl", "MUDURL", FT_STRING, BASE_NONE},
    [D6_RELAY_PORT] = {"dhcpv6.relay_port", "Downstream Source Port", FT_UINT16, BASE_DEC},
    [D6_HOME_AGENT] = {"dhcpv6.mip6_home_agent", "Home Agent", FT_IPv6, BASE_NONE},
    [D6_HOME_ADDRESS] = {"dhcpv6.mip6_home_address", "Home Address", FT_IPv6, BASE_NONE},
    [D6_NAME_EMPTY] = {"dhcpv6.domain_field_len", "Empty domain name - field length", FT_UINT16,
        BASE_DEC, .show = show_empty},
    [D6_NAME_ROOT] = {"dhcpv6.root_only_domain_name", "Root only domain name", FT_STRING, BASE_NONE,
        .flags = FIELD_SUMMARY},
    [D6_NAME_TLD] = {"dhcpv6.tld", "Top Level Domain name (TLD)", FT_STRING, BASE_NONE},
    [D6_NAME_PARTIAL] = {"dhcpv6.partial_name_preceded_by_fqdn", "Partial name preceded by FQDN",
        FT_STRING, BASE_NONE, .flags = FIELD_SUMMARY, .show = show_partial},
    [D6_NAME_EXCEEDS] = {"dhcpv6.domain_field_len_exceeded",
        "Remaining length in the domain name field exceeded", FT_UINT8, BASE_DEC,
        .flags = FIELD_SUMMARY, .show = show_exceeds},
    [D6_NAME_BOGUS] = {"dhcpv6.bogus_label_length", "Non-DNS encoded name. Label length exceeds 63",
        FT_UINT8, BASE_DEC, .show = show_bogus},
    [D6_NAME_LONG] = {"dhcpv6.encoded_fqdn_gt_255", "DNS-encoded labels of FQDN exceed 255 octets",
        FT_UINT16, BASE_DEC, .flags = FIELD_SUMMARY},
    [D6_NAME_DECODED] = {"dhcpv6.decoded_portion", "Portion successfully decoded", FT_STRING,
        BASE_NONE, .show = show_decoded},
    [D6_N_MALFORMED] = {"dhcpv6.malformed_option", "Malformed option", FT_NONE, BASE_NONE},
    [D6_N_HOPCOUNT] = {"dhcpv6.error_hopcount", "Detected error on hop-count", FT_NONE, BASE_NONE},
    [D6_N_BAD_MESSAGE] = {"dhcpv6.bad_msgtype",
        "This message type is not permitted to use OPTION_CLIENT_FQDN", FT_NONE, BASE_NONE},
    [D6_N_S_BIT] = {"dhcpv6.s_bit_should_be_zero",
        "ERROR: When the N-bit is set, the S-bit must be reset", FT_NONE, BASE_NONE},
    [D6_N_ROOT] = {"dhcpv6.expert.root_only_domain_name",
        "ERROR: A root-only domain name cannot be resolved.", FT_NONE, BASE_NONE},
    [D6_N_TLD] = {"dhcpv6.expert.tld_lookup", "WARNING: TLDs are rarely resolvable ", FT_NONE,
        BASE_NONE},
    [D6_N_PARTIAL] = {"dhcpv6.expert.partial_name_preceded_by_fqdn",
        "ERROR: Partial name is preceded by an FQDN", FT_NONE, BASE_NONE},
    [D6_N_EXCEEDS] = {"dhcpv6.expert.domain_field_length_exceeded",
        "ERROR: FQDN exceeds length of the domain name field", FT_NONE, BASE_NONE},
    [D6_N_BOGUS] = {"dhcpv6.expert.name_not_dns_encoded",
        "ERROR: This name is not a DNS record encoded", FT_NONE, BASE_NONE},
    [D6_N_LONG] = {"dhcpv6.expert.encoded_fqdn_gt_255",
        "ERROR: FQDN's *encoded* length exceeds 255 octets [RFC 1035 3.1.]", FT_NONE, BASE_NONE},
};
