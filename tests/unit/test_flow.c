/* track/: which conversation a segment belongs to, and what is forgotten at the limits.
 * SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "segments.h"
#include "track/ledger.h"
#include "track/unacked.h"
#include "unit.h"

/* --- the ledger ---------------------------------------------------------------------------------
 */

struct note {
    struct ledger_entry entry;
    unsigned value;
};

static union ledger_key key_of(uint32_t number)
{
    union ledger_key key = {{{{0}}}};
    key.number = number;
    return key;
}

static void count_forgotten(void *context, struct ledger_entry *entry)
{
    unsigned *sum = context;
    *sum += ((struct note *)entry)->value;
}

static struct note *put(struct ledger *ledger, uint32_t number)
{
    union ledger_key key = key_of(number);
    struct note *note = (struct note *)ledger_add(ledger, &key);
    ck_assert_ptr_nonnull(note);
    ck_assert_uint_eq(note->value, 0);
    note->value = number;
    return note;
}

static struct note *get(struct ledger *ledger, uint32_t number)
{
    union ledger_key key = key_of(number);
    return (struct note *)ledger_find(ledger, &key);
}

START_TEST(ledger_forgets_the_oldest)
{
    unsigned forgotten = 0;
    struct ledger ledger;
    ck_assert(ledger_init(&ledger, sizeof(struct note), 3, count_forgotten, &forgotten));
    for (uint32_t i = 1; i <= 3; i++)
        put(&ledger, i);
    ck_assert_ptr_nonnull(get(&ledger, 1)); /* 2 is now the one idle longest */
    put(&ledger, 4);
    ck_assert_uint_eq(forgotten, 2);
    ck_assert_ptr_null(get(&ledger, 2));
    ck_assert_uint_eq(get(&ledger, 1)->value, 1);
    ck_assert_uint_eq(ledger.evicted, 1);
    ck_assert(ledger_evict(&ledger, &get(&ledger, 3)->entry));
    ck_assert_ptr_nonnull(get(&ledger, 3));
    ledger_remove(&ledger, &get(&ledger, 3)->entry);
    ck_assert_ptr_null(get(&ledger, 3));
    ck_assert_uint_eq(ledger.count, 1);
    ledger_finish(&ledger);
    ck_assert_uint_eq(forgotten, 1 + 2 + 3 + 4);
}
END_TEST

START_TEST(ledger_grows)
{
    struct ledger ledger;
    ck_assert(ledger_init(&ledger, sizeof(struct note), 20000, NULL, NULL));
    for (uint32_t i = 0; i < 20000; i++)
        put(&ledger, i);
    for (uint32_t i = 0; i < 20000; i++)
        ck_assert_uint_eq(get(&ledger, i)->value, i);
    ck_assert_ptr_null(get(&ledger, 20000));
    for (uint32_t i = 0; i < 20000; i += 2)
        ledger_remove(&ledger, &get(&ledger, i)->entry);
    for (uint32_t i = 0; i < 20000; i++)
        ck_assert(!get(&ledger, i) == (i % 2 == 0));
    ck_assert_uint_eq(ledger.evicted, 0);
    ledger_finish(&ledger);
}
END_TEST

START_TEST(ledger_never_evicts_the_kept)
{
    struct ledger ledger;
    ck_assert(ledger_init(&ledger, sizeof(struct note), 2, NULL, NULL));
    struct note *only = put(&ledger, 1);
    ck_assert(!ledger_evict(&ledger, &only->entry));
    ck_assert(ledger_evict(&ledger, NULL));
    ck_assert(!ledger_evict(&ledger, NULL));
    ledger_finish(&ledger);
}
END_TEST

/* --- unacknowledged segments
 * ---------------------------------------------------------------------- */

static void push(struct unacked_pool *pool, struct unacked_list *list, uint32_t seq, uint32_t end)
{
    struct unacked node = {.seq = seq, .next_seq = end, .frame = seq};
    ck_assert(unacked_add(pool, list, &node));
}

