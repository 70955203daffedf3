/* The tree of a filter, between being read and becoming a program.  SPDX-License-Identifier: MIT */
#pragma once
#include "base/text.h"
#include "dissect/dissector.h"
#include "filter/arena.h"
#include "filter/filter.h"
#include "filter/names.h"
#include "filter/pattern.h"
#include "filter/value.h"

/* Parentheses, braces and operators may stand one inside the other so deep, and no deeper: whoever
 * walks the tree may call itself. */
enum { TREE_DEPTH = 200 };

enum node_kind {
    NODE_AND,
    NODE_OR,        /* `first` and those behind it */
    NODE_NOT,       /* of `first` */
    NODE_RELATION,  /* `first` operator `second`; for IN `second` is the first of the set */
    NODE_FIELD,     /* a field, or a protocol; perhaps with layers */
    NODE_REFERENCE, /* ${field}: of a packet that somebody selected; here nobody does */
    NODE_LITERAL,
    NODE_STRING,
    NODE_CHARACTER, /* until they are turned into … */
    NODE_VALUE,
    NODE_PATTERN,    /* a compiled regular expression */
    NODE_SLICE,      /* of `first` */
    NODE_CALL,       /* a function of `first` and those behind it */
    NODE_NEGATE,     /* of `first` */
    NODE_ARITHMETIC, /* `first` operator `second` */
};

enum relation {
    RELATION_EQ,
    RELATION_NE,
    RELATION_GT,
    RELATION_GE,
    RELATION_LT,
    RELATION_LE,
    RELATION_CONTAINS,
    RELATION_MATCHES,
    RELATION_IN,
};
enum arithmetic {
    ARITHMETIC_MASK,
    ARITHMETIC_ADD,
    ARITHMETIC_SUBTRACT,
    ARITHMETIC_MULTIPLY,
    ARITHMETIC_DIVIDE,
    ARITHMETIC_MODULO,
};
enum function {
    FUNCTION_LOWER,
    FUNCTION_UPPER,
    FUNCTION_LEN,
    FUNCTION_COUNT,
    FUNCTION_STRING,
    FUNCTION_MAX,
    FUNCTION_MIN,
    FUNCTION_ABS,
    FUNCTIONS,
};

/* One range of a slice or of layers: from `start`, `length` of them, or up to `end`, or all.
 * Negative ones count from the end. */
struct range {
    int32_t start, second;
    enum range_kind { RANGE_LENGTH, RANGE_TO, RANGE_REST } kind;
    struct range *next;
};

struct node {
    enum node_kind kind;
    unsigned operation; /* enum relation, arithmetic or function */
    bool all;           /* a relation: of all values, not any */
    unsigned depth;     /* of the tree below */
    size_t at, len;     /* the token that stands for it in the filter; 0: none */
    const char *shown;  /* that token, `len` characters */
    struct node *first, *second, *next;
    struct node *to; /* an element of a set: the end of its range */
    struct range *ranges;
    struct bytes text; /* of a string */
    uint32_t character;
    struct name name; /* of a field */
    /* Found by check.c: */
    enum field_type type;
    struct value value;
    struct pattern *pattern;
};

/* One that takes part in reading and checking. */
struct reading {
    struct arena *arena;
    const struct dissector *dissector;
    struct filter_error *error;
    struct pattern *patterns; /* all that were compiled, for who frees them */
};

/* Reads the text into *root, which stays NULL for an empty one; false with the error filled. */
bool parse_filter(struct reading *reading, const char *text, struct node **root);
/* Reads and checks it, macros replaced; *root stays NULL for an empty one.  False with the error and
 * a hint filled; reading->patterns are the caller's to free. */
bool filter_read(struct reading *reading, const char *text, struct node **root);
/* Reads what stands between brackets or commas; NULL with the error filled. */
struct range *parse_range(struct reading *reading, const char *text, size_t at, size_t len);
/* FUNCTIONS when there is none. */
enum function function_named(const char *at, size_t len);
const char *function_name(enum function function);

/* Types: literals become values; false with the error filled. */
bool check_filter(struct reading *reading, struct node *root);
/* Functions, for check.c: sets the node's type. */
bool check_call(struct reading *reading, struct node *call, enum field_type wanted);
bool check_arithmetic(struct reading *reading, struct node *node, enum field_type wanted);

/* Turns a literal, string or character into a value of this type.  `row`, when not NULL, has names
 * for values.  `part`: fewer bytes than the type has are fine. */
bool literal_convert(struct reading *reading, struct node *node, enum field_type type, bool part,
    const struct field *row);

/* Macros (macro.c): *expanded has none left; false with the error filled. */
bool macro_expand(const struct dissector *dissector, const char *text, struct text *expanded,
    struct filter_error *error);

/* Says what could be meant instead (hint.c). */
void hint_find(const struct reading *reading, const char *text);
