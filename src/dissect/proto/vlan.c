/* IEEE 802.1Q tag.
 *
 *      0  3 4              16             32
 *      +--+-+---------------+--------------+
 *      |PR|D|  VLAN number  |     type     |
 *      +--+-+---------------+--------------+
 * SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/names.h"
#include "dissect/proto.h"
#include "dissect/proto/eth.h"

enum { PRIORITY, DEI, ID, ETYPE, LEN, PADDING, TRAILER, LEN_PAST, PADDING_BAD, NFIELDS };

static const struct value_name priorities[] = {
    {0, "Best Effort (default)"},
    {1, "Background"},
    {2, "Excellent Effort"},
    {3, "Critical Applications"},
    {4, "Video, < 100ms latency and jitter"},
    {5, "Voice, < 10ms latency and jitter"},
    {6, "Internetwork Control"},
    {7, "Network Control"},
    {0, NULL},
};
static const struct value_name eligible[] = {{0, "Ineligible"}, {1, "Eligible"}, {0, NULL}};

static const struct field fields[NFIELDS] = {
    [PRIORITY] = {"vlan.priority", "Priority", FT_UINT16, BASE_DEC, 0xe000, priorities,
        "How urgent the frame is, 7 most of all"},
    [DEI] = {"vlan.dei", "DEI", FT_BOOLEAN, BASE_NONE, 0x1000, eligible,
        "May be dropped first when it gets tight", 0, 16},
    [ID] = {"vlan.id", "ID", FT_UINT16, BASE_DEC, 0x0fff, NULL,
        "Which of the virtual LANs on this wire it belongs to"},
    [ETYPE] = {"vlan.etype", "Type", FT_UINT16, BASE_HEX, 0, names_ethertype,
        "Which protocol the payload is", FIELD_SUMMARY},
    [LEN] = {"vlan.len", "Length", FT_UINT16, BASE_DEC, .blurb = "How long the payload is"},
    [PADDING] = {"eth.padding", "Padding", FT_BYTES, BASE_NONE,
        .blurb = "Zeros that bring a short frame to 60 bytes"},
    [TRAILER] = {"vlan.trailer", "Trailer", FT_BYTES, BASE_NONE,
        .blurb = "Bytes behind the payload"},
    [LEN_PAST] = {"vlan.len.past_end", "Length field value goes past the end of the payload",
        FT_NONE, BASE_NONE},
    [PADDING_BAD] = {ETH_PADDING_BAD},
};

static void dissect(struct packet *p, struct cur *c)
{
    packet_u16(p, c, PRIORITY);
    packet_u16(p, c, DEI);
    packet_u16(p, c, ID);
    packet_skip(c, 2);
    const uint8_t *at = cur_peek(c, 0, 2);
    uint16_t type = at ? bytes_be16(at) : 0;
    packet_u16(p, c, type <= ETH_LENGTH_MAX && at ? LEN : ETYPE);
    if (c->error) return;
    if (type > ETH_LENGTH_MAX) {
        eth_next(p, *c, type);
    } else {
        if (type > cur_left(c))
            packet_note(p, LEN_PAST, NOTE_ERROR, NOTE_MALFORMED,
                "Length field value goes past the end of the payload");
        struct cur payload = *c;
        if (type < cur_left(c)) payload.end = payload.at + type;
        if (!packet_next_in(p, payload, "eth.length", 0)) packet_next_data(p, payload);
    }
}

static void finish(struct packet *p, struct layer *layer)
{
    if (!p->detail || layer->source) return;
    eth_trailer(p, layer, &(const struct eth_trailer_rows){PADDING, TRAILER, PADDING_BAD, 0, 0});
}

static void describe(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const uint8_t *at = layer_at(packet, layer, 2);
    if (layer->length < 2 || !at) return;
    unsigned tag = bytes_be16(at);
    text_format(text, ", PRI: %u, DEI: %u, ID: %u", tag >> 13, tag >> 12 & 1, tag & 0xfff);
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const uint8_t *at = layer_at(packet, layer, layer->length < 4 ? layer->length : 4);
    if (layer->column) {
        eth_info(text, layer->length < 4 || !at ? 0 : bytes_be16(at + 2));
    } else if (layer->length >= 2 && at) {
        unsigned tag = bytes_be16(at);
        text_format(text, "PRI: %u  DEI: %u  ID: %u", tag >> 13, tag >> 12 & 1, tag & 0xfff);
    }
}

static const struct link links[] = {{"ethertype", 0x8100}, {"ethertype", 0x9100}, {NULL, 0}};

const struct proto proto_vlan = {.name = "vlan",
    .title = "802.1Q Virtual LAN",
    .column = "VLAN",
    .fields = fields,
    .nfields = NFIELDS,
    .table = "ethertype",
    .links = links,
    .dissect = dissect,
    .finish = finish,
    .describe = describe,
    .info = info};
