/* -z flow,WHAT,WHERE: who sent what to whom, as a ladder.
 *
 *     |Time     | 10.0.0.1                              |
 *     |         |                   | 10.0.0.2          |
 *     |0.000000 |         SYN       |                   |Seq = 0
 *     |         |(1234)   ------------------>  (80)     |
 *
 * The addresses stand above the ladder, so it is printed when all are known.  SPDX-License-Identifier: MIT */
#include "stat/flow.h"

#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "dissect/proto.h"
#include "dissect/resolve.h"
#include "dissect/tracker.h"

enum {
    RUNGS = 1 << 17,  /* frames shown: about 20 MB with their texts */
    TEXTS = 32 << 20, /* of all of them, in bytes */
};

static void add_any(struct flow *self, const struct packet *packet);
static void add_tcp(struct flow *self, const struct packet *packet);
static void add_icmp(struct flow *self, const struct packet *packet);

static bool take(const char **arguments, const char *word)
{
    size_t len = strlen(word);
    if (strncmp(*arguments, word, len) != 0 || ((*arguments)[len] && (*arguments)[len] != ','))
        return false;
    *arguments += len + ((*arguments)[len] == ',');
    return true;
}

static bool open_flow(struct statistic *stat, const char *arguments, struct text *message)
{
    struct flow *self = (struct flow *)stat;
    const struct dissector *dissector = stat->setting.dissector;
    const char *echo = NULL;
    if (take(&arguments, "any"))
        self->add = add_any;
    else if (take(&arguments, "tcp"))
        self->add = add_tcp;
    else if (take(&arguments, "icmp"))
        echo = "icmp.resp_to";
    else if (take(&arguments, "icmpv6"))
        echo = "icmpv6.resp_to";
    if (echo) {
        self->add = add_icmp;
        self->resp_to = dissector_field(dissector, echo);
    }
    self->stream = dissector_field(dissector, "tcp.stream");
    self->seq = dissector_field(dissector, "tcp.seq");
    self->ack = dissector_field(dissector, "tcp.ack");
    self->len = dissector_field(dissector, "tcp.len");
    if (!self->add) {
        text_put(message, "what flows is any, tcp, icmp or icmpv6");
        return false;
    }
    self->network = take(&arguments, "network");
    if (!self->network && !take(&arguments, "standard")) {
        text_put(message, "Invalid address type: standard or network.");
        return false;
    }
    return statistic_read_filter(stat, arguments, message);
}

static void want(struct statistic *stat, struct dissector *dissector)
{
    struct flow *self = (struct flow *)stat;
    if (self->resp_to) dissector_want(dissector, self->resp_to->name);
    if (self->add != add_tcp) return;
    const struct field *const fields[] = {self->stream, self->seq, self->ack, self->len};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        dissector_want(dissector, fields[i]->name);
}

/* --- what is kept -------------------------------------------------------------------------------- */

/* The column of an address; FLOW_NODES without room. */
static unsigned node_of(
    struct flow *self, const struct packet *packet, const struct address *address)
{
    char name[sizeof *self->nodes];
    struct text text = {.at = name, .cap = sizeof name, .fixed = true};
    resolve_column(&text, packet, address);
    text_string(&text);
    unsigned node = 0;
    while (node < self->node_count && strcmp(self->nodes[node], name) != 0)
        node++;
    if (node == self->node_count && node < FLOW_NODES) {
        memcpy(self->nodes[node], name, sizeof name);
        self->node_count++;
    }
    return node;
}

/* The ports that the frame has at last. */
static void find_ports(const struct packet *packet, uint16_t ports[2])
{
    ports[0] = ports[1] = 0;
    for (unsigned i = 0; i < packet->nlayers; i++) {
        const struct layer *layer = &packet->layers[i];
        const char *name = layer->proto->name;
        const uint8_t *at = layer_at(packet, layer, 4);
        if (!at || (strcmp(name, "tcp") != 0 && strcmp(name, "udp") != 0)) continue;
        ports[0] = bytes_be16(at);
        ports[1] = bytes_be16(at + 2);
    }
}

/* Another rung, whose texts are to be appended; NULL without room. */
static struct rung *begin(struct flow *self, const struct packet *packet)
{
    if (packet->source.kind == ADDRESS_NONE || packet->destination.kind == ADDRESS_NONE ||
        (!self->network && packet->source.kind == ADDRESS_ETHER))
        return NULL;
    if (self->count == self->room && self->count < RUNGS) {
        uint32_t room = self->room ? self->room * 2 : 256;
        struct rung *rungs = realloc(self->rungs, room * sizeof *rungs);
        if (rungs) {
            self->rungs = rungs;
            self->room = room;
        }
    }
    unsigned from = node_of(self, packet, &packet->source);
    unsigned to = node_of(self, packet, &packet->destination);
    if (self->count == self->room || self->texts.len > TEXTS || from == FLOW_NODES ||
        to == FLOW_NODES) {
        self->left_out++;
        return NULL;
    }
    struct rung *rung = &self->rungs[self->count++];
    *rung = (struct rung){.frame = packet->frame->number, .text = (uint32_t)self->texts.len};
    rung->nodes[0] = (uint8_t)from;
    rung->nodes[1] = (uint8_t)to;
    unsigned digits = packet->frame->time_digits;
    text_seconds(&self->texts, packet->frame->since_first, digits);
    rung->time_length = (uint32_t)self->texts.len - rung->text;
    return rung;
}

