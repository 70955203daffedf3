/* What QUIC packets are sealed with: the keys of Initial packets, which everybody can work out
 * (RFC 9001 5.2), and the stream of the handshake inside.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "dissect/dissector.h"
#include "dissect/hkdf.h"
#include "dissect/proto.h"
#include "dissect/proto/quic.h"
#include "dissect/proto/tls.h"
#include "dissect/registry.h"
#include "dissect/tracker.h"

extern const struct proto proto_tls_quic;

enum { SALT = 20, SECRET = 32, SAMPLE_AHEAD = 4, MESSAGE_HEADER = 4 };

/* What differs between versions: RFC 9001 5.2 and 5.8, RFC 9369 3.3, and the drafts of both. */
enum edition_name { DRAFT_22, DRAFT_23, DRAFT_25, DRAFT_29, FINAL, SECOND, Q050, T050, T051 };

#define FIRST_LABELS "quic key", "quic iv", "quic hp"
#define SECOND_LABELS "quicv2 key", "quicv2 iv", "quicv2 hp"

static const struct edition {
    const char *key, *nonce, *mask; /* labels */
    uint8_t salt[SALT];
    uint8_t retry_key[16], retry_nonce[OPENER_NONCE]; /* zeros: nothing can be checked */
} editions[] = {
    [DRAFT_22] = {FIRST_LABELS,
        {0x7f, 0xbc, 0xdb, 0x0e, 0x7c, 0x66, 0xbb, 0xe9, 0x19, 0x3a, 0x96, 0xcd, 0x21, 0x51, 0x9e,
            0xbd, 0x7a, 0x02, 0x64, 0x4a},
        {0}, {0}},
    [DRAFT_23] = {FIRST_LABELS,
        {0xc3, 0xee, 0xf7, 0x12, 0xc7, 0x2e, 0xbb, 0x5a, 0x11, 0xa7, 0xd2, 0x43, 0x2b, 0xb4, 0x63,
            0x65, 0xbe, 0xf9, 0xf5, 0x02},
        {0}, {0}},
    [DRAFT_25] = {FIRST_LABELS,
        {0xc3, 0xee, 0xf7, 0x12, 0xc7, 0x2e, 0xbb, 0x5a, 0x11, 0xa7, 0xd2, 0x43, 0x2b, 0xb4, 0x63,
            0x65, 0xbe, 0xf9, 0xf5, 0x02},
        {0x4d, 0x32, 0xec, 0xdb, 0x2a, 0x21, 0x33, 0xc8, 0x41, 0xe4, 0x04, 0x3d, 0xf2, 0x7d, 0x44,
            0x30},
        {0x4d, 0x16, 0x11, 0xd0, 0x55, 0x13, 0xa5, 0x52, 0xc5, 0x87, 0xd5, 0x75}},
    [DRAFT_29] = {FIRST_LABELS,
        {0xaf, 0xbf, 0xec, 0x28, 0x99, 0x93, 0xd2, 0x4c, 0x9e, 0x97, 0x86, 0xf1, 0x9c, 0x61, 0x11,
            0xe0, 0x43, 0x90, 0xa8, 0x99},
        {0xcc, 0xce, 0x18, 0x7e, 0xd0, 0x9a, 0x09, 0xd0, 0x57, 0x28, 0x15, 0x5a, 0x6c, 0xb9, 0x6b,
            0xe1},
        {0xe5, 0x49, 0x30, 0xf9, 0x7f, 0x21, 0x36, 0xf0, 0x53, 0x0a, 0x8c, 0x1c}},
    [FINAL] = {FIRST_LABELS,
        {0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17, 0x9a, 0xe6, 0xa4, 0xc8, 0x0c,
            0xad, 0xcc, 0xbb, 0x7f, 0x0a},
        {0xbe, 0x0c, 0x69, 0x0b, 0x9f, 0x66, 0x57, 0x5a, 0x1d, 0x76, 0x6b, 0x54, 0xe3, 0x68, 0xc8,
            0x4e},
        {0x46, 0x15, 0x99, 0xd3, 0x5d, 0x63, 0x2b, 0xf2, 0x23, 0x98, 0x25, 0xbb}},
    [SECOND] = {SECOND_LABELS,
        {0x0d, 0xed, 0xe3, 0xde, 0xf7, 0x00, 0xa6, 0xdb, 0x81, 0x93, 0x81, 0xbe, 0x6e, 0x26, 0x9d,
            0xcb, 0xf9, 0xbd, 0x2e, 0xd9},
        {0x8f, 0xb4, 0xb0, 0x1b, 0x56, 0xac, 0x48, 0xe2, 0x60, 0xfb, 0xcb, 0xce, 0xad, 0x7c, 0xcc,
            0x92},
        {0xd8, 0x69, 0x69, 0xbc, 0x2d, 0x7c, 0x6d, 0x99, 0x90, 0xef, 0xb0, 0x4a}},
    [Q050] = {FIRST_LABELS,
        {0x50, 0x45, 0x74, 0xef, 0xd0, 0x66, 0xfe, 0x2f, 0x9d, 0x94, 0x5c, 0xfc, 0xdb, 0xd3, 0xa7,
            0xf0, 0xd3, 0xb5, 0x6b, 0x45},
        {0}, {0}},
    [T050] = {FIRST_LABELS,
        {0x7f, 0xf5, 0x79, 0xe5, 0xac, 0xd0, 0x72, 0x91, 0x55, 0x80, 0x30, 0x4c, 0x43, 0xa2, 0x36,
            0x7c, 0x60, 0x48, 0x83, 0x10},
        {0}, {0}},
    [T051] = {FIRST_LABELS,
        {0x7a, 0x4e, 0xde, 0xf4, 0xe7, 0xcc, 0xee, 0x5f, 0xa4, 0x50, 0x6c, 0x19, 0x12, 0x4f, 0xc8,
            0xcc, 0xda, 0x6e, 0x03, 0x3d},
        {0}, {0}},
};

