/* The colouring rules.  See color.h.  SPDX-License-Identifier: MIT */
#include "show/color.h"

#include <string.h>

/* From the 256 colours that every terminal of today has, and the nearest of Wireshark's. */
#define COLORS(text, background, hex_text, hex_background)                                         \
    {                                                                                              \
        "\x1b[38;5;" #text ";48;5;" #background "m", hex_text, hex_background                      \
    }
/* Nearly black: never pure, so that selections stay visible. */
#define ON(background, hex) COLORS(235, background, "#12272e", hex)

static const struct color_rule {
    const char *proto;
    struct color color;
} by_protocol[] = {
    {"arp", ON(230, "#faf0d7")},    /* cream */
    {"icmp", ON(225, "#fce0ff")},   /* pink */
    {"icmpv6", ON(225, "#fce0ff")}, /* pink */
    {"http", ON(194, "#e4ffc7")},   /* light green */
    {"tls", ON(183, "#d7afff")},    /* violet */
    {"igmp", ON(230, "#fff3d6")},   /* cream, as routing protocols */
    {"tcp", ON(189, "#e7e6ff")},    /* lavender */
    {"udp", ON(195, "#daeeff")},    /* light blue */
};

static const struct color BAD_TCP = COLORS(210, 235, "#f78787", "#12272e"), /* red on black */
    RESET = COLORS(229, 124, "#fffc9c", "#a40000"),                         /* yellow on dark red */
    BEGIN_OR_END = ON(250, "#a0a0a0"),                                      /* SYN and FIN: grey */
    ICMP_ERROR = COLORS(155, 235, "#b7f774", "#12272e"),                    /* green on black */
    OTHER = ON(255, "#ffffff");

enum { FIN = 0x01, SYN = 0x02, RST = 0x04 };

void color_want(struct color_rules *rules, struct dissector *dissector)
{
    dissector_want(dissector, "tcp.flags");
    dissector_want(dissector, "tcp.analysis.flags");
    rules->tcp_flags = dissector_field(dissector, "tcp.flags");
    rules->tcp_analysis = dissector_field(dissector, "tcp.analysis.flags");
}

static const struct color *color_of_tcp(
    const struct color_rules *rules, const struct packet *packet, const struct layer *layer)
{
    if (rules->tcp_analysis && packet_item(packet, layer, rules->tcp_analysis)) return &BAD_TCP;
    const struct item *flags =
        rules->tcp_flags ? packet_item(packet, layer, rules->tcp_flags) : NULL;
    if (flags && flags->number & RST) return &RESET;
    if (flags && flags->number & (SYN | FIN)) return &BEGIN_OR_END;
    return NULL;
}

const struct color *color_of(const struct color_rules *rules, const struct packet *packet)
{
    bool quotes = packet->nlayers && packet->layers[packet->nlayers - 1].quoted;
    /* From the inside out: the innermost protocol that has a colour gives it. */
    for (unsigned i = packet->nlayers; i-- > 0;) {
        const struct layer *layer = &packet->layers[i];
        if (layer->quoted) continue;
        const char *name = layer->proto->name;
        if (strcmp(name, "tcp") == 0) {
            const struct color *special = color_of_tcp(rules, packet, layer);
            if (special) return special;
        }
        /* An ICMP message with a packet in it is about an error. */
        if (quotes && strncmp(name, "icmp", 4) == 0) return &ICMP_ERROR;
        for (size_t rule = 0; rule < sizeof by_protocol / sizeof *by_protocol; rule++)
            if (strcmp(name, by_protocol[rule].proto) == 0) return &by_protocol[rule].color;
    }
    return &OTHER;
}
