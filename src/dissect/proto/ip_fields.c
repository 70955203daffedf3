/* The fields of IPv4.  See ip.h.  SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/names.h"
#include "dissect/proto.h"
#include "dissect/proto/ip.h"

static void show_header_length(
    struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(
        text, "Header Length: %u bytes (%u)", (unsigned)item->number, (unsigned)item->number / 4);
}

static void show_dsfield(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    const char *dscp = field_value_name(names_dscp_short, item->number >> 2);
    text_format(text, "Differentiated Services Field: 0x%02x (DSCP: %s, ECN: %s)",
        (unsigned)item->number, dscp ? dscp : "Unknown",
        field_value_name(names_ecn_short, item->number & 3));
}

static void show_length(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct layer *layer = &packet->layers[item->layer];
    text_put(text, "Total Length: ");
    text_uint(text, item->number);
    if (item->flags & ITEM_GENERATED)
        text_put(text,
            " bytes (reported as 0, presumed to be because of \"TCP segmentation offload\" (TSO))");
    else if (item->number < layer_uint(packet, layer, IP4_HDR_LEN))
        text_format(text, " bytes (bogus, less than header length %u)",
            (unsigned)layer_uint(packet, layer, IP4_HDR_LEN));
}

static void show_flags(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Flags: 0x%x", (unsigned)item->number);
    if (item->number & 4) text_put(text, ", Reserved bit");
    if (item->number & 2) text_put(text, ", Don't fragment");
    if (item->number & 1) text_put(text, ", More fragments");
}

static void show_offset(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_put(text, "Fragment Offset: ");
    text_uint(text, 8 * item->number);
}

static void show_checksum(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct layer *layer = &packet->layers[item->layer];
    const struct item *expected = layer_item(packet, layer, IP4_CHECKSUM_CALCULATED);
    text_put(text, "Header Checksum: 0x");
    text_hex(text, item->number, 4);
    if (!expected)
        text_put(text, " [validation disabled]");
    else if (!layer->damaged)
        text_put(text, " [correct]");
    else
        text_format(text, " incorrect, should be 0x%04x(may be caused by \"IP checksum offload\"?)",
            (unsigned)expected->number);
}

static void show_fragment(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Frame: %u, payload: %u-%u (%u byte%s)", (unsigned)item->number, item->offset,
        item->offset + item->length - 1, item->length, item->length == 1 ? "" : "s");
}

/* "3 IPv4 Fragments (3508 bytes): #1(1480), #2(1480), #3(548)": from the items that follow. */
static void show_fragments(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct item *end =
        packet->items + packet->layers[item->layer].first + packet->layers[item->layer].count;
    uint32_t count = 0;
    for (const struct item *other = item + 1; other < end; other++)
        if (other->field == &item->field[IP4_FRAGMENT_COUNT - IP4_FRAGMENTS])
            count = (uint32_t)other->number;
    if (!count) count = 1;
    text_format(text, "%u IPv4 Fragment%s (%zu byte%s): ", count, count == 1 ? "" : "s",
        item->bytes.len, item->bytes.len == 1 ? "" : "s");
    const char *comma = "";
    for (const struct item *other = item + 1; other < end; other++) {
        if (other->field != &item->field[IP4_FRAGMENT - IP4_FRAGMENTS] &&
            other->field != &item->field[IP4_FRAGMENT_ERROR - IP4_FRAGMENTS])
            continue;
        text_format(text, "%s#%u(%u)", comma, (unsigned)other->number, other->length);
        comma = ", ";
    }
}

