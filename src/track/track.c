/* Puts the parts of src/track/ together, and answers what is simple itself: ICMP echoes.
 * SPDX-License-Identifier: MIT */
#include "track/track.h"

#include <stdlib.h>
#include <string.h>

#include "track/state.h"

/* An ICMP request.  RFC 792: the reply returns identifier, sequence number and data; so its
 * checksum differs from the request's by the type alone, and is part of the key. */
struct echo {
    struct ledger_entry entry;
    int64_t time;
    uint32_t frame;
    bool answered;
};

/* --- keys ---------------------------------------------------------------------------------------
 */

static size_t address_length(const struct packet *packet)
{
    switch (packet->network_source.kind) {
    case ADDRESS_IPV4:
        return 4;
    case ADDRESS_IPV6:
        return 16;
    default:
        return 0;
    }
}

static void copy_addresses(union ledger_key *key, const struct packet *packet, bool turned)
{
    *key = (union ledger_key){.family = (uint8_t)packet->network_source.kind};
    size_t length = address_length(packet);
    if (length == 4) {
        memcpy(key->address[turned], packet->network_source.at, 4);
        memcpy(key->address[!turned], packet->network_destination.at, 4);
    } else if (length) {
        memcpy(key->address[turned], packet->network_source.at, 16);
        memcpy(key->address[!turned], packet->network_destination.at, 16);
    }
}

void track_way_key(union ledger_key *key, const struct packet *packet)
{
    copy_addresses(key, packet, false);
}

void track_pair_key(union ledger_key *key, const struct packet *packet, uint16_t source_number,
    uint16_t destination_number, unsigned *side)
{
    size_t length = address_length(packet);
    int order = 0;
    if (length == 4) { /* nearly always: without calls */
        uint32_t source = bytes_be32(packet->network_source.at),
                 destination = bytes_be32(packet->network_destination.at);
        order = source < destination ? -1 : source > destination;
    } else if (length)
        order = memcmp(packet->network_source.at, packet->network_destination.at, length);
    bool turned = order ? order < 0 : source_number <= destination_number;
    copy_addresses(key, packet, turned);
    key->number = turned ? (uint32_t)destination_number << 16 | source_number
                         : (uint32_t)source_number << 16 | destination_number;
    *side = turned;
}

/* --- ICMP echoes
 * ---------------------------------------------------------------------------------- */

/* What the checksum of a request was if this is the checksum of its reply (RFC 1624, eqn. 3): the
 * type went from 8 to 0 in ICMP, from 128 to 129 in ICMPv6. */
static uint16_t request_checksum(const struct icmp_echo *echo)
{
    if (echo->request) return echo->checksum;
    uint32_t sum = (uint16_t)~echo->checksum;
    sum += echo->ipv6 ? (uint16_t)~0x0100 : 0x0800;
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    uint16_t checksum = (uint16_t)~sum;
    return checksum ? checksum : 0xffff;
}

void track_echo(struct tracker *tracker, const struct packet *packet, const struct icmp_echo *echo,
    struct echo_view *view)
{
    struct track *track = (struct track *)tracker;
    *view = (struct echo_view){0};
    union ledger_key key;
    unsigned side;
    track_pair_key(&key, packet, 0, 0, &side);
    key.number = (uint32_t)echo->id << 16 | echo->seq;
    key.extra = request_checksum(echo);
    struct echo *request = (struct echo *)ledger_find(&track->echoes, &key);
    if (echo->request) {
        if (!request) request = (struct echo *)ledger_add(&track->echoes, &key);
        if (!request) return;
        request->time = packet->frame->time;
        request->frame = (uint32_t)packet->frame->number;
        request->answered = false;
        view->reply_frame = (uint32_t)tracker_foresee(tracker, FORESEEN_REPLY, request->frame, 0);
        view->unanswered = tracker->foresee && !view->reply_frame;
    } else if (request && !request->answered) {
        view->other_frame = request->frame;
        view->time = packet->frame->time - request->time;
        request->answered = true;
        tracker_tell(tracker, FORESEEN_REPLY, request->frame, 0, (int64_t)packet->frame->number);
    }
}

