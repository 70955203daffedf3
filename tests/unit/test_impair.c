/* Impairment: the same seed, the same fate; and about as much of it as was asked for.
 * SPDX-License-Identifier: MIT */
#include "io/impair.h"

#include "unit.h"

enum { DATAGRAMS = 10000 };

struct counted {
    unsigned dropped, duplicated, reordered;
};

static struct counted count(const struct impairment *impairment)
{
    struct random random = random_seeded(impairment->seed);
    struct counted counted = {0};
    for (int i = 0; i < DATAGRAMS; i++) {
        struct impair_fate fate = impair_draw(impairment, &random);
        ck_assert(!fate.drop || (!fate.duplicate && !fate.reorder));
        counted.dropped += fate.drop;
        counted.duplicated += fate.duplicate;
        counted.reordered += fate.reorder;
    }
    return counted;
}

START_TEST(as_often_as_asked)
{
    const struct impairment impairment = {
        .drop = 0.2, .duplicate = 0.5, .reorder = 0.1, .seed = (uint64_t)_i};
    struct counted counted = count(&impairment);
    ck_assert_uint_ge(counted.dropped, 1850);
    ck_assert_uint_le(counted.dropped, 2150);
    ck_assert_uint_ge(counted.duplicated, 3800); /* of the 8,000 that are not dropped */
    ck_assert_uint_le(counted.duplicated, 4200);
    ck_assert_uint_ge(counted.reordered, 700);
    ck_assert_uint_le(counted.reordered, 900);
}
END_TEST

START_TEST(never_and_always)
{
    const struct impairment never = {.seed = 1}, always = {.drop = 1, .seed = 1};
    struct counted none = count(&never), all = count(&always);
    ck_assert_uint_eq(none.dropped + none.duplicated + none.reordered, 0);
    ck_assert_uint_eq(all.dropped, DATAGRAMS);
}
END_TEST

/* What befalls the Nth datagram does not depend on what befell those before, nor on other options. */
START_TEST(fates_are_independent)
{
    const struct impairment one = {.drop = 0.3, .seed = 42};
    const struct impairment both = {.drop = 0.3, .duplicate = 0.9, .reorder = 0.9, .seed = 42};
    struct random a = random_seeded(42), b = random_seeded(42);
    for (int i = 0; i < DATAGRAMS; i++)
        ck_assert_int_eq(impair_draw(&one, &a).drop, impair_draw(&both, &b).drop);
}
END_TEST

/* The sequence is fixed for ever: a hand-out may print it. */
START_TEST(known_numbers)
{
    struct random random = random_seeded(0);
    ck_assert_uint_eq(random_next(&random), UINT64_C(0xe220a8397b1dcdaf));
    ck_assert_uint_eq(random_next(&random), UINT64_C(0x6e789e6aa1b965f4));
    for (int i = 0; i < DATAGRAMS; i++) {
        double fraction = random_fraction(&random);
        ck_assert(fraction >= 0 && fraction < 1);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("impair");
    TCase *tests = tcase_create("impair");
    tcase_add_loop_test(tests, as_often_as_asked, 0, 10);
    tcase_add_test(tests, never_and_always);
    tcase_add_test(tests, fates_are_independent);
    tcase_add_test(tests, known_numbers);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
