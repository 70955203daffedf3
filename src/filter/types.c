/* What Wireshark's types can do.  SPDX-License-Identifier: MIT */
#include "filter/value.h"

enum value_class value_class(enum field_type type)
{
    switch (type) {
    case FT_NONE:
        return CLASS_NONE;
    case FT_FLOAT:
    case FT_DOUBLE:
        return CLASS_REAL;
    case FT_UINT40:
    case FT_UINT48:
    case FT_UINT56:
    case FT_UINT64:
    case FT_INT40:
    case FT_INT48:
    case FT_INT56:
    case FT_INT64:
    case FT_BOOLEAN:
        return CLASS_WIDE;
    case FT_ABSOLUTE_TIME:
    case FT_RELATIVE_TIME:
        return CLASS_TIME;
    case FT_PROTOCOL:
    case FT_STRING:
    case FT_STRINGZ:
    case FT_BYTES:
    case FT_ETHER:
    case FT_IPv4:
    case FT_IPv6:
    case FT_OID:
        return CLASS_BYTES;
    default:
        return CLASS_NUMBER;
    }
}

bool type_is_string(enum field_type type)
{
    return type == FT_STRING || type == FT_STRINGZ;
}

bool type_is_signed(enum field_type type)
{
    return type >= FT_INT8 && type <= FT_INT64;
}

bool type_is_integer(enum field_type type)
{
    return (type >= FT_UINT8 && type <= FT_INT64) || type == FT_FRAMENUM;
}

static bool is_bytes(enum field_type type)
{
    return type == FT_BYTES || type == FT_ETHER || type == FT_OID;
}

bool types_compatible(enum field_type a, enum field_type b)
{
    return a == b || (type_is_integer(a) && (type_is_integer(b) || b == FT_BOOLEAN)) ||
           (is_bytes(a) && is_bytes(b)) || (type_is_string(a) && type_is_string(b)) ||
           (value_class(a) == CLASS_REAL && value_class(b) == CLASS_REAL);
}

bool type_can_equal(enum field_type type)
{
    return type != FT_NONE;
}

bool type_can_contain(enum field_type type)
{
    return type == FT_PROTOCOL || type_is_string(type) || is_bytes(type);
}

bool type_can_match(enum field_type type)
{
    return type_can_contain(type);
}

bool type_can_slice(enum field_type type)
{
    return value_class(type) == CLASS_BYTES;
}

bool type_can_mask(enum field_type type)
{
    return type_is_integer(type) || is_bytes(type) || type == FT_IPv4 || type == FT_IPv6;
}

bool type_can_add(enum field_type type)
{
    return type_can_multiply(type) || type == FT_RELATIVE_TIME;
}

bool type_can_multiply(enum field_type type)
{
    return type_is_integer(type) || value_class(type) == CLASS_REAL;
}

bool type_can_divide(enum field_type type)
{
    return type_is_integer(type);
}

bool type_can_negate(enum field_type type)
{
    return type_can_add(type);
}
