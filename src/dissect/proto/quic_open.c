/* Opening QUIC packets: the mask is taken from the header, then the seal from the frames (RFC 9001 5).
 * The keys are those of quic_keys.c.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "dissect/proto/quic.h"
#include "dissect/tracker.h"

extern const struct proto proto_quic;

enum { SAMPLE_AHEAD = 4, PHASE = 0x04, LONG = 0x80 };

struct quic_memory *quic_memory(const struct packet *p)
{
    if (!p->tracker || !p->tracker->udp_memory || !p->udp_conversation) return NULL;
    return p->tracker->udp_memory(
        p->tracker, p->udp_conversation, &proto_quic, sizeof(struct quic_memory));
}

/* The whole number of which the lowest bytes were sent: the nearest to the next one (RFC 9000 A.3). */
static uint64_t whole_number(uint64_t largest, uint64_t sent, unsigned length)
{
    uint64_t window = UINT64_C(1) << 8 * length, half = window / 2, expected = largest + 1,
             number = (expected & ~(window - 1)) | sent;
    if (number + half <= expected && number < (UINT64_C(1) << 62) - window) return number + window;
    if (number > expected + half && number >= window) return number - window;
    return number;
}

/* Takes the mask from the header, which is copied to `header`; false if the packet is too short. */
static bool unmask(
    struct packet *p, struct quic *quic, const struct quic_side *side, uint8_t *header)
{
    uint8_t mask[OPENER_BLOCK];
    struct bytes sealed = quic->sealed;
    const struct quic_keys *keys = &side->keys[quic->level];
    if (sealed.len < SAMPLE_AHEAD + OPENER_BLOCK) return false;
    if (!p->tracker->opener->mask(keys->cipher, keys->mask, sealed.at + SAMPLE_AHEAD, mask))
        return false;
    unsigned hidden = quic->header.at[0] & LONG ? 0x0f : 0x1f;
    quic->first = (uint8_t)(quic->header.at[0] ^ (mask[0] & hidden));
    quic->number_length = 1 + (quic->first & 3u);
    memcpy(header, quic->header.at, quic->header.len);
    header[0] = quic->first;
    uint64_t sent = 0;
    for (unsigned i = 0; i < quic->number_length; i++) {
        uint8_t byte = (uint8_t)(sealed.at[i] ^ mask[1 + i]);
        header[quic->header.len + i] = byte;
        sent = sent << 8 | byte;
    }
    quic->number = whole_number(side->largest[quic->level], sent, quic->number_length);
    return true;
}

/* With keys that are known, the header's mask taken away. */
static bool unseal(struct packet *p, const struct quic *quic, const struct quic_keys *keys,
    const uint8_t *header, uint8_t *plain)
{
    uint8_t nonce[OPENER_NONCE];
    memcpy(nonce, keys->nonce, sizeof nonce);
    for (unsigned i = 0; i < 8; i++)
        nonce[OPENER_NONCE - 1 - i] ^= (uint8_t)(quic->number >> 8 * i);
    struct bytes sealed =
        bytes_of(quic->sealed.at + quic->number_length, quic->sealed.len - quic->number_length);
    struct bytes additional = bytes_of(header, quic->header.len + quic->number_length);
    return keys->known &&
           p->tracker->opener->open(keys->cipher, keys->key, nonce, additional, sealed, plain);
}

/* One whose phase is not the present one: its sender has updated its keys, or it comes late. */
static bool unseal_other_phase(
    struct packet *p, struct quic *quic, const uint8_t *header, uint8_t *plain)
{
    struct quic_side *side = &quic->memory->sides[p->side];
    struct quic_keys next = {.known = false};
    uint8_t secret[OPENER_HASH_MAX];
    if (quic_next_keys(p, quic->memory, p->side, &next, secret) &&
        unseal(p, quic, &next, header, plain)) {
        side->before = side->keys[QUIC_AGREED];
        side->keys[QUIC_AGREED] = next;
        side->phase = !side->phase;
        memcpy(side->secret, secret, sizeof secret);
        return true;
    }
    return unseal(p, quic, &side->before, header, plain);
}

static enum quic_opened open_with(
    struct packet *p, struct quic *quic, struct quic_side *side, struct bytes *plain)
{
    uint8_t *header = p->tracker->room(p->tracker, quic->header.len + 4);
    uint8_t *room = p->tracker->room(p->tracker, quic->sealed.len);
    if (!header || !room || !unmask(p, quic, side, header)) return QUIC_SHUT;
    bool phase = quic->level == QUIC_AGREED && quic->first & PHASE;
    bool done = phase == side->phase || quic->level != QUIC_AGREED
                    ? unseal(p, quic, &side->keys[quic->level], header, room)
                    : unseal_other_phase(p, quic, header, room);
    if (!done) return QUIC_FAILED;
    *plain = bytes_of(room,
        quic->sealed.len - quic->number_length - opener_tag_length(side->keys[quic->level].cipher));
    uint64_t *largest = &side->largest[quic->level];
    if (quic->number > *largest) *largest = quic->number;
    return QUIC_OPEN;
}

/* An Initial packet.  Its keys follow from the ID of the client's first one, or of one after a Retry,
 * whose sender chose the ID. */
static enum quic_opened open_initial(struct packet *p, struct quic *quic, struct bytes *plain)
{
    struct quic_memory *memory = quic->memory;
    struct quic_side *side = &memory->sides[p->side];
    bool known = side->keys[QUIC_AT_FIRST].known;
    enum quic_opened opened = known ? open_with(p, quic, side, plain) : QUIC_SHUT;
    if (opened == QUIC_OPEN || p->side != memory->client) return opened;
    struct bytes id = quic->destination;
    bool same =
        known && id.len == memory->first_id_length && memcmp(id.at, memory->first_id, id.len) == 0;
    if (same || (known && memory->sides[!p->side].largest[QUIC_AT_FIRST])) return opened;
    return quic_derive_initial(p, memory, id) ? open_with(p, quic, side, plain) : QUIC_SHUT;
}

enum quic_opened quic_open(struct packet *p, struct quic *quic, struct bytes *plain)
{
    struct quic_memory *memory = quic->memory;
    if (!memory || !p->tracker->opener || quic->destination.len > QUIC_ID_MAX) return QUIC_SHUT;
    if (quic->level == QUIC_AT_FIRST) return open_initial(p, quic, plain);
    struct quic_side *side = &memory->sides[p->side];
    if (!side->keys[quic->level].known && !quic_learn_keys(p, memory, p->side, quic->level))
        return QUIC_SHUT;
    return open_with(p, quic, side, plain);
}

bool quic_retry_is_sound(struct packet *p, const struct quic *quic, struct bytes whole)
{
    const struct quic_memory *memory = quic->memory;
    const uint8_t *key, *nonce;
    if (!memory || !p->tracker->opener || !quic_retry_keys(quic->version, &key, &nonce))
        return true;
    size_t length = whole.len - OPENER_TAG, id = memory->first_id_length;
    uint8_t *pseudo = p->tracker->room(p->tracker, 1 + id + length), nothing;
    if (!pseudo) return true;
    pseudo[0] = (uint8_t)id;
    memcpy(pseudo + 1, memory->first_id, id);
    memcpy(pseudo + 1 + id, whole.at, length);
    return p->tracker->opener->open(OPENER_AES_128_GCM, key, nonce,
        bytes_of(pseudo, 1 + id + length), bytes_of(whole.at + length, OPENER_TAG), &nothing);
}
