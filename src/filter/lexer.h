/* Tokens of the filter language.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "filter/arena.h"
#include "filter/filter.h"

enum token_kind {
    TOKEN_END,
    TOKEN_WORD,      /* a name, or a literal that looks like one: tcp.port, 80, GET */
    TOKEN_FIELD,     /* .tcp.port: a name by force */
    TOKEN_LITERAL,   /* can be nothing else: fe80::1, 10.0.0.0/8, :78 */
    TOKEN_STRING,    /* "quoted" */
    TOKEN_CHARACTER, /* 'c' */
    TOKEN_RANGE,     /* in brackets: 1:2, 3-4 … */
    TOKEN_INDEX,     /* behind #: a number */
    TOKEN_LPAREN,
    TOKEN_RPAREN,
    TOKEN_LBRACE,
    TOKEN_RBRACE,
    TOKEN_LBRACKET,
    TOKEN_RBRACKET,
    TOKEN_COMMA,
    TOKEN_DOTS,
    TOKEN_HASH,
    TOKEN_DOLLAR,
    TOKEN_ANY,
    TOKEN_ALL,
    TOKEN_NOT,
    TOKEN_AND,
    TOKEN_OR,
    TOKEN_IN,
    TOKEN_CONTAINS,
    TOKEN_MATCHES,
    TOKEN_ANY_EQ,
    TOKEN_ALL_EQ,
    TOKEN_ANY_NE,
    TOKEN_ALL_NE,
    TOKEN_GT,
    TOKEN_GE,
    TOKEN_LT,
    TOKEN_LE,
    TOKEN_BITAND,
    TOKEN_PLUS,
    TOKEN_MINUS,
    TOKEN_STAR,
    TOKEN_SLASH,
    TOKEN_PERCENT,
};

struct token {
    enum token_kind kind;
    size_t at, len;     /* where in the filter */
    struct bytes value; /* of a string: without quotes and escapes */
    uint32_t character; /* of a character constant */
};

/* The rules differ behind '#' and in brackets. */
enum lexer_mode { LEXER_USUAL, LEXER_LAYER, LEXER_RANGE };

struct lexer {
    const char *text;
    size_t len, at;
    enum lexer_mode mode;
    struct arena *arena;
    const struct dissector *dissector;
    struct filter_error *error;
};

/* The next token; false, with the error filled, when there is none. */
bool lexer_next(struct lexer *lexer, struct token *token);

/* Fills the error; false. */
bool filter_fail(struct filter_error *error, size_t at, size_t len, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* For lexer.c: what begins with a quote (lexer_string.c). */
bool lexer_string(struct lexer *lexer, struct token *token, size_t prefix);
bool lexer_character(struct lexer *lexer, struct token *token);
/* For lexer.c: how long the address or bytes literal at `at` is, 0 if there is none (lexer_literal.c). */
size_t lexer_literal(const char *at, size_t len);
/* How long the name at `at` is: words of letters, digits, _ and -, joined by single dots. */
size_t lexer_name(const char *at, size_t len);
