/* Trivial File Transfer Protocol, RFC 1350, with options (RFC 2347).
 *
 *      +--------+----------------------------------------+
 *      | opcode | file name 0 mode 0 (option 0 value 0)… |   read or write request, to port 69
 *      |   2    | block (2), up to 512 bytes             |   data; fewer end the file
 *      |        | block (2)                              |   acknowledgement
 *      |        | code (2), message 0                    |   error
 *      |        | (option 0 value 0)…                    |   which options are taken
 *      +--------+----------------------------------------+
 *
 * The answer to a request comes from another port, which both keep to from then on.
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/escape.h"
#include "base/parse.h"
#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/tracker.h"

enum {
    OPCODE,
    SOURCE_FILE,
    DESTINATION_FILE,
    TYPE,
    FILE_OF_TRANSFER,
    READ_FRAME,
    WRITE_FRAME,
    OPTION,
    OPTION_NAME,
    OPTION_VALUE,
    BLOCK,
    BLOCK_FULL,
    ERROR_CODE,
    ERROR_MESSAGE,
    N_ERROR,
    N_WRAP,
    N_BLOCK_SIZE,
    NFIELDS
};

enum { READ = 1, WRITE, DATA, ACKNOWLEDGEMENT, ERROR, OPTIONS };
enum { BLOCK_SIZE = 512, BLOCK_SIZE_MIN = 8, BLOCK_SIZE_MAX = 65464, BLOCK_LAST = 65535 };

/* What both conversations of a transfer remember: that of the request and that of the data. */
enum { NAME_KEPT = 512 };
struct transfer {
    uint32_t request_frame;
    uint32_t block;    /* the highest one told, counted on beyond 65535 */
    uint32_t in_order; /* so many blocks came without a gap */
    uint16_t block_size;
    uint8_t opcode; /* of the request; 0: none was seen */
    uint16_t name_length;
    uint8_t name[NAME_KEPT];
};

static const struct value_name opcodes[] = {
    {READ, "Read Request"},
    {WRITE, "Write Request"},
    {DATA, "Data Packet"},
    {ACKNOWLEDGEMENT, "Acknowledgement"},
    {ERROR, "Error Code"},
    {OPTIONS, "Option Acknowledgement"},
    {0, NULL},
};
static const struct value_name errors[] = {
    {0, "Not defined"},
    {1, "File not found"},
    {2, "Access violation"},
    {3, "Disk full or allocation exceeded"},
    {4, "Illegal TFTP Operation"},
    {5, "Unknown transfer ID"},
    {6, "File already exists"},
    {7, "No such user"},
    {8, "Option negotiation failed"},
    {0, NULL},
};

static void show_request(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "%s in frame %u", item->field->label, (unsigned)item->number);
}

/* "Option: tsize = 0", from the two items below it. */
static void show_option(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct item *end = packet->items + packet->nitems;
    text_put(text, "Option: ");
    if (item + 2 >= end || item[1].field->type != FT_STRINGZ || item[2].field->type != FT_STRINGZ)
        return;
    escape_tree(text, item[1].bytes);
    text_put(text, " = ");
    escape_tree(text, item[2].bytes);
}

