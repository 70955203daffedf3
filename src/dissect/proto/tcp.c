/* Transmission Control Protocol, RFC 9293.
 *
 *      0                              16                             31
 *      +------------------------------+------------------------------+
 *      |         source port          |       destination port       |
 *      +------------------------------+------------------------------+
 *      |                       sequence number                       |
 *      +-------------------------------------------------------------+
 *      |                    acknowledgment number                    |
 *      +-------+----+-----------------+------------------------------+
 *      | words |    | A C E U A P R S F |           window           |
 *      +-------+----+-----------------+------------------------------+
 *      |           checksum           |        urgent pointer        |
 *      +------------------------------+------------------------------+
 *      |                   options, up to 40 bytes                   |
 *      +-------------------------------------------------------------+
 *
 * What a number means depends on the segments before: the tracker knows them.
 * SPDX-License-Identifier: MIT */
#include "dissect/proto/tcp.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"
#include "dissect/checksum.h"
#include "dissect/proto.h"

enum { BEFORE_CHECKSUM = 16, PROTOCOL = 6 };

void tcp_fault(struct packet *p, uint32_t offset, uint32_t length, unsigned remark,
    enum note_severity severity, enum note_group group, const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    struct item *item = p->detail ? packet_add(p, F_FAULT, offset, length, 0) : NULL;
    if (item) item->bytes = packet_format(p, "%s", text);
    packet_note(p, remark, severity, group, "%s", text);
}

/* Fills the segment from the header at `at`, of which `captured` bytes (16 at least) are there. */
static void read_segment(struct tcp *tcp, const struct packet *p, const uint8_t *at,
    uint32_t captured, uint32_t declared)
{
    struct tcp_segment *segment = &tcp->segment;
    *segment = (struct tcp_segment){
        .source_port = bytes_be16(at),
        .destination_port = bytes_be16(at + 2),
        .seq = bytes_be32(at + 4),
        .ack = bytes_be32(at + 8),
        .header_length = (uint8_t)(4 * (at[12] >> 4)),
        .flags = bytes_be16(at + 12) & 0xfff,
        .window = bytes_be16(at + 14),
        .window_shift = -1,
        .unmeasured = !packet_asked(p, F_ANALYSIS, F_ANALYSIS_FLAGS) &&
                      !packet_asked(p, F_RTO, F_IS_DUPLICATE_ACK),
    };
    uint32_t header = segment->header_length;
    segment->has_length = !p->quoting && !p->fragment && declared >= header;
    if (segment->has_length) segment->length = declared - header;
    segment->cut = captured < header;
    if (header > TCP_HEADER && captured > TCP_HEADER)
        tcp_options_peek(
            segment, at + TCP_HEADER, (captured < header ? captured : header) - TCP_HEADER);
}

bool tcp_wants_remarks(const struct packet *p)
{
    return packet_wants_remarks(p) || packet_asked(p, N_REUSED_PORTS, TCP_FIELDS);
}

bool tcp_counts_from_zero(const struct packet *p)
{
    return p->preferences->tcp_relative_sequence_numbers &&
           p->preferences->tcp_analyze_sequence_numbers;
}

/* Without a tracker a segment is alone: its numbers are those of the wire. */
static void ask_tracker(struct packet *p, struct tcp *tcp)
{
    if (p->tracker && p->tracker->tcp && p->reach != REACH_HEADERS)
        p->tracker->tcp(p->tracker, p, &tcp->segment, &tcp->view);
    else
        tcp->view = (struct tcp_view){.window_shift = -1};
    if (!tcp_counts_from_zero(p)) tcp->view.seq_base = tcp->view.ack_base = tcp->view.peer_base = 0;
    if (!p->preferences->tcp_analyze_sequence_numbers) {
        tcp->view.analysed = false;
        tcp->view.analysis = 0;
    }
}

static void add_ports(struct packet *p, struct cur *c, struct tcp *tcp)
{
    uint32_t start = c->at;
    uint16_t source = packet_u16(p, c, F_SRCPORT), destination = packet_u16(p, c, F_DSTPORT);
    tcp->segment.source_port = source;
    tcp->segment.destination_port = destination;
    if (c->error) return;
    packet_add_uint(p, F_PORT, start, 2, source, ITEM_HIDDEN);
    packet_add_uint(p, F_PORT, start + 2, 2, destination, ITEM_HIDDEN);
    p->port_pair = (uint64_t)source << 16 | destination;
}

