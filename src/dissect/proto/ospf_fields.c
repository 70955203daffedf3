/* The rows of OSPF, and what its numbers are called.  See ospf.h.  SPDX-License-Identifier: MIT */
#include "dissect/proto/ospf.h"

#include "base/text.h"
#include "dissect/proto.h"

const struct value_name ospf_messages[] = {
    {OSPF_M_HELLO, "Hello Packet"},
    {OSPF_M_DESCRIPTION, "DB Description"},
    {OSPF_M_REQUEST, "LS Request"},
    {OSPF_M_UPDATE, "LS Update"},
    {OSPF_M_ACK, "LS Acknowledge"},
    {0, NULL},
};
const struct value_name ospf_lsa_types[] = {
    {LSA_ROUTER, "Router-LSA"},
    {LSA_NETWORK, "Network-LSA"},
    {LSA_SUMMARY, "Summary-LSA (IP network)"},
    {LSA_SUMMARY_ASBR, "Summary-LSA (ASBR)"},
    {LSA_EXTERNAL, "AS-External-LSA (ASBR)"},
    {LSA_MEMBER, "Group Membership LSA"},
    {LSA_NSSA, "NSSA AS-External-LSA"},
    {LSA_ATTRIBUTES, "External Attributes LSA"},
    {LSA_OPAQUE_LINK, "Opaque LSA, Link-local scope"},
    {LSA_OPAQUE_AREA, "Opaque LSA, Area-local scope"},
    {LSA_OPAQUE_AS, "Opaque LSA, AS-local scope"},
    {0, NULL},
};
const struct value_name ospf3_lsa_functions[] = {
    {LSA_ROUTER, "Router-LSA"},
    {LSA_NETWORK, "Network-LSA"},
    {LSA_SUMMARY, "Inter-Area-Prefix-LSA"},
    {LSA_SUMMARY_ASBR, "Inter-Area-Router-LSA"},
    {LSA_EXTERNAL, "AS-External-LSA"},
    {LSA_MEMBER, "Group-Membership-LSA"},
    {LSA_NSSA, "NSSA-LSA"},
    {LSA_LINK, "Link-LSA"},
    {LSA_INTRA_PREFIX, "Intra-Area-Prefix-LSA"},
    {LSA_INFORMATION, "Router Information Opaque-LSA"},
    {0, NULL},
};
const struct value_name ospf_link_types[] = {
    {1, "Point-to-point connection to another router"},
    {2, "Connection to a transit network"},
    {3, "Connection to a stub network"},
    {4, "Virtual link"},
    {0, NULL},
};
static const struct value_name link_ids[] = {
    {1, "Neighboring router's Router ID"},
    {2, "IP address of Designated Router"},
    {3, "IP network/subnet number"},
    {4, "Neighboring router's Router ID"},
    {0, NULL},
};
static const struct value_name opaque_types[] = {
    {1, "Traffic Engineering LSA"},
    {2, "Sycamore Optical Topology Descriptions"},
    {3, "grace-LSA"},
    {4, "Router Information (RI)"},
    {5, "L1VPN LSA"},
    {6, "Inter-AS-TE-v2 LSA"},
    {7, "OSPFv2 Extended Prefix Opaque LSA"},
    {8, "OSPFv2 Extended Link Opaque LSA"},
    {9, "TTZ LSA"},
    {0, NULL},
};
static const struct value_name authentications[] = {
    {0, "Null"}, {1, "Simple password"}, {2, "Cryptographic"}, {0, NULL}};
static const struct value_name yes_no[] = {{1, "Yes"}, {0, "No"}, {0, NULL}};
static const struct value_name capability[] = {{1, "Capable"}, {0, "Not capable"}, {0, NULL}};
static const struct value_name support[] = {{1, "Supported"}, {0, "Not supported"}, {0, NULL}};
static const struct value_name presence[] = {{1, "Present"}, {0, "Not Present"}, {0, NULL}};
static const struct value_name absence[] = {{1, "Present"}, {0, "Absent"}, {0, NULL}};
static const struct value_name external_types[] = {
    {1, "Type 2 (metric is larger than any other link state path)"},
    {0, "Type 1 (metric is specified in the same units as interface cost)"},
    {0, NULL},
};
static const struct value_name metric_types[] = {{1, "Type 2"}, {0, "Type 1"}, {0, NULL}};
static const struct value_name handlings[] = {
    {1, "Treat the LSA as if it had link-local flooding scope"},
    {0, "Store and flood the LSA as if the type is understood"},
    {0, NULL},
};
static const struct value_name scopes[] = {
    {0, "Link-Local Scoping - Flooded only on originating link"},
    {1, "Area Scoping - Flooded only in originating area"},
    {2, "AS Scoping - Flooded throughout AS"},
    {3, "Reserved"},
    {0, NULL},
};