static const struct value_name yes_no[] = {{1, "Yes"}, {0, "No"}, {0, NULL}};
static const struct value_name option_classes[] = {
    {0, "Control"},
    {1, "Reserved for future use"},
    {2, "Debugging and measurement"},
    {3, "Reserved for future use"},
    {0, NULL},
};
static const struct value_name option_numbers[] = {
    {0, "End of Option List (EOL)"},
    {1, "No-Operation (NOP)"},
    {2, "Security"},
    {3, "Loose source route"},
    {4, "Time stamp"},
    {5, "Extended security"},
    {6, "Commercial IP security option"},
    {7, "Record route"},
    {8, "Stream identifier"},
    {9, "Strict source route"},
    {10, "Experimental Measurement"},
    {11, "MTU probe"},
    {12, "MTU Reply"},
    {13, "Experimental Flow Control"},
    {14, "Experimental Access Control"},
    {15, "Ask Estrin"},
    {16, "IMI Traffic Descriptor"},
    {17, "Extended Internet Protocol"},
    {18, "Traceroute"},
    {19, "Address Extension"},
    {20, "Router Alert"},
    {21, "Selective Directed Broadcast"},
    {22, "Unassigned"},
    {23, "Dynamic Packet State"},
    {24, "Upstream Multicast Packet"},
    {25, "Quick-Start"},
    {30, "RFC 3692-style experiment"},
    {0, NULL},
};
static const struct value_name stamp_flags[] = {
    {0, "Time stamps only"},
    {1, "Time stamp and address"},
    {3, "Time stamps for prespecified addresses"},
    {0, NULL},
};
static const struct value_name router_alerts[] = {{0, "Router shall examine packet"}, {0, NULL}};
static const struct value_name cipso_tags[] = {
    {0, "Padding"},
    {1, "Restrictive Category Bitmap"},
    {2, "Enumerated Categories"},
    {5, "Ranged Categories"},
    {6, "Permissive Category Bitmap"},
    {7, "Free Form"},
    {128, "Local"},
    {0, NULL},
};

static void show_route(struct text *text, const struct packet *packet, const struct item *item)
{
    text_put(text, item->field->label);
    text_put(text, ": ");
    field_print_value(text, item);
    /* The pointer counts from the option's first byte, from 1. */
    const struct item *pointer = item;
    while (pointer > packet->items && pointer->field != &ip_fields[IP4_OPT_PTR])
        pointer--;
    if (pointer->field == &ip_fields[IP4_OPT_PTR] &&
        pointer->offset - 2 + pointer->number - 1 == item->offset)
        text_put(text, " <- (next)");
}

static void show_stamp_flag(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    const char *name = field_value_name(stamp_flags, item->number);
    text_format(text, "Flag: %s (0x%x)", name ? name : "Unknown", (unsigned)item->number);
}

static void show_stamp_address(
    struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_put(text, "Address: ");
    if (bytes_be32(item->bytes.at))
        field_print_value(text, item);
    else
        text_char(text, '-');
}

/* The value counts eights, as on the wire; people read bytes. */
#define OPTION_ROW(name, title)                                                                    \
    {                                                                                              \
        "ip.options." name, "IP Option - " title, FT_BYTES, BASE_NONE, .flags = FIELD_PROTOCOL,    \
                                                                       .show = ip_show_option      \
    }

