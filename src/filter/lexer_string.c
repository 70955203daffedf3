/* What is quoted: "strings", r"raw strings" and 'c'haracters.  SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "filter/lexer.h"

static size_t digits(const char *at, size_t most, const char *alphabet)
{
    size_t count = 0;
    while (count < most && at[count] && strchr(alphabet, at[count]))
        count++;
    return count;
}

static unsigned long number(const char *at, size_t len, int base)
{
    char copy[16] = {0};
    memcpy(copy, at, len);
    return strtoul(copy, NULL, base);
}

/* \n and its like; 0 when the letter names none. */
static char simple_escape(char letter)
{
    static const char letters[] = "abfnrtv\\'\"", values[] = "\a\b\f\n\r\t\v\\'\"";
    const char *found = letter ? strchr(letters, letter) : NULL;
    return found ? values[found - letters] : '\0';
}

/* Characters of the basic set, control characters and surrogates cannot be written so, as in C. */
static bool is_universal(unsigned long code)
{
    if (code < 0xa0 && code != '$' && code != '@' && code != '`') return false;
    return (code < 0xd800 || code > 0xdfff) && code <= 0x10ffff;
}

/* Reads the escape at `at` (a backslash) into `out`; how long it is in the filter, 0 after an error. */
static size_t escape(struct lexer *lexer, size_t at, uint8_t *out, size_t *made)
{
    static const char hex[] = "0123456789abcdefABCDEF";
    const char *text = lexer->text + at;
    size_t count = digits(text + 1, 3, "01234567");
    *made = 1;
    if (count) {
        unsigned long value = number(text + 1, count, 8);
        out[0] = (uint8_t)value;
        if (value <= 0xff) return 1 + count;
        filter_fail(
            lexer->error, at, 1 + count, "%.*s is larger than 255.", (int)(1 + count), text);
        return 0;
    }
    if (text[1] == 'x' && (count = digits(text + 2, 2, hex))) {
        out[0] = (uint8_t)number(text + 2, count, 16);
        return 2 + count;
    }
    if (text[1] == 'u' || text[1] == 'U') {
        size_t most = text[1] == 'u' ? 4 : 8;
        count = digits(text + 2, most, hex);
        unsigned long code = number(text + 2, count, 16);
        *made = count == most && is_universal(code) ? escape_utf8_bytes(out, (uint32_t)code) : 0;
        if (*made) return 2 + count;
        filter_fail(lexer->error, at, 2 + count, "%.*s is not a valid universal character name",
            (int)(2 + count), text);
        return 0;
    }
    out[0] = (uint8_t)simple_escape(text[1]);
    if (out[0]) return 2;
    filter_fail(lexer->error, at, 2, "\\%c is not a valid character escape sequence", text[1]);
    return 0;
}

/* The quote that ends a string is missing.  A backslash at the very end is not counted. */
static bool unfinished(struct lexer *lexer, size_t at, const char *what)
{
    return filter_fail(lexer->error, at, 1, "The final quote was missing from a %s.", what);
}

bool lexer_string(struct lexer *lexer, struct token *token, size_t raw)
{
    size_t at = lexer->at + raw + 1, used = 0, made;
    uint8_t *out = arena_take_raw(lexer->arena, lexer->len - at + 1);
    if (!out) return filter_fail(lexer->error, 0, 0, "out of memory");
    while (at < lexer->len && lexer->text[at] != '"') {
        if (lexer->text[at] != '\\') {
            out[used++] = (uint8_t)lexer->text[at++];
            continue;
        }
        if (at + 1 == lexer->len) break;
        if (raw) {
            out[used++] = '\\';
            out[used++] = (uint8_t)lexer->text[at + 1];
            at += 2;
            continue;
        }
        size_t len = escape(lexer, at, out + used, &made);
        if (!len) return false;
        at += len;
        used += made;
    }
    if (at == lexer->len || lexer->text[at] != '"') return unfinished(lexer, at, "quoted string");
    token->kind = TOKEN_STRING;
    token->len = at + 1 - lexer->at;
    token->value = bytes_of(out, used);
    lexer->at = at + 1;
    return true;
}

/* What stands between the quotes: a character or an escape, and nothing behind it.  false with the
 * error filled. */
static bool character(struct lexer *lexer, const struct token *token, uint32_t *value)
{
    const char *shown = lexer->text + token->at;
    const char *at = shown + 1, *end = shown + token->len - 1;
    int len = (int)token->len;
    size_t count;
    if (at == end)
        return filter_fail(lexer->error, token->at, token->len, "Empty character constant.");
    if (*at != '\\') {
        *value = (unsigned char)*at++;
        if (!isprint((int)*value))
            return filter_fail(lexer->error, token->at, token->len,
                "Non-printable value '0x%02lx' in character constant.",
                (unsigned long)(signed char)*value);
    } else if ((count = digits(at + 1, 3, "01234567"))) {
        *value = (uint32_t)number(at + 1, count, 8);
        at += 1 + count;
        if (*value > 0xff)
            return filter_fail(lexer->error, token->at, token->len,
                "%.*s is too large to be a valid character constant.", len, shown);
    } else if (at[1] == 'x' && (count = digits(at + 2, 2, "0123456789abcdefABCDEF"))) {
        *value = (uint32_t)number(at + 2, count, 16);
        at += 2 + count;
    } else if (simple_escape(at[1])) {
        *value = (uint32_t)(unsigned char)simple_escape(at[1]);
        at += 2;
    } else {
        return filter_fail(lexer->error, token->at, token->len,
            "%.*s isn't a valid character constant.", len, shown);
    }
    if (at == end) return true;
    return filter_fail(lexer->error, token->at, token->len,
        "%.*s is too long to be a valid character constant.", len, shown);
}

bool lexer_character(struct lexer *lexer, struct token *token)
{
    size_t at = lexer->at + 1;
    while (at < lexer->len && lexer->text[at] != '\'')
        at += lexer->text[at] == '\\' && at + 1 < lexer->len ? 2 : 1;
    if (at >= lexer->len) return unfinished(lexer, lexer->len, "character constant");
    token->kind = TOKEN_CHARACTER;
    token->len = at + 1 - lexer->at;
    if (!character(lexer, token, &token->character)) return false;
    lexer->at = at + 1;
    return true;
}
