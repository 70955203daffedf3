/* Asks a filter about a packet.  SPDX-License-Identifier: MIT */
#include "filter/filter.h"

#include "filter/program.h"

/* --- tests on one value ------------------------------------------------------------------------- */

/* Of all values a relation holds if of none the contrary does: that tells where two cannot be
 * compared. */
static bool pair_passes(const struct test *test, const struct value *a, const struct value *b)
{
    static const enum relation contrary[] = {[RELATION_EQ] = RELATION_NE,
        [RELATION_NE] = RELATION_EQ,
        [RELATION_GT] = RELATION_LE,
        [RELATION_LE] = RELATION_GT,
        [RELATION_GE] = RELATION_LT,
        [RELATION_LT] = RELATION_GE};
    if (test->all && test->relation <= RELATION_LE)
        return !value_related(contrary[test->relation], test->class, a, b);
    return value_related(test->relation, test->class, a, b);
}

static bool value_passes(const struct test *test, const struct value *value)
{
    if (test->kind == TEST_PATTERN)
        return pattern_matches(test->pattern, bytes_of(value->bytes.at, value->whole));
    return pair_passes(test, value, &test->right->value);
}

/* Whether one of the values of an element of a set is this one, or it lies in a range of them. */
static bool in_element(
    enum value_class class, const struct value *value, struct values from, const struct values *to)
{
    for (size_t i = 0; i < from.count; i++) {
        if (!to && value_related(RELATION_EQ, class, value, &from.at[i])) return true;
        if (!to || !value_related(RELATION_GE, class, value, &from.at[i])) continue;
        for (size_t k = 0; k < to->count; k++)
            if (value_related(RELATION_LE, class, value, &to->at[k])) return true;
    }
    return false;
}

/* --- tests on all of them ----------------------------------------------------------------------- */

/* What most filters are made of: a field on the left, and nothing that differs on the right. */
static bool test_items(const struct test *test, const struct packet *packet)
{
    bool seen = false;
    for (unsigned i = 0; i < packet->nitems; i++) {
        const struct item *item = &packet->items[i];
        if (!operand_names_item(test->left, packet, item)) continue;
        if (value_class(item->field->type) != test->class)
            continue; /* of the same name, of another kind */
        struct value value = value_of_item(item, test->class);
        if (value_passes(test, &value) != test->all) return !test->all;
        seen = true;
    }
    return seen && test->all;
}

/* Every value of one side against every value of the other. */
static bool test_pairs(struct filter *filter, const struct test *test, const struct packet *packet)
{
    struct values left = operand_values(filter, test->left, packet);
    if (!left.found) return false;
    struct values right = operand_values(filter, test->right, packet);
    if (!right.found) return false;
    for (size_t i = 0; i < left.count; i++)
        for (size_t k = 0; k < right.count; k++)
            if (pair_passes(test, &left.at[i], &right.at[k]) != test->all) return !test->all;
    return test->all;
}

static bool test_values(struct filter *filter, const struct test *test, const struct packet *packet)
{
    struct values values = operand_values(filter, test->left, packet);
    for (size_t i = 0; i < values.count; i++)
        if (value_passes(test, &values.at[i]) != test->all) return !test->all;
    return values.found && test->all;
}

/* `any x in {a, b}`: a value of x is in one of the elements; `all`: all are, in the same one. */
static bool test_set(struct filter *filter, const struct test *test, const struct packet *packet)
{
    struct values left = operand_values(filter, test->left, packet), from, to;
    for (const struct operand *element = left.count ? test->right : NULL; element;
         element = element->next) {
        from = operand_values(filter, element, packet);
        if (element->to) to = operand_values(filter, element->to, packet);
        size_t inside = 0;
        for (size_t i = 0; i < left.count; i++)
            inside += in_element(test->class, &left.at[i], from, element->to ? &to : NULL);
        if (test->all ? inside == left.count : inside > 0) return true;
    }
    return false;
}

static bool test_presence(
    struct filter *filter, const struct test *test, const struct packet *packet)
{
    if (test->left->kind == OPERAND_FIELD || test->left->kind == OPERAND_PROTOCOL)
        return operand_present(test->left, packet);
    struct values values = operand_values(filter, test->left, packet);
    for (size_t i = 0; i < values.count; i++) {
        if (test->kind == TEST_PRESENT ? values.at[i].bytes.len > 0
                                       : !value_is_zero(test->class, &values.at[i]))
            return true;
    }
    return false;
}

static bool test_packet(struct filter *filter, const struct test *test, const struct packet *packet)
{
    if (test->kind == TEST_PRESENT || test->kind == TEST_NOT_ZERO)
        return test_presence(filter, test, packet);
    if (test->kind == TEST_SET) return test_set(filter, test, packet);
    bool constant = test->kind == TEST_PATTERN || test->right->kind == OPERAND_CONSTANT;
    if (constant && test->left->kind == OPERAND_FIELD) return test_items(test, packet);
    return constant ? test_values(filter, test, packet) : test_pairs(filter, test, packet);
}

bool filter_match(struct filter *filter, const struct packet *packet)
{
    bool result = true;
    arena_reset(&filter->values);
    for (size_t at = 0; at < filter->nsteps; at++) {
        const struct step *step = &filter->steps[at];
        switch (step->kind) {
        case STEP_TEST:
            result = test_packet(filter, &filter->tests[step->target], packet);
            break;
        case STEP_NOT:
            result = !result;
            break;
        case STEP_IF_FALSE:
        case STEP_IF_TRUE:
            if (result == (step->kind == STEP_IF_TRUE)) at = (size_t)step->target - 1;
        }
    }
    return result;
}