const struct field ip_fields[IP4_NFIELDS] = {
    [IP4_VERSION] = {"ip.version", "Version", FT_UINT8, BASE_DEC, 0xf0, NULL,
        "Which version of IP this is: 4", FIELD_PICTURE},
    [IP4_HDR_LEN] = {"ip.hdr_len", "Header Length", FT_UINT8, BASE_DEC, 0x0f,
        .flags = FIELD_PICTURE | FIELD_BY_NUMBER, .show = show_header_length,
        .blurb = "How long this header is; the header itself counts in words of four bytes"},
    [IP4_DSFIELD] = {"ip.dsfield", "Differentiated Services Field", FT_UINT8, BASE_HEX,
        .flags = FIELD_BY_NUMBER, .show = show_dsfield,
        .blurb = "How routers shall treat the packet"},
    [IP4_DSCP] = {"ip.dsfield.dscp", "Differentiated Services Codepoint", FT_UINT8, BASE_DEC, 0xfc,
        names_dscp, "The class of service the packet asks for"},
    [IP4_ECN] = {"ip.dsfield.ecn", "Explicit Congestion Notification", FT_UINT8, BASE_DEC, 0x03,
        names_ecn, "Routers that are congested can say so here instead of dropping the packet"},
    [IP4_LEN] = {"ip.len", "Total Length", FT_UINT16, BASE_DEC, .flags = FIELD_HARMLESS,
        .show = show_length, .blurb = "Header and payload together, in bytes"},
    [IP4_ID] = {"ip.id", "Identification", FT_UINT16, BASE_HEX_DEC,
        .blurb = "The fragments of one datagram have the same"},
    [IP4_FLAGS] = {"ip.flags", "Flags", FT_UINT8, BASE_HEX, 0xe0, .flags = FIELD_BY_NUMBER,
        .show = show_flags, .blurb = "Whether the datagram may be fragmented, and whether it was"},
    [IP4_RB] = {"ip.flags.rb", "Reserved bit", FT_BOOLEAN, BASE_NONE, 0x80,
        .blurb = "Must be zero"},
    [IP4_DF] = {"ip.flags.df", "Don't fragment", FT_BOOLEAN, BASE_NONE, 0x40,
        .blurb = "A router that cannot forward it whole must drop it and say so"},
    [IP4_MF] = {"ip.flags.mf", "More fragments", FT_BOOLEAN, BASE_NONE, 0x20,
        .blurb = "Set in every fragment of a datagram but the last"},
    [IP4_OFFSET] = {"ip.frag_offset", "Fragment Offset", FT_UINT16, BASE_DEC, 0x1fff,
        .flags = FIELD_BY_NUMBER, .show = show_offset,
        .blurb = "Where the fragment belongs in the datagram, in units of eight bytes"},
    [IP4_TTL] = {"ip.ttl", "Time to Live", FT_UINT8, BASE_DEC,
        .blurb = "How many routers may still forward it; each takes one off"},
    [IP4_PROTO] = {"ip.proto", "Protocol", FT_UINT8, BASE_DEC, 0, names_ip_protocol,
        "Which protocol the payload is"},
    [IP4_CHECKSUM] = {"ip.checksum", "Header Checksum", FT_UINT16, BASE_HEX,
        .flags = FIELD_HARMLESS, .show = show_checksum,
        .blurb = "Finds bits of the header that changed on the way"},
    [IP4_CHECKSUM_STATUS] = {"ip.checksum.status", "Header checksum status", FT_UINT8, BASE_NONE, 0,
        names_checksum_status, "Whether the checksum is right, if anybody looked"},
    [IP4_CHECKSUM_CALCULATED] = {"ip.checksum_calculated", "Calculated Checksum", FT_UINT16,
        BASE_HEX, .blurb = "What the checksum should be"},
    [IP4_CHECKSUM_BAD] = {"ip.checksum_bad.expert", "Bad checksum", FT_NONE, BASE_NONE,
        .blurb = "The header changed on the way, or the network card was to fill the checksum in"},
    [IP4_SRC] = {"ip.src", "Source Address", FT_IPv4, BASE_NONE,
        .blurb = "The host that sent the datagram"},
    [IP4_ADDR] = {"ip.addr", "Source or Destination Address", FT_IPv4, BASE_NONE,
        .blurb = "Either address: finds both directions", .flags = FIELD_TWIN},
    [IP4_SRC_HOST] = {"ip.src_host", "Source Host", FT_STRING, BASE_NONE, .flags = FIELD_TWIN},
    [IP4_HOST] = {"ip.host", "Source or Destination Host", FT_STRING, BASE_NONE,
        .flags = FIELD_TWIN},
    [IP4_DST] = {"ip.dst", "Destination Address", FT_IPv4, BASE_NONE,
        .blurb = "The host it is meant for"},
    [IP4_DST_HOST] = {"ip.dst_host", "Destination Host", FT_STRING, BASE_NONE, .flags = FIELD_TWIN},
    [IP4_CUR_RT] = {"ip.cur_rt", "Current Route", FT_IPv4, BASE_NONE,
        .blurb = "The next stop of a datagram with a source route"},
    [IP4_CUR_RT_HOST] = {"ip.cur_rt_host", "Current Route Host", FT_STRING, BASE_NONE},
    [IP4_OPTIONS] = {NULL, "Options", FT_NONE, BASE_NONE},
    [IP4_OPTION] = {NULL, "IP Option", FT_NONE, BASE_NONE},
    [IP4_OPTION_EOL] = OPTION_ROW("eol", "End of Options List (EOL)"),
    [IP4_OPTION_NOP] = OPTION_ROW("nop", "No-Operation (NOP)"),
    [IP4_OPTION_RECORD] = OPTION_ROW("record_route", "Record Route"),
    [IP4_OPTION_PROBE] = OPTION_ROW("mtu_probe", "MTU Probe"),
    [IP4_OPTION_REPLY] = OPTION_ROW("mtu_reply", "MTU Reply"),
    [IP4_OPTION_QUICK] = OPTION_ROW("qs", "Quick-Start"),
    [IP4_OPTION_STAMPS] = OPTION_ROW("timestamp", "Time Stamp"),
    [IP4_OPTION_TRACE] = OPTION_ROW("traceroute", "Traceroute"),
    [IP4_OPTION_SECURITY] = OPTION_ROW("security", "Security"),
    [IP4_OPTION_LOOSE] = OPTION_ROW("route", "Loose Source Route"),
    [IP4_OPTION_EXTENDED] = OPTION_ROW("ext_security", "Extended Security"),
    [IP4_OPTION_CIPSO] = OPTION_ROW("cipso", "Commercial Security"),
    [IP4_OPTION_STREAM] = OPTION_ROW("sid", "Stream ID"),
    [IP4_OPTION_STRICT] = OPTION_ROW("source_route", "Strict Source Route"),
    [IP4_OPTION_ALERT] = OPTION_ROW("routeralert", "Router Alert"),
    [IP4_OPT_TYPE] = {"ip.opt.type", "Type", FT_UINT8, BASE_DEC, .blurb = "Which option this is"},
    [IP4_OPT_COPY] = {"ip.opt.type.copy", "Copy on fragmentation", FT_BOOLEAN, BASE_NONE, 0x80,
        yes_no, "Whether every fragment gets a copy of the option"},
    [IP4_OPT_CLASS] = {"ip.opt.type.class", "Class", FT_UINT8, BASE_DEC, 0x60, option_classes},
    [IP4_OPT_NUMBER] = {"ip.opt.type.number", "Number", FT_UINT8, BASE_DEC, 0x1f, option_numbers},
    [IP4_OPT_LEN] = {"ip.opt.len", "Length", FT_UINT8, BASE_DEC,
        .blurb = "The option's length, these two bytes included"},
    [IP4_OPT_PTR] = {"ip.opt.ptr", "Pointer", FT_UINT8, BASE_DEC,
        .blurb = "Where the next router works on, from 1"},
    [IP4_REC_RT] = {"ip.rec_rt", "Recorded Route", FT_IPv4, BASE_NONE,
        .blurb = "A router that the datagram has passed"},
    [IP4_REC_RT_HOST] = {"ip.rec_rt_host", "Recorded Route Host", FT_STRING, BASE_NONE},
    [IP4_SRC_RT] = {"ip.src_rt", "Source Route", FT_IPv4, BASE_NONE, .show = show_route,
        .blurb = "A router that the sender wants passed"},
    [IP4_SRC_RT_HOST] = {"ip.src_rt_host", "Source Route Host", FT_STRING, BASE_NONE},
    [IP4_EMPTY_RT] = {"ip.empty_rt", "Empty Route", FT_IPv4, BASE_NONE, .show = show_route,
        .blurb = "Room for a router to record itself"},
    [IP4_EMPTY_RT_HOST] = {"ip.empty_rt_host", "Empty Route Host", FT_STRING, BASE_NONE},
    [IP4_OPT_OVERFLOW] = {"ip.opt.overflow", "Overflow", FT_UINT8, BASE_DEC, 0xf0, NULL,
        "How many hosts found no more room for their time"},
    [IP4_OPT_FLAG] = {"ip.opt.flag", "Flag", FT_UINT8, BASE_HEX, 0x0f, stamp_flags,
        .show = show_stamp_flag},
    [IP4_OPT_ADDR] = {"ip.opt.time_stamp_addr", "Address", FT_IPv4, BASE_NONE,
        .show = show_stamp_address},
    [IP4_OPT_STAMP] = {"ip.opt.time_stamp", "Time stamp", FT_UINT32, BASE_DEC,
        .blurb = "Milliseconds since midnight UTC"},
    [IP4_OPT_RA] = {"ip.opt.ra", "Router Alert", FT_UINT16, BASE_DEC, 0, router_alerts,
        "Asks every router to look into the datagram"},
    [IP4_OPT_SID] = {"ip.opt.sid", "Stream Identifier", FT_UINT16, BASE_DEC},
    [IP4_OPT_MTU] = {"ip.opt.mtu", "MTU", FT_UINT16, BASE_DEC},
    [IP4_OPT_ID_NUMBER] = {"ip.opt.id_number", "ID Number", FT_UINT16, BASE_DEC},
    [IP4_OPT_OHC] = {"ip.opt.ohc", "Outbound Hop Count", FT_UINT16, BASE_DEC},
    [IP4_OPT_RHC] = {"ip.opt.rhc", "Return Hop Count", FT_UINT16, BASE_DEC},
    [IP4_OPT_ORIGINATOR] = {"ip.opt.originator", "Originator IP Address", FT_IPv4, BASE_NONE},
    [IP4_OPT_QS_FUNC] = {"ip.opt.qs_func", "Function", FT_UINT8, BASE_DEC, 0xf0},
    [IP4_OPT_QS_RATE] = {"ip.opt.qs_rate", "Rate", FT_UINT8, BASE_DEC, 0x0f},
    [IP4_OPT_QS_TTL] = {"ip.opt.qs_ttl", "QS TTL", FT_UINT8, BASE_DEC},
    [IP4_OPT_QS_NONCE] = {"ip.opt.qs_nonce", "QS Nonce", FT_UINT32, BASE_HEX, 0xfffffffc},
    [IP4_OPT_QS_RESERVED] = {"ip.opt.qs_reserved", "Reserved", FT_UINT32, BASE_HEX, 0x00000003},
    [IP4_CIPSO_DOI] = {"ip.cipso.doi", "DOI", FT_UINT32, BASE_DEC},
    [IP4_CIPSO_TAG] = {"ip.cipso.tag_type", "Tag Type", FT_UINT8, BASE_DEC, 0, cipso_tags},
    [IP4_CIPSO_LEVEL] = {"ip.cipso.sensitivity_level", "Sensitivity Level", FT_UINT8, BASE_DEC},
    [IP4_CIPSO_CATEGORIES] = {"ip.cipso.categories", "Categories", FT_STRING, BASE_NONE},
    [IP4_CIPSO_DATA] = {"ip.cipso.tag_data", "Tag data", FT_BYTES, BASE_NONE},
    [IP4_OPT_LEN_INVALID] = {"ip.opt.len.invalid", "Invalid length for option", FT_NONE, BASE_NONE},
    [IP4_OPT_BEFORE] = {"ip.opt.ptr.before_address", "Pointer points before first address", FT_NONE,
        BASE_NONE},
    [IP4_OPT_MIDDLE] = {"ip.opt.ptr.middle_address", "Pointer points to middle of address", FT_NONE,
        BASE_NONE},
    [IP4_SUBOPT_LONG] = {"ip.subopt_too_long", "Suboption would go past end of option", FT_NONE,
        BASE_NONE},
    [IP4_NOPS] = {"ip.nop", "4 NOP in a row - a router may have removed some options", FT_NONE,
        BASE_NONE},
    [IP4_FRAGMENTS] = {"ip.fragments", "IPv4 Fragments", FT_BYTES, BASE_NONE,
        .show = show_fragments, .blurb = "The frames this datagram was put together from"},
    [IP4_FRAGMENT] = {"ip.fragment", "IPv4 Fragment", FT_FRAMENUM, BASE_NONE,
        .show = show_fragment},
    [IP4_FRAGMENT_ERROR] = {"ip.fragment.error", "Reassembling error", FT_FRAMENUM, BASE_NONE,
        .show = show_fragment, .blurb = "A fragment that does not fit the others"},
    [IP4_FRAGMENT_OVERLAP] = {"ip.fragment.overlap", "Fragment overlap", FT_BOOLEAN, BASE_NONE, 0,
        field_true_false},
    [IP4_FRAGMENT_CONFLICT] = {"ip.fragment.overlap.conflict",
        "Conflicting data in fragment overlap", FT_BOOLEAN, BASE_NONE, 0, field_true_false},
    [IP4_FRAGMENT_TAILS] = {"ip.fragment.multipletails", "Multiple tail fragments found",
        FT_BOOLEAN, BASE_NONE, 0, field_true_false},
    [IP4_FRAGMENT_TOO_LONG] = {"ip.fragment.toolongfragment", "Fragment too long", FT_BOOLEAN,
        BASE_NONE, 0, field_true_false},
    [IP4_FRAGMENT_COUNT] = {"ip.fragment.count", "Fragment count", FT_UINT32, BASE_DEC},
    [IP4_REASSEMBLED_IN] = {"ip.reassembled_in", "Reassembled IPv4 in frame", FT_FRAMENUM,
        BASE_NONE, .flags = FIELD_SUMMARY,
        .blurb = "Where the datagram is complete; known in two passes"},
    [IP4_REASSEMBLED_LENGTH] = {"ip.reassembled.length", "Reassembled IPv4 length", FT_UINT32,
        BASE_DEC},
    [IP4_REASSEMBLED_DATA] = {"ip.reassembled.data", "Reassembled IPv4 data", FT_BYTES, BASE_NONE},
    [IP4_BOGUS_VERSION] = {"ip.bogus_ip_version", "Bogus IP version", FT_NONE, BASE_NONE},
    [IP4_BOGUS_HEADER] = {"ip.bogus_header_length", "Bogus IP header length", FT_NONE, BASE_NONE},
    [IP4_BOGUS_LENGTH] = {"ip.bogus_ip_length", "Bogus IP length", FT_NONE, BASE_NONE},
    [IP4_TTL_LNCB] = {"ip.ttl.lncb", "Time To Live", FT_NONE, BASE_NONE},
    [IP4_TTL_SMALL] = {"ip.ttl.too_small", "Time To Live", FT_NONE, BASE_NONE},
};
