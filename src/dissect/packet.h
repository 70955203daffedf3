/* A dissected packet: layers and the fields found in them, as values in fixed arrays.
 *
 * packet_dissect() fills it; everything that shows, filters, counts or checks only reads it.
 * Nothing is allocated for a packet, and all of it is valid until the next packet_dissect() on the
 * same struct.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "dissect/cur.h"
#include "dissect/field.h"
#include "dissect/frame.h"
#include "dissect/preferences.h"

struct dissector;
struct proto;
struct tcp_conversation;
struct udp_conversation;
struct stream_begun;
struct tracker;

enum {
    PACKET_LAYERS = 250,
    PACKET_ITEMS = 4096,
    PACKET_SOURCES = 250,   /* a segment may be full of small records of TLS, each opened */
    PACKET_SCRATCH = 65536, /* bytes for values that do not lie in the packet as they are */
};

enum item_flag {
    ITEM_GENERATED = 1, /* not on the wire: worked out; the tree shows it in [brackets] */
    ITEM_HIDDEN = 2,    /* a twin for filters (tcp.port); not in the tree */
    ITEM_SUBTREE = 4,   /* items of greater depth that follow belong to it */
    ITEM_MARGIN = 8,    /* stands in the tree beside its layer, not below it */
    ITEM_LITTLE = 16,   /* lies in the packet with its lowest byte first */
    ITEM_NOWHERE = 32,  /* has no place in the packet, not even an empty one */
};

/* One field found.  It always lies inside its source. */
struct item {
    const struct field *field;
    uint32_t offset; /* of its first byte, from the start of its source */
    uint32_t length; /* in bytes; 0 for most generated ones */
    uint8_t source;  /* 0: the frame; else packet->sources[source] */
    uint8_t layer;   /* index in packet->layers */
    uint8_t depth;   /* 0: directly in its layer */
    uint8_t flags;   /* enum item_flag */
    union {
        uint64_t number; /* booleans, unsigned numbers, frame numbers */
        int64_t integer; /* signed numbers; times in nanoseconds */
        double real;
        struct bytes bytes; /* strings, bytes, addresses; in the packet or in its scratch */
    };
};

/* One header, and what it took of the packet. */
struct layer {
    const struct proto *proto;
    const struct entry *entry; /* the same, as the dissector knows it (registry.h) */
    const char *column;        /* for the Protocol column instead of proto->column; NULL: that */
    const char *via;           /* what frame.protocols puts in front: "ethertype", or NULL */
    const void *told;          /* what a protocol keeps for its own words on the layer, or NULL */
    uint32_t offset, length;   /* its own bytes, not those of the layers inside */
    uint32_t end;              /* where the layer above said that it ends, payload included */
    uint32_t body, body_end;   /* the payload as the next layer found it to end (packet_trim) */
    uint16_t first, count;     /* its run of packet->items, always contiguous */
    uint8_t source;
    uint8_t body_source;
    uint8_t depth;       /* in the tree: 0 stands at the margin, 1 inside the layer above … */
    bool hidden;         /* not in the tree, which has nothing to tell of it */
    bool quoted;         /* inside an ICMP error, or a tunnel: does not decide the columns */
    bool fragment;       /* of a datagram: its payload is not the beginning of a header */
    bool unlisted;       /* it took nothing: frame.protocols does not tell it */
    bool damaged;        /* its checksum was looked at, and is wrong */
    uint8_t continues;   /* the layer it goes on with behind what lies within that one; 0: none */
    uint8_t unit;        /* the how manyeth unit of a stream it belongs to, from 1; 0: none */
    uint8_t turn;        /* so many units had been begun, those inside of others included */
    uint8_t inner;       /* IPv6: the protocol behind all extension headers */
    struct bytes within; /* names that frame.protocols tells behind its own */
    struct bytes
        trouble; /* for the Info column, when the header made no sense; a protocol's own use */
};

