/* An open hash from what is to be known of a frame to its value; see foresight.h.
 * SPDX-License-Identifier: MIT */
#include "track/foresight.h"

#include <stdlib.h>

#include "track/state.h"

enum { MOST = 4194304, FEWEST_PLACES = 1024 };

struct place {
    uint64_t key; /* 0: free.  Kinds begin with 1 */
    int64_t value;
};

struct foresight {
    struct place *places; /* a power of two of them, at most half full */
    size_t mask, count, limit;
};

struct foresight *foresight_create(size_t limit)
{
    struct foresight *foresight = calloc(1, sizeof *foresight);
    if (!foresight) return NULL;
    foresight->limit = limit ? limit : MOST;
    foresight->places = calloc(FEWEST_PLACES, sizeof *foresight->places);
    foresight->mask = FEWEST_PLACES - 1;
    if (foresight->places) return foresight;
    free(foresight);
    return NULL;
}

void foresight_destroy(struct foresight *foresight)
{
    if (foresight) free(foresight->places);
    free(foresight);
}

/* The number takes part as far as it fits: no frame has so many messages. */
static uint64_t key_of(enum foreseen kind, uint32_t frame, uint32_t number)
{
    return (uint64_t)kind << 60 | (uint64_t)(number & 0xfffffff) << 32 | frame;
}

static struct place *place_of(struct place *places, size_t mask, uint64_t key)
{
    size_t at = (size_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> 20) & mask;
    while (places[at].key && places[at].key != key)
        at = (at + 1) & mask;
    return &places[at];
}

static bool make_room(struct foresight *foresight)
{
    size_t places = 2 * (foresight->mask + 1);
    struct place *larger = calloc(places, sizeof *larger);
    if (!larger) return false;
    for (size_t i = 0; i <= foresight->mask; i++)
        if (foresight->places[i].key)
            *place_of(larger, places - 1, foresight->places[i].key) = foresight->places[i];
    free(foresight->places);
    foresight->places = larger;
    foresight->mask = places - 1;
    return true;
}

static void tell(
    struct tracker *tracker, enum foreseen kind, uint32_t frame, uint32_t number, int64_t value)
{
    struct foresight *foresight = ((struct track *)tracker)->foresight;
    uint64_t key = key_of(kind, frame, number);
    struct place *place = place_of(foresight->places, foresight->mask, key);
    if (!place->key) {
        if (foresight->count >= foresight->limit) return;
        if (2 * (foresight->count + 1) > foresight->mask) {
            if (!make_room(foresight)) return;
            place = place_of(foresight->places, foresight->mask, key);
        }
        foresight->count++;
    }
    *place = (struct place){key, value};
}

static int64_t foresee(struct tracker *tracker, enum foreseen kind, uint32_t frame, uint32_t number)
{
    struct foresight *foresight = ((struct track *)tracker)->foresight;
    const struct place *place =
        place_of(foresight->places, foresight->mask, key_of(kind, frame, number));
    return place->key ? place->value : 0;
}

void track_collect(struct track *track, struct foresight *foresight)
{
    track->foresight = foresight;
    track->tracker.tell = tell;
}

void track_foresee(struct track *track, struct foresight *foresight)
{
    track->foresight = foresight;
    track->tracker.foresee = foresee;
}
