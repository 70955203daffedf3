/* Types: what may be compared with what, and literals become values of the type that stands on the
 * other side.  The sentences are Wireshark's.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "filter/lexer.h"
#include "filter/program.h"
#include "filter/tree.h"

/* What stands on the left of a relation, and what is wanted of both sides. */
struct sides {
    struct reading *reading;
    struct node *relation;
    struct node *left;
    enum field_type type;
    const struct field *row; /* of a field on the left: it may have names for values */
    bool (*can)(enum field_type);
    bool part;
};

#define SHOWN(node) (int)(node)->len, (node)->shown

static bool is_field(const struct node *node)
{
    return node->kind == NODE_FIELD || node->kind == NODE_REFERENCE;
}

static bool is_literal(const struct node *node)
{
    return node->kind == NODE_LITERAL || node->kind == NODE_STRING || node->kind == NODE_CHARACTER;
}

static bool check_slice(struct reading *reading, struct node *slice)
{
    struct node *entity = slice->first;
    struct filter_error *error = reading->error;
    slice->type = FT_BYTES;
    if (is_field(entity)) {
        entity->type = entity->name.type;
        return type_can_slice(entity->type) ||
               filter_fail(error, entity->at, entity->len,
                   "\"%s\" is a %s and cannot be sliced into a sequence of bytes.",
                   entity->name.text, field_type_title(entity->type));
    }
    if (entity->kind == NODE_SLICE) return check_slice(reading, entity);
    if (entity->kind != NODE_CALL)
        return filter_fail(error, entity->at, entity->len, "Range is not supported for entity %.*s",
            SHOWN(entity));
    if (!check_call(reading, entity, FT_NONE)) return false;
    return type_can_slice(entity->type) ||
           filter_fail(error, entity->at, entity->len,
               "Return value of function \"%s\" is a %s and cannot be converted into a sequence of "
               "bytes.",
               function_name(entity->operation), field_type_title(entity->type));
}

static bool check_operand(struct reading *reading, struct node *node, enum field_type wanted)
{
    switch (node->kind) {
    case NODE_FIELD:
    case NODE_REFERENCE:
        node->type = node->name.type;
        return true;
    case NODE_LITERAL:
        return literal_convert(reading, node, wanted, false, NULL);
    case NODE_VALUE:
        return true;
    case NODE_CALL:
        return check_call(reading, node, wanted);
    case NODE_SLICE:
        return check_slice(reading, node);
    default:
        return filter_fail(reading->error, node->at, node->len,
            "%.*s is not a valid arithmetic operand.", SHOWN(node));
    }
}

/* Whether the operation is for values like this operand. */
static bool check_able(struct reading *reading, const struct node *operation,
    const struct node *operand, bool (*can)(enum field_type))
{
    return can(operand->type) ||
           filter_fail(reading->error, operand->at, operand->len, "%s cannot %.*s.",
               field_type_name(operand->type), SHOWN(operation));
}

static bool check_negate(struct reading *reading, struct node *node, enum field_type wanted)
{
    struct node *operand = node->first;
    if (!check_operand(reading, operand, wanted)) return false;
    node->type = operand->type;
    if (!check_able(reading, node, operand, type_can_negate)) return false;
    struct value negative;
    enum value_class class = value_class(operand->type);
    return operand->kind != NODE_VALUE || value_negate(class, &operand->value, &negative) ||
           filter_fail(reading->error, operand->at, operand->len, "%.*s: %llu overflows %s",
               SHOWN(operand), (unsigned long long)operand->value.number,
               class == CLASS_WIDE ? "gint64" : "gint32");
}

bool check_arithmetic(struct reading *reading, struct node *node, enum field_type wanted)
{
    static bool (*const cans[])(enum field_type) = {[ARITHMETIC_MASK] = type_can_mask,
        [ARITHMETIC_ADD] = type_can_add,
        [ARITHMETIC_SUBTRACT] = type_can_add,
        [ARITHMETIC_MULTIPLY] = type_can_multiply,
        [ARITHMETIC_DIVIDE] = type_can_multiply,
        [ARITHMETIC_MODULO] = type_can_divide};
    if (node->kind != NODE_ARITHMETIC && node->kind != NODE_NEGATE)
        return check_operand(reading, node, wanted);
    struct node *first = node->first, *second = node->second;
    if (wanted == FT_NONE && is_literal(first))
        return filter_fail(reading->error, first->at, first->len,
            "Constant arithmetic expression on the LHS is invalid.");
    if (node->kind == NODE_NEGATE) return check_negate(reading, node, wanted);
    bool (*can)(enum field_type) = cans[node->operation];
    if (!check_arithmetic(reading, first, wanted) || !check_able(reading, node, first, can))
        return false;
    if (!check_arithmetic(reading, second, first->type) || !check_able(reading, node, second, can))
        return false;
    node->type = first->type;
    return types_compatible(first->type, second->type) ||
           filter_fail(reading->error, second->at, second->len,
               "%.*s and %.*s are not type compatible.", SHOWN(first), SHOWN(second));
}

