/* Options as rows: the single statement of an option, from which parsing, --help, completion and
 * the man page come.
 *
 *     struct echo { uint32_t port; bool quiet; int64_t idle; struct opt_list also; };
 *     static const struct opt opts[] = {
 *         OPT_UINT('p', "port", struct echo, port, 0, 65535, 1234, "PORT",
 *             "port to listen on; 0 picks a free one"),
 *         OPT_FLAG('q', "quiet", struct echo, quiet, "print nothing for each message"),
 *         {0},
 *     };
 *
 * The destination is a member of the command's state, so that nothing is global; a member of the
 * wrong type does not compile.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum opt_kind {
    OPT_KIND_NONE,
    OPT_KIND_FLAG,     /* bool */
    OPT_KIND_UINT,     /* uint32_t within min … max */
    OPT_KIND_NUMBER,   /* double within min … max (percentages, rates) */
    OPT_KIND_STRING,   /* const char * */
    OPT_KIND_CHOICE,   /* unsigned: index into choices */
    OPT_KIND_DURATION, /* int64_t nanoseconds */
    OPT_KIND_SIZE,     /* uint64_t bytes */
    OPT_KIND_ADDRESS,  /* const char *: a host name or address */
    OPT_KIND_FILE,     /* const char *: a path (completion offers files) */
    OPT_KIND_LIST,     /* struct opt_list: may be given several times */
    OPT_KIND_PRESET,   /* const char *: a flag, that stands for a value of it */
};

/* The values of an option that may be repeated, in order.  Freed by the cli. */
struct opt_list {
    const char **at;
    size_t count;
};

struct opt {
    char letter;      /* 0: none */
    const char *name; /* long name; NULL: letter only (tshark's) */
    enum opt_kind kind;
    size_t offset;              /* of the member in the state */
    const char *metavar;        /* "PORT"; NULL for flags */
    const char *help;           /* lower case, no full stop; NULL: understood, but told nowhere */
    double min, max;            /* UINT, NUMBER */
    const char *fallback;       /* the default, as it would be typed; NULL: zero */
    const char *const *choices; /* CHOICE: NULL-terminated */
    const char *group;          /* heading in --help from here on; NULL: as before */
};

/* clang-format off */
/* The offset of S.member, compiling only if the member has type T. */
#define OPT_MEMBER(S, member, T) _Generic(&((S *)0)->member, T *: offsetof(S, member))
/* The default as text, after macros in it were replaced. */
#define OPT_TYPED(fallback) #fallback
#define OPT_FLAG(letter, name, S, member, help) \
    {letter, name, OPT_KIND_FLAG, OPT_MEMBER(S, member, bool), NULL, help, 0, 0, NULL, NULL, NULL}
#define OPT_UINT(letter, name, S, member, min, max, fallback, metavar, help) \
    {letter, name, OPT_KIND_UINT, OPT_MEMBER(S, member, uint32_t), metavar, help, min, max, \
        OPT_TYPED(fallback), NULL, NULL}
#define OPT_NUMBER(letter, name, S, member, min, max, fallback, metavar, help) \
    {letter, name, OPT_KIND_NUMBER, OPT_MEMBER(S, member, double), metavar, help, min, max, \
        OPT_TYPED(fallback), NULL, NULL}
#define OPT_STRING(letter, name, S, member, fallback, metavar, help) \
    {letter, name, OPT_KIND_STRING, OPT_MEMBER(S, member, const char *), metavar, help, 0, 0, \
        fallback, NULL, NULL}
#define OPT_CHOICE(letter, name, S, member, choices, fallback, metavar, help) \
    {letter, name, OPT_KIND_CHOICE, OPT_MEMBER(S, member, unsigned), metavar, help, 0, 0, \
        fallback, choices, NULL}
#define OPT_DURATION(letter, name, S, member, fallback, help) \
    {letter, name, OPT_KIND_DURATION, OPT_MEMBER(S, member, int64_t), "DURATION", help, 0, 0, \
        fallback, NULL, NULL}
#define OPT_SIZE(letter, name, S, member, fallback, help) \
    {letter, name, OPT_KIND_SIZE, OPT_MEMBER(S, member, uint64_t), "SIZE", help, 0, 0, \
        fallback, NULL, NULL}
#define OPT_ADDRESS(letter, name, S, member, fallback, help) \
    {letter, name, OPT_KIND_ADDRESS, OPT_MEMBER(S, member, const char *), "ADDRESS", help, 0, \
        0, fallback, NULL, NULL}
#define OPT_FILE(letter, name, S, member, metavar, help) \
    {letter, name, OPT_KIND_FILE, OPT_MEMBER(S, member, const char *), metavar, help, 0, 0, \
        NULL, NULL, NULL}
#define OPT_LIST(letter, name, S, member, metavar, help) \
    {letter, name, OPT_KIND_LIST, OPT_MEMBER(S, member, struct opt_list), metavar, help, 0, 0, \
        NULL, NULL, NULL}
/* A flag that sets a string, which another row may set as well: the last one counts. */
#define OPT_PRESET(letter, name, S, member, value, help) \
    {letter, name, OPT_KIND_PRESET, OPT_MEMBER(S, member, const char *), NULL, help, 0, 0, \
        value, NULL, NULL}
/* A heading for the rows that follow it. */
#define OPT_GROUP(title) {0, NULL, OPT_KIND_NONE, 0, NULL, NULL, 0, 0, NULL, NULL, title}
/* clang-format on */

struct text;

/* Sets every member to its default. */
void opt_defaults(const struct opt *opts, void *state);

/* True for the row that ends a table, and for a row that is only a heading. */
static inline bool opt_is_end(const struct opt *opt)
{
    return opt->kind == OPT_KIND_NONE && !opt->group;
}

static inline bool opt_is_heading(const struct opt *opt)
{
    return opt->kind == OPT_KIND_NONE && opt->group;
}

/* True for a row that takes a value: -n 5. */
static inline bool opt_is_valued(const struct opt *opt)
{
    return opt->kind != OPT_KIND_NONE && opt->kind != OPT_KIND_FLAG && opt->kind != OPT_KIND_PRESET;
}

/* True for a row that help, completion and manual show. */
static inline bool opt_is_shown(const struct opt *opt)
{
    return opt->kind != OPT_KIND_NONE && opt->help;
}

/* Parses argv (without the command's name) into the states of several tables at once (a command's
 * own rows and the common ones), moving positional arguments to the front of argv; *npositional is
 * their count.  Options and positionals mix freely; "--" ends options; -n5, -n 5, --name=5, --name 5
 * and flags together (-xV) are understood.  False on a usage error, with a sentence in `message`
 * and, if there is one, advice in `hint`. */
struct opt_table {
    const struct opt *opts;
    void *state;
};
bool opt_parse(const struct opt_table *tables, size_t ntables, int argc, char **argv,
    int *npositional, struct text *message, struct text *hint);

/* Frees the lists. */
void opt_finish(const struct opt *opts, void *state);
