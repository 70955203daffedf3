/* DHCPv6's parts: dhcpv6.c the message, dhcpv6_options.c its options, dhcpv6_values.c those of several
 * parts, dhcpv6_duid.c who a host says it is, dhcpv6_names.c domain names, dhcpv6_types.c what numbers
 * mean, dhcpv6_fields.c the rows.  SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/proto.h"

enum dhcpv6_row {
    D6_HEADING, /* of what has parts: its text is the item's bytes */
    D6_MSGTYPE,
    D6_HOPCOUNT,
    D6_XID,
    D6_LINKADDR,
    D6_PEERADDR,
    D6_OPTION_NAME,
    D6_OPTION_TYPE,
    D6_OPTION_LENGTH,
    D6_DUID,
    D6_DUID_TYPE,
    D6_LLT_HWTYPE,
    D6_LLT_TIME,
    D6_LLT_ADDRESS,
    D6_LL_HWTYPE,
    D6_LL_ADDRESS,
    D6_EN_ENTERPRISE,
    D6_EN_IDENTIFIER,
    D6_UUID,
    D6_IAID,
    D6_T1,
    D6_T2,
    D6_IATA,
    D6_IAADDR,
    D6_IAADDR_PREFERRED,
    D6_IAADDR_VALID,
    D6_PREFIX_PREFERRED,
    D6_PREFIX_VALID,
    D6_PREFIX_LENGTH,
    D6_PREFIX,
    D6_EXCLUDE_LENGTH,
    D6_EXCLUDE_SUBNET,
    D6_REQUESTED,
    D6_PREFERENCE,
    D6_ELAPSED,
    D6_AUTH_PROTOCOL,
    D6_AUTH_ALGORITHM,
    D6_AUTH_RDM,
    D6_AUTH_REPLAY,
    D6_AUTH_REALM,
    D6_AUTH_KEY_ID,
    D6_AUTH_MD5,
    D6_AUTH_INFO,
    D6_UNICAST,
    D6_STATUS_CODE,
    D6_STATUS_MESSAGE,
    D6_USER_LENGTH,
    D6_USER_DATA,
    D6_CLASS_ENTERPRISE,
    D6_CLASS_DATA,
    D6_VENDOR_ENTERPRISE,
    D6_VENDOR_CODE,
    D6_VENDOR_LENGTH,
    D6_VENDOR_DATA,
    D6_INTERFACE_ID,
    D6_RECONFIGURE,
    D6_SIP_NAME,
    D6_SIP_SERVER,
    D6_DNS_SERVER,
    D6_SEARCH_ENTRY,
    D6_NIS_SERVER,
    D6_NISP_SERVER,
    D6_NIS_NAME,
    D6_NISP_NAME,
    D6_SNTP_SERVER,
    D6_LIFETIME,
    D6_BCMCS_NAME,
    D6_BCMCS_SERVER,
    D6_REMOTE_ENTERPRISE,
    D6_REMOTE_ID,
    D6_SUBSCRIBER_ID,
    D6_FQDN_BAD_MESSAGE,
    D6_FQDN_CLIENT_FLAGS,
    D6_FQDN_SERVER_FLAGS,
    D6_FQDN_CLIENT_N,
    D6_FQDN_CLIENT_S,
    D6_FQDN_SERVER_N,
    D6_FQDN_SERVER_O,
    D6_FQDN_SERVER_S,
    D6_CLIENT_NAME,
    D6_PANA_AGENT,
    D6_TIMEZONE,
    D6_TZDB,
    D6_QUERY_TYPE,
    D6_QUERY_LINK,
    D6_CLIENT_TIME,
    D6_RELAY_DATA_PEER,
    D6_RELAY_DATA_MESSAGE,
    D6_CLIENT_LINK,
    D6_CAPWAP,
    D6_NTP_TYPE,
    D6_NTP_LENGTH,
    D6_NTP_ADDRESS,
    D6_NTP_MULTICAST,
    D6_NTP_NAME,
    D6_AFTR_NAME,
    D6_CAPTIVE_PORTAL,
    D6_MUDURL,
    D6_RELAY_PORT,
    D6_HOME_AGENT,
    D6_HOME_ADDRESS,
    D6_NAME_EMPTY,
    D6_NAME_ROOT,
    D6_NAME_TLD,
    D6_NAME_PARTIAL,
    D6_NAME_EXCEEDS,
    D6_NAME_BOGUS,
    D6_NAME_LONG,
    D6_NAME_DECODED,
    D6_N_MALFORMED,
    D6_N_HOPCOUNT,
    D6_N_BAD_MESSAGE,
    D6_N_S_BIT,
    D6_N_ROOT,
    D6_N_TLD,
    D6_N_PARTIAL,
    D6_N_EXCEEDS,
    D6_N_BOGUS,
    D6_N_LONG,
    D6_NFIELDS
};