START_TEST(acks_take_away)
{
    struct unacked_pool pool;
    struct unacked_list list = {0};
    struct unacked acked = {0};
    unacked_pool_init(&pool, 4);
    for (uint32_t i = 0; i < 4; i++)
        push(&pool, &list, 100 * i, 100 * i + 100);
    struct unacked one_more = {0};
    ck_assert(!unacked_add(&pool, &list, &one_more));
    ck_assert_uint_eq(unacked_span(&pool, &list, 0), 400);
    ck_assert(!unacked_acknowledge(&pool, &list, 150, &acked)); /* in the middle of the second */
    ck_assert_uint_eq(list.count, 3);
    ck_assert_uint_eq(unacked_first(&pool, &list)->seq, 150);
    ck_assert(unacked_acknowledge(&pool, &list, 300, &acked));
    ck_assert_uint_eq(acked.frame, 200);
    ck_assert_uint_eq(list.count, 1);
    ck_assert(unacked_acknowledge(&pool, &list, 400, &acked));
    ck_assert_uint_eq(list.count, 0);
    ck_assert_ptr_null(unacked_first(&pool, &list));
    ck_assert_uint_eq(pool.used, 0);
    push(&pool, &list, 7, 8); /* the places are used again */
    ck_assert_uint_eq(pool.made, 4);
    unacked_clear(&pool, &list);
    unacked_pool_finish(&pool);
}
END_TEST

START_TEST(acks_across_the_wrap_and_out_of_order)
{
    struct unacked_pool pool;
    struct unacked_list list = {0};
    struct unacked acked = {0};
    unacked_pool_init(&pool, 100);
    push(&pool, &list, 0xffffff00, 0x00);
    push(&pool, &list, 0x80, 0x100);
    push(&pool, &list, 0x00, 0x80); /* overtaken */
    ck_assert_uint_eq(unacked_span(&pool, &list, 0xffffff00), 0x200);
    ck_assert(unacked_acknowledge(&pool, &list, 0x80, &acked));
    ck_assert_uint_eq(acked.frame, 0);
    ck_assert_uint_eq(list.count, 1);
    ck_assert_uint_eq(unacked_first(&pool, &list)->seq, 0x80);
    push(&pool, &list, 0x100, 0x180);
    ck_assert(unacked_acknowledge(&pool, &list, 0x180, &acked));
    ck_assert_uint_eq(list.count, 0);
    unacked_pool_finish(&pool);
}
END_TEST

/* --- flows
 * ---------------------------------------------------------------------------------------- */

START_TEST(both_directions_are_one_stream)
{
    struct tracked t = tracked_begin(NULL);
    static const struct segment rows[] = {{0, CLIENT, S, 100, 0, 0, 8192},
        {1000, SERVER, S | A, 500, 101, 0, 8192}, {1000, CLIENT, A, 101, 501, 0, 8192}};
    int64_t relative[] = {0, 1000000, 2000000};
    uint8_t completeness[] = {0, 1, 3};
    for (unsigned i = 0; i < 3; i++) {
        struct tcp_view view = tracked_send(&t, &rows[i], NULL);
        ck_assert(view.known);
        ck_assert_uint_eq(view.stream, 0);
        ck_assert_int_eq(view.time_relative, relative[i]);
        ck_assert_int_eq(view.time_delta, i ? 1000000 : 0);
        ck_assert_uint_eq(view.completeness, completeness[i]);
        ck_assert_uint_eq(rows[i].seq - view.seq_base, i == 2);
        ck_assert_uint_eq(view.server_port, 80);
    }
    t.client_port++;
    ck_assert_uint_eq(tracked_send(&t, &rows[0], NULL).stream, 1);
    ck_assert_uint_eq(track_figures(t.track).tcp_flows, 2);
    tracked_end(&t);
}
END_TEST

START_TEST(addresses_of_another_kind_are_another_stream)
{
    struct tracked t = tracked_begin(NULL);
    static const struct segment row = {0, CLIENT, A, 1, 1, 0, 1};
    static const uint8_t six[2][16] = {{10, 0, 0, 1}, {10, 0, 0, 2}};
    struct tcp_segment segment = tracked_segment(&t, &row);
    struct tcp_view view = tracked_send(&t, &row, NULL);
    struct packet *packet = tracked_frame(&t, 0, CLIENT);
    packet->network_source = (struct address){ADDRESS_IPV6, six[0]};
    packet->network_destination = (struct address){ADDRESS_IPV6, six[1]};
    struct tracker *tracker = track_tracker(t.track);
    tracker->tcp(tracker, packet, &segment, &view);
    ck_assert_uint_eq(view.stream, 1);
    packet->network_source.kind = packet->network_destination.kind = ADDRESS_NONE;
    tracker->tcp(tracker, packet, &segment, &view);
    ck_assert_uint_eq(view.stream, 2);
    tracked_end(&t);
}
END_TEST

