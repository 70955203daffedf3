/* NetBIOS Name Service, RFC 1002 4.2: who has this name, on the local network or asked of a server.
 *
 *      +----+-------+-----------+---------+-----------+------------+
 *      | id | flags | questions | answers | authority | additional |   2 bytes each
 *      +----+-------+-----------+---------+-----------+------------+
 *      | question: name, type, class
 *      | record: name, type, class, time to live (4), length (2), data
 *
 * DNS made for names of another kind, and for claiming them as well as for asking.
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/text.h"
#include "dissect/duration.h"
#include "dissect/proto.h"
#include "dissect/proto/netbios.h"

enum {
    ID,
    FLAGS,
    RESPONSE,
    OPCODE,
    AUTHORITATIVE,
    TRUNCATED,
    RECDESIRED,
    RECAVAIL,
    BROADCAST,
    RCODE,
    QUERIES,
    ANSWERS,
    AUTHORITY,
    ADDITIONAL,
    SECTION,
    RECORD,
    NAME,
    NAME_BARE,
    TYPE,
    CLASS,
    TTL,
    LENGTH,
    NB_FLAGS,
    NB_GROUP,
    NB_ONT,
    ADDR,
    WACK_FLAGS,
    DATA,
    NAMES,
    NETBIOS_NAME_ROW,
    NAME_FLAGS,
    NAME_GROUP,
    NAME_ONT,
    NAME_DRG,
    NAME_CNF,
    NAME_ACT,
    NAME_PRM,
    UNIT_ID,
    JUMPERS,
    TEST_RESULT,
    VERSION,
    PERIOD,
    CRCS,
    ALIGNMENT_ERRORS,
    COLLISIONS,
    SEND_ABORTS,
    GOOD_SENDS,
    GOOD_RECEIVES,
    RETRANSMITS,
    NO_RESOURCES,
    COMMAND_BLOCKS,
    PENDING_SESSIONS,
    MAX_PENDING,
    MAX_TOTAL,
    SESSION_SIZE,
    NFIELDS
};

enum { HEADER = 12, QUESTION_LEAST = 5, RECORD_LEAST = 11 };
enum { TYPE_NB = 32, TYPE_NBSTAT = 33, IS_RESPONSE = 0x8000, WAIT = 7 };

static const struct value_name opcodes[] = {
    {0, "Name query"},
    {5, "Registration"},
    {6, "Release"},
    {WAIT, "Wait for acknowledgment"},
    {8, "Refresh"},
    {9, "Refresh (alternate opcode)"},
    {15, "Multi-homed registration"},
    {0, NULL},
};
static const struct value_name rcodes[] = {
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
static const struct value_name types[] = {{TYPE_NB, "NB"}, {TYPE_NBSTAT, "NBSTAT"}, {0, NULL}};
static const struct value_name classes[] = {
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

static const char *name_or(const struct value_name *names, uint64_t value, const char *other)
{
    const char *name = field_value_name(names, value);
    return name ? name : other;
}

static void put_flags(struct text *text, unsigned flags)
{
    text_format(text, "Flags: 0x%04x%s, Opcode: %s", flags, flags & IS_RESPONSE ? ", Response" : "",
        name_or(opcodes, flags >> 11 & 15, "Unknown"));
    if (flags & IS_RESPONSE && flags & 0x0400) text_put(text, ", Authoritative");
    if (flags & 0x0200) text_put(text, ", Truncated");
    if (flags & 0x0100) text_put(text, ", Recursion desired");
    if (flags & IS_RESPONSE && flags & 0x0080) text_put(text, ", Recursion available");
    if (flags & 0x0010) text_put(text, ", Broadcast");
    if (flags & IS_RESPONSE)
        text_format(text, ", Reply code: %s", name_or(rcodes, flags & 15, "Unknown"));
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
    text_format(text, ": type %s, class %s", name_or(types, type->number, "Unknown"),
        name_or(classes, type[1].number, "Unknown"));
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
        flags & 0x8000 ? ", Name type" : "", name_or(broadcast_node, node, "Unknown"),
        field_value_name(node_types, node), flags & 0x8000 ? "group" : "unique");
}

static void show_name_flags(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    unsigned flags = (unsigned)item->number;
    text_format(text, "Name flags: 0x%04x%s, ONT: %s%s%s%s%s", flags,
        flags & 0x8000 ? ", Name type" : "", name_or(broadcast_node, flags >> 13 & 3, "Unknown"),
        flags & 0x1000 ? ", Name is being deregistered" : "",
        flags & 0x0800 ? ", Name is in conflict" : "", flags & 0x0400 ? ", Name is active" : "",
        flags & 0x0200 ? ", Permanent node name" : "");
}

#define FLAG(mask, names) FT_BOOLEAN, BASE_NONE, mask, names, NULL, 0, 16
#define COUNTER(name, label)                                                                       \
    {                                                                                              \
        "nbns." name, label, FT_UINT16, BASE_DEC                                                   \
    }

static const struct field fields[NFIELDS] = {
    [ID] = {"nbns.id", "Transaction ID", FT_UINT16, BASE_HEX,
        .blurb = "The answer repeats the number of the question"},
    [FLAGS] = {"nbns.flags", "Flags", FT_UINT16, BASE_HEX, .show = show_flags,
        .flags = FIELD_SUMMARY},
    [RESPONSE] = {"nbns.flags.response", "Response", FLAG(0x8000, response_names)},
    [OPCODE] = {"nbns.flags.opcode", "Opcode", FT_UINT16, BASE_DEC, 0x7800, opcodes,
        "Whether a name is asked for, claimed or given up"},
    [AUTHORITATIVE] = {"nbns.flags.authoritative", "Authoritative", FLAG(0x0400, authority_names)},
    [TRUNCATED] = {"nbns.flags.truncated", "Truncated", FLAG(0x0200, truncated_names)},
    [RECDESIRED] = {"nbns.flags.recdesired", "Recursion desired", FLAG(0x0100, desired_names)},
    [RECAVAIL] = {"nbns.flags.recavail", "Recursion available", FLAG(0x0080, available_names)},
    [BROADCAST] = {"nbns.flags.broadcast", "Broadcast", FLAG(0x0010, broadcast_names)},
    [RCODE] = {"nbns.flags.rcode", "Reply code", FT_UINT16, BASE_DEC, 0x000f, rcodes},
    [QUERIES] = {"nbns.count.queries", "Questions", FT_UINT16, BASE_DEC, .flags = FIELD_SUMMARY},
    [ANSWERS] = {"nbns.count.answers", "Answer RRs", FT_UINT16, BASE_DEC, .flags = FIELD_SUMMARY},
    [AUTHORITY] = {"nbns.count.auth_rr", "Authority RRs", FT_UINT16, BASE_DEC},
    [ADDITIONAL] = {"nbns.count.add_rr", "Additional RRs", FT_UINT16, BASE_DEC},
    [SECTION] = {NULL, "Section", FT_NONE, BASE_NONE, .show = show_section},
    [RECORD] = {NULL, "Record", FT_NONE, BASE_NONE, .show = show_record},
    [NAME] = {"nbns.name", "Name", FT_STRING, BASE_NONE, .show = netbios_name_show,
        .flags = FIELD_SUMMARY, .blurb = "The name, and in brackets the kind of service behind it"},
    [NAME_BARE] = {"nbns.name", "Name", FT_STRING, BASE_NONE, .flags = FIELD_SUMMARY},
    [TYPE] = {"nbns.type", "Type", FT_UINT16, BASE_DEC, 0, types,
        "NB: the address of the name; NBSTAT: all names that a machine has", FIELD_SUMMARY},
    [CLASS] = {"nbns.class", "Class", FT_UINT16, BASE_DEC, 0, classes},
    [TTL] = {"nbns.ttl", "Time to live", FT_UINT32, BASE_DEC, .show = show_ttl,
        .blurb = "How long the record may be believed, in seconds"},
    [LENGTH] = {"nbns.data_length", "Data length", FT_UINT16, BASE_DEC},
    [NB_FLAGS] = {"nbns.nb_flags", "Name flags", FT_UINT16, BASE_HEX, .show = show_nb_flags},
    [NB_GROUP] = {"nbns.nb_flags.group", "Name type", FLAG(0x8000, group_names)},
    [NB_ONT] = {"nbns.nb_flags.ont", "ONT", FT_UINT16, BASE_DEC, 0x6000, broadcast_node,
        "Whether its owner asks by broadcast, a server, or both"},
    [ADDR] = {"nbns.addr", "Addr", FT_IPv4, BASE_NONE, .flags = FIELD_SUMMARY,
        .blurb = "Who has the name"},
    [WACK_FLAGS] = {"nbns.flags", "Flags", FT_UINT16, BASE_HEX, .show = show_flags},
    [DATA] = {"nbns.data", "Data", FT_BYTES, BASE_NONE},
    [NAMES] = {"nbns.number_of_names", "Number of names", FT_UINT8, BASE_DEC},
    [NETBIOS_NAME_ROW] = {"nbns.netbios_name", "Name", FT_STRING, BASE_NONE,
        .show = netbios_name_show, .blurb = "One of the names that the machine has"},
    [NAME_FLAGS] = {"nbns.name_flags", "Name flags", FT_UINT16, BASE_HEX, .show = show_name_flags},
    [NAME_GROUP] = {"nbns.name_flags.group", "Name type", FLAG(0x8000, group_names)},
    [NAME_ONT] = {"nbns.name_flags.ont", "ONT", FT_UINT16, BASE_DEC, 0x6000, broadcast_node},
    [NAME_DRG] = {"nbns.name_flags.drg", "Name is being deregistered", FLAG(0x1000, yes_no)},
    [NAME_CNF] = {"nbns.name_flags.cnf", "Name is in conflict", FLAG(0x0800, yes_no)},
    [NAME_ACT] = {"nbns.name_flags.act", "Name is active", FLAG(0x0400, yes_no)},
    [NAME_PRM] = {"nbns.name_flags.prm", "Permanent node name", FLAG(0x0200, yes_no)},
    [UNIT_ID] = {"nbns.unit_id", "Unit ID", FT_ETHER, BASE_NONE},
    [JUMPERS] = {"nbns.jumpers", "Jumpers", FT_UINT8, BASE_HEX},
    [TEST_RESULT] = {"nbns.test_result", "Test result", FT_UINT8, BASE_HEX},
    [VERSION] = {"nbns.version_number", "Version number", FT_UINT16, BASE_HEX},
    [PERIOD] = {"nbns.period_of_statistics", "Period of statistics", FT_UINT16, BASE_HEX},
    [CRCS] = COUNTER("num_crcs", "Number of CRCs"),
    [ALIGNMENT_ERRORS] = COUNTER("num_alignment_errors", "Number of alignment errors"),
    [COLLISIONS] = COUNTER("num_collisions", "Number of collisions"),
    [SEND_ABORTS] = COUNTER("num_send_aborts", "Number of send aborts"),
    [GOOD_SENDS] = {"nbns.num_good_sends", "Number of good sends", FT_UINT32, BASE_DEC},
    [GOOD_RECEIVES] = {"nbns.num_good_receives", "Number of good receives", FT_UINT32, BASE_DEC},
    [RETRANSMITS] = COUNTER("numretransmits", "Number of retransmits"),
    [NO_RESOURCES] = COUNTER("num_no_resource_conditions", "Number of no resource conditions"),
    [COMMAND_BLOCKS] = COUNTER("numcommand_blocks", "Number of command blocks"),
    [PENDING_SESSIONS] = COUNTER("numpending_sessions", "Number of pending sessions"),
    [MAX_PENDING] = COUNTER("max_num_pending_sessions", "Max number of pending sessions"),
    [MAX_TOTAL] = COUNTER("max_total_sessions_possible", "Max total sessions possible"),
    [SESSION_SIZE] = COUNTER("session_data_packet_size", "Session data packet size"),
};

/* A field of two bytes with the bits that follow in its rows, up to `last`. */
static void add_bits(struct packet *p, struct cur *c, unsigned row, unsigned last)
{
    uint32_t offset = c->at;
    uint16_t bits = packet_u16(p, c, row);
    if (c->error || !packet_wants(p, row)) return;
    struct item *item = &p->items[p->nitems - 1];
    packet_open(p, item);
    while (++row <= last)
        packet_add_bits(p, row, offset, 2, bits, 0);
    packet_shut(p, item, NULL);
}

