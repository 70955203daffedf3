/* Internet Group Management Protocol: RFC 1112 (1), 2236 (2), 3376 (3).
 *
 *      0       8       16              31
 *      +-------+-------+---------------+
 *      | type  |  max  |   checksum    |
 *      +-------+-------+---------------+
 *      |             group             |     version 3 goes on with sources, or reports records
 *      +-------------------------------+
 * SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/checksum.h"
#include "dissect/names.h"
#include "dissect/proto.h"

enum {
    VERSION,
    TYPE,
    RESERVED,
    MAX_RESP,
    MAX_EXP,
    MAX_MANT,
    CHECKSUM,
    CHECKSUM_STATUS,
    GROUP,
    SUPPRESS,
    QRV,
    QQIC,
    NUM_SRC,
    SOURCE,
    NUM_RECORDS,
    RECORD,
    RECORD_TYPE,
    AUX_LEN,
    AUX_DATA,
    DATA,
    BAD_CHECKSUM,
    NFIELDS
};

enum { QUERY = 0x11, REPORT_1 = 0x12, REPORT_2 = 0x16, LEAVE = 0x17, REPORT_3 = 0x22 };

static const struct value_name types[] = {
    {0x01, "Create Group Request"},
    {0x02, "Create Group Reply"},
    {0x03, "Join Group Request"},
    {0x04, "Join Group Reply"},
    {0x05, "Leave Group Request"},
    {0x06, "Leave Group Reply"},
    {0x07, "Confirm Group Request"},
    {0x08, "Confirm Group Reply"},
    {QUERY, "Membership Query"},
    {REPORT_1, "Membership Report"},
    {0x13, "DVMRP Protocol"},
    {0x14, "PIM Routing Message"},
    {REPORT_2, "Membership Report"},
    {LEAVE, "Leave Group"},
    {0x1e, "Traceroute Response"},
    {0x1f, "Traceroute Query or Request"},
    {REPORT_3, "Membership Report"},
    {0, NULL},
};
static const struct value_name record_types[] = {
    {1, "Mode Is Include"},
    {2, "Mode Is Exclude"},
    {3, "Change To Include Mode"},
    {4, "Change To Exclude Mode"},
    {5, "Allow New Sources"},
    {6, "Block Old Sources"},
    {0, NULL},
};
static const struct value_name suppressions[] = {
    {1, "SUPPRESS router side processing"},
    {0, "Do not suppress router side processing"},
    {0, NULL},
};

static uint16_t expected_checksum(const struct packet *packet, const struct layer *layer)
{
    uint32_t length = layer->end - layer->offset;
    const uint8_t *at = layer_at(packet, layer, length);
    if (!at || length < 4) return 0;
    return checksum_fold(checksum_add(checksum_add(0, at, 2), at + 4, length - 4));
}

static void show_checksum(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct layer *layer = &packet->layers[item->layer];
    uint64_t status = layer_uint(packet, layer, CHECKSUM_STATUS);
    text_format(text, "Checksum: 0x%04x", (unsigned)item->number);
    if (status == CHECKSUM_GOOD)
        text_put(text, " [correct]");
    else if (status == CHECKSUM_BAD)
        text_format(text, " incorrect, should be 0x%04x", expected_checksum(packet, layer));
    else
        text_put(text, " [unverified]");
}

/* In tenths of a second; the value is worked out where it is a floating point number (RFC 3376 4.1.1). */
static void show_max_resp(struct text *text, const struct packet *packet, const struct item *item)
{
    const uint8_t *raw = packet_at(packet, item->source, item->offset, 1);
    text_format(text, "Max Resp Time: %u.%u sec (0x%02x)", (unsigned)item->number / 10,
        (unsigned)item->number % 10, raw ? *raw : 0);
}

static void show_digit(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "%s: 0x%x", item->field->label, (unsigned)item->number);
}

static void show_type(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    const char *name = field_value_name(types, item->number);
    text_format(text, "Type: %s (0x%02x)", name ? name : "Unknown", (unsigned)item->number);
}

