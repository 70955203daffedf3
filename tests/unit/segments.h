/* TCP segments written as tables, and what the tracker makes of them.  SPDX-License-Identifier: MIT
 */
#pragma once
#include <check.h>
#include <stdlib.h>

#include "track/track.h"

enum { S = TCP_SYN, A = TCP_ACK, F = TCP_FIN, R = TCP_RST, P = TCP_PSH };
enum { CLIENT, SERVER }; /* who sends: 10.0.0.1:40000 or 10.0.0.2:80 */

struct segment {
    unsigned wait; /* microseconds since the one before */
    unsigned from; /* CLIENT or SERVER */
    unsigned flags;
    uint32_t seq, ack;
    uint32_t length;
    unsigned window;
};

/* A tracker and the packet it is asked about. */
struct tracked {
    struct track *track;
    struct packet *packet;
    struct frame frame;
    uint16_t client_port;
};

static const uint8_t tracked_addresses[2][4] = {{10, 0, 0, 1}, {10, 0, 0, 2}};

static inline struct tracked tracked_begin(const struct track_limits *limits)
{
    struct tracked t = {.track = track_create(limits),
        .packet = calloc(1, sizeof(struct packet)),
        .client_port = 40000};
    ck_assert_ptr_nonnull(t.track);
    ck_assert_ptr_nonnull(t.packet);
    t.frame.time = 1000000000000000000;
    return t;
}

static inline void tracked_end(struct tracked *t)
{
    track_destroy(t->track);
    free(t->packet);
}

/* The next frame, from one of the two. */
static inline struct packet *tracked_frame(struct tracked *t, unsigned wait, unsigned from)
{
    t->frame.number++;
    t->frame.time += (int64_t)wait * 1000;
    t->packet->frame = &t->frame;
    t->packet->nsources = 1;
    t->packet->network_source = (struct address){ADDRESS_IPV4, tracked_addresses[from]};
    t->packet->network_destination = (struct address){ADDRESS_IPV4, tracked_addresses[!from]};
    return t->packet;
}

static inline struct tcp_segment tracked_segment(const struct tracked *t, const struct segment *row)
{
    return (struct tcp_segment){
        .source_port = row->from == CLIENT ? t->client_port : 80,
        .destination_port = row->from == CLIENT ? 80 : t->client_port,
        .seq = row->seq,
        .ack = row->ack,
        .flags = (uint16_t)row->flags,
        .window = (uint16_t)row->window,
        .header_length = 20,
        .has_length = true,
        .length = row->length,
        .window_shift = -1,
    };
}

static inline struct tcp_view tracked_send(
    struct tracked *t, const struct segment *row, const struct tcp_segment *segment)
{
    struct tcp_segment plain = tracked_segment(t, row);
    struct tcp_view view;
    struct packet *packet = tracked_frame(t, row->wait, row->from);
    struct tracker *tracker = track_tracker(t->track);
    tracker->tcp(tracker, packet, segment ? segment : &plain, &view);
    return view;
}
