/* Literals become values of the type of what they are compared with.  SPDX-License-Identifier: MIT */
#include "filter/literal.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "filter/lexer.h"
#include "filter/tree.h"

/* What is converted, and what to say when it cannot be. */
struct convert {
    struct reading *reading;
    struct node *node;
    enum field_type type;
    bool part;
    const char *text; /* terminated */
};

static bool bad(const struct convert *c, const char *what)
{
    return filter_fail(
        c->reading->error, c->node->at, c->node->len, "\"%s\" is not a valid %s.", c->text, what);
}

static bool set_bytes(const struct convert *c, const void *at, size_t len)
{
    uint8_t *copy = arena_take_raw(c->reading->arena, len + 1);
    if (!copy) return filter_fail(c->reading->error, 0, 0, "out of memory");
    memcpy(copy, at, len);
    copy[len] = '\0';
    c->node->value =
        (struct value){.bytes = bytes_of(copy, len), .whole = len, .text = type_is_string(c->type)};
    return true;
}

/* --- numbers ---------------------------------------------------------------------------------- */

static uint64_t largest(enum field_type type)
{
    if (type == FT_BOOLEAN) return UINT64_MAX;
    if (type == FT_FRAMENUM) return UINT32_MAX;
    unsigned bits = 8 * field_width(type) - type_is_signed(type);
    /* The narrow ones of 8 to 24 bits are checked by their own width, as all are. */
    return bits >= 64 ? UINT64_MAX : (UINT64_C(1) << bits) - 1;
}

static bool read_number(const struct convert *c, const char *text, uint64_t *number)
{
    bool binary = text[0] == '0' && (text[1] == 'b' || text[1] == 'B');
    const char *digits = binary ? text + 2 : text;
    char *end;
    errno = 0;
    unsigned long long read = strtoull(digits, &end, binary ? 2 : 0);
    if (end == digits || *end || !isalnum((unsigned char)*digits))
        return filter_fail(
            c->reading->error, c->node->at, c->node->len, "\"%s\" is not a valid number.", text);
    if (errno)
        return filter_fail(c->reading->error, c->node->at, c->node->len,
            "\"%s\" causes an integer overflow.", text);
    *number = read;
    return true;
}

static bool is_word(const char *text, const char *a, const char *b)
{
    return strcmp(text, a) == 0 || strcmp(text, b) == 0;
}

static bool convert_number(const struct convert *c)
{
    uint64_t number, most = largest(c->type);
    if (c->type == FT_BOOLEAN &&
        (is_word(c->text, "True", "TRUE") || is_word(c->text, "False", "FALSE"))) {
        c->node->value.number = *c->text == 'T';
        return true;
    }
    if (!read_number(c, c->text, &number)) return false;
    if (number > most)
        return filter_fail(c->reading->error, c->node->at, c->node->len,
            "\"%s\" too big for this field, maximum %llu.", c->text, (unsigned long long)most);
    c->node->value.number = c->type == FT_BOOLEAN ? number != 0 : number;
    c->node->value.is_signed = type_is_signed(c->type);
    return true;
}

static bool convert_real(const struct convert *c)
{
    char *end;
    double real = strtod(c->text, &end);
    if (end == c->text || *end) return bad(c, "floating-point number");
    c->node->value.real = real;
    return true;
}

/* --- bytes and addresses ---------------------------------------------------------------------- */

static bool is_separator(char c)
{
    return c == ':' || c == '-' || c == '.';
}

/* One byte may be written as a number: 0xff. */
static const char *literal_digits(const char *text)
{
    return strlen(text) == 4 && text[0] == '0' && text[1] == 'x' ? text + 2 : text;
}

size_t literal_bytes(const char *text, uint8_t *out, bool *right)
{
    size_t used = 0;
    *right = true;
    text = literal_digits(text);
    if (*text == ':') text++;
    while (*text) {
        unsigned digits =
            isxdigit((unsigned char)text[0]) ? isxdigit((unsigned char)text[1]) ? 2 : 1 : 0;
        char copy[3] = {text[0], digits == 2 ? text[1] : '\0'};
        text += digits;
        /* A single digit is a byte only at an end or in front of a separator. */
        if (!digits || (digits == 1 && *text && !is_separator(*text))) {
            *right = false;
            return 0;
        }
        out[used++] = (uint8_t)strtoul(copy, NULL, 16);
        if (is_separator(*text)) text++;
    }
    *right = used > 0;
    return used;
}

