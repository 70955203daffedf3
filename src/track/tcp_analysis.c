/* TCP sequence analysis: what a segment tells about loss, order and windows, by Wireshark's rules.
 *
 * Each question looks at the segment and at what its sender (forward) and its peer (reverse) sent
 * before, and sets a bit.  The order matters: some findings end the questions of their kind.
 * SPDX-License-Identifier: MIT */
#include "dissect/tracker.h"
#include "track/sequence.h"
#include "track/tcp_flow.h"

enum {                                             /* nanoseconds */
    FAST_RETRANSMISSION_WITHIN = 20 * 1000 * 1000, /* after the last duplicate ACK */
    REORDERING_WITHIN = 3 * 1000 * 1000,           /* while the round-trip time is not known */
};

static void found(struct tcp_step *step, uint32_t analysis)
{
    step->view->analysis |= analysis;
    step->view->analysed = true;
}

/* True for an ACK without data that repeats position and acknowledgment of the one before. */
static bool repeats_ack(const struct tcp_step *step)
{
    const struct tcp_segment *segment = step->segment;
    return segment->length == 0 && segment->seq == step->forward->next_seq &&
           segment->ack == step->forward->last_ack &&
           !(segment->flags & (TCP_SYN | TCP_FIN | TCP_RST));
}

/* Reaches the right edge of the window that the peer announced. */
static bool fills_window(const struct tcp_step *step)
{
    const struct tcp_segment *segment = step->segment;
    const struct tcp_side *peer = step->reverse;
    if (!segment->length || peer->window_shift == SHIFT_UNKNOWN) return false;
    bool scaled = !peer->before_first_ack && peer->window_shift != SHIFT_NONE;
    return segment->seq + segment->length ==
           peer->last_ack + (peer->window << (scaled ? peer->window_shift : 0));
}

/* Windows, gaps and keep-alives: the questions that need no acknowledgment. */
static void look_at_sender(struct tcp_step *step)
{
    const struct tcp_segment *segment = step->segment;
    struct tcp_side *forward = step->forward;
    bool plain = !(segment->flags & (TCP_SYN | TCP_FIN | TCP_RST));
    if (segment->length == 1 && segment->seq == forward->next_seq && step->reverse->window == 0) {
        found(step, TCP_ZERO_WINDOW_PROBE);
        return;
    }
    if (segment->window == 0 && plain) found(step, TCP_ZERO_WINDOW);
    if (forward->next_seq && seq_after(segment->seq, forward->next_seq) &&
        !(segment->flags & TCP_RST)) {
        found(step, TCP_LOST_SEGMENT);
        forward->flight_hidden = true;
    }
    if (segment->length <= 1 && segment->seq == forward->next_seq - 1 && plain)
        found(step, TCP_KEEP_ALIVE);
    bool repeats = repeats_ack(step), same_window = segment->window == forward->window;
    if (repeats && segment->window && !same_window) found(step, TCP_WINDOW_UPDATE);
    if (plain && fills_window(step)) found(step, TCP_WINDOW_FULL);
    if (!repeats || !same_window) return;
    if (segment->window && step->reverse->last_analysis & TCP_KEEP_ALIVE) {
        found(step, TCP_KEEP_ALIVE_ACK);
    } else if (!segment->window && step->reverse->last_analysis & TCP_ZERO_WINDOW_PROBE) {
        found(step, TCP_ZERO_WINDOW_PROBE_ACK);
    } else if (segment->window) {
        if (forward->duplicate_acks == DUPLICATES_UNSEEN) forward->duplicate_acks = 0;
        forward->duplicate_acks++;
        found(step, TCP_DUPLICATE_ACK);
        step->view->duplicate_ack_number = forward->duplicate_acks;
        step->view->duplicate_ack_frame = forward->first_ack_frame;
    }
}

/* Does it acknowledge what the capture never saw? */
static void look_at_ack(struct tcp_step *step)
{
    const struct tcp_segment *segment = step->segment;
    struct tcp_side *forward = step->forward, *reverse = step->reverse;
    if (segment->ack != forward->last_ack) {
        forward->first_ack_frame = step->frame;
        forward->duplicate_acks = 0;
    }
    if (!reverse->ack_limit || !seq_after(segment->ack, reverse->ack_limit) ||
        !(segment->flags & TCP_ACK))
        return;
    step->view->analysed = true;
    if (seq_before(reverse->ack_limit, reverse->next_seq)) { /* tell of a gap only once */
        reverse->ack_limit = reverse->next_seq;
        found(step, TCP_ACK_LOST_SEGMENT);
    } else {
        if (reverse->duplicate_acks == 0) found(step, TCP_ACK_LOST_SEGMENT);
        reverse->duplicate_acks = DUPLICATES_UNSEEN;
    }
}

