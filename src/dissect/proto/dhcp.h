/* The Dynamic Host Configuration Protocol's parts: dhcp.c the message, dhcp_options.c its
 * options, dhcp_values.c those of several parts, dhcp_agent.c what relays add, dhcp_types.c what numbers
 * mean, dhcp_text.c how values read, dhcp_fields.c the rows.  SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/proto.h"

enum dhcp_row {
    DHCP_TYPE,
    DHCP_HW_TYPE,
    DHCP_HW_LEN,
    DHCP_HOPS,
    DHCP_ID,
    DHCP_SECS,
    DHCP_FLAGS,
    DHCP_FLAGS_BC,
    DHCP_FLAGS_RESERVED,
    DHCP_IP_CLIENT,
    DHCP_IP_YOUR,
    DHCP_IP_SERVER,
    DHCP_IP_RELAY,
    DHCP_MAC,
    DHCP_HW_ADDR,
    DHCP_HW_PADDING,
    DHCP_SERVER,
    DHCP_FILE,
    DHCP_COOKIE,
    DHCP_VENDOR,
    DHCP_OPTION,
    DHCP_LENGTH,
    DHCP_VALUE,
    DHCP_PADDING,
    DHCP_END,
    DHCP_CLIENT_TYPE,
    DHCP_CLIENT_TEXT,
    DHCP_FQDN_FLAGS,
    DHCP_FQDN_RESERVED,
    DHCP_FQDN_N,
    DHCP_FQDN_E,
    DHCP_FQDN_O,
    DHCP_FQDN_S,
    DHCP_FQDN_RCODE1,
    DHCP_FQDN_RCODE2,
    DHCP_FQDN_NAME,
    DHCP_ROUTE,
    DHCP_OPT_SUBNET_MASK,
    DHCP_OPT_TIME_OFFSET,
    DHCP_OPT_ROUTER,
    DHCP_OPT_TIME_SERVER,
    DHCP_OPT_NAME_SERVER,
    DHCP_OPT_DOMAIN_NAME_SERVER,
    DHCP_OPT_LOG_SERVER,
    DHCP_OPT_QUOTES_SERVER,
    DHCP_OPT_LPR_SERVER,
    DHCP_OPT_IMPRESS_SERVER,
    DHCP_OPT_RESOURCE_LOCATION_SERVER,
    DHCP_OPT_HOSTNAME,
    DHCP_OPT_BOOT_FILE_SIZE,
    DHCP_OPT_MERIT_DUMP_FILE,
    DHCP_OPT_DOMAIN_NAME,
    DHCP_OPT_SWAP_SERVER,
    DHCP_OPT_ROOT_PATH,
    DHCP_OPT_EXTENSION_PATH,
    DHCP_OPT_IP_FORWARDING,
    DHCP_OPT_NON_LOCAL_SOURCE_ROUTING,
    DHCP_OPT_MAX_DATAGRAM_REASSEMBLY_SIZE,
    DHCP_OPT_DEFAULT_IP_TTL,
    DHCP_OPT_PATH_MTU_AGING_TIMEOUT,
    DHCP_OPT_PATH_MTU_PLATEAU_TABLE_ITEM,
    DHCP_OPT_INTERFACE_MTU,
    DHCP_OPT_ALL_SUBNETS_ARE_LOCAL,
    DHCP_OPT_BROADCAST_ADDRESS,
    DHCP_OPT_PERFORM_MASK_DISCOVERY,
    DHCP_OPT_MASK_SUPPLIER,
    DHCP_OPT_PERFORM_ROUTER_DISCOVER,
    DHCP_OPT_ROUTER_SOLICITATION_ADDRESS,
    DHCP_OPT_TRAILER_ENCAPSULATION,
    DHCP_OPT_ARP_CACHE_TIMEOUT,
    DHCP_OPT_ETHERNET_ENCAPSULATION,
    DHCP_OPT_TCP_DEFAULT_TTL,
    DHCP_OPT_TCP_KEEPALIVE_INTERVAL,
    DHCP_OPT_TCP_KEEPALIVE_GARBAGE,
    DHCP_OPT_NIS_DOMAIN,
    DHCP_OPT_NIS_SERVER,
    DHCP_OPT_NTP_SERVER,
    DHCP_OPT_NETBIOS_OVER_TCPIP_NAME_SERVER,
    DHCP_OPT_NETBIOS_OVER_TCPIP_DD_NAME_SERVER,
    DHCP_OPT_NETBIOS_OVER_TCPIP_NODE_TYPE,
    DHCP_OPT_NETBIOS_OVER_TCPIP_SCOPE,
    DHCP_OPT_XWINDOWS_SYSTEM_FONT_SERVER,
    DHCP_OPT_XWINDOWS_SYSTEM_DISPLAY_MANAGER,
    DHCP_OPT_REQUESTED_IP_ADDRESS,
    DHCP_OPT_IP_ADDRESS_LEASE_TIME,
    DHCP_OPT_OPTION_OVERLOAD,
    DHCP_OPT_DHCP,
    DHCP_OPT_DHCP_SERVER_ID,
    DHCP_OPT_REQUEST_LIST_ITEM,
    DHCP_OPT_MESSAGE,
    DHCP_OPT_DHCP_MAX_MESSAGE_SIZE,
    DHCP_OPT_RENEWAL_TIME_VALUE,
    DHCP_OPT_REBINDING_TIME_VALUE,
    DHCP_OPT_VENDOR_CLASS_ID,
    DHCP_OPT_NIS_PLUS_DOMAIN,
    DHCP_OPT_NIS_PLUS_SERVER,
    DHCP_OPT_TFTP_SERVER_NAME,
    DHCP_OPT_BOOTFILE_NAME,
    DHCP_OPT_MOBILE_IP_HOME_AGENT,
    DHCP_OPT_SMTP_SERVER,
    DHCP_OPT_POP3_SERVER,
    DHCP_OPT_NNTP_SERVER,
    DHCP_OPT_DEFAULT_WWW_SERVER,
    DHCP_OPT_DEFAULT_FINGER_SERVER,
    DHCP_OPT_DEFAULT_IRC_SERVER,
    DHCP_OPT_STREETTALK_SERVER,
    DHCP_OPT_STREETTALK_DA_SERVER,
    DHCP_OPT_IP,
    DHCP_OPT_NOVELL_DS_TREE_NAME,
    DHCP_OPT_NOVELL_DS_CONTEXT,
    DHCP_OPT_CLIENT_LAST_TRANSACTION_TIME,
    DHCP_OPT_ASSOCIATED_IP_OPTION,
    DHCP_OPT_CLIENT_SYSTEM_ARCHITECTURE,
    DHCP_OPT_TZ_PCODE,
    DHCP_OPT_TZ_TCODE,
    DHCP_OPT_NETINFO_PARENT_SERVER_ADDRESS,
    DHCP_OPT_NETINFO_PARENT_SERVER_TAG,
    DHCP_OPT_CAPTIVE_PORTAL,
    DHCP_OPT_DHCP_AUTO_CONFIGURATION,
    DHCP_OPT_SUBNET_SELECTION_OPTION,
    DHCP_OPT_PANA_AGENT,
    DHCP_OPT_LOST_SERVER_DOMAIN_NAME,
    DHCP_OPT_CAPWAP_ACCESS_CONTROLLER,
    DHCP_OPT_ANDSF_SERVER,
    DHCP_OPT_ALGORITHM,
    DHCP_OPT_TFTP_SERVER_ADDRESS,
    DHCP_OPT_STATUS_CODE,
    DHCP_OPT_START_TIME_OF_STATE,
    DHCP_OPT_DHCP_STATE,
    DHCP_OPT_DATA_SOURCE,
    DHCP_OPT_OFFSET,
    DHCP_OPT_MUDURL,
    DHCP_OPT_PXE_CONFIG_FILE,
    DHCP_OPT_PXE_PATH_PREFIX,
    DHCP_OPT_PRIVATE_PROXY_AUTODISCOVERY,
    DHCP_HEADING, /* of what has parts: its text is the item's bytes */
    DHCP_BOOTP,
    DHCP_SUB_LENGTH,
    DHCP_POLICY_IP,
    DHCP_POLICY_MASK,
    DHCP_STATIC_IP,
    DHCP_STATIC_ROUTER,
    DHCP_IAID,
    DHCP_DUID_TYPE,
    DHCP_DUID_LLT_HARDWARE,
    DHCP_DUID_TIME,
    DHCP_DUID_LL_HARDWARE,
    DHCP_DUID_ADDRESS,
    DHCP_DUID_ENTERPRISE,
    DHCP_DUID_IDENTIFIER,
    DHCP_INTERFACE_MAJOR,
    DHCP_INTERFACE_MINOR,
    DHCP_UUID,
    DHCP_SEARCH,
    DHCP_AGENT_OPTION,
    DHCP_AGENT_VALUE,
    DHCP_AGENT_CIRCUIT,
    DHCP_AGENT_REMOTE,
    DHCP_AGENT_RESERVED,
    DHCP_AGENT_DOCSIS,
    DHCP_AGENT_LINK,
    DHCP_AGENT_SUBSCRIBER,
    DHCP_AGENT_RADIUS,
    DHCP_AGENT_AUTHENTICATION,
    DHCP_AGENT_ENTERPRISE,
    DHCP_AGENT_DATA_LENGTH,
    DHCP_AGENT_FLAGS,
    DHCP_AGENT_SERVER,
    DHCP_AGENT_IDENTIFIER,
    DHCP_AGENT_NETWORK_NAME,
    DHCP_AGENT_POINT_NAME,
    DHCP_AGENT_BSSID,
    DHCP_AGENT_OPERATOR,
    DHCP_AGENT_REALM,
    DHCP_AGENT_LINK_CISCO,
    DHCP_AGENT_SERVER_CISCO,
    DHCP_VI_CLASS_ENTERPRISE,
    DHCP_VI_CLASS_LENGTH,
    DHCP_VI_CLASS_DATA,
    DHCP_VI_ENTERPRISE,
    DHCP_VI_LENGTH,
    DHCP_VI_SUB,
    DHCP_VI_DATA,
    DHCP_N_SERVER_OVERLOADED,
    DHCP_N_FILE_OVERLOADED,
    DHCP_N_SERVER_END,
    DHCP_N_FILE_END,
    DHCP_N_LENGTH,
    DHCP_N_END,
    DHCP_NFIELDS
};