static bool convert_bytes(const struct convert *c)
{
    uint8_t *out = arena_take_raw(c->reading->arena, strlen(c->text) + 1);
    bool right;
    if (!out) return filter_fail(c->reading->error, 0, 0, "out of memory");
    size_t len = literal_bytes(c->text, out, &right);
    if (!right)
        return filter_fail(c->reading->error, c->node->at, c->node->len,
            "\"%s\" is not a valid byte string.", literal_digits(c->text));
    return set_bytes(c, out, len);
}

static bool convert_ether(const struct convert *c)
{
    enum { ETHER = 6 };
    uint8_t *out = arena_take_raw(c->reading->arena, strlen(c->text) + 1);
    bool right;
    if (!out) return filter_fail(c->reading->error, 0, 0, "out of memory");
    size_t len = literal_bytes(c->text, out, &right);
    if (!right) return bad(c, "Ethernet address");
    if (len > ETHER || (len < ETHER && !c->part))
        return filter_fail(c->reading->error, c->node->at, c->node->len,
            "\"%s\" contains too %s bytes to be a valid Ethernet address.", c->text,
            len > ETHER ? "many" : "few");
    return set_bytes(c, out, len);
}

static bool convert_address(const struct convert *c)
{
    bool six = c->type == FT_IPv6;
    uint8_t binary[16];
    char *slash = strchr(c->text, '/');
    uint64_t prefix = six ? 128 : 32, most = prefix;
    if (slash) *slash = '\0'; /* a copy of ours */
    if (inet_pton(six ? AF_INET6 : AF_INET, c->text, binary) != 1)
        return bad(c, six ? "hostname or IPv6 address" : "hostname or IPv4 address");
    if (slash && !read_number(c, slash + 1, &prefix)) return false;
    if (prefix > most)
        return filter_fail(c->reading->error, c->node->at, c->node->len,
            six ? "Prefix in a IPv6 address should be <= 128, not %llu"
                : "Netmask bits in a CIDR IPv4 address should be <= 32, not %llu",
            (unsigned long long)prefix);
    if (!set_bytes(c, binary, six ? 16 : 4)) return false;
    c->node->value.prefix = (uint8_t)prefix;
    c->node->value.masked = prefix < most;
    return true;
}

/* 1.2.840.113549 in its BER bytes (X.690 8.19). */
static bool convert_oid(const struct convert *c)
{
    uint8_t *out = arena_take_raw(c->reading->arena, strlen(c->text) + 10);
    size_t used = 0, arcs = 0;
    uint64_t first = 0;
    const char *at = c->text;
    if (!out) return filter_fail(c->reading->error, 0, 0, "out of memory");
    for (; isdigit((unsigned char)*at); arcs++) {
        char *end;
        uint64_t arc = strtoull(at, &end, 10);
        at = *end == '.' ? end + 1 : end;
        if (arcs == 0) first = arc;
        if (arcs == 0 || arc >= UINT64_MAX - 80) continue;
        if (arcs == 1) arc += 40 * first;
        unsigned groups = 1;
        while (groups < 9 && arc >> (7 * groups))
            groups++;
        while (groups--)
            out[used++] = (uint8_t)((arc >> (7 * groups) & 0x7f) | (groups ? 0x80 : 0));
    }
    if (arcs > 1 && !*at && first <= 2) return set_bytes(c, out, used);
    bool right;
    used = literal_bytes(c->text, out, &right);
    return right ? set_bytes(c, out, used) : bad(c, "OBJECT IDENTIFIER");
}

/* --- times ------------------------------------------------------------------------------------ */

static bool convert_time(const struct convert *c)
{
    if (c->type == FT_RELATIVE_TIME)
        return literal_relative_time(c->text, &c->node->value.integer) || bad(c, "time");
    switch (literal_absolute_time(c->text, &c->node->value.integer)) {
    case LITERAL_TIME:
        return true;
    case LITERAL_MORE_THAN_TIME:
        return filter_fail(
            c->reading->error, c->node->at, c->node->len, "Unexpected data after time value.");
    default:
        return filter_fail(c->reading->error, c->node->at, c->node->len,
            "\"%s\" is not a valid absolute time. Example: \"Nov 12, 1999 08:55:44.123\" or "
            "\"2011-07-04 12:34:56\"",
            c->text);
    }
}

