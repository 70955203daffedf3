/* User Datagram Protocol, RFC 768.
 *
 *      0                              16                             31
 *      +------------------------------+------------------------------+
 *      |         source port          |       destination port       |
 *      +------------------------------+------------------------------+
 *      |   length, with this header   |           checksum           |
 *      +------------------------------+------------------------------+
 * SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/checksum.h"
#include "dissect/directory.h"
#include "dissect/proto.h"
#include "dissect/registry.h"
#include "dissect/resolve.h"
#include "dissect/tracker.h"

enum { HEADER = 8, UDP = 17 };
/* traceroute counts its probes in the destination port, three to a hop. */
enum { TRACEROUTE_FIRST = 33435, TRACEROUTE_LAST = 33464, TRACEROUTE_PROBES = 3 };

enum {
    SRCPORT,
    DSTPORT,
    PORT,
    LENGTH,
    CHECKSUM,
    CALCULATED,
    STATUS,
    STREAM,
    TIMESTAMPS,
    TIME_RELATIVE,
    TIME_DELTA,
    PAYLOAD,
    N_TRACEROUTE,
    N_LENGTH,
    N_LENGTH_ZERO,
    N_CHECKSUM_ZERO,
    N_CHECKSUM_BAD,
    NFIELDS
};

static void show_length(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct layer *layer = &packet->layers[item->layer];
    uint32_t room = layer->end - layer->offset;
    text_put(text, "Length: ");
    text_uint(text, item->number);
    if (item->number < HEADER) {
        if (item->number ||
            !(packet->layers[item->layer].count > CHECKSUM && layer_item(packet, layer, CHECKSUM)))
            text_put(text, " (bogus, must be >= 8)");
    } else if (item->number > room && !layer->quoted) {
        text_format(text, " (bogus, payload length %u)", room);
    }
}

static void show_checksum(struct text *text, const struct packet *packet, const struct item *item)
{
    text_put(text, "Checksum: 0x");
    text_hex(text, item->number, 4);
    text_char(text, ' ');
    static const char *const words[] = {[CHECKSUM_GOOD] = "[correct]",
        [CHECKSUM_UNVERIFIED] = "[unverified]",
        [CHECKSUM_ABSENT] = "[zero-value ignored]",
        [CHECKSUM_ILLEGAL] = "[zero-value illegal]"};
    const struct layer *layer = &packet->layers[item->layer];
    uint64_t status = layer_uint(packet, layer, STATUS);
    if (status == CHECKSUM_BAD)
        text_format(text, "incorrect, should be 0x%04x (maybe caused by \"UDP checksum offload\"?)",
            (unsigned)layer_uint(packet, layer, CALCULATED));
    else
        text_put(text, words[status]);
}

static void show_payload(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct layer *layer = &packet->layers[item->layer];
    uint32_t room = layer->end - layer->offset,
             length = (uint32_t)layer_uint(packet, layer, LENGTH);
    if (!length || length > room) length = room;
    text_format(text, "UDP payload (%u byte%s)", length - HEADER, length - HEADER == 1 ? "" : "s");
}

