/* -z follow: what two sides said to each other, in order.
 *
 *     follow.c          what is followed, and the packets of it
 *     follow_tcp.c      segments put in order, told apart from what came before, missed
 *     follow_print.c    the conversation as text, hexadecimal, YAML
 *     follow_talk.c     the same for people to read, in two colours
 *
 * SPDX-License-Identifier: MIT */
#pragma once
#include "stat/ends.h"
#include "stat/statistic.h"

enum follow_limit {
    FOLLOW_BYTES = 48 << 20, /* of a conversation; what comes then is left out */
    FOLLOW_CHUNKS = 1 << 20,
    FOLLOW_WAITING = 4096,         /* segments that wait for one in front of them, a side */
    FOLLOW_WAITING_BYTES = 8 << 20 /* and all of their bytes */
};

/* What one side said at one time. */
struct follow_chunk {
    uint64_t frame;
    int64_t time;
    size_t offset; /* in follow->bytes */
    uint32_t length;
    bool by_server;
};

/* A segment that came too early. */
struct follow_waiting {
    struct follow_waiting *next;
    uint64_t frame;
    int64_t time;
    uint32_t seq, length;
    uint8_t bytes[];
};

/* One direction of a TCP stream. */
struct follow_side {
    uint32_t next;                  /* the sequence number that comes next; 0: not known yet */
    struct follow_waiting *waiting; /* in the order of their arrival */
    uint32_t count;
};

enum follow_mode { FOLLOW_ASCII, FOLLOW_EBCDIC, FOLLOW_HEX, FOLLOW_RAW, FOLLOW_YAML, FOLLOW_TALK };

struct follow {
    struct statistic stat;
    const struct follow_kind *kind;  /* tcp, udp, tls or http (follow.c) */
    const struct ends_type *carrier; /* TCP or UDP */
    enum follow_mode mode;
    uint32_t first_chunk, last_chunk;                /* the range asked for, from 1 */
    const struct field *file_data, *seq, *ack, *len; /* of HTTP and TCP */
    bool begun;
    bool has_server;    /* the second of the ends is known */
    struct end ends[2]; /* who was seen first, and the other one */
    struct follow_side sides[2];
    size_t waiting_bytes;
    struct text bytes; /* of all chunks */
    struct follow_chunk *chunks;
    size_t count, room;
    uint64_t left_out; /* bytes for which there was no room */
};

/* What was said. */
static inline struct bytes follow_bytes(const struct follow *self, const struct follow_chunk *chunk)
{
    return bytes_of(self->bytes.at + chunk->offset, chunk->length);
}

/* A direction says more. */
void follow_add(struct follow *self, const struct follow_chunk *like, struct bytes bytes);
/* Another segment of the stream. */
void follow_tcp(
    struct follow *self, const struct packet *packet, const struct layer *layer, bool by_server);
void follow_tcp_finish(struct follow *self);

const char *follow_kind_name(const struct follow *self);
extern const char *const follow_modes[]; /* by enum follow_mode; NULL-terminated */
void follow_talk(struct follow *self, struct text *text);
void follow_print(struct statistic *stat, struct text *text);
void follow_list(struct statistic *stat, struct text *text);
