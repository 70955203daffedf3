/* For tests with a loop: events that are remembered, and a loop that must end empty.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <uv.h>

#include "base/event.h"

enum { SEEN_EVENTS = 256 };

/* Remembers what was told, in order. */
struct seen {
    struct events events; /* first: hand out &seen->events */
    unsigned count[EVENT_KINDS];
    uint16_t port;    /* of the last `listening` */
    char closed[32];  /* how the last connection ended */
    char warning[32]; /* the word of the last warning */
    unsigned total;
    uint8_t order[SEEN_EVENTS];
};

static inline const struct event_value *event_value(const struct event *event, const char *key)
{
    for (const struct event_value *value = event->values; value->key; value++) {
        if (!strcmp(value->key, key)) return value;
    }
    return NULL;
}

static inline void seen_tell(struct events *events, const struct event *event)
{
    struct seen *seen = (struct seen *)events;
    seen->count[event->kind]++;
    if (seen->total < SEEN_EVENTS) seen->order[seen->total] = (uint8_t)event->kind;
    seen->total++;
    if (event->kind == EVENT_LISTENING) seen->port = (uint16_t)event_value(event, "port")->number;
    if (event->kind == EVENT_CLOSED) {
        snprintf(seen->closed, sizeof seen->closed, "%s", event_value(event, "how")->string);
    }
    if (event->kind == EVENT_WARNING) {
        snprintf(seen->warning, sizeof seen->warning, "%s", event_value(event, "warning")->string);
    }
}

static inline void seen_init(struct seen *seen)
{
    *seen = (struct seen){.events = {.wanted = UINT32_MAX, .tell = seen_tell}};
}

/* A loop that stops by itself with a failure when a test hangs. */
struct test_loop {
    uv_loop_t loop;
    uv_timer_t guard;
};

static inline void on_guard(uv_timer_t *guard)
{
    (void)guard;
    ck_abort_msg("the loop did not end");
}

static inline uv_loop_t *test_loop_init(struct test_loop *test)
{
    signal(SIGPIPE, SIG_IGN); /* as cmd_main() has it */
    ck_assert_int_eq(uv_loop_init(&test->loop), 0);
    uv_timer_init(&test->loop, &test->guard);
    uv_timer_start(&test->guard, on_guard, 30000, 0);
    uv_unref((uv_handle_t *)&test->guard);
    return &test->loop;
}

/* Runs to the end, at which nothing may be left open. */
static inline void test_loop_run(struct test_loop *test)
{
    uv_run(&test->loop, UV_RUN_DEFAULT);
    uv_close((uv_handle_t *)&test->guard, NULL);
    uv_run(&test->loop, UV_RUN_DEFAULT);
    ck_assert_int_eq(uv_loop_close(&test->loop), 0);
}
