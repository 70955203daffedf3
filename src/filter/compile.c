/* The tree becomes a program (program.h).  SPDX-License-Identifier: MIT */
#include "filter/filter.h"

#include <stdlib.h>
#include <string.h>

#include "filter/lexer.h"
#include "filter/program.h"
#include "filter/tree.h"

/* What is being made. */
struct maker {
    struct filter *filter;
    size_t steps_room, tests_room;
    bool failed; /* memory ran out */
};

static void *grow(struct maker *maker, void *at, size_t count, size_t *room, size_t size)
{
    if (count < *room) return at;
    size_t more = *room ? 2 * *room : 8;
    void *larger = realloc(at, more * size);
    if (!larger) {
        maker->failed = true;
        return at;
    }
    *room = more;
    return larger;
}

static size_t add_step(struct maker *maker, enum step_kind kind, size_t target)
{
    struct filter *filter = maker->filter;
    filter->steps =
        grow(maker, filter->steps, filter->nsteps, &maker->steps_room, sizeof *filter->steps);
    if (maker->failed) return 0;
    filter->steps[filter->nsteps] = (struct step){kind, (uint32_t)target};
    return filter->nsteps++;
}

static void add_test(struct maker *maker, const struct test *test)
{
    struct filter *filter = maker->filter;
    filter->tests =
        grow(maker, filter->tests, filter->ntests, &maker->tests_room, sizeof *filter->tests);
    if (maker->failed) return;
    filter->tests[filter->ntests] = *test;
    add_step(maker, STEP_TEST, filter->ntests++);
}

/* --- operands ----------------------------------------------------------------------------------- */

/* The tree's memory ends with reading. */
static const struct range *copy_ranges(struct maker *maker, const struct range *ranges)
{
    const struct range *first = NULL;
    struct range **end = (struct range **)&first;
    for (; ranges; ranges = ranges->next) {
        *end = arena_take(&maker->filter->lasting, sizeof **end);
        if (!*end) {
            maker->failed = true;
            return NULL;
        }
        **end = *ranges;
        (*end)->next = NULL;
        end = &(*end)->next;
    }
    return first;
}

static void copy_value(struct maker *maker, struct operand *operand, const struct node *node)
{
    operand->value = node->value;
    if (operand->class != CLASS_BYTES) return;
    uint8_t *copy = arena_take_raw(&maker->filter->lasting, node->value.bytes.len + 1);
    if (!copy) {
        maker->failed = true;
        return;
    }
    if (node->value.bytes.len) memcpy(copy, node->value.bytes.at, node->value.bytes.len);
    operand->value.bytes.at = copy;
}

static enum operand_kind operand_kind(const struct node *node)
{
    switch (node->kind) {
    case NODE_FIELD:
        return node->name.nrows ? OPERAND_FIELD : OPERAND_PROTOCOL;
    case NODE_VALUE:
        return OPERAND_CONSTANT;
    case NODE_SLICE:
        return OPERAND_SLICE;
    case NODE_CALL:
        return OPERAND_CALL;
    case NODE_NEGATE:
        return OPERAND_NEGATE;
    case NODE_ARITHMETIC:
        return OPERAND_ARITHMETIC;
    default:
        return OPERAND_NOTHING;
    }
}

/* What is known already need not be worked out for each packet. */
static void fold(struct maker *maker, struct operand *operand)
{
    const struct operand *a = operand->first, *b = operand->second;
    struct value result;
    bool done = false;
    if (operand->kind == OPERAND_NEGATE && a->kind == OPERAND_CONSTANT)
        done = value_negate(operand->class, &a->value, &result);
    else if (operand->kind == OPERAND_ARITHMETIC && a->kind == OPERAND_CONSTANT &&
             b->kind == OPERAND_CONSTANT)
        done = value_operate(&maker->filter->lasting, operand->operation, operand->class, &a->value,
            &b->value, &result);
    if (!done) return;
    operand->kind = OPERAND_CONSTANT;
    operand->value = result;
}

static const struct operand *make_operands(struct maker *maker, const struct node *node);

static struct operand *make_operand(struct maker *maker, const struct node *node)
{
    struct operand *operand = arena_take(&maker->filter->lasting, sizeof *operand);
    if (!operand) {
        maker->failed = true;
        return NULL;
    }
    operand->kind = operand_kind(node);
    operand->operation = node->operation;
    operand->type = node->type;
    operand->class = value_class(node->type);
    operand->name = node->name;
    operand->ranges = copy_ranges(maker, node->ranges);
    if (node->kind == NODE_VALUE) copy_value(maker, operand, node);
    if (node->to) operand->to = make_operand(maker, node->to);
    if (node->kind == NODE_FIELD) {
        operand->second = maker->filter->fields;
        maker->filter->fields = operand;
        return operand;
    }
    if (node->kind == NODE_CALL)
        operand->first = make_operands(maker, node->first);
    else if (node->first)
        operand->first = make_operand(maker, node->first);
    if (node->second) operand->second = make_operand(maker, node->second);
    if (!maker->failed) fold(maker, operand);
    return operand;
}

