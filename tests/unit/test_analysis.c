/* TCP sequence analysis: every rule as a short exchange, and what is found in its last segment.
 * The expectations are tshark 4.0's.  SPDX-License-Identifier: MIT */
#include "segments.h"
#include "unit.h"

enum { LONGEST = 10 };

/* After the handshake the client is at 101, the server at 501; the round trip takes 20 ms. */
#define HANDSHAKE                                                                                  \
    {0, CLIENT, S, 100, 0, 0, 1000}, {10000, SERVER, S | A, 500, 101, 0, 1000},                    \
    {                                                                                              \
        10000, CLIENT, A, 101, 501, 0, 1000                                                        \
    }

static const struct {
    const char *name;
    struct segment segments[LONGEST]; /* up to one without flags and without length */
    uint32_t analysis;                /* of the last one */
} rules[] = {
    {"nothing remarkable", {HANDSHAKE, {1000, CLIENT, A, 101, 501, 10, 1000}}, 0},
    {"lost segment", {HANDSHAKE, {1000, CLIENT, A, 111, 501, 10, 1000}}, TCP_LOST_SEGMENT},
    {"a reset may jump", {HANDSHAKE, {1000, CLIENT, R, 111, 0, 0, 0}}, 0},
    {"the first segment seen loses nothing", {{0, CLIENT, A, 7777, 1, 10, 9}}, 0},
    {"ack of unseen", {HANDSHAKE, {1000, CLIENT, A, 101, 999, 0, 1000}}, TCP_ACK_LOST_SEGMENT},
    {"ack of unseen is told once",
        {HANDSHAKE, {1000, CLIENT, A, 101, 999, 0, 1000}, {1000, CLIENT, A, 101, 998, 0, 1000}}, 0},
    {"sent again later",
        {HANDSHAKE, {1000, CLIENT, A, 101, 501, 10, 1000}, {200000, CLIENT, A, 101, 501, 10, 1000}},
        TCP_RETRANSMISSION},
    {"overtaken within the round trip",
        {HANDSHAKE, {1000, CLIENT, A, 111, 501, 10, 1000}, {1000, CLIENT, A, 101, 501, 10, 1000}},
        TCP_OUT_OF_ORDER},
    {"too late to be overtaken",
        {HANDSHAKE, {1000, CLIENT, A, 111, 501, 10, 1000}, {21000, CLIENT, A, 101, 501, 10, 1000}},
        TCP_RETRANSMISSION},
    {"without a handshake 3 ms count: before",
        {{0, CLIENT, A, 111, 501, 10, 9}, {2999, CLIENT, A, 101, 501, 5, 9}}, TCP_OUT_OF_ORDER},
    {"without a handshake 3 ms count: after",
        {{0, CLIENT, A, 111, 501, 10, 9}, {3000, CLIENT, A, 101, 501, 5, 9}}, TCP_RETRANSMISSION},
    {"the same end soon is a retransmission",
        {HANDSHAKE, {1000, CLIENT, A, 101, 501, 10, 1000}, {1000, CLIENT, A, 101, 501, 10, 1000}},
        TCP_RETRANSMISSION},
    {"acknowledged before",
        {HANDSHAKE, {1000, CLIENT, A, 101, 501, 10, 1000}, {1000, SERVER, A, 501, 111, 0, 1000},
            {1000, CLIENT, A, 101, 501, 10, 1000}},
        TCP_SPURIOUS_RETRANSMISSION},
    {"acknowledged in part",
        {HANDSHAKE, {1000, CLIENT, A, 101, 501, 10, 1000}, {1000, SERVER, A, 501, 106, 0, 1000},
            {100000, CLIENT, A, 101, 501, 10, 1000}},
        TCP_RETRANSMISSION},
    {"duplicate ack",
        {HANDSHAKE, {1000, SERVER, A, 501, 101, 0, 1000}, {1000, SERVER, A, 501, 101, 0, 1000}},
        TCP_DUPLICATE_ACK},
    {"fast retransmission",
        {HANDSHAKE, {1000, CLIENT, A, 111, 501, 10, 1000}, {1000, SERVER, A, 501, 101, 0, 1000},
            {1000, SERVER, A, 501, 101, 0, 1000}, {1000, SERVER, A, 501, 101, 0, 1000},
            {19999, CLIENT, A, 101, 501, 10, 1000}},
        TCP_FAST_RETRANSMISSION},
    {"one duplicate is too few",
        {HANDSHAKE, {1000, CLIENT, A, 111, 501, 10, 1000}, {30000, SERVER, A, 501, 101, 0, 1000},
            {1000, CLIENT, A, 101, 501, 10, 1000}},
        TCP_RETRANSMISSION},
    {"20 ms after the last duplicate is too late",
        {HANDSHAKE, {1000, CLIENT, A, 111, 501, 10, 1000}, {1000, SERVER, A, 501, 101, 0, 1000},
            {1000, SERVER, A, 501, 101, 0, 1000}, {1000, SERVER, A, 501, 101, 0, 1000},
            {20000, CLIENT, A, 101, 501, 10, 1000}},
        TCP_RETRANSMISSION},
    {"an ack of unseen data stands for duplicates",
        {HANDSHAKE, {1000, CLIENT, A, 101, 502, 0, 1000}, {1000, CLIENT, A, 101, 502, 10, 1000},
            {1000, CLIENT, A, 101, 502, 10, 1000}},
        TCP_FAST_RETRANSMISSION},
    {"window update", {HANDSHAKE, {1000, CLIENT, A, 101, 501, 0, 999}}, TCP_WINDOW_UPDATE},
    {"window full", {HANDSHAKE, {1000, CLIENT, A, 101, 501, 1000, 1000}}, TCP_WINDOW_FULL},
    {"window nearly full", {HANDSHAKE, {1000, CLIENT, A, 101, 501, 999, 1000}}, 0},
    {"zero window", {HANDSHAKE, {1000, SERVER, A, 501, 101, 0, 0}}, TCP_ZERO_WINDOW},
    {"no zero window in a reset", {HANDSHAKE, {1000, SERVER, R, 501, 101, 0, 0}}, 0},
    {"zero window probe",
        {HANDSHAKE, {1000, SERVER, A, 501, 101, 0, 0}, {1000, CLIENT, A, 101, 501, 1, 1000}},
        TCP_ZERO_WINDOW_PROBE},
    {"its answer",
        {HANDSHAKE, {1000, SERVER, A, 501, 101, 0, 0}, {1000, CLIENT, A, 101, 501, 1, 1000},
            {1000, SERVER, A, 501, 101, 0, 0}},
        TCP_ZERO_WINDOW | TCP_ZERO_WINDOW_PROBE_ACK},
    {"the byte of a probe counts only once",
        {HANDSHAKE, {1000, SERVER, A, 501, 101, 0, 0}, {1000, CLIENT, A, 101, 501, 1, 1000},
            {1000, SERVER, A, 501, 101, 0, 500}, {1000, CLIENT, A, 101, 501, 10, 1000}},
        0},
    {"keep-alive",
        {HANDSHAKE, {1000, CLIENT, A, 101, 501, 10, 1000}, {1000, CLIENT, A, 110, 501, 0, 1000}},
        TCP_KEEP_ALIVE},
    {"keep-alive with a byte",
        {HANDSHAKE, {1000, CLIENT, A, 101, 501, 10, 1000}, {1000, CLIENT, A, 110, 501, 1, 1000}},
        TCP_KEEP_ALIVE},
    {"a FIN is no keep-alive",
        {HANDSHAKE, {1000, CLIENT, A, 101, 501, 10, 1000},
            {1000, CLIENT, A | F, 110, 501, 1, 1000}},
        TCP_OUT_OF_ORDER},
    {"its answer",
        {HANDSHAKE, {1000, SERVER, A, 501, 101, 0, 1000}, {1000, CLIENT, A, 100, 501, 0, 1000},
            {1000, SERVER, A, 501, 101, 0, 1000}},
        TCP_KEEP_ALIVE_ACK},
    {"numbers wrap: no gap",
        {{0, CLIENT, A, 0xfffffff0, 1, 0x20, 9}, {1000, CLIENT, A, 0x10, 1, 10, 9}}, 0},
    {"numbers wrap: a gap", {{0, CLIENT, A, 0xfffffff0, 1, 8, 9}, {1000, CLIENT, A, 8, 1, 10, 9}},
        TCP_LOST_SEGMENT},
    {"numbers wrap: sent again",
        {{0, CLIENT, A, 0xfffffff0, 1, 0x20, 9}, {99000, CLIENT, A, 0xfffffff0, 1, 0x20, 9}},
        TCP_RETRANSMISSION},
    {"a SYN again", {{0, CLIENT, S, 100, 0, 0, 9}, {999, CLIENT, S, 100, 0, 0, 9}},
        TCP_RETRANSMISSION},
    {"used ports", {HANDSHAKE, {1000, CLIENT, S, 5000, 0, 0, 9}}, TCP_REUSED_PORTS},
};

