/* Connections over TCP and UDP: servers and clients in one process on one loop, which must be empty
 * at the end.  SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "io/connect.h"
#include "io/listen.h"
#include "loop.h"
#include "service/echo.h"
#include "unit.h"

enum { BIG = 3 * 1024 * 1024 };

/* One conversation between a client and an echo server. */
struct talk {
    struct test_loop test;
    struct seen server_seen, client_seen;
    struct echo_server service;
    struct listener *listener, *second;
    struct connector *connector;
    struct conn *conn;
    size_t to_send, sent, got;
    bool wrong;      /* a byte came back that was not sent */
    bool ended;      /* the server finished sending */
    int closed;      /* the status of `closed`; 1: not yet */
    int failed;      /* the status of `failed` */
    bool never_read; /* the client does not read until it is told */
    uv_timer_t timer;
    bool timer_open;
    bool listener_closed;
    bool ends_when_all_is_back; /* UDP has no end of its own */
};

static uint8_t pattern(size_t at)
{
    return (uint8_t)(at * 31 + (at >> 8) * 7 + (at >> 16));
}

static void finish_talk(struct talk *talk)
{
    connector_close(talk->connector);
    if (talk->listener) listener_close(talk->listener);
    if (talk->second) listener_close(talk->second);
    talk->connector = NULL;
    talk->listener = talk->second = NULL;
    if (talk->timer_open) uv_close((uv_handle_t *)&talk->timer, NULL);
    talk->timer_open = false;
}

static void send_some(struct conn *conn)
{
    struct talk *talk = conn_context(conn);
    uint8_t chunk[10000];
    while (talk->sent < talk->to_send && conn_queued(conn) < 100000) {
        size_t len = talk->to_send - talk->sent;
        if (len > sizeof chunk) len = sizeof chunk;
        for (size_t i = 0; i < len; i++)
            chunk[i] = pattern(talk->sent + i);
        if (conn_write(conn, bytes_of(chunk, len)) < 0) return;
        talk->sent += len;
    }
    if (talk->sent == talk->to_send) conn_finish(conn);
}

static void on_opened(struct conn *conn)
{
    struct talk *talk = conn_context(conn);
    talk->conn = conn;
    if (talk->never_read) conn_pause(conn);
    send_some(conn);
}

static void on_received(struct conn *conn, struct bytes data)
{
    struct talk *talk = conn_context(conn);
    for (size_t i = 0; i < data.len; i++) {
        if (data.at[i] != pattern(talk->got + i)) talk->wrong = true;
    }
    talk->got += data.len;
    send_some(conn);
    if (talk->ends_when_all_is_back && talk->got == talk->to_send) conn_close(conn);
}

static void on_ended(struct conn *conn)
{
    struct talk *talk = conn_context(conn);
    talk->ended = true;
    conn_close(conn);
}

static void on_closed(struct conn *conn, int status)
{
    struct talk *talk = conn_context(conn);
    talk->closed = status;
    finish_talk(talk);
}

static void on_failed(void *context, int status, const char *reason)
{
    struct talk *talk = context;
    ck_assert_ptr_nonnull(reason);
    talk->failed = status;
    finish_talk(talk);
}

static const struct protocol client = {
    .name = "test",
    .queue_limit = 100000,
    .opened = on_opened,
    .received = on_received,
    .writable = send_some,
    .ended = on_ended,
    .closed = on_closed,
};

static void start_server(struct talk *talk, struct listen_options options)
{
    struct listen_failure failure;
    seen_init(&talk->server_seen);
    options.protocol = &echo_protocol;
    options.context = &talk->service;
    options.events = &talk->server_seen.events;
    ck_assert_int_eq(listener_open(&talk->test.loop, &options, &talk->listener, &failure), 0);
}

static void start_client(
    struct talk *talk, const char *host, uint16_t port, enum transport_kind transport)
{
    talk->closed = 1;
    seen_init(&talk->client_seen);
    const struct connect_options options = {.transport = transport,
        .host = host,
        .port = port,
        .protocol = &client,
        .context = talk,
        .events = &talk->client_seen.events,
        .failed = on_failed};
    ck_assert_int_eq(connector_open(&talk->test.loop, &options, &talk->connector), 0);
}

