/* WebSocket, RFC 6455 and 7692: frames both ways on what was a connection of HTTP.
 *
 *      0                               16                             31
 *      +-+-+-+-+-------+-+-------------+-------------------------------+
 *      |F|P|   | opcode|M| length      | extended length (16 or 64)    |
 *      +-+-+-+-+-------+-+-------------+-------------------------------+
 *      |  masking key, if M            |  payload, combined with it    |
 *      +-------------------------------+-------------------------------+
 * SPDX-License-Identifier: MIT */
#include "dissect/proto/websocket.h"

#include <string.h>

#include "base/text.h"
#include "dissect/fragments.h"
#include "dissect/inflate.h"
#include "dissect/proto.h"
#include "dissect/tracker.h"

extern const struct proto proto_data, proto_data_text_lines;

enum {
    FIN,
    RESERVED,
    PACKED,
    OPCODE,
    MASK,
    LENGTH,
    LENGTH_16,
    LENGTH_64,
    KEY,
    MASKED,
    PAYLOAD,
    CONTINUE,
    TEXT,
    CLOSE,
    CLOSE_CODE,
    CLOSE_REASON,
    PING,
    PONG,
    UNKNOWN,
    N_UNKNOWN,
    N_UNPACKING,
    FRAGMENTS,
    FRAGMENT,
    COUNT,
    REASSEMBLED,
    NFIELDS
};
enum { CONTINUATION, IS_TEXT, IS_BINARY, IS_CLOSE = 8, IS_PING, IS_PONG };
enum { BIT_FIN = 0x80, BIT_PACKED = 0x40, BIT_MASK = 0x80, IN_16 = 126, IN_64, KEY_LENGTH = 4 };

static void show_length(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    text_format(text, "Payload length: %u", (unsigned)item->number);
    if (item->number == IN_16) text_put(text, " Extended Payload Length (16 bits)");
    if (item->number == IN_64) text_put(text, " Extended Payload Length (64 bits)");
}

/* clang-format off */
static const struct value_name opcodes[] = {{0, "Continuation"}, {1, "Text"}, {2, "Binary"},
    {8, "Connection Close"}, {9, "Ping"}, {10, "Pong"}, {0, NULL}};
static const struct value_name codes[] = {{1000, "Normal Closure"}, {1001, "Going Away"},
    {1002, "Protocol error"}, {1003, "Unsupported Data"}, {1004, "---Reserved----"},
    {1005, "No Status Rcvd"}, {1006, "Abnormal Closure"}, {1007, "Invalid frame payload data"},
    {1008, "Policy Violation"}, {1009, "Message Too Big"}, {1010, "Mandatory Ext."},
    {1011, "Internal Server"}, {1015, "TLS handshake"}, {0, NULL}};

