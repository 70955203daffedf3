/* Version 2 of HSRP: more groups, IPv6, and parts that tell their type and length.
 *
 *      +------+--------+---------+--------+-------+------------+-------+------------+----------+
 *      | 1    | 40     | version | opcode | state | IP version | group | identifier | priority
 *      +------+--------+---------+--------+-------+------------+-------+------------+----------+
 *        1      1        1         1        1       1            2       6            4
 *                                                     | hello | hold | virtual address (16)    |
 *      +------+--------+---------------+----------------+   4      4
 *      | 2    | 4      | groups: active|        passive |
 *      +------+--------+---------------+----------------+-----------+
 *      | 3    | 8      | password (8)                               |
 *      +------+--------+-----------+---------+-------+--------+--------+-------------+
 *      | 4    | 28     | algorithm | padding | flags | sender | key ID | digest (16) |
 *      +------+--------+-----------+---------+-------+--------+--------+-------------+
 * SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/proto/hsrp.h"

static void read_group_state(struct packet *p, struct cur *c)
{
    enum { IPV4 = 4, IPV6 = 6, ADDRESS_ROOM = 16 };
    packet_u8(p, c, HSRP2_VERSION);
    packet_u8(p, c, HSRP2_OPCODE);
    packet_u8(p, c, HSRP2_STATE);
    uint8_t version = packet_u8(p, c, HSRP2_IP_VERSION);
    packet_u16(p, c, HSRP2_GROUP);
    packet_bytes(p, c, HSRP2_IDENTIFIER, 6);
    packet_u32(p, c, HSRP2_PRIORITY);
    packet_u32(p, c, HSRP2_HELLO);
    packet_u32(p, c, HSRP2_HOLD);
    struct cur address = cur_sub(c, ADDRESS_ROOM);
    if (version == IPV4) packet_bytes(p, &address, HSRP2_ADDRESS, 4);
    if (version == IPV6) packet_bytes(p, &address, HSRP2_ADDRESS_6, ADDRESS_ROOM);
    if (address.error) c->error = address.error;
}

static void read_interface_state(struct packet *p, struct cur *c)
{
    packet_u16(p, c, HSRP2_ACTIVE);
    packet_u16(p, c, HSRP2_PASSIVE);
}

static void read_password(struct packet *p, struct cur *c)
{
    hsrp_add_password(p, c, HSRP2_PASSWORD);
}

static void read_digest(struct packet *p, struct cur *c)
{
    packet_u8(p, c, HSRP2_ALGORITHM);
    packet_u8(p, c, HSRP2_PADDING);
    packet_u16(p, c, HSRP2_FLAGS);
    packet_bytes(p, c, HSRP2_SENDER, 4);
    packet_u32(p, c, HSRP2_KEY_ID);
    packet_bytes(p, c, HSRP2_DIGEST, 16);
}

static const struct part {
    uint8_t length, row;
    void (*read)(struct packet *p, struct cur *c);
} parts[] = {
    [1] = {40, HSRP2_GROUP_STATE, read_group_state},
    [2] = {4, HSRP2_INTERFACE_STATE, read_interface_state},
    [3] = {8, HSRP2_PASSWORD_TLV, read_password},
    [4] = {28, HSRP2_DIGEST_TLV, read_digest},
};

/* The part at the cursor; NULL if there is none of that type and length. */
static const struct part *part_at(const struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, 2);
    bool known = at && at[0] && at[0] < sizeof parts / sizeof *parts;
    return known && parts[at[0]].length == at[1] ? &parts[at[0]] : NULL;
}

void hsrp2_read(struct packet *p, struct cur *c)
{
    const struct part *part;
    while (cur_left(c) && !c->error && (part = part_at(c))) {
        struct item *item = packet_add_uint(p, part->row, c->at, 2, (uint64_t)(part - parts), 0);
        packet_open(p, item);
        packet_skip(c, 2);
        part->read(p, c);
        packet_shut(p, item, NULL);
    }
    if (!cur_left(c)) return;
    p->nest = 1;
    packet_next_data(p, *c);
}

void hsrp2_info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const struct item *active = layer_item(packet, layer, HSRP2_ACTIVE);
    if (layer_item(packet, layer, HSRP2_GROUP_STATE)) {
        const char *opcode = field_value_name(
                       hsrp_fields[HSRP2_OPCODE].names, layer_uint(packet, layer, HSRP2_OPCODE)),
                   *state = field_value_name(
                       hsrp_fields[HSRP2_STATE].names, layer_uint(packet, layer, HSRP2_STATE));
        text_format(text, "%s (state %s)", opcode ? opcode : "Unknown", state ? state : "Unknown");
    } else if (active) {
        text_format(text, "Interface State TLV (Act=%u Pass=%u)", (unsigned)active->number,
            (unsigned)layer_uint(packet, layer, HSRP2_PASSIVE));
    }
}
