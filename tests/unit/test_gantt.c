/* The chart of who waited for whom, drawn from given times.  SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "base/time.h"
#include "show/gantt.h"
#include "unit.h"

#define S(seconds) ((int64_t)((seconds)*TIME_SECOND))

static struct gantt_client *add(
    struct gantt *gantt, double connected, double accepted, double closed)
{
    struct gantt_client *client = &gantt->clients[gantt->count++];
    *client = (struct gantt_client){.id = gantt->count,
        .connected = S(connected),
        .accepted = S(accepted),
        .closed = S(closed)};
    snprintf(client->name, sizeof client->name, "client%u", gantt->count);
    return client;
}

static void check(const struct gantt *gantt, struct gantt_look look, const char *expected)
{
    struct text text = {0};
    gantt_draw(&text, gantt, &look);
    ck_assert_str_eq(text_string(&text), expected);
    text_finish(&text);
}

#define LEGEND "     .. waits to be accepted\n     ## is served\n     -- asks nothing\n"

/* The experiment of every course: three clients, three seconds each, one at a time.  The first cell
 * of the axis is where the first one connected: 100 s by the clock here. */
START_TEST(iterative)
{
    struct gantt gantt = {0};
    gantt_serve(add(&gantt, 100, 100, 103), S(100), S(103));
    gantt_serve(add(&gantt, 100, 103, 106), S(103), S(106));
    gantt_serve(add(&gantt, 100, 106, 109), S(106), S(109));
    check(&gantt, (struct gantt_look){.width = 60},
        "             0       2       4       6       8 s\n"
        "  1  client1 ############                            3.00 s\n"
        "  2  client2 ............############                6.00 s\n"
        "  3  client3 ........................############    9.00 s\n" LEGEND
        "     client 2 waited 3.00 s for client 1\n"
        "     client 3 waited 6.00 s for clients 1 and 2\n");
}
END_TEST

/* All at once, the last one comes later and asks twice; on a screen that is not too narrow for it. */
START_TEST(event)
{
    struct gantt gantt = {0};
    gantt_serve(add(&gantt, 0, 0, 0.3), S(0), S(0.3));
    struct gantt_client *second = add(&gantt, 0.1, 0.1, 0.6);
    gantt_serve(second, S(0.1), S(0.2));
    gantt_serve(second, S(0.4), S(0.5));
    check(&gantt, (struct gantt_look){.width = 54},
        "             0         200       400       600 ms\n"
        "  1  client1 ###############                 300.00 ms\n"
        "  2  client2      #####----------#####-----  400.00 ms\n" LEGEND
        "     nobody waited for another\n");
}
END_TEST

START_TEST(signs_and_colors)
{
    struct gantt gantt = {0};
    add(&gantt, 0, 0, 1);
    gantt_serve(add(&gantt, 0, 1, 2), S(1), S(1.5));
    check(&gantt, (struct gantt_look){.width = 40, .utf8 = true, .color = true},
        "             0       1       2 s\n"
        "  1  client1 \033[2m────────\033[0m\n"
        "  2  client2 \033[33m░░░░░░░░\033[0m\033[32m████\033[0m\033[2m────\033[0m    1.50 s\n"
        "     \033[33m░░\033[0m waits to be accepted\n"
        "     \033[32m██\033[0m is served\n"
        "     \033[2m──\033[0m asks nothing\n"
        "     client 2 waited 1.00 s for client 1\n");
}
END_TEST

START_TEST(nobody_came)
{
    struct gantt gantt = {0};
    check(&gantt, (struct gantt_look){.width = 80}, "     no client has come\n");
}
END_TEST

/* No time at all passed, or a clock went back: drawn somehow, within its bounds. */
START_TEST(odd_times)
{
    struct gantt gantt = {0};
    struct text text = {0};
    gantt_serve(add(&gantt, 5, 5, 5), S(5), S(5));
    gantt_draw(&text, &gantt, &(struct gantt_look){.width = 1});
    gantt_serve(add(&gantt, 6, 4, 3), S(7), S(2));
    gantt_serve(add(&gantt, 1e9, 1e9, 0), S(-1e9), S(9e9));
    for (unsigned width = 0; width < 1000; width += 37)
        gantt_draw(&text, &gantt, &(struct gantt_look){.width = width, .utf8 = true});
    ck_assert(!text.failed);
    text_finish(&text);
}
END_TEST

