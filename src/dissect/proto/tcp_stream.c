/* Whose the data of a segment are, and which of them make up whole units.
 *
 *      segment 1           segment 2           segment 3
 *      +--------+----------+-------------------+-----+-----------+
 *      | unit 1 |      unit 2 goes on and on         |  unit 3   |
 *      +--------+------------------------------------+-----------+
 *
 * A stream protocol measures its next unit (proto->measure); what is not complete is kept by the
 * tracker until the segment comes that completes it, and is dissected there.  The rules are those
 * of Wireshark without reassembly of segments out of order, in one pass.
 * SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/proto/tcp.h"
#include "dissect/registry.h"

enum { FAR_AHEAD = 0x40000000, LONGEST_SEGMENT = 1024 * 1024 };

/* --- whose the data are ------------------------------------------------------------------------- */

/* The protocol of a port, if the content agrees with it or is not to be asked. */
static const struct entry *by_port(const struct packet *p, const struct cur *c, uint16_t port)
{
    const struct table_row *row = port ? table_find(p->entry->table, port) : NULL;
    if (!row) return NULL;
    const struct proto *proto = row->entry->proto;
    return row->decreed || !proto->recognises || proto->recognises(p, *c) ? row->entry : NULL;
}

/* What another conversation said would come here. */
static const struct entry *announced(const struct packet *p, const struct tcp *tcp)
{
    if (!p->tracker || !p->tracker->announcement) return NULL;
    struct tracker *tracker = p->tracker;
    const struct tcp_announcement *announcement = tracker->announcement(
        tracker, &p->network_destination, tcp->segment.destination_port, false);
    if (!announcement)
        announcement =
            tracker->announcement(tracker, &p->network_source, tcp->segment.source_port, false);
    return announcement ? dissector_entry(p->dissector, announcement->proto) : NULL;
}

static const struct entry *by_content(const struct packet *p, const struct cur *c)
{
    const struct dissector *dissector = p->dissector;
    for (size_t i = 0; i < dissector->nguesses; i++) {
        const struct proto *proto = dissector->guesses[i]->proto;
        if (strcmp(proto->heuristic_table, "tcp") == 0 && proto->recognises(p, *c))
            return dissector->guesses[i];
    }
    return NULL;
}

/* The one that the conversation agreed on; else that of the server's port, of the lower, of the
 * higher one, or of the content alone. */
static const struct entry *claimant(
    const struct packet *p, const struct cur *c, const struct tcp *tcp)
{
    struct tcp_conversation *conversation = tcp->view.conversation;
    if (conversation && conversation->proto)
        return dissector_entry(p->dissector, conversation->proto);
    uint16_t low = tcp->segment.source_port, high = tcp->segment.destination_port;
    if (low > high) {
        low = tcp->segment.destination_port;
        high = tcp->segment.source_port;
    }
    const struct entry *entry = announced(p, tcp);
    if (!entry) entry = by_port(p, c, tcp->view.server_port);
    if (!entry) entry = by_port(p, c, low);
    if (!entry) entry = by_port(p, c, high);
    if (!entry) entry = by_content(p, c);
    if (entry && entry->proto->measure && conversation) {
        if (p->tracker->memory) p->tracker->memory(p->tracker, conversation, 0);
        conversation->proto = entry->proto;
    }
    return entry;
}

/* --- units -------------------------------------------------------------------------------------- */

/* In a tunnel each unit is dissected by who opened it, who hands it on. */
static bool add_unit(struct packet *p, const struct entry *entry, struct cur c, bool again)
{
    const struct proto *outer = p->conversation ? p->conversation->outer : NULL;
    return packet_unit(p, outer ? dissector_entry(p->dissector, outer) : entry, c,
        again && (!outer || (p->conversation->proto && p->conversation->proto->last_speaks)));
}

/* Of a unit, which it covers: where that was put together, in the bytes of that. */
static void add_size(struct packet *p, const struct cur *c, uint32_t size)
{
    struct item *item = packet_add_uint(p, F_PDU_SIZE, 0, 0, size, ITEM_GENERATED);
    if (!item) return;
    item->source = c->source;
    item->offset = c->at;
    item->length = size;
}

