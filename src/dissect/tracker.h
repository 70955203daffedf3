/* What a dissector may ask of the packets before this one.  src/track/ answers; with no tracker a
 * dissector shows what this packet alone can tell.  The walls: dissect/ declares the questions,
 * track/ knows dissect/, never the reverse.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "dissect/packet.h"

/* A TCP segment, as its header says. */
struct tcp_segment {
    uint16_t source_port, destination_port;
    uint32_t seq, ack;
    uint16_t flags;      /* the low 12 bits of bytes 12-13 */
    uint16_t window;
    uint32_t length;     /* of the payload, as declared by IP */
    int8_t window_shift; /* of the window scale option, -1 if absent */
    uint16_t mss;        /* 0 if absent */
    const uint8_t *sack; /* the blocks of the SACK option, `nsack` times 8 bytes */
    uint8_t nsack;
    bool has_timestamp;
    uint32_t tsval, tsecr;
};

/* tcp.analysis.*: bits of tcp_view.analysis. */
enum tcp_analysis {
    TCP_RETRANSMISSION = 1 << 0,
    TCP_FAST_RETRANSMISSION = 1 << 1,
    TCP_SPURIOUS_RETRANSMISSION = 1 << 2,
    TCP_OUT_OF_ORDER = 1 << 3,
    TCP_LOST_SEGMENT = 1 << 4,
    TCP_ACK_LOST_SEGMENT = 1 << 5,
    TCP_DUPLICATE_ACK = 1 << 6,
    TCP_WINDOW_UPDATE = 1 << 7,
    TCP_WINDOW_FULL = 1 << 8,
    TCP_ZERO_WINDOW = 1 << 9,
    TCP_ZERO_WINDOW_PROBE = 1 << 10,
    TCP_ZERO_WINDOW_PROBE_ACK = 1 << 11,
    TCP_KEEP_ALIVE = 1 << 12,
    TCP_KEEP_ALIVE_ACK = 1 << 13,
    TCP_REUSED_PORTS = 1 << 14,
};

/* What the conversation adds to a segment. */
struct tcp_view {
    uint32_t stream;            /* tcp.stream */
    uint8_t completeness;       /* tcp.completeness as known so far */
    uint32_t seq_base, ack_base; /* to subtract for relative numbers; 0 if unknown */
    bool relative;
    int32_t window_scale;       /* factor; -1 unknown, -2 no scaling */
    uint32_t analysis;          /* enum tcp_analysis */
    uint32_t duplicate_ack_number, duplicate_ack_frame;
    uint32_t acks_frame;        /* the frame this one acknowledges, 0 if none */
    int64_t ack_rtt;            /* and the time since, nanoseconds */
    int64_t initial_rtt;        /* -1 if unknown */
    uint32_t bytes_in_flight, push_bytes_sent; /* 0 if unknown */
    int64_t rto;                /* -1: none */
    uint32_t rto_frame;
    int64_t time_relative, time_delta; /* since the first and the previous frame of the stream */
    uint32_t fin_retransmission;
    uint32_t next_expected_seq; /* of this direction, for notes */
};

/* A fragment of an IPv4 or IPv6 datagram. */
struct ip_fragment {
    struct address source, destination;
    uint32_t id;
    uint8_t protocol;
    uint32_t offset; /* in bytes */
    bool more;
    struct bytes payload;
};

enum { IP_FRAGMENTS_SHOWN = 64 };
struct ip_reassembly {
    bool done;              /* the datagram is complete, and this frame is where it is shown */
    struct bytes datagram;  /* valid until the next packet */
    uint32_t frames[IP_FRAGMENTS_SHOWN], offsets[IP_FRAGMENTS_SHOWN], lengths[IP_FRAGMENTS_SHOWN];
    uint32_t count;
    bool overlap, conflict, too_long, multiple_tails;
};

/* An ICMP echo, for request and response. */
struct echo_view {
    uint32_t other_frame; /* the request of a response, or 0 */
    int64_t time;         /* since the request, nanoseconds */
};

struct tracker {
    void (*tcp)(struct tracker *tracker, const struct packet *packet, const struct tcp_segment *segment,
        struct tcp_view *view);
    /* udp.stream and its times. */
    void (*udp)(struct tracker *tracker, const struct packet *packet, uint16_t source_port,
        uint16_t destination_port, uint32_t *stream, int64_t *time_relative, int64_t *time_delta);
    void (*fragment)(struct tracker *tracker, const struct packet *packet, const struct ip_fragment *fragment,
        struct ip_reassembly *reassembly);
    void (*echo)(struct tracker *tracker, const struct packet *packet, bool request, bool ipv6, uint16_t id,
        uint16_t seq, struct echo_view *view);
};
