/* IP fragments put together: order, overlaps, faults, and the limits.  SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "segments.h"
#include "unit.h"

enum { MOST = 8 };

struct piece {
    uint32_t id;
    uint32_t offset, length;
    bool more;
    char fill; /* 0: byte i of the datagram is i */
};

static uint8_t bytes_of_piece[65536];

static struct ip_reassembly add(struct tracked *t, const struct piece *piece)
{
    struct ip_fragment fragment = {
        .id = piece->id, .protocol = 17, .offset = piece->offset, .more = piece->more};
    for (uint32_t i = 0; i < piece->length; i++)
        bytes_of_piece[i] = piece->fill ? (uint8_t)piece->fill : (uint8_t)(piece->offset + i);
    fragment.payload = bytes_of(bytes_of_piece, piece->length);
    struct ip_reassembly reassembly;
    struct packet *packet = tracked_frame(t, 1000, CLIENT);
    struct tracker *tracker = track_tracker(t->track);
    tracker->fragment(tracker, packet, &fragment, &reassembly);
    return reassembly;
}

static const struct {
    const char *name;
    struct piece pieces[MOST]; /* up to one of no length at 0 */
    uint32_t length;           /* of the datagram, 0 if it stays incomplete */
    uint8_t fault;
    uint32_t count;
} datagrams[] = {
    {"in order", {{1, 0, 16, true, 0}, {1, 16, 16, true, 0}, {1, 32, 5, false, 0}}, 37, 0, 3},
    {"backwards", {{1, 32, 5, false, 0}, {1, 16, 16, true, 0}, {1, 0, 16, true, 0}}, 37, 0, 3},
    {"mixed", {{1, 16, 16, true, 0}, {1, 32, 5, false, 0}, {1, 0, 16, true, 0}}, 37, 0, 3},
    {"alone", {{1, 0, 9, false, 0}}, 9, 0, 1},
    {"a hole", {{1, 0, 16, true, 0}, {1, 32, 5, false, 0}}, 0, 0, 0},
    {"no end", {{1, 0, 16, true, 0}, {1, 16, 16, true, 0}}, 0, 0, 0},
    {"no beginning", {{1, 16, 16, true, 0}, {1, 32, 5, false, 0}}, 0, 0, 0},
    {"another datagram", {{1, 0, 16, true, 0}, {2, 16, 5, false, 0}}, 0, 0, 0},
    {"twice the same", {{1, 0, 16, true, 0}, {1, 0, 16, true, 0}, {1, 16, 5, false, 0}}, 21,
        IP_FRAGMENT_OVERLAP, 3},
    {"covered in part", {{1, 0, 16, true, 0}, {1, 8, 16, true, 0}, {1, 24, 5, false, 0}}, 29,
        IP_FRAGMENT_OVERLAP, 3},
    {"other bytes", {{1, 0, 16, true, 0}, {1, 8, 16, true, 'x'}, {1, 24, 5, false, 0}}, 29,
        IP_FRAGMENT_OVERLAP | IP_FRAGMENT_CONFLICT, 3},
    {"two ends", {{1, 24, 8, false, 0}, {1, 16, 8, false, 0}, {1, 0, 16, true, 0}}, 32,
        IP_FRAGMENT_MULTIPLE_TAILS, 3},
    {"past the end", {{1, 16, 8, false, 0}, {1, 16, 16, true, 0}, {1, 0, 16, true, 0}}, 24,
        IP_FRAGMENT_TOO_LONG | IP_FRAGMENT_OVERLAP, 3},
    {"an empty fragment", {{1, 8, 0, true, 0}, {1, 0, 8, true, 0}, {1, 8, 3, false, 0}}, 11, 0, 3},
    {"an empty end", {{1, 0, 8, true, 0}, {1, 8, 0, false, 0}}, 8, 0, 2},
    {"the largest", {{1, 0, 65528, true, 0}, {1, 65528, 65535, false, 0}}, 131063, 0, 2},
};

START_TEST(datagram)
{
    struct tracked t = tracked_begin(NULL);
    struct ip_reassembly result = {0};
    for (unsigned i = 0; i < MOST; i++) {
        const struct piece *piece = &datagrams[_i].pieces[i];
        if (!piece->id) break;
        ck_assert_msg(!result.done, "%s: done too early", datagrams[_i].name);
        result = add(&t, piece);
    }
    ck_assert_msg(result.done == (datagrams[_i].length > 0), "%s", datagrams[_i].name);
    if (result.done) {
        ck_assert_uint_eq(result.datagram.len, datagrams[_i].length);
        ck_assert_msg(
            result.fault == datagrams[_i].fault, "%s: %#x", datagrams[_i].name, result.fault);
        ck_assert_uint_eq(result.count, datagrams[_i].count);
        for (uint32_t i = 0; i < 16 && i < result.datagram.len; i++) /* the first bytes stay */
            ck_assert_uint_eq(result.datagram.at[i], i);
        for (uint32_t i = 1; i < result.count; i++)
            ck_assert_uint_le(result.offsets[i - 1], result.offsets[i]);
    }
    tracked_end(&t);
}
END_TEST

