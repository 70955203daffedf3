/* A dissected packet: layers and the fields found in them, as values in fixed arrays.
 *
 * packet_dissect() fills it; everything that shows, filters, counts or checks only reads it.
 * Nothing is allocated for a packet, and all of it is valid until the next packet_dissect() on the
 * same struct.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "dissect/cur.h"
#include "dissect/field.h"
#include "dissect/frame.h"

struct dissector;
struct proto;
struct tracker;

enum {
    PACKET_LAYERS = 32,
    PACKET_ITEMS = 4096,
    PACKET_SOURCES = 8,
    PACKET_SCRATCH = 65536, /* bytes for values that do not lie in the packet as they are */
};

enum item_flag {
    ITEM_GENERATED = 1, /* not on the wire: worked out; the tree shows it in [brackets] */
    ITEM_HIDDEN = 2,    /* a twin for filters (tcp.port); not in the tree */
    ITEM_SUBTREE = 4,   /* items of greater depth that follow belong to it */
};

/* One field found. */
struct item {
    const struct field *field;
    uint32_t offset;  /* of its first byte, from the start of its source */
    uint32_t length;  /* in bytes; 0 for most generated ones */
    uint8_t source;   /* 0: the frame; else packet->sources[source] */
    uint8_t layer;    /* index in packet->layers */
    uint8_t depth;    /* 0: directly in its layer */
    uint8_t flags;    /* enum item_flag */
    union {
        uint64_t number;    /* booleans, unsigned numbers, frame numbers */
        int64_t integer;    /* signed numbers; times in nanoseconds */
        double real;
        struct bytes bytes; /* strings, bytes, addresses; in the packet or in its scratch */
    };
};

/* One header, and what it took of the packet. */
struct layer {
    const struct proto *proto;
    uint32_t offset, length; /* its own bytes, not those of the layers inside */
    uint16_t first, count;   /* its run of packet->items: contiguous unless `split` */
    uint8_t source;
    uint8_t ordinal;         /* the how manyeth layer of this protocol, from 1 (ip.src#2) */
    bool quoted;             /* inside an ICMP error: does not decide the columns */
};

/* Expert information: a remark, graded as Wireshark's. */
enum note_severity { NOTE_COMMENT = 1, NOTE_CHAT, NOTE_NOTE, NOTE_WARNING, NOTE_ERROR };
enum note_group { NOTE_CHECKSUM = 1, NOTE_SEQUENCE, NOTE_RESPONSE, NOTE_REQUEST, NOTE_UNDECODED,
    NOTE_REASSEMBLE, NOTE_MALFORMED, NOTE_DEBUG, NOTE_PROTOCOL, NOTE_SECURITY, NOTE_COMMENTS,
    NOTE_DECRYPTION, NOTE_ASSUMPTION, NOTE_DEPRECATED };

/* An address for the Source and Destination columns. */
enum address_kind { ADDRESS_NONE, ADDRESS_ETHER, ADDRESS_IPV4, ADDRESS_IPV6, ADDRESS_TEXT };
struct address {
    enum address_kind kind;
    const uint8_t *at; /* 6, 4 or 16 bytes of the packet; a C string for ADDRESS_TEXT */
};

struct packet {
    const struct dissector *dissector;
    struct tracker *tracker; /* what is known from earlier packets; NULL: nothing (tracker.h) */
    const struct frame *frame;

    struct layer layers[PACKET_LAYERS];
    struct item items[PACKET_ITEMS];
    struct bytes sources[PACKET_SOURCES];       /* [0] is the frame */
    const char *source_names[PACKET_SOURCES];   /* "Frame", "Reassembled IPv4" */
    uint16_t nlayers, nitems, nsources;
    bool overflow; /* more was found than fits: the view says so */

    struct address source, destination; /* the columns; of the innermost network layer */
    struct bytes scratch_used;
    uint8_t scratch[PACKET_SCRATCH];

    /* While dissecting. */
    const uint8_t *want;      /* by field number of the present protocol: is anyone interested? */
    struct layer *layer;      /* the present one */
    uint8_t depth;            /* of the items added now */
    bool quoting;             /* inside an ICMP error message */
    const struct proto *next; /* what packet_next() chose, and its bytes */
    struct cur next_cur;
    uint64_t port_pair;       /* of the present transport: source << 16 | destination */
};