/* Lines up all whole units at the cursor.  Returns how many bytes they take; `more` becomes what the
 * next one lacks. */
static uint32_t line_up(
    struct packet *p, const struct entry *entry, struct cur c, bool last, uint32_t *more)
{
    uint32_t start = c.at;
    *more = 0;
    for (bool again = false; cur_left(&c); again = true) {
        struct extent extent = {0};
        entry->proto->measure(p, &c, last, &extent);
        if (!extent.whole || extent.whole > cur_left(&c)) {
            *more = extent.more ? extent.more : STREAM_NEXT_SEGMENT;
            break;
        }
        if (entry->proto->tells_size) add_size(p, &c, extent.whole);
        if (!add_unit(p, entry, cur_sub(&c, extent.whole), again)) {
            p->overflow = true;
            return cur_left(&c) + c.at - start;
        }
    }
    return c.at - start;
}

static void add_segment_data(struct packet *p, const struct cur *c, uint32_t length)
{
    uint32_t whole_in =
        packet_wants(p, F_REASSEMBLED_IN)
            ? (uint32_t)tracker_foresee(p->tracker, FORESEEN_UNIT, (uint32_t)p->frame->number, 0)
            : 0;
    if (whole_in) packet_add_uint(p, F_REASSEMBLED_IN, c->at, 0, whole_in, ITEM_GENERATED);
    if (!length || !packet_wants(p, F_SEGMENT_DATA)) return;
    const uint8_t *data = cur_peek(c, 0, length);
    if (data) packet_add_bytes(p, F_SEGMENT_DATA, c->at, bytes_of(data, length), 0);
}

/* The sequence number behind a unit that lacks `more`, when all before `next` is there. */
static void expect(struct stream_begun *unit, uint32_t next, uint32_t more)
{
    unit->whole_segments = more == STREAM_NEXT_SEGMENT;
    unit->until_fin = more == STREAM_UNTIL_FIN;
    unit->end = next + (unit->whole_segments ? 1 : unit->until_fin ? FAR_AHEAD : more);
}

struct delivery {
    const struct tcp *tcp;
    struct cur cur;     /* the data not yet delivered */
    uint32_t seq, next; /* the sequence numbers at and behind them */
    bool last;          /* they are the end of the stream */
};

/* The rest begins a unit that later segments complete. */
static void begin(
    struct packet *p, struct delivery *d, const struct entry *entry, uint32_t whole, uint32_t more)
{
    struct tcp_conversation *conversation = d->tcp->view.conversation;
    unsigned side = d->tcp->view.side;
    struct cur rest = d->cur;
    uint32_t length = cur_left(&rest);
    /* What is known to be complete elsewhere is not told here. */
    bool foreseen = tracker_foresee(p->tracker, FORESEEN_UNIT, (uint32_t)p->frame->number, 0) != 0;
    p->begun = foreseen ? NULL : entry->proto;
    p->begun_cur = rest;
    p->segment_only |= !whole && !p->nunits; /* else the columns belong to the units before */
    if (!whole && entry->proto->tells_beginning && !foreseen) {
        struct cur nothing = rest;
        nothing.end = nothing.at;
        add_unit(p, entry, nothing, false);
    }
    if (length > LONGEST_SEGMENT) return;
    struct stream_begun *unit = p->tracker->begin(p->tracker, conversation, side, d->seq, d->next);
    if (!unit) return;
    expect(unit, d->next, more);
    p->tracker->extend(p->tracker, conversation, side, (uint32_t)p->frame->number, 0,
        bytes_of(rest.data + rest.at, length));
}

static void move(struct delivery *d, uint32_t length)
{
    d->cur.at += length;
    d->seq += length;
}

/* Pieces that came out of order stand in that of the unit. */
static void sort_pieces(struct stream_begun *unit)
{
    for (uint32_t i = 1; unit->gapped && i < unit->count; i++) {
        struct stream_piece piece = unit->pieces[i];
        uint32_t at = i;
        for (; at && unit->pieces[at - 1].offset > piece.offset; at--)
            unit->pieces[at] = unit->pieces[at - 1];
        unit->pieces[at] = piece;
    }
}

