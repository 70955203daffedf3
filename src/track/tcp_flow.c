/* TCP conversations: which one a segment belongs to, and what its flags and options change.
 *
 * The order of the steps is Wireshark's, because it shows: an option counts from the next segment
 * on, the completeness shown is that before this segment.  SPDX-License-Identifier: MIT */
#include "track/tcp_flow.h"

#include <string.h>

#include "track/state.h"

size_t track_tcp_size(void)
{
    return sizeof(struct tcp_flow);
}

void track_forget_tcp(void *context, struct ledger_entry *entry)
{
    struct track *track = context;
    struct tcp_flow *flow = (struct tcp_flow *)entry;
    unacked_clear(&track->unacked, &flow->sides[0].unacked);
    unacked_clear(&track->unacked, &flow->sides[1].unacked);
    track_forget_conversation(track, &flow->conversation);
}

/* A new conversation in an entry that may have held an earlier one on the same ports. */
static void flow_begin(struct track *track, struct tcp_flow *flow, const struct tcp_step *step)
{
    track_forget_tcp(track, &flow->entry);
    memset((uint8_t *)flow + sizeof flow->entry, 0, sizeof *flow - sizeof flow->entry);
    flow->stream = track->tcp_streams++;
    flow->first_time = flow->last_time = step->time;
    flow->conversation.begun_frame = step->frame;
    for (unsigned i = 0; i < 2; i++) {
        flow->sides[i].window = UINT32_MAX;
        flow->sides[i].window_shift = SHIFT_UNKNOWN;
    }
}

/* A SYN with another initial sequence number begins a new conversation on used ports; a SYN+ACK
 * with another one stays in its conversation. */
static void look_for_reuse(struct track *track, struct tcp_step *step)
{
    const struct tcp_segment *segment = step->segment;
    struct tcp_flow *flow = step->flow;
    unsigned syn = segment->flags & (TCP_SYN | TCP_ACK);
    if (!(syn & TCP_SYN)) return;
    unsigned ecn = segment->flags & (TCP_AE | TCP_CWR | TCP_ECE);
    bool changed = step->forward->has_base && segment->seq != step->forward->base_seq;
    if (syn == TCP_SYN) {
        if (changed) {
            flow_begin(track, flow, step);
            flow->completeness = COMPLETE_SYN;
        } else if (step->forward->has_base) {
            /* The same SYN again, perhaps after a reset that had moved the numbers on. */
            step->forward->next_seq = step->forward->ack_limit;
            step->view->analysed = true;
        }
        flow->accurate_ecn_asked = ecn == (TCP_AE | TCP_CWR | TCP_ECE);
    } else {
        if (changed) step->forward->base_seq = segment->seq;
        flow->accurate_ecn_agreed =
            (ecn & (TCP_AE | TCP_CWR)) == TCP_CWR || (ecn & (TCP_AE | TCP_ECE)) == TCP_AE;
    }
    if (changed) {
        step->view->analysis |= TCP_REUSED_PORTS;
        step->view->analysed = true;
    }
}

/* The numbers that count as zero: a SYN's own, or the byte before the first one seen. */
static void learn_base(struct tcp_step *step)
{
    const struct tcp_segment *segment = step->segment;
    if (!step->forward->has_base) {
        step->forward->base_seq = segment->flags & TCP_SYN ? segment->seq : segment->seq - 1;
        step->forward->has_base = true;
    }
    if (!step->reverse->has_base && segment->flags & TCP_ACK) {
        step->reverse->base_seq = segment->ack - 1;
        step->reverse->has_base = true;
    }
}

/* What is seen of a conversation from its first segment on.  One that another announced is not new
 * any more with its SYN, as in Wireshark. */
static void learn_completeness(
    struct tcp_flow *flow, const struct tcp_segment *segment, bool is_new)
{
    unsigned syn = segment->flags & (TCP_SYN | TCP_ACK), seen = 0;
    bool data = segment->has_length && segment->length;
    if (is_new) {
        if (syn == TCP_SYN) seen = data ? COMPLETE_SYN | COMPLETE_DATA : COMPLETE_SYN;
    } else {
        if (syn == (TCP_SYN | TCP_ACK)) seen |= COMPLETE_SYN_ACK;
        if (syn == TCP_ACK) seen |= data ? COMPLETE_DATA : COMPLETE_ACK;
        if ((segment->flags & (TCP_FIN | TCP_ACK)) == (TCP_FIN | TCP_ACK)) seen |= COMPLETE_FIN;
        if (segment->flags & TCP_RST) seen |= COMPLETE_RST;
    }
    flow->completeness |= (uint8_t)seen;
}

