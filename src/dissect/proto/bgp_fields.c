/* The rows of BGP.  See bgp.h; what its larger numbers are called stands in bgp_names.c.
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/text.h"
#include "dissect/names.h"
#include "dissect/proto.h"
#include "dissect/proto/bgp.h"

static const struct value_name refresh_types[] = {
    {0, "Normal route refresh request [RFC2918] with/without ORF [RFC5291]"},
    {1, "Demarcation of the beginning of a route refresh"},
    {2, "Demarcation of the ending of a route refresh"},
    {0, NULL},
};
static const struct value_name parameters[] = {
    {1, "Authentication"},
    {2, "Capability"},
    {0, NULL},
};
static const struct value_name segment_types[] = {
    {1, "AS_SET"},
    {2, "AS_SEQUENCE"},
    {4, "AS_CONFED_SET"},
    {3, "AS_CONFED_SEQUENCE"},
    {0, NULL},
};
static const struct value_name ways[] = {{1, "Receive"}, {2, "Send"}, {3, "Both"}, {0, NULL}};
static const struct value_name yes_no[] = {{1, "Yes"}, {0, "No"}, {0, NULL}};
static const struct value_name authorities[] = {
    {1, "Allocated on Standard Action, Early Allocation or Experimental Basis"},
    {0, "Allocated on First Come First Serve Basis"},
    {0, NULL},
};
static const struct value_name transitivities[] = {
    {1, "Non-transitive"}, {0, "Transitive"}, {0, NULL}};

/* "Flags: 0x40, Transitive, Well-known, Complete": the bits that are set, then what others mean. */
static void show_flags(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    unsigned flags = (unsigned)item->number;
    text_format(text, "Flags: 0x%02x", flags);
    for (unsigned row = BGP_FLAG_OPTIONAL; row <= BGP_FLAG_EXTENDED; row++)
        if (flags & bgp_fields[row].mask) text_format(text, ", %s", bgp_fields[row].label);
    if (!(flags & 0x80)) text_put(text, ", Well-known");
    if (!(flags & 0x40)) text_put(text, ", Non-transitive");
    if (!(flags & 0x20)) text_put(text, ", Complete");
}

/* The number that stands for those that take four bytes (RFC 6793 4.2.2). */
static void show_as(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "%s: %u%s", item->field->label, (unsigned)item->number,
        item->number == 23456 ? " (AS_TRANS)" : "");
}

static void show_restart(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Restart Timers: 0x%04x", (unsigned)item->number);
    if (item->number & 0x8000) text_put(text, ", Restart state");
    if (item->number & 0x4000) text_put(text, ", Graceful notification");
}

static void show_preserve(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Flag: 0x%02x", (unsigned)item->number);
    if (item->number & 0x80) text_put(text, ", Preserve forwarding state");
}

/* One address, or one for the world and one for the link (RFC 2545 3). */
static void show_hop(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    const uint8_t *at = item->bytes.at;
    text_put(text, "Next hop: ");
    if (item->bytes.len == 4) {
        text_ipv4(text, at);
    } else if (item->bytes.len == 16) {
        text_ipv6(text, at);
    } else if (item->bytes.len == 32) {
        text_put(text, "IPv6=");
        text_ipv6(text, at);
        text_put(text, " Link-local=");
        text_ipv6(text, at + 16);
    } else {
        text_hex_bytes(text, at, item->bytes.len, 0);
    }
}

/* Whose length it is depends on what stands behind. */
static void show_prefix_length(
    struct text *text, const struct packet *packet, const struct item *item)
{
    const struct item *next = item + 1, *end = packet->items + packet->nitems;
    unsigned row = next < end ? (unsigned)(next->field - bgp_fields) : BGP_FIELDS;
    text_format(text, "%s prefix length: %u",
        row == BGP_WITHDRAWN_PREFIX                                ? "Withdrawn route"
        : row == BGP_REACH_PREFIX4 || row == BGP_REACH_PREFIX6     ? "MP Reach NLRI"
        : row == BGP_UNREACH_PREFIX4 || row == BGP_UNREACH_PREFIX6 ? "MP Unreach NLRI"
                                                                   : "NLRI",
        (unsigned)item->number);
}