static const struct field fields[NFIELDS] = {
    [SRCPORT] = {"udp.srcport", "Source Port", FT_UINT16, BASE_PT_UDP,
        .flags = FIELD_ALONE | FIELD_SUMMARY, .blurb = "The sending program's port"},
    [DSTPORT] = {"udp.dstport", "Destination Port", FT_UINT16, BASE_PT_UDP,
        .flags = FIELD_ALONE | FIELD_SUMMARY, .blurb = "The receiving program's port"},
    [PORT] = {"udp.port", "Source or Destination Port", FT_UINT16, BASE_PT_UDP,
        .flags = FIELD_TWIN | FIELD_ALONE, .blurb = "Either port: matches both directions"},
    [LENGTH] = {"udp.length", "Length", FT_UINT16, BASE_DEC, .flags = FIELD_ALONE | FIELD_SUMMARY,
        .show = show_length, .blurb = "Bytes of this datagram, with the 8 of the header"},
    [CHECKSUM] = {"udp.checksum", "Checksum", FT_UINT16, BASE_HEX, .flags = FIELD_HARMLESS,
        .show = show_checksum,
        .blurb = "Guards header, data and addresses against damage; 0 with IPv4: not used"},
    [CALCULATED] = {"udp.checksum_calculated", "Calculated Checksum", FT_UINT16, BASE_HEX,
        .blurb = "What the checksum should be"},
    [STATUS] = {"udp.checksum.status", "Checksum Status", FT_UINT8, BASE_NONE,
        .names = names_checksum_status, .blurb = "Whether the checksum was found right"},
    [STREAM] = {"udp.stream", "Stream index", FT_UINT32, BASE_DEC,
        .blurb = "Pairs of addresses and ports, numbered from 0 as they appear"},
    [TIMESTAMPS] = {NULL, "Timestamps", FT_NONE, BASE_NONE},
    [TIME_RELATIVE] = {"udp.time_relative", "Time since first frame", FT_RELATIVE_TIME, BASE_NONE,
        .blurb = "Seconds since the first datagram between these two"},
    [TIME_DELTA] = {"udp.time_delta", "Time since previous frame", FT_RELATIVE_TIME, BASE_NONE,
        .blurb = "Seconds since the previous one"},
    [PAYLOAD] = {"udp.payload", "Payload", FT_BYTES, BASE_NONE,
        .flags = FIELD_ALONE | FIELD_HARMLESS, .show = show_payload,
        .blurb = "The data this datagram carries"},
    [N_TRACEROUTE] = {"udp.possible_traceroute", "Possible traceroute", FT_NONE, BASE_NONE,
        .blurb = "The port is one that traceroute uses to count hops"},
    [N_LENGTH] = {"udp.length.bad", "Bad length value", FT_NONE, BASE_NONE, .flags = FIELD_SUMMARY,
        .blurb = "The length is smaller than the header, or larger than what IP brought"},
    [N_LENGTH_ZERO] = {"udp.length.bad_zero", "Length is zero but payload < 65536", FT_NONE,
        BASE_NONE, .blurb = "Only datagrams too large for the field have the length 0"},
    [N_CHECKSUM_ZERO] = {"udp.checksum.zero", "Illegal checksum value (0)", FT_NONE, BASE_NONE,
        .flags = FIELD_SUMMARY, .blurb = "IPv6 does not allow to do without a checksum"},
    [N_CHECKSUM_BAD] = {"udp.checksum.bad", "Bad checksum", FT_NONE, BASE_NONE,
        .flags = FIELD_SUMMARY,
        .blurb =
            "The datagram changed on the way, or the network card was to fill the checksum in"},
};

static void add_ports(struct packet *p, struct cur *c)
{
    uint32_t start = c->at;
    uint16_t source = packet_u16(p, c, SRCPORT), destination = packet_u16(p, c, DSTPORT);
    if (c->error) return;
    if (destination >= TRACEROUTE_FIRST && destination <= TRACEROUTE_LAST) {
        unsigned probe = destination - TRACEROUTE_FIRST;
        packet_note(p, N_TRACEROUTE, NOTE_CHAT, NOTE_SEQUENCE,
            "Possible traceroute: hop #%u, attempt #%u", probe / TRACEROUTE_PROBES + 1,
            probe % TRACEROUTE_PROBES + 1);
    }
    packet_add_uint(p, PORT, start, 2, source, ITEM_HIDDEN);
    packet_add_uint(p, PORT, start + 2, 2, destination, ITEM_HIDDEN);
    p->port_pair = (uint64_t)source << 16 | destination;
}

