/* A captured frame, as a device or a file gave it.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

/* An interface that frames came from (a pcapng IDB, or a live device). */
struct interface {
    const char *name; /* "lo", NULL if not told */
    const char *description;
    const char *filter; /* the capture filter, NULL if not told */
    uint16_t link_type;
    uint32_t snap_length; /* 0: unlimited */
    uint8_t time_digits;
};

struct frame {
    uint64_t number;   /* from 1, in the order of capture */
    int64_t time;      /* nanoseconds since the epoch, at the ends of int64_t if it lies beyond */
    bool untimed;      /* the source told no time (pcapng's simple packets) */
    bool time_invalid; /* the file had a fraction of a second of a whole second or more */
    int64_t time_fraction;             /* that fraction in nanoseconds, if time_invalid */
    uint8_t time_digits;               /* decimals the source can tell: 6, 9 … */
    uint16_t link_type;                /* LINKTYPE_ value of the capture file, 1 = Ethernet */
    uint32_t captured;                 /* bytes at `data` */
    uint32_t length;                   /* bytes on the wire, usually the same */
    const uint8_t *data;               /* valid until the next frame is asked for */
    uint32_t section;                  /* pcapng: section, from 1; 0 in a pcap file */
    uint32_t interface_id;             /* pcapng: which interface of the section */
    const struct interface *interface; /* what is known of it; NULL in a pcap file */
    const struct bytes
        *comments;          /* pcapng: what people wrote at it, UTF-8, in the order of the file */
    uint32_t comment_count; /* usually 0 */
    uint32_t packet_flags;  /* pcapng epb_flags; direction in bits 0-1 (1 in, 2 out) */
    bool has_packet_flags;
    /* Nanoseconds since the first frame, the one before and the last one shown: frame_clock. */
    int64_t since_first, since_previous, since_displayed;
};

/* Tells every frame its distance from others.  Start with a zeroed one. */
struct frame_clock {
    int64_t first, previous, displayed;
    bool started, shown;
};

/* Call once for each frame, in order. */
static inline void frame_clock_tick(struct frame_clock *clock, struct frame *frame)
{
    if (!clock->started) clock->first = clock->previous = frame->time;
    clock->started = true;
    frame->since_first = frame->time - clock->first;
    frame->since_previous = frame->time - clock->previous;
    frame->since_displayed = clock->shown ? frame->time - clock->displayed : 0;
    clock->previous = frame->time;
}

/* Call when a frame has been chosen for display. */
static inline void frame_clock_displayed(struct frame_clock *clock, const struct frame *frame)
{
    clock->displayed = frame->time;
    clock->shown = true;
}