static void learn_flags(struct tcp_step *step)
{
    const struct tcp_segment *segment = step->segment;
    struct tcp_flow *flow = step->flow;
    unsigned syn = segment->flags & (TCP_SYN | TCP_ACK);
    step->view->fast_open_ignored = flow->fast_open_data;
    if (syn & TCP_SYN) {
        flow->server_port = syn == TCP_SYN ? segment->destination_port : segment->source_port;
        if (syn == TCP_SYN) flow->syn_time = step->time;
        step->forward->before_first_ack = true;
    }
    if (segment->flags & TCP_FIN) {
        step->view->closes_first = !step->reverse->closed_first;
        if (step->view->closes_first) step->forward->closed_first = true;
    }
    if (syn == TCP_ACK) {
        if (flow->syn_time && !flow->initial_rtt) flow->initial_rtt = step->time - flow->syn_time;
        step->forward->before_first_ack = false;
    }
}

/* RFC 7323 2.2: windows are scaled only if both SYNs had the option. */
static void learn_options(struct tcp_step *step)
{
    const struct tcp_segment *segment = step->segment;
    struct tcp_side *forward = step->forward, *reverse = step->reverse;
    if (segment->window_shift >= 0) forward->window_shift = segment->window_shift;
    if (segment->has_sack) forward->sacked = segment->sacked;
    if (segment->accurate_ecn) step->flow->accurate_ecn_seen = true;
    bool first_syn = (segment->flags & (TCP_SYN | TCP_ACK)) == TCP_SYN;
    if (segment->fast_open && first_syn && segment->has_length && segment->length)
        step->flow->fast_open_data = true;
    if (!(segment->flags & TCP_SYN) || segment->cut) return;
    if (forward->window_shift == SHIFT_UNKNOWN) {
        forward->window_shift = reverse->window_shift = SHIFT_NONE;
    } else if (segment->flags & TCP_ACK && reverse->window_shift == SHIFT_NONE) {
        forward->window_shift = SHIFT_NONE;
    }
}

static void follow(struct track *track, struct tcp_step *step, unsigned side, bool is_new)
{
    struct tcp_flow *flow = step->flow;
    struct tcp_view *view = step->view;
    const struct tcp_segment *segment = step->segment;
    step->forward = &flow->sides[side];
    view->side = (uint8_t)side;
    step->reverse = &flow->sides[!side];
    look_for_reuse(track, step);
    view->known = true;
    view->stream = flow->stream;
    view->completeness = flow->completeness;
    if (step->tracker->foresee)
        view->completeness =
            (uint8_t)tracker_foresee(step->tracker, FORESEEN_COMPLETENESS, flow->stream, 0);
    step->forward->sacked = 0;
    view->time_relative = step->time - flow->first_time;
    view->time_delta = step->time - flow->last_time;
    flow->last_time = step->time;
    if (segment->has_length) {
        learn_base(step);
        tcp_analyse(step);
        view->seq_base = step->forward->base_seq;
        view->ack_base = segment->flags & TCP_ACK ? step->reverse->base_seq : 0;
    }
    view->peer_base = step->reverse->base_seq;
    view->window_shift = step->forward->window_shift;
    view->accurate_ecn =
        !(segment->flags & TCP_SYN) &&
        ((flow->accurate_ecn_asked && flow->accurate_ecn_agreed) || flow->accurate_ecn_seen);
    if (segment->header_length < 20) return;
    learn_completeness(flow, segment, is_new);
    learn_flags(step);
    view->initial_rtt = flow->initial_rtt;
    if (!view->initial_rtt)
        view->initial_rtt = tracker_foresee(step->tracker, FORESEEN_ROUND_TRIP, flow->stream, 0);
    tracker_tell(step->tracker, FORESEEN_COMPLETENESS, flow->stream, 0, flow->completeness);
    tracker_tell(step->tracker, FORESEEN_ROUND_TRIP, flow->stream, 0, flow->initial_rtt);
    view->server_port = flow->server_port;
    view->conversation = &flow->conversation;
    learn_options(step);
}

void track_tcp(struct tracker *tracker, const struct packet *packet,
    const struct tcp_segment *segment, struct tcp_view *view)
{
    struct track *track = (struct track *)tracker;
    *view = (struct tcp_view){.window_shift = SHIFT_UNKNOWN};
    track_streams_next(track);
    union ledger_key key;
    unsigned side;
    track_pair_key(&key, packet, segment->source_port, segment->destination_port, &side);
    struct tcp_step step = {.tracker = tracker,
        .pool = &track->unacked,
        .segment = segment,
        .view = view,
        .time = packet->frame->time,
        .frame = (uint32_t)packet->frame->number,
        .unacked_limit = track->limits.unacked_per_side};
    step.flow = (struct tcp_flow *)ledger_find(&track->tcp, &key);
    bool is_new = !step.flow;
    if (is_new) {
        step.flow = (struct tcp_flow *)ledger_add(&track->tcp, &key);
        if (!step.flow) return;
        flow_begin(track, step.flow, &step);
    }
    track->tcp_now = &step.flow->entry;
    while (
        track->unacked.used >= track->unacked.limit && ledger_evict(&track->tcp, &step.flow->entry))
        continue;
    bool announced = is_new && track_announcement(tracker, &packet->network_destination,
                                   segment->destination_port, false);
    follow(track, &step, side, is_new && !announced);
}
