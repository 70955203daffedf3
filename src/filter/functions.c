/* Functions: their names, and what they may be given.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "filter/lexer.h"
#include "filter/tree.h"

static const struct known {
    const char *name;
    unsigned least, most; /* parameters; 0: as many as one likes */
} known[FUNCTIONS] = {
    [FUNCTION_LOWER] = {"lower", 1, 1},
    [FUNCTION_UPPER] = {"upper", 1, 1},
    [FUNCTION_LEN] = {"len", 1, 1},
    [FUNCTION_COUNT] = {"count", 1, 1},
    [FUNCTION_STRING] = {"string", 1, 1},
    [FUNCTION_MAX] = {"max", 1, 0},
    [FUNCTION_MIN] = {"min", 1, 0},
    [FUNCTION_ABS] = {"abs", 1, 1},
};

const char *function_name(enum function function)
{
    return known[function].name;
}

enum function function_named(const char *at, size_t len)
{
    unsigned function = 0;
    while (function < FUNCTIONS &&
           !(strlen(known[function].name) == len && memcmp(known[function].name, at, len) == 0))
        function++;
    return function;
}

static bool check_count(struct reading *reading, const struct node *call)
{
    const struct known *function = &known[call->operation];
    unsigned count = 0;
    for (const struct node *given = call->first; given; given = given->next)
        count++;
    if (count < function->least)
        return filter_fail(reading->error, call->at, call->len,
            "Function %s needs at least %u arguments.", function->name, function->least);
    if (function->most && count > function->most)
        return filter_fail(reading->error, call->at, call->len,
            "Function %s can only accept %u arguments.", function->name, function->most);
    return true;
}

/* string() is for what has a usual way to be written. */
static bool can_be_written(enum field_type type)
{
    return type_is_integer(type) || type == FT_FLOAT || type == FT_DOUBLE || type == FT_IPv4 ||
           type == FT_IPv6 || type == FT_ETHER || type == FT_OID;
}

/* The single parameter of a function that wants a field. */
static bool check_field(struct reading *reading, struct node *call)
{
    struct node *given = call->first;
    const char *name = function_name(call->operation);
    enum function function = call->operation;
    bool changes_case = function == FUNCTION_LOWER || function == FUNCTION_UPPER;
    bool field = given->kind == NODE_FIELD;
    if (field) given->type = given->name.type;
    if (changes_case && !(field && type_is_string(given->type)))
        return filter_fail(reading->error, given->at, given->len,
            "Only string type fields can be used as parameter for %s()", name);
    if (!field)
        return filter_fail(reading->error, given->at, given->len,
            "Only fields can be used as parameter for %s()", name);
    if (function == FUNCTION_STRING && !can_be_written(given->type))
        return filter_fail(reading->error, given->at, given->len,
            "String conversion for field \"%s\" is not supported", given->name.text);
    call->type = function == FUNCTION_LEN || function == FUNCTION_COUNT ? FT_UINT32 : FT_STRING;
    return true;
}

/* A parameter that is a value: of max(), min() or abs(). */
static bool check_value(
    struct reading *reading, struct node *call, struct node *given, enum field_type wanted)
{
    bool constant = given->kind == NODE_STRING || given->kind == NODE_CHARACTER ||
                    (given->kind == NODE_LITERAL && wanted == FT_NONE);
    if (constant || given->kind == NODE_SLICE)
        return filter_fail(reading->error, given->at, given->len,
            "Argument '%.*s' is not valid for %s()", (int)given->len, given->shown,
            function_name(call->operation));
    return check_arithmetic(reading, given, wanted);
}

/* max() and min(): all of one type. */
static bool check_alike(struct reading *reading, struct node *call, enum field_type wanted)
{
    for (struct node *given = call->first; given; given = given->next) {
        if (!check_value(reading, call, given, given == call->first ? wanted : call->type))
            return false;
        if (given == call->first) call->type = given->type;
        if (given->type != call->type)
            return filter_fail(reading->error, given->at, given->len,
                "Arguments to '%s' must have the same type (expected %s, got %s)",
                function_name(call->operation), field_type_name(call->type),
                field_type_name(given->type));
        if (!type_can_equal(given->type))
            return filter_fail(reading->error, given->at, given->len,
                "Argument '%.*s' to '%s' cannot be ordered", (int)given->len, given->shown,
                function_name(call->operation));
    }
    return true;
}

bool check_call(struct reading *reading, struct node *call, enum field_type wanted)
{
    struct node *given = call->first;
    if (!check_count(reading, call)) return false;
    if (call->operation == FUNCTION_MAX || call->operation == FUNCTION_MIN)
        return check_alike(reading, call, wanted);
    if (call->operation != FUNCTION_ABS) return check_field(reading, call);
    if (!check_value(reading, call, given, wanted)) return false;
    call->type = given->type;
    return type_can_negate(given->type) || given->type == FT_BOOLEAN ||
           filter_fail(reading->error, given->at, given->len,
               "'%.*s' is not a valid argument to '%s'()", (int)given->len, given->shown,
               function_name(call->operation));
}