START_TEST(echoes_and_half_closes)
{
    struct talk talk = {.to_send = 13};
    test_loop_init(&talk.test);
    start_server(&talk, (struct listen_options){.bind = "127.0.0.1"});
    start_client(&talk, "127.0.0.1", listener_port(talk.listener), TRANSPORT_TCP);
    test_loop_run(&talk.test);
    ck_assert_uint_eq(talk.got, 13);
    ck_assert(!talk.wrong && talk.ended);
    ck_assert_int_eq(talk.closed, 0);
    ck_assert_uint_eq(talk.server_seen.count[EVENT_LISTENING], 1);
    ck_assert_uint_eq(talk.server_seen.count[EVENT_OPENED], 1);
    ck_assert_uint_eq(talk.server_seen.count[EVENT_RECEIVED], 1);
    ck_assert_uint_eq(talk.server_seen.count[EVENT_SENT], 1);
    ck_assert_uint_eq(talk.server_seen.count[EVENT_CLOSED], 1);
    ck_assert_str_eq(talk.server_seen.closed, "peer");
}
END_TEST

static void on_time_to_read(uv_timer_t *timer)
{
    struct talk *talk = timer->data;
    ck_assert_uint_eq(talk->got, 0);
    conn_resume(talk->conn);
}

/* The client sends all, finishes, and only then begins to read: everything is delivered. */
START_TEST(owes_nothing_after_the_end)
{
    struct talk talk = {.to_send = BIG, .never_read = true, .timer_open = true};
    test_loop_init(&talk.test);
    start_server(&talk, (struct listen_options){.bind = "::1"});
    start_client(&talk, "::1", listener_port(talk.listener), TRANSPORT_TCP);
    uv_timer_init(&talk.test.loop, &talk.timer);
    talk.timer.data = &talk;
    uv_timer_start(&talk.timer, on_time_to_read, 300, 0);
    test_loop_run(&talk.test);
    ck_assert_uint_eq(talk.got, BIG);
    ck_assert(!talk.wrong && talk.ended);
    ck_assert_int_eq(talk.closed, 0);
}
END_TEST

START_TEST(serves_both_families_on_one_port)
{
    static const char *const hosts[] = {"127.0.0.1", "::1", "localhost"};
    struct talk talk = {.to_send = 100};
    test_loop_init(&talk.test);
    start_server(&talk, (struct listen_options){0});
    ck_assert_uint_eq(talk.server_seen.count[EVENT_LISTENING], 2);
    ck_assert_uint_eq(talk.server_seen.port, listener_port(talk.listener));
    start_client(&talk, hosts[_i], listener_port(talk.listener), TRANSPORT_TCP);
    test_loop_run(&talk.test);
    ck_assert_uint_eq(talk.got, 100);
}
END_TEST

/* "localhost" is ::1 first; nobody listens there, and the next attempt succeeds. */
START_TEST(tries_the_next_address)
{
    struct talk talk = {.to_send = 100};
    test_loop_init(&talk.test);
    start_server(&talk, (struct listen_options){.bind = "127.0.0.1"});
    start_client(&talk, "localhost", listener_port(talk.listener), TRANSPORT_TCP);
    test_loop_run(&talk.test);
    ck_assert_uint_eq(talk.got, 100);
    ck_assert_uint_ge(talk.client_seen.count[EVENT_CONNECTING], 1);
    ck_assert_uint_eq(
        talk.client_seen.count[EVENT_WARNING], talk.client_seen.count[EVENT_CONNECTING] - 1);
}
END_TEST

/* UDP learns of it from ICMP, after it has begun. */
START_TEST(reports_a_refusal)
{
    struct talk talk = {.to_send = 1};
    test_loop_init(&talk.test);
    start_server(&talk, (struct listen_options){.bind = "127.0.0.1"});
    uint16_t port = listener_port(talk.listener);
    listener_close(talk.listener);
    talk.listener = NULL;
    start_client(&talk, "127.0.0.1", port, _i ? TRANSPORT_UDP : TRANSPORT_TCP);
    test_loop_run(&talk.test);
    ck_assert_int_eq(_i ? talk.closed : talk.failed, UV_ECONNREFUSED);
}
END_TEST

START_TEST(reports_an_unknown_name)
{
    struct talk talk = {.to_send = 1};
    test_loop_init(&talk.test);
    start_client(&talk, "no-such-host.invalid", 1, TRANSPORT_TCP);
    test_loop_run(&talk.test);
    ck_assert_int_lt(talk.failed, 0);
}
END_TEST

/* The address is taken: said so, with the holder, which is this very process. */
START_TEST(names_the_holder)
{
    struct talk talk = {0};
    enum transport_kind transport = _i ? TRANSPORT_UDP : TRANSPORT_TCP;
    struct listen_failure failure;
    struct listener *other = NULL;
    test_loop_init(&talk.test);
    start_server(&talk, (struct listen_options){.bind = "127.0.0.1", .transport = transport});
    /* Also when only one of the two families is taken. */
    const struct listen_options options = {
        .transport = transport, .port = listener_port(talk.listener), .protocol = &echo_protocol};
    ck_assert_int_eq(listener_open(&talk.test.loop, &options, &other, &failure), UV_EADDRINUSE);
    ck_assert_ptr_null(other);
    ck_assert_int_eq(failure.pid, getpid());
    ck_assert_ptr_nonnull(strstr(failure.holder, "(pid "));
    listener_close(talk.listener);
    test_loop_run(&talk.test);
}
END_TEST

