/* -z flow,WHAT,WHERE: who sent what to whom, as a ladder.
 *
 *     |Time     | 10.0.0.1                              |
 *     |         |                   | 10.0.0.2          |
 *     |0.000000 |         SYN       |                   |Seq = 0
 *     |         |(1234)   ------------------>  (80)     |
 *
 * The addresses stand above the ladder, so it is printed when all are known.  SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "dissect/proto.h"
#include "dissect/resolve.h"
#include "dissect/tracker.h"
#include "stat/json_rows.h"
#include "stat/statistic.h"

enum {
    RUNGS = 1 << 17,  /* frames shown: about 20 MB with their texts */
    TEXTS = 32 << 20, /* of all of them, in bytes */
    NODES = 40,       /* as Wireshark has it */
    NODE_WIDTH = 20,
    TIME_WIDTH = 10,
    CONVERSATION_WIDTH = 5,
};

struct rung {
    uint64_t frame;
    uint32_t conversation;
    uint32_t text, time_length, label_length,
        comment_length; /* in flow->texts, one behind the other */
    uint16_t ports[2];
    uint8_t nodes[2]; /* from, to */
};

struct flow {
    struct statistic stat;
    void (*add)(struct flow *self, const struct packet *packet);
    bool network; /* frames without IP as well, by their addresses on the link */
    const struct field *stream, *seq, *ack, *len, *resp_to;
    char nodes[NODES][64];
    unsigned node_count;
    struct rung *rungs;
    uint32_t count, room;
    struct text texts;
    bool several; /* conversations */
    uint64_t left_out;
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

/* The column of an address; NODES without room. */
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
    if (node == self->node_count && node < NODES) {
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
    if (self->count == self->room || self->texts.len > TEXTS || from == NODES || to == NODES) {
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

/* --- the ladder ---------------------------------------------------------------------------------- */

static void pad(struct text *text, size_t start, size_t width)
{
    if (text->len - start < width) text_repeat(text, ' ', width - (text->len - start));
}

static void print_empty(struct text *text, const struct flow *self)
{
    for (unsigned i = 0; i < self->node_count; i++) {
        text_char(text, '|');
        text_repeat(text, ' ', NODE_WIDTH - 1);
    }
    text_char(text, '|');
}

static void print_heads(struct text *text, const struct flow *self)
{
    text_put(text, self->several ? "Conv.| Time    " : "|Time     ");
    for (unsigned i = 0; i < self->node_count; i += 2) {
        size_t start = text->len;
        text_put(text, "| ");
        text_put(text, self->nodes[i]);
        pad(text, start, 2 * NODE_WIDTH);
    }
    text_put(text, self->several ? "|\n     |         | " : "|\n|         | ");
    text_repeat(text, ' ', NODE_WIDTH - 2);
    for (unsigned i = 1; i < self->node_count; i += 2) {
        size_t start = text->len;
        text_put(text, "| ");
        text_put(text, self->nodes[i]);
        if (text->len - start < NODE_WIDTH) {
            pad(text, start, NODE_WIDTH);
            text_put(text, "| ");
        }
        pad(text, start, 2 * NODE_WIDTH);
    }
    text_char(text, '\n');
}

/* Lays `words` over the line that begins at `start`, at most `room` characters of them; puts them in
 * if it is too short, as Wireshark does. */
static void lay_over(struct text *text, size_t start, size_t at, struct bytes words, size_t room)
{
    struct text line = {0};
    size_t bytes = 0, characters = 0;
    uint32_t code;
    while (bytes < words.len && characters < room) {
        size_t length = escape_utf8(words.at + bytes, words.len - bytes, &code);
        bytes += length ? length : 1;
        characters++;
    }
    text_add(&line, text->at + start, text->len - start);
    text->len = start;
    if (at > line.len) at = line.len;
    text_add(text, line.at, at);
    text_add(text, words.at, bytes);
    if (at + characters <= line.len) at += characters;
    text_add(text, line.at + at, line.len - at);
    text_finish(&line);
}

static void lay_port(struct text *text, size_t start, size_t at, unsigned port)
{
    struct text words = {0};
    text_format(&words, "(%u)", port);
    lay_over(text, start, at, bytes_of(words.at, words.len), 8);
    text_finish(&words);
}

static void print_arrow(
    struct text *text, const struct flow *self, const struct rung *rung, size_t from, size_t to)
{
    size_t start = text->len, width = from < to ? to - from : from - to;
    struct text arrow = {0};
    print_empty(text, self);
    if (from > to) text_char(&arrow, '<');
    text_repeat(&arrow, '-', width - 2);
    if (from < to) text_char(&arrow, '>');
    lay_over(text, start, from < to ? from : to, bytes_of(arrow.at, arrow.len), width);
    text_finish(&arrow);
    lay_port(text, start, from < to ? from - 9 : from + 1, rung->ports[0]);
    lay_port(text, start, from < to ? to + 1 : to - 9, rung->ports[1]);
    text_char(text, '\n');
}

static struct bytes time_of(const struct flow *self, const struct rung *rung)
{
    return bytes_of(self->texts.at + rung->text, rung->time_length);
}

static struct bytes label_of(const struct flow *self, const struct rung *rung)
{
    return bytes_of(self->texts.at + rung->text + rung->time_length, rung->label_length);
}

static struct bytes comment_of(const struct flow *self, const struct rung *rung)
{
    struct bytes label = label_of(self, rung);
    return bytes_of(label.at + label.len, rung->comment_length);
}

static void print_rung(struct text *text, const struct flow *self, const struct rung *rung)
{
    size_t from = rung->nodes[0] * (size_t)NODE_WIDTH + NODE_WIDTH / 2;
    size_t to = rung->nodes[1] * (size_t)NODE_WIDTH + NODE_WIDTH / 2, start = text->len;
    if (from == to) to += NODE_WIDTH;
    if (self->several) text_uint(text, rung->conversation);
    if (self->several) pad(text, start, CONVERSATION_WIDTH);
    start = text->len;
    struct bytes time = time_of(self, rung), comment = comment_of(self, rung);
    text_char(text, '|');
    text_add(text, time.at, time.len);
    pad(text, start, TIME_WIDTH);
    start = text->len;
    print_empty(text, self);
    lay_over(text, start, from < to ? from : to, label_of(self, rung),
        from < to ? to - from : from - to);
    text_add(text, comment.at, comment.len);
    text_put(text, self->several ? "\n     |         " : "\n|         ");
    print_arrow(text, self, rung, from, to);
}

static void print(struct statistic *stat, struct text *text)
{
    struct flow *self = (struct flow *)stat;
    size_t rule = self->node_count * (size_t)NODE_WIDTH + 1 + TIME_WIDTH;
    if (self->several) rule += CONVERSATION_WIDTH + 1;
    if (self->count) print_heads(text, self);
    for (uint32_t i = 0; i < self->count; i++) {
        if (i && self->rungs[i].conversation != self->rungs[i - 1].conversation) {
            text_repeat(text, '-', rule);
            text_char(text, '\n');
        }
        print_rung(text, self, &self->rungs[i]);
    }
    statistic_left_out(text, self->left_out, "frames");
}

static void list(struct statistic *stat, struct text *text)
{
    struct flow *self = (struct flow *)stat;
    for (uint32_t i = 0; i < self->count; i++) {
        const struct rung *rung = &self->rungs[i];
        struct bytes time = time_of(self, rung);
        json_row_begin(text);
        json_row_uint(text, "frame", rung->frame);
        json_key(text, "elapsed");
        text_add(text, time.at, time.len);
        json_row_text(text, "from", bytes_of_string(self->nodes[rung->nodes[0]]));
        json_row_uint(text, "from_port", rung->ports[0]);
        json_row_text(text, "to", bytes_of_string(self->nodes[rung->nodes[1]]));
        json_row_uint(text, "to_port", rung->ports[1]);
        json_row_text(text, "label", label_of(self, rung));
        json_row_text(text, "comment", comment_of(self, rung));
        json_row_end(text);
    }
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
    .print = print,
    .list = list,
    .close = close_flow,
};
