/* What programs say to each other inside TLS.  The texts of a side's records, one behind the other,
 * are a stream; whose it is tells what was agreed on (ALPN), the port, or the content.
 *
 *      record 1     record 2               record 3
 *      +---------+  +-------------------+  +-----------+
 *      | unit 1  |  |  unit 2 goes on   |  |  and on   |
 *      +---------+  +-------------------+--+-----------+
 *
 * A unit that is not complete is kept, as it is below TLS (tcp_stream.c), but simpler: records come
 * in order and without gaps, or are not opened.  One that only the end of the stream completes is
 * never shown, as in Wireshark.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "dissect/proto/tls.h"
#include "dissect/registry.h"
#include "dissect/tracker.h"

/* By port, what runs inside of TLS there, and what Wireshark calls it. */
static const struct inside {
    uint16_t port;
    const char *proto, *title;
} insides[] = {
    {443, "http", "Hypertext Transfer Protocol"},
    {993, "imap", "Internet Message Access Protocol"},
    {995, "pop", "Post Office Protocol"},
    {465, "smtp", "Simple Mail Transfer Protocol"},
    {636, "ldap", "Lightweight Directory Access Protocol"},
    {853, "dns", "Domain Name System"},
    {8883, "mqtt", "MQ Telemetry Transport Protocol"},
    {5061, "sip", "Session Initiation Protocol"},
    {5671, "amqp", "Advanced Message Queuing Protocol"},
};

/* The one that the ports name, NULL if they name none. */
static const struct inside *by_port(const struct packet *p)
{
    unsigned source = (unsigned)(p->port_pair >> 16), destination = p->port_pair & 0xffff;
    for (size_t i = 0; i < sizeof insides / sizeof *insides; i++)
        if (insides[i].port == source || insides[i].port == destination) return &insides[i];
    return NULL;
}

static bool agreed_on_http(const struct tls *tls)
{
    return strncmp(tls->memory->alpn, "http/1", 6) == 0;
}

const char *tls_application(const struct packet *p, const struct tls *tls)
{
    const struct inside *inside = by_port(p);
    if (tls->inner && tls->inner->proto) return tls->inner->proto->title;
    if (p->conversation && p->conversation->secured) return p->conversation->secured->title;
    if (strcmp(tls->memory->alpn, "h2") == 0) return "HyperText Transfer Protocol 2";
    if (agreed_on_http(tls)) return insides[0].title;
    return inside ? inside->title : NULL;
}

/* That protocol, if it is known here and recognises the content. */
static const struct entry *named(const struct packet *p, const char *name, const struct cur *c)
{
    const struct proto *proto = name ? dissector_proto(p->dissector, name) : NULL;
    bool agrees = proto && proto->measure && proto->recognises && proto->recognises(p, *c);
    return agrees ? dissector_entry(p->dissector, proto) : NULL;
}

static const struct entry *by_content(const struct packet *p, const struct cur *c)
{
    const struct dissector *dissector = p->dissector;
    for (size_t i = 0; i < dissector->nguesses; i++) {
        const struct proto *proto = dissector->guesses[i]->proto;
        if (strcmp(proto->heuristic_table, "tcp") == 0 && proto->measure &&
            proto->recognises(p, *c))
            return dissector->guesses[i];
    }
    return NULL;
}

/* Whose stream it is; NULL: nobody's that is known here. */
static const struct entry *claimant(const struct packet *p, const struct tls *tls, struct cur c)
{
    struct tcp_conversation *inner = tls->inner;
    if (inner->proto) return dissector_entry(p->dissector, inner->proto);
    const struct inside *inside = by_port(p);
    const struct proto *secured = p->conversation->secured;
    const struct entry *entry = named(p, secured ? secured->name : NULL, &c);
    if (!entry) entry = named(p, agreed_on_http(tls) ? "http" : NULL, &c);
    if (!entry) entry = named(p, inside ? inside->proto : NULL, &c);
    if (!entry) entry = by_content(p, &c);
    if (entry) inner->proto = entry->proto;
    return entry;
}

/* Lines up all whole units at the cursor, to be dissected behind this layer; returns how many bytes
 * are left, which begin a further one. */
static uint32_t line_up(struct packet *p, const struct entry *entry, struct cur *c)
{
    for (bool again = false; cur_left(c); again = true) {
        struct extent extent = {0};
        entry->proto->measure(p, c, false, &extent);
        if (!extent.whole || extent.whole > cur_left(c)) break;
        if (!packet_unit(p, entry, cur_sub(c, extent.whole), again)) break;
    }
    return cur_left(c);
}

static bool keep(struct packet *p, struct tls *tls, uint32_t offset, struct cur c)
{
    uint32_t length = cur_left(&c);
    const uint8_t *bytes = cur_peek(&c, 0, length);
    return bytes && p->tracker->extend(p->tracker, tls->inner, p->side, (uint32_t)p->frame->number,
                        offset, bytes_of(bytes, length));
}

/* What is left begins a unit that later records complete. */
static void begin(struct packet *p, struct tls *tls, struct cur rest)
{
    if (cur_left(&rest) && p->tracker->begin(p->tracker, tls->inner, p->side, 0, 0))
        keep(p, tls, 0, rest);
}

/* A unit that was begun may be complete by now. */
static bool finish(struct packet *p, struct tls *tls, const struct entry *entry)
{
    struct stream_begun *unit = tls->inner->begun[p->side];
    struct cur whole = {.data = unit->bytes, .end = unit->filled, .cap = unit->filled};
    struct extent extent = {0};
    entry->proto->measure(p, &whole, false, &extent);
    if (!extent.whole) return false;
    p->tracker->complete(p->tracker, tls->inner, p->side);
    struct cur source = packet_source(p, bytes_of(unit->bytes, unit->filled), "Reassembled TLS");
    if (source.error) return true;
    p->reassembled[STREAM_TLS] = unit;
    packet_unit(p, dissector_entry(p->dissector, &proto_tls_segments), source, false);
    struct cur rest = source;
    if (line_up(p, entry, &rest)) begin(p, tls, rest);
    return true;
}

/* It stands behind the record, not in it. */
static void add_segment_data(struct packet *p, struct cur c)
{
    p->depth--;
    packet_rest(p, &c, TLS_SEGMENT_DATA);
    p->depth++;
}

bool tls_deliver(struct packet *p, struct tls *tls, struct cur text)
{
    if (!cur_left(&text)) return true;
    if (!tls->inner) {
        packet_unit(p, p->dissector->data, text, false);
        return true;
    }
    struct tcp_conversation *outer = p->conversation;
    const struct entry *entry = claimant(p, tls, text);
    struct stream_begun *begun = tls->inner->begun[p->side];
    bool whole = true;
    p->conversation = tls->inner; /* that of the units */
    if (!entry) {
        packet_unit(p, p->dissector->data, text, false);
    } else if (begun) {
        add_segment_data(p, text);
        whole = keep(p, tls, begun->filled, text) && finish(p, tls, entry);
    } else {
        struct cur rest = text;
        unsigned units = p->nunits;
        if (line_up(p, entry, &rest)) {
            add_segment_data(p, rest);
            begin(p, tls, rest);
        }
        whole = p->nunits > units;
    }
    p->conversation = outer;
    return whole;
}
