/* What gives a value: fields, literals, slices, functions and arithmetic.
 *
 *     sum        := operand {operator operand}, & binding weaker than + -, and those than * / %
 *     operand    := [+-] entity | "{" sum "}"
 *     entity     := (name [layers] | literal | string | character | function) {"[" ranges "]"}
 *
 * SPDX-License-Identifier: MIT */
#include "filter/parser.h"

bool parser_next(struct parser *parser)
{
    return lexer_next(&parser->lexer, &parser->token);
}

static const char *shown(const struct parser *parser)
{
    return parser->lexer.text + parser->token.at;
}

void *parser_unexpected(struct parser *parser)
{
    const struct token *token = &parser->token;
    if (token->kind == TOKEN_END)
        filter_fail(parser->reading->error, 0, 0, "Unexpected end of filter expression.");
    else
        filter_fail(parser->reading->error, token->at, token->len,
            "\"%.*s\" was unexpected in this context.", (int)token->len, shown(parser));
    return NULL;
}

struct node *parser_out_of_memory(struct parser *parser)
{
    filter_fail(parser->reading->error, 0, 0, "out of memory");
    return NULL;
}

struct node *parser_too_deep(struct parser *parser)
{
    filter_fail(parser->reading->error, parser->token.at, parser->token.len,
        "The filter is nested too deeply: %u levels are the limit.", TREE_DEPTH);
    return NULL;
}

/* A node that the present token stands for. */
struct node *parser_node(struct parser *parser, enum node_kind kind)
{
    struct node *node = arena_take(parser->reading->arena, sizeof *node);
    if (!node) return parser_out_of_memory(parser);
    node->kind = kind;
    node->at = parser->token.at;
    node->len = parser->token.len;
    node->shown = shown(parser);
    return node;
}

bool parser_expect(struct parser *parser, enum token_kind kind)
{
    if (parser->token.kind == kind) return parser_next(parser);
    parser_unexpected(parser);
    return false;
}

/* The ranges between '[' and ']'; the present token is '['. */
static struct range *parse_ranges(struct parser *parser)
{
    struct range *first = NULL, **end = &first;
    do {
        if (!parser_next(parser)) return NULL;
        if (parser->token.kind != TOKEN_RANGE) return parser_unexpected(parser);
        *end =
            parse_range(parser->reading, parser->lexer.text, parser->token.at, parser->token.len);
        if (!*end || !parser_next(parser)) return NULL;
        end = &(*end)->next;
    } while (parser->token.kind == TOKEN_COMMA);
    return parser_expect(parser, TOKEN_RBRACKET) ? first : NULL;
}

/* Behind a name: #2 or #[1-2]. */
static struct node *parse_layers(struct parser *parser, struct node *node)
{
    if (parser->token.kind != TOKEN_HASH) return node;
    if (!parser_next(parser)) return NULL;
    if (parser->token.kind == TOKEN_LBRACKET) {
        node->ranges = parse_ranges(parser);
        if (!node->ranges) return NULL;
    } else if (parser->token.kind == TOKEN_INDEX) {
        node->ranges =
            parse_range(parser->reading, parser->lexer.text, parser->token.at, parser->token.len);
        if (!node->ranges || !parser_next(parser)) return NULL;
    } else {
        return parser_unexpected(parser);
    }
    if (node->kind == NODE_FIELD) return node;
    filter_fail(parser->reading->error, node->at, node->len, "%.*s is not a valid field",
        (int)node->len, node->shown);
    return NULL;
}

/* The parameters; the present token is '('. */
static struct node *parse_call(struct parser *parser, struct node *node)
{
    struct node **end = &node->first;
    node->kind = NODE_CALL;
    if (!parser_next(parser)) return NULL;
    while (parser->token.kind != TOKEN_RPAREN || node->first) {
        *end = parser_sum(parser, 0);
        if (!*end) return NULL;
        if ((*end)->depth >= node->depth) node->depth = (*end)->depth + 1;
        end = &(*end)->next;
        if (parser->token.kind != TOKEN_COMMA) break;
        if (!parser_next(parser)) return NULL;
    }
    if (!parser_expect(parser, TOKEN_RPAREN)) return NULL;
    node->operation = function_named(node->shown, node->len);
    if (node->operation != FUNCTIONS) return node;
    filter_fail(parser->reading->error, node->at, node->len, "Function '%.*s' does not exist",
        (int)node->len, node->shown);
    return NULL;
}

/* A word: a function, a field, or a literal. */
static struct node *parse_word(struct parser *parser)
{
    struct node *node = parser_node(parser, NODE_LITERAL);
    if (!node || !parser_next(parser)) return NULL;
    if (parser->token.kind == TOKEN_LPAREN) return parse_call(parser, node);
    if (names_find(parser->reading->dissector, node->shown, node->len, &node->name))
        node->kind = NODE_FIELD;
    return parse_layers(parser, node);
}