extern const struct field dhcp_fields[DHCP_NFIELDS];
extern const struct value_name dhcp_messages[], dhcp_options[];
extern const struct value_name dhcp_agent_options[], dhcp_architectures[];

/* How an option's value is written. */
enum dhcp_kind {
    DHCP_ADDRESS,
    DHCP_ADDRESSES,
    DHCP_TEXT,
    DHCP_DURATION,
    DHCP_NUMBER,
    DHCP_NUMBERS
};
struct dhcp_plain_option {
    uint8_t code;
    uint8_t kind; /* enum dhcp_kind */
    uint8_t row;
};
/* The options whose value is of one kind only; NULL for others. */
const struct dhcp_plain_option *dhcp_plain_option(uint8_t code);

/* Adds the value of an option, all that `c` covers. */
void dhcp_option_value(struct packet *p, struct cur *c, uint8_t code);
/* Text up to a zero byte or the end of `c`. */
void dhcp_text(struct packet *p, struct cur *c, unsigned row);

/* Values of several parts: each reads all that `c` covers. */
void dhcp_client_identifier(struct packet *p, struct cur *c);
void dhcp_fqdn(struct packet *p, struct cur *c);
void dhcp_routes(struct packet *p, struct cur *c);
void dhcp_relay_agent(struct packet *p, struct cur *c);
void dhcp_network_interface(struct packet *p, struct cur *c);
void dhcp_machine_identifier(struct packet *p, struct cur *c);
void dhcp_search(struct packet *p, struct cur *c);
void dhcp_vendor_class(struct packet *p, struct cur *c);
void dhcp_vendor_specific(struct packet *p, struct cur *c);

/* field->show of rows. */
void dhcp_show_flags(struct text *text, const struct packet *packet, const struct item *item);
void dhcp_show_text(struct text *text, const struct packet *packet, const struct item *item);
void dhcp_show_cookie(struct text *text, const struct packet *packet, const struct item *item);
void dhcp_show_option(struct text *text, const struct packet *packet, const struct item *item);
void dhcp_show_requested(struct text *text, const struct packet *packet, const struct item *item);
void dhcp_show_duration(struct text *text, const struct packet *packet, const struct item *item);
void dhcp_show_fqdn_flags(struct text *text, const struct packet *packet, const struct item *item);
void dhcp_show_route(struct text *text, const struct packet *packet, const struct item *item);
void dhcp_show_words(struct text *text, const struct packet *packet, const struct item *item);
void dhcp_show_agent_option(
    struct text *text, const struct packet *packet, const struct item *item);
