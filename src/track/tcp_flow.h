/* What is remembered of a TCP conversation.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "dissect/tracker.h"
#include "track/ledger.h"
#include "track/unacked.h"

/* Instead of a count: the peer acknowledged what the capture lacks, so that duplicates may be lacking
 * too.  Counts as enough of them for a fast retransmission. */
#define DUPLICATES_UNSEEN UINT32_MAX

enum { SHIFT_UNKNOWN = -1, SHIFT_NONE = -2 }; /* instead of a window shift */

/* One direction: what this side has sent, and what it said about the other. */
struct tcp_side {
    int64_t next_seq_time; /* when next_seq was last raised */
    int64_t last_ack_time;
    struct unacked_list unacked;
    uint32_t base_seq; /* the initial sequence number, as well as it is known */
    uint32_t next_seq; /* behind the highest byte seen; 0: none seen yet */
    uint32_t next_seq_frame;
    uint32_t ack_limit; /* behind the highest byte seen without a gap: what may be acknowledged */
    uint32_t last_ack;
    uint32_t window;          /* as last announced, not scaled; UINT32_MAX before */
    uint32_t first_ack_frame; /* the frame that the duplicate ACKs repeat */
    uint32_t duplicate_acks;  /* how many; or DUPLICATES_UNSEEN */
    uint32_t pushed;          /* bytes sent since the last PSH */
    uint32_t sacked;          /* bytes that the SACK blocks of the newest segment cover */
    uint16_t last_analysis;   /* what was found in the newest segment: enum tcp_analysis */
    int8_t window_shift;      /* or SHIFT_UNKNOWN, SHIFT_NONE */
    bool has_base : 1;
    bool flight_hidden : 1; /* a segment was missed: bytes in flight unknown until an ACK comes */
    bool psh_was_last : 1;
    bool before_first_ack : 1; /* its SYN was seen and no ACK: its window is not scaled yet */
    bool closed_first : 1;
};

enum { /* of tcp.completeness */
    COMPLETE_SYN = 1,
    COMPLETE_SYN_ACK = 2,
    COMPLETE_ACK = 4,
    COMPLETE_DATA = 8,
    COMPLETE_FIN = 16,
    COMPLETE_RST = 32,
};

struct tcp_flow {
    struct ledger_entry entry;
    int64_t first_time, last_time;
    int64_t syn_time;    /* of the newest SYN; 0: none */
    int64_t initial_rtt; /* from the SYN to the first ACK; 0: not known */
    uint32_t stream;
    uint16_t server_port;
    uint8_t completeness;
    bool accurate_ecn_asked : 1, accurate_ecn_agreed : 1, accurate_ecn_seen : 1;
    bool fast_open_data : 1; /* the SYN carried a cookie and data */
    struct tcp_side sides[2];
    struct tcp_conversation conversation;
};

/* What belongs together while one segment is looked at. */
struct tcp_step {
    struct tracker *tracker;
    struct unacked_pool *pool;
    struct tcp_flow *flow;
    struct tcp_side *forward, *reverse; /* the sender of this segment, and its peer */
    const struct tcp_segment *segment;
    struct tcp_view *view;
    int64_t time;
    uint32_t frame;
    uint32_t unacked_limit;
};

/* Finds out what is remarkable about the segment, and remembers it. */
void tcp_analyse(struct tcp_step *step);