static void on_listener_closed(struct listener *listener, void *context)
{
    (void)listener;
    struct talk *talk = (struct talk *)((char *)context - offsetof(struct talk, service));
    talk->listener_closed = true;
}

START_TEST(once_ends_by_itself)
{
    struct talk talk = {.to_send = 20};
    test_loop_init(&talk.test);
    start_server(&talk, (struct listen_options){
                            .bind = "127.0.0.1", .accept_total = 1, .closed = on_listener_closed});
    start_client(&talk, "127.0.0.1", listener_port(talk.listener), TRANSPORT_TCP);
    talk.listener = NULL;
    test_loop_run(&talk.test);
    ck_assert_uint_eq(talk.got, 20);
    ck_assert(talk.listener_closed);
}
END_TEST

/* A client that says nothing is closed after the idle time-out. */
START_TEST(idle_connections_are_closed)
{
    struct talk talk = {.to_send = 1u << 30, .never_read = true};
    test_loop_init(&talk.test);
    start_server(&talk, (struct listen_options){.bind = "127.0.0.1", .idle_timeout = 50000000});
    /* It writes until nothing moves any more: the server's queue is full, ours too. */
    start_client(&talk, "127.0.0.1", listener_port(talk.listener), TRANSPORT_TCP);
    test_loop_run(&talk.test);
    ck_assert_int_ne(talk.closed, 1);
    ck_assert_str_eq(talk.server_seen.closed, "timeout");
}
END_TEST

/* Nothing hangs and nothing leaks when all is closed in the middle. */
static void on_time_to_stop(uv_timer_t *timer)
{
    finish_talk(timer->data);
}

START_TEST(closes_in_the_middle)
{
    struct talk talk = {.to_send = 1u << 30, .timer_open = true};
    test_loop_init(&talk.test);
    start_server(&talk, (struct listen_options){.bind = "127.0.0.1"});
    start_client(&talk, "127.0.0.1", listener_port(talk.listener), TRANSPORT_TCP);
    uv_timer_init(&talk.test.loop, &talk.timer);
    talk.timer.data = &talk;
    uv_timer_start(&talk.timer, on_time_to_stop, (unsigned)_i * 5, 0);
    test_loop_run(&talk.test);
}
END_TEST

/* Two servers and a client in one process, of each transport that needs no certificate. */
START_TEST(two_servers_and_a_client)
{
    enum transport_kind transport = _i ? TRANSPORT_UDP : TRANSPORT_TCP;
    struct talk talk = {.to_send = 1000};
    struct seen seen;
    struct echo_server service = {0};
    struct listen_failure failure;
    test_loop_init(&talk.test);
    seen_init(&seen);
    start_server(&talk, (struct listen_options){.transport = transport});
    const struct listen_options options = {.transport = transport,
        .protocol = &echo_protocol,
        .context = &service,
        .events = &seen.events};
    ck_assert_int_eq(listener_open(&talk.test.loop, &options, &talk.second, &failure), 0);
    ck_assert_uint_ne(listener_port(talk.second), listener_port(talk.listener));
    start_client(&talk, "localhost", listener_port(talk.second), transport);
    talk.ends_when_all_is_back = true;
    test_loop_run(&talk.test);
    ck_assert_uint_eq(talk.got, 1000);
    ck_assert(!talk.wrong);
    ck_assert_uint_eq(seen.count[EVENT_RECEIVED], 1);
    ck_assert_uint_eq(service.tally.all.counts.sent_bytes, 1000);
    ck_assert_uint_eq(talk.server_seen.count[EVENT_RECEIVED], 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("conn");
    TCase *tests = tcase_create("tcp");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, echoes_and_half_closes);
    tcase_add_test(tests, owes_nothing_after_the_end);
    tcase_add_loop_test(tests, serves_both_families_on_one_port, 0, 3);
    tcase_add_test(tests, tries_the_next_address);
    tcase_add_loop_test(tests, reports_a_refusal, 0, 2);
    tcase_add_test(tests, reports_an_unknown_name);
    tcase_add_loop_test(tests, names_the_holder, 0, 2);
    tcase_add_test(tests, once_ends_by_itself);
    tcase_add_test(tests, idle_connections_are_closed);
    tcase_add_loop_test(tests, closes_in_the_middle, 0, 4);
    tcase_add_loop_test(tests, two_servers_and_a_client, 0, 2);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
