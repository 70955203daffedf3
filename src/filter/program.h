/* A compiled filter: steps that decide, tests that they make, operands that give values.
 *
 *     tcp.port == 80 and not arp       0  test 0       tcp.port == 80
 *                                      1  if false, go to 4
 *                                      2  test 1       arp
 *                                      3  turn round
 *                                      4  (end)
 *
 * SPDX-License-Identifier: MIT */
#pragma once
#include "filter/arena.h"
#include "filter/filter.h"
#include "filter/names.h"
#include "filter/pattern.h"
#include "filter/tree.h"
#include "filter/value.h"

enum step_kind { STEP_TEST, STEP_IF_FALSE, STEP_IF_TRUE, STEP_NOT };

struct step {
    enum step_kind kind;
    uint32_t target; /* where to go; or which test */
};

enum operand_kind {
    OPERAND_NOTHING, /* never has a value */
    OPERAND_FIELD,
    OPERAND_PROTOCOL,
    OPERAND_CONSTANT,
    OPERAND_SLICE,
    OPERAND_CALL,
    OPERAND_NEGATE,
    OPERAND_ARITHMETIC,
};

struct operand {
    enum operand_kind kind;
    unsigned operation; /* enum function, enum arithmetic */
    enum field_type type;
    enum value_class class;
    struct name name;                            /* of a field or protocol */
    const struct range *ranges;                  /* of a slice; of layers */
    struct value value;                          /* of a constant */
    const struct operand *first, *second, *next; /* parameters; elements of a set */
    const struct operand *to;                    /* the end of a range in a set */
};

enum test_kind { TEST_PRESENT, TEST_NOT_ZERO, TEST_RELATION, TEST_PATTERN, TEST_SET };

struct test {
    enum test_kind kind;
    enum relation relation;
    bool all;
    enum value_class class;
    const struct operand *left, *right; /* `right`: the first of a set */
    const struct pattern *pattern;
};

/* The names of fields and protocols of which a packet that passes has at least one. */
enum { NEEDS_MOST = 16 };
struct needs {
    const char *names[NEEDS_MOST];
    size_t count; /* 0: it may have none */
};
/* False, with any count, when a packet may pass without having anything in particular. */
bool needs_find(struct needs *needs, const struct node *node);

struct filter {
    struct step *steps;
    struct test *tests;
    size_t nsteps, ntests;
    const struct operand *fields; /* all that name something, linked by `second` */
    struct arena lasting;         /* what the arrays point to */
    struct arena values;          /* of the present packet */
    struct text words;            /* for string() */
    struct pattern *patterns;
    struct needs needs;
};

/* The values of an operand in a packet (values.c).  They last until the next packet. */
struct values operand_values(
    struct filter *filter, const struct operand *operand, const struct packet *packet);
/* Whether an item is one that the operand names, and in a layer that it wants. */
bool operand_names_item(
    const struct operand *operand, const struct packet *packet, const struct item *item);
struct value value_of_item(const struct item *item, enum value_class class);
/* Whether a field or protocol is there. */
bool operand_present(const struct operand *operand, const struct packet *packet);

/* Operations on values (arithmetic.c, operations.c).  false: there is no result. */
bool value_operate(struct arena *arena, enum arithmetic operation, enum value_class class,
    const struct value *a, const struct value *b, struct value *result);
bool value_negate(enum value_class class, const struct value *value, struct value *result);
struct value value_slice(
    struct arena *arena, const struct value *value, const struct range *ranges);
bool value_is_zero(enum value_class class, const struct value *value);
bool value_related(
    enum relation relation, enum value_class class, const struct value *a, const struct value *b);
