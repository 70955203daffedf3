/* The rows of NBNS.  SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/duration.h"
#include "dissect/proto/nbns.h"
#include "dissect/proto/netbios.h"

const struct value_name nbns_opcodes[] = {
    {0, "Name query"},
    {5, "Registration"},
    {6, "Release"},
    {NBNS_WAIT, "Wait for acknowledgment"},
    {8, "Refresh"},
    {9, "Refresh (alternate opcode)"},
    {15, "Multi-homed registration"},
    {0, NULL},
};
const struct value_name nbns_rcodes[] = {
    {0, "No error"},
    {1, "Request was invalidly formatted"},
    {2, "Server failure"},
    {3, "Requested name does not exist"},
    {4, "Request is not implemented"},
    {5, "Request was refused"},
    {6, "Name is owned by another node"},
    {7, "Name is in conflict"},
    {0, NULL},
};
const struct value_name nbns_types[] = {
    {NBNS_TYPE_NB, "NB"}, {NBNS_TYPE_NBSTAT, "NBSTAT"}, {0, NULL}};
const struct value_name nbns_classes[] = {
    {1, "IN"}, {2, "CS"}, {3, "CH"}, {4, "HS"}, {254, "NONE"}, {255, "ANY"}, {0, NULL}};
static const struct value_name node_types[] = {
    {0, "B-node"}, {1, "P-node"}, {2, "M-node"}, {3, "H-node"}, {0, NULL}};
/* Wireshark 4.0 compares the bits where they stand with these, so that all but the first are unknown. */
static const struct value_name broadcast_node[] = {{0, "B-node"}, {0, NULL}};
static const struct value_name group_names[] = {{1, "Group name"}, {0, "Unique name"}, {0, NULL}};
static const struct value_name yes_no[] = {{1, "Yes"}, {0, "No"}, {0, NULL}};
static const struct value_name response_names[] = {
    {1, "Message is a response"}, {0, "Message is a query"}, {0, NULL}};
static const struct value_name authority_names[] = {
    {1, "Server is an authority for domain"},
    {0, "Server is not an authority for domain"},
    {0, NULL},
};
static const struct value_name truncated_names[] = {
    {1, "Message is truncated"}, {0, "Message is not truncated"}, {0, NULL}};
static const struct value_name desired_names[] = {
    {1, "Do query recursively"}, {0, "Don't do query recursively"}, {0, NULL}};
static const struct value_name available_names[] = {
    {1, "Server can do recursive queries"}, {0, "Server can't do recursive queries"}, {0, NULL}};
static const struct value_name broadcast_names[] = {
    {1, "Broadcast packet"}, {0, "Not a broadcast packet"}, {0, NULL}};

const char *nbns_name_or(const struct value_name *names, uint64_t value, const char *other)
{
    const char *name = field_value_name(names, value);
    return name ? name : other;
}

static void put_flags(struct text *text, unsigned flags)
{
    text_format(text, "Flags: 0x%04x%s, Opcode: %s", flags,
        flags & NBNS_IS_RESPONSE ? ", Response" : "",
        nbns_name_or(nbns_opcodes, flags >> 11 & 15, "Unknown"));
    if (flags & NBNS_IS_RESPONSE && flags & 0x0400) text_put(text, ", Authoritative");
    if (flags & 0x0200) text_put(text, ", Truncated");
    if (flags & 0x0100) text_put(text, ", Recursion desired");
    if (flags & NBNS_IS_RESPONSE && flags & 0x0080) text_put(text, ", Recursion available");
    if (flags & 0x0010) text_put(text, ", Broadcast");
    if (flags & NBNS_IS_RESPONSE)
        text_format(text, ", Reply code: %s", nbns_name_or(nbns_rcodes, flags & 15, "Unknown"));
}

static void show_flags(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    put_flags(text, (unsigned)item->number);
}

static void show_section(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_add(text, item->bytes.at, item->bytes.len);
}

/* Of a name without the kind of service behind it: "FILES<20> (Server service)". */
static size_t bare_length(struct bytes name)
{
    bool suffix = false;
    for (size_t i = 0; i + 1 < name.len; i++) {
        suffix |= name.at[i] == '<';
        if (suffix && name.at[i] == ' ' && name.at[i + 1] == '(') return i;
    }
    return name.len;
}

static void show_record(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct item *end = packet->items + packet->nitems, *name = item + 1, *type = item + 2;
    if (type + 1 >= end || name->field->type != FT_STRING || type->field->type != FT_UINT16) return;
    text_add(text, name->bytes.at, bare_length(name->bytes));
    text_format(text, ": type %s, class %s", nbns_name_or(nbns_types, type->number, "Unknown"),
        nbns_name_or(nbns_classes, type[1].number, "Unknown"));
}

