/* Tokens become a tree.  From loose to tight: or, and, not, relations, and what operands.c reads.
 *
 *     or         := and {"or" and}
 *     and        := not {"and" not}
 *     not        := {"not"} ( "(" or ")" | relation )
 *     relation   := ["any"|"all"] sum [ comparison sum {comparison sum}
 *                   | "contains" entity | "matches" entity | ["not"] "in" set ]
 *     set        := "{" element {"," element} "}"      element := [+-] entity [".." [+-] entity]
 *
 * A list of any length makes a node of any width, not depth, and depth is bounded.
 * SPDX-License-Identifier: MIT */
#include "filter/parser.h"

#include <string.h>

static struct node *parse_or(struct parser *parser);

/* One comparison operator, and whether it asks for all values when nothing else is said. */
static bool comparison(enum token_kind kind, enum relation *relation, bool *all)
{
    *all = kind == TOKEN_ALL_EQ || kind == TOKEN_ALL_NE;
    switch (kind) {
    case TOKEN_ANY_EQ:
    case TOKEN_ALL_EQ:
        *relation = RELATION_EQ;
        return true;
    case TOKEN_ANY_NE:
    case TOKEN_ALL_NE:
        *relation = RELATION_NE;
        return true;
    case TOKEN_GT:
        *relation = RELATION_GT;
        return true;
    case TOKEN_GE:
        *relation = RELATION_GE;
        return true;
    case TOKEN_LT:
        *relation = RELATION_LT;
        return true;
    case TOKEN_LE:
        *relation = RELATION_LE;
        return true;
    default:
        return false;
    }
}

/* What `any` and `all` in front make of a relation. */
enum quantity { QUANTITY_USUAL, QUANTITY_ANY, QUANTITY_ALL };

static struct node *relation_new(
    struct parser *parser, enum relation relation, bool all, enum quantity quantity)
{
    struct node *node = parser_node(parser, NODE_RELATION);
    if (!node || !parser_next(parser)) return NULL;
    node->operation = relation;
    node->all = quantity == QUANTITY_ALL || (all && quantity == QUANTITY_USUAL);
    return node;
}

/* a < b <= c: a < b and b <= c. */
static struct node *parse_comparisons(
    struct parser *parser, struct node *left, enum quantity quantity)
{
    struct node *first = NULL, **end = &first, *both;
    enum relation relation;
    bool all;
    while (comparison(parser->token.kind, &relation, &all)) {
        struct node *node = relation_new(parser, relation, all, quantity);
        struct node *right = node ? parser_sum(parser, 0) : NULL;
        if (!right) return NULL;
        /* Each use is checked for itself, so each has its own node. */
        struct node *again = arena_take(parser->reading->arena, sizeof *again);
        if (!again) return parser_out_of_memory(parser);
        *again = *right;
        node->first = left;
        node->second = right;
        *end = node;
        end = &node->next;
        left = again;
    }
    if (!first->next) return first;
    both = parser_node(parser, NODE_AND);
    if (both) both->first = first;
    return both;
}

/* One element of a set. */
static struct node *parse_element(struct parser *parser)
{
    struct node *node = parser_signed(parser);
    if (!node || parser->token.kind != TOKEN_DOTS) return node;
    if (!parser_next(parser)) return NULL;
    node->to = parser_signed(parser);
    return node->to ? node : NULL;
}

static struct node *parse_set(struct parser *parser)
{
    struct node *first = NULL, **end = &first;
    if (!parser_expect(parser, TOKEN_LBRACE)) return NULL;
    for (;;) {
        *end = parse_element(parser);
        if (!*end) return NULL;
        end = &(*end)->next;
        if (parser->token.kind != TOKEN_COMMA) break;
        if (!parser_next(parser)) return NULL;
    }
    return parser_expect(parser, TOKEN_RBRACE) ? first : NULL;
}

