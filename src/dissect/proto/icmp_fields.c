/* The rows of ICMP, and what its numbers are called.  SPDX-License-Identifier: MIT */
#include "dissect/proto/icmp.h"

#include "base/text.h"
#include "dissect/checksum.h"
#include "dissect/duration.h"
#include "dissect/names.h"
#include "dissect/proto.h"

static const struct value_name types[] = {
    {0, "Echo (ping) reply"},
    {1, "Reserved"},
    {2, "Reserved"},
    {3, "Destination unreachable"},
    {4, "Source quench (flow control)"},
    {5, "Redirect"},
    {6, "Alternate host address"},
    {8, "Echo (ping) request"},
    {9, "Mobile IP Advertisement"},
    {10, "Router solicitation"},
    {11, "Time-to-live exceeded"},
    {12, "Parameter problem"},
    {13, "Timestamp request"},
    {14, "Timestamp reply"},
    {15, "Information request"},
    {16, "Information reply"},
    {17, "Address mask request"},
    {18, "Address mask reply"},
    {19, "Reserved (for security)"},
    {30, "Traceroute"},
    {31, "Datagram Conversion Error"},
    {32, "Mobile Host Redirect"},
    {33, "IPv6 Where-Are-You"},
    {34, "IPv6 I-Am-Here"},
    {35, "Mobile Registration Request"},
    {36, "Mobile Registration Reply"},
    {37, "Domain Name Request"},
    {38, "Domain Name Reply"},
    {39, "SKIP"},
    {40, "Photuris"},
    {41, "Experimental mobility protocols"},
    {ICMP_EXTENDED_REQUEST, "Extended Echo request"},
    {ICMP_EXTENDED_REPLY, "Extended Echo reply"},
    {0, NULL},
};

static const struct value_name unreachable_codes[] = {
    {0, "Network unreachable"},
    {1, "Host unreachable"},
    {2, "Protocol unreachable"},
    {3, "Port unreachable"},
    {4, "Fragmentation needed"},
    {5, "Source route failed"},
    {6, "Destination network unknown"},
    {7, "Destination host unknown"},
    {8, "Source host isolated"},
    {9, "Network administratively prohibited"},
    {10, "Host administratively prohibited"},
    {11, "Network unreachable for TOS"},
    {12, "Host unreachable for TOS"},
    {13, "Communication administratively filtered"},
    {14, "Host precedence violation"},
    {15, "Precedence cutoff in effect"},
    {0, NULL},
};
static const struct value_name redirect_codes[] = {
    {0, "Redirect for network"},
    {1, "Redirect for host"},
    {2, "Redirect for TOS and network"},
    {3, "Redirect for TOS and host"},
    {0, NULL},
};
static const struct value_name alternate_codes[] = {{0, "Alternate address for host"}, {0, NULL}};
static const struct value_name router_codes[] = {
    {0, "Normal router advertisement"},
    {16, "Does not route common traffic"},
    {0, NULL},
};
static const struct value_name exceeded_codes[] = {
    {0, "Time to live exceeded in transit"},
    {1, "Fragment reassembly time exceeded"},
    {0, NULL},
};
static const struct value_name parameter_codes[] = {
    {0, "Pointer indicates the error"},
    {1, "Required option missing"},
    {2, "Bad length"},
    {0, NULL},
};
static const struct value_name photuris_codes[] = {
    {0, "Bad SPI"},
    {1, "Authentication Failed"},
    {2, "Decompression Failed"},
    {3, "Decryption Failed"},
    {4, "Need Authentication"},
    {5, "Need Authorization"},
    {0, NULL},
};
static const struct value_name extended_codes[] = {
    {0, "No error"},
    {1, "Malformed Query"},
    {2, "No Such Interface"},
    {3, "No Such Table Entry"},
    {4, "Multiple Interfaces Satisfy Query"},
    {0, NULL},
};

static const struct value_name extended_request_codes[] = {{0, "No error"}, {0, NULL}};
const struct value_name icmp_echo_states[] = {
    {0, "Reserved"},
    {1, "Incomplete"},
    {2, "Reachable"},
    {3, "Stale"},
    {4, "Delay"},
    {5, "Probe"},
    {6, "Failed"},
    {0, NULL},
};
const struct value_name icmp_mobile_types[] = {
    {MIP_PADDING, "One byte padding extension"},
    {MIP_AGENT, "Mobility Agent Advertisement Extension"},
    {MIP_PREFIXES, "Prefix Lengths Extension"},
    {MIP_CHALLENGE, "Challenge Extension"},
    {0, NULL},
};

