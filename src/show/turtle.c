/* The sniffer that a class writes in Python on raw sockets ("turtle"): headers in words, one packet
 * below the other.  Ethernet, IPv4, and in it ICMP, TCP and UDP; of anything else only the Ethernet
 * line is told, as in the notes.
 *
 *     Ethernet Frame:
 *      - Destination: 00:00:00:00:00:00, Source: 00:00:00:00:00:00, Protocol: 8
 *        - IPv4 Packet:
 *          - Version: 4, Header Length: 20, TTL: 64
 *          - Protocol: 6, Source: 127.0.0.1, Target: 127.0.0.1
 *        - TCP Segment:
 *          - Source Port: 40312, Destination Port: 1234
 *
 * SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "dissect/proto.h"
#include "show/view.h"

enum { LINE_WIDTH = 80, DATA_INDENT = 9 };

/* What is shown, by Wireshark's names. */
enum wanted {
    ETH_DESTINATION,
    ETH_SOURCE,
    ETH_TYPE,
    IP_VERSION,
    IP_HEADER,
    IP_TTL,
    IP_PROTOCOL,
    IP_SOURCE,
    IP_TARGET,
    ICMP_TYPE,
    ICMP_CODE,
    ICMP_CHECKSUM,
    TCP_SOURCE,
    TCP_DESTINATION,
    TCP_SEQUENCE,
    TCP_ACKNOWLEDGMENT,
    TCP_FLAGS,
    UDP_SOURCE,
    UDP_DESTINATION,
    UDP_LENGTH,
    WANTED
};

static const char *const names[WANTED] = {
    "eth.dst",
    "eth.src",
    "eth.type",
    "ip.version",
    "ip.hdr_len",
    "ip.ttl",
    "ip.proto",
    "ip.src",
    "ip.dst",
    "icmp.type",
    "icmp.code",
    "icmp.checksum",
    "tcp.srcport",
    "tcp.dstport",
    "tcp.seq_raw",
    "tcp.ack_raw",
    "tcp.flags",
    "udp.srcport",
    "udp.dstport",
    "udp.length",
};

struct turtle_view {
    struct view view;
    const struct dissector *dissector;
};

static void want(struct view *view, struct dissector *dissector)
{
    struct turtle_view *self = (struct turtle_view *)view;
    self->dissector = dissector;
    for (size_t i = 0; i < WANTED; i++)
        dissector_want(dissector, names[i]);
}

/* One layer of a packet, ready to be asked for its fields. */
struct subject {
    const struct turtle_view *self;
    const struct packet *packet;
    const struct layer *layer;
};

static const struct item *item_of(const struct subject *subject, enum wanted wanted)
{
    size_t count = 0;
    const struct field *const *fields =
        dissector_fields(subject->self->dissector, names[wanted], &count);
    const struct item *item = NULL;
    for (size_t i = 0; i < count && !item; i++)
        item = packet_item(subject->packet, subject->layer, fields[i]);
    return item;
}

static uint64_t number_of(const struct subject *subject, enum wanted wanted)
{
    const struct item *item = item_of(subject, wanted);
    return item ? item->number : 0;
}

static void put_value(struct text *text, const char *label, const struct item *item, bool upper)
{
    text_put(text, label);
    size_t start = text->len;
    if (item) field_print_value(text, item);
    for (size_t i = start; upper && i < text->len; i++)
        if (text->at[i] >= 'a' && text->at[i] <= 'f') text->at[i] = (char)(text->at[i] - 'a' + 'A');
}

/* The payload as the notes' format_multi_line() has it: \x68\x69, 80 columns. */
static void put_data(struct text *text, const struct subject *subject)
{
    const struct layer *layer = subject->layer;
    struct bytes source = subject->packet->sources[layer->source];
    size_t from = (size_t)layer->offset + layer->length,
           to = layer->end < source.len ? layer->end : source.len;
    size_t per_line = (LINE_WIDTH - DATA_INDENT) / 4;
    text_put(text, "     - Data:\n");
    for (size_t at = from; at < to; at += per_line) {
        text_repeat(text, ' ', DATA_INDENT);
        for (size_t i = at; i < to && i < at + per_line; i++) {
            text_put(text, "\\x");
            text_hex(text, source.at[i], 2);
        }
        text_char(text, '\n');
    }
}