/* Dissects a frame.  The dissector (links.h) knows the protocols; `packet` may be reused freely. */
void packet_dissect(struct packet *packet, const struct dissector *dissector, struct tracker *tracker,
    const struct frame *frame);

/* --- for the protocols ---------------------------------------------------------------------- */

/* These read a field of the present layer at the cursor and add it if anyone is interested.  The
 * field is given by its number in the protocol's rows.  A masked field reads its whole unit, adds
 * the masked bits and does not advance: the unit's last field, or packet_skip(), does.  All return
 * the (masked, shifted) value, 0 after an error. */
uint64_t packet_uint(struct packet *p, struct cur *c, unsigned field);
uint8_t packet_u8(struct packet *p, struct cur *c, unsigned field);
uint16_t packet_u16(struct packet *p, struct cur *c, unsigned field);
uint32_t packet_u24(struct packet *p, struct cur *c, unsigned field);
uint32_t packet_u32(struct packet *p, struct cur *c, unsigned field);
uint64_t packet_u64(struct packet *p, struct cur *c, unsigned field);
/* `length` bytes: FT_BYTES, FT_STRING, FT_ETHER, FT_IPv4, FT_IPv6.  NULL after an error. */
const uint8_t *packet_bytes(struct packet *p, struct cur *c, unsigned field, uint32_t length);

/* True if somebody is interested in the field: guards costly work only. */
static inline bool packet_wants(const struct packet *p, unsigned field)
{
    return p->want[field];
}

/* Adds an item that is not simply read: worked out, or at another place.  Returns NULL when nobody
 * is interested or the array is full; the value is then to be set by nobody. */
struct item *packet_add(struct packet *p, unsigned field, uint32_t offset, uint32_t length, unsigned flags);
void packet_add_uint(struct packet *p, unsigned field, uint32_t offset, uint32_t length, uint64_t value, unsigned flags);

/* Items added between these two are children of `item` (NULL is allowed: nothing changes). */
void packet_open(struct packet *p, struct item *item);
void packet_shut(struct packet *p, struct item *item, const struct cur *c); /* length becomes: up to the cursor */

/* Room in the packet's scratch for `length` bytes, NULL (and `overflow`) when it is used up. */
uint8_t *packet_scratch(struct packet *p, uint32_t length);

/* Expert information on the newest item (or the layer).  `name` is Wireshark's filter name for it
 * ("tcp.connection.syn"); must be a row of the present protocol. */
void packet_note(struct packet *p, unsigned field, enum note_severity severity, enum note_group group,
    const char *format, ...) __attribute__((format(printf, 5, 6)));

/* The payload: which protocol is next.  Looked up in the table of the present protocol
 * (proto->table); false and nothing chosen when no protocol asked for `key`. */
bool packet_next(struct packet *p, struct cur payload, uint32_t key);
/* The same in a table by name, or straight to a protocol. */
bool packet_next_in(struct packet *p, struct cur payload, const char *table, uint32_t key);
void packet_next_proto(struct packet *p, struct cur payload, const struct proto *proto);
/* For what nobody knows: the "data" protocol. */
void packet_next_data(struct packet *p, struct cur payload);

/* Another source of bytes (a reassembled datagram), which must outlive the packet; returns a cursor
 * over all of it. */
struct cur packet_source(struct packet *p, struct bytes bytes, const char *name);

/* --- for the views ---------------------------------------------------------------------------- */

/* The first item of this field in a layer, or NULL. */
const struct item *packet_item(const struct packet *p, const struct layer *layer, const struct field *field);
/* The same by number in the layer's protocol: for a protocol's own summary. */
const struct item *layer_item(const struct packet *p, const struct layer *layer, unsigned field);
uint64_t layer_uint(const struct packet *p, const struct layer *layer, unsigned field);

/* The texts of the columns. */
void packet_column_address(struct text *text, const struct address *address);
const char *packet_column_protocol(const struct packet *p);
void packet_column_info(struct text *text, const struct packet *p);
