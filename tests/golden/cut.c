/* Every golden frame cut at every length, once by the capture and once by the sender: every item lies
 * inside its source, layers hold their items in order, and every line can be composed.  A frame lies
 * in memory of exactly its size, so that a sanitizer sees a byte too many.
 * SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "dissect/dissector.h"
#include "dissect/packet.h"
#include "dissect/proto.h"
#include "hex.h"

static void fail(const char *condition)
{
    fprintf(stderr, "cut: not so: %s\n", condition);
    abort();
}

#define check(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) fail(#condition);                                                        \
    } while (0)

static void check_items(const struct packet *packet, struct text *text)
{
    for (unsigned i = 0; i < packet->nitems; i++) {
        const struct item *item = &packet->items[i];
        check(item->source < packet->nsources && item->layer < packet->nlayers);
        check(item->offset <= packet->sources[item->source].len);
        check(item->length <= packet->sources[item->source].len - item->offset);
        check(!(item->field->flags & FIELD_TWIN) || item->flags & ITEM_HIDDEN);
        field_print_label(text, packet, item);
        field_print_json(text, item);
        if (item->field->name) field_print_value(text, item);
    }
}

static bool is_carried(const struct proto *proto)
{
    for (const struct link *link = proto->links; link && link->table; link++)
        if (strcmp(link->table, "tcp.port") == 0 || strcmp(link->table, "udp.port") == 0)
            return true;
    return proto->heuristic_table;
}

/* Who promises that nothing of its own is inside of it. */
static void check_innermost(const struct packet *packet, unsigned at)
{
    const struct layer *layer = &packet->layers[at];
    if (!layer->proto->innermost && !layer->proto->sealed) return;
    for (unsigned i = at + 1; i < packet->nlayers && packet->layers[i].unit == layer->unit; i++)
        check(packet->layers[i].proto->fields == layer->proto->fields ||
              !is_carried(packet->layers[i].proto));
}

static void check_layers(const struct packet *packet, struct text *text)
{
    unsigned next = 0;
    for (unsigned i = 0; i < packet->nlayers; i++) {
        const struct layer *layer = &packet->layers[i];
        check(layer->first == next);
        next += layer->count;
        check(layer->source < packet->nsources);
        check(layer->offset <= packet->sources[layer->source].len);
        check(layer->length <= packet->sources[layer->source].len - layer->offset);
        check_innermost(packet, i);
        if (layer->proto->describe) layer->proto->describe(text, packet, layer);
    }
    check(next == packet->nitems);
    packet_column_address(text, &packet->source);
    packet_column_address(text, &packet->destination);
    text_put(text, packet_column_protocol(packet));
    packet_column_info(text, packet);
}

static void dissect(const struct dissector *dissector, struct packet *packet, const uint8_t *data,
    size_t size, uint16_t link_type, uint32_t length)
{
    uint8_t *exact = malloc(size ? size : 1);
    struct text text = {0};
    check(exact);
    if (size) memcpy(exact, data, size);
    struct frame frame = {.number = 1,
        .time = 1000000000000000000,
        .link_type = link_type,
        .captured = (uint32_t)size,
        .length = length,
        .data = exact};
    packet_dissect(packet, dissector, NULL, &frame);
    check_items(packet, &text);
    check_layers(packet, &text);
    text_finish(&text);
    free(exact);
}

static void cut_frame(const struct dissector *all, const struct dissector *lean,
    struct packet *packet, const struct hex_frame *frame)
{
    uint16_t link_type = frame->link_type;
    dissect(lean, packet, frame->bytes, frame->size, link_type, frame->length);
    dissect(all, packet, frame->bytes, frame->size, link_type, frame->length);
    for (size_t cut = 0; cut < frame->size; cut++) {
        dissect(lean, packet, frame->bytes, cut, link_type, frame->length);
        dissect(all, packet, frame->bytes, cut, link_type, frame->length); /* by the capture */
        dissect(all, packet, frame->bytes, cut, link_type, (uint32_t)cut); /* by the sender */
    }
}

int main(int argc, char **argv)
{
    struct dissector *all = dissector_create(), *lean = dissector_create();
    struct packet *packet = malloc(sizeof *packet);
    unsigned frames = 0;
    check(all && lean && packet);
    dissector_want_all(all);
    for (int i = 1; i < argc; i++) {
        struct hex_file file = {0};
        struct hex_frame frame;
        check(hex_open(&file, argv[i]));
        for (; hex_next(&file, &frame); frames++)
            cut_frame(all, lean, packet, &frame);
        hex_close(&file);
    }
    printf("%u frames\n", frames);
    free(packet);
    dissector_destroy(all);
    dissector_destroy(lean);
    return frames == 0;
}