/* True inside an ICMP error about IPv4, which may quote no more than ports and sequence number. */
static bool is_quoted_ipv4(const struct packet *p)
{
    return p->quoting && p->network_source.kind == ADDRESS_IPV4;
}

static void add_numbers(struct packet *p, const struct tcp *tcp)
{
    const struct tcp_segment *segment = &tcp->segment;
    const struct tcp_view *view = &tcp->view;
    uint32_t start = tcp->start, seq = tcp_seq(tcp);
    bool relative = tcp_counts_from_zero(p);
    if (view->known) {
        packet_add_uint(p, F_STREAM, start, 0, view->stream, ITEM_GENERATED);
        packet_add_uint(p, F_COMPLETENESS, 0, 0, view->completeness, ITEM_GENERATED | ITEM_NOWHERE);
    }
    if (segment->has_length)
        packet_add_uint(p, F_LEN, start, 0, segment->length, ITEM_GENERATED);
    else if (!p->quoting && !p->fragment)
        tcp_fault(p, p->layer->offset, 0, N_SHORT_SEGMENT, NOTE_WARNING, NOTE_MALFORMED,
            "Short segment. Segment/fragment does not contain a full TCP header (might be NMAP or "
            "someone else deliberately sending unusual packets)");
    if (!is_quoted_ipv4(p)) {
        packet_add_uint(p, F_SEQ, start + 4, 4, seq, 0);
        packet_add_uint(p, F_SEQ_RAW, start + 4, 4, segment->seq, relative ? 0 : ITEM_HIDDEN);
    }
    if (segment->header_length < TCP_HEADER) return;
    if (segment->has_length) {
        uint32_t next = seq + segment->length + !!(segment->flags & (TCP_SYN | TCP_FIN));
        packet_add_uint(p, F_NXTSEQ, start, 0, next, ITEM_GENERATED);
    }
    uint32_t ack = tcp_ack(tcp);
    packet_add_uint(p, F_ACK, start + 8, 4, ack, 0);
    unsigned syn = segment->flags & (TCP_SYN | TCP_ACK);
    if (syn == (TCP_SYN | TCP_ACK) && ack > 1 && relative)
        packet_note(p, N_TFO_ACK, NOTE_NOTE, NOTE_SEQUENCE, "TCP SYN-ACK accepting TFO data");
    else if (syn == (TCP_SYN | TCP_ACK) && view->fast_open_ignored)
        packet_note(p, N_TFO_IGNORED, NOTE_NOTE, NOTE_SEQUENCE, "TCP SYN-ACK ignoring TFO data");
    else if (!(segment->flags & TCP_ACK) && segment->ack)
        packet_note(p, N_ACK_NONZERO, NOTE_NOTE, NOTE_PROTOCOL,
            "The acknowledgment number field is nonzero while the ACK flag is not set");
    unsigned hidden = relative || !(segment->flags & TCP_ACK) ? 0 : ITEM_HIDDEN;
    packet_add_uint(p, F_ACK_RAW, start + 8, 4, segment->ack, hidden);
}

static void note_syn(struct packet *p, const struct tcp_segment *segment)
{
    if (!(segment->flags & TCP_SYN)) return;
    if (segment->flags & TCP_ACK)
        packet_note(p, N_SYN_ACK, NOTE_CHAT, NOTE_SEQUENCE,
            "Connection establish acknowledge (SYN+ACK): server port %u", segment->source_port);
    else
        packet_note(p, N_SYN, NOTE_CHAT, NOTE_SEQUENCE,
            "Connection establish request (SYN): server port %u", segment->destination_port);
}

