/* The colouring rules.  See color.h.  SPDX-License-Identifier: MIT */
#include "show/color.h"

#include <string.h>

/* Text; background: from the 256 colours that every terminal of today has. */
#define COLORS(text, background) "\x1b[38;5;" #text ";48;5;" #background "m"
#define DARK 235 /* nearly black: never pure, so that selections stay visible */

#define COLORS_OF(text, background) COLORS(text, background)

static const struct color_rule {
    const char *proto;
    const char *begin;
} by_protocol[] = {
    {"arp", COLORS_OF(DARK, 230)},    /* cream */
    {"icmp", COLORS_OF(DARK, 225)},   /* pink */
    {"icmpv6", COLORS_OF(DARK, 225)}, /* pink */
    {"http", COLORS_OF(DARK, 194)},   /* light green */
    {"tls", COLORS_OF(DARK, 183)},    /* violet */
    {"igmp", COLORS_OF(DARK, 230)},   /* cream, as routing protocols */
    {"tcp", COLORS_OF(DARK, 189)},    /* lavender */
    {"udp", COLORS_OF(DARK, 195)},    /* light blue */
};

static const char BAD_TCP[] = COLORS_OF(210, 235);       /* red on black */
static const char RESET[] = COLORS_OF(229, 124);         /* yellow on dark red */
static const char BEGIN_OR_END[] = COLORS_OF(DARK, 250); /* SYN and FIN: grey */
static const char ICMP_ERROR[] = COLORS_OF(155, 235);    /* green on black */
static const char OTHER[] = COLORS_OF(DARK, 255);

enum { FIN = 0x01, SYN = 0x02, RST = 0x04 };

void color_want(struct color_rules *rules, struct dissector *dissector)
{
    dissector_want(dissector, "tcp.flags");
    dissector_want(dissector, "tcp.analysis.flags");
    rules->tcp_flags = dissector_field(dissector, "tcp.flags");
    rules->tcp_analysis = dissector_field(dissector, "tcp.analysis.flags");
}

static const char *color_of_tcp(
    const struct color_rules *rules, const struct packet *packet, const struct layer *layer)
{
    if (rules->tcp_analysis && packet_item(packet, layer, rules->tcp_analysis)) return BAD_TCP;
    const struct item *flags =
        rules->tcp_flags ? packet_item(packet, layer, rules->tcp_flags) : NULL;
    if (flags && flags->number & RST) return RESET;
    if (flags && flags->number & (SYN | FIN)) return BEGIN_OR_END;
    return NULL;
}

const char *color_begin(const struct color_rules *rules, const struct packet *packet)
{
    bool quotes = packet->nlayers && packet->layers[packet->nlayers - 1].quoted;
    /* From the inside out: the innermost protocol that has a colour gives it. */
    for (unsigned i = packet->nlayers; i-- > 0;) {
        const struct layer *layer = &packet->layers[i];
        if (layer->quoted) continue;
        const char *name = layer->proto->name;
        if (strcmp(name, "tcp") == 0) {
            const char *special = color_of_tcp(rules, packet, layer);
            if (special) return special;
        }
        /* An ICMP message with a packet in it is about an error. */
        if (quotes && strncmp(name, "icmp", 4) == 0) return ICMP_ERROR;
        for (size_t rule = 0; rule < sizeof by_protocol / sizeof *by_protocol; rule++)
            if (strcmp(name, by_protocol[rule].proto) == 0) return by_protocol[rule].begin;
    }
    return OTHER;
}