/* contains, matches and in take a single entity on the left. */
static struct node *parse_search(struct parser *parser, struct node *left, enum quantity quantity)
{
    struct node *not = NULL;
    if (parser->token.kind == TOKEN_NOT) {
        not = parser_node(parser, NODE_NOT);
        if (!not || !parser_next(parser)) return NULL;
        if (parser->token.kind != TOKEN_IN) return parser_unexpected(parser);
    }
    enum relation relation = parser->token.kind == TOKEN_CONTAINS  ? RELATION_CONTAINS
                             : parser->token.kind == TOKEN_MATCHES ? RELATION_MATCHES
                                                                   : RELATION_IN;
    /* In `all x not in {…}` the word belongs to the negation, where it says nothing. */
    struct node *node = relation_new(parser, relation, false, not ? QUANTITY_USUAL : quantity);
    if (!node) return NULL;
    node->first = left;
    node->second = relation == RELATION_IN ? parse_set(parser) : parser_entity(parser);
    if (!node->second) return NULL;
    if (!not ) return node;
    not ->first = node;
    return not ;
}

static struct node *parse_relation(struct parser *parser)
{
    enum quantity quantity = parser->token.kind == TOKEN_ANY   ? QUANTITY_ANY
                             : parser->token.kind == TOKEN_ALL ? QUANTITY_ALL
                                                               : QUANTITY_USUAL;
    if (quantity != QUANTITY_USUAL && !parser_next(parser)) return NULL;
    enum token_kind begin = parser->token.kind;
    bool is_signed = begin == TOKEN_PLUS || begin == TOKEN_MINUS || begin == TOKEN_LBRACE;
    struct node *left = parser_sum(parser, 0);
    enum relation relation;
    bool all;
    if (!left) return NULL;
    if (comparison(parser->token.kind, &relation, &all))
        return parse_comparisons(parser, left, quantity);
    switch (parser->token.kind) {
    case TOKEN_NOT:
    case TOKEN_IN:
    case TOKEN_CONTAINS:
    case TOKEN_MATCHES:
        if (is_signed || left->kind == NODE_ARITHMETIC) return parser_unexpected(parser);
        return parse_search(parser, left, quantity);
    default:
        return quantity == QUANTITY_USUAL ? left : parser_unexpected(parser);
    }
}

static struct node *parse_not(struct parser *parser)
{
    struct node *not = NULL;
    bool negated = false;
    while (parser->token.kind == TOKEN_NOT) {
        if (!not &&!(not = parser_node(parser, NODE_NOT))) return NULL;
        negated = !negated;
        if (!parser_next(parser)) return NULL;
    }
    struct node *node;
    if (parser->token.kind == TOKEN_LPAREN) {
        if (++parser->depth > TREE_DEPTH) return parser_too_deep(parser);
        if (!parser_next(parser)) return NULL;
        node = parse_or(parser);
        if (!node || !parser_expect(parser, TOKEN_RPAREN)) return NULL;
        parser->depth--;
    } else {
        node = parse_relation(parser);
    }
    if (!node || !negated) return node;
    not ->first = node;
    return not ;
}

/* Members joined by `word`. */
static struct node *parse_list(struct parser *parser, enum token_kind word, enum node_kind kind,
    struct node *(*parse_member)(struct parser *))
{
    struct node *first = parse_member(parser), *last = first;
    if (!first || parser->token.kind != word) return first;
    struct node *list = parser_node(parser, kind);
    if (!list) return NULL;
    list->first = first;
    while (parser->token.kind == word) {
        if (!parser_next(parser)) return NULL;
        last->next = parse_member(parser);
        if (!(last = last->next)) return NULL;
    }
    return list;
}

static struct node *parse_and(struct parser *parser)
{
    return parse_list(parser, TOKEN_AND, NODE_AND, parse_not);
}

static struct node *parse_or(struct parser *parser)
{
    return parse_list(parser, TOKEN_OR, NODE_OR, parse_and);
}

bool parse_filter(struct reading *reading, const char *text, struct node **root)
{
    struct parser parser = {.reading = reading,
        .lexer = {.text = text,
            .len = strlen(text),
            .arena = reading->arena,
            .dissector = reading->dissector,
            .error = reading->error}};
    *root = NULL;
    if (!parser_next(&parser)) return false;
    if (parser.token.kind == TOKEN_END) return true;
    *root = parse_or(&parser);
    if (*root && parser.token.kind == TOKEN_END) return true;
    if (*root) parser_unexpected(&parser);
    return false;
}