/* Each flag with its remarks, under the line that has them together. */
static void add_flags(struct packet *p, const struct tcp *tcp)
{
    unsigned flags = tcp->segment.flags;
    uint32_t at = tcp->start + 12;
    struct item *all = packet_add_uint(p, F_FLAGS, at, 2, flags, 0);
    bool ace = tcp->view.accurate_ecn;
    uint64_t counter =
        (flags & TCP_AE ? 4u : 0) + (flags & TCP_CWR ? 2u : 0) + (flags & TCP_ECE ? 1u : 0);
    packet_open(p, all);
    packet_add_bits(p, F_RES, at, 1, flags, 0);
    if (ace)
        packet_add_uint(p, F_ACE, at, 2, counter, 0);
    else
        packet_add_bits(p, F_AE, at, 1, flags, 0);
    static const enum tcp_field bits[] = {
        F_CWR, F_ECE, F_URG, F_FLAG_ACK, F_PUSH, F_RESET, F_SYN, F_FIN};
    for (unsigned i = ace ? 2 : 0; i < sizeof bits / sizeof *bits; i++) {
        packet_add_bits(p, bits[i], at + 1, 1, flags, 0);
        if (bits[i] == F_RESET && flags & TCP_RST)
            packet_note(p, N_RST, NOTE_WARNING, NOTE_SEQUENCE, "Connection reset (RST)");
        if (bits[i] == F_SYN) note_syn(p, &tcp->segment);
        if (bits[i] == F_FIN && flags & TCP_FIN)
            packet_note(p, N_FIN, NOTE_CHAT, NOTE_SEQUENCE, "Connection finish (FIN)");
    }
    struct item *letters = packet_add(p, F_FLAGS_STR, at, 2, ITEM_GENERATED);
    if (letters) letters->bytes = tcp_flag_letters(p, flags, ace);
    if (flags & TCP_FIN && tcp->view.known) {
        unsigned side = tcp->view.closes_first ? N_FIN_ACTIVE : N_FIN_PASSIVE;
        packet_note(p, side, NOTE_NOTE, NOTE_SEQUENCE, "%s", tcp_fields[side].label);
    }
    packet_shut(p, all, NULL);
}

static void add_window(struct packet *p, const struct tcp *tcp)
{
    const struct tcp_segment *segment = &tcp->segment;
    uint32_t at = tcp->start + 14;
    int shift = tcp->view.window_shift;
    packet_add_uint(p, F_WINDOW_VALUE, at, 2, segment->window, 0);
    packet_add_uint(p, F_WINDOW, at, 2, tcp_window(tcp), ITEM_GENERATED);
    if (segment->flags & TCP_SYN || !tcp->view.known) return;
    struct item *item = packet_add(p, F_SCALE, at, 2, ITEM_GENERATED);
    if (item) item->integer = shift < 0 ? shift : 1 << shift;
}

/* The declared segment must be all there, and not be a piece of one. */
static void add_checksum(struct packet *p, struct cur *c, const struct tcp *tcp)
{
    uint32_t at = c->at, length = c->end - tcp->start;
    struct checksum_finding found = {CHECKSUM_UNVERIFIED, 0};
    packet_u16(p, c, F_CHECKSUM);
    if (c->error) return;
    if (p->preferences->tcp_check_checksum && tcp->segment.has_length &&
        p->network_source.kind != ADDRESS_NONE)
        found = checksum_find(
            c, tcp->start, length, at - tcp->start, checksum_pseudo(p, PROTOCOL, length));
    if (found.status == CHECKSUM_BAD) {
        p->layer->damaged = true;
        packet_note(p, N_CHECKSUM_BAD, NOTE_ERROR, NOTE_CHECKSUM, "Bad checksum [should be 0x%04x]",
            found.expected);
    }
    packet_add_uint(p, F_CHECKSUM_STATUS, at, 0, found.status, ITEM_GENERATED);
    if (found.status != CHECKSUM_UNVERIFIED)
        packet_add_uint(p, F_CHECKSUM_CALCULATED, at, 2, found.expected, ITEM_GENERATED);
}

/* Checksum, urgent pointer, options, and what is known from before. */
static void add_rest(struct packet *p, struct cur *c, struct tcp *tcp)
{
    add_checksum(p, c, tcp);
    if (c->error) return;
    uint16_t urgent = tcp->urgent_pointer = packet_u16(p, c, F_URGENT_POINTER);
    if (c->error) return;
    if (urgent && !(tcp->segment.flags & TCP_URG))
        packet_note(p, N_URGENT_NONZERO, NOTE_NOTE, NOTE_PROTOCOL,
            "The urgent pointer field is nonzero while the URG flag is not set");
    uint32_t options = tcp->segment.header_length - (uint32_t)TCP_HEADER;
    if (options) tcp_options(p, c, tcp, options);
    if (tcp->view.known && packet_asked(p, F_TIMESTAMPS, F_OPTIONS) &&
        p->preferences->tcp_calculate_timestamps)
        tcp_add_timestamps(p, tcp);
    if (!c->error) tcp_add_analysis(p, tcp);
}