/* Expert information: a remark, graded as Wireshark's. */
enum note_severity { NOTE_COMMENT = 1, NOTE_CHAT, NOTE_NOTE, NOTE_WARNING, NOTE_ERROR };
enum note_group {
    NOTE_CHECKSUM = 1,
    NOTE_SEQUENCE,
    NOTE_RESPONSE,
    NOTE_REQUEST,
    NOTE_UNDECODED,
    NOTE_REASSEMBLE,
    NOTE_MALFORMED,
    NOTE_DEBUG,
    NOTE_PROTOCOL,
    NOTE_SECURITY,
    NOTE_COMMENTS,
    NOTE_DECRYPTION,
    NOTE_ASSUMPTION,
    NOTE_DEPRECATED
};

/* Units of stream protocols that wait for their turn: TCP finds them, the driver goes through. */
struct unit {
    const struct entry *entry;
    struct cur cur;
    bool again; /* follows another one in the same bytes: frame.protocols does not tell it anew */
    uint8_t number; /* it speaks in the Info column for the unit it came in; from 1 */
    struct tcp_conversation *conversation; /* that it belongs to */
};
enum { PACKET_UNITS = 240 };

/* A layer that goes on when what lies within it is dissected: as another layer of the same protocol,
 * which has no line of its own in the tree and counts nowhere.  So the items of each stay together. */
struct resumption {
    uint8_t layer; /* the first one, by its index */
    struct cur cur;
};
enum { PACKET_RESUMPTIONS = 16 }; /* that wait, one within the other */

/* A file that the packet carries, or a part of one: for those who save them. */
enum object_part {
    OBJECT_WHOLE, /* this is all of it */
    OBJECT_PIECE, /* of one that later packets may go on with */
    OBJECT_BLOCK, /* the same, but it is worth nothing without the last one */
    OBJECT_LAST,
};
struct object {
    const struct proto *proto;     /* whose it is: packet_object() knows */
    struct bytes name, host, type; /* as the peers have them; empty: they do not tell */
    bool path;                     /* the name is one: its last part is the file's */
    struct bytes content;
    enum object_part part;
    uint32_t transfer; /* parts: the frame that asked for the file */
    uint64_t offset;   /* of its first byte in the file; parts come in their order, without gaps */
};

/* How far packets are dissected, by what somebody wants to know of them.  Tunnels are gone through
 * in any case. */
enum reach {
    REACH_CONTENT,       /* all of it */
    REACH_CONVERSATIONS, /* not what TCP and UDP carry, but what earlier headers tell of theirs */
    REACH_HEADERS,       /* each header by itself */
};

/* Where streams are put together. */
enum stream_layer { STREAM_TCP, STREAM_TLS, STREAMS };

/* An address for the Source and Destination columns. */
enum address_kind { ADDRESS_NONE, ADDRESS_ETHER, ADDRESS_IPV4, ADDRESS_IPV6, ADDRESS_TEXT };
struct address {
    enum address_kind kind;
    const uint8_t *at; /* 6, 4 or 16 bytes of the packet; a C string for ADDRESS_TEXT */
};

struct packet {
    const struct dissector *dissector;
    const struct preferences *preferences; /* the dissector's */
    struct tracker *tracker; /* what is known from earlier packets; NULL: nothing (tracker.h) */
    const struct frame *frame;

    struct layer layers[PACKET_LAYERS];
    struct item items[PACKET_ITEMS];
    struct bytes sources[PACKET_SOURCES];     /* [0] is the frame */
    const char *source_names[PACKET_SOURCES]; /* "Frame", "Reassembled IPv4" */
    uint16_t nlayers, nitems, nsources;
    bool overflow; /* more was found than fits: the view says so */

    struct address source, destination; /* the columns; of the innermost network layer */
    uint32_t scratch_used;
    _Alignas(max_align_t) uint8_t scratch[PACKET_SCRATCH];

