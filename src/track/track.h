/* What is known from earlier packets: the answers to the questions of dissect/tracker.h.
 *
 *      frames in order ->  track  -> TCP and UDP flows: stream numbers, sequence analysis
 *                                 -> fragments of IP datagrams, put together
 *                                 -> ICMP echoes, request to reply
 *
 * One struct track belongs to one capture; frames are to be dissected in their order.  All memory
 * is bounded by the limits: what was idle longest is forgotten and counted.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "dissect/opener.h"
#include "dissect/tracker.h"

/* A zero takes the default. */
struct track_limits {
    uint32_t flows;            /* TCP conversations, and as many of UDP (262,144) */
    uint32_t unacked_per_side; /* segments of one direction waiting for their ACK (10,000) */
    uint32_t unacked;          /* those of all flows together (524,288, of 24 bytes each) */
    uint32_t datagrams;        /* half-collected datagrams (4,096) */
    size_t datagram_bytes;     /* bytes of all their fragments (16 MiB) */
    uint32_t fragments;        /* of one datagram; further ones are ignored (8,192) */
    int64_t datagram_patience; /* nanoseconds until an incomplete datagram is given up (0: never) */
    uint32_t exchanges;        /* DNS questions remembered (65,536) */
    size_t stream_bytes; /* of incomplete units of streams, and what protocols remember (32 MiB) */
    uint32_t unit_bytes; /* of one such unit (8 MiB) */
    uint32_t echoes;     /* ICMP requests remembered (16,384) */
};

struct track_figures {
    uint32_t tcp_flows, udp_flows;                 /* seen so far */
    uint64_t tcp_evicted, udp_evicted;             /* flows forgotten at the limit */
    uint64_t datagrams_evicted, fragments_ignored; /* likewise */
    uint64_t units_given_up;                       /* units of streams that were too long */
};

struct track;

/* NULL limits: the defaults.  NULL when memory ran out. */
struct track *track_create(const struct track_limits *limits);
/* NULL is allowed. */
void track_destroy(struct track *track);

/* What is sealed can be opened from now on: with a library (tls/opener.h), and the secrets that
 * sessions have logged, or NULL.  Both must outlive the track. */
void track_open_with(struct track *track, const struct opener *opener, struct secrets *secrets);

/* To be handed to packet_dissect(). */
struct tracker *track_tracker(struct track *track);
struct track_figures track_figures(const struct track *track);
