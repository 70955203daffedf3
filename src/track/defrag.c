/* Fragments of IP datagrams, put together again (RFC 791 3.2, RFC 8200 4.5).
 *
 *      offset 0        1480       2960          the fragments are kept in the order of their
 *      [ fragment 1 ][ fragment 2 ][ tail ]     offsets; the tail (more = 0) tells the length
 *
 * Bytes that came first stay, as Wireshark has it: a later fragment that covers them is marked as
 * an overlap, and as a conflict if its bytes are others.  SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "track/state.h"

struct fragment {
    struct fragment *next;
    uint32_t offset, length;
    uint32_t frame;
    uint8_t faults; /* enum ip_fault */
    uint8_t bytes[];
};

struct datagram {
    struct ledger_entry entry;
    struct fragment *first, *last;
    int64_t time;      /* of its first fragment */
    uint32_t count;    /* fragments */
    uint32_t received; /* their bytes together */
    uint32_t length;   /* of the datagram, if the tail was seen */
    bool has_tail;
    uint8_t faults;
};

size_t track_datagram_size(void)
{
    return sizeof(struct datagram);
}

void track_forget_datagram(void *context, struct ledger_entry *entry)
{
    struct track *track = context;
    struct datagram *datagram = (struct datagram *)entry;
    while (datagram->first) {
        struct fragment *fragment = datagram->first;
        datagram->first = fragment->next;
        track->datagram_bytes -= fragment->length + sizeof *fragment;
        free(fragment);
    }
}

/* Behind all fragments that begin no later. */
static void insert(struct datagram *datagram, struct fragment *fragment)
{
    struct fragment **at = &datagram->first;
    if (datagram->last && datagram->last->offset <= fragment->offset) at = &datagram->last->next;
    while (*at && (*at)->offset <= fragment->offset)
        at = &(*at)->next;
    fragment->next = *at;
    *at = fragment;
    if (!fragment->next) datagram->last = fragment;
    datagram->count++;
    datagram->received += fragment->length;
}

static void look_at_tail(struct datagram *datagram, struct fragment *fragment)
{
    uint32_t end = fragment->offset + fragment->length;
    if (!datagram->has_tail) {
        datagram->has_tail = true;
        datagram->length = end;
    } else if (datagram->length != end) {
        fragment->faults |= IP_FRAGMENT_MULTIPLE_TAILS;
        datagram->faults |= IP_FRAGMENT_MULTIPLE_TAILS;
    }
}

static bool is_complete(const struct datagram *datagram)
{
    if (!datagram->has_tail || datagram->received < datagram->length) return false;
    uint32_t reached = 0;
    for (const struct fragment *fragment = datagram->first; fragment; fragment = fragment->next) {
        uint32_t end = fragment->offset + fragment->length;
        if (fragment->offset <= reached && end > reached) reached = end;
    }
    return reached >= datagram->length;
}

/* Lays a fragment down behind what is there already; `filled` bytes are. */
static uint32_t lay(
    struct datagram *datagram, struct fragment *fragment, uint8_t *whole, uint32_t filled)
{
    uint32_t length = fragment->length;
    if (!length) return filled;
    if (fragment->offset + length > datagram->length) {
        fragment->faults |= IP_FRAGMENT_TOO_LONG;
        if (fragment->offset >= datagram->length)
            length = 0;
        else
            length = datagram->length - fragment->offset;
    }
    if (length && fragment->offset < filled) {
        uint32_t common = filled - fragment->offset < length ? filled - fragment->offset : length;
        fragment->faults |= IP_FRAGMENT_OVERLAP;
        if (memcmp(whole + fragment->offset, fragment->bytes, common) != 0)
            fragment->faults |= IP_FRAGMENT_CONFLICT;
    }
    datagram->faults |= fragment->faults;
    if (fragment->offset > filled || fragment->offset + length <= filled) return filled;
    uint32_t known = filled - fragment->offset;
    memcpy(whole + filled, fragment->bytes + known, length - known);
    return fragment->offset + length;
}

/* A buffer for a finished datagram that stays until the next packet: one packet may hold several,
 * when tunnels are fragmented inside and outside. */
