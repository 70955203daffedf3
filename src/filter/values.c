/* The values of operands in a packet.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "filter/program.h"

/* The most that an operation makes of several values on both sides: a bound on time, met by no
 * packet of this world. */
enum { MOST_VALUES = 65536 };

/* --- what the packet has ------------------------------------------------------------------------ */

/* How many layers of its protocol there are. */
static int layers_like(const struct packet *packet, const struct layer *layer)
{
    int count = 0;
    for (const struct layer *other = packet->layers; other < packet->layers + packet->nlayers;
         other++)
        count += other->proto == layer->proto && !other->continues;
    return count;
}

static bool in_layers(
    const struct range *ranges, const struct packet *packet, const struct layer *layer)
{
    if (!ranges) return true;
    int number = (int)layer_ordinal(packet, layer), all = 0;
    for (const struct range *range = ranges; range; range = range->next) {
        int from = range->start, to = range->second;
        if (!all && (from < 0 || to < 0)) all = layers_like(packet, layer);
        if (from < 0) from += all + 1;
        if (range->kind == RANGE_TO && to < 0) to += all + 1;
        if (range->kind == RANGE_LENGTH) to = from > INT32_MAX - to ? INT32_MAX : from + to - 1;
        if (number >= from && (range->kind == RANGE_REST || number <= to)) return true;
    }
    return false;
}

bool operand_names_item(
    const struct operand *operand, const struct packet *packet, const struct item *item)
{
    const struct name *name = &operand->name;
    if (item->field != name->rows[0]) {
        size_t i = 1;
        while (i < name->nrows && item->field != name->rows[i])
            i++;
        if (i >= name->nrows) return false;
    }
    return in_layers(operand->ranges, packet, &packet->layers[item->layer]);
}

static bool names_layer(
    const struct operand *operand, const struct packet *packet, const struct layer *layer)
{
    for (size_t i = 0; i < operand->name.nprotocols; i++)
        if (layer->proto == operand->name.protocols[i] && layer_has_line(layer))
            return in_layers(operand->ranges, packet, layer);
    return false;
}

bool operand_present(const struct operand *operand, const struct packet *packet)
{
    if (operand->kind == OPERAND_FIELD) {
        for (const struct item *item = packet->items; item < packet->items + packet->nitems; item++)
            if (operand_names_item(operand, packet, item)) return true;
        return false;
    }
    for (const struct layer *layer = packet->layers; layer < packet->layers + packet->nlayers;
         layer++)
        if (names_layer(operand, packet, layer)) return true;
    return false;
}

struct value value_of_item(const struct item *item, enum value_class class)
{
    struct value value = {0};
    switch (class) {
    case CLASS_BYTES:
        value.bytes = item->bytes;
        value.whole = item->bytes.len;
        value.text = type_is_string(item->field->type);
        break;
    case CLASS_REAL:
        value.real = item->real;
        break;
    default:
        value.number = item->number; /* signed ones and times lie there too */
        value.is_signed = type_is_signed(item->field->type);
    }
    return value;
}

/* A header; it contains all that is inside.  Of some protocols all that is the value itself. */
static struct value value_of_layer(const struct packet *packet, const struct layer *layer)
{
    struct bytes source = packet->sources[layer->source];
    size_t at = layer->offset < source.len ? layer->offset : source.len, left = source.len - at;
    size_t whole = layer->end > at ? layer->end - at : 0;
    struct value value = {
        .bytes = bytes_of(source.at + at, layer->length < left ? layer->length : left)};
    value.whole = whole < left ? whole : left;
    if (value.whole < value.bytes.len) value.whole = value.bytes.len;
    if (layer->proto->encloses) value.bytes.len = value.whole;
    return value;
}

static struct values room_for(struct filter *filter, size_t count)
{
    struct value *at = count ? arena_take_raw(&filter->values, count * sizeof *at) : NULL;
    return (struct values){at, 0, count > 0};
}

static struct values of_field(
    struct filter *filter, const struct operand *operand, const struct packet *packet)
{
    size_t count = 0;
    const struct item *end = packet->items + packet->nitems;
    for (const struct item *item = packet->items; item < end; item++)
        count += operand_names_item(operand, packet, item);
    struct values values = room_for(filter, count);
    for (const struct item *item = packet->items; values.at && item < end; item++)
        if (operand_names_item(operand, packet, item))
            values.at[values.count++] = value_of_item(item, value_class(item->field->type));
    return values;
}

static struct values of_protocol(
    struct filter *filter, const struct operand *operand, const struct packet *packet)
{
    struct values values = room_for(filter, packet->nlayers);
    for (unsigned i = 0; values.at && i < packet->nlayers; i++)
        if (names_layer(operand, packet, &packet->layers[i]))
            values.at[values.count++] = value_of_layer(packet, &packet->layers[i]);
    values.found = values.count > 0;
    return values;
}

/* --- what is made of it ------------------------------------------------------------------------- */

static struct values of_slice(
    struct filter *filter, const struct operand *operand, const struct packet *packet)
{
    struct values from = operand_values(filter, operand->first, packet);
    struct values values = room_for(filter, from.count);
    for (size_t i = 0; values.at && i < from.count; i++)
        values.at[values.count++] = value_slice(&filter->values, &from.at[i], operand->ranges);
    return values;
}

static struct values of_negate(
    struct filter *filter, const struct operand *operand, const struct packet *packet)
{
    struct values from = operand_values(filter, operand->first, packet);
    struct values values = room_for(filter, from.count);
    values.found = from.found;
    for (size_t i = 0; values.at && i < from.count; i++)
        values.count += value_negate(operand->class, &from.at[i], &values.at[values.count]);
    return values;
}