static uint16_t add_flags(struct packet *p, struct cur *c, unsigned heading)
{
    uint32_t offset = c->at;
    uint16_t flags = packet_u16(p, c, heading);
    if (c->error || !p->detail) return flags;
    struct item *item = packet_wants(p, heading) ? &p->items[p->nitems - 1] : NULL;
    packet_open(p, item);
    for (unsigned row = RESPONSE; row <= RCODE; row++) {
        bool answer = row == AUTHORITATIVE || row == RECAVAIL || row == RCODE;
        if (!answer || flags & IS_RESPONSE) packet_add_bits(p, row, offset, 2, flags, 0);
    }
    packet_shut(p, item, NULL);
    return flags;
}

/* In a record of an address the kind of service is part of the value, as Wireshark has it. */
static void add_name(struct packet *p, struct cur *c, unsigned row, bool described)
{
    uint32_t offset = c->at;
    struct netbios_name name;
    netbios_name_read(p, c, p->layer->offset, &name);
    struct item *item = c->error ? NULL : packet_add(p, row, offset, c->at - offset, 0);
    if (item && described && name.suffix >= 0)
        item->bytes = packet_format(p, "%.*s (%s)", (int)name.text.len, (const char *)name.text.at,
            netbios_service(name.suffix));
    else if (item)
        item->bytes = name.text;
}

