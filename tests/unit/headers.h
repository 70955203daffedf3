/* One header written in hex, in an Ethernet frame with an IPv4 header around it, and what the
 * dissectors say of it.  SPDX-License-Identifier: MIT */
#pragma once
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "dissect/dissector.h"
#include "dissect/packet.h"
#include "dissect/proto.h"
#include "track/track.h"

enum { ETHERNET = 14, IPV4 = 20, IPV6 = 40, LARGEST_FRAME = 2048 };

struct bench {
    struct dissector *dissector;
    struct track *track;
    struct packet *packet;
    struct frame frame;
    uint8_t bytes[LARGEST_FRAME];
    struct text text;
};

static inline struct bench bench_begin(bool all)
{
    struct bench bench = {.dissector = dissector_create(),
        .track = track_create(NULL),
        .packet = calloc(1, sizeof(struct packet))};
    ck_assert(bench.dissector && bench.track && bench.packet);
    if (all) dissector_want_all(bench.dissector);
    bench.frame.link_type = 1;
    bench.frame.time = 1000000000000000000;
    return bench;
}

static inline void bench_end(struct bench *bench)
{
    text_finish(&bench->text);
    free(bench->packet);
    track_destroy(bench->track);
    dissector_destroy(bench->dissector);
}

/* Hex digits; what is no digit is passed over. */
static inline uint32_t bench_hex(uint8_t *at, const char *hex)
{
    uint32_t count = 0;
    for (; *hex; hex++) {
        unsigned digit;
        if (sscanf((char[]){*hex, 0}, "%1x", &digit) != 1) continue;
        if (count % 2 == 0) at[count / 2] = 0;
        at[count / 2] = (uint8_t)(at[count / 2] << 4 | digit);
        count++;
    }
    return count / 2;
}

/* Dissects `hex` as the payload of IPv4, or of IPv6; the client sends unless `back`.  `cut` bytes
 * of the end were not captured. */
static inline void bench_send(
    struct bench *bench, uint8_t protocol, bool ipv6, bool back, const char *hex, uint32_t cut)
{
    uint8_t *ip = bench->bytes + ETHERNET;
    uint32_t header = ipv6 ? IPV6 : IPV4, length = bench_hex(ip + header, hex);
    memset(bench->bytes, 0, ETHERNET + header);
    bench->bytes[12] = ipv6 ? 0x86 : 0x08;
    bench->bytes[13] = ipv6 ? 0xdd : 0;
    if (ipv6) {
        ip[0] = 0x60;
        ip[4] = (uint8_t)(length >> 8);
        ip[5] = (uint8_t)length;
        ip[6] = protocol;
        ip[8 + 15] = back ? 2 : 1;
        ip[24 + 15] = back ? 1 : 2;
    } else {
        ip[0] = 0x45;
        ip[2] = (uint8_t)((IPV4 + length) >> 8);
        ip[3] = (uint8_t)(IPV4 + length);
        ip[9] = protocol;
        ip[12] = ip[16] = 10;
        ip[15] = back ? 2 : 1;
        ip[19] = back ? 1 : 2;
    }
    bench->frame.number++;
    bench->frame.time += 1000000;
    bench->frame.data = bench->bytes;
    bench->frame.length = ETHERNET + header + length;
    bench->frame.captured = bench->frame.length - cut;
    packet_dissect(bench->packet, bench->dissector, track_tracker(bench->track), &bench->frame);
}

static inline const char *bench_info(struct bench *bench)
{
    text_clear(&bench->text);
    packet_column_info(&bench->text, bench->packet);
    return text_string(&bench->text);
}

/* The values of all items of that name, as -T fields has them. */
static inline const char *bench_values(struct bench *bench, const char *name)
{
    text_clear(&bench->text);
    for (unsigned i = 0; i < bench->packet->nitems; i++) {
        const struct item *item = &bench->packet->items[i];
        if (!item->field->name || strcmp(item->field->name, name) != 0) continue;
        if (bench->text.len) text_char(&bench->text, ',');
        field_print_value(&bench->text, item);
    }
    return text_string(&bench->text);
}

/* The tree's line of the first item of that name; expert remarks by their message. */
static inline const char *bench_label(struct bench *bench, const char *name)
{
    text_clear(&bench->text);
    for (unsigned i = 0; i < bench->packet->nitems && !bench->text.len; i++) {
        const struct item *item = &bench->packet->items[i];
        if (item->field->name && strcmp(item->field->name, name) == 0)
            field_print_label(&bench->text, bench->packet, item);
    }
    return text_string(&bench->text);
}

static inline const char *bench_describe(struct bench *bench, const char *name)
{
    text_clear(&bench->text);
    for (unsigned i = 0; i < bench->packet->nlayers; i++) {
        const struct layer *layer = &bench->packet->layers[i];
        if (strcmp(layer->proto->name, name) == 0)
            layer->proto->describe(&bench->text, bench->packet, layer);
    }
    return text_string(&bench->text);
}

/* Every item lies inside its source, whatever the bytes were. */
static inline void bench_check_places(const struct bench *bench)
{
    for (unsigned i = 0; i < bench->packet->nitems; i++) {
        const struct item *item = &bench->packet->items[i];
        size_t size = bench->packet->sources[item->source].len;
        ck_assert_uint_le(item->offset, size);
        ck_assert_uint_le(item->length, size - item->offset);
    }
}