/* A node and those that follow it. */
static const struct operand *make_operands(struct maker *maker, const struct node *node)
{
    const struct operand *first = NULL, **end = &first;
    for (; node && !maker->failed; node = node->next) {
        struct operand *operand = make_operand(maker, node);
        if (!operand) return NULL;
        *end = operand;
        end = &operand->next;
    }
    return first;
}

/* --- tests and steps ---------------------------------------------------------------------------- */

static void make_relation(struct maker *maker, const struct node *node)
{
    struct test test = {.kind = TEST_RELATION, .relation = node->operation, .all = node->all};
    test.left = make_operand(maker, node->first);
    if (node->operation == RELATION_MATCHES) {
        test.kind = TEST_PATTERN;
        test.pattern = node->second->pattern;
    } else {
        if (node->operation == RELATION_IN) test.kind = TEST_SET;
        test.right = node->operation == RELATION_IN ? make_operands(maker, node->second)
                                                    : make_operand(maker, node->second);
    }
    if (maker->failed) return;
    test.class = test.left->class;
    add_test(maker, &test);
}

static void make_presence(struct maker *maker, const struct node *node)
{
    bool calculated = node->kind == NODE_ARITHMETIC || node->kind == NODE_NEGATE;
    struct test test = {
        .kind = calculated ? TEST_NOT_ZERO : TEST_PRESENT, .left = make_operand(maker, node)};
    if (maker->failed) return;
    test.class = test.left->class;
    add_test(maker, &test);
}

static void make_steps(struct maker *maker, const struct node *node);

/* Goes to the end as soon as a member decides. */
static void make_list(struct maker *maker, const struct node *list)
{
    enum step_kind kind = list->kind == NODE_AND ? STEP_IF_FALSE : STEP_IF_TRUE;
    size_t last =
        SIZE_MAX; /* of the jumps that do not know yet where to; linked by their targets */
    for (const struct node *member = list->first; member && !maker->failed; member = member->next) {
        make_steps(maker, member);
        if (member->next) last = add_step(maker, kind, last);
    }
    struct step *steps = maker->filter->steps;
    while (!maker->failed && last != UINT32_MAX && last != SIZE_MAX) {
        size_t before = steps[last].target;
        steps[last].target = (uint32_t)maker->filter->nsteps;
        last = before;
    }
}

static void make_steps(struct maker *maker, const struct node *node)
{
    switch (node->kind) {
    case NODE_AND:
    case NODE_OR:
        make_list(maker, node);
        break;
    case NODE_NOT:
        make_steps(maker, node->first);
        add_step(maker, STEP_NOT, 0);
        break;
    case NODE_RELATION:
        make_relation(maker, node);
        break;
    default:
        make_presence(maker, node);
    }
}

/* --- the whole ---------------------------------------------------------------------------------- */

void filter_error_finish(struct filter_error *error)
{
    text_finish(&error->message);
    text_finish(&error->source);
    text_finish(&error->hint);
}

bool filter_read(struct reading *reading, const char *text, struct node **root)
{
    struct filter_error *error = reading->error;
    *root = NULL;
    if (macro_expand(reading->dissector, text, &error->source, error) &&
        parse_filter(reading, text_string(&error->source), root) && check_filter(reading, *root))
        return true;
    hint_find(reading, text_string(&error->source));
    return false;
}

/* The program of a tree, NULL if memory ran out. */
static struct filter *make_filter(struct reading *reading, const struct node *root)
{
    struct maker maker = {.filter = calloc(1, sizeof *maker.filter)};
    if (!maker.filter) return NULL;
    maker.filter->patterns = reading->patterns;
    reading->patterns = NULL;
    if (root) make_steps(&maker, root);
    if (!root || !needs_find(&maker.filter->needs, root)) maker.filter->needs.count = 0;
    if (!maker.failed) return maker.filter;
    filter_destroy(maker.filter);
    return NULL;
}

struct filter *filter_compile(
    const char *text, const struct dissector *dissector, struct filter_error *error)
{
    struct arena arena = {0};
    struct reading reading = {.arena = &arena, .dissector = dissector, .error = error};
    struct filter *filter = NULL;
    struct node *root;
    if (filter_read(&reading, text, &root)) {
        filter = make_filter(&reading, root);
        if (!filter) filter_fail(error, 0, 0, "out of memory");
    }
    pattern_destroy(reading.patterns);
    arena_finish(&arena);
    return filter;
}

void filter_destroy(struct filter *filter)
{
    if (!filter) return;
    free(filter->steps);
    free(filter->tests);
    arena_finish(&filter->lasting);
    arena_finish(&filter->values);
    text_finish(&filter->words);
    pattern_destroy(filter->patterns);
    free(filter);
}

void filter_want(const struct filter *filter, struct dissector *dissector)
{
    for (const struct operand *field = filter->fields; field; field = field->second)
        dissector_want(dissector, field->name.text);
}

void filter_confine(const struct filter *filter, struct dissector *dissector)
{
    dissector_confine(dissector, filter->needs.names, filter->needs.count);
}
