/* One timeline out of events and packets.  See timeline.h.  SPDX-License-Identifier: MIT */
#include "show/timeline.h"

#include <stdlib.h>
#include <string.h>

struct timeline_item {
    struct timeline_entry entry; /* its strings point into `strings` */
    char strings[];
};

void timeline_init(struct timeline *timeline, int64_t resolution,
    void (*show)(void *context, const struct timeline_entry *entry), void *context)
{
    *timeline = (struct timeline){
        .resolution = resolution > 0 ? resolution : 1, .show = show, .context = context};
}

/* Where an entry stands among those of the same time. */
static int rank(const struct timeline_entry *entry)
{
    return entry->kind == TIMELINE_PACKET ? 1 : entry->effect ? 2 : 0;
}

static bool goes_before(
    const struct timeline *timeline, const struct timeline_entry *a, const struct timeline_entry *b)
{
    int64_t ta = a->time / timeline->resolution, tb = b->time / timeline->resolution;
    return ta != tb ? ta < tb : rank(a) < rank(b);
}

static size_t string_size(const char *string)
{
    return string ? strlen(string) + 1 : 0;
}

static const char *put_string(char **at, const char *string)
{
    size_t size = string_size(string);
    if (size == 0) return NULL;
    char *copy = memcpy(*at, string, size);
    *at += size;
    return copy;
}

static struct timeline_item *copy_of(const struct timeline_entry *entry)
{
    size_t size = string_size(entry->text) + string_size(entry->data) + string_size(entry->json);
    struct timeline_item *item = malloc(sizeof *item + size);
    if (!item) return NULL;
    char *at = item->strings;
    item->entry = *entry;
    item->entry.text = put_string(&at, entry->text);
    item->entry.data = put_string(&at, entry->data);
    item->entry.json = put_string(&at, entry->json);
    return item;
}

static void show_first(struct timeline *timeline)
{
    struct timeline_item *item = timeline->items[timeline->first++];
    timeline->count--;
    timeline->show(timeline->context, &item->entry);
    free(item);
}

/* Room for one more behind the last. */
static bool make_room(struct timeline *timeline)
{
    if (timeline->first + timeline->count < timeline->cap) return true;
    if (timeline->first > 0) {
        memmove(timeline->items, timeline->items + timeline->first,
            timeline->count * sizeof *timeline->items);
        timeline->first = 0;
        return true;
    }
    size_t cap = timeline->cap ? 2 * timeline->cap : 64;
    struct timeline_item **items = realloc(timeline->items, cap * sizeof *items);
    if (!items) return false;
    timeline->items = items;
    timeline->cap = cap;
    return true;
}

bool timeline_add(struct timeline *timeline, const struct timeline_entry *entry)
{
    if (timeline->count >= TIMELINE_HELD) show_first(timeline);
    struct timeline_item *item = copy_of(entry);
    if (!item || !make_room(timeline)) {
        free(item);
        return false;
    }
    /* Entries come nearly in order, so the search begins at the back. */
    size_t at = timeline->first + timeline->count;
    for (; at > timeline->first && goes_before(timeline, entry, &timeline->items[at - 1]->entry);
         at--)
        timeline->items[at] = timeline->items[at - 1];
    timeline->items[at] = item;
    timeline->count++;
    return true;
}

void timeline_release(struct timeline *timeline, int64_t before)
{
    while (timeline->count > 0 &&
           (before == INT64_MAX || timeline->items[timeline->first]->entry.time < before))
        show_first(timeline);
    if (timeline->count == 0) timeline->first = 0;
}

void timeline_finish(struct timeline *timeline)
{
    for (size_t i = 0; i < timeline->count; i++)
        free(timeline->items[timeline->first + i]);
    free(timeline->items);
    *timeline = (struct timeline){0};
}
