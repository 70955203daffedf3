/* What a dissector may ask of the packets before this one.  src/track/ answers; with no tracker a
 * dissector shows what this packet alone can tell.  The walls: dissect/ declares the questions,
 * track/ knows dissect/, never the reverse.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dissect/packet.h"

/* Flags of a TCP header, RFC 9293 3.1. */
enum {
    TCP_FIN = 0x001,
    TCP_SYN = 0x002,
    TCP_RST = 0x004,
    TCP_PSH = 0x008,
    TCP_ACK = 0x010,
    TCP_URG = 0x020,
    TCP_ECE = 0x040,
    TCP_CWR = 0x080,
    TCP_AE = 0x100,
    TCP_RESERVED = 0xe00,
};

/* A TCP segment, as its header says. */
struct tcp_segment {
    uint16_t source_port, destination_port;
    uint32_t seq, ack;
    uint16_t flags; /* the low 12 bits of bytes 12-13 */
    uint16_t window;
    uint8_t header_length; /* in bytes, as the header says: less than 20 is bogus */
    bool has_length;     /* the length of the payload is known: not in what an ICMP error quotes */
    uint32_t length;     /* of the payload, as declared by IP */
    int8_t window_shift; /* of the window scale option, at most 14; -1 if absent */
    uint32_t sacked;     /* bytes in the first three blocks of the SACK option */
    bool has_sack;
    bool accurate_ecn; /* an AccECN option is present */
    bool fast_open;    /* a Fast Open cookie is present */
    bool cut;          /* the capture ends within the header */
    bool unmeasured;   /* nobody asks what its acknowledgment will tell: times, bytes on the way */
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

/* A unit of a stream that began in an earlier segment and is not complete. */
struct stream_piece {
    uint32_t frame, offset, length; /* where in the unit the frame's bytes stand */
};
struct stream_begun {
    uint32_t seq;        /* of its first byte */
    uint32_t end;        /* the sequence number behind its last byte, as far as is known */
    uint32_t filled;     /* bytes from the start that are there without a gap */
    bool whole_segments; /* its end is not known: the next segment is wanted as a whole */
    bool gapped;         /* pieces came out of order */
    bool until_fin;      /* it goes on until its sender has no more */
    uint8_t *bytes;
    struct stream_piece *pieces; /* in the order of their arrival */
    uint32_t count, room, piece_room;
    struct stream_begun *next; /* of those that are complete; the tracker's own */
};

/* A direction has one unit that is begun, and another that its protocol puts together itself. */
enum { STREAM_GATHERED = 2, STREAM_SLOTS = 4 };

/* What both directions of a TCP conversation share above TCP. */
struct tcp_conversation {
    uint32_t begun_frame;        /* where the first of it was seen */
    const struct proto *proto;   /* whose content was recognised; NULL: nobody's yet */
    void *memory;                /* that protocol's own (tracker->memory) */
    const struct proto *outer;   /* who opened a tunnel for it (HTTP, RFC 9110 9.3.6), or NULL */
    void *outer_memory;          /* that one's own */
    const struct proto *secured; /* who goes on inside TLS (STARTTLS); NULL: ports tell */
    struct stream_begun *begun[STREAM_SLOTS];
    struct tcp_conversation *inner; /* inside of TLS (tracker->inner), NULL if not opened */
    bool within_tls;                /* it is the inner one of another */
    /* The sequence numbers at and behind the last unit that several segments carried. */
    uint32_t done_seq[STREAM_SLOTS], done_end[STREAM_SLOTS];
};

/* A connection that one of the conversations announced, by where it will be accepted: those for data
 * of FTP. */
struct tcp_announcement {
    const struct proto *proto;                   /* whose it will be */
    max_align_t told[512 / sizeof(max_align_t)]; /* that one's own use */
};

/* What the conversation adds to a segment. */
struct tcp_view {
    bool known;                  /* false without a tracker, or when memory ran out */
    uint32_t stream;             /* tcp.stream */
    uint8_t completeness;        /* tcp.completeness as known so far */
    uint32_t seq_base, ack_base; /* to subtract for relative numbers; 0 if unknown */
    uint32_t peer_base;          /* the same for the edges of SACK blocks */
    int8_t window_shift;         /* -1 unknown, -2 no scaling */
    bool accurate_ecn;           /* the flags AE, CWR and ECE are the ACE counter */
    bool fast_open_ignored;      /* this SYN+ACK takes none of the data that came with the SYN */
    bool closes_first;           /* a FIN: the other side has sent none before */
    uint16_t server_port;        /* as the last SYN told; 0 if unknown */
    uint8_t side;                /* which of the two directions: 0 or 1 */
    struct tcp_conversation *conversation; /* valid until the next packet */
    bool analysed;                         /* there is something to show below */
    uint32_t analysis;                     /* enum tcp_analysis */
    uint32_t duplicate_ack_number, duplicate_ack_frame;
    uint32_t acks_frame;                       /* the frame this one acknowledges, 0 if none */
    int64_t ack_rtt;                           /* and the time since, nanoseconds */
    int64_t initial_rtt;                       /* 0 if unknown */
    uint32_t bytes_in_flight, push_bytes_sent; /* 0 if unknown */
    int64_t rto;                               /* 0: none */
    uint32_t rto_frame;
    int64_t time_relative, time_delta; /* since the first and the previous frame of the stream */
};

/* What both directions of a UDP conversation share above UDP. */
struct udp_conversation {
    const struct proto *proto;  /* whose content was recognised, or is expected; NULL: nobody's */
    void *memory;               /* what one protocol remembers of it (tracker->udp_memory) */
    const struct proto *keeper; /* which one */
};

/* A UDP conversation. */
struct udp_view {
    bool known;                            /* false when memory ran out */
    uint32_t stream;                       /* udp.stream */
    int64_t time_relative, time_delta;     /* since its first and its previous frame */
    uint8_t side;                          /* which of the two directions: 0 or 1 */
    struct udp_conversation *conversation; /* valid until the next packet */
};

/* A fragment of an IPv4 or IPv6 datagram. */
struct ip_fragment {
    uint32_t id;
    uint8_t protocol; /* IPv4's; 0 with IPv6, where it is not part of the key */
    uint32_t offset;  /* in bytes */
    bool more;
    struct bytes payload;
};

/* What is wrong with a fragment. */
enum ip_fault {
    IP_FRAGMENT_OVERLAP = 1,        /* some of its bytes had come before */
    IP_FRAGMENT_CONFLICT = 2,       /* and were others */
    IP_FRAGMENT_MULTIPLE_TAILS = 4, /* it says another end than an earlier last fragment */
    IP_FRAGMENT_TOO_LONG = 8,       /* it goes past the end */
};

enum { IP_FRAGMENTS_SHOWN = 64 };
struct ip_reassembly {
    bool done;             /* the datagram is complete, and this frame is where it is shown */
    uint32_t done_in;      /* else the frame that is, if it is foreseen, or 0 */
    struct bytes datagram; /* valid until the next packet */
    uint32_t frames[IP_FRAGMENTS_SHOWN], offsets[IP_FRAGMENTS_SHOWN], lengths[IP_FRAGMENTS_SHOWN];
    uint8_t faults[IP_FRAGMENTS_SHOWN]; /* enum ip_fault of each */
    uint32_t count; /* of all fragments; the arrays hold the first ones, by offset */
    uint8_t fault;  /* those of all together */
};

/* An ICMP or ICMPv6 echo. */
struct icmp_echo {
    bool request, ipv6;
    uint16_t id, seq, checksum;
};

/* What is known of it. */
struct echo_view {
    uint32_t other_frame; /* the request of a response, or 0 */
    uint32_t reply_frame; /* the response to a request, if it is foreseen, or 0 */
    bool unanswered;      /* a request: no response will come */
    int64_t time;         /* since the request, nanoseconds */
};

/* A message of a protocol whose answers carry the number of their question (DNS, LLMNR). */
struct exchange {
    uint16_t source_port, destination_port;
    uint16_t id;
    bool answer;
};

/* What is known of it. */
struct exchange_view {
    bool known;        /* false without a tracker, or when memory ran out */
    uint32_t question; /* an answer: the frame of its question, 0 if none was seen */
    uint32_t answer;   /* a question: the frame of its answer, if it is foreseen, or 0 */
    uint32_t repeated; /* the earlier frame that this one says once more, or 0 */
    int64_t time;      /* an answer: since the question, nanoseconds */
};

/* What only later frames tell of a frame, or of a TCP conversation: in a second pass that is known. */
enum foreseen {
    FORESEEN_ANSWER = 1,    /* the frame that answers a DNS question, by its number */
    FORESEEN_REPLY,         /* the frame with the reply to an ICMP request */
    FORESEEN_DATAGRAM,      /* the frame in which the datagram of a fragment is complete */
    FORESEEN_UNIT,          /* the frame in which the unit of a segment is complete */
    FORESEEN_COMPLETENESS,  /* of a conversation */
    FORESEEN_ROUND_TRIP,    /* of a conversation: its initial round trip time */
    FORESEEN_RESPONSE,      /* the frame with the response to an HTTP request, by its number */
    FORESEEN_NEXT_REQUEST,  /* the frame with the request behind one, by its number */
    FORESEEN_NEXT_RESPONSE, /* the frame with the response behind one, by its number */
    FORESEEN_EXCHANGES,     /* how many requests the connection of this first one has */
    FORESEEN_NATS_REPLY, /* the frame with the message that replies to one, by its reply subject */
    FORESEEN_HANDSHAKE, /* the frame in which a handshake message of TLS is complete, by its part */
    FORESEEN_NATS_DELAY, /* how long after it that came; nanoseconds */
};

/* Answers for the packets of one capture, asked in their order.  The addresses are those of the
 * innermost network layer of `packet` (network_source, network_destination). */
struct tracker {
    /* Two passes: the first one is told of earlier frames (and numbers in them), the second one
     * foresees; 0 if nothing is known.  NULL in the other one, and if there is one alone. */
    void (*tell)(struct tracker *tracker, enum foreseen kind, uint32_t frame, uint32_t number,
        int64_t value);
    int64_t (*foresee)(
        struct tracker *tracker, enum foreseen kind, uint32_t frame, uint32_t number);
    void (*tcp)(struct tracker *tracker, const struct packet *packet,
        const struct tcp_segment *segment, struct tcp_view *view);
    /* `timed`: this datagram counts for the times of the next ones. */
    void (*udp)(struct tracker *tracker, const struct packet *packet, uint16_t source_port,
        uint16_t destination_port, bool timed, struct udp_view *view);
    /* The peer will go on from a port of its own choice: the next UDP conversation of `port`, at the
     * source of this packet, with its destination is of this protocol.  Returns the memory that it
     * will begin with, zeroed, or NULL when a limit is met. */
    void *(*expect)(struct tracker *tracker, const struct packet *packet, uint16_t port,
        const struct proto *proto, size_t size);
    void (*fragment)(struct tracker *tracker, const struct packet *packet,
        const struct ip_fragment *fragment, struct ip_reassembly *reassembly);
    void (*echo)(struct tracker *tracker, const struct packet *packet, const struct icmp_echo *echo,
        struct echo_view *view);
    void (*exchange)(struct tracker *tracker, const struct packet *packet,
        const struct exchange *message, struct exchange_view *view);
    /* A unit begins here that is to end before `end`; what had begun on this side is forgotten. */
    struct stream_begun *(*begin)(struct tracker *tracker, struct tcp_conversation *conversation,
        unsigned side, uint32_t seq, uint32_t end);
    /* More of it, `offset` bytes behind its start.  False when a limit is met: it is forgotten. */
    bool (*extend)(struct tracker *tracker, struct tcp_conversation *conversation, unsigned side,
        uint32_t frame, uint32_t offset, struct bytes bytes);
    /* It is complete: nothing has begun any more, but its bytes stay valid until the next packet. */
    void (*complete)(struct tracker *tracker, struct tcp_conversation *conversation, unsigned side);
    /* The announcement for this address and port; with `create` a new one if there is none.  NULL if
     * there is none, or memory ran out. */
    struct tcp_announcement *(*announcement)(
        struct tracker *tracker, const struct address *address, uint16_t port, bool create);
    /* The memory of the conversation's protocol: zeroed at first, of the same size each time.
     * NULL when a limit is met.  Size 0: another protocol takes over, what was there goes. */
    void *(*memory)(struct tracker *tracker, struct tcp_conversation *conversation, size_t size);
    /* The same for a UDP conversation, in which several protocols may find their content in turn: what
     * another keeper had there goes. */
    void *(*udp_memory)(struct tracker *tracker, struct udp_conversation *conversation,
        const struct proto *keeper, size_t size);
    /* The conversation inside of this one, whose bytes were sealed; made at the first call.  NULL when
     * a limit is met. */
    struct tcp_conversation *(*inner)(
        struct tracker *tracker, struct tcp_conversation *conversation);
    /* A buffer for what the present segment carries in another shape, until the next packet.  NULL
     * when a limit is met. */
    uint8_t *(*room)(struct tracker *tracker, size_t size);
    /* For what is sealed (opener.h); NULL: it stays so. */
    const struct opener *opener;
    struct secrets *secrets;
    uint32_t quic_connections; /* so many were seen */
};

static inline void tracker_tell(
    struct tracker *tracker, enum foreseen kind, uint32_t frame, uint32_t number, int64_t value)
{
    if (tracker && tracker->tell) tracker->tell(tracker, kind, frame, number, value);
}

static inline int64_t tracker_foresee(
    struct tracker *tracker, enum foreseen kind, uint32_t frame, uint32_t number)
{
    return tracker && tracker->foresee ? tracker->foresee(tracker, kind, frame, number) : 0;
}