/* --- the whole
 * ------------------------------------------------------------------------------------ */

enum { EXPECTED = 4096 };  /* UDP conversations that are to come */
enum { ANNOUNCED = 1024 }; /* TCP connections that are to come */

static struct track_limits complete_limits(const struct track_limits *wanted)
{
    struct track_limits limits = wanted ? *wanted : (struct track_limits){0};
    if (!limits.flows) limits.flows = 262144;
    if (!limits.unacked_per_side) limits.unacked_per_side = 10000;
    if (!limits.unacked) limits.unacked = 524288;
    if (!limits.datagrams) limits.datagrams = 4096;
    if (!limits.datagram_bytes) limits.datagram_bytes = 16u << 20;
    if (!limits.fragments) limits.fragments = 8192;
    if (!limits.stream_bytes) limits.stream_bytes = 32u << 20;
    if (!limits.unit_bytes) limits.unit_bytes = 8u << 20;
    if (!limits.echoes) limits.echoes = 16384;
    if (!limits.exchanges) limits.exchanges = 65536;
    return limits;
}

struct track *track_create(const struct track_limits *wanted)
{
    struct track *track = calloc(1, sizeof *track);
    if (!track) return NULL;
    struct track_limits limits = track->limits = complete_limits(wanted);
    track->tracker = (struct tracker){.tcp = track_tcp,
        .udp = track_udp,
        .expect = track_expect,
        .fragment = track_fragment,
        .echo = track_echo,
        .exchange = track_exchange,
        .begin = track_begin,
        .extend = track_extend,
        .complete = track_complete,
        .memory = track_memory,
        .udp_memory = track_udp_memory,
        .inner = track_inner,
        .announcement = track_announcement,
        .room = track_room};
    unacked_pool_init(&track->unacked, limits.unacked);
    if (!ledger_init(&track->tcp, track_tcp_size(), limits.flows, track_forget_tcp, track) ||
        !ledger_init(&track->udp, track_udp_size(), limits.flows, track_forget_udp, track) ||
        !ledger_init(
            &track->expected, track_expected_size(), EXPECTED, track_forget_expected, track) ||
        !ledger_init(&track->announced, track_announcement_size(), ANNOUNCED, NULL, NULL) ||
        !ledger_init(&track->datagrams, track_datagram_size(), limits.datagrams,
            track_forget_datagram, track) ||
        !ledger_init(&track->echoes, sizeof(struct echo), limits.echoes, NULL, NULL) ||
        !ledger_init(&track->exchanges, track_exchange_size(), limits.exchanges, NULL, NULL)) {
        track_destroy(track);
        return NULL;
    }
    return track;
}

void track_destroy(struct track *track)
{
    if (!track) return;
    ledger_finish(&track->tcp);
    track_streams_next(track);
    ledger_finish(&track->udp);
    ledger_finish(&track->expected);
    ledger_finish(&track->announced);
    ledger_finish(&track->datagrams);
    ledger_finish(&track->echoes);
    ledger_finish(&track->exchanges);
    unacked_pool_finish(&track->unacked);
    for (unsigned i = 0; i < DATAGRAMS_PER_PACKET; i++)
        free(track->whole[i]);
    free(track);
}

void track_open_with(struct track *track, const struct opener *opener, struct secrets *secrets)
{
    track->tracker.opener = opener;
    track->tracker.secrets = secrets;
}

struct tracker *track_tracker(struct track *track)
{
    return &track->tracker;
}

struct track_figures track_figures(const struct track *track)
{
    return (struct track_figures){
        .tcp_flows = track->tcp_streams,
        .udp_flows = track->udp_streams,
        .tcp_evicted = track->tcp.evicted,
        .udp_evicted = track->udp.evicted,
        .datagrams_evicted = track->datagrams.evicted,
        .fragments_ignored = track->fragments_ignored,
        .units_given_up = track->units_given_up,
    };
}
