/* Who has subscribed to what: a tree of subjects, a level for each token.
 *
 *     news ── sport ── [1 2]           SUB news.sport 1,  SUB news.sport 2
 *          ├─ *     ── [3]             SUB news.* 3
 *          └─ >     ── [4] group q     SUB news.> q 4
 *
 * A message for news.sport finds all four by two steps down and a look beside each, however many
 * other subjects there are.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>

#include "base/bytes.h"
#include "base/random.h"

struct subject_node;
struct subject_group;

/* Embedded in what its owner keeps of a subscription. */
struct subscription {
    struct subject_node *node;
    struct subject_group *group; /* NULL: gets every message */
    uint32_t at;                 /* its place among the node's or the group's */
};

struct subscriptions {
    struct subscription **at;
    uint32_t count, room;
};

/* Of a queue group one member gets each message. */
struct subject_group {
    struct subject_group *next; /* of the same node */
    struct subscriptions members;
    struct bytes name; /* behind the struct */
};

struct subject_list {
    void **at;
    uint32_t count, room;
};

struct subjects {
    struct subject_node **buckets;
    uint32_t nbuckets, nnodes;
    struct subject_node *root;
    struct random random; /* seeds the hash, so that nobody can choose subjects that collide */
    uint64_t seed;
    struct subject_list
        all; /* what the last match found: struct subscriptions, each member of which
                                   gets the message */
    struct subject_list groups; /* struct subject_group, of which one does */
};

/* A zeroed one, and a number that nobody can guess.  Negative code: no memory. */
int subjects_init(struct subjects *subjects, uint64_t secret);
/* The subject is one by nats_is_subject().  Negative code: no memory. */
int subjects_add(struct subjects *subjects, struct subscription *subscription, struct bytes subject,
    struct bytes queue);
void subjects_remove(struct subjects *subjects, struct subscription *subscription);

/* Finds whom a message goes to.  Subscriptions may be removed while those found are visited, if the
 * members are visited from the last to the first. */
void subjects_match(struct subjects *subjects, struct bytes subject);
/* Takes group number `at` and those of the same name behind it off what was found, and chooses one
 * of their members. */
struct subscription *subjects_choose(struct subjects *subjects, uint32_t at);
/* All subscriptions have been removed. */
void subjects_finish(struct subjects *subjects);