START_TEST(a_new_syn_begins_a_new_stream)
{
    struct tracked t = tracked_begin(NULL);
    static const struct segment rows[] = {
        {0, CLIENT, S, 100, 0, 0, 9}, {5000, CLIENT, S, 100, 0, 0, 9}, /* the same again */
        {5000, CLIENT, S, 900, 0, 0, 9},                               /* another beginning */
        {5000, SERVER, S | A, 50, 901, 0, 9},
        {5000, SERVER, S | A, 70, 901, 0, 9}, /* stays where it is */
    };
    static const struct {
        uint32_t stream, analysis;
    } expected[] = {{0, 0}, {0, TCP_RETRANSMISSION}, {1, TCP_REUSED_PORTS}, {1, 0},
        {1, TCP_REUSED_PORTS | TCP_LOST_SEGMENT}};
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct tcp_view view = tracked_send(&t, &rows[i], NULL);
        ck_assert_msg(view.stream == expected[i].stream && view.analysis == expected[i].analysis,
            "row %u: stream %u, analysis %#x", i, view.stream, view.analysis);
    }
    tracked_end(&t);
}
END_TEST

START_TEST(one_address_to_itself)
{
    struct tracked t = tracked_begin(NULL);
    static const struct segment rows[] = {
        {0, CLIENT, S, 100, 0, 0, 9}, {0, SERVER, S | A, 500, 101, 0, 9}};
    for (unsigned i = 0; i < 2; i++) {
        struct tcp_segment segment = tracked_segment(&t, &rows[i]);
        struct packet *packet = tracked_frame(&t, 0, CLIENT);
        packet->network_destination = packet->network_source;
        struct tcp_view view;
        struct tracker *tracker = track_tracker(t.track);
        tracker->tcp(tracker, packet, &segment, &view);
        ck_assert_uint_eq(view.stream, 0);
        ck_assert_uint_eq(view.seq_base, rows[i].seq); /* two sides, kept apart by their ports */
    }
    tracked_end(&t);
}
END_TEST

START_TEST(flows_are_bounded)
{
    struct track_limits limits = {.flows = 2};
    struct tracked t = tracked_begin(&limits);
    static const struct segment row = {1, CLIENT, A, 1, 1, 0, 1};
    static const uint16_t ports[] = {1, 2, 1, 3, 1, 2};
    static const uint32_t streams[] = {0, 1, 0, 2, 0, 3}; /* 2 was idle longest when 3 came */
    for (unsigned i = 0; i < 6; i++) {
        t.client_port = ports[i];
        ck_assert_uint_eq(tracked_send(&t, &row, NULL).stream, streams[i]);
    }
    ck_assert_uint_eq(track_figures(t.track).tcp_evicted, 2);
    tracked_end(&t);
}
END_TEST

START_TEST(unacked_segments_are_bounded)
{
    struct track_limits limits = {.unacked = 8, .unacked_per_side = 3};
    struct tracked t = tracked_begin(&limits);
    for (unsigned i = 0; i < 1000; i++) {
        struct segment row = {1, CLIENT, A, 10 * i, 1, 10, 1};
        t.client_port = (uint16_t)(1 + i % 7);
        struct tcp_view view = tracked_send(&t, &row, NULL);
        ck_assert(view.known);
    }
    ck_assert_uint_gt(track_figures(t.track).tcp_evicted, 0);
    tracked_end(&t);
}
END_TEST

START_TEST(udp_streams_and_times)
{
    struct track_limits limits = {.flows = 2};
    struct tracked t = tracked_begin(&limits);
    struct tracker *tracker = track_tracker(t.track);
    static const struct {
        unsigned from;
        uint16_t port;
        bool timed;
        uint32_t stream;
        int64_t delta;
    } rows[] = {{CLIENT, 1, true, 0, 0}, {SERVER, 1, true, 0, 1}, {CLIENT, 1, false, 0, 1},
        {CLIENT, 1, true, 0, 2}, {CLIENT, 2, true, 1, 0}, {CLIENT, 3, true, 2, 0},
        {CLIENT, 1, true, 3, 0}};
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct packet *packet = tracked_frame(&t, 1000000, rows[i].from);
        uint16_t source = rows[i].from == CLIENT ? rows[i].port : 53;
        uint16_t destination = rows[i].from == CLIENT ? 53 : rows[i].port;
        struct udp_view view;
        tracker->udp(tracker, packet, source, destination, rows[i].timed, &view);
        ck_assert_uint_eq(view.stream, rows[i].stream);
        ck_assert_int_eq(view.time_delta, rows[i].delta * 1000000000);
    }
    ck_assert_uint_eq(track_figures(t.track).udp_evicted, 2);
    ck_assert_uint_eq(track_figures(t.track).udp_flows, 4);
    tracked_end(&t);
}
END_TEST

