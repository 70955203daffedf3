/* Which handshake messages a record holds: several, or a part of one (RFC 8446 5.1).
 *
 *      record 1                  record 2            record 3
 *      +---------+------------+  +----------------+  +----------+---------+
 *      | hello   | certificate   goes on, and      on           | …       |
 *      +---------+------------+  +----------------+  +----------+---------+
 *
 * What is not complete is gathered by the tracker, in a slot that TCP leaves to its protocols, and
 * read where it ends.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "dissect/fragments.h"
#include "dissect/proto/tls.h"

enum { HEADER = 4, LONGEST = 0x10000 };

static const char several[] = "Multiple Handshake Messages",
                  sealed[] = "Encrypted Handshake Message";

/* A record whose messages are read. */
struct run {
    struct cur cur;
    const char *label; /* for the record's own line; NULL at its beginning */
};

static uint32_t length_at(const uint8_t *at)
{
    return bytes_be24(at + 1);
}

static const char *name_of(unsigned type)
{
    const char *name = field_value_name(tls_handshake_types, type);
    return name ? name : sealed;
}

/* A request to say hello again is a server's hello by its type. */
static const char *name_of_whole(const struct cur *c)
{
    enum { VERSION = 2, RANDOM = 32 };
    const uint8_t *at = cur_peek(c, 0, 1), *hello = cur_peek(c, 0, HEADER + VERSION + RANDOM);
    if (!at) return sealed;
    bool retry = hello && *at == TLS_SERVER_HELLO && length_at(hello) >= VERSION + RANDOM &&
                 tls_is_retry(hello + HEADER + VERSION);
    return name_of(retry ? TLS_HELLO_RETRY : *at);
}

static void label(struct run *run, const char *name)
{
    run->label = run->label ? several : name;
}

/* "NAME (fragment)", in words that last as long as the packet. */
static const char *words(struct packet *p, const char *before, const char *name, const char *behind)
{
    struct bytes text = packet_format(p, "%s%s%s", before, name, behind);
    return text.len ? (const char *)text.at : name;
}

static struct item *add_item(struct packet *p, uint32_t at, uint32_t length, const char *name)
{
    struct item *item = packet_add(p, TLS_HANDSHAKE, at, length, 0);
    if (item) item->bytes = packet_format(p, "Handshake Protocol: %s", name);
    return item;
}

/* --- whole messages ----------------------------------------------------------------------------- */

static void read_whole(struct packet *p, struct tls *tls, struct cur c)
{
    struct item *item = add_item(p, c.at, cur_left(&c), name_of_whole(&c));
    packet_open(p, item);
    unsigned type = packet_u8(p, &c, TLS_HS_TYPE);
    packet_u24(p, &c, TLS_HS_LENGTH);
    tls_read_message(p, tls, type, cur_sub(&c, cur_left(&c)));
    packet_shut(p, item, NULL);
}

/* Nothing that can be read begins here. */
static bool is_sealed(const struct packet *p, const struct tls *tls, const struct run *run)
{
    if (!tls->opened && tls->memory->changed[p->side]) return true;
    const uint8_t *at = cur_peek(&run->cur, 0, HEADER);
    return !run->label && at &&
           (!field_value_name(tls_handshake_types, *at) || length_at(at) >= LONGEST);
}

/* --- messages in parts -------------------------------------------------------------------------- */

static unsigned slot_of(const struct packet *p)
{
    return STREAM_GATHERED + p->side;
}

static bool remembers(const struct packet *p, const struct tls *tls)
{
    return tls->memory != &tls->own && p->conversation && p->tracker->begin;
}

static struct stream_begun *begun_of(const struct packet *p, const struct tls *tls)
{
    return remembers(p, tls) ? p->conversation->begun[slot_of(p)] : NULL;
}

/* What tells a part from others of its frame: where it stands in its message, and of what type that
 * is. */
static uint32_t number_of(const struct stream_begun *begun, uint32_t offset)
{
    return (uint32_t)begun->bytes[0] << 24 | offset;
}

/* The next `length` octets are a part of `begun`; false if it is given up. */
static bool keep(struct packet *p, struct stream_begun *begun, const struct cur *c, uint32_t length)
{
    const uint8_t *at = cur_peek(c, 0, length);
    uint32_t offset = begun->filled, frame = (uint32_t)p->frame->number;
    if (!at) p->tracker->complete(p->tracker, p->conversation, slot_of(p));
    if (!at || !p->tracker->extend(
                   p->tracker, p->conversation, slot_of(p), frame, offset, bytes_of(at, length)))
        return false;
    int64_t whole_in =
        tracker_foresee(p->tracker, FORESEEN_HANDSHAKE, frame, number_of(begun, offset));
    if (whole_in) packet_add_uint(p, TLS_REASSEMBLED_IN, c->at, 0, (uint64_t)whole_in, 0);
    return true;
}