static const struct field fields[NFIELDS] = {
    [FIN] = {"websocket.fin", "Fin", FT_BOOLEAN, BASE_NONE, 0x80, .unit_bits = 8, .names = field_true_false, .blurb = "The last frame of a message"},
    [RESERVED] = {"websocket.rsv", "Reserved", FT_UINT8, BASE_HEX, 0x70, .blurb = "For extensions"},
    [PACKED] = {"websocket.pmc", "Per-Message Compressed", FT_BOOLEAN, BASE_NONE, 0x40, .unit_bits = 8, .names = field_true_false, .blurb = "The message is packed"},
    [OPCODE] = {"websocket.opcode", "Opcode", FT_UINT8, BASE_DEC, 0x0f, .names = opcodes, .flags = FIELD_SUMMARY, .blurb = "What kind of frame it is"},
    [MASK] = {"websocket.mask", "Mask", FT_BOOLEAN, BASE_NONE, 0x80, .unit_bits = 8, .names = field_true_false, .blurb = "The payload is combined with a key; what clients send must be"},
    [LENGTH] = {"websocket.payload_length", "Payload length", FT_UINT8, BASE_DEC, 0x7f, .show = show_length, .blurb = "Bytes of the payload; 126 and 127: the length follows"},
    [LENGTH_16] = {"websocket.payload_length_ext_16", "Extended Payload length (16 bits)", FT_UINT16, BASE_DEC, .blurb = "Bytes of a longer payload"},
    [LENGTH_64] = {"websocket.payload_length_ext_64", "Extended Payload length (64 bits)", FT_UINT64, BASE_DEC, .blurb = "Bytes of a very long payload"},
    [KEY] = {"websocket.masking_key", "Masking-Key", FT_BYTES, BASE_NONE, .blurb = "Chosen anew for each frame, so that nobody can choose the bytes on the wire"},
    [MASKED] = {"websocket.masked_payload", "Masked payload", FT_NONE, BASE_NONE, .blurb = "The payload as it is on the wire"},
    [PAYLOAD] = {"websocket.payload", "Payload", FT_NONE, BASE_NONE, .blurb = "What was sent"},
    [CONTINUE] = {"websocket.payload.continue", "Continue", FT_BYTES, BASE_NONE, .blurb = "A part of a message"},
    [TEXT] = {"websocket.payload.text", "Text", FT_STRING, BASE_NONE, .blurb = "A message of text"},
    [CLOSE] = {"websocket.payload.close", "Close", FT_NONE, BASE_NONE, .blurb = "Why the connection is closed"},
    [CLOSE_CODE] = {"websocket.payload.close.status_code", "Status code", FT_UINT16, BASE_DEC, .names = codes, .blurb = "The reason as a number"},
    [CLOSE_REASON] = {"websocket.payload.close.reason", "Reason", FT_STRING, BASE_NONE, .blurb = "The reason in words"},
    [PING] = {"websocket.payload.ping", "Ping", FT_BYTES, BASE_NONE, .blurb = "Are you there?"},
    [PONG] = {"websocket.payload.pong", "Pong", FT_BYTES, BASE_NONE, .blurb = "I am"},
    [UNKNOWN] = {"websocket.payload.unknown", "Unknown", FT_BYTES, BASE_NONE, .blurb = "The payload of a frame of no known kind"},
    [N_UNKNOWN] = {"websocket.payload.unknown.expert", "Dissector for Websocket Opcode", FT_NONE, BASE_NONE, .blurb = "No such kind of frame is known"},
    [N_UNPACKING] = {"websocket.decompression.failed.expert", "Decompression failed", FT_NONE, BASE_NONE, .blurb = "The message cannot be unpacked"},
    [FRAGMENTS] = {"websocket.fragments", "Reassembled websocket Fragments", FT_NONE, BASE_NONE, .blurb = "The message came in several frames"},
    [FRAGMENT] = {"websocket.fragment", "Websocket Fragment", FT_FRAMENUM, BASE_NONE, .show = fragments_show_piece, .blurb = "A packet with a part of the message"},
    [COUNT] = {"websocket.fragment.count", "Fragment count", FT_UINT32, BASE_DEC, .blurb = "How many parts there are"},
    [REASSEMBLED] = {"websocket.reassembled.length", "Reassembled websocket Payload length", FT_UINT32, BASE_DEC, .blurb = "The length of the whole message"},
};
/* clang-format on */

static const struct piece_rows piece_rows = {
    FRAGMENTS, FRAGMENT, COUNT, REASSEMBLED, ITEM_MARGIN, "Reassembled websocket Fragments"};

/* --- one frame ---------------------------------------------------------------------------------- */

struct frame_head {
    uint8_t bits, opcode, key[KEY_LENGTH];
    bool fin, masked;
    uint32_t head;
    uint64_t payload;
};

/* False if the head is not all there; `head` then tells how much of it is needed. */
static bool read_head(const struct cur *c, struct frame_head *frame)
{
    const uint8_t *at = cur_peek(c, 0, 2);
    *frame = (struct frame_head){.head = 2};
    if (!at) return false;
    unsigned length = at[1] & 0x7f, extended = length == IN_16 ? 2 : length == IN_64 ? 8 : 0;
    *frame = (struct frame_head){.bits = at[0],
        .opcode = at[0] & 0x0f,
        .fin = at[0] & BIT_FIN,
        .masked = at[1] & BIT_MASK,
        .head = 2 + extended + (at[1] & BIT_MASK ? KEY_LENGTH : 0),
        .payload = length};
    if (!(at = cur_peek(c, 0, frame->head))) return false;
    if (extended == 2) frame->payload = bytes_be16(at + 2);
    if (extended == 8) frame->payload = bytes_be64(at + 2);
    if (frame->masked) memcpy(frame->key, at + 2 + extended, KEY_LENGTH);
    return true;
}

static void measure(const struct packet *p, const struct cur *c, bool last, struct extent *extent)
{
    (void)p;
    struct frame_head frame;
    uint32_t there = c->end - c->at;
    bool whole = read_head(c, &frame);
    if (whole && frame.payload <= there - frame.head)
        extent->whole = frame.head + (uint32_t)frame.payload;
    else if (whole && frame.payload < UINT32_MAX / 4)
        extent->more = (uint32_t)frame.payload - (there - frame.head);
    else
        extent->more = there > 1 && frame.head > there ? frame.head - there : STREAM_NEXT_SEGMENT;
    if (last && !extent->whole) extent->whole = there;
}