/* --- the right side of a relation --------------------------------------------------------------- */

/* Whether both sides can meet, having a type each. */
static bool check_meeting(const struct sides *sides, struct node *right)
{
    struct filter_error *error = sides->reading->error;
    const struct node *left = sides->left;
    if (!types_compatible(sides->type, right->type)) {
        if (right->kind == NODE_CALL && is_field(left))
            return filter_fail(error, right->at, right->len,
                "%s (type=%s) and return value of %s() (type=%s) are not of compatible types.",
                left->name.text, field_type_title(sides->type), function_name(right->operation),
                field_type_title(right->type));
        if (right->kind == NODE_CALL)
            return filter_fail(error, right->at, right->len,
                "Return values of function %s (type=%s) and function %s (type=%s) are not of "
                "compatible types.",
                function_name(left->operation), field_type_title(sides->type),
                function_name(right->operation), field_type_title(right->type));
        if (right->kind == NODE_REFERENCE)
            return filter_fail(error, right->at, right->len,
                "%.*s and %.*s <%s> are not of compatible types.", SHOWN(left), SHOWN(right),
                field_type_name(right->type));
        return filter_fail(error, right->at, right->len,
            "%s%.*s and %.*s are not of compatible types.",
            left->kind == NODE_CALL ? "Function " : "", SHOWN(left), SHOWN(right));
    }
    return sides->can(right->type) ||
           filter_fail(error, right->at, right->len,
               "%.*s (type=%s) cannot participate in specified comparison.", SHOWN(right),
               field_type_title(right->type));
}

static bool check_bytes_of(struct reading *reading, const struct node *node, enum field_type type)
{
    if (type_can_slice(type)) return true;
    if (node->kind == NODE_CALL)
        return filter_fail(reading->error, node->at, node->len,
            "Return value of function \"%s\" is a %s and cannot be converted into a sequence of "
            "bytes.",
            function_name(node->operation), field_type_title(type));
    return filter_fail(reading->error, node->at, node->len,
        "\"%.*s\" is a %s and cannot be converted into a sequence of bytes.", SHOWN(node),
        field_type_title(type));
}

/* Fields may share a name and differ in type: a string is meant for one, a literal for the other. */
static void choose_row(struct sides *sides, const struct node *right)
{
    const struct name *name = &sides->left->name;
    bool wants_string = right->kind == NODE_STRING;
    for (size_t i = 0; sides->row && i < name->nrows && type_is_string(sides->type) != wants_string;
         i++) {
        if (type_is_string(name->rows[i]->type) != wants_string) continue;
        sides->row = name->rows[i];
        sides->type = sides->row->type;
    }
}

static bool check_right(struct sides sides, struct node *right)
{
    struct reading *reading = sides.reading;
    bool sliced = sides.left->kind == NODE_SLICE;
    switch (right->kind) {
    case NODE_LITERAL:
    case NODE_STRING:
        choose_row(&sides, right);
        return literal_convert(reading, right, sides.type, sides.part, sides.row);
    case NODE_CHARACTER:
        return literal_convert(reading, right, sides.type, sides.part, NULL);
    case NODE_VALUE:
    case NODE_PATTERN:
        return true;
    case NODE_FIELD:
    case NODE_REFERENCE:
        right->type = right->name.type;
        return sliced ? check_bytes_of(reading, right, right->type) : check_meeting(&sides, right);
    case NODE_SLICE:
        return check_slice(reading, right) && check_bytes_of(reading, sides.left, sides.type);
    case NODE_CALL:
        if (!check_call(reading, right, sides.type)) return false;
        return sliced ? check_bytes_of(reading, right, right->type) : check_meeting(&sides, right);
    default:
        return check_arithmetic(reading, right, sides.type) && check_meeting(&sides, right);
    }
}

/* --- relations ---------------------------------------------------------------------------------- */

/* The first thing that has a type of its own: a in `a + 1 - b`. */
static struct node *leading(struct node *node)
{
    while (node->kind == NODE_ARITHMETIC || node->kind == NODE_NEGATE)
        node = node->first;
    return node;
}