static void show_ttl(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_put(text, "Time to live: ");
    duration_put(text, item->number);
}

static void show_nb_flags(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    unsigned flags = (unsigned)item->number, node = flags >> 13 & 3;
    text_format(text, "Name flags: 0x%04x%s, ONT: %s (%s, %s)", flags,
        flags & 0x8000 ? ", Name type" : "", nbns_name_or(broadcast_node, node, "Unknown"),
        field_value_name(node_types, node), flags & 0x8000 ? "group" : "unique");
}

static void show_name_flags(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    unsigned flags = (unsigned)item->number;
    text_format(text, "Name flags: 0x%04x%s, ONT: %s%s%s%s%s", flags,
        flags & 0x8000 ? ", Name type" : "",
        nbns_name_or(broadcast_node, flags >> 13 & 3, "Unknown"),
        flags & 0x1000 ? ", Name is being deregistered" : "",
        flags & 0x0800 ? ", Name is in conflict" : "", flags & 0x0400 ? ", Name is active" : "",
        flags & 0x0200 ? ", Permanent node name" : "");
}

#define FLAG(mask, names) FT_BOOLEAN, BASE_NONE, mask, names, NULL, 0, 16
#define COUNTER(name, label)                                                                       \
    {                                                                                              \
        "nbns." name, label, FT_UINT16, BASE_DEC                                                   \
    }