/* Of each name that a machine has, and how busy its network was. */
static void add_status(struct packet *p, struct cur *c)
{
    unsigned names = packet_u8(p, c, NAMES);
    for (; names && !c->error; names--) {
        uint32_t offset = c->at;
        const uint8_t *at = cur_take(c, NETBIOS_NAME);
        struct text text = packet_text(p);
        if (at) netbios_name_put(&text, at);
        struct item *item = at ? packet_add(p, NETBIOS_NAME_ROW, offset, NETBIOS_NAME, 0) : NULL;
        if (item) item->bytes = packet_keep(p, &text);
        add_bits(p, c, NAME_FLAGS, NAME_PRM);
    }
    packet_bytes(p, c, UNIT_ID, 6);
    for (unsigned row = JUMPERS; row <= SESSION_SIZE; row++)
        packet_uint(p, c, row);
}

static void add_data(struct packet *p, struct cur *c, uint16_t type, uint16_t flags)
{
    if (type == TYPE_NBSTAT) {
        add_status(p, c);
    } else if (type != TYPE_NB) {
        packet_bytes(p, c, DATA, cur_left(c));
    } else if ((flags >> 11 & 15) == WAIT) {
        add_flags(p, c, WACK_FLAGS);
    } else {
        while (cur_left(c)) {
            add_bits(p, c, NB_FLAGS, NB_ONT);
            packet_bytes(p, c, ADDR, 4);
        }
    }
}

