/* Option rows: defaults and parsing.  See opt.h.  SPDX-License-Identifier: MIT */
#include "cli/opt.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/parse.h"
#include "base/text.h"

/* Where the sentences about a wrong command line go. */
struct complaint {
    struct text *message, *hint;
};

/* An option as it was found on the command line. */
struct found {
    const struct opt *opt;
    void *state;
    char typed[64]; /* "--port" or "-p", for messages */
};

static void *member(void *state, const struct opt *opt)
{
    return (char *)state + opt->offset;
}

static bool set_uint(const struct opt *opt, void *state, const char *value, struct text *why)
{
    uint64_t number;
    if (!parse_uint(value, &number) || (double)number < opt->min || (double)number > opt->max) {
        text_format(why, "\"%s\" is not a number from %.0f to %.0f", value, opt->min, opt->max);
        return false;
    }
    *(uint32_t *)member(state, opt) = (uint32_t)number;
    return true;
}

static bool set_number(const struct opt *opt, void *state, const char *value, struct text *why)
{
    double number;
    if (!parse_number(value, &number) || number < opt->min || number > opt->max) {
        text_format(why, "\"%s\" is not a number from %g to %g", value, opt->min, opt->max);
        return false;
    }
    *(double *)member(state, opt) = number;
    return true;
}

static bool set_choice(
    const struct opt *opt, void *state, const char *value, struct text *why, struct text *hint)
{
    for (unsigned i = 0; opt->choices[i]; i++) {
        if (strcmp(opt->choices[i], value) != 0) continue;
        *(unsigned *)member(state, opt) = i;
        return true;
    }
    text_format(why, "\"%s\" is not one of ", value);
    for (unsigned i = 0; opt->choices[i]; i++)
        text_format(why, "%s%s", i ? ", " : "", opt->choices[i]);
    const char *nearest = parse_nearest(value, opt->choices);
    if (nearest) text_format(hint, "did you mean %s?", nearest);
    return false;
}

static bool append(struct opt_list *list, const char *value, struct text *why)
{
    const char **at = realloc(list->at, (list->count + 1) * sizeof *at);
    if (!at) {
        text_put(why, "out of memory");
        return false;
    }
    list->at = at;
    list->at[list->count++] = value;
    return true;
}

/* Stores a value; on failure what is wrong with it goes to `why`. */
static bool set(
    const struct opt *opt, void *state, const char *value, struct text *why, struct text *hint)
{
    switch (opt->kind) {
    case OPT_KIND_NONE:
        break;
    case OPT_KIND_FLAG:
        *(bool *)member(state, opt) = true;
        break;
    case OPT_KIND_UINT:
        return set_uint(opt, state, value, why);
    case OPT_KIND_NUMBER:
        return set_number(opt, state, value, why);
    case OPT_KIND_STRING:
    case OPT_KIND_FILE:
        *(const char **)member(state, opt) = value;
        break;
    case OPT_KIND_ADDRESS:
        *(const char **)member(state, opt) = value;
        if (*value) break;
        text_put(why, "an address or a host name is missing");
        return false;
    case OPT_KIND_CHOICE:
        return set_choice(opt, state, value, why, hint);
    case OPT_KIND_DURATION:
        if (parse_duration(value, member(state, opt))) break;
        text_format(why, "\"%s\" is not a duration", value);
        text_put(hint, "a duration is a number with ns, us, ms, s, m or h: 250ms, 1.5s, 2m; alone "
                       "it is seconds");
        return false;
    case OPT_KIND_SIZE:
        if (parse_size(value, member(state, opt))) break;
        text_format(why, "\"%s\" is not a size", value);
        text_put(hint, "a size is a number of bytes, or with k, M, G (powers of 1024) or kB, MB, "
                       "GB: 64k, 1.5MiB");
        return false;
    case OPT_KIND_PRESET:
        *(const char **)member(state, opt) = opt->fallback;
        break;
    case OPT_KIND_LIST:
        return append(member(state, opt), value, why);
    }
    return true;
}

void opt_defaults(const struct opt *opts, void *state)
{
    struct text why = {0};
    for (const struct opt *opt = opts; opt && !opt_is_end(opt); opt++) {
        bool right =
            !opt->fallback || !opt_is_valued(opt) || set(opt, state, opt->fallback, &why, &why);
        assert(right && "the default of an option row is not a value of it");
        (void)right;
    }
    text_finish(&why);
}

void opt_finish(const struct opt *opts, void *state)
{
    for (const struct opt *opt = opts; opt && !opt_is_end(opt); opt++) {
        if (opt->kind != OPT_KIND_LIST) continue;
        struct opt_list *list = member(state, opt);
        free(list->at);
        *list = (struct opt_list){0};
    }
}

