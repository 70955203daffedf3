/* The frame itself: what the capture knows about it, before any protocol.
 * SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/tracker.h"

enum {
    SECTION,
    INTERFACE,
    INTERFACE_NAME,
    INTERFACE_DESCRIPTION,
    PACKET_FLAGS,
    DIRECTION,
    ENCAPSULATION,
    TIME,
    TIME_SHIFT,
    EPOCH,
    DELTA,
    DELTA_SHOWN,
    RELATIVE,
    NUMBER,
    LENGTH,
    CAPTURED,
    MARKED,
    IGNORED,
    PROTOCOLS,
    RECEPTION,
    FCS_LENGTH,
    FLAGS_RESERVED,
    CRC_ERROR,
    TOO_LONG,
    TOO_SHORT,
    GAP_ERROR,
    UNALIGNED,
    DELIMITER_ERROR,
    PREAMBLE_ERROR,
    SYMBOL_ERROR,
    TIME_INVALID,
    NFIELDS
};

/* Link types of capture files, and what Wireshark calls them. */
static const struct link_name {
    uint16_t link_type;
    int16_t encapsulation;
    const char *name;
} link_names[] = {
    {0, 15, "NULL/Loopback"},
    {1, 1, "Ethernet"},
    {12, 7, "Raw IP"},
    {14, 7, "Raw IP"},
    {101, 7, "Raw IP"},
    {108, 15, "NULL/Loopback"},
    {113, 25, "Linux cooked-mode capture v1"},
    {228, 129, "Raw IPv4"},
    {229, 130, "Raw IPv6"},
    {276, 210, "Linux cooked-mode capture v2"},
};

static const struct link_name *link_name(uint16_t link_type)
{
    for (size_t i = 0; i < sizeof link_names / sizeof *link_names; i++)
        if (link_names[i].link_type == link_type) return &link_names[i];
    return NULL;
}

static void put_size(struct text *text, uint64_t bytes, const char *where)
{
    text_uint(text, bytes);
    text_put(text, bytes == 1 ? " byte " : " bytes ");
    text_put(text, where);
    text_char(text, '(');
    text_uint(text, 8 * bytes);
    text_put(text, " bits)");
}

static void show_length(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_put(text, "Frame Length: ");
    put_size(text, item->number, "");
}

static void show_captured(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_put(text, "Capture Length: ");
    put_size(text, item->number, "");
}

static const char *interface_name(const struct frame *frame)
{
    return frame->interface && frame->interface->name ? frame->interface->name : "unknown";
}

static void show_interface(struct text *text, const struct packet *packet, const struct item *item)
{
    text_put(text, "Interface id: ");
    text_uint(text, item->number);
    text_put(text, " (");
    text_put(text, interface_name(packet->frame));
    text_char(text, ')');
}

static void show_epoch(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_put(text, "Epoch Time: ");
    text_seconds(text, item->integer, 9);
    text_put(text, " seconds");
}

static void show_encapsulation(
    struct text *text, const struct packet *packet, const struct item *item)
{
    const struct link_name *name = link_name(packet->frame->link_type);
    text_put(text, "Encapsulation type: ");
    text_put(text, name ? name->name : "Unknown");
    text_put(text, " (");
    text_int(text, item->integer);
    text_char(text, ')');
}

static const struct value_name directions[] = {
    {0, "Unknown"}, {1, "Inbound"}, {2, "Outbound"}, {0, NULL}};

static const struct value_name receptions[] = {
    {0, "Not specified"},
    {1, "Unicast"},
    {2, "Multicast"},
    {3, "Broadcast"},
    {4, "Promiscuous"},
    {0, NULL},
};

#define FLAG(name, label, mask)                                                                    \
    {                                                                                              \
        "frame.packet_flags_" name, label, FT_BOOLEAN, BASE_NONE, mask, .unit_bits = 32            \
    }