static bool is_end(const struct segment *row)
{
    return !row->flags && !row->length && !row->window;
}

START_TEST(rule)
{
    struct tracked t = tracked_begin(NULL);
    struct tcp_view view = {0};
    for (unsigned i = 0; i < LONGEST && !is_end(&rules[_i].segments[i]); i++)
        view = tracked_send(&t, &rules[_i].segments[i], NULL);
    ck_assert_msg(view.analysis == rules[_i].analysis, "%s: %#x, not %#x", rules[_i].name,
        view.analysis, rules[_i].analysis);
    if (view.analysis) ck_assert(view.analysed);
    tracked_end(&t);
}
END_TEST

/* --- figures
 * -------------------------------------------------------------------------------------- */

static struct tcp_view play(struct tracked *t, const struct segment *rows, unsigned count)
{
    struct tcp_view view = {0};
    for (unsigned i = 0; i < count; i++)
        view = tracked_send(t, &rows[i], NULL);
    return view;
}

#define PLAY(t, rows) play(t, rows, sizeof rows / sizeof *rows)

START_TEST(round_trips)
{
    struct tracked t = tracked_begin(NULL);
    static const struct segment handshake[] = {HANDSHAKE};
    struct tcp_view view = play(&t, handshake, 2);
    ck_assert_uint_eq(view.acks_frame, 1);
    ck_assert_int_eq(view.ack_rtt, 10000000);
    ck_assert_int_eq(view.initial_rtt, 0);
    view = play(&t, handshake + 2, 1);
    ck_assert_uint_eq(view.acks_frame, 2);
    ck_assert_int_eq(view.initial_rtt, 20000000);
    static const struct segment data[] = {{5000, CLIENT, A, 101, 501, 10, 1000},
        {5000, CLIENT, A | P, 111, 501, 10, 1000}, {7000, SERVER, A, 501, 121, 0, 1000}};
    view = play(&t, data, 2);
    ck_assert_uint_eq(view.bytes_in_flight, 20);
    ck_assert_uint_eq(view.push_bytes_sent, 20);
    view = play(&t, data + 2, 1);
    ck_assert_uint_eq(view.acks_frame, 5);
    ck_assert_int_eq(view.ack_rtt, 7000000);
    static const struct segment more[] = {{0, CLIENT, A, 121, 501, 3, 1000}};
    view = PLAY(&t, more);
    ck_assert_uint_eq(view.bytes_in_flight, 3);
    ck_assert_uint_eq(view.push_bytes_sent, 3);
    tracked_end(&t);
}
END_TEST