/* The data. */
static void next_payload(struct packet *p, const struct cur *c, const struct tcp *tcp)
{
    const struct tcp_segment *segment = &tcp->segment;
    struct cur body = *c, whole = *c;
    if (!cur_captured(&whole)) {
        if (segment->flags & TCP_FIN) tcp_deliver(p, &body, tcp);
        return;
    }
    if (segment->flags & TCP_RST) { /* RFC 9293 3.10.7.4 lets a reset carry its reason as text */
        packet_rest(p, &whole, F_RESET_CAUSE);
        return;
    }
    packet_rest(p, &whole, F_PAYLOAD);
    if (tcp->view.analysis & TCP_KEEP_ALIVE) { /* a byte of no meaning */
        packet_next_data(p, body);
        return;
    }
    tcp_deliver(p, &body, tcp);
}

/* The options would begin within the header: nothing behind the length can be trusted. */
static void note_bogus(struct packet *p, const struct tcp *tcp)
{
    packet_note(p, N_BOGUS_HEADER_LENGTH, NOTE_ERROR, NOTE_PROTOCOL,
        "Bogus TCP header length (%u, must be at least %u)", tcp->segment.header_length,
        TCP_HEADER);
}

/* What stands in the header, for whoever wants more than the summary. */
static void add_header(struct packet *p, const struct tcp *tcp)
{
    uint32_t header = tcp->segment.header_length;
    bool remarkable = tcp->segment.flags & (TCP_SYN | TCP_FIN | TCP_RST);
    add_numbers(p, tcp);
    packet_add_uint(p, F_HDR_LEN, tcp->start + 12, 1, header, 0);
    if (header < TCP_HEADER) return;
    if (packet_asked(p, F_FLAGS, F_WINDOW_VALUE) || (remarkable && tcp_wants_remarks(p)))
        add_flags(p, tcp);
    if (packet_asked(p, F_WINDOW_VALUE, F_CHECKSUM)) add_window(p, tcp);
}

static void dissect(struct packet *p, struct cur *c)
{
    struct tcp *tcp = packet_scratch_struct(p, sizeof *tcp);
    if (!tcp) return;
    uint32_t declared = cur_left(c), captured = cur_captured(c);
    const uint8_t *at = cur_peek(c, 0, BEFORE_CHECKSUM);
    tcp->start = c->at;
    tcp->whole = false;
    tcp->urgent_pointer = 0;
    tcp->timestamps = NULL;
    p->layer->told = tcp;
    add_ports(p, c, tcp);
    if (is_quoted_ipv4(p)) {
        struct cur ahead = *c;
        packet_u32(p, &ahead, F_SEQ);
    }
    cur_take(c, BEFORE_CHECKSUM - 4);
    if (!at || c->error) return;
    if (p->reach == REACH_HEADERS && !packet_asked(p, F_STREAM, TCP_FIELDS)) return;
    read_segment(tcp, p, at, captured, declared);
    ask_tracker(p, tcp);
    tcp->whole = true;
    if (p->pointless && tcp_may_skip(p, tcp)) return;
    if (p->detail) add_header(p, tcp);
    if (tcp->segment.header_length < TCP_HEADER) {
        note_bogus(p, tcp);
        return;
    }
    if (p->reach == REACH_HEADERS) return;
    add_rest(p, c, tcp);
    if (!c->error) next_payload(p, c, tcp);
}

static const struct link links[] = {{"ip.proto", 6}, {NULL, 0}};

const struct proto proto_tcp = {
    .name = "tcp",
    .title = "Transmission Control Protocol",
    .column = "TCP",
    .fields = tcp_fields,
    .nfields = TCP_FIELDS,
    .table = "tcp.port",
    .links = links,
    .encloses = true,
    .dissect = dissect,
    .describe = tcp_describe,
    .info = tcp_info,
    .mark = tcp_mark,
};
