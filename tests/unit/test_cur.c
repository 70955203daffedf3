/* The cursor: the last byte, one past it, errors that stick, cut apart from malformed.
 * SPDX-License-Identifier: MIT */
#include "dissect/cur.h"
#include "unit.h"

static const uint8_t data[8] = {1, 2, 3, 4, 5, 6, 7, 8};

static struct cur cur_of(uint32_t end, uint32_t cap)
{
    return (struct cur){.data = data, .end = end, .cap = cap};
}

START_TEST(last_byte_can_be_read_and_none_behind_it)
{
    struct cur c = cur_of(8, 8);
    ck_assert_ptr_eq(cur_take(&c, 7), data);
    ck_assert_uint_eq(*cur_take(&c, 1), 8);
    ck_assert_uint_eq(cur_left(&c), 0);
    ck_assert_ptr_nonnull(cur_take(&c, 0));
    ck_assert_ptr_null(cur_take(&c, 1));
    ck_assert_int_eq(c.error, CUR_MALFORMED);
}
END_TEST

START_TEST(behind_the_layer_is_malformed_though_captured)
{
    struct cur c = cur_of(4, 8);
    ck_assert_ptr_null(cur_take(&c, 5));
    ck_assert_int_eq(c.error, CUR_MALFORMED);
    ck_assert_uint_eq(c.at, 0);
}
END_TEST

START_TEST(behind_the_capture_is_cut)
{
    struct cur c = cur_of(8, 4);
    ck_assert_uint_eq(cur_captured(&c), 4);
    ck_assert_ptr_null(cur_take(&c, 5));
    ck_assert_int_eq(c.error, CUR_CUT);
}
END_TEST

START_TEST(behind_both_the_sender_is_to_blame)
{
    struct cur c = cur_of(6, 4);
    ck_assert_ptr_null(cur_take(&c, 7));
    ck_assert_int_eq(c.error, CUR_MALFORMED);
}
END_TEST

START_TEST(first_error_sticks_and_nothing_moves)
{
    struct cur c = cur_of(8, 4);
    cur_take(&c, 2);
    cur_take(&c, 6);
    ck_assert_int_eq(c.error, CUR_CUT);
    ck_assert_ptr_null(cur_take(&c, 1));
    ck_assert_ptr_null(cur_take(&c, 100));
    ck_assert_int_eq(c.error, CUR_CUT);
    ck_assert_uint_eq(c.at, 2);
    ck_assert_uint_eq(cur_left(&c), 0);
    ck_assert_uint_eq(cur_captured(&c), 0);
    ck_assert_ptr_null(cur_peek(&c, 0, 1));
}
END_TEST

START_TEST(peek_neither_moves_nor_complains)
{
    struct cur c = cur_of(8, 6);
    ck_assert_ptr_eq(cur_peek(&c, 5, 1), data + 5);
    ck_assert_ptr_null(cur_peek(&c, 5, 2));
    ck_assert_ptr_null(cur_peek(&c, UINT32_MAX, 1));
    ck_assert_ptr_null(cur_peek(&c, 1, UINT32_MAX));
    ck_assert_int_eq(c.error, CUR_OK);
    ck_assert_uint_eq(c.at, 0);
}
END_TEST

START_TEST(child_ends_where_it_was_told)
{
    struct cur c = cur_of(8, 8), child = cur_sub(&c, 3);
    ck_assert_uint_eq(cur_left(&child), 3);
    ck_assert_uint_eq(c.at, 3);
    ck_assert_ptr_null(cur_take(&child, 4));
    ck_assert_int_eq(child.error, CUR_MALFORMED);
    ck_assert_int_eq(c.error, CUR_OK);
}
END_TEST

START_TEST(child_of_more_than_is_left_is_malformed_on_both)
{
    struct cur c = cur_of(8, 8), child;
    cur_take(&c, 6);
    child = cur_sub(&c, UINT32_MAX);
    ck_assert_int_eq(c.error, CUR_MALFORMED);
    ck_assert_int_eq(child.error, CUR_MALFORMED);
    ck_assert_uint_eq(cur_left(&child), 0);
}
END_TEST

START_TEST(child_past_the_capture_is_cut_when_read)
{
    struct cur c = cur_of(8, 4), child = cur_sub(&c, 6);
    ck_assert_int_eq(c.error, CUR_OK);
    ck_assert_uint_eq(c.at, 6);
    ck_assert_ptr_null(cur_take(&c, 1)); /* and so is what follows it */
    ck_assert_int_eq(c.error, CUR_CUT);
    ck_assert_ptr_nonnull(cur_take(&child, 4));
    ck_assert_ptr_null(cur_take(&child, 1));
    ck_assert_int_eq(child.error, CUR_CUT);
}
END_TEST

START_TEST(bytes_behind_the_cursor_can_be_seen_again_within_the_layer)
{
    struct cur c = cur_of(8, 6);
    cur_take(&c, 5);
    ck_assert_ptr_eq(cur_at(&c, 0, 6), c.data);
    ck_assert_ptr_eq(cur_at(&c, 2, 4), c.data + 2);
    ck_assert_ptr_eq(cur_at(&c, 6, 0), c.data + 6);
    ck_assert_ptr_null(cur_at(&c, 0, 7)); /* declared, but not captured */
    ck_assert_ptr_null(cur_at(&c, 7, 0));
    ck_assert_ptr_null(cur_at(&c, 1, UINT32_MAX));
    c = cur_of(4, 8);
    ck_assert_ptr_null(cur_at(&c, 0, 5)); /* captured, but not of this layer */
    ck_assert_int_eq(c.error, CUR_OK);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cur");
    TCase *tcase = tcase_create("cur");
    tcase_add_test(tcase, last_byte_can_be_read_and_none_behind_it);
    tcase_add_test(tcase, behind_the_layer_is_malformed_though_captured);
    tcase_add_test(tcase, behind_the_capture_is_cut);
    tcase_add_test(tcase, behind_both_the_sender_is_to_blame);
    tcase_add_test(tcase, first_error_sticks_and_nothing_moves);
    tcase_add_test(tcase, peek_neither_moves_nor_complains);
    tcase_add_test(tcase, child_ends_where_it_was_told);
    tcase_add_test(tcase, child_of_more_than_is_left_is_malformed_on_both);
    tcase_add_test(tcase, child_past_the_capture_is_cut_when_read);
    tcase_add_test(tcase, bytes_behind_the_cursor_can_be_seen_again_within_the_layer);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
