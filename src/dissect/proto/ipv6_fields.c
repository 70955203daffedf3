/* The fields of IPv6 and its extension headers.  See ipv6.h.  SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/names.h"
#include "dissect/proto.h"
#include "dissect/proto/ipv6.h"

static const struct value_name yes_no[] = {{1, "Yes"}, {0, "No"}, {0, NULL}};
static const struct value_name option_types[] = {
    {0, "Pad1"},
    {1, "PadN"},
    {4, "Tunnel Encapsulation Limit"},
    {5, "Router Alert"},
    {7, "CALIPSO"},
    {8, "SMF_DPD"},
    {15, "Performance and Diagnostic Metrics"},
    {30, "Experimental (0x1E)"},
    {38, "Quick-Start"},
    {48, "Path MTU Option"},
    {49, "IOAM Option"},
    {62, "Experimental (0x3E)"},
    {65, "Tunnel Payload Forwarding (TPF) Information"},
    {94, "Experimental (0x5E)"},
    {99, "RPL Option"},
    {109, "MPL Option"},
    {126, "Experimental (0x7E)"},
    {138, "Endpoint Identification"},
    {139, "ILNP Nonce"},
    {140, "Line-Identification Option"},
    {158, "Experimental (0x9E)"},
    {190, "Experimental (0xBE)"},
    {194, "Jumbo Payload"},
    {201, "Home Address"},
    {222, "Experimental (0xDE)"},
    {238, "IP_DFF"},
    {254, "Experimental (0xFE)"},
    {0, NULL},
};
static const struct value_name option_actions[] = {
    {0, "Skip and continue"},
    {1, "Discard"},
    {2, "Discard and send ICMP Parameter Problem"},
    {3, "Discard and send ICMP if not multicast"},
    {0, NULL},
};
static const struct value_name alerts[] = {
    {0, "MLD"}, {1, "RSVP"}, {2, "Active Network"}, {0, NULL}};
const struct value_name ipv6_routing_types[] = {
    {0, "Source Route"},
    {1, "Nimrod"},
    {2, "Type 2 Routing"},
    {3, "RPL Source Route"},
    {4, "Segment Routing"},
    {5, "Compact Routing Header 16"},
    {6, "Compact Routing Header 32"},
    {253, "Experiment 1"},
    {254, "Experiment 2"},
    {0, NULL},
};

/* The name is IPv4's: it is said why it stands here. */
static void show_twin(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text,
        "Version: %u [This field makes the filter match on \"ip.version == %u\" possible]",
        (unsigned)item->number, (unsigned)item->number);
}

static void show_tclass(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    const char *dscp = field_value_name(names_dscp_short, item->number >> 2);
    text_format(text, "Traffic Class: 0x%02x (DSCP: %s, ECN: %s)", (unsigned)item->number,
        dscp ? dscp : "Unknown", field_value_name(names_ecn_short, item->number & 3));
}

static void show_flow(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Flow Label: 0x%05x", (unsigned)item->number);
}

static void show_bytes(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Length: %u bytes", (unsigned)item->number);
}

static void show_offset(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Offset: %u (%u bytes)", (unsigned)item->number, 8 * (unsigned)item->number);
}

static void show_padding(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_put(text, "PadN: ");
    if (item->bytes.len)
        field_print_shown(text, item);
    else
        text_put(text, "<none>");
}

/* "Address[2]: 2001:db8::1": which of the addresses of this header it is.  Segment routing counts from 0. */
static void show_address(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct layer *layer = &packet->layers[item->layer];
    unsigned number = item->field == &ipv6_fields[IP6_RT_SRH_ADDR] ? 0 : 1;
    for (const struct item *other = packet->items + layer->first; other < item; other++)
        number += other->field == item->field;
    text_format(text, "Address[%u]: ", number);
    field_print_value(text, item);
}

static void show_fragment(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Frame: %u, payload: %u-%u (%u byte%s)", (unsigned)item->number, item->offset,
        item->offset + item->length - 1, item->length, item->length == 1 ? "" : "s");
}