/* Old data that came soon after the newest: overtaken on the way rather than sent again? */
static bool looks_reordered(const struct tcp_step *step)
{
    const struct tcp_segment *segment = step->segment;
    const struct tcp_side *forward = step->forward;
    uint64_t late = (uint64_t)(step->time - forward->next_seq_time);
    uint64_t within =
        step->flow->initial_rtt ? (uint64_t)step->flow->initial_rtt : REORDERING_WITHIN;
    if (late >= within) return false;
    uint32_t end = segment->seq + segment->length + !!(segment->flags & (TCP_SYN | TCP_FIN));
    return forward->next_seq != end;
}

/* Does it carry what was sent before?  Answers why it might. */
static void look_at_position(struct tcp_step *step)
{
    const struct tcp_segment *segment = step->segment;
    struct tcp_side *forward = step->forward, *reverse = step->reverse;
    struct tcp_view *view = step->view;
    if (!segment->length && !(segment->flags & (TCP_SYN | TCP_FIN))) return;
    if (view->analysis & TCP_KEEP_ALIVE) return;
    bool old = forward->next_seq && seq_before(segment->seq, forward->next_seq);
    /* One byte of overlap: the byte was a zero window probe, the rest is new. */
    if (segment->length > 1 && forward->next_seq - 1 == segment->seq) old = false;
    if (segment->length && reverse->last_ack &&
        seq_upto(segment->seq + segment->length, reverse->last_ack)) {
        found(step, TCP_SPURIOUS_RETRANSMISSION);
        return;
    }
    if (!old) return;
    if (reverse->duplicate_acks >= 2 && reverse->last_ack == segment->seq &&
        (uint64_t)(step->time - reverse->last_ack_time) < FAST_RETRANSMISSION_WITHIN) {
        found(step, TCP_FAST_RETRANSMISSION);
    } else if (looks_reordered(step)) {
        found(step, TCP_OUT_OF_ORDER);
    } else {
        found(step, TCP_RETRANSMISSION);
        const struct unacked *first = unacked_first(step->pool, &forward->unacked);
        view->rto = step->time - (first ? first->time : forward->next_seq_time);
        view->rto_frame = first ? first->frame : forward->next_seq_frame;
    }
}

/* Moves what is known of the sender on. */
static void remember(struct tcp_step *step)
{
    const struct tcp_segment *segment = step->segment;
    struct tcp_side *forward = step->forward;
    bool flagged = segment->flags & (TCP_SYN | TCP_FIN); /* they take a sequence number */
    uint32_t next_seq = segment->seq + segment->length + flagged;
    bool measured = !segment->unmeasured && (segment->length || flagged);
    if (measured && forward->unacked.count < step->unacked_limit) {
        struct unacked node = {
            .time = step->time, .seq = segment->seq, .next_seq = next_seq, .frame = step->frame};
        unacked_add(step->pool, &forward->unacked, &node);
    }
    bool probe = step->view->analysis & TCP_ZERO_WINDOW_PROBE; /* takes no place */
    if (!probe && (!forward->next_seq || seq_after(next_seq, forward->next_seq))) {
        forward->next_seq = next_seq;
        forward->next_seq_frame = step->frame;
        forward->next_seq_time = step->time;
    }
    if (!probe && (!forward->ack_limit || segment->seq == forward->ack_limit))
        forward->ack_limit = forward->next_seq;
    forward->window = segment->window;
    forward->last_ack = segment->ack;
    forward->last_ack_time = step->time;
    forward->last_analysis = (uint16_t)step->view->analysis;
}

/* How much is on the way now, and how much since the last PSH. */
static void count_flight(struct tcp_step *step)
{
    const struct tcp_segment *segment = step->segment;
    struct tcp_side *forward = step->forward;
    if (!segment->length || !forward->unacked.count || forward->flight_hidden) return;
    uint32_t flight = unacked_span(step->pool, &forward->unacked, forward->base_seq);
    flight -= step->reverse->sacked;
    step->view->analysed = true;
    if (flight > 0 && flight < 2000000000)
        step->view->bytes_in_flight = flight - !!(segment->flags & (TCP_SYN | TCP_FIN));
    bool push = segment->flags & TCP_PSH;
    forward->pushed = forward->psh_was_last ? segment->length : forward->pushed + segment->length;
    forward->psh_was_last = push;
    step->view->push_bytes_sent = forward->pushed;
}

void tcp_analyse(struct tcp_step *step)
{
    const struct tcp_segment *segment = step->segment;
    if (segment->flags & TCP_ACK) step->reverse->flight_hidden = false;
    look_at_sender(step);
    look_at_ack(step);
    look_at_position(step);
    remember(step);
    struct unacked acked;
    if (step->reverse->unacked.count &&
        unacked_acknowledge(step->pool, &step->reverse->unacked, segment->ack, &acked)) {
        step->view->analysed = true;
        step->view->acks_frame = acked.frame;
        step->view->ack_rtt = step->time - acked.time;
    }
    count_flight(step);
}
