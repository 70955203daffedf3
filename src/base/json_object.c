/* Reading one JSON object.  See json_object.h.  SPDX-License-Identifier: MIT */
#include "base/json_object.h"

#include "base/escape.h"

enum { DEEPEST = 64 /* of arrays and objects within each other */ };

struct json_object json_object(struct bytes text)
{
    return (struct json_object){.at = text.at, .end = text.at + text.len};
}

static int skip_blanks(struct json_object *o)
{
    while (o->at < o->end && (*o->at == ' ' || *o->at == '\t' || *o->at == '\r' || *o->at == '\n'))
        o->at++;
    return o->at < o->end ? *o->at : -1;
}

static bool take(struct json_object *o, char wanted)
{
    if (skip_blanks(o) != wanted) return false;
    o->at++;
    return true;
}

static bool is_hex(uint8_t c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/* A string behind its first quote, up to and with its last one. */
static bool take_string(struct json_object *o, struct bytes *string)
{
    const uint8_t *from = o->at;
    for (; o->at < o->end && *o->at >= 0x20; o->at++) {
        if (*o->at == '"') {
            *string = bytes_of(from, (size_t)(o->at++ - from));
            return true;
        }
        if (*o->at != '\\') continue;
        if (++o->at == o->end || !*o->at || !strchr("\"\\/bfnrtu", *o->at)) return false;
        for (int i = 1; *o->at == 'u' && i <= 4; i++)
            if (o->end - o->at <= i || !is_hex(o->at[i])) return false;
    }
    return false;
}

static bool take_word(struct json_object *o, const char *word)
{
    size_t len = strlen(word);
    if ((size_t)(o->end - o->at) < len || memcmp(o->at, word, len) != 0) return false;
    o->at += len;
    return true;
}

static size_t take_digits(struct json_object *o)
{
    const uint8_t *from = o->at;
    while (o->at < o->end && *o->at >= '0' && *o->at <= '9')
        o->at++;
    return (size_t)(o->at - from);
}

static bool take_number(struct json_object *o)
{
    if (o->at < o->end && *o->at == '-') o->at++;
    bool zero = o->at < o->end && *o->at == '0';
    size_t digits = take_digits(o);
    if (!digits || (zero && digits > 1)) return false;
    if (o->at < o->end && *o->at == '.') {
        o->at++;
        if (!take_digits(o)) return false;
    }
    if (o->at < o->end && (*o->at | 0x20) == 'e') {
        o->at++;
        if (o->at < o->end && (*o->at == '+' || *o->at == '-')) o->at++;
        if (!take_digits(o)) return false;
    }
    return true;
}

/* A value that holds no others. */
static bool take_plain(struct json_object *o, enum json_kind *kind, struct bytes *value)
{
    int first = skip_blanks(o);
    const uint8_t *from = o->at;
    bool right;
    if (first == '"') {
        o->at++;
        *kind = JSON_STRING;
        return take_string(o, value);
    }
    if (first == 't' || first == 'f' || first == 'n') {
        *kind = first == 't' ? JSON_TRUE : first == 'f' ? JSON_FALSE : JSON_NULL;
        right = take_word(o, first == 't' ? "true" : first == 'f' ? "false" : "null");
    } else {
        *kind = JSON_NUMBER;
        right = take_number(o);
    }
    *value = bytes_of(from, (size_t)(o->at - from));
    return right;
}

/* An array or object, of which strings and brackets are looked at alone: nobody reads the rest. */
static bool take_nested(struct json_object *o)
{
    char closing[DEEPEST];
    unsigned depth = 0;
    struct bytes ignored;
    do {
        if (o->at == o->end) return false;
        char c = (char)*o->at++;
        if (c == '"' && !take_string(o, &ignored)) return false;
        if (c == '[' || c == '{') {
            if (depth == DEEPEST) return false;
            closing[depth++] = c == '[' ? ']' : '}';
        } else if ((c == ']' || c == '}') && closing[--depth] != c) {
            return false;
        }
    } while (depth);
    return true;
}

static bool take_value(struct json_object *o, enum json_kind *kind, struct bytes *value)
{
    int first = skip_blanks(o);
    const uint8_t *from = o->at;
    if (first != '[' && first != '{') return take_plain(o, kind, value);
    *kind = first == '[' ? JSON_ARRAY : JSON_OBJECT;
    bool right = take_nested(o);
    *value = bytes_of(from, (size_t)(o->at - from));
    return right;
}

bool json_next(struct json_object *object, struct json_member *member)
{
    if (object->failed || object->done) return false;
    bool first = !object->begun;
    object->failed = first && !take(object, '{');
    object->begun = true;
    if (!object->failed && take(object, '}')) {
        object->done = true;
        object->failed = skip_blanks(object) != -1; /* something follows */
        return false;
    }
    object->failed = object->failed || (!first && !take(object, ',')) || !take(object, '"') ||
                     !take_string(object, &member->key) || !take(object, ':') ||
                     !take_value(object, &member->kind, &member->value);
    return !object->failed;
}

static uint32_t hex_value(const uint8_t *at)
{
    uint32_t value = 0;
    for (int i = 0; i < 4; i++)
        value = value << 4 | (at[i] <= '9' ? at[i] - (uint32_t)'0' : (at[i] | 0x20u) - 'a' + 10);
    return value;
}

static void put_utf8(struct text *text, uint32_t code)
{
    uint8_t bytes[4];
    text_add(text, bytes, escape_utf8_bytes(bytes, code));
}

void json_unescape(struct text *text, struct bytes string)
{
    static const char letters[] = "bfnrt", meant[] = "\b\f\n\r\t";
    const uint8_t *at = string.at, *end = string.at + string.len;
    while (at < end) {
        if (*at != '\\') {
            text_char(text, (char)*at++);
            continue;
        }
        const char *letter = strchr(letters, at[1]);
        if (at[1] != 'u') {
            text_char(text, letter ? meant[letter - letters] : (char)at[1]);
            at += 2;
            continue;
        }
        uint32_t code = hex_value(at + 2);
        at += 6;
        bool paired = code >> 10 == 0xd800 >> 10 && end - at >= 6 && at[0] == '\\' &&
                      at[1] == 'u' && hex_value(at + 2) >> 10 == 0xdc00 >> 10;
        if (paired) {
            code = 0x10000 + ((code & 0x3ff) << 10 | (hex_value(at + 2) & 0x3ff));
            at += 6;
        } else if (code >> 11 == 0xd800 >> 11) {
            code = 0xfffd; /* half a pair */
        }
        put_utf8(text, code);
    }
}

bool json_uint(const struct json_member *member, uint64_t most, uint64_t *number)
{
    uint64_t value = 0;
    if (member->kind != JSON_NUMBER) return false;
    for (size_t i = 0; i < member->value.len; i++) {
        uint64_t digit = (uint64_t)member->value.at[i] - '0'; /* far too large for what is none */
        if (digit > 9 || digit > most || value > (most - digit) / 10) return false;
        value = value * 10 + digit;
    }
    *number = value;
    return true;
}