static void show_fragments(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct layer *layer = &packet->layers[item->layer];
    const struct item *end = packet->items + layer->first + layer->count;
    uint32_t count = 1;
    for (const struct item *other = item + 1; other < end; other++)
        if (other->field == &ipv6_fields[IP6_FRAGMENT_COUNT]) count = (uint32_t)other->number;
    text_format(text, "%u IPv6 Fragment%s (%zu byte%s): ", count, count == 1 ? "" : "s",
        item->bytes.len, item->bytes.len == 1 ? "" : "s");
    const char *comma = "";
    for (const struct item *other = item + 1; other < end; other++) {
        if (other->field != &ipv6_fields[IP6_FRAGMENT] &&
            other->field != &ipv6_fields[IP6_FRAGMENT_ERROR])
            continue;
        text_format(text, "%s#%u(%u)", comma, (unsigned)other->number, other->length);
        comma = ", ";
    }
}

#define NEXT_HEADER FT_UINT8, BASE_DEC, 0, names_ip_protocol, "What follows this header"
#define LENGTH_8 FT_UINT8, BASE_DEC, .blurb = "In units of eight bytes, without the first eight"
#define LENGTH_OCTETS FT_UINT16, BASE_DEC, .show = show_bytes, .blurb = "The same in bytes"