/* --- the three kinds of literals -------------------------------------------------------------- */

static bool convert_literal(const struct convert *c)
{
    switch (c->type) {
    case FT_NONE:
        return bad(c, "value");
    case FT_FLOAT:
    case FT_DOUBLE:
        return convert_real(c);
    case FT_ABSOLUTE_TIME:
    case FT_RELATIVE_TIME:
        return convert_time(c);
    case FT_STRING:
    case FT_STRINGZ:
        return set_bytes(c, c->text, strlen(c->text));
    case FT_PROTOCOL:
    case FT_BYTES:
        return convert_bytes(c);
    case FT_ETHER:
        return convert_ether(c);
    case FT_IPv4:
    case FT_IPv6:
        return convert_address(c);
    case FT_OID:
        return convert_oid(c);
    default:
        return convert_number(c);
    }
}

static bool convert_string(const struct convert *c)
{
    if (type_is_string(c->type) || c->type == FT_PROTOCOL || c->type == FT_BYTES)
        return set_bytes(c, c->node->text.at, c->node->text.len);
    if (c->type == FT_ABSOLUTE_TIME) return convert_time(c);
    return filter_fail(c->reading->error, c->node->at, c->node->len,
        "%s cannot be converted from a string (\"%s\").", field_type_title(c->type), c->text);
}

static bool convert_character(const struct convert *c)
{
    uint32_t character = c->node->character;
    uint8_t byte = (uint8_t)character;
    if (type_is_string(c->type) || c->type == FT_PROTOCOL || c->type == FT_BYTES)
        return set_bytes(c, &byte, 1);
    if (type_is_integer(c->type) || c->type == FT_BOOLEAN) {
        c->node->value.number = c->type == FT_BOOLEAN ? character != 0 : character;
        c->node->value.is_signed = type_is_signed(c->type);
        return true;
    }
    return filter_fail(c->reading->error, c->node->at, c->node->len,
        "Character constant %.*s (0x%x) cannot be converted to %s.", (int)c->node->len,
        c->node->shown, character, field_type_title(c->type));
}

/* A value by its name.  Says so when there are names, and this is none of them. */
static bool convert_name(const struct convert *c, const struct field *row)
{
    static const struct value_name booleans[] = {{1, "Set"}, {0, "Not set"}, {0, NULL}};
    bool boolean = row->type == FT_BOOLEAN;
    const struct value_name *names = row->names ? row->names : boolean ? booleans : NULL;
    if (!names || !(boolean || (type_is_integer(row->type) && row->type != FT_FRAMENUM)))
        return false;
    for (; names->name; names++) {
        if (strcasecmp(names->name, c->text) != 0) continue;
        c->node->value.number = boolean ? names->value != 0 : names->value;
        c->node->value.is_signed = type_is_signed(c->type);
        text_clear(&c->reading->error->message);
        return true;
    }
    text_clear(&c->reading->error->message);
    return filter_fail(c->reading->error, c->node->at, c->node->len,
        "\"%s\" cannot be found among the possible values for %s.", c->text, row->name);
}

bool literal_convert(struct reading *reading, struct node *node, enum field_type type, bool part,
    const struct field *row)
{
    struct bytes text = node->kind == NODE_STRING ? node->text : bytes_of(node->shown, node->len);
    char *copy = arena_take(reading->arena, text.len + 1);
    if (!copy) return filter_fail(reading->error, 0, 0, "out of memory");
    if (text.len) memcpy(copy, text.at, text.len);
    struct convert c = {reading, node, type, part, copy};
    bool done = node->kind == NODE_LITERAL  ? convert_literal(&c)
                : node->kind == NODE_STRING ? convert_string(&c)
                                            : convert_character(&c);
    if (!done && row && node->kind != NODE_CHARACTER) done = convert_name(&c, row);
    if (!done) return false;
    node->kind = NODE_VALUE;
    node->type = type;
    return true;
}
