/* Units of TCP streams that several segments carry: the bytes between the first segment of a unit
 * and its last.
 *
 *      seq                                  end
 *       |  segment  |  segment  |  (gap)  |       bytes[] mirrors this stretch of the stream;
 *       +-----------+-----------+ - - - - +       `filled` counts up to the first gap
 *
 * A direction has one begun unit at most.  The memory of all together is bounded: what would exceed
 * it makes the conversation idle longest be forgotten.  SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "track/state.h"
#include "track/tcp_flow.h"

enum { FIRST_ROOM = 4096, FIRST_PIECES = 16 };

struct memory {
    size_t size;
    max_align_t bytes[];
};

struct stream_room {
    struct stream_room *next;
    size_t size;
    uint8_t bytes[];
};

static void release(struct track *track, struct stream_begun *unit)
{
    if (!unit) return;
    track->stream_bytes -= sizeof *unit + unit->room + unit->piece_room * sizeof *unit->pieces;
    free(unit->bytes);
    free(unit->pieces);
    free(unit);
}

void track_streams_next(struct track *track)
{
    while (track->complete) {
        struct stream_begun *unit = track->complete;
        track->complete = unit->next;
        release(track, unit);
    }
    while (track->rooms) {
        struct stream_room *room = track->rooms;
        track->rooms = room->next;
        track->stream_bytes -= room->size;
        free(room);
    }
}

void track_forget_memory(struct track *track, void **slot)
{
    if (!*slot) return;
    struct memory *memory = (void *)((uint8_t *)*slot - offsetof(struct memory, bytes));
    track->stream_bytes -= memory->size;
    free(memory);
    *slot = NULL;
}

void track_forget_conversation(struct track *track, struct tcp_conversation *conversation)
{
    for (unsigned side = 0; side < STREAM_SLOTS; side++)
        release(track, conversation->begun[side]);
    track_forget_memory(track, &conversation->memory);
    if (conversation->inner) {
        track_forget_conversation(track, conversation->inner); /* one inside of it there is not */
        track->stream_bytes -= sizeof *conversation->inner;
        free(conversation->inner);
    }
    track_forget_memory(track, &conversation->outer_memory);
    *conversation = (struct tcp_conversation){0};
}

/* Room for `more` bytes, perhaps at the cost of others, of the same kind first. */
static bool make_way(struct track *track, bool udp, size_t more)
{
    while (
        track->stream_bytes + more > track->limits.stream_bytes &&
        (ledger_evict(udp ? &track->udp : &track->tcp, udp ? track->udp_now : track->tcp_now) ||
            ledger_evict(udp ? &track->tcp : &track->udp, udp ? track->tcp_now : track->udp_now)))
        continue;
    return track->stream_bytes + more <= track->limits.stream_bytes;
}

static bool may_grow(struct track *track, size_t more)
{
    return make_way(track, false, more);
}

static void give_up(struct track *track, struct tcp_conversation *conversation, unsigned side)
{
    track->units_given_up++;
    release(track, conversation->begun[side]);
    conversation->begun[side] = NULL;
}

struct stream_begun *track_begin(struct tracker *tracker, struct tcp_conversation *conversation,
    unsigned side, uint32_t seq, uint32_t end)
{
    struct track *track = (struct track *)tracker;
    release(track, conversation->begun[side]);
    conversation->begun[side] = NULL;
    struct stream_begun *unit = may_grow(track, sizeof *unit) ? malloc(sizeof *unit) : NULL;
    if (!unit) return NULL;
    track->stream_bytes += sizeof *unit;
    *unit = (struct stream_begun){.seq = seq, .end = end};
    conversation->begun[side] = unit;
    return unit;
}

static bool make_room(struct track *track, struct stream_begun *unit, uint32_t end)
{
    if (end <= unit->room) return true;
    uint32_t room = unit->room ? unit->room : FIRST_ROOM;
    while (room < end)
        room *= 2;
    if (!may_grow(track, room - unit->room)) return false;
    uint8_t *bytes = realloc(unit->bytes, room);
    if (!bytes) return false;
    track->stream_bytes += room - unit->room;
    unit->bytes = bytes;
    unit->room = room;
    return true;
}

static bool make_piece(struct track *track, struct stream_begun *unit)
{
    if (unit->count < unit->piece_room) return true;
    uint32_t room = unit->piece_room ? 2 * unit->piece_room : FIRST_PIECES;
    size_t more = (room - unit->piece_room) * sizeof *unit->pieces;
    if (!may_grow(track, more)) return false;
    struct stream_piece *pieces = realloc(unit->pieces, room * sizeof *pieces);
    if (!pieces) return false;
    track->stream_bytes += more;
    unit->pieces = pieces;
    unit->piece_room = room;
    return true;
}

