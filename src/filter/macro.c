/* Macros: ${private_ipv4:ip.src} stands for a longer filter.  Those that Wireshark comes with are
 * known.  ${ip.src}, a field, stays for the parser.  SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <string.h>

#include "filter/lexer.h"
#include "filter/tree.h"

enum { PARAMETERS = 1 };

/* $1 is the parameter. */
static const struct macro {
    const char *name, *text;
} macros[] = {
    {"private_ipv4", "$1 == 192.168.0.0/16 or $1 == 172.16.0.0/12 or $1 == 10.0.0.0/8"},
    {"private_ethernet", "$1[0] & 0x0F == 2"},
    {"private_ipv6", "ipv6 && $1 == fc00::/7"},
};

static const struct macro *macro_named(const char *at, size_t len)
{
    for (size_t i = 0; i < sizeof macros / sizeof *macros; i++)
        if (strlen(macros[i].name) == len && memcmp(macros[i].name, at, len) == 0)
            return &macros[i];
    return NULL;
}

static void put_macro(
    struct text *expanded, const struct macro *macro, const char *given, size_t len)
{
    for (const char *at = macro->text; *at; at++) {
        if (at[0] != '$') {
            text_char(expanded, *at);
            continue;
        }
        text_add(expanded, given, len);
        at++;
    }
}

static bool has_values(const struct dissector *dissector, const char *at, size_t len)
{
    struct name name;
    return names_find(dissector, at, len, &name) && name.nrows && name.type != FT_NONE;
}

static bool is_of_name(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '.' || c == '-';
}

/* One ${…}; `at` is behind the brace and moved behind the other one. */
static bool expand_one(const struct dissector *dissector, const char **at, struct text *expanded,
    struct filter_error *error)
{
    const char *name = *at, *end = strchr(name, '}');
    size_t len = 0;
    while (is_of_name(name[len]))
        len++;
    if (name[len] && name[len] != ':' && name[len] != '}')
        return filter_fail(error, 0, 0, "invalid character in macro name");
    if (!end) return filter_fail(error, 0, 0, "end of filter in the middle of a macro expression");
    *at = end + 1;
    if (name[len] == '}' && has_values(dissector, name, len)) {
        text_put(expanded, "${");
        text_add(expanded, name, (size_t)(*at - name));
        return true;
    }
    const struct macro *macro = macro_named(name, len);
    if (!macro) return filter_fail(error, 0, 0, "macro '%.*s' does not exist", (int)len, name);
    const char *given = name + len + (name[len] != '}');
    size_t count = given < end ? 1 : 0, given_len = (size_t)(end - given);
    for (const char *c = given; c < end; c++)
        count += *c == ';';
    if (count != PARAMETERS)
        return filter_fail(error, 0, 0,
            "wrong number of arguments for macro '%s', expecting %d instead of %zu", macro->name,
            PARAMETERS, count);
    put_macro(expanded, macro, given, given_len);
    return true;
}

bool macro_expand(const struct dissector *dissector, const char *text, struct text *expanded,
    struct filter_error *error)
{
    char quote = '\0'; /* nothing is replaced inside of a string */
    for (const char *at = text; *at;) {
        if (!quote && at[0] == '$' && at[1] == '{') {
            at += 2;
            if (!expand_one(dissector, &at, expanded, error)) return false;
            continue;
        }
        if (quote && *at == '\\' && at[1])
            text_char(expanded, *at++);
        else if (*at == '"' || *at == '\'')
            quote = quote == *at ? '\0' : quote ? quote : *at;
        text_char(expanded, *at++);
    }
    return !expanded->failed || filter_fail(error, 0, 0, "out of memory");
}