extern const struct field dhcpv6_fields[D6_NFIELDS];
extern const struct value_name dhcpv6_messages[], dhcpv6_option_names[], dhcpv6_ntp_names[];
extern const struct value_name dhcpv6_statuses[];

enum dhcpv6_message {
    D6_SOLICIT = 1,
    D6_ADVERTISE,
    D6_REQUEST,
    D6_CONFIRM,
    D6_RENEW,
    D6_REBIND,
    D6_REPLY,
    D6_RELAY_FORWARD = 12,
    D6_RELAY_REPLY,
    D6_LAST_MESSAGE = 19
};
enum { D6_OPTION_HEADER = 4, D6_CLIENT_IDENTIFIER = 1, D6_RELAY_MESSAGE = 9 };

/* Where options stand: in a message of that type, in so many other options. */
struct dhcpv6_inside {
    uint8_t message;
    uint8_t nest;
};

/* A message, which a relay may have wrapped in another one, in so many options. */
void dhcpv6_message(struct packet *p, struct cur *c, uint8_t nest);
/* All options up to the end of `c`. */
void dhcpv6_options(struct packet *p, struct cur *c, struct dhcpv6_inside in);
/* What identifies a host: all that `c` covers. */
void dhcpv6_duid(struct packet *p, struct cur *c);
/* The names that `c` covers, as values of a row. */
void dhcpv6_names(struct packet *p, struct cur *c, unsigned row);

/* Opens a heading; what it names is found behind it, up to packet_shut(). */
struct item *dhcpv6_heading(struct packet *p, const struct cur *c, const char *text);
/* A remark below a line of the tree with the same words. */
void dhcpv6_complain(struct packet *p, const struct cur *c, unsigned row,
    enum note_severity severity, enum note_group group);
/* "IA_NA: malformed option" */
void dhcpv6_malformed(struct packet *p, const char *option);
/* Text up to a zero byte or the end of `c`. */
void dhcpv6_text(struct packet *p, struct cur *c, unsigned row);

/* Values of several parts: each reads all that `c` covers. */
void dhcpv6_association(struct packet *p, struct cur *c, struct dhcpv6_inside in);
void dhcpv6_temporary_association(struct packet *p, struct cur *c, struct dhcpv6_inside in);
void dhcpv6_address(struct packet *p, struct cur *c, struct dhcpv6_inside in);
void dhcpv6_prefix(struct packet *p, struct cur *c, struct dhcpv6_inside in);
void dhcpv6_relayed(struct packet *p, struct cur *c, struct dhcpv6_inside in);
void dhcpv6_authentication(struct packet *p, struct cur *c, struct dhcpv6_inside in);
void dhcpv6_status(struct packet *p, struct cur *c, struct dhcpv6_inside in);
void dhcpv6_user_class(struct packet *p, struct cur *c, struct dhcpv6_inside in);
void dhcpv6_vendor_class(struct packet *p, struct cur *c, struct dhcpv6_inside in);
void dhcpv6_vendor_options(struct packet *p, struct cur *c, struct dhcpv6_inside in);
void dhcpv6_remote(struct packet *p, struct cur *c, struct dhcpv6_inside in);
void dhcpv6_client_name(struct packet *p, struct cur *c, struct dhcpv6_inside in);
void dhcpv6_query(struct packet *p, struct cur *c, struct dhcpv6_inside in);
void dhcpv6_relay_data(struct packet *p, struct cur *c, struct dhcpv6_inside in);
void dhcpv6_time_servers(struct packet *p, struct cur *c, struct dhcpv6_inside in);
void dhcpv6_excluded(struct packet *p, struct cur *c, struct dhcpv6_inside in);
