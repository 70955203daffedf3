/* The packets of one port as arrows of the ladder, and what they add up to.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "base/event.h"
#include "cli/wire.h"
#include "dissect/frame.h"
#include "show/segment.h"

struct wire_packets;

/* One packet. */
struct wire_arrow {
    enum timeline_side from;
    enum timeline_tone tone;
    uint16_t client; /* the client's port */
    bool several;    /* there were other clients: it is to be told which */
    struct text label, data;
    struct text said;       /* what the data say, where more is known of it than the bytes */
    struct segment segment; /* its payload is valid until the next packet is read */
};

struct wire_packets *wire_packets_create(void);
void wire_packets_destroy(struct wire_packets *packets);

/* False when the packet is none of this port's. */
bool wire_packets_read(struct wire_packets *packets, const struct frame *frame, uint16_t port,
    bool tls, struct wire_arrow *arrow);
void wire_arrow_finish(struct wire_arrow *arrow);

/* {"event":"packet","time":…,"from":"client","to":"server",…} */
void wire_arrow_json(struct text *text, const struct wire_arrow *arrow, int64_t elapsed);

/* Every TCP connection that was seen to begin has been seen to end, down to the last ACK. */
bool wire_packets_over(const struct wire_packets *packets);

/* What the programs tell, for the tally. */
void wire_packets_told(
    struct wire_packets *packets, const struct event *event, enum timeline_side side);

const struct wire_tally *wire_packets_tally(const struct wire_packets *packets);