static const struct field fields[NFIELDS] = {
    [SECTION] = {"frame.section_number", "Section number", FT_UINT32, BASE_DEC,
        .blurb = "The section of the capture file this frame is in"},
    [INTERFACE] = {"frame.interface_id", "Interface id", FT_UINT32, BASE_DEC,
        .show = show_interface, .blurb = "Which of the captured interfaces it was seen on"},
    [INTERFACE_NAME] = {"frame.interface_name", "Interface name", FT_STRING, BASE_NONE,
        .blurb = "The name of that interface, such as eth0 or lo"},
    [INTERFACE_DESCRIPTION] = {"frame.interface_description", "Interface description", FT_STRING,
        BASE_NONE, .blurb = "What the system says about that interface"},
    [PACKET_FLAGS] = {"frame.packet_flags", "Packet flags", FT_UINT32, BASE_HEX,
        .blurb = "What the capturing system noted about the frame"},
    [DIRECTION] = {"frame.packet_flags_direction", "Direction", FT_UINT32, BASE_HEX, 0x3,
        directions, "Whether the frame came in or went out"},
    [RECEPTION] = {"frame.packet_flags_reception_type", "Reception type", FT_UINT32, BASE_DEC, 0x1c,
        receptions},
    [FCS_LENGTH] = {"frame.packet_flags_fcs_length", "FCS length", FT_UINT32, BASE_DEC, 0x1e0},
    [FLAGS_RESERVED] = {"frame.packet_flags_reserved", "Reserved", FT_UINT32, BASE_DEC, 0xfe00},
    [CRC_ERROR] = FLAG("crc_error", "CRC error", 0x01000000),
    [TOO_LONG] = FLAG("packet_too_error", "Packet too long error", 0x02000000),
    [TOO_SHORT] = FLAG("packet_too_short_error", "Packet too short error", 0x04000000),
    [GAP_ERROR] = FLAG("wrong_inter_frame_gap_error", "Wrong interframe gap error", 0x08000000),
    [UNALIGNED] = FLAG("unaligned_frame_error", "Unaligned frame error", 0x10000000),
    [DELIMITER_ERROR] =
        FLAG("start_frame_delimiter_error", "Start frame delimiter error", 0x20000000),
    [PREAMBLE_ERROR] = FLAG("preamble_error", "Preamble error", 0x40000000),
    [SYMBOL_ERROR] = FLAG("symbol_error", "Symbol error", 0x80000000),
    [ENCAPSULATION] = {"frame.encap_type", "Encapsulation type", FT_INT16, BASE_DEC,
        .flags = FIELD_BY_NUMBER, .show = show_encapsulation,
        .blurb = "The kind of link, which says what the first header is"},
    [TIME] = {"frame.time", "Arrival Time", FT_ABSOLUTE_TIME, BASE_NONE, .flags = FIELD_ALONE,
        .blurb = "When the frame was captured, by the clock of the capturing machine"},
    [TIME_INVALID] = {"frame.time_invalid", "Arrival Time: Fractional second out of range", FT_NONE,
        BASE_NONE, .blurb = "The file has a fraction of a second that is a second or more"},
    [TIME_SHIFT] = {"frame.offset_shift", "Time shift for this packet", FT_RELATIVE_TIME,
        BASE_NONE},
    [EPOCH] = {"frame.time_epoch", "Epoch Time", FT_RELATIVE_TIME, BASE_NONE,
        .flags = FIELD_ALONE | FIELD_HARMLESS, .show = show_epoch,
        .blurb = "The same in seconds since 1970-01-01 00:00 UTC"},
    [DELTA] = {"frame.time_delta", "Time delta from previous captured frame", FT_RELATIVE_TIME,
        BASE_NONE, .flags = FIELD_ALONE,
        .blurb = "How long after the frame before it this one came"},
    [DELTA_SHOWN] = {"frame.time_delta_displayed", "Time delta from previous displayed frame",
        FT_RELATIVE_TIME, BASE_NONE,
        .blurb = "How long after the last frame that passed the filter"},
    [RELATIVE] = {"frame.time_relative", "Time since reference or first frame", FT_RELATIVE_TIME,
        BASE_NONE, .flags = FIELD_ALONE, .blurb = "How long after the first frame of the capture"},
    [NUMBER] = {"frame.number", "Frame Number", FT_UINT32, BASE_DEC, .flags = FIELD_ALONE,
        .blurb = "The place of the frame in the capture, from 1"},
    [LENGTH] = {"frame.len", "Frame length on the wire", FT_UINT32, BASE_DEC,
        .flags = FIELD_ALONE | FIELD_BY_NUMBER, .show = show_length,
        .blurb = "How many bytes the frame had on the wire"},
    [CAPTURED] = {"frame.cap_len", "Frame length stored into the capture file", FT_UINT32, BASE_DEC,
        .flags = FIELD_ALONE | FIELD_BY_NUMBER, .show = show_captured,
        .blurb = "How many of them were captured"},
    [MARKED] = {"frame.marked", "Frame is marked", FT_BOOLEAN, BASE_NONE, 0, field_true_false},
    [IGNORED] = {"frame.ignored", "Frame is ignored", FT_BOOLEAN, BASE_NONE, 0, field_true_false},
    [PROTOCOLS] = {"frame.protocols", "Protocols in frame", FT_STRING, BASE_NONE,
        .flags = FIELD_CARRIED, .blurb = "The headers found, from the outside in"},
};

