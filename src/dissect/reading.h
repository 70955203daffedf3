/* How a protocol reads its header, leaves in the packet what it finds, and names what comes next.  What
 * is found there afterwards: packet.h.  SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/packet.h"

/* The readers' slow path: the field is wanted or masked, its `width` bytes were just taken. */
uint64_t packet_found(
    struct packet *p, struct cur *c, unsigned field, unsigned width, uint64_t value);

/* These read a field of the present layer at the cursor and add it if anyone is interested.  The
 * field is given by its number in the protocol's rows.  A masked field reads its whole unit, adds
 * the masked bits and does not advance: packet_skip() does.  All return the (masked, shifted)
 * value, 0 after an error. */
uint64_t packet_uint(struct packet *p, struct cur *c, unsigned field);

static inline uint8_t packet_u8(struct packet *p, struct cur *c, unsigned field)
{
    const uint8_t *at = cur_take(c, 1);
    if (!at) return 0;
    uint8_t value = *at;
    return p->want[field] ? (uint8_t)packet_found(p, c, field, 1, value) : value;
}

static inline uint16_t packet_u16(struct packet *p, struct cur *c, unsigned field)
{
    const uint8_t *at = cur_take(c, 2);
    if (!at) return 0;
    uint16_t value = bytes_be16(at);
    return p->want[field] ? (uint16_t)packet_found(p, c, field, 2, value) : value;
}

static inline uint32_t packet_u24(struct packet *p, struct cur *c, unsigned field)
{
    const uint8_t *at = cur_take(c, 3);
    if (!at) return 0;
    uint32_t value = bytes_be24(at);
    return p->want[field] ? (uint32_t)packet_found(p, c, field, 3, value) : value;
}

static inline uint32_t packet_u32(struct packet *p, struct cur *c, unsigned field)
{
    const uint8_t *at = cur_take(c, 4);
    if (!at) return 0;
    uint32_t value = bytes_be32(at);
    return p->want[field] ? (uint32_t)packet_found(p, c, field, 4, value) : value;
}

static inline uint64_t packet_u64(struct packet *p, struct cur *c, unsigned field)
{
    const uint8_t *at = cur_take(c, 8);
    if (!at) return 0;
    uint64_t value = bytes_be64(at);
    return p->want[field] ? packet_found(p, c, field, 8, value) : value;
}

/* The same for a number with its lowest byte first. */
uint64_t packet_little(struct packet *p, struct cur *c, unsigned field);
/* A number with rows for its bits, which become children: `rows` are their numbers and end with 0,
 * `flags` may be ITEM_LITTLE. */
uint64_t packet_bits(
    struct packet *p, struct cur *c, unsigned field, const uint8_t *rows, unsigned flags);

/* `length` bytes: FT_BYTES, FT_STRING, FT_ETHER, FT_IPv4, FT_IPv6.  NULL after an error. */
const uint8_t *packet_bytes(struct packet *p, struct cur *c, unsigned field, uint32_t length);
/* All that is left of the layer and was captured; never an error. */
struct bytes packet_rest(struct packet *p, struct cur *c, unsigned field);

static inline void packet_skip(struct cur *c, uint32_t length)
{
    cur_take(c, length);
}

/* True if somebody is interested in the field: guards costly work only. */
static inline bool packet_wants(const struct packet *p, unsigned field)
{
    return p->want[field] & WANT_ITEM;
}

/* True if somebody has asked by name for one of the rows from `first` up to `end`: guards what adds
 * many of them. */
bool packet_asked_any(const struct packet *p, unsigned first, unsigned end);
static inline bool packet_asked(const struct packet *p, unsigned first, unsigned end)
{
    return p->detail && packet_asked_any(p, first, end);
}
/* True if all remarks are wanted, whoever makes them. */
bool packet_wants_remarks(const struct packet *p);

/* Adds an item even if nobody has asked for its field: what the functions below do when somebody
 * has.  NULL when the array is full. */
struct item *packet_add_always(
    struct packet *p, unsigned field, uint32_t offset, uint32_t length, unsigned flags);

/* Adds an item that is not simply read: worked out, or at another place.  Returns NULL when nobody
 * is interested or the array is full; the value is then to be set by nobody.  Most fields of most
 * packets interest nobody, so that is found out here, without a call. */
static inline struct item *packet_add(
    struct packet *p, unsigned field, uint32_t offset, uint32_t length, unsigned flags)
{
    return packet_wants(p, field) ? packet_add_always(p, field, offset, length, flags) : NULL;
}

