/* Dynamic Host Configuration Protocol, RFC 2131; without options the Bootstrap Protocol, RFC 951.
 *
 *      +---------+---------+---------+---------+
 *      |  type   | hw type | hw len  |  hops   |
 *      +---------+---------+---------+---------+
 *      |            transaction id             |
 *      +-------------------+-------------------+
 *      |      seconds      |       flags       |
 *      +-------------------+-------------------+
 *      |  client, your, next server and relay address (4 each)
 *      |  client hardware address (16), server name (64), boot file (128)
 *      |  magic cookie (4), options
 * SPDX-License-Identifier: MIT */
#include "dissect/proto/dhcp.h"

#include <string.h>

#include "base/text.h"

enum {
    HARDWARE_ROOM = 16,
    SERVER_AT = 44,
    SERVER_ROOM = 64,
    FILE_AT = 108,
    FILE_ROOM = 128,
    VENDOR_ROOM = 64, /* RFC 951 3: what stood where the options are now */
    FIXED = 236
};
enum { PAD = 0, END = 255, REQUEST = 1, REPLY = 2, ETHERNET = 1 };
#define COOKIE 0x63825363u

static void add_flags(struct packet *p, struct cur *c)
{
    uint32_t offset = c->at;
    uint16_t flags = packet_u16(p, c, DHCP_FLAGS);
    struct item *item = packet_wants(p, DHCP_FLAGS) && !c->error ? &p->items[p->nitems - 1] : NULL;
    packet_open(p, item);
    if (!c->error) {
        packet_add_bits(p, DHCP_FLAGS_BC, offset, 2, flags, 0);
        packet_add_bits(p, DHCP_FLAGS_RESERVED, offset, 2, flags, 0);
    }
    packet_shut(p, item, NULL);
}

static void add_hardware(struct packet *p, struct cur *c, uint8_t type, uint8_t length)
{
    struct cur room = cur_sub(c, HARDWARE_ROOM);
    if (length > HARDWARE_ROOM) length = HARDWARE_ROOM;
    if (length)
        packet_bytes(p, &room, type == ETHERNET && length == 6 ? DHCP_MAC : DHCP_HW_ADDR, length);
    if (length < HARDWARE_ROOM) packet_bytes(p, &room, DHCP_HW_PADDING, cur_left(&room));
    if (!c->error) c->error = room.error;
}

/* Text that ends with a zero byte if it is shorter than its room. */
static void add_text(struct packet *p, struct cur *c, unsigned row, uint32_t room)
{
    uint32_t offset = c->at;
    const uint8_t *at = cur_take(c, room), *nul = at ? memchr(at, 0, room) : NULL;
    struct item *item = at ? packet_add(p, row, offset, room, 0) : NULL;
    if (item) item->bytes = bytes_of(at, nul ? (size_t)(nul - at) : room);
}

static void add_padding(struct packet *p, struct cur *c)
{
    uint32_t count = 0;
    const uint8_t *at;
    while ((at = cur_peek(c, count, 1)) && *at == PAD)
        count++;
    struct item *item = packet_add_uint(p, DHCP_OPTION, c->at, count, PAD, 0);
    packet_open(p, item);
    packet_bytes(p, c, DHCP_PADDING, count);
    packet_shut(p, item, NULL);
}

enum { OVERLOAD = 52, MESSAGE_TYPE = 53, FILE_OVERLOADED = 1, SERVER_OVERLOADED = 2 };

/* The value of the first option of that code, which has one byte, or NULL. */
static const uint8_t *find_option(struct cur options, uint8_t code)
{
    const uint8_t *at, *length;
    packet_skip(&options, 4); /* the cookie */
    while ((at = cur_take(&options, 1)) && *at != END) {
        if (*at == PAD) continue;
        if (!(length = cur_take(&options, 1))) break;
        const uint8_t *value = cur_take(&options, *length);
        if (*at == code && *length == 1) return value;
    }
    return NULL;
}

