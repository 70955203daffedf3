/* One timeline out of two sources: what programs tell (events) and what the wire carries (packets).
 *
 * Both carry the wall clock, but they arrive out of order: a packet is taken from the kernel some
 * milliseconds after it passed, an event is told at once.  So entries are held, and shown in the
 * order of their times once nothing older can come any more:
 *
 *     timeline_add(…)      any order        timeline_release(before)     in order, each once
 *     event 12, packet 11, packet 13   ->   packet 11, event 12, packet 13
 *
 * Two entries of the same time (a capture may count in microseconds only) go cause before effect:
 * connect(), then the segment, then "received".  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum timeline_side { TIMELINE_CLIENT, TIMELINE_SERVER };
enum timeline_kind {
    TIMELINE_EVENT,
    TIMELINE_PACKET,
    TIMELINE_LOST, /* a packet that somebody says he has lost */
};

/* What a colour says. */
enum timeline_tone { TONE_PLAIN, TONE_OPEN, TONE_DATA, TONE_ACK, TONE_CLOSE, TONE_ERROR };

struct timeline_entry {
    int64_t time; /* nanoseconds since the epoch */
    enum timeline_kind kind;
    enum timeline_side side; /* who tells the event; who sent the packet */
    enum timeline_tone tone;
    bool effect;      /* an event that packets lead to (received), not one that leads to packets */
    const char *text; /* "SYN Seq=0", "connecting to 127.0.0.1:1234" */
    const char *data; /* the bytes, as b'…'; NULL: none */
    const char *json; /* the object to print for it instead; NULL: none */
    /* Of several clients, the one that it is about: its name, which is not copied, or its port. */
    const char *who;
    uint16_t client; /* 0: not known */
};

/* More than this are never held: the oldest is then shown although it may be early. */
enum { TIMELINE_HELD = 8192 };

struct timeline_item; /* a held copy of an entry */

struct timeline {
    struct timeline_item **items; /* sorted; the oldest first */
    size_t first, count, cap;     /* items[first … first + count - 1] are held */
    int64_t resolution;           /* nanoseconds that the coarser clock counts in: 1 or 1000 */
    void (*show)(void *context, const struct timeline_entry *entry);
    void *context;
};

void timeline_init(struct timeline *timeline, int64_t resolution,
    void (*show)(void *context, const struct timeline_entry *entry), void *context);

/* Holds a copy of the entry; false when memory ran out. */
bool timeline_add(struct timeline *timeline, const struct timeline_entry *entry);

/* Shows every entry older than `before`: INT64_MAX for all. */
void timeline_release(struct timeline *timeline, int64_t before);

/* Forgets what is still held and frees. */
void timeline_finish(struct timeline *timeline);