static const struct field fields[NFIELDS] = {
    [OPCODE] = {"tftp.opcode", "Opcode", FT_UINT16, BASE_DEC, 0, opcodes, "What this packet is",
        FIELD_SUMMARY},
    [SOURCE_FILE] = {"tftp.source_file", "Source File", FT_STRINGZ, BASE_NONE,
        .flags = FIELD_SUMMARY, .blurb = "The file that the client wants to have"},
    [DESTINATION_FILE] = {"tftp.destination_file", "Destination File", FT_STRINGZ, BASE_NONE,
        .flags = FIELD_SUMMARY, .blurb = "The file that the client wants to leave there"},
    [TYPE] = {"tftp.type", "Type", FT_STRINGZ, BASE_NONE, .flags = FIELD_SUMMARY,
        .blurb = "octet: as it is; netascii: text, its line ends translated"},
    [FILE_OF_TRANSFER] = {"tftp.destination_file", "Destination File", FT_STRINGZ, BASE_NONE},
    [READ_FRAME] = {"tftp.request_frame", "Read Request", FT_FRAMENUM, BASE_NONE,
        .show = show_request, .blurb = "Where the transfer began"},
    [WRITE_FRAME] = {"tftp.request_frame", "Write Request", FT_FRAMENUM, BASE_NONE,
        .show = show_request, .blurb = "Where the transfer began"},
    [OPTION] = {NULL, "Option", FT_NONE, BASE_NONE, .show = show_option},
    [OPTION_NAME] = {"tftp.option.name", "Option name", FT_STRINGZ, BASE_NONE,
        .flags = FIELD_SUMMARY},
    [OPTION_VALUE] = {"tftp.option.value", "Option value", FT_STRINGZ, BASE_NONE,
        .flags = FIELD_SUMMARY},
    [BLOCK] = {"tftp.block", "Block", FT_UINT16, BASE_DEC,
        .blurb = "Which part of the file this is, or which one has come"},
    [BLOCK_FULL] = {"tftp.block.full", "Full Block Number", FT_UINT32, BASE_DEC,
        .flags = FIELD_SUMMARY},
    [ERROR_CODE] = {"tftp.error.code", "Error code", FT_UINT16, BASE_DEC, 0, errors,
        .flags = FIELD_SUMMARY},
    [ERROR_MESSAGE] = {"tftp.error.message", "Error message", FT_STRINGZ, BASE_NONE,
        .flags = FIELD_SUMMARY},
    [N_ERROR] = {"tftp.error", "TFTP ERROR packet", FT_NONE, BASE_NONE,
        .blurb = "The transfer ends here"},
    [N_WRAP] = {"tftp.block.wrap", "TFTP block number is about to wrap", FT_NONE, BASE_NONE,
        .blurb =
            "The next block is number 0 again: the file is larger than the protocol allows for"},
    [N_BLOCK_SIZE] = {"tftp.blocksize_range", "TFTP blocksize out of range", FT_NONE, BASE_NONE},
};

extern const struct proto proto_tftp;

static struct transfer *transfer_of(struct packet *p)
{
    if (!p->tracker || !p->tracker->udp_memory || !p->udp_conversation) return NULL;
    return p->tracker->udp_memory(
        p->tracker, p->udp_conversation, &proto_tftp, sizeof(struct transfer));
}

/* A string that ends with 0, which is taken away with it. */
static struct bytes add_string(struct packet *p, struct cur *c, unsigned row)
{
    uint32_t offset = c->at, there = cur_captured(c);
    const uint8_t *at = cur_peek(c, 0, there), *end = at ? memchr(at, 0, there) : NULL;
    uint32_t length = end ? (uint32_t)(end - at) : cur_left(c);
    if (!cur_take(c, length + 1)) return (struct bytes){0};
    struct item *item = packet_add(p, row, offset, length + 1, 0);
    if (item) item->bytes = bytes_of(at, length);
    return bytes_of(at, length);
}

static bool is_word(struct bytes text, const char *word)
{
    return text.len == strlen(word) && strncasecmp((const char *)text.at, word, text.len) == 0;
}

static void add_options(struct packet *p, struct cur *c, struct transfer *transfer, bool taken)
{
    while (cur_left(c)) {
        struct item *item = packet_add(p, OPTION, c->at, 0, 0);
        packet_open(p, item);
        struct bytes name = add_string(p, c, OPTION_NAME), value = add_string(p, c, OPTION_VALUE);
        uint64_t size = 0;
        if (taken && value.at && is_word(name, "blksize") &&
            parse_uint((const char *)value.at, &size)) {
            if (size < BLOCK_SIZE_MIN || size > BLOCK_SIZE_MAX)
                packet_note(
                    p, N_BLOCK_SIZE, NOTE_WARNING, NOTE_RESPONSE, "%s", fields[N_BLOCK_SIZE].label);
            else if (transfer)
                transfer->block_size = (uint16_t)size;
        }
        packet_shut(p, item, c);
    }
}

