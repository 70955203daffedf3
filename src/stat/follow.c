/* -z follow,PROTOCOL,MODE,STREAM[,RANGE]: what two sides said to each other.  See follow.h.
 * SPDX-License-Identifier: MIT */
#include "stat/follow.h"

#include <arpa/inet.h>
#include <stdlib.h>

#include "dissect/proto/tls.h"
#include "grammar/http.h"

struct follow_kind {
    const char *name, *carrier;
    void (*packet)(struct follow *self, const struct packet *packet);
};

const char *const follow_modes[] = {
    [FOLLOW_ASCII] = "ascii",
    [FOLLOW_EBCDIC] = "ebcdic",
    [FOLLOW_HEX] = "hex",
    [FOLLOW_RAW] = "raw",
    [FOLLOW_YAML] = "yaml",
    [FOLLOW_TALK] = "talk",
    NULL,
};

/* --- what was asked for -------------------------------------------------------------------------- */

/* Takes a word up to a comma off the arguments. */
static size_t take_word(const char **arguments, const char **word)
{
    size_t len = strcspn(*arguments, ",");
    *word = *arguments;
    *arguments += len + ((*arguments)[len] == ',');
    return len;
}

static bool is_word(const char *name, const char *word, size_t len)
{
    return strlen(name) == len && memcmp(name, word, len) == 0;
}

/* 10.0.0.1:80 or [::1]:80, as the address for a filter; false if it is neither. */
static bool read_end(const char *word, size_t len, char *address, bool *six, unsigned *port)
{
    char copy[64], *colon, *end, *host = copy;
    uint8_t binary[16];
    if (len >= sizeof copy) return false;
    memcpy(copy, word, len);
    copy[len] = 0;
    *six = *copy == '[';
    if (!(colon = strrchr(copy, ':')) || colon[1] < '0' || colon[1] > '9') return false;
    unsigned long number = strtoul(colon + 1, &end, 10);
    if (*end || number > 65535) return false;
    *colon = 0;
    if (*six) {
        if (colon == copy + 1 || colon[-1] != ']') return false;
        colon[-1] = 0;
        host++;
    }
    int family = *six ? AF_INET6 : AF_INET;
    if (inet_pton(family, host, binary) != 1) return false;
    if (!inet_ntop(family, binary, address, INET6_ADDRSTRLEN)) return false;
    *port = (unsigned)number;
    return true;
}

/* The filter that tells the packets of a stream: by its number, or by its ends. */
static bool read_stream(struct follow *self, const char **arguments, struct text *filter)
{
    const char *word, *carrier = self->carrier->name;
    size_t len = take_word(arguments, &word);
    if (len && len < 10 && strspn(word, "0123456789") == len) {
        text_format(filter, "%s.stream eq %.*s", carrier, (int)len, word);
        return true;
    }
    char a[INET6_ADDRSTRLEN], b[INET6_ADDRSTRLEN];
    bool a_six, b_six;
    unsigned a_port, b_port;
    if (!read_end(word, len, a, &a_six, &a_port)) return false;
    len = take_word(arguments, &word);
    if (!read_end(word, len, b, &b_six, &b_port) || a_six != b_six) return false;
    const char *ip = a_six ? "ipv6" : "ip";
    static const char way[] = "((%s.src eq %s and %s.srcport eq %u) and (%s.dst eq %s and "
                              "%s.dstport eq %u))";
    text_format(filter, way, ip, a, carrier, a_port, ip, b, carrier, b_port);
    text_put(filter, " or ");
    text_format(filter, way, ip, b, carrier, b_port, ip, a, carrier, a_port);
    return true;
}

/* N or N-M: which chunks are shown. */
static bool read_range(struct follow *self, const char *range)
{
    self->first_chunk = 1;
    self->last_chunk = UINT32_MAX;
    if (!*range) return true;
    char *end;
    unsigned long first = strtoul(range, &end, 10), last = first;
    if (end == range || *range < '0' || *range > '9') return false;
    if (*end == '-') {
        range = end + 1;
        last = strtoul(range, &end, 10);
        if (end == range || *range < '0' || *range > '9') return false;
    }
    self->first_chunk = (uint32_t)first;
    self->last_chunk = (uint32_t)last;
    return !*end && first && first <= last && last <= UINT32_MAX;
}