const struct field nbns_fields[NBNS_NFIELDS] = {
    [NBNS_ID] = {"nbns.id", "Transaction ID", FT_UINT16, BASE_HEX,
        .blurb = "The answer repeats the number of the question"},
    [NBNS_FLAGS] = {"nbns.flags", "Flags", FT_UINT16, BASE_HEX, .show = show_flags,
        .flags = FIELD_SUMMARY},
    [NBNS_RESPONSE] = {"nbns.flags.response", "Response", FLAG(0x8000, response_names)},
    [NBNS_OPCODE] = {"nbns.flags.opcode", "Opcode", FT_UINT16, BASE_DEC, 0x7800, nbns_opcodes,
        "Whether a name is asked for, claimed or given up"},
    [NBNS_AUTHORITATIVE] = {"nbns.flags.authoritative", "Authoritative",
        FLAG(0x0400, authority_names)},
    [NBNS_TRUNCATED] = {"nbns.flags.truncated", "Truncated", FLAG(0x0200, truncated_names)},
    [NBNS_RECDESIRED] = {"nbns.flags.recdesired", "Recursion desired", FLAG(0x0100, desired_names)},
    [NBNS_RECAVAIL] = {"nbns.flags.recavail", "Recursion available", FLAG(0x0080, available_names)},
    [NBNS_BROADCAST] = {"nbns.flags.broadcast", "Broadcast", FLAG(0x0010, broadcast_names)},
    [NBNS_RCODE] = {"nbns.flags.rcode", "Reply code", FT_UINT16, BASE_DEC, 0x000f, nbns_rcodes},
    [NBNS_QUERIES] = {"nbns.count.queries", "Questions", FT_UINT16, BASE_DEC,
        .flags = FIELD_SUMMARY},
    [NBNS_ANSWERS] = {"nbns.count.answers", "Answer RRs", FT_UINT16, BASE_DEC,
        .flags = FIELD_SUMMARY},
    [NBNS_AUTHORITY] = {"nbns.count.auth_rr", "Authority RRs", FT_UINT16, BASE_DEC},
    [NBNS_ADDITIONAL] = {"nbns.count.add_rr", "Additional RRs", FT_UINT16, BASE_DEC},
    [NBNS_SECTION] = {NULL, "Section", FT_NONE, BASE_NONE, .show = show_section},
    [NBNS_RECORD] = {NULL, "Record", FT_NONE, BASE_NONE, .show = show_record},
    [NBNS_NAME] = {"nbns.name", "Name", FT_STRING, BASE_NONE, .show = netbios_name_show,
        .flags = FIELD_SUMMARY, .blurb = "The name, and in brackets the kind of service behind it"},
    [NBNS_NAME_BARE] = {"nbns.name", "Name", FT_STRING, BASE_NONE, .flags = FIELD_SUMMARY},
    [NBNS_TYPE] = {"nbns.type", "Type", FT_UINT16, BASE_DEC, 0, nbns_types,
        "NB: the address of the name; NBSTAT: all names that a machine has", FIELD_SUMMARY},
    [NBNS_CLASS] = {"nbns.class", "Class", FT_UINT16, BASE_DEC, 0, nbns_classes},
    [NBNS_TTL] = {"nbns.ttl", "Time to live", FT_UINT32, BASE_DEC, .show = show_ttl,
        .blurb = "How long the record may be believed, in seconds"},
    [NBNS_LENGTH] = {"nbns.data_length", "Data length", FT_UINT16, BASE_DEC},
    [NBNS_NB_FLAGS] = {"nbns.nb_flags", "Name flags", FT_UINT16, BASE_HEX, .show = show_nb_flags},
    [NBNS_NB_GROUP] = {"nbns.nb_flags.group", "Name type", FLAG(0x8000, group_names)},
    [NBNS_NB_ONT] = {"nbns.nb_flags.ont", "ONT", FT_UINT16, BASE_DEC, 0x6000, broadcast_node,
        "Whether its owner asks by broadcast, a server, or both"},
    [NBNS_ADDR] = {"nbns.addr", "Addr", FT_IPv4, BASE_NONE, .flags = FIELD_SUMMARY,
        .blurb = "Who has the name"},
    [NBNS_WACK_FLAGS] = {"nbns.flags", "Flags", FT_UINT16, BASE_HEX, .show = show_flags},
    [NBNS_DATA] = {"nbns.data", "Data", FT_BYTES, BASE_NONE},
    [NBNS_NAMES] = {"nbns.number_of_names", "Number of names", FT_UINT8, BASE_DEC},
    [NBNS_NETBIOS_NAME_ROW] = {"nbns.netbios_name", "Name", FT_STRING, BASE_NONE,
        .show = netbios_name_show, .blurb = "One of the names that the machine has"},
    [NBNS_NAME_FLAGS] = {"nbns.name_flags", "Name flags", FT_UINT16, BASE_HEX,
        .show = show_name_flags},
    [NBNS_NAME_GROUP] = {"nbns.name_flags.group", "Name type", FLAG(0x8000, group_names)},
    [NBNS_NAME_ONT] = {"nbns.name_flags.ont", "ONT", FT_UINT16, BASE_DEC, 0x6000, broadcast_node},
    [NBNS_NAME_DRG] = {"nbns.name_flags.drg", "Name is being deregistered", FLAG(0x1000, yes_no)},
    [NBNS_NAME_CNF] = {"nbns.name_flags.cnf", "Name is in conflict", FLAG(0x0800, yes_no)},
    [NBNS_NAME_ACT] = {"nbns.name_flags.act", "Name is active", FLAG(0x0400, yes_no)},
    [NBNS_NAME_PRM] = {"nbns.name_flags.prm", "Permanent node name", FLAG(0x0200, yes_no)},
    [NBNS_UNIT_ID] = {"nbns.unit_id", "Unit ID", FT_ETHER, BASE_NONE},
    [NBNS_JUMPERS] = {"nbns.jumpers", "Jumpers", FT_UINT8, BASE_HEX},
    [NBNS_TEST_RESULT] = {"nbns.test_result", "Test result", FT_UINT8, BASE_HEX},
    [NBNS_VERSION] = {"nbns.version_number", "Version number", FT_UINT16, BASE_HEX},
    [NBNS_PERIOD] = {"nbns.period_of_statistics", "Period of statistics", FT_UINT16, BASE_HEX},
    [NBNS_CRCS] = COUNTER("num_crcs", "Number of CRCs"),
    [NBNS_ALIGNMENT_ERRORS] = COUNTER("num_alignment_errors", "Number of alignment errors"),
    [NBNS_COLLISIONS] = COUNTER("num_collisions", "Number of collisions"),
    [NBNS_SEND_ABORTS] = COUNTER("num_send_aborts", "Number of send aborts"),
    [NBNS_GOOD_SENDS] = {"nbns.num_good_sends", "Number of good sends", FT_UINT32, BASE_DEC},
    [NBNS_GOOD_RECEIVES] = {"nbns.num_good_receives", "Number of good receives", FT_UINT32,
        BASE_DEC},
    [NBNS_RETRANSMITS] = COUNTER("numretransmits", "Number of retransmits"),
    [NBNS_NO_RESOURCES] = COUNTER("num_no_resource_conditions", "Number of no resource conditions"),
    [NBNS_COMMAND_BLOCKS] = COUNTER("numcommand_blocks", "Number of command blocks"),
    [NBNS_PENDING_SESSIONS] = COUNTER("numpending_sessions", "Number of pending sessions"),
    [NBNS_MAX_PENDING] = COUNTER("max_num_pending_sessions", "Max number of pending sessions"),
    [NBNS_MAX_TOTAL] = COUNTER("max_total_sessions_possible", "Max total sessions possible"),
    [NBNS_SESSION_SIZE] = COUNTER("session_data_packet_size", "Session data packet size"),
};
