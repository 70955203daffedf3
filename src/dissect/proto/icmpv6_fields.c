/* The fields of ICMPv6.  See icmpv6.h.  SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/names.h"
#include "dissect/proto.h"
#include "dissect/proto/icmp.h"
#include "dissect/proto/icmpv6.h"

const struct value_name icmpv6_types[] = {
    {1, "Destination Unreachable"},
    {2, "Packet Too Big"},
    {3, "Time Exceeded"},
    {4, "Parameter Problem"},
    {100, "Private experimentation"},
    {101, "Private experimentation"},
    {127, "Reserved for expansion of ICMPv6 error messages"},
    {128, "Echo (ping) request"},
    {129, "Echo (ping) reply"},
    {130, "Multicast Listener Query"},
    {131, "Multicast Listener Report"},
    {132, "Multicast Listener Done"},
    {133, "Router Solicitation"},
    {134, "Router Advertisement"},
    {135, "Neighbor Solicitation"},
    {136, "Neighbor Advertisement"},
    {137, "Redirect"},
    {138, "Router Renumbering"},
    {139, "Node Information Query"},
    {140, "Node Information Reply"},
    {141, "Inverse Neighbor Discovery Solicitation"},
    {142, "Inverse Neighbor Discovery Advertisement"},
    {143, "Multicast Listener Report Message v2"},
    {144, "Home Agent Address Discovery Request"},
    {145, "Home Agent Address Discovery Reply"},
    {146, "Mobile Prefix Solicitation"},
    {147, "Mobile Prefix Advertisement"},
    {148, "Certification Path Solicitation"},
    {149, "Certification Path Advertisement"},
    {150, "Experimental Mobility"},
    {151, "Multicast Router Advertisement"},
    {152, "Multicast Router Solicitation"},
    {153, "Multicast Router Termination"},
    {154, "FMIPv6"},
    {155, "RPL Control"},
    {156, "Locator Update"},
    {157, "Duplicate Address Request"},
    {158, "Duplicate Address Confirmation"},
    {159, "MPL Control Message"},
    {ICMPV6_EXTENDED_REQUEST, "Extended Echo request"},
    {ICMPV6_EXTENDED_REPLY, "Extended Echo reply"},
    {200, "Private experimentation"},
    {201, "Private experimentation"},
    {255, "Reserved for expansion of ICMPv6 informational messages"},
    {0, NULL},
};
const struct value_name icmpv6_preferences[] = {
    {0, "Medium"}, {1, "High"}, {2, "Reserved"}, {3, "Low"}, {0, NULL}};
const struct value_name icmpv6_record_types[] = {
    {1, "Include"},
    {2, "Exclude"},
    {3, "Changed to include"},
    {4, "Changed to exclude"},
    {5, "Allow new sources"},
    {6, "Block old sources"},
    {0, NULL},
};
static const struct value_name unreachable_codes[] = {
    {0, "no route to destination"},
    {1, "Administratively prohibited"},
    {2, "Beyond scope of source address"},
    {3, "Address unreachable"},
    {4, "Port unreachable"},
    {5, "Source address failed ingress/egress policy"},
    {6, "Reject route to destination"},
    {7, "Error in Source Routing Header"},
    {0, NULL},
};
static const struct value_name exceeded_codes[] = {
    {0, "hop limit exceeded in transit"},
    {1, "fragment reassembly time exceeded"},
    {0, NULL},
};
static const struct value_name parameter_codes[] = {
    {0, "erroneous header field encountered"},
    {1, "unrecognized Next Header type encountered"},
    {2, "unrecognized IPv6 option encountered"},
    {3, "IPv6 First Fragment has incomplete IPv6 Header Chain"},
    {0, NULL},
};
static const struct value_name option_types[] = {
    {1, "Source link-layer address"},
    {2, "Target link-layer address"},
    {3, "Prefix information"},
    {4, "Redirected header"},
    {5, "MTU"},
    {6, "NBMA Shortcut Limit Option"},
    {7, "Advertisement Interval"},
    {8, "Home Agent Information"},
    {9, "Source Address List"},
    {10, "Target Address List"},
    {11, "CGA"},
    {12, "RSA Signature"},
    {13, "Timestamp"},
    {14, "Nonce"},
    {15, "Trust Anchor"},
    {16, "Certificate"},
    {17, "IP Address/Prefix Option"},
    {18, "New Router Prefix Information"},
    {19, "Link-layer Address"},
    {20, "Neighbor Advertisement Acknowledgment"},
    {23, "MAP"},
    {24, "Route Information"},
    {25, "Recursive DNS Server"},
    {26, "RA Flags Extension"},
    {27, "Handover Key Request"},
    {28, "Handover Key Reply"},
    {29, "Handover Assist Information"},
    {30, "Mobile Node Identifier Option"},
    {31, "DNS Search List Option"},
    {32, "Proxy Signature (PS)"},
    {33, "Address Registration Option"},
    {34, "6LoWPAN Context Option"},
    {35, "Authoritative Border Router"},
    {36, "6LoWPAN Capability Indication Option"},
    {37, "DHCP Captive-Portal"},
    {38, "PREF64 Option"},
    {138, "CARD Request"},
    {139, "CARD Reply"},
    {253, "RFC3692-style Experiment 1"},
    {254, "RFC3692-style Experiment 2"},
    {0, NULL},
};

const struct value_name *icmpv6_codes(uint64_t type)
{
    return type == 1                         ? unreachable_codes
           : type == 3                       ? exceeded_codes
           : type == 4                       ? parameter_codes
           : type == ICMPV6_EXTENDED_REQUEST ? icmp_codes_of(ICMP_EXTENDED_REQUEST)
           : type == ICMPV6_EXTENDED_REPLY   ? icmp_codes_of(ICMP_EXTENDED_REPLY)
                                             : NULL;
}

static void show_code(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct layer *layer = &packet->layers[item->layer];
    const struct value_name *codes = icmpv6_codes(layer_uint(packet, layer, I6_TYPE));
    const char *name = field_value_name(codes, item->number);
    text_format(text, "Code: %u", (unsigned)item->number);
    if (codes) text_format(text, " (%s)", name ? name : "Unknown");
}

static void show_checksum(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct layer *layer = &packet->layers[item->layer];
    const struct item *status = layer_item(packet, layer, I6_CHECKSUM_STATUS);
    text_format(text, "Checksum: 0x%04x", (unsigned)item->number);
    if (!status) return;
    if (status->number == CHECKSUM_GOOD)
        text_put(text, " [correct]");
    else if (status->number == CHECKSUM_BAD)
        text_format(text, " incorrect, should be 0x%04x", icmpv6_checksum(packet, layer));
    else
        text_put(text, layer->quoted ? " [unverified] [in ICMP error packet]" : " [unverified]");
}

static void show_response_time(
    struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Response Time: %.3f ms", item->real);
}

static void show_length(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Length: %u (%u bytes)", (unsigned)item->number, 8 * (unsigned)item->number);
}

/* "Flags: 0xc0, On-link flag(L), …": the names of the bits that are set in the items below. */
static void show_flags(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct layer *layer = &packet->layers[item->layer];
    const struct item *end = packet->items + layer->first + layer->count;
    text_format(text, "%s: 0x%0*x", item->field->label, 2 * (int)field_width(item->field->type),
        (unsigned)item->number);
    for (const struct item *bit = item + 1; bit < end && bit->depth > item->depth; bit++) {
        if (bit->field->names == icmpv6_preferences)
            text_format(text, ", %s: %s", bit->field->label,
                field_value_name(icmpv6_preferences, bit->number));
        else if (bit->field->type == FT_BOOLEAN && bit->number)
            text_format(text, ", %s", bit->field->label);
    }
}