static void add_head(
    struct packet *p, struct cur *c, const struct frame_head *frame, bool may_be_packed)
{
    packet_add_bits(p, FIN, c->at, 1, frame->bits, 0);
    packet_add_bits(p, RESERVED, c->at, 1, frame->bits, 0);
    if (may_be_packed || frame->bits & BIT_PACKED)
        packet_add_bits(p, PACKED, c->at, 1, frame->bits, 0);
    packet_add_bits(p, OPCODE, c->at, 1, frame->bits, 0);
    packet_skip(c, 1);
    packet_u8(p, c, MASK);
    packet_u8(p, c, LENGTH);
    packet_skip(c, 1);
    uint32_t key = frame->masked ? KEY_LENGTH : 0;
    if (frame->head - key == 4) packet_u16(p, c, LENGTH_16);
    if (frame->head - key == 10) packet_u64(p, c, LENGTH_64);
    if (key) packet_bytes(p, c, KEY, key);
}

/* The payload without its mask, as a source of its own. */
static struct cur unmask(struct packet *p, struct cur payload, const uint8_t *key)
{
    uint32_t length = cur_left(&payload);
    const uint8_t *at = cur_peek(&payload, 0, length);
    uint8_t *out =
        at && p->tracker && p->tracker->room ? p->tracker->room(p->tracker, length) : NULL;
    if (!out) {
        payload.error = CUR_CUT;
        return payload;
    }
    for (uint32_t i = 0; i < length; i++)
        out[i] = at[i] ^ key[i % KEY_LENGTH];
    return packet_source(p, bytes_of(out, length), "Unmasked data");
}

/* --- messages ----------------------------------------------------------------------------------- */

static struct item *add_in(
    struct packet *p, unsigned field, const struct cur *c, uint32_t offset, uint32_t length)
{
    const uint8_t *at = cur_peek(c, offset, length);
    struct item *item = at ? packet_add(p, field, 0, 0, 0) : NULL;
    if (!item) return NULL;
    item->bytes = bytes_of(at, length);
    item->source = c->source;
    item->offset = c->at + offset;
    item->length = length;
    return item;
}

static void add_close(struct packet *p, const struct cur *c)
{
    const uint8_t *code = cur_peek(c, 0, 2);
    struct item *item = add_in(p, CLOSE, c, 0, cur_left(c)), *part;
    if (item) item->bytes = (struct bytes){0};
    packet_open(p, item);
    if (code && (part = add_in(p, CLOSE_CODE, c, 0, 2))) part->number = bytes_be16(code);
    if (cur_left(c) > 2) add_in(p, CLOSE_REASON, c, 2, cur_left(c) - 2);
    packet_shut(p, item, NULL);
}

/* What a whole message holds, by the kind of its first frame. */
static void add_content(struct packet *p, struct cur content, unsigned opcode)
{
    uint32_t length = cur_left(&content);
    const uint8_t *at = cur_peek(&content, 0, length);
    struct item *item;
    if (!at) return;
    switch (opcode) {
    case IS_TEXT:
        item = add_in(p, TEXT, &content, 0, length);
        if (item) item->bytes.len = strnlen((const char *)at, length);
        packet_next_proto(p, content, &proto_data_text_lines);
        break;
    case IS_BINARY:
        packet_next_proto(p, content, &proto_data);
        break;
    case IS_CLOSE:
        add_close(p, &content);
        break;
    case IS_PING:
    case IS_PONG:
        add_in(p, opcode == IS_PING ? PING : PONG, &content, 0, length);
        break;
    default:
        add_in(p, UNKNOWN, &content, 0, length);
        packet_note(p, N_UNKNOWN, NOTE_NOTE, NOTE_UNDECODED,
            "Dissector for Websocket Opcode (%u) code not implemented, Contact Wireshark "
            "developers if you want this supported",
            opcode);
    }
}

/* RFC 7692 7.2.2: four bytes that every message would end with are left away. */
static bool unpack(struct packet *p, struct cur *c, struct websocket_memory *memory)
{
    static const uint8_t end[] = {0, 0, 0xff, 0xff};
    uint32_t length = cur_left(c), *filled = &memory->filled[p->side];
    uint8_t *window = memory->window[p->side];
    const uint8_t *at = cur_peek(c, 0, length);
    uint8_t *all = at ? p->tracker->room(p->tracker, length + sizeof end) : NULL;
    if (!all) return false;
    memcpy(all, at, length);
    memcpy(all + length, end, sizeof end);
    struct bytes plain =
        inflate_part(p, bytes_of(all, length + sizeof end), bytes_of(window, *filled));
    if (!plain.at) return false;
    uint32_t kept = plain.len < WEBSOCKET_WINDOW ? (uint32_t)plain.len : WEBSOCKET_WINDOW;
    uint32_t before = *filled < WEBSOCKET_WINDOW - kept ? *filled : WEBSOCKET_WINDOW - kept;
    memmove(window, window + *filled - before, before);
    memcpy(window + before, plain.at + plain.len - kept, kept);
    *filled = before + kept;
    *c = packet_source(p, plain, "Decompressed payload");
    return !c->error;
}

