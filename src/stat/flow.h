/* What -z flow has collected: flow.c does that, flow_ladder.c shows it.  SPDX-License-Identifier: MIT */
#pragma once
#include "base/text.h"
#include "stat/statistic.h"

enum { FLOW_NODES = 40 }; /* as Wireshark has it */

struct rung {
    uint64_t frame;
    uint32_t conversation;
    uint32_t text, time_length, label_length,
        comment_length; /* in flow->texts, one behind the other */
    uint16_t ports[2];
    uint8_t nodes[2]; /* from, to */
};

struct flow {
    struct statistic stat;
    void (*add)(struct flow *self, const struct packet *packet);
    bool network; /* frames without IP as well, by their addresses on the link */
    const struct field *stream, *seq, *ack, *len, *resp_to;
    char nodes[FLOW_NODES][64];
    unsigned node_count;
    struct rung *rungs;
    uint32_t count, room;
    struct text texts;
    bool several; /* conversations */
    uint64_t left_out;
};

/* The functions of struct statistic_kind. */
void flow_print(struct statistic *stat, struct text *text);
void flow_list(struct statistic *stat, struct text *text);