START_TEST(each_fragment_is_told)
{
    struct tracked t = tracked_begin(NULL);
    static const struct piece pieces[] = {
        {1, 8, 8, true, 'x'}, {1, 16, 4, false, 0}, {1, 0, 16, true, 0}};
    struct ip_reassembly result = {0};
    for (unsigned i = 0; i < 3; i++)
        result = add(&t, &pieces[i]);
    ck_assert(result.done);
    ck_assert_uint_eq(result.frames[0], 3);
    ck_assert_uint_eq(result.frames[1], 1);
    ck_assert_uint_eq(result.frames[2], 2);
    ck_assert_uint_eq(result.faults[0], 0);
    ck_assert_uint_eq(result.faults[1], IP_FRAGMENT_OVERLAP | IP_FRAGMENT_CONFLICT);
    ck_assert_uint_eq(result.lengths[2], 4);
    result = add(&t, &pieces[2]); /* the same identification again is another datagram */
    ck_assert(!result.done);
    tracked_end(&t);
}
END_TEST

START_TEST(directions_are_apart)
{
    struct tracked t = tracked_begin(NULL);
    static const struct piece first = {1, 0, 8, true, 0};
    add(&t, &first);
    struct packet *packet = tracked_frame(&t, 0, SERVER);
    struct ip_fragment tail = {.id = 1, .protocol = 17, .offset = 8, .payload = bytes_of("abc", 3)};
    struct ip_reassembly result;
    struct tracker *tracker = track_tracker(t.track);
    tracker->fragment(tracker, packet, &tail, &result);
    ck_assert(!result.done);
    tail.protocol = 6;
    packet = tracked_frame(&t, 0, CLIENT);
    tracker->fragment(tracker, packet, &tail, &result);
    ck_assert(!result.done);
    tail.protocol = 17;
    tracker->fragment(tracker, packet, &tail, &result);
    ck_assert(result.done);
    tracked_end(&t);
}
END_TEST

START_TEST(many_are_bounded)
{
    struct track_limits limits = {.datagrams = 4, .datagram_bytes = 10000, .fragments = 5};
    struct tracked t = tracked_begin(&limits);
    for (uint32_t id = 1; id <= 1000; id++) {
        struct piece piece = {id, 8 * (id % 100), 1 + id % 3000, true, 0};
        ck_assert(!add(&t, &piece).done);
    }
    ck_assert_uint_gt(track_figures(t.track).datagrams_evicted, 900);
    static const struct piece head = {5000, 0, 8, true, 0}, tail = {5000, 8, 8, false, 0};
    for (unsigned i = 0; i < 100; i++)
        add(&t, &head);
    ck_assert_uint_eq(track_figures(t.track).fragments_ignored, 95);
    ck_assert(!add(&t, &tail).done); /* there is no more room in this one */
    static const struct piece large = {5001, 0, 20000, true, 0};
    add(&t, &large);
    ck_assert_uint_eq(track_figures(t.track).fragments_ignored, 97);
    tracked_end(&t);
}
END_TEST

START_TEST(patience_ends)
{
    struct track_limits limits = {.datagram_patience = 30000000000};
    struct tracked t = tracked_begin(&limits);
    static const struct piece head = {1, 0, 8, true, 0}, tail = {1, 8, 8, false, 0};
    add(&t, &head);
    t.frame.time += 31000000000;
    ck_assert(!add(&t, &tail).done);
    ck_assert(add(&t, &head).done);
    tracked_end(&t);
}
END_TEST

START_TEST(two_in_one_packet)
{
    struct tracked t = tracked_begin(NULL);
    static const struct piece outer = {1, 0, 8, false, 'o'}, inner = {2, 0, 8, false, 'i'};
    struct ip_reassembly first = add(&t, &outer);
    struct ip_fragment fragment = {.id = inner.id, .payload = bytes_of("iiiiiiii", 8)};
    struct ip_reassembly second;
    t.packet->nsources = 2; /* the outer datagram is a source of this packet now */
    struct tracker *tracker = track_tracker(t.track);
    tracker->fragment(tracker, t.packet, &fragment, &second);
    ck_assert(first.done && second.done);
    ck_assert_int_eq(first.datagram.at[0], 'o');
    ck_assert_int_eq(second.datagram.at[0], 'i');
    tracked_end(&t);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("defrag");
    TCase *tests = tcase_create("defrag");
    tcase_add_loop_test(tests, datagram, 0, sizeof datagrams / sizeof *datagrams);
    tcase_add_test(tests, each_fragment_is_told);
    tcase_add_test(tests, directions_are_apart);
    tcase_add_test(tests, many_are_bounded);
    tcase_add_test(tests, patience_ends);
    tcase_add_test(tests, two_in_one_packet);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