/* "Options: 0x12, (L) LLS Data block, (E) External Routing" */
static void show_flags(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    const struct field *field = item->field;
    text_format(text, "%s: 0x%0*x", field->label, (int)(2 * field_width(field->type)),
        (unsigned)item->number);
    for (const struct field *bit = field + 1; bit->mask; bit++)
        if (item->number & bit->mask) text_format(text, ", %s", bit->label);
}

static void show_area(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_put(text, "Area ID: ");
    field_print_value(text, item);
    if (item->bytes.len && bytes_be32(item->bytes.at) == 0) text_put(text, " (Backbone)");
}

static void show_checksum(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct layer *layer = &packet->layers[item->layer];
    text_format(text, "Checksum: 0x%04x", (unsigned)item->number);
    text_add(text, layer->trouble.at, layer->trouble.len);
}

/* What it is the number of depends on the type of the link, eight bytes further. */
static void show_link_id(struct text *text, const struct packet *packet, const struct item *item)
{
    const uint8_t *type = packet_at(packet, item->source, item->offset + 8, 1);
    const char *name = type ? field_value_name(link_ids, *type) : NULL;
    text_put(text, "Link ID: ");
    field_print_value(text, item);
    text_format(text, " - %s", name ? name : "Unknown link ID");
}

static void show_link_type(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    const char *name = field_value_name(ospf_link_types, item->number);
    text_format(
        text, "Link Type: %u - %s", (unsigned)item->number, name ? name : "Unknown link type");
}

static void show_metrics(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Number of Metrics: %u - TOS", (unsigned)item->number);
}

static void show_tos_metric(struct text *text, const struct packet *packet, const struct item *item)
{
    const uint8_t *tos = packet_at(packet, item->source, item->offset, 1);
    text_format(text, "TOS: %u, Metric: %u", tos ? *tos : 0, (unsigned)item->number);
}

static void show_lls_length(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "LLS Data Length: %u bytes", (unsigned)item->number);
}

static void show_instance(struct text *text, const struct packet *packet, const struct item *item)
{
    static const char *const families[] = {
        "IPv6 unicast AF", "IPv6 multicast AF", "IPv4 unicast AF", "IPv4 multicast AF"};
    (void)packet;
    unsigned range = (unsigned)item->number / 32; /* RFC 5838 2.1 */
    text_format(text, "Instance ID: %s (%u)", range < 4 ? families[range] : "Reserved",
        (unsigned)item->number);
}

#define ROUTER_ID FT_IPv4, BASE_NONE
#define HIDDEN FT_BOOLEAN, BASE_NONE, 0, field_true_false
#define BIT(mask) FT_BOOLEAN, BASE_NONE, mask
#define BIT_24(mask) FT_BOOLEAN, BASE_NONE, mask, NULL, NULL, 0, 24
#define FLAGS_8 FT_UINT8, BASE_HEX, .show = show_flags

