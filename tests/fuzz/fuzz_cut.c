/* One frame of any link type, through every dissector.
 *
 *      +-----------+--------------+- - - - - - - -+
 *      | link type | not captured |   the frame   |     a byte each: the link type's place in the
 *      +-----------+--------------+- - - - - - - -+     list, and how much longer it was on the wire
 *
 * The frame lies in memory of exactly its size.  Whatever comes, every item lies inside its source,
 * layers hold runs of items in order, every line can be composed, and every part of the frame can be
 * cut off.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/text.h"
#include "dissect/dissector.h"
#include "dissect/packet.h"
#include "dissect/proto.h"
#include "fuzz.h"

enum { HEAD = 2, MOST_CUTS = 200 };

static const uint16_t link_types[] = {1, 0, 12, 101, 108, 113, 228, 229, 276, 999};

static void check_items(const struct packet *packet, struct text *text)
{
    for (unsigned i = 0; i < packet->nitems; i++) {
        const struct item *item = &packet->items[i];
        CHECK(item->source < packet->nsources && item->layer < packet->nlayers);
        CHECK(item->offset <= packet->sources[item->source].len);
        CHECK(item->length <= packet->sources[item->source].len - item->offset);
        field_print_label(text, packet, item);
        field_print_json(text, item);
        if (item->field->name) field_print_value(text, item);
    }
}

static void check_layers(const struct packet *packet, struct text *text)
{
    unsigned next = 0;
    for (unsigned i = 0; i < packet->nlayers; i++) {
        const struct layer *layer = &packet->layers[i];
        CHECK(layer->first == next);
        next += layer->count;
        CHECK(layer->source < packet->nsources);
        CHECK(layer->offset <= packet->sources[layer->source].len);
        CHECK(layer->length <= packet->sources[layer->source].len - layer->offset);
        if (layer->proto->describe) layer->proto->describe(text, packet, layer);
    }
    CHECK(next == packet->nitems);
    packet_column_address(text, &packet->source);
    packet_column_address(text, &packet->destination);
    text_put(text, packet_column_protocol(packet));
    packet_column_info(text, packet);
}

static void dissect(const struct dissector *dissector, struct packet *packet, const uint8_t *data, size_t size,
    uint16_t link_type, uint32_t length)
{
    uint8_t *exact = malloc(size ? size : 1);
    struct text text = {0};
    CHECK(exact);
    if (size) memcpy(exact, data, size);
    struct frame frame = {.number = 1, .time = 1000000000000000000, .link_type = link_type,
        .captured = (uint32_t)size, .length = length, .data = exact};
    packet_dissect(packet, dissector, NULL, &frame);
    check_items(packet, &text);
    check_layers(packet, &text);
    text_finish(&text);
    free(exact);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < HEAD) return 0;
    uint16_t link_type = link_types[data[0] % (sizeof link_types / sizeof *link_types)];
    uint32_t missing = data[1];
    struct dissector *all = dissector_create(), *lean = dissector_create();
    struct packet *packet = malloc(sizeof *packet);
    CHECK(all && lean && packet);
    dissector_want_all(all);
    data += HEAD;
    size -= HEAD;
    dissect(lean, packet, data, size, link_type, (uint32_t)size + missing);
    dissect(all, packet, data, size, link_type, (uint32_t)size + missing);
    for (size_t cut = 0; cut < size && cut < MOST_CUTS; cut++) {
        dissect(all, packet, data, cut, link_type, (uint32_t)size); /* by the capture */
        dissect(all, packet, data, cut, link_type, (uint32_t)cut);  /* by the sender */
    }
    free(packet);
    dissector_destroy(all);
    dissector_destroy(lean);
    return 0;
}
