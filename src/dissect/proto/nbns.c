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
#include "dissect/proto/nbns.h"

#include <string.h>

#include "base/text.h"
#include "dissect/proto/netbios.h"

enum { HEADER = 12, QUESTION_LEAST = 5, RECORD_LEAST = 11 };

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
    for (unsigned row = NBNS_RESPONSE; row <= NBNS_RCODE; row++) {
        bool answer = row == NBNS_AUTHORITATIVE || row == NBNS_RECAVAIL || row == NBNS_RCODE;
        if (!answer || flags & NBNS_IS_RESPONSE) packet_add_bits(p, row, offset, 2, flags, 0);
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
    unsigned names = packet_u8(p, c, NBNS_NAMES);
    for (; names && !c->error; names--) {
        uint32_t offset = c->at;
        const uint8_t *at = cur_take(c, NETBIOS_NAME);
        struct text text = packet_text(p);
        if (at) netbios_name_put(&text, at);
        struct item *item =
            at ? packet_add(p, NBNS_NETBIOS_NAME_ROW, offset, NETBIOS_NAME, 0) : NULL;
        if (item) item->bytes = packet_keep(p, &text);
        add_bits(p, c, NBNS_NAME_FLAGS, NBNS_NAME_PRM);
    }
    packet_bytes(p, c, NBNS_UNIT_ID, 6);
    for (unsigned row = NBNS_JUMPERS; row <= NBNS_SESSION_SIZE; row++)
        packet_uint(p, c, row);
}

static void add_data(struct packet *p, struct cur *c, uint16_t type, uint16_t flags)
{
    if (type == NBNS_TYPE_NBSTAT) {
        add_status(p, c);
    } else if (type != NBNS_TYPE_NB) {
        packet_bytes(p, c, NBNS_DATA, cur_left(c));
    } else if ((flags >> 11 & 15) == NBNS_WAIT) {
        add_flags(p, c, NBNS_WACK_FLAGS);
    } else {
        while (cur_left(c)) {
            add_bits(p, c, NBNS_NB_FLAGS, NBNS_NB_ONT);
            packet_bytes(p, c, NBNS_ADDR, 4);
        }
    }
}

static void add_record(struct packet *p, struct cur *c, bool question, uint16_t flags)
{
    struct cur ahead = *c;
    struct netbios_name name;
    netbios_name_read(p, &ahead, p->layer->offset, &name);
    const uint8_t *at = cur_peek(&ahead, 0, 4);
    struct item *item = at ? packet_add(p, NBNS_RECORD, c->at, 0, 0) : NULL;
    packet_open(p, item);
    bool address = at && bytes_be16(at) == NBNS_TYPE_NB;
    add_name(p, c, question ? NBNS_NAME : NBNS_NAME_BARE, !question && address);
    uint16_t type = packet_u16(p, c, NBNS_TYPE);
    packet_u16(p, c, NBNS_CLASS);
    if (!question) {
        packet_u32(p, c, NBNS_TTL);
        struct cur data = cur_sub(c, packet_u16(p, c, NBNS_LENGTH));
        if (!c->error) add_data(p, &data, type, flags);
        if (!c->error) c->error = data.error;
    }
    packet_shut(p, item, c);
}

static void add_section(
    struct packet *p, struct cur *c, const char *title, unsigned count, uint16_t flags)
{
    if (!count || c->error) return;
    struct item *item = packet_add(p, NBNS_SECTION, c->at, 0, 0);
    if (item) item->bytes = bytes_of_string(title);
    packet_open(p, item);
    for (; count && !c->error; count--)
        add_record(p, c, *title == 'Q', flags);
    packet_shut(p, item, c);
}

static void dissect(struct packet *p, struct cur *c)
{
    packet_u16(p, c, NBNS_ID);
    uint16_t flags = add_flags(p, c, NBNS_FLAGS);
    unsigned questions = packet_u16(p, c, NBNS_QUERIES), answers = packet_u16(p, c, NBNS_ANSWERS),
             authority = packet_u16(p, c, NBNS_AUTHORITY),
             additional = packet_u16(p, c, NBNS_ADDITIONAL);
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
    return field_value_name(nbns_opcodes, at[2] >> 3 & 15) &&
           QUESTION_LEAST * bytes_be16(at + 4) + RECORD_LEAST * records <= length - HEADER;
}

/* The questions, or the first address of each answer. */
static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const struct item *item = layer_item(packet, layer, NBNS_FLAGS), *name = NULL;
    if (!item) return;
    unsigned flags = (unsigned)item->number;
    bool response = flags & NBNS_IS_RESPONSE, wait = (flags >> 11 & 15) == NBNS_WAIT, told = true;
    text_format(text, "%s%s", nbns_name_or(nbns_opcodes, flags >> 11 & 15, "Unknown operation"),
        response ? " response" : "");
    if (response && flags & 15)
        text_format(text, ", %s", nbns_name_or(nbns_rcodes, flags & 15, "Unknown"));
    uint64_t questions = layer_uint(packet, layer, NBNS_QUERIES),
             answers = layer_uint(packet, layer, NBNS_ANSWERS), records = 0;
    for (item = packet->items + layer->first; item < packet->items + packet->nitems; item++) {
        unsigned row = (unsigned)(item->field - nbns_fields);
        if (item->layer != layer - packet->layers) break;
        if (row == NBNS_NAME || row == NBNS_NAME_BARE) {
            name = item;
            records++;
        } else if (row == NBNS_TYPE && name && records <= questions && !response) {
            text_format(text, " %s ", nbns_name_or(nbns_types, item->number, "Unknown"));
            text_add(text, name->bytes.at, name->bytes.len);
        } else if (row == NBNS_TYPE && response && records > questions &&
                   records <= questions + answers && !wait) {
            text_format(text, " %s", nbns_name_or(nbns_types, item->number, "Unknown"));
            told = false;
        } else if (row == NBNS_ADDR && !told) {
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
    .fields = nbns_fields,
    .nfields = NBNS_NFIELDS,
    .links = links,
    .agrees = agrees,
    .dissect = dissect,
    .info = info};
