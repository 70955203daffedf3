/* Characters become tokens.  As in Wireshark the longest match wins, and of equally long ones the
 * more special.  SPDX-License-Identifier: MIT */
#include "filter/lexer.h"

#include <ctype.h>
#include <stdarg.h>
#include <string.h>

#include "filter/names.h"

static const struct spelling {
    const char *text;
    enum token_kind kind;
} symbols[] =
    {
        /* The longer before the shorter. */
        {"===", TOKEN_ALL_EQ},
        {"!==", TOKEN_ANY_NE},
        {"==", TOKEN_ANY_EQ},
        {"!=", TOKEN_ALL_NE},
        {"~=", TOKEN_ANY_NE},
        {">=", TOKEN_GE},
        {"<=", TOKEN_LE},
        {"&&", TOKEN_AND},
        {"||", TOKEN_OR},
        {"..", TOKEN_DOTS},
        {">", TOKEN_GT},
        {"<", TOKEN_LT},
        {"~", TOKEN_MATCHES},
        {"!", TOKEN_NOT},
        {"&", TOKEN_BITAND},
        {"+", TOKEN_PLUS},
        {"-", TOKEN_MINUS},
        {"*", TOKEN_STAR},
        {"/", TOKEN_SLASH},
        {"%", TOKEN_PERCENT},
        {"(", TOKEN_LPAREN},
        {")", TOKEN_RPAREN},
        {"{", TOKEN_LBRACE},
        {"}", TOKEN_RBRACE},
        {"[", TOKEN_LBRACKET},
        {",", TOKEN_COMMA},
        {"#", TOKEN_HASH},
        {"$", TOKEN_DOLLAR},
        {NULL, TOKEN_END},
},
  words[] = {
      {"any", TOKEN_ANY},
      {"all", TOKEN_ALL},
      {"eq", TOKEN_ANY_EQ},
      {"any_eq", TOKEN_ANY_EQ},
      {"ne", TOKEN_ALL_NE},
      {"all_ne", TOKEN_ALL_NE},
      {"all_eq", TOKEN_ALL_EQ},
      {"any_ne", TOKEN_ANY_NE},
      {"gt", TOKEN_GT},
      {"ge", TOKEN_GE},
      {"lt", TOKEN_LT},
      {"le", TOKEN_LE},
      {"contains", TOKEN_CONTAINS},
      {"matches", TOKEN_MATCHES},
      {"not", TOKEN_NOT},
      {"and", TOKEN_AND},
      {"or", TOKEN_OR},
      {"in", TOKEN_IN},
      {"bitwise_and", TOKEN_BITAND},
      {NULL, TOKEN_END},
};

bool filter_fail(struct filter_error *error, size_t at, size_t len, const char *format, ...)
{
    if (error->message.len) return false; /* what came first is the reason */
    va_list args;
    va_start(args, format);
    text_vformat(&error->message, format, args);
    va_end(args);
    error->column = at;
    error->length = len;
    return false;
}