static uint8_t *whole_buffer(struct track *track, const struct packet *packet, uint32_t length)
{
    if (packet->nsources <= 1) track->nwhole = 0;
    if (track->nwhole >= DATAGRAMS_PER_PACKET) return NULL;
    unsigned i = track->nwhole;
    size_t size = length ? length : 1;
    if (track->whole_size[i] < size) {
        uint8_t *larger = realloc(track->whole[i], size);
        if (!larger) return NULL;
        track->whole[i] = larger;
        track->whole_size[i] = size;
    }
    track->nwhole++;
    return track->whole[i];
}

static void finish(struct track *track, const struct packet *packet, struct datagram *datagram,
    struct ip_reassembly *reassembly)
{
    uint8_t *whole = whole_buffer(track, packet, datagram->length);
    if (!whole) return;
    uint32_t filled = 0, shown = 0;
    for (struct fragment *fragment = datagram->first; fragment; fragment = fragment->next) {
        filled = lay(datagram, fragment, whole, filled);
        tracker_tell(
            &track->tracker, FORESEEN_DATAGRAM, fragment->frame, 0, (int64_t)packet->frame->number);
        if (shown == IP_FRAGMENTS_SHOWN) continue;
        reassembly->frames[shown] = fragment->frame;
        reassembly->offsets[shown] = fragment->offset;
        reassembly->lengths[shown] = fragment->length;
        reassembly->faults[shown++] = fragment->faults;
    }
    reassembly->done = true;
    reassembly->datagram = bytes_of(whole, datagram->length);
    reassembly->count = datagram->count;
    reassembly->fault = datagram->faults;
}

/* The datagram of a fragment, a new one if need be. */
static struct datagram *datagram_of(
    struct track *track, const struct packet *packet, const struct ip_fragment *fragment)
{
    union ledger_key key;
    track_way_key(&key, packet);
    key.number = fragment->id;
    key.protocol = fragment->protocol;
    struct datagram *datagram = (struct datagram *)ledger_find(&track->datagrams, &key);
    int64_t now = packet->frame->time, patience = track->limits.datagram_patience;
    if (datagram && patience && now - datagram->time > patience) {
        ledger_remove(&track->datagrams, &datagram->entry);
        track->datagrams.evicted++;
        datagram = NULL;
    }
    if (!datagram) {
        datagram = (struct datagram *)ledger_add(&track->datagrams, &key);
        if (datagram) datagram->time = now;
    }
    return datagram;
}

void track_fragment(struct tracker *tracker, const struct packet *packet,
    const struct ip_fragment *fragment, struct ip_reassembly *reassembly)
{
    struct track *track = (struct track *)tracker;
    reassembly->done = false;
    reassembly->done_in =
        (uint32_t)tracker_foresee(tracker, FORESEEN_DATAGRAM, (uint32_t)packet->frame->number, 0);
    reassembly->count = 0;
    reassembly->fault = 0;
    struct datagram *datagram = datagram_of(track, packet, fragment);
    if (!datagram) return;
    size_t length = fragment->payload.len;
    if (datagram->count >= track->limits.fragments || length > 65535 ||
        fragment->offset > 65535 * 8) {
        track->fragments_ignored++;
        return;
    }
    size_t need = length + sizeof(struct fragment);
    while (track->datagram_bytes + need > track->limits.datagram_bytes &&
           ledger_evict(&track->datagrams, &datagram->entry))
        continue;
    struct fragment *kept = NULL;
    if (track->datagram_bytes + need <= track->limits.datagram_bytes) kept = malloc(need);
    if (!kept) {
        track->fragments_ignored++;
        return;
    }
    track->datagram_bytes += need;
    *kept = (struct fragment){.offset = fragment->offset,
        .length = (uint32_t)length,
        .frame = (uint32_t)packet->frame->number};
    if (length) memcpy(kept->bytes, fragment->payload.at, length);
    insert(datagram, kept);
    if (!fragment->more) look_at_tail(datagram, kept);
    if (!is_complete(datagram)) return;
    finish(track, packet, datagram, reassembly);
    ledger_remove(&track->datagrams, &datagram->entry);
}