    /* While dissecting. */
    const uint8_t *want;        /* by field number of the present protocol: enum want */
    const struct field *fields; /* the rows of the present protocol */
    const struct entry *entry;  /* what the dissector knows of the present protocol (registry.h) */
    struct layer *layer;        /* the present one */
    uint8_t depth;              /* of the items added now */
    uint8_t nest;               /* tree depth of the next layer */
    uint8_t reach;              /* enum reach: the dissector's */
    bool sought;   /* a layer is one of those that make the packet interesting (reach.c) */
    bool detail;   /* more of the present protocol is wanted than its FIELD_SUMMARY fields */
    bool quoting;  /* inside an ICMP error message */
    bool carrying; /* inside a message that speaks in the columns, whatever it carries */
    bool fragment; /* the rest of the datagram is missing: what ends early is not malformed */
    struct bytes media_type;  /* of the content that comes next, as a message around it told */
    const struct entry *next; /* what packet_next() chose, its bytes, and how it came there */
    struct cur next_cur;
    const char *next_via;
    struct unit units[PACKET_UNITS];
    struct resumption resumptions[PACKET_RESUMPTIONS];
    uint8_t nresumptions;
    uint8_t resuming; /* the layer that the next one goes on with; 0: none */
    struct bytes
        behind_info; /* what whoever looks at it says in the Info column, behind all else */
    struct object objects[PACKET_UNITS];
    uint8_t nobjects;
    uint8_t nunits, unit;      /* how many there are, and how many were begun */
    uint8_t unit_number;       /* of the present one, 0 outside of all */
    const char *fault;         /* why putting segments together failed, or NULL */
    struct layer *cut_behind;  /* one that is broken behind what is inside of it, or NULL */
    uint8_t behind_error;      /* and how: enum cur_error; usually the capture cut it */
    bool segment_only;         /* the bytes are part of a unit that other packets complete */
    const struct proto *begun; /* the protocol of a unit that begins here and is not complete */
    struct cur begun_cur;      /* and its bytes */
    /* What tcp.segments and tls.segments tell. */
    const struct stream_begun *reassembled[STREAMS];
    struct tcp_conversation
        *conversation; /* of the present TCP segment, NULL if not known (tracker.h) */
    struct udp_conversation *udp_conversation; /* of the present datagram, NULL if not known */
    uint8_t side;                              /* its direction, 0 or 1 */
    uint64_t port_pair; /* of the present transport: source << 16 | destination */
    /* Of the IP header around the present layer, quoted or not: its addresses (kind NONE outside of
     * IP), for conversations and pseudo-headers, and its TTL or hop limit. */
    struct address network_source, network_destination;
    uint8_t network_ttl;
};

/* What stands in `want` for each field. */
enum want {
    WANT_ITEM = 1,   /* somebody is interested */
    WANT_MASKED = 2, /* the field has a mask: reading it does not advance */
    WANT_ASKED = 4,  /* … by its name, not for the summary */
};

/* Dissects a frame.  The dissector (dissector.h) knows the protocols; `packet` may be reused freely. */
void packet_dissect(struct packet *packet, const struct dissector *dissector,
    struct tracker *tracker, const struct frame *frame);

/* --- for the protocols ---------------------------------------------------------------------- */

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
    uint32_t value = (uint32_t)at[0] << 16 | bytes_be16(at + 1);
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

/* --- for the views ---------------------------------------------------------------------------- */

/* Bytes of a source once more, after the cursor has gone; NULL if they were not captured. */
static inline const uint8_t *packet_at(
    const struct packet *p, unsigned source, uint32_t offset, uint32_t length)
{
    const struct bytes *bytes = &p->sources[source];
    return offset <= bytes->len && length <= bytes->len - offset ? bytes->at + offset : NULL;
}

/* The first `length` bytes of a layer. */
static inline const uint8_t *layer_at(
    const struct packet *p, const struct layer *layer, uint32_t length)
{
    return packet_at(p, layer->source, layer->offset, length);
}

/* The first item of this field in a layer, or NULL. */
const struct item *packet_item(
    const struct packet *p, const struct layer *layer, const struct field *field);
/* The same by number in the layer's protocol: for a protocol's own summary. */
const struct item *layer_item(const struct packet *p, const struct layer *layer, unsigned field);
uint64_t layer_uint(const struct packet *p, const struct layer *layer, unsigned field);

/* The how manyeth layer of its protocol it is, from 1 (ip.src#2). */
unsigned layer_ordinal(const struct packet *p, const struct layer *layer);

/* The texts of the columns. */
void packet_column_address(struct text *text, const struct address *address);
const char *packet_column_protocol(const struct packet *p);
void packet_column_info(struct text *text, const struct packet *p);
