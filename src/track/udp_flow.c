/* UDP conversations: their numbers and times, and which protocol they speak where an earlier packet
 * told.  SPDX-License-Identifier: MIT */
#include "track/state.h"

struct udp_flow {
    struct ledger_entry entry;
    int64_t first_time, last_time;
    uint32_t stream;
    struct udp_conversation conversation;
};

/* A conversation that is to come: one of its ports is known. */
struct expected {
    struct ledger_entry entry;
    struct udp_conversation conversation;
};

size_t track_udp_size(void)
{
    return sizeof(struct udp_flow);
}

size_t track_expected_size(void)
{
    return sizeof(struct expected);
}

void track_forget_udp(void *context, struct ledger_entry *entry)
{
    track_forget_memory(context, &((struct udp_flow *)entry)->conversation.memory);
}

void track_forget_expected(void *context, struct ledger_entry *entry)
{
    track_forget_memory(context, &((struct expected *)entry)->conversation.memory);
}

void *track_expect(struct tracker *tracker, const struct packet *packet, uint16_t port,
    const struct proto *proto, size_t size)
{
    struct track *track = (struct track *)tracker;
    union ledger_key key;
    unsigned side;
    track_pair_key(&key, packet, port, 0, &side);
    struct ledger_entry *entry = ledger_find(&track->expected, &key);
    if (entry) ledger_remove(&track->expected, entry);
    struct expected *expected = (struct expected *)ledger_add(&track->expected, &key);
    if (!expected) return NULL;
    expected->conversation.proto = expected->conversation.keeper = proto;
    return track_keep(track, true, &expected->conversation.memory, size);
}

/* What was expected at either of the ports becomes true. */
static void take_expected(struct track *track, const struct packet *packet, uint16_t source_port,
    uint16_t destination_port, struct udp_conversation *conversation)
{
    for (unsigned at_source = 0; at_source < 2 && track->expected.count; at_source++) {
        union ledger_key key;
        unsigned side;
        track_pair_key(
            &key, packet, at_source ? source_port : 0, at_source ? 0 : destination_port, &side);
        struct expected *expected = (struct expected *)ledger_find(&track->expected, &key);
        if (!expected) continue;
        *conversation = expected->conversation;
        expected->conversation = (struct udp_conversation){0};
        ledger_remove(&track->expected, &expected->entry);
        return;
    }
}

void track_udp(struct tracker *tracker, const struct packet *packet, uint16_t source_port,
    uint16_t destination_port, bool timed, struct udp_view *view)
{
    struct track *track = (struct track *)tracker;
    *view = (struct udp_view){0};
    union ledger_key key;
    unsigned side;
    track_streams_next(track);
    track_pair_key(&key, packet, source_port, destination_port, &side);
    struct udp_flow *flow = (struct udp_flow *)ledger_find(&track->udp, &key);
    if (!flow) {
        flow = (struct udp_flow *)ledger_add(&track->udp, &key);
        if (!flow) return;
        flow->stream = track->udp_streams++;
        flow->first_time = flow->last_time = packet->frame->time;
        take_expected(track, packet, source_port, destination_port, &flow->conversation);
    }
    track->udp_now = &flow->entry;
    view->known = true;
    view->side = (uint8_t)side;
    view->conversation = &flow->conversation;
    view->stream = flow->stream;
    view->time_relative = packet->frame->time - flow->first_time;
    view->time_delta = packet->frame->time - flow->last_time;
    if (timed) flow->last_time = packet->frame->time;
}