static void put_ethernet(struct text *text, const struct subject *subject)
{
    uint16_t type = (uint16_t)number_of(subject, ETH_TYPE);
    put_value(text, " - Destination: ", item_of(subject, ETH_DESTINATION), true);
    put_value(text, ", Source: ", item_of(subject, ETH_SOURCE), true);
    /* The notes print socket.htons(type): on their machines the two bytes swapped, 0x0800 as 8. */
    text_labelled(text, ", Protocol: ", (uint16_t)(type << 8 | type >> 8));
    text_char(text, '\n');
}

static void put_ipv4(struct text *text, const struct subject *subject)
{
    text_put(text, "   - IPv4 Packet:\n");
    text_labelled(text, "     - Version: ", number_of(subject, IP_VERSION));
    text_labelled(text, ", Header Length: ", number_of(subject, IP_HEADER));
    text_labelled(text, ", TTL: ", number_of(subject, IP_TTL));
    text_labelled(text, "\n     - Protocol: ", number_of(subject, IP_PROTOCOL));
    put_value(text, ", Source: ", item_of(subject, IP_SOURCE), false);
    put_value(text, ", Target: ", item_of(subject, IP_TARGET), false);
    text_char(text, '\n');
}

static void put_icmp(struct text *text, const struct subject *subject)
{
    text_put(text, "   - ICMP Packet:\n");
    text_labelled(text, "     - Type: ", number_of(subject, ICMP_TYPE));
    text_labelled(text, ", Code: ", number_of(subject, ICMP_CODE));
    text_labelled(text, ", Checksum: ", number_of(subject, ICMP_CHECKSUM));
    text_char(text, '\n');
    put_data(text, subject);
}

static void put_tcp(struct text *text, const struct subject *subject)
{
    static const struct {
        const char *label;
        unsigned bit;
    } flags[] = {
        {"URG: ", 0x20},
        {", ACK: ", 0x10},
        {", PSH: ", 0x08},
        {", RST: ", 0x04},
        {", SYN: ", 0x02},
        {", FIN: ", 0x01},
    };
    text_put(text, "   - TCP Segment:\n");
    text_labelled(text, "     - Source Port: ", number_of(subject, TCP_SOURCE));
    text_labelled(text, ", Destination Port: ", number_of(subject, TCP_DESTINATION));
    text_labelled(text, "\n     - Sequence: ", number_of(subject, TCP_SEQUENCE));
    text_labelled(text, ", Acknowledgment: ", number_of(subject, TCP_ACKNOWLEDGMENT));
    text_put(text, "\n     - Flags:\n       - ");
    uint64_t bits = number_of(subject, TCP_FLAGS);
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        text_labelled(text, flags[i].label, (bits & flags[i].bit) != 0);
    text_char(text, '\n');
    put_data(text, subject);
}

static void put_udp(struct text *text, const struct subject *subject)
{
    text_put(text, "   - UDP Segment:\n");
    text_labelled(text, "     - Source Port: ", number_of(subject, UDP_SOURCE));
    text_labelled(text, ", Destination Port: ", number_of(subject, UDP_DESTINATION));
    text_labelled(text, ", Length: ", number_of(subject, UDP_LENGTH));
    text_char(text, '\n');
}

static void packet(struct view *view, struct text *text, const struct packet *packet)
{
    static const struct {
        const char *proto;
        void (*put)(struct text *text, const struct subject *subject);
    } layers[] = {
        {"eth", put_ethernet},
        {"ip", put_ipv4},
        {"icmp", put_icmp},
        {"tcp", put_tcp},
        {"udp", put_udp},
    };
    text_put(text, "\nEthernet Frame:\n");
    for (unsigned i = 0; i < packet->nlayers; i++) {
        struct subject subject = {(struct turtle_view *)view, packet, &packet->layers[i]};
        if (subject.layer->quoted) break;
        for (size_t k = 0; k < sizeof layers / sizeof *layers; k++)
            if (strcmp(subject.layer->proto->name, layers[k].proto) == 0)
                layers[k].put(text, &subject);
    }
}

static void destroy(struct view *view)
{
    free(view);
}

struct view *turtle_view_create(const struct view_style *style)
{
    (void)style;
    struct turtle_view *self = calloc(1, sizeof *self);
    if (!self) return NULL;
    self->view = (struct view){.want = want, .packet = packet, .destroy = destroy};
    return &self->view;
}
