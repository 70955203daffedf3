/* Who has subscribed to what.  See subjects.h.  SPDX-License-Identifier: MIT */
#include "service/subjects.h"

#include <stdlib.h>
#include <uv.h>

#include "grammar/nats.h"

/* A token below another one; children are found in one table by parent and token, but for the two
 * wildcards. */
struct subject_node {
    struct subject_node *parent, *chain; /* chain: in the same bucket */
    struct subject_node *star, *rest;    /* the children `*` and `>` */
    struct subscriptions members;
    struct subject_group *groups;
    uint64_t hash;
    uint32_t children;  /* the wildcards too */
    struct bytes token; /* behind the struct */
};

static uint64_t hash_of(
    const struct subjects *subjects, const struct subject_node *parent, struct bytes token)
{
    struct random mix = random_seeded(subjects->seed ^ (uintptr_t)parent);
    uint64_t hash = random_next(&mix);
    for (size_t i = 0; i < token.len; i++)
        hash = (hash ^ token.at[i]) * 0x100000001b3; /* FNV-1a */
    return hash ^ hash >> 29;
}

static bool same(struct bytes a, struct bytes b)
{
    return a.len == b.len && (!a.len || memcmp(a.at, b.at, a.len) == 0);
}

static struct subject_node **bucket_of(const struct subjects *subjects, uint64_t hash)
{
    return &subjects->buckets[hash & (subjects->nbuckets - 1)];
}

static struct subject_node *child_of(
    const struct subjects *subjects, const struct subject_node *parent, struct bytes token)
{
    uint64_t hash = hash_of(subjects, parent, token);
    struct subject_node *node = *bucket_of(subjects, hash);
    while (node && (node->hash != hash || node->parent != parent || !same(node->token, token)))
        node = node->chain;
    return node;
}

static bool is_wild(struct bytes token, char wildcard)
{
    return token.len == 1 && token.at[0] == wildcard;
}

/* The pointer that leads to a wildcard child; NULL for any other token. */
static struct subject_node **wild_child(struct subject_node *parent, struct bytes token)
{
    return is_wild(token, '*') ? &parent->star : is_wild(token, '>') ? &parent->rest : NULL;
}

/* Twice the buckets as soon as there are as many nodes. */
static void grow(struct subjects *subjects)
{
    uint32_t nbuckets = subjects->nbuckets * 2;
    struct subject_node **old = subjects->buckets, **buckets = calloc(nbuckets, sizeof *buckets);
    if (!buckets) return; /* slower, but right */
    uint32_t nold = subjects->nbuckets;
    subjects->buckets = buckets;
    subjects->nbuckets = nbuckets;
    for (uint32_t i = 0; i < nold; i++)
        for (struct subject_node *node = old[i], *chain; node; node = chain) {
            chain = node->chain;
            struct subject_node **bucket = bucket_of(subjects, node->hash);
            node->chain = *bucket;
            *bucket = node;
        }
    free(old);
}

static struct subject_node *make_child(
    struct subjects *subjects, struct subject_node *parent, struct bytes token)
{
    struct subject_node *node = calloc(1, sizeof *node + token.len);
    if (!node) return NULL;
    memcpy(node + 1, token.at, token.len);
    node->token = bytes_of(node + 1, token.len);
    node->parent = parent;
    parent->children++;
    struct subject_node **wild = wild_child(parent, token);
    if (wild) {
        *wild = node;
        return node;
    }
    if (subjects->nnodes++ == subjects->nbuckets) grow(subjects);
    node->hash = hash_of(subjects, parent, token);
    struct subject_node **bucket = bucket_of(subjects, node->hash);
    node->chain = *bucket;
    *bucket = node;
    return node;
}

static void unlink_child(struct subjects *subjects, struct subject_node *node)
{
    struct subject_node **wild = wild_child(node->parent, node->token);
    if (wild) {
        *wild = NULL;
        return;
    }
    struct subject_node **at = bucket_of(subjects, node->hash);
    while (*at != node)
        at = &(*at)->chain;
    *at = node->chain;
    subjects->nnodes--;
}

/* Nodes that hold nothing any more, from here towards the root. */
static void prune(struct subjects *subjects, struct subject_node *node)
{
    while (node->parent && !node->children && !node->members.count && !node->groups) {
        struct subject_node *parent = node->parent;
        unlink_child(subjects, node);
        parent->children--;
        free(node->members.at);
        free(node);
        node = parent;
    }
}

static bool join(struct subscriptions *members, struct subscription *subscription)
{
    if (members->count == members->room) {
        uint32_t room = members->room ? members->room * 2 : 2;
        struct subscription **at = realloc(members->at, room * sizeof *at);
        if (!at) return false;
        members->at = at;
        members->room = room;
    }
    subscription->at = members->count;
    members->at[members->count++] = subscription;
    return true;
}

/* The last one takes the place that becomes free. */
static void leave(struct subscriptions *members, const struct subscription *subscription)
{
    struct subscription *last = members->at[--members->count];
    members->at[subscription->at] = last;
    last->at = subscription->at;
}