static struct item *add_heading(
    struct packet *p, uint32_t offset, uint32_t length, const char *words)
{
    struct item *item = packet_add(p, DHCP_HEADING, offset, length, 0);
    if (item) item->bytes = bytes_of(words, strlen(words));
    packet_open(p, item);
    return item;
}

/* A field for a name, or, with the number of a remark, that it is none. */
static void add_name(struct packet *p, struct cur *c, unsigned row, uint32_t room, unsigned remark)
{
    if (!remark) {
        add_text(p, c, row, room);
        return;
    }
    const char *words = dhcp_fields[remark].label;
    struct item *heading = add_heading(p, c->at, room, words);
    packet_note_at(p, p->depth, remark, NOTE_NOTE, NOTE_PROTOCOL, "%s", words);
    packet_shut(p, heading, NULL);
    packet_skip(c, room);
}

static bool add_option(struct packet *p, struct cur *c, bool outermost);

static void add_overload(
    struct packet *p, const struct cur *c, uint32_t start, uint32_t room, unsigned remark)
{
    struct cur options = *c;
    bool ended = false;
    options.at = p->layer->offset + start;
    options.end = options.at + room;
    struct item *heading = add_heading(p, options.at, room,
        remark == DHCP_N_FILE_END ? "Boot file name option overload"
                                  : "Server host name option overload");
    while (cur_left(&options) && !ended)
        ended = !add_option(p, &options, false);
    if (!ended)
        packet_note_at(
            p, p->depth, remark, NOTE_ERROR, NOTE_PROTOCOL, "%s", dhcp_fields[remark].label);
    packet_shut(p, heading, NULL);
}

/* The options in the fields that the option before `c` names (RFC 2132 9.3). */
static void add_overloads(struct packet *p, const struct cur *c)
{
    const uint8_t *fields = cur_at(c, c->at - 1, 1);
    if (fields && *fields & SERVER_OVERLOADED)
        add_overload(p, c, SERVER_AT, SERVER_ROOM, DHCP_N_SERVER_END);
    if (fields && *fields & FILE_OVERLOADED)
        add_overload(p, c, FILE_AT, FILE_ROOM, DHCP_N_FILE_END);
}

/* False at the end. */
static bool add_option(struct packet *p, struct cur *c, bool outermost)
{
    const uint8_t *at = cur_peek(c, 0, 1);
    if (at && *at == PAD) {
        add_padding(p, c);
        return true;
    }
    struct item *item = packet_add(p, DHCP_OPTION, c->at, 1, 0);
    if (!(at = cur_take(c, 1))) return false;
    uint8_t code = *at;
    if (item) item->number = code == END ? 0 : code; /* as tshark has it */
    packet_open(p, item);
    if (code == END) {
        packet_add_uint(p, DHCP_END, c->at - 1, 1, code, 0);
    } else {
        uint8_t length = packet_u8(p, c, DHCP_LENGTH);
        struct cur value = cur_sub(c, length);
        if (!c->error) dhcp_option_value(p, &value, code);
        if (!c->error && value.error == CUR_CUT) c->error = CUR_CUT;
        if (code == OVERLOAD && length == 1 && outermost && !c->error) add_overloads(p, c);
    }
    packet_shut(p, item, c);
    return code != END;
}

static void add_options(struct packet *p, struct cur *c)
{
    bool ended = false;
    while (cur_left(c) && !ended)
        ended = !add_option(p, c, true);
    if (c->error) return;
    if (!ended)
        packet_note_at(p, 0, DHCP_N_END, NOTE_ERROR, NOTE_PROTOCOL, "End option missing");
    else if (cur_left(c))
        packet_bytes(p, c, DHCP_PADDING, cur_left(c));
}

static const struct item *message_type(const struct packet *packet, const struct layer *layer)
{
    const struct item *item = packet->items + layer->first, *end = packet->items + packet->nitems;
    for (; item < end; item++)
        if (item->field == &dhcp_fields[DHCP_OPT_DHCP]) return item;
    return NULL;
}

