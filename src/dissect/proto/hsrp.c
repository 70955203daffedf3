/* Cisco's Hot Standby Router Protocol, RFC 2281: which of several routers answers for an address.
 *
 *      +---------+--------+-------+-------+------+----------+-------+----------+
 *      | version | opcode | state | hello | hold | priority | group | reserved |   a byte each
 *      +---------+--------+-------+-------+------+----------+-------+----------+
 *      | password (8)                            | virtual address (4)         |
 *      +---------+--------+----------------------+-----------------------------+
 *      | version | 3      | type (2) | length (2) | state | 0 | groups (2 2) | 0 |  an advertisement
 *      +---------+--------+----------+------------+-------+---+--------------+---+
 * To which group of addresses a message is sent tells the version: hsrp2.c has the other one.
 * SPDX-License-Identifier: MIT */
#include "dissect/proto/hsrp.h"

#include <string.h>

#include "base/text.h"
#include "dissect/proto.h"

enum { PORT = 1985, PORT_IPV6 = 2029 };

void hsrp_add_password(struct packet *p, struct cur *c, unsigned row)
{
    uint32_t offset = c->at;
    const uint8_t *at = cur_take(c, HSRP_PASSWORD_ROOM), *end;
    struct item *item = at ? packet_add(p, row, offset, HSRP_PASSWORD_ROOM, 0) : NULL;
    if (!item) return;
    end = memchr(at, 0, HSRP_PASSWORD_ROOM);
    item->bytes = bytes_of(at, end ? (size_t)(end - at) : HSRP_PASSWORD_ROOM);
}

static void read_state(struct packet *p, struct cur *c)
{
    for (unsigned row = HSRP_STATE; row <= HSRP_RESERVED; row++)
        packet_u8(p, c, row);
    hsrp_add_password(p, c, HSRP_PASSWORD);
    packet_bytes(p, c, HSRP_ADDRESS, 4);
    if (cur_left(c)) hsrp2_read(p, c);
}

static void read_advertisement(struct packet *p, struct cur *c)
{
    packet_u16(p, c, HSRP_ADV_TYPE);
    packet_u16(p, c, HSRP_ADV_LENGTH);
    packet_u8(p, c, HSRP_ADV_STATE);
    packet_u8(p, c, HSRP_ADV_RESERVED_1);
    packet_u16(p, c, HSRP_ADV_ACTIVE);
    packet_u16(p, c, HSRP_ADV_PASSIVE);
    packet_u32(p, c, HSRP_ADV_RESERVED_2);
}

static bool is_sent_to(const struct packet *p, enum address_kind kind, const uint8_t *group)
{
    const struct address *to = &p->network_destination;
    return to->kind == kind && memcmp(to->at, group, kind == ADDRESS_IPV4 ? 4 : 16) == 0;
}

/* 0: not sent to routers of either version. */
static unsigned version_of(const struct packet *p)
{
    static const uint8_t all_routers[] = {224, 0, 0, 2}, second[] = {224, 0, 0, 102},
                         second_6[16] = {0xff, 2, [15] = 0x66};
    if (is_sent_to(p, ADDRESS_IPV4, all_routers)) return 1;
    bool port_6 = (p->port_pair & 0xffff) == PORT_IPV6;
    bool is_second =
        is_sent_to(p, ADDRESS_IPV4, second) || (port_6 && is_sent_to(p, ADDRESS_IPV6, second_6));
    return is_second ? 2 : 0;
}

static void dissect(struct packet *p, struct cur *c)
{
    if (version_of(p) == 2) {
        p->layer->column = "HSRPv2";
        hsrp2_read(p, c);
        return;
    }
    packet_u8(p, c, HSRP_VERSION);
    uint8_t opcode = packet_u8(p, c, HSRP_OPCODE);
    if (c->error) return;
    if (opcode < HSRP_ADVERTISE) {
        read_state(p, c);
    } else if (opcode == HSRP_ADVERTISE) {
        read_advertisement(p, c);
    } else {
        p->nest = 1;
        packet_next_data(p, *c);
    }
}

static bool agrees(const struct packet *packet, struct cur cur)
{
    (void)cur;
    return version_of(packet) != 0;
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const struct item *opcode = layer_item(packet, layer, HSRP_OPCODE),
                      *state = layer_item(packet, layer, HSRP_STATE);
    if (!opcode) {
        hsrp2_info(text, packet, layer);
        return;
    }
    const char *name = field_value_name(opcode->field->names, opcode->number);
    text_put(text, name ? name : "Unknown");
    if (!state) state = layer_item(packet, layer, HSRP_ADV_STATE);
    if (!state) return;
    name = field_value_name(state->field->names, state->number);
    text_format(text, " (state %s)", name ? name : "Unknown");
}

static const struct link links[] = {{"udp.port", PORT}, {"udp.port", PORT_IPV6}, {NULL, 0}};

const struct proto proto_hsrp = {.name = "hsrp",
    .title = "Cisco Hot Standby Router Protocol",
    .brief = "HSRP",
    .column = "HSRP",
    .fields = hsrp_fields,
    .nfields = HSRP_FIELDS,
    .links = links,
    .agrees = agrees,
    .dissect = dissect,
    .info = info};
