/* What could be meant by a filter that is none.  SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <string.h>

#include "filter/lexer.h"
#include "filter/tree.h"

/* The word that is to blame, as it stands in the filter. */
struct culprit {
    const struct reading *reading;
    const char *text; /* the whole filter */
    const char *at;
    size_t len;
    const char *message;
    struct text *hint;
};

static bool is_word(const struct culprit *culprit, const char *word)
{
    return strlen(word) == culprit->len && memcmp(word, culprit->at, culprit->len) == 0;
}

static bool says(const struct culprit *culprit, const char *words)
{
    return strstr(culprit->message, words) != NULL;
}

/* `=` for `==`, and what else other languages write. */
static bool hint_operator(const struct culprit *culprit)
{
    static const struct {
        const char *typed, *meant;
    } operators[] = {
        {"=", "two values are compared by =="},
        {"|", "`or` is written || or or"},
        {"^", "there is no exclusive or; (a or b) and not (a and b) says the same"},
        {"xor", "there is no exclusive or; (a or b) and not (a and b) says the same"},
        {"bitand", "bits are picked by & or bitwise_and"},
        {"@", "raw bytes of a field are a slice: ip.src[0:4]"},
    };
    if (culprit->text < culprit->at && culprit->at[-1] == '<' && is_word(culprit, ">")) {
        text_put(culprit->hint, "unequal values are compared by !=");
        return true;
    }
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        if (!is_word(culprit, operators[i].typed)) continue;
        text_put(culprit->hint, operators[i].meant);
        return true;
    }
    return false;
}

/* EQ for eq, TCP for tcp. */
static bool hint_case(const struct culprit *culprit)
{
    static const char *const words[] = {"and", "or", "not", "in", "eq", "ne", "gt", "lt", "ge",
        "le", "contains", "matches", "any", "all"};
    char lower[64] = {0};
    bool differs = false;
    if (culprit->len >= sizeof lower) return false;
    for (size_t i = 0; i < culprit->len; i++) {
        lower[i] = (char)tolower((unsigned char)culprit->at[i]);
        differs |= lower[i] != culprit->at[i];
    }
    bool known = names_known(culprit->reading->dissector, lower, culprit->len) ||
                 function_named(lower, culprit->len) != FUNCTIONS;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        known |= strcmp(words[i], lower) == 0;
    if (!differs || !known) return false;
    text_format(culprit->hint, "names and operators are written in small letters: %s", lower);
    return true;
}

static bool hint_name(const struct culprit *culprit)
{
    bool name =
        says(culprit, "neither a field nor a protocol") || says(culprit, "must be a field") ||
        says(culprit, "is not a valid field") || says(culprit, "Only fields can be used") ||
        says(culprit, "Only string type fields") || says(culprit, "Only a field may be tested") ||
        says(culprit, "valid protocol or protocol field");
    if (!name || culprit->len != lexer_name(culprit->at, culprit->len)) return false;
    size_t minus = 0;
    while (minus < culprit->len && culprit->at[minus] != '-')
        minus++;
    if (minus < culprit->len && names_known(culprit->reading->dissector, culprit->at, minus)) {
        text_format(culprit->hint, "a difference has a blank in front of its sign: %.*s %.*s",
            (int)minus, culprit->at, (int)(culprit->len - minus), culprit->at + minus);
        return true;
    }
    const char *nearest = names_nearest(culprit->reading->dissector, culprit->at, culprit->len);
    if (!nearest) return false;
    text_format(culprit->hint, "did you mean %s?", nearest);
    return true;
}

/* "10.0.0.1" with quotes that it must not have. */
static bool hint_quotes(const struct culprit *culprit)
{
    int inner = (int)culprit->len - 2;
    if (says(culprit, "cannot be converted from a string") && inner > 0)
        text_format(culprit->hint, "write it without quotes: %.*s", inner, culprit->at + 1);
    else if (says(culprit, "is not a valid byte string") ||
             says(culprit, "requires a double quoted string"))
        text_format(culprit->hint, "text stands in double quotes: \"%.*s\"", (int)culprit->len,
            culprit->at);
    else
        return false;
    return true;
}

/* A protocol's name where a number was meant: ip.proto == tcp. */
static bool hint_protocol(const struct culprit *culprit)
{
    struct name name;
    if (!says(culprit, "not of compatible types") ||
        !names_find(culprit->reading->dissector, culprit->at, culprit->len, &name) || name.nrows)
        return false;
    text_format(culprit->hint,
        "%.*s is taken as the protocol of that name; a value's name stands in quotes: \"%.*s\"",
        (int)culprit->len, culprit->at, (int)culprit->len, culprit->at);
    return true;
}

/* Rules of the language that one has to know. */
static bool hint_rule(const struct culprit *culprit)
{
    static const struct {
        const char *message, *rule;
    } rules[] = {
        {"must be a field or function",
            "the field stands on the left: tcp.port == 80, not 80 == tcp.port"},
        {"whether a function is present",
            "compare what it gives with something: len(udp.payload) > 0"},
        {"Constant arithmetic expression", "the field stands on the left of what is calculated"},
        {"is not a valid absolute time",
            "frame.time_epoch takes seconds, frame.time_relative those since the first"},
        {"Only a field may be tested", "compare slices and functions one by one: a == 1 or a == 2"},
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (!says(culprit, rules[i].message)) continue;
        text_put(culprit->hint, rules[i].rule);
        return true;
    }
    return false;
}

/* {80 443}: the comma is missing. */
static bool hint_comma(const struct culprit *culprit)
{
    const char *open = NULL;
    for (const char *at = culprit->text; at < culprit->at; at++)
        open = *at == '{' ? at : *at == '}' ? NULL : open;
    if (!open || !says(culprit, "was unexpected") || !isalnum((unsigned char)*culprit->at))
        return false;
    text_put(culprit->hint, "the members of a set are separated by commas: {80, 443}");
    return true;
}

void hint_find(const struct reading *reading, const char *text)
{
    struct filter_error *error = reading->error;
    if (error->column + error->length > strlen(text)) error->length = error->length ? 1 : 0;
    struct culprit culprit = {reading, text, text + error->column, error->length,
        text_string(&error->message), &error->hint};
    if (error->length && error->column < strlen(text) &&
        (hint_operator(&culprit) || hint_case(&culprit) || hint_name(&culprit) ||
            hint_quotes(&culprit) || hint_protocol(&culprit) || hint_comma(&culprit)))
        return;
    hint_rule(&culprit);
}