static void end_label(struct flow *self, struct rung *rung)
{
    rung->label_length = (uint32_t)self->texts.len - rung->text - rung->time_length;
}

static void end_comment(struct flow *self, struct rung *rung)
{
    rung->comment_length =
        (uint32_t)self->texts.len - rung->text - rung->time_length - rung->label_length;
    if (rung->conversation != self->rungs[0].conversation) self->several = true;
}

/* The Info column, alone and behind the protocol. */
static void add_info(struct flow *self, const struct packet *packet, const uint16_t ports[2])
{
    struct rung *rung = begin(self, packet);
    if (!rung) return;
    memcpy(rung->ports, ports, sizeof rung->ports);
    packet_column_info(&self->texts, packet);
    end_label(self, rung);
    text_put(&self->texts, packet_column_protocol(packet));
    text_put(&self->texts, ": ");
    packet_column_info(&self->texts, packet);
    end_comment(self, rung);
}

static void add_any(struct flow *self, const struct packet *packet)
{
    uint16_t ports[2];
    find_ports(packet, ports);
    add_info(self, packet, ports);
}

/* Echoes that belong together; their type stands where others have a port. */
static void add_icmp(struct flow *self, const struct packet *packet)
{
    bool six = strncmp(self->resp_to->name, "icmpv6", 6) == 0;
    for (unsigned i = 0; i < packet->nlayers; i++) {
        const struct layer *layer = &packet->layers[i];
        const uint8_t *at = layer_at(packet, layer, 4);
        if (!at || layer->quoted || strcmp(layer->proto->name, six ? "icmpv6" : "icmp") != 0)
            continue;
        bool request = *at == (six ? 128 : 8);
        const uint16_t ports[2] = {0, (uint16_t)(*at << 8)};
        if (request || packet_item(packet, layer, self->resp_to)) add_info(self, packet, ports);
    }
}

static uint32_t number_of(
    const struct packet *packet, const struct layer *layer, const struct field *field)
{
    const struct item *item = packet_item(packet, layer, field);
    return item ? (uint32_t)item->number : 0;
}

static void add_segment(struct flow *self, const struct packet *packet, const struct layer *layer)
{
    static const char *const flags[] = {"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"};
    const uint8_t *at = layer_at(packet, layer, 20);
    struct rung *rung = at ? begin(self, packet) : NULL;
    if (!rung) return;
    struct text *text = &self->texts;
    size_t start = text->len;
    rung->conversation = number_of(packet, layer, self->stream);
    rung->ports[0] = bytes_be16(at);
    rung->ports[1] = bytes_be16(at + 2);
    for (unsigned bit = 0; bit < sizeof flags / sizeof *flags; bit++) {
        if (!(at[13] >> bit & 1)) continue;
        if (text->len > start) text_put(text, ", ");
        text_put(text, flags[bit]);
    }
    if (text->len == start) text_put(text, "<None>");
    uint32_t length = number_of(packet, layer, self->len);
    if (length) text_labelled(text, " - Len: ", length);
    end_label(self, rung);
    text_labelled(text, "Seq = ", number_of(packet, layer, self->seq));
    if (at[13] & TCP_ACK) text_labelled(text, " Ack = ", number_of(packet, layer, self->ack));
    end_comment(self, rung);
}

static void add_tcp(struct flow *self, const struct packet *packet)
{
    for (unsigned i = 0; i < packet->nlayers; i++) {
        const struct layer *layer = &packet->layers[i];
        if (!layer->quoted && strcmp(layer->proto->name, "tcp") == 0)
            add_segment(self, packet, layer);
    }
}

static void packet(struct statistic *stat, const struct packet *packet)
{
    struct flow *self = (struct flow *)stat;
    self->add(self, packet);
}

static void close_flow(struct statistic *stat)
{
    struct flow *self = (struct flow *)stat;
    free(self->rungs);
    text_finish(&self->texts);
}

const struct statistic_kind kind_flow = {
    .name = "flow",
    .arguments = ",any|tcp|icmp|icmpv6,standard|network[,FILTER]",
    .summary = "who sent what to whom, as a ladder",
    .size = sizeof(struct flow),
    .open = open_flow,
    .want = want,
    .packet = packet,
    .print = flow_print,
    .list = flow_list,
    .close = close_flow,
};