/* RFC 4861 4.6.2: all bits set stand for no end. */
static void show_lifetime(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, item->number == UINT32_MAX ? "%s: Infinity (%u)" : "%s: %u",
        item->field->label, (unsigned)item->number);
}

const struct field icmpv6_fields[I6_NFIELDS] = {
    [I6_TYPE] = {"icmpv6.type", "Type", FT_UINT8, BASE_DEC, 0, icmpv6_types,
        "What the message is about: 128 asks for an echo, 135 looks for a neighbour …",
        FIELD_SUMMARY},
    [I6_CODE] = {"icmpv6.code", "Code", FT_UINT8, BASE_DEC, .show = show_code,
        .flags = FIELD_SUMMARY, .blurb = "The type in more detail"},
    [I6_CHECKSUM] = {"icmpv6.checksum", "Checksum", FT_UINT16, BASE_HEX, .show = show_checksum,
        .blurb = "Finds bits of the message and of the addresses that changed on the way"},
    [I6_CHECKSUM_STATUS] = {"icmpv6.checksum.status", "Checksum Status", FT_UINT8, BASE_NONE, 0,
        names_checksum_status, "Whether the checksum is right"},
    [I6_RESERVED] = {"icmpv6.reserved", "Reserved", FT_BYTES, BASE_NONE},
    [I6_DATA] = {"icmpv6.data", "Data", FT_BYTES, BASE_NONE},
    [I6_MTU] = {"icmpv6.mtu", "MTU", FT_UINT32, BASE_DEC,
        .blurb = "How large a packet may be on the next link"},
    [I6_POINTER] = {"icmpv6.pointer", "Pointer", FT_UINT32, BASE_DEC,
        .blurb = "Which byte of the packet was the problem"},
    [I6_ECHO_ID] = {"icmpv6.echo.identifier", "Identifier", FT_UINT16, BASE_HEX,
        .flags = FIELD_SUMMARY,
        .blurb = "Tells the answers for one ping program from those for another"},
    [I6_ECHO_SEQ] = {"icmpv6.echo.sequence_number", "Sequence", FT_UINT16, BASE_DEC,
        .flags = FIELD_SUMMARY,
        .blurb = "Counts the requests, so that answers can be matched and losses seen"},
    [I6_NONCE] = {"icmpv6.nonce", "Nonce", FT_BYTES, BASE_NONE},
    [I6_RESP_TO] = {"icmpv6.resp_to", "Response To", FT_FRAMENUM, BASE_NONE, .flags = FIELD_SUMMARY,
        .blurb = "The request that this answers"},
    [I6_RESP_IN] = {"icmpv6.resp_in", "Response In", FT_FRAMENUM, BASE_NONE, .flags = FIELD_SUMMARY,
        .blurb = "The reply to this request; known in two passes"},
    [I6_NO_RESP] = {"icmpv6.no_resp", "No response seen", FT_NONE, BASE_NONE,
        .flags = FIELD_SUMMARY, .blurb = "No reply to this request comes; known in two passes"},
    [I6_N_NO_RESP] = {"icmpv6.resp_not_found", "Response not found", FT_NONE, BASE_NONE},
    [I6_RESP_TIME] = {"icmpv6.resptime", "Response Time", FT_DOUBLE, BASE_NONE,
        .show = show_response_time, .blurb = "How long the answer took, in milliseconds"},
    [I6_EXT_SEQ] = {"icmpv6.ext.echo.seq", "Sequence number", FT_UINT8, BASE_DEC_HEX},
    [I6_EXT_REQUEST_RESERVED] = {"icmpv6.ext.echo.req.res", "Reserved", FT_UINT8, BASE_HEX, 0xfe},
    [I6_EXT_LOCAL] = {"icmpv6.ext.echo.req.local", "Local bit", FT_BOOLEAN, BASE_NONE, 0x01,
        .blurb = "The interface is one of the node that is asked, not of a neighbour"},
    [I6_EXT_STATE] = {"icmpv6.ext.echo.rsp.state", "State", FT_UINT8, BASE_DEC, 0xe0,
        icmp_echo_states, "What the neighbour table says of it"},
    [I6_EXT_REPLY_RESERVED] = {"icmpv6.ext.echo.rsp.res", "Reserved", FT_UINT8, BASE_HEX, 0x18},
    [I6_EXT_ACTIVE] = {"icmpv6.ext.echo.rsp.active", "Active bit", FT_BOOLEAN, BASE_NONE, 0x04},
    [I6_EXT_IPV4] = {"icmpv6.ext.echo.rsp.ipv4", "IPv4 bit", FT_BOOLEAN, BASE_NONE, 0x02},
    [I6_EXT_IPV6] = {"icmpv6.ext.echo.rsp.ipv6", "IPv6 bit", FT_BOOLEAN, BASE_NONE, 0x01},
    [I6_RA_HOPS] = {"icmpv6.nd.ra.cur_hop_limit", "Cur hop limit", FT_UINT8, BASE_DEC,
        .blurb = "The hop limit that hosts shall use"},
    [I6_RA_FLAG] = {"icmpv6.nd.ra.flag", "Flags", FT_UINT8, BASE_HEX, .show = show_flags},
    [I6_RA_M] = {"icmpv6.nd.ra.flag.m", "Managed address configuration", FT_BOOLEAN, BASE_NONE,
        0x80, NULL, "Addresses are to be had from DHCPv6"},
    [I6_RA_O] = {"icmpv6.nd.ra.flag.o", "Other configuration", FT_BOOLEAN, BASE_NONE, 0x40, NULL,
        "Other settings are to be had from DHCPv6"},
    [I6_RA_H] = {"icmpv6.nd.ra.flag.h", "Home Agent", FT_BOOLEAN, BASE_NONE, 0x20},
    [I6_RA_PRF] = {"icmpv6.nd.ra.flag.prf", "Prf (Default Router Preference)", FT_UINT8, BASE_DEC,
        0x18, icmpv6_preferences, "Which of several routers to prefer"},
    [I6_RA_P] = {"icmpv6.nd.ra.flag.p", "Proxy", FT_BOOLEAN, BASE_NONE, 0x04},
    [I6_RA_RSV] = {"icmpv6.nd.ra.flag.rsv", "Reserved", FT_UINT8, BASE_DEC, 0x03},
    [I6_RA_LIFETIME] = {"icmpv6.nd.ra.router_lifetime", "Router lifetime (s)", FT_UINT16, BASE_DEC,
        .blurb = "How long it may be used as the default router"},
    [I6_RA_REACHABLE] = {"icmpv6.nd.ra.reachable_time", "Reachable time (ms)", FT_UINT32, BASE_DEC,
        .blurb = "How long a neighbour counts as reachable after it answered"},
    [I6_RA_RETRANS] = {"icmpv6.nd.ra.retrans_timer", "Retrans timer (ms)", FT_UINT32, BASE_DEC,
        .blurb = "How long to wait before asking a neighbour again"},
    [I6_NS_TARGET] = {"icmpv6.nd.ns.target_address", "Target Address", FT_IPv6, BASE_NONE,
        .flags = FIELD_SUMMARY, .blurb = "The address whose owner is looked for"},
    [I6_NA_FLAG] = {"icmpv6.nd.na.flag", "Flags", FT_UINT32, BASE_HEX, .show = show_flags},
    [I6_NA_R] = {"icmpv6.nd.na.flag.r", "Router", FT_BOOLEAN, BASE_NONE, 0x80000000, NULL,
        "The sender is a router", FIELD_SUMMARY, 32},
    [I6_NA_S] = {"icmpv6.nd.na.flag.s", "Solicited", FT_BOOLEAN, BASE_NONE, 0x40000000, NULL,
        "It answers a solicitation", FIELD_SUMMARY, 32},
    [I6_NA_O] = {"icmpv6.nd.na.flag.o", "Override", FT_BOOLEAN, BASE_NONE, 0x20000000, NULL,
        "What was known of the address is to be replaced", FIELD_SUMMARY, 32},
    [I6_NA_RSV] = {"icmpv6.nd.na.flag.rsv", "Reserved", FT_UINT32, BASE_DEC, 0x1fffffff},
    [I6_NA_TARGET] = {"icmpv6.nd.na.target_address", "Target Address", FT_IPv6, BASE_NONE,
        .flags = FIELD_SUMMARY, .blurb = "The address that the sender has"},
    [I6_RD_TARGET] = {"icmpv6.nd.rd.target_address", "Target Address", FT_IPv6, BASE_NONE,
        .blurb = "The better first hop"},
    [I6_RD_DESTINATION] = {"icmpv6.rd.na.destination_address", "Destination Address", FT_IPv6,
        BASE_NONE},
    [I6_MLD_DELAY] = {"icmpv6.mld.maximum_response_delay", "Maximum Response Delay [ms]", FT_UINT16,
        BASE_DEC},
    [I6_MLD_CODE] = {"icmpv6.mld.maximum_response_code", "Maximum Response Code", FT_UINT16,
        BASE_DEC},
    [I6_MLD_ADDRESS] = {"icmpv6.mld.multicast_address", "Multicast Address", FT_IPv6, BASE_NONE,
        .blurb = "The group that is asked about or joined"},
    [I6_MLD_FLAG] = {"icmpv6.mld.flag", "Flags", FT_UINT8, BASE_HEX, .show = show_flags},
    [I6_MLD_S] = {"icmpv6.mld.flag.s", "Suppress Router-Side Processing", FT_BOOLEAN, BASE_NONE,
        0x08, field_true_false},
    [I6_MLD_QRV] = {"icmpv6.mld.flag.qrv", "QRV (Querier's Robustness Variable)", FT_UINT8,
        BASE_DEC, 0x07},
    [I6_MLD_FLAG_RSV] = {"icmpv6.mld.flag.reserved", "Reserved", FT_UINT8, BASE_DEC, 0xf0},
    [I6_MLD_QQI] = {"icmpv6.mld.qqi", "QQIC (Querier's Query Interval Code)", FT_UINT8, BASE_DEC},
    [I6_MLD_NSOURCES] = {"icmpv6.mld.nb_sources", "Number of Sources", FT_UINT16, BASE_DEC},
    [I6_MLD_SOURCE] = {"icmpv6.mld.source_address", "Source Address", FT_IPv6, BASE_NONE},
    [I6_MLDR_COUNT] = {"icmpv6.mldr.nb_mcast_records", "Number of Multicast Address Records",
        FT_UINT16, BASE_DEC},
    [I6_MLDR_RECORD] = {"icmpv6.mldr.mar", "Multicast Address Record", FT_NONE, BASE_NONE},
    [I6_MLDR_TYPE] = {"icmpv6.mldr.mar.record_type", "Record Type", FT_UINT8, BASE_DEC, 0,
        icmpv6_record_types, "What changes in what the host listens to"},
    [I6_MLDR_AUX_LEN] = {"icmpv6.mldr.mar.aux_data_len", "Aux Data Len", FT_UINT8, BASE_DEC},
    [I6_MLDR_NSOURCES] = {"icmpv6.mldr.mar.nb_sources", "Number of Sources", FT_UINT16, BASE_DEC},
    [I6_MLDR_ADDRESS] = {"icmpv6.mldr.mar.multicast_address", "Multicast Address", FT_IPv6,
        BASE_NONE, .blurb = "The group"},
    [I6_MLDR_SOURCE] = {"icmpv6.mldr.mar.source_address", "Source Address", FT_IPv6, BASE_NONE},
    [I6_MLDR_AUX] = {"icmpv6.mldr.mar.auxiliary_data", "Auxiliary Data", FT_BYTES, BASE_NONE},
    [I6_OPT] = {"icmpv6.opt", "ICMPv6 Option", FT_NONE, BASE_NONE},
    [I6_OPT_TYPE] = {"icmpv6.opt.type", "Type", FT_UINT8, BASE_DEC, 0, option_types,
        "Which option this is"},
    [I6_OPT_LENGTH] = {"icmpv6.opt.length", "Length", FT_UINT8, BASE_DEC, .show = show_length,
        .blurb = "The option's length in units of eight bytes"},
    [I6_OPT_RESERVED] = {"icmpv6.opt.reserved", "Reserved", FT_NONE, BASE_NONE},
    [I6_OPT_PADDING] = {"icmpv6.opt.padding", "Padding", FT_NONE, BASE_NONE},
    [I6_OPT_LINKADDR] = {"icmpv6.opt.linkaddr", "Link-layer address", FT_ETHER, BASE_NONE,
        .flags = FIELD_SUMMARY, .blurb = "The address on this link, usually Ethernet's"},
    [I6_OPT_SRC_LINKADDR] = {"icmpv6.opt.src_linkaddr", "Source Link-layer address", FT_ETHER,
        BASE_NONE},
    [I6_OPT_TARGET_LINKADDR] = {"icmpv6.opt.target_linkaddr", "Target Link-layer address", FT_ETHER,
        BASE_NONE},
    [I6_OPT_PREFIX_LENGTH] = {"icmpv6.opt.prefix.length", "Prefix Length", FT_UINT8, BASE_DEC,
        .blurb = "How many bits of the prefix count"},
    [I6_OPT_PREFIX_FLAG] = {"icmpv6.opt.prefix.flag", "Flag", FT_UINT8, BASE_HEX,
        .show = show_flags},
    [I6_OPT_PREFIX_L] = {"icmpv6.opt.prefix.flag.l", "On-link flag(L)", FT_BOOLEAN, BASE_NONE, 0x80,
        NULL, "Addresses of the prefix are on this link"},
    [I6_OPT_PREFIX_A] = {"icmpv6.opt.prefix.flag.a", "Autonomous address-configuration flag(A)",
        FT_BOOLEAN, BASE_NONE, 0x40, NULL, "Hosts may make themselves an address from the prefix"},
    [I6_OPT_PREFIX_R] = {"icmpv6.opt.prefix.flag.r", "Router address flag(R)", FT_BOOLEAN,
        BASE_NONE, 0x20},
    [I6_OPT_PREFIX_RSV] = {"icmpv6.opt.prefix.flag.reserved", "Reserved", FT_UINT8, BASE_DEC, 0x1f},
    [I6_OPT_VALID] = {"icmpv6.opt.prefix.valid_lifetime", "Valid Lifetime", FT_UINT32, BASE_DEC,
        .show = show_lifetime},
    [I6_OPT_PREFERRED] = {"icmpv6.opt.prefix.preferred_lifetime", "Preferred Lifetime", FT_UINT32,
        BASE_DEC, .show = show_lifetime},
    [I6_OPT_PREFIX] = {"icmpv6.opt.prefix", "Prefix", FT_IPv6, BASE_NONE,
        .blurb = "The first bits of addresses here"},
    [I6_OPT_REDIRECTED] = {"icmpv6.opt.redirected_packet", "Redirected Packet", FT_NONE, BASE_NONE},
    [I6_OPT_MTU] = {"icmpv6.opt.mtu", "MTU", FT_UINT32, BASE_DEC,
        .blurb = "How large a packet may be on this link"},
    [I6_OPT_INTERVAL] = {"icmpv6.opt.advertisement_interval", "Advertisement Interval", FT_UINT32,
        BASE_DEC},
    [I6_OPT_HA_PREFERENCE] = {"icmpv6.opt.home_agent_preference", "Home Agent Preference",
        FT_UINT16, BASE_DEC},
    [I6_OPT_HA_LIFETIME] = {"icmpv6.opt.home_agent_lifetime", "Home Agent Preference", FT_UINT16,
        BASE_DEC},
    [I6_OPT_ROUTE_FLAG] = {"icmpv6.opt.route_info.flag", "Flag", FT_UINT8, BASE_HEX,
        .show = show_flags},
    [I6_OPT_ROUTE_PRF] = {"icmpv6.opt.route_info.flag.route_preference", "Route Preference",
        FT_UINT8, BASE_DEC, 0x18, icmpv6_preferences},
    [I6_OPT_ROUTE_RSV] = {"icmpv6.opt.route_info.flag.reserved", "Reserved", FT_UINT8, BASE_DEC,
        0xe7},
    [I6_OPT_ROUTE_LIFETIME] = {"icmpv6.opt.route_lifetime", "Route Lifetime", FT_UINT32, BASE_DEC,
        .show = show_lifetime},
    [I6_OPT_RDNSS_LIFETIME] = {"icmpv6.opt.rdnss.lifetime", "Lifetime", FT_UINT32, BASE_DEC,
        .show = show_lifetime},
    [I6_OPT_RDNSS] = {"icmpv6.opt.rdnss", "Recursive DNS Servers", FT_IPv6, BASE_NONE,
        .blurb = "A name server that hosts may ask"},
    [I6_OPT_DNSSL_LIFETIME] = {"icmpv6.opt.dnssl.lifetime", "Lifetime", FT_UINT32, BASE_DEC,
        .show = show_lifetime},
    [I6_OPT_DNSSL] = {"icmpv6.opt.dnssl", "Domain Names", FT_STRING, BASE_NONE,
        .blurb = "Domains to complete short names with"},
    [I6_OPT_NONCE] = {"icmpv6.opt.nonce", "Nonce", FT_BYTES, BASE_NONE},
    [I6_BAD_CHECKSUM] = {"icmpv6.checksum_bad.expert", "Bad checksum", FT_NONE, BASE_NONE},
    [I6_BAD_OPTION] = {"icmpv6.invalid_option_length", "Invalid Option Length", FT_NONE, BASE_NONE},
    [I6_UNDECODED] = {"icmpv6.unknown_data.expert", "Unknown Data (not interpreted)", FT_NONE,
        BASE_NONE},
};