/* The transfer will go on from another port of the server. */
static void begin_transfer(struct packet *p, uint16_t opcode, struct bytes name)
{
    struct transfer *own = transfer_of(p), *other;
    if (!own) return;
    *own = (struct transfer){.request_frame = (uint32_t)p->frame->number,
        .opcode = (uint8_t)opcode,
        .block_size = BLOCK_SIZE,
        .name_length = (uint16_t)(name.len < NAME_KEPT ? name.len : NAME_KEPT)};
    memcpy(own->name, name.at, own->name_length);
    other = p->tracker->expect(
        p->tracker, p, (uint16_t)(p->port_pair >> 16), p->layer->proto, sizeof *other);
    if (other) *other = *own;
}

static void add_request(struct packet *p, struct cur *c, uint16_t opcode)
{
    struct bytes name = add_string(p, c, opcode == READ ? SOURCE_FILE : DESTINATION_FILE);
    add_string(p, c, TYPE);
    if (!c->error) begin_transfer(p, opcode, name);
    add_options(p, c, NULL, false);
}

/* Which transfer this belongs to. */
static void add_transfer(struct packet *p, const struct transfer *transfer)
{
    if (!transfer || !transfer->opcode || !p->detail) return;
    uint32_t at = p->layer->offset;
    struct item *item = packet_add(p, FILE_OF_TRANSFER, at, 0, ITEM_GENERATED);
    uint8_t *name = item ? packet_scratch(p, transfer->name_length) : NULL;
    if (name) {
        memcpy(name, transfer->name, transfer->name_length);
        item->bytes = bytes_of(name, transfer->name_length);
    }
    packet_add_uint(p, transfer->opcode == WRITE ? WRITE_FRAME : READ_FRAME, at, 0,
        transfer->request_frame, ITEM_GENERATED);
}

/* Block numbers have two bytes and begin anew in large files: the nearest to the last one is meant. */
static uint32_t count_block(struct transfer *transfer, uint16_t block)
{
    enum { TURN = 0x10000 };
    if (!transfer) return block;
    uint32_t full = (transfer->block & ~(uint32_t)BLOCK_LAST) | block;
    if (full + TURN / 2 < transfer->block)
        full += TURN;
    else if (full >= TURN && full > transfer->block + TURN / 2)
        full -= TURN;
    transfer->block = full;
    return full;
}

/* The blocks of a file in their order, for those who save it. */
static void add_object(struct packet *p, const struct cur *c, struct transfer *transfer, bool last)
{
    uint32_t there = cur_captured(c);
    const uint8_t *at = cur_peek(c, 0, there);
    if (!transfer || !transfer->opcode || !at || transfer->block != transfer->in_order + 1) return;
    packet_object(p, &(struct object){.name = bytes_of(transfer->name, transfer->name_length),
                         .path = true,
                         .content = bytes_of(at, there),
                         .part = last ? OBJECT_LAST : OBJECT_BLOCK,
                         .transfer = transfer->request_frame,
                         .offset = (uint64_t)transfer->in_order * transfer->block_size});
    transfer->in_order++;
}

static void add_block(struct packet *p, struct cur *c, struct transfer *transfer, bool data)
{
    uint16_t block = packet_u16(p, c, BLOCK);
    if (c->error) return;
    if (data && block == BLOCK_LAST)
        packet_note(p, N_WRAP, NOTE_NOTE, NOTE_SEQUENCE, "%s", fields[N_WRAP].label);
    uint32_t full = count_block(transfer, block);
    packet_add_uint(p, BLOCK_FULL, p->layer->offset, 0, full, ITEM_GENERATED);
    if (!data) return;
    uint32_t whole = transfer && transfer->block_size ? transfer->block_size : BLOCK_SIZE;
    bool last = cur_left(c) < whole;
    if (last) p->layer->trouble = bytes_of_string(" (last)");
    add_object(p, c, transfer, last);
    packet_next_data(p, *c);
}

static void add_error(struct packet *p, struct cur *c)
{
    packet_u16(p, c, ERROR_CODE);
    add_string(p, c, ERROR_MESSAGE);
    if (!c->error)
        packet_note_at(p, 0, N_ERROR, NOTE_WARNING, NOTE_RESPONSE, "%s", fields[N_ERROR].label);
}

