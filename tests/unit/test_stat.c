/* What statistics count with: rows by key, and trees of averages and bursts.
 * SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "stat/branches.h"
#include "stat/statistic.h"
#include "unit.h"

struct row {
    uint64_t key, count;
};

static uint64_t weight(const void *row)
{
    return ((const struct row *)row)->count;
}

START_TEST(rows_keep_their_order)
{
    struct rows rows;
    rows_init(&rows, sizeof(struct row), sizeof(uint64_t), 1000);
    for (uint64_t round = 0; round < 3; round++) {
        for (uint64_t key = 0; key < 500; key++) {
            struct row *row = rows_find(&rows, &key);
            ck_assert_ptr_nonnull(row);
            ck_assert_uint_eq(row->key, key);
            ck_assert_uint_eq(row->count++, round);
        }
    }
    ck_assert_uint_eq(rows.count, 500);
    for (uint32_t i = 0; i < rows.count; i++)
        ck_assert_uint_eq(((struct row *)rows_at(&rows, i))->key, i);
    ((struct row *)rows_at(&rows, 400))->count = 7;
    uint32_t *order = rows_heaviest(&rows, weight);
    ck_assert_uint_eq(order[0], 400);
    ck_assert_uint_eq(order[1], 0);
    ck_assert_uint_eq(order[401], 401);
    free(order);
    rows_finish(&rows);
}
END_TEST

START_TEST(rows_have_a_limit)
{
    struct rows rows;
    rows_init(&rows, sizeof(struct row), sizeof(uint64_t), 100);
    for (uint64_t key = 0; key < 150; key++)
        ck_assert_int_eq(rows_find(&rows, &key) != NULL, key < 100);
    uint64_t known = 99;
    ck_assert_ptr_nonnull(rows_find(&rows, &known));
    ck_assert_uint_eq(rows.count, 100);
    ck_assert_uint_eq(rows.left_out, 50);
    rows_finish(&rows);
    rows_finish(&rows);
    ck_assert_ptr_null(rows_heaviest(&rows, weight));
}
END_TEST

/* The line of a topic, from its count on. */
static const char *line_of(struct text *text, const char *topic)
{
    const char *at = strstr(text_string(text), topic);
    ck_assert_msg(at != NULL, "%s is not in\n%s", topic, text_string(text));
    return at + strlen(topic) + strspn(at + strlen(topic), " ");
}

START_TEST(bursts_are_of_a_tenth_of_a_second)
{
    static const int milliseconds[] = {1000, 1001, 1050, 1099, 1101, 1300, 1305, 2000};
    struct branches branches = {.begun = false};
    struct text text = {0};
    branches_init(&branches);
    for (size_t i = 0; i < sizeof milliseconds / sizeof *milliseconds; i++) {
        branches_at(&branches, INT64_C(1000000) * milliseconds[i]);
        branches_tick(&branches, branches_tick(&branches, 0, "all"), i % 4 ? "some" : "few");
    }
    branches_print(&branches, &text, "Test/Burst of all");
    /* eight in 1000 ms; 1000, 1001, 1050 and 1099 are the burst: 1101 is in a bucket too late */
    ck_assert_int_eq(strncmp(line_of(&text, "\nall"), "8 ", 2), 0);
    ck_assert_ptr_nonnull(strstr(line_of(&text, "\nall"), "0.0080        100%          0.0400 "
                                                          "       1.000 "));
    ck_assert_ptr_nonnull(strstr(line_of(&text, "\n some"), "6   "));
    ck_assert_ptr_nonnull(strstr(line_of(&text, "\n some"), "75.00%"));
    text_finish(&text);
    branches_finish(&branches);
}
END_TEST

START_TEST(averages)
{
    struct branches branches = {.begun = false};
    struct text text = {0};
    branches_init(&branches);
    uint32_t all = branches_name(&branches, 0, "all"), none = branches_name(&branches, 0, "none");
    branches_average(&branches, none, false);
    branches_at(&branches, 0);
    branches_value(&branches, all, 3);
    branches_value(&branches, all, 8);
    branches_print(&branches, &text, "Averages");
    ck_assert_ptr_nonnull(
        strstr(line_of(&text, "\nall"), "2             5.50          3             8 "));
    ck_assert_ptr_nonnull(
        strstr(line_of(&text, "\nnone"), "0             -             -             - "));
    text_finish(&text);
    branches_finish(&branches);
}
END_TEST

START_TEST(branches_have_a_limit)
{
    struct branches branches = {.begun = false};
    struct text text = {0};
    branches_init(&branches);
    branches_at(&branches, 0);
    char name[16];
    for (unsigned i = 0; i < BRANCHES + 10; i++) {
        struct text word = {.at = name, .cap = sizeof name, .fixed = true};
        text_format(&word, "n%u", i);
        branches_tick(&branches, 0, text_string(&word));
    }
    branches_print(&branches, &text, "Full");
    ck_assert_ptr_nonnull(strstr(text_string(&text), "10 counts were left out"));
    text_finish(&text);
    branches_finish(&branches);
}
END_TEST

/* Every statistic has all that its interface wants, and a name that begins no other by chance. */
START_TEST(declarations)
{
    size_t count;
    const struct statistic_kind *const *all = statistic_all(&count);
    for (size_t i = 0; i < count; i++) {
        ck_assert_msg(
            all[i]->open && all[i]->packet && all[i]->print && all[i]->list, "%s", all[i]->name);
        ck_assert(all[i]->arguments && all[i]->summary && all[i]->size >= sizeof(struct statistic));
        for (size_t j = 0; j < i; j++)
            ck_assert_str_ne(all[i]->name, all[j]->name);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("stat");
    TCase *tests = tcase_create("stat");
    tcase_add_test(tests, rows_keep_their_order);
    tcase_add_test(tests, rows_have_a_limit);
    tcase_add_test(tests, bursts_are_of_a_tenth_of_a_second);
    tcase_add_test(tests, averages);
    tcase_add_test(tests, branches_have_a_limit);
    tcase_add_test(tests, declarations);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