static const struct field fields[NFIELDS] = {
    [VERSION] = {"igmp.version", "IGMP Version", FT_UINT8, BASE_DEC,
        .blurb = "Told by type and length"},
    [TYPE] = {"igmp.type", "Type", FT_UINT8, BASE_HEX, 0, types,
        "Whether a router asks, or a host joins or leaves", FIELD_SUMMARY, .show = show_type},
    [RESERVED] = {"igmp.reserved", "Reserved", FT_BYTES, BASE_NONE},
    [MAX_RESP] = {"igmp.max_resp", "Max Resp Time", FT_UINT8, BASE_DEC, .show = show_max_resp,
        .blurb = "How long hosts may wait with their answer, in tenths of a second"},
    [MAX_EXP] = {"igmp.max_resp.exp", "Exponent", FT_UINT8, BASE_HEX, 0x70, .show = show_digit},
    [MAX_MANT] = {"igmp.max_resp.mant", "Mantissa", FT_UINT8, BASE_HEX, 0x0f, .show = show_digit},
    [CHECKSUM] = {"igmp.checksum", "Checksum", FT_UINT16, BASE_HEX, .show = show_checksum,
        .blurb = "Finds bits of the message that changed on the way"},
    [CHECKSUM_STATUS] = {"igmp.checksum.status", "Checksum Status", FT_UINT8, BASE_NONE, 0,
        names_checksum_status},
    [GROUP] = {"igmp.maddr", "Multicast Address", FT_IPv4, BASE_NONE, .flags = FIELD_SUMMARY,
        .blurb = "The group; 0.0.0.0 asks for all"},
    [SUPPRESS] = {"igmp.s", "S", FT_BOOLEAN, BASE_NONE, 0x08, suppressions},
    [QRV] = {"igmp.qrv", "QRV", FT_UINT8, BASE_DEC, 0x07, NULL,
        "How many losses the querier allows for"},
    [QQIC] = {"igmp.qqic", "QQIC", FT_UINT8, BASE_DEC, .blurb = "How often the querier asks"},
    [NUM_SRC] = {"igmp.num_src", "Num Src", FT_UINT16, BASE_DEC, .flags = FIELD_SUMMARY},
    [SOURCE] = {"igmp.saddr", "Source Address", FT_IPv4, BASE_NONE, .flags = FIELD_SUMMARY,
        .blurb = "A sender that is wanted, or is not"},
    [NUM_RECORDS] = {"igmp.num_grp_recs", "Num Group Records", FT_UINT16, BASE_DEC},
    [RECORD] = {NULL, "Group Record", FT_NONE, BASE_NONE},
    [RECORD_TYPE] = {"igmp.record_type", "Record Type", FT_UINT8, BASE_DEC, 0, record_types,
        "What changes in what the host listens to", FIELD_SUMMARY},
    [AUX_LEN] = {"igmp.aux_data_len", "Aux Data Len", FT_UINT8, BASE_DEC},
    [AUX_DATA] = {"igmp.aux_data", "Aux Data", FT_BYTES, BASE_NONE},
    [DATA] = {"igmp.data", "Data", FT_BYTES, BASE_NONE},
    [BAD_CHECKSUM] = {"igmp.bad_checksum", "Bad checksum", FT_NONE, BASE_NONE},
};

static void add_checksum(struct packet *p, struct cur *c)
{
    uint32_t start = p->layer->offset, offset = c->at;
    packet_u16(p, c, CHECKSUM);
    if (!p->detail || c->error) return;
    const uint8_t *message = cur_at(c, start, c->end - start);
    bool whole = !p->quoting && !p->fragment && message;
    bool good = whole && checksum_fold(checksum_add(0, message, c->end - start)) == 0;
    p->layer->end = c->end;
    if (whole && !good)
        packet_note(p, BAD_CHECKSUM, NOTE_ERROR, NOTE_CHECKSUM, "Bad checksum [should be 0x%04x]",
            expected_checksum(p, p->layer));
    packet_add_uint(p, CHECKSUM_STATUS, offset, 0,
        !whole ? CHECKSUM_UNVERIFIED
        : good ? CHECKSUM_GOOD
               : CHECKSUM_BAD,
        ITEM_GENERATED);
}