/* A gap was closed, perhaps: pieces behind it count now. */
static void fill(struct stream_begun *unit)
{
    for (bool moved = true; moved;) {
        moved = false;
        for (uint32_t i = 0; i < unit->count; i++) {
            const struct stream_piece *piece = &unit->pieces[i];
            uint32_t end = piece->offset + piece->length;
            if (piece->offset > unit->filled || end <= unit->filled) continue;
            unit->filled = end;
            moved = true;
        }
    }
}

bool track_extend(struct tracker *tracker, struct tcp_conversation *conversation, unsigned side,
    uint32_t frame, uint32_t offset, struct bytes bytes)
{
    struct track *track = (struct track *)tracker;
    struct stream_begun *unit = conversation->begun[side];
    uint32_t length = (uint32_t)bytes.len, limit = track->limits.unit_bytes;
    if (offset > limit || length > limit - offset || !make_room(track, unit, offset + length) ||
        !make_piece(track, unit)) {
        give_up(track, conversation, side);
        return false;
    }
    /* In order, as nearly always, nothing needs to be searched.  Bytes that came first stay. */
    uint32_t known = offset < unit->filled ? unit->filled - offset : 0;
    if (known < length) memcpy(unit->bytes + offset + known, bytes.at + known, length - known);
    unit->pieces[unit->count++] = (struct stream_piece){frame, offset, length};
    unit->gapped |= offset > unit->filled;
    if (unit->gapped)
        fill(unit);
    else if (known < length)
        unit->filled = offset + length;
    return true;
}

void track_complete(struct tracker *tracker, struct tcp_conversation *conversation, unsigned side)
{
    struct track *track = (struct track *)tracker;
    struct stream_begun *unit = conversation->begun[side];
    uint32_t last = unit->count ? unit->pieces[unit->count - 1].frame : 0;
    /* What protocols gather themselves they also tell. */
    for (uint32_t i = 0; tracker->tell && side < STREAM_GATHERED && i < unit->count; i++)
        if (unit->pieces[i].frame != last)
            tracker->tell(tracker, FORESEEN_UNIT, unit->pieces[i].frame, 0, last);
    conversation->done_seq[side] = unit->seq;
    conversation->done_end[side] = unit->end;
    unit->next = track->complete;
    track->complete = unit;
    conversation->begun[side] = NULL;
}

void *track_keep(struct track *track, bool udp, void **slot, size_t size)
{
    if (!size) {
        track_forget_memory(track, slot);
        return NULL;
    }
    if (*slot) return *slot;
    size_t all = sizeof(struct memory) + size;
    struct memory *memory = make_way(track, udp, all) ? calloc(1, all) : NULL;
    if (!memory) return NULL;
    memory->size = all;
    track->stream_bytes += all;
    *slot = memory->bytes;
    return *slot;
}

void *track_memory(struct tracker *tracker, struct tcp_conversation *conversation, size_t size)
{
    return track_keep((struct track *)tracker, false, &conversation->memory, size);
}

void *track_udp_memory(struct tracker *tracker, struct udp_conversation *conversation,
    const struct proto *keeper, size_t size)
{
    if (conversation->keeper != keeper)
        track_forget_memory((struct track *)tracker, &conversation->memory);
    conversation->keeper = keeper;
    return track_keep((struct track *)tracker, true, &conversation->memory, size);
}

struct tcp_conversation *track_inner(struct tracker *tracker, struct tcp_conversation *conversation)
{
    struct track *track = (struct track *)tracker;
    if (conversation->inner || !may_grow(track, sizeof *conversation->inner))
        return conversation->inner;
    conversation->inner = calloc(1, sizeof *conversation->inner);
    if (!conversation->inner) return NULL;
    conversation->inner->within_tls = true;
    track->stream_bytes += sizeof *conversation->inner;
    return conversation->inner;
}

uint8_t *track_room(struct tracker *tracker, size_t size)
{
    struct track *track = (struct track *)tracker;
    size_t all = sizeof(struct stream_room) + size;
    struct stream_room *room = size < all && may_grow(track, all) ? malloc(all) : NULL;
    if (!room) return NULL;
    *room = (struct stream_room){.next = track->rooms, .size = all};
    track->rooms = room;
    track->stream_bytes += all;
    return room->bytes;
}