static inline struct item *packet_add_uint(struct packet *p, unsigned field, uint32_t offset,
    uint32_t length, uint64_t value, unsigned flags)
{
    struct item *item = packet_add(p, field, offset, length, flags);
    if (item) item->number = value;
    return item;
}

static inline struct item *packet_add_bytes(
    struct packet *p, unsigned field, uint32_t offset, struct bytes bytes, unsigned flags)
{
    struct item *item = packet_add(p, field, offset, (uint32_t)bytes.len, flags);
    if (item) item->bytes = bytes;
    return item;
}

/* A masked field out of a unit that was read already: adds the masked, shifted bits of `unit`. */
static inline struct item *packet_add_bits(struct packet *p, unsigned field, uint32_t offset,
    uint32_t length, uint64_t unit, unsigned flags)
{
    if (!packet_wants(p, field)) return NULL;
    uint64_t mask = p->fields[field].mask;
    uint64_t bits = mask ? (unit & mask) >> __builtin_ctzll(mask) : unit;
    return packet_add_uint(p, field, offset, length, bits, flags);
}

/* Items added between these two are children of `item` (NULL is allowed: nothing changes). */
void packet_open(struct packet *p, struct item *item);
void packet_shut(struct packet *p, struct item *item,
    const struct cur *c); /* length becomes: up to the cursor, unless NULL */

/* Room in the packet's scratch for `length` bytes, NULL (and `overflow`) when it is used up. */
uint8_t *packet_scratch(struct packet *p, uint32_t length);
/* The same for a struct: aligned. */
void *packet_scratch_struct(struct packet *p, uint32_t size);
/* Text composed there; empty when it is used up. */
struct bytes packet_format(struct packet *p, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The same piece by piece: an empty text that grows in the scratch, and what became of it.  Nothing
 * else may be taken of the scratch between the two. */
struct text packet_text(struct packet *p);
struct bytes packet_keep(struct packet *p, const struct text *text);

/* Expert information on the newest item (or the layer).  `field` is Wireshark's filter name for it
 * ("tcp.connection.syn"); must be a row (FT_NONE) of the present protocol. */
void packet_note(struct packet *p, unsigned field, enum note_severity severity,
    enum note_group group, const char *format, ...) __attribute__((format(printf, 5, 6)));
/* The same at a depth of the tree: 0 is a remark on the layer itself. */
void packet_note_at(struct packet *p, unsigned depth, unsigned field, enum note_severity severity,
    enum note_group group, const char *format, ...) __attribute__((format(printf, 6, 7)));

/* The payload: which protocol is next.  Looked up in the table of the present protocol
 * (proto->table); false and nothing chosen when no protocol asked for `key`, or the one that did
 * does not agree with the payload (proto->agrees). */
bool packet_next(struct packet *p, struct cur payload, uint32_t key);
/* The same in a table by name, or straight to a protocol. */
bool packet_next_in(struct packet *p, struct cur payload, const char *table, uint32_t key);
bool packet_next_proto(struct packet *p, struct cur payload, const struct proto *proto);
/* The protocol of that heuristic table that recognises the payload; false if none does. */
bool packet_next_guess(struct packet *p, struct cur payload, const char *heuristic_table);
/* For what nobody knows: the "data" protocol; nothing when the payload is empty. */
void packet_next_data(struct packet *p, struct cur payload);

/* A unit of a stream, to be dissected when all before it are.  False when there are too many. */
bool packet_unit(struct packet *p, const struct entry *entry, struct cur cur, bool again);

/* The present layer goes on at the cursor when what was chosen to come next, and all inside of it, is
 * dissected: proto->dissect is called once more, for a layer with the same `told` whose `continues`
 * says which one that was.  False when too many wait. */
bool packet_resume(struct packet *p, struct cur cur);

/* A file, or a part of one, for those who save them.  What it refers to must outlive the packet. */
void packet_object(struct packet *p, const struct object *object);

/* This layer is shorter than the layer above gave it: what follows `end` is that one's trailer. */
void packet_trim(struct packet *p, struct cur *c, uint32_t end);

/* Another source of bytes (a reassembled datagram), which must outlive the packet; returns a cursor
 * over all of it. */
struct cur packet_source(struct packet *p, struct bytes bytes, const char *name);

/* Adds an item at the end of a layer other than the newest, at depth 0, moving what follows: for
 * proto->finish.  The field is one of the present protocol's rows. */
struct item *packet_insert(struct packet *p, struct layer *layer, unsigned field, uint32_t offset,
    uint32_t length, unsigned flags);
