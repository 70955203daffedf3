/* The rows of DHCP.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/text.h"
#include "dissect/duration.h"
#include "dissect/names.h"
#include "dissect/proto/dhcp.h"

const struct value_name dhcp_messages[] = {
    {1, "Discover"},
    {2, "Offer"},
    {3, "Request"},
    {4, "Decline"},
    {5, "ACK"},
    {6, "NAK"},
    {7, "Release"},
    {8, "Inform"},
    {9, "Force Renew"},
    {10, "Lease query"},
    {11, "Lease Unassigned"},
    {12, "Lease Unknown"},
    {13, "Lease Active"},
    {0, NULL},
};
static const struct value_name operations[] = {{1, "Boot Request"}, {2, "Boot Reply"}, {0, NULL}};
static const struct value_name casts[] = {{1, "Broadcast"}, {0, "Unicast"}, {0, NULL}};
static const struct value_name enabled[] = {{1, "Enabled"}, {0, "Disabled"}, {0, NULL}};
static const struct value_name yes_no[] = {{1, "Yes"}, {0, "No"}, {0, NULL}};
static const struct value_name node_types[] = {
    {1, "B-node"}, {2, "P-node"}, {4, "M-node"}, {8, "H-node"}, {0, NULL}};
static const struct value_name overloads[] = {
    {1, "Boot file name holds options"},
    {2, "Server host name holds options"},
    {3, "Boot file and server host names hold options"},
    {0, NULL},
};
static const struct value_name ddns[] = {
    {1, "No server updates"}, {0, "Some server updates"}, {0, NULL}};
static const struct value_name encodings[] = {
    {1, "Binary encoding"}, {0, "ASCII encoding"}, {0, NULL}};
static const struct value_name overrides[] = {{1, "Override"}, {0, "No override"}, {0, NULL}};
static const struct value_name updaters[] = {{1, "Server"}, {0, "Client"}, {0, NULL}};

static void show_flags(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    bool broadcast = item->number & 0x8000;
    text_format(text, "Bootp flags: 0x%04x%s (%s)", (unsigned)item->number,
        broadcast ? ", Broadcast flag" : "", broadcast ? "Broadcast" : "Unicast");
}

static void show_text(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_put(text, item->field->label);
    text_put(text, item->bytes.len ? ": " : " not given");
    if (item->bytes.len) field_print_shown(text, item);
}

static void show_cookie(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_put(text, "Magic cookie: ");
    if (bytes_be32(item->bytes.at) == 0x63825363)
        text_put(text, "DHCP");
    else
        field_print_value(text, item);
}

/* "Option: (1) Subnet Mask (255.255.255.0)": with the value if it is short and telling. */
static void show_option(struct text *text, const struct packet *packet, const struct item *item)
{
    const uint8_t *at = item->length ? packet_at(packet, item->source, item->offset, 1) : NULL;
    const char *name = at ? field_value_name(dhcp_options, at[0]) : NULL;
    text_format(text, "Option: (%u) %s", at ? at[0] : 0, name ? name : "Unassigned");
    if (item->length < 3 || !(at = packet_at(packet, item->source, item->offset, 3))) return;
    const struct dhcp_plain_option *plain = dhcp_plain_option(at[0]);
    if (plain && plain->kind == DHCP_ADDRESS && at[1] == 4 && item->length == 6) {
        if (!(at = packet_at(packet, item->source, item->offset, 6))) return;
        text_put(text, " (");
        text_ipv4(text, at + 2);
        text_char(text, ')');
    } else if (plain && plain->row == DHCP_OPT_DHCP) {
        const char *message = field_value_name(dhcp_messages, at[2]);
        if (message)
            text_format(text, " (%s)", message);
        else
            text_format(text, " (Unknown Message Type (0x%02x))", at[2]);
    }
}

static void show_requested(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    const char *name = field_value_name(dhcp_options, item->number);
    text_format(text, "Parameter Request List Item: (%u) %s", (unsigned)item->number,
        name ? name : "Unassigned");
}

static void show_duration(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    int64_t seconds = item->field->type == FT_INT32 ? item->integer : (int64_t)item->number;
    text_format(text, "%s: (%llds) ", item->field->label, (long long)seconds);
    if (seconds < 0) text_char(text, '-');
    duration_put(text, (uint64_t)(seconds < 0 ? -seconds : seconds));
}