static const struct follow_kind *kind_named(const char *word, size_t len);

static bool open_follow(struct statistic *stat, const char *arguments, struct text *message)
{
    struct follow *self = (struct follow *)stat;
    const char *word, *rest;
    size_t len = take_word(&arguments, &word);
    self->kind = kind_named(word, len);
    if (!self->kind) {
        text_put(message, "what is to be followed is tcp, udp, tls or http");
        return false;
    }
    self->carrier = ends_type(self->kind->carrier, &rest);
    self->file_data = dissector_field(stat->setting.dissector, "http.file_data");
    self->seq = dissector_field(stat->setting.dissector, "tcp.seq");
    self->ack = dissector_field(stat->setting.dissector, "tcp.ack");
    self->len = dissector_field(stat->setting.dissector, "tcp.len");
    len = take_word(&arguments, &word);
    while (follow_modes[self->mode] && !is_word(follow_modes[self->mode], word, len))
        self->mode++;
    struct text filter = {0};
    bool right = false;
    stat->safe = self->mode == FOLLOW_TALK;
    if (!follow_modes[self->mode])
        text_put(message, "Invalid display mode: ascii, ebcdic, hex, raw, yaml or talk.");
    else if (!read_stream(self, &arguments, &filter))
        text_put(message, "Invalid address: a number of a stream, or IP:PORT,IP:PORT.");
    else if (!read_range(self, arguments))
        text_put(message, "Invalid range: N or N-M.");
    else
        right = statistic_read_filter(stat, text_string(&filter), message);
    text_finish(&filter);
    return right;
}

/* --- what is said -------------------------------------------------------------------------------- */

void follow_add(struct follow *self, const struct follow_chunk *like, struct bytes bytes)
{
    if (self->count == self->room && self->count < FOLLOW_CHUNKS) {
        size_t room = self->room ? self->room * 2 : 64;
        struct follow_chunk *chunks = realloc(self->chunks, room * sizeof *chunks);
        if (chunks) {
            self->chunks = chunks;
            self->room = room;
        }
    }
    bool room = self->count < self->room && bytes.len <= FOLLOW_BYTES - self->bytes.len &&
                text_room(&self->bytes, bytes.len);
    if (!room || self->left_out) { /* nothing behind a hole that is not told */
        self->left_out += bytes.len;
        return;
    }
    struct follow_chunk *chunk = &self->chunks[self->count++];
    *chunk = *like;
    chunk->offset = self->bytes.len;
    chunk->length = (uint32_t)bytes.len;
    text_add(&self->bytes, bytes.at, bytes.len);
}

/* Who speaks: the one first seen, or the other.  `both`: that one is known as well. */
static bool by_server(struct follow *self, const struct end ends[2], bool both)
{
    if (!self->begun) {
        self->begun = true;
        self->has_server = both;
        self->ends[0] = ends[0];
        self->ends[1] = ends[1];
    }
    return memcmp(&ends[0], &self->ends[0], sizeof *ends) != 0;
}

static struct follow_chunk said_now(const struct packet *packet, bool server)
{
    return (struct follow_chunk){
        .frame = packet->frame->number, .time = packet->frame->time, .by_server = server};
}

static void packet_tcp(struct follow *self, const struct packet *packet)
{
    struct ends_walk walk = {.type = self->carrier};
    while (ends_next(&walk, packet))
        follow_tcp(self, packet, walk.layer, by_server(self, walk.ends, true));
}

