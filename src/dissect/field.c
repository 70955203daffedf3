/* Values of fields as text: what -T fields, JSON and filters see.  See field.h.
 * SPDX-License-Identifier: MIT */
#include "dissect/field.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/escape.h"
#include "base/text.h"
#include "base/time.h"
#include "dissect/packet.h"

const struct value_name field_true_false[] = {{1, "True"}, {0, "False"}, {0, NULL}};

const char *field_value_name(const struct value_name *names, uint64_t value)
{
    if (!names) return NULL;
    for (; names->name; names++)
        if (names->value == value) return names->name;
    return NULL;
}

const uint8_t field_widths[FIELD_TYPES] = {
    [FT_BOOLEAN] = 1,
    [FT_UINT8] = 1,
    [FT_UINT16] = 2,
    [FT_UINT24] = 3,
    [FT_UINT32] = 4,
    [FT_UINT40] = 5,
    [FT_UINT48] = 6,
    [FT_UINT56] = 7,
    [FT_UINT64] = 8,
    [FT_INT8] = 1,
    [FT_INT16] = 2,
    [FT_INT24] = 3,
    [FT_INT32] = 4,
    [FT_INT40] = 5,
    [FT_INT48] = 6,
    [FT_INT56] = 7,
    [FT_INT64] = 8,
    [FT_FLOAT] = 4,
    [FT_DOUBLE] = 8,
    [FT_ETHER] = 6,
    [FT_IPv4] = 4,
    [FT_IPv6] = 16,
};

void field_print_time(struct text *text, int64_t nanoseconds, bool utc)
{
    static const char months[12][4] = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int64_t seconds = nanoseconds / TIME_SECOND, fraction = nanoseconds % TIME_SECOND;
    if (fraction < 0) {
        seconds--;
        fraction += TIME_SECOND;
    }
    time_t when = (time_t)seconds;
    struct tm local;
    if (!(utc ? gmtime_r(&when, &local) : localtime_r(&when, &local))) {
        text_put(text, "Not representable");
        return;
    }
    text_put(text, months[local.tm_mon]);
    text_char(text, ' ');
    text_uint_right(text, (uint64_t)local.tm_mday, 2);
    text_put(text, ", ");
    text_int(text, local.tm_year + INT64_C(1900));
    text_char(text, ' ');
    text_padded(text, (uint64_t)local.tm_hour, 2);
    text_char(text, ':');
    text_padded(text, (uint64_t)local.tm_min, 2);
    text_char(text, ':');
    text_padded(text, (uint64_t)local.tm_sec, 2);
    text_char(text, '.');
    text_padded(text, (uint64_t)fraction, 9);
    text_char(text, ' ');
    text_put(text, utc ? "UTC" : local.tm_zone);
}

/* 1.3.6.1.4 from its BER bytes (X.690 8.19). */
static void print_oid(struct text *text, struct bytes oid)
{
    uint64_t arc = 0;
    for (size_t i = 0, first = 1; i < oid.len; i++) {
        arc = arc << 7 | (oid.at[i] & 0x7f);
        if (oid.at[i] & 0x80) continue;
        if (first) {
            uint64_t top = arc < 40 ? 0 : arc < 80 ? 1 : 2;
            text_uint(text, top);
            arc -= 40 * top;
            first = 0;
        }
        text_char(text, '.');
        text_uint(text, arc);
        arc = 0;
    }
}

static void print_unsigned(struct text *text, const struct field *field, uint64_t value)
{
    if (field->base == BASE_HEX || field->base == BASE_HEX_DEC) {
        text_put(text, "0x");
        text_hex(text, value, 2 * field_width(field->type));
    } else if (field->base == BASE_OCT) {
        text_format(text, "0%llo", (unsigned long long)value);
    } else {
        text_uint(text, value);
    }
}

/* Addresses of IP need all their bytes; a shorter value can only come from a mistake of ours.  Those
 * of links may have more or less than Ethernet's (RFC 4861 4.6.1). */
static void print_address(struct text *text, enum field_type type, struct bytes bytes)
{
    if (type == FT_ETHER)
        text_hex_bytes(text, bytes.at, bytes.len, ':');
    else if (bytes.len >= field_width(type) && type == FT_IPv4)
        text_ipv4(text, bytes.at);
    else if (bytes.len >= field_width(type))
        text_ipv6(text, bytes.at);
}

static void print_value(struct text *text, const struct item *item, char separator)
{
    switch (item->field->type) {
    case FT_NONE:
        break;
    case FT_BOOLEAN:
        text_char(text, item->number ? '1' : '0');
        break;
    case FT_UINT8:
    case FT_UINT16:
    case FT_UINT24:
    case FT_UINT32:
    case FT_UINT40:
    case FT_UINT48:
    case FT_UINT56:
    case FT_UINT64:
        print_unsigned(text, item->field, item->number);
        break;
    case FT_FRAMENUM:
        text_uint(text, item->number);
        break;
    case FT_INT8:
    case FT_INT16:
    case FT_INT24:
    case FT_INT32:
    case FT_INT40:
    case FT_INT48:
    case FT_INT56:
    case FT_INT64:
        text_int(text, item->integer);
        break;
    case FT_FLOAT:
        text_format(text, "%.6g", item->real);
        break;
    case FT_DOUBLE:
        text_format(text, "%.15g", item->real);
        break;
    case FT_ABSOLUTE_TIME:
        if (item->field->flags & FIELD_ZERO_NONE && !item->integer)
            text_put(text, "NULL");
        else
            field_print_time(text, item->integer, item->field->flags & FIELD_UTC);
        break;
    case FT_RELATIVE_TIME:
        text_seconds(text, item->integer, 9);
        break;
    case FT_STRING:
    case FT_STRINGZ:
    case FT_PROTOCOL:
        text_add(text, item->bytes.at, item->bytes.len);
        break;
    case FT_BYTES:
        text_hex_bytes(text, item->bytes.at, item->bytes.len, separator);
        break;
    case FT_ETHER:
    case FT_IPv4:
    case FT_IPv6:
        print_address(text, item->field->type, item->bytes);
        break;
    case FT_OID:
        print_oid(text, item->bytes);
        break;
    }
}

void field_print_value(struct text *text, const struct item *item)
{
    if (item->field->type == FT_NONE)
        text_char(text, '1'); /* it is there */
    else if (item->field->type == FT_PROTOCOL && !item->bytes.len)
        text_put(text, item->field->name);
    else if (item->field->type == FT_STRING || item->field->type == FT_STRINGZ)
        escape_cell(text, item->bytes);
    else
        print_value(text, item, 0);
}

void field_print_json(struct text *text, const struct item *item)
{
    print_value(text, item, ':');
}
