/* The driver: what is wanted, how deep nesting goes, trailers, blame, and that a struct packet can be
 * used again.  SPDX-License-Identifier: MIT */
#include "dissect/packet.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "dissect/dissector.h"
#include "dissect/proto.h"
#include "unit.h"

/* An IPv4 packet of a protocol nobody knows, padded to the smallest frame. */
static const char padded[60] = "\x02\0\x5e\0\x53\x02\x02\0\x5e\0\x53\x01\x08\0"
                               "\x45\0\0\x17\0\x01\0\0\x40\xfd\0\0\xc0\0\x02\x01\xc0\0\x02\x02"
                               "abc\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

static struct dissector *dissector;
static struct packet *packet;

static void set_up(void)
{
    dissector = dissector_create();
    packet = malloc(sizeof *packet);
    ck_assert(dissector && packet);
}

static void tear_down(void)
{
    free(packet);
    dissector_destroy(dissector);
}

static void dissect(const void *bytes, uint32_t captured, uint32_t length)
{
    struct frame frame = {
        .number = 1, .link_type = 1, .captured = captured, .length = length, .data = bytes};
    packet_dissect(packet, dissector, NULL, &frame);
}

static const char *last_layer(void)
{
    return packet->layers[packet->nlayers - 1].proto->name;
}

/* The values of a field in this packet, separated by commas. */
static const char *value(const char *name)
{
    static struct text text;
    text_clear(&text);
    for (unsigned i = 0; i < packet->nitems; i++) {
        if (!packet->items[i].field->name || strcmp(packet->items[i].field->name, name) != 0)
            continue;
        if (text.len) text_char(&text, ',');
        field_print_value(&text, &packet->items[i]);
    }
    return text_string(&text);
}

START_TEST(nothing_is_produced_that_nobody_wants)
{
    /* The summary has no use for bytes that nobody understands. */
    dissect(padded, 60, 60);
    ck_assert_str_eq(last_layer(), "ip");
    ck_assert_str_eq(value("ip.ttl"), "");
    ck_assert(!dissector_want(dissector, "ip.nonsense"));
    dissect(padded, 60, 60);
    ck_assert_str_eq(last_layer(), "ip");
    ck_assert(dissector_want(dissector, "ip.ttl"));
    dissect(padded, 60, 60);
    ck_assert_str_eq(last_layer(), "data");
    ck_assert_str_eq(value("ip.ttl"), "64");
    ck_assert_str_eq(value("ip.id"), "");
}
END_TEST

START_TEST(rows_of_one_name_are_all_wanted)
{
    size_t count;
    ck_assert_ptr_nonnull(dissector_fields(dissector, "ip.version", &count));
    ck_assert_uint_eq(count, 2); /* of IPv4 and of IPv6 */
    ck_assert_ptr_null(dissector_fields(dissector, "ip.nonsense", &count));
}
END_TEST

START_TEST(padding_belongs_to_the_frame_not_to_the_payload)
{
    dissector_want_all(dissector);
    dissect(padded, 60, 60);
    ck_assert_str_eq(value("data.data"), "616263");
    ck_assert_uint_eq(strlen(value("eth.padding")), 2 * 23);
    ck_assert_str_eq(value("frame.protocols"), "eth:ethertype:ip:data");
    for (unsigned i = 0, next = 0; i < packet->nlayers; i++) {
        ck_assert_uint_eq(packet->layers[i].first, next);
        next += packet->layers[i].count;
    }
}
END_TEST

START_TEST(a_short_capture_is_not_the_senders_fault)
{
    dissector_want_all(dissector);
    dissect(padded, 20, 60);
    ck_assert_str_eq(last_layer(), "_ws.short");
    ck_assert_str_eq(value("_ws.short"), "[Packet size limited during capture: IPv4 truncated]");
    dissect(padded, 20, 20);
    ck_assert_str_eq(last_layer(), "_ws.malformed");
    /* Once for the layer, once for the remark on it. */
    ck_assert_str_eq(value("_ws.malformed"), "[Malformed Packet: IPv4],_ws.malformed");
}
END_TEST

START_TEST(nesting_ends)
{
    enum { TUNNELS = PACKET_LAYERS + 50, HEADER = 20, ETHERNET = 14 };
    static uint8_t frame[ETHERNET + HEADER * TUNNELS];
    memcpy(frame, padded, ETHERNET);
    for (unsigned i = 0; i < TUNNELS; i++) {
        uint8_t *header = frame + ETHERNET + i * HEADER;
        memcpy(header, padded + ETHERNET, HEADER);
        uint16_t length = (uint16_t)(HEADER * (TUNNELS - i));
        header[2] = (uint8_t)(length >> 8);
        header[3] = (uint8_t)length;
        header[9] = 4; /* another IPv4 header */
    }
    dissect(frame, sizeof frame, sizeof frame);
    ck_assert_uint_eq(packet->nlayers, PACKET_LAYERS);
    ck_assert(packet->overflow);
    dissect(padded, 60, 60);
    ck_assert(!packet->overflow);
    ck_assert_uint_eq(packet->nlayers, 3);
    ck_assert_uint_eq(layer_ordinal(packet, &packet->layers[2]), 1);
}
END_TEST

START_TEST(an_empty_frame_is_malformed_and_no_more)
{
    dissector_want_all(dissector);
    dissect("", 0, 0);
    ck_assert_str_eq(last_layer(), "_ws.malformed");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("packet");
    TCase *tcase = tcase_create("packet");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, nothing_is_produced_that_nobody_wants);
    tcase_add_test(tcase, rows_of_one_name_are_all_wanted);
    tcase_add_test(tcase, padding_belongs_to_the_frame_not_to_the_payload);
    tcase_add_test(tcase, a_short_capture_is_not_the_senders_fault);
    tcase_add_test(tcase, nesting_ends);
    tcase_add_test(tcase, an_empty_frame_is_malformed_and_no_more);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