START_TEST(echoes_find_their_request)
{
    struct tracked t = tracked_begin(NULL);
    struct tracker *tracker = track_tracker(t.track);
    static const struct {
        unsigned from;
        struct icmp_echo echo;
        uint32_t request;
    } rows[] = {
        {CLIENT, {.request = true, .id = 1, .seq = 1, .checksum = 0x1234}, 0},
        {CLIENT, {.request = true, .id = 1, .seq = 2, .checksum = 0x1233}, 0},
        {SERVER, {.id = 1, .seq = 1, .checksum = 0x1a34}, 1},
        {SERVER, {.id = 1, .seq = 1, .checksum = 0x1a34}, 0}, /* answered before */
        {SERVER, {.id = 1, .seq = 2, .checksum = 0x1a34}, 0}, /* other data */
        {SERVER, {.id = 1, .seq = 2, .checksum = 0x1a33}, 2},
        {SERVER, {.id = 9, .seq = 2, .checksum = 0x1a33}, 0}, /* never asked */
        {CLIENT, {.request = true, .ipv6 = true, .id = 1, .seq = 1, .checksum = 0xabcd}, 0},
        {SERVER, {.ipv6 = true, .id = 1, .seq = 1, .checksum = 0xaacd}, 8},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct packet *packet = tracked_frame(&t, 1000, rows[i].from);
        struct echo_view view;
        tracker->echo(tracker, packet, &rows[i].echo, &view);
        ck_assert_msg(view.other_frame == rows[i].request, "row %u: %u", i, view.other_frame);
        if (view.other_frame)
            ck_assert_int_eq(view.time, (int64_t)(t.frame.number - view.other_frame) * 1000000);
    }
    tracked_end(&t);
}
END_TEST

START_TEST(answers_find_their_question)
{
    struct track_limits limits = {.exchanges = 2};
    struct tracked t = tracked_begin(&limits);
    struct tracker *tracker = track_tracker(t.track);
    static const struct {
        unsigned from, wait; /* milliseconds */
        uint16_t id;
        bool answer;
        uint32_t question, repeated;
    } rows[] = {
        {CLIENT, 1, 7, false, 0, 0},
        {CLIENT, 1000, 7, false, 0, 1}, /* once more */
        {SERVER, 1, 7, true, 1, 0},     /* 3: the answer */
        {SERVER, 1, 7, true, 1, 3},     /* and once more */
        {CLIENT, 1, 7, false, 0, 0},    /* 5: a new question, as the last one was answered */
        {CLIENT, 6000, 7, false, 0, 0}, /* 6: too late to be the same */
        {SERVER, 1, 8, true, 0, 0},     /* never asked */
        {SERVER, 1, 7, true, 6, 0},     /* answers the newest */
        {CLIENT, 1, 9, false, 0, 0},
        {CLIENT, 1, 10, false, 0, 0}, /* the third: 7 is forgotten */
        {SERVER, 1, 7, true, 0, 0},
        {SERVER, 1, 9, true, 9, 0},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct packet *packet = tracked_frame(&t, rows[i].wait * 1000, rows[i].from);
        struct exchange message = {.source_port = rows[i].from == CLIENT ? 4000 : 53,
            .destination_port = rows[i].from == CLIENT ? 53 : 4000,
            .id = rows[i].id,
            .answer = rows[i].answer};
        struct exchange_view view;
        tracker->exchange(tracker, packet, &message, &view);
        ck_assert(view.known);
        ck_assert_msg(view.question == rows[i].question, "row %u: %u", i, view.question);
        ck_assert_msg(view.repeated == rows[i].repeated, "row %u: %u", i, view.repeated);
    }
    tracked_end(&t);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("flow");
    TCase *tests = tcase_create("flow");
    tcase_add_test(tests, ledger_forgets_the_oldest);
    tcase_add_test(tests, ledger_grows);
    tcase_add_test(tests, ledger_never_evicts_the_kept);
    tcase_add_test(tests, acks_take_away);
    tcase_add_test(tests, acks_across_the_wrap_and_out_of_order);
    tcase_add_test(tests, both_directions_are_one_stream);
    tcase_add_test(tests, addresses_of_another_kind_are_another_stream);
    tcase_add_test(tests, a_new_syn_begins_a_new_stream);
    tcase_add_test(tests, one_address_to_itself);
    tcase_add_test(tests, flows_are_bounded);
    tcase_add_test(tests, unacked_segments_are_bounded);
    tcase_add_test(tests, udp_streams_and_times);
    tcase_add_test(tests, echoes_find_their_request);
    tcase_add_test(tests, answers_find_their_question);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
