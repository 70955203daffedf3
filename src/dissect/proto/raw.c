/* No link header at all: the version in the first byte says which IP it is.
 * SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/proto.h"

static void dissect(struct packet *p, struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, 1);
    p->layer->length = cur_captured(c); /* nothing is its own, so all is */
    if (!at || !packet_next(p, *c, *at >> 4)) packet_next_data(p, *c);
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    (void)packet;
    (void)layer;
    text_put(text, "Raw packet data");
}

static const struct link links[] = {
    {"wtap_encap", 12}, {"wtap_encap", 14}, {"wtap_encap", 101}, {NULL, 0}};

const struct proto proto_raw = {.name = "raw",
    .title = "Raw packet data",
    .column = "Raw",
    .table = "raw.ip",
    .links = links,
    .dissect = dissect,
    .info = info};