const struct field ospf_fields[OSPF_FIELDS] = {
    [OSPF_HEADER] = {"ospf.header", "OSPF Header", FT_NONE, BASE_NONE},
    [OSPF_VERSION] = {"ospf.version", "Version", FT_UINT8, BASE_DEC,
        .blurb = "2 for IPv4, 3 for IPv6"},
    [OSPF_MESSAGE] = {"ospf.msg", "Message Type", FT_UINT8, BASE_DEC, 0, ospf_messages,
        "Routers greet, compare what they know, ask, tell and confirm", FIELD_SUMMARY},
    [OSPF_IS_HELLO] = {"ospf.msg.hello", "Hello", HIDDEN},
    [OSPF_IS_DESCRIPTION] = {"ospf.msg.dbdesc", "Database Description", HIDDEN},
    [OSPF_IS_REQUEST] = {"ospf.msg.lsreq", "Link State Adv Request", HIDDEN},
    [OSPF_IS_UPDATE] = {"ospf.msg.lsupdate", "Link State Adv Update", HIDDEN},
    [OSPF_IS_ACK] = {"ospf.msg.lsack", "Link State Adv Acknowledgement", HIDDEN},
    [OSPF_LENGTH] = {"ospf.packet_length", "Packet Length", FT_UINT16, BASE_DEC,
        .blurb = "Without a digest and a block of signals behind"},
    [OSPF_ROUTER] = {"ospf.srcrouter", "Source OSPF Router", ROUTER_ID,
        .blurb = "The sender's name: one of its addresses, whichever interface it sends from"},
    [OSPF_AREA] = {"ospf.area_id", "Area ID", FT_IPv4, BASE_NONE, .show = show_area,
        .blurb = "The part of the network whose map this is; 0 is the backbone"},
    [OSPF_CHECKSUM] = {"ospf.checksum", "Checksum", FT_UINT16, BASE_HEX, .show = show_checksum},
    [OSPF_AUTH_TYPE] = {"ospf.auth.type", "Auth Type", FT_UINT16, BASE_DEC, 0, authentications},
    [OSPF_AUTH_NONE] = {"ospf.auth.none", "Auth Data (none)", FT_BYTES, BASE_NONE},
    [OSPF_AUTH_SIMPLE] = {"ospf.auth.simple", "Auth Data (Simple)", FT_STRING, BASE_NONE,
        .blurb = "A password for everyone on the link to read"},
    [OSPF_AUTH_KEY] = {"ospf.auth.crypt.key_id", "Auth Crypt Key id", FT_UINT8, BASE_DEC},
    [OSPF_AUTH_LENGTH] = {"ospf.auth.crypt.data_length", "Auth Crypt Data Length", FT_UINT8,
        BASE_DEC},
    [OSPF_AUTH_SEQUENCE] = {"ospf.auth.crypt.seq_nbr", "Auth Crypt Sequence Number", FT_UINT32,
        BASE_DEC, .blurb = "Never falls: what was recorded cannot be sent again"},
    [OSPF_AUTH_DATA] = {"ospf.auth.crypt.data", "Auth Crypt Data", FT_BYTES, BASE_NONE},
    [OSPF_AUTH_UNKNOWN] = {"ospf.auth.unknown", "Auth Unknown", FT_BYTES, BASE_NONE},
    [OSPF_INSTANCE] = {"ospf.instance_id", "Instance ID", FT_UINT8, BASE_DEC, .show = show_instance,
        .blurb = "Which of several OSPFs on this link"},
    [OSPF_RESERVED] = {"ospf.reserved", "Reserved", FT_BYTES, BASE_NONE},
    [OSPF_HELLO] = {"ospf.hello", "OSPF Hello Packet", FT_NONE, BASE_NONE},
    [OSPF_HELLO_MASK] = {"ospf.hello.network_mask", "Network Mask", FT_IPv4, BASE_NONE,
        .blurb = "Neighbours must agree on it, or they are none"},
    [OSPF_HELLO_INTERFACE] = {"ospf.hello.interface_id", "Interface ID", FT_UINT32, BASE_DEC},
    [OSPF_HELLO_INTERVAL] = {"ospf.hello.hello_interval", "Hello Interval [sec]", FT_UINT32,
        BASE_DEC, .blurb = "Seconds between hellos, the same for all on the link"},
    [OSPF_HELLO_PRIORITY] = {"ospf.hello.router_priority", "Router Priority", FT_UINT8, BASE_DEC,
        .blurb = "The highest becomes designated router; 0 never does"},
    [OSPF_HELLO_DEAD] = {"ospf.hello.router_dead_interval", "Router Dead Interval [sec]", FT_UINT32,
        BASE_DEC, .blurb = "Who says no hello for so long is gone"},
    [OSPF_HELLO_DR] = {"ospf.hello.designated_router", "Designated Router", FT_IPv4, BASE_NONE,
        .blurb = "Speaks for the link, so that not all have to tell all"},
    [OSPF_HELLO_BDR] = {"ospf.hello.backup_designated_router", "Backup Designated Router", FT_IPv4,
        BASE_NONE},
    [OSPF_HELLO_NEIGHBOR] = {"ospf.hello.active_neighbor", "Active Neighbor", ROUTER_ID,
        .blurb = "A router that was heard: who finds itself here knows that it is"},
    [OSPF_OPTIONS] = {"ospf.v2.options", "Options", FLAGS_8},
    [OSPF_OPTION_DN] = {"ospf.v2.options.dn", "DN", BIT(0x80)},
    [OSPF_OPTION_O] = {"ospf.v2.options.o", "O", BIT(0x40)},
    [OSPF_OPTION_DC] = {"ospf.v2.options.dc", "(DC) Demand Circuits", BIT(0x20), support},
    [OSPF_OPTION_L] = {"ospf.v2.options.l", "(L) LLS Data block", BIT(0x10), presence},
    [OSPF_OPTION_N] = {"ospf.v2.options.n", "(N) NSSA", BIT(0x08), support},
    [OSPF_OPTION_MC] = {"ospf.v2.options.mc", "(MC) Multicast", BIT(0x04), capability},
    [OSPF_OPTION_E] = {"ospf.v2.options.e", "(E) External Routing", BIT(0x02), capability},
    [OSPF_OPTION_MT] = {"ospf.v2.options.mt", "(MT) Multi-Topology Routing", BIT(0x01), yes_no},
    [OSPF_NSSA_OPTIONS] = {"ospf.v2.options", "Options", FLAGS_8},
    [OSPF_NSSA_DN] = {"ospf.v2.options.dn", "DN", BIT(0x80)},
    [OSPF_NSSA_O] = {"ospf.v2.options.o", "O", BIT(0x40)},
    [OSPF_NSSA_DC] = {"ospf.v2.options.dc", "(DC) Demand Circuits", BIT(0x20), support},
    [OSPF_NSSA_L] = {"ospf.v2.options.l", "(L) LLS Data block", BIT(0x10), presence},
    [OSPF_NSSA_P] = {"ospf.v2.options.p", "(P) Propagate", BIT(0x08)},
    [OSPF_NSSA_MC] = {"ospf.v2.options.mc", "(MC) Multicast", BIT(0x04), capability},
    [OSPF_NSSA_E] = {"ospf.v2.options.e", "(E) External Routing", BIT(0x02), capability},
    [OSPF_NSSA_MT] = {"ospf.v2.options.mt", "(MT) Multi-Topology Routing", BIT(0x01), yes_no},
    [OSPF3_OPTIONS] = {"ospf.v3.options", "Options", FT_UINT24, BASE_HEX, .show = show_flags},
    [OSPF3_OPTION_AT] = {"ospf.v3.options.at", "AT", BIT_24(0x400)},
    [OSPF3_OPTION_L] = {"ospf.v3.options.l", "L", BIT_24(0x200)},
    [OSPF3_OPTION_AF] = {"ospf.v3.options.af", "AF", BIT_24(0x100)},
    [OSPF3_OPTION_DC] = {"ospf.v3.options.dc", "DC", BIT_24(0x20)},
    [OSPF3_OPTION_R] = {"ospf.v3.options.r", "R", BIT_24(0x10)},
    [OSPF3_OPTION_N] = {"ospf.v3.options.n", "N", BIT_24(0x08)},
    [OSPF3_OPTION_MC] = {"ospf.v3.options.mc", "MC", BIT_24(0x04)},
    [OSPF3_OPTION_E] = {"ospf.v3.options.e", "E", BIT_24(0x02)},
    [OSPF3_OPTION_V6] = {"ospf.v3.options.v6", "V6", BIT_24(0x01)},
    [OSPF_DESCRIPTION] = {NULL, "OSPF DB Description", FT_NONE, BASE_NONE},
    [OSPF_DBD] = {"ospf.dbd", "DB Description", FLAGS_8},
    [OSPF_DBD_R] = {"ospf.dbd.r", "(R) OOBResync", BIT(0x08)},
    [OSPF_DBD_I] = {"ospf.dbd.i", "(I) Init", BIT(0x04)},
    [OSPF_DBD_M] = {"ospf.dbd.m", "(M) More", BIT(0x02)},
    [OSPF_DBD_MS] = {"ospf.dbd.ms", "(MS) Master", BIT(0x01), yes_no},
    [OSPF_DBD_MTU] = {"ospf.db.interface_mtu", "Interface MTU", FT_UINT16, BASE_DEC,
        .blurb = "Neighbours whose MTUs differ do not get beyond this message"},
    [OSPF_DBD_SEQUENCE] = {"ospf.db.dd_sequence", "DD Sequence", FT_UINT32, BASE_DEC},
    [OSPF_REQUEST] = {NULL, "Link State Request", FT_NONE, BASE_NONE},
    [OSPF_REQUEST_ID] = {"ospf.link_state_id", "Link State ID", FT_IPv4, BASE_NONE},
    [OSPF_UPDATE] = {NULL, "LS Update Packet", FT_NONE, BASE_NONE},
    [OSPF_COUNT] = {"ospf.ls.number_of_lsas", "Number of LSAs", FT_UINT32, BASE_DEC},
    [OSPF_LSA_HEADING] = {NULL, "LSA", FT_NONE, BASE_NONE},
    [OSPF_LSA_AGE] = {"ospf.lsa.age", "LS Age (seconds)", FT_UINT16, BASE_DEC, 0x7fff, NULL,
        "At 3600 it is forgotten; who made it makes it anew every 1800"},
    [OSPF_LSA_DO_NOT_AGE] = {"ospf.lsa.donotage", "Do Not Age Flag", FT_UINT16, BASE_DEC, 0x8000},
    [OSPF_LSA_TYPE] = {"ospf.lsa", "LS Type", FT_UINT8, BASE_DEC, 0, ospf_lsa_types,
        "What is advertised: a router's links, who is on a network, routes from elsewhere …"},
    [OSPF_LSA_IS_ROUTER] = {"ospf.lsa.router", "Router LSA", HIDDEN},
    [OSPF_LSA_IS_NETWORK] = {"ospf.lsa.network", "Network LSA", HIDDEN},
    [OSPF_LSA_IS_SUMMARY] = {"ospf.lsa.summary", "Summary LSA (IP Network)", HIDDEN},
    [OSPF_LSA_IS_ASBR] = {"ospf.lsa.asbr", "Summary LSA (ASBR)", HIDDEN},
    [OSPF_LSA_IS_EXTERNAL] = {"ospf.lsa.asext", "AS-External LSA (ASBR)", HIDDEN},
    [OSPF_LSA_IS_MEMBER] = {"ospf.lsa.member", "Group Membership LSA", HIDDEN},
    [OSPF_LSA_IS_NSSA] = {"ospf.lsa.nssa", "NSSA AS-External LSA", HIDDEN},
    [OSPF_LSA_IS_ATTRIBUTES] = {"ospf.lsa.attr", "External Attributes LSA", HIDDEN},
    [OSPF_LSA_IS_OPAQUE] = {"ospf.lsa.opaque", "Opaque LSA", HIDDEN},
    [OSPF_LSA_ID] = {"ospf.lsa.id", "Link State ID", FT_IPv4, BASE_NONE,
        .blurb = "Which one of its type: a router, a network, a destination"},
    [OSPF_LSA_OPAQUE_TYPE] = {"ospf.lsid_opaque_type", "Link State ID Opaque Type", FT_UINT8,
        BASE_DEC, 0, opaque_types},
    [OSPF_LSA_OPAQUE_ID] = {"ospf.lsid.opaque_id", "Link State ID Opaque ID", FT_UINT24, BASE_DEC},
    [OSPF_LSA_ROUTER] = {"ospf.advrouter", "Advertising Router", ROUTER_ID, .blurb = "Who says so"},
    [OSPF_LSA_SEQUENCE] = {"ospf.lsa.seqnum", "Sequence Number", FT_UINT32, BASE_HEX,
        .blurb = "The higher one is the newer one; they begin at 0x80000001"},
    [OSPF_LSA_CHECKSUM] = {"ospf.lsa.chksum", "Checksum", FT_UINT16, BASE_HEX},
    [OSPF_LSA_LENGTH] = {"ospf.lsa.length", "Length", FT_UINT16, BASE_DEC},
    [OSPF_LSA_VALUE] = {"ospf.tlv_value", "TLV Value", FT_BYTES, BASE_NONE},
    [OSPF_ROUTER_FLAGS] = {"ospf.v2.router.lsa.flags", "Flags", FLAGS_8},
    [OSPF_ROUTER_H] = {"ospf.v2.router.lsa.flags.h", "(H) flag", BIT(0x80), yes_no},
    [OSPF_ROUTER_NT] = {"ospf.v2.router.lsa.flags.n", "(N) flag", BIT(0x10), yes_no},
    [OSPF_ROUTER_W] = {"ospf.v2.router.lsa.flags.w", "(W) Wild-card multicast receiver", BIT(0x08),
        yes_no},
    [OSPF_ROUTER_V] = {"ospf.v2.router.lsa.flags.v", "(V) Virtual link endpoint", BIT(0x04),
        yes_no},
    [OSPF_ROUTER_E] = {"ospf.v2.router.lsa.flags.e", "(E) AS boundary router", BIT(0x02), yes_no,
        "It knows routes from elsewhere"},
    [OSPF_ROUTER_B] = {"ospf.v2.router.lsa.flags.b", "(B) Area border router", BIT(0x01), yes_no,
        "It is in several areas"},
    [OSPF_LINK_COUNT] = {"ospf.lsa.number_of_links", "Number of Links", FT_UINT16, BASE_DEC},
    [OSPF_LINK] = {NULL, "Link", FT_NONE, BASE_NONE},
    [OSPF_LINK_ID] = {"ospf.lsa.router.linkid", "Link ID", FT_IPv4, BASE_NONE, .show = show_link_id,
        .blurb = "Where the link leads"},
    [OSPF_LINK_DATA] = {"ospf.lsa.router.linkdata", "Link Data", FT_IPv4, BASE_NONE,
        .blurb = "The router's own address there, or the mask of a stub network"},
    [OSPF_LINK_TYPE] = {"ospf.lsa.router.linktype", "Link Type", FT_UINT8, BASE_DEC,
        .show = show_link_type},
    [OSPF_LINK_METRICS] = {"ospf.lsa.router.nummetrics", "Number of Metrics", FT_UINT8, BASE_DEC,
        .show = show_metrics},
    [OSPF_LINK_METRIC] = {"ospf.lsa.router.metric0", "0 Metric", FT_UINT16, BASE_DEC,
        .blurb = "What it costs to send this way; the cheapest path wins"},
    [OSPF_LINK_TOS_METRIC] = {"ospf.ls.metric", "Metric", FT_UINT32, BASE_DEC,
        .show = show_tos_metric},
    [OSPF_NETWORK_MASK] = {"ospf.lsa.network.netmask", "Netmask", FT_IPv4, BASE_NONE},
    [OSPF_NETWORK_ROUTER] = {"ospf.lsa.network.attchrtr", "Attached Router", ROUTER_ID},
    [OSPF_SUMMARY_MASK] = {"ospf.lsa.asbr.netmask", "Netmask", FT_IPv4, BASE_NONE},
    [OSPF_TOS] = {"ospf.lsa.tos", "TOS", FT_UINT8, BASE_DEC},
    [OSPF_METRIC] = {"ospf.metric", "Metric", FT_UINT32, BASE_DEC},
    [OSPF_EXTERNAL_MASK] = {"ospf.lsa.asext.netmask", "Netmask", FT_IPv4, BASE_NONE},
    [OSPF_EXTERNAL_TYPE] = {"ospf.lsa.asext.type", "External Type", BIT(0x80), external_types},
    [OSPF_EXTERNAL_TOS] = {"ospf.lsa.tos", "TOS", FT_UINT8, BASE_DEC, 0x7f},
    [OSPF_EXTERNAL_FORWARD] = {"ospf.lsa.asext.fwdaddr", "Forwarding Address", FT_IPv4, BASE_NONE},
    [OSPF_EXTERNAL_TAG] = {"ospf.lsa.asext.extrttag", "External Route Tag", FT_UINT32, BASE_DEC},
    [OSPF_LLS] = {NULL, "OSPF LLS Data Block", FT_NONE, BASE_NONE},
    [OSPF_LLS_CHECKSUM] = {"ospf.lls.checksum", "Checksum", FT_UINT16, BASE_HEX},
    [OSPF_LLS_LENGTH] = {"ospf.lls.data_length", "LLS Data Length", FT_UINT16, BASE_DEC,
        .show = show_lls_length},
    [OSPF_LLS_TLV] = {NULL, "TLV", FT_NONE, BASE_NONE},
    [OSPF_LLS_TYPE] = {"ospf.tlv_type", "TLV Type", FT_UINT16, BASE_DEC},
    [OSPF_LLS_TLV_LENGTH] = {"ospf.tlv_length", "TLV Length", FT_UINT16, BASE_DEC},
    [OSPF_LLS_OPTIONS] = {"ospf.lls.ext.options", "Options", FT_UINT32, BASE_HEX,
        .show = show_flags},
    [OSPF_LLS_RS] = {"ospf.lls.ext.options.rs", "(RS) Restart Signal", BIT(0x02), .unit_bits = 32},
    [OSPF_LLS_LR] = {"ospf.lls.ext.options.lr", "(LR) LSDB Resynchronization", BIT(0x01),
        .unit_bits = 32},
    [OSPF_LLS_SEQUENCE] = {"ospf.v2.lls.sequence_number", "Sequence number", FT_UINT32, BASE_HEX},
    [OSPF_LLS_AUTH] = {"ospf.v2.lls.auth_data", "Auth Data", FT_BYTES, BASE_NONE},
    [OSPF_LLS_VALUE] = {"ospf.tlv_value", "TLV Value", FT_BYTES, BASE_NONE},
    [OSPF_LLS_MISSING] = {NULL, "LLS option bit set but data block missing", FT_NONE, BASE_NONE},
    [OSPF3_LSA_DO_NOT_AGE] = {"ospf.v3.lsa.do_not_age", "Do Not Age", BIT(0x8000), field_true_false,
        .unit_bits = 16},
    [OSPF3_LSA_TYPE] = {"ospf.v3.lsa", "LS Type", FT_UINT16, BASE_HEX},
    [OSPF3_LSA_U] = {"ospf.v3.lsa.u", "LSA Handling", BIT(0x8000), handlings, .unit_bits = 16},
    [OSPF3_LSA_SCOPE] = {"ospf.v3.lsa.s12", "Flooding Scope", FT_UINT16, BASE_HEX, 0x6000, scopes},
    [OSPF3_LSA_FUNCTION] = {"ospf.v3.lsa.fc", "Function Code", FT_UINT16, BASE_DEC, 0x1fff,
        ospf3_lsa_functions},
    [OSPF3_LSA_IS_ROUTER] = {"ospf.v3.lsa.router", "Router-LSA", HIDDEN},
    [OSPF3_LSA_IS_NETWORK] = {"ospf.v3.lsa.network", "Network-LSA", HIDDEN},
    [OSPF3_LSA_IS_PREFIX] = {"ospf.v3.lsa.interprefix", "Inter-Area-Prefix-LSA", HIDDEN},
    [OSPF3_LSA_IS_ASBR] = {"ospf.v3.lsa.interrouter", "Inter-Area-Router-LSA", HIDDEN},
    [OSPF3_LSA_IS_EXTERNAL] = {"ospf.v3.lsa.asext", "AS-External-LSA", HIDDEN},
    [OSPF3_LSA_IS_MEMBER] = {"ospf.v3.lsa.member", "Group-Membership-LSA", HIDDEN},
    [OSPF3_LSA_IS_NSSA] = {"ospf.v3.lsa.nssa", "NSSA-LSA", HIDDEN},
    [OSPF3_LSA_IS_LINK] = {"ospf.v3.lsa.link", "Link-LSA", HIDDEN},
    [OSPF3_LSA_IS_INTRA] = {"ospf.v3.lsa.intraprefix", "Intra-Area-Prefix-LSA", HIDDEN},
    [OSPF3_ROUTER_FLAGS] = {"ospf.v3.router.lsa.flags", "Flags", FLAGS_8},
    [OSPF3_ROUTER_W] = {"ospf.v3.router.lsa.flags.w", "(W) Wild-card multicast receiver", BIT(0x08),
        yes_no},
    [OSPF3_ROUTER_V] = {"ospf.v3.router.lsa.flags.v", "(V) Virtual link endpoint", BIT(0x04),
        yes_no},
    [OSPF3_ROUTER_E] = {"ospf.v3.router.lsa.flags.e", "(E) AS boundary router", BIT(0x02), yes_no},
    [OSPF3_ROUTER_B] = {"ospf.v3.router.lsa.flags.b", "(B) Area border router", BIT(0x01), yes_no},
    [OSPF3_INTERFACES] = {NULL, "Router Interfaces", FT_NONE, BASE_NONE},
    [OSPF3_ENTRY] = {NULL, "Entry", FT_NONE, BASE_NONE},
    [OSPF3_LINK_TYPE] = {"ospf.v3.lsa.type", "Type", FT_UINT8, BASE_DEC, 0, ospf_link_types},
    [OSPF3_INTERFACE] = {"ospf.v3.lsa.interface_id", "Interface ID", FT_UINT32, BASE_DEC},
    [OSPF3_NEIGHBOR_INTERFACE] = {"ospf.v3.lsa.neighbor_interface_id", "Neighbor Interface ID",
        FT_UINT32, BASE_DEC},
    [OSPF3_NEIGHBOR] = {"ospf.v3.lsa.neighbor_router_id", "Neighbor Router ID", ROUTER_ID},
    [OSPF3_ATTACHED] = {"ospf.v3.lsa.attached_router", "Attached Router", ROUTER_ID},
    [OSPF3_DESTINATION] = {"ospf.v3.lsa.destination_router_id", "Destination Router ID", ROUTER_ID},
    [OSPF3_PREFIX_LENGTH] = {"ospf.prefix_length", "PrefixLength", FT_UINT8, BASE_DEC},
    [OSPF3_PREFIX_OPTIONS] = {"ospf.v3.prefix.options", "PrefixOptions", FLAGS_8},
    [OSPF3_PREFIX_P] = {"ospf.v3.prefix.options.p", "(P) Propagate", BIT(0x08)},
    [OSPF3_PREFIX_MC] = {"ospf.v3.prefix.options.mc", "(MC) Multicast", BIT(0x04)},
    [OSPF3_PREFIX_LA] = {"ospf.v3.prefix.options.la", "(LA) Local Address", BIT(0x02)},
    [OSPF3_PREFIX_NU] = {"ospf.v3.prefix.options.nu", "(NU) NoUnicast", BIT(0x01)},
    [OSPF3_PREFIX] = {"ospf.v3.address_prefix.ipv6", "Address Prefix", FT_IPv6, BASE_NONE},
    [OSPF3_EXTERNAL_FLAGS] = {"ospf.v3.as.external.flags", "Flags", FLAGS_8},
    [OSPF3_EXTERNAL_E] = {"ospf.v3.as.external.flags.e", "(E) External Metric", BIT(0x04),
        metric_types},
    [OSPF3_EXTERNAL_F] = {"ospf.v3.as.external.flags.f", "(F) Forwarding Address", BIT(0x02),
        absence},
    [OSPF3_EXTERNAL_T] = {"ospf.v3.as.external.flags.t", "(T) External Route Tag", BIT(0x01),
        presence},
    [OSPF3_REFERENCED_TYPE] = {"ospf.v3.lsa.referenced_ls_type", "Referenced LS type", FT_UINT16,
        BASE_HEX, 0, ospf3_lsa_functions},
    [OSPF3_REFERENCED_ID] = {"ospf.v3.lsa.referenced_link_state_id", "Referenced Link State ID",
        FT_IPv4, BASE_NONE},
    [OSPF3_REFERENCED_ROUTER] = {"ospf.v3.lsa.referenced_advertising_router",
        "Referenced Advertising Router", ROUTER_ID},
    [OSPF3_FORWARD] = {"ospf.v3.lsa.forwarding_address.ipv6", "Forwarding Address", FT_IPv6,
        BASE_NONE},
    [OSPF3_TAG] = {"ospf.v3.lsa.external_route_tag", "External Route Tag", FT_UINT32, BASE_DEC},
    [OSPF3_PRIORITY] = {"ospf.v3.lsa.router_priority", "Router Priority", FT_UINT8, BASE_DEC},
    [OSPF3_LINK_LOCAL] = {"ospf.v3.lsa.link_local_interface_address.ipv6",
        "Link-local Interface Address", FT_IPv6, BASE_NONE},
    [OSPF3_PREFIX_COUNT] = {"ospf.v3.lsa.num_prefixes", "# prefixes", FT_UINT32, BASE_DEC},
    [OSPF_N_LENGTH] = {"ospf.lsa.invalid_length", "Invalid length", FT_NONE, BASE_NONE},
    [OSPF_N_TYPE] = {"ospf.lsa.unknown_type", "Unknown LSA Type", FT_NONE, BASE_NONE},
};
