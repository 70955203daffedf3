/* A packet in a few words.  See segment.h.  SPDX-License-Identifier: MIT */
#include "show/segment.h"

#include <string.h>

#include "dissect/proto.h"

/* What the analysis of a stream may add, the weightiest first. */
static const struct {
    const char *field, *words;
} remarks[SEGMENT_REMARKS] = {
    {"tcp.analysis.spurious_retransmission", "Spurious Retransmission"},
    {"tcp.analysis.fast_retransmission", "Fast Retransmission"},
    {"tcp.analysis.retransmission", "Retransmission"},
    {"tcp.analysis.out_of_order", "Out-Of-Order"},
    {"tcp.analysis.lost_segment", "Previous segment not captured"},
    {"tcp.analysis.duplicate_ack", "Dup ACK"},
    {"tcp.analysis.zero_window", "Zero Window"},
    {"tcp.analysis.window_update", "Window Update"},
    {"tcp.analysis.keep_alive", "Keep-Alive"},
};

static const struct field *want(struct dissector *dissector, const char *name)
{
    return dissector_want(dissector, name) ? dissector_field(dissector, name) : NULL;
}

bool segment_reader_init(struct segment_reader *reader, struct dissector *dissector)
{
    *reader = (struct segment_reader){
        .tcp_source = want(dissector, "tcp.srcport"),
        .tcp_destination = want(dissector, "tcp.dstport"),
        .seq = want(dissector, "tcp.seq"),
        .ack = want(dissector, "tcp.ack"),
        .flags = want(dissector, "tcp.flags"),
        .length = want(dissector, "tcp.len"),
        .udp_source = want(dissector, "udp.srcport"),
        .udp_destination = want(dissector, "udp.dstport"),
        .udp_length = want(dissector, "udp.length"),
        .icmp_type = want(dissector, "icmp.type"),
        .icmp_code = want(dissector, "icmp.code"),
        .icmpv6_type = want(dissector, "icmpv6.type"),
        .icmpv6_code = want(dissector, "icmpv6.code"),
    };
    for (size_t i = 0; i < SEGMENT_REMARKS; i++)
        reader->remarks[i] = want(dissector, remarks[i].field);
    return reader->tcp_source && reader->seq && reader->flags && reader->length &&
           reader->udp_source;
}

static uint64_t number(
    const struct packet *packet, const struct layer *layer, const struct field *field)
{
    const struct item *item = field ? packet_item(packet, layer, field) : NULL;
    return item ? item->number : 0;
}

/* The captured ones of the `length` bytes behind a header. */
static struct bytes payload(const struct packet *packet, const struct layer *layer, uint32_t length)
{
    struct bytes source = packet->sources[layer->source];
    size_t start = (size_t)layer->offset + layer->length;
    if (start >= source.len) return (struct bytes){0};
    return bytes_of(source.at + start, length < source.len - start ? length : source.len - start);
}

static void read_tcp(const struct segment_reader *reader, const struct packet *packet,
    const struct layer *layer, struct segment *segment)
{
    segment->kind = SEGMENT_TCP;
    segment->source_port = (uint16_t)number(packet, layer, reader->tcp_source);
    segment->destination_port = (uint16_t)number(packet, layer, reader->tcp_destination);
    segment->seq = (uint32_t)number(packet, layer, reader->seq);
    segment->ack = (uint32_t)number(packet, layer, reader->ack);
    segment->flags = (uint16_t)number(packet, layer, reader->flags);
    segment->length = (uint32_t)number(packet, layer, reader->length);
    segment->payload = payload(packet, layer, segment->length);
    for (size_t i = 0; i < SEGMENT_REMARKS && !segment->remark; i++)
        if (reader->remarks[i] && packet_item(packet, layer, reader->remarks[i]))
            segment->remark = remarks[i].words;
}

static void read_udp(const struct segment_reader *reader, const struct packet *packet,
    const struct layer *layer, struct segment *segment)
{
    segment->kind = SEGMENT_UDP;
    segment->source_port = (uint16_t)number(packet, layer, reader->udp_source);
    segment->destination_port = (uint16_t)number(packet, layer, reader->udp_destination);
    uint64_t length = number(packet, layer, reader->udp_length);
    segment->length =
        length > 8 ? (uint32_t)length - 8 : 0; /* RFC 768: with its header of 8 bytes */
    segment->payload = payload(packet, layer, segment->length);
}

/* RFC 792 and RFC 4443 3.1: destination unreachable. */
static const char *unreachable(bool ipv6, uint64_t type, uint64_t code)
{
    static const char *const v4[] = {"network unreachable", "host unreachable",
        "protocol unreachable", "port unreachable", "fragmentation needed"};
    static const char *const v6[] = {
        "no route", "prohibited", "beyond scope", "address unreachable", "port unreachable"};
    if (type != (ipv6 ? 1 : 3)) return NULL;
    return code < 5 ? (ipv6 ? v6 : v4)[code] : "unreachable";
}

bool segment_read(
    const struct segment_reader *reader, const struct packet *packet, struct segment *segment)
{
    const char *error = NULL;
    for (unsigned i = 0; i < packet->nlayers; i++) {
        const struct layer *layer = &packet->layers[i];
        const char *name = layer->proto->name;
        *segment = (struct segment){0};
        if (strcmp(name, "icmp") == 0)
            error = unreachable(false, number(packet, layer, reader->icmp_type),
                number(packet, layer, reader->icmp_code));
        else if (strcmp(name, "icmpv6") == 0)
            error = unreachable(true, number(packet, layer, reader->icmpv6_type),
                number(packet, layer, reader->icmpv6_code));
        else if (strcmp(name, "tcp") == 0)
            read_tcp(reader, packet, layer, segment);
        else if (strcmp(name, "udp") == 0)
            read_udp(reader, packet, layer, segment);
        if (!segment->source_port && !segment->destination_port) continue;
        if (!layer->quoted) return true;
        segment->kind = SEGMENT_ICMP;
        segment->remark = error;
        return error != NULL;
    }
    return false;
}

static void put_flags(struct text *text, uint16_t flags)
{
    static const char *const names[] = {"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"};
    size_t start = text->len;
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
        if (flags >> i & 1) text_format(text, "%s%s", text->len > start ? ", " : "", names[i]);
    if (text->len == start) text_put(text, "<None>");
}

void segment_label(struct text *text, const struct segment *segment)
{
    switch (segment->kind) {
    case SEGMENT_UDP:
        text_format(text, "UDP Len=%u", segment->length);
        return;
    case SEGMENT_ICMP:
        text_format(text, "ICMP %s", segment->remark);
        return;
    case SEGMENT_TCP:
        break;
    }
    put_flags(text, segment->flags);
    text_format(text, " Seq=%u", segment->seq);
    if (segment->flags & SEGMENT_ACK) text_format(text, " Ack=%u", segment->ack);
    if (segment->length) text_format(text, " Len=%u", segment->length);
    if (segment->remark) text_format(text, " [%s]", segment->remark);
}