static void show_fqdn_flags(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Flags: 0x%02x", (unsigned)item->number);
    static const struct {
        uint8_t bit;
        const char *name;
    } bits[] = {{8, "Server DDNS"}, {4, "Encoding"}, {2, "Server overrides"}, {1, "Server"}};
    for (unsigned i = 0; i < 4; i++)
        if (item->number & bits[i].bit) text_format(text, ", %s", bits[i].name);
}

/* " 10.0.0.0/24-192.0.2.1", from the width of the network, its bytes and the router. */
static void show_route(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    const uint8_t *at = item->bytes.at;
    size_t size = item->bytes.len - 5; /* the width and the router are always there */
    uint8_t network[4] = {0};
    memcpy(network, at + 1, size);
    text_char(text, ' ');
    if (at[0]) {
        text_ipv4(text, network);
        text_format(text, "/%u", at[0]);
    } else {
        text_put(text, "default");
    }
    text_char(text, '-');
    text_ipv4(text, at + 1 + size);
}

const struct field dhcp_fields[DHCP_NFIELDS] = {
    [DHCP_TYPE] = {"dhcp.type", "Message type", FT_UINT8, BASE_DEC, .names = operations,
        .flags = FIELD_SUMMARY, .blurb = "From a client (1) or from a server (2)"},
    [DHCP_HW_TYPE] = {"dhcp.hw.type", "Hardware type", FT_UINT8, BASE_HEX, .names = names_hardware},
    [DHCP_HW_LEN] = {"dhcp.hw.len", "Hardware address length", FT_UINT8, BASE_DEC},
    [DHCP_HOPS] = {"dhcp.hops", "Hops", FT_UINT8, BASE_DEC,
        .blurb = "Relays that have passed it on"},
    [DHCP_ID] = {"dhcp.id", "Transaction ID", FT_UINT32, BASE_HEX, .flags = FIELD_SUMMARY,
        .blurb = "Chosen by the client; the answers carry the same"},
    [DHCP_SECS] = {"dhcp.secs", "Seconds elapsed", FT_UINT16, BASE_DEC},
    [DHCP_FLAGS] = {"dhcp.flags", "Bootp flags", FT_UINT16, BASE_HEX, .show = show_flags},
    [DHCP_FLAGS_BC] = {"dhcp.flags.bc", "Broadcast flag", FT_BOOLEAN, BASE_NONE, 0x8000, casts,
        "The client cannot yet receive what is sent to it alone", .unit_bits = 16},
    [DHCP_FLAGS_RESERVED] = {"dhcp.flags.reserved", "Reserved flags", FT_UINT16, BASE_HEX, 0x7fff},
    [DHCP_IP_CLIENT] = {"dhcp.ip.client", "Client IP address", FT_IPv4, BASE_NONE,
        .blurb = "The address that the client already uses"},
    [DHCP_IP_YOUR] = {"dhcp.ip.your", "Your (client) IP address", FT_IPv4, BASE_NONE,
        .blurb = "The address that is given to the client"},
    [DHCP_IP_SERVER] = {"dhcp.ip.server", "Next server IP address", FT_IPv4, BASE_NONE},
    [DHCP_IP_RELAY] = {"dhcp.ip.relay", "Relay agent IP address", FT_IPv4, BASE_NONE},
    [DHCP_MAC] = {"dhcp.hw.mac_addr", "Client MAC address", FT_ETHER, BASE_NONE,
        .flags = FIELD_SUMMARY, .blurb = "Who asks"},
    [DHCP_HW_ADDR] = {"dhcp.hw.addr", "Client hardware address", FT_BYTES, BASE_NONE},
    [DHCP_HW_PADDING] = {"dhcp.hw.addr_padding", "Client hardware address padding", FT_BYTES,
        BASE_NONE},
    [DHCP_SERVER] = {"dhcp.server", "Server host name", FT_STRING, BASE_NONE, .show = show_text},
    [DHCP_FILE] = {"dhcp.file", "Boot file name", FT_STRING, BASE_NONE, .show = show_text},
    [DHCP_COOKIE] = {"dhcp.cookie", "Magic cookie", FT_IPv4, BASE_NONE, .show = show_cookie,
        .blurb = "99.130.83.99: options follow"},
    [DHCP_VENDOR] = {"dhcp.vendor_specific_options", "Bootp vendor specific options", FT_BYTES,
        BASE_NONE},
    [DHCP_OPTION] = {"dhcp.option.type", "Option", FT_UINT8, BASE_DEC, .show = show_option},
    [DHCP_LENGTH] = {"dhcp.option.length", "Length", FT_UINT8, BASE_DEC},
    [DHCP_VALUE] = {"dhcp.option.value", "Value", FT_BYTES, BASE_NONE},
    [DHCP_PADDING] = {"dhcp.option.padding", "Padding", FT_BYTES, BASE_NONE},
    [DHCP_END] = {"dhcp.option.end", "Option End", FT_UINT8, BASE_DEC},
    [DHCP_CLIENT_TYPE] = {"dhcp.client_id.type", "Type", FT_UINT8, BASE_DEC},
    [DHCP_CLIENT_TEXT] = {"dhcp.client_id.undef", "Client Identifier", FT_STRING, BASE_NONE},
    [DHCP_FQDN_FLAGS] = {"dhcp.fqdn.flags", "Flags", FT_UINT8, BASE_HEX, .show = show_fqdn_flags},
    [DHCP_FQDN_RESERVED] = {"dhcp.fqdn.mbz", "Reserved flags", FT_UINT8, BASE_HEX, 0xf0},
    [DHCP_FQDN_N] = {"dhcp.fqdn.n", "Server DDNS", FT_BOOLEAN, BASE_NONE, 0x08, ddns},
    [DHCP_FQDN_E] = {"dhcp.fqdn.e", "Encoding", FT_BOOLEAN, BASE_NONE, 0x04, encodings},
    [DHCP_FQDN_O] = {"dhcp.fqdn.o", "Server overrides", FT_BOOLEAN, BASE_NONE, 0x02, overrides},
    [DHCP_FQDN_S] = {"dhcp.fqdn.s", "Server", FT_BOOLEAN, BASE_NONE, 0x01, updaters},
    [DHCP_FQDN_RCODE1] = {"dhcp.fqdn.rcode1", "A-RR result", FT_UINT8, BASE_DEC},
    [DHCP_FQDN_RCODE2] = {"dhcp.fqdn.rcode2", "PTR-RR result", FT_UINT8, BASE_DEC},
    [DHCP_FQDN_NAME] = {"dhcp.fqdn.name", "Client name", FT_STRING, BASE_NONE},
    [DHCP_ROUTE] = {"dhcp.option.classless_static_route", "Subnet/MaskWidth-Router", FT_BYTES,
        BASE_NONE, .show = show_route, .blurb = "A network, and the router on the way to it"},
    [DHCP_N_LENGTH] = {"dhcp.bad_length", "length isn't right", FT_NONE, BASE_NONE,
        .blurb = "The option has another length than its value needs"},
    [DHCP_N_END] = {"dhcp.end_option_missing", "End option missing", FT_NONE, BASE_NONE,
        .blurb = "The options do not end with an End"},
    [DHCP_OPT_SUBNET_MASK] = {"dhcp.option.subnet_mask", "Subnet Mask", FT_IPv4, BASE_NONE,
        .blurb = "Which part of the address is the network"},
    [DHCP_OPT_TIME_OFFSET] = {"dhcp.option.time_offset", "Time Offset", FT_INT32, BASE_DEC,
        .show = show_duration},
    [DHCP_OPT_ROUTER] = {"dhcp.option.router", "Router", FT_IPv4, BASE_NONE,
        .blurb = "The way out of the network"},
    [DHCP_OPT_TIME_SERVER] = {"dhcp.option.time_server", "Time Server", FT_IPv4, BASE_NONE},
    [DHCP_OPT_NAME_SERVER] = {"dhcp.option.name_server", "Name Server", FT_IPv4, BASE_NONE},
    [DHCP_OPT_DOMAIN_NAME_SERVER] = {"dhcp.option.domain_name_server", "Domain Name Server",
        FT_IPv4, BASE_NONE, .blurb = "Who answers questions for names"},
    [DHCP_OPT_LOG_SERVER] = {"dhcp.option.log_server", "Log Server", FT_IPv4, BASE_NONE},
    [DHCP_OPT_QUOTES_SERVER] = {"dhcp.option.quotes_server", "Quotes Server", FT_IPv4, BASE_NONE},
    [DHCP_OPT_LPR_SERVER] = {"dhcp.option.lpr_server", "LPR Server", FT_IPv4, BASE_NONE},
    [DHCP_OPT_IMPRESS_SERVER] = {"dhcp.option.impress_server", "Impress Server", FT_IPv4,
        BASE_NONE},
    [DHCP_OPT_RESOURCE_LOCATION_SERVER] = {"dhcp.option.resource_location_server",
        "Resource Location Server", FT_IPv4, BASE_NONE},
    [DHCP_OPT_HOSTNAME] = {"dhcp.option.hostname", "Host Name", FT_STRINGZ, BASE_NONE,
        .blurb = "What the client calls itself"},
    [DHCP_OPT_BOOT_FILE_SIZE] = {"dhcp.option.boot_file_size", "Boot File Size", FT_UINT16,
        BASE_DEC},
    [DHCP_OPT_MERIT_DUMP_FILE] = {"dhcp.option.merit_dump_file", "Merit Dump File", FT_STRINGZ,
        BASE_NONE},
    [DHCP_OPT_DOMAIN_NAME] = {"dhcp.option.domain_name", "Domain Name", FT_STRINGZ, BASE_NONE},
    [DHCP_OPT_SWAP_SERVER] = {"dhcp.option.swap_server", "Swap Server", FT_IPv4, BASE_NONE},
    [DHCP_OPT_ROOT_PATH] = {"dhcp.option.root_path", "Root Path", FT_STRINGZ, BASE_NONE},
    [DHCP_OPT_EXTENSION_PATH] = {"dhcp.option.extension_path", "Extensions Path", FT_STRINGZ,
        BASE_NONE},
    [DHCP_OPT_IP_FORWARDING] = {"dhcp.option.ip_forwarding", "IP Forwarding", FT_BOOLEAN, BASE_NONE,
        .names = enabled},
    [DHCP_OPT_NON_LOCAL_SOURCE_ROUTING] = {"dhcp.option.non_local_source_routing",
        "Non-Local Source Routing", FT_BOOLEAN, BASE_NONE, .names = enabled},
    [DHCP_OPT_MAX_DATAGRAM_REASSEMBLY_SIZE] = {"dhcp.option.max_datagram_reassembly_size",
        "Maximum Datagram Reassembly Size", FT_UINT16, BASE_DEC},
    [DHCP_OPT_DEFAULT_IP_TTL] = {"dhcp.option.default_ip_ttl", "Default IP Time-to-Live", FT_UINT8,
        BASE_DEC},
    [DHCP_OPT_PATH_MTU_AGING_TIMEOUT] = {"dhcp.option.path_mtu_aging_timeout",
        "Path MTU Aging Timeout", FT_UINT32, BASE_DEC, .show = show_duration},
    [DHCP_OPT_PATH_MTU_PLATEAU_TABLE_ITEM] = {"dhcp.option.path_mtu_plateau_table_item",
        "Path MTU Plateau Table Item", FT_UINT16, BASE_DEC},
    [DHCP_OPT_INTERFACE_MTU] = {"dhcp.option.interface_mtu", "Interface MTU", FT_UINT16, BASE_DEC},
    [DHCP_OPT_ALL_SUBNETS_ARE_LOCAL] = {"dhcp.option.all_subnets_are_local",
        "All Subnets are Local", FT_BOOLEAN, BASE_NONE, .names = yes_no},
    [DHCP_OPT_BROADCAST_ADDRESS] = {"dhcp.option.broadcast_address", "Broadcast Address", FT_IPv4,
        BASE_NONE},
    [DHCP_OPT_PERFORM_MASK_DISCOVERY] = {"dhcp.option.perform_mask_discovery",
        "Perform Mask Discovery", FT_BOOLEAN, BASE_NONE, .names = enabled},
    [DHCP_OPT_MASK_SUPPLIER] = {"dhcp.option.mask_supplier", "Mask Supplier", FT_BOOLEAN, BASE_NONE,
        .names = yes_no},
    [DHCP_OPT_PERFORM_ROUTER_DISCOVER] = {"dhcp.option.perform_router_discover",
        "Perform Router Discover", FT_BOOLEAN, BASE_NONE, .names = enabled},
    [DHCP_OPT_ROUTER_SOLICITATION_ADDRESS] = {"dhcp.option.router_solicitation_address",
        "Router Solicitation Address", FT_IPv4, BASE_NONE},
    [DHCP_OPT_TRAILER_ENCAPSULATION] = {"dhcp.option.trailer_encapsulation",
        "Trailer Encapsulation", FT_BOOLEAN, BASE_NONE, .names = enabled},
    [DHCP_OPT_ARP_CACHE_TIMEOUT] = {"dhcp.option.arp_cache_timeout", "ARP Cache Timeout", FT_UINT32,
        BASE_DEC, .show = show_duration},
    [DHCP_OPT_ETHERNET_ENCAPSULATION] = {"dhcp.option.ethernet_encapsulation",
        "Ethernet Encapsulation", FT_BOOLEAN, BASE_NONE, .names = enabled},
    [DHCP_OPT_TCP_DEFAULT_TTL] = {"dhcp.option.tcp_default_ttl", "TCP Default TTL", FT_UINT8,
        BASE_DEC},
    [DHCP_OPT_TCP_KEEPALIVE_INTERVAL] = {"dhcp.option.tcp_keepalive_interval",
        "TCP Keepalive Interval", FT_UINT32, BASE_DEC, .show = show_duration},
    [DHCP_OPT_TCP_KEEPALIVE_GARBAGE] = {"dhcp.option.tcp_keepalive_garbage",
        "TCP Keepalive Garbage", FT_BOOLEAN, BASE_NONE, .names = enabled},
    [DHCP_OPT_NIS_DOMAIN] = {"dhcp.option.nis_domain", "Network Information Service Domain",
        FT_STRINGZ, BASE_NONE},
    [DHCP_OPT_NIS_SERVER] = {"dhcp.option.nis_server", "Network Information Service Server",
        FT_IPv4, BASE_NONE},
    [DHCP_OPT_NTP_SERVER] = {"dhcp.option.ntp_server", "Network Time Protocol Server", FT_IPv4,
        BASE_NONE},
    [DHCP_OPT_NETBIOS_OVER_TCPIP_NAME_SERVER] = {"dhcp.option.netbios_over_tcpip_name_server",
        "NetBIOS over TCP/IP Name Server", FT_IPv4, BASE_NONE},
    [DHCP_OPT_NETBIOS_OVER_TCPIP_DD_NAME_SERVER] = {"dhcp.option.netbios_over_tcpip_dd_name_server",
        "NetBIOS over TCP/IP Datagram Distribution Name Server", FT_IPv4, BASE_NONE},
    [DHCP_OPT_NETBIOS_OVER_TCPIP_NODE_TYPE] = {"dhcp.option.netbios_over_tcpip_node_type",
        "NetBIOS over TCP/IP Node Type", FT_UINT8, BASE_DEC, .names = node_types},
    [DHCP_OPT_NETBIOS_OVER_TCPIP_SCOPE] = {"dhcp.option.netbios_over_tcpip_scope",
        "NetBIOS over TCP/IP Scope", FT_STRINGZ, BASE_NONE},
    [DHCP_OPT_XWINDOWS_SYSTEM_FONT_SERVER] = {"dhcp.option.xwindows_system_font_server",
        "X Window System Font Server", FT_IPv4, BASE_NONE},
    [DHCP_OPT_XWINDOWS_SYSTEM_DISPLAY_MANAGER] = {"dhcp.option.xwindows_system_display_manager",
        "X Window System Display Manager", FT_IPv4, BASE_NONE},
    [DHCP_OPT_REQUESTED_IP_ADDRESS] = {"dhcp.option.requested_ip_address", "Requested IP Address",
        FT_IPv4, BASE_NONE, .blurb = "The address that the client would like to have"},
    [DHCP_OPT_IP_ADDRESS_LEASE_TIME] = {"dhcp.option.ip_address_lease_time",
        "IP Address Lease Time", FT_UINT32, BASE_DEC, .show = show_duration,
        .blurb = "For how long the address is given"},
    [DHCP_OPT_OPTION_OVERLOAD] = {"dhcp.option.option_overload", "Option Overload", FT_UINT8,
        BASE_DEC, .names = overloads},
    [DHCP_OPT_DHCP] = {"dhcp.option.dhcp", "DHCP", FT_UINT8, BASE_DEC, .names = dhcp_messages,
        .flags = FIELD_SUMMARY, .blurb = "Which step of asking and offering this is"},
    [DHCP_OPT_DHCP_SERVER_ID] = {"dhcp.option.dhcp_server_id", "DHCP Server Identifier", FT_IPv4,
        BASE_NONE, .blurb = "Which server the client has chosen"},
    [DHCP_OPT_REQUEST_LIST_ITEM] = {"dhcp.option.request_list_item", "Parameter Request List Item",
        FT_UINT8, BASE_DEC, .show = show_requested,
        .blurb = "What the client would like to be told"},
    [DHCP_OPT_MESSAGE] = {"dhcp.option.message", "Message", FT_STRINGZ, BASE_NONE},
    [DHCP_OPT_DHCP_MAX_MESSAGE_SIZE] = {"dhcp.option.dhcp_max_message_size",
        "Maximum DHCP Message Size", FT_UINT16, BASE_DEC},
    [DHCP_OPT_RENEWAL_TIME_VALUE] = {"dhcp.option.renewal_time_value", "Renewal Time Value",
        FT_UINT32, BASE_DEC, .show = show_duration},
    [DHCP_OPT_REBINDING_TIME_VALUE] = {"dhcp.option.rebinding_time_value", "Rebinding Time Value",
        FT_UINT32, BASE_DEC, .show = show_duration},
    [DHCP_OPT_VENDOR_CLASS_ID] = {"dhcp.option.vendor_class_id", "Vendor class identifier",
        FT_STRINGZ, BASE_NONE},
    [DHCP_OPT_NIS_PLUS_DOMAIN] = {"dhcp.option.nis_plus_domain",
        "Network Information Service+ Domain", FT_STRINGZ, BASE_NONE},
    [DHCP_OPT_NIS_PLUS_SERVER] = {"dhcp.option.nis_plus_server",
        "Network Information Service+ Server", FT_IPv4, BASE_NONE},
    [DHCP_OPT_TFTP_SERVER_NAME] = {"dhcp.option.tftp_server_name", "TFTP Server Name", FT_STRINGZ,
        BASE_NONE},
    [DHCP_OPT_BOOTFILE_NAME] = {"dhcp.option.bootfile_name", "Bootfile name", FT_STRINGZ,
        BASE_NONE},
    [DHCP_OPT_MOBILE_IP_HOME_AGENT] = {"dhcp.option.mobile_ip_home_agent", "Mobile IP Home Agent",
        FT_IPv4, BASE_NONE},
    [DHCP_OPT_SMTP_SERVER] = {"dhcp.option.smtp_server", "SMTP Server", FT_IPv4, BASE_NONE},
    [DHCP_OPT_POP3_SERVER] = {"dhcp.option.pop3_server", "POP3 Server", FT_IPv4, BASE_NONE},
    [DHCP_OPT_NNTP_SERVER] = {"dhcp.option.nntp_server", "NNTP Server", FT_IPv4, BASE_NONE},
    [DHCP_OPT_DEFAULT_WWW_SERVER] = {"dhcp.option.default_www_server", "Default WWW Server",
        FT_IPv4, BASE_NONE},
    [DHCP_OPT_DEFAULT_FINGER_SERVER] = {"dhcp.option.default_finger_server",
        "Default Finger Server", FT_IPv4, BASE_NONE},
    [DHCP_OPT_DEFAULT_IRC_SERVER] = {"dhcp.option.default_irc_server", "Default IRC Server",
        FT_IPv4, BASE_NONE},
    [DHCP_OPT_STREETTALK_SERVER] = {"dhcp.option.streettalk_server", "StreetTalk Server", FT_IPv4,
        BASE_NONE},
    [DHCP_OPT_STREETTALK_DA_SERVER] = {"dhcp.option.streettalk_da_server",
        "StreetTalk Directory Assistance Server", FT_IPv4, BASE_NONE},
    [DHCP_OPT_IP] = {"dhcp.option.policy_filter.ip", "IP Address", FT_IPv4, BASE_NONE},
    [DHCP_OPT_NOVELL_DS_TREE_NAME] = {"dhcp.option.novell_ds_tree_name",
        "Novell Directory Services Tree Name", FT_STRINGZ, BASE_NONE},
    [DHCP_OPT_NOVELL_DS_CONTEXT] = {"dhcp.option.novell_ds_context",
        "Novell Directory Services Context", FT_STRINGZ, BASE_NONE},
    [DHCP_OPT_CLIENT_LAST_TRANSACTION_TIME] = {"dhcp.option.client_last_transaction_time",
        "Client last transaction time", FT_UINT32, BASE_DEC, .show = show_duration},
    [DHCP_OPT_ASSOCIATED_IP_OPTION] = {"dhcp.option.associated_ip_option", "Associated IP option",
        FT_IPv4, BASE_NONE},
    [DHCP_OPT_CLIENT_SYSTEM_ARCHITECTURE] = {"dhcp.option.client_system_architecture",
        "Client System Architecture", FT_UINT16, BASE_DEC},
    [DHCP_OPT_TZ_PCODE] = {"dhcp.option.tz_pcode", "TZ PCode", FT_STRING, BASE_NONE},
    [DHCP_OPT_TZ_TCODE] = {"dhcp.option.tz_tcode", "TZ TCode", FT_STRING, BASE_NONE},
    [DHCP_OPT_NETINFO_PARENT_SERVER_ADDRESS] = {"dhcp.option.netinfo_parent_server_address",
        "NetInfo Parent Server Address", FT_IPv4, BASE_NONE},
    [DHCP_OPT_NETINFO_PARENT_SERVER_TAG] = {"dhcp.option.netinfo_parent_server_tag",
        "NetInfo Parent Server Tag", FT_STRINGZ, BASE_NONE},
    [DHCP_OPT_CAPTIVE_PORTAL] = {"dhcp.option.captive_portal", "Captive Portal", FT_STRING,
        BASE_NONE},
    [DHCP_OPT_DHCP_AUTO_CONFIGURATION] = {"dhcp.option.dhcp_auto_configuration",
        "DHCP Auto-Configuration", FT_UINT8, BASE_DEC},
    [DHCP_OPT_SUBNET_SELECTION_OPTION] = {"dhcp.option.subnet_selection_option",
        "Subnet Selection Option", FT_IPv4, BASE_NONE},
    [DHCP_OPT_PANA_AGENT] = {"dhcp.option.pana_agent", "PAA IPv4 Address", FT_IPv4, BASE_NONE},
    [DHCP_OPT_LOST_SERVER_DOMAIN_NAME] = {"dhcp.option.lost_server_domain_name",
        "LoST Server Domain Name", FT_STRINGZ, BASE_NONE},
    [DHCP_OPT_CAPWAP_ACCESS_CONTROLLER] = {"dhcp.option.capwap_access_controller",
        "CAPWAP Access Controllers", FT_IPv4, BASE_NONE},
    [DHCP_OPT_ANDSF_SERVER] = {"dhcp.option.andsf_server", "ANDSF Server", FT_IPv4, BASE_NONE},
    [DHCP_OPT_ALGORITHM] = {"dhcp.option.dhcp_authentication.algorithm", "Algorithm", FT_UINT8,
        BASE_DEC},
    [DHCP_OPT_TFTP_SERVER_ADDRESS] = {"dhcp.option.tftp_server_address", "TFTP Server Address",
        FT_IPv4, BASE_NONE},
    [DHCP_OPT_STATUS_CODE] = {"dhcp.option.bulk_lease.status_code", "Status Code", FT_UINT8,
        BASE_DEC},
    [DHCP_OPT_START_TIME_OF_STATE] = {"dhcp.option.bulk_lease.start_time_of_state",
        "Start Time Of State", FT_UINT32, BASE_DEC, .show = show_duration},
    [DHCP_OPT_DHCP_STATE] = {"dhcp.option.bulk_lease.dhcp_state", "Dhcp State", FT_UINT8, BASE_DEC},
    [DHCP_OPT_DATA_SOURCE] = {"dhcp.option.bulk_lease.data_source", "Data Source", FT_BOOLEAN,
        BASE_NONE, .names = enabled},
    [DHCP_OPT_OFFSET] = {"dhcp.option.portparams.offset", "Offset", FT_UINT8, BASE_DEC},
    [DHCP_OPT_MUDURL] = {"dhcp.option.mudurl", "MUDURL", FT_STRING, BASE_NONE},
    [DHCP_OPT_PXE_CONFIG_FILE] = {"dhcp.option.pxe_config_file", "PXELINUX configuration file",
        FT_STRING, BASE_NONE},
    [DHCP_OPT_PXE_PATH_PREFIX] = {"dhcp.option.pxe_path_prefix", "PXELINUX path prefix", FT_STRING,
        BASE_NONE},
    [DHCP_OPT_PRIVATE_PROXY_AUTODISCOVERY] = {"dhcp.option.private_proxy_autodiscovery",
        "Private/Proxy autodiscovery", FT_STRINGZ, BASE_NONE},
};