START_TEST(retransmission_timeout)
{
    struct tracked t = tracked_begin(NULL);
    static const struct segment rows[] = {HANDSHAKE, {1000, CLIENT, A, 101, 501, 10, 1000},
        {1000, CLIENT, A, 111, 501, 10, 1000}, {300000, CLIENT, A, 101, 501, 10, 1000}};
    struct tcp_view view = PLAY(&t, rows);
    ck_assert_uint_eq(view.rto_frame, 4);
    ck_assert_int_eq(view.rto, 301000000);
    tracked_end(&t);
}
END_TEST

START_TEST(duplicates_are_counted)
{
    struct tracked t = tracked_begin(NULL);
    static const struct segment handshake[] = {HANDSHAKE};
    static const struct segment ack = {1000, SERVER, A, 501, 101, 0, 1000};
    PLAY(&t, handshake);
    for (uint32_t i = 1; i <= 5; i++) {
        struct tcp_view view = tracked_send(&t, &ack, NULL);
        ck_assert_uint_eq(view.duplicate_ack_number, i);
        ck_assert_uint_eq(view.duplicate_ack_frame, 2); /* the SYN+ACK acknowledged 101 first */
    }
    tracked_end(&t);
}
END_TEST

START_TEST(windows_are_scaled_from_the_third_segment_on)
{
    static const struct {
        int8_t client, server;
        int8_t expected;
    } cases[] = {{7, 5, 7}, {7, -1, -2}, {-1, 5, -2}, {-1, -1, -2}, {0, 0, 0}};
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tracked t = tracked_begin(NULL);
        static const struct segment rows[] = {HANDSHAKE};
        struct tcp_segment syn = tracked_segment(&t, &rows[0]),
                           answer = tracked_segment(&t, &rows[1]);
        syn.window_shift = cases[i].client;
        answer.window_shift = cases[i].server;
        ck_assert_int_eq(tracked_send(&t, &rows[0], &syn).window_shift, -1);
        tracked_send(&t, &rows[1], &answer);
        ck_assert_int_eq(tracked_send(&t, &rows[2], NULL).window_shift, cases[i].expected);
        tracked_end(&t);
    }
    struct tracked t = tracked_begin(NULL);
    static const struct segment middle = {0, CLIENT, A, 1, 1, 0, 100};
    ck_assert_int_eq(tracked_send(&t, &middle, NULL).window_shift, -1); /* no SYN seen */
    tracked_end(&t);
}
END_TEST

