/* Doing to datagrams on purpose what networks do by accident: losing, delaying, doubling and
 * overtaking them.
 *
 * What happens to the Nth datagram depends on the seed and on N alone, so a demonstration can be
 * repeated: three numbers are drawn for each, whatever the options and the outcome.  Each
 * impairment is told as an event, since UDP itself tells nobody.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "base/bytes.h"
#include "base/event.h"
#include "base/random.h"
#include "io/udp_socket.h"

struct impairment {
    double drop, duplicate, reorder; /* probabilities, 0 … 1 */
    int64_t delay;                   /* nanoseconds, for each one */
    uint64_t seed;
};

struct impair_fate {
    bool drop, duplicate, reorder;
};

/* The next datagram's fate.  A dropped one is neither doubled nor overtaken. */
struct impair_fate impair_draw(const struct impairment *impairment, struct random *random);

enum {
    IMPAIR_HELD = 4 * 1024 * 1024, /* bytes that may be under way; beyond that they are lost */
    IMPAIR_OVERTAKE_MS = 100,      /* one waits so long for another to overtake it */
};

struct impaired;

struct impairer {
    struct impairment impairment;
    struct random random;
    struct events *events;
    uint64_t number; /* datagrams seen */
    struct udp_socket *socket;
    struct impaired *first, **last; /* delayed, in the order of their time */
    struct impaired *overtaken;     /* waits for the next one to go first */
    size_t held;                    /* bytes in all of them */
    uv_timer_t timer;               /* for `first` */
    uv_timer_t patience;            /* for `overtaken` */
    unsigned handles;               /* open */
    void (*closed)(struct impairer *impairer);
};

void impairer_init(struct impairer *impairer, const struct impairment *impairment, uv_loop_t *loop,
    struct udp_socket *socket, struct events *events);
void impairer_send(struct impairer *impairer, struct bytes data, const struct udp_path *path);
/* What is still held is thrown away. */
void impairer_close(struct impairer *impairer, void (*closed)(struct impairer *impairer));