static void add_time(struct packet *p, unsigned field, int64_t value, unsigned flags)
{
    struct item *item = packet_add(p, field, 0, 0, flags);
    if (item) item->integer = value;
}

static void add_times(struct packet *p, const struct frame *frame)
{
    add_time(p, TIME, frame->time, 0);
    if (frame->time_invalid)
        packet_note_at(p, 0, TIME_INVALID, NOTE_NOTE, NOTE_SEQUENCE,
            "Arrival Time: Fractional second %09" PRId64
            " is invalid, the valid range is 0-1000000000",
            frame->time_fraction);
    add_time(p, TIME_SHIFT, 0, ITEM_GENERATED);
    add_time(p, EPOCH, frame->time, 0);
    add_time(p, DELTA, frame->since_previous, ITEM_GENERATED);
    add_time(p, DELTA_SHOWN, frame->since_displayed, ITEM_GENERATED);
    add_time(p, RELATIVE, frame->since_first, ITEM_GENERATED);
}

static void add_string(struct packet *p, unsigned field, const char *string)
{
    struct item *item = string ? packet_add(p, field, 0, 0, 0) : NULL;
    if (item) item->bytes = bytes_of_string(string); /* of the file, not of the frame */
}

/* pcapng alone tells these. */
static void add_interface(struct packet *p, const struct frame *frame)
{
    if (!frame->section) return;
    packet_add_uint(p, SECTION, 0, 0, frame->section, 0);
    struct item *item = packet_add_uint(p, INTERFACE, 0, 0, frame->interface_id, 0);
    packet_open(p, item);
    add_string(p, INTERFACE_NAME, interface_name(frame));
    if (frame->interface) add_string(p, INTERFACE_DESCRIPTION, frame->interface->description);
    packet_shut(p, item, NULL);
    if (!frame->has_packet_flags) return;
    item = packet_add_uint(p, PACKET_FLAGS, 0, 0, frame->packet_flags, 0);
    packet_open(p, item);
    packet_add_bits(p, DIRECTION, 0, 0, frame->packet_flags, 0);
    for (unsigned field = RECEPTION; field <= SYMBOL_ERROR; field++)
        packet_add_bits(p, field, 0, 0, frame->packet_flags, 0);
    packet_shut(p, item, NULL);
}

static void add_fields(struct packet *p)
{
    const struct frame *frame = p->frame;
    const struct link_name *name = link_name(frame->link_type);
    add_interface(p, frame);
    struct item *item = packet_add(p, ENCAPSULATION, 0, 0, 0);
    if (item) item->integer = name ? name->encapsulation : 0;
    if (!frame->untimed) add_times(p, frame);
    packet_add_uint(p, NUMBER, 0, 0, frame->number, 0);
    packet_add_uint(p, LENGTH, 0, 0, frame->length, 0);
    packet_add_uint(p, CAPTURED, 0, 0, frame->captured, 0);
    packet_add_uint(p, MARKED, 0, 0, 0, ITEM_GENERATED);
    packet_add_uint(p, IGNORED, 0, 0, 0, ITEM_GENERATED);
    packet_add(p, PROTOCOLS, 0, 0, ITEM_GENERATED);
}