const struct field bgp_fields[BGP_FIELDS] = {
    [BGP_MARKER] = {"bgp.marker", "Marker", FT_BYTES, BASE_NONE,
        .blurb = "All ones: a message begins here"},
    [BGP_LENGTH] = {"bgp.length", "Length", FT_UINT16, BASE_DEC,
        .blurb = "Of the message, this header included"},
    [BGP_TYPE] = {"bgp.type", "Type", FT_UINT8, BASE_DEC, 0, bgp_messages,
        "Open greets, update tells routes, keepalive says that nothing changed", FIELD_SUMMARY},
    [BGP_VERSION] = {"bgp.open.version", "Version", FT_UINT8, BASE_DEC},
    [BGP_AS] = {"bgp.open.myas", "My AS", FT_UINT16, BASE_DEC, .show = show_as,
        .blurb = "The network that the sender is part of; 23456 if its number takes more bytes"},
    [BGP_HOLD] = {"bgp.open.holdtime", "Hold Time", FT_UINT16, BASE_DEC,
        .blurb = "Who says nothing for so many seconds is gone"},
    [BGP_IDENTIFIER] = {"bgp.open.identifier", "BGP Identifier", FT_IPv4, BASE_NONE,
        .blurb = "The router's name: one of its addresses"},
    [BGP_PARAMETERS_LENGTH] = {"bgp.open.opt.len", "Optional Parameters Length", FT_UINT8,
        BASE_DEC},
    [BGP_PARAMETERS] = {"bgp.open.opt", "Optional Parameters", FT_NONE, BASE_NONE},
    [BGP_PARAMETER] = {"bgp.open.opt.param", "Optional Parameter", FT_NONE, BASE_NONE},
    [BGP_PARAMETER_TYPE] = {"bgp.open.opt.param.type", "Parameter Type", FT_UINT8, BASE_DEC, 0,
        parameters},
    [BGP_PARAMETER_LENGTH] = {"bgp.open.opt.param.len", "Parameter Length", FT_UINT8, BASE_DEC},
    [BGP_PARAMETER_AUTH] = {"bgp.open.opt.param.auth", "Authentication Data", FT_BYTES, BASE_NONE},
    [BGP_PARAMETER_UNKNOWN] = {"bgp.open.opt.param.unknown", "Unknown", FT_BYTES, BASE_NONE},
    [BGP_CAPABILITY] = {"bgp.cap", "Capability", FT_NONE, BASE_NONE},
    [BGP_CAPABILITY_TYPE] = {"bgp.cap.type", "Type", FT_UINT8, BASE_DEC, 0, bgp_capabilities,
        "What the sender can do beyond RFC 1771"},
    [BGP_CAPABILITY_LENGTH] = {"bgp.cap.length", "Length", FT_UINT8, BASE_DEC},
    [BGP_CAPABILITY_UNKNOWN] = {"bgp.cap.unknown", "Unknown", FT_BYTES, BASE_NONE},
    [BGP_CAPABILITY_RESERVED] = {"bgp.cap.reserved", "Reserved", FT_BYTES, BASE_NONE},
    [BGP_CAP_MP_AFI] = {"bgp.cap.mp.afi", "AFI", FT_UINT16, BASE_DEC, 0, names_address_family},
    [BGP_CAP_MP_SAFI] = {"bgp.cap.mp.safi", "SAFI", FT_UINT8, BASE_DEC, 0, bgp_subsequent_families},
    [BGP_CAP_HOP_AFI] = {"bgp.cap.enh.afi", "AFI", FT_UINT16, BASE_DEC, 0, names_address_family},
    [BGP_CAP_HOP_SAFI] = {"bgp.cap.enh.safi", "SAFI", FT_UINT16, BASE_DEC, 0,
        bgp_subsequent_families},
    [BGP_CAP_HOP_NEXT] = {"bgp.cap.enh.nhafi", "Next hop AFI", FT_UINT16, BASE_DEC, 0,
        names_address_family},
    [BGP_CAP_RESTART] = {"bgp.cap.gr.timers", "Restart Timers", FT_UINT16, BASE_HEX,
        .show = show_restart},
    [BGP_CAP_RESTART_STATE] = {"bgp.cap.gr.timers.restart_flag", "Restart state", FT_BOOLEAN,
        BASE_NONE, 0x8000, yes_no, .unit_bits = 16},
    [BGP_CAP_RESTART_NOTIFICATION] = {"bgp.cap.gr.timers.notification_flag",
        "Graceful notification", FT_BOOLEAN, BASE_NONE, 0x4000, yes_no, .unit_bits = 16},
    [BGP_CAP_RESTART_TIME] = {"bgp.cap.gr.timers.restart_time", "Time", FT_UINT16, BASE_DEC,
        0x0fff},
    [BGP_CAP_RESTART_AFI] = {"bgp.cap.gr.afi", "AFI", FT_UINT16, BASE_DEC, 0, names_address_family},
    [BGP_CAP_RESTART_SAFI] = {"bgp.cap.gr.safi", "SAFI", FT_UINT8, BASE_DEC, 0,
        bgp_subsequent_families},
    [BGP_CAP_RESTART_FLAG] = {"bgp.cap.gr.flag", "Flag", FT_UINT8, BASE_HEX, .show = show_preserve},
    [BGP_CAP_RESTART_PRESERVE] = {"bgp.cap.gr.flag.pfs", "Preserve forwarding state", FT_BOOLEAN,
        BASE_NONE, 0x80, yes_no},
    [BGP_CAP_AS4] = {"bgp.cap.4as", "AS Number", FT_UINT32, BASE_DEC,
        .blurb = "The network's number in full"},
    [BGP_CAP_DYNAMIC] = {"bgp.cap.dc", "Capability Dynamic", FT_UINT8, BASE_DEC, 0,
        bgp_capabilities},
    [BGP_CAP_PATHS_AFI] = {"bgp.cap.ap.afi", "AFI", FT_UINT16, BASE_DEC, 0, names_address_family},
    [BGP_CAP_PATHS_SAFI] = {"bgp.cap.ap.safi", "SAFI", FT_UINT8, BASE_DEC, 0,
        bgp_subsequent_families},
    [BGP_CAP_PATHS_WAY] = {"bgp.cap.ap.sendreceive", "Send/Receive", FT_UINT8, BASE_DEC, 0, ways},
    [BGP_CAP_HOST_LENGTH] = {"bgp.cap.orf.fqdn.hostname.len", "Hostname Length", FT_UINT8,
        BASE_DEC},
    [BGP_CAP_HOST] = {"bgp.cap.orf.fqdn.hostname", "Hostname", FT_STRING, BASE_NONE},
    [BGP_CAP_DOMAIN_LENGTH] = {"bgp.cap.orf.fqdn.domain_name.len", "Domain Name Length", FT_UINT8,
        BASE_DEC},
    [BGP_CAP_DOMAIN] = {"bgp.cap.orf.fqdn.domain_name", "Domain Name", FT_STRING, BASE_NONE},
    [BGP_ERROR] = {"bgp.notify.major_error", "Major error Code", FT_UINT8, BASE_DEC, 0, bgp_errors,
        "Why the connection ends"},
    [BGP_ERROR_HEADER] = {"bgp.notify.minor_error", "Minor error Code (Message Header)", FT_UINT8,
        BASE_DEC, 0, bgp_header_errors},
    [BGP_ERROR_OPEN] = {"bgp.notify.minor_error_open", "Minor error Code (Open Message)", FT_UINT8,
        BASE_DEC, 0, bgp_open_errors},
    [BGP_ERROR_UPDATE] = {"bgp.notify.minor_error_update", "Minor error Code (Update Message)",
        FT_UINT8, BASE_DEC, 0, bgp_update_errors},
    [BGP_ERROR_EXPIRED] = {"bgp.notify.minor_error_expired",
        "Minor error Code (Hold Timer Expired)", FT_UINT8, BASE_DEC},
    [BGP_ERROR_STATE] = {"bgp.notify.minor_error_state", "Minor error Code (State Machine)",
        FT_UINT8, BASE_DEC, 0, bgp_state_errors},
    [BGP_ERROR_CEASE] = {"bgp.notify.minor_error_cease", "Minor error Code (Cease)", FT_UINT8,
        BASE_DEC, 0, bgp_cease_errors},
    [BGP_ERROR_CAPABILITY] = {"bgp.notify.minor_error_capability",
        "Minor error Code (Capability Message)", FT_UINT8, BASE_DEC, 0, bgp_capability_errors},
    [BGP_ERROR_UNKNOWN] = {"bgp.notify.minor_error_unknown", "Minor error Code (Unknown)", FT_UINT8,
        BASE_DEC},
    [BGP_ERROR_DATA] = {"bgp.notify.minor_data", "Data", FT_BYTES, BASE_NONE},
    [BGP_ERROR_PEER_AS] = {"bgp.notify.error_open.bad_peer_as", "Bad Peer AS", FT_UINT32, BASE_DEC},
    [BGP_SHUTDOWN_LENGTH] = {"bgp.notify.communication_length", "BGP Shutdown Communication Length",
        FT_UINT8, BASE_DEC},
    [BGP_SHUTDOWN] = {"bgp.notify.communication", "Shutdown Communication", FT_STRING, BASE_NONE,
        .blurb = "What the operator has to say"},
    [BGP_REFRESH_AFI] = {"bgp.route_refresh.afi", "Address family identifier (AFI)", FT_UINT16,
        BASE_DEC, 0, names_address_family},
    [BGP_REFRESH_SUBTYPE] = {"bgp.route_refresh.subtype", "Subtype", FT_UINT8, BASE_DEC, 0,
        refresh_types},
    [BGP_REFRESH_SAFI] = {"bgp.route_refresh.safi", "Subsequent address family identifier (SAFI)",
        FT_UINT8, BASE_DEC, 0, bgp_subsequent_families},
    [BGP_REFRESH_FILTER] = {"bgp.route_refresh.orf", "ORF information", FT_NONE, BASE_NONE},
    [BGP_WITHDRAWN_LENGTH] = {"bgp.update.withdrawn_routes.length", "Withdrawn Routes Length",
        FT_UINT16, BASE_DEC},
    [BGP_WITHDRAWN] = {"bgp.update.withdrawn_routes", "Withdrawn Routes", FT_NONE, BASE_NONE},
    [BGP_ATTRIBUTES_LENGTH] = {"bgp.update.path_attributes.length", "Total Path Attribute Length",
        FT_UINT16, BASE_DEC},
    [BGP_ATTRIBUTES] = {"bgp.update.path_attributes", "Path attributes", FT_NONE, BASE_NONE},
    [BGP_ATTRIBUTE] = {"bgp.update.path_attribute", "Path Attribute", FT_NONE, BASE_NONE},
    [BGP_FLAGS] = {"bgp.update.path_attribute.flags", "Flags", FT_UINT8, BASE_HEX,
        .show = show_flags},
    [BGP_FLAG_OPTIONAL] = {"bgp.update.path_attribute.flags.optional", "Optional", FT_BOOLEAN,
        BASE_NONE, 0x80, .blurb = "Not everyone has to understand it"},
    [BGP_FLAG_TRANSITIVE] = {"bgp.update.path_attribute.flags.transitive", "Transitive", FT_BOOLEAN,
        BASE_NONE, 0x40, .blurb = "Who does not understand it passes it on"},
    [BGP_FLAG_PARTIAL] = {"bgp.update.path_attribute.flags.partial", "Partial", FT_BOOLEAN,
        BASE_NONE, 0x20},
    [BGP_FLAG_EXTENDED] = {"bgp.update.path_attribute.flags.extended_length", "Extended-Length",
        FT_BOOLEAN, BASE_NONE, 0x10},
    [BGP_FLAG_UNUSED] = {"bgp.update.path_attribute.flags.unused", "Unused", FT_UINT8, BASE_HEX,
        0x0f},
    [BGP_ATTRIBUTE_TYPE] = {"bgp.update.path_attribute.type_code", "Type Code", FT_UINT8, BASE_DEC,
        0, bgp_attributes, "What is said of the path"},
    [BGP_ATTRIBUTE_LENGTH] = {"bgp.update.path_attribute.length", "Length", FT_UINT16, BASE_DEC},
    [BGP_ORIGIN] = {"bgp.update.path_attribute.origin", "Origin", FT_UINT8, BASE_DEC, 0,
        bgp_origins},
    [BGP_SEGMENT] = {"bgp.update.path_attribute.as_path_segment", "AS Path segment", FT_NONE,
        BASE_NONE},
    [BGP_SEGMENT_TYPE] = {"bgp.update.path_attribute.as_path_segment.type", "Segment type",
        FT_UINT8, BASE_DEC, 0, segment_types},
    [BGP_SEGMENT_LENGTH] = {"bgp.update.path_attribute.as_path_segment.length",
        "Segment length (number of ASN)", FT_UINT8, BASE_DEC},
    [BGP_SEGMENT_AS2] = {"bgp.update.path_attribute.as_path_segment.as2", "AS2", FT_UINT16,
        BASE_DEC, .show = show_as, .blurb = "A network that the route has come through"},
    [BGP_SEGMENT_AS4] = {"bgp.update.path_attribute.as_path_segment.as4", "AS4", FT_UINT32,
        BASE_DEC, .blurb = "A network that the route has come through"},
    [BGP_NEXT_HOP] = {"bgp.update.path_attribute.next_hop", "Next hop", FT_IPv4, BASE_NONE,
        .blurb = "Where to send what goes there"},
    [BGP_DISCRIMINATOR] = {"bgp.update.path_attribute.multi_exit_disc",
        "Multiple exit discriminator", FT_UINT32, BASE_DEC,
        .blurb = "Which of several ways in the sender would like: the smallest"},
    [BGP_PREFERENCE] = {"bgp.update.path_attribute.local_pref", "Local preference", FT_UINT32,
        BASE_DEC, .blurb = "Which of several ways out to take: the largest"},
    [BGP_AGGREGATOR_AS] = {"bgp.update.path_attribute.aggregator_as", "Aggregator AS", FT_UINT32,
        BASE_DEC},
    [BGP_AGGREGATOR] = {"bgp.update.path_attribute.aggregator_origin", "Aggregator origin", FT_IPv4,
        BASE_NONE},
    [BGP_COMMUNITIES] = {"bgp.update.path_attribute.communities", "Communities", FT_NONE,
        BASE_NONE},
    [BGP_COMMUNITY] = {"bgp.update.path_attribute.community", "Community", FT_NONE, BASE_NONE},
    [BGP_COMMUNITY_KNOWN] = {"bgp.update.path_attribute.community_wellknown",
        "Community Well-known", FT_UINT32, BASE_HEX, 0, bgp_communities},
    [BGP_COMMUNITY_AS] = {"bgp.update.path_attribute.community_as", "Community AS", FT_UINT16,
        BASE_DEC},
    [BGP_COMMUNITY_VALUE] = {"bgp.update.path_attribute.community_value", "Community value",
        FT_UINT16, BASE_DEC},
    [BGP_ORIGINATOR] = {"bgp.update.path_attribute.originator_id", "Originator identifier", FT_IPv4,
        BASE_NONE},
    [BGP_CLUSTERS] = {"bgp.path_attribute.cluster_list", "Cluster List", FT_NONE, BASE_NONE},
    [BGP_CLUSTER] = {"bgp.path_attribute.cluster_id", "Cluster ID", FT_IPv4, BASE_NONE},
    [BGP_REACH_AFI] = {"bgp.update.path_attribute.mp_reach_nlri.afi",
        "Address family identifier (AFI)", FT_UINT16, BASE_DEC, 0, names_address_family},
    [BGP_REACH_SAFI] = {"bgp.update.path_attribute.mp_reach_nlri.safi",
        "Subsequent address family identifier (SAFI)", FT_UINT8, BASE_DEC, 0,
        bgp_subsequent_families},
    [BGP_REACH_HOP] = {"bgp.update.path_attribute.mp_reach_nlri.next_hop", "Next hop", FT_BYTES,
        BASE_NONE, .show = show_hop},
    [BGP_REACH_HOP_IPV4] = {"bgp.update.path_attribute.mp_reach_nlri.next_hop.ipv4", "IPv4 Address",
        FT_IPv4, BASE_NONE},
    [BGP_REACH_HOP_IPV6] = {"bgp.update.path_attribute.mp_reach_nlri.next_hop.ipv6", "IPv6 Address",
        FT_IPv6, BASE_NONE},
    [BGP_REACH_HOP_LOCAL] = {"bgp.update.path_attribute.mp_reach_nlri.next_hop.ipv6.link_local",
        "Link-local Address", FT_IPv6, BASE_NONE},
    [BGP_REACH_SNPA] = {"bgp.update.path_attribute.mp_reach_nlri.nbr_snpa",
        "Number of Subnetwork points of attachment (SNPA)", FT_UINT8, BASE_DEC},
    [BGP_REACH] = {"bgp.update.path_attribute.mp_reach_nlri",
        "Network Layer Reachability Information (NLRI)", FT_NONE, BASE_NONE},
    [BGP_UNREACH_AFI] = {"bgp.update.path_attribute.mp_unreach_nlri.afi",
        "Address family identifier (AFI)", FT_UINT16, BASE_DEC, 0, names_address_family},
    [BGP_UNREACH_SAFI] = {"bgp.update.path_attribute.mp_unreach_nlri.safi",
        "Subsequent address family identifier (SAFI)", FT_UINT8, BASE_DEC, 0,
        bgp_subsequent_families},
    [BGP_UNREACH] = {"bgp.update.path_attribute.mp_unreach_nlri", "Withdrawn Routes", FT_NONE,
        BASE_NONE},
    [BGP_EXTENDED] = {"bgp.ext_communities", "Carried extended communities", FT_NONE, BASE_NONE},
    [BGP_EXTENDED_ONE] = {"bgp.ext_community", "Community", FT_NONE, BASE_NONE},
    [BGP_EXTENDED_TYPE] = {"bgp.ext_com.type", "Type", FT_UINT8, BASE_HEX, 0, bgp_community_types},
    [BGP_EXTENDED_AUTHORITY] = {"bgp.ext_com.type.auth", "IANA Authority", FT_BOOLEAN, BASE_NONE,
        0x80, authorities},
    [BGP_EXTENDED_TRANSITIVE] = {"bgp.ext_com.type.tran", "Transitive across ASes", FT_BOOLEAN,
        BASE_NONE, 0x40, transitivities},
    [BGP_EXTENDED_AS2] = {"bgp.ext_com.stype_tr_as2", "Subtype (AS2)", FT_UINT8, BASE_HEX, 0,
        bgp_community_as2},
    [BGP_EXTENDED_IPV4] = {"bgp.ext_com.stype_tr_IP4", "Subtype (IPv4)", FT_UINT8, BASE_HEX, 0,
        bgp_community_ipv4},
    [BGP_EXTENDED_AS4] = {"bgp.ext_com.stype_tr_as4", "Subtype (AS4)", FT_UINT8, BASE_HEX, 0,
        bgp_community_as4},
    [BGP_EXTENDED_SUBTYPE] = {"bgp.ext_com.stype_unknown", "Subtype", FT_UINT8, BASE_HEX},
    [BGP_VALUE_AS2] = {"bgp.ext_com.value_as2", "2-Octet AS", FT_UINT16, BASE_DEC},
    [BGP_VALUE_AS4] = {"bgp.ext_com.value_as4", "4-Octet AS", FT_UINT32, BASE_DEC},
    [BGP_VALUE_IPV4] = {"bgp.ext_com.value_IP4", "IPv4 address", FT_IPv4, BASE_NONE},
    [BGP_VALUE_NUMBER2] = {"bgp.ext_com.value_an2", "2-Octet AN", FT_UINT16, BASE_DEC},
    [BGP_VALUE_NUMBER4] = {"bgp.ext_com.value_an4", "4-Octet AN", FT_UINT32, BASE_DEC},
    [BGP_VALUE_RAW] = {"bgp.ext_com.value_raw", "Raw Value", FT_UINT48, BASE_HEX},
    [BGP_LARGE] = {"bgp.large_communities", "Large communities", FT_STRING, BASE_NONE},
    [BGP_LARGE_GLOBAL] = {"bgp.large_communities.ga", "Global Administrator", FT_UINT32, BASE_DEC},
    [BGP_LARGE_LOCAL1] = {"bgp.large_communities.ldp1", "Local Data Part 1", FT_UINT32, BASE_DEC},
    [BGP_LARGE_LOCAL2] = {"bgp.large_communities.ldp2", "Local Data Part 2", FT_UINT32, BASE_DEC},
    [BGP_ATTRIBUTE_UNKNOWN] = {"bgp.update.path_attributes.unknown", "Unknown Path attributes",
        FT_NONE, BASE_NONE, .blurb = "Its value is bytes"},
    [BGP_NLRI] = {"bgp.update.nlri", "Network Layer Reachability Information (NLRI)", FT_NONE,
        BASE_NONE, .blurb = "The networks to which this path leads"},
    [BGP_INVALID] = {NULL, "Invalid", FT_NONE, BASE_NONE},
    [BGP_PREFIX] = {NULL, "Prefix", FT_NONE, BASE_NONE},
    [BGP_PREFIX_LENGTH] = {"bgp.prefix_length", "Prefix Length", FT_UINT8, BASE_DEC,
        .show = show_prefix_length},
    [BGP_WITHDRAWN_PREFIX] = {"bgp.withdrawn_prefix", "Withdrawn prefix", FT_IPv4, BASE_NONE},
    [BGP_NLRI_PREFIX] = {"bgp.nlri_prefix", "NLRI prefix", FT_IPv4, BASE_NONE},
    [BGP_REACH_PREFIX4] = {"bgp.mp_reach_nlri_ipv4_prefix", "MP Reach NLRI IPv4 prefix", FT_IPv4,
        BASE_NONE},
    [BGP_REACH_PREFIX6] = {"bgp.mp_reach_nlri_ipv6_prefix", "MP Reach NLRI IPv6 prefix", FT_IPv6,
        BASE_NONE},
    [BGP_UNREACH_PREFIX4] = {"bgp.mp_unreach_nlri_ipv4_prefix", "MP Unreach NLRI IPv4 prefix",
        FT_IPv4, BASE_NONE},
    [BGP_UNREACH_PREFIX6] = {"bgp.mp_unreach_nlri_ipv6_prefix", "MP Unreach NLRI IPv6 prefix",
        FT_IPv6, BASE_NONE},
    [BGP_N_ERROR] = {"bgp.notify.minor_error.unknown", "Unknown notification error", FT_NONE,
        BASE_NONE},
    [BGP_N_HELPER] = {"bgp.cap.gr.helper_mode_only",
        "Graceful Restart Capability supported in Helper mode only", FT_NONE, BASE_NONE},
    [BGP_N_LENGTH] = {"bgp.length.invalid", "Length is invalid", FT_NONE, BASE_NONE},
};
