/* The tree of subjects beside a list that is asked one by one, under random subscribing and leaving.
 * SPDX-License-Identifier: MIT */
#include "service/subjects.h"

#include <stdio.h>
#include <stdlib.h>

#include "grammar/nats.h"
#include "unit.h"

enum { ENTRIES = 100, ROUNDS = 2000 };

/* A subscription that knows what it should get. */
struct entry {
    struct subscription subscription; /* first */
    char subject[32], group[4];
    bool used;
    unsigned got;
};

static bool matches(const char *pattern, const char *subject)
{
    struct nats_tokens a = nats_tokens(bytes_of_string(pattern)),
                       b = nats_tokens(bytes_of_string(subject));
    struct bytes wanted, token;
    while (nats_next_token(&a, &wanted)) {
        bool there = nats_next_token(&b, &token);
        if (wanted.len == 1 && wanted.at[0] == '>') return there;
        if (!there) return false;
        bool star = wanted.len == 1 && wanted.at[0] == '*';
        if (!star && (wanted.len != token.len || memcmp(wanted.at, token.at, token.len) != 0))
            return false;
    }
    return !nats_next_token(&b, &token);
}

static void make_subject(struct random *random, bool wild, char *subject)
{
    unsigned count = 1 + (unsigned)(random_next(random) % 4);
    for (unsigned i = 0; i < count; i++) {
        unsigned kind = (unsigned)(random_next(random) % (wild ? 5 : 3));
        bool last = i + 1 == count;
        *subject++ = kind < 3 ? (char)('a' + kind) : kind == 4 && last ? '>' : wild ? '*' : 'a';
        *subject++ = '.';
    }
    subject[-1] = '\0';
}

/* Delivers as the server does, with some leaving as they are reached. */
static void publish(struct subjects *subjects, struct random *random, const char *subject)
{
    subjects_match(subjects, bytes_of_string(subject));
    for (uint32_t i = 0; i < subjects->all.count; i++) {
        struct subscriptions *members = subjects->all.at[i];
        for (uint32_t left = members->count; left--;) {
            struct entry *entry = (struct entry *)members->at[left];
            entry->got++;
            if (random_next(random) % 8) continue;
            entry->used = false;
            subjects_remove(subjects, &entry->subscription);
        }
    }
    while (subjects->groups.count)
        ((struct entry *)subjects_choose(subjects, 0))->got++;
}

START_TEST(like_a_list)
{
    static struct entry entries[ENTRIES];
    struct subjects subjects;
    struct random random = random_seeded((uint64_t)_i);
    ck_assert_int_eq(subjects_init(&subjects, 7), 0);
    memset(entries, 0, sizeof entries);
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct entry *entry = &entries[random_next(&random) % ENTRIES];
        if (entry->used) {
            subjects_remove(&subjects, &entry->subscription);
        } else {
            make_subject(&random, true, entry->subject);
            snprintf(entry->group, sizeof entry->group, "%s", random_next(&random) % 3 ? "" : "q");
            if (*entry->group && random_next(&random) % 2) entry->group[0] = 'r';
            ck_assert_int_eq(subjects_add(&subjects, &entry->subscription,
                                 bytes_of_string(entry->subject), bytes_of_string(entry->group)),
                0);
        }
        entry->used = !entry->used;
        char subject[32];
        make_subject(&random, false, subject);
        struct entry before[ENTRIES];
        memcpy(before, entries, sizeof before);
        publish(&subjects, &random, subject);
        unsigned wanted[2] = {0}, got[2] = {0}, mistakes = 0;
        for (unsigned i = 0; i < ENTRIES; i++) {
            unsigned more = entries[i].got - before[i].got;
            bool right = before[i].used && matches(before[i].subject, subject);
            bool grouped = *before[i].group;
            mistakes += (!grouped && more != right) || (more && !right);
            if (!grouped || !right) continue;
            wanted[*before[i].group == 'r'] = 1;
            got[*before[i].group == 'r'] += more;
        }
        ck_assert_uint_eq(mistakes, 0);
        ck_assert_uint_eq(got[0], wanted[0]);
        ck_assert_uint_eq(got[1], wanted[1]);
    }
    for (unsigned i = 0; i < ENTRIES; i++)
        if (entries[i].used) subjects_remove(&subjects, &entries[i].subscription);
    ck_assert_uint_eq(subjects.nnodes, 0);
    subjects_finish(&subjects);
}
END_TEST

START_TEST(groups_are_fair)
{
    static struct entry entries[10];
    struct subjects subjects;
    struct random random = random_seeded(1);
    ck_assert_int_eq(subjects_init(&subjects, 7), 0);
    for (unsigned i = 0; i < 10; i++)
        subjects_add(&subjects, &entries[i].subscription,
            bytes_of_string(i < 3   ? "a.b"
                            : i < 5 ? "a.*"
                                    : ">"),
            bytes_of_string("q"));
    for (unsigned i = 0; i < 10000; i++)
        publish(&subjects, &random, "a.b");
    for (unsigned i = 0; i < 10; i++) {
        ck_assert_uint_gt(entries[i].got, 800);
        ck_assert_uint_lt(entries[i].got, 1200);
        subjects_remove(&subjects, &entries[i].subscription);
    }
    subjects_finish(&subjects);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("subjects");
    tcase_add_loop_test(tcase, like_a_list, 0, 5);
    tcase_add_test(tcase, groups_are_fair);
    Suite *suite = suite_create("subjects");
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