/* A unit that other segments began is complete, or was thought to be. */
static void finish_unit(
    struct packet *p, struct delivery *d, const struct stream_begun *begun, uint32_t length)
{
    struct tcp_conversation *conversation = d->tcp->view.conversation;
    const struct entry *entry = dissector_entry(p->dissector, conversation->proto);
    struct stream_begun *unit = conversation->begun[d->tcp->view.side];
    uint32_t more, total = begun->filled, old = total - length;
    struct cur whole = {
        .data = unit->bytes, .end = total, .cap = total, .source = (uint8_t)p->nsources};
    struct extent first = {0};
    entry->proto->measure(p, &whole, d->last && unit->until_fin, &first);
    if (first.whole <= old && !(first.whole && d->last)) { /* it was not */
        expect(unit, d->seq + length, first.more ? first.more : STREAM_NEXT_SEGMENT);
        p->segment_only = true;
        if (!first.whole) {
            p->begun = entry->proto;
            p->begun_cur = whole;
        }
        move(d, length);
        return;
    }
    p->tracker->complete(p->tracker, conversation, d->tcp->view.side);
    struct cur source = packet_source(p, bytes_of(unit->bytes, total), "Reassembled TCP");
    if (source.error) return;
    p->reassembled[STREAM_TCP] = unit;
    packet_unit(p, dissector_entry(p->dissector, &proto_tcp_segments), source, false);
    uint32_t used = line_up(p, entry, source, d->last && unit->until_fin, &more);
    move(d, used - old);
    if (more) {
        /* What was wanted as a whole has only this much of the unit. */
        struct stream_piece *piece = &unit->pieces[unit->count - 1];
        if (used > piece->offset && used - piece->offset < piece->length)
            piece->length = used - piece->offset;
        begin(p, d, entry, used, more);
    }
    d->cur.at = more ? d->cur.end : d->cur.at;
    sort_pieces(unit);
}

/* The segment goes on with a unit that others began. */
static void go_on(struct packet *p, struct delivery *d, struct stream_begun *unit)
{
    struct tcp_conversation *conversation = d->tcp->view.conversation;
    uint32_t length = cur_left(&d->cur), wanted = unit->end - d->seq;
    if (unit->whole_segments) {
        if (wanted < length) unit->end = d->next;
    } else if (length > wanted) {
        length = wanted;
    }
    struct cur segment = d->cur;
    const uint8_t *data = cur_peek(&d->cur, 0, length);
    if ((length || d->last) &&
        (!data || !p->tracker->extend(p->tracker, conversation, d->tcp->view.side,
                      (uint32_t)p->frame->number, d->seq - unit->seq, bytes_of(data, length)))) {
        p->segment_only = true;
        move(d, cur_left(&d->cur));
        add_segment_data(p, &segment, length);
        return;
    }
    bool whole = d->last && unit->until_fin ? d->seq + length - unit->seq == unit->filled
                                            : unit->filled >= unit->end - unit->seq;
    if (whole) {
        finish_unit(p, d, unit, length);
    } else {
        p->segment_only = length; /* a FIN that carries nothing is no part of it */
        move(d, length);
    }
    add_segment_data(p, &segment, length);
}

/* Nothing is known of earlier segments, or nothing is to be kept: all there is, as it is. */
static void deliver_alone(struct packet *p, const struct entry *entry, struct cur c)
{
    if (entry || (p->conversation && p->conversation->outer))
        add_unit(p, entry, c, false);
    else
        packet_next_data(p, c);
}

bool tcp_may_skip(const struct packet *p, const struct tcp *tcp)
{
    const struct tcp_conversation *conversation = tcp->view.conversation;
    if (!conversation) return false;
    if (tcp->segment.has_length && !tcp->segment.length && !(tcp->segment.flags & TCP_FIN))
        return true;
    if (!conversation->proto || conversation->outer || conversation->secured || conversation->inner)
        return false;
    const struct entry *entry = dissector_entry(p->dissector, conversation->proto);
    return entry && packet_may_skip(p, entry);
}