const struct field ipv6_fields[IP6_NFIELDS] = {
    [IP6_VERSION] = {"ipv6.version", "Version", FT_UINT8, BASE_DEC, 0xf0, NULL,
        "Which version of IP this is: 6", FIELD_PICTURE},
    [IP6_IP_VERSION] = {"ip.version", "Version", FT_UINT8, BASE_DEC, 0xf0, NULL,
        "Which version of IP this is", FIELD_ADOPTED | FIELD_TWIN, .show = show_twin},
    [IP6_TCLASS] = {"ipv6.tclass", "Traffic Class", FT_UINT32, BASE_HEX, 0x0ff00000,
        .flags = FIELD_BY_NUMBER, .show = show_tclass,
        .blurb = "How routers shall treat the packet"},
    [IP6_DSCP] = {"ipv6.tclass.dscp", "Differentiated Services Codepoint", FT_UINT32, BASE_DEC,
        0x0fc00000, names_dscp, "The class of service the packet asks for"},
    [IP6_ECN] = {"ipv6.tclass.ecn", "Explicit Congestion Notification", FT_UINT32, BASE_DEC,
        0x00300000, names_ecn,
        "Routers that are congested can say so here instead of dropping the packet"},
    [IP6_FLOW] = {"ipv6.flow", "Flow Label", FT_UINT24, BASE_HEX, 0x0fffff,
        .flags = FIELD_BY_NUMBER, .show = show_flow,
        .blurb = "Packets of one conversation have the same, so routers can keep them together"},
    [IP6_PLEN] = {"ipv6.plen", "Payload Length", FT_UINT16, BASE_DEC,
        .blurb = "Bytes behind this header, extension headers included"},
    [IP6_NXT] = {"ipv6.nxt", "Next Header", NEXT_HEADER},
    [IP6_HLIM] = {"ipv6.hlim", "Hop Limit", FT_UINT8, BASE_DEC,
        .blurb = "How many routers may still forward it; each takes one off"},
    [IP6_SRC] = {"ipv6.src", "Source Address", FT_IPv6, BASE_NONE,
        .blurb = "The host that sent the packet"},
    [IP6_ADDR] = {"ipv6.addr", "Source or Destination Address", FT_IPv6, BASE_NONE,
        .blurb = "Either address: finds both directions", .flags = FIELD_TWIN},
    [IP6_SRC_HOST] = {"ipv6.src_host", "Source Host", FT_STRING, BASE_NONE, .flags = FIELD_TWIN},
    [IP6_HOST] = {"ipv6.host", "Source or Destination Host", FT_STRING, BASE_NONE,
        .flags = FIELD_TWIN},
    [IP6_DST] = {"ipv6.dst", "Destination Address", FT_IPv6, BASE_NONE,
        .blurb = "The host it is meant for"},
    [IP6_DST_HOST] = {"ipv6.dst_host", "Destination Host", FT_STRING, BASE_NONE,
        .flags = FIELD_TWIN},
    [IP6_SRC_6TO4_GATEWAY] = {"ipv6.src_6to4_gw_ipv4", "Source 6to4 Gateway IPv4", FT_IPv4,
        BASE_NONE},
    [IP6_6TO4_GATEWAY] = {"ipv6.6to4_gw_ipv4", "6to4 Gateway IPv4", FT_IPv4, BASE_NONE},
    [IP6_DST_6TO4_GATEWAY] = {"ipv6.dst_6to4_gw_ipv4", "Destination 6to4 Gateway IPv4", FT_IPv4,
        BASE_NONE},
    [IP6_SRC_6TO4_SLA] = {"ipv6.src_6to4_sla_id", "Source 6to4 SLA ID", FT_UINT16, BASE_DEC},
    [IP6_6TO4_SLA] = {"ipv6.6to4_sla_id", "6to4 SLA ID", FT_UINT16, BASE_DEC},
    [IP6_DST_6TO4_SLA] = {"ipv6.dst_6to4_sla_id", "Destination 6to4 SLA ID", FT_UINT16, BASE_DEC},
    [IP6_SRC_TEREDO_SERVER] = {"ipv6.src_ts_ipv4", "Source Teredo Server IPv4", FT_IPv4, BASE_NONE},
    [IP6_TEREDO_SERVER] = {"ipv6.ts_ipv4", "Teredo Server IPv4", FT_IPv4, BASE_NONE},
    [IP6_DST_TEREDO_SERVER] = {"ipv6.dst_ts_ipv4", "Destination Teredo Server IPv4", FT_IPv4,
        BASE_NONE},
    [IP6_SRC_TEREDO_PORT] = {"ipv6.src_tc_port", "Source Teredo Port", FT_UINT16, BASE_DEC},
    [IP6_TEREDO_PORT] = {"ipv6.tc_port", "Teredo Port", FT_UINT16, BASE_DEC},
    [IP6_DST_TEREDO_PORT] = {"ipv6.dst_tc_port", "Destination Teredo Port", FT_UINT16, BASE_DEC},
    [IP6_SRC_TEREDO_CLIENT] = {"ipv6.src_tc_ipv4", "Source Teredo Client IPv4", FT_IPv4, BASE_NONE},
    [IP6_TEREDO_CLIENT] = {"ipv6.tc_ipv4", "Teredo Client IPv4", FT_IPv4, BASE_NONE},
    [IP6_DST_TEREDO_CLIENT] = {"ipv6.dst_tc_ipv4", "Destination Teredo Client IPv4", FT_IPv4,
        BASE_NONE},
    [IP6_SRC_SLAAC] = {"ipv6.src_slaac_mac", "Source SLAAC MAC", FT_ETHER, BASE_NONE,
        .blurb = "The Ethernet address that the host made its address from"},
    [IP6_SLAAC] = {"ipv6.slaac_mac", "SLAAC MAC", FT_ETHER, BASE_NONE},
    [IP6_DST_SLAAC] = {"ipv6.dst_slaac_mac", "Destination SLAAC MAC", FT_ETHER, BASE_NONE},
    [IP6_SRC_ISATAP] = {"ipv6.src_isatap_ipv4", "Source ISATAP IPv4", FT_IPv4, BASE_NONE},
    [IP6_ISATAP] = {"ipv6.isatap_ipv4", "ISATAP IPv4", FT_IPv4, BASE_NONE},
    [IP6_DST_ISATAP] = {"ipv6.dst_isatap_ipv4", "Destination ISATAP IPv4", FT_IPv4, BASE_NONE},
    [IP6_HOP_NXT] = {"ipv6.hopopts.nxt", "Next Header", NEXT_HEADER},
    [IP6_HOP_LEN] = {"ipv6.hopopts.len", "Length", LENGTH_8},
    [IP6_HOP_OCT] = {"ipv6.hopopts.len_oct", "Length", LENGTH_OCTETS},
    [IP6_HOP_NOT_FIRST] = {"ipv6.hopopts.not_first",
        "IPv6 Hop-by-Hop extension header must appear immediately after IPv6 header", FT_NONE,
        BASE_NONE},
    [IP6_DST_NXT] = {"ipv6.dstopts.nxt", "Next Header", NEXT_HEADER},
    [IP6_DST_LEN] = {"ipv6.dstopts.len", "Length", LENGTH_8},
    [IP6_DST_OCT] = {"ipv6.dstopts.len_oct", "Length", LENGTH_OCTETS},
    [IP6_RT_NXT] = {"ipv6.routing.nxt", "Next Header", NEXT_HEADER},
    [IP6_RT_LEN] = {"ipv6.routing.len", "Length", LENGTH_8},
    [IP6_RT_OCT] = {"ipv6.routing.len_oct", "Length", LENGTH_OCTETS},
    [IP6_RT_TYPE] = {"ipv6.routing.type", "Type", FT_UINT8, BASE_DEC, 0, ipv6_routing_types,
        "How the addresses of this header are to be used"},
    [IP6_RT_LEFT] = {"ipv6.routing.segleft", "Segments Left", FT_UINT8, BASE_DEC,
        .blurb = "How many of the addresses are still to be visited"},
    [IP6_RT_SRC_RESERVED] = {"ipv6.routing.src.reserved", "Reserved", FT_BYTES, BASE_NONE},
    [IP6_RT_SRC_ADDR] = {"ipv6.routing.src.addr", "Address", FT_IPv6, BASE_NONE,
        .show = show_address},
    [IP6_RT_MIPV6_RESERVED] = {"ipv6.routing.mipv6.reserved", "Reserved", FT_BYTES, BASE_NONE},
    [IP6_RT_MIPV6_HOME] = {"ipv6.routing.mipv6.home_address", "Home Address", FT_IPv6, BASE_NONE,
        .show = show_address},
    [IP6_RT_SRH_LAST] = {"ipv6.routing.srh.last_entry", "Last Entry", FT_UINT8, BASE_DEC},
    [IP6_RT_SRH_FLAGS] = {"ipv6.routing.srh.flags", "Flags", FT_UINT8, BASE_HEX},
    [IP6_RT_SRH_TAG] = {"ipv6.routing.srh.tag", "Tag", FT_BYTES, BASE_NONE},
    [IP6_RT_SRH_ADDR] = {"ipv6.routing.srh.addr", "Address", FT_IPv6, BASE_NONE,
        .show = show_address},
    [IP6_RT_UNKNOWN] = {"ipv6.routing.unknown_data", "Type-Specific Data", FT_BYTES, BASE_NONE},
    [IP6_RT_DEPRECATED] = {"ipv6.routing.deprecated", "Routing header type is deprecated", FT_NONE,
        BASE_NONE},
    [IP6_RT_RPL_SHARED] = {"ipv6.routing.rpl.cmprI", "Compressed Internal Octets (CmprI)",
        FT_UINT32, BASE_DEC, 0xf0000000,
        .blurb = "Bytes that addresses share with the destination"},
    [IP6_RT_RPL_LAST_SHARED] = {"ipv6.routing.rpl.cmprE", "Compressed Final Octets (CmprE)",
        FT_UINT32, BASE_DEC, 0x0f000000, .blurb = "The same of the last address"},
    [IP6_RT_RPL_PADDING] = {"ipv6.routing.rpl.pad", "Padding Bytes", FT_UINT32, BASE_DEC,
        0x00f00000},
    [IP6_RT_RPL_RESERVED] = {"ipv6.routing.rpl.reserved", "Reserved", FT_UINT32, BASE_DEC,
        0x000fffff},
    [IP6_RT_RPL_COUNT] = {"ipv6.routing.rpl.addr_count", "Total Address Count", FT_INT32, BASE_DEC},
    [IP6_RT_RPL_ADDRESS] = {"ipv6.routing.rpl.address", "Address", FT_BYTES, BASE_NONE},
    [IP6_RT_RPL_FULL] = {"ipv6.routing.rpl.full_address", "Full Address", FT_IPv6, BASE_NONE,
        .show = show_address, .blurb = "With the bytes that were left out"},
    [IP6_RT_RPL_NEEDLESS_PADDING] = {"ipv6.routing.rpl.cmprI_cmprE_pad",
        "When cmprI equals 0 and cmprE equals 0, pad MUST equal 0 but instead was X", FT_NONE,
        BASE_NONE},
    [IP6_RT_RPL_RESERVED_SET] = {"ipv6.routing.rpl.reserved_not0",
        "Reserved field must equal 0 but instead was X", FT_NONE, BASE_NONE},
    [IP6_RT_RPL_NEGATIVE] = {"ipv6.routing.rpl.addr_count_ge0",
        "Calculated total address count must be greater than or equal to 0, instead was X", FT_NONE,
        BASE_NONE},
    [IP6_RT_INVALID_LENGTH] = {"ipv6.routing.invalid_length", "Invalid IPv6 Routing header length",
        FT_NONE, BASE_NONE},
    [IP6_RT_INVALID_LEFT] = {"ipv6.routing.invalid_segleft",
        "IPv6 Routing Header segments left field must not exceed address count", FT_NONE,
        BASE_NONE},
    [IP6_RT_UNDECODED] = {"ipv6.routing.undecoded", "Undecoded IPv6 routing header field", FT_NONE,
        BASE_NONE},
    [IP6_FRAG_NXT] = {"ipv6.fraghdr.nxt", "Next header", NEXT_HEADER},
    [IP6_FRAG_OCTET] = {"ipv6.fraghdr.reserved_octet", "Reserved octet", FT_UINT8, BASE_HEX},
    [IP6_FRAG_OFFSET] = {"ipv6.fraghdr.offset", "Offset", FT_UINT16, BASE_DEC, 0xfff8,
        .show = show_offset,
        .blurb = "Where the fragment belongs in the datagram, in units of eight bytes"},
    [IP6_FRAG_BITS] = {"ipv6.fraghdr.reserved_bits", "Reserved bits", FT_UINT16, BASE_DEC, 0x0006},
    [IP6_FRAG_MORE] = {"ipv6.fraghdr.more", "More Fragments", FT_BOOLEAN, BASE_NONE, 0x0001, yes_no,
        "Set in every fragment of a datagram but the last", 0, 16},
    [IP6_FRAG_IDENT] = {"ipv6.fraghdr.ident", "Identification", FT_UINT32, BASE_HEX,
        .blurb = "The fragments of one datagram have the same"},
    [IP6_OPT] = {"ipv6.opt", "IPv6 Option", FT_NONE, BASE_NONE},
    [IP6_OPT_TYPE] = {"ipv6.opt.type", "Type", FT_UINT8, BASE_HEX, 0, option_types,
        "Which option this is"},
    [IP6_OPT_ACTION] = {"ipv6.opt.type.action", "Action", FT_UINT8, BASE_DEC, 0xc0, option_actions,
        "What a host shall do that does not know the option"},
    [IP6_OPT_CHANGE] = {"ipv6.opt.type.change", "May Change", FT_BOOLEAN, BASE_NONE, 0x20, yes_no,
        "Whether routers may change it on the way"},
    [IP6_OPT_REST] = {"ipv6.opt.type.rest", "Low-Order Bits", FT_UINT8, BASE_HEX, 0x1f},
    [IP6_OPT_LENGTH] = {"ipv6.opt.length", "Length", FT_UINT8, BASE_DEC,
        .blurb = "Bytes behind this one"},
    [IP6_OPT_PAD1] = {"ipv6.opt.pad1", "Pad1", FT_NONE, BASE_NONE},
    [IP6_OPT_PADN] = {"ipv6.opt.padn", "PadN", FT_BYTES, BASE_NONE, .show = show_padding},
    [IP6_OPT_ALERT] = {"ipv6.opt.router_alert", "Router Alert", FT_UINT16, BASE_DEC, 0, alerts,
        "Asks every router to look into the packet"},
    [IP6_OPT_TEL] = {"ipv6.opt.tel", "Tunnel Encapsulation Limit", FT_UINT8, BASE_DEC},
    [IP6_OPT_JUMBO] = {"ipv6.opt.jumbo", "Payload Length", FT_UINT32, BASE_DEC,
        .blurb = "The length of a payload of 64 KiB and more"},
    [IP6_OPT_HOME] = {"ipv6.opt.mipv6.home_address", "MIPv6 Home Address", FT_IPv6, BASE_NONE},
    [IP6_OPT_DTLR_SCALE] = {"ipv6.opt.pdm.scale_dtlr", "Scale DTLR", FT_UINT8, BASE_DEC},
    [IP6_OPT_DTLS_SCALE] = {"ipv6.opt.pdm.scale_dtls", "Scale DTLS", FT_UINT8, BASE_DEC},
    [IP6_OPT_PSN] = {"ipv6.opt.pdm.psn_this_pkt", "PSN This Packet", FT_UINT16, BASE_DEC},
    [IP6_OPT_PSN_LAST] = {"ipv6.opt.pdm.psn_last_recv", "PSN Last Received", FT_UINT16, BASE_DEC},
    [IP6_OPT_DTLR] = {"ipv6.opt.pdm.delta_last_recv", "Delta Time Last Received", FT_UINT16,
        BASE_DEC},
    [IP6_OPT_DTLS] = {"ipv6.opt.pdm.delta_last_sent", "Delta Time Last Sent", FT_UINT16, BASE_DEC},
    [IP6_OPT_UNKNOWN] = {"ipv6.opt.unknown", "Unknown Option Payload", FT_BYTES, BASE_NONE},
    [IP6_OPT_INVALID_LEN] = {"ipv6.opt.invalid_len", "Invalid IPv6 option length", FT_NONE,
        BASE_NONE},
    [IP6_OPT_HEADER_MISMATCH] = {"ipv6.opt.header_mismatch", "Invalid IPv6 option for header",
        FT_NONE, BASE_NONE},
    [IP6_FRAGMENTS] = {"ipv6.fragments", "IPv6 Fragments", FT_BYTES, BASE_NONE,
        .show = show_fragments, .blurb = "The frames this datagram was put together from"},
    [IP6_FRAGMENT] = {"ipv6.fragment", "IPv6 Fragment", FT_FRAMENUM, BASE_NONE,
        .show = show_fragment},
    [IP6_FRAGMENT_ERROR] = {"ipv6.fragment.error", "Reassembling error", FT_FRAMENUM, BASE_NONE,
        .show = show_fragment, .blurb = "A fragment that does not fit the others"},
    [IP6_FRAGMENT_OVERLAP] = {"ipv6.fragment.overlap", "Fragment overlap", FT_BOOLEAN, BASE_NONE, 0,
        field_true_false},
    [IP6_FRAGMENT_CONFLICT] = {"ipv6.fragment.overlap.conflict",
        "Conflicting data in fragment overlap", FT_BOOLEAN, BASE_NONE, 0, field_true_false},
    [IP6_FRAGMENT_TAILS] = {"ipv6.fragment.multipletails", "Multiple tail fragments found",
        FT_BOOLEAN, BASE_NONE, 0, field_true_false},
    [IP6_FRAGMENT_TOO_LONG] = {"ipv6.fragment.toolongfragment", "Fragment too long", FT_BOOLEAN,
        BASE_NONE, 0, field_true_false},
    [IP6_FRAGMENT_COUNT] = {"ipv6.fragment.count", "Fragment count", FT_UINT32, BASE_DEC},
    [IP6_REASSEMBLED_IN] = {"ipv6.reassembled.in", "Reassembled IPv6 in frame", FT_FRAMENUM,
        BASE_NONE, .blurb = "Where the datagram is complete; known in two passes"},
    [IP6_REASSEMBLED_LENGTH] = {"ipv6.reassembled.length", "Reassembled IPv6 length", FT_UINT32,
        BASE_DEC},
    [IP6_REASSEMBLED_DATA] = {"ipv6.reassembled.data", "Reassembled IPv6 data", FT_BYTES,
        BASE_NONE},
    [IP6_BOGUS_VERSION] = {"ipv6.bogus_ipv6_version", "Bogus IPv6 version", FT_NONE, BASE_NONE},
    [IP6_BOGUS_LENGTH] = {"ipv6.bogus_payload_length", "Bogus IPv6 payload length", FT_NONE,
        BASE_NONE},
};
