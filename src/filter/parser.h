/* The parser in its two halves: what gives a value (operands.c) and what is true or false (parser.c).
 * SPDX-License-Identifier: MIT */
#pragma once
#include "filter/lexer.h"
#include "filter/tree.h"

struct parser {
    struct reading *reading;
    struct lexer lexer;
    struct token token; /* the one that is looked at */
    unsigned depth;
};

/* Looks at the next token; false when there is none. */
bool parser_next(struct parser *parser);
/* The same if the present one is of this kind; else that is an error. */
bool parser_expect(struct parser *parser, enum token_kind kind);
/* A node that the present token stands for; NULL when memory runs out. */
struct node *parser_node(struct parser *parser, enum node_kind kind);

/* Errors at the present token; NULL. */
void *parser_unexpected(struct parser *parser);
struct node *parser_out_of_memory(struct parser *parser);
struct node *parser_too_deep(struct parser *parser);

/* Arithmetic whose operators bind at least as tight as `level`; 0: any.  NULL after an error, and so
 * the others. */
struct node *parser_sum(struct parser *parser, unsigned level);
struct node *parser_entity(struct parser *parser);
/* An entity, perhaps with a sign in front. */
struct node *parser_signed(struct parser *parser);