/* Finds an option by its long name (`letter` 0) or its letter. */
static bool find(const struct opt_table *tables, size_t ntables, char letter, const char *name,
    size_t len, struct found *found)
{
    for (size_t i = 0; i < ntables; i++) {
        for (const struct opt *opt = tables[i].opts; opt && !opt_is_end(opt); opt++) {
            if (opt_is_heading(opt)) continue;
            if (letter ? opt->letter != letter
                       : !opt->name || strncmp(opt->name, name, len) != 0 || opt->name[len])
                continue;
            found->opt = opt;
            found->state = tables[i].state;
            return true;
        }
    }
    return false;
}

/* The long names of all tables, to find the one that was meant. */
static void suggest(
    const struct opt_table *tables, size_t ntables, const char *name, size_t len, struct text *hint)
{
    const char *names[256];
    size_t count = 0;
    char typed[64];
    if (len >= sizeof typed) return;
    memcpy(typed, name, len);
    typed[len] = '\0';
    for (size_t i = 0; i < ntables; i++)
        for (const struct opt *opt = tables[i].opts; opt && !opt_is_end(opt); opt++)
            if (opt->name && count < sizeof names / sizeof *names - 1) names[count++] = opt->name;
    names[count] = NULL;
    const char *nearest = parse_nearest(typed, names);
    if (nearest) text_format(hint, "did you mean --%s?", nearest);
}

/* Stores the value and turns what is wrong with it into the message. */
static bool assign(const struct found *found, const char *value, struct complaint *complaint)
{
    struct text why = {0};
    bool right = set(found->opt, found->state, value, &why, complaint->hint);
    if (!right) text_format(complaint->message, "%s: %s", found->typed, text_string(&why));
    text_finish(&why);
    return right;
}

static bool misses_value(const struct found *found, struct complaint *complaint)
{
    text_format(complaint->message, "%s needs a value: %s %s", found->typed, found->typed,
        found->opt->metavar ? found->opt->metavar : "VALUE");
    return false;
}

/* --name, --name=value or --name value; *used tells how many elements of argv that took. */
static bool parse_long(const struct opt_table *tables, size_t ntables, int argc, char **argv,
    int *used, struct complaint *complaint)
{
    struct found found;
    const char *name = argv[0] + 2, *equals = strchr(name, '=');
    size_t len = equals ? (size_t)(equals - name) : strlen(name);
    if (!find(tables, ntables, 0, name, len, &found)) {
        text_format(complaint->message, "unknown option --%.*s", (int)len, name);
        suggest(tables, ntables, name, len, complaint->hint);
        return false;
    }
    memcpy(found.typed, "--", 2);
    size_t shown = len < sizeof found.typed - 3 ? len : sizeof found.typed - 3;
    memcpy(found.typed + 2, name, shown);
    found.typed[2 + shown] = '\0';
    *used = 1;
    if (!opt_is_valued(found.opt)) {
        if (!equals) return assign(&found, "", complaint);
        text_format(complaint->message, "%s takes no value", found.typed);
        return false;
    }
    if (equals) return assign(&found, equals + 1, complaint);
    if (argc < 2) return misses_value(&found, complaint);
    *used = 2;
    return assign(&found, argv[1], complaint);
}

/* -x, -xy (flags together), -n5 or -n 5. */
static bool parse_letters(const struct opt_table *tables, size_t ntables, int argc, char **argv,
    int *used, struct complaint *complaint)
{
    *used = 1;
    for (const char *at = argv[0] + 1; *at; at++) {
        struct found found = {.typed = {'-', *at, '\0'}};
        if (!find(tables, ntables, *at, NULL, 0, &found)) {
            size_t rest = 1;
            while ((at[rest] & 0xc0) == 0x80) /* the whole of a UTF-8 character */
                rest++;
            text_format(complaint->message, "unknown option -%.*s", (int)rest, at);
            if (at == argv[0] + 1 && at[1])
                suggest(tables, ntables, at, strlen(at), complaint->hint);
            return false;
        }
        if (!opt_is_valued(found.opt)) {
            if (!assign(&found, "", complaint)) return false;
            continue;
        }
        if (at[1]) return assign(&found, at + 1, complaint);
        if (argc < 2) return misses_value(&found, complaint);
        *used = 2;
        return assign(&found, argv[1], complaint);
    }
    return true;
}

bool opt_parse(const struct opt_table *tables, size_t ntables, int argc, char **argv,
    int *npositional, struct text *message, struct text *hint)
{
    struct complaint complaint = {message, hint};
    bool options = true;
    int count = 0;
    for (int i = 0; i < argc;) {
        int used = 1;
        if (!options || argv[i][0] != '-' || argv[i][1] == '\0')
            argv[count++] = argv[i];
        else if (strcmp(argv[i], "--") == 0)
            options = false;
        else if (argv[i][1] == '-') {
            if (!parse_long(tables, ntables, argc - i, argv + i, &used, &complaint)) return false;
        } else if (!parse_letters(tables, ntables, argc - i, argv + i, &used, &complaint))
            return false;
        i += used;
    }
    *npositional = count;
    return true;
}