static bool finish(struct lexer *lexer, struct token *token, enum token_kind kind, size_t len)
{
    token->kind = kind;
    token->len = len;
    lexer->at += len;
    return true;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

size_t lexer_name(const char *at, size_t len)
{
    size_t used = 0;
    for (;;) {
        if (used == len || !(isalnum((unsigned char)at[used]) || at[used] == '_'))
            return used ? used - 1 : 0;
        while (
            used < len && (isalnum((unsigned char)at[used]) || at[used] == '_' || at[used] == '-'))
            used++;
        if (used == len || at[used] != '.') return used;
        used++;
    }
}

static enum token_kind word_kind(const char *at, size_t len)
{
    for (const struct spelling *word = words; word->text; word++)
        if (strlen(word->text) == len && memcmp(word->text, at, len) == 0) return word->kind;
    return TOKEN_WORD;
}

/* .tcp.port */
static bool forced_field(struct lexer *lexer, struct token *token)
{
    const char *at = lexer->text + lexer->at + 1;
    size_t len = lexer_name(at, lexer->len - lexer->at - 1);
    if (!names_known(lexer->dissector, at, len))
        return filter_fail(lexer->error, lexer->at, len + 1,
            "\"%.*s\" is not a valid protocol or protocol field.", (int)len, at);
    return finish(lexer, token, TOKEN_FIELD, len + 1);
}

static bool unexpected(struct lexer *lexer)
{
    char c = lexer->text[lexer->at];
    if (isprint((unsigned char)c))
        return filter_fail(lexer->error, lexer->at, 1, "\"%c\" was unexpected in this context.", c);
    return filter_fail(lexer->error, lexer->at, 1,
        "Non-printable ASCII characters may only appear inside double-quotes.");
}

static bool usual(struct lexer *lexer, struct token *token)
{
    const char *at = lexer->text + lexer->at;
    size_t left = lexer->len - lexer->at;
    if (*at == '"') return lexer_string(lexer, token, 0);
    if (left > 1 && (*at == 'r' || *at == 'R') && at[1] == '"')
        return lexer_string(lexer, token, 1);
    if (*at == '\'') return lexer_character(lexer, token);
    size_t name = lexer_name(at, left), literal = lexer_literal(at, left);
    if (literal > name) return finish(lexer, token, TOKEN_LITERAL, literal);
    if (name) return finish(lexer, token, word_kind(at, name), name);
    if (*at == '.' && lexer_name(at + 1, left - 1)) return forced_field(lexer, token);
    for (const struct spelling *symbol = symbols; symbol->text; symbol++) {
        size_t len = strlen(symbol->text);
        if (len > left || memcmp(symbol->text, at, len) != 0) continue;
        if (symbol->kind == TOKEN_HASH) lexer->mode = LEXER_LAYER;
        if (symbol->kind == TOKEN_LBRACKET) lexer->mode = LEXER_RANGE;
        return finish(lexer, token, symbol->kind, len);
    }
    return unexpected(lexer);
}

/* Behind '#': a number or a bracket. */
static bool layer(struct lexer *lexer, struct token *token)
{
    const char *at = lexer->text + lexer->at;
    size_t digits = strspn(at, "0123456789");
    lexer->mode = LEXER_USUAL;
    if (digits) return finish(lexer, token, TOKEN_INDEX, digits);
    if (*at != '[')
        return filter_fail(lexer->error, lexer->at, 1, "Expected digit or \"[\", not \"%c\"", *at);
    lexer->mode = LEXER_RANGE;
    return finish(lexer, token, TOKEN_LBRACKET, 1);
}

static bool no_bracket(const struct lexer *lexer)
{
    return filter_fail(lexer->error, lexer->len, 1, "The right bracket was missing from a slice.");
}

/* In brackets: anything up to a comma or the end of the brackets is one token. */
static bool range(struct lexer *lexer, struct token *token)
{
    const char *at = lexer->text + lexer->at;
    if (*at == ',') return finish(lexer, token, TOKEN_COMMA, 1);
    size_t len = strcspn(at, "],");
    if (lexer->at + len == lexer->len) return no_bracket(lexer);
    if (*at != ']') return finish(lexer, token, TOKEN_RANGE, len);
    lexer->mode = LEXER_USUAL;
    return finish(lexer, token, TOKEN_RBRACKET, 1);
}

bool lexer_next(struct lexer *lexer, struct token *token)
{
    while (lexer->mode == LEXER_USUAL && lexer->at < lexer->len && is_blank(lexer->text[lexer->at]))
        lexer->at++;
    *token = (struct token){.at = lexer->at};
    if (lexer->at == lexer->len) {
        if (lexer->mode == LEXER_RANGE) return no_bracket(lexer);
        return finish(lexer, token, TOKEN_END, 0);
    }
    if (lexer->mode == LEXER_LAYER) return layer(lexer, token);
    if (lexer->mode == LEXER_RANGE) return range(lexer, token);
    return usual(lexer, token);
}