static const struct {
    uint32_t first, last;
    enum edition_name edition;
} versions[] = {
    {QUIC_VERSION_1, QUIC_VERSION_1, FINAL},
    {QUIC_VERSION_2, QUIC_VERSION_2, SECOND},
    {QUIC_Q050, QUIC_Q050, Q050},
    {QUIC_T050, QUIC_T050, T050},
    {QUIC_T051, QUIC_T051, T051},
    {0xfaceb001, 0xfaceb001, DRAFT_22}, /* of Facebook */
    {0xfaceb002, 0xfaceb002, DRAFT_25},
    {0xfaceb00e, 0xfaceb00e, DRAFT_25},
    {0xff00000b, 0xff000016, DRAFT_22},
    {0xff000017, 0xff000018, DRAFT_23},
    {0xff000019, 0xff00001c, DRAFT_25},
    {0xff00001d, 0xff000020, DRAFT_29},
    {0xff000021, 0xff000022, FINAL},
};

/* NULL: nobody knows how it seals.  What is there to be refused is sealed somehow. */
static const struct edition *edition_of(uint32_t version)
{
    if (quic_is_grease(version)) return &editions[DRAFT_29];
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++)
        if (version >= versions[i].first && version <= versions[i].last)
            return &editions[versions[i].edition];
    return NULL;
}

bool quic_version_is_known(uint32_t version)
{
    return edition_of(version) != NULL;
}

struct quic_memory *quic_memory(const struct packet *p)
{
    if (!p->tracker || !p->tracker->udp_memory || !p->udp_conversation) return NULL;
    return p->tracker->udp_memory(p->tracker, p->udp_conversation, sizeof(struct quic_memory));
}

/* The keys of both sides, from the ID that the client sent to first. */
static bool derive(struct packet *p, struct quic *quic, struct bytes id)
{
    static const char *const labels[] = {"client in", "server in"};
    const struct opener *opener = p->tracker->opener;
    struct quic_memory *memory = quic->memory;
    const struct edition *edition = edition_of(memory->version);
    uint8_t initial[SECRET], secret[SECRET];
    if (!edition ||
        !hkdf_extract(opener, OPENER_SHA256, bytes_of(edition->salt, SALT), id, initial))
        return false;
    for (unsigned server = 0; server < 2; server++) {
        struct quic_side *side = &memory->sides[server ? !memory->client : memory->client];
        struct bytes from = bytes_of(secret, SECRET);
        side->keyed = hkdf_expand_label(opener, OPENER_SHA256, bytes_of(initial, SECRET),
                          labels[server], secret, SECRET) &&
                      hkdf_expand_label(
                          opener, OPENER_SHA256, from, edition->key, side->key, sizeof side->key) &&
                      hkdf_expand_label(opener, OPENER_SHA256, from, edition->nonce, side->nonce,
                          sizeof side->nonce) &&
                      hkdf_expand_label(opener, OPENER_SHA256, from, edition->mask, side->mask,
                          sizeof side->mask);
    }
    memory->first_id_length = (uint8_t)id.len;
    memcpy(memory->first_id, id.at, id.len);
    return memory->sides[0].keyed && memory->sides[1].keyed;
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
    if (sealed.len < SAMPLE_AHEAD + OPENER_BLOCK) return false;
    if (!p->tracker->opener->mask(OPENER_AES_128_GCM, side->mask, sealed.at + SAMPLE_AHEAD, mask))
        return false;
    quic->first = (uint8_t)(quic->header.at[0] ^ (mask[0] & 0x0f));
    quic->number_length = 1 + (quic->first & 3u);
    memcpy(header, quic->header.at, quic->header.len);
    header[0] = quic->first;
    uint64_t sent = 0;
    for (unsigned i = 0; i < quic->number_length; i++) {
        uint8_t byte = (uint8_t)(sealed.at[i] ^ mask[1 + i]);
        header[quic->header.len + i] = byte;
        sent = sent << 8 | byte;
    }
    quic->number = whole_number(side->largest, sent, quic->number_length);
    return true;
}

