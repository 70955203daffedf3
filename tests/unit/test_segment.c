/* Packets in a few words, from real bytes through the real dissector.
 * SPDX-License-Identifier: MIT */
#include "show/segment.h"

#include <check.h>
#include <stdlib.h>

#include "track/track.h"

enum { LINKTYPE_RAW = 101 };

struct fixture {
    struct dissector *dissector;
    struct track *track;
    struct packet *packet;
    struct segment_reader reader;
    uint64_t frames;
};

static struct fixture fixture;

static void setup(void)
{
    fixture = (struct fixture){.dissector = dissector_create(),
        .track = track_create(NULL),
        .packet = calloc(1, sizeof(struct packet))};
    ck_assert(segment_reader_init(&fixture.reader, fixture.dissector));
}

static void teardown(void)
{
    track_destroy(fixture.track);
    dissector_destroy(fixture.dissector);
    free(fixture.packet);
}

/* An IPv4 packet from 127.0.0.1 to itself around `body`: RFC 791 3.1. */
static size_t wrap(uint8_t *frame, uint8_t protocol, const void *body, size_t len)
{
    const uint8_t header[20] = {0x45, 0, (uint8_t)((20 + len) >> 8), (uint8_t)(20 + len), 0, 1,
        0x40, 0, 64, protocol, 0, 0, 127, 0, 0, 1, 127, 0, 0, 1};
    memcpy(frame, header, sizeof header);
    memcpy(frame + 20, body, len);
    return 20 + len;
}

static bool read_bytes(const uint8_t *bytes, size_t len, size_t captured, struct segment *segment)
{
    struct frame frame = {.number = ++fixture.frames,
        .time = (int64_t)fixture.frames * 1000,
        .time_digits = 9,
        .link_type = LINKTYPE_RAW,
        .captured = (uint32_t)captured,
        .length = (uint32_t)len,
        .data = bytes};
    packet_dissect(fixture.packet, fixture.dissector, track_tracker(fixture.track), &frame);
    return segment_read(&fixture.reader, fixture.packet, segment);
}

/* RFC 9293 3.1; ports 40000 and 1234. */
static size_t tcp(
    uint8_t *frame, bool to_server, uint32_t seq, uint32_t ack, uint8_t flags, const char *data)
{
    uint8_t body[120] = {0x9c, 0x40, 0x04, 0xd2, (uint8_t)(seq >> 24), (uint8_t)(seq >> 16),
        (uint8_t)(seq >> 8), (uint8_t)seq, (uint8_t)(ack >> 24), (uint8_t)(ack >> 16),
        (uint8_t)(ack >> 8), (uint8_t)ack, 0x50, flags, 0xff, 0xff};
    if (!to_server) memcpy(body, (const uint8_t[]){0x04, 0xd2, 0x9c, 0x40}, 4);
    memcpy(body + 20, data, strlen(data));
    return wrap(frame, 6, body, 20 + strlen(data));
}

static void expect(const uint8_t *frame, size_t len, const char *label, const char *data)
{
    struct segment segment;
    struct text text = {0};
    ck_assert(read_bytes(frame, len, len, &segment));
    segment_label(&text, &segment);
    ck_assert_str_eq(text_string(&text), label);
    ck_assert_uint_eq(segment.payload.len, strlen(data));
    ck_assert_mem_eq(
        segment.payload.at ? segment.payload.at : (const uint8_t *)"", data, strlen(data));
    text_finish(&text);
}

/* The initial sequence numbers are close to where they wrap. */
START_TEST(a_conversation)
{
    uint8_t frame[200];
    uint32_t c = 0xfffffff8, s = 0x7fffffff;
    expect(frame, tcp(frame, true, c, 0, 2, ""), "SYN Seq=0", "");
    expect(frame, tcp(frame, false, s, c + 1, 0x12, ""), "SYN, ACK Seq=0 Ack=1", "");
    expect(frame, tcp(frame, true, c + 1, s + 1, 0x10, ""), "ACK Seq=1 Ack=1", "");
    expect(frame, tcp(frame, true, c + 1, s + 1, 0x18, "Hello, world!"),
        "PSH, ACK Seq=1 Ack=1 Len=13", "Hello, world!");
    expect(frame, tcp(frame, true, c + 1, s + 1, 0x18, "Hello, world!"),
        "PSH, ACK Seq=1 Ack=1 Len=13 [Retransmission]", "Hello, world!");
    expect(frame, tcp(frame, false, s + 1, c + 14, 0x11, ""), "FIN, ACK Seq=1 Ack=14", "");
    expect(frame, tcp(frame, true, c + 14, 0, 4, ""), "RST Seq=14", "");
}
END_TEST

START_TEST(datagrams)
{
    uint8_t frame[200];
    const uint8_t udp[] = {0x9c, 0x40, 0x04, 0xd2, 0, 11, 0, 0, 'a', 0xff, 'c'};
    const uint8_t empty[] = {0x9c, 0x40, 0x04, 0xd2, 0, 8, 0, 0};
    expect(frame, wrap(frame, 17, udp, sizeof udp), "UDP Len=3",
        "a\xff"
        "c");
    expect(frame, wrap(frame, 17, empty, sizeof empty), "UDP Len=0", "");
}
END_TEST

/* RFC 792: port unreachable, with the head of the datagram that was not wanted. */
START_TEST(an_error_about_a_datagram)
{
    uint8_t frame[200], body[100] = {3, 3};
    const uint8_t udp[] = {0x9c, 0x40, 0x04, 0xd2, 0, 8, 0, 0};
    struct segment segment;
    struct text text = {0};
    size_t len = wrap(frame, 1, body, 8 + wrap(body + 8, 17, udp, sizeof udp));
    ck_assert(read_bytes(frame, len, len, &segment));
    ck_assert_int_eq(segment.kind, SEGMENT_ICMP);
    ck_assert_uint_eq(segment.destination_port, 1234);
    segment_label(&text, &segment);
    ck_assert_str_eq(text_string(&text), "ICMP port unreachable");
    text_finish(&text);
}
END_TEST

START_TEST(neither_of_them)
{
    uint8_t frame[200];
    const uint8_t echo[] = {8, 0, 0, 0, 0, 1, 0, 1};
    struct segment segment;
    size_t len = wrap(frame, 1, echo, sizeof echo);
    ck_assert(!read_bytes(frame, len, len, &segment));
}
END_TEST

/* What the capture has cut off is counted, and not read. */
START_TEST(cut_at_every_length)
{
    uint8_t frame[200];
    size_t len = tcp(frame, true, 1, 1, 0x18, "Hello, world!");
    for (size_t captured = 0; captured < len; captured++) {
        struct segment segment;
        uint8_t *exact = malloc(captured + 1);
        memcpy(exact, frame, captured);
        if (read_bytes(exact, len, captured, &segment)) {
            ck_assert_uint_le(segment.payload.len, captured);
            if (captured >= 40) ck_assert_uint_eq(segment.length, 13);
            if (captured >= 40) ck_assert_uint_eq(segment.payload.len, captured - 40);
        }
        free(exact);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("segment");
    TCase *tcase = tcase_create("segment");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_conversation);
    tcase_add_test(tcase, datagrams);
    tcase_add_test(tcase, an_error_about_a_datagram);
    tcase_add_test(tcase, neither_of_them);
    tcase_add_test(tcase, cut_at_every_length);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