static void add_max_resp(struct packet *p, struct cur *c, bool version3)
{
    uint32_t offset = c->at;
    const uint8_t *at = cur_take(c, 1);
    if (!at) return;
    uint32_t value = *at;
    bool real = version3 && value >= 128;
    if (real) value = ((value & 15) | 16) << ((value >> 4 & 7) + 3);
    struct item *item = packet_add_uint(p, MAX_RESP, offset, 1, value, 0);
    if (!real) return;
    packet_open(p, item);
    packet_add_bits(p, MAX_EXP, offset, 1, *at, 0);
    packet_add_bits(p, MAX_MANT, offset, 1, *at, 0);
    packet_shut(p, item, NULL);
}

static void add_sources(struct packet *p, struct cur *c, uint16_t count)
{
    for (unsigned i = 0; i < count && !c->error; i++)
        packet_bytes(p, c, SOURCE, 4);
}

static void add_record(struct packet *p, struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, 8);
    struct item *item = at ? packet_add(p, RECORD, c->at, 8, 0) : NULL;
    if (item) {
        const char *name = field_value_name(record_types, at[0]);
        item->bytes = packet_format(
            p, "Group Record : %u.%u.%u.%u  %s", at[4], at[5], at[6], at[7], name ? name : "");
    }
    packet_open(p, item);
    packet_u8(p, c, RECORD_TYPE);
    uint8_t words = packet_u8(p, c, AUX_LEN);
    uint16_t count = packet_u16(p, c, NUM_SRC);
    packet_bytes(p, c, GROUP, 4);
    add_sources(p, c, count);
    if (words && !c->error) packet_bytes(p, c, AUX_DATA, 4U * words);
    packet_shut(p, item, c);
}

static void add_query_3(struct packet *p, struct cur *c)
{
    packet_u8(p, c, SUPPRESS);
    packet_u8(p, c, QRV);
    packet_skip(c, 1);
    packet_u8(p, c, QQIC);
    uint16_t count = packet_u16(p, c, NUM_SRC);
    add_sources(p, c, count);
}

static void dissect(struct packet *p, struct cur *c)
{
    static const char *const columns[] = {"IGMPv0", "IGMPv1", "IGMPv2", "IGMPv3"};
    const uint8_t *at = cur_peek(c, 0, 1), *second = cur_peek(c, 1, 1);
    uint8_t type = at ? *at : 0, version = 0;
    if (type == QUERY)
        version = cur_left(c) >= 12 ? 3 : second && *second ? 2 : 1;
    else if (type == REPORT_1)
        version = 1;
    else if (type == REPORT_2 || type == LEAVE)
        version = 2;
    else if (type == REPORT_3)
        version = 3;
    if (!version) {
        packet_u8(p, c, TYPE);
        if (cur_left(c)) packet_bytes(p, c, DATA, cur_left(c));
        return;
    }
    p->layer->via = "igmp";
    p->layer->column = columns[version];
    packet_add_uint(p, VERSION, c->at, 0, version, ITEM_GENERATED);
    packet_u8(p, c, TYPE);
    if (version == 1 || type == REPORT_3)
        packet_bytes(p, c, RESERVED, 1);
    else
        add_max_resp(p, c, version == 3);
    add_checksum(p, c);
    if (type == REPORT_3) {
        packet_bytes(p, c, RESERVED, 2);
        uint16_t count = packet_u16(p, c, NUM_RECORDS);
        for (unsigned i = 0; i < count && !c->error; i++)
            add_record(p, c);
    } else {
        packet_bytes(p, c, GROUP, 4);
        if (version == 3) add_query_3(p, c);
    }
}