static enum quic_opened open_with(
    struct packet *p, struct quic *quic, struct quic_side *side, struct bytes *plain)
{
    uint8_t *header = p->tracker->room(p->tracker, quic->header.len + 4);
    uint8_t *room = p->tracker->room(p->tracker, quic->sealed.len);
    if (!header || !room || !unmask(p, quic, side, header)) return QUIC_SHUT;
    uint8_t nonce[OPENER_NONCE];
    memcpy(nonce, side->nonce, sizeof nonce);
    for (unsigned i = 0; i < 8; i++)
        nonce[OPENER_NONCE - 1 - i] ^= (uint8_t)(quic->number >> 8 * i);
    struct bytes sealed =
        bytes_of(quic->sealed.at + quic->number_length, quic->sealed.len - quic->number_length);
    struct bytes additional = bytes_of(header, quic->header.len + quic->number_length);
    if (!p->tracker->opener->open(OPENER_AES_128_GCM, side->key, nonce, additional, sealed, room))
        return QUIC_FAILED;
    *plain = bytes_of(room, sealed.len - OPENER_TAG);
    if (quic->number > side->largest) side->largest = quic->number;
    return QUIC_OPEN;
}

enum quic_opened quic_open(struct packet *p, struct quic *quic, struct bytes *plain)
{
    struct quic_memory *memory = quic->memory;
    enum quic_opened opened = QUIC_SHUT;
    if (!memory || !p->tracker->opener || quic->destination.len > QUIC_ID_MAX) return QUIC_SHUT;
    struct quic_side *side = &memory->sides[p->side];
    if (side->keyed) opened = open_with(p, quic, side, plain);
    if (opened == QUIC_OPEN || p->side != memory->client) return opened;
    /* The client's first one, or one after a Retry, whose sender chose the ID. */
    struct bytes id = quic->destination;
    bool same = side->keyed && id.len == memory->first_id_length &&
                memcmp(id.at, memory->first_id, id.len) == 0;
    if (same || (side->keyed && memory->sides[!p->side].largest)) return opened;
    return derive(p, quic, id) ? open_with(p, quic, side, plain) : QUIC_SHUT;
}

bool quic_retry_is_sound(struct packet *p, const struct quic *quic, struct bytes whole)
{
    const struct edition *edition = edition_of(quic->version);
    const struct quic_memory *memory = quic->memory;
    if (!edition || !edition->retry_key[0] || !memory || !p->tracker->opener) return true;
    size_t length = whole.len - OPENER_TAG, id = memory->first_id_length;
    uint8_t *pseudo = p->tracker->room(p->tracker, 1 + id + length), nothing;
    if (!pseudo) return true;
    pseudo[0] = (uint8_t)id;
    memcpy(pseudo + 1, memory->first_id, id);
    memcpy(pseudo + 1 + id, whole.at, length);
    return p->tracker->opener->open(OPENER_AES_128_GCM, edition->retry_key, edition->retry_nonce,
        bytes_of(pseudo, 1 + id + length), bytes_of(whole.at + length, OPENER_TAG), &nothing);
}

/* --- the stream of the handshake -------------------------------------------------------------- */

static bool is_there(const struct quic_side *side, uint32_t at)
{
    return side->there[at / 8] >> at % 8 & 1;
}

static uint32_t filled(const struct quic_side *side)
{
    uint32_t at = side->told;
    while (at < QUIC_CRYPTO_KEPT && is_there(side, at))
        at++;
    return at - side->told;
}

/* Hands a message to TLS, or the beginning of one. */
static void tell(struct packet *p, struct quic_side *side, uint32_t length)
{
    struct cur c = packet_source(p, bytes_of(side->crypto + side->told, length), "QUIC handshake");
    if (!c.error) packet_unit(p, dissector_entry(p->dissector, &proto_tls_quic), c, false);
}

bool quic_crypto(struct packet *p, struct quic *quic, uint64_t offset, struct bytes bytes)
{
    if (!quic->memory || offset > QUIC_CRYPTO_KEPT || bytes.len > QUIC_CRYPTO_KEPT - offset)
        return false;
    struct quic_side *side = &quic->memory->sides[p->side];
    bool fresh = !bytes.len;
    for (uint32_t i = 0, at = (uint32_t)offset; i < bytes.len; i++, at++) {
        if (is_there(side, at)) continue;
        fresh = true;
        side->there[at / 8] |= (uint8_t)(1u << at % 8);
        side->crypto[at] = bytes.at[i];
    }
    uint32_t end = (uint32_t)offset + (uint32_t)bytes.len;
    if (end > side->end) side->end = end;
    if (side->told + filled(side) < side->end) return !fresh; /* there are gaps */
    for (uint32_t ready = filled(side); ready; ready = filled(side)) {
        const uint8_t *at = side->crypto + side->told;
        uint32_t whole = ready < MESSAGE_HEADER
                             ? UINT32_MAX
                             : MESSAGE_HEADER + ((uint32_t)at[1] << 16 | bytes_be16(at + 2));
        if (whole > ready) {
            if (!side->begun) tell(p, side, ready);
            side->begun = true;
            break;
        }
        tell(p, side, whole);
        side->told += whole;
        side->begun = false;
    }
    return !fresh;
}