static void packet_udp(struct follow *self, const struct packet *packet)
{
    struct ends_walk walk = {.type = self->carrier};
    while (ends_next(&walk, packet)) {
        const struct bytes *source = &packet->sources[walk.layer->source];
        size_t from = walk.layer->offset, end = from + bytes_be16(source->at + from + 4);
        if (end > walk.layer->end) end = walk.layer->end;
        if (end > source->len) end = source->len;
        struct follow_chunk chunk = said_now(packet, by_server(self, walk.ends, true));
        if (end > from + 8)
            follow_add(self, &chunk, bytes_of(source->at + from + 8, end - from - 8));
    }
}

/* What records said when they were opened; those of the handshake tell who comes first. */
static void packet_tls(struct follow *self, const struct packet *packet)
{
    struct ends_walk walk = {.type = self->carrier};
    if (packet->nsources < 2 || !ends_next(&walk, packet)) return;
    for (unsigned i = 1; i < packet->nsources; i++) {
        if (strcmp(packet->source_names[i], tls_plain_data) != 0) continue;
        struct follow_chunk chunk = said_now(packet, by_server(self, walk.ends, false));
        if (packet->source_names[i] == tls_plain_data) follow_add(self, &chunk, packet->sources[i]);
    }
}

/* How long start line and header are, the empty line included. */
static size_t header_length(struct bytes message)
{
    struct http_line line = {0};
    while (http_line_at(message, line.next, &line))
        if (!line.length) return line.next;
    return message.len;
}

/* A message is its header, then its body, out of its chunks and unpacked. */
static void packet_http(struct follow *self, const struct packet *packet)
{
    struct ends_walk walk = {.type = self->carrier};
    if (!ends_next(&walk, packet)) return;
    for (unsigned i = 0; i < packet->nlayers; i++) {
        const struct layer *layer = &packet->layers[i];
        if (strcmp(layer->proto->name, "http") != 0 || layer->quoted) continue;
        const struct bytes *source = &packet->sources[layer->source];
        size_t end = layer->end < source->len ? layer->end : source->len;
        struct bytes message = bytes_of(source->at + layer->offset, end - layer->offset);
        struct follow_chunk chunk = said_now(packet, by_server(self, walk.ends, true));
        const struct item *body = packet_item(packet, layer, self->file_data);
        message.len = header_length(message);
        if (message.len) follow_add(self, &chunk, message);
        if (body && body->bytes.len) follow_add(self, &chunk, body->bytes);
    }
}

static const struct follow_kind kinds[] = {
    {"tcp", "tcp", packet_tcp},
    {"udp", "udp", packet_udp},
    {"tls", "tcp", packet_tls},
    {"http", "tcp", packet_http},
};

static const struct follow_kind *kind_named(const char *word, size_t len)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (is_word(kinds[i].name, word, len)) return &kinds[i];
    return NULL;
}

const char *follow_kind_name(const struct follow *self)
{
    return self->kind->name;
}

static void want(struct statistic *stat, struct dissector *dissector)
{
    struct follow *self = (struct follow *)stat;
    if (self->kind->packet == packet_http) dissector_want(dissector, self->file_data->name);
    if (self->kind->packet == packet_tls) dissector_want(dissector, "tls");
    if (self->kind->packet != packet_tcp) return;
    dissector_want(dissector, self->seq->name);
    dissector_want(dissector, self->ack->name);
    dissector_want(dissector, self->len->name);
}

static void packet(struct statistic *stat, const struct packet *packet)
{
    struct follow *self = (struct follow *)stat;
    self->kind->packet(self, packet);
}

static void close_follow(struct statistic *stat)
{
    struct follow *self = (struct follow *)stat;
    follow_tcp_finish(self);
    text_finish(&self->bytes);
    free(self->chunks);
}

const struct statistic_kind kind_follow = {
    .name = "follow",
    .arguments = ",PROTOCOL,MODE,STREAM[,RANGE]",
    .summary = "what both sides said: tcp udp tls http; ascii ebcdic hex raw yaml, talk for "
               "people; a number, or "
               "IP:PORT,IP:PORT; chunks N-M",
    .asks = true,
    .size = sizeof(struct follow),
    .open = open_follow,
    .want = want,
    .packet = packet,
    .print = follow_print,
    .list = follow_list,
    .close = close_follow,
};