static void dissect(struct packet *p, struct cur *c)
{
    packet_u8(p, c, DHCP_TYPE);
    const uint8_t *hardware = cur_peek(c, 0, 2);
    packet_u8(p, c, DHCP_HW_TYPE);
    packet_u8(p, c, DHCP_HW_LEN);
    packet_u8(p, c, DHCP_HOPS);
    packet_u32(p, c, DHCP_ID);
    packet_u16(p, c, DHCP_SECS);
    add_flags(p, c);
    for (unsigned row = DHCP_IP_CLIENT; row <= DHCP_IP_RELAY; row++)
        packet_bytes(p, c, row, 4);
    if (hardware) add_hardware(p, c, hardware[0], hardware[1]);
    struct cur options = *c;
    packet_skip(&options, SERVER_ROOM + FILE_ROOM);
    const uint8_t *overload = find_option(options, OVERLOAD);
    uint8_t fields = overload ? *overload : 0;
    add_name(
        p, c, DHCP_SERVER, SERVER_ROOM, fields & SERVER_OVERLOADED ? DHCP_N_SERVER_OVERLOADED : 0);
    add_name(p, c, DHCP_FILE, FILE_ROOM, fields & FILE_OVERLOADED ? DHCP_N_FILE_OVERLOADED : 0);
    const uint8_t *cookie = cur_peek(c, 0, 4);
    if (cookie && bytes_be32(cookie) != COOKIE) {
        packet_bytes(p, c, DHCP_VENDOR, VENDOR_ROOM);
    } else {
        packet_bytes(p, c, DHCP_COOKIE, 4);
        add_options(p, c);
    }
    if (message_type(p, p->layer)) p->layer->column = "DHCP";
    if (!find_option(options, MESSAGE_TYPE))
        packet_add_uint(p, DHCP_BOOTP, p->layer->offset, 0, 1, ITEM_HIDDEN);
}

static bool agrees(const struct packet *packet, struct cur cur)
{
    (void)packet;
    uint32_t length = cur_left(&cur);
    const uint8_t *at = cur_take(&cur, 3);
    if (!at) return cur.error == CUR_CUT;
    return length >= FIXED && (at[0] == REQUEST || at[0] == REPLY) && at[2] <= HARDWARE_ROOM;
}

static void put_message(struct text *text, const struct item *type, const char *format)
{
    const char *name = field_value_name(dhcp_messages, type->number);
    if (name)
        text_format(text, format, name);
    else
        text_format(text, "Unknown Message Type (0x%02x)", (unsigned)type->number);
}

static void describe(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const struct item *type = message_type(packet, layer);
    if (!type) return;
    text_put(text, " (");
    put_message(text, type, "%s");
    text_char(text, ')');
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const struct item *type = message_type(packet, layer),
                      *mac = layer_item(packet, layer, DHCP_MAC);
    uint64_t operation = layer_uint(packet, layer, DHCP_TYPE);
    if (type) {
        text_put(text, "DHCP ");
        put_message(text, type, "%-8s");
        text_put(text, " - Transaction ID 0x");
        uint32_t id = (uint32_t)layer_uint(packet, layer, DHCP_ID);
        text_format(text, "%x", id);
    } else if (operation == REPLY) {
        text_put(text, "Boot Reply");
    } else if (operation == REQUEST) {
        text_put(text, "Boot Request");
        if (!mac) return;
        text_put(text, " from ");
        text_mac(text, mac->bytes.at);
        text_put(text, " (");
        text_mac(text, mac->bytes.at);
        text_char(text, ')');
    }
}

static const struct link links[] = {{"udp.port", 67}, {"udp.port", 68}, {NULL, 0}};

const struct proto proto_dhcp = {.name = "dhcp",
    .title = "Dynamic Host Configuration Protocol",
    .brief = "DHCP/BOOTP",
    .column = "BOOTP",
    .fields = dhcp_fields,
    .nfields = DHCP_NFIELDS,
    .links = links,
    .agrees = agrees,
    .dissect = dissect,
    .describe = describe,
    .info = info};