START_TEST(sacked_bytes_are_not_in_flight)
{
    struct tracked t = tracked_begin(NULL);
    static const struct segment rows[] = {
        HANDSHAKE, {1000, CLIENT, A, 101, 501, 10, 1000}, {1000, CLIENT, A, 111, 501, 10, 1000}};
    PLAY(&t, rows);
    static const struct segment sack = {1000, SERVER, A, 501, 101, 0, 1000};
    struct tcp_segment blocks = tracked_segment(&t, &sack);
    blocks.has_sack = true;
    blocks.sacked = 10;
    tracked_send(&t, &sack, &blocks);
    static const struct segment next = {1000, CLIENT, A, 121, 501, 10, 1000};
    ck_assert_uint_eq(tracked_send(&t, &next, NULL).bytes_in_flight, 20);
    tracked_send(&t, &sack, NULL); /* the newest ACK counts */
    static const struct segment last = {1000, CLIENT, A, 131, 501, 10, 1000};
    ck_assert_uint_eq(tracked_send(&t, &last, NULL).bytes_in_flight, 40);
    tracked_end(&t);
}
END_TEST

START_TEST(completeness)
{
    static const struct segment rows[] = {HANDSHAKE, {0, CLIENT, A | P, 101, 501, 10, 9},
        {0, SERVER, A, 501, 111, 0, 9}, {0, CLIENT, F | A, 111, 501, 0, 9},
        {0, SERVER, F | A, 501, 112, 0, 9}, {0, CLIENT, R, 112, 0, 0, 0},
        {0, SERVER, A, 502, 112, 0, 9}};
    static const uint8_t before[] = {0, 1, 3, 7, 15, 15, 31, 31, 63};
    static const int closes_first[] = {-1, -1, -1, -1, -1, 1, 0, -1, -1};
    struct tracked t = tracked_begin(NULL);
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct tcp_view view = tracked_send(&t, &rows[i], NULL);
        ck_assert_msg(view.completeness == before[i], "row %u: %u", i, view.completeness);
        if (closes_first[i] >= 0) ck_assert_int_eq(view.closes_first, closes_first[i]);
    }
    tracked_end(&t);
}
END_TEST

