/* What could be meant by a filter that is none: its form.  Names are looked at in hint_names.c.
 * SPDX-License-Identifier: MIT */
#include "filter/hint.h"

#include <ctype.h>
#include <string.h>

#include "filter/lexer.h"

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
    if (culprit->text < culprit->at && culprit->at[-1] == '<' && culprit_is(culprit, ">")) {
        text_put(culprit->hint, "unequal values are compared by !=");
        return true;
    }
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        if (!culprit_is(culprit, operators[i].typed)) continue;
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

/* The word in double quotes; single ones go. */
static void put_quoted(const struct culprit *culprit)
{
    bool single = culprit->len > 2 && *culprit->at == '\'';
    text_format(culprit->hint, "text stands in double quotes: \"%.*s\"",
        (int)(culprit->len - 2 * single), culprit->at + single);
}

/* "10.0.0.1" with quotes that it must not have. */
static bool hint_quotes(const struct culprit *culprit)
{
    int inner = (int)culprit->len - 2;
    if (culprit_says(culprit, "cannot be converted from a string") && inner > 0)
        text_format(culprit->hint, "write it without quotes: %.*s", inner, culprit->at + 1);
    else if (culprit_says(culprit, "is not a valid byte string") ||
             culprit_says(culprit, "requires a double quoted string") ||
             culprit_says(culprit, "too long to be a valid character"))
        put_quoted(culprit);
    else
        return false;
    return true;
}

/* A protocol's name where a number was meant: ip.proto == tcp. */
static bool hint_protocol(const struct culprit *culprit)
{
    struct name name;
    if (!culprit_says(culprit, "not of compatible types") ||
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
        if (!culprit_says(culprit, rules[i].message)) continue;
        text_put(culprit->hint, rules[i].rule);
        return true;
    }
    return false;
}

/* The last thing in front of the culprit that is no blank; '\0' if there is none. */
static char character_before(const struct culprit *culprit)
{
    const char *at = culprit->at;
    while (at > culprit->text && isspace((unsigned char)at[-1]))
        at--;
    return at > culprit->text ? at[-1] : '\0';
}

/* Whether this word stands in front. */
static bool follows(const struct culprit *culprit, const char *word)
{
    const char *at = culprit->at;
    size_t len = strlen(word);
    while (at > culprit->text && isspace((unsigned char)at[-1]))
        at--;
    return (size_t)(at - culprit->text) >= len && memcmp(at - len, word, len) == 0;
}

static bool in_braces(const struct culprit *culprit)
{
    bool open = false;
    for (const char *at = culprit->text; at < culprit->at; at++)
        open = *at == '{' || (open && *at != '}');
    return open;
}

/* What stands where it cannot. */
static bool hint_place(const struct culprit *culprit)
{
    const struct dissector *dissector = culprit->reading->dissector;
    const char *say = NULL;
    bool wildcard = culprit_is(culprit, "*") || (culprit_is(culprit, ".") && culprit->at[1] == '*');
    bool joined = follows(culprit, "and") || follows(culprit, "or") || follows(culprit, "&&") ||
                  follows(culprit, "||");
    if (!culprit_says(culprit, "was unexpected")) return false;
    if (in_braces(culprit) && isalnum((unsigned char)*culprit->at))
        say = "the members of a set are separated by commas: {80, 443}";
    else if (follows(culprit, " in"))
        say = "the members of a set stand in braces: {80, 443}";
    else if (wildcard)
        say = "a network is written with its bits, 10.0.0.0/24; text with a pattern: matches";
    else if (culprit_is(culprit, ","))
        say = "tests are joined by `or`; several values of a field are a set: in {1, 2}";
    else if (culprit_is(culprit, "/"))
        say = "a pattern stands in double quotes: matches \"abc\"";
    else if (joined && strchr("=!<>~", *culprit->at))
        say = "each side of `and` and `or` is a whole test: a >= 1 and a <= 9";
    else if (names_known(dissector, culprit->at, culprit->len) && character_before(culprit))
        say = "tests are joined by `and` or `or`";
    else if (isdigit((unsigned char)character_before(culprit)) &&
             isalpha((unsigned char)*culprit->at))
        say = "numbers have no unit";
    if (say) text_put(culprit->hint, say);
    return say != NULL;
}

/* 80-90, 10.0.0.1-10.0.0.5, 00:11:22, 5s, www.example.com */
static bool hint_literal(const struct culprit *culprit)
{
    const char *dash = memchr(culprit->at, '-', culprit->len);
    bool address = culprit_says(culprit, "valid hostname or IP");
    if (dash && (address || culprit_says(culprit, "is not a valid number")))
        text_format(culprit->hint, "a range stands in a set: in {%.*s..%.*s}",
            (int)(dash - culprit->at), culprit->at, (int)(culprit->at + culprit->len - dash - 1),
            dash + 1);
    else if (address && isalpha((unsigned char)*culprit->at))
        text_put(culprit->hint, "names are not looked up; dns.qry.name, http.host and "
                                "tls.handshake.extensions_server_name hold those that were sent");
    else if (culprit_says(culprit, "too few bytes to be a valid Ethernet"))
        text_format(culprit->hint, "the beginning of an address is a slice: eth.addr[0:3] == %.*s",
            (int)culprit->len, culprit->at);
    else if (culprit_says(culprit, "is not a valid time") && isdigit((unsigned char)*culprit->at))
        text_put(culprit->hint, "seconds are a number without a unit: 0.5");
    else if (culprit_says(culprit, "FT_PROTOCOL cannot &"))
        text_put(culprit->hint, "tests are joined by && or `and`");
    else
        return false;
    return true;
}

/* A capture filter typed as a display filter. */
static bool hint_language(const struct culprit *culprit)
{
    struct text said = {0};
    bool understood = hint_from_capture(culprit->text, &said);
    if (understood)
        text_format(culprit->hint,
            "that is the language of capture filters (-f); as a display filter: %s",
            text_string(&said));
    text_finish(&said);
    return understood;
}

void hint_find(const struct reading *reading, const char *text)
{
    struct filter_error *error = reading->error;
    if (error->column + error->length > strlen(text)) error->length = error->length ? 1 : 0;
    struct culprit culprit = {reading, text, text + error->column, error->length,
        text_string(&error->message), &error->hint};
    if (hint_language(&culprit)) return;
    if (error->length && error->column < strlen(text) &&
        (hint_operator(&culprit) || hint_case(&culprit) || hint_value(&culprit) ||
            hint_name(&culprit) || hint_quotes(&culprit) || hint_protocol(&culprit) ||
            hint_literal(&culprit) || hint_place(&culprit)))
        return;
    hint_rule(&culprit);
}
