/* A packet as the ladder wants it: who sent it, to which port, and what it says in a few words.
 *
 * The values are those that a dissector found; nothing is parsed here.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/text.h"
#include "dissect/dissector.h"
#include "dissect/packet.h"

enum segment_kind { SEGMENT_TCP, SEGMENT_UDP, SEGMENT_ICMP };

/* RFC 9293 3.1, the low byte of the flags. */
enum { SEGMENT_FIN = 1, SEGMENT_SYN = 2, SEGMENT_RST = 4, SEGMENT_PSH = 8, SEGMENT_ACK = 16 };

struct segment {
    enum segment_kind kind;
    uint16_t source_port, destination_port; /* ICMP errors: of the datagram they complain of */
    uint32_t seq, ack; /* relative to the first of its stream, when a tracker knows it */
    uint16_t flags;
    uint32_t length;      /* bytes of payload */
    struct bytes payload; /* those that were captured */
    const char *remark;   /* "Retransmission", "port unreachable"; NULL: nothing to remark */
};

enum { SEGMENT_REMARKS = 9 };

/* The fields that segments are read from, looked up once. */
struct segment_reader {
    const struct field *tcp_source, *tcp_destination, *seq, *ack, *flags, *length;
    const struct field *udp_source, *udp_destination, *udp_length;
    const struct field *icmp_type, *icmp_code, *icmpv6_type, *icmpv6_code;
    const struct field *remarks[SEGMENT_REMARKS]; /* tcp.analysis.… */
};

/* Asks the dissector for the fields; false if it does not know TCP or UDP. */
bool segment_reader_init(struct segment_reader *reader, struct dissector *dissector);

/* False when the packet is neither TCP nor UDP nor an ICMP error about one of them. */
bool segment_read(
    const struct segment_reader *reader, const struct packet *packet, struct segment *segment);

/* "SYN, ACK Seq=0 Ack=1", "PSH, ACK Seq=1 Ack=1 Len=13", "UDP Len=13", "ICMP port unreachable". */
void segment_label(struct text *text, const struct segment *segment);