/* How many bytes belong to the datagram, 0 if the field makes no sense. */
static uint32_t read_length(struct packet *p, struct cur *c, uint32_t room)
{
    bool ipv6 = p->network_source.kind == ADDRESS_IPV6;
    uint16_t length = packet_u16(p, c, LENGTH);
    if (c->error) return 0;
    if (!length && ipv6) { /* RFC 2675 4: a jumbogram, too long for the field */
        if (room < 65536)
            packet_note(p, N_LENGTH_ZERO, NOTE_WARNING, NOTE_PROTOCOL,
                "Length is zero but payload < 65536");
        return room;
    }
    if (length < HEADER) {
        packet_note(p, N_LENGTH, NOTE_ERROR, NOTE_MALFORMED, "Bad length value %u < 8", length);
        return 0;
    }
    if (length > room && !p->fragment && !p->quoting) {
        packet_note(p, N_LENGTH, NOTE_ERROR, NOTE_MALFORMED,
            "Bad length value %u > IP payload length", length);
        return room;
    }
    return length < room ? length : room;
}

/* Of a datagram of `length` bytes from `start`; pieces of one cannot be checked. */
static struct checksum_finding check(
    const struct packet *p, const struct cur *c, uint32_t start, uint32_t length)
{
    bool whole = !p->fragment && p->network_source.kind != ADDRESS_NONE;
    if (!p->preferences->udp_check_checksum || !whole || length > c->end - start)
        return (struct checksum_finding){CHECKSUM_UNVERIFIED, 0};
    struct checksum_finding found =
        checksum_find(c, start, length, c->at - 2 - start, checksum_pseudo(p, UDP, length));
    if (!found.expected) found.expected = 0xffff; /* 0 says that there is none */
    return found;
}

static void add_checksum(struct packet *p, struct cur *c, uint32_t start, uint32_t length)
{
    uint32_t at = c->at;
    uint16_t checksum = packet_u16(p, c, CHECKSUM);
    if (c->error) return;
    struct item *item = packet_wants(p, CHECKSUM) ? &p->items[p->nitems - 1] : NULL;
    bool ipv6 = p->network_source.kind == ADDRESS_IPV6;
    struct checksum_finding found = {ipv6 && !p->quoting ? CHECKSUM_ILLEGAL : CHECKSUM_ABSENT, 0};
    if (checksum) found = check(p, c, start, length);
    if (found.status == CHECKSUM_ILLEGAL)
        packet_note(p, N_CHECKSUM_ZERO, NOTE_ERROR, NOTE_CHECKSUM, "Illegal checksum value (0)");
    if (found.status == CHECKSUM_BAD)
        packet_note(p, N_CHECKSUM_BAD, NOTE_ERROR, NOTE_CHECKSUM, "Bad checksum [should be 0x%04x]",
            found.expected);
    if (found.expected) {
        packet_open(p, item);
        packet_add_uint(p, CALCULATED, at, 2, found.expected, ITEM_GENERATED);
        packet_shut(p, item, NULL);
    }
    if (checksum) item = NULL; /* what is there has its status beside it */
    packet_open(p, item);
    packet_add_uint(
        p, STATUS, at, found.status == CHECKSUM_ABSENT ? 2 : 0, found.status, ITEM_GENERATED);
    packet_shut(p, item, NULL);
}

static void add_conversation(struct packet *p, uint32_t start, bool timed)
{
    if (!p->tracker || !p->tracker->udp) return;
    struct udp_view view;
    p->tracker->udp(
        p->tracker, p, (uint16_t)(p->port_pair >> 16), (uint16_t)p->port_pair, timed, &view);
    if (!view.known) return;
    p->side = view.side;
    p->udp_conversation = p->quoting ? NULL : view.conversation;
    packet_add_uint(p, STREAM, start + HEADER, 0, view.stream, ITEM_GENERATED);
    if (!timed || !p->detail || !p->preferences->udp_calculate_timestamps) return;
    struct item *times = packet_add(p, TIMESTAMPS, start, 0, ITEM_GENERATED), *time;
    packet_open(p, times);
    if ((time = packet_add(p, TIME_RELATIVE, start, 0, ITEM_GENERATED)))
        time->integer = view.time_relative;
    if ((time = packet_add(p, TIME_DELTA, start, 0, ITEM_GENERATED)))
        time->integer = view.time_delta;
    packet_shut(p, times, NULL);
}