static bool check_left(struct sides *sides)
{
    struct reading *reading = sides->reading;
    struct node *whole = sides->relation->first, *left = leading(whole);
    const char *quote = sides->part ? "" : "\"";
    if (whole != left && !check_arithmetic(reading, whole, FT_NONE)) return false;
    sides->left = left;
    switch (left->kind) {
    case NODE_FIELD:
    case NODE_REFERENCE:
        left->type = left->name.type;
        sides->row = left->name.nrows ? left->name.rows[0] : NULL;
        break;
    case NODE_SLICE:
        if (!check_slice(reading, left)) return false;
        break;
    case NODE_CALL:
        if (!check_call(reading, left, FT_NONE)) return false;
        break;
    default:
        return filter_fail(reading->error, left->at, left->len,
            "Left side of %s%.*s%s expression must be a field or function, not %.*s.", quote,
            SHOWN(sides->relation), quote, SHOWN(left));
    }
    sides->type = left->type;
    if (sides->can(sides->type)) return true;
    return filter_fail(reading->error, left->at, left->len,
        "%s%s (type=%s) cannot participate in %.*s comparison.",
        left->kind == NODE_CALL ? "Function " : "",
        is_field(left) ? left->name.text : function_name(left->operation),
        field_type_title(sides->type), SHOWN(sides->relation));
}

static bool check_pattern(struct reading *reading, struct node *right)
{
    if (right->kind != NODE_STRING)
        return filter_fail(reading->error, right->at, right->len,
            "Matches requires a double quoted string on the right side.");
    struct text complaint = {0};
    right->pattern = pattern_create(right->text, &complaint);
    if (right->pattern) {
        reading->patterns = pattern_join(right->pattern, reading->patterns);
        right->kind = NODE_PATTERN;
    } else {
        filter_fail(reading->error, 0, 0, "Regex compilation error: %s.", text_string(&complaint));
    }
    text_finish(&complaint);
    return right->kind == NODE_PATTERN;
}

static bool check_set(struct sides *sides)
{
    struct node *left = sides->relation->first;
    if (left->kind != NODE_FIELD)
        return filter_fail(sides->reading->error, left->at, left->len,
            "Only a field may be tested for membership in a set.");
    if (!check_left(sides)) return false;
    for (struct node *element = sides->relation->second; element; element = element->next) {
        if (element->kind == NODE_SLICE)
            return filter_fail(sides->reading->error, 0, 0, "A slice may not appear inside a set.");
        if (!check_right(*sides, element)) return false;
        if (element->to && !check_right(*sides, element->to)) return false;
    }
    return true;
}

static bool check_relation(struct reading *reading, struct node *relation)
{
    bool search =
        relation->operation == RELATION_CONTAINS || relation->operation == RELATION_MATCHES;
    struct sides sides = {
        .reading = reading, .relation = relation, .can = type_can_equal, .part = search};
    if (relation->operation == RELATION_CONTAINS) sides.can = type_can_contain;
    if (relation->operation == RELATION_MATCHES) sides.can = type_can_match;
    if (relation->operation == RELATION_IN) return check_set(&sides);
    if (relation->operation == RELATION_MATCHES && !check_pattern(reading, relation->second))
        return false;
    return check_left(&sides) && check_right(sides, relation->second);
}

/* --- the whole ---------------------------------------------------------------------------------- */

/* What stands for itself: is it there, is it not zero? */
static bool check_presence(struct reading *reading, struct node *node)
{
    struct filter_error *error = reading->error;
    switch (node->kind) {
    case NODE_FIELD:
        node->type = node->name.type;
        return true;
    case NODE_SLICE:
        return check_slice(reading, node);
    case NODE_CALL:
        return filter_fail(
            error, node->at, node->len, "You cannot test whether a function is present.");
    case NODE_REFERENCE:
        return filter_fail(error, node->at, node->len,
            "%.*s <%s> is neither a field nor a protocol name.", SHOWN(node),
            field_type_name(node->name.type));
    case NODE_ARITHMETIC:
    case NODE_NEGATE:
        return check_arithmetic(reading, node, FT_NONE);
    default:
        return filter_fail(error, node->at, node->len,
            "%.*s is neither a field nor a protocol name.", SHOWN(node));
    }
}

static bool check_node(struct reading *reading, struct node *node)
{
    if (node->kind == NODE_RELATION) return check_relation(reading, node);
    if (node->kind == NODE_NOT) return check_node(reading, node->first);
    if (node->kind != NODE_AND && node->kind != NODE_OR) return check_presence(reading, node);
    for (struct node *member = node->first; member; member = member->next)
        if (!check_node(reading, member)) return false;
    return true;
}

bool check_filter(struct reading *reading, struct node *root)
{
    return !root || check_node(reading, root);
}