static void dissect(struct packet *p, struct cur *c)
{
    uint16_t opcode = packet_u16(p, c, OPCODE);
    if (c->error) return;
    if (opcode == READ || opcode == WRITE) {
        add_request(p, c, opcode);
        return;
    }
    struct transfer *transfer = transfer_of(p);
    if (p->udp_conversation) p->udp_conversation->proto = p->layer->proto;
    add_transfer(p, transfer);
    if (opcode == DATA || opcode == ACKNOWLEDGEMENT)
        add_block(p, c, transfer, opcode == DATA);
    else if (opcode == ERROR)
        add_error(p, c);
    else if (opcode == OPTIONS)
        add_options(p, c, transfer, true);
}

/* A request has two strings, the second of which is a mode; the others have a length that fits. */
static bool agrees(const struct packet *packet, struct cur cur)
{
    static const char *const modes[] = {"octet", "netascii", "mail"};
    (void)packet;
    const uint8_t *at = cur_take(&cur, 2);
    if (!at) return cur.error == CUR_CUT;
    uint32_t there = cur_captured(&cur), left = cur_left(&cur);
    const uint8_t *rest = cur_peek(&cur, 0, there);
    unsigned opcode = bytes_be16(at);
    if (there < left) return opcode >= READ && opcode <= OPTIONS;
    if (opcode == DATA) return left >= 2;
    if (opcode == ACKNOWLEDGEMENT) return left >= 2 && left <= 3;
    if (opcode == ERROR) return left >= 3;
    if (opcode == OPTIONS) return !left || rest[left - 1] == 0;
    const uint8_t *end = rest ? memchr(rest, 0, left) : NULL;
    if ((opcode != READ && opcode != WRITE) || !end || end == rest) return false;
    uint32_t behind = left - (uint32_t)(end + 1 - rest);
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        if (behind > strlen(modes[i]) && strcasecmp((const char *)end + 1, modes[i]) == 0)
            return true;
    return false;
}

static void put_string(
    struct text *text, const struct packet *packet, const struct layer *layer, unsigned row)
{
    const struct item *item = layer_item(packet, layer, row);
    if (item) text_add(text, item->bytes.at, item->bytes.len);
}

static void put_options(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const struct item *item = packet->items + layer->first;
    for (unsigned i = 0; i < layer->count; i++, item++) {
        bool name = item->field == &fields[OPTION_NAME];
        if (!name && item->field != &fields[OPTION_VALUE]) continue;
        text_put(text, name ? ", " : "=");
        text_add(text, item->bytes.at, item->bytes.len);
    }
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const struct item *opcode = layer_item(packet, layer, OPCODE), *item;
    if (!opcode) return;
    const char *name = field_value_name(opcodes, opcode->number);
    if (name)
        text_put(text, name);
    else
        text_format(text, "Unknown (0x%04x)", (unsigned)opcode->number);
    if (layer_item(packet, layer, TYPE)) {
        text_put(text, ", File: ");
        put_string(text, packet, layer, opcode->number == READ ? SOURCE_FILE : DESTINATION_FILE);
        text_put(text, ", Transfer type: ");
        put_string(text, packet, layer, TYPE);
    }
    put_options(text, packet, layer);
    if ((item = layer_item(packet, layer, BLOCK_FULL))) {
        text_format(text, ", Block: %u", (unsigned)item->number);
        text_add(text, layer->trouble.at, layer->trouble.len);
    }
    item = layer_item(packet, layer, ERROR_CODE);
    if (!item || !layer_item(packet, layer, ERROR_MESSAGE)) return;
    name = field_value_name(errors, item->number);
    text_put(text, ", Code: ");
    if (name)
        text_put(text, name);
    else
        text_format(text, "Unknown (%u)", (unsigned)item->number);
    text_put(text, ", Message: ");
    put_string(text, packet, layer, ERROR_MESSAGE);
}

static const struct link links[] = {{"udp.port", 69}, {NULL, 0}};

const struct proto proto_tftp = {.name = "tftp",
    .title = "Trivial File Transfer Protocol",
    .column = "TFTP",
    .fields = fields,
    .nfields = NFIELDS,
    .links = links,
    .agrees = agrees,
    .dissect = dissect,
    .info = info};