static void add_record(struct packet *p, struct cur *c, bool question, uint16_t flags)
{
    struct cur ahead = *c;
    struct netbios_name name;
    netbios_name_read(p, &ahead, p->layer->offset, &name);
    const uint8_t *at = cur_peek(&ahead, 0, 4);
    struct item *item = at ? packet_add(p, RECORD, c->at, 0, 0) : NULL;
    packet_open(p, item);
    bool address = at && bytes_be16(at) == TYPE_NB;
    add_name(p, c, question ? NAME : NAME_BARE, !question && address);
    uint16_t type = packet_u16(p, c, TYPE);
    packet_u16(p, c, CLASS);
    if (!question) {
        packet_u32(p, c, TTL);
        struct cur data = cur_sub(c, packet_u16(p, c, LENGTH));
        if (!c->error) add_data(p, &data, type, flags);
        if (!c->error) c->error = data.error;
    }
    packet_shut(p, item, c);
}

static void add_section(
    struct packet *p, struct cur *c, const char *title, unsigned count, uint16_t flags)
{
    if (!count || c->error) return;
    struct item *item = packet_add(p, SECTION, c->at, 0, 0);
    if (item) item->bytes = bytes_of_string(title);
    packet_open(p, item);
    for (; count && !c->error; count--)
        add_record(p, c, *title == 'Q', flags);
    packet_shut(p, item, c);
}

