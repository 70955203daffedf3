/* What the tracker found out about a segment, as fields and remarks.  SPDX-License-Identifier: MIT
 */
#include "dissect/proto/tcp.h"
#include "dissect/reading.h"

void tcp_add_timestamps(struct packet *p, const struct tcp *tcp)
{
    struct item *item = packet_add(p, F_TIMESTAMPS, tcp->start, 0, ITEM_GENERATED);
    packet_open(p, item);
    struct item *time = packet_add(p, F_TIME_RELATIVE, tcp->start, 0, ITEM_GENERATED);
    if (time) time->integer = tcp->view.time_relative;
    time = packet_add(p, F_TIME_DELTA, tcp->start, 0, ITEM_GENERATED);
    if (time) time->integer = tcp->view.time_delta;
    packet_shut(p, item, NULL);
}

static void add_number(struct packet *p, unsigned field, uint64_t number)
{
    packet_add_uint(p, field, p->layer->offset, 0, number, ITEM_GENERATED);
}

static void add_time(struct packet *p, unsigned field, int64_t time)
{
    struct item *item = packet_add(p, field, p->layer->offset, 0, ITEM_GENERATED);
    if (item) item->integer = time;
}

static void remark(struct packet *p, unsigned field, enum note_severity severity)
{
    packet_note_at(p, p->depth, field, severity, NOTE_SEQUENCE, "%s", tcp_fields[field].label);
}

struct finding {
    uint32_t bit;
    enum tcp_field field;
    enum note_severity severity;
};

static void add_findings(
    struct packet *p, const struct tcp_view *view, const struct finding *findings, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        if (view->analysis & findings[i].bit) remark(p, findings[i].field, findings[i].severity);
}

/* In Wireshark's order. */
static void add_flags(struct packet *p, const struct tcp_view *view)
{
    static const struct finding sent[] = {{TCP_REUSED_PORTS, N_REUSED_PORTS, NOTE_NOTE},
        {TCP_RETRANSMISSION, N_RETRANSMISSION, NOTE_NOTE}};
    static const struct finding order[] = {
        {TCP_FAST_RETRANSMISSION, N_FAST_RETRANSMISSION, NOTE_NOTE},
        {TCP_FAST_RETRANSMISSION, N_RETRANSMISSION, NOTE_NOTE},
        {TCP_SPURIOUS_RETRANSMISSION, N_SPURIOUS_RETRANSMISSION, NOTE_NOTE},
        {TCP_SPURIOUS_RETRANSMISSION, N_RETRANSMISSION, NOTE_NOTE},
        {TCP_OUT_OF_ORDER, N_OUT_OF_ORDER, NOTE_WARNING},
        {TCP_LOST_SEGMENT, N_LOST_SEGMENT, NOTE_WARNING},
        {TCP_ACK_LOST_SEGMENT, N_ACK_LOST_SEGMENT, NOTE_WARNING},
        {TCP_WINDOW_UPDATE, N_WINDOW_UPDATE, NOTE_CHAT},
        {TCP_WINDOW_FULL, N_WINDOW_FULL, NOTE_WARNING}, {TCP_KEEP_ALIVE, N_KEEP_ALIVE, NOTE_NOTE},
        {TCP_KEEP_ALIVE_ACK, N_KEEP_ALIVE_ACK, NOTE_NOTE}};
    static const struct finding zero[] = {{TCP_ZERO_WINDOW_PROBE, N_ZERO_WINDOW_PROBE, NOTE_NOTE},
        {TCP_ZERO_WINDOW, N_ZERO_WINDOW, NOTE_WARNING},
        {TCP_ZERO_WINDOW_PROBE_ACK, N_ZERO_WINDOW_PROBE_ACK, NOTE_NOTE}};
    struct item *flags = packet_add(p, F_ANALYSIS_FLAGS, p->layer->offset, 0, ITEM_GENERATED);
    packet_open(p, flags);
    add_findings(p, view, sent, sizeof sent / sizeof *sent);
    if (view->analysis & TCP_RETRANSMISSION && view->rto) {
        add_time(p, F_RTO, view->rto);
        add_number(p, F_RTO_FRAME, view->rto_frame);
    }
    add_findings(p, view, order, sizeof order / sizeof *order);
    if (view->analysis & TCP_DUPLICATE_ACK) {
        packet_add(p, F_IS_DUPLICATE_ACK, p->layer->offset, 0, ITEM_GENERATED);
        packet_shut(p, flags, NULL); /* these two stand beside the flags */
        add_number(p, F_DUP_ACK_NUM, view->duplicate_ack_number);
        add_number(p, F_DUP_ACK_FRAME, view->duplicate_ack_frame);
        packet_note(p, N_DUPLICATE_ACK, NOTE_NOTE, NOTE_SEQUENCE, "Duplicate ACK (#%u)",
            view->duplicate_ack_number);
        packet_open(p, flags);
    }
    add_findings(p, view, zero, sizeof zero / sizeof *zero);
    packet_shut(p, flags, NULL);
}

void tcp_add_analysis(struct packet *p, const struct tcp *tcp)
{
    const struct tcp_view *view = &tcp->view;
    if (!view->analysed) return;
    if (!packet_asked(p, F_ANALYSIS, F_ANALYSIS_FLAGS)) { /* the summary tells the findings alone */
        if (view->analysis) add_flags(p, view);
        return;
    }
    struct item *item = packet_add(p, F_ANALYSIS, tcp->start, 0, ITEM_GENERATED);
    packet_open(p, item);
    if (view->acks_frame) add_number(p, F_ACKS_FRAME, view->acks_frame);
    if (view->acks_frame && view->ack_rtt) add_time(p, F_ACK_RTT, view->ack_rtt);
    if (view->initial_rtt) add_time(p, F_INITIAL_RTT, view->initial_rtt);
    if (view->bytes_in_flight) {
        add_number(p, F_BYTES_IN_FLIGHT, view->bytes_in_flight);
        add_number(p, F_PUSH_BYTES, view->push_bytes_sent);
    }
    if (view->analysis) add_flags(p, view);
    packet_shut(p, item, NULL);
}
