/* What a reassembled IPv4 or IPv6 datagram says of its fragments, and a message of a stream of its
 * pieces.  SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/packet.h"
#include "dissect/tracker.h"

/* Numbers of the rows in the present protocol. */
struct fragment_rows {
    unsigned fragments, fragment, error, overlap, conflict, tails, too_long, count, length, data;
    const char *title; /* "IPv4" */
};

/* The tree of fragments, at the end of `layer`. */
void fragments_add(struct packet *p, struct layer *layer, const struct ip_reassembly *reassembly,
    const struct fragment_rows *rows, struct cur whole);

/* The same of the pieces of a message that its protocol has gathered (tracker.h). */
enum { PIECES_WITHOUT_LENGTH = UINT16_MAX };
struct piece_rows {
    unsigned pieces, piece, count;
    unsigned length;   /* or PIECES_WITHOUT_LENGTH: there is no such row */
    unsigned flags;    /* of its items, besides ITEM_GENERATED */
    const char *title; /* "DATA fragments" */
    bool spans;        /* the head lies over the whole message, not where the layer begins */
};

/* The tree of pieces, at the end of the present layer; they lie in `source`. */
void fragments_add_pieces(struct packet *p, const struct stream_begun *whole, uint8_t source,
    const struct piece_rows *rows);
/* "Frame: 7, payload: 0-199 (200 bytes)": the label of a piece. */
void fragments_show_piece(struct text *text, const struct packet *p, const struct item *item);