const struct value_name *icmp_codes_of(uint64_t type)
{
    switch (type) {
    case ICMP_UNREACHABLE:
        return unreachable_codes;
    case ICMP_REDIRECT:
        return redirect_codes;
    case 6:
        return alternate_codes;
    case ICMP_ROUTER_ADVERTISEMENT:
        return router_codes;
    case ICMP_TIME_EXCEEDED:
        return exceeded_codes;
    case ICMP_PARAMETER_PROBLEM:
        return parameter_codes;
    case 40:
        return photuris_codes;
    case ICMP_EXTENDED_REQUEST:
        return extended_request_codes;
    case ICMP_EXTENDED_REPLY:
        return extended_codes;
    default:
        return NULL;
    }
}

const char *icmp_type_name(uint64_t type)
{
    const char *name = field_value_name(types, type);
    return name ? name : "Unknown ICMP (obsolete or malformed?)";
}

static void show_type(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Type: %u (%s)", (unsigned)item->number, icmp_type_name(item->number));
}

static void show_code(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct value_name *codes =
        icmp_codes_of(layer_uint(packet, &packet->layers[item->layer], IC_TYPE));
    const char *name = field_value_name(codes, item->number);
    text_format(text, "Code: %u", (unsigned)item->number);
    if (codes && name)
        text_format(text, " (%s)", name);
    else if (codes)
        text_format(text, " (Unknown code: %u)", (unsigned)item->number);
}

uint16_t icmp_expected_checksum(const struct packet *packet, const struct layer *layer)
{
    uint32_t length = layer->end - layer->offset;
    const uint8_t *at = layer_at(packet, layer, length);
    if (!at || length < 4) return 0;
    return checksum_fold(checksum_add(checksum_add(0, at, 2), at + 4, length - 4));
}

static void show_checksum(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct layer *layer = &packet->layers[item->layer];
    const struct item *status = layer_item(packet, layer, IC_CHECKSUM_STATUS);
    text_format(text, "Checksum: 0x%04x", (unsigned)item->number);
    if (!status) return;
    if (status->number == CHECKSUM_GOOD)
        text_put(text, " [correct]");
    else if (status->number == CHECKSUM_BAD)
        text_format(text, " incorrect, should be 0x%04x", icmp_expected_checksum(packet, layer));
    else
        text_put(text, packet->layers[item->layer].quoted ? " [unverified] [in ICMP error packet]"
                                                          : " [unverified] [fragmented datagram]");
}

/* Milliseconds since midnight, "in words" as far as they are a time of day. */
static void show_midnight(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    unsigned ms = (unsigned)item->number,
             parts[3] = {ms / 3600000, ms / 60000 % 60, ms / 1000 % 60};
    static const char *const units[3] = {"hour", "minute", "second"};
    text_format(text, "%s: %u (", item->field->label, ms);
    const char *comma = "";
    for (unsigned i = 0; i < 3; i++) {
        bool fraction = i == 2 && ms % 1000;
        if (!parts[i] && !fraction) continue;
        text_format(text, "%s%u", comma, parts[i]);
        if (fraction) text_format(text, ".%03u", ms % 1000);
        text_format(text, " %s%s", units[i], parts[i] == 1 && !fraction ? "" : "s");
        comma = ", ";
    }
    if (!ms) text_put(text, "0 seconds");
    text_put(text, " after midnight UTC)");
}

static void show_response_time(
    struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Response time: %.3f ms", item->real);
}

static void show_mobile_flags(
    struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Flags: 0x%04x", (unsigned)item->number);
    for (unsigned row = IC_MIP_R; row <= IC_MIP_X; row++)
        if (item->number & icmp_fields[row].mask) text_format(text, ", %s", icmp_fields[row].label);
}

#define MOBILE_FLAG(mask) FT_BOOLEAN, BASE_NONE, mask, field_true_false, NULL, 0, 16