/* One more frame of a message; true when it is complete, and `c` becomes all of it. */
static bool gather(struct packet *p, struct cur *c, bool fin, const struct stream_begun **whole)
{
    struct tcp_conversation *conversation = p->conversation;
    unsigned slot = STREAM_GATHERED + p->side;
    struct stream_begun *begun = conversation->begun[slot];
    uint32_t length = cur_left(c);
    const uint8_t *at = cur_peek(c, 0, length);
    if (!begun) begun = p->tracker->begin(p->tracker, conversation, slot, 0, 0);
    if (!begun || !at ||
        !p->tracker->extend(p->tracker, conversation, slot, (uint32_t)p->frame->number,
            begun->filled, bytes_of(at, length)))
        return false;
    if (!fin) return false;
    p->tracker->complete(p->tracker, conversation, slot);
    *whole = begun;
    *c = packet_source(p, bytes_of(begun->bytes, begun->filled), "Reassembled websocket");
    return !c->error;
}

/* The payload of a frame at the cursor, its mask undone: a message, or a part of one. */
static void dissect_payload(
    struct packet *p, struct cur c, const struct frame_head *frame, struct websocket_memory *memory)
{
    bool control = frame->opcode >= IS_CLOSE, part = !control && (!frame->fin || !frame->opcode);
    unsigned opcode = frame->opcode;
    bool packed = frame->bits & BIT_PACKED;
    const struct stream_begun *whole = NULL;
    struct cur piece = c;
    if (!control && memory) {
        if (opcode) {
            memory->opcode[p->side] = (uint8_t)opcode;
            memory->packed[p->side] = packed;
        }
        opcode = memory->opcode[p->side];
        packed = memory->packed[p->side];
    }
    struct item *item = add_in(p, PAYLOAD, &piece, 0, cur_left(&piece));
    if (item) item->bytes = (struct bytes){0};
    if (part && (!memory || !gather(p, &c, frame->fin, &whole))) {
        if (!frame->opcode && (item = add_in(p, CONTINUE, &piece, 0, cur_left(&piece))))
            item->flags |= ITEM_MARGIN;
        return;
    }
    uint8_t source = c.source; /* of the message put together */
    packet_open(p, item);
    if (packed && !control && memory && memory->packs && !unpack(p, &c, memory)) {
        packet_note(p, N_UNPACKING, NOTE_WARNING, NOTE_PROTOCOL, "Decompression failed");
        opcode = IS_BINARY;
    }
    add_content(p, c, opcode);
    packet_shut(p, item, NULL);
    if (whole) fragments_add_pieces(p, whole, source, &piece_rows);
}

static void dissect(struct packet *p, struct cur *c)
{
    struct frame_head frame;
    struct websocket_memory *memory = p->conversation ? p->conversation->memory : NULL;
    if (!read_head(c, &frame)) {
        cur_need(c, frame.head);
        return;
    }
    add_head(p, c, &frame, memory && memory->packs);
    struct cur payload = cur_sub(c, (uint32_t)frame.payload);
    p->layer->length = payload.at - p->layer->offset; /* the payload is nobody's */
    if (!frame.payload || c->error) return;
    if (frame.masked) {
        packet_add(p, MASKED, payload.at, cur_left(&payload), 0);
        payload = unmask(p, payload, frame.key);
    }
    if (!payload.error) dissect_payload(p, payload, &frame, memory);
}

static void info(struct text *text, const struct packet *p, const struct layer *layer)
{
    const uint8_t *at = layer_at(p, layer, 2);
    if (!at) return;
    const char *name = field_value_name(opcodes, at[0] & 0x0f);
    text_format(text, "WebSocket %s%s %s", name ? name : "Unknown Opcode",
        at[0] & BIT_FIN ? " [FIN]" : "[FRAGMENT] ", at[1] & BIT_MASK ? "[MASKED]" : "");
}

const struct proto proto_websocket = {.name = "websocket",
    .title = "WebSocket",
    .column = "WebSocket",
    .fields = fields,
    .nfields = NFIELDS,
    .dissect = dissect,
    .info = info,
    .measure = measure,
    .tells_size = true,
    .last_speaks = true};