static struct node *parse_forced(struct parser *parser)
{
    struct node *node = parser_node(parser, NODE_FIELD);
    if (!node || !parser_next(parser)) return NULL;
    names_find(parser->reading->dissector, node->shown + 1, node->len - 1, &node->name);
    return parse_layers(parser, node);
}

/* ${tcp.port}; what else stands in ${} macro.c has replaced. */
static struct node *parse_reference(struct parser *parser)
{
    if (!parser_next(parser) || !parser_expect(parser, TOKEN_LBRACE)) return NULL;
    if (parser->token.kind != TOKEN_WORD && parser->token.kind != TOKEN_FIELD)
        return parser_unexpected(parser);
    struct node *node =
        parser->token.kind == TOKEN_WORD ? parse_word(parser) : parse_forced(parser);
    if (!node) return NULL;
    if (node->kind != NODE_FIELD) {
        filter_fail(parser->reading->error, node->at, node->len, "%.*s is not a valid field",
            (int)node->len, node->shown);
        return NULL;
    }
    node->kind = NODE_REFERENCE;
    return parser_expect(parser, TOKEN_RBRACE) ? node : NULL;
}

static struct node *parse_atom(struct parser *parser)
{
    struct node *node;
    switch (parser->token.kind) {
    case TOKEN_WORD:
        return parse_word(parser);
    case TOKEN_FIELD:
        return parse_forced(parser);
    case TOKEN_DOLLAR:
        return parse_reference(parser);
    case TOKEN_LITERAL:
        node = parser_node(parser, NODE_LITERAL);
        break;
    case TOKEN_STRING:
        node = parser_node(parser, NODE_STRING);
        if (node) node->text = parser->token.value;
        break;
    case TOKEN_CHARACTER:
        node = parser_node(parser, NODE_CHARACTER);
        if (node) node->character = parser->token.character;
        break;
    default:
        return parser_unexpected(parser);
    }
    return node && parser_next(parser) ? node : NULL;
}

struct node *parser_entity(struct parser *parser)
{
    struct node *node = parse_atom(parser);
    while (node && parser->token.kind == TOKEN_LBRACKET) {
        struct node *slice = parser_node(parser, NODE_SLICE);
        if (!slice) return NULL;
        slice->len = 0; /* no single token stands for it */
        slice->first = node;
        slice->depth = node->depth + 1;
        if (slice->depth > TREE_DEPTH) return parser_too_deep(parser);
        slice->ranges = parse_ranges(parser);
        if (!slice->ranges) return NULL;
        node = slice;
    }
    return node;
}

/* An entity with a sign. */
struct node *parser_signed(struct parser *parser)
{
    if (parser->token.kind == TOKEN_PLUS) return parser_next(parser) ? parser_entity(parser) : NULL;
    if (parser->token.kind != TOKEN_MINUS) return parser_entity(parser);
    struct node *negate = parser_node(parser, NODE_NEGATE);
    if (!negate || !parser_next(parser)) return NULL;
    negate->first = parser_entity(parser);
    if (!negate->first) return NULL;
    negate->depth = negate->first->depth + 1;
    return negate;
}

static struct node *parse_operand(struct parser *parser)
{
    if (parser->token.kind != TOKEN_LBRACE) return parser_signed(parser);
    if (!parser_next(parser)) return NULL;
    struct node *node = parser_sum(parser, 0);
    return node && parser_expect(parser, TOKEN_RBRACE) ? node : NULL;
}

/* How tight an arithmetic operator binds; -1 for anything else. */
static int tightness(enum token_kind kind, enum arithmetic *operation)
{
    switch (kind) {
    case TOKEN_BITAND:
        *operation = ARITHMETIC_MASK;
        return 0;
    case TOKEN_PLUS:
        *operation = ARITHMETIC_ADD;
        return 1;
    case TOKEN_MINUS:
        *operation = ARITHMETIC_SUBTRACT;
        return 1;
    case TOKEN_STAR:
        *operation = ARITHMETIC_MULTIPLY;
        return 2;
    case TOKEN_SLASH:
        *operation = ARITHMETIC_DIVIDE;
        return 2;
    case TOKEN_PERCENT:
        *operation = ARITHMETIC_MODULO;
        return 2;
    default:
        return -1;
    }
}

/* Arithmetic whose operators bind at least as tight as `level`. */
struct node *parser_sum(struct parser *parser, unsigned level)
{
    if (++parser->depth > TREE_DEPTH) return parser_too_deep(parser);
    struct node *left = parse_operand(parser);
    enum arithmetic operation = ARITHMETIC_MASK;
    int found;
    while (left && (found = tightness(parser->token.kind, &operation)) >= (int)level) {
        struct node *node = parser_node(parser, NODE_ARITHMETIC);
        if (!node || !parser_next(parser)) return NULL;
        node->operation = operation;
        node->first = left;
        node->second = parser_sum(parser, (unsigned)found + 1);
        if (!node->second) return NULL;
        node->depth = 1 + (left->depth > node->second->depth ? left->depth : node->second->depth);
        if (node->depth > TREE_DEPTH) return parser_too_deep(parser);
        left = node;
    }
    parser->depth--;
    return left;
}
