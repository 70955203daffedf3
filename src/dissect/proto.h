/* A protocol on the wire declares itself: the last thing in src/dissect/proto/NAME.c.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "dissect/field.h"
#include "dissect/packet.h"
#include "dissect/reading.h"

/* Where a protocol is found: "a table of another protocol, at this key".  Table names are those of
 * tshark -G decodes: "wtap_encap" (by link type), "ethertype", "ip.proto", "udp.port" … */
struct link {
    const char *table;
    uint32_t key;
};

/* Where the next unit of a stream ends. */
struct extent {
    uint32_t whole; /* its bytes, 0 if it is not complete */
    uint32_t more;  /* then: how many are wanted behind the last one there, or one of these */
};
#define STREAM_NEXT_SEGMENT UINT32_MAX     /* some */
#define STREAM_UNTIL_FIN (UINT32_MAX - 1u) /* all */

struct proto {
    const char *name;   /* "udp": filter name, also in frame.protocols */
    const char *title;  /* "User Datagram Protocol" */
    const char *brief;  /* its name in "[Malformed Packet: UDP]"; NULL: the column */
    const char *column; /* "UDP": the Protocol column; NULL: leaves the column as it is */
    const struct field *fields;
    unsigned nfields;
    const char *table;        /* the table in which its payload is looked up, NULL if none */
    const struct link *links; /* ends with a NULL table; NULL if nothing leads here by key */

    /* Reads its header at the cursor, adds fields, and names what follows (packet_next).  Returns
     * nothing: errors stick to the cursor and the driver turns them into a note. */
    void (*dissect)(struct packet *packet, struct cur *cur);

    /* Appends the layer's line of the tree behind the title: ", Src Port: 80, Dst Port: 1234".  Optional;
     * with it, the title may be NULL: then it appends all. */
    void (*describe)(struct text *text, const struct packet *packet, const struct layer *layer);

    /* Appends its text for the Info column, from the layer's FIELD_SUMMARY fields.  Optional: a
     * protocol without one leaves the Info of the layer above. */
    void (*info)(struct text *text, const struct packet *packet, const struct layer *layer);

    /* Appends what stands in the Info column in front of all else, the layers inside included.
     * Optional. */
    void (*mark)(struct text *text, const struct packet *packet, const struct layer *layer);

    /* Called for every layer, from the innermost out, when all are dissected; the present layer is
     * then this one, but items are added with packet_insert().  Optional. */
    void (*finish)(struct packet *packet, struct layer *layer);

    /* Asked when a table led here by number alone (a port says little): can the payload be ours?
     * Optional: without it the number decides. */
    bool (*agrees)(const struct packet *packet, struct cur cur);
    /* Stream protocols: how many of the bytes at the cursor make up the next whole unit.  With it, the
     * payloads of TCP segments are put together as needed before they are dissected, a layer per
     * unit.  `last`: the stream ends with these bytes. */
    void (*measure)(
        const struct packet *packet, const struct cur *cur, bool last, struct extent *extent);
    /* Appends what the Info column says of a unit that is not complete; false if nothing is known. */
    bool (*begun)(struct text *text, const struct cur *cur);
    bool tells_size;       /* TCP says how long each unit is */
    bool last_speaks;      /* of several units in a segment the Info column tells the last one */
    bool directs;          /* its info tells what the layers of units inside of it say, too */
    const char *separator; /* between the Info of two units; NULL: none */
    bool tells_beginning;  /* a unit that is not complete stands in the tree where it begins */
    bool unlisted;         /* not told in frame.protocols */
    bool encloses;         /* to filters what follows its header is part of it: tcp[20:4] */

    /* Its packets lead to no protocol that has a port or a look of its own: not inside of it, nor
     * behind it in its conversation, nor in one that it announces. */
    bool innermost;
    bool sealed; /* the same, as long as there are no secrets to open it with */

    /* Guesses: is this our payload?  Asked after the tables found nothing.  Optional. */
    const char *heuristic_table;
    bool (*recognises)(const struct packet *packet, struct cur cur);
};

/* Whether a field is one of the protocol's rows. */
static inline bool proto_holds(const struct proto *proto, const struct field *field)
{
    for (unsigned f = 0; f < proto->nfields; f++)
        if (&proto->fields[f] == field) return true;
    return false;
}

/* What is told of a unit that was put together (proto/segments.c): for those who do it. */
extern const struct proto proto_tcp_segments, proto_tls_segments;
