/* Bytes that no protocol here understands.  SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/proto.h"

enum { DATA, LEN, NFIELDS };

static const struct field fields[NFIELDS] = {
    [DATA] = {"data.data", "Data", FT_BYTES, BASE_NONE,
        .blurb = "The payload as it is: what an application sent"},
    [LEN] = {"data.len", "Length", FT_INT32, BASE_DEC,
        .blurb = "How many bytes of payload there are"},
};

static void dissect(struct packet *p, struct cur *c)
{
    uint32_t start = c->at, captured = cur_captured(c);
    packet_rest(p, c, DATA);
    struct item *item = packet_add(p, LEN, start, 0, ITEM_GENERATED);
    if (item) item->integer = captured;
    c->at = c->end;
}

static void describe(struct text *text, const struct packet *packet, const struct layer *layer)
{
    (void)packet;
    text_put(text, " (");
    text_uint(text, layer->length);
    text_put(text, layer->length == 1 ? " byte)" : " bytes)");
}

const struct proto proto_data = {.name = "data",
    .title = "Data",
    .fields = fields,
    .nfields = NFIELDS,
    .dissect = dissect,
    .describe = describe};