const struct field icmp_fields[IC_FIELDS] = {
    [IC_TYPE] = {"icmp.type", "Type", FT_UINT8, BASE_DEC, .show = show_type, .flags = FIELD_SUMMARY,
        .blurb = "What the message is about: 8 asks for an echo, 0 answers, 3 says unreachable …"},
    [IC_CODE] = {"icmp.code", "Code", FT_UINT8, BASE_DEC, .show = show_code, .flags = FIELD_SUMMARY,
        .blurb = "The type in more detail"},
    [IC_CHECKSUM] = {"icmp.checksum", "Checksum", FT_UINT16, BASE_HEX, .show = show_checksum,
        .blurb = "Finds bits of the message that changed on the way"},
    [IC_CHECKSUM_STATUS] = {"icmp.checksum.status", "Checksum Status", FT_UINT8, BASE_NONE, 0,
        names_checksum_status, "Whether the checksum is right"},
    [IC_UNUSED] = {"icmp.unused", "Unused", FT_BYTES, BASE_NONE},
    [IC_IDENT] = {"icmp.ident", "Identifier (BE)", FT_UINT16, BASE_DEC_HEX, .flags = FIELD_SUMMARY,
        .blurb = "Tells the answers for one ping program from those for another"},
    [IC_IDENT_LE] = {"icmp.ident_le", "Identifier (LE)", FT_UINT16, BASE_DEC_HEX,
        .blurb = "The same, for senders that write it the other way round"},
    [IC_SEQ] = {"icmp.seq", "Sequence Number (BE)", FT_UINT16, BASE_DEC_HEX, .flags = FIELD_SUMMARY,
        .blurb = "Counts the requests, so that answers can be matched and losses seen"},
    [IC_SEQ_LE] = {"icmp.seq_le", "Sequence Number (LE)", FT_UINT16, BASE_DEC_HEX,
        .blurb = "The same, for senders that write it the other way round"},
    [IC_MTU] = {"icmp.mtu", "MTU of next hop", FT_UINT16, BASE_DEC,
        .blurb = "How large a packet may be on the next link"},
    [IC_POINTER] = {"icmp.pointer", "Pointer", FT_UINT32, BASE_DEC,
        .blurb = "Which byte of the packet was the problem"},
    [IC_GATEWAY] = {"icmp.redir_gw", "Gateway Address", FT_IPv4, BASE_NONE,
        .blurb = "The router to use instead"},
    [IC_LENGTH] = {"icmp.length", "Length", FT_UINT8, BASE_DEC,
        .blurb = "How much of the packet in trouble is quoted, in words of four bytes"},
    [IC_LENGTH_ORIGINAL] = {"icmp.length.original_datagram", "Length of original datagram",
        FT_UINT8, BASE_DEC},
    [IC_NUM_ADDRS] = {"icmp.num_addrs", "Number of addresses", FT_UINT8, BASE_DEC},
    [IC_ADDR_SIZE] = {"icmp.addr_entry_size", "Address entry size", FT_UINT8, BASE_DEC},
    [IC_LIFETIME] = {"icmp.lifetime", "Lifetime", FT_UINT16, BASE_DEC, .show = duration_show},
    [IC_ROUTER] = {"icmp.router_address", "Router address", FT_IPv4, BASE_NONE},
    [IC_PREFERENCE] = {"icmp.pref_level", "Preference level", FT_INT32, BASE_DEC},
    [IC_ORIGINATE] = {"icmp.originate_timestamp", "Originate Timestamp", FT_UINT32, BASE_DEC,
        .show = show_midnight,
        .blurb = "When the request was sent, in milliseconds since midnight UTC"},
    [IC_RECEIVE] = {"icmp.receive_timestamp", "Receive Timestamp", FT_UINT32, BASE_DEC,
        .show = show_midnight, .blurb = "When the request arrived"},
    [IC_TRANSMIT] = {"icmp.transmit_timestamp", "Transmit Timestamp", FT_UINT32, BASE_DEC,
        .show = show_midnight, .blurb = "When the reply was sent"},
    [IC_MASK] = {"icmp.address_mask", "Address Mask", FT_IPv4, BASE_NONE},
    [IC_RESP_TO] = {"icmp.resp_to", "Request frame", FT_FRAMENUM, BASE_NONE, .flags = FIELD_SUMMARY,
        .blurb = "The request that this answers"},
    [IC_RESP_IN] = {"icmp.resp_in", "Response frame", FT_FRAMENUM, BASE_NONE,
        .flags = FIELD_SUMMARY, .blurb = "The reply to this request; known in two passes"},
    [IC_NO_RESP] = {"icmp.no_resp", "No response seen", FT_NONE, BASE_NONE, .flags = FIELD_SUMMARY,
        .blurb = "No reply to this request comes; known in two passes"},
    [IC_N_NO_RESP] = {"icmp.resp_not_found", "Response not found", FT_NONE, BASE_NONE},
    [IC_RESP_TIME] = {"icmp.resptime", "Response time", FT_DOUBLE, BASE_NONE,
        .show = show_response_time, .blurb = "How long the answer took, in milliseconds"},
    [IC_DATA_TIME] = {"icmp.data_time", "Timestamp from icmp data", FT_ABSOLUTE_TIME, BASE_NONE,
        .blurb = "Many ping programs put the time of sending into the data"},
    [IC_DATA_TIME_RELATIVE] = {"icmp.data_time_relative", "Timestamp from icmp data (relative)",
        FT_RELATIVE_TIME, BASE_NONE, .blurb = "How long that was before the frame was captured"},
    [IC_EXT_SEQ] = {"icmp.ext.echo.seq", "Sequence Number", FT_UINT8, BASE_DEC_HEX},
    [IC_EXT_REQUEST_RESERVED] = {"icmp.ext.echo.req.res", "Reserved", FT_UINT8, BASE_HEX, 0xfe},
    [IC_EXT_LOCAL] = {"icmp.ext.echo.req.local", "Local bit", FT_BOOLEAN, BASE_NONE, 0x01,
        .blurb = "The interface is one of the node that is asked, not of a neighbour"},
    [IC_EXT_STATE] = {"icmp.ext.echo.rsp.state", "State", FT_UINT8, BASE_DEC, 0xe0,
        icmp_echo_states, "What the neighbour table says of it"},
    [IC_EXT_REPLY_RESERVED] = {"icmp.ext.echo.rsp.res", "Reserved", FT_UINT8, BASE_HEX, 0x18},
    [IC_EXT_ACTIVE] = {"icmp.ext.echo.rsp.active", "Active bit", FT_BOOLEAN, BASE_NONE, 0x04},
    [IC_EXT_IPV4] = {"icmp.ext.echo.rsp.ipv4", "IPv4 bit", FT_BOOLEAN, BASE_NONE, 0x02},
    [IC_EXT_IPV6] = {"icmp.ext.echo.rsp.ipv6", "IPv6 bit", FT_BOOLEAN, BASE_NONE, 0x01},
    [IC_MIP] = {NULL, "Ext", FT_NONE, BASE_NONE},
    [IC_MIP_TYPE] = {"icmp.mip.type", "Extension Type", FT_UINT8, BASE_DEC, 0, icmp_mobile_types},
    [IC_MIP_LENGTH] = {"icmp.mip.length", "Length", FT_UINT8, BASE_DEC},
    [IC_MIP_SEQ] = {"icmp.mip.seq", "Sequence Number", FT_UINT16, BASE_DEC},
    [IC_MIP_LIFE] = {"icmp.mip.life", "Registration Lifetime", FT_UINT16, BASE_DEC},
    [IC_MIP_FLAGS] = {"icmp.mip.flags", "Flags", FT_UINT16, BASE_HEX, .show = show_mobile_flags},
    [IC_MIP_R] = {"icmp.mip.r", "Registration Required", MOBILE_FLAG(0x8000)},
    [IC_MIP_B] = {"icmp.mip.b", "Busy", MOBILE_FLAG(0x4000)},
    [IC_MIP_H] = {"icmp.mip.h", "Home Agent", MOBILE_FLAG(0x2000)},
    [IC_MIP_F] = {"icmp.mip.f", "Foreign Agent", MOBILE_FLAG(0x1000)},
    [IC_MIP_M] = {"icmp.mip.m", "Minimal Encapsulation", MOBILE_FLAG(0x0800)},
    [IC_MIP_G] = {"icmp.mip.g", "GRE", MOBILE_FLAG(0x0400)},
    [IC_MIP_V] = {"icmp.mip.v", "VJ Comp", MOBILE_FLAG(0x0200)},
    [IC_MIP_T] = {"icmp.mip.rt", "Reverse tunneling", MOBILE_FLAG(0x0100)},
    [IC_MIP_U] = {"icmp.mip.u", "UDP tunneling", MOBILE_FLAG(0x0080)},
    [IC_MIP_X] = {"icmp.mip.x", "Revocation support", MOBILE_FLAG(0x0040)},
    [IC_MIP_RESERVED] = {"icmp.mip.reserved", "Reserved", FT_UINT16, BASE_HEX, 0x003f},
    [IC_MIP_COA] = {"icmp.mip.coa", "Care-Of-Address", FT_IPv4, BASE_NONE,
        .blurb = "Where a guest can be reached"},
    [IC_MIP_PREFIX] = {"icmp.mip.prefixlength", "Prefix Length", FT_UINT8, BASE_DEC},
    [IC_MIP_CHALLENGE] = {"icmp.mip.challenge", "Challenge", FT_BYTES, BASE_NONE},
    [IC_MIP_CONTENT] = {"icmp.mip.content", "Content", FT_BYTES, BASE_NONE},
    [IC_BAD_CHECKSUM] = {"icmp.checksum_bad", "Bad checksum", FT_NONE, BASE_NONE},
};
