/* See due.h.  SPDX-License-Identifier: MIT */
#include "io/due.h"

#include "base/time.h"

void due_init(struct due_lists *lists, uv_loop_t *loop,
    void (*expired)(struct due_lists *lists, struct due *due))
{
    for (unsigned kind = 0; kind < DUE_KINDS; kind++) {
        struct due *head = &lists->heads[kind];
        *head = (struct due){.prev = head, .next = head};
        lists->after[kind] = 0;
    }
    lists->armed = 0;
    lists->waiting = 0;
    lists->expired = expired;
    uv_timer_init(loop, &lists->timer);
}

void due_length(struct due_lists *lists, unsigned kind, int64_t nanoseconds)
{
    lists->after[kind] = (uint64_t)((nanoseconds + TIME_MILLISECOND - 1) / TIME_MILLISECOND);
}

static void leave(struct due_lists *lists, struct due *due)
{
    if (!due->next) return;
    due->prev->next = due->next;
    due->next->prev = due->prev;
    due->next = due->prev = NULL;
    lists->waiting--;
}

void due_stop(struct due_lists *lists, struct due *due)
{
    leave(lists, due);
    if (lists->waiting || !lists->armed) return;
    lists->armed = 0;
    uv_timer_stop(&lists->timer);
}

static void on_timer(uv_timer_t *timer);

static void arm(struct due_lists *lists, uint64_t at, uint64_t now)
{
    /* Firing too early is harmless, so a time-out that moves further away leaves the timer be. */
    if (lists->armed && lists->armed <= at) return;
    lists->armed = at;
    uv_timer_start(&lists->timer, on_timer, at > now ? at - now : 0, 0);
}

void due_start(struct due_lists *lists, struct due *due, unsigned kind)
{
    if (!lists->after[kind] || uv_is_closing((uv_handle_t *)&lists->timer)) {
        due_stop(lists, due);
        return;
    }
    leave(lists, due);
    uint64_t now = uv_now(lists->timer.loop);
    struct due *head = &lists->heads[kind];
    *due = (struct due){
        .prev = head->prev, .next = head, .at = now + lists->after[kind], .kind = kind};
    head->prev->next = due;
    head->prev = due;
    lists->waiting++;
    arm(lists, due->at, now);
}

static void on_timer(uv_timer_t *timer)
{
    struct due_lists *lists =
        (struct due_lists *)((char *)timer - offsetof(struct due_lists, timer));
    uint64_t now = uv_now(timer->loop), next = 0;
    lists->armed = 0;
    for (unsigned kind = 0; kind < DUE_KINDS; kind++) {
        struct due *head = &lists->heads[kind];
        while (head->next != head && head->next->at <= now) {
            struct due *due = head->next;
            leave(lists, due);
            lists->expired(lists, due);
        }
        if (head->next != head && (!next || head->next->at < next)) next = head->next->at;
    }
    if (next) arm(lists, next, now);
}

void due_close(struct due_lists *lists, uv_close_cb closed)
{
    uv_close((uv_handle_t *)&lists->timer, closed);
}
