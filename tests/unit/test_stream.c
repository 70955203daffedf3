/* Units of TCP streams: gaps, overlaps, limits.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "segments.h"
#include "unit.h"

/* A conversation with its first segment seen. */
static struct tcp_conversation *talk(struct tracked *t, struct tcp_view *view)
{
    struct segment row = {.from = CLIENT, .flags = A, .seq = 1, .length = 1};
    struct tcp_segment segment = tracked_segment(t, &row);
    struct tracker *tracker = track_tracker(t->track);
    tracker->tcp(tracker, tracked_frame(t, 0, CLIENT), &segment, view);
    ck_assert_ptr_nonnull(view->conversation);
    return view->conversation;
}

START_TEST(gap_is_filled)
{
    struct tracked t = tracked_begin(NULL);
    struct tcp_view view;
    struct tcp_conversation *c = talk(&t, &view);
    struct tracker *k = track_tracker(t.track);
    ck_assert_ptr_nonnull(k->begin(k, c, 0, 1000, 1010));
    ck_assert(k->extend(k, c, 0, 1, 0, bytes_of("abc", 3)));
    ck_assert_uint_eq(c->begun[0]->filled, 3);
    ck_assert(k->extend(k, c, 0, 2, 6, bytes_of("ghij", 4)));
    ck_assert_uint_eq(c->begun[0]->filled, 3);
    /* The first bytes at a place stay: X, Y are not taken. */
    ck_assert(k->extend(k, c, 0, 3, 1, bytes_of("XYdef", 5)));
    ck_assert_uint_eq(c->begun[0]->filled, 10);
    ck_assert_mem_eq(c->begun[0]->bytes, "abcdefghij", 10);
    ck_assert_uint_eq(c->begun[0]->count, 3);
    struct stream_begun *unit = c->begun[0];
    k->complete(k, c, 0);
    ck_assert_ptr_null(c->begun[0]);
    ck_assert_mem_eq(unit->bytes, "abcdefghij", 10); /* until the next packet */
    tracked_end(&t);
}
END_TEST

START_TEST(unit_too_long_is_given_up)
{
    struct track_limits limits = {.unit_bytes = 8};
    struct tracked t = tracked_begin(&limits);
    struct tcp_view view;
    struct tcp_conversation *c = talk(&t, &view);
    struct tracker *k = track_tracker(t.track);
    k->begin(k, c, 1, 0, 100);
    ck_assert(k->extend(k, c, 1, 1, 0, bytes_of("12345678", 8)));
    ck_assert(!k->extend(k, c, 1, 2, 8, bytes_of("9", 1)));
    ck_assert_ptr_null(c->begun[1]);
    ck_assert_uint_eq(track_figures(t.track).units_given_up, 1);
    k->begin(k, c, 1, 0, 100);
    ck_assert(!k->extend(k, c, 1, 2, UINT32_MAX, bytes_of("9", 1)));
    tracked_end(&t);
}
END_TEST

/* Memory is taken from whom was idle longest, never from the conversation at hand. */
START_TEST(memory_is_bounded)
{
    struct track_limits limits = {.stream_bytes = 16384};
    struct tracked t = tracked_begin(&limits);
    struct tracker *k = track_tracker(t.track);
    struct tcp_view view;
    for (unsigned i = 0; i < 40; i++) {
        t.client_port = (uint16_t)(40000 + i);
        struct tcp_conversation *c = talk(&t, &view);
        ck_assert_ptr_nonnull(k->memory(k, c, 1000));
        ck_assert_ptr_nonnull(k->begin(k, c, 0, 1, 50));
        ck_assert(k->extend(k, c, 0, 1, 0, bytes_of("abc", 3)));
    }
    ck_assert_uint_gt(track_figures(t.track).tcp_evicted, 0);
    struct tcp_conversation *c = talk(&t, &view);
    ck_assert_ptr_null(k->room(k, 20000));
    ck_assert_ptr_nonnull(c->memory);
    tracked_end(&t);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("stream");
    TCase *tcase = tcase_create("stream");
    tcase_add_test(tcase, gap_is_filled);
    tcase_add_test(tcase, unit_too_long_is_given_up);
    tcase_add_test(tcase, memory_is_bounded);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
