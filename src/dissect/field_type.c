/* What Wireshark calls the types of fields.  See field.h.  SPDX-License-Identifier: MIT */
#include "dissect/field.h"

static const struct type {
    const char *name, *title;
    unsigned number; /* in Wireshark 4.0 */
} types[] = {
    [FT_NONE] = {"FT_NONE", "Label", 0},
    [FT_PROTOCOL] = {"FT_PROTOCOL", "Protocol", 1},
    [FT_BOOLEAN] = {"FT_BOOLEAN", "Boolean", 2},
    [FT_UINT8] = {"FT_UINT8", "Unsigned integer (1 byte)", 4},
    [FT_UINT16] = {"FT_UINT16", "Unsigned integer (2 bytes)", 5},
    [FT_UINT24] = {"FT_UINT24", "Unsigned integer (3 bytes)", 6},
    [FT_UINT32] = {"FT_UINT32", "Unsigned integer (4 bytes)", 7},
    [FT_UINT40] = {"FT_UINT40", "Unsigned integer (5 bytes)", 8},
    [FT_UINT48] = {"FT_UINT48", "Unsigned integer (6 bytes)", 9},
    [FT_UINT56] = {"FT_UINT56", "Unsigned integer (7 bytes)", 10},
    [FT_UINT64] = {"FT_UINT64", "Unsigned integer (8 bytes)", 11},
    [FT_INT8] = {"FT_INT8", "Signed integer (1 byte)", 12},
    [FT_INT16] = {"FT_INT16", "Signed integer (2 bytes)", 13},
    [FT_INT24] = {"FT_INT24", "Signed integer (3 bytes)", 14},
    [FT_INT32] = {"FT_INT32", "Signed integer (4 bytes)", 15},
    [FT_INT40] = {"FT_INT40", "Signed integer (5 bytes)", 16},
    [FT_INT48] = {"FT_INT48", "Signed integer (6 bytes)", 17},
    [FT_INT56] = {"FT_INT56", "Signed integer (7 bytes)", 18},
    [FT_INT64] = {"FT_INT64", "Signed integer (8 bytes)", 19},
    [FT_FLOAT] = {"FT_FLOAT", "Floating point (single-precision)", 22},
    [FT_DOUBLE] = {"FT_DOUBLE", "Floating point (double-precision)", 23},
    [FT_ABSOLUTE_TIME] = {"FT_ABSOLUTE_TIME", "Date and time", 24},
    [FT_RELATIVE_TIME] = {"FT_RELATIVE_TIME", "Time offset", 25},
    [FT_STRING] = {"FT_STRING", "Character string", 26},
    [FT_STRINGZ] = {"FT_STRINGZ", "Character string", 27},
    [FT_BYTES] = {"FT_BYTES", "Byte sequence", 30},
    [FT_ETHER] = {"FT_ETHER", "Ethernet or other MAC address", 29},
    [FT_IPv4] = {"FT_IPv4", "IPv4 address", 32},
    [FT_IPv6] = {"FT_IPv6", "IPv6 address", 33},
    [FT_FRAMENUM] = {"FT_FRAMENUM", "Frame number", 35},
    [FT_OID] = {"FT_OID", "ASN.1 object identifier", 37},
};

const char *field_type_name(enum field_type type)
{
    return types[type].name;
}

const char *field_type_title(enum field_type type)
{
    return types[type].title;
}

unsigned field_type_number(enum field_type type)
{
    return types[type].number;
}
