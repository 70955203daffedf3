/* The inside of struct track, shared by the files of src/track/.  SPDX-License-Identifier: MIT */
#pragma once
#include "track/foresight.h"
#include "track/ledger.h"
#include "track/track.h"
#include "track/unacked.h"

enum { DATAGRAMS_PER_PACKET = PACKET_SOURCES };

struct track {
    struct tracker tracker; /* the first member: its address is that of the struct */
    struct track_limits limits;
    struct foresight *foresight; /* of two passes; not owned */

    struct ledger tcp, udp;
    uint32_t tcp_streams, udp_streams;
    struct unacked_pool unacked;

    struct ledger datagrams;
    size_t datagram_bytes; /* held in fragments */
    uint64_t fragments_ignored;
    uint8_t *whole[DATAGRAMS_PER_PACKET]; /* finished datagrams of the present packet */
    size_t whole_size[DATAGRAMS_PER_PACKET];
    unsigned nwhole;

    struct ledger echoes, exchanges, expected, announced;

    /* The flows of the present packet: not to be forgotten now. */
    struct ledger_entry *tcp_now, *udp_now;
    size_t stream_bytes; /* held in units that are not complete, and in their protocols' memory */
    uint64_t units_given_up;
    struct stream_begun *complete; /* of the present segment */
    struct stream_room *rooms;     /* buffers handed out for the present segment */
};

/* The key of what passes between two addresses, the same in both directions: the greater address
 * (or, between equal ones, the greater number) comes first.  `side` becomes 0 if that is the
 * source, else 1. */
void track_pair_key(union ledger_key *key, const struct packet *packet, uint16_t source_number,
    uint16_t destination_number, unsigned *side);
/* The key of what goes one way. */
void track_way_key(union ledger_key *key, const struct packet *packet);

/* The functions of struct tracker. */
void track_tcp(struct tracker *tracker, const struct packet *packet,
    const struct tcp_segment *segment, struct tcp_view *view);
void track_udp(struct tracker *tracker, const struct packet *packet, uint16_t source_port,
    uint16_t destination_port, bool timed, struct udp_view *view);
void *track_expect(struct tracker *tracker, const struct packet *packet, uint16_t port,
    const struct proto *proto, size_t size);
struct tcp_announcement *track_announcement(
    struct tracker *tracker, const struct address *address, uint16_t port, bool create);
size_t track_announcement_size(void);
void track_fragment(struct tracker *tracker, const struct packet *packet,
    const struct ip_fragment *fragment, struct ip_reassembly *reassembly);
void track_echo(struct tracker *tracker, const struct packet *packet, const struct icmp_echo *echo,
    struct echo_view *view);
void track_exchange(struct tracker *tracker, const struct packet *packet,
    const struct exchange *message, struct exchange_view *view);

struct stream_begun *track_begin(struct tracker *tracker, struct tcp_conversation *conversation,
    unsigned side, uint32_t seq, uint32_t end);
bool track_extend(struct tracker *tracker, struct tcp_conversation *conversation, unsigned side,
    uint32_t frame, uint32_t offset, struct bytes bytes);
void track_complete(struct tracker *tracker, struct tcp_conversation *conversation, unsigned side);
void *track_memory(struct tracker *tracker, struct tcp_conversation *conversation, size_t size);
void *track_udp_memory(struct tracker *tracker, struct udp_conversation *conversation,
    const struct proto *keeper, size_t size);

struct tcp_conversation *track_inner(
    struct tracker *tracker, struct tcp_conversation *conversation);
uint8_t *track_room(struct tracker *tracker, size_t size);

/* Another segment is looked at: what the last one completed goes. */
void track_streams_next(struct track *track);
void track_forget_conversation(struct track *track, struct tcp_conversation *conversation);
/* What a protocol remembers, at *slot: zeroed at first; NULL when a limit is met. */
void *track_keep(struct track *track, bool udp, void **slot, size_t size);
void track_forget_memory(struct track *track, void **slot);

/* What hangs on their entries. */
ledger_forget track_forget_tcp, track_forget_udp, track_forget_expected, track_forget_datagram;
size_t track_tcp_size(void);
size_t track_udp_size(void);
size_t track_expected_size(void);
size_t track_datagram_size(void);
size_t track_exchange_size(void);
