/* What standards bodies add to LLDP: IEEE 802.1 and 802.3, and what telephones say
 * (LLDP-MED, ANSI/TIA-1057).
 *
 *      +--------------+---------+--------- - -
 *      | organization | subtype | value             behind type and length
 *      +--------------+---------+--------- - -
 *
 * Each subtype is a row of numbers and flags that are read one after the other (layouts).
 * SPDX-License-Identifier: MIT */
#include "dissect/names.h"
#include "dissect/proto.h"
#include "dissect/proto/lldp.h"

enum { IEEE_802_1 = 0x0080c2, IEEE_802_3 = 0x00120f, MEDIA = 0x0012bb };
enum { LOCATION = 3, INVENTORY = 5, EMERGENCY = 3 };

/* clang-format off */
/* How a row of a layout is read: a number by itself, one whose bits the `count` rows behind it tell, such
 * bits without a row for the number, or bytes whose length stands in the row before. */
enum reading { NUMBER, FLAGS, BITS, COUNTED };
static const struct layout {
    uint32_t organization;
    uint8_t subtype;
    struct {
        uint8_t row, reading, count;
    } parts[7];
} layouts[] = {
    {IEEE_802_1, 1, {{LLDP_1_PORT_VLAN}}},
    {IEEE_802_1, 2, {{LLDP_1_FLAGS, FLAGS, 2}, {LLDP_1_PROTOCOL_VLAN}}},
    {IEEE_802_1, 3, {{LLDP_1_VLAN}, {LLDP_1_NAME_LENGTH}, {LLDP_1_NAME, COUNTED}}},
    {IEEE_802_1, 4, {{LLDP_1_IDENTITY_LENGTH}, {LLDP_1_IDENTITY, COUNTED}}},
    {IEEE_802_1, 7, {{LLDP_1_AGGREGATION, FLAGS, 3}, {LLDP_1_AGGREGATED}}},
    {IEEE_802_3, 1, {{LLDP_3_NEGOTIATION, FLAGS, 2}, {LLDP_3_MODES, FLAGS, 16}, {LLDP_3_MAU}}},
    {IEEE_802_3, 2, {{LLDP_3_POWER, FLAGS, 4}, {LLDP_3_PAIR}, {LLDP_3_CLASS}}},
    {IEEE_802_3, 3, {{LLDP_3_AGGREGATION, FLAGS, 2}, {LLDP_3_AGGREGATED}}},
    {IEEE_802_3, 4, {{LLDP_3_FRAME}}},
    {IEEE_802_3, 5, {{LLDP_3_TRANSMIT}, {LLDP_3_RECEIVE}, {LLDP_3_FALLBACK}, {LLDP_3_ECHO_TRANSMIT}, {LLDP_3_ECHO_RECEIVE}}},
    {MEDIA, 1, {{LLDP_MED_CAPABILITIES, FLAGS, 6}, {LLDP_MED_CLASS}}},
    {MEDIA, 2, {{LLDP_MED_APPLICATION}, {LLDP_MED_POLICY, BITS, 5}}},
    {MEDIA, 4, {{LLDP_MED_POWER_TYPE, BITS, 3}, {LLDP_MED_POWER}}},
};
/* clang-format on */

/* A number of the width of `row`, and the bits that the `count` rows from `first` cut out of it. */
static void read_bits(struct packet *p, struct cur *c, unsigned row, unsigned first, unsigned count)
{
    const struct field *field = &lldp_fields[row];
    uint32_t offset = c->at;
    unsigned width = field->unit_bits ? field->unit_bits / 8U : field_width(field->type);
    const uint8_t *at = cur_take(c, width);
    uint64_t value = 0;
    if (!at) return;
    for (unsigned i = 0; i < width; i++)
        value = value << 8 | at[i];
    struct item *item = first > row ? packet_add_uint(p, row, offset, width, value, 0) : NULL;
    packet_open(p, item);
    for (unsigned i = first; i < first + count; i++)
        packet_add_bits(p, i, offset, width, value, 0);
    packet_shut(p, item, NULL);
}

static void read_layout(struct packet *p, struct cur *c, const struct layout *layout)
{
    uint64_t number = 0;
    for (unsigned i = 0; layout->parts[i].row && !c->error; i++) {
        unsigned row = layout->parts[i].row, count = layout->parts[i].count;
        switch (layout->parts[i].reading) {
        case FLAGS:
            read_bits(p, c, row, row + 1, count);
            break;
        case BITS:
            read_bits(p, c, row, row, count);
            break;
        case COUNTED:
            packet_bytes(p, c, row, (uint32_t)number);
            break;
        default:
            number = packet_uint(p, c, row);
            break;
        }
    }
}

void lldp_read_organization(struct packet *p, struct cur *c, struct item *heading)
{
    static const struct {
        uint32_t number;
        const struct value_name *subtypes;
        uint8_t row;
    } known[] = {
        {IEEE_802_1, lldp_subtypes_1, LLDP_1_SUBTYPE},
        {IEEE_802_3, lldp_subtypes_3, LLDP_3_SUBTYPE},
        {MEDIA, lldp_subtypes_media, LLDP_MED_SUBTYPE},
    };
    enum { KNOWN = sizeof known / sizeof *known };
    uint32_t organization = packet_u24(p, c, LLDP_ORGANIZATION);
    unsigned which = 0;
    while (which < KNOWN && known[which].number != organization)
        which++;
    uint8_t subtype = packet_u8(p, c, which < KNOWN ? known[which].row : LLDP_UNKNOWN_SUBTYPE);
    if (c->error) return;
    const char *owner = field_value_name(names_organization, organization),
               *name = which < KNOWN ? field_value_name(known[which].subtypes, subtype) : NULL;
    if (!owner) owner = "Unknown";
    if (heading)
        heading->bytes = name ? packet_format(p, "%s - %s", owner, name)
                         : which < KNOWN
                             ? packet_format(p, "%s - Unknown subtype 0x%x", owner, subtype)
                             : packet_format(p, "%s - Unknown (%u)", owner, subtype);
    if (which == KNOWN) packet_rest(p, c, LLDP_UNKNOWN);
    if (organization == MEDIA && subtype == LOCATION &&
        packet_u8(p, c, LLDP_MED_FORMAT) == EMERGENCY)
        packet_bytes(p, c, LLDP_MED_ELIN, cur_left(c));
    if (organization == MEDIA && subtype >= INVENTORY && subtype < INVENTORY + 7)
        packet_bytes(p, c, LLDP_MED_INVENTORY + subtype - INVENTORY, cur_left(c));
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++)
        if (layouts[i].organization == organization && layouts[i].subtype == subtype)
            read_layout(p, c, &layouts[i]);
}
