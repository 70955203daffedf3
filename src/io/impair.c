/* See impair.h.  SPDX-License-Identifier: MIT */
#include "io/impair.h"

#include <stdlib.h>
#include <string.h>

#include "base/time.h"

/* A datagram under way. */
struct impaired {
    struct impaired *next;
    uint64_t at; /* when it goes out, on the loop's clock */
    struct udp_path path;
    size_t len;
    uint8_t bytes[];
};

struct impair_fate impair_draw(const struct impairment *impairment, struct random *random)
{
    double drop = random_fraction(random);
    double duplicate = random_fraction(random);
    double reorder = random_fraction(random);
    struct impair_fate fate = {.drop = drop < impairment->drop};
    fate.duplicate = !fate.drop && duplicate < impairment->duplicate;
    fate.reorder = !fate.drop && reorder < impairment->reorder;
    return fate;
}

static void tell(
    struct impairer *impairer, const char *how, struct bytes data, const struct udp_path *path)
{
    if (!events_wanted(impairer->events, EVENT_IMPAIRED)) return;
    char peer[ADDRESS_TEXT];
    address_text(&path->peer, peer, sizeof peer);
    event_tell(impairer->events,
        &(struct event){.kind = EVENT_IMPAIRED,
            .human = "{how} on purpose: answer {number} to {peer}, {data}",
            .values = {event_text("how", how), event_uint("number", impairer->number),
                event_text("peer", peer), event_uint("size", data.len), event_data("data", data),
                event_seconds("delay", impairer->impairment.delay)}});
}

static void on_time(uv_timer_t *timer);

static void arm(struct impairer *impairer)
{
    uint64_t now = uv_now(impairer->timer.loop), at = impairer->first->at;
    uv_timer_start(&impairer->timer, on_time, at > now ? at - now : 0, 0);
}

static void release(struct impairer *impairer, struct impaired *item)
{
    udp_socket_send(impairer->socket, bytes_of(item->bytes, item->len), &item->path);
    impairer->held -= item->len;
    free(item);
}

/* Now, or after the delay. */
static void pass_on(struct impairer *impairer, struct impaired *item)
{
    if (!impairer->impairment.delay) {
        release(impairer, item);
        return;
    }
    int64_t delay = impairer->impairment.delay;
    item->at = uv_now(impairer->timer.loop) +
               (uint64_t)((delay + TIME_MILLISECOND - 1) / TIME_MILLISECOND);
    bool was_empty = !impairer->first;
    *impairer->last = item;
    impairer->last = &item->next;
    if (was_empty) arm(impairer);
}

static void on_time(uv_timer_t *timer)
{
    struct impairer *impairer = timer->data;
    uint64_t now = uv_now(timer->loop);
    while (impairer->first && impairer->first->at <= now) {
        struct impaired *item = impairer->first;
        impairer->first = item->next;
        if (!impairer->first) impairer->last = &impairer->first;
        release(impairer, item);
    }
    if (impairer->first) arm(impairer);
}

static void release_overtaken(struct impairer *impairer)
{
    struct impaired *item = impairer->overtaken;
    if (!item) return;
    impairer->overtaken = NULL;
    uv_timer_stop(&impairer->patience);
    pass_on(impairer, item);
}

static void on_patience_over(uv_timer_t *timer)
{
    release_overtaken(timer->data);
}

static struct impaired *copy(
    struct impairer *impairer, struct bytes data, const struct udp_path *path)
{
    if (impairer->held + data.len > IMPAIR_HELD) return NULL;
    struct impaired *item = malloc(sizeof *item + data.len);
    if (!item) return NULL;
    item->next = NULL;
    item->path = *path;
    item->len = data.len;
    if (data.len) memcpy(item->bytes, data.at, data.len);
    impairer->held += data.len;
    return item;
}

void impairer_init(struct impairer *impairer, const struct impairment *impairment, uv_loop_t *loop,
    struct udp_socket *socket, struct events *events)
{
    *impairer = (struct impairer){.impairment = *impairment,
        .random = random_seeded(impairment->seed),
        .events = events,
        .socket = socket,
        .handles = 2};
    impairer->last = &impairer->first;
    uv_timer_init(loop, &impairer->timer);
    uv_timer_init(loop, &impairer->patience);
    impairer->timer.data = impairer->patience.data = impairer;
}

void impairer_send(struct impairer *impairer, struct bytes data, const struct udp_path *path)
{
    struct impair_fate fate = impair_draw(&impairer->impairment, &impairer->random);
    impairer->number++;
    if (fate.drop) {
        tell(impairer, "dropped", data, path);
        return;
    }
    if (impairer->impairment.delay) tell(impairer, "delayed", data, path);
    for (int left = fate.duplicate ? 2 : 1; left; left--) {
        struct impaired *item = copy(impairer, data, path);
        if (!item) {
            tell(impairer, "lost for want of room, not", data, path);
            return;
        }
        if (left == 2) tell(impairer, "duplicated", data, path);
        if (fate.reorder && left == 1 && !impairer->overtaken) {
            tell(impairer, "held back", data, path);
            impairer->overtaken = item;
            uv_timer_start(&impairer->patience, on_patience_over, IMPAIR_OVERTAKE_MS, 0);
            return;
        }
        pass_on(impairer, item);
    }
    release_overtaken(impairer);
}

static void on_closed(uv_handle_t *handle)
{
    struct impairer *impairer = handle->data;
    if (!--impairer->handles) impairer->closed(impairer);
}

void impairer_close(struct impairer *impairer, void (*closed)(struct impairer *impairer))
{
    impairer->closed = closed;
    for (struct impaired *item = impairer->first, *next; item; item = next) {
        next = item->next;
        free(item);
    }
    free(impairer->overtaken);
    impairer->first = impairer->overtaken = NULL;
    uv_close((uv_handle_t *)&impairer->timer, on_closed);
    uv_close((uv_handle_t *)&impairer->patience, on_closed);
}
