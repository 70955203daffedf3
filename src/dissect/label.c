/* Fields as the detail tree shows them.  See field.h.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/escape.h"
#include "base/text.h"
#include "dissect/field.h"
#include "dissect/packet.h"
#include "dissect/resolve.h"

enum { BYTES_SHOWN = 36 }; /* longer byte strings end in "…" in the tree */

static bool is_unsigned(enum field_type type)
{
    return type >= FT_UINT8 && type <= FT_UINT64;
}

static bool is_signed(enum field_type type)
{
    return type >= FT_INT8 && type <= FT_INT64;
}

/* As many hexadecimal digits as the field has bits, which are fewer than its unit where it is masked. */
static void put_hex(struct text *text, const struct item *item)
{
    uint64_t mask = item->field->mask;
    unsigned bits = (unsigned)__builtin_popcountll(mask);
    text_put(text, "0x");
    text_hex(text, item->number, mask ? (bits + 3) / 4 : 2 * field_width(item->field->type));
}

static void show_number(struct text *text, const struct item *item)
{
    const struct field *field = item->field;
    unsigned digits = 2 * field_width(field->type);
    if (is_signed(field->type)) {
        text_int(text, item->integer);
    } else if (field->base == BASE_DEC_HEX) {
        text_uint(text, item->number);
        text_put(text, " (0x");
        text_hex(text, item->number, digits);
        text_char(text, ')');
    } else if (field->base == BASE_HEX_DEC) {
        text_put(text, "0x");
        text_hex(text, item->number, digits);
        text_put(text, " (");
        text_uint(text, item->number);
        text_char(text, ')');
    } else if (field->base == BASE_HEX) {
        put_hex(text, item);
    } else {
        field_print_value(text, item);
    }
}

static void show_named(struct text *text, const struct item *item)
{
    const char *name = field_value_name(item->field->names, item->number);
    text_put(text, name ? name : "Unknown");
    if (item->field->base == BASE_NONE) return; /* the name alone */
    text_put(text, " (");
    if (is_signed(item->field->type))
        text_int(text, item->integer);
    else if (item->field->base == BASE_HEX)
        put_hex(text, item);
    else
        field_print_value(text, item);
    text_char(text, ')');
}

static void show_bytes(struct text *text, const struct item *item)
{
    size_t shown = item->bytes.len < BYTES_SHOWN ? item->bytes.len : BYTES_SHOWN;
    if (!item->bytes.len) text_put(text, "<MISSING>");
    text_hex_bytes(text, item->bytes.at, shown, 0);
    if (shown < item->bytes.len) text_put(text, "…");
}

void field_print_named(struct text *text, const struct item *item)
{
    const struct field *field = item->field;
    if (field->type == FT_NONE || field->type == FT_PROTOCOL) {
        text_put(text, FIELD_IS_THERE);
        return;
    }
    bool number = is_unsigned(field->type) || is_signed(field->type);
    const char *name = number ? field_value_name(field->names, item->number) : NULL;
    if (name)
        text_put(text, name);
    else if (field->type == FT_BOOLEAN)
        field_print_shown(text, item);
    else if (number && (field->base == BASE_HEX || field->base == BASE_HEX_DEC))
        put_hex(text, item);
    else
        field_print_value(text, item);
}

void field_print_shown(struct text *text, const struct item *item)
{
    const struct field *field = item->field;
    if (field->type == FT_BOOLEAN) {
        const char *name = field_value_name(field->names, item->number != 0);
        text_put(text, name ? name : item->number ? "Set" : "Not set");
    } else if (is_unsigned(field->type) || is_signed(field->type)) {
        if (field->names)
            show_named(text, item);
        else
            show_number(text, item);
    } else if (field->type == FT_BYTES) {
        show_bytes(text, item);
    } else if (field->type == FT_RELATIVE_TIME) {
        field_print_value(text, item);
        text_put(text, " seconds");
    } else if (field->type == FT_STRING || field->type == FT_STRINGZ) {
        escape_tree(text, item->bytes);
    } else {
        field_print_value(text, item);
    }
}

static unsigned unit_bits(const struct field *field)
{
    return field->unit_bits ? field->unit_bits : 8 * field_width(field->type);
}