/* ", sources {10.0.0.1, 10.0.0.2}" from the items behind one of them: of the `expected` ones as far as
 * they are there, as tshark leaves it. */
static void put_sources(struct text *text, const struct packet *packet, const struct layer *layer,
    const struct item *item, const char *before, uint64_t expected)
{
    const struct item *end = packet->items + layer->first + layer->count;
    uint64_t count = 0;
    text_put(text, before);
    for (item++; item < end && item->field != &fields[RECORD_TYPE]; item++) {
        if (item->field != &fields[SOURCE]) continue;
        field_print_value(text, item);
        if (++count < expected) text_put(text, ", ");
    }
    if (count == expected) text_char(text, '}');
}

/* What is said of the sources of a record, by its type; the first is for types that do not exist. */
enum { RECORD_TYPES = 7 };
static const struct record_words {
    const char *none, *one, *several;
} record_words[RECORD_TYPES] = {
    {", unknown record type (?)", ", unknown record type (?), sources {",
        ", unknown record type (?), sources {"},
    {"", " for source {", " for sources in {"},
    {" for any sources", ", for source not {", ", for sources not in {"},
    {"", " for source {", " for sources in {"},
    {" for any sources", ", for source not {", ", for sources not in {"},
    {", ALLOW_NEW_SOURCES but no source specified (?)", ", new source {", ", new sources {"},
    {", BLOCK_OLD_SOURCES but no source specified (?)", ", block source {", ", block sources {"},
};

/* "Join group 239.1.2.3 for any sources": a record in words (RFC 3376 4.2.12). */
static void put_record(struct text *text, const struct packet *packet, const struct layer *layer,
    const struct item *record)
{
    const struct item *count = record + 1, *end = packet->items + layer->first + layer->count;
    while (count < end && count->field != &fields[NUM_SRC])
        count++;
    const struct item *group = count;
    while (group < end && group->field != &fields[GROUP])
        group++;
    if (group >= end) return;
    uint64_t type = record->number;
    bool include = type == 1 || type == 3, exclude = type == 2 || type == 4;
    text_put(text, " / ");
    text_put(text, include && !count->number ? "Leave group "
                   : include || exclude      ? "Join group "
                                             : "Group ");
    field_print_value(text, group);
    const struct record_words *words = &record_words[type < RECORD_TYPES ? type : 0];
    if (count->number)
        put_sources(text, packet, layer, group, count->number == 1 ? words->one : words->several,
            count->number);
    else
        text_put(text, words->none);
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const struct item *type = layer_item(packet, layer, TYPE),
                      *group = layer_item(packet, layer, GROUP);
    const struct item *count = layer_item(packet, layer, NUM_SRC);
    const char *name = type ? field_value_name(types, type->number) : NULL;
    if (!type) return;
    if (!layer->column) {
        text_format(text, "Unknown Type:0x%02x", (unsigned)type->number);
        return;
    }
    text_put(text, name);
    if (type->number == REPORT_3) {
        for (unsigned i = layer->first; i < layer->first + layer->count; i++)
            if (packet->items[i].field == &fields[RECORD_TYPE])
                put_record(text, packet, layer, &packet->items[i]);
        return;
    }
    if (!group || layer->column[5] == '1') return; /* version 1 says no more */
    bool general = bytes_be32(group->bytes.at) == 0;
    if (type->number == QUERY)
        text_put(text, general ? ", general" : ", specific for group ");
    else
        text_put(text, type->number == REPORT_2 ? " group " : " ");
    if (type->number != QUERY || !general) field_print_value(text, group);
    if (count && count->number)
        put_sources(text, packet, layer, count, count->number == 1 ? ", source {" : ", sources {",
            count->number);
}

static const struct link links[] = {{"ip.proto", 2}, {NULL, 0}};

const struct proto proto_igmp = {.name = "igmp",
    .title = "Internet Group Management Protocol",
    .column = "IGMP",
    .fields = fields,
    .nfields = NFIELDS,
    .links = links,
    .dissect = dissect,
    .info = info};