/* All that is left begins a message. */
static void begin(struct packet *p, struct tls *tls, struct run *run)
{
    struct cur rest = run->cur;
    const uint8_t *header = cur_peek(&rest, 0, HEADER), *at = cur_peek(&rest, 0, 1);
    const char *name = at ? name_of(*at) : sealed, *part = words(p, "", name, " (fragment)");
    if (!run->label) tls_add_words(p, words(p, "[", name, " Fragment]"));
    label(run, part);
    add_item(p, rest.at, cur_left(&rest), part);
    packet_skip(&run->cur, cur_left(&rest));
    if (!remembers(p, tls) || (header && length_at(header) >= LONGEST)) return;
    struct stream_begun *begun = p->tracker->begin(p->tracker, p->conversation, slot_of(p), 0, 0);
    if (begun) keep(p, begun, &rest, cur_left(&rest));
}

static const struct piece_rows part_rows = {TLS_FRAGMENTS, TLS_FRAGMENT, TLS_FRAGMENT_COUNT,
    PIECES_WITHOUT_LENGTH, .title = "Reassembled Handshake Fragments", .spans = true};

/* The last part has come. */
static void finish(struct packet *p, struct tls *tls, struct run *run, struct stream_begun *whole)
{
    uint32_t frame = (uint32_t)p->frame->number;
    for (uint32_t i = 0; i + 1 < whole->count; i++)
        tracker_tell(p->tracker, FORESEEN_HANDSHAKE, whole->pieces[i].frame,
            number_of(whole, whole->pieces[i].offset), frame);
    p->tracker->complete(p->tracker, p->conversation, slot_of(p));
    struct cur message =
        packet_source(p, bytes_of(whole->bytes, whole->filled), "Reassembled TLS Handshake");
    if (message.error) return;
    uint8_t source = p->layer->source;
    p->layer->source = message.source; /* where the items lie */
    fragments_add_pieces(p, whole, message.source, &part_rows);
    tls_add_words(p, name_of_whole(&message));
    label(run, name_of_whole(&message));
    read_whole(p, tls, message);
    p->layer->source = source;
}

/* The length of the message, as far as its header is there; 0: not known yet. */
static uint32_t whole_length(const struct stream_begun *begun, const struct cur *c)
{
    uint8_t header[HEADER];
    uint32_t there = begun->filled < HEADER ? begun->filled : HEADER;
    const uint8_t *rest = cur_peek(c, 0, HEADER - there);
    if (!rest) return 0;
    memcpy(header, begun->bytes, there);
    memcpy(header + there, rest, HEADER - there);
    return HEADER + length_at(header);
}

/* The record goes on with a message that others began. */
static void go_on(struct packet *p, struct tls *tls, struct run *run, struct stream_begun *begun)
{
    struct cur part = run->cur;
    uint32_t whole = whole_length(begun, &part), length = cur_left(&part);
    bool last = whole && whole - begun->filled <= length;
    if (last) length = whole - begun->filled;
    const char *name = name_of(begun->bytes[0]);
    add_item(p, part.at, length, words(p, "", name, last ? " (last fragment)" : " (fragment)"));
    packet_skip(&run->cur, length);
    if (!last) run->label = several;
    if (keep(p, begun, &part, length) && last) finish(p, tls, run, begun);
}

/* --- a record ----------------------------------------------------------------------------------- */

/* What begins here, and where it ends. */
static void read_next(struct packet *p, struct tls *tls, struct run *run)
{
    struct cur *c = &run->cur;
    const uint8_t *at = cur_peek(c, 0, HEADER);
    uint32_t length = at ? HEADER + length_at(at) : 0;
    if (is_sealed(p, tls, run) || (!at && cur_captured(c) < cur_left(c))) {
        add_item(p, c->at, cur_left(c), sealed);
        if (cur_captured(c) == cur_left(c) || at) tls_add_words(p, sealed);
        label(run, sealed);
        packet_skip(c, cur_left(c));
    } else if (!length || length > cur_left(c)) {
        begin(p, tls, run);
    } else {
        bool captured = cur_captured(c) >= length;
        if (captured) tls_add_words(p, name_of_whole(c));
        label(run, name_of_whole(c));
        read_whole(p, tls, cur_sub(c, length));
        if (!captured) packet_skip(c, cur_left(c));
    }
}

const char *tls_read_handshake(struct packet *p, struct tls *tls, struct cur c)
{
    struct run run = {.cur = c};
    struct stream_begun *begun = begun_of(p, tls);
    if (begun && cur_left(&c)) go_on(p, tls, &run, begun);
    while (cur_left(&run.cur) && !run.cur.error)
        read_next(p, tls, &run);
    return run.label ? run.label : sealed;
}