START_TEST(quoted_segments_only_name_their_stream)
{
    struct tracked t = tracked_begin(NULL);
    static const struct segment rows[] = {HANDSHAKE};
    static const struct segment quoted = {1000, CLIENT, A, 9999, 7777, 0, 0};
    PLAY(&t, rows);
    struct tcp_segment segment = tracked_segment(&t, &quoted);
    segment.has_length = false;
    struct tcp_view view = tracked_send(&t, &quoted, &segment);
    ck_assert_uint_eq(view.stream, 0);
    ck_assert_uint_eq(view.seq_base, 0);
    ck_assert_uint_eq(view.analysis, 0);
    static const struct segment next = {1000, CLIENT, A, 101, 501, 10, 1000};
    ck_assert_uint_eq(tracked_send(&t, &next, NULL).analysis, 0);
    tracked_end(&t);
}
END_TEST

/* Nothing a peer writes may cost more than its place: any numbers, flags and times. */
START_TEST(hostile_numbers)
{
    struct track_limits limits = {.flows = 5, .unacked = 64, .unacked_per_side = 16};
    struct tracked t = tracked_begin(&limits);
    uint32_t state = (uint32_t)_i * 2654435761u + 1;
    for (unsigned i = 0; i < 20000; i++) {
        state ^= state << 13, state ^= state >> 17, state ^= state << 5;
        uint32_t edges[] = {0, 1, 0x7fffffff, 0x80000000, 0xffffffff, state};
        struct segment row = {state >> 7 & 0xff, state & 1, state >> 3 & 0xfff, edges[state % 6],
            edges[state / 6 % 6], state >> 11 & 3 ? 0 : state >> 15, state >> 9 & 0xffff};
        struct tcp_segment segment = tracked_segment(&t, &row);
        segment.source_port = (uint16_t)(state >> 20 & 7);
        segment.destination_port = (uint16_t)(state >> 23 & 7);
        segment.has_length = state >> 26 & 3;
        segment.window_shift = (int8_t)(state >> 28) - 1;
        segment.sacked = state;
        segment.has_sack = state & 2;
        struct tcp_view view = tracked_send(&t, &row, &segment);
        ck_assert(view.known);
        if (state >> 30 == 0) t.frame.time -= 5000000000; /* clocks go back */
    }
    tracked_end(&t);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("analysis");
    TCase *tests = tcase_create("rules");
    tcase_add_loop_test(tests, rule, 0, sizeof rules / sizeof *rules);
    suite_add_tcase(suite, tests);
    tests = tcase_create("figures");
    tcase_add_test(tests, round_trips);
    tcase_add_test(tests, retransmission_timeout);
    tcase_add_test(tests, duplicates_are_counted);
    tcase_add_test(tests, windows_are_scaled_from_the_third_segment_on);
    tcase_add_test(tests, sacked_bytes_are_not_in_flight);
    tcase_add_test(tests, completeness);
    tcase_add_test(tests, quoted_segments_only_name_their_stream);
    tcase_add_loop_test(tests, hostile_numbers, 0, 4);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
