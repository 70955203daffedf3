/* Events and packets in one order.  SPDX-License-Identifier: MIT */
#include "show/timeline.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static void note(void *context, const struct timeline_entry *entry)
{
    struct text *text = context;
    text_format(
        text, "%s%s%s ", entry->text, entry->data ? "=" : "", entry->data ? entry->data : "");
}

static void add(struct timeline *timeline, int64_t time, const char *text)
{
    ck_assert(timeline_add(timeline, &(struct timeline_entry){.time = time, .text = text}));
}

START_TEST(shows_in_order_of_time_and_each_once)
{
    struct text seen = {0};
    struct timeline timeline;
    timeline_init(&timeline, 1, note, &seen);
    add(&timeline, 30, "c");
    add(&timeline, 10, "a");
    add(&timeline, 20, "b");
    timeline_release(&timeline, 20);
    ck_assert_str_eq(text_string(&seen), "a ");
    add(&timeline, 25, "late");
    timeline_release(&timeline, 31);
    ck_assert_str_eq(text_string(&seen), "a b late c ");
    timeline_release(&timeline, INT64_MAX);
    ck_assert_str_eq(text_string(&seen), "a b late c ");
    timeline_finish(&timeline);
    text_finish(&seen);
}
END_TEST

START_TEST(equal_times_keep_their_order)
{
    struct text seen = {0};
    struct timeline timeline;
    timeline_init(&timeline, 1, note, &seen);
    for (const char *const *name = (const char *const[]){"1", "2", "3", NULL}; *name; name++)
        add(&timeline, 7, *name);
    timeline_release(&timeline, INT64_MAX);
    ck_assert_str_eq(text_string(&seen), "1 2 3 ");
    timeline_finish(&timeline);
    text_finish(&seen);
}
END_TEST

/* A capture that counts in microseconds stamps a segment before the connect() that made it. */
START_TEST(cause_goes_before_effect_within_a_tick)
{
    struct text seen = {0};
    struct timeline timeline;
    timeline_init(&timeline, 1000, note, &seen);
    timeline_add(
        &timeline, &(struct timeline_entry){.time = 5900, .text = "received", .effect = true});
    timeline_add(
        &timeline, &(struct timeline_entry){.time = 5000, .text = "SYN", .kind = TIMELINE_PACKET});
    timeline_add(&timeline, &(struct timeline_entry){.time = 5400, .text = "connect"});
    timeline_add(
        &timeline, &(struct timeline_entry){.time = 4999, .text = "before", .effect = true});
    timeline_release(&timeline, INT64_MAX);
    ck_assert_str_eq(text_string(&seen), "before connect SYN received ");
    timeline_finish(&timeline);
    text_finish(&seen);
}
END_TEST

START_TEST(copies_what_it_holds)
{
    struct text seen = {0};
    struct timeline timeline;
    char words[] = "said", bytes[] = "b'x'";
    timeline_init(&timeline, 1, note, &seen);
    timeline_add(&timeline, &(struct timeline_entry){.time = 1, .text = words, .data = bytes});
    words[0] = bytes[0] = '?';
    timeline_release(&timeline, INT64_MAX);
    ck_assert_str_eq(text_string(&seen), "said=b'x' ");
    timeline_finish(&timeline);
    text_finish(&seen);
}
END_TEST

static void count(void *context, const struct timeline_entry *entry)
{
    size_t *shown = context;
    ck_assert_int_eq(entry->time, (int64_t)*shown);
    ++*shown;
}

/* Entries that nobody releases must not grow without limit. */
START_TEST(holds_no_more_than_its_limit)
{
    size_t shown = 0;
    struct timeline timeline;
    timeline_init(&timeline, 1, count, &shown);
    for (int64_t i = 0; i < 3 * TIMELINE_HELD; i++)
        add(&timeline, i, "x");
    ck_assert_uint_eq(timeline.count, TIMELINE_HELD);
    ck_assert_uint_eq(shown, 2 * TIMELINE_HELD);
    ck_assert_uint_le(timeline.cap, 2 * TIMELINE_HELD);
    timeline_release(&timeline, INT64_MAX);
    ck_assert_uint_eq(shown, 3 * TIMELINE_HELD);
    add(&timeline, 5, "never shown");
    timeline_finish(&timeline);
    ck_assert_uint_eq(shown, 3 * TIMELINE_HELD);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("timeline");
    TCase *tcase = tcase_create("timeline");
    tcase_add_test(tcase, shows_in_order_of_time_and_each_once);
    tcase_add_test(tcase, equal_times_keep_their_order);
    tcase_add_test(tcase, cause_goes_before_effect_within_a_tick);
    tcase_add_test(tcase, copies_what_it_holds);
    tcase_add_test(tcase, holds_no_more_than_its_limit);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