/* An item may tell a worked-out value (the header length in bytes) beside the bits it comes from. */
uint64_t field_unit(const struct packet *packet, const struct item *item)
{
    unsigned bits = unit_bits(item->field);
    uint64_t unit = 0;
    if (packet && bits % 8 == 0 && item->length == bits / 8) {
        const uint8_t *at = packet->sources[item->source].at + item->offset;
        for (unsigned i = 0, last = bits / 8 - 1; i <= last; i++)
            unit = unit << 8 | at[item->flags & ITEM_LITTLE ? last - i : i];
        return unit;
    }
    return item->number << __builtin_ctzll(item->field->mask);
}

/* Four bits, the highest first: a dot becomes 0 by adding 2 where the mask has a bit, 1 by adding one
 * more.  No byte overflows, so all four are added at once. */
static char *put_bits(char *out, unsigned mask, unsigned unit)
{
    static const char bits[16][4] = {{0, 0, 0, 0}, {0, 0, 0, 1}, {0, 0, 1, 0}, {0, 0, 1, 1},
        {0, 1, 0, 0}, {0, 1, 0, 1}, {0, 1, 1, 0}, {0, 1, 1, 1}, {1, 0, 0, 0}, {1, 0, 0, 1},
        {1, 0, 1, 0}, {1, 0, 1, 1}, {1, 1, 0, 0}, {1, 1, 0, 1}, {1, 1, 1, 0}, {1, 1, 1, 1}};
    uint32_t four, there, set;
    memcpy(&four, "....", sizeof four);
    memcpy(&there, bits[mask & 15], sizeof there);
    memcpy(&set, bits[mask & unit & 15], sizeof set);
    four += 2 * there + set;
    memcpy(out, &four, sizeof four);
    return out + sizeof four;
}

/* "0100 .... = ": the bits of the mask as they are, dots for the others, in groups of four. */
static void bit_picture(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct field *field = item->field;
    unsigned bits = unit_bits(field);
    uint64_t unit = field_unit(packet, item);
    unsigned groups = (bits + 3) / 4, left_out = 4 * groups - bits;
    char picture[5 * 16 + 1], *out = picture;
    for (unsigned group = groups; group-- > 0; *out++ = ' ')
        out = put_bits(out, (unsigned)(field->mask >> 4 * group), (unsigned)(unit >> 4 * group));
    text_add(text, picture + left_out, (size_t)(out - picture) - left_out);
    text_add(text, "= ", 2);
}

/* Wireshark's limit for a line, which keeps a hostile packet from filling the screen. */
enum { LONGEST_LABEL = 239 };

void field_cut_label(struct text *text, size_t start)
{
    if (text->len - start <= LONGEST_LABEL) return;
    size_t end = start + LONGEST_LABEL;
    while (end > start && ((uint8_t)text->at[end] & 0xc0) == 0x80)
        end--; /* a character of several bytes stays whole */
    text->len = end;
}

/* Says in front of the value that its end is missing. */
static void mark_cut(struct text *text, size_t start, size_t value)
{
    static const char words[] = " [truncated]";
    if (text->len - start <= LONGEST_LABEL || text->failed) return;
    size_t length = sizeof words - 1, at = start + value;
    if (!text_room(text, length)) return;
    memmove(text->at + at + length, text->at + at, text->len - at);
    memcpy(text->at + at, words, length);
    text->len += length;
    field_cut_label(text, start);
    if (text->len - start == LONGEST_LABEL) text->len--; /* one less than without the words */
}

void field_show_text(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    escape_tree(text, item->bytes);
}

void field_print_bare_label(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct field *field = item->field;
    size_t start = text->len, value = 0;
    if (field->mask && !(field->flags & FIELD_NO_PICTURE)) bit_picture(text, packet, item);
    if (field->show) {
        field->show(text, packet, item);
    } else if (field->type == FT_PROTOCOL || field->type == FT_NONE) {
        /* Composed by the dissector, or the label alone. */
        if (item->bytes.len)
            text_add(text, item->bytes.at, item->bytes.len);
        else
            text_put(text, field->label);
    } else {
        text_put(text, field->label);
        value = text->len - start;
        text_put(text, ": ");
        if (!resolve_item(text, packet, item)) field_print_shown(text, item);
    }
    if (field->flags & FIELD_OPEN_END)
        field_cut_label(text, start);
    else
        mark_cut(text, start, value);
}

void field_print_label(struct text *text, const struct packet *packet, const struct item *item)
{
    bool generated = item->flags & ITEM_GENERATED;
    if (generated) text_char(text, '[');
    field_print_bare_label(text, packet, item);
    if (generated) text_char(text, ']');
}
