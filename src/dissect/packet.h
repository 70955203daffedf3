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
    bool unlisted;       /* frame.protocols does not tell it: it took nothing, or goes on */
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
enum { PACKET_RESUMPTIONS = 64 }; /* that wait, one within the other */

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
    bool pointless; /* nobody looks for anything that was found so far (dissector_confine()) */
    bool detail;    /* more of the present protocol is wanted than its FIELD_SUMMARY fields */
    bool quoting;   /* inside an ICMP error message */
    bool carrying;  /* inside a message that speaks in the columns, whatever it carries */
    bool fragment;  /* the rest of the datagram is missing: what ends early is not malformed */
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

/* --- looking at it ------------------------------------------------------------------------------ */

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

/* Whether it has a line of its own in the tree. */
static inline bool layer_has_line(const struct layer *layer)
{
    return !layer->hidden && !layer->continues;
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