static void dissect(struct packet *p, struct cur *c)
{
    packet_u16(p, c, ID);
    uint16_t flags = add_flags(p, c, FLAGS);
    unsigned questions = packet_u16(p, c, QUERIES), answers = packet_u16(p, c, ANSWERS),
             authority = packet_u16(p, c, AUTHORITY), additional = packet_u16(p, c, ADDITIONAL);
    add_section(p, c, "Queries", questions, flags);
    add_section(p, c, "Answers", answers, flags);
    add_section(p, c, "Authoritative nameservers", authority, flags);
    add_section(p, c, "Additional records", additional, flags);
}

/* An operation that exists, and counts that can fit. */
static bool agrees(const struct packet *packet, struct cur cur)
{
    (void)packet;
    uint32_t length = cur_left(&cur);
    const uint8_t *at = cur_take(&cur, HEADER);
    if (!at) return cur.error == CUR_CUT;
    unsigned records = bytes_be16(at + 6) + bytes_be16(at + 8) + bytes_be16(at + 10);
    return field_value_name(opcodes, at[2] >> 3 & 15) &&
           QUESTION_LEAST * bytes_be16(at + 4) + RECORD_LEAST * records <= length - HEADER;
}

/* The questions, or the first address of each answer. */
static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const struct item *item = layer_item(packet, layer, FLAGS), *name = NULL;
    if (!item) return;
    unsigned flags = (unsigned)item->number;
    bool response = flags & IS_RESPONSE, wait = (flags >> 11 & 15) == WAIT, told = true;
    text_format(text, "%s%s", name_or(opcodes, flags >> 11 & 15, "Unknown operation"),
        response ? " response" : "");
    if (response && flags & 15) text_format(text, ", %s", name_or(rcodes, flags & 15, "Unknown"));
    uint64_t questions = layer_uint(packet, layer, QUERIES),
             answers = layer_uint(packet, layer, ANSWERS), records = 0;
    for (item = packet->items + layer->first; item < packet->items + packet->nitems; item++) {
        unsigned row = (unsigned)(item->field - fields);
        if (item->layer != layer - packet->layers) break;
        if (row == NAME || row == NAME_BARE) {
            name = item;
            records++;
        } else if (row == TYPE && name && records <= questions && !response) {
            text_format(text, " %s ", name_or(types, item->number, "Unknown"));
            text_add(text, name->bytes.at, name->bytes.len);
        } else if (row == TYPE && response && records > questions &&
                   records <= questions + answers && !wait) {
            text_format(text, " %s", name_or(types, item->number, "Unknown"));
            told = false;
        } else if (row == ADDR && !told) {
            text_char(text, ' ');
            field_print_value(text, item);
            told = true;
        }
    }
}

static const struct link links[] = {{"udp.port", 137}, {NULL, 0}};

const struct proto proto_nbns = {.name = "nbns",
    .title = "NetBIOS Name Service",
    .column = "NBNS",
    .fields = fields,
    .nfields = NFIELDS,
    .links = links,
    .agrees = agrees,
    .dissect = dissect,
    .info = info};