/* More requests than can be kept: those nearest to each other become one. */
START_TEST(many_requests)
{
    struct gantt gantt = {0};
    struct gantt_client *client = add(&gantt, 0, 0, 100);
    for (int i = 0; i < GANTT_SPANS; i++)
        gantt_serve(client, S(i), S(i + 0.5));
    gantt_serve(client, S(40), S(41));
    ck_assert_uint_eq(client->nserved, GANTT_SPANS);
    gantt_serve(client, S(41.25), S(42));
    gantt_serve(client, S(60), S(61));
    ck_assert_uint_eq(client->nserved, GANTT_SPANS);
    ck_assert_uint_eq(client->requests, GANTT_SPANS + 3);
    ck_assert_int_eq(client->served[GANTT_SPANS - 2].from, S(40));
    ck_assert_int_eq(client->served[GANTT_SPANS - 2].to, S(42));
    ck_assert_int_eq(gantt_took(client), S(61));
    for (unsigned i = 1; i < client->nserved; i++)
        ck_assert_int_gt(client->served[i].from, client->served[i - 1].to);
}
END_TEST

/* Many that were there before: a few are named. */
START_TEST(many_clients)
{
    struct gantt gantt = {.more = 3};
    for (int i = 0; i < 12; i++)
        gantt_serve(add(&gantt, 0, i, i + 1), S(i), S(i + 1));
    uint32_t ids[3];
    ck_assert_uint_eq(gantt_waited_for(&gantt, &gantt.clients[11], ids, 3), 11);
    ck_assert_uint_eq(ids[2], 3);
    struct text text = {0};
    gantt_draw(&text, &gantt, &(struct gantt_look){.width = 80});
    const char *drawn = text_string(&text);
    ck_assert_ptr_nonnull(
        strstr(drawn, "     .. waits to be accepted   ## is served   -- asks nothing\n"));
    ck_assert_ptr_nonnull(
        strstr(drawn, "client 12 waited 11.00 s for clients 1, 2, 3, 4, 5, 6, 7, 8 and 3 more\n"));
    ck_assert_ptr_nonnull(strstr(drawn, "and 3 more clients\n"));
    text_finish(&text);
}
END_TEST

/* Waiting for somebody means that one could come when the other had gone, or was done with. */
START_TEST(for_whom)
{
    struct gantt gantt = {0};
    add(&gantt, 0, 0, 9);                          /* stays */
    add(&gantt, 0, 0, 1);                          /* gone before */
    add(&gantt, 0, 0, 3);                          /* makes way */
    gantt_serve(add(&gantt, 0, 0, 9), S(1), S(3)); /* is done with, though still there */
    struct gantt_client *waits = add(&gantt, 2, 3, 5);
    add(&gantt, 2, 4, 5); /* comes later */
    uint32_t ids[8] = {0};
    ck_assert_uint_eq(gantt_waited_for(&gantt, waits, ids, 8), 2);
    ck_assert_uint_eq(ids[0], 3);
    ck_assert_uint_eq(ids[1], 4);
    waits->connected = waits->accepted - GANTT_MOMENT + 1;
    ck_assert_uint_eq(gantt_waited_for(&gantt, waits, ids, 8), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("gantt");
    TCase *tcase = tcase_create("gantt");
    tcase_add_test(tcase, iterative);
    tcase_add_test(tcase, event);
    tcase_add_test(tcase, signs_and_colors);
    tcase_add_test(tcase, nobody_came);
    tcase_add_test(tcase, odd_times);
    tcase_add_test(tcase, many_requests);
    tcase_add_test(tcase, many_clients);
    tcase_add_test(tcase, for_whom);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