static void deliver(struct packet *p, struct delivery *d)
{
    struct tcp_conversation *conversation = d->tcp->view.conversation;
    do {
        struct stream_begun *unit = conversation->begun[d->tcp->view.side];
        if (unit && !conversation->proto) { /* another protocol goes on, as after STARTTLS */
            p->tracker->complete(p->tracker, conversation, d->tcp->view.side);
            unit = NULL;
        }
        uint32_t ahead = unit ? d->seq - unit->seq : 0, span = unit ? unit->end - unit->seq : 0;
        if (unit && !ahead && cur_left(&d->cur) &&
            d->next - unit->seq <= span) { /* its beginning again */
            add_segment_data(p, &d->cur, cur_left(&d->cur));
            return;
        }
        if (unit && ahead < span) {
            go_on(p, d, unit);
            continue;
        }
        if (!cur_left(&d->cur)) return;
        const struct entry *entry = claimant(p, &d->cur, d->tcp);
        if (p->pointless && tcp_may_skip(p, d->tcp)) return;
        if (!entry || !entry->proto->measure) {
            deliver_alone(p, entry, d->cur);
            return;
        }
        uint32_t more, used = line_up(p, entry, d->cur, d->last, &more);
        move(d, used);
        if (more) {
            add_segment_data(p, &d->cur, cur_left(&d->cur));
            begin(p, d, entry, used, more);
        }
        return;
    } while (cur_left(&d->cur));
}

/* Is this in the middle of the last unit that several segments carried, which is complete? */
static bool repeats(const struct tcp_view *view, uint32_t seq)
{
    const struct tcp_conversation *conversation = view->conversation;
    if (!conversation) return false;
    uint32_t start = conversation->done_seq[view->side], end = conversation->done_end[view->side];
    return seq != start && seq - start < end - start;
}

/* Is this a part of the unit that is begun? */
static bool goes_on(const struct tcp_view *view, uint32_t seq)
{
    const struct stream_begun *unit =
        view->conversation ? view->conversation->begun[view->side] : NULL;
    return unit && seq - unit->seq < unit->end - unit->seq;
}

void tcp_deliver(struct packet *p, const struct cur *c, const struct tcp *tcp)
{
    const struct tcp_segment *segment = &tcp->segment;
    const struct tcp_view *view = &tcp->view;
    struct cur body = *c;
    if (p->reach != REACH_CONTENT) return;
    /* Data that came before would confuse protocols that keep count. */
    uint32_t again = view->analysis & (TCP_RETRANSMISSION | TCP_SPURIOUS_RETRANSMISSION |
                                          TCP_FAST_RETRANSMISSION | TCP_OUT_OF_ORDER);
    uint32_t seq = segment->seq + !!(segment->flags & TCP_SYN);
    bool complete = cur_captured(&body) == cur_left(&body);
    bool together = complete && !p->layer->damaged && p->preferences->tcp_desegment_streams;
    if (again == TCP_RETRANSMISSION && complete) add_segment_data(p, &body, cur_left(&body));
    p->conversation = view->conversation;
    p->side = view->side;
    if (!together && again & (TCP_RETRANSMISSION | TCP_OUT_OF_ORDER)) return;
    bool repaired = again & (TCP_FAST_RETRANSMISSION | TCP_OUT_OF_ORDER) &&
                    !(again & TCP_SPURIOUS_RETRANSMISSION);
    if (together && repaired && repeats(view, seq)) {
        p->fault = "New fragment overlaps old data (retransmission?)";
        return;
    }
    if (together && again & (TCP_RETRANSMISSION | TCP_SPURIOUS_RETRANSMISSION)) return;
    if (again == TCP_OUT_OF_ORDER && !goes_on(view, seq)) return;
    if (!view->conversation || !segment->has_length || !together || !p->tracker->begin) {
        if (!cur_captured(&body)) return;
        deliver_alone(p, claimant(p, &body, tcp), body);
        return;
    }
    struct delivery delivery = {.tcp = tcp,
        .cur = body,
        .seq = seq,
        .next = seq + cur_left(&body),
        .last = segment->flags & TCP_FIN};
    deliver(p, &delivery);
}
