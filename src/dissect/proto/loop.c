/* Configuration Test Protocol of Ethernet version 2.0 (chapter 8): sends a frame to itself, to see
 * whether the wire is there.  Numbers have their lowest byte first.
 *
 *      +------------+----------+-----------------------------------+-----
 *      | skip count | function | forward: address; reply: receipt  | …     the skip count tells at
 *      +------------+----------+-----------------------------------+-----  which function to begin
 * SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/proto.h"

enum { SKIP, RELEVANT, FUNCTION, RECEIPT, ADDRESS, NFIELDS };
enum { REPLY = 1, FORWARD = 2 };

static const struct value_name functions[] = {
    {REPLY, "Reply"}, {FORWARD, "Forward Data"}, {0, NULL}};

static const struct field fields[NFIELDS] = {
    [SKIP] = {"loop.skipcount", "skipCount", FT_UINT16, BASE_DEC,
        .blurb = "How many bytes of functions were done by earlier stations"},
    [RELEVANT] = {"loop.relevant_function", "Relevant function", FT_UINT16, BASE_DEC, 0, functions,
        .flags = FIELD_SUMMARY},
    [FUNCTION] = {"loop.function", "Function", FT_UINT16, BASE_DEC, 0, functions,
        "What the station that gets it shall do"},
    [RECEIPT] = {"loop.receipt_number", "Receipt number", FT_UINT16, BASE_DEC},
    [ADDRESS] = {"loop.forwarding_address", "Forwarding address", FT_ETHER, BASE_NONE},
};

static void dissect(struct packet *p, struct cur *c)
{
    uint16_t skip = (uint16_t)packet_little(p, c, SKIP);
    const uint8_t *at = cur_peek(c, skip, 2);
    if (at) packet_add_uint(p, RELEVANT, c->at + skip, 2, bytes_le16(at), ITEM_LITTLE);
    for (unsigned function = FORWARD; function == FORWARD && !c->error;) {
        function = (unsigned)packet_little(p, c, FUNCTION);
        if (function == FORWARD)
            packet_bytes(p, c, ADDRESS, 6);
        else if (function == REPLY)
            packet_little(p, c, RECEIPT);
    }
    if (!c->error) packet_next_data(p, *c);
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const struct item *function = layer_item(packet, layer, RELEVANT);
    if (!function) return;
    const char *name = field_value_name(functions, function->number);
    if (name)
        text_put(text, name);
    else
        text_format(text, "Unknown function (%u)", (unsigned)function->number);
}

static const struct link links[] = {{"ethertype", 0x9000}, {NULL, 0}};

const struct proto proto_loop = {.name = "loop",
    .title = "Configuration Test Protocol (loopback)",
    .column = "LOOP",
    .fields = fields,
    .nfields = NFIELDS,
    .links = links,
    .dissect = dissect,
    .info = info};