/* A conversation that is known goes on; else the lower port is asked first, then whoever knows the
 * bytes by themselves. */
static void next_payload(struct packet *p, struct cur body)
{
    uint16_t low = (uint16_t)(p->port_pair >> 16), high = (uint16_t)p->port_pair;
    if (low > high) {
        low = high;
        high = (uint16_t)(p->port_pair >> 16);
    }
    const struct proto *known = p->udp_conversation ? p->udp_conversation->proto : NULL;
    if (known && packet_next_proto(p, body, known)) return;
    if (low && packet_next(p, body, low)) return;
    if (high && packet_next(p, body, high)) return;
    if (packet_next_guess(p, body, "udp")) return;
    packet_next_data(p, body);
}

static void dissect(struct packet *p, struct cur *c)
{
    uint32_t start = c->at, room = cur_left(c);
    add_ports(p, c);
    uint32_t length = read_length(p, c, room);
    if (!length) return;
    add_checksum(p, c, start, length);
    if (c->error) return;
    packet_trim(p, c, start + length);
    if (p->reach != REACH_HEADERS) add_conversation(p, start, length > HEADER && !p->quoting);
    if (length == HEADER) return;
    struct cur body = *c, whole = *c;
    packet_rest(p, &whole, PAYLOAD);
    p->nest = 0; /* what a quoted datagram carries stands at the margin again */
    next_payload(p, body);
    /* What leads on to other protocols is a tunnel: there may be ports inside. */
    if (p->reach != REACH_CONTENT && p->next && !p->next->proto->table) p->next = NULL;
}

static uint16_t port_of(const struct packet *packet, const struct layer *layer, unsigned field)
{
    return (uint16_t)layer_uint(packet, layer, field);
}

static void describe(struct text *text, const struct packet *packet, const struct layer *layer)
{
    text_put(text, ", Src Port: ");
    resolve_port_shown(text, packet, DIRECTORY_UDP, port_of(packet, layer, SRCPORT));
    text_put(text, ", Dst Port: ");
    resolve_port_shown(text, packet, DIRECTORY_UDP, port_of(packet, layer, DSTPORT));
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    resolve_port(text, packet, DIRECTORY_UDP, port_of(packet, layer, SRCPORT));
    text_put(text, " → ");
    resolve_port(text, packet, DIRECTORY_UDP, port_of(packet, layer, DSTPORT));
    const struct item *item = layer_item(packet, layer, LENGTH);
    if (!item) return;
    uint32_t length = (uint32_t)item->number, room = layer->end - layer->offset;
    bool bad = layer_item(packet, layer, N_LENGTH);
    if (bad && length < HEADER) {
        text_format(text, " [BAD UDP LENGTH %u < 8]", length);
        return;
    }
    if (bad) text_format(text, " [BAD UDP LENGTH %u > IP PAYLOAD LENGTH]", length);
    text_put(text, " Len=");
    text_uint(text, (length ? length : room) - HEADER);
    if (layer_item(packet, layer, N_CHECKSUM_ZERO)) text_put(text, " [ILLEGAL CHECKSUM (0)]");
    if (layer_item(packet, layer, N_CHECKSUM_BAD)) text_put(text, " [UDP CHECKSUM INCORRECT]");
    if (!length) text_put(text, " [Jumbogram]");
}

static const struct link links[] = {{"ip.proto", 17}, {NULL, 0}};

const struct proto proto_udp = {.name = "udp",
    .title = "User Datagram Protocol",
    .column = "UDP",
    .fields = fields,
    .nfields = NFIELDS,
    .table = "udp.port",
    .links = links,
    .dissect = dissect,
    .describe = describe,
    .info = info};
