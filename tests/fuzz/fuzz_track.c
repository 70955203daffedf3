/* A whole capture through one tracker: frames that follow each other, so that flows, fragments and
 * echoes build up, with limits so small that they are always met.
 *
 *      +------+----------------+- - - - - - - -+
 *      | wait | length (16 bit)|  the frame    |   and so on; `wait` in milliseconds
 *      +------+----------------+- - - - - - - -+
 *
 * Whatever comes, every item lies inside its source, every line can be composed, and the same
 * frames give the same numbers again.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/text.h"
#include "dissect/dissector.h"
#include "dissect/packet.h"
#include "dissect/proto.h"
#include "fuzz.h"
#include "track/track.h"

enum { ETHERNET = 1, MOST_FRAMES = 400, HEAD = 3 };

static void check_packet(const struct packet *packet, struct text *text)
{
    for (unsigned i = 0; i < packet->nitems; i++) {
        const struct item *item = &packet->items[i];
        CHECK(item->source < packet->nsources);
        CHECK(item->offset <= packet->sources[item->source].len);
        CHECK(item->length <= packet->sources[item->source].len - item->offset);
        field_print_label(text, packet, item);
        if (item->field->name) field_print_value(text, item);
    }
    for (unsigned i = 0; i < packet->nlayers; i++)
        if (packet->layers[i].proto->describe)
            packet->layers[i].proto->describe(text, packet, &packet->layers[i]);
    packet_column_info(text, packet);
}

/* FNV-1a over all that was composed. */
static uint64_t hash_of(const struct text *text, uint64_t hash)
{
    for (size_t i = 0; i < text->len; i++)
        hash = (hash ^ (uint8_t)text->at[i]) * 0x100000001b3;
    return hash;
}

static uint64_t play(const struct dissector *dissector, const uint8_t *data, size_t size)
{
    static const struct track_limits limits = {.flows = 4,
        .unacked = 16,
        .unacked_per_side = 6,
        .datagrams = 3,
        .datagram_bytes = 4096,
        .fragments = 6,
        .datagram_patience = 5000000000,
        .echoes = 3};
    struct track *track = track_create(&limits);
    struct packet *packet = malloc(sizeof *packet);
    struct text text = {0};
    uint64_t hash = 0xcbf29ce484222325;
    struct frame frame = {.link_type = ETHERNET, .time = 1000000000000000000};
    CHECK(track && packet);
    for (unsigned i = 0; i < MOST_FRAMES && size >= HEAD; i++) {
        size_t length = (size_t)(data[1] << 8 | data[2]);
        if (length > size - HEAD) length = size - HEAD;
        frame.number++;
        frame.time += data[0] * 1000000;
        frame.data = data + HEAD;
        frame.captured = frame.length = (uint32_t)length;
        packet_dissect(packet, dissector, track_tracker(track), &frame);
        text_clear(&text);
        check_packet(packet, &text);
        hash = hash_of(&text, hash);
        data += HEAD + length;
        size -= HEAD + length;
    }
    text_finish(&text);
    free(packet);
    track_destroy(track);
    return hash;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct dissector *all = dissector_create(), *lean = dissector_create();
    CHECK(all && lean);
    dissector_want_all(all);
    uint64_t first = play(all, data, size);
    CHECK(play(all, data, size) == first);
    play(lean, data, size);
    dissector_destroy(all);
    dissector_destroy(lean);
    return 0;
}