static struct subject_group *group_of(struct subject_node *node, struct bytes name)
{
    for (struct subject_group *group = node->groups; group; group = group->next)
        if (same(group->name, name)) return group;
    struct subject_group *group = calloc(1, sizeof *group + name.len);
    if (!group) return NULL;
    memcpy(group + 1, name.at, name.len);
    group->name = bytes_of(group + 1, name.len);
    group->next = node->groups;
    node->groups = group;
    return group;
}

static void drop_group(struct subject_node *node, struct subject_group *group)
{
    struct subject_group **at = &node->groups;
    if (group->members.count) return;
    while (*at != group)
        at = &(*at)->next;
    *at = group->next;
    free(group->members.at);
    free(group);
}

int subjects_init(struct subjects *subjects, uint64_t secret)
{
    *subjects = (struct subjects){.nbuckets = 64, .random = random_seeded(secret)};
    subjects->seed = random_next(&subjects->random);
    subjects->buckets = calloc(subjects->nbuckets, sizeof *subjects->buckets);
    subjects->root = calloc(1, sizeof *subjects->root);
    return subjects->buckets && subjects->root ? 0 : UV_ENOMEM;
}

int subjects_add(struct subjects *subjects, struct subscription *subscription, struct bytes subject,
    struct bytes queue)
{
    struct nats_tokens tokens = nats_tokens(subject);
    struct subject_node *node = subjects->root;
    struct bytes token;
    while (nats_next_token(&tokens, &token)) {
        struct subject_node **wild = wild_child(node, token);
        struct subject_node *child = wild ? *wild : child_of(subjects, node, token);
        if (!child) child = make_child(subjects, node, token);
        if (!child) {
            prune(subjects, node);
            return UV_ENOMEM;
        }
        node = child;
    }
    subscription->node = node;
    subscription->group = queue.len ? group_of(node, queue) : NULL;
    bool joined =
        (!queue.len || subscription->group) &&
        join(subscription->group ? &subscription->group->members : &node->members, subscription);
    if (!joined) {
        if (subscription->group) drop_group(node, subscription->group);
        prune(subjects, node);
        return UV_ENOMEM;
    }
    return 0;
}

void subjects_remove(struct subjects *subjects, struct subscription *subscription)
{
    struct subject_node *node = subscription->node;
    struct subject_group *group = subscription->group;
    leave(group ? &group->members : &node->members, subscription);
    if (group) drop_group(node, group);
    prune(subjects, node);
}

/* What there is no memory for is not found: the message is lost for these subscribers. */
static void note(struct subject_list *list, void *found)
{
    if (list->count == list->room) {
        uint32_t room = list->room ? list->room * 2 : 16;
        void **at = realloc(list->at, room * sizeof *at);
        if (!at) return;
        list->at = at;
        list->room = room;
    }
    list->at[list->count++] = found;
}

static void find_node(struct subjects *subjects, struct subject_node *node)
{
    if (!node) return;
    if (node->members.count) note(&subjects->all, &node->members);
    for (struct subject_group *group = node->groups; group; group = group->next)
        note(&subjects->groups, group);
}

/* As deep as a subject has tokens, which nats_is_subject() limits. */
static void descend(
    struct subjects *subjects, const struct subject_node *node, struct nats_tokens tokens)
{
    struct bytes token;
    if (!node || !node->children || !nats_next_token(&tokens, &token)) return;
    find_node(subjects, node->rest);
    struct subject_node *child = child_of(subjects, node, token);
    if (!tokens.at) {
        find_node(subjects, child);
        find_node(subjects, node->star);
        return;
    }
    descend(subjects, child, tokens);
    descend(subjects, node->star, tokens);
}

void subjects_match(struct subjects *subjects, struct bytes subject)
{
    subjects->all.count = subjects->groups.count = 0;
    descend(subjects, subjects->root, nats_tokens(subject));
}

struct subscription *subjects_choose(struct subjects *subjects, uint32_t at)
{
    struct subject_list *list = &subjects->groups;
    struct bytes name = ((struct subject_group *)list->at[at])->name;
    struct subscription *subscription = NULL;
    uint64_t before = 0;
    uint32_t kept = at;
    for (uint32_t i = at; i < list->count; i++) {
        struct subject_group *group = list->at[i];
        if (!same(group->name, name)) {
            list->at[kept++] = group;
            continue;
        }
        /* One of all so far, each with the same chance: reservoir sampling, a group at a time. */
        uint64_t chosen = random_next(&subjects->random) % (before + group->members.count);
        if (chosen >= before) subscription = group->members.at[chosen - before];
        before += group->members.count;
    }
    list->count = kept;
    return subscription;
}

void subjects_finish(struct subjects *subjects)
{
    free(subjects->buckets);
    free(subjects->root);
    free(subjects->all.at);
    free(subjects->groups.at);
    *subjects = (struct subjects){0};
}