static void dissect(struct packet *p, struct cur *c)
{
    if (packet_asked(p, 0, NFIELDS) || p->frame->time_invalid)
        add_fields(p); /* the summary takes none of them from here */
    p->layer->length = p->frame->captured;
    if (!packet_next(p, *c, p->frame->link_type)) packet_next_data(p, *c);
}

/* "eth:ethertype:ip:tcp", which is known when all layers are. */
/* Not the pseudo protocols, and a stream protocol once for what it took at once. */
static bool is_told(const struct packet *p, const struct layer *layer)
{
    const struct unit *unit = layer->unit ? &p->units[layer->unit - 1] : NULL;
    if (unit && unit->again &&
        (layer->entry == unit->entry ||
            (p->conversation && layer->proto == p->conversation->proto)))
        return false;
    return layer->proto->name[0] != '_' && !layer->proto->unlisted && !layer->unlisted;
}

static void finish(struct packet *p, struct layer *layer)
{
    struct item *item =
        packet_wants(p, PROTOCOLS) ? (struct item *)layer_item(p, layer, PROTOCOLS) : NULL;
    if (!item) return;
    uint8_t *path = p->scratch + p->scratch_used;
    uint32_t used = 0, room = PACKET_SCRATCH - p->scratch_used;
    for (unsigned i = (unsigned)(layer - p->layers) + 1; i < p->nlayers; i++) {
        const struct layer *other = &p->layers[i];
        struct bytes words[] = {bytes_of_string(other->via ? other->via : ""),
            bytes_of_string(is_told(p, other) ? other->proto->name : ""), other->within};
        for (unsigned w = 0; w < sizeof words / sizeof *words; w++) {
            uint32_t length = (uint32_t)words[w].len;
            if (!length || length + 1 > room - used) continue;
            if (used) path[used++] = ':';
            memcpy(path + used, words[w].at, length);
            used += length;
        }
    }
    p->scratch_used += used;
    item->bytes = bytes_of(path, used);
}

static void describe(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const struct frame *frame = packet->frame;
    (void)layer;
    text_char(text, ' ');
    text_uint(text, frame->number);
    text_put(text, ": ");
    put_size(text, frame->length, "on wire ");
    text_put(text, ", ");
    put_size(text, frame->captured, "captured ");
    if (!frame->section) return;
    text_put(text, " on interface ");
    text_put(text, interface_name(frame));
    text_put(text, ", id ");
    text_uint(text, frame->interface_id);
}

const struct proto proto_frame = {.name = "frame",
    .title = "Frame",
    .fields = fields,
    .nfields = NFIELDS,
    .table = "wtap_encap",
    .dissect = dissect,
    .finish = finish,
    .describe = describe};

/* --- what people wrote to a packet, in front of all (pcapng) ---------------------------------- */

enum { COMMENT, COMMENT_EXPERT, COMMENT_FIELDS };

static void show_comment(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_add(text, item->bytes.at, item->bytes.len);
}

static const struct field comment_fields[COMMENT_FIELDS] = {
    [COMMENT] = {"frame.comment", "Comment", FT_STRING, BASE_NONE, .show = show_comment,
        .blurb = "What somebody wrote to this packet"},
    [COMMENT_EXPERT] = {"frame.comment.expert", "Formatted comment", FT_NONE, BASE_NONE},
};

static void dissect_comments(struct packet *p, struct cur *c)
{
    for (uint32_t i = 0; i < p->frame->comment_count; i++) {
        struct bytes comment = p->frame->comments[i];
        if (!packet_add_bytes(p, COMMENT, 0, comment, 0)) continue;
        p->items[p->nitems - 1].length = 0;
        packet_note(p, COMMENT_EXPERT, NOTE_COMMENT, NOTE_COMMENTS, "%.*s", (int)comment.len,
            (const char *)comment.at);
    }
    packet_next_proto(p, *c, &proto_frame);
}

const struct proto proto_pkt_comment = {.name = "pkt_comment",
    .title = "Packet comments",
    .fields = comment_fields,
    .nfields = COMMENT_FIELDS,
    .dissect = dissect_comments};
