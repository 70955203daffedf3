/* Numbers, strings and the properties of MQTT 5: one byte says which, and so of what type it is.
 * SPDX-License-Identifier: MIT */
#include "dissect/proto/mqtt.h"
#include "dissect/reading.h"

/* --- numbers and strings ------------------------------------------------------------------------ */

uint32_t mqtt_peek_number(const struct cur *c, uint32_t ahead, uint32_t *value)
{
    *value = 0;
    for (uint32_t i = 0; i < 4; i++) {
        const uint8_t *at = cur_peek(c, ahead + i, 1);
        if (!at) return 0;
        *value |= (uint32_t)(*at & 0x7f) << 7 * i;
        if (!(*at & 0x80)) return i + 1;
    }
    return 5;
}

uint32_t mqtt_add_number(struct packet *p, struct cur *c, unsigned field)
{
    uint32_t value, size = mqtt_peek_number(c, 0, &value), at = c->at;
    if (size == 0 || size > 4) {
        packet_skip(c, cur_left(c) + 1);
        return 0;
    }
    packet_skip(c, size);
    packet_add_uint(p, field, at, size, value, 0);
    return value;
}

struct bytes mqtt_add_string(struct packet *p, struct cur *c, unsigned length_field, unsigned field)
{
    uint32_t at = c->at;
    const uint8_t *length = cur_peek(c, 0, 2);
    uint32_t size = length ? bytes_be16(length) : 0;
    packet_skip(c, 2);
    if (length) packet_add_uint(p, length_field, at, 2, size, 0);
    const uint8_t *text = packet_bytes(p, c, field, size);
    return bytes_of(text ? text : (const uint8_t *)"", text ? size : 0);
}

/* --- properties --------------------------------------------------------------------------------- */

enum kind { UNKNOWN, BYTE, TWO_BYTES, FOUR_BYTES, VARIABLE, STRING, PAIR };

static enum kind kind_of(unsigned id)
{
    static const uint8_t kinds[] = {[0x01] = BYTE,
        [0x02] = FOUR_BYTES,
        [0x03] = STRING,
        [0x08] = STRING,
        [0x09] = STRING,
        [0x0b] = VARIABLE,
        [0x11] = FOUR_BYTES,
        [0x12] = STRING,
        [0x13] = TWO_BYTES,
        [0x15] = STRING,
        [0x16] = STRING,
        [0x17] = BYTE,
        [0x18] = FOUR_BYTES,
        [0x19] = BYTE,
        [0x1a] = STRING,
        [0x1c] = STRING,
        [0x1f] = STRING,
        [0x21] = TWO_BYTES,
        [0x22] = TWO_BYTES,
        [0x23] = TWO_BYTES,
        [0x24] = BYTE,
        [0x25] = BYTE,
        [0x26] = PAIR,
        [0x27] = FOUR_BYTES,
        [0x28] = BYTE,
        [0x29] = BYTE,
        [0x2a] = BYTE};
    return id < sizeof kinds ? kinds[id] : UNKNOWN;
}

enum { CONTENT_TYPE = 0x03, TOPIC_ALIAS = 0x23, MAXIMUM_QOS = 0x24 };

static uint32_t take_number(struct packet *p, struct cur *c, unsigned field, uint32_t size)
{
    uint32_t at = c->at, value = 0;
    const uint8_t *bytes = cur_take(c, size);
    for (uint32_t i = 0; bytes && i < size; i++)
        value = value << 8 | bytes[i];
    if (bytes) packet_add_uint(p, field, at, size, value, 0);
    return value;
}

static void add_property(struct packet *p, struct cur *c, unsigned id, uint32_t *alias)
{
    uint32_t at = c->at;
    const uint8_t *length = cur_peek(c, 0, 2);
    switch (kind_of(id)) {
    case BYTE:
        packet_u8(p, c, id == MAXIMUM_QOS ? MQTT_MAX_QOS : MQTT_NUMBER);
        break;
    case TWO_BYTES:
        if (id == TOPIC_ALIAS)
            *alias = packet_u16(p, c, MQTT_ALIAS);
        else
            take_number(p, c, MQTT_NUMBER, 2);
        break;
    case FOUR_BYTES:
        packet_u32(p, c, MQTT_NUMBER);
        break;
    case VARIABLE:
        mqtt_add_number(p, c, MQTT_NUMBER);
        break;
    case STRING:
        if (id != CONTENT_TYPE) {
            mqtt_add_string(p, c, MQTT_STRING_LENGTH, MQTT_STRING);
        } else {
            const uint8_t *text = cur_take(c, 2u + (length ? bytes_be16(length) : 0));
            if (text)
                packet_add_bytes(
                    p, MQTT_CONTENT_TYPE, at + 2, bytes_of(text + 2, c->at - at - 2), 0);
        }
        break;
    case PAIR:
        mqtt_add_string(p, c, MQTT_KEY_LENGTH, MQTT_KEY);
        mqtt_add_string(p, c, MQTT_VALUE_LENGTH, MQTT_VALUE);
        break;
    default:
        packet_rest(p, c, MQTT_UNKNOWN);
        break;
    }
}

uint32_t mqtt_add_properties(struct packet *p, struct cur *c, unsigned heading)
{
    uint32_t alias = 0, at = c->at;
    struct item *item = packet_add(p, heading, at, 0, 0);
    packet_open(p, item);
    struct cur all = cur_sub(c, mqtt_add_number(p, c, MQTT_PROPERTIES_LENGTH));
    while (cur_left(&all))
        add_property(p, &all, packet_u8(p, &all, MQTT_PROPERTY), &alias);
    if (all.error && !c->error) c->error = all.error;
    packet_shut(p, item, c);
    return alias;
}

bool mqtt_has_alias(struct cur c)
{
    uint32_t length, size = mqtt_peek_number(&c, 0, &length);
    packet_skip(&c, size);
    struct cur all = cur_sub(&c, length);
    for (const uint8_t *id; (id = cur_take(&all, 1));) {
        static const uint8_t sizes[] = {[BYTE] = 1, [TWO_BYTES] = 2, [FOUR_BYTES] = 4};
        enum kind kind = kind_of(*id);
        uint32_t number;
        if (*id == TOPIC_ALIAS) return true;
        if (kind == UNKNOWN) return false;
        if (kind == VARIABLE) packet_skip(&all, mqtt_peek_number(&all, 0, &number));
        if (kind <= FOUR_BYTES) packet_skip(&all, sizes[kind]);
        for (unsigned i = kind == PAIR ? 2 : kind == STRING; i; i--) {
            const uint8_t *prefix = cur_take(&all, 2);
            packet_skip(&all, prefix ? bytes_be16(prefix) : 0);
        }
    }
    return false;
}
