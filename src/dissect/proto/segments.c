/* What is told of a unit that was put together: of segments of TCP, or of records of TLS.
 *
 *     [2 Reassembled TCP Segments (1466 bytes): #20(1460), #22(6)]
 *
 * Two pseudo protocols in front of the unit's own one.  SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/proto/tcp.h"
#include "dissect/proto/tls.h"
#include "dissect/tracker.h"

enum { SEGMENTS, SEGMENT, COUNT, LENGTH, DATA, NSEGMENTS };

static void show_segment(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    text_put(text, "Frame: ");
    text_uint(text, item->number);
    if (!item->length) {
        text_put(text, " (no data)");
        return;
    }
    text_put(text, ", payload: ");
    text_uint(text, item->offset);
    text_char(text, '-');
    text_uint(text, item->offset + item->length - (item->length != 0));
    text_put(text, " (");
    text_uint(text, item->length);
    text_put(text, item->length == 1 ? " byte)" : " bytes)");
}

static const struct field tcp_rows[NSEGMENTS] = {
    [SEGMENTS] = {"tcp.segments", "Reassembled TCP Segments", FT_NONE, BASE_NONE,
        .blurb = "The message came in several segments, which are put together here"},
    [SEGMENT] = {"tcp.segment", "TCP Segment", FT_FRAMENUM, BASE_NONE, .show = show_segment,
        .blurb = "A frame that carried a part of the message"},
    [COUNT] = {"tcp.segment.count", "Segment count", FT_UINT32, BASE_DEC,
        .blurb = "How many segments the message took"},
    [LENGTH] = {"tcp.reassembled.length", "Reassembled TCP length", FT_UINT32, BASE_DEC,
        .blurb = "The length of the message put together"},
    [DATA] = {"tcp.reassembled.data", "Reassembled TCP Data", FT_BYTES, BASE_NONE,
        .blurb = "The message put together"},
};

static const struct field tls_rows[NSEGMENTS] = {
    [SEGMENTS] = {"tls.segments", "Reassembled TLS segments", FT_NONE, BASE_NONE,
        .blurb = "The message came in several records, which are put together here"},
    [SEGMENT] = {"tls.segment", "TLS segment", FT_FRAMENUM, BASE_NONE, .show = show_segment,
        .blurb = "A frame whose record carried a part of the message"},
    [COUNT] = {"tls.segment.count", "Segment count", FT_UINT32, BASE_DEC,
        .blurb = "How many records the message took"},
    [LENGTH] = {"tls.reassembled.length", "Reassembled PDU length", FT_UINT32, BASE_DEC,
        .blurb = "The length of the message put together"},
    [DATA] = {"tls.reassembled.data", "Reassembled PDU data", FT_BYTES, BASE_NONE,
        .blurb = "The message put together"},
};

static const struct stream_begun *unit_of(const struct packet *p, const struct layer *layer)
{
    return p->reassembled[layer->proto == &proto_tls_segments ? STREAM_TLS : STREAM_TCP];
}

static void dissect(struct packet *p, struct cur *c)
{
    const struct stream_begun *unit = unit_of(p, p->layer);
    uint32_t whole = c->end;
    packet_add(p, SEGMENTS, 0, whole, ITEM_HIDDEN);
    for (uint32_t i = 0; p->detail && i < unit->count; i++) {
        const struct stream_piece *piece = &unit->pieces[i];
        packet_add_uint(p, SEGMENT, piece->offset, piece->length, piece->frame, ITEM_GENERATED);
    }
    packet_add_uint(p, COUNT, 0, 0, unit->count, ITEM_GENERATED);
    packet_add_uint(p, LENGTH, 0, 0, whole, ITEM_GENERATED);
    const uint8_t *data = cur_at(c, 0, whole);
    if (data) packet_add_bytes(p, DATA, 0, bytes_of(data, whole), ITEM_GENERATED);
    c->at = c->end;
}

static void describe(struct text *text, const struct packet *p, const struct layer *layer)
{
    const struct stream_begun *unit = unit_of(p, layer);
    text_format(text, "[%u %s (%u bytes):", unit->count, layer->proto->fields[SEGMENTS].label,
        (unsigned)layer->length);
    for (uint32_t i = 0; i < unit->count; i++) {
        text_put(text, i ? ", #" : " #");
        text_uint(text, unit->pieces[i].frame);
        text_char(text, '(');
        text_uint(text, unit->pieces[i].length);
        text_char(text, ')');
    }
    text_char(text, ']');
}

const struct proto proto_tcp_segments = {.name = "tcp.segments",
    .fields = tcp_rows,
    .nfields = NSEGMENTS,
    .unlisted = true,
    .dissect = dissect,
    .describe = describe};

const struct proto proto_tls_segments = {.name = "tls.segments",
    .fields = tls_rows,
    .nfields = NSEGMENTS,
    .unlisted = true,
    .dissect = dissect,
    .describe = describe};
