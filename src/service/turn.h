/* What is said within one turn of the loop, and to whom.
 *
 * It is composed once, in one text; each reader has pieces of that text, and at the end of the turn
 * gets them with a single write, without a copy.  Pieces that lie beside each other are one: a
 * hundred messages from one read to a hundred readers are a hundred writes of one piece.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <uv.h>

#include "base/text.h"
#include "io/conn.h"

enum {
    TURN_BYTES = 1024 * 1024,
    TURN_PIECES = 64 * 1024, /* then it ends early */
    TURN_COST = 256,         /* bytes that a turn waiting for a reader costs besides its own */
};

/* Embedded in the state of a connection. */
struct turn_reader {
    struct conn *conn;
    struct turn_reader *next; /* of those that have pieces in this turn */
    uint32_t first, last;     /* its pieces, numbered from 1; 0: none */
    uint32_t behind;          /* turns that its socket has not taken; 0 as soon as it has all */
    bool leaving;             /* is closed when it has got its pieces */
};

struct turn_piece {
    uint32_t at, len; /* in the text */
    uint32_t next;    /* of the same reader; 0: none */
};

struct turn {
    size_t queue;                             /* bytes that may wait for one reader */
    void (*slow)(struct turn_reader *reader); /* more wait: it is dropped behind this call */
    struct text text;
    struct turn_piece *pieces;
    struct bytes *gathered; /* as many, for one reader at a time */
    struct text excerpt;    /* the pieces of a reader that has few */
    uint32_t npieces, room;
    struct turn_reader *readers;
    uv_prepare_t prepare;
    bool open;
};

/* `queue` and `slow` are set, the rest is zero. */
void turn_open(struct turn *turn, uv_loop_t *loop);
/* Bytes [at, at + len) of the text are for this reader as well. */
void turn_give(struct turn *turn, struct turn_reader *reader, size_t at, size_t len);
/* Before something is composed: ends a turn that has become long. */
void turn_begin(struct turn *turn);
/* Sends all that was given. */
void turn_flush(struct turn *turn);
/* Nothing more goes to a reader; what it was given is forgotten. */
void turn_forget(struct turn *turn, struct turn_reader *reader);
/* The warning that a reader is dropped because it does not read. */
void turn_tell_slow(struct turn_reader *reader, struct events *events);
/* Sends what is left to be sent and closes the handle. */
void turn_close(struct turn *turn);
void turn_finish(struct turn *turn);