/* Every value of one side with every value of the other. */
static struct values of_arithmetic(
    struct filter *filter, const struct operand *operand, const struct packet *packet)
{
    struct values a = operand_values(filter, operand->first, packet);
    struct values b = a.found ? operand_values(filter, operand->second, packet) : a;
    size_t pairs = a.count * b.count;
    struct values values = room_for(filter, pairs < MOST_VALUES ? pairs : MOST_VALUES);
    values.found = b.found;
    for (size_t pair = 0; values.at && pair < pairs && pair < MOST_VALUES; pair++)
        values.count += value_operate(&filter->values, operand->operation, operand->class,
            &a.at[pair / b.count], &b.at[pair % b.count], &values.at[values.count]);
    return values;
}

/* --- functions ---------------------------------------------------------------------------------- */

static uint64_t length_of(enum field_type type, const struct value *value)
{
    if (value_class(type) == CLASS_BYTES) return value->bytes.len;
    if (type == FT_FRAMENUM) return 4;
    return type == FT_BOOLEAN ? 0 : field_width(type);
}

static struct value changed_case(struct filter *filter, struct bytes from, char first, char last)
{
    uint8_t *out = arena_take_raw(&filter->values, from.len);
    struct value value = {
        .bytes = bytes_of(out, out ? from.len : 0), .whole = out ? from.len : 0, .text = true};
    for (size_t i = 0; i < value.bytes.len; i++)
        out[i] = from.at[i] >= first && from.at[i] <= last ? from.at[i] ^ 0x20 : from.at[i];
    return value;
}

/* As Wireshark writes it in a filter: numbers in decimal. */
static struct value written(struct filter *filter, const struct item *item)
{
    struct text *words = &filter->words;
    text_clear(words);
    if (type_is_signed(item->field->type))
        text_int(words, item->integer);
    else if (type_is_integer(item->field->type))
        text_uint(words, item->number);
    else
        field_print_value(words, item);
    uint8_t *out = arena_take_raw(&filter->values, words->len);
    size_t len = out ? words->len : 0;
    if (len) memcpy(out, words->at, len);
    return (struct value){.bytes = bytes_of(out, len), .whole = len, .text = true};
}

static struct values of_string(
    struct filter *filter, const struct operand *given, const struct packet *packet)
{
    size_t count = operand_values(filter, given, packet).count;
    struct values values = room_for(filter, count);
    if (given->kind != OPERAND_FIELD) return values;
    for (unsigned i = 0; values.at && i < packet->nitems; i++)
        if (operand_names_item(given, packet, &packet->items[i]))
            values.at[values.count++] = written(filter, &packet->items[i]);
    return values;
}

static struct values of_extreme(
    struct filter *filter, const struct operand *call, const struct packet *packet)
{
    enum relation better = call->operation == FUNCTION_MAX ? RELATION_GT : RELATION_LT;
    struct values result = room_for(filter, 1);
    result.found = false;
    for (const struct operand *given = call->first; result.at && given; given = given->next) {
        struct values values = operand_values(filter, given, packet);
        result.found |= values.found;
        for (size_t i = 0; i < values.count; i++) {
            if (result.count && !value_related(better, call->class, &values.at[i], result.at))
                continue;
            result.at[0] = values.at[i];
            result.count = 1;
        }
    }
    return result;
}

static bool is_negative(enum value_class class, const struct value *value)
{
    if (class == CLASS_REAL) return value->real < 0;
    return (class == CLASS_TIME || value->is_signed) && value->integer < 0;
}

static struct values of_call(
    struct filter *filter, const struct operand *call, const struct packet *packet)
{
    const struct operand *given = call->first;
    if (call->operation == FUNCTION_MAX || call->operation == FUNCTION_MIN)
        return of_extreme(filter, call, packet);
    if (call->operation == FUNCTION_STRING) return of_string(filter, given, packet);
    struct values from = operand_values(filter, given, packet);
    struct values values = room_for(filter, from.count);
    for (size_t i = 0; values.at && i < from.count; i++) {
        struct value *value = &values.at[values.count++], *old = &from.at[i];
        switch (call->operation) {
        case FUNCTION_LOWER:
            *value = changed_case(filter, old->bytes, 'A', 'Z');
            break;
        case FUNCTION_UPPER:
            *value = changed_case(filter, old->bytes, 'a', 'z');
            break;
        case FUNCTION_LEN:
            *value = (struct value){.number = length_of(given->type, old)};
            break;
        case FUNCTION_COUNT:
            *value = (struct value){.number = from.count};
            break;
        default:
            *value = *old;
            if (is_negative(call->class, old)) value_negate(call->class, old, value);
        }
        if (call->operation == FUNCTION_COUNT) break;
    }
    return values;
}

struct values operand_values(
    struct filter *filter, const struct operand *operand, const struct packet *packet)
{
    switch (operand->kind) {
    case OPERAND_FIELD:
        return of_field(filter, operand, packet);
    case OPERAND_PROTOCOL:
        return of_protocol(filter, operand, packet);
    case OPERAND_CONSTANT:
        return (struct values){(struct value *)&operand->value, 1, true};
    case OPERAND_SLICE:
        return of_slice(filter, operand, packet);
    case OPERAND_CALL:
        return of_call(filter, operand, packet);
    case OPERAND_NEGATE:
        return of_negate(filter, operand, packet);
    case OPERAND_ARITHMETIC:
        return of_arithmetic(filter, operand, packet);
    default:
        return (struct values){NULL, 0, false};
    }
}
