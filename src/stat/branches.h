/* A tree of counts with averages, rates and bursts: what tshark's ",tree" statistics print.
 *
 *     Topic / Item            Count         Average       Min Val       Max Val       Rate (ms)     …
 *     Total HTTP Packets      2                                                       0.0040        …
 *      HTTP Response Packets  1                                                       0.0020        …
 *
 * A branch is known by its number, from 1; 0 is the root, which is not shown, and what there was no
 * room for: counting there counts nowhere.  SPDX-License-Identifier: MIT */
#pragma once
#include "base/bytes.h"
#include "base/text.h"
#include "stat/rows.h"

/* Branches told apart: about 15 MB, names excepted. */
enum { BRANCHES = 32768, BRANCH_NAME = 1024, BURST_BUCKETS = 20 };

struct branches {
    struct rows rows; /* of struct branch */
    struct text names;
    bool begun;
    double first, now;                /* milliseconds: the first counted packet, the present one */
    uint32_t last_child, first_child; /* of the root */
};

void branches_init(struct branches *self);
void branches_finish(struct branches *self);

/* Another packet is counted, at this time since the first frame. */
void branches_at(struct branches *self, int64_t since_first);

/* The branch of that name; made, with a count of 0, if it is not there. */
uint32_t branches_name(struct branches *self, uint32_t parent, const char *name);
uint32_t branches_name_bytes(struct branches *self, uint32_t parent, struct bytes name);
/* From then on it has an average, of whole numbers or of fractions; branches below it keep their
 * order. */
void branches_average(struct branches *self, uint32_t branch, bool fractions);
void branches_count(struct branches *self, uint32_t branch);
/* Counts a value, of which there is an average then. */
void branches_value(struct branches *self, uint32_t branch, double value);

/* Names and counts one below `parent`; returns it. */
static inline uint32_t branches_tick(struct branches *self, uint32_t parent, const char *name)
{
    uint32_t branch = branches_name(self, parent, name);
    branches_count(self, branch);
    return branch;
}

void branches_print(struct branches *self, struct text *text, const char *title);
void branches_list(struct branches *self, struct text *text);
