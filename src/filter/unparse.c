/* A checked tree becomes the text of a filter again, each part in parentheses where it needs them.
 * SPDX-License-Identifier: MIT */
#include "filter/unparse.h"

#include <string.h>

static void put_ranges(struct text *text, const struct range *range)
{
    text_char(text, '[');
    for (bool first = true; range; range = range->next, first = false) {
        bool single = range->kind == RANGE_LENGTH && range->second == 1;
        if (!first) text_char(text, ',');
        text_int(text, range->start);
        if (!single) text_char(text, range->kind == RANGE_TO ? '-' : ':');
        if (!single && range->kind != RANGE_REST) text_int(text, range->second);
    }
    text_char(text, ']');
}

static void put_list(struct text *text, const struct node *node)
{
    for (bool first = true; node; node = node->next, first = false) {
        if (!first) text_put(text, ", ");
        unparse_value(text, node);
        if (!node->to) continue;
        text_put(text, " .. ");
        unparse_value(text, node->to);
    }
}

static void put_operand(struct text *text, const struct node *node)
{
    bool compound = node->kind == NODE_ARITHMETIC || node->kind == NODE_NEGATE;
    if (compound) text_char(text, '{');
    unparse_value(text, node);
    if (compound) text_char(text, '}');
}

void unparse_value(struct text *text, const struct node *node)
{
    static const char *const operators[] = {[ARITHMETIC_MASK] = " & ",
        [ARITHMETIC_ADD] = " + ",
        [ARITHMETIC_SUBTRACT] = " - ",
        [ARITHMETIC_MULTIPLY] = " * ",
        [ARITHMETIC_DIVIDE] = " / ",
        [ARITHMETIC_MODULO] = " % "};
    switch (node->kind) {
    case NODE_FIELD:
        text_put(text, node->name.text);
        if (node->ranges) text_char(text, '#');
        if (node->ranges) put_ranges(text, node->ranges);
        break;
    case NODE_REFERENCE:
        text_format(text, "${%s}", node->name.text);
        break;
    case NODE_SLICE:
        put_operand(text, node->first);
        put_ranges(text, node->ranges);
        break;
    case NODE_CALL:
        text_format(text, "%s(", function_name(node->operation));
        put_list(text, node->first);
        text_char(text, ')');
        break;
    case NODE_NEGATE:
        text_char(text, '-');
        put_operand(text, node->first);
        break;
    case NODE_ARITHMETIC:
        put_operand(text, node->first);
        text_put(text, operators[node->operation]);
        put_operand(text, node->second);
        break;
    default: /* what was typed */
        text_add(text, node->shown, node->len);
    }
}

static void put_relation(struct text *text, const struct node *node)
{
    static const char *const words[] = {[RELATION_EQ] = "==",
        [RELATION_NE] = "!==",
        [RELATION_GT] = ">",
        [RELATION_GE] = ">=",
        [RELATION_LT] = "<",
        [RELATION_LE] = "<=",
        [RELATION_CONTAINS] = "contains",
        [RELATION_MATCHES] = "matches",
        [RELATION_IN] = "in"};
    const char *word = words[node->operation];
    bool own = node->operation == RELATION_EQ || node->operation == RELATION_NE;
    if (node->all && own) word = node->operation == RELATION_EQ ? "===" : "!=";
    if (node->all && !own) text_put(text, "all ");
    unparse_value(text, node->first);
    text_format(text, " %s ", word);
    if (node->operation != RELATION_IN) {
        unparse_value(text, node->second);
        return;
    }
    text_char(text, '{');
    put_list(text, node->second);
    text_char(text, '}');
}

/* How tight it binds: `not` the tightest of the three. */
static unsigned strength(const struct node *node)
{
    return node->kind == NODE_OR ? 0 : node->kind == NODE_AND ? 1 : 2;
}

static void put_test(struct text *text, const struct node *node, const struct rewriting *rewriting)
{
    if (rewriting && node == rewriting->node) {
        text_put(text, rewriting->text);
    } else if (node->kind == NODE_NOT) {
        bool whole = strength(node->first) < 2;
        text_put(text, whole ? "not (" : "not ");
        put_test(text, node->first, rewriting);
        if (whole) text_char(text, ')');
    } else if (node->kind == NODE_AND || node->kind == NODE_OR) {
        for (const struct node *member = node->first; member; member = member->next) {
            bool whole = strength(member) <= strength(node);
            if (member != node->first) text_put(text, node->kind == NODE_AND ? " and " : " or ");
            if (whole) text_char(text, '(');
            put_test(text, member, rewriting);
            if (whole) text_char(text, ')');
        }
    } else if (node->kind == NODE_RELATION) {
        put_relation(text, node);
    } else {
        unparse_value(text, node);
    }
}

void unparse(struct text *text, const struct node *node, const struct rewriting *rewriting)
{
    put_test(text, node, rewriting);
}
